story 上月结果冻结后不变，谁都能由工单历史重算
step 本月来了一件工单，没人处置
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
  as ${district}-ZX:supervisor
  GET /api/v1/scores/results?card=communities&area=${grid}&period=${day + 0 days}
  until rows[0].counts.report is 1
  GET /api/v1/scores/results?card=communities&area=${grid}
  keep reported = rows[0].counts.report
  keep month = period_text
step 没过完的月份不能冻结
  POST /api/v1/scores/frozen
    {"card": "communities", "period": "${month}", "area": "${grid}"}
  status 422
step 过了月，冻结
  wait 32 days
  as ${district}-ZX:supervisor
  POST /api/v1/scores/frozen
    {"card": "communities", "period": "${month}", "area": "${grid}"}
  status 200
  keep frozen = id
  GET /api/v1/scores/frozen/${frozen}
  until state is frozen
  expect result.rows[0].counts.report is ${reported}
  expect version is 1
  keep digest = digest
step 之后工单又有变化，实时的数变了，冻结的不变
  as ${town}-ZX:town_command
  POST /api/v1/cases/${ref}/actions/note
    {"text": "补记：已联系养护单位"}
  status 200
  as ${district}-ZX:supervisor
  POST /api/v1/cases/${ref}/actions/urge
    {"text": "请尽快处置"}
  status 200
  POST /api/v1/scores/exemptions
    {"ref": "${ref}", "work": "archive", "reason": "decision", "document": "禅督〔2026〕3号"}
  status 200
  GET /api/v1/scores/cases?count=report&period=${month}&area=${grid}&objects=areas&object=${grid}
  until items[0].exempt is true
step 重算一遍，与冻结的一致
  POST /api/v1/scores/frozen/${frozen}/check
    {}
  status 200
  GET /api/v1/scores/frozen/${frozen}
  until same is true
  expect digest is ${digest}
  expect checked_by exists
step 范围外的人看不到这一份
  as ${district}-ZX:seat
  GET /api/v1/scores/frozen/${frozen}
  status 403
