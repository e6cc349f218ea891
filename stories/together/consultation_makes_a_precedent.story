story 三退之后会商裁定，裁定成为先例，下一件同类工单照先例派
step 工地出入口破损，住建退、城管退、再退，进入会商裁定
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "样板段工地出入口破损，积水难行", "item_code": "E13-0309",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "会商样板段3号"}, "reporter": {"name": "梁先生", "phone": "14000000701"}}
  status 200
  keep ref = ref
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
  as ${town}-ZJ:handler
  POST /api/v1/blobs
    file application/pdf
    %PDF-1.4
    1 0 obj << /Type /Catalog >> endobj
  status 200
  keep proof = digest
  POST /api/v1/cases/${ref}/actions/return
    {"text": "属市政道路", "basis": "《部门职责清单》", "evidence": ["${proof}"]}
  status 200
  as ${district}-ZX:dispatcher
  POST /api/v1/cases/${ref}/actions/dispatch
    {"unit": "${town}-CG"}
  status 200
  as ${town}-CG:handler
  POST /api/v1/blobs
    file application/pdf
    %PDF-1.4
    1 0 obj << /Type /Catalog >> endobj
  status 200
  keep proof = digest
  POST /api/v1/cases/${ref}/actions/return
    {"text": "属施工工地", "basis": "《部门职责清单》", "evidence": ["${proof}"]}
  status 200
  as ${district}-ZX:supervisor
  POST /api/v1/cases/${ref}/actions/jump
    {"step": "handle", "text": "先由城管看管，等会商"}
  status 200
  as ${town}-CG:handler
  POST /api/v1/blobs
    file application/pdf
    %PDF-1.4
    1 0 obj << /Type /Catalog >> endobj
  status 200
  keep proof = digest
  POST /api/v1/cases/${ref}/actions/return
    {"text": "仍属施工工地", "basis": "《部门职责清单》", "evidence": ["${proof}"]}
  status 200
  expect tasks[0].element is arbitrate
step 镇街召集会商，请两家部门和编办、司法
  as ${town}-ZX:town_command
  POST /api/v1/consult
    {"case_ref": "${ref}", "topic": "工地出入口由谁牵头", "agenda": ["职责依据", "牵头单位"], "units": ["${town}-ZJ", "${town}-CG"],
     "guests": ["区委编办", "区司法局"], "where": "镇街调度室", "meets": "${now + 2 hours}"}
  status 200
  keep consult = ref
  expect state is called
  POST /api/v1/consult
    {"case_ref": "${ref}", "topic": "又一次", "units": ["${town}-ZJ", "${town}-CG"]}
  status 409
step 受邀单位的人收到通知，点开就是这次会商
  as ${town}-CG:handler
  GET /api/v1/notices
  until items[0].kind is consult.called
  expect items[0].title_zh has 工地出入口由谁牵头
  expect items[0].link is /together?tab=consults&consult=${consult}
step 成员发表意见，说不属自己要有依据；没请的人不能发言
  as ${town}-CG:handler
  POST /api/v1/consult/${consult}/opinion
    {"stand": "not_ours", "text": "属施工管理"}
  status 422
  POST /api/v1/consult/${consult}/opinion
    {"stand": "not_ours", "text": "属施工管理", "basis": "《部门职责清单》第九条"}
  status 200
  as ${town}-GA:handler
  POST /api/v1/consult/${consult}/opinion
    {"stand": "ours", "text": "我来"}
  status 403
step 先有纪要才能裁定；裁定就是工单的会商裁定
  as ${town}-ZX:town_command
  POST /api/v1/consult/${consult}/decide
    {"unit": "${town}-CG", "text": "由城管牵头", "basis": "《部门职责清单》第十二条"}
  status 409
  POST /api/v1/consult/${consult}/minutes
    {"text": "各方陈述，一致同意由城管先行牵头", "present": ["${town}-ZJ", "${town}-CG", "区委编办"]}
  status 200
  POST /api/v1/consult/${consult}/decide
    {"unit": "${town}-CG", "text": "由城管牵头", "basis": "《部门职责清单》第十二条", "area": "community", "words": ["会商样板段"], "months": 6}
  status 200
  expect state is decided
  keep precedent = decision.precedent
  GET /api/v1/cases/${ref}
  expect status is handling
  expect unit is ${town}-CG
step 下一件同类工单照先例派给城管，理由写明先例编号
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "样板段另一处工地出入口坏了", "item_code": "E13-0309",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "会商样板段8号"}, "reporter": {"name": "冯女士", "phone": "14000000702"}}
  status 200
  keep next = ref
  as ${grid}:officer
  POST /api/v1/cases/${next}/actions/verify_true
    {"text": "属实"}
  status 200
  as ${town}-ZX:town_command
  GET /api/v1/cases/${next}
  expect unit is ${town}-CG
  expect dispatch_reason.zh has 依先例 ${precedent}：
  GET /api/v1/consult/precedents/for?case_ref=${next}
  expect items[0].number is ${precedent}
step 别处的同类工单不受影响
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "工地出入口坏了", "item_code": "E13-0309",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}, "reporter": {"name": "冯女士", "phone": "14000000702"}}
  status 200
  keep other = ref
  as ${grid}:officer
  POST /api/v1/cases/${other}/actions/verify_true
    {"text": "属实"}
  status 200
  expect unit is ${town}-ZJ
step 用过几次看得见
  as ${town}-ZX:town_command
  GET /api/v1/consult/precedents?item=E13-0309
  until items[0].uses is 1
step 裁定要跟到落实：承办单位说进展，召集人确认
  as ${town}-CG:handler
  POST /api/v1/consult/${consult}/follow
    {"text": "已进场修复", "done": true}
  status 403
  POST /api/v1/consult/${consult}/follow
    {"text": "已进场修复"}
  status 200
  as ${town}-ZX:town_command
  POST /api/v1/consult/${consult}/follow
    {"text": "现场查看，已修复", "done": true}
  status 200
  expect state is done
step 职责清单改了，先例写明理由撤销，之后不再照它派
  POST /api/v1/consult/precedents/${precedent}/withdraw
    {"text": ""}
  status 422
  POST /api/v1/consult/precedents/${precedent}/withdraw
    {"text": "职责清单已修订"}
  status 200
  expect state is withdrawn
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "样板段第三处工地出入口坏了", "item_code": "E13-0309",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "会商样板段12号"}, "reporter": {"name": "冯女士", "phone": "14000000702"}}
  status 200
  keep third = ref
  as ${grid}:officer
  POST /api/v1/cases/${third}/actions/verify_true
    {"text": "属实"}
  status 200
  expect unit is ${town}-ZJ
