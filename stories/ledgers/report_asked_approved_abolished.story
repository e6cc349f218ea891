story 新报表先查重、再由他人准入，村居才看得到；按部门现用的表格填出；废止后算出省了多少
step 查重：谁已经在要、底账从哪里已有
  as ${district}-WJ:handler
  POST /api/v1/ledgers/reports/overlap
    {"title": "老人名单", "basis": "工作方案", "columns": [{"title": "姓名"}, {"title": "身份证号"}, {"title": "高龄津贴"}, {"title": "联系电话"}], "rows": 10, "minutes": 30}
  status 200
  expect needs_reason is true
  expect reports has 80岁以上老人高龄津贴花名册
  expect columns[1].suggested is person.id_card
  expect columns[2].held_zh is 民政
step 重复而不说明理由的，不予受理
  POST /api/v1/ledgers/reports
    {"title": "老人名单", "basis": "工作方案", "columns": [{"title": "姓名"}, {"title": "身份证号"}, {"title": "高龄津贴"}, {"title": "联系电话"}], "rows": 10, "minutes": 30}
  status 409
  expect code is report_duplicate
  expect detail has 100%
step 卫健申请一张有新内容的表
  POST /api/v1/ledgers/reports
    {"title": "社区义诊登记表", "basis": "健康社区工作方案", "purpose": "check", "cycle": "month", "rows": 20, "minutes": 60, "reason": "要登记义诊项目",
     "columns": [{"title": "姓名", "field": "person.name", "plain": true}, {"title": "性别", "field": "person.sex"}, {"title": "出生日期", "field": "person.born"}, {"title": "住址", "field": "person.live_address"}, {"title": "义诊项目", "field": ""}, {"title": "血压", "field": ""}]}
  status 200
  expect state is asked
  keep report = id
step 未准入之前，村居看不到，也不必填
  as ${community}-ZZ:station_head
  GET /api/v1/ledgers/reports/${report}
  status 403
  expect code is report_not_approved
  GET /api/v1/ledgers/reports/${report}/preview?area=${community}
  status 403
  expect detail_en has not approved
step 申请单位不能自己准入；办公室准入
  as ${district}-WJ:handler
  POST /api/v1/ledgers/reports/${report}/answer
    {"approved": true}
  status 403
  as ${district}-BG:office_staff
  GET /api/v1/ledgers/reports/${report}
  expect overlap exists
  POST /api/v1/ledgers/reports/${report}/answer
    {"approved": true}
  status 200
  expect state is approved
