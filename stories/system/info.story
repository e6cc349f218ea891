story 系统管理员看得到运行状况和设置，别人看不到
step 系统管理员打开系统管理
  as ${district}-ZX:system_admin
  GET /api/v1/system/info
  status 200
  expect version exists
  expect backend exists
  expect settings[0].name exists
  expect settings[0].zh exists
step 安全管理员和派遣员看不到
  as ${district}-ZX:security_admin
  GET /api/v1/system/info
  status 403
  as ${district}-ZX:dispatcher
  GET /api/v1/system/info
  status 403
step 没有登录的人看不到
  public
  GET /api/v1/system/info
  status 401
