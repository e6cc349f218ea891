story 新增一个指标：写错名字当场指出，另一人发布后各表能用，旧版本留着
step 公式里的名字写错，指出行列
  as ${district}-BG:office_staff
  POST /api/v1/scores/definitions
    {"indicator": {"key": "dutyRate", "zh": "尽责率", "formula": "dispose /\n needDispos"}}
  status 422
  expect fields[0].path is dutyRate.formula
  expect fields[0].zh has 第2行第2列
step 发布前先试算
  POST /api/v1/scores/try
    {"indicator": {"key": "dutyRate", "zh": "尽责率", "formula": "if report > 0 then 0.5 else null"}, "area": "${town}"}
  status 200
  expect indicators[0].key is dutyRate
step 存成草稿，自己不能发布
  POST /api/v1/scores/definitions
    {"indicator": {"key": "dutyRate", "zh": "尽责率", "formula": "40 + 2"}, "note": "试行"}
  status 200
  expect version is 1
  expect state is draft
  POST /api/v1/scores/definitions/indicator/dutyRate/1/release
    {}
  status 403
step 还没发布，考核表不能用它
  POST /api/v1/scores/definitions
    {"card": {"key": "duty", "zh": "尽责表", "columns": ["dutyRate"], "where": "needDispose >= 0"}}
  status 422
step 数据管理员发布，考核表可以用了
  as ${district}-ZX:data_steward
  POST /api/v1/scores/definitions/indicator/dutyRate/1/release
    {}
  status 200
  expect state is released
  as ${district}-BG:office_staff
  POST /api/v1/scores/definitions
    {"card": {"key": "duty", "zh": "尽责表", "columns": ["dutyRate"], "where": "needDispose >= 0"}}
  status 200
  as ${district}-ZX:data_steward
  POST /api/v1/scores/definitions/card/duty/1/release
    {}
  status 200
  GET /api/v1/scores/results?card=duty
  status 200
  expect total.values.dutyRate.value is 42
step 改公式：第二版，明天起生效；今天仍按第一版
  as ${district}-BG:office_staff
  POST /api/v1/scores/definitions
    {"indicator": {"key": "dutyRate", "zh": "尽责率", "formula": "40 + 3"}, "effective": "${day + 1 days}", "note": "口径调整"}
  status 200
  expect version is 2
  as ${district}-ZX:data_steward
  POST /api/v1/scores/definitions/indicator/dutyRate/2/release
    {}
  status 200
  GET /api/v1/scores/results?card=duty
  expect total.values.dutyRate.value is 42
  wait 2 days
  as ${district}-ZX:data_steward
  GET /api/v1/scores/results?card=duty&period=${day + 0 days}
  expect total.values.dutyRate.value is 43
  expect indicators[0].version is 2
  GET /api/v1/scores/results?card=duty&period=${day - 2 days}
  expect total.values.dutyRate.value is 42
  expect indicators[0].version is 1
step 被考核表用着的名字，改坏了不让存
  as ${district}-BG:office_staff
  POST /api/v1/scores/definitions
    {"card": {"key": "duty", "zh": "尽责表", "parts": [{"key": "p", "zh": "得分", "full": 10, "points": "10 * dutyRat"}]}}
  status 422
  expect fields[0].zh has dutyRat
step 人工给分写明理由，计入综合评价
  as ${district}-ZX:supervisor
  POST /api/v1/scores/given
    {"card": "yangzhou", "period": "${day + 0 days}", "object": "${town}", "key": "specialPoints", "points": 11, "reason": "专项整治"}
  status 422
  POST /api/v1/scores/given
    {"card": "yangzhou", "period": "${day + 0 days}", "object": "${town}", "key": "specialPoints", "points": 8, "reason": "专项整治"}
  status 200
  GET /api/v1/scores/given?card=yangzhou&period=${day + 0 days}
  expect items[0].points is 8
