story 适龄未入学：学校的学籍来了，清单里少一人；转出的回到清单，各村只见自己的
step 公安登记了两个适龄儿童，都还没有学籍
  as ${district}-GA:handler
  POST /api/v1/registers/records
    {"records": [
      {"source": "police", "key": "SCHO-P-1", "observed": "${now - 20 days}",
       "values": {"name": "庞小一", "id_card": "440604201612037711", "born": "2016-12-03", "sex": "1", "phone": "14000960771", "live_address": "${address}3单元771室"}},
      {"source": "police", "key": "SCHO-P-2", "observed": "${now - 20 days}",
       "values": {"name": "庞小二", "id_card": "44060420161203772X", "born": "2016-12-03", "sex": "2", "phone": "14000960772", "live_address": "${address}3单元772室"}}]}
  status 200
step 村里订用“适龄未登记就读学校”，两人都在
  as ${community}-ZZ:station_head
  POST /api/v1/ledgers/orders
    {"village": "${community}", "kind": "no_school", "purpose": "控辍保学入户", "until": "${day + 120 days}"}
  status 200
  GET /api/v1/ledgers/lines?village=${community}&kind=no_school&q=14000960771
  expect total is 1
  GET /api/v1/ledgers/lines?village=${community}&kind=no_school&q=14000960772
  expect total is 1
step 教育局报来学校的学籍表，其中一人在读；不是教育局的不能报
  as ${district}-MZ:handler
  POST /api/v1/exchange/sources/school_rolls/batches
    file text/csv
    学籍号,姓名,身份证件号,性别,出生日期,学校名称,年级,学籍所在地,学籍状态,更新日期
    G440604201612037711,庞小一,440604201612037711,男,2016-12-03,石湾第一小学,四年级,本区,在读,${day - 3 days}
  status 404
  as ${district}-JY:handler
  POST /api/v1/exchange/sources/school_rolls/batches
    file text/csv
    学籍号,姓名,身份证件号,性别,出生日期,学校名称,年级,学籍所在地,学籍状态,更新日期
    G440604201612037711,庞小一,440604201612037711,男,2016-12-03,石湾第一小学,四年级,本区,在读,${day - 3 days}
  status 200
  keep batch = id
  GET /api/v1/exchange/batches/${batch}
  until state is done
  expect held is 0
step 有学籍的不在清单里，没有的还在；在校学生里看得到学校
  as ${community}-ZZ:station_head
  GET /api/v1/ledgers/lines?village=${community}&kind=no_school&q=14000960771
  until total is 0
  GET /api/v1/ledgers/lines?village=${community}&kind=no_school&q=14000960772
  expect total is 1
  POST /api/v1/ledgers/orders
    {"village": "${community}", "kind": "pupils", "purpose": "假期安全提醒", "until": "${day + 60 days}"}
  status 200
  GET /api/v1/ledgers/lines?village=${community}&kind=pupils&q=14000960771
  expect total is 1
step 转出以后回到清单，提醒入户
  as ${district}-JY:handler
  POST /api/v1/exchange/sources/school_rolls/batches
    file text/csv
    学籍号,姓名,身份证件号,性别,出生日期,学校名称,年级,学籍所在地,学籍状态,更新日期
    G440604201612037711,庞小一,440604201612037711,男,2016-12-03,石湾第一小学,四年级,本区,转出,${day - 1 days}
  status 200
  keep batch = id
  GET /api/v1/exchange/batches/${batch}
  until state is done
  as ${community}-ZZ:station_head
  GET /api/v1/ledgers/lines?village=${community}&kind=no_school&q=14000960771
  until total is 1
