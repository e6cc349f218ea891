story 每日全量：今天的表与昨天的比，新增、变化、消失各几行；一个主键在各批里的样子；行存多久
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
     "enabled": true, "repairs": false, "full": true, "keep_months": 12, "version": 0}
  status 200
  expect full is true
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
