story 流程在办结后自动告知上报人，上报人在进度页看到
step 服务有中英文名字和要填的输入
  as ${district}-BG:office_staff
  GET /api/v1/flows/services
  expect items[0].name is tell_reporter
  expect items[0].zh has 告知上报人
  expect items[0].inputs[0].name is text
step 在办结与核查之间加一个服务任务；名字不对或少了输入通不过校验
  POST /api/v1/flows/drafts
    {"kind": "bpmn", "key": "case_life", "note": "办结后告知上报人"}
  status 200
  keep draft = id
  keep revision = revision
  keep content = content
  change content: sourceRef="is_done" targetRef="check" => sourceRef="is_done" targetRef="tell"
  change content: <bpmn:incoming>done_yes</bpmn:incoming> => <bpmn:incoming>told</bpmn:incoming>
  change content: <bpmn:sequenceFlow id="to_located" => <bpmn:serviceTask id="tell" name="告知上报人 / Tell the reporter"><bpmn:extensionElements><tg:service name="telephone"/></bpmn:extensionElements><bpmn:incoming>done_yes</bpmn:incoming><bpmn:outgoing>told</bpmn:outgoing></bpmn:serviceTask><bpmn:sequenceFlow id="told" sourceRef="tell" targetRef="check"/><bpmn:sequenceFlow id="to_located"
  PUT /api/v1/flows/drafts/${draft}
    {"revision": ${revision}, "content": ${json:content}}
  status 200
  keep revision = revision
  POST /api/v1/flows/drafts/${draft}/check
    {}
  status 200
  expect good is false
  expect problems[0].zh has 没有名为 telephone 的服务
  change content: <tg:service name="telephone"/> => <tg:service name="tell_reporter"/>
  PUT /api/v1/flows/drafts/${draft}
    {"revision": ${revision}, "content": ${json:content}}
  status 200
  keep revision = revision
  POST /api/v1/flows/drafts/${draft}/check
    {}
  status 200
  expect good is false
  expect problems[0].zh has 需要输入 text
  change content: <tg:service name="tell_reporter"/> => <tg:service name="tell_reporter"/><tg:input target="text" source='"已办结，正在核查"'/>
  PUT /api/v1/flows/drafts/${draft}
    {"revision": ${revision}, "content": ${json:content}}
  status 200
step 审核、发布到本镇街
  POST /api/v1/flows/drafts/${draft}/hand-in
    {"text": "办结后告知上报人"}
  status 200
  as ${district}-ZX:data_steward
  POST /api/v1/flows/drafts/${draft}/approve
    {"text": "同意"}
  status 200
  wait 1 minutes
  POST /api/v1/flows/drafts/${draft}/release
    {"area": "${town}", "note": "先在本镇街"}
  status 200
step 来电人的工单办结时被告知；历程写明是流程的哪一步做的，且未被改动
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}门前井盖松动", "item_code": "P13-0102",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}, "reporter": {"name": "李先生", "phone": "14000000073"}}
  status 200
  keep ref = ref
  keep number = number
  keep code = query_code
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
  as ${town}-ZJ:handler
  POST /api/v1/cases/${ref}/reads
    {}
  status 200
  POST /api/v1/cases/${ref}/actions/settle
    {"text": "已固定", "closing_condition": "井盖补齐或更换到位，与路面平顺、无异响，作业现场清理干净"}
  status 200
  expect status is pending_check
  GET /api/v1/cases/${ref}/history
  expect items[3].zh has 已阅“处置”
  expect items[5].zh is 流程步骤“告知上报人”告知上报人：已办结，正在核查
  GET /api/v1/cases/${ref}/history/check
  expect intact is true
  public
  GET /api/v1/public/reports/${number}?code=${code}
  status 200
  expect messages[0].text is 已办结，正在核查
step 撤回发布，后面的工单照旧
  as ${district}-ZX:data_steward
  GET /api/v1/flows/releases
  keep last = items[0].id
  POST /api/v1/flows/releases/${last}/withdraw
    {"text": "试行结束"}
  status 200
