story 同一事项在一个村居另有时限，工单按所在地计时
step 数据管理员只补一列，别的列不变
  as ${district}-ZX:data_steward
  POST /api/v1/items/import?note=澜石试点缩短时限
    file text/csv
      事项编码,事项名称,一般时限,轻微时限
      P13-0103,雨水井盖,4工作时|${community}=1工作时,2工作日|${community}=3工作时
  status 200
  expect changed is 1
  expect published is true
  GET /api/v1/items/P13-0103
  expect item.lead_line exists
  expect published[0].note has 试点
step 坐席在该村居登记轻微破损
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前雨水井盖松动", "item_code": "P13-0103",
     "severity": "minor", "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  keep ref = ref
step 网格员核实后派到部门，处置时钟走该村居的三个工作时
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
  GET /api/v1/cases/${ref}
  expect clocks[2].name is handle
  expect clocks[2].limit_text has 3
