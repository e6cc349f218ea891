story 权威来源换了，全部记录随即按新的权威取值；目录的每次修改都有版本
step 两个来源对工作单位说法不同，先以人社为准
  as ${district}-RS:handler
  POST /api/v1/registers/records
    {"records": [{"source": "social", "key": "REG-S-904", "observed": "${now - 20 days}",
      "values": {"name": "邓一心", "id_card": "440604199508089044", "employer": "登记甲厂", "live_address": "${address}3单元101室"}}]}
  status 200
  as ${district}-ZS:handler
  POST /api/v1/registers/records
    {"records": [{"source": "tax", "key": "REG-T-904", "observed": "${now - 40 days}",
      "values": {"id_card": "440604199508089044", "employer": "登记乙厂"}}]}
  status 200
  expect conflicts is 0
  GET /api/v1/registers/persons?q=440604199508089044
  expect items[0].values.employer is 登记甲厂
  keep person = items[0].ref
  GET /api/v1/registers/persons/${person}/explain?field=employer
  expect items[0].rule is authority
  expect items[0].claims[0].source is social
step 没有权限不能改目录
  PUT /api/v1/registers/fields/person/employer
    {"kind": "person", "field": "employer", "zh": "工作单位", "en": "Employer", "type": "text", "authority": "tax", "version": 1}
  status 403
step 数据管理员把这一字段的权威交给税务
  as ${district}-ZX:data_steward
  GET /api/v1/registers/fields
  expect may_edit is true
  expect fields[13].field is employer
  keep version = fields[13].version
  PUT /api/v1/registers/fields/person/employer
    {"kind": "person", "field": "employer", "zh": "工作单位", "en": "Employer", "type": "text", "authority": "nobody", "version": ${version}}
  status 422
  expect fields[0].path is authority
  PUT /api/v1/registers/fields/person/employer
    {"kind": "person", "field": "employer", "zh": "工作单位", "en": "Employer", "type": "text", "authority": "tax", "trust": {"social": 85},
     "ages_days": 365, "relation": "works_at", "grade": 3, "order": 14, "version": ${version}}
  status 200
  GET /api/v1/registers/persons?q=440604199508089044
  until items[0].values.employer is 登记乙厂
  GET /api/v1/registers/persons/${person}/explain?field=employer
  expect items[0].claims[0].source is tax
step 按旧版本再改被拒
  PUT /api/v1/registers/fields/person/employer
    {"kind": "person", "field": "employer", "zh": "单位", "en": "Employer", "type": "text", "authority": "social", "version": ${version}}
  status 412
