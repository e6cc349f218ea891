story 为什么这样派遣：命中哪条规则，工单当时是什么，相邻规则为何没有命中
step 坐席登记一件非小事的部件问题，网格员核实属实
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前污水井盖破裂", "item_code": "P13-0102",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}, "reporter": {"name": "何女士", "phone": "14000000021"}}
  status 200
  keep ref = ref
  expect tasks[0].queue_zh has 网格员
  expect tasks[0].queue_en has Grid officer
  GET /api/v1/cases/${ref}/why
  status 200
  expect note_zh is 尚未派遣
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
  expect status is handling
step 依据写明规则编号、条件和结果，不露出代码
  as ${district}-ZX:dispatcher
  GET /api/v1/cases/${ref}/why
  status 200
  expect decision_key is dispatch
  expect decision_version is 1
  expect matched[0].decision is ladder
  expect matched[0].rule above 0
  expect matched[0].outputs[0].label_zh is 层级
  expect matched[0].outputs[0].value_zh is “部门分拨”
  expect matched[0].outputs[0].value_en has Department
  expect matched[0].cells[0].label_en exists
  expect matched[0].cells[0].held is true
  expect matched[0].cells[0].asked_zh is 不是“镇街统筹”
  expect near[0].rule exists
  expect near[0].text_zh has 而规则要求
  expect near[0].text_en has the rule wants
step 看不到这件工单的人，也看不到依据
  as ${grid}:officer
  GET /api/v1/cases/9.9/why
  status 404
step 退回后由派遣员改派，依据是人的决定
  as ${town}-ZJ:handler
  POST /api/v1/blobs
    file application/pdf
    %PDF-1.4
    1 0 obj << /Type /Catalog >> endobj
  status 200
  keep proof = digest
  POST /api/v1/cases/${ref}/actions/return
    {"text": "该井盖产权属小区物业", "basis": "《物业管理条例》", "evidence": ["${proof}"]}
  status 200
  as ${district}-ZX:dispatcher
  POST /api/v1/cases/${ref}/actions/dispatch
    {"unit": "${town}-CG", "text": "由城管先行安全处置"}
  status 200
  GET /api/v1/cases/${ref}/why
  status 200
  expect note_zh is 由人工派遣
  expect by exists
  expect unit_zh has 城市管理
