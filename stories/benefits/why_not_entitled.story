story 一位居民问为什么没有补贴：哪一条不符合、缺什么信息、由谁提供，补上后当即改判
step 登记一位持证残疾人
  as ${district}-MZ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "civil", "key": "POL-C-2", "observed": "${now - 20 days}",
      "values": {"name": "岑小六", "id_card": "440604198811229519", "born": "1988-11-22", "disability": "2", "low_income": "0",
                 "hukou_address": "${address}5单元301室", "live_address": "${address}5单元301室"}}]}
  status 200
  GET /api/v1/registers/persons?q=440604198811229519
  until items[0].ref exists
  keep person = items[0].ref
step 没有写明目的不给看
  GET /api/v1/benefits/policies/subjects/${person}
  status 422
step 护理补贴符合，生活补贴差在没有纳入低保
  GET /api/v1/benefits/policies/subjects/${person}?purpose=居民咨询&policy=disabled_care
  until items[0].matched exists
  expect items[0].judgement.verdict is entitled
  GET /api/v1/benefits/policies/subjects/${person}?purpose=居民咨询&policy=disabled_living
  expect title is 岑**
  expect items[0].judgement.verdict is not_entitled
  expect items[0].judgement.reasons[3].key is low
  expect items[0].judgement.reasons[3].holds is no
  expect items[0].judgement.reasons[3].change_zh has 民政
  expect items[0].judgement.reasons[4].holds is yes
step 技能提升补贴缺失业保险缴费月数，由人社提供
  as ${district}-RS:handler
  POST /api/v1/registers/records
    {"records": [{"source": "social", "key": "POL-S-2", "observed": "${now - 10 days}",
      "values": {"name": "岑小六", "id_card": "440604198811229519", "born": "1988-11-22", "skill_level": "4", "skill_date": "${day - 60 days}"}}]}
  status 200
  GET /api/v1/benefits/policies/subjects/${person}?purpose=居民咨询&policy=skill_upgrade
  until items[0].judgement.verdict is missing
  expect items[0].judgement.reasons[1].key is insured
  expect items[0].judgement.reasons[1].holds is unknown
  expect items[0].judgement.reasons[1].change_zh has 人社
step 人社补上月数，当即改判
  as ${district}-RS:handler
  POST /api/v1/registers/records
    {"records": [{"source": "social", "key": "POL-S-2", "observed": "${now - 5 days}",
      "values": {"name": "岑小六", "id_card": "440604198811229519", "born": "1988-11-22", "skill_level": "4", "skill_date": "${day - 60 days}", "insured_months": "20"}}]}
  status 200
  GET /api/v1/benefits/policies/subjects/${person}?purpose=居民咨询&policy=skill_upgrade
  until items[0].judgement.verdict is entitled
  expect items[0].judgement.amount_fen is 150000
step 金额还没有确认：问得到，但不推送；没有文号、没有权限都不能确认
  GET /api/v1/benefits/policies/subjects/${person}?purpose=居民咨询&policy=skill_upgrade
  expect items[0].line.standing is to_confirm
  expect items[0].line.pushed is false
  expect items[0].matched absent
  POST /api/v1/benefits/policies/skill_upgrade/confirm
    {"edition": 1, "document": "故事5号"}
  status 403
  as ${district}-ZX:data_steward
  GET /api/v1/benefits/policies/skill_upgrade
  expect editions[0].may_confirm is true
  POST /api/v1/benefits/policies/skill_upgrade/confirm
    {"edition": 1, "document": ""}
  status 422
  expect fields[0].path is document
step 区里凭文号确认，谁、何时、凭什么都留下；随即推送
  POST /api/v1/benefits/policies/skill_upgrade/confirm
    {"edition": 1, "document": "故事5号", "note": "与区人社核对无误"}
  status 200
  expect line.standing is confirmed
  expect line.document is 故事5号
  expect editions[0].confirmed exists
  expect editions[0].confirmed_by exists
  expect editions[0].confirmed_note has 核对
  expect editions[0].may_confirm is false
  POST /api/v1/benefits/policies/skill_upgrade/confirm
    {"edition": 1, "document": "故事6号"}
  status 409
  expect number is 1408
  as ${district}-RS:handler
  GET /api/v1/benefits/policies/subjects/${person}?purpose=居民咨询&policy=skill_upgrade
  until items[0].matched exists
step 每次查看都记在他名下
  as ${district}-MZ:handler
  GET /api/v1/registers/persons/${person}/looks
  expect items[0].purpose is 居民咨询
