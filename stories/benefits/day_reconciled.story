story 按日对账：银行多出一笔没有来由的支出，查清写明理由后才能日终
step 启用模拟银行，下达预算，付出一笔
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "police", "key": "PAY-D-1", "observed": "${now - 60 days}",
       "values": {"name": "简绍基", "id_card": "440604194702121236", "born": "1947-02-12", "live_address": "${address}9单元901室", "phone": "14000970031"}}]}
  status 200
  as ${district}-ZX:pay_reviewer
  PUT /api/v1/benefits/money/channels/day_bank
    {"zh": "模拟银行（对账试用）", "en": "Simulated bank (reconciling)", "kind": "simulated", "enabled": true, "secret": "a-secret-for-trials-only"}
  status 200
  PUT /api/v1/benefits/money/budgets
    {"policy": "day_relief", "year": ${year}, "amount_fen": 100000, "channel": "day_bank", "reason": "临时救助资金"}
  status 200
  as ${district}-ZX:payer
  GET /api/v1/registers/persons?q=14000970031
  keep person = items[0].ref
  POST /api/v1/benefits/money/payments
    {"key": "day:${grid}", "payee": "${person}", "policy": "day_relief", "town": "${grid}", "amount_fen": 6600, "reason": "临时救助"}
  status 200
  keep payment = id
  POST /api/v1/benefits/money/payments/${payment}/account
    {"bank": "佛山农商银行", "number": "6228480000000088", "holder": "简绍基"}
  status 200
  as ${district}-ZX:pay_reviewer
  POST /api/v1/benefits/money/payments/${payment}/decide
    {"agree": true}
  status 200
  GET /api/v1/benefits/money/payments/${payment}
  until payment.state is settled
  expect payment.seconds exists
step 银行账上另有一笔没有来由的支出
  GET /api/v1/benefits/money/days
  keep today = items[0].day
  as ${district}-ZX:payer
  POST /api/v1/benefits/money/channels/day_bank/simulated
    {"act": "stray", "day": "${today}", "amount_fen": 777}
  status 200
  POST /api/v1/benefits/money/days/${today}/statement
    {"channel": "day_bank"}
  status 200
  expect lines is 2
  expect out_fen is 7377
  expect ours_fen is 6600
  expect differences is 1
  POST /api/v1/benefits/money/days/${today}/statement
    {"channel": "day_bank"}
  expect differences is 0
  GET /api/v1/benefits/money/differences?day=${today}
  expect items has 777
  expect items[0].kind is bank_only
  keep difference = items[0].id
step 当日不能日终；有差异也不能；写明理由处理后只能处理一次
  as ${district}-ZX:pay_reviewer
  POST /api/v1/benefits/money/days/${today}/close
    {"reason": "日终"}
  status 409
  expect code is book_day_state
  as ${district}-ZX:payer
  POST /api/v1/benefits/money/differences/${difference}/resolve
    {"reason": ""}
  status 422
  POST /api/v1/benefits/money/differences/${difference}/resolve
    {"reason": "银行手续费误扣，已书面通知银行冲回"}
  status 200
  expect open is false
  POST /api/v1/benefits/money/differences/${difference}/resolve
    {"reason": "再处理一次"}
  status 409
step 账簿导出要写目的，留下记录
  as ${district}-ZX:pay_reviewer
  GET /api/v1/benefits/money/books/file?format=csv
  status 422
  expect code is purpose_needed
  GET /api/v1/benefits/money/books/file?format=csv&purpose=月度报送
  status 200
