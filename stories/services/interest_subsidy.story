story 企业贷款贴息：政策一匹配就推到法定代表人的空间，点一下确认，按月下达、到账，条件消失即停；别人进不了这家企业
step 区里凭文号确认数字贷贴息，之后才主动推送
  as ${district}-ZX:data_steward
  POST /api/v1/benefits/policies/digital_loan/confirm
    {"edition": 1, "document": "故事21号"}
  status 200
  expect line.pushed is true
step 预算下达
  as ${district}-ZX:pay_reviewer
  PUT /api/v1/benefits/money/channels/simulated
    {"zh": "模拟银行（试用）", "en": "Simulated bank (for trials)", "kind": "simulated", "enabled": true, "url": "", "key_id": "story", "secret": "0123456789abcdef0123456789abcdef"}
  status 200
  PUT /api/v1/benefits/money/budgets
    {"policy": "digital_loan", "year": ${year}, "amount_fen": 90000000000, "channel": "simulated", "reason": "年度预算"}
  PUT /api/v1/benefits/money/budgets
    {"policy": "digital_loan", "year": ${next_year}, "amount_fen": 90000000000, "channel": "simulated", "reason": "年度预算"}
step 公安登记三位居民，市场监管登记两家企业，各有法定代表人
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "police", "key": "SVC-P-1", "observed": "${now - 300 days}", "values": {"name": "冼立新", "id_card": "440604197803126515", "sex": "1", "born": "1978-03-12", "phone": "14000820001", "live_address": "禅城区${address}11单元101室"}},
      {"source": "police", "key": "SVC-P-2", "observed": "${now - 300 days}", "values": {"name": "霍慧仪", "id_card": "440604198507243324", "sex": "2", "born": "1985-07-24", "live_address": "禅城区${address}11单元102室"}},
      {"source": "police", "key": "SVC-P-3", "observed": "${now - 300 days}", "values": {"name": "卢经办", "id_card": "440604199109091171", "sex": "1", "born": "1991-09-09", "live_address": "禅城区${address}11单元103室"}}]}
  status 200
  as ${district}-SJ:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "market", "key": "SVC-M-1", "kind": "firm", "observed": "${now - 200 days}",
       "values": {"name": "佛山市立新数控设备有限公司", "uscc": "91440604MA73281010", "industry": "C", "status": "1", "kind": "1", "address": "禅城区${address}", "legal_person": "冼立新", "legal_person_id": "440604197803126515",
                  "abnormal_since": "${day - 400 days}"}},
      {"source": "market", "key": "SVC-M-2", "kind": "firm", "observed": "${now - 200 days}",
       "values": {"name": "佛山市慧仪陶瓷有限公司", "uscc": "91440604MA73281023", "industry": "C", "status": "1", "kind": "1", "address": "禅城区${address}", "legal_person": "霍慧仪", "legal_person_id": "440604198507243324"}}]}
  status 200
step 法定代表人进入自己的空间，看到“我的企业”；别的居民看不到
  as ${district}-ZX:acceptor
  POST /api/v1/spaces/open
    {"name": "冼立新", "id_card": "440604197803126515", "consents": true}
  status 200
  keep code = code
  POST /api/v1/spaces/open
    {"name": "霍慧仪", "id_card": "440604198507243324", "consents": true}
  status 200
  keep other_code = code
  POST /api/v1/spaces/open
    {"name": "卢经办", "id_card": "440604199109091171", "consents": true}
  status 200
  keep agent_code = code
  public
  POST /api/v1/public/space/enter
    {"id_card": "440604197803126515", "code": "${code}"}
  keep token = token
  POST /api/v1/public/space/enter
    {"id_card": "440604198507243324", "code": "${other_code}"}
  keep other = token
  POST /api/v1/public/space/enter
    {"id_card": "440604199109091171", "code": "${agent_code}"}
  keep agent = token
  key ${token}
  GET /api/v1/public/firms
  until items[0].name is 佛山市立新数控设备有限公司
  expect items[0].role is legal
  expect items[1] absent
  keep firm = items[0].ref
  key ${other}
  GET /api/v1/public/firms
  until items[0].name is 佛山市慧仪陶瓷有限公司
  keep other_firm = items[0].ref
  key ${agent}
  GET /api/v1/public/firms
  expect items[0] absent
