story 巡罚分离：发现的人不能处罚，处罚的人不能发现，结果回到网格
step 网格员发现店外占道，登记工单并移交执法
  as ${grid}:officer
  POST /api/v1/cases
    {"channel": "grid", "kind": "report", "content": "${address}前烧烤店屡次占道", "item_code": "E13-0404",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}}
  status 200
  keep case = ref
  POST /api/v1/blobs
    file image/png hex
    89504e470d0a1a0a0000000d49484452000000080000000808020000004b6d29dc0000003249444154789c6dc2a10d00210004c12d1bf7c90a1cee730687a34b1ab8c9304ccd676aa6a959a6e63735dbd41c53734dfd0090906a21ca7125080000000049454e44ae426082
  status 200
  keep photo = digest
  POST /api/v1/penalty
    {"case_ref": "${case}", "party_kind": "firm", "party": "旺角烧烤", "what": "店外占道", "unit": "${town}-CG"}
  status 422
  expect fields[0].path is evidence
  POST /api/v1/penalty
    {"case_ref": "${case}", "party_kind": "firm", "party": "旺角烧烤", "what": "店外占道，屡劝不改", "unit": "${town}-CG", "evidence": ["${photo}"]}
  status 200
  keep ref = ref
  expect state is handed
step 网格员不能接收，也不能处罚
  POST /api/v1/penalty/${ref}/take
    {}
  status 403
  POST /api/v1/penalty/${ref}/decide
    {"kind": "warning", "text": "警告", "basis": "条例"}
  status 403
step 执法人员看得到证据包，散列对得上，照片看得到
  as ${town}-CG:enforcer
  GET /api/v1/penalty?state=handed
  expect items[0].ref is ${ref}
  GET /api/v1/penalty/${ref}/pack
  expect intact is true
  expect content.photos[0].digest is ${photo}
  GET /api/v1/blobs/${photo}
  status 200
step 执法人员不能登记发现，也不能复查
  POST /api/v1/penalty
    {"case_ref": "${case}", "what": "我发现的", "unit": "${town}-CG", "evidence": ["${photo}"]}
  status 403
  POST /api/v1/penalty/${ref}/recheck
    {"mended": true, "text": "已改"}
  status 403
step 一个人兼任两个岗位，也不能处罚自己发现的事
  as ${town}-ZX:town_admin
  GET /api/v1/org/people?unit=${community}-ZZ
  status 200
  as ${grid}:officer
  GET /api/v1/session
  keep me = person_id
  as ${town}-ZX:town_admin
  POST /api/v1/org/people/${me}/posts
    {"unit": "${town}-CG", "duty": "enforcer"}
  status 200
  keep post = post_id
  as ${grid}:officer
  GET /api/v1/penalty/${ref}
  until why_not_zh has 巡罚分离
  POST /api/v1/penalty/${ref}/take
    {}
  status 403
  expect code is duties_apart
  as ${town}-ZX:town_admin
  DELETE /api/v1/org/posts/${post}
  status 200
step 同时拿发现和处罚两项权限的职务不能发布
  as ${district}-ZX:security_admin
  PUT /api/v1/org/roles/handler
    {"permissions": ["places.view", "items.view", "cases.view", "penalty.view", "penalty.find", "penalty.punish"]}
  status 409
  expect code is powers_apart
step 执法接收并罚款二百元，罚款以分计
  as ${town}-CG:enforcer
  POST /api/v1/penalty/${ref}/take
    {}
  status 200
  POST /api/v1/penalty/${ref}/decide
    {"kind": "fine", "fen": 0, "document": "禅综罚〔2026〕77号", "text": "屡劝不改", "basis": "《广东省城市管理条例》"}
  status 422
  POST /api/v1/penalty/${ref}/decide
    {"kind": "fine", "fen": 20000, "document": "禅综罚〔2026〕77号", "text": "屡劝不改", "basis": "《广东省城市管理条例》"}
  status 200
  expect state is decided
step 结果回到网格，工单照常往下走
  as ${grid}:officer
  GET /api/v1/penalty/${ref}
  expect decision.fen is 20000
  POST /api/v1/penalty/${ref}/close
    {"text": "已收悉，继续巡查"}
  status 200
  GET /api/v1/cases/${case}
  expect closed absent
  GET /api/v1/cases/${case}/history/check
  expect intact is true
