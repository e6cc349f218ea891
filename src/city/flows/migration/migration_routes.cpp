#include "base/text.h"
#include "city/flows/migration/migration.h"
#include "platform/sheets/routes/sheet_routes.h"

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

Result<std::optional<MovedState>> state_from(const http::Request& request) {
  const auto asked = request.query_value("state");
  if (asked.empty()) return std::optional<MovedState>();
  const auto state = json::enum_from<MovedState>(asked);
  if (!state)
    return refuse_fields(ErrorCode::bad_input,
                         {FieldError{"state", "应为 moved、stuck、undone 或 stayed", "must be moved, stuck, undone or stayed"}});
  return std::optional(*state);
}

Result<MovedPage> one_page(Migrations& migrations, db::Tx& tx, const http::Request& request) {
  TIANGE_TRY(const std::int64_t id, parse_id(request.param("id")));
  TIANGE_TRY(const std::optional<MovedState> state, state_from(request));
  return migrations.instances(tx, id, state, request.query_value("after"), k_page);
}

Words words_of(MovedState state) {
  switch (state) {
    case MovedState::moved: return {"已迁移", "moved"};
    case MovedState::stuck: return {"不能迁移", "cannot move"};
    case MovedState::undone: return {"已撤回", "taken back"};
    case MovedState::stayed: return {"留在新版本", "stayed"};
  }
  return {};
}

void write_results(Migrations& migrations, db::Db& db, const MigrationView& one, std::optional<MovedState> state, bool zh,
                   sheets::Writer& out) {
  out.row(zh ? std::vector<std::string>{"工单", "流程", "从版本", "到版本", "结果", "原因", "时间"}
             : std::vector<std::string>{"Case", "Process", "From version", "To version", "Result", "Reason", "When"});
  const auto id = parse_id(one.id);
  MovedPage page;
  do {
    page = db.read([&](db::Tx& tx) { return migrations.instances(tx, *id, state, page.next, k_page); });
    for (const MovedInstance& row : page.items) {
      const Words words = words_of(row.state);
      out.row({row.number.empty() ? row.subject : row.number, one.process, std::to_string(one.from), std::to_string(one.to),
               zh ? words.zh : words.en, zh ? row.zh : row.en, format_local_seconds(row.happened)});
    }
  } while (!page.next.empty());
  out.finish();
}

http::Response export_results(Migrations& migrations, db::Db& db, const http::Recorder& record,
                              const http::Request& request) {
  const auto state = state_from(request);
  if (!state.ok()) return http::problem(state.refusal(), request.scope);
  const auto found = db.write(request.scope, [&](db::Tx& tx) -> Result<MigrationView> {
    TIANGE_TRY(const std::int64_t id, parse_id(request.param("id")));
    TIANGE_TRY(MigrationView view, migrations.find(tx, id));
    const std::string versions = std::to_string(view.from) + " → " + std::to_string(view.to);
    record(tx, request, "flows.export_migration", view.process,
           {"导出流程迁移结果 " + versions, "Exported what became of a migration " + versions});
    return view;
  });
  if (!found.ok()) return http::problem(found.refusal(), request.scope);
  return sheets::answer(
      request, {"migration", sheets::CsvFor::people, sheets::Format::csv},
      [&migrations, &db, one = *found, state = *state, zh = request.scope.language == Language::zh](std::unique_ptr<sheets::Writer> writer) {
        write_results(migrations, db, one, state, zh, *writer);
      });
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
  http::Route sheet{http::Method::get, "/api/v1/flows/migrations/{id}/export", Permission::flows_publish, "导出迁移结果",
                    "What became of each instance, as CSV or XLSX; recorded in the audit trail"};
  sheet.query_params = {"format", "state"};
  sheet.handle = [this, &db, record](http::Request& request) { return export_results(*this, db, record, request); };
  routes.raw(std::move(sheet));
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
