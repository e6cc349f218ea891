story 领导批示从登记到办结，两轮反馈，逾期见红
step 办公室登记区长批示，牵头和协办单位、时限写明
  as ${district}-BG:office_staff
  POST /api/v1/cases/supervision/instructions
    {"leader": "陈志强", "leader_post": "区长", "text": "请查清${address}反复被占原因，一周内解决。",
     "lead": "${town}-CG", "assisting": ["${town}-GA"], "limit": "3 work_days"}
  status 200
  expect state is open
  expect round is 1
  keep id = id
  POST /api/v1/cases/supervision/instructions/${id}/close
    {"text": "没有反馈就办结"}
  status 409
step 不是办公室的人不能登记
  as ${district}-ZX:supervisor
  POST /api/v1/cases/supervision/instructions
    {"leader": "某某", "text": "x", "lead": "${town}-CG"}
  status 403
step 无关单位看不到，协办单位可以反馈
  as ${town}-SJ:handler
  POST /api/v1/cases/supervision/instructions/${id}/feedback
    {"text": "凑热闹"}
  status 403
  as ${town}-GA:handler
  POST /api/v1/cases/supervision/instructions/${id}/feedback
    {"text": "已安排民警每晚巡查"}
  status 200
  expect state is open
step 过了时限，红灯
  wait 10 days
  as ${district}-BG:office_staff
  GET /api/v1/cases/supervision/instructions/${id}
  expect late is true
step 牵头单位反馈，办公室要求再报，第二轮后办结
  as ${town}-CG:handler
  POST /api/v1/cases/supervision/instructions/${id}/feedback
    {"text": "已清理"}
  status 200
  expect state is fed_back
  as ${district}-BG:office_staff
  POST /api/v1/cases/supervision/instructions/${id}/ask_again
    {"text": "请报长效办法", "limit": "2 work_days"}
  status 200
  expect round is 2
  as ${town}-CG:handler
  POST /api/v1/cases/supervision/instructions/${id}/feedback
    {"text": "已设固定点位和值守时段，附排班表"}
  status 200
  as ${district}-BG:office_staff
  POST /api/v1/cases/supervision/instructions/${id}/close
    {"text": "区长已阅，办结"}
  status 200
  expect state is closed
  expect feedbacks is 3
  GET /api/v1/cases/supervision/instructions/${id}
  expect entries[5].zh has 办结
