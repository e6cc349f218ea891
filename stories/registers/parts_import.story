story 两代编码的部件一次导入：先试导，逐行报告，要么全部入册要么一行不动
step 网格员不能导入
  as ${grid}:officer
  POST /api/v1/registers/parts/import?dry_run=1
    file text/csv
      部件编码,编码版本,经度,纬度
      ${district}0114990001,07,${lng},${lat}
  status 403
step 试导：每一处错误都指出行、列和原因
  as ${district}-ZX:data_steward
  POST /api/v1/registers/parts/import?dry_run=1
    file text/csv
      ObjID,编码版本,ObjName,DeptName2,BGID,经度,纬度,ObjState
      ${district}0114990001,07,,,${grid},${lng},${lat},完好
      ${district}0114990001,13,,禅城区城市管理和综合执法局,,${lng},${lat},破损
      ${district}0166990001,13,,,,${lng},${lat},完好
      ${district}0101990002,13,,,440604010001999,${lng},${lat},完好
      ${district}0101990003,13,,,,0,0,坏了
  status 200
  expect rows is 5
  expect wrong is 3
  expect added is 2
  expect written is false
  expect faults[0].row is 4
  expect faults[0].column is 部件编码
  expect faults[1].column is 所在网格
  expect faults[2].row is 6
  GET /api/v1/registers/parts?q=${district}0114990001
  expect items[0] absent
step 同样有错的文件真导入也一行不动
  POST /api/v1/registers/parts/import
    file text/csv
      部件编码,编码版本,经度,纬度
      ${district}0114990001,07,${lng},${lat}
      ${district}0166990001,13,${lng},${lat}
  status 200
  expect written is false
  GET /api/v1/registers/parts?q=${district}0114990001
  expect items[0] absent
step 改好后导入，同一串数字在两代编码里是两样东西
  POST /api/v1/registers/parts/import
    file text/csv
      部件编码,编码版本,权属单位,经度,纬度,状态
      ${district}0114990001,07,,${lng},${lat},完好
      ${district}0114990001,13,禅城区城市管理和综合执法局,${lng},${lat},破损
  status 200
  expect added is 2
  expect written is true
  GET /api/v1/registers/parts?q=${district}0114990001
  expect items[0].kind_zh is 无主井盖
  expect items[1].kind_zh is 园林井盖
  expect items[1].owner is ${district}-CG
  expect items[1].grid is ${grid}
step 再导一次，只更新不同的
  POST /api/v1/registers/parts/import
    file text/csv
      部件编码,编码版本,状态
      ${district}0114990001,07,丢失
      ${district}0114990001,13,破损
  status 200
  expect changed is 1
  expect unchanged is 1
step 网格员现场登记状况，历史里都有
  as ${grid}:officer
  POST /api/v1/registers/parts/13-${district}0114990001/state
    {"state": "intact", "text": "已修好"}
  status 200
  GET /api/v1/registers/parts/13-${district}0114990001
  expect state is intact
  expect changes[0].zh is 状态：破损 → 完好
  expect changes[1].act is imported
  GET /api/v1/registers/parts/near?lng=${lng}&lat=${lat}
  expect items has ${district}0114990001
step 扩展类别从 99 往下排
  as ${district}-ZX:data_steward
  POST /api/v1/registers/parts/kinds
    {"generation": "07", "major": "06", "name_zh": "应急物资箱", "name_en": "Emergency stores box"}
  status 200
  expect extension is true
  expect minor above 90
step 导出留痕
  GET /api/v1/registers/parts/export?format=csv&area=${grid}
  status 200
  as ${district}-ZX:audit_admin
  GET /api/v1/org/audit?kind=registers.exported&subject=parts
  expect items[0].detail_zh is 导出部件
