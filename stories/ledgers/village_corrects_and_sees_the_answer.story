story 村里在台账里更正一条记录，归口单位答复，村里在台账里看到答复
step 公安和民政各报各的
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "LEDG-P-601", "observed": "${now - 60 days}",
       "values": {"name": "梁阿婆", "id_card": "440604193903037044", "born": "1939-03-03", "sex": "2", "phone": "14000960101", "live_address": "${address}3单元601室"}}]}
  status 200
  as ${district}-MZ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "civil", "key": "LEDG-C-601", "observed": "${now - 30 days}",
       "values": {"name": "梁阿婆", "id_card": "440604193903037044", "allowance_80": "0"}}]}
  status 200
step 常住人口是村居包，不用订；没订的看不到
  as ${community}-ZZ:station_head
  GET /api/v1/ledgers/lines?village=${community}&kind=residents&q=14000960101
  status 200
  expect total is 1
  expect items[0].title is 梁**
  expect items[0].values.phone is 140****0101
  keep person = items[0].ref
  GET /api/v1/ledgers/lines?village=${community}&kind=allowance_missing
  status 403
  expect code is ledger_not_on_order
  GET /api/v1/ledgers/lines/${person}?village=${community}&kind=allowance_missing
  status 403
step 写明用途和期限订用；期限太长的不收
  POST /api/v1/ledgers/orders
    {"village": "${community}", "kind": "allowance_missing", "purpose": "高龄津贴应享未享核对", "until": "${day + 900 days}"}
  status 422
  expect fields[0].path is until
  POST /api/v1/ledgers/orders
    {"village": "${community}", "kind": "allowance_missing", "purpose": "高龄津贴应享未享核对", "until": "${day + 90 days}"}
  status 200
  expect state is asked
  expect owner_unit is ${district}-MZ
  keep order = id
step 民政审批，缩短期限
  as ${district}-MZ:handler
  GET /api/v1/ledgers/orders/asked?state=asked
  expect items has ${order}
  POST /api/v1/ledgers/orders/${order}/decide
    {"grant": true, "reason": "同意，限本村居", "until": "${day + 60 days}"}
  status 200
  expect state is active
step 村里看到这位老人，字段只有订用的
  as ${community}-ZZ:station_head
  GET /api/v1/ledgers/lines/${person}?village=${community}&kind=allowance_missing
  status 200
  expect purpose is 高龄津贴应享未享核对
  expect facts has allowance_80
  expect values.employer absent
  expect facts[9] absent
step 村里知道她已在领，提出更正；没写依据的不收，不在订用字段里的不收
  POST /api/v1/ledgers/edits
    {"village": "${community}", "kind": "allowance_missing", "subject": "${person}", "field": "marital", "value": "30", "text": "老伴已故"}
  status 422
  POST /api/v1/ledgers/edits
    {"village": "${community}", "kind": "allowance_missing", "subject": "${person}", "field": "allowance_80", "value": "1", "text": ""}
  status 422
  POST /api/v1/ledgers/edits
    {"village": "${community}", "kind": "allowance_missing", "subject": "${person}", "field": "allowance_80", "value": "1", "text": "本人出示了到账短信"}
  status 200
  expect source is village
  expect unit is ${district}-MZ
  keep edit = id
step 民政答复
  as ${district}-MZ:handler
  POST /api/v1/registers/proposals/${edit}/answer
    {"outcome": "accept", "text": "经核已于上月发放，予以更正"}
  status 200
  expect state is accepted
step 村里在台账里看到答复；她不再在未领名单里
  as ${community}-ZZ:station_head
  GET /api/v1/ledgers/edits?village=${community}
  expect items has 经核已于上月发放，予以更正
  GET /api/v1/ledgers/lines/${person}?village=${community}&kind=allowance_missing
  status 404
  GET /api/v1/registers/persons/${person}/looks
  expect items has 高龄津贴应享未享核对
step 使用记录：谁看了什么、为了什么
  GET /api/v1/ledgers/uses?village=${community}
  expect items[0].act is list
step 续期仍须审批；不再需要就退回，退回即看不到
  POST /api/v1/ledgers/orders/${order}/renew
    {"until": "${day + 120 days}"}
  status 200
  expect renew_until is ${day + 120 days}
  POST /api/v1/ledgers/orders/${order}/return
    {"text": "核对完毕"}
  status 200
  expect state is returned
  GET /api/v1/ledgers/lines?village=${community}&kind=allowance_missing
  status 403
