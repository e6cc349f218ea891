story 市 12345 派来的工单只收一次，两边的状态互相看得见
step 系统管理员生成密钥，启用市平台；外发先到试收箱，第一次故意失败
  as ${district}-ZX:system_admin
  POST /api/v1/channels/systems/city_12345/secret
    {}
  status 200
  keep secret = secret
  PUT /api/v1/channels/systems/city_12345
    {"enabled": true, "url": "trial:c-${grid}?fail=1", "suite": "sha256"}
  status 200
  expect has_secret is true

step 没有签名的报文不收
  public
  POST /api/v1/channels/city_12345/messages
    {"head": {"msg_id": "x"}, "body": {}}
  status 401

step 市平台派单，自带编号和时限，成为一件工单
  sign ${secret}
  POST /api/v1/channels/city_12345/messages
    {"head": {"msg_id": "${grid}-1", "type": "派单", "time": "${day - 1 days} 09:05:00"},
     "body": {"order_no": "GZ${grid}", "title": "夜间施工噪声", "content": "${address}旁工地夜间施工，噪声很大", "kind": "投诉",
              "address": "${address}", "caller": "李女士", "phone": "14012345678", "deadline": "${day + 4 days} 18:00:00"}}
  status 200
  expect messages[0].outcome is taken
  keep number = number

step 同一件再送一次，不再多出工单
  POST /api/v1/channels/city_12345/messages
    {"head": {"msg_id": "${grid}-2", "type": "派单", "time": "${day - 1 days} 09:05:00"},
     "body": {"order_no": "GZ${grid}", "content": "${address}旁工地夜间施工，噪声很大", "kind": "投诉", "address": "${address}"}}
  status 200
  expect messages[0].outcome is again
  expect number is ${number}

step 工单页上看得到对方编号、对方时限；本区状态失败一次后送达，只送到一次
  as ${district}-ZX:acceptor
  GET /api/v1/cases?q=${number}
  status 200
  keep ref = items[0].ref
  expect items[0].channel is hotline
  wait 1 minutes
  GET /api/v1/channels/cases/${ref}
  until items[0].delivery is sent
  expect items[0].number is GZ${grid}
  expect items[0].clocks[0].due is ${day + 4 days}T10:00:00.000000Z
  expect items[0].our_zh is 已接收
  as ${district}-ZX:system_admin
  GET /api/v1/channels/trials/c-${grid}
  expect items[0].attempts is 2
  expect items[0].taken is 1
  expect items[0].body has GZ${grid}

step 市平台说已办结，本区还在办：提示不一致，核对后消除
  sign ${secret}
  POST /api/v1/channels/city_12345/messages
    {"head": {"msg_id": "${grid}-3", "type": "状态", "time": "${day - 0 days} 08:00:00"}, "body": {"order_no": "GZ${grid}", "state": "06"}}
  status 200
  as ${district}-ZX:dispatcher
  GET /api/v1/channels/cases/${ref}
  expect items[0].their_zh is 已办结
  expect items[0].conflict_zh has 对方已办结
  POST /api/v1/channels/cases/${ref}/city_12345/settle
    {"text": "市平台误点办结，本区继续办理"}
  status 200
  GET /api/v1/channels/cases/${ref}
  expect items[0].conflict_zh is 

step 不认识的状态不猜，挂起并说明原因
  sign ${secret}
  POST /api/v1/channels/city_12345/messages
    {"head": {"msg_id": "${grid}-4", "type": "状态"}, "body": {"order_no": "GZ${grid}", "state": "77"}}
  status 202
  expect messages[0].outcome is held
  expect messages[0].reason_zh has 77

step 本区不予受理，市平台得到结果
  as ${district}-ZX:acceptor
  POST /api/v1/cases/${ref}/actions/reject
    {"text": "该工地在邻区，已告知来电人"}
  status 200
  wait 1 minutes
  GET /api/v1/channels/cases/${ref}
  until items[0].our_zh is 不予受理
  wait 1 minutes
  GET /api/v1/channels/cases/${ref}
  until items[0].delivery is sent
