story 居民自己登记求职，看到合适的岗位；撤回同意，一切当即消失
step 企业、居民、岗位
  as ${district}-SJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "market", "key": "JOB-M-2", "kind": "firm", "observed": "${now - 20 days}",
      "values": {"name": "佛山市悦味餐饮有限公司", "uscc": "91440604MA7320002K", "industry": "H", "status": "1", "address": "${address}"}}]}
  status 200
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "JOB-P-2", "observed": "${now - 200 days}",
      "values": {"name": "叶咏诗", "id_card": "440604199507061525", "sex": "2", "born": "1995-07-06", "live_address": "禅城区${address}4单元102室"}}]}
  status 200
  as ${district}-RS:job_adviser
  POST /api/v1/jobs/vacancies
    {"uscc": "91440604MA7320002K", "title": "咖啡师", "occupation": "4-03-02-08", "headcount": 2, "pay_from_fen": 500000, "pay_to_fen": 650000, "skills": [{"word": "拉花", "level": 2}]}
  status 200
  keep vacancy = id
step 本人凭开通码进入；不同意就不登记，同意后当即看到岗位和理由
  as ${district}-ZX:acceptor
  POST /api/v1/spaces/open
    {"name": "叶咏诗", "id_card": "440604199507061525", "consents": true}
  status 200
  keep code = code
  public
  POST /api/v1/public/space/enter
    {"id_card": "440604199507061525", "code": "${code}"}
  keep token = token
  GET /api/v1/public/jobs/mine
  status 401
  key ${token}
  GET /api/v1/public/jobs/mine
  status 200
  expect name is 叶**
  expect wish absent
  POST /api/v1/public/jobs/wish
    {"skills": [{"word": "咖啡制作", "level": 3}], "occupations": ["4-03-02-08"], "consent": {"agreed": false, "purpose": "推荐岗位", "days": 60}}
  status 403
  POST /api/v1/public/jobs/wish
    {"skills": [{"word": "咖啡制作", "level": 3}], "occupations": ["4-03-02-08"], "pay_from_fen": 500000, "consent": {"agreed": true, "purpose": "推荐岗位", "days": 60}}
  status 200
  expect wish.state is open
  GET /api/v1/public/jobs/mine
  expect jobs has ${vacancy}
  expect never_zh has 性别
step 本人愿意，专员看得到，企业也愿意
  POST /api/v1/public/jobs/answer
    {"vacancy": "${vacancy}", "yes": true}
  status 200
  expect recommendations[0].talent_answer is yes
  keep rec = recommendations[0].id
  keep person = recommendations[0].talent
  as ${district}-RS:job_adviser
  GET /api/v1/jobs/recommendations?state=open
  expect items has ${rec}
  POST /api/v1/jobs/recommendations/${rec}/answer
    {"side": "firm", "yes": true}
  status 200
  expect state is agreed
step 本人撤回：名单、匹配、推荐里都没有了，谁也取不出来
  key ${token}
  POST /api/v1/public/jobs/withdraw
    {}
  status 200
  expect wish absent
  expect recommendations[0] absent
  as ${district}-RS:job_adviser
  GET /api/v1/jobs/talents/${person}
  status 404
  GET /api/v1/jobs/vacancies/${vacancy}/matches
  expect items[0] absent
  POST /api/v1/jobs/recommendations/${rec}/outcome
    {"outcome": "interview"}
  status 404
  POST /api/v1/jobs/recommendations
    {"vacancy": "${vacancy}", "talent": "${person}"}
  status 404
  key ${token}
  POST /api/v1/public/jobs/answer
    {"vacancy": "${vacancy}", "yes": true}
  status 403
