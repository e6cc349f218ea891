story 圈内有谁：在地图上圈一片区域，数出并列出里面的房屋、户、人和企业；导出须他人批准；别人圈不到辖区以外
step 公安、住建各报一条
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "FND-P-3", "observed": "${now - 60 days}",
      "values": {"name": "邬采薇", "id_card": "440604197904129408", "born": "1979-04-12", "phone": "14000940031",
                 "live_address": "${address}4单元403室"}}]}
  status 200
  as ${district}-ZJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "housing", "key": "FND-F-3", "kind": "house",
      "values": {"address": "${address}4单元403室", "owner": "440604197904129408", "area_m2": "77.10", "use": "住宅"}}]}
  status 200
step 按网格的边界圈一圈
  as ${town}-ZX:town_command
  GET /api/v1/places/areas/${grid}
  keep ring = geometry.coordinates[0]
  POST /api/v1/registers/find/shapes
    {"title": "暴雨转移片区", "ring": ${ring}, "purpose": ""}
  status 422
  expect code is purpose_needed
  POST /api/v1/registers/find/shapes
    {"title": "暴雨转移片区", "ring": ${ring}, "purpose": "暴雨转移"}
  status 200
  expect counts.persons above 0
  expect counts.houses above 0
  keep shape = id
  keep area = area
step 列出圈内的房屋和人，仍然脱敏
  GET /api/v1/registers/find/shapes/${shape}?limit=500
  status 200
  expect items has 4单元403室
  expect items has 邬**
  expect counts.persons above 0
  expect shape.purpose is 暴雨转移
  GET /api/v1/registers/find/shapes/${shape}?kinds=house&limit=500
  expect items has 4单元403室
  GET /api/v1/registers/find/shapes
  expect items has ${shape}
step 画不成的、太大的不行
  POST /api/v1/registers/find/shapes
    {"ring": [[113.1, 23.0], [113.11, 23.0]], "purpose": "暴雨转移"}
  status 422
  POST /api/v1/registers/find/shapes
    {"ring": [[112.0, 22.0], [114.0, 22.0], [114.0, 24.0]], "purpose": "暴雨转移"}
  status 413
step 外镇街的人圈同一片：一个也没有；别人圈的也看不到
  as ${other_town}-ZX:town_command
  POST /api/v1/registers/find/shapes
    {"title": "越界", "ring": ${ring}, "purpose": "试探"}
  status 200
  expect counts.persons is 0
  expect counts.houses is 0
  expect addresses is 0
  GET /api/v1/registers/find/shapes/${shape}
  status 404
step 导出圈内的人：先测风险，他人批准后才能下载，只有圈内的
  as ${town}-ZX:town_command
  POST /api/v1/org/masks/exports
    {"title": "转移名单", "area": "${area}", "shape": "${shape}", "purpose": "study", "receiver": "应急办",
     "columns": [{"field": "name"}, {"field": "live_address"}]}
  status 200
  expect risk.rows above 0
  keep export = id
  GET /api/v1/org/masks/exports/${export}/file?format=csv
  status 403
  as ${district}-ZX:data_steward
  POST /api/v1/org/masks/exports/${export}/answer
    {"granted": true}
  status 200
  as ${town}-ZX:town_command
  GET /api/v1/org/masks/exports/${export}/file?format=csv
  status 200
  POST /api/v1/org/masks/exports/risk
    {"title": "转移名单", "area": "${area}", "shape": "999", "purpose": "study", "receiver": "应急办",
     "columns": [{"field": "name"}, {"field": "live_address"}]}
  status 200
  expect risk.rows is 0
step 每次圈选和查看都记着
  as ${district}-ZX:audit_admin
  GET /api/v1/registers/find/looks
  expect items has 暴雨转移
  expect items has inside
