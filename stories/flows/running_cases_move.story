story 流程加一步“所长审批”，只在一个网格试行，再把在办的工单移过去，移错了撤回
step 报来一件，停在核实
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前井盖下沉", "item_code": "P13-0102",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}, "reporter": {"name": "何女士", "phone": "14000000051"}}
  status 200
  expect status is pending_verify
  keep ref = ref
  as ${grid}:officer
  GET /api/v1/flows/instances/${ref}
  keep before = version
step 办公室在核实后面加一步，提交复核
  as ${district}-BG:office_staff
  POST /api/v1/flows/drafts
    {"kind": "bpmn", "key": "case_life", "note": "核实后由所长审批"}
  status 200
  keep draft = id
  keep content = content
  keep revision = revision
  change content: sourceRef="verify" targetRef="is_true"/> => sourceRef="verify" targetRef="chief"/><bpmn:userTask id="chief" name="所长审批 / Chief approves"><bpmn:extensionElements><tg:stage key="handle"/><tg:assignment queue='grid + ":officer"'/><tg:limit value='"2 work_hours"'/></bpmn:extensionElements></bpmn:userTask><bpmn:sequenceFlow id="after_chief" sourceRef="chief" targetRef="is_true"/>
  change content: <bpmn:incoming>after_verify</bpmn:incoming> => <bpmn:incoming>after_chief</bpmn:incoming>
  PUT /api/v1/flows/drafts/${draft}
    {"revision": ${revision}, "content": ${json:content}}
  status 200
  POST /api/v1/flows/drafts/${draft}/hand-in
    {}
  status 200
step 数据管理员复核，只在这个网格发布
  as ${district}-ZX:data_steward
  POST /api/v1/flows/drafts/${draft}/approve
    {"text": "同意试行"}
  status 200
  POST /api/v1/flows/drafts/${draft}/release
    {"area": "${grid}", "note": "先在一个网格试行"}
  status 200
  keep version = version
  keep release = id
step 在办的留在原版本，新来的走新版本
  as ${grid}:officer
  GET /api/v1/flows/instances/${ref}
  expect version is ${before}
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}路灯不亮", "item_code": "P13-0102",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}, "reporter": {"name": "冯先生", "phone": "14000000052"}}
  status 200
  keep fresh = ref
  as ${grid}:officer
  GET /api/v1/flows/instances/${fresh}
  expect version is ${version}
step 拟定、预演：一件可以移，什么都还没变
  as ${district}-BG:office_staff
  GET /api/v1/flows/processes/case_life/moves?from=${before}&to=${version}&area=${grid}
  status 200
  expect running is 1
  expect lines[0].by is same_id
  POST /api/v1/flows/migrations/preview
    {"process": "case_life", "from": ${before}, "to": ${version}, "area": "${grid}", "choices": []}
  status 200
  expect movable is 1
  expect stuck is 0
  expect moves[0].from is verify
  POST /api/v1/flows/migrations/preview
    {"process": "case_life", "from": ${before}, "to": ${version}, "area": "${grid}", "choices": [{"from": "verify", "to": "nowhere"}]}
  status 422
step 起草的人不能迁移，数据管理员可以
  POST /api/v1/flows/migrations
    {"process": "case_life", "from": ${before}, "to": ${version}, "area": "${grid}", "choices": []}
  status 403
  as ${district}-ZX:data_steward
  POST /api/v1/flows/migrations
    {"process": "case_life", "from": ${before}, "to": ${version}, "area": "${grid}", "choices": []}
  status 200
  keep migration = id
  GET /api/v1/flows/migrations/${migration}
  until state is moved
  expect moved is 1
  expect stuck is 0
  GET /api/v1/flows/migrations/${migration}/instances
  expect items[0].subject is ${ref}
  expect items[0].number exists
step 工单写着移过去了，办理人和时限没有变
  as ${grid}:officer
  GET /api/v1/flows/instances/${ref}
  expect version is ${version}
  GET /api/v1/cases/${ref}/history
  expect items has 流程迁移到第 ${version} 版
step 逐个结果可以导出，导出记入审计；没有迁移权限的人不能导出
  as ${district}-ZX:data_steward
  GET /api/v1/flows/migrations/${migration}/export?format=csv
  status 200
  GET /api/v1/flows/migrations/${migration}/export?format=xlsx&state=moved
  status 200
  GET /api/v1/flows/migrations/${migration}/export?state=nonsense
  status 422
  as ${district}-BG:office_staff
  GET /api/v1/flows/migrations/${migration}/export?format=csv
  status 403
  as ${district}-ZX:audit_admin
  GET /api/v1/org/audit?kind=flows.export_migration
  status 200
  expect items[0].subject is case_life
  expect items[1].subject is case_life
step 移错了，撤回；再移一次
  as ${district}-ZX:data_steward
  POST /api/v1/flows/migrations/${migration}/undo
    {}
  status 200
  GET /api/v1/flows/migrations/${migration}
  until state is undone
  expect undone is 1
  as ${grid}:officer
  GET /api/v1/flows/instances/${ref}
  expect version is ${before}
  as ${district}-ZX:data_steward
  POST /api/v1/flows/migrations
    {"process": "case_life", "from": ${before}, "to": ${version}, "area": "${grid}", "choices": []}
  status 200
  keep again = id
  GET /api/v1/flows/migrations/${again}
  until state is moved
step 核实后停在所长审批，审批后照常处置
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
  expect status is pending_step
  POST /api/v1/cases/${ref}/actions/complete
    {"outcome": "true", "text": "同意"}
  status 200
  expect status is handling
step 已经走过新环节的，撤回时说明留下的原因
  as ${district}-ZX:data_steward
  POST /api/v1/flows/migrations/${again}/undo
    {}
  status 200
  GET /api/v1/flows/migrations/${again}
  until state is undone
step 试行结束，撤回发布
  POST /api/v1/flows/releases/${release}/withdraw
    {"text": "试行结束"}
  status 200
