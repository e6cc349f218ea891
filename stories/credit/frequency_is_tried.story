story 办公室起草新的检查频次，超过上限的被退回并说明哪里不对；在全部企业上试算后由另一人发布，应检随之改变
step 现行频次说明每级的上限和每个部门的检查清单
  as ${district}-BG:office_staff
  GET /api/v1/credit/frequency
  status 200
  expect may_edit is true
  expect faults[0] absent
  expect ceilings[0].grade is A
  expect ceilings[3].most_share is 100
  expect lines[0].visits_year above 0
  keep original = frequency
step 超过上限、部门没有清单、没有依据的草稿被退回，写明位置和理由
  PUT /api/v1/credit/frequency/draft
    {"note": "试试", "frequency": {"firms": "status = \"1\"", "items": [{"key": "trade", "zh": "市场经营综合检查", "en": "Trade", "line": "ZZ", "basis": "",
      "cells": [{"grade": "A", "share": 6, "most_year": 0.5, "interval_months": 24}, {"grade": "B", "share": 10, "most_year": 2, "interval_months": 12},
                {"grade": "C", "share": 40, "most_year": 2, "interval_months": 1}, {"grade": "D", "share": 100, "most_year": 0, "interval_months": 1}]}], "triggers": []}}
  status 422
  expect fields[0].path is frequency.items[0].basis
  expect fields[1].path is frequency.items[0].line
  expect fields[2].path is frequency.items[0].cells[0].share
  expect fields[3].path is frequency.items[0].cells[1].most_year
  expect fields[4].path is frequency.items[0].cells[2].interval_months
step 起草：只留一项综合检查，红色企业改为每季度
  PUT /api/v1/credit/frequency/draft
    {"note": "减少上门", "frequency": {"firms": "status = \"1\"", "items": [{"key": "trade", "zh": "市场经营综合检查", "en": "Trade", "line": "SJ", "last": "last_check", "basis": "国市监信发〔2022〕6号",
      "cells": [{"grade": "A", "share": 3, "most_year": 0.5, "interval_months": 24, "way": "desk"}, {"grade": "B", "share": 5, "most_year": 1, "interval_months": 12},
                {"grade": "C", "share": 30, "most_year": 2, "interval_months": 6}, {"grade": "D", "share": 100, "most_year": 4, "interval_months": 3}]}], "triggers": []}}
  status 200
  keep draft = draft_version
  POST /api/v1/credit/frequency/release
    {"version": ${draft}}
  status 403
step 没有试算不能发布；试算按镇街和月份列出前后次数
  as ${district}-ZX:data_steward
  POST /api/v1/credit/frequency/release
    {"version": ${draft}}
  status 409
  expect number is 1828
  as ${district}-BG:office_staff
  POST /api/v1/credit/frequency/try
    {}
  status 200
  keep try = id
  GET /api/v1/credit/frequency/tries/${try}
  until state is done
  expect firms above 0
  expect uniform above 0
  expect months[0].code is 1
  expect towns[0].code exists
step 另一人发布，随后恢复原来的频次，同样先试算、再由另一人发布
  as ${district}-ZX:data_steward
  POST /api/v1/credit/frequency/release
    {"version": ${draft}}
  status 200
  expect version is ${draft}
  as ${district}-BG:office_staff
  PUT /api/v1/credit/frequency/draft
    {"note": "恢复", "frequency": ${original}}
  status 200
  keep draft = draft_version
  POST /api/v1/credit/frequency/try
    {}
  status 200
  keep try = id
  GET /api/v1/credit/frequency/tries/${try}
  until state is done
  as ${district}-ZX:data_steward
  POST /api/v1/credit/frequency/release
    {"version": ${draft}}
  status 200
  expect version is ${draft}
