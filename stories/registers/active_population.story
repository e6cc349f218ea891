story 活跃人口：按多个来源估计实际人数，有区间，逐级下钻，导出入审计
step 两个来源都看到的几个人
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "police", "key": "ACT-P-1", "observed": "${now - 60 days}",
       "values": {"name": "仇远山", "id_card": "440604198211039519", "born": "1982-11-03", "live_address": "${address}4单元404室"}},
      {"source": "police", "key": "ACT-P-2", "observed": "${now - 60 days}",
       "values": {"name": "仇远水", "id_card": "440604198507169531", "born": "1985-07-16", "live_address": "${address}4单元404室"}}]}
  status 200
step 数据管理员重新估计今天的
  as ${grid}:officer
  POST /api/v1/registers/active/compute
    {}
  status 403
  as ${district}-ZX:data_steward
  POST /api/v1/registers/active/compute
    {}
  status 200
  GET /api/v1/registers/active?area=${community}
  until items has ${grid}
  expect whole.known above 1
  expect whole.high exists
  expect rules.lists has police
  GET /api/v1/registers/active?area=${town}
  expect items has ${community}
  GET /api/v1/registers/active
  expect items has ${town}
  expect whole.groups[0].key is children
  GET /api/v1/registers/active/days?area=${grid}
  expect items[0].area is ${grid}
step 网格员只看到自己的网格，看不到全区
  as ${grid}:officer
  GET /api/v1/registers/active
  status 200
  expect whole absent
  expect items[0].area is ${grid}
  GET /api/v1/registers/active/days?area=${district}
  status 404
step 导出入审计
  as ${district}-ZX:data_steward
  GET /api/v1/registers/active/export?format=csv
  status 200
  as ${district}-ZX:audit_admin
  GET /api/v1/org/audit?kind=registers.active_exported
  expect items[0].kind is registers.active_exported
