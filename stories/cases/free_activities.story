story 自由子流程：办结后要不要补拍、复勘，由在办的人随时开始、随时结束
step 在办结与核查之间放一个自由子流程，里面两件可以随时开始的事
  as ${district}-BG:office_staff
  POST /api/v1/flows/drafts
    {"kind": "bpmn", "key": "case_life", "note": "办结后可补拍、复勘"}
  status 200
  keep draft = id
  keep revision = revision
  keep content = content
  change content: sourceRef="is_done" targetRef="check" => sourceRef="is_done" targetRef="works"
  change content: <bpmn:incoming>done_yes</bpmn:incoming> => <bpmn:incoming>worked</bpmn:incoming>
  change content: <bpmn:sequenceFlow id="to_located" => <bpmn:adHocSubProcess id="works" name="核查前补办 / Before the check"><bpmn:extensionElements><tg:stage key="handle"/></bpmn:extensionElements><bpmn:incoming>done_yes</bpmn:incoming><bpmn:outgoing>worked</bpmn:outgoing><bpmn:userTask id="photo" name="补拍照片 / Photos"><bpmn:extensionElements><tg:assignment queue='queue'/></bpmn:extensionElements></bpmn:userTask><bpmn:userTask id="survey" name="现场复勘 / Survey"><bpmn:extensionElements><tg:assignment queue='community + "-ZZ:station_head"'/></bpmn:extensionElements></bpmn:userTask></bpmn:adHocSubProcess><bpmn:sequenceFlow id="worked" sourceRef="works" targetRef="check"/><bpmn:sequenceFlow id="to_located"
  PUT /api/v1/flows/drafts/${draft}
    {"revision": ${revision}, "content": ${json:content}}
  status 200
  GET /api/v1/flows/tests?kind=bpmn&key=case_life
  keep test = items[0].id
  keep test_revision = items[0].revision
  PUT /api/v1/flows/tests/${test}
    {"kind": "bpmn", "key": "case_life", "name": "部门办结、核查通过、结案", "revision": ${test_revision}, "spec": {"at": "2026-11-18 09:00", "variables": {"channel": "hotline", "kind": "report", "located": true, "district": "440604", "town": "440604010", "community": "440604010014", "grid": "440604010014001", "classified": true, "item": "E13-0110", "item_class": "event", "lead_line": "CG", "trifle": false, "severity": "normal", "handle_limit": "3 work_days", "verify_needed": false, "settled": false, "sampled": false, "wants_reply": false, "from_level": "grid", "level": "grid", "unit": "", "queue": "", "climb_limit": "", "warn_limit": "", "returns": 0, "outcome": ""}, "decisions": {"dispatch": {"level": "department", "unit": "440604010-CG", "queue": "440604010-CG:handler", "climb_limit": "5 work_days", "warn_limit": "3 work_days"}}, "steps": [{"standing": ["handle"]}, {"complete": "handle", "variables": {"outcome": "settled"}}], "expected": {"path": ["route", "handle", "works"], "never": ["dispatch"]}}}
  status 200
  keep test_revision = revision
  POST /api/v1/flows/drafts/${draft}/hand-in
    {"text": "办结后可补拍、复勘"}
  status 200
  as ${district}-ZX:data_steward
  POST /api/v1/flows/drafts/${draft}/approve
    {"text": "同意"}
  status 200
  wait 1 minutes
  POST /api/v1/flows/drafts/${draft}/release
    {"area": "${town}", "note": "先在本镇街"}
  status 200
step 办结后停在自由子流程，承办人看到可以开始的活动；别人不能开始
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}门前井盖松动", "item_code": "P13-0102",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}, "reporter": {"name": "李先生", "phone": "14000000074"}}
  status 200
  keep ref = ref
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
  as ${town}-ZJ:handler
  POST /api/v1/cases/${ref}/actions/settle
    {"text": "已固定", "closing_condition": "井盖补齐或更换到位，与路面平顺、无异响，作业现场清理干净"}
  status 200
  expect status is pending_step
  expect actions[4].action is begin_inside
  expect actions[4].form[0].choices[1].zh is 现场复勘
  POST /api/v1/cases/${ref}/actions/begin_inside
    {"step": "close"}
  status 422
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/begin_inside
    {"step": "survey"}
  status 403
step 承办人请站长复勘；复勘完由站长结束，进入核查；历程写明谁开始、谁结束
  as ${town}-ZJ:handler
  POST /api/v1/cases/${ref}/actions/begin_inside
    {"step": "survey", "text": "请站长看一眼"}
  status 200
  as ${community}-ZZ:station_head
  GET /api/v1/cases/${ref}
  expect tasks[0].name_zh is 现场复勘
  POST /api/v1/cases/${ref}/actions/complete
    {"text": "看过，牢固"}
  status 200
  expect status is pending_step
  POST /api/v1/cases/${ref}/actions/close_inside
    {"step": "works"}
  status 200
  expect status is pending_check
  GET /api/v1/cases/${ref}/history
  expect items[4].zh has 开始“现场复勘”：请站长看一眼
  expect items[6].zh has 结束“核查前补办”
  GET /api/v1/cases/${ref}/history/check
  expect intact is true
step 撤回发布，测试用例改回去
  as ${district}-ZX:data_steward
  GET /api/v1/flows/releases
  keep last = items[0].id
  POST /api/v1/flows/releases/${last}/withdraw
    {"text": "试行结束"}
  status 200
  as ${district}-BG:office_staff
  PUT /api/v1/flows/tests/${test}
    {"kind": "bpmn", "key": "case_life", "name": "部门办结、核查通过、结案", "revision": ${test_revision}, "spec": {"at": "2026-11-18 09:00", "variables": {"channel": "hotline", "kind": "report", "located": true, "district": "440604", "town": "440604010", "community": "440604010014", "grid": "440604010014001", "classified": true, "item": "E13-0110", "item_class": "event", "lead_line": "CG", "trifle": false, "severity": "normal", "handle_limit": "3 work_days", "verify_needed": false, "settled": false, "sampled": false, "wants_reply": false, "from_level": "grid", "level": "grid", "unit": "", "queue": "", "climb_limit": "", "warn_limit": "", "returns": 0, "outcome": ""}, "decisions": {"dispatch": {"level": "department", "unit": "440604010-CG", "queue": "440604010-CG:handler", "climb_limit": "5 work_days", "warn_limit": "3 work_days"}}, "steps": [{"standing": ["handle"]}, {"complete": "handle", "variables": {"outcome": "settled"}}, {"complete": "check", "variables": {"outcome": "pass"}}, {"complete": "close", "variables": {"outcome": "closed"}}], "expected": {"path": ["route", "handle", "check", "close"], "never": ["dispatch"], "end": "closed"}}}
  status 200
