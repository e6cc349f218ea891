story 一通电话三件事：拆成三件互相关联的工单，各派各的，打电话的人一个编号看全部
step 坐席先把整通电话登记下来，附上照片
  as ${district}-ZX:seat
  POST /api/v1/blobs
    file application/pdf
    %PDF-1.4
    1 0 obj << /Type /Catalog >> endobj
  status 200
  keep proof = digest
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint",
     "content": "${address}有三件事：门口自来水井盖破了；垃圾桶满了没人收；晚上烧烤摊油烟很大",
     "place": {"text": "${address}", "lng": ${lng}, "lat": ${lat}}, "evidence": ["${proof}"],
     "reporter": {"name": "黄女士", "phone": "14012340003", "wants_reply": true}}
  status 200
  keep ref = ref
  keep number = number
  keep code = query_code
step 别人的附件不能带走，一件也不拆不行
  POST /api/v1/cases/${ref}/split
    {"parts": []}
  status 422
  POST /api/v1/cases/${ref}/split
    {"parts": [{"content": "垃圾桶满了", "evidence": ["0000000000000000000000000000000000000000000000000000000000000000"]}]}
  status 422
step 拆出两件，渠道、诉求人和选中的照片跟着走
  POST /api/v1/cases/${ref}/split
    {"parts": [
      {"content": "${address}垃圾桶满了没人收", "evidence": ["${proof}"]},
      {"content": "${address}晚上烧烤摊油烟很大", "item_code": "", "severity": "minor"}], "text": "一通电话三件事"}
  status 200
  expect items[0].channel is hotline
  keep second = items[0].ref
  keep second_number = items[0].number
  keep third = items[1].ref
  GET /api/v1/cases/${second}
  expect reporter.phone has 0003
  expect reporter.wants_reply is true
  expect evidence[0].digest is ${proof}
  GET /api/v1/cases/${third}
  expect evidence[0] absent
  expect severity is minor
step 三件互相看得到
  GET /api/v1/cases/${ref}/alike
  expect ties[0].how is split_to
  expect ties[0].number is ${second_number}
  expect ties[1].how is split_to
  GET /api/v1/cases/${second}/alike
  expect ties[0].how is split_from
  expect ties[0].number is ${number}
  GET /api/v1/cases/${ref}/history
  expect items[1].zh has 拆分出 ${second_number}
  GET /api/v1/cases/${second}/history/check
  expect intact is true
step 打电话的人凭一个编号看到另外两件到哪一步
  public
  GET /api/v1/public/reports/${number}?code=${code}
  status 200
  expect messages[0].text has 另行办理
  expect messages[1].text has 另行办理
