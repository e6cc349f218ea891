story 处罚公示满最短期限后，企业整改并承诺，申请信用修复；批准后记录仍在但不再计分，新的处罚照样计
step 一家企业有两条处罚记录：一条刚发生，一条已过最短公示期
  as ${district}-SJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "market", "key": "CRE-M-4", "kind": "firm", "observed": "${now - 10 days}",
      "values": {"name": "佛山市金穗食品有限公司", "uscc": "91440604MA73100042", "industry": "C", "status": "1", "address": "${address}",
                 "penalty_date": "${day - 20 days}", "penalty_document": "佛禅市监处〔2026〕77号", "penalty_amount": "1.2"}}]}
  status 200
  GET /api/v1/registers/firms?q=91440604MA73100042
  keep firm = items[0].ref
  GET /api/v1/credit/firms/${firm}
  until score is 58
  expect marks[0].document is 佛禅市监处〔2026〕77号
  expect marks[0].repairable is true
  expect marks[0].repair_from exists
step 公示期未满不能申请
  as ${district}-ZX:acceptor
  POST /api/v1/credit/firms/${firm}/matters
    {"kind": "repair", "indicator": "penalty", "text": "承诺守法经营", "evidence": "缴款书"}
  status 409
  expect number is 1826
step 查清处罚其实在一百天前作出，期限已满
  as ${district}-SJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "market", "key": "CRE-M-4", "kind": "firm", "observed": "${now - 1 days}",
      "values": {"name": "佛山市金穗食品有限公司", "uscc": "91440604MA73100042", "industry": "C", "status": "1", "address": "${address}",
                 "penalty_date": "${day - 100 days}", "penalty_document": "佛禅市监处〔2026〕77号", "penalty_amount": "1.2"}}]}
  status 200
step 窗口代企业申请修复，要有承诺和证据
  as ${district}-ZX:acceptor
  POST /api/v1/credit/firms/${firm}/matters
    {"kind": "repair", "indicator": "penalty", "text": "承诺守法经营"}
  status 422
  expect fields[0].path is evidence
  POST /api/v1/credit/firms/${firm}/matters
    {"kind": "repair", "indicator": "penalty", "text": "罚款已缴清，已整改，承诺守法经营", "evidence": "缴款书 0012；整改报告", "asked_for": "质量负责人"}
  status 200
  expect state is open
  keep matter = id
  POST /api/v1/credit/matters/${matter}/decide
    {"outcome": "agreed", "text": "同意"}
  status 403
step 督查员批准，记录留在画像里但不再计分
  as ${district}-ZX:supervisor
  POST /api/v1/credit/matters/${matter}/decide
    {"outcome": "agreed", "text": "已核对缴款和整改"}
  status 200
  expect state is agreed
  GET /api/v1/credit/firms/${firm}
  expect score is 70
  expect marks[0].left_out is true
  expect marks[0].left_why is repaired
  expect history[0].why is repaired
  expect history[0].from is 58
step 又受处罚，新的记录照样计分
  as ${district}-SJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "market", "key": "CRE-M-4", "kind": "firm", "observed": "${now - 1 hours}",
      "values": {"name": "佛山市金穗食品有限公司", "uscc": "91440604MA73100042", "industry": "C", "status": "1", "address": "${address}",
                 "penalty_date": "${day - 1 days}", "penalty_document": "佛禅市监处〔2026〕99号", "penalty_amount": "6"}}]}
  status 200
  GET /api/v1/credit/firms/${firm}
  until score is 50
  expect marks[0].document is 佛禅市监处〔2026〕99号
