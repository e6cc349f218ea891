story 一条知识：谁写的不能自己审，到期前提醒，过期不再用于答复
step 教育部门写一条知识
  as ${district}-JY:handler
  POST /api/v1/hotline/articles
    {"title": "秋季学期午间托管怎么报名", "body": "午间托管由学校在开学第一周统一登记，家长自愿参加。", "words": "午托 托管 午休",
     "topic": "school", "unit": "${district}-JY", "expires": "${day + 20 days}", "legal_basis": "以当年教育部门通知为准"}
  status 200
  keep id = id
  expect open_state is draft
  POST /api/v1/hotline/articles/${id}/approve
    {}
  status 403
  POST /api/v1/hotline/articles/${id}/hand-in
    {}
  status 200

step 不能替别的单位写
  POST /api/v1/hotline/articles
    {"title": "甲", "body": "乙", "topic": "school", "unit": "${district}-RS"}
  status 403

step 没有审核通过之前，坐席查不到
  as ${district}-ZX:seat
  GET /api/v1/hotline/knowledge/search?q=午间托管
  status 200
  expect items[0].id absent

step 督查员退回一次，改后通过
  as ${district}-ZX:supervisor
  POST /api/v1/hotline/articles/${id}/give-back
    {"text": "请写清楚收费"}
  status 200
  as ${district}-JY:handler
  PUT /api/v1/hotline/articles/${id}
    {"title": "秋季学期午间托管怎么报名", "body": "午间托管由学校在开学第一周统一登记，家长自愿参加，收费以公示为准。", "words": "午托 托管 午休",
     "topic": "school", "unit": "${district}-JY", "expires": "${day + 20 days}", "legal_basis": "以当年教育部门通知为准"}
  status 200
  POST /api/v1/hotline/articles/${id}/hand-in
    {}
  status 200
  as ${district}-ZX:supervisor
  POST /api/v1/hotline/articles/${id}/approve
    {}
  status 200
  expect in_effect is true

step 办公室专员写的，自己审不了
  as ${district}-BG:office_staff
  POST /api/v1/hotline/articles
    {"title": "办公室写的", "body": "内容", "topic": "hotline", "unit": "${district}-BG"}
  status 200
  keep own = id
  POST /api/v1/hotline/articles/${own}/hand-in
    {}
  status 200
  POST /api/v1/hotline/articles/${own}/approve
    {}
  status 403
  expect code is four_eyes

step 坐席查得到，用得上，发现不准确可以反馈
  as ${district}-ZX:seat
  GET /api/v1/hotline/knowledge/search?q=午间托管
  expect items[0].id is ${id}
  POST /api/v1/hotline/articles/${id}/inaccurate
    {"text": "家长说第二周也能补报"}
  status 200

step 归口单位看到反馈，核对后回复
  as ${district}-JY:handler
  GET /api/v1/hotline/article-tasks
  status 200
  expect items[0].kind is inaccurate
  expect items[0].text has 第二周
  keep task = items[0].id
  POST /api/v1/hotline/article-tasks/${task}/done
    {"reply": "已向学校核实，仅第一周登记"}
  status 200

step 到期前，归口单位收到提醒
  wait 2 hours
  GET /api/v1/hotline/article-tasks
  until items[0].kind is expiring

step 过了有效期，不再给坐席，也不能用它登记答复
  wait 22 days
  as ${district}-ZX:seat
  GET /api/v1/hotline/knowledge/search?q=午间托管
  status 200
  expect items[0].id absent
  POST /api/v1/hotline/calls
    {"line": "12345"}
  status 200
  keep call = id
  POST /api/v1/hotline/calls/${call}/finish
    {"outcome": "answered", "article": "${id}"}
  status 409
  expect code is article_expired
  POST /api/v1/hotline/calls/${call}/finish
    {"outcome": "answered", "topic": "school", "text": "请向学校咨询"}
  status 200

step 列表里标为过期
  as ${district}-JY:handler
  GET /api/v1/hotline/articles/${id}
  expect expired is true
