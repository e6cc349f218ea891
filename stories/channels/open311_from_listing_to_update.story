story Open311 客户端：从服务列表到提交、查询、收到进展
step 管理员给客户端发密钥
  as ${district}-ZX:system_admin
  POST /api/v1/channels/keys
    {"name": "随手拍客户端", "per_minute": 600, "photos_public": true}
  status 200
  keep key = secret
  keep key_id = key.id

step 发现文档、服务列表、带附加字段的服务定义
  public
  GET /open311/discovery.json
  status 200
  expect endpoints[0].specification is http://wiki.open311.org/GeoReport_v2
  GET /open311/v2/services.json
  status 200
  expect [0].service_code exists
  GET /open311/v2/services/E13-0506.json
  expect attributes[0].code is water
  expect attributes[0].required is true
  expect attributes[1].datatype is number
  GET /open311/v2/services.xml
  status 200

step 没有密钥、不存在的服务、缺地点、缺必填字段，都按规范说明
  POST /open311/v2/requests.json
    file application/x-www-form-urlencoded
    service_code=E13-0506&description=x
  status 403
  expect [0].code is 403
  POST /open311/v2/requests.json
    file application/x-www-form-urlencoded
    api_key=${key}&service_code=NOPE&description=x
  status 404
  POST /open311/v2/requests.json
    file application/x-www-form-urlencoded
    api_key=${key}&service_code=E13-0506&description=x
  status 400
  expect [0].description has 地址
  POST /open311/v2/requests.json
    file application/x-www-form-urlencoded
    api_key=${key}&service_code=E13-0506&description=x&lat=${lat}&long=${lng}
  status 400
  expect [0].description has water

step 用中文提交，附加字段一并填写
  POST /open311/v2/requests.json
    file application/x-www-form-urlencoded
    api_key=${key}&service_code=E13-0506&lat=${lat}&long=${lng}&description=雨后路面积水，请联系陈大文 14012345678&first_name=大文&last_name=陈&phone=14012345678&attribute[water]=true&attribute[depth_cm]=10
  status 200
  keep id = [0].service_request_id
  expect [0].service_notice has 查询码

step 读回：没有个人信息；按范围、按半径都找得到
  GET /open311/v2/requests/${id}.json
  status 200
  expect [0].status is open
  expect [0].service_code is E13-0506
  expect [0].description is 雨后路面积水，请联系某 140******78
  GET /open311/v2/requests.json?service_request_id=${id}&lat=${lat}&long=${lng}&radius=50
  expect [0].service_request_id is ${id}
  GET /open311/v2/requests.json?service_code=E13-0506&status=closed&service_request_id=${id}
  expect [0] absent
  GET /open311/v2/tokens/${id}.json
  expect [0].service_request_id is ${id}
  GET /open311/v2/requests/1.json
  status 404

step 客户端补充一句，坐席在工单历程里看到
  POST /open311/v2/servicerequestupdates.json
    file application/x-www-form-urlencoded
    api_key=${key}&service_request_id=${id}&update_id=u1&updated_datetime=2026-11-22T09:05:00%2B08:00&status=OPEN&description=水更深了
  status 200
  GET /open311/v2/servicerequestupdates.json?service_request_id=${id}
  expect [0].description is 水更深了

step 客户端再补一张照片，公开显示，也在工单证据里
  POST /open311/v2/servicerequestupdates.json?api_key=${key}&service_request_id=${id}&update_id=u2&status=OPEN&description=这是现场照片
    file multipart/form-data;boundary=b hex
    2d2d620d0a436f6e74656e742d446973706f736974696f6e3a20666f726d2d646174613b206e616d653d226d65646961223b2066696c656e616d653d22702e706e67220d0a436f6e74656e742d547970653a20696d6167652f706e670d0a0d0a89504e470d0a1a0a0000000d49484452000000080000000808020000004b6d29dc0000003249444154789c6dc2a10d00210004c12d1bf7c90a1cee730687a34b1ab8c9304ccd676aa6a959a6e63735dbd41c53734dfd0090906a21ca7125080000000049454e44ae4260820d0a2d2d622d2d0d0a
  status 200
  GET /open311/v2/servicerequestupdates.json?service_request_id=${id}
  expect [1].media_url has /open311/v2/media/

step 网格员核实不实，客户端看到已关闭和说明
  as ${grid}:officer
  GET /api/v1/cases/inbox?group=all
  keep ref = items[0].case_ref
  POST /api/v1/cases/${ref}/actions/verify_false
    {"text": "现场已退水"}
  status 200
  public
  GET /open311/v2/requests/${id}.json
  until [0].status is closed
  expect [0].status_notes has 不予受理
  GET /open311/v2/servicerequestupdates.json?service_request_id=${id}
  until [2].service_request_id is ${id}

step 停用密钥后不能再提交
  as ${district}-ZX:system_admin
  PUT /api/v1/channels/keys/${key_id}
    {"name": "随手拍客户端", "per_minute": 600, "active": false}
  status 200
  public
  POST /open311/v2/requests.json
    file application/x-www-form-urlencoded
    api_key=${key}&service_code=E13-0506&description=x&lat=${lat}&long=${lng}
  status 403
