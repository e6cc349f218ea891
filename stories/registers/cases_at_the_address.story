story 人、房屋的页面上有这个地址的工单：本户的、本幢的，新的在前；隔壁的和别的辖区的没有
step 公安报一人，住建报这套房
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "CAA-${grid}", "observed": "${now - 60 days}",
      "values": {"name": "谭守静", "id_card": "440604195507129028", "phone": "14000950028", "live_address": "${address}6单元602室"}}]}
  status 200
  as ${district}-ZJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "housing", "key": "CAA-${grid}", "kind": "house", "values": {"address": "${address}6单元602", "use": "住宅"}}]}
  status 200
step 来三件：这一户、这一幢、隔壁
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "report", "title": "602室漏水到楼下", "content": "602室厨房漏水，楼下天花板湿了一片", "place": {"text": "${address}6单元602房", "lng": ${lng}, "lat": ${lat}},
     "reporter": {"name": "梁女士", "phone": "14000950029"}}
  status 200
  keep own = ref
  POST /api/v1/cases
    {"channel": "hotline", "kind": "report", "title": "门口路灯不亮", "content": "楼下门口的路灯整晚不亮，老人下楼看不清台阶", "place": {"text": "${address}", "lng": ${lng}, "lat": ${lat}},
     "reporter": {"name": "梁女士", "phone": "14000950029"}}
  status 200
  keep yard = ref
  POST /api/v1/cases
    {"channel": "hotline", "kind": "report", "title": "601室夜里装修", "content": "601室半夜还在敲墙，影响休息", "place": {"text": "${address}6单元601房", "lng": ${lng}, "lat": ${lat}},
     "reporter": {"name": "梁女士", "phone": "14000950029"}}
  status 200
  keep next = ref
step 本人的页面和房屋的页面
  as ${grid}:officer
  GET /api/v1/registers/persons?q=14000950028
  keep person = items[0].ref
  GET /api/v1/registers/persons/${person}?purpose=visit
  until cases has ${yard}
  until cases has ${own}
  expect cases[0].ref is ${yard}
  expect cases[0].by is building
  expect cases[1].ref is ${own}
  expect cases[1].by is address
