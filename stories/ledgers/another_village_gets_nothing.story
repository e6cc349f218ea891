story 甲村向乙村的人伸手：列表、检索、筛选、清单、任务、更正、订用、手机，一样也拿不到
step 乙村有一位居民
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "LEDG-P-611", "observed": "${now - 60 days}",
       "values": {"name": "关六姑", "id_card": "440604193806066128", "born": "1938-06-06", "sex": "2", "phone": "14000960111", "live_address": "${address}3单元611室"}}]}
  status 200
  as ${community}-ZZ:station_head
  GET /api/v1/ledgers/lines?village=${community}&kind=residents&q=14000960111
  expect total is 1
  keep person = items[0].ref
  POST /api/v1/ledgers/watches
    {"village": "${community}", "kind": "residents", "zh": "乙村女性", "filter": "sex = \"2\""}
  status 200
  keep watch = id
step 另一个镇街的人，什么也看不到
  as ${other_town}-ZX:town_command
  GET /api/v1/ledgers/villages/${community}
  status 404
  GET /api/v1/ledgers/kinds?village=${community}
  status 404
  GET /api/v1/ledgers/orders?village=${community}
  status 404
  GET /api/v1/ledgers/lines?village=${community}&kind=residents
  status 404
  GET /api/v1/ledgers/lines?village=${community}&kind=residents&q=14000960111
  status 404
  GET /api/v1/ledgers/lines?village=${community}&kind=residents&grid=${grid}
  status 404
  GET /api/v1/ledgers/lines/${person}?village=${community}&kind=residents
  status 404
  GET /api/v1/ledgers/edits?village=${community}
  status 404
  GET /api/v1/ledgers/watches?village=${community}
  status 404
  GET /api/v1/ledgers/watches/${watch}/members?side=in
  status 404
  POST /api/v1/ledgers/watches/${watch}/seen
    {}
  status 404
  GET /api/v1/ledgers/tasks?village=${community}
  status 404
  GET /api/v1/ledgers/uses?village=${community}
  status 404
  GET /api/v1/ledgers/phone?grid=${grid}&hours=24&purpose=visit
  status 404
  GET /api/v1/ledgers/villages
  expect items[0] exists
  GET /api/v1/ledgers/tasks?mine=yes
  expect items[0] absent
step 借自己村居的名义要乙村的人，也不行
  GET /api/v1/ledgers/villages
  keep own = items[0].code
  GET /api/v1/ledgers/lines?village=${own}&kind=residents&q=14000960111
  expect total is 0
  GET /api/v1/ledgers/lines?village=${own}&kind=residents&q=440604193806066128
  expect total is 0
  GET /api/v1/ledgers/lines?village=${own}&kind=residents&grid=${grid}
  status 404
  GET /api/v1/ledgers/lines/${person}?village=${own}&kind=residents
  status 404
  POST /api/v1/ledgers/edits
    {"village": "${own}", "kind": "residents", "subject": "${person}", "field": "phone", "value": "14000960119", "text": "听人说的"}
  status 404
  POST /api/v1/ledgers/tasks
    {"village": "${own}", "kind": "residents", "subject": "${person}", "title": "走访", "due": "${day + 5 days}"}
  status 404
  POST /api/v1/ledgers/tasks
    {"village": "${own}", "watch": "${watch}", "title": "走访", "due": "${day + 5 days}"}
  status 404
step 网格员只见自己的网格，不能替村里订用，也不能给自己派任务
  as ${grid}:officer
  GET /api/v1/ledgers/lines?village=${community}&kind=residents&q=14000960111
  expect total is 1
  POST /api/v1/ledgers/orders
    {"village": "${community}", "kind": "aged_80", "purpose": "随便看看", "until": "${day + 30 days}"}
  status 403
  POST /api/v1/ledgers/tasks
    {"village": "${community}", "kind": "residents", "subject": "${person}", "title": "走访", "due": "${day + 5 days}"}
  status 403
step 遮住的字段不能拿来筛选：清单不能逐位试出电话号码
  as ${community}-ZZ:station_head
  POST /api/v1/ledgers/watches
    {"village": "${community}", "kind": "residents", "filter": "starts with(phone, \"1400\")"}
  status 422
  expect fields[0].path is filter
  POST /api/v1/ledgers/watches
    {"village": "${community}", "kind": "residents", "filter": "low_income = \"1\""}
  status 422
  POST /api/v1/ledgers/watches/${watch}/end
    {}
  status 200
step 没有权限的岗位，门都进不来
  as ${district}-ZX:seat
  GET /api/v1/ledgers/villages
  status 403
  GET /api/v1/ledgers/lines?village=${community}&kind=residents
  status 403
