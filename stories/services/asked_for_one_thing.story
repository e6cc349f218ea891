story 居民在手机上办居住证：登记过的都已填好、已有，只要一份材料；补正一次，按工作日办结，结果看得到已读未读
step 公安、人社登记了这位居民
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "police", "key": "SVC-R-1", "observed": "${now - 100 days}", "values": {"name": "谭晓岚", "id_card": "440604198804152277", "sex": "1", "born": "1988-04-15", "phone": "14000820011", "live_address": "禅城区${address}12单元101室"}},
      {"source": "police", "key": "SVC-R-2", "observed": "${now - 100 days}", "values": {"name": "麦志豪", "id_card": "440604199306304412", "sex": "1", "born": "1993-06-30", "live_address": "禅城区${address}12单元102室"}}]}
  status 200
  as ${district}-ZX:acceptor
  POST /api/v1/spaces/open
    {"name": "谭晓岚", "id_card": "440604198804152277", "consents": true}
  status 200
  keep code = code
  POST /api/v1/spaces/open
    {"name": "麦志豪", "id_card": "440604199306304412", "consents": true}
  status 200
  keep other_code = code
  public
  POST /api/v1/public/space/enter
    {"id_card": "440604198804152277", "code": "${code}"}
  keep token = token
  POST /api/v1/public/space/enter
    {"id_card": "440604199306304412", "code": "${other_code}"}
  keep other = token
step 指南人人可看：依据、时限、费用、材料
  public
  GET /api/v1/public/services/matters?kind=person&q=居住证申领
  status 200
  expect items[0].key is residence_permit
  expect items[0].promised_days is 7
  GET /api/v1/public/services/matters/residence_permit
  expect matter.law has 居住证暂行条例
  expect matter.materials[2].key is lived
  keep edition = edition
  GET /api/v1/public/services/matters/residence_permit/plan
  status 401
step 对他来说：身份证、住所已有，只要一张照片和一个日期
  key ${token}
  GET /api/v1/public/services/matters/residence_permit/plan
  status 200
  expect fits is true
  expect held is 2
  expect asked is 1
  expect materials[0].held is true
  expect materials[0].source_zh is 公安人口
  expect materials[0].observed exists
  expect materials[1].key is photo
  expect materials[1].held is false
  expect materials[2].held is true
  expect form[0].filled is true
  expect form[0].value is 谭晓岚
  expect form[4].filled is false
  GET /api/v1/public/services/matters/food_licence/plan
  expect fits is false
  expect form[0] absent
  GET /api/v1/public/services/matters/old_age_allowance/plan
  expect fits is false
  expect why_zh has 80
  GET /api/v1/public/space
  expect looks[0].act is service
step 少了什么说得清楚；不适用的不能申请
  POST /api/v1/public/services/applications
    {"matter": "residence_permit", "edition": ${edition}, "declared": true}
  status 422
  expect code is service_missing
  expect fields[0].path is form.since
  expect fields[1].path is files.photo
  POST /api/v1/public/services/applications
    {"matter": "old_age_allowance", "edition": ${edition}, "declared": true, "form": [{"key": "account", "value": "6228480402564890018"}]}
  status 422
  expect code is service_not_for
  POST /api/v1/public/services/files?name=photo.png
    file image/png hex
    89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c636064620600000e0007d76fe4780000000049454e44ae426082
  status 200
  keep photo = id
step 别人不能用他的文件
  key ${other}
  POST /api/v1/public/services/applications
    {"matter": "residence_permit", "edition": ${edition}, "declared": true, "form": [{"key": "since", "value": "2024-05-01"}], "files": [{"material": "photo", "file": "${photo}"}]}
  status 422
  expect fields[0].path is files.photo
step 提交：没有声明真实的不收；提交后同一事项不能再提
  key ${token}
  POST /api/v1/public/services/applications
    {"matter": "residence_permit", "edition": ${edition}, "form": [{"key": "since", "value": "2024-05-01"}], "files": [{"material": "photo", "file": "${photo}"}]}
  status 422
  expect fields[0].path is declared
  POST /api/v1/public/services/applications
    {"matter": "residence_permit", "edition": ${edition}, "declared": true, "form": [{"key": "since", "value": "2024-05-01"}], "files": [{"material": "photo", "file": "${photo}"}]}
  status 200
  expect state is submitted
  expect held is 2
  expect given is 1
  expect form[0].from is register
  expect digest has sha256:
  keep application = id
  keep digest = digest
  POST /api/v1/public/services/applications
    {"matter": "residence_permit", "edition": ${edition}, "declared": true, "form": [{"key": "since", "value": "2024-05-01"}], "files": [{"material": "photo", "file": "${photo}"}]}
  status 409
  expect code is service_state
step 别人看不到、撤不了
  key ${other}
  GET /api/v1/public/services/applications/${application}
  status 404
  POST /api/v1/public/services/applications/${application}/withdraw
    {}
  status 404
  GET /api/v1/public/services/applications
  expect items[0] absent
step 归口单位看到脱敏的办件；别的单位、别的镇街看不到
  as ${district}-GA:handler
  GET /api/v1/services/applications?state=submitted&matter=residence_permit
  expect items[0].id is ${application}
  expect items[0].title is 谭**
  expect items[0].lamp is green
  GET /api/v1/services/applications/${application}
  expect masked is true
  expect form[1].value has *
  expect form[4].value is ***
  expect may has accept
  as ${district}-MZ:handler
  GET /api/v1/services/applications/${application}
  status 404
  as ${other_town}-GA:handler
  GET /api/v1/services/applications/${application}
  status 404
  as ${grid}:officer
  GET /api/v1/services/applications/${application}
  status 403
