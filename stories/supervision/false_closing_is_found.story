story 虚假结案被识别：派到即办结、同地又被反映，送复查坐实，准确率留痕
step 一件工单派到后立刻“办结”
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前雨水井盖不平", "item_code": "P13-0103",
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
    {"closing_condition": "${closing}", "text": "已到场更换井盖恢复通行"}
  status 200
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/check_pass
    {"text": "通过"}
  status 200
  as ${district}-ZX:acceptor
  POST /api/v1/cases/${ref}/actions/close
    {"closing_condition": "${closing}"}
  status 200
step 几秒后有了识别结果：办结过快
  as ${district}-ZX:supervisor
  GET /api/v1/cases/${ref}/closing
  until score above 10
  expect reasons[0].reason is too_fast
step 第二天同一地点同一事项又有人反映，分数升高
  wait 1 days
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前雨水井盖还是不平，根本没人来", "item_code": "P13-0103",
     "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  keep again = number
  keep again_ref = ref
  as ${grid}:officer
  POST /api/v1/cases/${again_ref}/actions/verify_true
    {"text": "属实"}
  status 200
  as ${district}-ZX:supervisor
  GET /api/v1/cases/${ref}/closing
  until score above 60
  expect reasons[0].reason is returned
  expect reasons[0].number is ${again}
  expect level is high
  GET /api/v1/cases/supervision/closings?area=${grid}
  expect items[0].about.ref is ${ref}
step 承办单位看不到清单，督查员一键送复查
  as ${town}-ZJ:handler
  GET /api/v1/cases/supervision/closings
  status 403
  as ${district}-ZX:supervisor
  POST /api/v1/cases/${ref}/closing/recheck
    {}
  status 200
  expect state is sent
  keep check = check_id
  POST /api/v1/cases/${ref}/closing/recheck
    {}
  status 409
step 网格员到现场复查：问题仍在，工单重新办理
  as ${grid}:officer
  GET /api/v1/cases/supervision/checks?mine=1
  expect items[0].id is ${check}
  POST /api/v1/cases/supervision/checks/${check}/result
    {"passed": false, "answers": {"settled": false, "photos": false, "answered": false, "text": true}, "reason": "井盖仍不平，现场无施工痕迹"}
  status 200
  expect follow is reopened
step 结论回到识别结果，计入准确率
  as ${district}-ZX:supervisor
  GET /api/v1/cases/${ref}/closing
  until state is confirmed
  GET /api/v1/cases/supervision/closings/precision
  expect total.confirmed above 0
  GET /api/v1/cases/${ref}/history/check
  expect intact is true
