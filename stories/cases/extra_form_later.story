story 附加表单可以后补：居民先答，受理时补充，处置时更正
step 居民写下事情，得到可能的类别
  public
  POST /api/v1/public/categories
    {"content": "污水井盖破了，半夜有人差点掉下去", "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  expect area is ${grid}
  expect items[0].code exists
  expect items[0].form is component
step 居民可以看到这个类别要问什么
  GET /api/v1/flows/forms/component
  status 200
  expect fields[0].name exists
  keep first = fields[0].name
step 居民不选类别也能提交
  POST /api/v1/public/reports
    {"content": "${address}前有东西坏了，路过的人要小心", "place": {"lng": ${lng}, "lat": ${lat}}}
  status 200
  keep number = number
step 受理员选定事项并补答附加表单，答错会被指出
  as ${district}-ZX:acceptor
  GET /api/v1/cases?q=${number}
  status 200
  keep ref = items[0].ref
  POST /api/v1/cases/${ref}/actions/accept
    {"item_code": "P13-0102", "extra": {"state": "nonsense"}}
  status 422
  POST /api/v1/cases/${ref}/actions/accept
    {"item_code": "P13-0102", "extra": {"state": "broken", "danger": true}}
  status 200
  expect extra.form is component
  expect form[0].value_zh exists
step 不填表单的操作不收附加信息
  POST /api/v1/cases/${ref}/actions/note
    {"text": "已电话告知", "extra": {"state": "broken", "danger": true}}
  status 422
