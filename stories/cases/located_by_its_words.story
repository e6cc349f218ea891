story 说不清地点的工单：在受理员那里等定位，文字里可能指的地点列出来，选定后往下走
step 坐席登记，地点一栏没有可用的地址
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}附近路灯不亮", "place": {"text": "电话里说不清"},
     "reporter": {"name": "何先生", "phone": "14000000093"}}
  status 200
  expect status is pending_locate
  keep ref = ref
step 受理员的待办里等定位，候选地点来自来电的话
  as ${district}-ZX:acceptor
  GET /api/v1/cases/inbox
  status 200
  expect items has ${ref}
  GET /api/v1/cases/${ref}/places
  status 200
  expect items[0].grid_code is ${grid}
  keep lng = items[0].lng
  keep lat = items[0].lat
step 派遣员看得到候选地点，定位不是他的任务
  as ${district}-ZX:dispatcher
  GET /api/v1/cases/${ref}/places
  status 200
  POST /api/v1/cases/${ref}/actions/locate
    {"place": {"lng": ${lng}, "lat": ${lat}}}
  status 403
step 没有定位权限的人不能问候选地点
  as ${grid}:officer
  GET /api/v1/cases/${ref}/places
  status 403
step 没有选地点的定位被退回，说明要补什么
  as ${district}-ZX:acceptor
  POST /api/v1/cases/${ref}/actions/locate
    {}
  status 422
  expect fields[0].path is place
step 定位到候选地点，工单进到下一步
  POST /api/v1/cases/${ref}/actions/locate
    {"place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  expect grid_code is ${grid}
  expect status is pending_accept
