story 居民网上反映井盖破损，五个人接力办到结案
# P13-0101 上水井盖：先核实，由住建条线处置，核查后回访结案。

step 居民在网页上报，说清楚地点
  public
  POST /api/v1/public/reports
    {"kind": "complaint", "content": "${address}门口的自来水井盖破了一块，车辆经过响声很大，担心有人绊倒",
     "item_code": "P13-0101", "place": {"text": "${address}", "lng": ${lng}, "lat": ${lat}},
     "reporter": {"name": "陈女士", "phone": "14012345678", "wants_reply": true}}
  status 200
  keep number = number
  keep code = query_code

step 居民凭编号和查询码看进度，错的查询码看不到
  GET /api/v1/public/reports/${number}?code=${code}
  status 200
  expect status_zh has 核实
  GET /api/v1/public/reports/${number}?code=000000
  status 404

step 本网格的网格员在待办里看到它，到现场核实
  as ${grid}:officer
  GET /api/v1/cases/inbox?group=all
  status 200
  expect items[0].number is ${number}
  expect items[0].element is verify
  keep ref = items[0].case_ref
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "现场井盖缺角约三十平方厘米，属实"}
  status 200

step 受理员登记立案，路由表把它派到住建条线
  as ${district}-ZX:acceptor
  POST /api/v1/cases/${ref}/actions/accept
    {"item_code": "P13-0101", "severity": "normal"}
  status 200
  expect item_code is P13-0101

step 住建条线的处置人员换好井盖
  as ${town}-ZJ:handler
  GET /api/v1/cases/${ref}
  expect status is handling
  expect level is department
  expect dispatch_reason.zh exists
  GET /api/v1/items/P13-0101
  keep closing = item.closing_conditions[0]
  POST /api/v1/cases/${ref}/actions/settle
    {"closing_condition": "${closing}", "text": "已更换井盖并试压"}
  status 200
  expect status is pending_check

step 网格员核查通过
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/check_pass
    {"text": "现场平整无异响"}
  status 200
  expect status is pending_follow_up

step 热线坐席回访，居民满意
  as ${district}-ZX:seat
  POST /api/v1/cases/${ref}/actions/follow_up_satisfied
    {"text": "居民表示满意"}
  status 200
  expect status is pending_close

step 受理员对照结案条件评价结案
  as ${district}-ZX:acceptor
  POST /api/v1/cases/${ref}/actions/close
    {"closing_condition": "${closing}"}
  status 200
  expect status is closed
  expect steps[4].state is done

step 历程完整，校验通过，居民看到结果
  GET /api/v1/cases/${ref}/history
  status 200
  expect items[0].kind is reported
  GET /api/v1/cases/${ref}/history/check
  expect intact is true
  expect entries above 6
  public
  GET /api/v1/public/reports/${number}?code=${code}
  expect closed exists
