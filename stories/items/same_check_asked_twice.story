story 六个部门查同一间小商铺，重复的检查找出来，决定只问一次，谁定的、什么时候都留着
step 重复报告：多少重复、合并后少问多少次，样例注明是样例
  as ${grid}:officer
  GET /api/v1/items/checks/overlaps?object=shop
  status 200
  expect total.checks above 50
  expect total.lines is 6
  expect total.repeated above 1
  expect total.samples above 50
  expect groups[0].lines[1] exists
  expect groups[0].question exists
  expect groups[0].lead_line exists
step 数据管理员导入两个部门工地上的检查，措辞不同，意思相同
  as ${district}-ZX:data_steward
  POST /api/v1/items/checks/import
    file text/csv
      检查编码,条线,对象,检查内容,依据,每年次数
      ZJ-G01,ZJ,工地,施工围挡是否连续、牢固、整洁,《建设工程安全生产管理条例》,12
      CG-G01,CG,工地,检查施工围挡是否连续牢固整洁,《城市市容和环境卫生管理条例》,4
      ZJ-G02,ZJ,工地,塔吊限位装置是否有效,《建设工程安全生产管理条例》,12
      YJ-G01,YJ,工地,宿舍用电是否规范,《中华人民共和国安全生产法》,2
  status 200
  expect published is true
  expect added is 4
  GET /api/v1/items/checks/overlaps?object=site
  expect groups[0].key is CG-G01 ZJ-G01
  expect groups[0].lead_line is ZJ
  expect groups[0].asked_year is 16
  expect groups[0].after_year is 12
  expect groups[1] absent
  expect total.share is 0.5
  expect total.visits_year is 18
  expect total.visits_after is 14
step 网格员不能决定合并，牵头的须是其中一个部门
  as ${grid}:officer
  POST /api/v1/items/checks/merges
    {"codes": ["CG-G01", "ZJ-G01"], "question": "围挡是否连续、牢固、整洁？", "lead_line": "ZJ"}
  status 403
  as ${district}-ZX:data_steward
  POST /api/v1/items/checks/merges
    {"codes": ["CG-G01", "ZJ-G01"], "question": "围挡是否连续、牢固、整洁？", "lead_line": "WJ"}
  status 422
  expect fields[0].path is lead_line
step 决定只问一次
  POST /api/v1/items/checks/merges
    {"codes": ["CG-G01", "ZJ-G01"], "question": "围挡是否连续、牢固、整洁？", "lead_line": "ZJ", "note": "联席会议纪要"}
  status 200
  expect decided_by exists
  keep merge = id
  GET /api/v1/items/checks/overlaps?object=site
  expect groups[0].merged.question is 围挡是否连续、牢固、整洁？
  expect groups[0].merged.decided exists
  expect total.saved_by_merges is 4
step 已在决定中的检查不能再合并一次
  POST /api/v1/items/checks/merges
    {"codes": ["CG-G01", "YJ-G01"], "question": "又一个问题", "lead_line": "CG"}
  status 409
step 报告可以导出，导出有记录
  GET /api/v1/items/checks/overlaps/export?format=csv
  status 200
  GET /api/v1/items/checks/export?format=csv
  status 200
step 撤销后各查各的；决定和撤销都在审计里
  POST /api/v1/items/checks/merges/${merge}/undo
    {"text": "标准不同"}
  status 200
  expect undone_why is 标准不同
  GET /api/v1/items/checks/overlaps?object=site
  expect groups[0].merged absent
  as ${district}-ZX:audit_admin
  GET /api/v1/org/audit?kind=items.checks_merged
  expect items[0].detail_zh has 撤销
  expect items[1].detail_zh has 由 ZJ 牵头
