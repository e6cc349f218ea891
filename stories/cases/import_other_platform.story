story 其他平台的导出表导入，重复导入不翻倍，错行可改可再传
step 上传四列表，系统认出列
  as ${district}-ZX:acceptor
  POST /api/v1/cases/imports
    file text/csv
    序号,工单编号,标题,内容,受理时间
    1,${grid}-A1,井盖破损,${address}门口井盖破损,2026-11-01 09:05
    2,${grid}-A2,路灯不亮,${address}路灯不亮,昨天
    3,${grid}-A1,井盖破损,${address}门口井盖破损,2026-11-01 09:05
  status 200
  expect encoding is UTF-8
  expect columns[1].suggested_field is number
  keep import = import_id
step 没确认列不能开始
  POST /api/v1/cases/imports/${import}/run
    {}
  status 409
step 确认列，预览指出坏日期
  PUT /api/v1/cases/imports/${import}/mapping
    {"columns": {"number": 1, "title": 2, "content": 3, "reported": 4}}
  status 200
  expect rows[1].cells[2].zh has 日期
step 开始导入，一件成案、一件重复、一件出错
  POST /api/v1/cases/imports/${import}/run
    {}
  status 200
  GET /api/v1/cases/imports/${import}
  until state is done
  expect cases is 1
  expect repeated is 1
  expect errors is 1
step 同一份表再来一次，不再多出工单
  POST /api/v1/cases/imports
    file text/csv
    序号,工单编号,标题,内容,受理时间
    1,${grid}-A1,井盖破损,${address}门口井盖破损,2026-11-01 09:05
  keep again = import_id
  PUT /api/v1/cases/imports/${again}/mapping
    {"columns": {"number": 1, "title": 2, "content": 3, "reported": 4}}
  POST /api/v1/cases/imports/${again}/run
    {}
  GET /api/v1/cases/imports/${again}
  until state is done
  expect cases is 0
  expect repeated is 1
