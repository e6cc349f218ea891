story 高龄津贴花名册由底账填出，送出前看差异，民政签收后又退回更正
step 公安报送两位八十岁以上的居民
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "police", "key": "RPT-1", "values": {"name": "招阿好", "id_card": "440604194002149617", "sex": "2", "born": "1940-02-14", "phone": "14000961001", "live_address": "${address}21单元101室"}},
      {"source": "police", "key": "RPT-2", "values": {"name": "冼桂兰", "id_card": "440604194002149625", "sex": "2", "born": "1940-02-14", "phone": "14000961002", "live_address": "${address}21单元102室"}}]}
  status 200
step 站长在报表清单里看到已准入的花名册
  as ${community}-ZZ:station_head
  GET /api/v1/ledgers/reports?q=高龄津贴花名册
  status 200
  expect items[0].title is 80岁以上老人高龄津贴花名册
  expect items[0].state is approved
  expect items[0].may_fill is true
  keep report = items[0].id
step 预览由底账填出，屏幕上脱敏，写明哪些列以原文送出
  GET /api/v1/ledgers/reports/${report}/preview?area=${community}
  status 200
  expect rows has 招**
  expect rows has 140****1001
  expect plain has 公民身份号码
  expect blocked_zh is
  keep digest = digest
step 送出的必须是看过的那一份
  POST /api/v1/ledgers/reports/${report}/send
    {"area": "${community}", "digest": "0000", "note": ""}
  status 409
  POST /api/v1/ledgers/reports/${report}/send
    {"area": "${community}", "digest": "${digest}", "note": "核对无误"}
  status 200
  expect state is sent
  expect digest exists
  keep first = id
step 底账变了：一人换了电话，一人新登记
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "police", "key": "RPT-2", "values": {"name": "冼桂兰", "id_card": "440604194002149625", "sex": "2", "born": "1940-02-14", "phone": "14000961992", "live_address": "${address}21单元102室"}},
      {"source": "police", "key": "RPT-3", "values": {"name": "莫月娥", "id_card": "440604194002149633", "sex": "2", "born": "1940-02-14", "phone": "14000961003", "live_address": "${address}21单元103室"}}]}
  status 200
step 差异写明谁增加、哪一格从什么变成什么
  as ${community}-ZZ:station_head
  GET /api/v1/ledgers/reports/${report}/preview?area=${community}
  status 200
  expect difference.first is false
  expect difference.against is ${first}
  expect difference.rows_in has 莫**
  expect difference.rows_changed has 140****1002
  expect difference.rows_changed has 140****1992
  expect difference.numbers has 应领未领人数
  keep digest = digest
  POST /api/v1/ledgers/reports/${report}/send
    {"area": "${community}", "digest": "${digest}", "note": ""}
  status 200
  expect rows_in above 0
  keep second = id
  GET /api/v1/ledgers/sendings/${first}
  expect state is replaced
step 民政收到文件和差异，签收；别的部门看不到
  as ${district}-WJ:handler
  GET /api/v1/ledgers/sendings/${second}
  status 404
  as ${district}-MZ:handler
  GET /api/v1/ledgers/sendings/${second}
  status 200
  expect difference.rows_in has 莫**
  GET /api/v1/ledgers/sendings/${second}/file
  status 200
  POST /api/v1/ledgers/sendings/${second}/receive
    {}
  status 200
  expect state is received
step 已签收的不能悄悄换掉
  as ${community}-ZZ:station_head
  GET /api/v1/ledgers/reports/${report}/preview?area=${community}
  expect blocked_zh has 已签收
  keep digest = digest
  POST /api/v1/ledgers/reports/${report}/send
    {"area": "${community}", "digest": "${digest}", "note": ""}
  status 409
step 民政写明理由退回，村居看到后重新送出
  as ${district}-MZ:handler
  POST /api/v1/ledgers/sendings/${second}/return
    {"text": " "}
  status 422
  POST /api/v1/ledgers/sendings/${second}/return
    {"text": "莫月娥的住址请再核对"}
  status 200
  expect state is returned
  as ${community}-ZZ:station_head
  GET /api/v1/ledgers/sendings/${second}
  expect answer is 莫月娥的住址请再核对
  GET /api/v1/ledgers/reports/${report}/preview?area=${community}
  expect blocked_zh is
  keep digest = digest
  POST /api/v1/ledgers/reports/${report}/send
    {"area": "${community}", "digest": "${digest}", "note": "已核对"}
  status 200
  keep third = id
step 名册里的人在“谁看过”里留下记录
  GET /api/v1/registers/persons?q=14000961003
  keep person = items[0].ref
  GET /api/v1/registers/persons/${person}/looks
  expect items has 80岁以上老人高龄津贴花名册
step 第三份也退回，下一次从头再来
  as ${district}-MZ:handler
  POST /api/v1/ledgers/sendings/${third}/return
    {"text": "等下一期"}
  status 200
