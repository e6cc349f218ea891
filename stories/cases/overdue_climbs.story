story 处置单位超时，工单按时限升级
step 坐席登记，网格员核实
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前雨水井盖破损", "item_code": "P13-0103",
     "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  keep ref = ref
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
  expect level is department
step 三十天过去没人处理
  wait 30 days
  as ${town}-ZX:town_command
  GET /api/v1/cases/${ref}
  expect overdue is true
  expect level is town
