story 银行文件代发：一人编制、另一人复核，回盘读入两遍也只记一次，账随时是平的
step 公安登记两位收款人
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "police", "key": "PAY-F-1", "observed": "${now - 60 days}",
       "values": {"name": "庞锦标", "id_card": "440604194803151231", "born": "1948-03-15", "live_address": "${address}6单元601室", "phone": "14000970001"}},
      {"source": "police", "key": "PAY-F-2", "observed": "${now - 60 days}",
       "values": {"name": "庞锦棠", "id_card": "440604195003151246", "born": "1950-03-15", "live_address": "${address}6单元602室", "phone": "14000970002"}}]}
  status 200
  as ${district}-ZX:payer
  GET /api/v1/registers/persons?q=14000970001
  keep one = items[0].ref
  GET /api/v1/registers/persons?q=14000970002
  keep two = items[0].ref
step 复核员下达预算，走银行文件
  as ${district}-ZX:pay_reviewer
  PUT /api/v1/benefits/money/budgets
    {"policy": "file_relief", "year": ${year}, "amount_fen": 100000, "channel": "bank_file", "reason": "临时救助资金"}
  status 200
  expect free_fen is 100000
  PUT /api/v1/benefits/money/channels/simulated
    {"zh": "模拟银行（试用）", "en": "Simulated bank (for trials)", "kind": "simulated", "enabled": true, "secret": "a-secret-for-trials-only"}
  status 200
step 经办员登记两笔，另一人同意后才占用预算；缺账户的请本人提供
  as ${district}-ZX:payer
  POST /api/v1/benefits/money/payments
    {"key": "file:${grid}:1", "payee": "${one}", "policy": "file_relief", "town": "${grid}", "amount_fen": 30000, "reason": "临时救助"}
  status 200
  expect state is proposed
  keep first = id
  POST /api/v1/benefits/money/payments
    {"key": "file:${grid}:2", "payee": "${two}", "policy": "file_relief", "town": "${grid}", "amount_fen": 20000, "reason": "临时救助"}
  status 200
  keep second = id
  POST /api/v1/benefits/money/payments/${first}/decide
    {"agree": true}
  status 403
  as ${district}-ZX:pay_reviewer
  POST /api/v1/benefits/money/payments/${first}/decide
    {"agree": true}
  status 200
  POST /api/v1/benefits/money/payments/${second}/decide
    {"agree": true}
  status 200
  GET /api/v1/benefits/money/payments/${first}
  until payment.state is needs_account
  as ${district}-ZX:payer
  POST /api/v1/benefits/money/payments/${first}/account
    {"bank": "佛山农商银行", "number": "12", "holder": "庞锦标"}
  status 422
  expect code is payment_account_refused
  POST /api/v1/benefits/money/payments/${first}/account
    {"bank": "佛山农商银行", "number": "6228 4800 0000 0088", "holder": "庞锦标"}
  status 200
  expect account.number is 6228****0088
  expect account.holder is 庞**
  POST /api/v1/benefits/money/payments/${second}/account
    {"bank": "佛山农商银行", "number": "6228480000000101", "holder": "庞锦棠"}
  status 200
step 编批；编制人不能复核
  GET /api/v1/benefits/money/payments/${second}
  until payment.state is ready
  POST /api/v1/benefits/money/batches
    {"channel": "bank_file", "policy": "file_relief"}
  status 200
  expect count is 2
  expect amount_fen is 50000
  keep batch = id
  POST /api/v1/benefits/money/batches/${batch}/decide
    {"agree": true}
  status 403
  GET /api/v1/benefits/money/batches/${batch}/file
  status 409
  as ${district}-ZX:pay_reviewer
  POST /api/v1/benefits/money/batches/${batch}/decide
    {"agree": true}
  status 200
  expect state is sent
  expect digest exists
  as ${district}-ZX:payer
  GET /api/v1/benefits/money/payments/${first}
  expect payment.state is sent
  GET /api/v1/benefits/money/batches/${batch}/file
  status 200
step 已送银行的不能撤回，也不能取消
  POST /api/v1/benefits/money/batches/${batch}/withdraw
    {"reason": "想改一下"}
  status 409
  POST /api/v1/benefits/money/payments/${first}/cancel
    {"reason": "想改一下"}
  status 409
  expect code is payment_state
step 改动过的回盘文件整份拒收，说明是哪一行
  POST /api/v1/benefits/money/batches/${batch}/returns
    {"content": "TGRET|1|${batch}|20261122|00000001|0000000000030000\nR|00000001|${first}-1|00|30000|MN1|\nE|00000001|0000000000030000|0000\n"}
  status 422
  expect code is bank_file_refused
  expect detail has 摘要不符
step 模拟银行出具回盘：一笔成功，一笔账户已销户；读两遍
  POST /api/v1/benefits/money/channels/bank_file/simulated
    {"act": "return_file", "number": "${batch}"}
  status 200
  keep back = content
  POST /api/v1/benefits/money/batches/${batch}/returns
    {"content": ${json:back}}
  status 200
  expect lines is 2
  expect batch.state is returned
  GET /api/v1/benefits/money/payments/${first}
  until payment.state is settled
  expect payment.paid_fen is 30000
  GET /api/v1/benefits/money/payments/${second}
  until payment.state is needs_account
  expect payment.waits_zh has 销户
  POST /api/v1/benefits/money/batches/${batch}/returns
    {"content": ${json:back}}
  status 200
  expect news is 0
step 账是平的：已付 300 元，占用 200 元，可用 500 元
  GET /api/v1/benefits/money/budgets?year=${year}
  expect items has file_relief
  GET /api/v1/benefits/money/books?policy=file_relief
  status 200
  keep sum = debit_fen
  expect credit_fen is ${sum}
  GET /api/v1/benefits/money/payments/${first}
  expect entries[2].debit is paid
  expect entries[2].amount_fen is 30000
