#include "city/flows/definitions/definition_room.h"

namespace tiange::flows {

namespace {

constexpr int k_usual_days = 365;

Result<ReleaseList> list(DefinitionRoom& room, db::Tx& tx, const http::Request& request) {
  const std::string_view kind_text = request.query_value("kind"), key = request.query_value("key");
  const auto kind = json::enum_from<DefinitionKind>(kind_text);
  if (!kind_text.empty() && !kind)
    return refuse_fields(ErrorCode::bad_input, {{"kind", "应为 bpmn、dmn 或 form", "must be bpmn, dmn or form"}});
  const auto wanted = [&](const Release& release) {
    return (!kind || release.kind == *kind) && (key.empty() || release.key == key);
  };
  return room.releases(tx, wanted, request.now);
}

Result<Date> day_of(const http::Request& request, const char* name, Date usual) {
  const std::string_view text = request.query_value(name);
  if (text.empty()) return usual;
  auto day = parse_date(text);
  if (!day.ok()) return refuse_fields(ErrorCode::bad_input, {{name, "应为日期", "must be a date"}});
  return day;
}

Result<LeadTime> lead(DefinitionRoom& room, db::Db& db, const http::Request& request) {
  const Date today = local_date(request.now);
  TIANGE_TRY(const Date from, day_of(request, "from", today + -k_usual_days));
  TIANGE_TRY(const Date to, day_of(request, "to", today));
  return db.read([&](db::Tx& tx) -> Result<LeadTime> { return room.lead_time(tx, from, to, request.now); });
}

}  // namespace

void add_release_routes(http::Routes& routes, DefinitionRoom& room) {
  db::Db& db = routes.database();
  routes.command<ReleaseIn, ReleaseView>(
      http::Method::post, "/api/v1/flows/drafts/{id}/release", Permission::flows_publish, "发布草稿",
      "Release an approved draft: now or at a date, in an area or the whole district",
      [&room](const http::Request& request, db::Tx& tx, const ReleaseIn& in) -> Result<ReleaseView> {
        TIANGE_TRY(const DraftId id, id_of<DraftId>(request));
        return room.release_draft(tx, request, id, in);
      });
  routes.query<ReleaseList>(
      "/api/v1/flows/releases", Permission::flows_view, "发布记录", "Releases of definitions",
      [&room, &db](const http::Request& request) {
        return db.read([&](db::Tx& tx) { return list(room, tx, request); });
      },
      {"kind", "key"});
  routes.command<ReleaseOrder, ReleaseView>(
      http::Method::post, "/api/v1/flows/releases", Permission::flows_publish, "发布已审核的版本",
      "Release a reviewed version elsewhere, or again",
      [&room](const http::Request& request, db::Tx& tx, const ReleaseOrder& in) {
        return room.release_version(tx, request, in);
      });
  routes.command<ReviewIn, ReleaseView>(
      http::Method::post, "/api/v1/flows/releases/{id}/withdraw", Permission::flows_publish, "撤回发布",
      "Withdraw a release; what it replaced is in effect at once",
      [&room](const http::Request& request, db::Tx& tx, const ReviewIn& in) -> Result<ReleaseView> {
        TIANGE_TRY(const ReleaseId id, id_of<ReleaseId>(request));
        return room.withdraw(tx, request, id, in);
      });
  routes.query<LeadTime>("/api/v1/flows/lead-time", Permission::flows_view, "上线用时",
                         "Days from opening a draft to its being live",
                         [&room, &db](const http::Request& request) { return lead(room, db, request); }, {"from", "to"});
}

}  // namespace tiange::flows
