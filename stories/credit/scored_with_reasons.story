story 企业信用分随事实而变，每一分都说得出理由；工单办结、全量重算和历史都对得上
step 市场监管登记一家企业，立刻有了信用分
  as ${district}-SJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "market", "key": "CRE-M-1", "kind": "firm", "observed": "${now - 20 days}",
      "values": {"name": "佛山市晨窑陶艺有限公司", "uscc": "91440604MA7310001Q", "industry": "C", "status": "1", "founded": "2012-04-01",
                 "address": "${address}", "annual_report": "1"}}]}
  status 200
  expect added is 1
  GET /api/v1/registers/firms?q=91440604MA7310001Q
  keep firm = items[0].ref
  GET /api/v1/credit/firms/${firm}
  until history[0].to is 78
  expect score is 78
  expect grade is B
  expect colour is green
  expect marks[0].basis exists
  expect history[0].why is first
step 执法人员按名称的片段查到它；片段对不上、颜色对不上、不在辖区都查不到
  as ${district}-CG:enforcer
  GET /api/v1/credit/firms?q=晨窑陶艺
  until items[0].ref is ${firm}
  GET /api/v1/credit/firms?q=晨窑陶艺&colour=red
  expect items[0] absent
  GET /api/v1/credit/firms?q=晨窑陶艺&area=440605
  expect items[0] absent
  as ${district}-SJ:handler
step 税务公告欠税，一秒之内分数和颜色都变了，说明来源、时间和怎样提升
  as ${district}-ZS:handler
  POST /api/v1/registers/records
    {"records": [{"source": "tax", "key": "CRE-T-1", "kind": "firm", "observed": "${now - 2 days}",
      "values": {"uscc": "91440604MA7310001Q", "tax_arrears": "62.5", "tax_arrears_since": "${day - 30 days}"}}]}
  status 200
  GET /api/v1/credit/firms/${firm}
  until history[0].to is 53
  expect score is 53
  expect grade is C
  expect colour is yellow
  expect marks[0].indicator is tax_arrears
  expect marks[0].points is -25
  expect marks[0].evidence[0].source is tax
  expect marks[0].evidence[0].observed exists
  expect raises[0].indicator is tax_arrears
  expect raises[0].grade is B
  expect history[0].from is 78
  expect history[0].to is 53
  expect history[0].steps[0].indicator is tax_arrears
  GET /api/v1/credit/firms/${firm}/history?day=2020-01-01
  expect items[0] absent
  GET /api/v1/credit/firms/${firm}/history?day=昨天
  status 422
  expect fields[0].path is day
step 网格员五次查到店外经营，当场办结（少数抽去核查），亮的证照就是这家企业
  as ${grid}:officer
  GET /api/v1/items/E13-0405
  keep closing = item.closing_conditions[0]
  POST /api/v1/cases
    {"channel": "grid", "content": "${address}门前摆放瓷砖占道，第一次", "item_code": "E13-0405", "place": {"lng": ${lng}, "lat": ${lat}},
     "extra": {"trade": "goods", "licence": "shown", "uscc": "91440604MA7310001Q"},
     "settled": {"closing_condition": "${closing}", "text": "已搬回店内"}}
  status 200
  POST /api/v1/cases
    {"channel": "grid", "content": "${address}门前摆放瓷砖占道，第二次", "item_code": "E13-0405", "place": {"lng": ${lng}, "lat": ${lat}},
     "extra": {"trade": "goods", "licence": "shown", "uscc": "91440604MA7310001Q"},
     "settled": {"closing_condition": "${closing}", "text": "已搬回店内"}}
  status 200
  POST /api/v1/cases
    {"channel": "grid", "content": "${address}门前摆放瓷砖占道，第三次", "item_code": "E13-0405", "place": {"lng": ${lng}, "lat": ${lat}},
     "extra": {"trade": "goods", "licence": "shown", "uscc": "91440604MA7310001Q"},
     "settled": {"closing_condition": "${closing}", "text": "已搬回店内"}}
  status 200
  POST /api/v1/cases
    {"channel": "grid", "content": "${address}门前摆放瓷砖占道，第四次", "item_code": "E13-0405", "place": {"lng": ${lng}, "lat": ${lat}},
     "extra": {"trade": "goods", "licence": "shown", "uscc": "91440604MA7310001Q"},
     "settled": {"closing_condition": "${closing}", "text": "已搬回店内"}}
  status 200
  POST /api/v1/cases
    {"channel": "grid", "content": "${address}门前摆放瓷砖占道，第五次", "item_code": "E13-0405", "place": {"lng": ${lng}, "lat": ${lat}},
     "extra": {"trade": "goods", "licence": "shown", "uscc": "91440604MA7310001Q"},
     "settled": {"closing_condition": "${closing}", "text": "已搬回店内"}}
  status 200
  GET /api/v1/credit/firms/${firm}
  until history[0].to is 48
  expect score is 48
  expect grade is D
  expect colour is red
  expect cases[2].number exists
  expect history[0].why is case
step 欠税缴清，分数随即回升；历史仍在
  as ${district}-ZS:handler
  POST /api/v1/registers/records
    {"records": [{"source": "tax", "key": "CRE-T-1", "kind": "firm", "observed": "${now - 1 hours}",
      "values": {"uscc": "91440604MA7310001Q", "tax_grade": "B"}}]}
  status 200
  GET /api/v1/credit/firms/${firm}
  until history[0].to is 79
  expect score is 79
  expect history[0].why is facts
  expect history[3].why exists
step 全量重算与逐户跟随一致；名单只给看得到的人，导出要写目的并留痕
  as ${district}-ZX:data_steward
  POST /api/v1/credit/runs
    {}
  status 200
  keep run = id
  GET /api/v1/credit/runs
  until items[0].state is done
  GET /api/v1/credit/firms/${firm}
  expect score is 79
  GET /api/v1/credit/firms?colour=green&limit=200
  expect items has ${firm}
  GET /api/v1/credit/overview
  expect firms above 0
  expect may_release is true
  GET /api/v1/credit/firms/export?format=csv&colour=green
  status 422
  GET /api/v1/credit/firms/export?format=csv&colour=green&purpose=双随机抽查
  status 200
  GET /api/v1/credit/firms/${firm}/export?purpose=企业申请出具
  status 200
  as ${district}-MZ:handler
  GET /api/v1/credit/firms/export?format=csv&purpose=试试
  status 403
