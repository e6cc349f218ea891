story 谁都说不归自己管：最多退两次，第三次会商裁定，裁定有约束力
step 报来一件，核实后派到住建
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前井盖周边下沉", "item_code": "P13-0102",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}, "reporter": {"name": "李先生", "phone": "14000000041"}}
  status 200
  keep ref = ref
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
step 第一次退回，改派城管
  as ${town}-ZJ:handler
  POST /api/v1/blobs
    file application/pdf
    %PDF-1.4
    1 0 obj << /Type /Catalog >> endobj
  status 200
  keep proof = digest
  POST /api/v1/cases/${ref}/actions/return
    {"text": "属道路附属设施", "basis": "《部门职责清单》", "evidence": ["${proof}"]}
  status 200
  expect returns is 1
  as ${district}-ZX:dispatcher
  POST /api/v1/cases/${ref}/actions/dispatch
    {"unit": "${town}-CG"}
  status 200
step 第二次退回，另派
  as ${town}-CG:handler
  POST /api/v1/blobs
    file application/pdf
    %PDF-1.4
    1 0 obj << /Type /Catalog >> endobj
  status 200
  keep proof = digest
  POST /api/v1/cases/${ref}/actions/return
    {"text": "属排水管网", "basis": "《部门职责清单》", "evidence": ["${proof}"]}
  status 200
  expect returns is 2
  as ${town}-ZX:town_command
  GET /api/v1/cases/${ref}
  expect status is returned
  as ${district}-ZX:supervisor
  POST /api/v1/cases/${ref}/actions/jump
    {"step": "handle", "text": "先由住建继续，等会商"}
  status 200
step 第三次退回不再派遣，进入会商裁定
  as ${town}-CG:handler
  POST /api/v1/blobs
    file application/pdf
    %PDF-1.4
    1 0 obj << /Type /Catalog >> endobj
  status 200
  keep proof = digest
  POST /api/v1/cases/${ref}/actions/return
    {"text": "仍属排水管网", "basis": "《部门职责清单》", "evidence": ["${proof}"]}
  status 200
  expect tasks[0].element is arbitrate
step 镇街请两家会签，一家不同意也由裁定人裁定前收集意见
  as ${town}-ZX:town_command
  POST /api/v1/cases/${ref}/actions/countersign
    {"units": ["${town}-ZJ", "${town}-CG"], "rule": "count", "need": 1, "text": "请说明职责边界"}
  status 200
  as ${town}-ZJ:handler
  POST /api/v1/cases/${ref}/actions/sign_agree
    {"text": "同意由我所牵头"}
  status 200
  as ${town}-ZX:town_command
  POST /api/v1/cases/${ref}/actions/arbitrate
    {"unit": "${town}-ZJ", "text": "按职责清单由住建牵头"}
  status 200
  expect status is handling
step 裁定以后不能再退、不能转派、也不能绕道退回
  as ${town}-ZJ:handler
  POST /api/v1/blobs
    file application/pdf
    %PDF-1.4
    1 0 obj << /Type /Catalog >> endobj
  status 200
  keep proof = digest
  POST /api/v1/cases/${ref}/actions/return
    {"text": "仍有异议", "basis": "《部门职责清单》", "evidence": ["${proof}"]}
  status 409
  expect code is return_not_allowed
  POST /api/v1/cases/${ref}/actions/pass_on
    {"unit": "${town}-CG", "text": "请城管办"}
  status 409
  POST /api/v1/cases/${ref}/actions/send_back
    {"step": "verify", "text": "再核实", "basis": "《部门职责清单》", "evidence": ["${proof}"]}
  status 409
  GET /api/v1/cases/${ref}/history/check
  expect intact is true
