story 新事项先在一个镇街试行：那里能立案，别处说明在哪里试行；评审人不是申请人，试行数据在旁，正式准入后全区启用
step 区办提出准入申请，费随事转必须说清
  as ${district}-BG:office_staff
  POST /api/v1/items/applications
    {"purpose": "admit", "reason": "骑手聚集增多", "legal_basis": "《城市市容和环境卫生管理条例》", "visits_year": 12,
     "item": {"code": "E26-0155", "catalogue": "CC-2026", "item_class": "event", "major": "01", "minor": "55", "major_zh": "市容环境",
      "major_en": "Streets", "name_zh": "快递车辆聚集占道", "name_en": "Parcel vans in the road", "filing_condition": "快递车辆聚集，影响通行",
      "closing_conditions": ["已疏导"], "closing_conditions_en": [], "limits": [{"severity": "normal", "amount": 4, "kind": "work_hours"}],
      "limit_basis": "default", "settle_level": "grid", "lead_line": "CG", "supervising_line": "", "form": "", "successor": "",
      "keywords": "快递车 聚集", "legal_basis": "", "verify_needed": true, "confidential": false, "rated": true, "active": true,
      "version": 0, "everyday_words": [], "urgent_words": [], "powers": ["CG-CF-007"]}}
  status 422
  expect fields[0].path is resources
  POST /api/v1/items/applications
    {"purpose": "admit", "reason": "骑手聚集增多", "legal_basis": "《城市市容和环境卫生管理条例》", "visits_year": 12,
     "resources": "随事转入巡查经费",
     "item": {"code": "E26-0155", "catalogue": "CC-2026", "item_class": "event", "major": "01", "minor": "55", "major_zh": "市容环境",
      "major_en": "Streets", "name_zh": "快递车辆聚集占道", "name_en": "Parcel vans in the road", "filing_condition": "快递车辆聚集，影响通行",
      "closing_conditions": ["已疏导"], "closing_conditions_en": [], "limits": [{"severity": "normal", "amount": 4, "kind": "work_hours"}],
      "limit_basis": "default", "settle_level": "grid", "lead_line": "CG", "supervising_line": "", "form": "", "successor": "",
      "keywords": "快递车 聚集", "legal_basis": "", "verify_needed": true, "confidential": false, "rated": true, "active": true,
      "version": 0, "everyday_words": [], "urgent_words": [], "powers": ["CG-CF-007"]}}
  status 200
  expect state is applied
  keep id = id
step 没有评审权限的人不能同意
  POST /api/v1/items/applications/${id}/decide
    {"act": "begin_trial", "areas": ["${town}"], "until": "${day + 10 days}"}
  status 403
step 数据管理员退回补正，区办补正后重新提交
  as ${district}-ZX:data_steward
  POST /api/v1/items/applications/${id}/decide
    {"act": "give_back"}
  status 422
  expect fields[0].path is text
  POST /api/v1/items/applications/${id}/decide
    {"act": "give_back", "text": "请写明与非机动车乱停放的区别"}
  status 200
  as ${district}-BG:office_staff
  GET /api/v1/items/applications/${id}
  expect state is returned
  expect acts[0].act is amend
  expect acts[0].allowed is true
  PUT /api/v1/items/applications/${id}
    {"reason": "快递三轮车聚集装卸，与非机动车乱停放不同", "legal_basis": "《城市市容和环境卫生管理条例》", "visits_year": 12,
     "resources": "随事转入巡查经费",
     "item": {"code": "E26-0155", "catalogue": "CC-2026", "item_class": "event", "major": "01", "minor": "55", "major_zh": "市容环境",
      "major_en": "Streets", "name_zh": "快递车辆聚集占道", "name_en": "Parcel vans in the road", "filing_condition": "快递三轮车聚集装卸，影响通行",
      "closing_conditions": ["已疏导"], "closing_conditions_en": [], "limits": [{"severity": "normal", "amount": 4, "kind": "work_hours"}],
      "limit_basis": "default", "settle_level": "grid", "lead_line": "CG", "supervising_line": "", "form": "", "successor": "",
      "keywords": "快递车 聚集", "legal_basis": "", "verify_needed": true, "confidential": false, "rated": true, "active": true,
      "version": 0, "everyday_words": [], "urgent_words": [], "powers": ["CG-CF-007"]}}
  status 200
  expect state is applied
step 评审同意，在本镇街试行十天
  as ${district}-ZX:data_steward
  POST /api/v1/items/applications/${id}/decide
    {"act": "begin_trial", "areas": ["${town}"], "until": "${day + 10 days}", "text": "先试行"}
  status 200
  expect state is on_trial
  expect figures.reported is 0
  GET /api/v1/items/E26-0155
  expect item.areas[0] is ${town}
  GET /api/v1/places/areas?parent=440604100
  keep elsewhere = items[0].code
  GET /api/v1/places/areas?parent=${elsewhere}
  keep elsewhere = items[0].code
step 目录在试行地有它，别处没有
  as ${district}-ZX:seat
  GET /api/v1/items?q=快递车辆聚集&area=${grid}
  expect items[0].code is E26-0155
  GET /api/v1/items?q=快递车辆聚集&area=${elsewhere}
  expect items[0] absent
  GET /api/v1/items?q=快递车辆聚集&area=${district}
  expect items[0] absent
step 别处立案被拒，说明正在哪里试行
  GET /api/v1/places/areas/${town}
  keep name = area.name_zh
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "快递车辆聚集占道", "item_code": "E26-0155", "place": {"grid_code": "${elsewhere}"}}
  status 422
  expect fields[0].path is item_code
  expect fields[0].zh has 正在${name}试行
  expect fields[0].en has on trial
step 别处受理时改选它，同样被拒
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "门口很多快递车", "item_code": "E13-0406", "place": {"grid_code": "${elsewhere}"}}
  status 200
  keep other = ref
  as ${elsewhere}:officer
  POST /api/v1/cases/${other}/actions/verify_true
    {"text": "属实", "item_code": "E26-0155"}
  status 422
  expect fields[0].zh has 试行
step 试行地立案办理
  as ${grid}:officer
  POST /api/v1/cases
    {"channel": "grid", "kind": "report", "content": "快递三轮车在路边装卸，占了人行道", "item_code": "E26-0155", "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
step 试行数据在评审旁
  as ${district}-ZX:data_steward
  GET /api/v1/items/applications/${id}
  expect figures.reported is 1
  expect overdue is false
step 到期未评审，标红并提醒
  wait 12 days
  as ${district}-ZX:data_steward
  GET /api/v1/items/applications/${id}
  expect overdue is true
  GET /api/v1/items/applications?state=on_trial
  expect overdue above 0
step 正式准入，全区启用；每一步都在过程和审计里
  POST /api/v1/items/applications/${id}/decide
    {"act": "admit", "text": "试行效果好"}
  status 200
  expect state is admitted
  expect acts[0] absent
  GET /api/v1/items?q=快递车辆聚集&area=${elsewhere}
  expect items[0].code is E26-0155
  GET /api/v1/items/applications/${id}
  expect steps[0].act is apply
  expect steps[1].act is give_back
  expect steps[2].act is amend
  expect steps[3].act is begin_trial
  expect figures.reported is 1
  as ${district}-ZX:audit_admin
  GET /api/v1/org/audit?kind=items.reviewed&subject=E26-0155
  expect items[0].detail_zh has 正式准入
  expect items[1].detail_zh has 试行
