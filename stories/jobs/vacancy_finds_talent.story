story 一个岗位找到了人：同义词认得出，理由逐条写明，双方都愿意，录用只算一次
step 市场监管登记企业，公安登记居民
  as ${district}-SJ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "market", "key": "JOB-M-1", "kind": "firm", "observed": "${now - 20 days}",
      "values": {"name": "佛山市祥焊机械有限公司", "uscc": "91440604MA7320001G", "industry": "C", "status": "1", "founded": "2012-04-01", "address": "${address}"}}]}
  status 200
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "JOB-P-1", "observed": "${now - 200 days}",
      "values": {"name": "霍焊生", "id_card": "440604198803021515", "sex": "1", "born": "1988-03-02", "phone": "14000961001", "live_address": "禅城区${address}2单元301室"}}]}
  status 200
  as ${grid}:officer
  GET /api/v1/registers/persons?q=14000961001
  expect items[0].title is 霍**
  keep person = items[0].ref
step 就业专员登记岗位；挑性别年龄的写法被退回，写明怎么改；不认识的词不悄悄收下
  as ${district}-RS:job_adviser
  POST /api/v1/jobs/vacancies
    {"uscc": "91440604MA7320001G", "title": "焊工（限男）", "occupation": "6-18-02-04", "skills": [{"word": "亚弧焊", "level": 3}], "headcount": 1}
  status 422
  expect fields[0].path is title
  POST /api/v1/jobs/vacancies
    {"uscc": "91440604MA7320001G", "title": "焊工", "occupation": "6-18-02-04", "note": "18-40岁", "headcount": 1}
  status 422
  expect fields[0].path is note
  POST /api/v1/jobs/vacancies
    {"uscc": "91440604MA7320001G", "title": "焊工", "occupation": "6-18-02-04", "headcount": 1, "pay_from_fen": 600000, "pay_to_fen": 900000,
     "skills": [{"word": "亚弧焊", "level": 3}, {"word": "气割", "level": 2, "must": false}, {"word": "钛管焊接手法", "level": 3, "must": false}], "schooling": "70", "years": 2}
  status 200
  expect state is open
  expect skills[0].zh is 氩弧焊
  expect skills[2].known is false
  keep vacancy = id
  GET /api/v1/jobs/words?q=亚弧焊
  expect items[0].zh is 氩弧焊
  expect proposed has 钛管焊接手法
step 没有本人同意不能登记求职；有同意的登记后一问就找到，理由逐条
  POST /api/v1/jobs/talents
    {"person": "${person}", "skills": [{"word": "TIG", "level": 4}], "occupations": ["6-18-02-04"], "consent": {"agreed": false, "purpose": "推荐岗位", "days": 90, "how": "窗口"}}
  status 403
  POST /api/v1/jobs/talents
    {"person": "${person}", "skills": [{"word": "TIG", "level": 4}, {"word": "火焰切割", "level": 3}], "occupations": ["6-18-02-04"], "pay_from_fen": 700000, "schooling": "60", "years": 6,
     "sex": "1", "age": 38, "consent": {"agreed": true, "purpose": "推荐岗位", "days": 90, "how": "窗口当面书面同意"}}
  status 200
  expect name is 霍**
  expect skills[0].zh is 氩弧焊
  expect sex absent
  GET /api/v1/jobs/vacancies/${vacancy}/matches
  expect items has ${person}
  expect items[0].talent.id is ${person}
  expect items[0].reasons.score above 80
  expect items[0].reasons.points[0].part is must
  expect items[0].reasons.points[0].points is 30
  expect items[0].reasons.points[6].why_zh exists
  expect never_zh has 性别
  GET /api/v1/jobs/talents/${person}/matches
  expect items has ${vacancy}
step 推荐一次就是一次；双方都愿意
  POST /api/v1/jobs/recommendations
    {"vacancy": "${vacancy}", "talent": "${person}", "note": "技能对口"}
  status 200
  keep rec = id
  POST /api/v1/jobs/recommendations
    {"vacancy": "${vacancy}", "talent": "${person}", "note": "再推一次"}
  status 200
  expect id is ${rec}
  POST /api/v1/jobs/recommendations/${rec}/answer
    {"side": "firm", "yes": false}
  status 422
  POST /api/v1/jobs/recommendations/${rec}/answer
    {"side": "firm", "yes": true}
  status 200
  expect state is open
  POST /api/v1/jobs/recommendations/${rec}/answer
    {"side": "firm", "yes": false, "reason": "改主意了"}
  status 409
  POST /api/v1/jobs/recommendations/${rec}/answer
    {"side": "talent", "yes": true}
  status 200
  expect state is agreed
step 面试、录用：岗位招满，人才已就业，再报一次不多算
  POST /api/v1/jobs/recommendations/${rec}/outcome
    {"outcome": "interview"}
  status 200
  POST /api/v1/jobs/recommendations/${rec}/outcome
    {"outcome": "hired"}
  status 200
  POST /api/v1/jobs/recommendations/${rec}/outcome
    {"outcome": "hired"}
  status 200
  GET /api/v1/jobs/vacancies?state=filled
  expect items[0].id is ${vacancy}
  expect items[0].hired is 1
  GET /api/v1/jobs/talents/${person}
  expect state is placed
  GET /api/v1/jobs/overview
  expect recommendations has hired
step 新词审定为同义词，已登记的岗位当即认得
  POST /api/v1/jobs/words/decide
    {"word": "钛管焊接手法", "as": "synonym", "synonym_of": "氩弧焊"}
  status 200
  GET /api/v1/jobs/words?q=钛管焊接手法
  expect items[0].zh is 氩弧焊
step 导出要写目的；没有权限的人看不到
  GET /api/v1/jobs/vacancies/export?format=csv
  status 422
  GET /api/v1/jobs/vacancies/export?format=csv&purpose=季度统计
  status 200
  as ${grid}:officer
  GET /api/v1/jobs/vacancies
  status 403
