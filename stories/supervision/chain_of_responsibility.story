story 一件工单的责任链导出成签名文件，改一个字都能发现
step 一件工单走过几双手
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前雨水井盖松动", "item_code": "P13-0103",
     "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  keep ref = ref
  keep number = number
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
step 督查员导出责任链，每一步有人、有时、有单位
  as ${district}-ZX:supervisor
  GET /api/v1/cases/${ref}/chain
  status 200
  expect body.number is ${number}
  expect body.acts[0].kind is reported
  expect body.acts[1].name exists
  expect body.acts[1].hash exists
  expect signature.fingerprint exists
  GET /api/v1/cases/${ref}/chain/print
  status 200
step 没有导出权限、范围外的人导不出
  as ${grid}:officer
  GET /api/v1/cases/${ref}/chain
  status 403
step 不是责任链的文件校验不过
  as ${district}-ZX:supervisor
  POST /api/v1/cases/supervision/verify
    {"body": {"number": "假的"}, "signature": {}}
  status 422
