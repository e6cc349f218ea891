story 已经确过权的部件，下一件工单一来就知道归谁、依据哪次决定；撤销或到期后不再沿用
step 会商定下的权属登记为决定
  as ${district}-ZX:data_steward
  POST /api/v1/registers/parts
    {"kind_code": "13-0103", "lng": ${lng}, "lat": ${lat}, "place": "${address}旁"}
  status 200
  keep part = ref
  as ${district}-ZX:dispatcher
  POST /api/v1/cases/owners/decisions
    {"part": "${part}", "owner": {"unit": "${town}-CG"}}
  status 422
  expect fields[0].path is basis
  POST /api/v1/cases/owners/decisions
    {"part": "${part}", "owner": {"unit": "${town}-CG"}, "basis": "会商纪要〔2026〕12 号", "until": "${day + 20 days}"}
  status 200
  expect in_force is true
  keep decision = id
  keep number = number
step 同一处同类的新工单，登记后就写明归谁
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前雨水井盖松动", "item_code": "P13-0103",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}}
  status 200
  keep ref = ref
  GET /api/v1/cases/${ref}/owner
  until known.how is decision
  expect known.number is ${number}
  expect known.owner.unit is ${town}-CG
step 核实后按规则派到住建，随即转给权属单位
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
  as ${district}-ZX:dispatcher
  GET /api/v1/cases/${ref}
  until unit is ${town}-CG
  GET /api/v1/cases/${ref}/history
  expect items has ${number}
step 撤销要写明原因；之后的工单不再沿用
  POST /api/v1/cases/owners/decisions/${decision}/withdraw
    {}
  status 422
  POST /api/v1/cases/owners/decisions/${decision}/withdraw
    {"text": "管网已移交，重新确权"}
  status 200
  expect in_force is false
  GET /api/v1/registers/parts/${part}
  expect owner_state is unknown
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}旁雨水井盖发出响声", "item_code": "P13-0103",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}}
  status 200
  keep later = ref
  GET /api/v1/cases/${later}/owner
  expect known.how is 
step 另一决定到期以后，部件登记仍在，但不再说依据决定
  as ${district}-ZX:dispatcher
  POST /api/v1/cases/owners/decisions
    {"part": "${part}", "owner": {"name": "碧泉物业"}, "basis": "物业移交书", "until": "${day + 2 days}"}
  status 200
  wait 4 days
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}对面雨水井盖有异响", "item_code": "P13-0103",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}}
  status 200
  keep last = ref
  POST /api/v1/cases/${last}/owner/part
    {"part": "${part}"}
  status 200
  expect known.how is register
  expect known_zh is 碧泉物业
