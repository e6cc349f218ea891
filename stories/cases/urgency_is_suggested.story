story 建议写明有多急、谁判定、依据哪些词；否认了的危险词不算
step 危险词说了算，写明是哪个词
  as ${district}-ZX:seat
  POST /api/v1/cases/suggest
    {"content": "路面有个坑，有人受伤", "place": {"grid_code": "${grid}"}}
  status 200
  expect urgency is urgent
  expect urgency_by is words
  expect urgency_score is 1
  expect urgency_reasons[0] is 受伤
step 否认的危险词不算，没有词说话时按一般
  POST /api/v1/cases/suggest
    {"content": "路面有个坑，没有人受伤", "place": {"grid_code": "${grid}"}}
  status 200
  expect urgency is normal
  expect urgency_by is rule
  expect urgency_reasons[0] absent
step 学习页分开看事项和紧急程度
  as ${district}-ZX:data_steward
  GET /api/v1/cases/learning?what=urgency
  status 200
  expect what is urgency
  GET /api/v1/cases/learning
  expect what is item
