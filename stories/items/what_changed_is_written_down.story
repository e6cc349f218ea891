story 事项指向不存在的表单、条线、上级，不予保存；改了什么，审计里查得到
step 数据管理员新增事项，三处有误，逐处指明
  as ${district}-ZX:data_steward
  POST /api/v1/items
    {"code": "E26-9901", "catalogue": "CC-2026", "item_class": "event", "major": "99", "minor": "01", "major_zh": "试验",
     "major_en": "Trial", "limit_basis": "default", "supervising_line": "", "successor": "", "keywords": "", "legal_basis": "",
     "verify_needed": true, "confidential": false, "rated": true, "active": true, "everyday_words": [], "urgent_words": [],
     "closing_conditions_en": [], "name_zh": "试验事项", "name_en": "Trial item",
     "filing_condition": "有", "closing_conditions": ["无"], "limits": [{"severity": "normal", "amount": 4, "kind": "work_hours"}],
     "settle_level": "grid", "lead_line": "XX", "form": "nose", "parent": "E26-0000", "version": 1}
  status 422
  expect fields[0].path is lead_line
  expect fields[1].path is form
  expect fields[1].zh is 没有这个附加表单：nose
  expect fields[1].en is no such form: nose
  expect fields[2].path is parent
step 改正后保存
  POST /api/v1/items
    {"code": "E26-9901", "catalogue": "CC-2026", "item_class": "event", "major": "99", "minor": "01", "major_zh": "试验",
     "major_en": "Trial", "limit_basis": "default", "supervising_line": "", "successor": "", "keywords": "", "legal_basis": "",
     "verify_needed": true, "confidential": false, "rated": true, "active": true, "everyday_words": [], "urgent_words": [],
     "closing_conditions_en": [], "name_zh": "试验事项", "name_en": "Trial item",
     "filing_condition": "有", "closing_conditions": ["无"], "limits": [{"severity": "normal", "amount": 4, "kind": "work_hours"}],
     "settle_level": "grid", "lead_line": "CG", "form": "noise", "version": 1}
  status 200
  expect version is 1
step 修改时表单有误，同样指明
  PUT /api/v1/items/E26-9901
    {"code": "E26-9901", "catalogue": "CC-2026", "item_class": "event", "major": "99", "minor": "01", "major_zh": "试验",
     "major_en": "Trial", "limit_basis": "default", "supervising_line": "", "successor": "", "keywords": "", "legal_basis": "",
     "verify_needed": true, "confidential": false, "rated": true, "active": true, "everyday_words": [], "urgent_words": [],
     "closing_conditions_en": [], "name_zh": "试验事项", "name_en": "Trial item",
     "filing_condition": "有", "closing_conditions": ["无"], "limits": [{"severity": "normal", "amount": 4, "kind": "work_hours"}],
     "settle_level": "grid", "lead_line": "CG", "form": "nose", "version": 1}
  status 422
  expect fields[0].path is form
step 导入时逐格指明
  POST /api/v1/items/import
    file text/csv
      事项编码,事项名称,附加表单
      E26-9901,试验事项,nose
  status 200
  expect published is false
  expect errors[0].column_name is form
  POST /api/v1/items/import?note=试验
    file text/csv
      事项编码,事项名称,附加表单
      E26-9901,试验事项,flood
  status 200
  expect published is true
step 审计管理员看到谁改了什么
  as ${district}-ZX:audit_admin
  GET /api/v1/org/audit?kind=items.saved&subject=E26-9901
  expect items[0].subject is E26-9901
  expect items[0].who exists
  expect items[0].detail_zh has 新增事项“试验事项”
  expect items[0].detail_en has added the item Trial item
  expect items[1] absent
  GET /api/v1/org/audit?kind=items.imported
  expect items[0].detail_zh has 说明：试验
  expect items[0].detail_en has 1 changed
