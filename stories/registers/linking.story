story 同音的名字要人来判定：判为同一个后资料归在一处，撤销又分开，误并的可拆分；证件号不同的从不合并
step 公安先报一人，有证件号
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "LNK-P-1", "observed": "${now - 30 days}",
      "values": {"name": "邝晓岚", "id_card": "440604199109098023", "born": "1991-09-09", "sex": "2"}}]}
  status 200
  GET /api/v1/registers/persons?q=440604199109098023
  keep person = items[0].ref
step 卫健报来同音异字、没有证件号的一人，不敢自动归并，列入复核
  as ${district}-WJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "health", "key": "LNK-H-1", "observed": "${now - 10 days}",
      "values": {"name": "邝小岚", "born": "1991-09-09", "vaccinated": "流感 2026"}}]}
  status 200
  as ${district}-ZX:data_steward
  GET /api/v1/registers/matches?record=health/LNK-H-1
  expect items[0].state is open
  keep match = items[0].id
  GET /api/v1/registers/matches/${match}
  expect a.title is 邝**
  expect reasons[0].said_zh is 同音或形近
  expect reasons[1].level is 0
  expect reasons[2].said_zh is 相同
  expect may_decide is true
step 没有权限的人看得到，判不了
  as ${district}-GA:handler
  GET /api/v1/registers/matches/${match}
  status 200
  expect may_decide is false
  POST /api/v1/registers/matches/${match}/decide
    {"same": true, "reason": "越权"}
  status 403
step 数据管理员须写依据；判为同一个，接种归到此人名下
  as ${district}-ZX:data_steward
  POST /api/v1/registers/matches/${match}/decide
    {"same": true, "reason": ""}
  status 422
  expect fields[0].path is reason
  POST /api/v1/registers/matches/${match}/decide
    {"same": true, "reason": "电话核实为同一人"}
  status 200
  expect state is same
  expect a.subject is ${person}
  expect b.subject is ${person}
  GET /api/v1/registers/persons/${person}/explain?field=vaccinated
  expect items[0].claims[0].source is health
step 核错了：撤销，两人又分开，历史都在
  POST /api/v1/registers/matches/${match}/undo
    {"reason": "回访发现另有其人"}
  status 200
  expect state is open
  expect history[0].act is undo
  expect history[1].act is same
  GET /api/v1/registers/matches/${match}
  expect history[1].reason is 电话核实为同一人
step 判为不同以后，再报来也不归并
  POST /api/v1/registers/matches/${match}/decide
    {"same": false, "reason": "同音同日的两个人"}
  status 200
  expect state is different
  as ${district}-WJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "health", "key": "LNK-H-1", "observed": "${now - 5 days}",
      "values": {"name": "邝小岚", "born": "1991-09-09", "vaccinated": "新冠 2026"}}]}
  status 200
  as ${district}-ZX:data_steward
  GET /api/v1/registers/matches?record=health/LNK-H-1
  expect items[0].state is different
  expect items[0].a.subject is ${person}
step 姓名、生日、电话都相同而证件号不同的，是两个人
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "police", "key": "LNK-P-2", "values": {"name": "邝国栋", "id_card": "440604199305058045", "born": "1993-05-05", "phone": "14000940001"}},
      {"source": "police", "key": "LNK-P-3", "values": {"name": "邝国栋", "id_card": "440604199305058088", "born": "1993-05-05", "phone": "14000940001"}}]}
  status 200
  GET /api/v1/registers/persons?q=440604199305058045
  keep one = items[0].ref
  as ${district}-RS:handler
  POST /api/v1/registers/records
    {"records": [{"source": "social", "key": "LNK-S-2", "values": {"name": "鄺國棟", "id_card": "440604930505804", "born": "1993-05-05", "occupation": "电工"}}]}
  status 200
  GET /api/v1/registers/persons/${one}/explain?field=occupation
  expect items[0].claims[0].source is social
step 误并的记录由数据管理员拆出
  as ${district}-ZX:data_steward
  GET /api/v1/registers/matches/records?subject=${one}
  expect may_split is true
  POST /api/v1/registers/matches/split
    {"subject": "${one}", "records": ["social/LNK-S-2"], "reason": "旧证号是他人的"}
  status 200
  GET /api/v1/registers/persons/${one}/explain?field=occupation
  expect items[0] absent
