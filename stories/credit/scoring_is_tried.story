story 办公室起草新的评分规则，先在全部企业上试算有多少户变等级，数据管理员发布后全部重算
step 一家有轻微处罚的企业
  as ${district}-SJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "market", "key": "CRE-M-5", "kind": "firm", "observed": "${now - 10 days}",
      "values": {"name": "佛山市百味餐饮有限公司", "uscc": "91440604MA73100055", "industry": "H", "status": "1", "address": "${address}",
                 "honour": "1"}}]}
  status 200
  GET /api/v1/registers/firms?q=91440604MA73100055
  keep firm = items[0].ref
  GET /api/v1/credit/firms/${firm}
  until score is 76
step 写错的草稿说得出哪里错
  as ${district}-BG:office_staff
  GET /api/v1/credit/scoring
  expect may_edit is true
  keep original = scoring
  PUT /api/v1/credit/scoring/draft
    {"note": "试试", "scoring": {"base": 70, "grades": [{"grade": "A", "from": 85, "colour": "green"}, {"grade": "D", "from": 0, "colour": "red"}],
      "indicators": [{"key": "honour", "zh": "守合同重信用", "en": "Keeps contracts", "condition": "honor = \"1\"", "points": "6", "source": "market"}]}}
  status 422
  expect fields[0].path is scoring.indicators[0].condition
step 起草、试算：看到多少户在等级之间移动，按镇街和行业分
  PUT /api/v1/credit/scoring/draft
    {"note": "只看守合同重信用", "scoring": {"base": 70,
      "grades": [{"grade": "A", "from": 85, "colour": "green"}, {"grade": "B", "from": 70, "colour": "green"}, {"grade": "C", "from": 50, "colour": "yellow"}, {"grade": "D", "from": 0, "colour": "red"}],
      "indicators": [{"key": "honour", "zh": "守合同重信用", "en": "Keeps contracts", "group": "related", "condition": "honour = \"1\"", "points": "16", "source": "market"}]}}
  status 200
  expect draft_version above 0
  keep draft = draft_version
  POST /api/v1/credit/scoring/release
    {"version": ${draft}}
  status 403
  as ${district}-ZX:data_steward
  POST /api/v1/credit/scoring/release
    {"version": ${draft}}
  status 409
  expect number is 1828
  as ${district}-BG:office_staff
  POST /api/v1/credit/scoring/try
    {}
  status 200
  keep try = id
  GET /api/v1/credit/tries/${try}
  until state is done
  expect firms above 0
  expect better above 0
  expect grades[0].count above 0
  expect towns[0].firms above 0
  expect industries[0].firms above 0
  expect sample[0].title has …
step 数据管理员发布，全部企业按新规则重算，历史写明因规则而变
  as ${district}-ZX:data_steward
  POST /api/v1/credit/scoring/release
    {"version": ${draft}}
  status 200
  expect version is ${draft}
  GET /api/v1/credit/firms/${firm}
  until score is 86
  expect grade is A
  GET /api/v1/credit/firms/${firm}
  until history[0].why is scoring
step 试完恢复原来的规则，同样先试算、再由另一人发布
  as ${district}-BG:office_staff
  PUT /api/v1/credit/scoring/draft
    {"note": "恢复", "scoring": ${original}}
  status 200
  keep draft = draft_version
  POST /api/v1/credit/scoring/try
    {}
  status 200
  keep try = id
  GET /api/v1/credit/tries/${try}
  until state is done
  as ${district}-ZX:data_steward
  POST /api/v1/credit/scoring/release
    {"version": ${draft}}
  status 200
  GET /api/v1/credit/firms/${firm}
  until score is 76
