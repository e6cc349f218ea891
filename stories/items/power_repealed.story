story 一项权责被取消：以它为依据的事项进入缺口报告，改用替代的权责后消失
step 事项的依据查得到法律和条款
  as ${grid}:officer
  GET /api/v1/items/powers?item=E13-0405
  expect items[0].code is CG-CF-002
  expect items[0].law has 市容
  expect items[0].article is 第三十六条
  GET /api/v1/items/powers/CG-CF-002
  expect items[0].code exists
step 网格员不能改清单
  POST /api/v1/items/powers
    {"code": "CG-CF-900", "kind": "penalty", "name_zh": "替代的处罚", "line": "CG", "law": "某条例"}
  status 403
step 数据管理员导入新的权责，错的一格逐格指明，一行也不写
  as ${district}-ZX:data_steward
  POST /api/v1/items/powers/import
    file text/csv
      权责编码,类别,名称,条线,法律依据
      CG-CF-900,处罚,对占道摆卖的处罚,CG,《城市市容和环境卫生管理条例》
      CG-CF-901,魔法,对占道摆卖的处罚,QQ,《城市市容和环境卫生管理条例》
  status 200
  expect published is false
  expect errors[0].row is 3
  expect errors[0].column is 类别
  expect errors[0].value is 魔法
  expect errors[1].column is 条线
  POST /api/v1/items/powers/import
    file text/csv
      权责编码,类别,名称,条线,法律依据
      CG-CF-900,处罚,对占道摆卖的处罚,CG,《城市市容和环境卫生管理条例》
  expect published is true
  expect added is 1
step 原权责取消，注明替代
  PUT /api/v1/items/powers/CG-CF-002
    {"code": "CG-CF-002", "kind": "penalty", "name_zh": "对擅自设置户外广告、堆放物料、搭建的处罚", "name_en": "", "line": "CG",
     "law": "《城市市容和环境卫生管理条例》", "article": "第三十六条", "in_force": false, "successor": "CG-CF-900", "note": "清单动态调整", "version": 1}
  status 200
  expect version is 2
  GET /api/v1/items/powers/CG-CF-002
  expect changes[0].power.in_force is false
  expect changes[0].changed_by exists
  expect changes[1].power.in_force is true
step 缺口报告列出受影响的事项和替代的权责
  GET /api/v1/items/powers/gaps
  expect repealed[0].power.code is CG-CF-002
  expect repealed[0].power.successor is CG-CF-900
  expect without[0].code exists
step 改用替代的权责，报告里不再有
  POST /api/v1/items/import?note=改用替代权责
    file text/csv
      事项编码,事项名称,权责清单
      E13-0136,乱堆物堆料,CG-CF-900
      E13-0203,违规户外广告,CG-CF-900
      E13-0205,广告位置不合理,CG-CF-900
      E13-0206,违规牌匾标识,CG-CF-900
      E13-0404,占道废品收购,CG-CF-900
      E13-0405,店外经营,CG-CF-900
      E13-0406,占道经营,CG-CF-900
  status 200
  expect published is true
  GET /api/v1/items/powers/gaps
  expect repealed[0] absent
step 不存在的权责不能写进事项
  POST /api/v1/items/import
    file text/csv
      事项编码,事项名称,权责清单
      E13-0405,店外经营,NO-SUCH
  expect published is false
  expect errors[0].column_name is powers
step 审计里有
  as ${district}-ZX:audit_admin
  GET /api/v1/org/audit?kind=items.power_saved
  expect items[0].detail_zh has 不再有效
