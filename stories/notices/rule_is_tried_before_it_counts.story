story 通知规则是数据：先拿旧件试，再启用，每一版都有人有时间
step 没有权限的人看不到规则
  as ${grid}:officer
  GET /api/v1/notices/rules
  status 403

step 办公室专员写的条件有错，指出是哪一项
  as ${district}-BG:office_staff
  GET /api/v1/notices/rules
  status 200
  expect rules[0].version above 0
  expect fields[0].key exists
  PUT /api/v1/notices/rules
    {"key": "story_suggestions", "zh": "建议类告知站长", "en": "Suggestions to the head of the station", "event": "case.reported",
     "condition": "knd = \"suggestion\"", "audience": {"who": "role_up", "duty": "wizard"}, "means": ["app"], "template_key": "task_arrived"}
  status 422
  expect fields[0].path is audience.duty
  expect fields[1].path is condition

step 写对之后保存，暂不启用
  PUT /api/v1/notices/rules
    {"key": "story_suggestions", "zh": "建议类告知站长", "en": "Suggestions to the head of the station", "event": "case.reported",
     "condition": "kind = \"suggestion\" and area = \"${grid}\"", "audience": {"who": "role_up", "duty": "station_head"},
     "means": ["app"], "must": ["app"], "template_key": "task_arrived", "urgent": "true", "active": false}
  status 200
  keep version = version
  expect changed_by exists

step 坐席登记一条建议，规则停用时站长没有通知
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "suggestion", "content": "建议${address}加装休息座椅", "item_code": "P13-0106",
     "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  keep number = number

step 拿这一件试规则：条件成立，会通知站长，什么也没有发出
  as ${district}-BG:office_staff
  POST /api/v1/notices/try
    {"number": "${number}", "rule": {"key": "story_suggestions", "zh": "建议类告知站长", "event": "case.reported",
     "condition": "kind = \"suggestion\" and area = \"${grid}\"", "audience": {"who": "role_up", "duty": "station_head"},
     "means": ["app"], "must": ["app"], "template_key": "task_arrived", "urgent": "true"}}
  status 200
  expect holds is true
  expect people[0].name exists
  expect text_zh has ${number}
  POST /api/v1/notices/try
    {"number": "${number}", "rule": {"key": "story_suggestions", "zh": "x", "event": "case.reported", "condition": "kind = \"praise\"",
     "audience": {"who": "role_up", "duty": "station_head"}, "means": ["app"], "template_key": "task_arrived"}}
  status 200
  expect holds is false
  GET /api/v1/notices/log?number=${number}&rule=story_suggestions
  expect items[0] absent

step 启用后，下一条建议站长就知道了
  PUT /api/v1/notices/rules
    {"key": "story_suggestions", "zh": "建议类告知站长", "en": "Suggestions to the head of the station", "event": "case.reported",
     "condition": "kind = \"suggestion\" and area = \"${grid}\"", "audience": {"who": "role_up", "duty": "station_head"},
     "means": ["app"], "must": ["app"], "template_key": "task_arrived", "urgent": "true", "active": true}
  status 200
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "suggestion", "content": "建议${address}加装饮水点", "item_code": "P13-0106",
     "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  keep second = number
  as ${community}-ZZ:station_head
  GET /api/v1/notices
  until items[0].number is ${second}

step 历次版本留着，谁改的、何时改的都在；停用后恢复平静
  as ${district}-BG:office_staff
  PUT /api/v1/notices/rules
    {"key": "story_suggestions", "zh": "建议类告知站长", "en": "Suggestions to the head of the station", "event": "case.reported",
     "condition": "kind = \"suggestion\"", "audience": {"who": "role_up", "duty": "station_head"},
     "means": ["app"], "must": ["app"], "template_key": "task_arrived", "active": false}
  status 200
  GET /api/v1/notices/versions/rule/story_suggestions
  status 200
  expect items[0].body.active is false
  expect items[1].body.active is true
  expect items[1].changed_by exists
  expect items[2].version is ${version}
