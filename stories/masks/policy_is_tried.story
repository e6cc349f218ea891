story 脱敏策略先试后发，起草人不能发布；发布立即生效，历次版本都在
step 起草一条规则：设施权属人证件全部隐藏
  as ${district}-BG:office_staff
  GET /api/v1/org/masks
  status 200
  expect may_edit is true
  PUT /api/v1/org/masks/draft
    {"note": "设施权属人只显示为隐藏", "policy": {
      "usual": {"name": "name", "id": "id", "phone": "phone", "bank": "bank", "address": "address", "email": "email", "plate": "plate", "hide": "hide"},
      "rules": [
        {"zh": "设施权属人不显示", "en": "owners of facilities stay hidden", "fields": ["facility.owner"], "mask": "hide"},
        {"zh": "已获准查看原文", "en": "sight was granted", "unmasked": true, "area": "inside", "mask": "none"},
        {"zh": "已获准，且为核查或救助", "en": "sight was granted for checking or aid", "fields": ["hide"], "purposes": ["check", "rescue"], "unmasked": true, "area": "inside", "mask": "none"},
        {"zh": "辖区以外只见镇街", "en": "from outside the area only the town", "fields": ["address"], "area": "outside", "mask": "address:town"},
        {"zh": "辖区以外不见号码", "en": "from outside the area no numbers", "fields": ["id", "phone", "bank", "email", "plate"], "area": "outside", "mask": "hide"}],
      "purposes": [
        {"key": "case", "zh": "办理工单", "en": "Handling a case", "approver": false, "ticket": true, "longest_minutes": 120},
        {"key": "rescue", "zh": "紧急救助", "en": "Emergency aid", "approver": false, "ticket": false, "longest_minutes": 30},
        {"key": "service", "zh": "上门服务", "en": "Service at home", "approver": false, "ticket": true, "longest_minutes": 240},
        {"key": "check", "zh": "资格核查", "en": "Checking entitlement", "approver": true, "ticket": true, "longest_minutes": 240},
        {"key": "study", "zh": "统计分析", "en": "Statistics and analysis", "approver": true, "ticket": false, "longest_minutes": 60}],
      "export_k": 5, "export_l": 2, "export_days": 7}}
  status 200
  keep draft = draft_version
  expect may_publish is false
step 写错的规则存不进去
  PUT /api/v1/org/masks/draft
    {"note": "错的", "policy": {"rules": [{"zh": "全开", "en": "all", "mask": "none"}]}}
  status 422
  expect fields[0].path is rules[0].mask
step 试算：现行与草稿对比
  POST /api/v1/org/masks/try
    {"duty": "officer", "area": "${grid}", "grid": "${grid}", "policy": {"rules": [{"zh": "电话隐藏", "en": "no phones", "fields": ["phone"], "mask": "hide"}]},
     "samples": [{"field": "person.phone", "word": "phone", "value": "13812345678"}]}
  status 200
  expect items[0].live is 138****5678
  expect items[0].tried is ***
  expect items[0].differs is true
step 发布须由他人
  POST /api/v1/org/masks/publish
    {"version": ${draft}}
  status 403
  as ${district}-ZX:data_steward
  POST /api/v1/org/masks/publish
    {"version": ${draft}}
  status 200
  expect live_version is ${draft}
  expect versions[0].published_by exists
step 一段文字里的个人信息被找到并遮住
  POST /api/v1/org/masks/text
    {"text": "投诉人：王小明，电话１３８００１３８０００，住石湾镇街道澜石社区惠景三街5号302房"}
  status 200
  expect masked is 投诉人：王**，电话138****8000，住石湾镇街道澜石社区***
  expect found[0].kind is name
