story 结案质量抽查：按种子抽取可重现，不合格的重新办理，合格率按单位
step 一件工单办结
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前雨水井盖边缘磨损", "item_code": "P13-0103",
     "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  keep ref = ref
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
  GET /api/v1/items/P13-0103
  keep closing = item.closing_conditions[0]
  as ${town}-ZJ:handler
  POST /api/v1/cases/${ref}/actions/settle
    {"closing_condition": "${closing}", "text": "已更换井圈并复测平整"}
  status 200
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/check_pass
    {"text": "平整"}
  status 200
  as ${district}-ZX:acceptor
  POST /api/v1/cases/${ref}/actions/close
    {"closing_condition": "${closing}"}
  status 200
step 督查员定计划：本网格当天结案的抽全部，种子二十六
  as ${district}-ZX:supervisor
  POST /api/v1/cases/supervision/samples
    {"name": "网格抽查", "area": "${grid}", "from": "${day + 0 days}", "to": "${day + 0 days}", "share": 100, "number": 3, "seed": 26}
  status 422
  POST /api/v1/cases/supervision/samples
    {"name": "网格抽查", "area": "${grid}", "from": "${day + 0 days}", "to": "${day + 0 days}", "share": 100, "seed": 26}
  status 200
  keep plan = id
  GET /api/v1/cases/supervision/samples/${plan}
  until state is drawn
  expect drawn is 1
  POST /api/v1/cases/supervision/samples/${plan}/redraw
    {}
  status 200
  expect same is true
step 承办单位的人不能查自己的件
  GET /api/v1/cases/supervision/checks?plan=${plan}
  expect items[0].about.ref is ${ref}
  keep check = items[0].id
  as ${town}-ZJ:handler
  POST /api/v1/cases/supervision/checks/${check}/result
    {"passed": true, "answers": {"settled": true, "photos": true, "answered": true, "text": true}}
  status 403
step 督查员按清单检查：现场没解决，不能判合格
  as ${district}-ZX:supervisor
  POST /api/v1/cases/supervision/checks/${check}/result
    {"passed": true, "answers": {"settled": false, "photos": true, "answered": true, "text": true}}
  status 422
  POST /api/v1/cases/supervision/checks/${check}/result
    {"passed": false, "answers": {"settled": false, "photos": true, "answered": true, "text": true}, "reason": "磨损仍在，只放了锥桶", "follow": "reopen"}
  status 200
  expect state is failed
  expect follow is reopened
step 工单重新办理，单位合格率记着
  GET /api/v1/cases/${ref}
  expect closed absent
  GET /api/v1/cases/supervision/samples/${plan}
  expect failed is 1
  expect units[0].unit.code is ${town}-ZJ
  expect units[0].rate is 0
  GET /api/v1/cases/supervision/checks?case=${ref}
  expect items[0].reason has 锥桶
