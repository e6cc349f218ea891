story 有人离岗：名下的任务和协办先看清单，一次移交，每件工单都有记录
step 处置人员签收两件
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前井盖破损", "item_code": "P13-0102",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}, "reporter": {"name": "李先生", "phone": "14000000051"}}
  status 200
  keep ref1 = ref
  as ${grid}:officer
  POST /api/v1/cases/${ref1}/actions/verify_true
    {"text": "属实"}
  status 200
  as ${town}-ZJ:handler
  POST /api/v1/cases/${ref1}/actions/claim
    {}
  status 200
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}后巷井盖松动", "item_code": "P13-0102",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}, "reporter": {"name": "李先生", "phone": "14000000052"}}
  status 200
  keep ref2 = ref
  as ${grid}:officer
  POST /api/v1/cases/${ref2}/actions/verify_true
    {"text": "属实"}
  status 200
  as ${town}-ZJ:handler
  POST /api/v1/cases/${ref2}/actions/claim
    {}
  status 200
step 别镇的人不能替他移交
  GET /api/v1/session
  keep leaver = person_id
  as ${town}-CG:handler
  GET /api/v1/session
  keep taker = person_id
  GET /api/v1/cases/handover?person=${leaver}
  status 403
step 镇街调度先看清单，再一次移交
  as ${town}-ZX:town_command
  GET /api/v1/cases/handover?person=${leaver}
  status 200
  expect left is 2
  expect items[0].number exists
  POST /api/v1/cases/handover
    {"from": "${leaver}", "to": "${taker}"}
  status 422
  POST /api/v1/cases/handover
    {"from": "${leaver}", "to": "${taker}", "text": "调离，工作交接"}
  status 200
  expect moved is 2
  expect left is 0
step 接收人待办里有这两件，历程写明移交
  as ${town}-CG:handler
  GET /api/v1/cases/inbox
  expect items[0].mine is true
  expect items[1].mine is true
  GET /api/v1/cases/${ref1}/history
  expect items[4].zh has 工作交接
  GET /api/v1/cases/${ref1}/history/check
  expect intact is true
step 名下已空，再移交也没有什么可移
  as ${town}-ZX:town_command
  GET /api/v1/cases/handover?person=${leaver}
  expect left is 0
step 接收人把两件办结
  as ${town}-CG:handler
  POST /api/v1/cases/${ref1}/actions/settle
    {"text": "已换新井盖", "closing_condition": "井盖补齐或更换到位，与路面平顺、无异响，作业现场清理干净"}
  status 200
  expect status is pending_check
  POST /api/v1/cases/${ref2}/actions/settle
    {"text": "已换新井盖", "closing_condition": "井盖补齐或更换到位，与路面平顺、无异响，作业现场清理干净"}
  status 200
  expect status is pending_check
