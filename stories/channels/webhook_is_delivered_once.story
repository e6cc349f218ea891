story 订阅方收到签名的事件，失败会重试，同一事件只送到一次
step 系统管理员新增订阅，收件地址第一次故意失败
  as ${district}-ZX:system_admin
  POST /api/v1/channels/hooks
    {"name": "数据中台", "url": "trial:h-${grid}?fail=1", "events": ["case.reported", "case.rejected"], "area": "${grid}"}
  status 200
  keep hook = hook.id
  expect secret exists

step 内部网络的地址不允许
  POST /api/v1/channels/hooks
    {"name": "x", "url": "http://169.254.169.254/latest", "events": ["case.closed"]}
  status 422

step 居民上报一件
  public
  POST /api/v1/public/reports
    {"kind": "complaint", "content": "${address}门口垃圾多日未清", "place": {"lng": ${lng}, "lat": ${lat}}, "reporter": {"name": "周先生", "phone": "14012340000"}}
  status 200
  keep number = number

step 事件送到：两次尝试，收下一次，内容里没有个人信息
  wait 1 minutes
  as ${district}-ZX:system_admin
  GET /api/v1/channels/hooks/${hook}/deliveries
  until items[0].attempts above 0
  wait 1 minutes
  GET /api/v1/channels/hooks/${hook}/deliveries
  until items[0].status is sent
  expect items[0].type is case.reported
  expect items[0].subject is ${number}
  keep delivery = items[0].id
  keep event = items[0].event_id
  GET /api/v1/channels/trials/h-${grid}
  expect items[0].message_id is ${event}
  expect items[0].attempts is 2
  expect items[0].taken is 1
  expect items[0].headers has X-Tiange-Signature: sha256=
  expect items[0].body has "specversion":"1.0"
  expect items[1] absent

step 人工重放用的是同一个事件编号，收件方据此不会重复处理
  POST /api/v1/channels/deliveries/${delivery}/replay
    {}
  status 200
  GET /api/v1/channels/trials/h-${grid}
  until items[0].taken is 2
  expect items[0].message_id is ${event}
