story 符合的人由短信告知：没有网关一切照旧；有网关时发一次、失败重试、回执可重复；送不到的、不要短信的回到电话名单
step 没有网关：母亲留有手机，照旧列入电话名单，没有短信
  as ${district}-ZX:system_admin
  PUT /api/v1/notices/limits
    {"per_hour": 30, "gather_minutes": 15, "quiet_from": "00:00", "quiet_until": "00:00", "sms_per_day": 5}
  status 200
  PUT /api/v1/notices/limits
    {"per_hour": 30, "gather_minutes": 15, "quiet_from": "00:00", "quiet_until": "00:00", "sms_per_day": 0}
  status 422
  expect fields[0].path is sms_per_day
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "police", "key": "SMS-M-1", "observed": "${now - 900 days}", "values": {"name": "简晓雯", "id_card": "440604199304172524", "sex": "2", "born": "1993-04-17", "phone": "14000931001", "hukou_address": "禅城区${address}8单元101室"}},
      {"source": "police", "key": "SMS-M-2", "observed": "${now - 900 days}", "values": {"name": "庞晓雯", "id_card": "44060419920508254X", "sex": "2", "born": "1992-05-08", "phone": "14000931002", "hukou_address": "禅城区${address}8单元102室"}},
      {"source": "police", "key": "SMS-M-3", "observed": "${now - 900 days}", "values": {"name": "屈晓雯", "id_card": "440604199106092566", "sex": "2", "born": "1991-06-09", "phone": "14000931003", "hukou_address": "禅城区${address}8单元103室"}},
      {"source": "police", "key": "SMS-M-4", "observed": "${now - 900 days}", "values": {"name": "晏晓雯", "id_card": "440604199007102589", "sex": "2", "born": "1990-07-10", "phone": "0757-83310044", "hukou_address": "禅城区${address}8单元104室"}}]}
  status 200
  as ${district}-WJ:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "health", "key": "SMS-H-1", "observed": "${now - 2 days}", "values": {"name": "简小满", "id_card": "440604202606017524", "birth_certificate": "Y440604801", "mother_id": "440604199304172524"}},
      {"source": "health", "key": "SMS-H-2", "observed": "${now - 2 days}", "values": {"name": "庞小满", "id_card": "440604202606017540", "birth_certificate": "Y440604802", "mother_id": "44060419920508254X"}},
      {"source": "health", "key": "SMS-H-3", "observed": "${now - 2 days}", "values": {"name": "屈小满", "id_card": "440604202606017567", "birth_certificate": "Y440604803", "mother_id": "440604199106092566"}},
      {"source": "health", "key": "SMS-H-4", "observed": "${now - 2 days}", "values": {"name": "晏小满", "id_card": "440604202606017583", "birth_certificate": "Y440604804", "mother_id": "440604199007102589"}}]}
  status 200
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "SMS-B-1", "observed": "${now - 1 days}", "values": {"name": "简小满", "id_card": "440604202606017524", "sex": "2", "born": "${day - 30 days}", "hukou_address": "禅城区${address}8单元101室"}}]}
  status 200
  as ${district}-WJ:handler
  GET /api/v1/benefits/grants?policy=child_care&call=phone
  until items[0].title has 简
  expect items[0].means is phone
  expect items[0].to_call is phone
  expect items[0].sms_state is 
  keep plain = items[0].id
  GET /api/v1/benefits/grants/${plain}
  expect may has told
  keep mother = tell_subject
  GET /api/v1/notices/subjects/${mother}/sms
  expect gateway is false
  expect mobile is true
  expect phone is 140****1001
  as ${district}-ZX:system_admin
  GET /api/v1/notices/log?rule=self_grant_offered
  expect items lacks 简

step 打过电话就登记，不再列入名单；登记两次不作两次
  as ${district}-WJ:handler
  POST /api/v1/benefits/grants/${plain}/told
    {"means": "letter"}
  status 422
  POST /api/v1/benefits/grants/${plain}/told
    {"means": "phone", "text": "本人已知晓"}
  status 200
  expect to_call is 
  expect history has 已电话告知：本人已知晓
  POST /api/v1/benefits/grants/${plain}/told
    {"means": "phone"}
  status 409

step 启用网关；第一次没收下，再发就收下，用同一个编号
  as ${district}-ZX:system_admin
  PUT /api/v1/notices/means/sms
    {"enabled": true, "url": "trial:self-${grid}?fail=1", "secret": "gateway-secret", "mapping": {"cloudevents": false, "report_delivered": "state = ("}}
  status 422
  expect fields[0].path is mapping.report_delivered
  PUT /api/v1/notices/means/sms
    {"enabled": true, "url": "trial:self-${grid}?fail=1", "secret": "gateway-secret", "mapping": {"cloudevents": false}}
  status 200
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "SMS-B-2", "observed": "${now - 1 days}", "values": {"name": "庞小满", "id_card": "440604202606017540", "sex": "2", "born": "${day - 30 days}", "hukou_address": "禅城区${address}8单元102室"}}]}
  status 200
  as ${district}-ZX:system_admin
  GET /api/v1/notices/log?rule=self_grant_offered
  until items[0].attempts is 1
  expect items[0].name is 庞**
  expect items[0].to is 140****1002
  expect items[0].link has /benefits/grants
  keep sms = items[0].id
  keep query = items[0].number
  as ${district}-WJ:handler
  GET /api/v1/benefits/grants?policy=child_care
  until items[0].sms_state is waiting
  expect items[0].title has 庞
  expect items[0].to_call is 
  keep grant = items[0].id
  as ${district}-ZX:system_admin
  wait 2 minutes
  GET /api/v1/notices/log?rule=self_grant_offered
  until items[0].state is sent
  expect items[0].attempts is 2
  GET /api/v1/channels/trials/self-${grid}
  expect items has "attempts":2,"taken":1
  expect items has 14000931002
  expect items has 庞先生/女士
  expect items has 育儿补贴
  expect items has ${query}
  expect items has /portal/sms?code=
  expect items lacks 晓雯
  expect items lacks 4406041992
  as ${district}-WJ:handler
  GET /api/v1/benefits/grants/${grant}
  until sms.state is sent
  expect sms.to is 140****1002
  expect to_call is 
  expect history has 已发短信至 140****1002

