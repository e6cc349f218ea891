story 别的城市的工单表：列和取值在页面上对应，时限照原表，超期结论与原表逐行核对
step 上传带时限、办结时间和按时标志的表，认出列
  as ${district}-ZX:acceptor
  POST /api/v1/cases/imports
    file text/csv
    case_enquiry_id,open_dt,sla_target_dt,closed_dt,on_time,case_status,case_title,type,queue,source
    ${grid}-C1,03/05/2026 09:00:00 AM,03/07/2026 09:00:00 AM,03/06/2026 05:30:00 PM,ONTIME,Closed,Pothole,Request for Pothole Repair,PWDx_District 3,Constituent Call
    ${grid}-C2,03/05/2026 09:00:00 AM,03/07/2026 09:00:00 AM,03/09/2026 08:00:00 AM,OVERDUE,Closed,Street light,Street Lights,PWDx_Street Light,City Worker App
    ${grid}-C3,03/05/2026 10:00:00 AM,,03/20/2026 08:00:00 AM,ONTIME,Closed,General request,Other,INFO,Self Service
    ${grid}-C4,03/05/2026 11:00:00 AM,03/08/2026 11:00:00 AM,,OVERDUE,Open,Graffiti,Graffiti Removal,PROP,Employee Generated
    ${grid}-C5,03/05/2026 11:00:00 AM,03/08/2026 11:00:00 AM,03/06/2026 11:00:00 AM,OVERDUE,Closed,Wrong flag,Other,INFO,Twitter
    ${grid}-C6,03/19/2026 11:00:00 AM,04/08/2026 11:00:00 AM,,ONTIME,Open,Still in time,Other,INFO,Self Service
  status 200
  expect columns[2].suggested_field is target
  expect columns[4].suggested_field is on_time
  expect columns[9].suggested_field is channel
  keep import = import_id
step 预览给出各列的取值和猜到的含义
  PUT /api/v1/cases/imports/${import}/mapping
    {"columns": {"number": 0, "reported": 1, "target": 2, "closed_at": 3, "on_time": 4, "status": 5, "title": 6, "category": 7, "queue": 8, "channel": 9}}
  status 200
  expect values[0].field is channel
  expect values[0].items[0].value is Self Service
  expect values[0].items[0].meaning is web
step 取值对应到没有的事项被指出
  PUT /api/v1/cases/imports/${import}/mapping
    {"columns": {"number": 0, "title": 6, "category": 7}, "values": {"category": {"Street Lights": "X-000"}}}
  status 422
  expect fields[0].path is values.category
step 对应好之后开始导入
  PUT /api/v1/cases/imports/${import}/mapping
    {"columns": {"number": 0, "reported": 1, "target": 2, "closed_at": 3, "on_time": 4, "status": 5, "title": 6, "category": 7, "queue": 8, "channel": 9}, "values": {"category": {"Street Lights": "P13-0137"}, "channel": {"Twitter": "other"}}}
  POST /api/v1/cases/imports/${import}/run
    {}
  GET /api/v1/cases/imports/${import}
  until state is done
  expect cases is 6
  expect errors is 0
step 六行都核对过，只有标志写错的一行不一致
  GET /api/v1/cases/imports/${import}
  expect compared is 6
  expect agreed is 5
step 当时超期的，这里也是超期
  GET /api/v1/cases?channel=grid&status=closed&q=Street&overdue=true
  expect items[0].title is Street light
