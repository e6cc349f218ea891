story 账户已销户：请收款人换账户后重新付出，旧账户不再用；预算用完的排队
step 登记收款人，启用模拟银行，预算只够一笔
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "police", "key": "PAY-C-1", "observed": "${now - 60 days}",
       "values": {"name": "岑少芬", "id_card": "440604195309211221", "born": "1953-09-21", "live_address": "${address}8单元801室", "phone": "14000970021"}}]}
  status 200
  as ${district}-ZX:pay_reviewer
  PUT /api/v1/benefits/money/channels/simulated
    {"zh": "模拟银行（试用）", "en": "Simulated bank (for trials)", "kind": "simulated", "enabled": true, "secret": "a-secret-for-trials-only"}
  status 200
  PUT /api/v1/benefits/money/budgets
    {"policy": "closed_relief", "year": ${year}, "amount_fen": 10000, "channel": "simulated", "reason": "临时救助资金"}
  status 200
  as ${district}-ZX:payer
  GET /api/v1/registers/persons?q=14000970021
  keep person = items[0].ref
step 两笔都通过；第二笔超出预算，按先后排队
  POST /api/v1/benefits/money/payments
    {"key": "closed:${grid}:1", "payee": "${person}", "policy": "closed_relief", "town": "${grid}", "amount_fen": 8000, "reason": "临时救助"}
  status 200
  keep payment = id
  POST /api/v1/benefits/money/payments
    {"key": "closed:${grid}:2", "payee": "${person}", "policy": "closed_relief", "town": "${grid}", "amount_fen": 5000, "reason": "临时救助"}
  status 200
  keep later = id
  POST /api/v1/benefits/money/payments/${payment}/account
    {"bank": "广发银行", "number": "6225560000000001", "holder": "岑少芬"}
  status 200
  as ${district}-ZX:pay_reviewer
  POST /api/v1/benefits/money/payments/${payment}/decide
    {"agree": true}
  status 200
  POST /api/v1/benefits/money/payments/${later}/decide
    {"agree": true}
  status 200
step 尾号 01 的账户已销户，银行拒付，请本人换账户
  GET /api/v1/benefits/money/payments/${payment}
  until payment.state is needs_account
  expect payment.waits_zh has 销户
  expect payment.account.usable is false
  expect payment.attempt is 2
  GET /api/v1/benefits/money/payments/${later}
  expect payment.state is ordered
  expect payment.waits_zh has 排队
step 登记新账户后自动重付
  as ${district}-ZX:payer
  POST /api/v1/benefits/money/payments/${payment}/account
    {"bank": "佛山农商银行", "number": "6228480000000088", "holder": "岑少芬"}
  status 200
  expect account.version is 2
  expect account.usable is true
  GET /api/v1/benefits/money/payments/${payment}
  until payment.state is settled
  expect payment.paid_fen is 8000
step 追加预算，排队的一笔接着付出
  as ${district}-ZX:pay_reviewer
  PUT /api/v1/benefits/money/budgets
    {"policy": "closed_relief", "year": ${year}, "amount_fen": 7000, "reason": "调减"}
  status 409
  expect code is budget_in_use
  PUT /api/v1/benefits/money/budgets
    {"policy": "closed_relief", "year": ${year}, "amount_fen": 20000, "reason": "追加"}
  status 200
  GET /api/v1/benefits/money/payments/${later}
  until payment.state is settled