step 列入经营异常名录时不推送，门户说明差在哪一条
  as ${district}-BG:office_staff
  POST /api/v1/registers/records
    {"records": [{"source": "finance", "key": "SVC-F-1", "kind": "firm", "observed": "${now - 1 days}",
      "values": {"name": "佛山市立新数控设备有限公司", "uscc": "91440604MA73281010", "loan_kind": "1", "loan_principal": "800000", "loan_interest": "2600", "loan_since": "${day - 90 days}"}}]}
  status 200
  key ${token}
  GET /api/v1/public/firms/${firm}/credit
  until marks[0].indicator is abnormal
  expect marks[0].unit is ${district}-SJ
  expect cases[0] absent
  expect frequency.items[0].reason_zh exists
  expect frequency.may_note is false
step 企业自己对这条信用记录提出异议，来源单位更正，分数随之改变
  POST /api/v1/public/firms/${firm}/credit/matters
    {"kind": "objection", "indicator": "abnormal", "text": "住所从未变更", "evidence": "租赁合同"}
  status 200
  expect state is open
  expect asked_by is 冼**（法定代表人）
  keep matter = id
  key ${other}
  POST /api/v1/public/firms/${firm}/credit/matters
    {"kind": "objection", "indicator": "abnormal", "text": "冒名"}
  status 403
  expect code is not_for_firm
  as ${district}-SJ:handler
  POST /api/v1/credit/matters/${matter}/answer
    {"outcome": "mended", "text": "系误列，予以移出", "values": [{"field": "abnormal_since", "value": ""}]}
  status 200
step 一移出，政策当即匹配，推到法定代表人的空间；经办看得到未读
  as ${district}-ZX:supervisor
  GET /api/v1/benefits/grants?policy=digital_loan&state=noticed
  until items[0].title is 佛山市立新数控设备有限公司
  expect items[0].means is portal
  expect items[0].seen absent
  keep grant = items[0].id
  key ${token}
  GET /api/v1/public/firms
  until items[0].unread is 1
step 别人的钥匙、没有钥匙、换一家企业的地址都打不开，也点不了
  key ${other}
  GET /api/v1/public/firms/${firm}
  status 403
  expect code is not_for_firm
  GET /api/v1/public/firms/${firm}/credit
  status 403
  GET /api/v1/public/services/applications?firm=${firm}
  status 403
  POST /api/v1/public/firms/${firm}/benefits/grants/${grant}/confirm
    {}
  status 403
  POST /api/v1/public/firms/${other_firm}/benefits/grants/${grant}/confirm
    {}
  status 404
  POST /api/v1/public/benefits/grants/${grant}/confirm
    {}
  status 404
  POST /api/v1/public/firms/${firm}/agents
    {"name": "霍慧仪", "id_card": "440604198507243324", "days": 30}
  status 403
  GET /api/v1/public/firms/999999999
  status 403
  public
  GET /api/v1/public/firms/${firm}
  status 401
step 法定代表人打开企业专属空间，通知变为已读，每次打开都留痕
  key ${token}
  GET /api/v1/public/firms/${firm}
  status 200
  expect notices[0].zh is 数字贷贴息
  expect notices[0].needs_confirm is true
  expect notices[0].read absent
  expect benefits.have[0].policy is digital_loan
  expect facts[0].field exists
  GET /api/v1/public/firms/${firm}
  expect notices[0].read exists
  expect looks[0].name is 冼**（法定代表人）
  expect looks[0].act is firm
  as ${district}-ZX:supervisor
  GET /api/v1/benefits/grants/${grant}
  expect seen exists
