story 电话回访：未接通再拨，不满意退回重办，结案后还能凭链接评价
step 坐席由来电登记工单
  as ${district}-ZX:supervisor
  PUT /api/v1/hotline/lines
    {"code": "12992", "zh": "测试专线乙", "en": "Test line B", "mode": "whole", "unit_line": "ZJ"}
  status 200
  as ${district}-ZX:seat
  POST /api/v1/hotline/calls
    {"line": "12992", "caller": "14000000075", "name": "梁女士"}
  status 200
  keep call = id
  POST /api/v1/hotline/calls/${call}/cases
    {"kind": "complaint", "content": "${address}三楼阳台开裂，外墙有砖块松动，担心掉下来", "item_code": "S26-0107",
     "place": {"text": "${address}", "lng": ${lng}, "lat": ${lat}}, "reporter": {"wants_reply": true}}
  status 200
  keep ref = ref
  keep number = number
  POST /api/v1/hotline/calls/${call}/finish
    {"outcome": "case_made"}
  status 200

step 核实、处置、核查
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
  GET /api/v1/cases/${ref}
  keep queue = tasks[0].queue
  as ${queue}
  GET /api/v1/items/S26-0107
  keep closing = item.closing_conditions[0]
  POST /api/v1/cases/${ref}/actions/settle
    {"closing_condition": "${closing}", "text": "已设围挡并加固"}
  status 200
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/check_pass
    {"text": "已加固"}
  status 200
  expect status is pending_follow_up

step 坐席第一次没打通
  as ${district}-ZX:seat
  POST /api/v1/hotline/visits
    {"case_ref": "${ref}", "reached": false}
  status 200
  expect attempts is 1
  GET /api/v1/cases/${ref}
  expect status is pending_follow_up

step 第二次打通了，居民不满意，必须写明原因，工单退回重办
  POST /api/v1/hotline/visits
    {"case_ref": "${ref}", "resolved": "partly", "satisfied": "dissatisfied"}
  status 422
  POST /api/v1/hotline/visits
    {"case_ref": "${ref}", "resolved": "partly", "satisfied": "dissatisfied", "text": "又有碎块掉下来"}
  status 200
  expect went_back is true
  GET /api/v1/cases/${ref}
  expect status is handling
  expect reworks is 1

step 分线统计里计一次不满意、一次退回重办
  as ${district}-ZX:supervisor
  GET /api/v1/hotline/report?line=12992
  expect items[0].dissatisfied is 1
  expect items[0].partly is 1
  expect items[0].went_back is 1

step 重新处置、核查
  as ${district}-ZX:seat
  GET /api/v1/cases/${ref}
  keep queue = tasks[0].queue
  as ${queue}
  POST /api/v1/cases/${ref}/actions/settle
    {"closing_condition": "${closing}", "text": "已拆除松动砖块并修补"}
  status 200
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/check_pass
    {"text": "无松动"}
  status 200

step 坐席发评价链接，居民自己评价满意
  as ${district}-ZX:seat
  POST /api/v1/hotline/visits/link
    {"case_ref": "${ref}"}
  status 200
  expect path has /portal/rate?token=
  public
  POST /api/v1/public/hotline/ratings
    {"number": "${number}", "phone_end": "0075", "resolved": "resolved", "satisfied": "satisfied"}
  status 200
  expect went_back is false
  as ${district}-ZX:acceptor
  GET /api/v1/cases/${ref}
  expect status is pending_close
  keep queue = tasks[0].queue
  as ${queue}
  POST /api/v1/cases/${ref}/actions/close
    {"closing_condition": "${closing}"}
  status 200
  expect status is closed

step 评价过的不能再评，回访也不再重复
  public
  POST /api/v1/public/hotline/ratings
    {"number": "${number}", "phone_end": "0075", "satisfied": "dissatisfied", "text": "又裂了"}
  status 409
  as ${district}-ZX:seat
  GET /api/v1/hotline/visits?done=1
  status 200
  expect items[0].number is ${number}
  expect items[0].satisfied is satisfied
  expect items[0].means is portal

step 满意率只算评过的
  as ${district}-ZX:supervisor
  GET /api/v1/hotline/report?line=12992
  expect items[0].visits is 2
  expect items[0].satisfied_rate is 0.5
  expect items[0].resolved_rate is 0.5
