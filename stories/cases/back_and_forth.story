story 退回前面环节、驳回、跳转、转办、催办要答复
step 报来一件，核实后由住建办结
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前井盖下沉", "item_code": "P13-0102",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}, "reporter": {"name": "李先生", "phone": "14000000031"}}
  status 200
  keep ref = ref
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
  as ${town}-ZJ:handler
  POST /api/v1/cases/${ref}/actions/settle
    {"text": "已垫平", "closing_condition": "井盖补齐或更换到位，与路面平顺、无异响，作业现场清理干净"}
  status 200
  expect status is pending_check
step 核查人退回到处置，只能选走过的环节
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/send_back
    {"step": "close", "text": "未到位"}
  status 422
  POST /api/v1/cases/${ref}/actions/send_back
    {"step": "handle", "text": "井盖仍有异响"}
  status 200
  expect status is handling
step 处置单位不能借此绕过退单规则
  as ${town}-ZJ:handler
  POST /api/v1/cases/${ref}/actions/send_back
    {"step": "verify", "text": "不归我们管"}
  status 422
  expect fields[0].path is basis
step 督查员催办并要求答复
  as ${district}-ZX:supervisor
  POST /api/v1/cases/${ref}/actions/urge
    {"text": "群众再次来电"}
  status 200
  expect office.urged_by exists
  POST /api/v1/cases/${ref}/actions/urge
    {"text": "再催"}
  status 409
  as ${town}-ZJ:handler
  GET /api/v1/cases/inbox
  expect items[0].urged is true
  POST /api/v1/cases/${ref}/actions/urge_answer
    {"text": "今日下午处理"}
  status 200
  expect office absent
step 跳转要有专门的权限，理由写进历程
  POST /api/v1/cases/${ref}/actions/jump
    {"step": "close", "text": "特殊情况"}
  status 403
  as ${district}-ZX:supervisor
  POST /api/v1/cases/${ref}/actions/jump
    {"step": "nowhere", "text": "特殊情况"}
  status 422
  POST /api/v1/cases/${ref}/actions/jump
    {"step": "verify", "text": "现场情况有变，重新核实"}
  status 200
  expect status is pending_verify
step 转办给同事以外的人，他凭此看得到、办得了
  as ${district}-ZX:acceptor
  GET /api/v1/session
  keep acceptor = person_id
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/transfer
    {"person": "${acceptor}", "text": "本人外出培训"}
  status 200
  as ${district}-ZX:acceptor
  GET /api/v1/cases/inbox
  expect items[0].mine is true
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "电话核实属实"}
  status 200
  expect status is handling
step 历程可校验
  GET /api/v1/cases/${ref}/history/check
  expect intact is true
