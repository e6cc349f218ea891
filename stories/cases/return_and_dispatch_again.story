story 部门认为不归自己管，写明理由退回，派遣员改派
step 坐席受理来电，已核实属实
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前污水井盖松动", "item_code": "P13-0102",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}, "reporter": {"name": "李先生", "phone": "14000000001"}}
  status 200
  keep ref = ref
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
step 没有理由不能退回
  as ${town}-ZJ:handler
  POST /api/v1/cases/${ref}/actions/return
    {}
  status 422
step 写明理由、依据并附佐证材料退回，缺一不可
  POST /api/v1/cases/${ref}/actions/return
    {"text": "该井盖产权属小区物业"}
  status 422
  expect fields[0].path is basis
  expect fields[1].path is evidence
  POST /api/v1/blobs
    file application/pdf
    %PDF-1.4
    1 0 obj << /Type /Catalog >> endobj
  status 200
  keep proof = digest
  POST /api/v1/cases/${ref}/actions/return
    {"text": "该井盖产权属小区物业，由物业维护", "basis": "《物业管理条例》", "evidence": ["${proof}"]}
  status 200
  expect returns is 1
step 派遣员改派城管
  as ${district}-ZX:dispatcher
  GET /api/v1/cases/${ref}
  expect status is returned
  expect suggestions.urgency is normal
  expect suggestions.urgency_by is rule
  POST /api/v1/cases/${ref}/actions/dispatch
    {"unit": "${town}-CG", "text": "由城管先行安全处置"}
  status 200
  expect status is handling
  expect unit is ${town}-CG
step 再有人反映同一处同一件事，受理时看得到
  as ${district}-ZX:seat
  POST /api/v1/cases/suggest
    {"content": "污水井盖松动，请处理", "place": {"grid_code": "${grid}"}}
  status 200
  expect item[0].code is P13-0102
  expect similar[0].ref is ${ref}
