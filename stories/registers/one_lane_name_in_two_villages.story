story 两个村都有同名的巷：各是各的房；没写村的，只有一处时就是那一处，有两处时不猜
step 住建登记河宕村的一处，网格没写村，是同一处；住的人连到这里
  as ${district}-ZJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "housing", "key": "LANE-${grid}-1", "kind": "house", "values": {"address": "石湾镇街道河宕村东便街十一巷${grid}号", "area_m2": "120.50"}}]}
  status 200
  as ${district}-ZX:data_steward
  POST /api/v1/registers/records
    {"records": [{"source": "grid", "key": "LANE-${grid}-1", "kind": "house", "values": {"address": "东便街十一巷${grid}号", "rented": "是"}}]}
  status 200
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "LANE-${grid}-1", "values": {"name": "霍一", "id_card": "440604197703033311", "born": "1977-03-03", "live_address": "佛山市禅城区石湾镇街道河宕村民委员会东便街十一巷${grid}号"}}]}
  status 200
  as ${district}-ZX:data_steward
  GET /api/v1/registers/houses?q=石湾镇街道河宕村东便街十一巷${grid}号
  until items[0] exists
  expect items[1] absent
  keep house = items[0].ref
  GET /api/v1/registers/houses/${house}?purpose=walk
  status 200
  expect values.rented is 是
  expect relations[0].title exists
step 番村登记同名的一处，是另一套；网格没写村的那条退出来，不算哪一处
  as ${district}-ZJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "housing", "key": "LANE-${grid}-2", "kind": "house", "values": {"address": "石湾镇街道番村东便街十一巷${grid}号", "area_m2": "80"}}]}
  status 200
  as ${district}-ZX:data_steward
  GET /api/v1/registers/houses/${house}?purpose=walk
  until values.rented absent
  expect values.area_m2 is 120.5
  expect relations[0].title exists
  GET /api/v1/registers/houses?q=番村东便街十一巷${grid}号
  expect items[0].ref exists
  expect items[1] absent
  keep other = items[0].ref
  GET /api/v1/registers/houses/${other}?purpose=walk
  status 200
  expect values.area_m2 is 80
  expect relations[0] absent
  GET /api/v1/registers/houses?q=东便街十一巷${grid}号
  expect items[0].ref exists
  expect items[1] absent
