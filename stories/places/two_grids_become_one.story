story 撤销网格须说明去向，不能留下缝隙，旧编码仍查得到历次版本
step 数据管理员要撤销一个网格，没有别的网格接管
  as ${district}-ZX:data_steward
  POST /api/v1/places/geojson/check
    {"geojson": {"type": "FeatureCollection", "features": [
      {"type": "Feature", "geometry": null, "properties": {"code": "${grid}", "retired": true}}]}}
  status 200
  expect retired is 1
  expect clean is false
  expect flaws[0].kind is gap
step 有缝隙就不能发布
  POST /api/v1/places/geojson
    {"reason": "并格", "geojson": {"type": "FeatureCollection", "features": [
      {"type": "Feature", "geometry": null, "properties": {"code": "${grid}", "retired": true}}]}}
  status 422
  expect fields[0].path is geojson
step 没有发布，审计里也没有
  as ${district}-ZX:audit_admin
  GET /api/v1/org/audit?kind=places.published
  expect items[0] absent
  as ${district}-ZX:data_steward
step 原网格不变
  GET /api/v1/places/locate?lng=${lng}&lat=${lat}
  expect grid_code is ${grid}
  GET /api/v1/places/versions/${grid}
  expect items[0].area.version is 1
step 改个名称，发布新版，审计里写明
  GET /api/v1/places/areas/${grid}
  keep shape = geometry
  POST /api/v1/places/geojson
    {"reason": "更名", "effective_from": "2099-01-01", "geojson": {"type": "FeatureCollection", "features": [
      {"type": "Feature", "geometry": ${shape}, "properties": {"code": "${grid}", "name_zh": "试验网格", "name_en": "Trial grid"}}]}}
  status 200
  as ${district}-ZX:audit_admin
  GET /api/v1/org/audit?kind=places.published
  expect items[0].subject is ${grid}
  expect items[0].who exists
  expect items[0].detail_zh has 原因：更名
  expect items[0].detail_en has in force from 2099-01-01
step 网格员不能改图
  as ${grid}:officer
  POST /api/v1/places/geojson
    {"reason": "并格", "geojson": {"type": "FeatureCollection", "features": []}}
  status 403
