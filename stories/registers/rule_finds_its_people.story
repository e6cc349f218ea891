story 办公室起草一条比对规则，先在全部底账上试算，数据管理员发布后推送到该办的人，办不实的写明理由
step 民政登记两位老人，其中一位没有电话
  as ${district}-MZ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "civil", "key": "CMP-C-11", "observed": "${now - 20 days}",
      "values": {"name": "潘阿公", "id_card": "440604194109139523", "born": "1941-09-13", "disability": "1",
                 "hukou_address": "${address}4单元601室", "live_address": "${address}4单元601室", "marital": "30"}}]}
  status 200
  GET /api/v1/registers/persons?q=440604194109139523
  keep person = items[0].ref
step 条件里写错字段，说得出哪里错
  as ${district}-BG:office_staff
  PUT /api/v1/registers/compare/rules/lone_disabled_elders/draft
    {"rule": {"zh": "重残丧偶老人探访", "en": "Visits to widowed disabled elders", "kind": "person",
      "condition": "ages > 80", "who": "officer", "goes": "task", "due_days": 3}}
  status 422
  expect fields[0].path is condition
step 起草并试算：看到人数和脱敏的样本
  as ${district}-BG:office_staff
  PUT /api/v1/registers/compare/rules/lone_disabled_elders/draft
    {"note": "重点人群探访", "rule": {"zh": "重残丧偶老人探访", "en": "Visits to widowed disabled elders", "kind": "person",
      "why_zh": "每月上门一次。", "why_en": "Visit once a month.",
      "condition": "age >= 80 and disability in (\"1\", \"2\") and marital = \"30\" and died = null", "who": "officer", "goes": "task",
      "due_days": 3, "again_days": 30}}
  status 200
  expect row.draft above 0
  keep draft = row.draft
  POST /api/v1/registers/compare/tries
    {"rule": {"key": "lone_disabled_elders", "zh": "重残丧偶老人探访", "en": "Visits", "kind": "person",
      "condition": "age >= 80 and disability in (\"1\", \"2\") and marital = \"30\" and died = null", "who": "officer"}}
  status 200
  keep try = id
  GET /api/v1/registers/compare/tries/${try}
  until state is done
  expect count above 0
  expect sample[0].title has *
step 起草的人不能发布，数据管理员发布
  as ${district}-BG:office_staff
  POST /api/v1/registers/compare/rules/lone_disabled_elders/release
    {"version": ${draft}}
  status 403
  as ${district}-ZX:data_steward
  POST /api/v1/registers/compare/rules/lone_disabled_elders/release
    {"version": ${draft}}
  status 200
  expect row.version is ${draft}
step 全量比对把他推给所在网格的网格员
  as ${grid}:officer
  GET /api/v1/registers/compare/matches?rule=lone_disabled_elders&subject=${person}&state=open
  until items[0].subject is ${person}
  expect items[0].queue is ${grid}:officer
  expect items[0].title is 潘**
  expect items[0].due exists
  keep match = items[0].id
step 核实不属实要写理由
  as ${grid}:officer
  POST /api/v1/registers/compare/matches/${match}/answer
    {"outcome": "untrue"}
  status 422
  POST /api/v1/registers/compare/matches/${match}/answer
    {"outcome": "untrue", "text": "与儿子同住，有人照料"}
  status 200
  expect state is untrue
  expect may_answer is false
step 规则一行写明有多少属实；导出要写目的并留痕
  as ${district}-ZX:data_steward
  GET /api/v1/registers/compare/rules/lone_disabled_elders
  expect row.counts.untrue above 0
  GET /api/v1/registers/compare/matches/export?format=csv&desk=all&rule=lone_disabled_elders
  status 422
  GET /api/v1/registers/compare/matches/export?format=csv&desk=all&rule=lone_disabled_elders&purpose=探访安排
  status 200
step 规则停用，还没办的撤回
  as ${district}-BG:office_staff
  PUT /api/v1/registers/compare/rules/lone_disabled_elders/draft
    {"note": "改由民政探访", "rule": {"zh": "重残丧偶老人探访", "en": "Visits to widowed disabled elders", "kind": "person", "on": false,
      "condition": "age >= 80 and disability in (\"1\", \"2\") and marital = \"30\" and died = null", "who": "officer", "goes": "task",
      "due_days": 3, "again_days": 30}}
  status 200
  keep draft = row.draft
  as ${district}-ZX:data_steward
  POST /api/v1/registers/compare/rules/lone_disabled_elders/release
    {"version": ${draft}}
  status 200
  GET /api/v1/registers/compare/matches?rule=lone_disabled_elders&subject=${person}&desk=all
  until items[0].ended exists
