story 老来电人：弹出以前的来电、工单和常用地点，看过的都有记录
step 第一次来电，登记了工单
  as ${district}-ZX:seat
  POST /api/v1/hotline/calls
    {"line": "12345", "caller": "14000000079"}
  status 200
  keep first = id
  POST /api/v1/hotline/calls/${first}/cases
    {"kind": "help", "content": "${address}楼下下水道堵塞，污水外溢", "place": {"text": "${address}", "lng": ${lng}, "lat": ${lat}},
     "reporter": {"name": "何先生"}}
  status 200
  keep number = number
  POST /api/v1/hotline/calls/${first}/finish
    {"outcome": "case_made"}
  status 200

step 第二次来电，坐席看到以前的来电和工单
  PUT /api/v1/hotline/seat
    {"state": "idle", "extension": "8102"}
  status 200
  as ${district}-ZX:telephony
  POST /api/v1/hotline/events
    {"id": "pbx-known-1", "event": "ringing", "line": "12319", "caller": "14000000079", "seat": "8102"}
  status 200
  keep call = id
  as ${district}-ZX:seat
  GET /api/v1/hotline/calls/${call}/caller
  status 200
  expect calls[0].id is ${first}
  expect cases[0].number is ${number}
  expect open_cases is 1
  expect usual_place is ${address}
  expect usual_grid is ${grid}
  expect caller is 140****0079

step 查到进度，登记为查询
  as ${district}-ZX:telephony
  POST /api/v1/hotline/events
    {"id": "pbx-known-1", "event": "answered"}
  status 200
  as ${district}-ZX:seat
  POST /api/v1/hotline/calls/${call}/finish
    {"outcome": "progress", "number": "${number}"}
  status 200
  expect cases[0].number is ${number}
  expect cases[0].made is false
  as ${district}-ZX:telephony
  POST /api/v1/hotline/events
    {"id": "pbx-known-1", "event": "ended"}
  status 200

step 挂断以后再看，要写明目的
  as ${district}-ZX:seat
  GET /api/v1/hotline/calls/${call}/caller
  status 422
  GET /api/v1/hotline/calls/${call}/caller?purpose=核对地址
  status 200

step 审计员看得到谁看过、为什么
  as ${district}-ZX:audit_admin
  GET /api/v1/hotline/looks
  status 200
  expect items[0].purpose is 核对地址
  expect items[0].call is ${call}
  expect items[1].purpose is 接听来电
  as ${district}-ZX:seat
  GET /api/v1/hotline/looks
  status 403
