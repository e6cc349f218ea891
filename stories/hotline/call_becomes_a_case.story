story 一次来电，一键转为工单，号码不经过屏幕
step 坐席手工登记一次来电
  as ${district}-ZX:seat
  POST /api/v1/hotline/calls
    {"line": "12319", "caller": "14000000072", "name": "周女士"}
  status 200
  keep call = id
  expect state is talking
  expect mine is true
  expect caller is 140****0072

step 通话中不能再登记一个
  POST /api/v1/hotline/calls
    {"line": "12319", "caller": "14000000073"}
  status 409

step 由这次来电登记工单，不填电话
  POST /api/v1/hotline/calls/${call}/cases
    {"kind": "complaint", "content": "${address}门口的路灯不亮，晚上看不见台阶", "place": {"text": "${address}", "lng": ${lng}, "lat": ${lat}},
     "reporter": {"wants_reply": true}}
  status 200
  keep ref = ref
  keep number = number
  expect channel is hotline
  expect reporter.phone is 140****0072
  expect reporter.name has 周

step 来电里有这件工单，结果是转为工单
  GET /api/v1/hotline/calls/${call}
  expect outcome is case_made
  expect cases[0].number is ${number}
  POST /api/v1/hotline/calls/${call}/finish
    {"outcome": "case_made"}
  status 200
  expect state is ended

step 别的岗位不能替坐席登记结果
  as ${district}-ZX:dispatcher
  POST /api/v1/hotline/calls/${call}/finish
    {"outcome": "other"}
  status 403

step 来电人凭编号和手机后四位看进度，连错会停
  public
  POST /api/v1/public/hotline/progress
    {"number": "${number}", "phone_end": "0072"}
  status 200
  expect number is ${number}
  POST /api/v1/public/hotline/progress
    {"number": "${number}", "phone_end": "1111"}
  status 404
  POST /api/v1/public/hotline/progress
    {"number": "${number}", "phone_end": "1112"}
  status 404
  POST /api/v1/public/hotline/progress
    {"number": "${number}", "phone_end": "1113"}
  POST /api/v1/public/hotline/progress
    {"number": "${number}", "phone_end": "1114"}
  POST /api/v1/public/hotline/progress
    {"number": "${number}", "phone_end": "1115"}
  POST /api/v1/public/hotline/progress
    {"number": "${number}", "phone_end": "0072"}
  status 429
