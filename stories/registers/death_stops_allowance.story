story 网格员更正一例死亡，归口单位采纳，仍在领的高龄津贴当天一键停发，人人看到的都是停发
step 民政登记一位在领高龄津贴的老人
  as ${district}-MZ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "civil", "key": "CMP-C-1", "observed": "${now - 20 days}",
      "values": {"name": "梁阿婆", "id_card": "440604193807089514", "born": "1938-07-08", "allowance_80": "1",
                 "hukou_address": "${address}2单元501室", "live_address": "${address}2单元501室"}}]}
  status 200
  GET /api/v1/registers/persons?q=440604193807089514
  expect items[0].status is alive
  keep person = items[0].ref
  GET /api/v1/registers/compare/matches?rule=deceased_allowance&subject=${person}
  expect items[0] absent
step 网格员得知老人已去世，提出更正
  as ${grid}:officer
  POST /api/v1/registers/proposals
    {"subject": "${person}", "field": "died", "value": "2026-10-03", "text": "家属告知，已见死亡证明"}
  status 200
  expect unit is ${district}-MZ
  keep proposal = id
step 民政采纳，比对结果即时推送到民政的桌面，只此一条
  as ${district}-MZ:handler
  POST /api/v1/registers/proposals/${proposal}/answer
    {"outcome": "accept", "text": "已核对死亡证明"}
  status 200
  GET /api/v1/registers/compare/matches?rule=deceased_allowance&subject=${person}&state=open
  until items[0].subject is ${person}
  expect items[0].unit is ${district}-MZ
  expect items[0].title is 梁**
  expect items[0].one_click is true
  expect items[0].may_answer is true
  keep match = items[0].id
  GET /api/v1/registers/compare/matches?rule=deceased_allowance&subject=${person}
  expect items[1] absent
step 证据写明当时的取值和规则版本；别的桌面看不到
  as ${district}-MZ:handler
  GET /api/v1/registers/compare/matches/${match}
  status 200
  expect evidence[0].field is died
  expect evidence[0].value is 2026-10-03
  expect evidence[1].value is 1
  expect history[0].act is entered
  expect history[1].act is pushed
  as ${district}-SJ:handler
  GET /api/v1/registers/compare/matches/${match}
  status 404
  POST /api/v1/registers/compare/matches/${match}/answer
    {"outcome": "done"}
  status 404
  as ${district}-ZX:data_steward
  POST /api/v1/registers/compare/matches/${match}/answer
    {"outcome": "done"}
  status 403
step 民政一键确认，津贴停发
  as ${district}-MZ:handler
  POST /api/v1/registers/compare/matches/${match}/answer
    {"outcome": "done"}
  status 200
  expect state is done
  expect ended exists
  expect history[2].act is done
  GET /api/v1/registers/persons/${person}/explain?field=allowance_80
  expect items[0].value is 0
  expect items[0].claims[0].source is civil
step 网格员看到的也是停发，再点一次已无需办理
  as ${grid}:officer
  GET /api/v1/registers/persons/${person}/explain?field=allowance_80
  expect items[0].value is 0
  as ${district}-MZ:handler
  POST /api/v1/registers/compare/matches/${match}/answer
    {"outcome": "done", "text": "再点一次"}
  status 409
step 旧文件再报一遍，津贴不会恢复，也不会再推送
  as ${district}-MZ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "civil", "key": "CMP-C-1", "observed": "${now - 19 days}",
      "values": {"name": "梁阿婆", "id_card": "440604193807089514", "born": "1938-07-08", "allowance_80": "1",
                 "hukou_address": "${address}2单元501室", "live_address": "${address}2单元501室"}}]}
  status 200
  GET /api/v1/registers/persons/${person}/explain?field=allowance_80
  expect items[0].value is 0
  GET /api/v1/registers/compare/matches?rule=deceased_allowance&subject=${person}
  expect items[0].id is ${match}
  expect items[1] absent
  GET /api/v1/registers/compare/rules/deceased_allowance
  expect row.counts.done above 0