step 上传现用的表格，说明哪里填什么
  as ${district}-WJ:handler
  POST /api/v1/ledgers/reports/${report}/template?name=义诊.xlsx
    file application/vnd.openxmlformats-officedocument.spreadsheetml.sheet hex
    504b030414000000080000002100e5906491c50000004e010000130000005b436f6e74656e745f54797065735d2e786d6c9590496ec3300c45af22701b5872b2288ac07616194e901e4090695b882688ccd0db57769a4dd14d7624ff231fc066f7f04edc30938da185b5ac416030b1b7616ce1eb7caa3e61d735e7ef84240a1aa88589396d952233a1d72463c250922166afb9b47954499b8b1e516deafa4399181803573cdf80ae39e0a0af8ec5f151c64f6d464720f64f7076b5a05372d6682eb9ba85fe8fa5fa35c8b2b93034d944ab0280fad730276f09e23058837d34575f5624a58cbaa70991bd93f7982f4bfd32aae541dd0f504b0304140000000800000021002a40d321b90000000a0100000f000000786c2f776f726b626f6f6b2e786d6c8d8f3d0ec2300c85af1279a7290c08556d591052773840685d1ad1c4951d7e6ec12d9819b81212c7202ab033d97eb63ffbe5cb8bebd509592cf902a6490a0a7d4d8df5fb02b69bf56401cb323f131f76440715a7bd14d08530645a4bdda13392d0803e765a6267422c79af6560348d7488c1f57a96a673ed8cf5f02164fc0f83dad6d6b8a2fae8d0870f84b13721fe2a9d1d04ca7cbc20dfa8bc7158c0f37a7f3d6ea046ad6aa22d509cd99870d54c4197b9feade99fb3f20d504b030414000000080000002100f0a66281a6000000170100001a000000786c2f5f72656c732f776f726b626f6f6b2e786d6c2e72656c738dcf4b0ac2301000d0ab84d9db695d8848d36e44e856ea01423a4d4a9b0f49fcdddee0422cb87035ccef0d53b70fb3b01b853839cba12a4a6064a51b26ab385cfad3660f6d539f6911294f443df9c8f28a8d1c744afe8018a5262362e13cd9dc195d3022e53428f442ce42116ecb7287e1db80b5c9ba8143e8860a58fff4f48fedc671927474f26ac8a61f27f0eec21c3551caa8088a12874f29e23b544556019b1a571f362f504b030414000000080000002100f432fb352e0100003702000018000000786c2f776f726b7368656574732f7368656574312e786d6c7d52bb4ec33014fd15cb130cd4cd038422c75513c40803ed0744a9f310b11dd986323202122a12135fd00109d810f03b04fa1938410dad200c96aecf3d8fab6be3c1192bc029952a17dc8756af0f01e5b198e43cf5e178b4bfb50b07044f853c5619a51a183a573eccb42e3d84549c5116a99e2829379d4448166973952952a5a4d1a411b102d9fdfe0e6251ce21c10db617e9886029a6409a5883c67531b420d03ecc7991737aa4a5c17345b026ef2f978bc7abcfbbb7c5c313469a6054e32836c778b446766b64771855afb36af6bc6ed128824ec5fcb6bab9fe431176293ecee7d5c5fd3f633aed980e44cbfca65ca3b92dcdfdd5db5ef682ba4a4878383e180d3702c70bdc4d8c92d554b4b27146654a435a140ac4e284ebefe5b7289034a99fc10bad26f2876e2eed2f205f504b0102140314000000080000002100e5906491c50000004e0100001300000000000000000000008001000000005b436f6e74656e745f54797065735d2e786d6c504b01021403140000000800000021002a40d321b90000000a0100000f00000000000000000000008001f6000000786c2f776f726b626f6f6b2e786d6c504b0102140314000000080000002100f0a66281a6000000170100001a00000000000000000000008001dc010000786c2f5f72656c732f776f726b626f6f6b2e786d6c2e72656c73504b0102140314000000080000002100f432fb352e010000370200001800000000000000000000008001ba020000786c2f776f726b7368656574732f7368656574312e786d6c504b050600000000040004000c0100001e0400000000
  status 200
  expect form.rows is 5
  expect form.merged has A1:C1
  PUT /api/v1/ledgers/reports/${report}/filling
    {"kind": "person", "condition": "alive and sex = \"2\" and born < date(\"1945-01-01\")", "first_row": 3, "last_row": 4,
     "columns": [{"column": "A", "sort": "number"}, {"column": "B", "title": "姓名", "sort": "field", "field": "id_card"}]}
  status 422
  expect fields[0].path is columns[1].field
  PUT /api/v1/ledgers/reports/${report}/filling
    {"kind": "person", "condition": "alive and sex = \"2\" and born < date(\"1945-01-01\")", "first_row": 3, "last_row": 4,
     "columns": [{"column": "A", "sort": "number"}, {"column": "B", "title": "姓名", "sort": "field", "field": "name"}, {"column": "C", "title": "性别", "sort": "field", "field": "sex"}]}
  status 200
  expect fillable is true
step 村居现在看得到，由底账填出
  as ${community}-ZZ:station_head
  GET /api/v1/ledgers/reports/${report}/preview?area=${community}
  status 200
  expect titles[0] is 姓名
  expect difference.first is true
step 与花名册重复，废止并写明理由；别的部门废不了
  as ${district}-MZ:handler
  POST /api/v1/ledgers/reports/${report}/abolish
    {"reason": "我不需要"}
  status 403
  as ${district}-BG:office_staff
  POST /api/v1/ledgers/reports/${report}/abolish
    {"reason": ""}
  status 422
  POST /api/v1/ledgers/reports/${report}/abolish
    {"reason": "并入家庭医生随访，不再单独要"}
  status 200
  expect state is abolished
  expect end_reason is 并入家庭医生随访，不再单独要
  GET /api/v1/ledgers/reports/summary
  expect abolished above 0
  expect saved.hours above 0
  as ${community}-ZZ:station_head
  GET /api/v1/ledgers/reports/${report}
  status 403
