story 坐席在线答复，不立工单，照样计数
# 话务平台报振铃、接通、结束；同一事件重复送达不重复计数。

step 督查员新增一条热线号码
  as ${district}-ZX:supervisor
  PUT /api/v1/hotline/lines
    {"code": "12991", "zh": "测试专线甲", "en": "Test line A", "mode": "branch", "unit_line": "RS"}
  status 200
  expect version above 0

step 坐席上线，报自己的分机
  as ${district}-ZX:seat
  PUT /api/v1/hotline/seat
    {"state": "idle", "extension": "8101"}
  status 200
  expect state is idle

step 话务平台报振铃，来电落到该分机的坐席
  as ${district}-ZX:telephony
  POST /api/v1/hotline/events
    {"id": "pbx-answer-1", "event": "ringing", "line": "12991", "caller": "+86 140-0000-0071", "seat": "8101"}
  status 200
  keep call = id
  expect caller is 140****0071
  expect state is ringing
  POST /api/v1/hotline/events
    {"id": "pbx-answer-1", "event": "answered", "line": "12991"}
  status 200
  POST /api/v1/hotline/events
    {"id": "pbx-answer-1", "event": "answered", "line": "12991"}
  status 200
  expect id is ${call}
  expect state is talking

step 话务平台只能上报事件，看不到来电人
  GET /api/v1/hotline/calls/${call}/caller
  status 403

step 坐席的状态随来电变为通话中
  as ${district}-ZX:seat
  GET /api/v1/hotline/seat
  expect state is talking
  PUT /api/v1/hotline/seat
    {"state": "on_break", "reason": "用餐"}
  status 409

step 坐席检索知识，用它答复
  GET /api/v1/hotline/knowledge/search?q=异地就医备案
  status 200
  expect items[0].title.text has 异地就医
  expect items[0].title.marks[0].length above 1
  keep article = items[0].id
  POST /api/v1/hotline/calls/${call}/finish
    {"outcome": "answered", "article": "${article}"}
  status 200
  expect outcome is answered
  expect topic_zh is 医疗保障
  POST /api/v1/hotline/calls/${call}/finish
    {"outcome": "other"}
  status 409

step 挂断后坐席回到空闲
  as ${district}-ZX:telephony
  POST /api/v1/hotline/events
    {"id": "pbx-answer-1", "event": "ended"}
  status 200
  expect state is ended
  as ${district}-ZX:seat
  GET /api/v1/hotline/seat
  expect state is idle
  expect answered_today above 0

step 分线统计里有它，没有工单
  as ${district}-ZX:supervisor
  GET /api/v1/hotline/report?line=12991&by=day
  status 200
  expect items[0].calls is 1
  expect items[0].answered is 1
  expect items[0].on_line is 1
  expect items[0].cases is 0
  expect items[0].on_line_rate above 0.99
  GET /api/v1/hotline/articles/${article}
  expect used above 0
  GET /api/v1/hotline/topics/report?from=${day - 1 days}&to=${day + 1 days}
  status 200
  expect items[0].answers above 0

step 没人接就挂断的，算放弃
  as ${district}-ZX:telephony
  POST /api/v1/hotline/events
    {"id": "pbx-answer-2", "event": "ended", "line": "12991"}
  status 200
  expect outcome is abandoned
  as ${district}-ZX:supervisor
  GET /api/v1/hotline/report?line=12991
  expect items[0].calls is 2
  expect items[0].abandoned is 1
  expect items[0].answer_rate is 0.5

step 导出统计，导出记入审计
  GET /api/v1/hotline/report/export?line=12991&by=day
  status 200
  as ${district}-ZX:audit_admin
  GET /api/v1/org/audit?kind=hotline.export
  status 200
  expect items[0].subject exists
