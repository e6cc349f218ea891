story 主办是镇街中心的事项，派到镇街指挥岗，有人接、能办结
step 坐席登记一件权属不明的井盖，网格员核实属实
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}有一块不知道谁家的井盖塌了边", "item_code": "P13-0123",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}}
  status 200
  keep ref = ref
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实，权属不明"}
  status 200
step 它在镇街指挥岗的待办里，层级是镇街
  as ${town}-ZX:town_command
  GET /api/v1/cases/${ref}
  status 200
  expect unit is ${town}-ZX
  expect level is town
  expect tasks[0].queue is ${town}-ZX:town_command
  GET /api/v1/items/P13-0123
  keep closing = item.closing_conditions[0]
step 镇街处置完毕
  POST /api/v1/cases/${ref}/actions/settle
    {"closing_condition": "${closing}", "text": "镇街先行兜底，已换井盖"}
  status 200
  expect status is pending_check
