story 镇街调度外出，把审批和派遣委托站长两小时：只在自己的区域，办的事写明受谁委托，到期即止
step 站长是谁
  as ${community}-ZZ:station_head
  GET /api/v1/session
  keep head = person_id
  keep head_name = name

step 没有的权限、比自己大的区域都委托不了
  as ${town}-ZX:town_command
  GET /api/v1/session
  keep giver_name = name
  POST /api/v1/org/commands
    {"to_person": "${head}", "powers": ["scores.freeze"], "areas": ["${town}"], "from": "${now + 0 minutes}", "until": "${now + 2 hours}", "reason": "外出"}
  status 422
  expect fields[0].path is powers
  POST /api/v1/org/commands
    {"to_person": "${head}", "powers": ["cases.jump"], "areas": ["${district}"], "from": "${now + 0 minutes}", "until": "${now + 2 hours}", "reason": "外出"}
  status 422
  expect fields[0].path is areas

step 委托给站长两小时
  POST /api/v1/org/commands
    {"to_person": "${head}", "powers": ["cases.view", "cases.jump"], "areas": ["${town}"], "from": "${now - 1 minutes}", "until": "${now + 2 hours}", "reason": "外出开会"}
  status 200
  expect state is active
  keep command = id

step 站长看得到这项委托，收回前一直有效
  as ${community}-ZZ:station_head
  GET /api/v1/org/commands
  status 200
  expect items[0].id is ${command}
  expect items[0].mine is true
  expect items[0].state is active

step 站长自己不能跳转工单环节，以受托身份就可以，历程写明受谁委托
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}的通信井盖异响", "item_code": "P13-0114",
     "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  keep ref = ref
  as ${community}-ZZ:station_head
  POST /api/v1/cases/${ref}/actions/jump
    {"step": "accept", "text": "情况已明，直接受理"}
  status 403
  as ${community}-ZZ:station_head by ${command}
  GET /api/v1/session
  expect acting_for is ${giver_name}
  expect name is ${head_name}（受${giver_name}委托）
  POST /api/v1/cases/${ref}/actions/jump
    {"step": "accept", "text": "情况已明，直接受理"}
  status 200
  GET /api/v1/cases/${ref}/history
  expect items[1].actor is ${head_name}（受${giver_name}委托）

step 以受托身份只有受托的权限，也不能再委托
  GET /api/v1/org/rotas
  status 403
  POST /api/v1/org/commands
    {"to_person": "${head}", "powers": ["cases.jump"], "areas": ["${town}"], "from": "${now + 0 minutes}", "until": "${now + 1 hours}", "reason": "转委托"}
  status 409

step 不相干的人不能收回
  as ${town}-CG:handler
  DELETE /api/v1/org/commands/${command}
  status 404

step 委托人收回，记录留着
  as ${town}-ZX:town_command
  DELETE /api/v1/org/commands/${command}
  status 200
  GET /api/v1/org/commands
  expect items[0].state is taken_back
  expect items[0].ended exists
step 收回以后，受托身份立即失效
  as ${community}-ZZ:station_head by ${command}
  GET /api/v1/cases/${ref}
  status 403
  as ${community}-ZZ:station_head
  GET /api/v1/cases/${ref}
  status 200

step 到期也一样
  as ${town}-ZX:town_command
  POST /api/v1/org/commands
    {"to_person": "${head}", "powers": ["cases.view"], "areas": ["${town}"], "from": "${now - 1 minutes}", "until": "${now + 1 hours}", "reason": "外出开会"}
  status 200
  keep short = id
  as ${community}-ZZ:station_head by ${short}
  GET /api/v1/cases/${ref}
  status 200
  wait 2 hours
  GET /api/v1/cases/${ref}
  status 403

step 管理员不能受托
  as ${district}-ZX:system_admin
  GET /api/v1/session
  keep admin = person_id
  as ${town}-ZX:town_command
  POST /api/v1/org/commands
    {"to_person": "${admin}", "powers": ["cases.jump"], "areas": ["${town}"], "from": "${now + 0 minutes}", "until": "${now + 2 hours}", "reason": "外出"}
  status 409
