#include "base/text.h"
#include "city/flows/migration/migration.h"

namespace tiange::flows {

namespace {

constexpr int k_page = 100;

struct MigrationList {
  std::vector<MigrationView> items;
};
BOOST_DESCRIBE_STRUCT(MigrationList, (), (items))

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

Result<MoveOrder> order_from(const http::Request& request) {
  MoveOrder order;
  order.process = request.param("key");
  const auto from = text::to_int(request.query_value("from"));
  const auto to = text::to_int(request.query_value("to"));
  std::vector<FieldError> errors;
  if (!from || *from < 1) errors.push_back({"from", "应为版本号", "must be a version"});
  if (!to || *to < 1) errors.push_back({"to", "应为版本号", "must be a version"});
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors));
  order.from = *from;
  order.to = *to;
  order.area = request.query_value("area");
  return order;
}

http::Response preview_response(Migrations& migrations, db::Db& db, const http::Request& request) {
  const auto in = json::read<MoveOrder>(request.body.empty() ? "{}" : request.body);
  if (!in.ok()) return http::problem(in.refusal(), request.scope);
  const auto out = db.read([&](db::Tx& tx) { return migrations.preview(tx, *in, request.now); });
  return out.ok() ? http::json_response(json::write(*out)) : http::problem(out.refusal(), request.scope);
}

Result<MovedPage> one_page(Migrations& migrations, db::Tx& tx, const http::Request& request) {
  TIANGE_TRY(const std::int64_t id, parse_id(request.param("id")));
  std::optional<MovedState> state;
  if (const auto asked = request.query_value("state"); !asked.empty()) {
    state = json::enum_from<MovedState>(asked);
    if (!state)
      return refuse_fields(ErrorCode::bad_input,
                           {FieldError{"state", "应为 moved、stuck、undone 或 stayed", "must be moved, stuck, undone or stayed"}});
  }
  return migrations.instances(tx, id, state, request.query_value("after"), k_page);
}

}  // namespace

void Migrations::add_routes(http::Routes& routes, const http::Recorder& record) {
  db::Db& db = parts_.db;
  routes.query<MovePlan>("/api/v1/flows/processes/{key}/moves", Permission::flows_view, "拟定流程迁移",
                         "Propose how running instances move to another version",
                         [this, &db](const http::Request& request) {
                           return db.read([&](db::Tx& tx) -> Result<MovePlan> {
                             TIANGE_TRY(const MoveOrder order, order_from(request));
                             return plan(tx, order);
                           });
                         },
                         {"from", "to", "area"});
  http::Route look{http::Method::post, "/api/v1/flows/migrations/preview", Permission::flows_view, "预演流程迁移",
                   "What would move, what would not and why; nothing is changed"};
  look.in = http::schema_of<MoveOrder>();
  look.out = http::schema_of<MovePreview>();
  look.handle = [this, &db](http::Request& request) { return preview_response(*this, db, request); };
  routes.raw(std::move(look));
  routes.query<MigrationList>("/api/v1/flows/migrations", Permission::flows_view, "流程迁移记录", "Migrations, newest first",
                              [this, &db](const http::Request&) {
                                return db.read([&](db::Tx& tx) -> Result<MigrationList> { return MigrationList{list(tx)}; });
                              });
  routes.query<MigrationView>("/api/v1/flows/migrations/{id}", Permission::flows_view, "流程迁移进度", "One migration",
                              [this, &db](const http::Request& request) {
                                return db.read([&](db::Tx& tx) -> Result<MigrationView> {
                                  TIANGE_TRY(const std::int64_t id, parse_id(request.param("id")));
                                  return find(tx, id);
                                });
                              });
  routes.query<MovedPage>("/api/v1/flows/migrations/{id}/instances", Permission::flows_publish, "逐个迁移结果",
                          "What became of each instance",
                          [this, &db](const http::Request& request) {
                            return db.read([&](db::Tx& tx) { return one_page(*this, tx, request); });
                          },
                          {"state", "after"});
  routes.command<MoveOrder, MigrationView>(
      http::Method::post, "/api/v1/flows/migrations", Permission::flows_publish, "迁移在办流程",
      "Move running instances to another version",
      [this, record](const http::Request& request, db::Tx& tx, const MoveOrder& order) -> Result<MigrationView> {
        TIANGE_TRY(MigrationView view, begin(tx, order, request.scope.person, request.now));
        const std::string versions = std::to_string(view.from) + " → " + std::to_string(view.to);
        record(tx, request, "flows.migrated", view.process,
               {"迁移在办流程 " + versions + "，共 " + std::to_string(view.running) + " 个",
                "Moves running instances " + versions + ", " + std::to_string(view.running) + " in all"});
        return view;
      });
  using Act = Result<MigrationView> (*)(Migrations&, db::Tx&, std::int64_t, const http::Request&);
  const auto act = [&](const char* path, const char* kind, Words words, Act todo) {
    routes.command<Nothing, MigrationView>(
        http::Method::post, path, Permission::flows_publish, words.zh, words.en,
        [this, record, kind, words, todo](const http::Request& request, db::Tx& tx, const Nothing&) -> Result<MigrationView> {
          TIANGE_TRY(const std::int64_t id, parse_id(request.param("id")));
          TIANGE_TRY(MigrationView view, todo(*this, tx, id, request));
          record(tx, request, kind, view.process, words);
          return view;
        });
  };
  act("/api/v1/flows/migrations/{id}/undo", "flows.migration_undone", {"撤回流程迁移", "Takes a migration back"},
      [](Migrations& self, db::Tx& tx, std::int64_t id, const http::Request&) { return self.undo(tx, id); });
  act("/api/v1/flows/migrations/{id}/stop", "flows.migration_stopped", {"停止流程迁移", "Stops a migration"},
      [](Migrations& self, db::Tx& tx, std::int64_t id, const http::Request& request) {
        return self.stop(tx, id, request.now);
      });
}

}  // namespace tiange::flows
