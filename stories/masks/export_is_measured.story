story 导出先测重标识风险，经他人批准，带水印下载；未批准、过期、超出辖区都不行
step 公安报送一个人
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "SPC-P-3", "observed": "${now - 60 days}",
      "values": {"name": "招晓彤", "id_card": "440604199108089547", "sex": "女", "born": "1991-08-08", "phone": "14000950003",
                 "live_address": "${address}3单元301室"}}]}
  status 200
step 超出辖区、不存在的字段、没有项目的假名都不行
  as ${town}-ZX:town_command
  POST /api/v1/org/masks/exports
    {"title": "老人摸底", "area": "${other_town}", "purpose": "study", "receiver": "社工站", "columns": [{"field": "name"}]}
  status 404
  POST /api/v1/org/masks/exports
    {"title": "老人摸底", "area": "${town}", "purpose": "study", "receiver": "社工站", "columns": [{"field": "nose"}]}
  status 422
  POST /api/v1/org/masks/exports
    {"title": "老人摸底", "area": "${town}", "purpose": "study", "receiver": "社工站", "columns": [{"field": "id_card", "way": "pseudonym"}]}
  status 422
step 原文加出生日期会认出人来：测算给出建议，批不了
  POST /api/v1/org/masks/exports/risk
    {"title": "老人摸底", "area": "${town}", "purpose": "study", "receiver": "社工站",
     "columns": [{"field": "name", "way": "plain"}, {"field": "born", "way": "plain", "quasi": true}]}
  status 200
  expect risk.at_risk above 0
  POST /api/v1/org/masks/exports
    {"title": "老人摸底", "area": "${town}", "purpose": "study", "receiver": "社工站",
     "columns": [{"field": "name", "way": "plain"}, {"field": "born", "way": "plain", "quasi": true}]}
  status 200
  keep risky = id
  as ${district}-ZX:data_steward
  POST /api/v1/org/masks/exports/${risky}/answer
    {"granted": true}
  status 409
  expect code is export_at_risk
step 不标“他人可能知道”却声明匿名：照样测，批不了；声明匿名的导出不带遮住一半的证件号
  as ${town}-ZX:town_command
  POST /api/v1/org/masks/exports
    {"title": "匿名摸底", "area": "${town}", "purpose": "study", "receiver": "社工站", "project": "匿名 2026", "anonymous": true,
     "columns": [{"field": "id_card", "way": "pseudonym"}, {"field": "born", "way": "plain", "quasi": false}]}
  status 200
  expect risk.at_risk above 0
  keep claimed = id
  POST /api/v1/org/masks/exports
    {"title": "匿名摸底", "area": "${town}", "purpose": "study", "receiver": "社工站", "anonymous": true, "columns": [{"field": "id_card", "way": "mask"}]}
  status 422
  expect fields[0].path is columns[0].way
  as ${district}-ZX:data_steward
  POST /api/v1/org/masks/exports/${claimed}/answer
    {"granted": true}
  status 409
  expect code is export_at_risk
step 脱敏并改成假名后提交；批准前不能下载，自己不能批
  as ${town}-ZX:town_command
  POST /api/v1/org/masks/exports
    {"title": "老人摸底", "area": "${town}", "purpose": "study", "receiver": "社工站", "project": "老人 2026",
     "columns": [{"field": "id_card", "way": "pseudonym"}, {"field": "name"}, {"field": "live_address"}]}
  status 200
  expect risk.at_risk is 0
  keep safe = id
  GET /api/v1/org/masks/exports/${safe}/file?format=csv
  status 403
  POST /api/v1/org/masks/exports/${safe}/answer
    {"granted": true}
  status 403
step 批准后申请人下载，别人不能下载；本人看得到被导出过
  as ${district}-ZX:data_steward
  POST /api/v1/org/masks/exports/${safe}/answer
    {"granted": true}
  status 200
  expect state is approved
  GET /api/v1/org/masks/exports/${safe}/file?format=csv
  status 404
  as ${town}-ZX:town_command
  GET /api/v1/org/masks/exports/${safe}/file?format=csv
  status 200
  GET /api/v1/org/masks/exports
  expect items has 老人摸底
  GET /api/v1/registers/persons?q=14000950003
  keep person = items[0].ref
  GET /api/v1/registers/persons/${person}/looks
  expect items has export
step 七天后不能再下载
  wait 8 days
  GET /api/v1/org/masks/exports/${safe}/file?format=csv
  status 403
