story 村居吹哨、镇街调度、部门报到：到场看地点和照片，迟到有记号，事后互评
step 村居为夜市占道吹哨，先要说清类型和事情
  as ${community}-ZZ:village_command
  POST /api/v1/whistle
    {"kind": "party", "title": "夜市占道", "content": "三十余档占道经营", "place": {"grid_code": "${grid}"}}
  status 422
  expect fields[0].path is kind
  POST /api/v1/whistle
    {"kind": "emergency", "title": "夜市占道", "content": "三十余档占道经营，堵住消防通道", "units": ["${town}-CG"],
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}前"}}
  status 200
  keep ref = ref
  keep number = number
  expect state is blown
  expect may has withdraw
step 村居不能自己调度部门，部门也看不到还没叫到它的哨
  POST /api/v1/whistle/${ref}/dispatch
    {"calls": [{"unit": "${town}-CG"}]}
  status 403
step 镇街调度城管和公安，半小时内到场
  as ${town}-ZX:town_command
  GET /api/v1/whistle?state=blown
  expect items[0].number is ${number}
  POST /api/v1/whistle/${ref}/dispatch
    {"calls": [{"unit": "${town}-CG", "task": "现场执法", "lead": true}, {"unit": "${town}-GA", "task": "维持秩序"}], "text": "速到"}
  status 200
  expect state is dispatched
  expect calls[0].state is called
step 镇街听到哨声，被调度的部门知道几时到哪里、做什么
  GET /api/v1/notices
  until items[0].kind is whistle.blown
  expect items[0].title_zh has 夜市占道
  as ${town}-CG:handler
  GET /api/v1/notices
  until items[0].kind is whistle.called
  expect items[0].text_zh has 现场执法
  expect items[0].number is ${number}
step 城管到场：离得太远不算，到了现场拍照才算
  as ${town}-CG:handler
  GET /api/v1/whistle?unit=${town}-CG
  expect items[0].number is ${number}
  expect items[0].may has check_in
  POST /api/v1/blobs
    file image/png hex
    89504e470d0a1a0a0000000d49484452000000080000000808020000004b6d29dc0000003249444154789c6dc2a10d00210004c12d1bf7c90a1cee730687a34b1ab8c9304ccd676aa6a959a6e63735dbd41c53734dfd0090906a21ca7125080000000049454e44ae426082
  status 200
  keep photo = digest
  POST /api/v1/whistle/${ref}/check-in
    {"lng": 113.9, "lat": ${lat}, "photo": "${photo}"}
  status 409
  expect code is too_far
  POST /api/v1/whistle/${ref}/check-in
    {"lng": ${lng}, "lat": ${lat}}
  status 422
  POST /api/v1/whistle/${ref}/check-in
    {"lng": ${lng}, "lat": ${lat}, "photo": "${photo}"}
  status 200
  expect calls[0].state is arrived
  expect calls[0].arrival.minutes_late is 0
  GET /api/v1/blobs/${photo}
  status 200
step 没被叫到的部门不能报到
  as ${town}-ZJ:handler
  POST /api/v1/whistle/${ref}/check-in
    {"lng": ${lng}, "lat": ${lat}, "photo": "${photo}"}
  status 403
step 公安没有按时到场，记下迟到
  as ${town}-ZX:town_command
  wait 1 hours
  GET /api/v1/whistle/${ref}
  until calls[1].state is late
  as ${town}-GA:handler
  POST /api/v1/blobs
    file image/png hex
    89504e470d0a1a0a0000000d49484452000000080000000808020000004b6d29dc0000003249444154789c6dc2a10d00210004c12d1bf7c90a1cee730687a34b1ab8c9304ccd676aa6a959a6e63735dbd41c53734dfd0090906a21ca7125080000000049454e44ae426082
  status 200
  POST /api/v1/whistle/${ref}/check-in
    {"lng": ${lng}, "lat": ${lat}, "photo": "${photo}", "text": "路上堵车"}
  status 200
  expect calls[1].arrival.minutes_late above 20
step 镇街形成结论，给部门打分，低分要说明
  as ${town}-ZX:town_command
  POST /api/v1/whistle/${ref}/conclude
    {"text": "已劝离，消防通道恢复畅通", "resolved": true}
  status 200
  expect state is concluded
  POST /api/v1/whistle/${ref}/score
    {"unit": "${town}-CG", "points": 5}
  status 200
  POST /api/v1/whistle/${ref}/score
    {"unit": "${town}-GA", "points": 2}
  status 422
  POST /api/v1/whistle/${ref}/score
    {"unit": "${town}-GA", "points": 2, "text": "迟到"}
  status 200
step 部门也给这次吹哨打分，全部评完
  as ${town}-CG:handler
  POST /api/v1/whistle/${ref}/score-whistle
    {"points": 4, "text": "诉求清楚"}
  status 200
  as ${town}-GA:handler
  POST /api/v1/whistle/${ref}/score-whistle
    {"points": 4}
  status 200
  expect state is scored
step 村居、镇街都看得到全过程，可以导出
  as ${community}-ZZ:village_command
  GET /api/v1/whistle/${ref}
  expect steps[0].kind is blown
  expect conclusion is 已劝离，消防通道恢复畅通
  GET /api/v1/whistle/export?format=csv
  status 200
  GET /api/v1/whistle/figures
  status 200
