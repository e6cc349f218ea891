story 颜色可以人工调整，要有理由和期限，另一人同意；到期自动回到评分的颜色
step 登记一家信用良好的企业
  as ${district}-SJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "market", "key": "CRE-M-2", "kind": "firm", "observed": "${now - 20 days}",
      "values": {"name": "佛山市恒兴化工贸易有限公司", "uscc": "91440604MA7310002U", "industry": "F", "status": "1", "address": "${address}"}}]}
  status 200
  GET /api/v1/registers/firms?q=91440604MA7310002U
  keep firm = items[0].ref
  GET /api/v1/credit/firms/${firm}
  until colour is green
step 没有理由、没有期限、颜色不变的申请被退回，并说明哪里不对
  as ${district}-ZX:acceptor
  POST /api/v1/credit/firms/${firm}/override
    {"colour": "green", "reason": "", "until": "${now - 1 hours}"}
  status 422
  expect fields[0].path is colour
  expect fields[1].path is reason
  expect fields[2].path is until
step 提请调成红色
  POST /api/v1/credit/firms/${firm}/override
    {"colour": "red", "reason": "仓库发生火情，隐患未除", "until": "${now + 5 hours}"}
  status 200
  expect state is asked
  keep ask = id
  POST /api/v1/credit/firms/${firm}/override
    {"colour": "yellow", "reason": "再调一次", "until": "${now + 5 hours}"}
  status 409
  GET /api/v1/credit/firms/${firm}
  expect colour is green
  POST /api/v1/credit/overrides/${ask}/decide
    {"agree": true}
  status 403
step 督查员同意，颜色改为红，评分不变
  as ${district}-ZX:supervisor
  GET /api/v1/credit/overrides?state=open
  expect items has ${ask}
  POST /api/v1/credit/overrides/${ask}/decide
    {"agree": true, "text": "同意，整改前加密检查"}
  status 200
  expect state is live
  GET /api/v1/credit/firms/${firm}
  expect colour is red
  expect own_colour is green
  expect overridden is true
  expect score is 70
  expect override_now.reason is 仓库发生火情，隐患未除
  expect history[0].why is override
step 到期自动恢复，历史都在
  wait 6 hours
  GET /api/v1/credit/firms/${firm}
  until colour is green
  expect overridden is false
  expect override_now absent
  expect history[0].why is override_ended
  GET /api/v1/credit/overrides?state=done
  expect items has ${ask}
  POST /api/v1/credit/overrides/${ask}/decide
    {"agree": true}
  status 409
