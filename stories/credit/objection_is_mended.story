story 企业认为记录有误提出异议，由记录的来源单位在法定工作日内答复，更正后分数随之改变
step 市场监管把企业列入经营异常名录
  as ${district}-SJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "market", "key": "CRE-M-3", "kind": "firm", "observed": "${now - 20 days}",
      "values": {"name": "佛山市南风茶饮有限公司", "uscc": "91440604MA7310003Y", "industry": "H", "status": "1", "address": "${address}",
                 "abnormal_since": "${day - 60 days}"}}]}
  status 200
  GET /api/v1/registers/firms?q=91440604MA7310003Y
  keep firm = items[0].ref
  GET /api/v1/credit/firms/${firm}
  until grade is C
  expect marks[0].indicator is abnormal
  expect marks[0].unit is ${district}-SJ
step 窗口代企业提出异议，转给来源单位并限七个工作日
  as ${district}-ZX:acceptor
  POST /api/v1/credit/firms/${firm}/matters
    {"kind": "objection", "indicator": "penalty", "text": "没有处罚"}
  status 404
  POST /api/v1/credit/firms/${firm}/matters
    {"kind": "objection", "indicator": "abnormal"}
  status 422
  expect fields[0].path is text
  POST /api/v1/credit/firms/${firm}/matters
    {"kind": "objection", "indicator": "abnormal", "text": "住所从未变更，可现场核查", "asked_for": "法定代表人", "evidence": "租赁合同"}
  status 200
  expect state is open
  expect unit is ${district}-SJ
  expect due exists
  expect ticket exists
  expect may_answer is false
  keep matter = id
  POST /api/v1/credit/firms/${firm}/matters
    {"kind": "objection", "indicator": "abnormal", "text": "再提一次"}
  status 409
step 别的单位不能替它答复
  as ${district}-YJ:handler
  POST /api/v1/credit/matters/${matter}/answer
    {"outcome": "stands", "text": "属实"}
  status 403
step 来源单位核实后更正，分数随即改变
  as ${district}-SJ:handler
  GET /api/v1/credit/matters?mine=yes&state=open
  expect items has ${matter}
  GET /api/v1/credit/matters/${matter}
  expect may_answer is true
  expect fields[0].field is abnormal_since
  POST /api/v1/credit/matters/${matter}/answer
    {"outcome": "mended", "text": "系误列", "values": [{"field": "name", "value": "别的名字"}]}
  status 422
  POST /api/v1/credit/matters/${matter}/answer
    {"outcome": "mended", "text": "经现场核查系误列，予以移出", "values": [{"field": "abnormal_since", "value": ""}]}
  status 200
  expect state is mended
  GET /api/v1/credit/firms/${firm}
  expect score is 70
  expect colour is green
  expect matters[0].state is mended
  GET /api/v1/registers/firms/${firm}?purpose=核对
  expect values.abnormal_since absent
  POST /api/v1/credit/matters/${matter}/answer
    {"outcome": "stands", "text": "属实"}
  status 409
