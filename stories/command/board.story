story 看板随每一步更新，只看得到自己的范围
step 新工单马上计入在办
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "help", "content": "${address}树木倒伏挡路", "item_code": "P13-0402",
     "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  wait 1 minutes
  as ${town}-ZX:town_command
  GET /api/v1/command/board?area=${town}
  status 200
  expect figures[0].key is open
  expect figures[0].value above 0
  expect by_child[0].code exists
step 大厅的动态里，保密工单只有编号
  as ${district}-ZX:dispatcher
  POST /api/v1/cases
    {"channel": "hotline", "kind": "report", "content": "${address}有人强买强卖", "title": "强买强卖",
     "item_code": "P13-0402", "place": {"lng": ${lng}, "lat": ${lat}}, "reporter": {"confidential": true}}
  status 200
  keep secret = number
  wait 1 minutes
  GET /api/v1/command/board?area=${grid}
  status 200
  expect feed[0].number is ${secret}
  expect feed[0].title is 保密工单
step 镇街看不到全区
  as ${town}-ZX:town_command
  GET /api/v1/command/board?area=${district}
  status 404
step 没有权限的看不到
  public
  GET /api/v1/command/board
  status 401
