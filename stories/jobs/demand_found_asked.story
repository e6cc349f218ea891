story 从数据里看出企业可能要用人：写明理由，去问，一键核实，算出准不准；人才也据此找企业
step 人社两次报送，企业从业人数涨了四成
  as ${district}-SJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "market", "key": "JOB-M-3", "kind": "firm", "observed": "${now - 200 days}",
      "values": {"name": "佛山市旺源电气有限公司", "uscc": "91440604MA7320003N", "industry": "D", "status": "1", "founded": "${day - 100 days}", "moved_in": "${day - 30 days}", "address": "${address}"}}]}
  status 200
  as ${district}-RS:handler
  POST /api/v1/registers/records
    {"records": [{"source": "social", "key": "JOB-S-3", "kind": "firm", "observed": "${now - 90 days}", "values": {"uscc": "91440604MA7320003N", "staff": "20"}}]}
  status 200
  as ${district}-RS:job_adviser
  POST /api/v1/jobs/demands/run
    {}
  status 200
  GET /api/v1/jobs/overview
  until run.state is done
  as ${district}-RS:handler
  POST /api/v1/registers/records
    {"records": [{"source": "social", "key": "JOB-S-3", "kind": "firm", "observed": "${now - 1 days}", "values": {"uscc": "91440604MA7320003N", "staff": "28"}}]}
  status 200
  as ${district}-RS:job_adviser
  POST /api/v1/jobs/demands/run
    {}
  status 200
  GET /api/v1/jobs/demands?state=open&limit=200
  until items has 增加 8 人（40%）
step 去问：可能要电工，属实；一键核实，只算一次
  GET /api/v1/jobs/demands?state=open&limit=1
  expect items[0].firm_name is 佛山市旺源电气有限公司
  expect items[0].occupation is 6-31-01-03
  expect items[0].confidence above 50
  expect items[0].reasons[0].rule is staff_grows
  keep demand = items[0].id
  POST /api/v1/jobs/demands/${demand}/answer
    {"confirmed": true, "headcount": 3, "note": "电话核实：下月上新线"}
  status 200
  expect state is confirmed
  POST /api/v1/jobs/demands/${demand}/answer
    {"confirmed": true}
  status 200
  POST /api/v1/jobs/demands/${demand}/answer
    {"confirmed": false}
  status 409
  GET /api/v1/jobs/demands?state=confirmed
  expect items has ${demand}
  expect precision[0].rule is staff_grows
  expect precision[0].confirmed is 1
step 一位电工没有合适的岗位，却找得到这家企业
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "JOB-P-3", "observed": "${now - 200 days}",
      "values": {"name": "练达明", "id_card": "44060419851209153X", "sex": "1", "born": "1985-12-09", "phone": "14000961003", "live_address": "禅城区${address}5单元201室"}}]}
  status 200
  as ${grid}:officer
  GET /api/v1/registers/persons?q=14000961003
  keep person = items[0].ref
  as ${district}-RS:job_adviser
  POST /api/v1/jobs/talents
    {"person": "${person}", "skills": [{"word": "电工证", "level": 4}, {"word": "PLC", "level": 3}], "occupations": ["6-31-01-03"],
     "consent": {"agreed": true, "purpose": "推荐岗位", "days": 90, "how": "窗口当面书面同意"}}
  status 200
  GET /api/v1/jobs/talents/${person}/matches
  expect firms[0].firm_name is 佛山市旺源电气有限公司
  expect firms[0].state is confirmed
  expect firms[0].fits_zh has 电工
  expect firms[0].reasons[0].zh has 40%
step 全部重新推断，核实过的不再反复问
  POST /api/v1/jobs/demands/run
    {}
  status 200
  GET /api/v1/jobs/overview
  until run.state is done
  GET /api/v1/jobs/demands?state=confirmed
  expect items has ${demand}