step 看原文要写目的，记入审计；冻结的原文与摘要相符
  as ${district}-GA:handler
  POST /api/v1/services/applications/${application}/open
    {"purpose": ""}
  status 422
  POST /api/v1/services/applications/${application}/open
    {"purpose": "审核居住证"}
  status 200
  expect form[1].value is 440604198804152277
  GET /api/v1/services/applications/${application}/proof?purpose=审核居住证
  expect fits is true
  expect digest is ${digest}
  GET /api/v1/services/applications/${application}/files/${photo}
  status 200
step 照片不合格，一次告知要补正什么；还没受理不能办结
  POST /api/v1/services/applications/${application}/finish
    {"text": "办结"}
  status 409
  POST /api/v1/services/applications/${application}/ask
    {"text": "照片须为近期免冠照", "wanted": []}
  status 422
  POST /api/v1/services/applications/${application}/ask
    {"text": "照片须为近期免冠照", "wanted": ["photo"]}
  status 200
  expect state is supplement
  expect lamp is paused
step 本人看到要补什么，补上
  key ${token}
  GET /api/v1/public/services/applications
  expect items[0].state is supplement
  expect items[0].seen absent
  GET /api/v1/public/services/applications/${application}
  expect said is 照片须为近期免冠照
  expect wanted[0] is photo
  expect may has supplement
  POST /api/v1/public/services/applications/${application}/supplement
    {"files": []}
  status 422
  expect code is service_missing
  POST /api/v1/public/services/files?name=photo2.png
    file image/png hex
    89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63e0e4600700003600196eb52a2a0000000049454e44ae426082
  status 200
  keep photo2 = id
  POST /api/v1/public/services/applications/${application}/supplement
    {"files": [{"material": "photo", "file": "${photo2}"}]}
  status 200
  expect state is submitted
  expect form[4].value is 2024-05-01
step 受理，承诺的工作日开始计；过了时限灯变红
  as ${district}-GA:handler
  POST /api/v1/services/applications/${application}/accept
    {}
  status 200
  expect state is accepted
  expect lamp is green
  expect due exists
  expect statutory_due exists
  wait 30 days
  GET /api/v1/services/applications?state=accepted&matter=residence_permit
  expect items[0].lamp is over
step 没有结果不能办结；办结后本人看到，经办看到已读
  POST /api/v1/services/applications/${application}/finish
    {"text": ""}
  status 422
  POST /api/v1/services/applications/${application}/finish
    {"text": "居住证已制作，邮寄到现住地址"}
  status 200
  expect state is done
  expect seen absent
  POST /api/v1/services/applications/${application}/refuse
    {"text": "再办一次"}
  status 409
  public
  POST /api/v1/public/space/enter
    {"id_card": "440604198804152277", "code": "${code}"}
  keep token = token
  key ${token}
  GET /api/v1/public/services/applications/${application}
  expect state is done
  expect said is 居住证已制作，邮寄到现住地址
  as ${district}-GA:handler
  GET /api/v1/services/applications/${application}
  expect seen exists
step 再办别的事，照片也不用再交了
  key ${token}
  GET /api/v1/public/services/matters/residence_permit/plan
  expect asked is 0
  expect materials[1].source_zh is 以前提交过
step 指南由人维护，新版本写明谁、何时、改了什么；经办不能改
  as ${district}-ZX:data_steward
  GET /api/v1/services/matters/vaccination_card
  expect editions[0].edition is 1
  PUT /api/v1/services/matters/vaccination_card
    {"edition": 1, "note": "承诺时限改为当天", "matter": {"key": "vaccination_card", "zh": "预防接种证补办", "en": "Vaccination card again", "kind": "person", "group": "health", "unit": "440604-WJ", "who_zh": "监护人", "who_en": "guardians", "law": "《疫苗管理法》第四十七条", "statutory_days": 5, "promised_days": 9, "visits": 1,
      "form": [{"key": "child", "zh": "儿童姓名", "en": "Name of the child"}], "materials": [{"key": "id", "zh": "身份证", "en": "Card", "held": [{"kind": "field", "key": "no_such"}]}]}}
  status 422
  expect fields[0].path is promised_days
  expect fields[1].path is materials[0].held
  PUT /api/v1/services/matters/vaccination_card
    {"edition": 1, "note": "承诺时限改为当天", "matter": {"key": "vaccination_card", "zh": "预防接种证补办", "en": "Vaccination card again", "kind": "person", "group": "health", "unit": "440604-WJ", "who_zh": "监护人", "who_en": "guardians", "law": "《疫苗管理法》第四十七条", "statutory_days": 5, "promised_days": 0, "visits": 1,
      "form": [{"key": "child", "zh": "儿童姓名", "en": "Name of the child"}], "materials": [{"key": "id", "zh": "身份证", "en": "Card", "held": [{"kind": "field", "key": "id_card"}]}]}}
  status 200
  expect edition is 2
  expect editions[0].note is 承诺时限改为当天
  expect editions[0].made_by exists
  PUT /api/v1/services/matters/vaccination_card
    {"edition": 1, "note": "旧的", "matter": {"key": "vaccination_card", "zh": "x", "en": "x", "unit": "440604-WJ", "law": "x", "promised_days": 1}}
  status 409
  as ${district}-GA:handler
  PUT /api/v1/services/matters/vaccination_card
    {"edition": 2, "note": "改", "matter": {"key": "vaccination_card"}}
  status 403
step 减了多少材料和跑动，数得出来
  as ${district}-ZX:supervisor
  GET /api/v1/services/burden
  expect applications above 0
  expect held above 1
  expect visits above 1
