story 任务均衡：默认不开，打开后说明该谁办、为什么，别人照样可以签收
step 镇街看得到几个人共用的岗位，均衡默认关闭
  as ${town}-ZX:town_command
  GET /api/v1/balance/queues
  status 200
  expect items[0].mode is off
  GET /api/v1/balance/people?queue=${town}-ZJ:handler
  expect items[0].on_shift is true
  keep first = items[0].person
step 没打开时，没有建议
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "工地扬尘", "item_code": "E13-0310",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}, "reporter": {"name": "岑先生", "phone": "14000000711"}}
  status 200
  keep before = ref
  GET /api/v1/balance/case?case_ref=${before}
  expect advice absent
step 打开住建岗位的分派，并记下一人的专长
  as ${town}-ZX:town_command
  PUT /api/v1/balance/people
    {"person": "${first}", "skills": ["E13-0308"], "shifts": [], "most": 50, "version": 0}
  status 200
  PUT /api/v1/balance/queue
    {"queue": "${town}-ZJ:handler", "mode": "assign", "version": 0}
  status 200
  expect mode is assign
step 下一件专长内的任务分给他，写明理由
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "工地道路未硬化，尘土飞扬", "item_code": "E13-0308",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}, "reporter": {"name": "岑先生", "phone": "14000000711"}}
  status 200
  keep ref = ref
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
  as ${town}-ZX:town_command
  GET /api/v1/balance/case?case_ref=${ref}
  until advice.person is ${first}
  expect advice.why_zh has 擅长该类事项
  GET /api/v1/cases/${ref}
  expect tasks[0].claimed_by exists
  GET /api/v1/balance/advice?queue=${town}-ZJ:handler
  expect items[0].case_ref is ${ref}
step 只建议不分派时，谁都可以签收
  GET /api/v1/balance/queues
  expect items[0].queue is ${town}-ZJ:handler
  PUT /api/v1/balance/queue
    {"queue": "${town}-ZJ:handler", "mode": "suggest", "version": 1}
  status 200
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "工地道路泥泞", "item_code": "E13-0308",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}, "reporter": {"name": "岑先生", "phone": "14000000711"}}
  status 200
  keep next = ref
  as ${grid}:officer
  POST /api/v1/cases/${next}/actions/verify_true
    {"text": "属实"}
  status 200
  as ${town}-ZJ:handler
  GET /api/v1/balance/case?case_ref=${next}
  until advice exists
  POST /api/v1/cases/${next}/actions/claim
    {}
  status 200
step 关掉以后一切照旧
  as ${town}-ZX:town_command
  PUT /api/v1/balance/queue
    {"queue": "${town}-ZJ:handler", "mode": "off", "version": 2}
  status 200
