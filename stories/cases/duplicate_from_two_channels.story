story 同一盏路灯，网上报了，又有人打电话来：登记前就提示，合并后两位都跟得上进度，合错了能撤销
step 居民在网上报路灯不亮
  public
  POST /api/v1/public/reports
    {"kind": "complaint", "content": "${address}门口的路灯从昨晚开始不亮，晚上走路很黑，老人不敢出门", "item_code": "P13-0137",
     "place": {"text": "${address}", "lng": ${lng}, "lat": ${lat}}, "reporter": {"name": "陈女士", "phone": "14012340001"}}
  status 200
  keep first_number = number
step 坐席接到电话，还没登记就看到同一件，并说明为什么像
  as ${district}-ZX:seat
  GET /api/v1/cases?q=${first_number}
  keep first = items[0].ref
  POST /api/v1/cases/alike
    {"content": "喂你好，${address}路灯不亮，晚上走路很黑，请派人来修", "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  expect items[0].number is ${first_number}
  expect items[0].why_zh has 文字相近
  expect items[0].why_zh has 相距 0 米
  expect items[0].why_en has of the words alike
step 另一回事不算重复
  POST /api/v1/cases/alike
    {"content": "老板拖欠工资三个月没有发，工人没有饭吃", "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  expect items[0] absent
step 电话也登记成案，留住第二位诉求人
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}路灯不亮，晚上走路很黑，请派人来修",
     "place": {"text": "${address}", "lng": ${lng}, "lat": ${lat}}, "reporter": {"name": "李先生", "phone": "14012340002"}}
  status 200
  keep second = ref
  keep number = number
  keep code = query_code
  GET /api/v1/cases/${second}/alike
  status 200
  expect items[0].ref is ${first}
  expect may_merge is true
step 不能并入自己，也要在管辖范围内
  POST /api/v1/cases/${second}/merge
    {"into": "${second}"}
  status 422
step 并入先报的一件，两边历程都写明
  POST /api/v1/cases/${second}/merge
    {"into": "${first}", "text": "同一盏灯"}
  status 200
  expect ties[0].how is merged_into
  expect ties[0].number is ${first_number}
  GET /api/v1/cases/${second}
  expect status is closed
  GET /api/v1/cases/${first}/alike
  expect reporters is 2
  expect ties[0].how is merged_in
  expect ties[0].number is ${number}
  GET /api/v1/cases/${first}/history
  expect items[1].zh has ${number} 并入本工单
  GET /api/v1/cases/${first}/history/check
  expect intact is true
  GET /api/v1/cases/${second}/history/check
  expect intact is true
step 打电话的人看到的是合并后的进度
  public
  GET /api/v1/public/reports/${number}?code=${code}
  status 200
  expect number is ${number}
  expect status_zh has 待
  expect messages[0].text has 合并办理
step 已经并入的不能当普通结案重新办理
  as ${district}-ZX:seat
  POST /api/v1/cases/${second}/actions/reopen
    {"text": "再办一次"}
  status 409
step 发现不是同一盏，写明理由撤销合并，工单从头办起
  POST /api/v1/cases/${second}/unmerge
    {}
  status 422
  POST /api/v1/cases/${second}/unmerge
    {"text": "电话里说的是对面那盏"}
  status 200
  expect ties[0] absent
  GET /api/v1/cases/${second}
  expect status has pending
  GET /api/v1/cases/${second}/history/check
  expect intact is true
step 又确认是同一盏，再合并；过了期限就不能再撤销
  POST /api/v1/cases/${second}/merge
    {"into": "${first}"}
  status 200
  expect ties[0].may_unmerge is true
  wait 20 days
  GET /api/v1/cases/${second}/alike
  expect ties[0].may_unmerge is false
  expect ties[0].why_not_zh has 期限
  POST /api/v1/cases/${second}/unmerge
    {"text": "太晚了"}
  status 409
