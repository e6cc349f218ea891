story 部门的文件：GB18030、坏行、列变了、中途重启，一行不丢、一行不重，整改单随下一批好数据关闭
step 数据管理员登记民政的低保名单
  as ${district}-ZX:data_steward
  PUT /api/v1/exchange/sources/low_${grid}
    {"name_zh": "低保名单 ${grid}", "name_en": "Low income ${grid}", "unit": "${district}-MZ", "department": "civil", "kind": "person", "how": "file", "cycle": "weekly",
     "mapping": {"columns": [
       {"column": "姓名", "field": "name", "values": {}, "date": "any", "required": true, "on_bad": "hold"},
       {"column": "证件号码", "field": "id_card", "values": {}, "date": "any", "required": true, "on_bad": "hold"},
       {"column": "出生日期", "field": "born", "values": {}, "date": "any", "required": false, "on_bad": "leave_out"},
       {"column": "手机号码", "field": "phone", "values": {}, "date": "any", "required": false, "on_bad": "leave_out"},
       {"column": "低保状态", "field": "low_income", "values": {"在保": "1", "停保": "0"}, "date": "any", "required": false, "on_bad": "leave_out"}],
       "key": ["证件号码"], "observed": "", "gone_column": "", "gone_values": []}, "enabled": true, "repairs": true, "version": 0}
  status 200
  expect version is 1
  expect late is false
step 字段写错的对应不予保存
  PUT /api/v1/exchange/sources/low_${grid}
    {"name_zh": "低保名单", "unit": "${district}-MZ", "department": "civil", "kind": "person", "mapping": {"columns": [{"column": "姓名", "field": "nose"}], "key": []}, "version": 1}
  status 422
  expect fields[0].path is mapping.columns[0].field
step 上传第一批（GB18030），此时服务重启
  POST /api/v1/exchange/sources/low_${grid}/batches
    file text/csv hex
    d0d5c3fb2cd6a4bcfebac5c2eb2cb3f6c9fac8d5c6da2ccad6bbfabac5c2eb2cb5cdb1a3d7b4ccac0ad9feb4f3c3c32c3434303630343139353830333137353731332c313935382d30332d31372c31333932353737313030312cd4dab1a30ac7f8cfb8b8f92c3434303630343139363130383039353832302c313936312d30382d30392c31333932353737313030322cd4dab1a30a
  status 200
  expect encoding is GB18030
  expect drift[0] absent
  keep first = id
step 重启之后入库完成，没有重复
  GET /api/v1/exchange/batches/${first}
  until state is done
  expect rows is 2
  expect held is 0
  expect samples[0][1] has ***
step 同一份文件再来一次，还是那一批
  POST /api/v1/exchange/sources/low_${grid}/batches
    file text/csv hex
    d0d5c3fb2cd6a4bcfebac5c2eb2cb3f6c9fac8d5c6da2ccad6bbfabac5c2eb2cb5cdb1a3d7b4ccac0ad9feb4f3c3c32c3434303630343139353830333137353731332c313935382d30332d31372c31333932353737313030312cd4dab1a30ac7f8cfb8b8f92c3434303630343139363130383039353832302c313936312d30382d30392c31333932353737313030322cd4dab1a30a
  status 200
  expect repeated is true
  expect id is ${first}
step 第二批：改了列名、多了一列，还有坏行，先扣下
  POST /api/v1/exchange/sources/low_${grid}/batches
    file text/csv
    姓名,身份证号码,出生日期,手机号码,低保状态,备注
    冼大妹,440604195803175713,1958-03-17,13925771001,在保,
    麦好,440604195803175711,1949-12-23,139257,在保,新增
    ,440604194912235936,1949-12-23,13925771003,停保,
    招满堂,440604197205066049,不详,13925771004,暂缓,
  status 200
  expect state is held
  expect drift[0].kind is missing
  expect drift[0].column is 证件号码
  expect drift[0].matters is true
  expect drift[1].kind is retyped
  expect drift[2].kind is fresh
  keep second = id
step 没有说明不能处理；民政自己的人不能决定列的变化
  POST /api/v1/exchange/batches/${second}/decide
    {"take": true, "note": ""}
  status 422
  as ${district}-MZ:handler
  POST /api/v1/exchange/batches/${second}/decide
    {"take": true, "note": "我们改的"}
  status 403
step 数据管理员按建议的对应接收
  as ${district}-ZX:data_steward
  GET /api/v1/exchange/batches/${second}
  expect suggested.key[0] is 身份证号码
  POST /api/v1/exchange/batches/${second}/decide
    {"take": true, "note": "民政换了系统，已电话核实"}
  status 200
step 好行入库，坏行隔离，每行每字段有原因
  GET /api/v1/exchange/batches/${second}
  until state is done
  expect rows is 4
  expect held is 2
  expect marked is 1
  GET /api/v1/exchange/batches/${second}/quarantine?state=held
  expect items[0].row is 2
  expect items[0].faults[0].field is id_card
  expect items[0].faults[0].zh has 校验位
  expect items[0].faults[0].en has check digit
  expect items[0].cells[1] has ***
  expect items[1].row is 3
  expect items[1].faults[0].rule is required
step 问题成为民政的整改工单，带法定时限
  GET /api/v1/exchange/sources/low_${grid}
  expect quarantined is 2
  expect repair_number exists
  keep repair = repair_ref
  as ${district}-MZ:handler
  GET /api/v1/cases/${repair}
  status 200
  expect unit is ${district}-MZ
  expect title has 数据质量整改
step 教育的人看不到民政的批次
  as ${district}-JY:handler
  GET /api/v1/exchange/batches/${second}
  status 404
step 民政自己修正一行，另一行写明不要
  as ${district}-MZ:handler
  PUT /api/v1/exchange/batches/${second}/quarantine/2
    {"cells": ["麦好", "440604195803175711", "1949-12-23", "13925771005", "在保", ""], "note": ""}
  status 200
  expect state is held
  PUT /api/v1/exchange/batches/${second}/quarantine/2
    {"cells": ["麦好", "440604194912235936", "1949-12-23", "13925771005", "在保", ""], "note": "补正"}
  status 200
  expect state is mended
  POST /api/v1/exchange/batches/${second}/quarantine/3/drop
    {"note": "无此人"}
  status 200
  expect state is dropped
step 下一批全好，整改单关闭，得分回升
  POST /api/v1/exchange/sources/low_${grid}/batches
    file text/csv
    姓名,身份证号码,出生日期,手机号码,低保状态,备注
    冼大妹,440604195803175713,1958-03-17,13925771001,在保,
    区细根,440604196108095820,1961-08-09,13925771002,停保,
    麦好,440604194912235936,1949-12-23,13925771005,在保,
  status 200
  expect state is waiting
  keep third = id
  GET /api/v1/exchange/batches/${third}
  until state is done
  as ${district}-ZX:data_steward
  GET /api/v1/exchange/quality?source=low_${grid}
  expect items[0].batches[0].score is 1
  expect items[0].batches[1].score is 0.25
  expect items[0].repairs[0].closed exists
  GET /api/v1/cases/${repair}
  expect status is closed
step 登记里是同一个人，来源可追到批次和行
  GET /api/v1/exchange/batches/${first}/rows/1
  status 200
  expect columns[0] is 姓名
  expect cells[0] has *
