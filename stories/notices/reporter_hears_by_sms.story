story 要回复的诉求人收到短信，邮件送到本人填的地址；失败会重试，号码不外露
step 没有网关时不发短信
  as ${district}-ZX:system_admin
  PUT /api/v1/notices/limits
    {"per_hour": 30, "gather_minutes": 15, "quiet_from": "00:00", "quiet_until": "00:00"}
  status 200
  PUT /api/v1/notices/means/sms
    {"enabled": true, "url": "http://127.0.0.1/sms", "secret": "gateway-secret", "mapping": {"cloudevents": true}}
  status 422
  PUT /api/v1/notices/means/sms
    {"enabled": true, "url": "trial:sms-${grid}?fail=1", "secret": "gateway-secret",
     "mapping": {"cloudevents": true, "body": {"mobile": "{phone}", "content": "{text}", "sn": "{id}"}, "headers": {"X-App": "tiange"}, "taken": "status = 200"}}
  status 200
  expect sms.enabled is true
  expect sms.has_secret is true
  expect sms.secret absent

step 居民上报并要求回复
  public
  POST /api/v1/public/reports
    {"kind": "complaint", "content": "${address}的公厕指示牌歪了", "item_code": "P13-0110",
     "place": {"text": "${address}", "lng": ${lng}, "lat": ${lat}}, "reporter": {"name": "邝女士", "phone": "14012340732", "wants_reply": true}}
  status 200
  keep number = number

step 第一次网关没收下，过一会儿再发就收下了，用的是同一个编号
  as ${district}-ZX:system_admin
  GET /api/v1/notices/log?number=${number}&rule=reply_received
  until items[0].attempts is 1
  expect items[0].state is waiting
  wait 2 minutes
  GET /api/v1/notices/log?number=${number}&rule=reply_received
  until items[0].state is sent
  expect items[0].attempts is 2
  expect items[0].means is sms
  expect items[0].to is 140****0732
  expect items[0].name is 邝**
  keep sent = items[0].id
  GET /api/v1/channels/trials/sms-${grid}
  expect items has "message_id":"${sent}","attempts":2,"taken":1
  expect items has X-Tiange-Signature: sha256=
  expect items has X-App: tiange
  expect items has 14012340732
  expect items has ${number}
  expect items has /portal/progress?number=

step 邮件服务器接通，处置人员填了自己的邮箱
  PUT /api/v1/notices/means/email
    {"enabled": true, "host": "", "from": "不是地址"}
  status 422
  PUT /api/v1/notices/means/email
    {"enabled": true, "host": "trial:mail-${grid}", "from": "tiange@example.cn", "from_name": "禅城天格", "account": "tiange", "secret": "mail-secret"}
  status 200
  as ${town}-ZJ:handler
  PUT /api/v1/notices/preferences
    {"email": "zj handler"}
  status 422
  PUT /api/v1/notices/preferences
    {"email": "zj@example.cn", "by_email": true, "by_sms": false}
  status 200
  expect phone has ****

step 紧急工单派来，邮件立即送到
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前电力井盖翻开", "item_code": "P13-0111", "severity": "urgent",
     "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  keep ref = ref
  keep mailed = number
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实"}
  status 200
  as ${district}-ZX:system_admin
  GET /api/v1/notices/log?number=${mailed}&means=email
  until items[0].state is sent
  expect items[0].to is z***@example.cn
  GET /api/v1/channels/trials/mail-${grid}
  expect items[0].body has To: <zj@example.cn>
  expect items[0].body has Auto-Submitted: auto-generated

step 收拾：关掉试用的网关和邮件，恢复免打扰
  PUT /api/v1/notices/means/sms
    {"enabled": false, "url": "", "mapping": {"cloudevents": true}}
  status 200
  PUT /api/v1/notices/means/email
    {"enabled": false}
  status 200
  PUT /api/v1/notices/limits
    {"per_hour": 30, "gather_minutes": 15, "quiet_from": "22:00", "quiet_until": "07:30"}
  status 200
  as ${town}-ZJ:handler
  PUT /api/v1/notices/preferences
    {"email": ""}
  status 200
