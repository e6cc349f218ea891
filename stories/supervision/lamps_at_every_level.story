story 临期与超期的红黄灯，按区域、单位、责任人数得清，导出有记录
step 一件工单派到城管条线
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前雨水井盖异响", "item_code": "P13-0103",
     "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  keep ref = ref
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
step 没到时限是绿灯
  as ${district}-ZX:supervisor
  GET /api/v1/cases/supervision/lamps?by=area&area=${grid}
  expect total.red is 0
  expect total.open is 1
step 一周多后超期，各级都是红灯
  wait 10 days
  as ${district}-ZX:supervisor
  GET /api/v1/cases/supervision/lamps?by=area&area=${grid}
  expect total.red is 1
  GET /api/v1/cases/supervision/lamps?by=unit&area=${grid}
  expect rows[0].red is 1
  expect rows[0].zh exists
  GET /api/v1/cases/supervision/lamps?by=person&area=${grid}
  expect rows[0].red is 1
  GET /api/v1/cases/supervision/lamps?by=area&area=${community}
  expect rows[0].key has ${community}
  GET /api/v1/cases/supervision/lamps/cases?area=${grid}&lamp=red
  expect items[0].ref is ${ref}
  expect items[0].lamp is red
step 网格员只看到自己的网格
  as ${grid}:officer
  GET /api/v1/cases/supervision/lamps?by=area
  expect area is ${grid}
step 导出要有权限
  GET /api/v1/cases/supervision/lamps/export?area=${grid}&lamp=pressing
  status 403
  as ${district}-ZX:supervisor
  GET /api/v1/cases/supervision/lamps/export?area=${grid}&lamp=pressing&format=csv
  status 200
