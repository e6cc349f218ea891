story 任意片段查找：有权的人按片段，没有权的人只认完整的值；写明目的才查人；查到谁，谁看得到
step 公安报一人，市监报一家企业
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "FND-P-1", "observed": "${now - 60 days}",
      "values": {"name": "鄺曉霞", "id_card": "440604198702049260", "born": "1987-02-04", "phone": "14000940001", "plate": "粤E94F01",
                 "live_address": "${address}4单元401室"}}]}
  status 200
  as ${district}-SJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "market", "key": "FND-M-1", "kind": "firm",
      "values": {"name": "佛山市筠记窑变陶坊", "uscc": "91440604MA5FND9413", "address": "${address}首层"}}]}
  status 200
step 镇街调度按片段查：名中一字、拼音、首字母、号码中间几位、车牌、企业名称
  as ${town}-ZX:town_command
  GET /api/v1/registers/find?q=晓霞&purpose=核实走访
  status 200
  expect items[0].title is 鄺**
  expect items[0].kind is person
  expect items[0].values.id_card is 440***********9260
  expect status.state is ready
  keep person = items[0].ref
  GET /api/v1/registers/find?q=kuangxiaox&purpose=核实走访
  expect items has ${person}
  GET /api/v1/registers/find?q=870204926&purpose=核实走访
  expect items[0].ref is ${person}
  expect items[0].matches[0].sort is id_card
  GET /api/v1/registers/find?q=94F01&purpose=核实走访
  expect items[0].ref is ${person}
  GET /api/v1/registers/find?q=窑变&kinds=firm
  expect items[0].title is 佛山市筠记窑变陶坊
  expect items[0].matches[0].fit is inside
  GET /api/v1/registers/find?q=MA5FND941
  expect items[0].kind is firm
step 没有写目的，不查人也不查户
  GET /api/v1/registers/find?q=晓霞
  expect items[0] absent
  expect people_left_out is true
step 网格员没有查看原文的权限：片段查不到人，完整的值查得到
  as ${grid}:officer
  GET /api/v1/registers/find?q=晓霞&kinds=person&purpose=入户走访
  expect items[0] absent
  expect whole_only has id_card
  GET /api/v1/registers/find?q=87020492&kinds=person&purpose=入户走访
  expect items[0] absent
  GET /api/v1/registers/find?q=1400094000&kinds=person&purpose=入户走访
  expect items[0] absent
  GET /api/v1/registers/find?q=94F01&kinds=person&purpose=入户走访
  expect items[0] absent
  GET /api/v1/registers/find?q=kxx&kinds=person&purpose=入户走访
  expect items[0] absent
  GET /api/v1/registers/find?q=14000940001&purpose=入户走访
  expect items[0].ref is ${person}
  expect items[0].values.phone is 140****0001
  expect items[0].age_to exists
step 改了电话，马上按新的查得到，按旧的查不到
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "FND-P-1", "observed": "${now - 1 days}",
      "values": {"name": "鄺曉霞", "id_card": "440604198702049260", "born": "1987-02-04", "phone": "14000940009", "plate": "粤E94F01",
                 "live_address": "${address}4单元401室"}}]}
  status 200
  as ${grid}:officer
  GET /api/v1/registers/find?q=14000940009&purpose=入户走访
  expect items[0].ref is ${person}
  GET /api/v1/registers/find?q=14000940001&kinds=person&purpose=入户走访
  expect items[0] absent
step 查到谁、为什么，本人的“谁看过”里有；每次查找也都记着，号码不留全
  GET /api/v1/registers/persons/${person}/looks
  expect items has 核实走访
  expect items has 入户走访
  expect items has find
  GET /api/v1/registers/find/looks
  status 403
  as ${district}-ZX:audit_admin
  GET /api/v1/registers/find/looks
  status 200
  expect items has 140****0009
  expect items has 入户走访
