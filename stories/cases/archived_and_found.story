story 办结多年的工单归档后照样查得到、看得到、校验得过，改动时先取回
step 从旧平台导入几年前已办结的工单
  as ${district}-ZX:acceptor
  POST /api/v1/cases/imports
    file text/csv
    工单编号,标题,内容,受理时间,办结时间,诉求人电话
    ${grid}-V1,旧案甲${grid}柜式路牌歪斜,${address}对面路牌歪斜多日${grid},2021-03-02 09:05,2021-03-05 10:00,14000009101
    ${grid}-V2,旧案乙${grid}岗亭漏雨,${address}旧案乙岗亭漏雨,2022-06-02 09:05,2022-06-09 10:00,14000009102
  status 200
  keep import = import_id
  PUT /api/v1/cases/imports/${import}/mapping
    {"columns": {"number": 0, "title": 1, "content": 2, "reported": 3, "closed_at": 4, "reporter_phone": 5}}
  status 200
  POST /api/v1/cases/imports/${import}/run
    {}
  status 200
  GET /api/v1/cases/imports/${import}
  until state is done
  expect cases is 2
  GET /api/v1/cases?q=旧案甲${grid}&from=2021-03-01&to=2021-03-03
  keep ref = items[0].ref
  keep number = items[0].number
step 派遣员不能管理归档，系统管理员可以
  as ${district}-ZX:dispatcher
  GET /api/v1/cases/archive
  status 403
  POST /api/v1/cases/archive/runs
    {"kind": "move"}
  status 403
  as ${district}-ZX:system_admin
  GET /api/v1/cases/archive
  status 200
  expect rules.after_days is 400
  POST /api/v1/cases/archive/runs
    {"kind": "move"}
  status 200
  GET /api/v1/cases/archive
  until due is 0
  expect years[0].year exists
  expect runs[0].kind is move
step 已归档的工单按编号、电话、内容里的字、旧日期都查得到，只看未归档就没有
  as ${district}-ZX:acceptor
  GET /api/v1/cases/${ref}
  expect archived is true
  GET /api/v1/cases?q=${number}
  expect items[0].ref is ${ref}
  expect items[0].archived is true
  GET /api/v1/cases?archived=1&q=歪斜多日${grid}
  expect items[0].ref is ${ref}
  GET /api/v1/cases?archived=1&q=柜式%20旧案甲${grid}
  expect items[0].ref is ${ref}
  GET /api/v1/cases?archived=1&from=2021-03-01&to=2021-03-03&q=柜%20${grid}
  expect items[0].ref is ${ref}
  GET /api/v1/cases?archived=0&from=2021-03-01&to=2021-03-03
  expect items[0] absent
  GET /api/v1/cases?archived=1&q=旧案甲岗亭
  expect items[0] absent
step 历程仍然完整，外单位看不到
  GET /api/v1/cases/${ref}/history/check
  expect intact is true
  as ${other_town}-ZJ:handler
  GET /api/v1/cases/${ref}
  status 404
  GET /api/v1/cases?archived=1&q=旧案甲${grid}
  expect items[0] absent
step 校验这一年
  as ${district}-ZX:system_admin
  POST /api/v1/cases/archive/runs
    {"kind": "check", "year": 2021}
  status 200
  GET /api/v1/cases/archive
  until runs[0].state is done
  expect runs[0].kind is check
  expect runs[0].broken is 0
  expect runs[0].cases above 0
  PUT /api/v1/cases/archive/rules
    {"active": true, "after_days": 30, "from_hour": 1, "to_hour": 6}
  status 422
  expect fields[0].path is after_days
  POST /api/v1/cases/archive/runs
    {"kind": "check", "year": 1999}
  status 422
