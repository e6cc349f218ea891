story 同一地点同一事项三十天里报了三次提紧急程度，五次提级到镇街
step 前两次照常派到部门
  as ${grid}:officer
  POST /api/v1/cases
    {"channel": "grid", "kind": "report", "content": "${address}门口自来水井盖破损，第一次", "item_code": "P13-0101", "severity": "normal",
     "place": {"text": "${address}", "lng": ${lng}, "lat": ${lat}}}
  status 200
  keep first = ref
  POST /api/v1/cases
    {"channel": "grid", "kind": "report", "content": "${address}门口自来水井盖又破了", "item_code": "P13-0101", "severity": "normal",
     "place": {"text": "${address}", "lng": ${lng}, "lat": ${lat}}}
  status 200
  keep second = ref
  keep second_number = number
  GET /api/v1/cases/${second}
  until status is handling
  expect severity is normal
step 第三次：改为紧急，历程写明是第三次和前一次是哪件
  POST /api/v1/cases
    {"channel": "grid", "kind": "report", "content": "${address}门口自来水井盖还是破的", "item_code": "P13-0101", "severity": "normal",
     "place": {"text": "${address}", "lng": ${lng}, "lat": ${lat}}}
  status 200
  keep third = ref
  GET /api/v1/cases/${third}
  until severity is urgent
  expect level is department
  GET /api/v1/cases/${third}/alike
  expect times is 3
  expect ties[0].how is repeat
  expect ties[0].number is ${second_number}
  expect ties[0].note has 第 3 次
  GET /api/v1/cases/${third}/history/check
  expect intact is true
step 第一件不受影响
  GET /api/v1/cases/${first}
  expect severity is normal
step 第四次、第五次：提级到镇街
  POST /api/v1/cases
    {"channel": "grid", "kind": "report", "content": "${address}门口自来水井盖第四次报", "item_code": "P13-0101", "severity": "normal",
     "place": {"text": "${address}", "lng": ${lng}, "lat": ${lat}}}
  status 200
  keep fourth = ref
  GET /api/v1/cases/${fourth}
  until severity is urgent
  POST /api/v1/cases
    {"channel": "grid", "kind": "report", "content": "${address}门口自来水井盖第五次报", "item_code": "P13-0101", "severity": "normal",
     "place": {"text": "${address}", "lng": ${lng}, "lat": ${lat}}}
  status 200
  keep fifth = ref
  GET /api/v1/cases/${fifth}
  until level is town
  expect severity is urgent
  GET /api/v1/cases/${fifth}/history/check
  expect intact is true
step 旁边另一件事不算重复
  POST /api/v1/cases
    {"channel": "grid", "kind": "report", "content": "${address}旁边路灯不亮", "item_code": "P13-0137", "severity": "normal",
     "place": {"text": "${address}", "lng": ${lng}, "lat": ${lat}}}
  status 200
  keep other = ref
  GET /api/v1/cases/${other}/alike
  expect times is 1
