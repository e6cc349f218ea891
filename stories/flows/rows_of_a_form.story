story 有条件、有重复行的表单：文员起草，另一人复核发布，事项用上它，网格员照填，工单里看得见
step 文员起草表单，写错的地方逐一指出
  as ${district}-BG:office_staff
  POST /api/v1/flows/forms/preview
    {"content": "{\"id\":\"hh\",\"properties\":{\"zh\":\"入户\"},\"components\":[{\"type\":\"button\",\"label\":\"提交\"}]}", "answers": {}}
  status 200
  expect problems[0].path is components[0].type
  expect problems[0].zh has 不需要按钮
  POST /api/v1/flows/drafts
    {"kind": "form", "key": "household", "note": "入户走访",
     "content": "{\"type\":\"default\",\"id\":\"household\",\"schemaVersion\":16,\"properties\":{\"zh\":\"入户走访\",\"en\":\"Household\"},\"components\":[{\"type\":\"radio\",\"key\":\"let\",\"label\":\"是否出租\",\"values\":[{\"label\":\"是\",\"value\":true,\"en\":\"yes\"},{\"label\":\"否\",\"value\":false,\"en\":\"no\"}],\"validate\":{\"required\":true}},{\"type\":\"number\",\"key\":\"rent\",\"label\":\"月租金\",\"conditional\":{\"hide\":\"=let != true\"},\"appearance\":{\"suffixAdorner\":\"元\"}},{\"type\":\"select\",\"key\":\"town\",\"label\":\"镇街\",\"properties\":{\"source\":\"towns\"}},{\"type\":\"dynamiclist\",\"path\":\"member\",\"label\":\"成员\",\"properties\":{\"min_rows\":\"1\"},\"components\":[{\"type\":\"textfield\",\"key\":\"who\",\"label\":\"姓名\",\"validate\":{\"required\":true}},{\"type\":\"number\",\"key\":\"age\",\"label\":\"年龄\",\"validate\":{\"min\":0,\"max\":130}}]},{\"type\":\"expression\",\"key\":\"minors\",\"label\":\"未成年人\",\"expression\":\"=count(member[age < 18])\"}]}"}
  status 200
  keep draft = id
  POST /api/v1/flows/drafts/${draft}/check
    {}
  status 200
  expect good is true
  POST /api/v1/flows/drafts/${draft}/hand-in
    {"text": "入户走访表"}
  status 200
step 数据管理员复核并发布
  as ${district}-ZX:data_steward
  POST /api/v1/flows/drafts/${draft}/approve
    {"text": "同意"}
  status 200
  POST /api/v1/flows/drafts/${draft}/release
    {"note": "即日起"}
  status 200
  GET /api/v1/flows/forms/household
  status 200
  expect fields[3].kind is rows
  expect asks_server is false
step 登记册里找得到镇街
  as ${grid}:officer
  GET /api/v1/flows/choices/towns
  status 200
  expect items[0].value exists
  keep town_code = items[0].value
  keep town_name = items[0].zh
step 核对：该填的没填，逐行指出
  as ${grid}:officer
  POST /api/v1/flows/forms/household/check
    {"answers": {"let": false, "rent": 500, "town": "999", "member": [{"who": "甲", "age": 8}, {"age": 200}]}}
  status 200
  expect wrong[0].path is town
  expect wrong[1].path is member[1].who
  expect wrong[2].path is member[1].age
  expect values.rent absent
  POST /api/v1/flows/forms/household/check
    {"answers": {"let": true, "rent": 1200.5, "town": "${town_code}", "member": [{"who": "甲", "age": 8}, {"who": "乙", "age": 40}]}}
  status 200
  expect wrong[0] absent
  expect values.minors is 1
  expect values.rent is 1200.5
step 事项用上这张表单
  as ${district}-ZX:data_steward
  POST /api/v1/items
    {"code": "E26-9902", "catalogue": "CC-2026", "item_class": "event", "major": "99", "minor": "02", "major_zh": "试验",
     "major_en": "Trial", "limit_basis": "default", "supervising_line": "", "successor": "", "keywords": "", "legal_basis": "",
     "verify_needed": true, "confidential": false, "rated": true, "active": true, "everyday_words": [], "urgent_words": [],
     "closing_conditions_en": [], "name_zh": "入户走访", "name_en": "Household visit",
     "filing_condition": "有", "closing_conditions": ["无"], "limits": [{"severity": "normal", "amount": 4, "kind": "work_hours"}],
     "settle_level": "grid", "lead_line": "CG", "form": "household", "version": 1}
  status 200
step 网格员上报，第二行没写姓名，被指出；补齐后收下
  as ${grid}:officer
  POST /api/v1/cases
    {"channel": "grid", "kind": "report", "content": "${address}入户走访，出租屋住了两人", "item_code": "E26-9902",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"},
     "extra": {"let": true, "rent": 1200.5, "town": "${town_code}", "member": [{"who": "甲", "age": 8}, {"age": 40}]}}
  status 422
  expect fields[0].path is extra.member[1].who
  POST /api/v1/cases
    {"channel": "grid", "kind": "report", "content": "${address}入户走访，出租屋住了两人", "item_code": "E26-9902",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"},
     "extra": {"let": true, "rent": 1200.5, "town": "${town_code}", "member": [{"who": "甲", "age": 8}, {"who": "乙", "age": 40}]}}
  status 200
  keep ref = ref
step 工单页逐行显示，选项和登记册显示名称
  as ${grid}:officer
  GET /api/v1/cases/${ref}
  status 200
  expect extra.answers.member[1].who is 乙
  expect extra.answers.minors is 1
  expect form[0].value_zh is 是
  expect form[1].value_zh is 1200.5 元
  expect form[2].value_zh is ${town_name}
  expect form[3].value_zh is 2 行
  expect form[4].zh is 第 1 行
  expect form[4].depth is 1
  expect form[5].value_zh is 甲
  expect form[5].depth is 2
  expect form[8].value_zh is 乙
  expect form[10].zh is 未成年人
