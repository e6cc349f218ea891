#include "platform/http/health_routes.h"

#include <mutex>

#include "platform/observe/metrics.h"

namespace tiange::http {

void add_health_routes(Routes& routes, std::string version, std::function<Outcome()> ready) {
  Route alive{Method::get, "/healthz", Permission::open_to_all, "存活探针", "Whether the program runs"};
  alive.handle = [](Request&) { return json_response(R"({"status":"ok"})"); };
  routes.raw(std::move(alive));

  Route able{Method::get, "/readyz", Permission::open_to_all, "就绪探针", "Whether the program can serve"};
  able.handle = [&routes, ready](Request& request) {
    if (const Outcome outcome = ready(); !outcome.ok()) return problem(outcome.refusal(), request.scope);
    routes.database().run_read([](db::Tx& tx) { tx.each("SELECT 1", {}, [](const db::Row&) { return true; }); });
    return json_response(R"({"status":"ready"})");
  };
  routes.raw(std::move(able));

  Route metrics{Method::get, "/metrics", Permission::open_to_all, "运行指标", "Metrics"};
  metrics.handle = [](Request& request) {
    if (!request.loopback && !request.scope.may(Permission::system_manage)) {
      return problem(refuse(ErrorCode::forbidden), request.scope);
    }
    Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = observe::metrics().text();
    return response;
  };
  routes.raw(std::move(metrics));

  Route api{Method::get, "/api/openapi.json", Permission::open_to_all, "接口说明", "This description"};
  api.etag = true;
  api.handle = [&routes, version, once = std::make_shared<std::once_flag>(), text = std::make_shared<std::string>()](
                   Request&) {
    std::call_once(*once, [&] { *text = openapi(routes, version); });
    return json_response(*text);
  };
  routes.raw(std::move(api));
}

}  // namespace tiange::http
