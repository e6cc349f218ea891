story 核查目的看原文须经他人批准，批准前、超时后、别的人都看不到
step 公安报送一个人
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "SPC-P-2", "observed": "${now - 60 days}",
      "values": {"name": "招国威", "id_card": "44060419680223953X", "sex": "男", "born": "1968-02-23", "phone": "14000950002",
                 "live_address": "${address}3单元201室"}}]}
  status 200
  as ${town}-ZX:town_command
  GET /api/v1/registers/persons?q=14000950002
  keep person = items[0].ref
step 未经批准，写了目的和工单也不行
  POST /api/v1/registers/persons/${person}/unmask
    {"purpose": "check", "ticket": "禅20261121-000777", "minutes": 60}
  status 403
  expect code is approval_needed
step 申请须写理由；不能批自己的；别的镇街申请不到
  POST /api/v1/org/masks/unmasks
    {"subject": "${person}", "purpose": "check", "ticket": "禅20261121-000777", "reason": "", "minutes": 60}
  status 422
  POST /api/v1/org/masks/unmasks
    {"subject": "${person}", "purpose": "check", "ticket": "禅20261121-000777", "reason": "低保复核", "minutes": 60}
  status 200
  expect state is asked
  keep request = id
  POST /api/v1/org/masks/unmasks/${request}/answer
    {"granted": true}
  status 403
  as ${other_town}-ZX:town_command
  POST /api/v1/org/masks/unmasks
    {"subject": "${person}", "purpose": "check", "ticket": "X", "reason": "越权", "minutes": 60}
  status 404
  POST /api/v1/org/masks/unmasks/${request}/answer
    {"granted": true}
  status 404
step 数据管理员批准后限时看到
  as ${district}-ZX:data_steward
  GET /api/v1/org/masks/unmasks?state=asked
  expect items has 低保复核
  POST /api/v1/org/masks/unmasks/${request}/answer
    {"granted": true}
  status 200
  expect state is granted
  as ${town}-ZX:town_command
  POST /api/v1/registers/persons/${person}/unmask
    {"purpose": "check", "ticket": "禅20261121-000777", "minutes": 30}
  status 200
  expect values.phone is 14000950002
step 时限一过又看不到
  wait 2 hours
  GET /api/v1/registers/persons/${person}?purpose=check
  expect values.phone is 140****0002
  POST /api/v1/registers/persons/${person}/unmask
    {"purpose": "check", "ticket": "禅20261121-000777", "minutes": 30}
  status 403
step 遮住的字段不能拿来排序、筛选和试探
  as ${grid}:officer
  GET /api/v1/registers/persons?sort=phone&phone=14000950002&order=id_card
  expect items has ***
