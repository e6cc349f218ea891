story 一户的钱给户主；户主去世后先留着，窗口指定成年家人，补发给新的领取人，一期不少也不重
step 公安登记一户三口，预算下达
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "police", "key": "BEN-H-2", "kind": "household", "observed": "${now - 60 days}",
       "values": {"number": "BENH2", "head": "440604197908086556", "address": "禅城区${address}12单元701室", "hukou_kind": "1"}},
      {"source": "police", "key": "BEN-H-2A", "observed": "${now - 60 days}",
       "values": {"name": "岑永年", "id_card": "440604197908086556", "born": "1979-08-08", "household": "BENH2", "live_address": "禅城区${address}12单元701室"}},
      {"source": "police", "key": "BEN-H-2B", "observed": "${now - 60 days}",
       "values": {"name": "陆美珍", "id_card": "440604198109096568", "born": "1981-09-09", "household": "BENH2", "live_address": "禅城区${address}12单元701室"}},
      {"source": "police", "key": "BEN-H-2C", "observed": "${now - 60 days}",
       "values": {"name": "岑子安", "id_card": "440604200207076544", "born": "2002-07-07", "household": "BENH2", "live_address": "禅城区${address}12单元701室"}}]}
  status 200
  GET /api/v1/registers/households?q=BENH2
  until items[0].ref exists
  keep home = items[0].ref
  GET /api/v1/registers/persons?q=440604198109096568
  until items[0].ref exists
  keep wife = items[0].ref
  as ${district}-ZX:pay_reviewer
  PUT /api/v1/benefits/money/channels/simulated
    {"zh": "模拟银行（试用）", "en": "Simulated bank (for trials)", "kind": "simulated", "enabled": true, "url": "", "key_id": "story", "secret": "0123456789abcdef0123456789abcdef"}
  status 200
  PUT /api/v1/benefits/money/budgets
    {"policy": "story_household_care", "year": ${year}, "amount_fen": 900000000, "channel": "simulated", "reason": "年度预算"}
  status 200
  PUT /api/v1/benefits/money/budgets
    {"policy": "story_household_care", "year": ${next_year}, "amount_fen": 900000000, "channel": "simulated", "reason": "年度预算"}
  status 200
step 一项按户的照料补贴发布
  as ${district}-BG:office_staff
  PUT /api/v1/benefits/policies/story_household_care/draft
    {"policy": {"zh": "重残家庭照料补贴（试点）", "en": "Care allowance of households (pilot)", "kind": "household", "group": "disabled", "unit": "${district}-MZ",
      "document": "故事4号", "effective_from": "2026-01-01", "standing": "published", "territory": "household_register", "lists": ["collective"],
      "conditions": [{"key": "pilot", "zh": "试点户", "feel": "number = \"BENH2\""}, {"key": "severe", "zh": "有重度残疾成员", "feel": "members_severe > 0"}],
      "form": "money", "rhythm": "monthly", "amount": "50000", "pushed": true, "needs_confirmation": false, "approval": "rule"}}
  status 200
  keep draft = line.draft
  as ${district}-ZX:data_steward
  POST /api/v1/benefits/policies/story_household_care/release
    {"edition": ${draft}}
  status 200
step 儿子评为一级残疾，全家当即享受，第一期给户主
  as ${district}-MZ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "civil", "key": "BEN-H-2C", "observed": "${now - 1 days}", "values": {"id_card": "440604200207076544", "name": "岑子安", "disability": "1"}}]}
  status 200
  GET /api/v1/benefits/grants?policy=story_household_care
  until items[0].state is granted
  expect items[0].title has 岑**
  keep grant = items[0].id
  as ${district}-ZX:acceptor
  POST /api/v1/spaces/open
    {"name": "岑永年", "id_card": "440604197908086556", "consents": true}
  keep code = code
  public
  POST /api/v1/public/space/enter
    {"id_card": "440604197908086556", "code": "${code}"}
  keep token = token
  key ${token}
  GET /api/v1/public/benefits/mine
  until have has 照料补贴
  expect account_needed is true
  expect households[0].may_name is true
  POST /api/v1/public/benefits/account
    {"bank": "中国农业银行", "number": "6228480402564890018", "holder": "岑永年"}
  status 200
  GET /api/v1/public/benefits/mine
  until have[0].paid_fen is 50000
step 户主去世：没有指定过别人，下一期先留着，谁也不发
  as ${district}-MZ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "civil", "key": "BEN-H-2A", "observed": "${now - 1 hours}",
      "values": {"id_card": "440604197908086556", "name": "岑永年", "died": "${day - 1 days}"}}]}
  status 200
  GET /api/v1/benefits/grants/${grant}
  until why_zh has 须指定成年成员领取
  expect state is granted
  GET /api/v1/benefits/households/${home}
  status 200
  expect waiting is true
  expect may_name is true
  wait 31 days
  GET /api/v1/benefits/grants/${grant}
  status 200
  expect instalments[1] absent
  expect state is granted
step 妻子开通后看得到，须由窗口办；窗口要写依据
  as ${district}-ZX:acceptor
  POST /api/v1/spaces/open
    {"name": "陆美珍", "id_card": "440604198109096568", "consents": true}
  keep code = code
  public
  POST /api/v1/public/space/enter
    {"id_card": "440604198109096568", "code": "${code}"}
  keep token = token
  key ${token}
  GET /api/v1/public/benefits/mine
  until have has 照料补贴
  expect households[0].waiting is true
  POST /api/v1/public/benefits/households/${home}/payees
    {"order": ["${wife}"]}
  status 403
  as ${district}-MZ:handler
  POST /api/v1/benefits/households/${home}/payees
    {"order": ["${wife}"]}
  status 422
  POST /api/v1/benefits/households/${home}/payees
    {"order": ["${home}"], "reason": "家庭协商一致"}
  status 422
  as ${district}-CG:handler
  POST /api/v1/benefits/households/${home}/payees
    {"order": ["${wife}"], "reason": "别的部门"}
  status 404
step 指定妻子领取：留着的一期补发，到账
  as ${district}-MZ:handler
  POST /api/v1/benefits/households/${home}/payees
    {"order": ["${wife}"], "reason": "家庭成员到窗口协商一致，签字在案"}
  status 200
  expect waiting is false
  expect named_by exists
  GET /api/v1/benefits/grants/${grant}
  until instalments[1].state is ordered
  expect history has 领取人：陆**
  public
  key ${token}
  POST /api/v1/public/benefits/account
    {"bank": "中国农业银行", "number": "6228480402564890026", "holder": "陆美珍"}
  status 200
  GET /api/v1/public/benefits/mine
  until have[0].paid_fen is 100000
  as ${district}-MZ:handler
  GET /api/v1/benefits/grants/${grant}
  expect instalments[0].state is paid
  expect instalments[1].state is paid
  expect instalments[2] absent
