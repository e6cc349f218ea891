story 谁手上有事谁知道：派来、被催、请协办、退回、超期都有通知
step 坐席登记一件紧急的事，网格员核实，派到住建处置人员
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前热力井盖缺失，有人险些跌落", "item_code": "P13-0104", "severity": "urgent",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}, "reporter": {"name": "莫先生", "phone": "14000000731"}}
  status 200
  keep ref = ref
  keep number = number
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200

step 处置人员的收件箱里有新工单，未读数加一，点开后已读
  as ${town}-ZJ:handler
  GET /api/v1/notices
  until items[0].number is ${number}
  expect items[0].kind is case.dispatched
  expect items[0].urgent is true
  expect items[0].title_zh has 新工单
  expect items[0].text_zh has ${number}
  expect items[0].link is /cases/${ref}
  expect items[0].read absent
  expect unread above 0
  keep notice = items[0].id
  POST /api/v1/notices/read
    {"id": "${notice}"}
  status 200
  GET /api/v1/notices
  expect items[0].read exists

step 别人看不到他的通知，也不能替他标已读
  as ${town}-CG:handler
  POST /api/v1/notices/read
    {"id": "${notice}"}
  status 200
  GET /api/v1/notices/log
  status 403

step 督查员催办，处置人员得知
  as ${district}-ZX:supervisor
  POST /api/v1/cases/${ref}/actions/urge
    {"text": "请说明进展"}
  status 200
  as ${town}-ZJ:handler
  GET /api/v1/notices
  until items[0].kind is case.urged
  expect items[0].number is ${number}
  expect items[0].text_zh has 1 次

step 请城管协办，城管的人得知
  POST /api/v1/cases/${ref}/actions/assist
    {"units": ["${town}-CG"], "text": "请现场围蔽", "limit": "4 work_hours"}
  status 200
  as ${town}-CG:handler
  GET /api/v1/notices
  until items[0].kind is case.parts_asked
  expect items[0].number is ${number}

step 超过时限，记录里查得到告诉了谁
  wait 3 days
  as ${district}-ZX:supervisor
  GET /api/v1/notices/log?number=${number}&rule=overdue&means=app
  until items[0].rule is overdue
  expect items[0].means is app
  expect items[0].state is told
  GET /api/v1/notices/log?number=${number}&rule=task_urged
  expect items[0].name exists

step 导出通知记录，审计里留下一笔
  GET /api/v1/notices/log/export?number=${number}&format=csv
  status 200
  as ${district}-ZX:audit_admin
  GET /api/v1/org/audit?kind=notices.exported
  status 200
  expect items[0].subject is log
