story 申诉成功的超期不计责，超期的事实留着
step 一件工单处置超期
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前雨水井盖破损", "item_code": "P13-0103",
     "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  keep ref = ref
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
  wait 20 days
  as ${district}-ZX:supervisor
  GET /api/v1/scores/results?card=jinniu&area=${grid}&period=${day - 40 days}..${day + 0 days}
  until total.counts.overtimeToDispose is 1
  expect total.values.fairDisposeRate.value is 0
step 申诉成功：登记免责，要写文号
  POST /api/v1/scores/exemptions
    {"ref": "${ref}", "work": "handle", "reason": "appeal", "document": ""}
  status 422
  POST /api/v1/scores/exemptions
    {"ref": "${ref}", "work": "handle", "reason": "appeal", "document": "禅申〔2026〕12号", "text": "暴雨封路，无法到场"}
  status 200
step 剔除免责的按期率不再计它，原始超期数不变
  GET /api/v1/scores/results?card=jinniu&area=${grid}&period=${day - 40 days}..${day + 0 days}
  until total.counts.exemptDispose is 1
  expect total.counts.overtimeToDispose is 1
  expect total.values.fairDisposeRate.value absent
  expect total.values.inTimeDisposeRate.value is 0
step 记录可查，不能由旁人登记
  GET /api/v1/scores/exemptions?ref=${ref}
  expect items[0].document is 禅申〔2026〕12号
  as ${town}-ZX:town_command
  POST /api/v1/scores/exemptions
    {"ref": "${ref}", "work": "archive", "reason": "appeal", "document": "x"}
  status 403
step 撤销后照原样计
  as ${district}-ZX:supervisor
  POST /api/v1/scores/exemptions/withdraw
    {"ref": "${ref}", "work": "handle"}
  status 200
  GET /api/v1/scores/results?card=jinniu&area=${grid}&period=${day - 40 days}..${day + 0 days}
  until total.counts.exemptDispose absent
  expect total.counts.overtimeToDispose is 1
