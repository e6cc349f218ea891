story 网格员发现暴露垃圾，当场处置，小事不出格
step 上报时就地办结
  as ${grid}:officer
  GET /api/v1/items/E13-0110
  keep closing = item.closing_conditions[0]
  POST /api/v1/cases
    {"channel": "grid", "content": "${address}旁有一堆生活垃圾", "item_code": "E13-0110",
     "place": {"lng": ${lng}, "lat": ${lat}}, "settled": {"closing_condition": "${closing}", "text": "已联系保洁清走"}}
  status 200
  expect level is grid
  expect handler exists
  keep ref = ref
step 历程可查
  GET /api/v1/cases/${ref}/history/check
  expect intact is true
