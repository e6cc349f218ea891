story 关注清单：有人进来即提醒网格员上门，手机上办完，结果回到台账
step 村里关注“有车的居民”不行，未订用；订用八十岁以上老人并设清单
  as ${community}-ZZ:station_head
  POST /api/v1/ledgers/watches
    {"village": "${community}", "kind": "drivers"}
  status 403
  expect code is ledger_not_on_order
  POST /api/v1/ledgers/orders
    {"village": "${community}", "kind": "aged_90", "purpose": "高龄老人走访慰问", "until": "${day + 120 days}"}
  status 200
  expect state is active
  POST /api/v1/ledgers/orders
    {"village": "${community}", "kind": "aged_90", "purpose": "高龄老人走访慰问", "until": "${day + 120 days}"}
  status 409
  POST /api/v1/ledgers/watches
    {"village": "${community}", "kind": "aged_90", "zh": "九十岁以上女性", "filter": "sex = \"2\"", "remind": "上门走访新登记的高龄老人", "remind_days": 5}
  status 200
  keep watch = id
  GET /api/v1/ledgers/watches?village=${community}
  until items[0].checked exists
step 公安登记了一位九十二岁的老人，清单里多了一人，任务随即给到网格员
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [{"source": "police", "key": "LEDG-P-621", "observed": "${now - 2 days}",
       "values": {"name": "岑九妹", "id_card": "440604193405056226", "born": "1934-05-05", "sex": "2", "phone": "14000960121", "live_address": "${address}3单元621室"}}]}
  status 200
  as ${community}-ZZ:station_head
  GET /api/v1/ledgers/watches/${watch}/members?side=entered
  until items[0].title is 岑**
  expect items[0].entered exists
  expect items[0].fresh is true
  keep person = items[0].ref
  as ${grid}:officer
  GET /api/v1/ledgers/tasks?mine=yes&state=open
  expect items[0].title is 上门走访新登记的高龄老人
  expect items[0].subject is ${person}
  expect items[0].subject_title is 岑**
  keep task = items[0].id
step 站长再给这一条安排一件事
  as ${community}-ZZ:station_head
  POST /api/v1/ledgers/tasks
    {"village": "${community}", "kind": "aged_90", "subject": "${person}", "title": "核对紧急联系人", "due": "${day + 3 days}"}
  status 200
  keep second = items[0].id
  POST /api/v1/ledgers/tasks
    {"village": "${community}", "kind": "aged_90", "subject": "${person}", "title": "核对", "due": "2020-01-01"}
  status 422
step 网格员办完一件，写明另一件没遇到人
  as ${grid}:officer
  POST /api/v1/ledgers/tasks/${task}/finish
    {"outcome": "done", "text": "老人身体好，已登记子女电话"}
  status 200
  expect state is done
  POST /api/v1/ledgers/tasks/${second}/finish
    {"outcome": "absent", "text": ""}
  status 422
  POST /api/v1/ledgers/tasks/${second}/finish
    {"outcome": "absent", "text": "两次上门都没有人"}
  status 200
  POST /api/v1/ledgers/tasks/${second}/finish
    {"outcome": "done", "text": "再来一次"}
  status 409
step 结果在台账里
  as ${community}-ZZ:station_head
  GET /api/v1/ledgers/lines/${person}?village=${community}&kind=aged_90
  expect tasks has 老人身体好，已登记子女电话
  expect tasks has 两次上门都没有人
step 看过之后，变化从头数；老人去世，离开的日子记下
  POST /api/v1/ledgers/watches/${watch}/seen
    {}
  status 200
  expect entered is 0
  as ${district}-MZ:handler
  POST /api/v1/registers/records
    {"records": [{"source": "civil", "key": "LEDG-C-621",
       "values": {"name": "岑九妹", "id_card": "440604193405056226", "died": "2026-01-02"}}]}
  status 200
  as ${community}-ZZ:station_head
  GET /api/v1/ledgers/watches/${watch}/members?side=left
  until items[0].left exists
  expect items[0].fresh is true
step 网格员把自己网格带在手机里，限时；谁带走、为什么，本人的“谁看过”里有
  as ${grid}:officer
  GET /api/v1/ledgers/phone?grid=${grid}&hours=999&purpose=visit
  status 422
  GET /api/v1/ledgers/phone?grid=${grid}&hours=24&purpose=
  status 422
  GET /api/v1/ledgers/phone?grid=${grid}&hours=24&purpose=visit
  status 200
  expect until exists
  expect sections[0].kind is residents
  GET /api/v1/ledgers/orders/asked
  status 403
