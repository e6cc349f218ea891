story 一户人家的收入够不够，按全家算：有人没了收入当即享受，有人迁出下月跟着变；钱给户主，成年家人都看得到
step 公安登记一户三口，民政核对收入
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "police", "key": "BEN-H-1", "kind": "household", "observed": "${now - 60 days}",
       "values": {"number": "BENH1", "head": "440604198003036516", "address": "禅城区${address}11单元601室", "hukou_kind": "1"}},
      {"source": "police", "key": "BEN-H-1A", "observed": "${now - 60 days}",
       "values": {"name": "冯大成", "id_card": "440604198003036516", "born": "1980-03-03", "household": "BENH1", "live_address": "禅城区${address}11单元601室"}},
      {"source": "police", "key": "BEN-H-1B", "observed": "${now - 60 days}",
       "values": {"name": "卢秀英", "id_card": "440604198204046526", "born": "1982-04-04", "household": "BENH1", "live_address": "禅城区${address}11单元601室"}},
      {"source": "police", "key": "BEN-H-1C", "observed": "${now - 60 days}",
       "values": {"name": "冯阿婆", "id_card": "440604195506066537", "born": "1955-06-06", "household": "BENH1", "live_address": "禅城区${address}11单元601室"}}]}
  status 200
  as ${district}-MZ:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "civil", "key": "BEN-H-1A", "observed": "${now - 9 days}", "values": {"id_card": "440604198003036516", "name": "冯大成", "income": "4000"}},
      {"source": "civil", "key": "BEN-H-1B", "observed": "${now - 9 days}", "values": {"id_card": "440604198204046526", "name": "卢秀英", "income": "2000"}}]}
  status 200
  GET /api/v1/registers/households?q=BENH1
  until items[0].ref exists
  keep home = items[0].ref
  GET /api/v1/registers/persons?q=440604198003036516
  until items[0].ref exists
  keep head = items[0].ref
step 起草一项按户的补差，先测算；起草人以外的人发布
  as ${district}-BG:office_staff
  PUT /api/v1/benefits/policies/story_household_income/draft
    {"policy": {"zh": "家庭收入补差（试点）", "en": "Household income supplement (pilot)", "kind": "household", "group": "relief", "unit": "${district}-MZ",
      "document": "故事3号", "effective_from": "2026-01-01", "standing": "published", "territory": "household_register", "lists": ["collective"],
      "conditions": [{"key": "pilot", "zh": "试点户", "feel": "number = \"BENH1\""}, {"key": "low", "zh": "人均收入低于 1200 元", "feel": "income_per_head < 1200"}],
      "form": "money", "rhythm": "monthly", "amount": "(1200 * members - income) * 100", "pushed": true, "needs_confirmation": false, "approval": "rule",
      "cases": [{"zh": "三口人均 900 元", "day": "2026-02-01", "values": [{"field": "number", "value": "BENH1"}, {"field": "address", "value": "禅城区${address}11单元601室"},
                 {"field": "members", "value": "3"}, {"field": "income", "value": "2700"}, {"field": "income_per_head", "value": "900"}],
                 "verdict": "entitled", "amount_fen": 90000}]}}
  status 200
  keep draft = line.draft
  as ${district}-ZX:pay_reviewer
  PUT /api/v1/benefits/money/budgets
    {"policy": "story_household_income", "year": ${year}, "amount_fen": 900000000, "reason": "年度预算"}
  status 200
  PUT /api/v1/benefits/money/budgets
    {"policy": "story_household_income", "year": ${next_year}, "amount_fen": 900000000, "reason": "年度预算"}
  status 200
  as ${district}-ZX:data_steward
  POST /api/v1/benefits/policies/story_household_income/release
    {"edition": ${draft}}
  status 200
  expect line.kind is household
step 阿婆的收入还没核对：缺信息，说得出缺什么、由谁补
  as ${district}-MZ:handler
  GET /api/v1/benefits/policies/subjects/${home}?purpose=核对试点&policy=story_household_income
  status 200
  expect missing is 1
  expect items has 月收入
  expect items has 民政
  GET /api/v1/benefits/policies/subjects/${head}?purpose=核对试点&policy=story_household_income
  status 200
  expect homes[0].ref is ${home}
step 核对了：人均两千多，不符合，差多少看得到
  POST /api/v1/registers/records
    {"records": [{"source": "civil", "key": "BEN-H-1C", "observed": "${now - 2 days}", "values": {"id_card": "440604195506066537", "name": "冯阿婆", "income": "800"}}]}
  status 200
  GET /api/v1/benefits/policies/subjects/${home}?purpose=核对试点&policy=story_household_income
  until not_entitled is 1
  expect items has 超出
step 户主失去收入，全家当即符合：按三口人补差，钱给户主
  POST /api/v1/registers/records
    {"records": [{"source": "civil", "key": "BEN-H-1A", "observed": "${now - 1 days}", "values": {"id_card": "440604198003036516", "name": "冯大成", "income": "0"}}]}
  status 200
  GET /api/v1/benefits/grants?policy=story_household_income
  until items[0].state is granted
  expect items[0].kind is household
  expect items[0].title has 冯**
  expect items[0].amount_fen is 80000
  keep grant = items[0].id
  GET /api/v1/benefits/grants/${grant}
  expect instalments[0].state is ordered
  expect facts has 月收入
  expect frozen is true
  keep digest = digest
  as ${district}-ZX:supervisor
  GET /api/v1/benefits/grants/${grant}/proof?digest=${digest}
  expect fits is true
  expect text has "field":"income"
  as ${district}-MZ:handler
  GET /api/v1/benefits/households/${home}
  status 200
  expect members[0].name has *
  expect waiting is false
step 妻子在手机上看到，别人的收入看不到数，也不能替全家放弃
  as ${district}-ZX:acceptor
  POST /api/v1/spaces/open
    {"name": "卢秀英", "id_card": "440604198204046526", "consents": true}
  keep code = code
  public
  POST /api/v1/public/space/enter
    {"id_card": "440604198204046526", "code": "${code}"}
  keep token = token
  key ${token}
  GET /api/v1/public/benefits/mine
  status 200
  until have has 家庭收入补差
  expect have has 本人可见
  expect households[0].may_name is false
  expect account_needed is false
  POST /api/v1/public/benefits/grants/${grant}/decline
  status 403
  POST /api/v1/public/benefits/households/${home}/payees
    {"order": []}
  status 403
step 妻子迁出另立一户：本月不变，下月按两口人发
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "police", "key": "BEN-H-1B", "observed": "${now - 1 hours}",
       "values": {"name": "卢秀英", "id_card": "440604198204046526", "born": "1982-04-04", "household": "BENH1Z", "live_address": "禅城区${address}11单元602室"}}]}
  status 200
  as ${district}-MZ:handler
  GET /api/v1/benefits/policies/subjects/${home}?purpose=核对试点&policy=story_household_income
  until items[0].judgement.amount_fen is 160000
  wait 31 days
  GET /api/v1/benefits/grants/${grant}
  until instalments[1].amount_fen is 160000
  expect instalments[0].amount_fen is 80000
  GET /api/v1/benefits/grants/${grant}/proof
  status 403
step 迁出的人看不到这一户了
  public
  POST /api/v1/public/space/enter
    {"id_card": "440604198204046526", "code": "${code}"}
  status 200
  keep token = token
  key ${token}
  GET /api/v1/public/benefits/mine
  status 200
  expect households[0] absent
