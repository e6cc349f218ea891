story 首次违规先提醒，到期复查：改了就了，没改移交执法，一年内不再算首次
step 网格员登记店外经营，首次提醒，三天内改正
  as ${grid}:officer
  POST /api/v1/cases
    {"channel": "grid", "kind": "report", "content": "${address}前水果店占道", "item_code": "E13-0135",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}}
  status 200
  keep case = ref
  POST /api/v1/blobs
    file image/png hex
    89504e470d0a1a0a0000000d49484452000000080000000808020000004b6d29dc0000003249444154789c6dc2a10d00210004c12d1bf7c90a1cee730687a34b1ab8c9304ccd676aa6a959a6e63735dbd41c53734dfd0090906a21ca7125080000000049454e44ae426082
  status 200
  keep photo = digest
  POST /api/v1/penalty
    {"case_ref": "${case}", "party_kind": "unknown", "what": "占道", "until": "${now + 3 days}", "evidence": ["${photo}"]}
  status 422
  expect fields[0].path is party
  POST /api/v1/penalty
    {"case_ref": "${case}", "party_kind": "firm", "party": "佳果园七零三", "what": "占道", "until": "${now + 90 days}", "evidence": ["${photo}"]}
  status 422
  expect fields[0].path is until
  POST /api/v1/penalty
    {"case_ref": "${case}", "party_kind": "firm", "party": "佳果园七零三", "what": "占道摆放废旧家具", "until": "${now + 3 days}", "evidence": ["${photo}"]}
  status 200
  keep ref = ref
  expect state is reminded
step 期限没到不能说没改
  POST /api/v1/penalty/${ref}/recheck
    {"mended": false, "text": "还没改", "evidence": ["${photo}"]}
  status 409
step 到了那天，复查任务回到网格员手上
  wait 4 days
  GET /api/v1/penalty/${ref}
  until state is recheck
  GET /api/v1/penalty?state=recheck
  expect items[0].ref is ${ref}
  expect items[0].may has recheck
step 复查没有改，移交执法；一年内同一当事人同一事项不再只提醒
  POST /api/v1/penalty/${ref}/recheck
    {"mended": false, "text": "仍在占道", "evidence": ["${photo}"]}
  status 200
  expect state is unmended
  POST /api/v1/penalty
    {"case_ref": "${case}", "party_kind": "firm", "party": "佳果园 七零三", "what": "又占道", "until": "${now + 3 days}", "evidence": ["${photo}"]}
  status 409
  expect code is not_first_offence
  POST /api/v1/penalty/${ref}/hand
    {"unit": "${town}-CG", "text": "提醒后逾期未改"}
  status 200
  expect state is handed
step 执法要求补充证据，网格员补了再移交，证据包换了散列
  as ${town}-CG:enforcer
  GET /api/v1/penalty/${ref}/pack
  keep before = hash
  expect content.checks[0].text is 仍在占道
  POST /api/v1/penalty/${ref}/take
    {}
  status 200
  POST /api/v1/penalty/${ref}/send-back
    {"text": "请补当事人身份"}
  status 200
  as ${grid}:officer
  POST /api/v1/penalty/${ref}/hand
    {"text": "已补营业执照信息"}
  status 200
step 首次轻微，警告
  as ${town}-CG:enforcer
  POST /api/v1/penalty/${ref}/take
    {}
  status 200
  POST /api/v1/penalty/${ref}/decide
    {"kind": "warning", "text": "警告并责令改正", "basis": "《广东省城市管理条例》"}
  status 200
  expect decision.kind is warning
  GET /api/v1/penalty/figures
  status 200
