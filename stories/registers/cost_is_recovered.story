story 先垫付后追偿：费用、追偿、分次收回、核销和冲正都只增不改，余额随时对得上
step 镇街对一件工单下达先行处置并排险
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前不知名井盖下沉", "item_code": "P13-0123",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}}
  status 200
  keep ref = ref
  as ${town}-ZX:town_command
  POST /api/v1/cases/${ref}/owner/order
    {"limit": "soon", "text": "车流大，先行处置"}
  status 422
  expect fields[0].path is limit
  POST /api/v1/cases/${ref}/owner/order
    {"limit": "4 urgent_hours", "text": "车流大，先行处置"}
  status 200
  keep order = orders[0].id
  POST /api/v1/cases/owners/orders/${order}/done
    {"text": "已更换井盖"}
  status 200
step 登记费用；权属未定，还不能追偿
  POST /api/v1/cases/owners/orders/${order}/book
    {"kind": "cost", "amount_fen": 128050, "text": "井盖一块及人工"}
  status 200
  expect balance.cost is 128050
  POST /api/v1/cases/owners/orders/${order}/book
    {"kind": "claim", "amount_fen": 128050, "text": "追偿"}
  status 422
  expect fields[0].path is owner
step 各部门都不认领，时限过后按规则归镇街中心；逾期未答复的写在过程里
  POST /api/v1/cases/${ref}/owner/search
    {"units": ["${district}-CG", "${district}-JT"], "limit": "4 work_hours", "text": "请确认权属"}
  status 200
  keep search = search.id
  as ${district}-JT:handler
  POST /api/v1/cases/owners/searches/${search}/answer
    {"answer": "not_mine", "basis": "《公路安全保护条例》"}
  status 200
  wait 5 days
  as ${town}-ZX:town_command
  GET /api/v1/cases/owners/searches/${search}
  until state is decided
  expect how is silence
  expect rows[0].answer is silent
  expect owner.unit is ${town}-ZX
step 追偿对象可以另定，不能超过费用
  POST /api/v1/cases/owners/orders/${order}/book
    {"kind": "claim", "amount_fen": 128051, "text": "追偿", "owner": {"name": "翠湖物业服务公司"}}
  status 409
  POST /api/v1/cases/owners/orders/${order}/book
    {"kind": "claim", "amount_fen": 128050, "text": "物业承认属其管网", "owner": {"name": "翠湖物业服务公司"}}
  status 200
  expect owner_zh is 翠湖物业服务公司
step 分两次收回，第一次记错了冲正重记
  POST /api/v1/cases/owners/orders/${order}/book
    {"kind": "recovery", "amount_fen": 80000, "text": "首期"}
  status 200
  POST /api/v1/cases/owners/orders/${order}/reverse
    {"seq": 3, "text": "金额记错"}
  status 200
  expect entries[2].reversed is true
  expect entries[3].amount_fen is -80000
  POST /api/v1/cases/owners/orders/${order}/reverse
    {"seq": 3, "text": "再冲一次"}
  status 409
  POST /api/v1/cases/owners/orders/${order}/book
    {"kind": "recovery", "amount_fen": 60000, "text": "首期"}
  status 200
  POST /api/v1/cases/owners/orders/${order}/book
    {"kind": "recovery", "amount_fen": 50000, "text": "二期"}
  status 200
  expect balance.open is 18050
step 镇街不能核销，督查员可以，但不能超过未收回的数
  POST /api/v1/cases/owners/orders/${order}/write_off
    {"amount_fen": 18050, "text": "物业已注销"}
  status 403
  as ${district}-ZX:supervisor
  POST /api/v1/cases/owners/orders/${order}/write_off
    {"amount_fen": 18051, "text": "物业已注销"}
  status 409
  POST /api/v1/cases/owners/orders/${order}/write_off
    {"amount_fen": 18050, "text": "物业已注销"}
  status 200
  expect balance.open is 0
  expect entries[6].kind is write_off
step 余额按权属和镇街汇总，台账可以导出
  GET /api/v1/cases/owners/balances?area=${town}
  status 200
  expect items has 翠湖物业服务公司
  GET /api/v1/cases/owners/ledger/export?format=csv
  status 200
  as ${district}-ZX:audit_admin
  GET /api/v1/org/audit?kind=cases.exported&subject=ledger
  expect items[0].detail_zh has 台账
