story 产检券离线可验、只核销一次：先到先得，后到的被告知；按月与机构结算，两人分办
step 区里凭文号确认产检券，之后才主动推送
  as ${district}-ZX:data_steward
  POST /api/v1/benefits/policies/prenatal_check/confirm
    {"edition": 1, "document": "故事4号"}
  status 200
  expect line.standing is confirmed
  expect line.pushed is true
step 卫健登记孕产妇，券自动到账
  as ${district}-WJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "health", "key": "BEN-V-1", "observed": "${now - 1 days}",
      "values": {"name": "区慧敏", "id_card": "440604199607086543", "born": "1996-07-08", "pregnant_since": "${day - 20 days}"}}]}
  status 200
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "BEN-V-P", "observed": "${now - 90 days}",
      "values": {"name": "区慧敏", "id_card": "440604199607086543", "sex": "2", "born": "1996-07-08", "live_address": "禅城区${address}6单元201室"}}]}
  status 200
  as ${district}-ZX:acceptor
  POST /api/v1/spaces/open
    {"name": "区慧敏", "id_card": "440604199607086543", "consents": true}
  status 200
  keep code = code
  public
  POST /api/v1/public/space/enter
    {"id_card": "440604199607086543", "code": "${code}"}
  keep token = token
  key ${token}
  GET /api/v1/public/benefits/mine
  until vouchers has TGV1.
  expect vouchers[0].kind is prenatal_check
  keep voucher = vouchers[0].code
step 公钥公开，任何机构离线可验；改一个字不通过，别的部门不能核销
  public
  GET /api/v1/public/benefits/voucher-key
  status 200
  expect suite exists
  expect fingerprint exists
  as ${town}-CG:handler
  POST /api/v1/benefits/vouchers/check
    {"code": "${voucher}"}
  status 403
  as ${town}-WJ:handler
  POST /api/v1/benefits/vouchers/check
    {"code": "${voucher}x"}
  status 422
  POST /api/v1/benefits/vouchers/check
    {"code": "${voucher}"}
  status 200
  expect state is issued
  expect holder is 区**
  expect code is 
step 石湾的机构断网时收了券，张槎的先在线核销
  as ${other_town}-WJ:handler
  POST /api/v1/benefits/vouchers/redeem
    {"code": "${voucher}"}
  status 200
  expect state is redeemed
step 离线的后上传：第二个被告知是谁在先，留下记录
  as ${town}-WJ:handler
  POST /api/v1/benefits/vouchers/upload
    {"items": [{"code": "${voucher}", "redeemed": "${now - 1 hours}"}, {"code": "TGV1.AAAA.BBBB"}]}
  status 200
  expect items[0].state is second
  expect items[0].zh has 先行核销
  expect items[1].state is refused
  POST /api/v1/benefits/vouchers/redeem
    {"code": "${voucher}"}
  status 409
  as ${district}-ZX:supervisor
  GET /api/v1/benefits/vouchers/clashes
  expect items[0].second is ${town}-WJ
step 本人手机上看到已使用
  public
  key ${token}
  GET /api/v1/public/benefits/mine
  until have has 核销
  expect vouchers[0].state is redeemed
  expect vouchers[0].code is 
step 月底结算：一人编制，另一人确认，确认时写明收款单位
  as ${district}-SJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "market", "key": "BEN-V-F", "kind": "firm", "values": {"name": "禅城妇幼保健服务中心", "uscc": "12440604MB2C1A3B46"}}]}
  status 200
  as ${district}-ZX:pay_reviewer
  PUT /api/v1/benefits/money/budgets
    {"policy": "prenatal_check", "year": ${year}, "amount_fen": 100000000, "reason": "年度预算"}
  status 200
  as ${district}-ZX:supervisor
  GET /api/v1/benefits/vouchers/redeemed?place=${other_town}-WJ
  expect items[0].kind is prenatal_check
  expect items[0].holder is 区**
  POST /api/v1/benefits/vouchers/statements
    {"place": "${other_town}-WJ"}
  status 200
  expect state is drawn
  expect amount_fen above 30000
  keep statement = id
  POST /api/v1/benefits/vouchers/statements
    {"place": "${other_town}-WJ"}
  status 409
  POST /api/v1/benefits/vouchers/statements/${statement}/confirm
    {"uscc": "12440604MB2C1A3B46"}
  status 403
  as ${district}-BG:office_staff
  POST /api/v1/benefits/vouchers/statements/${statement}/confirm
    {"uscc": "12440604MB2C1A3B40"}
  status 422
  POST /api/v1/benefits/vouchers/statements/${statement}/confirm
    {"uscc": "12440604MB2C1A3B46"}
  status 200
  expect state is confirmed
  expect payment exists
