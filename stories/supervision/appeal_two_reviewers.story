story 处置超期被计考，承办单位申诉，两人复核后统计免责，超期的事实留着
step 一件工单到住建条线，超期两天才处置
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前雨水井盖下沉异响", "item_code": "P13-0103",
     "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  keep ref = ref
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
  expect unit is ${town}-ZJ
  wait 20 days
  as ${town}-ZX:town_command
  GET /api/v1/cases/${ref}
  expect overdue is true
  GET /api/v1/items/P13-0103
  keep closing = item.closing_conditions[0]
step 未结案不能申诉
  as ${town}-ZJ:handler
  POST /api/v1/cases/${ref}/appeal
    {"grounds": "连日暴雨，管道满水无法施工", "documents": []}
  status 409
  expect code is appeal_not_allowed
step 镇街处置，核查，结案
  as ${town}-ZX:town_command
  POST /api/v1/cases/${ref}/actions/settle
    {"closing_condition": "${closing}", "text": "已更换雨水井盖并复测平整"}
  status 200
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/check_pass
    {"text": "平整"}
  status 200
  as ${district}-ZX:acceptor
  POST /api/v1/cases/${ref}/actions/close
    {"closing_condition": "${closing}"}
  status 200
  as ${district}-ZX:supervisor
  GET /api/v1/scores/results?card=jinniu&area=${grid}&period=${day - 40 days}..${day + 0 days}
  until total.counts.overtimeDispose is 1
  keep unfair = total.values.fairDisposeRate.value
step 别的单位不能申诉，超期时的承办单位可以，一件一次
  as ${town}-CG:handler
  POST /api/v1/cases/${ref}/appeal
    {"grounds": "不是我们", "documents": []}
  status 409
  expect code is appeal_not_allowed
  as ${town}-ZJ:handler
  GET /api/v1/cases/${ref}/supervision
  expect may_appeal is true
  POST /api/v1/cases/${ref}/appeal
    {"grounds": "", "documents": []}
  status 422
  POST /api/v1/cases/${ref}/appeal
    {"grounds": "连日暴雨，管道满水无法施工，附气象证明", "documents": []}
  status 200
  expect state is first
  keep id = id
  keep number = number
  POST /api/v1/cases/${ref}/appeal
    {"grounds": "再申诉一次", "documents": []}
  status 409
  POST /api/v1/cases/supervision/appeals/${id}/review
    {"approve": true, "text": "自己同意自己"}
  status 403
step 先由派遣员初审，受理员不能越过
  as ${district}-ZX:acceptor
  POST /api/v1/cases/supervision/appeals/${id}/review
    {"approve": true, "text": "同意"}
  status 403
  expect code is not_your_review
  as ${district}-ZX:dispatcher
  GET /api/v1/cases/supervision/appeals?state=pending
  expect items[0].id exists
  POST /api/v1/cases/supervision/appeals/${id}/review
    {"approve": true, "text": "暴雨属实"}
  status 200
  expect state is second
  POST /api/v1/cases/supervision/appeals/${id}/review
    {"approve": true, "text": "我再审一次"}
  status 403
step 受理员复审同意：统计免责，超期次数不变
  as ${district}-ZX:acceptor
  POST /api/v1/cases/supervision/appeals/${id}/review
    {"approve": true, "text": "同意初审意见"}
  status 200
  expect state is approved
  as ${district}-ZX:supervisor
  GET /api/v1/scores/results?card=jinniu&area=${grid}&period=${day - 40 days}..${day + 0 days}
  until total.counts.exemptDispose is 1
  expect total.counts.overtimeDispose is 1
  GET /api/v1/scores/exemptions?ref=${ref}
  expect items[0].document is ${number}
  expect items[0].reason is appeal
step 工单历程记着申诉，链完整
  GET /api/v1/cases/${ref}/history/check
  expect intact is true
  GET /api/v1/cases/${ref}/supervision
  expect appeal.state is approved
  expect may_appeal is false