step 任命经办人，他能看、能确认；不能改账户、不能任命别人
  key ${token}
  POST /api/v1/public/firms/${firm}/agents
    {"name": "卢经办", "id_card": "440604199109091171", "days": 0}
  status 422
  POST /api/v1/public/firms/${firm}/agents
    {"name": "卢某人", "id_card": "440604199109091171", "days": 60}
  status 404
  POST /api/v1/public/firms/${firm}/agents
    {"name": "卢经办", "id_card": "440604199109091171", "days": 60}
  status 200
  expect items[0].name is 卢**
  expect items[0].state is in_force
  keep appointment = items[0].id
  key ${agent}
  GET /api/v1/public/firms
  expect items[0].role is agent
  POST /api/v1/public/firms/${firm}/benefits/account
    {"bank": "中国农业银行", "number": "6228480402564890018", "holder": "佛山市立新数控设备有限公司"}
  status 403
  POST /api/v1/public/firms/${firm}/agents
    {"name": "霍慧仪", "id_card": "440604198507243324", "days": 30}
  status 403
  POST /api/v1/public/firms/${firm}/benefits/grants/${grant}/confirm
    {}
  status 200
  expect state is granted
  expect amount_fen is 260000
  GET /api/v1/public/firms/${firm}
  expect looks[0] absent
step 收款账户须为本企业户名；登记后第一个月到账
  key ${token}
  POST /api/v1/public/firms/${firm}/benefits/account
    {"bank": "中国农业银行", "number": "6228480402564890018", "holder": "冼立新"}
  status 422
  POST /api/v1/public/firms/${firm}/benefits/account
    {"bank": "中国农业银行", "number": "6228480402564890018", "holder": "佛山市立新数控设备有限公司"}
  status 200
  GET /api/v1/public/firms/${firm}
  until benefits.have[0].paid_fen is 260000
step 收回经办人，当即进不来
  POST /api/v1/public/firms/${firm}/agents/${appointment}/end
    {}
  status 200
  expect items[0].state is taken_back
  key ${agent}
  GET /api/v1/public/firms/${firm}
  status 403
step 下个月利息变了，自动按新的利息再下达一次，不会多发
  wait 31 days
  as ${district}-BG:office_staff
  POST /api/v1/registers/records
    {"records": [{"source": "finance", "key": "SVC-F-1", "kind": "firm", "observed": "${now - 1 hours}",
      "values": {"name": "佛山市立新数控设备有限公司", "uscc": "91440604MA73281010", "loan_kind": "1", "loan_principal": "790000", "loan_interest": "2500", "loan_since": "${day - 121 days}"}}]}
  status 200
  as ${district}-ZX:supervisor
  GET /api/v1/benefits/grants/${grant}
  until instalments[1].state is paid
  expect instalments[2] absent
  expect state is granted
step 贷款结清，条件消失，当即停发
  as ${district}-BG:office_staff
  POST /api/v1/registers/records
    {"records": [{"source": "finance", "key": "SVC-F-1", "kind": "firm", "observed": "${now - 1 hours}",
      "values": {"name": "佛山市立新数控设备有限公司", "uscc": "91440604MA73281010"}}]}
  status 200
  as ${district}-ZX:supervisor
  GET /api/v1/benefits/grants/${grant}
  until state is stopped
step 法定代表人换了人，原来的人当即看不到这家企业
  as ${district}-SJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "market", "key": "SVC-M-1", "kind": "firm", "observed": "${now - 1 hours}",
      "values": {"name": "佛山市立新数控设备有限公司", "uscc": "91440604MA73281010", "industry": "C", "status": "1", "kind": "1", "address": "禅城区${address}", "legal_person": "霍慧仪", "legal_person_id": "440604198507243324"}}]}
  status 200
  public
  POST /api/v1/public/space/enter
    {"id_card": "440604197803126515", "code": "${code}"}
  keep token = token
  POST /api/v1/public/space/enter
    {"id_card": "440604198507243324", "code": "${other_code}"}
  keep other = token
  key ${other}
  GET /api/v1/public/firms/${firm}
  until role is legal
  expect benefits.have[0].state is stopped
  key ${token}
  GET /api/v1/public/firms/${firm}
  status 403
  GET /api/v1/public/firms
  expect items[0] absent
