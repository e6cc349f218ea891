story 坐席的一天：排班、上线、接听、小休、交班
step 督查员排一个班
  as ${district}-ZX:supervisor
  GET /api/v1/hotline/shifts
  status 200
  keep person = seats[0].id
  PUT /api/v1/hotline/shifts
    {"name": "加班", "starts": "${now + 7200 hours}", "ends": "${now + 7199 hours}", "people": ["${person}"], "head": "${person}"}
  status 422
  PUT /api/v1/hotline/shifts
    {"name": "超长", "starts": "${now + 7200 hours}", "ends": "${now + 7248 hours}", "people": ["${person}"], "head": "${person}"}
  status 422
  PUT /api/v1/hotline/shifts
    {"name": "加班", "starts": "${now + 7200 hours}", "ends": "${now + 7208 hours}", "people": ["${person}"], "head": "${person}"}
  status 200
  keep shift = items[0].id

step 同一人不能同时上两个班
  PUT /api/v1/hotline/shifts
    {"name": "重叠", "starts": "${now + 7200 hours}", "ends": "${now + 7208 hours}", "people": ["${person}"], "head": "${person}"}
  status 422

step 坐席上线，小休要有原因
  as ${district}-ZX:seat
  PUT /api/v1/hotline/seat
    {"state": "idle", "extension": "8103"}
  status 200
  PUT /api/v1/hotline/seat
    {"state": "on_break"}
  status 422
  PUT /api/v1/hotline/seat
    {"state": "on_break", "reason": "用餐"}
  status 200
  PUT /api/v1/hotline/seat
    {"state": "idle"}
  status 200

step 有来电在排队，墙上看得到
  as ${district}-ZX:telephony
  POST /api/v1/hotline/events
    {"id": "pbx-wall-1", "event": "ringing", "line": "12345", "caller": "14000000076"}
  status 200
  as ${district}-ZX:supervisor
  GET /api/v1/hotline/wall
  status 200
  expect waiting above 0
  expect level_seconds is 15

step 坐席接起，挂断后还没登记结果，就是话后处理
  as ${district}-ZX:telephony
  POST /api/v1/hotline/events
    {"id": "pbx-wall-1", "event": "answered", "seat": "8103"}
  status 200
  keep call = id
  POST /api/v1/hotline/events
    {"id": "pbx-wall-1", "event": "ended"}
  status 200
  as ${district}-ZX:seat
  GET /api/v1/hotline/seat
  expect state is after_call
  POST /api/v1/hotline/calls/${call}/finish
    {"outcome": "transferred", "text": "转 119"}
  status 200
  GET /api/v1/hotline/seat
  expect state is idle

step 状态历史一条不少
  GET /api/v1/hotline/seats/me/history
  status 200
  expect items[0].state is idle
  expect items[1].state is after_call
  expect items[2].state is talking
  expect items[4].state is on_break
  expect items[4].reason is 用餐

step 交班写明未了事项，接班的人点接班
  POST /api/v1/hotline/shifts/${shift}/hand-over
    {"text": "两个老人走失的来电要跟进"}
  status 200
  POST /api/v1/hotline/shifts/${shift}/take-over
  status 200
  POST /api/v1/hotline/shifts/${shift}/take-over
    {}
  status 409
  PUT /api/v1/hotline/seat
    {"state": "offline"}
  status 200
