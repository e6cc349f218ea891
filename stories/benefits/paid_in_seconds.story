story 线上支付：付款成功而应答丢失，查询后认定已付，回调来两次也只付一次；伪造的回调不收
step 登记收款人，启用模拟银行，下达预算
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "police", "key": "PAY-O-1", "observed": "${now - 60 days}",
       "values": {"name": "邝丽明", "id_card": "440604195206181226", "born": "1952-06-18", "live_address": "${address}7单元701室", "phone": "14000970011"}}]}
  status 200
  as ${district}-ZX:pay_reviewer
  PUT /api/v1/benefits/money/channels/simulated
    {"zh": "模拟银行（试用）", "en": "Simulated bank (for trials)", "kind": "simulated", "enabled": true, "secret": "a-secret-for-trials-only"}
  status 200
  expect has_secret is true
  PUT /api/v1/benefits/money/budgets
    {"policy": "online_relief", "year": ${year}, "amount_fen": 100000, "channel": "simulated", "reason": "临时救助资金"}
  status 200
  as ${district}-ZX:payer
  GET /api/v1/registers/persons?q=14000970011
  keep person = items[0].ref
step 账号尾号 06：银行付了款，应答在路上丢了；几秒后查询到，认定已付
  POST /api/v1/benefits/money/payments
    {"key": "online:${grid}", "payee": "${person}", "policy": "online_relief", "town": "${grid}", "amount_fen": 12000, "reason": "临时救助"}
  status 200
  keep payment = id
  POST /api/v1/benefits/money/payments/${payment}/account
    {"bank": "广发银行", "number": "6225560000000006", "holder": "邝丽明"}
  status 200
  as ${district}-ZX:pay_reviewer
  POST /api/v1/benefits/money/payments/${payment}/decide
    {"agree": true}
  status 200
  GET /api/v1/benefits/money/payments/${payment}
  until said[0].verdict is lost
  wait 1 minutes
  GET /api/v1/benefits/money/payments/${payment}
  until payment.state is settled
  expect payment.paid_fen is 12000
  expect said[1].source is question
  expect said[1].verdict is paid
  keep bank_number = payment.bank_number
step 银行又回调两次：什么也不再发生
  as ${district}-ZX:payer
  POST /api/v1/benefits/money/channels/simulated/simulated
    {"act": "call_backs", "number": "${payment}-1", "times": 2}
  status 200
  expect taken is 0
  GET /api/v1/benefits/money/payments/${payment}
  expect payment.state is settled
  expect payment.bank_number is ${bank_number}
  expect entries[3] absent
step 没有签名、签名不对的回调不收；签名对的重复回调收下，不起作用
  public
  POST /api/v1/benefits/money/callbacks/simulated
    {"said": [{"number": "${payment}-1", "verdict": "paid", "amount_fen": 12000}]}
  status 401
  sign another-secret-than-that
  POST /api/v1/benefits/money/callbacks/simulated
    {"said": [{"number": "${payment}-1", "verdict": "paid", "amount_fen": 12000}]}
  status 401
  expect code is bad_signature
  sign a-secret-for-trials-only
  POST /api/v1/benefits/money/callbacks/simulated
    {"said": [{"number": "${payment}-1", "verdict": "paid", "amount_fen": 12000}]}
  status 200
  expect taken is 0
step 已付之后回调又称另一个金额：不自动改，留给人处理；一人认定，另一人复核
  POST /api/v1/benefits/money/callbacks/simulated
    {"said": [{"number": "${payment}-1", "verdict": "paid", "amount_fen": 99}]}
  status 200
  as ${district}-ZX:payer
  GET /api/v1/benefits/money/payments/${payment}
  until payment.state is held
  POST /api/v1/benefits/money/payments/${payment}/verdict
    {"paid_fen": 12000, "reason": "核对银行流水，实付 120 元"}
  status 200
  POST /api/v1/benefits/money/payments/${payment}/decide
    {"agree": true}
  status 403
  as ${district}-ZX:pay_reviewer
  POST /api/v1/benefits/money/payments/${payment}/decide
    {"agree": true}
  status 200
  expect state is settled
step 同一编号换个金额不收；网格员进不了资金
  as ${district}-ZX:payer
  POST /api/v1/benefits/money/payments
    {"key": "online:${grid}", "payee": "${person}", "policy": "online_relief", "town": "${grid}", "amount_fen": 12001, "reason": "临时救助"}
  status 409
  expect code is payment_key_taken
  as ${grid}:officer
  GET /api/v1/benefits/money/payments
  status 403
