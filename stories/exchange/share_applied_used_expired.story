story 共享：申请、审批、取用、签收、到期；拥有者看到谁用了什么、省了多少
step 登记来源和目录
  as ${district}-ZX:data_steward
  PUT /api/v1/exchange/sources/pop_${grid}
    {"name_zh": "实有人口 ${grid}", "name_en": "Residents ${grid}", "unit": "${district}-GA", "department": "police", "kind": "person", "how": "push", "cycle": "daily",
     "mapping": {"columns": [{"column": "id", "field": "id_card", "required": true}, {"column": "name", "field": "name", "required": true}, {"column": "phone", "field": "phone", "on_bad": "leave_out"}], "key": ["id"]}, "enabled": true, "repairs": false, "version": 0}
  status 200
  POST /api/v1/exchange/sources/pop_${grid}/key
    {}
  status 200
  keep push = key
  PUT /api/v1/exchange/catalogue/399${grid}_000001
    {"kind": "basic", "theme": "人口", "name_zh": "实有人口 ${grid}", "unit": "${district}-GA", "summary_zh": "姓名、证件号、电话", "format": "接口",
     "fields": [{"field": "name", "zh": "姓名", "en": "Name", "type": "text", "personal": true}, {"field": "id_card", "zh": "公民身份号码", "en": "ID number", "type": "text", "personal": true}, {"field": "phone", "zh": "手机号码", "en": "Phone", "type": "text", "personal": true}],
     "share": "conditional", "share_condition": "办理民生事项所必需", "share_way": "接口、文件", "open": "none", "cycle": "daily", "published": "2026-01-05", "grade": 3, "source": "pop_${grid}", "version": 0}
  status 200
  expect late is false
step 没有密钥推不进来
  public
  key wrong
  POST /api/v1/exchange/push/pop_${grid}
    [{"id": "44060419900228626X", "name": "霍小满", "phone": "13925772001"}]
  status 401
step 公安的系统推送三行
  key ${push}
  POST /api/v1/exchange/push/pop_${grid}?batch=2026-001
    [{"id": "44060419900228626X", "name": "霍小满", "phone": "13925772001"}, {"id": "440604197609146379", "name": "梁立冬", "phone": "13925772002"}, {"id": "440604198801306488", "name": "关秋分", "phone": "13925772003"}]
  status 200
  keep batch = batch
  as ${district}-ZX:data_steward
  GET /api/v1/exchange/batches/${batch}
  until state is done
  expect rows is 3
step 不予共享的，申请即被拒，说明依据
  as ${district}-MZ:handler
  POST /api/v1/exchange/applications
    {"resource": "3010020003/000001", "unit": "${district}-MZ", "purpose": "核对信息", "fields": ["name"], "until": "${day + 20 days}"}
  status 403
  expect code is not_shared
  expect detail has 不予共享
step 民政申请：用途、期限、字段缺一不可
  POST /api/v1/exchange/applications
    {"resource": "399${grid}/000001", "unit": "${district}-MZ", "purpose": "", "fields": ["nose"], "until": "2020-01-01"}
  status 422
  expect fields[0].path is purpose
  POST /api/v1/exchange/applications
    {"resource": "399${grid}/000001", "unit": "${district}-MZ", "purpose": "高龄津贴免申即享核验", "basis": "高龄津贴发放", "fields": ["name", "id_card", "phone"], "until": "${day + 2 days}", "replaces": "户口本复印件", "saves_minutes": 20}
  status 200
  expect state is asked
  expect number has 共享〔
  keep share = id
step 别的单位看不到这份申请
  as ${district}-JY:handler
  GET /api/v1/exchange/applications/${share}
  status 404
step 公安审批：不给电话；不同意要有理由
  as ${district}-GA:handler
  GET /api/v1/exchange/applications?side=ours&state=asked
  expect items[0].id is ${share}
  POST /api/v1/exchange/applications/${share}/decide
    {"grant": false, "reason": ""}
  status 422
  POST /api/v1/exchange/applications/${share}/decide
    {"grant": true, "reason": "最小必要，不含电话", "fields": ["name", "id_card"]}
  status 200
  expect state is granted
  expect late is false
step 超出授权的取不到
  as ${district}-MZ:handler
  POST /api/v1/exchange/applications/${share}/deliveries
    {"fields": ["phone"]}
  status 403
  expect code is beyond_grant
step 取一份文件，清单有签名，签收有回执
  POST /api/v1/exchange/applications/${share}/deliveries
    {"format": "csv"}
  status 200
  expect rows is 3
  keep delivery = id
  keep digest = digest
  GET /api/v1/exchange/deliveries/${delivery}/manifest
  expect body.digest is ${digest}
  expect body.receiver is ${district}-MZ
  expect body.fields[1] is id_card
  expect signature.fingerprint exists
  POST /api/v1/exchange/deliveries/${delivery}/receipt
    {}
  status 200
  GET /api/v1/exchange/deliveries/${delivery}/receipt
  expect body.digest is ${digest}
step 程序凭密钥取用
  POST /api/v1/exchange/applications/${share}/key
    {}
  status 200
  keep api = key
  public
  key ${api}
  GET /api/v1/exchange/shared/${share}/rows?fields=name&limit=2
  status 200
  expect fields[0] is name
  expect rows[1] exists
  expect rows[2] absent
  expect next is 2
  GET /api/v1/exchange/shared/${share}/rows?fields=phone
  status 403
step 公安看到谁用了什么、省了多少
  as ${district}-GA:handler
  GET /api/v1/exchange/uses?application=${share}
  expect items[0].way is api
  expect items[1].way is file
  expect items[1].received exists
  GET /api/v1/exchange/savings
  expect minutes above 59
step 到期以后，文件和接口都停
  wait 4 days
  public
  key ${api}
  GET /api/v1/exchange/shared/${share}/rows
  status 403
  as ${district}-MZ:handler
  POST /api/v1/exchange/applications/${share}/deliveries
    {}
  status 403
  expect code is grant_over
  GET /api/v1/exchange/deliveries/${delivery}/manifest
  status 200
