story 一个人的页面：脱敏、写明目的、凭工单限时看原文，谁看过都记下；别的镇街看不到
step 公安、住建、市监各报各的，关系自己连上
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "police", "key": "REG-P-903", "observed": "${now - 60 days}",
       "values": {"name": "霍子健", "id_card": "440604199307219033", "phone": "14000930001", "household": "REGH903",
                  "employer": "霍记陶艺馆", "live_address": "${address}2单元501室"}},
      {"source": "police", "key": "REG-H-903", "kind": "household", "observed": "${now - 60 days}",
       "values": {"number": "REGH903", "head": "440604199307219033", "address": "${address}2单元501室", "size": "2"}}]}
  status 200
  expect added is 2
  as ${district}-SJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "market", "key": "REG-M-903", "kind": "firm",
      "values": {"name": "霍记陶艺馆", "uscc": "91440604MA5REG901G", "legal_person": "霍子健", "legal_person_id": "440604199307219033",
                 "address": "${address}首层", "status": "存续", "industry": "零售"}}]}
  status 200
  as ${district}-ZJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "housing", "key": "REG-F-903", "kind": "house",
      "values": {"address": "${address}2单元501", "owner": "440604199307219033", "area_m2": "88.50", "use": "住宅"}}]}
  status 200
step 列表脱敏；查看个人要写目的
  as ${grid}:officer
  GET /api/v1/registers/persons?q=14000930001
  expect items[0].title is 霍**
  keep person = items[0].ref
  GET /api/v1/registers/persons/${person}
  status 422
  GET /api/v1/registers/persons/${person}?purpose=visit
  status 200
  expect relations has works_at
  expect relations has represents
  expect relations has member_of
  expect relations has head_of
  expect relations has owns
  expect relations has lives_in
  expect may_unmask is false
  GET /api/v1/registers/persons/${person}/relations?depth=2
  expect nodes[0].ref is ${person}
  expect nodes has firm
  expect nodes has house
  expect edges has lives_in
step 从地址到楼栋、楼层、房间、人
  GET /api/v1/registers/persons/${person}?purpose=visit
  keep building = address_path[0]
  GET /api/v1/registers/addresses/${building}
  status 200
  expect spots has 501室
  expect spots has ${person}
step 在地图上点一处，就近的地址列出来
  GET /api/v1/registers/addresses?lng=${lng}&lat=${lat}
  status 200
  expect items has ${building}
step 别的镇街看不到，查也查不到
  as ${other_town}-ZX:town_command
  GET /api/v1/registers/persons/${person}?purpose=visit
  status 404
  GET /api/v1/registers/persons/${person}/relations
  status 404
  GET /api/v1/registers/persons/${person}/explain
  status 404
  GET /api/v1/registers/persons/${person}/timeline
  status 404
  GET /api/v1/registers/persons/${person}/looks
  status 404
  GET /api/v1/registers/addresses/${building}
  status 404
  GET /api/v1/registers/persons?q=440604199307219033
  expect items[0] absent
  GET /api/v1/registers/persons?q=14000930001&area=${town}
  expect items[0] absent
  GET /api/v1/registers/persons?area=${town}
  expect items[0] absent
  expect total is 0
  POST /api/v1/registers/proposals
    {"subject": "${person}", "field": "phone", "value": "14000930009", "text": "越权"}
  status 404
step 没有权限不能看原文；凭工单限时可看
  as ${grid}:officer
  POST /api/v1/registers/persons/${person}/unmask
    {"purpose": "visit", "ticket": "X"}
  status 403
  as ${town}-ZX:town_command
  POST /api/v1/registers/persons/${person}/unmask
    {"purpose": "调处纠纷", "ticket": ""}
  status 422
  expect fields[0].path is ticket
  POST /api/v1/registers/persons/${person}/unmask
    {"purpose": "调处纠纷", "ticket": "禅20261121-000123", "minutes": 30}
  status 200
  expect values.phone is 14000930001
  expect unmasked_until exists
  wait 1 hours
  GET /api/v1/registers/persons/${person}?purpose=visit
  expect values.phone is 140****0001
step 谁看过、为什么，都在
  GET /api/v1/registers/persons/${person}/looks
  expect items has 调处纠纷
  expect items has unmask
  expect items has visit
step 导出要写目的，导出也脱敏
  GET /api/v1/registers/persons/export?format=csv
  status 422
