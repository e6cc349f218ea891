story 三个部门说同一套房，写法各不相同，是一套；不同的房间永远不是；只写到楼的不猜
step 住建写全，公安写简称，网格把幢、单元、室另列
  as ${district}-ZJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "housing", "key": "HS-${grid}-1", "kind": "house", "values": {"address": "${address}7幢2单元703室", "area_m2": "91.20", "use": "住宅"}},
                 {"source": "housing", "key": "HS-${grid}-2", "kind": "house", "values": {"address": "${address}7幢2单元704室", "area_m2": "60", "use": "住宅"}}]}
  status 200
  expect added is 2
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "HS-${grid}-1", "kind": "house", "values": {"address": "${address}七座2单元703房"}},
                 {"source": "police", "key": "HS-${grid}-3", "kind": "house", "values": {"address": "${address}7栋"}}]}
  status 200
  as ${district}-ZX:data_steward
  POST /api/v1/registers/records
    {"records": [{"source": "grid", "key": "HS-${grid}-1", "kind": "house",
      "values": {"address": "${address}", "building": "7", "unit": "2单元", "floor": "7", "room": "703", "rented": "是"}}]}
  status 200
step 一套房，三处来源；隔壁和整栋各是各的
  as ${grid}:officer
  GET /api/v1/registers/houses?q=${address}7幢2单元703室
  expect items[1] absent
  keep house = items[0].ref
  GET /api/v1/registers/houses/${house}?purpose=walk
  status 200
  expect values.area_m2 is 91.2
  expect values.rented is 是
  expect conflicts is 0
  GET /api/v1/registers/houses/${house}/explain?field=address
  status 200
  expect items[0].claims[2] exists
  expect items[0].claims[3] absent
  GET /api/v1/registers/houses?q=${address}7幢2单元704室
  expect items[1] absent
  expect items[0] exists
  GET /api/v1/registers/houses?q=${address}7幢
  expect items[1] absent
  expect items[0] exists
