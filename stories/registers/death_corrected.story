story 村里发现有人被误登记为死亡，归口单位更正，事件随即发出，过去的日子仍按当时所知
step 民政登记死亡
  as ${district}-MZ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "civil", "key": "REG-C-902", "observed": "${now - 20 days}",
      "values": {"name": "关老五", "id_card": "440604194106059026", "born": "1941-06-05", "died": "2026-10-01",
                 "allowance_80": "0", "live_address": "${address}1单元302室"}}]}
  status 200
  expect added is 1
  GET /api/v1/registers/persons?q=440604194106059026
  expect items[0].status is died
  keep person = items[0].ref
step 网格员上门，见本人健在，提出更正
  as ${grid}:officer
  POST /api/v1/registers/proposals
    {"subject": "${person}", "field": "died", "value": ""}
  status 422
  expect fields[0].path is text
  POST /api/v1/registers/proposals
    {"subject": "${person}", "field": "died", "value": "", "text": "上门见到本人，健在"}
  status 200
  expect unit is ${district}-MZ
  expect state is open
  keep proposal = id
  keep ticket = ticket
  POST /api/v1/registers/proposals/${proposal}/answer
    {"outcome": "accept", "text": "自己同意"}
  status 403
step 工单在归口单位手里；过了两天它核实采纳，此人即恢复健在
  as ${district}-MZ:handler
  GET /api/v1/cases?q=${ticket}
  expect items[0].unit is ${district}-MZ
  wait 2 days
  POST /api/v1/registers/proposals/${proposal}/answer
    {"outcome": "accept", "text": "系统误报，已更正"}
  status 200
  expect state is accepted
  GET /api/v1/registers/persons/${person}?purpose=check
  expect status is alive
  expect age above 80
  POST /api/v1/registers/proposals/${proposal}/answer
    {"outcome": "refuse", "text": "再答一次"}
  status 409
step 前一天所知仍是当时的样子
  GET /api/v1/registers/persons/${person}?purpose=check&as_of=${day - 1 days}
  expect status is died
step 提出的人看到答复
  as ${grid}:officer
  GET /api/v1/registers/proposals?state=accepted
  expect items[0].id is ${proposal}
  expect items[0].answer is 系统误报，已更正
