story 每日全量：今天的表与昨天的比，新增、变化、消失各几行，消失的在底账里结束；少得太多的先等人决定；一个主键在各批里的样子；行存多久
step 登记每天整表报送的来源；保存期限只能从规定里选
  as ${district}-ZX:data_steward
  PUT /api/v1/exchange/sources/daily_${grid}
    {"name_zh": "每日整表 ${grid}", "name_en": "Whole table ${grid}", "unit": "${district}-RS", "department": "social", "kind": "person", "how": "file", "cycle": "daily",
     "mapping": {"columns": [{"column": "编号", "field": "", "values": {}, "date": "any"}, {"column": "姓名", "field": "name", "values": {}, "date": "any", "required": true}], "key": ["编号"]},
     "enabled": true, "repairs": false, "full": true, "keep_months": 7, "version": 0}
  status 422
  expect fields[0].path is keep_months
  PUT /api/v1/exchange/sources/daily_${grid}
    {"name_zh": "每日整表 ${grid}", "name_en": "Whole table ${grid}", "unit": "${district}-RS", "department": "social", "kind": "person", "how": "file", "cycle": "daily",
     "mapping": {"columns": [{"column": "编号", "field": "", "values": {}, "date": "any"}, {"column": "姓名", "field": "name", "values": {}, "date": "any", "required": true}], "key": ["编号"]},
     "enabled": true, "repairs": false, "full": true, "most_gone_percent": 101, "keep_months": 12, "version": 0}
  status 422
  expect fields[0].path is most_gone_percent
  PUT /api/v1/exchange/sources/daily_${grid}
    {"name_zh": "每日整表 ${grid}", "name_en": "Whole table ${grid}", "unit": "${district}-RS", "department": "social", "kind": "person", "how": "file", "cycle": "daily",
     "mapping": {"columns": [{"column": "编号", "field": "", "values": {}, "date": "any"}, {"column": "姓名", "field": "name", "values": {}, "date": "any", "required": true}], "key": ["编号"]},
     "enabled": true, "repairs": false, "full": true, "most_gone_percent": 40, "keep_months": 12, "version": 0}
  status 200
  expect full is true
  expect most_gone_percent is 40
  expect keep_months is 12
step 昨天的表
  POST /api/v1/exchange/sources/daily_${grid}/batches
    file text/csv
    编号,姓名
    D-1,罗一帆
    D-2,潘双喜
    D-3,罗三思
  status 200
  keep first = id
  GET /api/v1/exchange/batches/${first}
  until state is done
  expect comparison absent
  expect kept_until exists
step 今天的表：少一人，变一人，多一人
  POST /api/v1/exchange/sources/daily_${grid}/batches
    file text/csv
    编号,姓名
    D-4,潘四海
    D-1,罗一帆
    D-2,潘成双
  status 200
  keep second = id
  GET /api/v1/exchange/batches/${second}
  until state is done
  expect comparison.before is ${first}
  expect comparison.added is 1
  expect comparison.changed is 1
  expect comparison.gone is 1
  expect comparison.same is 1
  expect comparison.ended is 1
  expect comparison.too_many is false
  expect added is 1
  expect changed is 1
  expect gone is 1
step 哪几行变了，遮着看
  as ${district}-RS:handler
  GET /api/v1/exchange/batches/${second}/changes?kind=gone
  status 200
  expect items[0].before[1] is 罗**
  expect items[0].row is 0
  expect items[1] absent
  GET /api/v1/exchange/batches/${second}/changes?kind=changed
  expect items[0].before[0] is D-2
  expect items[0].cells[1] is 潘**
step 一个主键在各批里的样子；没有用途只看遮住的
  GET /api/v1/exchange/sources/daily_${grid}/rows?key=D-2&reveal=本人来电核对
  status 200
  expect items[0].change is changed
  expect items[0].cells[1] is 潘成双
  expect items[1].change is added
  expect items[1].cells[1] is 潘双喜
  GET /api/v1/exchange/sources/daily_${grid}/rows?key=D-3
  expect items[0].change is gone
  expect items[1].cells[1] is 罗**
  GET /api/v1/exchange/sources/daily_${grid}/rows?key=D
  expect items[0] absent
step 只剩一行的表：一行也不取，等人决定
  as ${district}-ZX:data_steward
  POST /api/v1/exchange/sources/daily_${grid}/batches
    file text/csv
    编号,姓名
    D-1,罗一帆
  status 200
  keep third = id
  GET /api/v1/exchange/batches/${third}
  until state is held
  expect rows is 0
  expect comparison.too_many is true
  expect comparison.gone is 2
  expect trouble_zh is 上一批的 3 行中有 2 行不见了，超过 40%，请确认后再决定
  POST /api/v1/exchange/batches/${third}/decide
    {"take": true, "note": ""}
  status 422
  POST /api/v1/exchange/batches/${third}/decide
    {"take": true, "note": "人社局来函确认两人已停保"}
  status 200
  GET /api/v1/exchange/batches/${third}
  until state is done
  expect comparison.ended is 2
  expect gone is 2
  expect same is 1
step 一行也没有多取：再报同一份，什么也不变
  POST /api/v1/exchange/sources/daily_${grid}/batches
    file text/csv
    编号,姓名
    D-1,罗一帆
  status 200
  expect repeated is true
  expect id is ${third}
