story 保密工单：看过的人都有记录，审计员看得到、导得出
step 坐席登记一件要求保密的举报，附上来电人的材料
  as ${district}-ZX:seat
  POST /api/v1/blobs
    file application/pdf
    %PDF-1.4
    1 0 obj << /Type /Catalog >> endobj
  status 200
  keep digest = digest
  POST /api/v1/cases
    {"channel": "hotline", "kind": "report", "content": "${address}二楼有人无证行医", "item_code": "P13-0102",
     "evidence": ["${digest}"], "place": {"lng": ${lng}, "lat": ${lat}}, "reporter": {"name": "陈先生", "phone": "14000000022", "confidential": true}}
  status 200
  keep ref = ref
  keep number = number
  expect confidential is true
step 网格员打开工单，坐席查看电话
  as ${grid}:officer
  GET /api/v1/cases/${ref}
  status 200
  as ${district}-ZX:seat
  POST /api/v1/cases/${ref}/reveal
    {"fields": ["phone"], "purpose": "回电核对地址"}
  status 200
  expect phone is 14000000022
step 只看办理经过、流程或派遣依据，同样留下记录
  as ${grid}:officer
  GET /api/v1/cases/${ref}/history
  status 200
  expect items[0].en has Reported
  GET /api/v1/flows/instances/${ref}
  status 200
  GET /api/v1/cases/${ref}/why
  status 200
step 网格员下载附件，十分钟内再下载一次只记一条
  GET /api/v1/blobs/${digest}
  status 200
  GET /api/v1/blobs/${digest}
  status 200
step 没有审计权限的人看不到查阅记录
  GET /api/v1/cases/${ref}/looks
  status 403
  GET /api/v1/cases/looks
  status 403
  GET /api/v1/cases/looks/export
  status 403
step 审计管理员看得到谁、何时、看了什么、为什么，看不到工单内容
  as ${district}-ZX:audit_admin
  GET /api/v1/cases/${ref}/looks
  status 200
  expect items[0].what_zh has 证据
  expect items[0].what_en has evidence
  expect items[1].what_zh is 派遣依据
  expect items[2].what_zh is 办理流程
  expect items[3].what_zh is 办理经过
  expect items[3].what_en is the history
  expect items[4].what_zh is 诉求人电话
  expect items[4].purpose is 回电核对地址
  expect items[4].number is ${number}
  expect items[5].what_zh is 工单内容
  expect items[5].what_en is the case
  expect items[5].unit_zh exists
  GET /api/v1/cases/looks?number=${number}
  status 200
  expect items[1].number is ${number}
  GET /api/v1/cases/${ref}
  status 403
step 导出查阅记录，导出本身也记入审计
  GET /api/v1/cases/looks/export?number=${number}
  status 200
  GET /api/v1/org/audit?kind=cases.export_looks
  status 200
  expect items[0].subject has ${number}
step 导出工单列表也记入审计
  as ${district}-ZX:dispatcher
  GET /api/v1/cases/export?area=${town}&format=csv
  status 200
  as ${district}-ZX:audit_admin
  GET /api/v1/org/audit?kind=cases.export
  status 200
  expect items[0].subject is area=${town}
