story 新生儿登记后，家里的待遇自己找上门：检查券自动发，育儿补贴一键确认，母亲在手机上看到
step 区里凭文号确认新生儿检查券，之后才主动推送
  as ${district}-ZX:data_steward
  POST /api/v1/benefits/policies/newborn_check/confirm
    {"edition": 1, "document": "故事2号"}
  status 200
  expect line.standing is confirmed
  expect line.pushed is true
step 公安登记母亲，卫健报送出生医学证明
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "BEN-N-M", "observed": "${now - 900 days}",
      "values": {"name": "麦晓雯", "id_card": "440604199503126520", "sex": "2", "born": "1995-03-12", "hukou_address": "禅城区${address}5单元501室",
                 "live_address": "禅城区${address}5单元501室"}}]}
  status 200
step 母亲在窗口开通数据空间，进入我的惠民
  as ${district}-ZX:acceptor
  POST /api/v1/spaces/open
    {"name": "麦晓雯", "id_card": "440604199503126520", "consents": true}
  status 200
  keep code = code
  public
  GET /api/v1/public/benefits/mine
  status 401
  POST /api/v1/public/space/enter
    {"id_card": "440604199503126520", "code": "${code}"}
  status 200
  keep token = token
  key ${token}
  GET /api/v1/public/benefits/mine
  status 200
  expect name is 麦晓雯
step 孩子上户
  as ${district}-WJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "health", "key": "BEN-N-H", "observed": "${now - 2 days}",
      "values": {"name": "麦小满", "id_card": "440604202606016521", "birth_certificate": "Y440604777", "mother_id": "440604199503126520"}}]}
  status 200
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "BEN-N-B", "observed": "${now - 1 days}",
      "values": {"name": "麦小满", "id_card": "440604202606016521", "sex": "1", "born": "${day - 30 days}", "hukou_address": "禅城区${address}5单元501室"}}]}
  status 200
step 检查券自动发到母亲手机上，育儿补贴等她点一下
  public
  key ${token}
  GET /api/v1/public/benefits/mine
  until have has newborn_check
  until have has child_care
  until vouchers[0].state is issued
  expect vouchers[0].kind is newborn_check
  expect vouchers[0].code has TGV1.
  expect have has 请确认是否享受
step 经办看到的姓名是脱敏的，依据在决定时冻结
  as ${district}-WJ:handler
  GET /api/v1/benefits/grants?policy=newborn_check&state=done
  status 200
  expect items[0].title has *
  keep grant = items[0].id
  GET /api/v1/benefits/grants/${grant}
  status 200
  expect frozen is true
  expect digest has sha256:
  expect history has 符合
  expect facts has 出生医学证明
  expect decided_by is 
step 预算没有下达时排队等候，说明白
  as ${district}-WJ:handler
  GET /api/v1/benefits/grants?policy=child_care
  status 200
  keep care = items[0].id
  public
  key ${token}
  POST /api/v1/public/benefits/grants/${care}/confirm
  status 200
  expect state is queued
  expect place above 0
  expect why_zh has 预算
step 区里下达预算，随即按规则批准并下达支付，钱给母亲；同一期不发两次
  as ${district}-ZX:pay_reviewer
  PUT /api/v1/benefits/money/budgets
    {"policy": "child_care", "year": ${year}, "amount_fen": 5000000000, "reason": "年度预算"}
  status 200
  public
  key ${token}
  GET /api/v1/public/benefits/mine
  until have has 已下达支付
  expect account_needed is true
  POST /api/v1/public/benefits/grants/${care}/confirm
  status 409
step 母亲登记本人账户；别人的户名不收
  POST /api/v1/public/benefits/account
    {"bank": "中国农业银行", "number": "6228480402564890018", "holder": "别人"}
  status 422
  expect fields[0].path is holder
  POST /api/v1/public/benefits/account
    {"bank": "中国农业银行", "number": "6228480402564890018", "holder": "麦晓雯"}
  status 200
  expect number has *
  GET /api/v1/public/benefits/mine
  expect account_needed is false
step 换一个人看不到，也动不了
  public
  POST /api/v1/public/benefits/grants/${care}/decline
  status 401
