story 绕过辖区和脱敏的种种办法都不成：列表、查找、圈选、计数、筛选、排序、导出
step 公安报一人，住在本镇街
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "FND-P-2", "observed": "${now - 60 days}",
      "values": {"name": "冼砚舟", "id_card": "440604196106159333", "born": "1961-06-15", "phone": "14000940021", "plate": "粤E94F21",
                 "live_address": "${address}4单元402室"}}]}
  status 200
  as ${grid}:officer
  GET /api/v1/registers/persons?q=14000940021
  keep person = items[0].ref
  GET /api/v1/registers/persons/${person}?purpose=走访
  keep building = address_path[0]
step 外镇街的人，用什么都查不到，也数不出来
  as ${other_town}-ZX:town_command
  GET /api/v1/registers/find?q=冼砚舟&purpose=试探
  expect items[0] absent
  GET /api/v1/registers/find?q=440604196106159333&purpose=试探
  expect items[0] absent
  GET /api/v1/registers/find?q=14000940021&purpose=试探&area=${town}
  expect items[0] absent
  GET /api/v1/registers/find?q=14000940021&purpose=试探&area=${grid}
  expect items[0] absent
  GET /api/v1/registers/find?q=14000940021&purpose=试探&area=44
  expect items[0] absent
  GET /api/v1/registers/find?q=14000940021&purpose=试探&near=${grid}
  expect items[0] absent
  GET /api/v1/registers/find?q=${person}&purpose=试探
  expect items[0] absent
  GET /api/v1/registers/persons?area=${grid}
  expect total is 0
  GET /api/v1/registers/households?area=${grid}
  expect total is 0
  GET /api/v1/registers/firms?area=${grid}
  expect total is 0
  GET /api/v1/registers/houses?area=${grid}
  expect total is 0
  GET /api/v1/registers/facilities?area=${grid}
  expect total is 0
  GET /api/v1/registers/persons?area=${grid}&after=${grid}.0
  expect items[0] absent
  GET /api/v1/registers/addresses?area=${grid}
  expect items[0] absent
  GET /api/v1/registers/addresses?lng=${lng}&lat=${lat}
  expect items[0] absent
  GET /api/v1/registers/addresses/${building}
  status 404
  GET /api/v1/registers/matches/records?subject=${person}
  expect items[0] absent
  GET /api/v1/registers/active?area=${grid}
  expect whole absent
  expect items[0] absent
  GET /api/v1/registers/active/days?area=${grid}
  status 404
step 年龄只能按五岁一段问，问不出生日
  as ${grid}:officer
  GET /api/v1/registers/persons?area=${grid}&age_from=65&age_to=65
  status 422
  expect fields[0].path is age_to
  GET /api/v1/registers/persons?area=${grid}&age_from=64
  status 422
  GET /api/v1/registers/persons?area=${grid}&age_to=70
  status 422
  GET /api/v1/registers/persons?area=${grid}&age_from=60&age_to=69
  status 200
  expect items has ${person}
  GET /api/v1/registers/persons?q=14000940021
  expect items[0].age_to exists
step 不认得的排序和筛选不起作用，看不出遮住的字段
  GET /api/v1/registers/persons?area=${grid}&sort=id_card&phone=14000940021&id_card=440604196106159333&born=1961-06-15
  status 200
  keep first = items[0].ref
  GET /api/v1/registers/persons?area=${grid}
  expect items[0].ref is ${first}
  GET /api/v1/registers/persons?q=1400094002
  expect items[0] absent
  GET /api/v1/registers/persons?q=44060419610615933
  expect items[0] absent
  GET /api/v1/registers/persons?q=%25
  expect items[0] absent
  GET /api/v1/registers/persons?q=1400094002_
  expect items[0] absent
step 一位一位试号码：没有一个片段能把人找出来，翻页的游标也不行
  GET /api/v1/registers/find?q=4406041961061593&kinds=person&purpose=试探
  expect items[0] absent
  GET /api/v1/registers/find?q=44060419610615933&kinds=person&purpose=试探
  expect items[0] absent
  GET /api/v1/registers/find?q=冼%201400094002&kinds=person&purpose=试探
  expect items[0] absent
  GET /api/v1/registers/find?q=冼%20砚&kinds=person&purpose=试探
  expect items[0] absent
  GET /api/v1/registers/find?q=xianyanz&kinds=person&purpose=试探
  expect items[0] absent
  GET /api/v1/registers/find?q=94F2&kinds=person&purpose=试探
  expect items[0] absent
  GET /api/v1/registers/find?q=14000940021&kinds=person&purpose=试探&after=0.0.0.0.
  expect items[0].values.phone is 140****0021
step 没有权限的一概不行
  public
  GET /api/v1/registers/find?q=冼砚舟&purpose=试探
  status 401
  GET /api/v1/registers/find/status
  status 401
  GET /api/v1/registers/active
  status 401
  as ${district}-ZX:audit_admin
  GET /api/v1/registers/find?q=冼砚舟&purpose=试探
  status 403
  GET /api/v1/registers/find/shapes
  status 403
  as ${grid}:officer
  POST /api/v1/registers/active/compute
    {}
  status 403
  GET /api/v1/registers/active/export
  status 403
