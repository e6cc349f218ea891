story 检查频次按颜色定：企业变红每月检查，登记已检查后顺延，投诉办结加查一次，每一次都说得出理由
step 一家信用一般的餐饮企业，频次说明按等级抽查
  as ${district}-SJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "market", "key": "CRE-F-1", "kind": "firm", "observed": "${now - 20 days}",
      "values": {"name": "佛山市聚福楼餐饮有限公司", "uscc": "91440604MA74200013", "industry": "H", "status": "1", "address": "${address}"}}]}
  status 200
  GET /api/v1/registers/firms?q=91440604MA74200013
  keep firm = items[0].ref
  GET /api/v1/credit/firms/${firm}/frequency
  until grade is B
  expect items[0].item is trade
  expect items[1].item is food
  expect items[1].share is 20
  expect items[1].line is SJ
  expect items[1].checks[0] exists
  expect items[1].reason_zh has 抽签号
step 被处罚、列入异常名录、未报年报，颜色变红，每类检查都到期，同一时刻写进应检名单
  POST /api/v1/registers/records
    {"records": [{"source": "market", "key": "CRE-F-1", "kind": "firm", "observed": "${now - 1 days}",
      "values": {"name": "佛山市聚福楼餐饮有限公司", "uscc": "91440604MA74200013", "industry": "H", "status": "1", "address": "${address}",
                 "penalty_date": "${day - 20 days}", "penalty_document": "佛禅市监处〔2026〕88号", "penalty_amount": "6",
                 "abnormal_since": "${day - 30 days}", "annual_report": "0"}}]}
  status 200
  GET /api/v1/credit/firms/${firm}/frequency
  until grade is D
  GET /api/v1/credit/firms/${firm}
  expect colour is red
  expect frequency.grade is D
  expect frequency.items[1].state is due
  expect frequency.items[1].why is every
  expect frequency.items[1].interval_months is 1
  as ${district}-ZX:supervisor
  GET /api/v1/credit/frequency/dues?colour=red&item=food&limit=200
  expect items has ${firm}
step 消防救援大队登记已检查：只能登记本部门的项目，日期不能在将来
  as ${district}-XF:handler
  POST /api/v1/credit/firms/${firm}/checks
    {"item": "food", "day": "${day - 0 days}", "result": "clean"}
  status 403
  expect number is 1824
  POST /api/v1/credit/firms/${firm}/checks
    {"item": "fire", "day": "${day + 3 days}", "result": "clean"}
  status 422
  expect fields[0].path is day
  POST /api/v1/credit/firms/${firm}/checks
    {"item": "fire", "day": "${day - 1 days}", "result": "clean", "note": "消防器材齐全"}
  status 200
  expect noted[0].item is fire
  expect noted[0].result is clean
  expect items[2].item is fire
  expect items[2].last is ${day - 1 days}
  expect items[2].reason_zh has 上次检查
step 其他部门的检查不因此免去
  GET /api/v1/credit/firms/${firm}/frequency
  expect items[1].item is food
  expect items[1].reason_zh has 没有检查记录
  expect items[1].state is due
step 涉企投诉当场办结（少数抽去核查）：不看抽签，加查一次
  as ${grid}:officer
  GET /api/v1/items/E13-0405
  keep closing = item.closing_conditions[0]
  POST /api/v1/cases
    {"channel": "grid", "content": "${address}门前摆放桌椅占道", "item_code": "E13-0405", "place": {"lng": ${lng}, "lat": ${lat}},
     "extra": {"trade": "food", "licence": "shown", "uscc": "91440604MA74200013"},
     "settled": {"closing_condition": "${closing}", "text": "已收回店内"}}
  status 200
  POST /api/v1/cases
    {"channel": "grid", "content": "${address}门前摆放桌椅占道，第二次", "item_code": "E13-0405", "place": {"lng": ${lng}, "lat": ${lat}},
     "extra": {"trade": "food", "licence": "shown", "uscc": "91440604MA74200013"},
     "settled": {"closing_condition": "${closing}", "text": "已收回店内"}}
  status 200
  POST /api/v1/cases
    {"channel": "grid", "content": "${address}门前摆放桌椅占道，第三次", "item_code": "E13-0405", "place": {"lng": ${lng}, "lat": ${lat}},
     "extra": {"trade": "food", "licence": "shown", "uscc": "91440604MA74200013"},
     "settled": {"closing_condition": "${closing}", "text": "已收回店内"}}
  status 200
  as ${district}-SJ:handler
  GET /api/v1/credit/firms/${firm}
  until cases[0].number exists
  GET /api/v1/credit/firms/${firm}/frequency
  expect items[0].item is trade
  expect items[0].state is due
step 导出应检名单要写用途
  as ${district}-ZX:supervisor
  GET /api/v1/credit/frequency/dues/export?format=csv
  status 422
  expect number is 1512
  GET /api/v1/credit/frequency/dues/export?format=csv&colour=red&item=food&purpose=安排本月检查
  status 200
step 全量算过以后，看到各镇街各部门每月的次数和原统一频次
  wait 2 minutes
  GET /api/v1/credit/frequency/load
  until made exists
  expect all.firms above 0
  expect all.uniform above 0
  expect months[0].uniform above 0
  expect lines[0].code exists
  expect due_month above 0
