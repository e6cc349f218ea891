story 一项登记有误：本人在手机上指出，归口单位更正，待遇自动跟上；决定过的依据不变
step 区里凭文号确认老年人优待证，之后才主动推送
  as ${district}-ZX:data_steward
  POST /api/v1/benefits/policies/senior_card/confirm
    {"edition": 1, "document": "故事3号"}
  status 200
  expect line.standing is confirmed
  expect line.pushed is true
step 公安登记的出生日期早了，老年人优待证自动出具
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "BEN-W-P", "observed": "${now - 200 days}",
      "values": {"name": "岑月好", "id_card": "440604194501016536", "sex": "2", "born": "1945-01-01", "photo": "1",
                 "hukou_address": "禅城区${address}8单元402室", "live_address": "禅城区${address}8单元402室"}}]}
  status 200
  as ${district}-ZX:acceptor
  POST /api/v1/spaces/open
    {"name": "岑月好", "id_card": "440604194501016536", "consents": true}
  status 200
  keep code = code
  public
  POST /api/v1/public/space/enter
    {"id_card": "440604194501016536", "code": "${code}"}
  keep token = token
  key ${token}
  GET /api/v1/public/benefits/mine
  until have has senior_card
  until have has 已自动出具
  GET /api/v1/public/space
  expect certificates[0].kind is senior_card
  keep paper = certificates[0].code
step 任何人凭编码可核验；本人不能自己开这种证
  public
  GET /api/v1/public/certificates/${paper}
  status 200
  expect state is valid
  expect name is 岑**
  key ${token}
  POST /api/v1/public/space/certificates
    {"kind": "senior_card"}
  status 422
step 本人指出出生日期有误，成为给公安的更正；同一件事不重复提
  GET /api/v1/public/benefits/mine
  keep grant = have[0].id
  keep digest = have[0].digest
  POST /api/v1/public/benefits/grants/${grant}/appeals
    {"text": "身份证上是后来换的，户口簿上年份不同", "field": "born", "value": "${day - 15000 days}"}
  status 200
  expect reviews[0].kind is fact
  expect reviews[0].state is open
  keep proposal = reviews[0].proposal
  POST /api/v1/public/benefits/grants/${grant}/appeals
    {"text": "再提一次", "field": "born", "value": "${day - 15000 days}"}
  status 409
  as ${district}-GA:handler
  POST /api/v1/registers/proposals/${proposal}/answer
    {"outcome": "accept", "text": "经核户口簿，以户口簿为准"}
  status 200
step 更正之后条件不再成立：证随即作废，核验得知；决定时的依据没有变
  public
  GET /api/v1/public/certificates/${paper}
  until state is revoked
  key ${token}
  GET /api/v1/public/benefits/mine
  until have[0].reviews[0].state is mended
  expect have[0].state is stopped
  expect have[0].digest is ${digest}
step 本人申请复核，换人答复
  POST /api/v1/public/benefits/grants/${grant}/appeals
    {"text": "请复核"}
  status 200
  as ${district}-ZX:supervisor
  GET /api/v1/benefits/reviews?kind=appeal&state=open
  keep review = items[0].id
  POST /api/v1/benefits/reviews/${review}/answer
    {"outcome": "reject", "text": ""}
  status 422
  POST /api/v1/benefits/reviews/${review}/answer
    {"outcome": "reject", "text": "更正属实，未满六十周岁"}
  status 200
  expect state is rejected
  POST /api/v1/benefits/reviews/${review}/answer
    {"outcome": "reject", "text": "再答一次"}
  status 409