step 送达回执有签名才收；同一回执再来一次，什么都不变；后来说失败的也不改已送达
  public
  POST /api/v1/public/notices/sms/reports
    {"message_id": "${sms}", "state": "delivered"}
  status 401
  sign wrong-secret
  POST /api/v1/public/notices/sms/reports
    {"message_id": "${sms}", "state": "delivered"}
  status 401
  sign gateway-secret
  POST /api/v1/public/notices/sms/reports
    [{"message_id": "${sms}", "state": "delivered"}, {"message_id": "1", "state": "delivered"}]
  status 200
  expect taken is 1
  expect unknown is 1
  POST /api/v1/public/notices/sms/reports
    {"message_id": "${sms}", "state": "delivered"}
  status 200
  POST /api/v1/public/notices/sms/reports
    {"message_id": "${sms}", "state": "failed", "reason": "14000931002 空号"}
  status 200
  as ${district}-WJ:handler
  GET /api/v1/benefits/grants/${grant}
  until sms.state is delivered
  expect may lacks told
  expect history has 短信已送达 140****1002

step 收到短信的人凭查询码和手机后四位核验真伪；不对就查不到
  public
  GET /api/v1/public/notices/sms?code=${query}&tail=1002
  status 200
  expect text has 育儿补贴
  expect state is delivered
  expect to is 140****1002
  GET /api/v1/public/notices/sms?code=${query}&tail=1003
  status 404

step 网关说送不到：回到电话名单
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "SMS-B-3", "observed": "${now - 1 days}", "values": {"name": "屈小满", "id_card": "440604202606017567", "sex": "2", "born": "${day - 30 days}", "hukou_address": "禅城区${address}8单元103室"}}]}
  status 200
  as ${district}-ZX:system_admin
  GET /api/v1/notices/log?rule=self_grant_offered&state=waiting
  until items[0].attempts is 1
  expect items[0].name is 屈**
  wait 2 minutes
  GET /api/v1/notices/log?rule=self_grant_offered&state=sent
  until items[0].name is 屈**
  keep lost = items[0].id
  sign gateway-secret
  POST /api/v1/public/notices/sms/reports
    {"message_id": "${lost}", "state": "failed", "reason": "14000931003 空号"}
  status 200
  as ${district}-WJ:handler
  GET /api/v1/benefits/grants?policy=child_care&call=phone
  until items[0].title has 屈
  expect items[0].sms_state is failed
  keep lost_grant = items[0].id
  GET /api/v1/benefits/grants/${lost_grant}
  expect history has 空号
  expect history lacks 14000931003
  keep third = tell_subject

step 本人在手机上、经办在窗口都能停发短信；停了就不再发
  as ${district}-WJ:handler
  POST /api/v1/notices/subjects/${third}/sms
    {"off": true}
  status 200
  expect off is true
  as ${district}-ZX:acceptor
  POST /api/v1/spaces/open
    {"name": "庞晓雯", "id_card": "44060419920508254X", "consents": true}
  status 200
  keep code = code
  public
  POST /api/v1/public/space/enter
    {"id_card": "44060419920508254X", "code": "${code}"}
  status 200
  keep token = token
  GET /api/v1/public/notices/sms/own
  status 401
  key ${token}
  GET /api/v1/public/notices/sms/own
  expect off is false
  expect phone is 140****1002
  POST /api/v1/public/notices/sms/own
    {"off": true}
  status 200
  expect off is true
  expect changed_by is 本人
  POST /api/v1/public/benefits/grants/${grant}/decline
  status 200
  as ${district}-WJ:handler
  POST /api/v1/benefits/grants/${lost_grant}/told
    {"means": "phone"}
  status 200

step 登记的是座机的，收不到短信，列入电话名单
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "SMS-B-4", "observed": "${now - 1 days}", "values": {"name": "晏小满", "id_card": "440604202606017583", "sex": "2", "born": "${day - 30 days}", "hukou_address": "禅城区${address}8单元104室"}}]}
  status 200
  as ${district}-WJ:handler
  GET /api/v1/benefits/grants?policy=child_care&call=phone
  until items[0].title has 晏
  expect items[0].sms_state is 

step 收拾：关掉网关，恢复免打扰
  as ${district}-ZX:system_admin
  PUT /api/v1/notices/means/sms
    {"enabled": false, "url": "", "mapping": {"cloudevents": true}}
  status 200
  PUT /api/v1/notices/limits
    {"per_hour": 30, "gather_minutes": 15, "quiet_from": "22:00", "quiet_until": "07:30", "sms_per_day": 5}
  status 200
