story 预算只够一人：先符合的先得，后来的排队并知道第几位，公示期内任何人可提异议，追加预算后依次补上
step 区里凭文号确认创业资助的标准，之后才主动推送
  as ${district}-ZX:data_steward
  POST /api/v1/benefits/policies/startup_grant/confirm
    {"edition": 1, "document": "故事1号"}
  status 200
  expect line.standing is confirmed
  expect line.pushed is true
step 年度预算只够一人一个名额
  as ${district}-ZX:pay_reviewer
  PUT /api/v1/benefits/money/budgets
    {"policy": "startup_grant", "year": ${year}, "amount_fen": 1000000, "reason": "年度预算"}
  status 200
  PUT /api/v1/benefits/money/budgets
    {"policy": "startup_grant", "year": ${next_year}, "amount_fen": 1000000, "reason": "年度预算"}
  status 200
step 两位创业者先后符合条件
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "police", "key": "BEN-Q-1", "observed": "${now - 90 days}",
       "values": {"name": "招先行", "id_card": "440604198509096559", "born": "1985-09-09", "live_address": "禅城区${address}9单元101室"}},
      {"source": "police", "key": "BEN-Q-2", "observed": "${now - 90 days}",
       "values": {"name": "招后到", "id_card": "440604198907076596", "born": "1989-07-07", "live_address": "禅城区${address}9单元102室"}}]}
  status 200
  as ${district}-SJ:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "market", "key": "BEN-Q-1M", "observed": "${now - 3 days}",
       "values": {"name": "招先行", "id_card": "440604198509096559", "startup_since": "${day - 400 days}"}},
      {"source": "market", "key": "BEN-Q-2M", "observed": "${now - 3 days}",
       "values": {"name": "招后到", "id_card": "440604198907076596", "startup_since": "${day - 400 days}"}}]}
  status 200
  as ${district}-RS:handler
  POST /api/v1/registers/records
    {"records": [{"source": "social", "key": "BEN-Q-1S", "observed": "${now - 2 days}",
       "values": {"name": "招先行", "id_card": "440604198509096559", "startup_group": "4"}}]}
  status 200
  GET /api/v1/benefits/grants?policy=startup_grant
  until items[0].state is noticed
  expect items[1] absent
  keep first = items[0].id
  POST /api/v1/registers/records
    {"records": [{"source": "social", "key": "BEN-Q-2S", "observed": "${now - 1 days}",
       "values": {"name": "招后到", "id_card": "440604198907076596", "startup_group": "4"}}]}
  status 200
  GET /api/v1/benefits/grants?policy=startup_grant
  until items[1].state is noticed
  keep second = items[0].id
step 公示名单脱敏，任何人可提异议；提了就先停下
  public
  GET /api/v1/public/benefits/list?policy=startup_grant
  status 200
  expect items[0].name is 招**
  expect items[0].number has *
  POST /api/v1/public/benefits/list/${first}/objections
    {"text": ""}
  status 422
  POST /api/v1/public/benefits/list/${first}/objections
    {"text": "听说门店早就关了", "phone": "13800138000"}
  status 200
  expect due exists
step 两人在手机上确认
  as ${district}-ZX:acceptor
  POST /api/v1/spaces/open
    {"name": "招先行", "id_card": "440604198509096559", "consents": true}
  keep code1 = code
  POST /api/v1/spaces/open
    {"name": "招后到", "id_card": "440604198907076596", "consents": true}
  keep code2 = code
  public
  POST /api/v1/public/space/enter
    {"id_card": "440604198509096559", "code": "${code1}"}
  keep token1 = token
  POST /api/v1/public/space/enter
    {"id_card": "440604198907076596", "code": "${code2}"}
  keep token2 = token
  key ${token1}
  POST /api/v1/public/benefits/grants/${first}/confirm
  status 200
  expect state is noticed
  POST /api/v1/public/benefits/grants/${second}/confirm
  status 404
  key ${token2}
  POST /api/v1/public/benefits/grants/${second}/confirm
  status 200
step 工作人员答复异议，写明理由
  as ${district}-ZX:supervisor
  GET /api/v1/benefits/reviews?kind=objection&state=open
  expect items[0].text is 听说门店早就关了
  expect items[0].phone has *
  keep review = items[0].id
  POST /api/v1/benefits/reviews/${review}/answer
    {"outcome": "reject", "text": "现场核查在营，有照片"}
  status 200
step 公示期满：先符合的获批，后到的排第一位
  wait 20 days
  as ${district}-RS:handler
  GET /api/v1/benefits/grants?policy=startup_grant&state=granted
  until items[0].id is ${first}
  GET /api/v1/benefits/grants?policy=startup_grant&queue=yes
  until items[0].id is ${second}
  expect items[0].place is 1
  expect items[0].why_zh has 预算
  public
  GET /api/v1/public/benefits/list?policy=startup_grant
  expect items[0] absent
step 追加预算，排队的随即补上
  as ${district}-ZX:pay_reviewer
  PUT /api/v1/benefits/money/budgets
    {"policy": "startup_grant", "year": ${year}, "amount_fen": 3000000, "reason": "追加"}
  status 200
  as ${district}-RS:handler
  GET /api/v1/benefits/grants/${second}
  until state is granted
  expect instalments[0].state is ordered
