story 信访件按信访的时限走，与本区的时钟并列
step 启用信访系统
  as ${district}-ZX:system_admin
  POST /api/v1/channels/systems/petition/secret
    {}
  keep secret = secret
  PUT /api/v1/channels/systems/petition
    {"enabled": true, "suite": "sha256"}
  status 200

step 三天前登记的信访件转来
  sign ${secret}
  POST /api/v1/channels/petition/messages
    {"doc_id": "${grid}-x1", "doc_type": "转送", "petition_no": "XF${grid}", "title": "反映小区物业收费", "content": "${address}小区物业擅自提高收费",
     "kind": "信访", "address": "${address}", "petitioner": "赵先生", "phone": "14012345679", "registered": "${day - 3 days} 09:05"}
  status 200
  keep number = number

step 没有登记日期的挂起：期限无从算起
  POST /api/v1/channels/petition/messages
    {"doc_id": "${grid}-x9", "doc_type": "转送", "petition_no": "XF9${grid}", "content": "没有登记日期"}
  status 202
  expect messages[0].reason_zh has 登记日期

step 保密：受理员办理时看得到，15 日受理、60 日办结两个期限都在
  as ${district}-ZX:system_admin
  GET /api/v1/channels/received?system=petition
  expect items[1].case_number is ${number}
  keep ref = items[1].case_ref
  as ${district}-ZX:acceptor
  GET /api/v1/cases/${ref}
  expect confidential is true
  GET /api/v1/channels/cases/${ref}
  expect items[0].clocks[0].due is ${day + 12 days}T01:05:00.000000Z
  expect items[0].clocks[1].due is ${day + 57 days}T01:05:00.000000Z
  expect items[0].clocks[0].ended is false

step 信访系统标记已受理：受理期限停下，办结期限照走；批准延期加 30 日
  sign ${secret}
  POST /api/v1/channels/petition/messages
    {"doc_id": "${grid}-x2", "doc_type": "状态", "petition_no": "XF${grid}", "state": "已受理", "registered": "${day - 2 days} 10:00"}
  status 200
  POST /api/v1/channels/petition/messages
    {"doc_id": "${grid}-x3", "doc_type": "延期", "petition_no": "XF${grid}", "remark": "情况复杂，批准延期 30 日", "extended": true}
  status 200
  as ${district}-ZX:acceptor
  GET /api/v1/channels/cases/${ref}
  expect items[0].their_zh is 已受理
  expect items[0].clocks[0].ended is true
  expect items[0].clocks[1].due is ${day + 87 days}T01:05:00.000000Z
