story 不知道是谁的井盖：十二个部门限时答复，说是自己的就归它，工单随即转过去
step 坐席登记，网格员核实
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}有一块不知道谁家的井盖松动，车压过去很响", "item_code": "P13-0123",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}}
  status 200
  keep ref = ref
  as ${grid}:officer
  POST /api/v1/cases/${ref}/actions/verify_true
    {"text": "属实，井盖上没有标识"}
  status 200
step 数据管理员把它登记入册，编码由系统接着排
  as ${district}-ZX:data_steward
  POST /api/v1/registers/parts
    {"kind_code": "13-0123", "lng": ${lng}, "lat": ${lat}, "place": "${address}旁", "source": "实测"}
  status 200
  expect grid is ${grid}
  expect owner_state is unknown
  keep part = ref
step 网格员在工单旁看到它，一键关联
  as ${grid}:officer
  GET /api/v1/cases/${ref}/owner
  status 200
  expect near[0].ref is ${part}
  expect near[0].metres is 0
  expect known.how is 
  POST /api/v1/cases/${ref}/owner/part
    {"part": "${part}"}
  status 200
  expect part.ref is ${part}
step 网格员不能发起确权，镇街可以；同一工单同时只有一次
  POST /api/v1/cases/${ref}/owner/search
    {"text": "请各部门确认"}
  status 403
  as ${town}-ZX:town_command
  POST /api/v1/cases/${ref}/owner/search
    {"text": "请各部门确认"}
  status 200
  expect search.rows[11].unit exists
  expect search.state is asking
  keep id = search.id
  POST /api/v1/cases/${ref}/owner/search
    {"text": "再问一次"}
  status 409
step 没有被征询的人不能答复
  as ${grid}:officer
  POST /api/v1/cases/owners/searches/${id}/answer
    {"answer": "mine"}
  status 403
step 被征询的部门收到通知，写明几时前答复
  as ${district}-CG:handler
  GET /api/v1/notices
  until items[0].kind is owners.asked
  expect items[0].link is /registers/owners?search=${id}
  expect items[0].text_zh has 前答复
step 城管说不是，必须写明依据
  as ${district}-CG:handler
  GET /api/v1/cases/owners/searches?mine=1
  status 200
  expect items[0].may_answer is true
  POST /api/v1/cases/owners/searches/${id}/answer
    {"answer": "not_mine"}
  status 422
  expect fields[0].path is basis
  POST /api/v1/cases/owners/searches/${id}/answer
    {"answer": "not_mine", "basis": "《城市道路管理条例》", "text": "不在养护清单内"}
  status 200
  expect state is asking
step 公安不能确定，也要说明
  as ${district}-GA:handler
  POST /api/v1/cases/owners/searches/${id}/answer
    {"answer": "unsure", "text": "需要核对管线图"}
  status 200
step 住建水利说是自己的，确权即告完成
  as ${district}-ZJ:handler
  POST /api/v1/cases/owners/searches/${id}/answer
    {"answer": "mine", "text": "属我局雨水管网"}
  status 200
  expect state is decided
  expect how is claimed
  expect owner.unit is ${district}-ZJ
step 部件册记下了权属和由来
  as ${grid}:officer
  GET /api/v1/registers/parts/${part}
  expect owner is ${district}-ZJ
  expect owner_state is known
  expect changes[0].act is owner
  expect changes[1].act is added
  GET /api/v1/cases/owners/parts/${part}
  expect items[0].ref is ${ref}
  expect decisions[0].in_force is true
step 工单转到权属单位，过程里看得到每一步
  as ${town}-ZX:town_command
  GET /api/v1/cases/${ref}
  until unit is ${district}-ZJ
  GET /api/v1/cases/${ref}/history
  expect items has 征询 12 个部门
  expect items has 确权结果
