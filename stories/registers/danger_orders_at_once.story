story 井盖没了：一登记就升为紧急，兜底单位两个紧急工作时内排险，超时看得见
step 松动只是一般问题，不下达先行处置
  as ${district}-ZX:seat
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}前污水井盖松动", "item_code": "P13-0102",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}}
  status 200
  keep calm = ref
step 井盖不见了
  POST /api/v1/cases
    {"channel": "hotline", "kind": "complaint", "content": "${address}的污水井盖不见了，晚上有人差点掉下去", "item_code": "P13-0102",
     "place": {"lng": ${lng}, "lat": ${lat}, "text": "${address}"}}
  status 200
  keep ref = ref
  GET /api/v1/cases/${ref}/owner
  until orders[0].state is ordered
  expect danger is high
  expect orders[0].unit is ${town}-ZX
  expect orders[0].limit is 2 urgent_hours
  expect orders[0].overdue is false
  keep order = orders[0].id
  GET /api/v1/cases/${ref}
  expect severity is urgent
  GET /api/v1/cases/${calm}/owner
  expect orders[0] absent
  GET /api/v1/cases/${calm}
  expect severity is normal
step 它在镇街的先行处置里等着，别的单位不能代为登记
  as ${town}-ZX:town_command
  GET /api/v1/cases/owners/orders?mine=1
  expect items[0].id exists
  as ${district}-CG:handler
  POST /api/v1/cases/owners/orders/${order}/done
    {"text": "我来登记"}
  status 403
step 过了两个小时还没有排险，标为超时
  wait 3 hours
  as ${town}-ZX:town_command
  GET /api/v1/cases/owners/orders/${order}
  expect overdue is true
  POST /api/v1/cases/owners/orders/${order}/done
    {}
  status 422
  POST /api/v1/cases/owners/orders/${order}/done
    {"text": "已围挡，加装临时井盖"}
  status 200
  expect state is safe
  expect overdue is true
  GET /api/v1/cases/${ref}/history
  expect items has 下达先行处置
  expect items has 已排险（超时）
