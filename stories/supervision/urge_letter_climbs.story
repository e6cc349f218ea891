story 督办函逾期不答复，升级到上级单位，答复退回一次后办结
step 一件工单迟迟不办
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}路灯不亮已一周", "item_code": "P13-0103",
     "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  keep ref = ref
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
step 督查员发督办函，要求四个工作时内答复
  as ${district}-ZX:supervisor
  POST /api/v1/cases/supervision/letters
    {"unit": "${town}-ZJ", "title": "关于路灯不亮的督办函", "text": "", "case_ref": "${ref}"}
  status 422
  POST /api/v1/cases/supervision/letters
    {"unit": "${town}-ZJ", "title": "关于路灯不亮的督办函", "text": "请说明迟办原因与完成时间。", "case_ref": "${ref}", "limit": "4 work_hours"}
  status 200
  expect state is sent
  expect number has 禅督函
  keep id = id
  POST /api/v1/cases/supervision/letters/${id}/accept
    {"text": "没有答复就办结"}
  status 409
step 被督办的单位收到通知
  as ${town}-ZJ:handler
  GET /api/v1/notices
  until items[0].kind is letter.sent
  expect items[0].title_zh has 关于路灯不亮的督办函
  expect items[0].link is /supervision/letters?id=${id}
step 没有督办权限的人不能发
  as ${town}-ZX:town_command
  POST /api/v1/cases/supervision/letters
    {"unit": "${town}-ZJ", "title": "越权", "text": "越权"}
  status 403
step 一周没有答复，升级到镇街，单位与上级都看得见
  wait 9 days
  as ${district}-ZX:supervisor
  GET /api/v1/cases/supervision/letters/${id}
  until escalations above 0
  expect late is true
  expect escalated_to exists
  expect entries[1].zh has 升级
step 单位答复，督查员退回重答
  as ${town}-ZJ:handler
  GET /api/v1/cases/supervision/letters?mine=1
  expect items[0].id exists
  POST /api/v1/cases/supervision/letters/${id}/answer
    {"text": "正在办"}
  status 200
  expect state is answered
  as ${district}-ZX:supervisor
  POST /api/v1/cases/supervision/letters/${id}/send_back
    {"text": "请写明原因和完成时间", "limit": "1 work_days"}
  status 200
  expect state is sent
step 写清楚后办结，可以打印，工单历程里都有
  as ${town}-ZJ:handler
  POST /api/v1/cases/supervision/letters/${id}/answer
    {"text": "灯杆线路老化，已更换，今晚亮灯。"}
  status 200
  as ${district}-ZX:supervisor
  POST /api/v1/cases/supervision/letters/${id}/accept
    {"text": "同意办结"}
  status 200
  expect state is closed
  GET /api/v1/cases/supervision/letters/${id}/print
  status 200
  GET /api/v1/cases/${ref}/supervision
  expect letters[0].state is closed
  GET /api/v1/cases/${ref}/history/check
  expect intact is true
step 没有登录看不到
  public
  GET /api/v1/cases/supervision/letters/${id}
  status 401
