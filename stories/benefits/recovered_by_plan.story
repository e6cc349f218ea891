story 多领的钱分期追回：一期到账，一期从后续支付中抵扣并注明，余下的申请核销须另一人同意
step 付出一笔
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "police", "key": "PAY-R-1", "observed": "${now - 60 days}",
       "values": {"name": "老国强", "id_card": "440604194911051238", "born": "1949-11-05", "live_address": "${address}10单元101室", "phone": "14000970041"}}]}
  status 200
  as ${district}-ZX:pay_reviewer
  PUT /api/v1/benefits/money/channels/simulated
    {"zh": "模拟银行（试用）", "en": "Simulated bank (for trials)", "kind": "simulated", "enabled": true, "secret": "a-secret-for-trials-only"}
  status 200
  PUT /api/v1/benefits/money/budgets
    {"policy": "back_relief", "year": ${year}, "amount_fen": 100000, "channel": "simulated", "reason": "救助资金"}
  status 200
  as ${district}-ZX:payer
  GET /api/v1/registers/persons?q=14000970041
  keep person = items[0].ref
  POST /api/v1/benefits/money/payments
    {"key": "back:${grid}:1", "payee": "${person}", "policy": "back_relief", "town": "${grid}", "amount_fen": 9000, "reason": "三个月救助"}
  status 200
  keep payment = id
  POST /api/v1/benefits/money/payments/${payment}/account
    {"bank": "佛山农商银行", "number": "6228480000000088", "holder": "老国强"}
  status 200
  as ${district}-ZX:pay_reviewer
  POST /api/v1/benefits/money/payments/${payment}/decide
    {"agree": true}
  status 200
  GET /api/v1/benefits/money/payments/${payment}
  until payment.state is settled
step 核实后多领 90 元，分三期追回
  as ${district}-ZX:payer
  POST /api/v1/benefits/money/recoveries
    {"key": "back:${grid}", "payee": "${person}", "policy": "back_relief", "town": "${grid}", "amount_fen": 9000, "months": 3, "reason": "迁出后仍领取"}
  status 200
  expect state is open
  expect plan[2].amount_fen is 3000
  keep recovery = id
  POST /api/v1/benefits/money/recoveries/${recovery}/receive
    {"amount_fen": 9001, "note": "柜台缴回"}
  status 422
  POST /api/v1/benefits/money/recoveries/${recovery}/receive
    {"amount_fen": 3000, "note": "柜台缴回，回单 001"}
  status 200
  expect open_fen is 6000
  expect plan[0].received_fen is 3000
step 后续一笔还没有付出，抵扣 20 元并注明
  POST /api/v1/benefits/money/payments
    {"key": "back:${grid}:2", "payee": "${person}", "policy": "back_later", "town": "${grid}", "amount_fen": 5000, "reason": "后续救助"}
  status 200
  keep later = id
  as ${district}-ZX:pay_reviewer
  PUT /api/v1/benefits/money/budgets
    {"policy": "back_later", "year": ${year}, "amount_fen": 50000, "channel": "bank_file", "reason": "救助资金"}
  status 200
  POST /api/v1/benefits/money/payments/${later}/decide
    {"agree": true}
  status 200
  GET /api/v1/benefits/money/payments/${later}
  until payment.state is ready
  as ${district}-ZX:payer
  POST /api/v1/benefits/money/recoveries/${recovery}/offset
    {"payment": "${later}", "amount_fen": 2000, "note": ""}
  status 422
  POST /api/v1/benefits/money/recoveries/${recovery}/offset
    {"payment": "${later}", "amount_fen": 2000, "note": "本人书面同意抵扣"}
  status 200
  expect open_fen is 4000
  expect receipts[1].kind is offset
  GET /api/v1/benefits/money/payments/${later}
  expect payment.offset_fen is 2000
step 余下申请核销：申请人不能自己同意
  POST /api/v1/benefits/money/recoveries/${recovery}/write_off
    {"reason": "本人去世，无遗产可供追偿"}
  status 200
  expect state is asked
  POST /api/v1/benefits/money/recoveries/${recovery}/decide
    {"agree": true}
  status 403
  as ${district}-ZX:pay_reviewer
  POST /api/v1/benefits/money/recoveries/${recovery}/decide
    {"agree": true}
  status 200
  expect state is written_off
  expect open_fen is 0
  GET /api/v1/benefits/money/books?policy=back_relief
  keep sum = debit_fen
  expect credit_fen is ${sum}
