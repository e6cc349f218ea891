story 困难残疾人补贴按月自动发；死亡登记当天停发，多发的月份提出追回，由人决定，本人家属可申诉
step 预算下达
  as ${district}-ZX:pay_reviewer
  PUT /api/v1/benefits/money/channels/simulated
    {"zh": "模拟银行（试用）", "en": "Simulated bank (for trials)", "kind": "simulated", "enabled": true, "url": "", "key_id": "story", "secret": "0123456789abcdef0123456789abcdef"}
  status 200
  PUT /api/v1/benefits/money/budgets
    {"policy": "disabled_living", "year": ${year}, "amount_fen": 90000000000, "channel": "simulated", "reason": "年度预算"}
  PUT /api/v1/benefits/money/budgets
    {"policy": "disabled_living", "year": ${next_year}, "amount_fen": 90000000000, "channel": "simulated", "reason": "年度预算"}
step 民政登记低保和残疾，不用申请，规则当即批准
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "BEN-A-P", "observed": "${now - 300 days}",
      "values": {"name": "邝守成", "id_card": "440604197005056516", "sex": "1", "born": "1970-05-05", "hukou_address": "禅城区${address}7单元302室",
                 "live_address": "禅城区${address}7单元302室"}}]}
  status 200
  as ${district}-MZ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "civil", "key": "BEN-A-C", "observed": "${now - 1 days}",
      "values": {"id_card": "440604197005056516", "name": "邝守成", "low_income": "1", "disability": "2"}}]}
  status 200
  GET /api/v1/benefits/grants?policy=disabled_living&state=granted
  until items[0].state is granted
  expect items[0].title is 邝**
  expect items[0].why_zh has 纳入最低生活保障
  expect items[0].amount_fen above 20000
  keep grant = items[0].id
  GET /api/v1/benefits/grants/${grant}
  expect instalments[0].state is ordered
  expect decided_by is 
  expect frozen is true
  keep digest = digest
step 依据可核对：原文与摘要相符；经办不能看原文
  GET /api/v1/benefits/grants/${grant}/proof
  status 403
  as ${district}-CG:handler
  GET /api/v1/benefits/grants/${grant}
  status 404
  POST /api/v1/benefits/grants/${grant}/stop
    {"text": "别的部门"}
  status 404
  as ${district}-ZX:supervisor
  GET /api/v1/benefits/grants/${grant}/proof?digest=${digest}
  status 200
  expect fits is true
  expect text has low_income
step 本人在手机上登记账户，钱到账
  as ${district}-ZX:acceptor
  POST /api/v1/spaces/open
    {"name": "邝守成", "id_card": "440604197005056516", "consents": true}
  keep code = code
  public
  POST /api/v1/public/space/enter
    {"id_card": "440604197005056516", "code": "${code}"}
  keep token = token
  key ${token}
  POST /api/v1/public/benefits/account
    {"bank": "中国农业银行", "number": "6228480402564890018", "holder": "邝守成"}
  status 200
  GET /api/v1/public/benefits/mine
  until have[0].paid_fen above 20000
step 下一个月自动再发一次，不会多发
  wait 31 days
  as ${district}-MZ:handler
  GET /api/v1/benefits/grants/${grant}
  until instalments[1].state is paid
  expect instalments[2] absent
step 民政登记死亡（早于两个月前）：当天停发，多发的两个月提出追回
  POST /api/v1/registers/records
    {"records": [{"source": "civil", "key": "BEN-A-C", "observed": "${now - 1 hours}",
      "values": {"id_card": "440604197005056516", "name": "邝守成", "low_income": "1", "disability": "2", "died": "${day - 70 days}"}}]}
  status 200
  GET /api/v1/benefits/grants/${grant}
  until state is stopped
  expect why_zh has 死亡
  expect claims[0].state is proposed
  expect claims[0].amount_fen above 43000
  expect claims[0].months is 2
  keep claim = claims[0].id
step 追回由人决定：经办不能决定；不追回要写理由；同意后按计划分期
  POST /api/v1/benefits/claims/${claim}/decide
    {"outcome": "approve"}
  status 403
  as ${district}-ZX:supervisor
  POST /api/v1/benefits/claims/${claim}/decide
    {"outcome": "waive"}
  status 422
  POST /api/v1/benefits/claims/${claim}/decide
    {"outcome": "approve", "months": 4}
  status 200
  expect state is approved
  expect plan[3].amount_fen above 10000
  expect recovery exists
  POST /api/v1/benefits/claims/${claim}/decide
    {"outcome": "approve"}
  status 409
step 决定时的依据不变
  GET /api/v1/benefits/grants/${grant}/proof?digest=${digest}
  expect fits is true
