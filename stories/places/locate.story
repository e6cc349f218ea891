story 坐标落在唯一的网格，区外说明白
step 定位
  as ${grid}:officer
  GET /api/v1/places/locate?lng=${lng}&lat=${lat}
  status 200
  expect grid_code is ${grid}
step 区外
  GET /api/v1/places/locate?lng=116.39&lat=39.9
  status 404
  expect detail has 本区
step 地名检索
  GET /api/v1/places/search?q=${address}
  status 200
  expect items[0].grid_code exists
