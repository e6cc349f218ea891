story 一件工单走到哪里，考核表就跟到哪里
step 居民上报，数字立即计入
  public
  POST /api/v1/public/reports
    {"kind": "complaint", "content": "${address}门口的自来水井盖破了一块，车辆经过响声很大", "item_code": "P13-0101",
     "place": {"text": "${address}", "lng": ${lng}, "lat": ${lat}}, "reporter": {"name": "陈女士", "phone": "14012345678", "wants_reply": true}}
  status 200
  keep number = number
  as ${district}-ZX:supervisor
  GET /api/v1/scores/results?card=communities&area=${grid}&period=${day + 0 days}
  until rows[0].counts.report is 1
  expect rows[0].counts.publicReport is 1
  expect running is true
  expect indicators[0].formula exists
  keep today = period_text
step 核实按期，计到网格员和他的岗位
  as ${grid}:officer
  GET /api/v1/cases/inbox?group=all
  keep ref = items[0].case_ref
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "现场属实"}
  status 200
  as ${district}-ZX:supervisor
  GET /api/v1/scores/results?card=communities&area=${grid}&period=${day + 0 days}
  until rows[0].counts.inTimeVerify is 1
  as ${district}-ZX:acceptor
  POST /api/v1/cases/${ref}/actions/accept
    {"item_code": "P13-0101", "severity": "normal"}
  status 200
  as ${district}-ZX:supervisor
  GET /api/v1/scores/results?card=communities&area=${grid}&period=${day + 0 days}
  until rows[0].counts.register is 1
  expect rows[0].counts.inTimeVerify is 1
  expect rows[0].values.reports.value is 1
step 处置、核查、回访、结案，一步一计
  as ${town}-ZJ:handler
  GET /api/v1/items/P13-0101
  keep closing = item.closing_conditions[0]
  POST /api/v1/cases/${ref}/actions/settle
    {"closing_condition": "${closing}", "text": "已更换井盖并试压"}
  status 200
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/check_pass
    {"text": "现场平整无异响"}
  status 200
  as ${district}-ZX:supervisor
  GET /api/v1/scores/results?card=communities&area=${grid}&period=${day + 0 days}
  until rows[0].counts.inTimeCheck is 1
  as ${district}-ZX:seat
  POST /api/v1/cases/${ref}/actions/follow_up_satisfied
    {"text": "居民表示满意"}
  status 200
  as ${district}-ZX:supervisor
  GET /api/v1/scores/results?card=communities&area=${grid}&period=${day + 0 days}
  until rows[0].counts.satisfaction is 1
  as ${district}-ZX:acceptor
  POST /api/v1/cases/${ref}/actions/close
    {"closing_condition": "${closing}"}
  status 200
  as ${district}-ZX:supervisor
  GET /api/v1/scores/results?card=communities&area=${grid}&period=${day + 0 days}
  until rows[0].counts.archive is 1
  expect rows[0].counts.inTimeDispose is 1
  expect rows[0].counts.inTimeCheck is 1
  expect rows[0].counts.satisfaction is 1
  expect rows[0].points is 100
  expect rows[0].colour is green
  expect total.counts.report is 1
step 从数字点回工单
  GET /api/v1/scores/cases?count=inTimeDispose&period=${today}&area=${grid}&objects=areas&object=${grid}
  expect items[0].number is ${number}
  expect items[0].title exists
  expect zh is 按期处置数
  GET /api/v1/scores/cases?count=overtimeDispose&period=${today}&area=${grid}&objects=areas&object=${grid}
  expect items[0] absent
step 部门表里也有它，导出记在审计里
  GET /api/v1/scores/results?card=three_rates&area=${town}
  keep month = period_text
  expect rows[0].object exists
  expect parts[0].full is 20
  GET /api/v1/scores/results/export?card=three_rates&area=${town}&format=csv
  status 200
  as ${district}-ZX:audit_admin
  GET /api/v1/org/audit?kind=scores.export
  expect items[0].subject has three_rates
step 别的镇街看不到，没有权限的也看不到
  as ${town}-ZX:town_command
  GET /api/v1/scores/results?card=communities&area=${district}
  status 404
  as ${district}-ZX:seat
  GET /api/v1/scores/results?card=communities
  status 403
  public
  GET /api/v1/scores/results?card=communities
  status 401
step 减负指数写明算法
  as ${district}-ZX:supervisor
  GET /api/v1/scores/results?card=burden&area=${grid}&period=${day + 0 days}
  expect about_zh has 由系统代填
  expect rows[0].counts.form above 3
  expect rows[0].counts.visit is 2
  expect rows[0].values.prefilledShare.value above 0
step 公开数据不用登录，件数太少的不公开
  public
  GET /api/v1/public/scores?period=${month}
  status 200
  expect indicators[0].key exists
  expect rows[0].code is ${district}
  expect least is 10
  GET /api/v1/public/scores.csv?period=${month}
  status 200
  GET /api/v1/public/scores?period=${day + 0 days}
  status 422
