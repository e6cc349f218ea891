story 公安和人社的手机号码不一致，工单交归口单位，答复后各处看到同一个值
step 公安报送一个人
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "REG-P-901", "observed": "${now - 90 days}",
      "values": {"name": "区小敏", "id_card": "440604198803129016", "sex": "女", "born": "1988年3月12日",
                 "phone": "140-0091-0001", "live_address": "${address}1单元301室"}}]}
  status 200
  expect added is 1
  expect conflicts is 0
  GET /api/v1/registers/persons?q=440604198803129016
  expect items[0].title is 区**
  expect items[0].values.id_card is 440***********9016
  expect items[0].values.phone is 140****0001
  expect items[0].age above 34
  expect items[0].age_to above 38
  keep person = items[0].ref
step 同样的记录再报一次，什么也不变
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "REG-P-901", "observed": "${now - 90 days}",
      "values": {"name": "区小敏", "id_card": "440604198803129016", "sex": "女", "born": "1988年3月12日",
                 "phone": "140-0091-0001", "live_address": "${address}1单元301室"}}]}
  status 200
  expect same is 1
  expect changed is 0
step 人社不能替公安报送，报自己的手机号码与公安不同
  as ${district}-RS:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "REG-P-901", "values": {"phone": "14000910002"}}]}
  status 403
  POST /api/v1/registers/records
    {"records": [{"source": "social", "key": "REG-S-901", "observed": "${now - 10 days}",
      "values": {"name": "区小敏", "id_card": "440604198803129016", "phone": "14000910002", "occupation": "会计"}}]}
  status 200
  expect added is 1
  expect conflicts is 1
step 取值仍以权威来源为准，并说明为什么；两个号码都能找到这个人
  GET /api/v1/registers/persons/${person}/explain?field=phone
  expect items[0].rule is authority
  expect items[0].claims[0].source is police
  expect items[0].claims[0].won is true
  expect items[0].claims[1].lineage exists
  GET /api/v1/registers/persons?q=14000910002
  expect items[0].ref is ${person}
  expect items[0].conflicts is 1
step 冲突成为归口单位的工单，限五个工作日
  as ${district}-GA:handler
  GET /api/v1/registers/conflicts?state=open
  expect items[0].subject is ${person}
  expect items[0].unit is ${district}-GA
  expect items[0].may_answer is true
  keep conflict = items[0].id
  keep ticket = items[0].ticket
  GET /api/v1/cases?q=${ticket}
  expect items[0].unit is ${district}-GA
  expect items[0].number is ${ticket}
step 别的单位不能替它答复，答复须写依据
  as ${district}-RS:handler
  POST /api/v1/registers/conflicts/${conflict}/answer
    {"outcome": "keep", "text": "我来答"}
  status 403
  as ${district}-GA:handler
  POST /api/v1/registers/conflicts/${conflict}/answer
    {"outcome": "take", "value": "social/REG-S-901"}
  status 422
  expect fields[0].path is text
  POST /api/v1/registers/conflicts/${conflict}/answer
    {"outcome": "take", "value": "social/REG-S-901", "text": "已电话核实，本人换号"}
  status 200
  expect state is answered
step 答复后处处是同一个值，旧文件再来也不会改回去
  GET /api/v1/registers/persons/${person}?purpose=check
  expect values.phone is 140****0002
  expect conflicts is 0
  as ${district}-RS:handler
  GET /api/v1/registers/persons/${person}?purpose=check
  expect values.phone is 140****0002
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "REG-P-901",
      "values": {"name": "区小敏", "id_card": "440604198803129016", "sex": "女", "born": "1988年3月12日",
                 "phone": "140-0091-0001", "live_address": "${address}1单元301室"}}]}
  status 200
  GET /api/v1/registers/persons/${person}?purpose=check
  expect values.phone is 140****0002
  GET /api/v1/registers/persons/${person}/timeline
  expect items has 本人换号
