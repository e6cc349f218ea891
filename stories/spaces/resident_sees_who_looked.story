story 居民看自己的数据：谁看过、为什么；授权可撤回；更正有答复；证明可核验；文件有配额
step 公安和人社报送同一个人
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "SPC-P-1", "observed": "${now - 60 days}",
      "values": {"name": "招慧敏", "id_card": "440604197905149523", "sex": "女", "born": "1979-05-14", "phone": "14000950001",
                 "live_address": "${address}3单元101室"}}]}
  status 200
  as ${district}-RS:handler
  POST /api/v1/registers/records
    {"records": [{"source": "social", "key": "SPC-S-1", "values": {"name": "招慧敏", "id_card": "440604197905149523", "insured": "1"}}]}
  status 200
step 网格员为走访看过她
  as ${grid}:officer
  GET /api/v1/registers/persons?q=14000950001
  expect items[0].title is 招**
  keep person = items[0].ref
  GET /api/v1/registers/persons/${person}?purpose=home-visit
  status 200
step 窗口核验本人才能开通；姓名不符与查无此人同一个答复
  as ${grid}:officer
  POST /api/v1/spaces/open
    {"name": "招慧敏", "id_card": "440604197905149523", "consents": true}
  status 403
  as ${district}-ZX:acceptor
  POST /api/v1/spaces/open
    {"name": "招惠敏", "id_card": "440604197905149523", "consents": true}
  status 404
  POST /api/v1/spaces/open
    {"name": "招慧敏", "id_card": "440604197905149523", "consents": false}
  status 422
  POST /api/v1/spaces/open
    {"name": "招慧敏", "id_card": "440604197905149523", "consents": true}
  status 200
  expect name is 招**
  keep code = code
step 没有开通码进不去
  public
  POST /api/v1/public/space/enter
    {"id_card": "440604197905149523", "code": "AAAA-BBBB-CCCC"}
  status 401
  GET /api/v1/public/space
  status 401
  POST /api/v1/public/space/enter
    {"id_card": "440604197905149523", "code": "${code}"}
  status 200
  keep token = token
step 本人看到全部登记内容、来源，以及谁看过、为什么
  key ${token}
  GET /api/v1/public/space
  status 200
  expect name is 招慧敏
  expect facts has 14000950001
  expect facts has 公安人口
  expect looks has home-visit
  expect looks has 开通数据空间
  expect certificate_kinds has insured
step 授权人社局看两项，限期三十天
  public
  key ${token}
  POST /api/v1/public/space/consents
    {"unit": "${district}-RS", "fields": ["phone", "nose"], "purpose": "失业登记", "days": 30}
  status 422
  expect fields[0].path is fields
  POST /api/v1/public/space/consents
    {"unit": "${district}-RS", "fields": ["phone", "live_address"], "purpose": "失业登记", "days": 30}
  status 200
  expect state is given
  keep consent = id
  as ${district}-RS:handler
  POST /api/v1/spaces/consents/${consent}/read
    {"text": ""}
  status 422
  POST /api/v1/spaces/consents/${consent}/read
    {"text": "核对手机号码"}
  status 200
  expect fields has 14000950001
  as ${district}-MZ:handler
  POST /api/v1/spaces/consents/${consent}/read
    {"text": "别的单位"}
  status 404
step 撤回授权，立即不能再读；读过的留在记录里
  public
  key ${token}
  POST /api/v1/public/space/consents/${consent}/withdraw
  status 200
  expect state is withdrawn
  GET /api/v1/public/space
  expect looks has 核对手机号码
  as ${district}-RS:handler
  POST /api/v1/spaces/consents/${consent}/read
    {"text": "再看一次"}
  status 403
step 本人申请更正手机号码，归口单位答复，本人看到结果
  public
  key ${token}
  POST /api/v1/public/space/corrections
    {"field": "phone", "value": "14000950009", "text": "去年换了号码"}
  status 200
  expect state is open
  keep correction = id
  as ${district}-GA:handler
  POST /api/v1/registers/proposals/${correction}/answer
    {"outcome": "accept", "text": "已电话核实"}
  status 200
  public
  key ${token}
  GET /api/v1/public/space
  expect corrections[0].state is accepted
  expect corrections[0].answer is 已电话核实
  expect facts has 14000950009
step 开具居住证明，出示编码即可核验，作废后核验得知
  POST /api/v1/public/space/certificates
    {"kind": "low_income"}
  status 409
  POST /api/v1/public/space/certificates
    {"kind": "residence"}
  status 200
  expect text_zh has 招慧敏
  keep certificate = id
  keep shown = code
  GET /api/v1/public/space/certificates/${certificate}/file
  status 200
  expect body.format is tiange.certificate/1
  public
  GET /api/v1/public/certificates/${shown}
  expect state is valid
  expect name is 招**
  GET /api/v1/public/certificates/1-AAAA-BBBB
  status 404
  key ${token}
  POST /api/v1/public/space/certificates/${certificate}/revoke
  status 200
  GET /api/v1/public/certificates/${shown}
  expect state is revoked
step 存一份自己的文件，取出，删除
  public
  key ${token}
  POST /api/v1/public/space/files?name=card.png
    file image/png hex
    89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082
  status 200
  keep file = id
  expect nodes[1] exists
  GET /api/v1/public/space
  expect files[0].id is ${file}
  DELETE /api/v1/public/space/files/${file}
  status 200
  GET /api/v1/public/space/files/${file}
  status 404
step 半小时后要重新进入；新的开通码使旧的失效
  wait 31 minutes
  GET /api/v1/public/space
  status 401
  as ${district}-ZX:acceptor
  POST /api/v1/spaces/open
    {"name": "招慧敏", "id_card": "440604197905149523", "consents": true}
  status 200
  expect again is true
  public
  POST /api/v1/public/space/enter
    {"id_card": "440604197905149523", "code": "${code}"}
  status 401
