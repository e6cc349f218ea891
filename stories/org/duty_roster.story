story 值班：轮换排班、查空班重班、调班、交接班、按顺序呼叫
step 站长建一张值班表，时刻写错会指出
  as ${grid}:officer
  GET /api/v1/session
  keep officer = person_id
  as ${community}-ZZ:station_head
  GET /api/v1/session
  keep head = person_id
  PUT /api/v1/org/rotas
    {"unit": "${community}-ZZ", "zh": "站值班", "en": "Station duty", "shifts": [{"name": "白班", "from": "25:00", "until": "12:00"}], "teams": [["${officer}"]]}
  status 422
  expect fields[0].path is shifts
  PUT /api/v1/org/rotas
    {"unit": "${community}-ZZ", "zh": "站值班", "en": "Station duty",
     "shifts": [{"name": "上半日", "from": "00:00", "until": "12:00", "days": "all"}, {"name": "下半日", "from": "12:00", "until": "00:00", "days": "all"}],
     "teams": [["${officer}"], ["${head}"]], "turn": "shift", "first_day": "${day + 2 days}", "call_minutes": [10]}
  status 200
  keep rota = id

step 按轮换生成三天，再生成一次不重复
  POST /api/v1/org/rotas/${rota}/generate
    {"from": "${day + 2 days}", "until": "${day + 4 days}"}
  status 200
  expect made is 6
  POST /api/v1/org/rotas/${rota}/generate
    {"from": "${day + 2 days}", "until": "${day + 4 days}"}
  expect made is 0
  expect kept is 6

step 网格员不能排班
  as ${grid}:officer
  POST /api/v1/org/rotas/${rota}/generate
    {"from": "${day + 5 days}", "until": "${day + 6 days}"}
  status 403

step 站长补排今天的班，同一人同一时间不能上两个班，没人的时段是空班
  as ${community}-ZZ:station_head
  PUT /api/v1/org/rotas/${rota}/shifts
    {"name": "当前班", "starts": "${now - 1 hours}", "ends": "${now + 1 hours}", "people": ["${officer}"]}
  status 200
  keep shift = id
  PUT /api/v1/org/rotas/${rota}/shifts
    {"name": "重叠", "starts": "${now - 30 minutes}", "ends": "${now + 2 hours}", "people": ["${head}", "${officer}"]}
  status 422
  expect fields[0].path is people
  PUT /api/v1/org/rotas/${rota}/shifts
    {"name": "下一班", "starts": "${now + 1 hours}", "ends": "${now + 3 hours}", "people": ["${head}"]}
  status 200
  GET /api/v1/org/rotas/${rota}/month
  status 200
  expect gaps[0].starts exists
  expect shifts[0].name is 当前班

step 现在谁值班，派遣员一看便知
  as ${district}-ZX:dispatcher
  GET /api/v1/org/duty/now?unit=${community}-ZZ
  status 200
  expect items[0].shift.name is 当前班
  expect items[0].shift.people[0].id is ${officer}

step 网格员请站长调一个班，站长收到通知并同意
  as ${grid}:officer
  GET /api/v1/org/duty/mine
  status 200
  keep later = shifts[1].shift.id
  POST /api/v1/org/swaps
    {"rota": "${rota}", "shift": "${later}", "to": "${head}", "text": "家中有事"}
  status 200
  expect state is asked
  keep swap = id
  as ${community}-ZZ:station_head
  GET /api/v1/notices
  until items[0].kind is duty.announced
  expect items[0].title_zh has 请您调班
  POST /api/v1/org/swaps/${swap}/answer
    {"agree": true}
  status 200
  expect state is agreed
  expect shift.people[0].id is ${head}

step 当班的人记事并交班，没人接就是红的；不能自己接自己的
  as ${grid}:officer
  POST /api/v1/org/rotas/${rota}/shifts/${shift}/log
    {"text": "巡查两次，无异常"}
  status 200
  POST /api/v1/org/rotas/${rota}/shifts/${shift}/log
    {"text": "一件走失老人待跟进", "hand_over": true}
  status 200
  expect shift.red is true
  expect entries[1].kind is hand_over
  POST /api/v1/org/rotas/${rota}/shifts/${shift}/take-over
    {}
  status 403
  as ${community}-ZZ:station_head
  GET /api/v1/org/rotas/${rota}/month
  expect shifts[0].red is true
  expect rota.red is 1
  GET /api/v1/org/duty/mine
  expect to_take[0].shift.id is ${shift}

step 下一班接班，留下姓名和时间
  POST /api/v1/org/rotas/${rota}/shifts/${shift}/take-over
    {}
  status 200
  expect shift.red is false
  expect entries[1].taken_by exists
  POST /api/v1/org/rotas/${rota}/shifts/${shift}/take-over
    {}
  status 409

step 派遣员呼叫当班人员，被呼叫的人应答
  as ${district}-ZX:dispatcher
  POST /api/v1/org/rotas/${rota}/calls
    {"text": "水浸，请到场"}
  status 200
  expect called[0] exists
  keep call = id
  as ${grid}:officer
  GET /api/v1/notices
  until items[0].title_zh has 值班呼叫
  expect items[0].urgent is true
  GET /api/v1/org/duty/mine
  expect calls[0].id is ${call}
  POST /api/v1/org/calls/${call}/take
    {}
  status 200
  expect taken_by exists

step 导出留痕，导入时有一行错就一行也不导
  as ${community}-ZZ:station_head
  GET /api/v1/org/rotas/${rota}/export?format=csv
  status 200
  POST /api/v1/org/rotas/${rota}/import
    file text/csv
    日期,班次,开始,结束,人员,备注
    2031-01-01,值班,08:00,20:00,查无此人,
    2031-01-02,值班,08:00,20:00,,节日
  status 200
  expect saved is false
  expect faults_zh[0] has 查无此人
  POST /api/v1/org/rotas/${rota}/import
    file text/csv
    日期,班次,开始,结束,人员,备注
    2031-01-02,值班,08:00,20:00,,节日
  status 200
  expect saved is true
  expect made is 1
  GET /api/v1/org/rotas/${rota}/month?month=2031-01
  expect shifts[0].note is 节日
