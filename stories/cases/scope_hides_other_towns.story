story 管辖范围之外的工单看不到，没有登录什么也看不到
step 坐席登记一件工单
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "help", "content": "${address}路灯不亮", "item_code": "P13-0137",
     "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  keep ref = ref
step 没有登录看不到
  public
  GET /api/v1/cases/${ref}
  status 401
step 别的镇街看不到
  as ${other_town}-ZX:town_command
  GET /api/v1/cases/${ref}
  status 404
  GET /api/v1/cases?area=${town}
  status 200
  expect items[0] absent
step 本镇街看得到
  as ${town}-ZX:town_command
  GET /api/v1/cases/${ref}
  status 200
