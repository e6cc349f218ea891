story 12319 派来两件同一事项：并入其中一件后，12319 和订阅方都知道重复件已结、主办是哪一件
step 系统管理员启用 12319，订阅合并事件
  as ${district}-ZX:system_admin
  POST /api/v1/channels/systems/line_12319/secret
    {}
  status 200
  keep secret = secret
  PUT /api/v1/channels/systems/line_12319
    {"enabled": true, "url": "trial:l-${grid}", "suite": "sha256"}
  status 200
  POST /api/v1/channels/hooks
    {"name": "数据中台", "url": "trial:m-${grid}", "events": ["case.merged"], "area": "${grid}"}
  status 200
  keep hook = hook.id

step 同一处两件
  sign ${secret}
  POST /api/v1/channels/line_12319/messages
    {"id": "${grid}-d1", "action": "上报", "task_no": "CG1${grid}", "title": "废弃家具", "description": "${address}门口堆放废弃沙发和床垫", "address": "${address}", "nature": "投诉"}
  status 200
  keep main = number
  POST /api/v1/channels/line_12319/messages
    {"id": "${grid}-d2", "action": "上报", "task_no": "CG2${grid}", "title": "旧沙发没人收", "description": "${address}门口的旧沙发床垫没人清走", "address": "${address}", "nature": "投诉"}
  status 200
  keep twin = number

step 受理员并入先来的一件
  as ${district}-ZX:acceptor
  GET /api/v1/cases?q=${main}
  keep main_ref = items[0].ref
  GET /api/v1/cases?q=${twin}
  keep twin_ref = items[0].ref
  wait 1 minutes
  GET /api/v1/channels/cases/${twin_ref}
  until items[0].delivery is sent
  POST /api/v1/cases/${twin_ref}/merge
    {"into": "${main_ref}", "text": "同一堆家具"}
  status 200

step 12319 收到重复件已结案和主办编号；主办的一件照常办理
  wait 1 minutes
  GET /api/v1/channels/cases/${twin_ref}
  until items[0].our_zh is 已结案
  wait 1 minutes
  GET /api/v1/channels/cases/${twin_ref}
  until items[0].delivery is sent
  GET /api/v1/channels/cases/${main_ref}
  expect items[0].our_zh is 已接收
  as ${district}-ZX:system_admin
  GET /api/v1/channels/trials/l-${grid}
  expect items[0].body has CG2${grid}
  expect items[0].body has "main_no":"${main}"

step 订阅方收到合并事件，里面有主办工单
  GET /api/v1/channels/hooks/${hook}/deliveries
  until items[0].status is sent
  expect items[0].type is case.merged
  expect items[0].subject is ${twin}
  GET /api/v1/channels/trials/m-${grid}
  expect items[0].body has "number":"${main}"
