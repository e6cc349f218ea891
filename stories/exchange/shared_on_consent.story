story 凭本人同意共享：没同意的、用途不对的、撤回的都不在里面，剔除多少双方看得到
step 公安的来源和目录，推送两个人
  as ${district}-ZX:data_steward
  PUT /api/v1/exchange/sources/agree_${grid}
    {"name_zh": "意愿名单 ${grid}", "name_en": "List on consent ${grid}", "unit": "${district}-GA", "department": "police", "kind": "person", "how": "push", "cycle": "daily",
     "mapping": {"columns": [{"column": "id", "field": "id_card", "required": true}, {"column": "name", "field": "name", "required": true}, {"column": "phone", "field": "phone", "on_bad": "leave_out"}], "key": ["id"]}, "enabled": true, "repairs": false, "version": 0}
  status 200
  POST /api/v1/exchange/sources/agree_${grid}/key
    {}
  status 200
  keep push = key
  PUT /api/v1/exchange/catalogue/398${grid}_000001
    {"kind": "basic", "theme": "人口", "name_zh": "意愿名单 ${grid}", "unit": "${district}-GA", "summary_zh": "姓名、证件号、电话", "format": "接口",
     "fields": [{"field": "name", "zh": "姓名", "en": "Name", "type": "text", "personal": true}, {"field": "phone", "zh": "手机号码", "en": "Phone", "type": "text", "personal": true}],
     "share": "conditional", "share_condition": "须经本人同意", "share_way": "接口、文件", "open": "none", "cycle": "daily", "published": "2026-01-05", "grade": 3, "source": "agree_${grid}", "version": 0}
  status 200
  key ${push}
  POST /api/v1/exchange/push/agree_${grid}?batch=AG-1
    [{"id": "440604198306141735", "name": "霍知秋", "phone": "14000961001"}, {"id": "440604198709222847", "name": "区守拙", "phone": "14000961002"}]
  status 200
  keep batch = batch
  as ${district}-ZX:data_steward
  GET /api/v1/exchange/batches/${batch}
  until state is done
step 民政按本人同意申请，公安批准
  as ${district}-MZ:handler
  POST /api/v1/exchange/applications
    {"resource": "398${grid}/000001", "unit": "${district}-MZ", "purpose": "慈善助学回访", "basis": "本人同意", "consent": true, "fields": ["name", "phone"], "until": "${day + 20 days}", "saves_minutes": 5}
  status 200
  expect consent is true
  keep share = id
  as ${district}-GA:handler
  POST /api/v1/exchange/applications/${share}/decide
    {"grant": true, "reason": "凭本人同意"}
  status 200
  expect consent is true
step 还没有人同意：文件是空的，剔除两行
  as ${district}-MZ:handler
  POST /api/v1/exchange/applications/${share}/deliveries
    {"format": "csv"}
  status 200
  expect rows is 0
  expect left_out is 2
step 两个人开通空间，看得到谁在请求什么
  as ${district}-ZX:acceptor
  POST /api/v1/spaces/open
    {"name": "霍知秋", "id_card": "440604198306141735", "consents": true}
  status 200
  keep code = code
  POST /api/v1/spaces/open
    {"name": "区守拙", "id_card": "440604198709222847", "consents": true}
  status 200
  keep other_code = code
  public
  POST /api/v1/public/space/enter
    {"id_card": "440604198306141735", "code": "${code}"}
  status 200
  keep token = token
  POST /api/v1/public/space/enter
    {"id_card": "440604198709222847", "code": "${other_code}"}
  status 200
  keep other = token
  key ${token}
  GET /api/v1/public/space
  status 200
  expect asked has 慈善助学回访
  expect asked has 手机号码
step 一个人同意；另一个人同意的是别的用途
  public
  key ${token}
  POST /api/v1/public/space/consents
    {"unit": "${district}-MZ", "fields": ["name", "phone"], "purpose": "慈善助学回访", "days": 30}
  status 200
  keep consent = id
  key ${other}
  POST /api/v1/public/space/consents
    {"unit": "${district}-MZ", "fields": ["name", "phone"], "purpose": "敬老活动通知", "days": 30}
  status 200
step 民政只拿到同意了这个用途的一行，双方看得到剔除一行
  as ${district}-MZ:handler
  POST /api/v1/exchange/applications/${share}/deliveries
    {"format": "csv"}
  status 200
  expect rows is 1
  expect left_out is 1
  keep delivery = id
  GET /api/v1/exchange/deliveries/${delivery}/manifest
  expect body.left_out is 1
  POST /api/v1/exchange/applications/${share}/key
    {}
  status 200
  keep api = key
  public
  key ${api}
  GET /api/v1/exchange/shared/${share}/rows
  status 200
  expect rows[0][0] is 霍知秋
  expect rows[1] absent
  expect left_out is 1
  as ${district}-GA:handler
  GET /api/v1/exchange/uses?application=${share}
  expect items[0].left_out is 1
step 本人撤回，立即不再给出；撤回以前生成的文件也不能再下载
  public
  key ${token}
  POST /api/v1/public/space/consents/${consent}/withdraw
    {}
  status 200
  key ${api}
  GET /api/v1/exchange/shared/${share}/rows
  status 200
  expect rows[0] absent
  expect left_out is 2
  as ${district}-MZ:handler
  GET /api/v1/exchange/deliveries/${delivery}/file
  status 403
  expect code is consent_over
  POST /api/v1/exchange/applications/${share}/deliveries
    {"format": "csv"}
  status 200
  expect rows is 0
  expect left_out is 2
