story 主办单位请协办，各有各的时限；会签、委派、后加签，办完才能办结
step 报来一件，核实后派到住建
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前路面塌陷，井盖倾斜", "item_code": "P13-0102",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}, "reporter": {"name": "李先生", "phone": "14000000031"}}
  status 200
  keep ref = ref
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
step 主办请公安和城管协办，各自的队列里看得到
  as ${town}-ZJ:handler
  POST /api/v1/cases/${ref}/actions/assist
    {"units": ["${town}-CG"], "text": "请清理现场并围蔽", "limit": "4 work_hours"}
  status 200
  expect office.parts[0].kind is assist
  expect office.parts[0].due exists
  expect tasks[1].part_kind is assist
  POST /api/v1/cases/${ref}/actions/settle
    {"text": "已修复", "closing_condition": "井盖补齐或更换到位，与路面平顺、无异响，作业现场清理干净"}
  status 409
step 协办单位打开、办毕
  as ${town}-CG:handler
  GET /api/v1/cases/inbox
  expect items[0].case_ref is ${ref}
  expect items[0].part_kind is assist
  expect items[0].unread is true
  POST /api/v1/cases/${ref}/reads
    {}
  status 200
  GET /api/v1/cases/inbox
  expect items[0].unread is false
  POST /api/v1/cases/${ref}/actions/part_done
    {}
  status 422
  POST /api/v1/cases/${ref}/actions/part_done
    {"text": "已清理围蔽"}
  status 200
step 主办看得到办毕，再请镇街调度会签
  as ${town}-ZX:town_command
  GET /api/v1/session
  keep town_person = person_id
  as ${town}-ZJ:handler
  GET /api/v1/session
  keep handler_person = person_id
  GET /api/v1/cases/${ref}
  expect office.parts[0].state is done
  POST /api/v1/cases/${ref}/actions/countersign
    {"people": ["${town_person}"], "rule": "all", "text": "请核定修复方案"}
  status 200
  expect tasks[0].signed_of is 0/1
step 会签不同意则不能往前，再签同意
  as ${town}-ZX:town_command
  POST /api/v1/cases/${ref}/actions/sign_disagree
    {"text": "方案未含排水"}
  status 200
  as ${town}-ZJ:handler
  GET /api/v1/cases/${ref}
  expect office.verdict_zh is 会签未通过
  POST /api/v1/cases/${ref}/actions/settle
    {"text": "已修复", "closing_condition": "井盖补齐或更换到位，与路面平顺、无异响，作业现场清理干净"}
  status 409
  POST /api/v1/cases/${ref}/actions/countersign
    {"people": ["${town_person}"], "rule": "count", "need": 1}
  status 200
  as ${town}-ZX:town_command
  POST /api/v1/cases/${ref}/actions/sign_agree
    {}
  status 200
step 后加签：办结先等他同意
  as ${town}-ZJ:handler
  POST /api/v1/cases/${ref}/actions/sign_after
    {"people": ["${town_person}"]}
  status 200
  POST /api/v1/cases/${ref}/actions/settle
    {"text": "已修复并恢复交通", "closing_condition": "井盖补齐或更换到位，与路面平顺、无异响，作业现场清理干净"}
  status 200
  expect status is handling
  expect office.held_zh is 办结
  as ${town}-ZX:town_command
  POST /api/v1/cases/${ref}/actions/sign_agree
    {"text": "同意"}
  status 200
  expect status is pending_check
step 刚办结的人在核查人打开前可以撤回，时限照旧
  as ${town}-ZJ:handler
  POST /api/v1/cases/${ref}/actions/withdraw
    {"text": "照片漏传"}
  status 200
  expect status is handling
  POST /api/v1/cases/${ref}/actions/settle
    {"text": "已修复并恢复交通", "closing_condition": "井盖补齐或更换到位，与路面平顺、无异响，作业现场清理干净"}
  status 200
  as ${grid}:officer
  POST /api/v1/cases/${ref}/reads
    {}
  status 200
  as ${town}-ZJ:handler
  POST /api/v1/cases/${ref}/actions/withdraw
    {}
  status 409
step 历程写明每一步和时限，且未被改动
  GET /api/v1/cases/${ref}/history
  expect items[3].zh has 各协办按自己的时限计时
  expect items[3].en has each part has its own
  GET /api/v1/cases/${ref}/history/check
  expect intact is true
