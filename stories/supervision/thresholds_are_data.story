story 督办规则是数据：改门槛要说明理由，留下版本，错的改不进去
step 督查员读规则
  as ${district}-ZX:supervisor
  GET /api/v1/cases/supervision/rules
  status 200
  keep version = version
  expect rules.closing.fast_minutes exists
  expect rules.check.checklist[0].key is settled
step 错的规则被一一指出
  PUT /api/v1/cases/supervision/rules
    {"rules": {"closing": {"alike_bits": 20}}, "version": ${version}, "note": "试试"}
  status 422
  expect fields[0].path is rules.closing.alike_bits
step 没有说明不能改，旧版本不能改
  PUT /api/v1/cases/supervision/rules
    {"rules": {}, "version": ${version}, "note": ""}
  status 422
  PUT /api/v1/cases/supervision/rules
    {"rules": {}, "version": 0, "note": "旧的"}
  status 412
step 说明理由后生效，版本加一，谁改的留着
  PUT /api/v1/cases/supervision/rules
    {"rules": {"appeal": {"number_prefix": "禅申", "file_within": "10 work_days", "review_within": "3 work_days", "first_duty": "dispatcher", "second_duty": "acceptor"}, "letter": {"number_prefix": "禅督函", "limit": "2 work_days", "escalated_limit": "1 work_days", "most_escalations": 3}, "instruction": {"number_prefix": "禅批", "limit": "5 work_days"}, "check": {"limit": "3 work_days", "checklist": [{"key": "settled", "zh": "现场问题是否已解决", "en": "Is the matter on the spot settled", "must": true}, {"key": "photos", "zh": "处置前后照片是否真实、同一位置", "en": "Are the photos before and after true and of the same place", "must": true}, {"key": "answered", "zh": "是否联系并答复了诉求人", "en": "Was the reporter contacted and answered", "must": true}, {"key": "text", "zh": "办理结果是否写清做了什么", "en": "Does the result say what was done", "must": false}]}, "closing": {"listed": 30, "high": 60, "returned_points": 40, "returned_days": 15, "returned_metres": 60, "reused_points": 60, "alike_points": 45, "alike_bits": 6, "before_points": 40, "before_minutes": 10, "far_points": 35, "far_metres": 500, "fast_points": 25, "fast_minutes": 10, "fast_items": {"P": 20}, "copied_points": 20, "copied_times": 6, "copied_days": 30, "copied_least_length": 6}},
     "version": ${version}, "note": "雷同门槛由五件改为六件"}
  status 200
  expect rules.closing.copied_times is 6
  expect changes[0].note has 六件
  expect changes[0].by exists
step 没有权限的人只能看
  as ${town}-ZX:town_command
  GET /api/v1/cases/supervision/rules
  status 200
  PUT /api/v1/cases/supervision/rules
    {"rules": {}, "version": ${version}, "note": "x"}
  status 403
