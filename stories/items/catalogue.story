story 事项目录可查，按条线筛选
step 查事项
  as ${grid}:officer
  GET /api/v1/items?q=井盖&limit=3
  status 200
  expect items[2].code exists
  expect total above 5
step 网格员不能改目录
  PUT /api/v1/items/E13-0110
    {}
  status 403
