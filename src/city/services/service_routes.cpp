#include <algorithm>

#include "base/text.h"
#include "city/services/service_service.h"
#include "platform/files/files.h"

namespace tiange::services {

namespace {

using http::Method;
using http::Request;

const std::string k_base = "/api/v1/services";
const std::string k_public = "/api/v1/public/services";
constexpr std::size_t k_most_bytes = 20u << 20;

std::int64_t after_of(const Request& r) { return text::to_int(r.query_value("after")).value_or(0); }
std::string_view key_of(const Request& r) { return r.header("x-tiange-key"); }

// Room, the bytes, then the record.
http::Response take_file(http::Routes& routes, ServiceService& room, Request& request) {
  Applicant who;
  const Outcome fits = room.parts().db.read([&](db::Tx& tx) -> Outcome {
    TIANGE_TRY(who, room.applicant(tx, key_of(request), request.query_value("firm"), request.now));
    return room.room_for_file(tx, who);
  });
  if (!fits.ok()) return http::problem(fits.refusal(), request.scope);
  std::string name = text::cut(text::trim(request.query_value("name")), 100);
  if (name.empty()) name = "文件";
  const auto kept = room.keep_bytes(read_file_if_any(request.upload_path).value_or(""), name, request.now);
  if (!kept.ok()) return http::problem(kept.refusal(), request.scope);
  return routes.run_command(request, [&](db::Tx& tx) -> Result<std::string> { return json::write(room.note_file(tx, who, *kept, name, request.now)); });
}

// What an applicant does with one application.
template <class In, class F>
void add_own(http::Routes& routes, const std::string& path, const char* zh, const char* en, F act) {
  routes.command<In, ApplicationPage>(Method::post, k_public + "/applications/{id}/" + path, Permission::open_to_all, zh, en,
                                      [act](const Request& r, db::Tx& tx, const In& in) -> Result<ApplicationPage> {
                                        TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                        return act(r, tx, id, in);
                                      });
}

void add_guide(http::Routes& routes, ServiceService& room, const std::string& base, Permission permission, bool desk) {
  db::Db& db = room.parts().db;
  routes.query<MatterList>(base + "/matters", permission, "办事指南", "Matters one can apply for",
                           [&room, &db, desk](const Request& r) {
                             return db.read([&](db::Tx& tx) -> Result<MatterList> {
                               return room.matters(tx, desk ? r.scope : Scope{}, r.query_value("kind"), text::trim(r.query_value("q")), desk, r.now);
                             });
                           },
                           {"kind", "q"});
  routes.query<MatterPage>(base + "/matters/{key}", permission, "一个事项的指南", "One matter with its materials", [&room, &db, desk](const Request& r) {
    return db.read([&](db::Tx& tx) -> Result<MatterPage> {
      TIANGE_TRY(MatterPage page, room.matter(tx, r.param("key"), r.now));
      if (!desk) page.editions.clear();
      return page;
    });
  });
}

}  // namespace

void add_public_routes(http::Routes& routes, ServiceService& room) {
  db::Db& db = room.parts().db;
  add_guide(routes, room, k_public, Permission::open_to_all, false);
  routes.query<ServicePlan>(k_public + "/matters/{key}/plan", Permission::open_to_all, "我办这件事要什么", "What is held already and what alone is asked",
                            [&room, &db](const Request& r) {
                              return db.write(system_scope(), [&](db::Tx& tx) -> Result<ServicePlan> {
                                TIANGE_TRY(const Applicant who, room.applicant(tx, key_of(r), r.query_value("firm"), r.now));
                                return room.plan(tx, who, r.param("key"), r.now);
                              });
                            },
                            {"firm"});
  http::Route in{Method::post, k_public + "/files", Permission::open_to_all, "上传办事材料", "A file for what is applied for"};
  in.out = http::schema_of<ServiceFile>();
  in.query_params = {"name", "firm"};
  in.upload = true;
  in.writes = true;
  in.max_body = k_most_bytes;
  in.handle = [&routes, &room](Request& request) { return take_file(routes, room, request); };
  routes.raw(std::move(in));
  routes.command<ApplyIn, ApplicationPage>(Method::post, k_public + "/applications", Permission::open_to_all, "在线申办", "Apply for a matter",
                                           [&room](const Request& r, db::Tx& tx, const ApplyIn& in) -> Result<ApplicationPage> {
                                             TIANGE_TRY(const Applicant who, room.applicant(tx, key_of(r), in.firm, r.now));
                                             return room.apply_for(tx, who, in, r.now);
                                           });
  routes.query<ApplicationList>(k_public + "/applications", Permission::open_to_all, "我的办件", "What the resident or firm applied for",
                                [&room, &db](const Request& r) {
                                  return db.read([&](db::Tx& tx) -> Result<ApplicationList> {
                                    TIANGE_TRY(const Applicant who, room.applicant(tx, key_of(r), r.query_value("firm"), r.now));
                                    return room.own_list(tx, who, after_of(r), r.now);
                                  });
                                },
                                {"firm", "after"});
  routes.query<ApplicationPage>(k_public + "/applications/{id}", Permission::open_to_all, "一件办件", "One of them; what came of it becomes read", [&room, &db](const Request& r) {
    return db.write(system_scope(), [&](db::Tx& tx) -> Result<ApplicationPage> {
      TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
      return room.own_page(tx, key_of(r), id, r.now);
    });
  });
  add_own<SupplementIn>(routes, "supplement", "补正", "Give what is wanted",
                        [&room](const Request& r, db::Tx& tx, std::int64_t id, const SupplementIn& in) { return room.supplement_of(tx, key_of(r), id, in, r.now); });
  add_own<http::Nothing>(routes, "withdraw", "撤回申请", "Take it back",
                         [&room](const Request& r, db::Tx& tx, std::int64_t id, const http::Nothing&) { return room.withdraw_of(tx, key_of(r), id, r.now); });
}

namespace {

void add_desk_lists(http::Routes& routes, ServiceService& room) {
  db::Db& db = room.parts().db;
  routes.query<ApplicationList>(k_base + "/applications", Permission::services_view, "办件", "What was applied for, masked",
                                [&room, &db](const Request& r) -> Result<ApplicationList> {
                                  store::ApplicationAsk ask;
                                  if (const std::string_view state = r.query_value("state"); !state.empty()) {
                                    ask.state = json::enum_from<ApplicationState>(state);
                                    if (!ask.state) return refuse_fields(ErrorCode::bad_input, {{"state", "没有这个选项", "there is no such choice"}});
                                  }
                                  ask.matter = std::string(r.query_value("matter"));
                                  ask.area = std::string(r.query_value("area"));
                                  ask.after = after_of(r);
                                  ask.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(r.query_value("limit")).value_or(50), 1, 200));
                                  return db.read([&](db::Tx& tx) { return room.list(tx, r.scope, ask, r.now); });
                                },
                                {"state", "matter", "area", "after", "limit"});
  routes.query<BurdenView>(k_base + "/burden", Permission::services_view, "减负", "Materials and visits spared",
                           [&db](const Request& r) {
                             return db.read([&](db::Tx& tx) -> Result<BurdenView> { return store::burden(tx, r.scope, std::string(r.query_value("area"))); });
                           },
                           {"area"});
  routes.query<ApplicationPage>(k_base + "/applications/{id}", Permission::services_view, "办件详情", "One of them, masked; the look is recorded",
                                [&room, &db](const Request& r) -> Result<ApplicationPage> {
                                  TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                  return db.write(r.scope, [&](db::Tx& tx) { return room.page(tx, r.scope, id, r.now); });
                                });
}

void add_desk_looks(http::Routes& routes, ServiceService& room, const http::Recorder& record) {
  db::Db& db = room.parts().db;
  routes.command<PurposeIn, ApplicationPage>(Method::post, k_base + "/applications/{id}/open", Permission::services_handle, "查看办件原文", "Open it without masks",
                                             [&room, record](const Request& r, db::Tx& tx, const PurposeIn& in) -> Result<ApplicationPage> {
                                               TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                               TIANGE_TRY(ApplicationPage page, room.open(tx, r.scope, id, in.purpose, r.now));
                                               record(tx, r, "services.opened", page.id, {"查看办件原文：" + page.zh + "，" + in.purpose, "opened without masks: " + page.en + ", " + in.purpose});
                                               return page;
                                             });
  http::Route proof{Method::get, k_base + "/applications/{id}/proof", Permission::services_handle, "核对办件", "The frozen text of what was sent"};
  proof.out = http::schema_of<ApplicationProof>();
  proof.query_params = {"purpose"};
  proof.handle = [&room, &db, record](Request& r) -> http::Response {
    const auto out = db.write(r.scope, [&](db::Tx& tx) -> Result<ApplicationProof> {
      TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
      TIANGE_TRY(ApplicationProof found, room.proof(tx, r.scope, id, r.query_value("purpose"), r.now));
      record(tx, r, "services.proof_seen", std::string(r.param("id")), {"核对办件：" + std::string(r.query_value("purpose")), "checked what was sent"});
      return found;
    });
    return out.ok() ? http::json_response(json::write(*out)) : http::problem(out.refusal(), r.scope);
  };
  routes.raw(std::move(proof));
  http::Route file{Method::get, k_base + "/applications/{id}/files/{file}", Permission::services_handle, "办件材料", "A file that was sent"};
  file.handle = [&room, &db](Request& r) -> http::Response {
    const auto found = db.write(r.scope, [&](db::Tx& tx) -> Result<std::pair<std::string, ServiceFile>> {
      TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
      TIANGE_TRY(const std::int64_t which, parse_id(r.param("file")));
      return room.desk_file(tx, r.scope, id, which, r.now);
    });
    if (!found.ok()) return http::problem(found.refusal(), r.scope);
    http::Response response;
    response.content_type = found->second.type;
    response.with("Content-Disposition", "attachment; filename=\"material-" + found->second.id + "\"");
    response.with("X-Content-Type-Options", "nosniff");
    response.body = read_file_if_any(found->first).value_or("");
    return response;
  };
  routes.raw(std::move(file));
}

}  // namespace

void add_desk_routes(http::Routes& routes, ServiceService& room, const http::Recorder& record) {
  add_desk_lists(routes, room);
  add_desk_looks(routes, room, record);
  add_guide(routes, room, k_base, Permission::services_view, true);
  const std::tuple<const char*, const char*, const char*> k_acts[] = {{"accept", "受理", "Take it up"},
                                                                      {"ask", "要求补正", "Ask for what is wanting"},
                                                                      {"finish", "办结", "Close it as done"},
                                                                      {"refuse", "不予办理", "Refuse it"}};
  for (const auto& [act, zh, en] : k_acts) {
    routes.command<ServiceAnswerIn, ApplicationPage>(
        Method::post, k_base + "/applications/{id}/" + act, Permission::services_handle, zh, en,
        [&room, record, act = std::string(act), zh = std::string(zh), en = std::string(en)](const Request& r, db::Tx& tx, const ServiceAnswerIn& in) -> Result<ApplicationPage> {
          TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
          TIANGE_TRY(ApplicationPage page, room.answer(tx, r.scope, id, act, in, r.now));
          record(tx, r, "services." + act, page.id, {zh + "：" + page.zh, en + ": " + page.en});
          return page;
        });
  }
  routes.command<MatterIn, MatterPage>(Method::put, k_base + "/matters/{key}", Permission::services_edit, "维护事项", "A new edition of a matter",
                                       [&room, record](const Request& r, db::Tx& tx, const MatterIn& in) -> Result<MatterPage> {
                                         TIANGE_TRY(MatterPage page, room.keep(tx, r.scope, r.param("key"), in, r.now));
                                         record(tx, r, "services.matter_kept", page.matter.key, {"维护事项：" + page.matter.zh + " 第 " + std::to_string(page.edition) + " 版", "kept a matter: " + page.matter.en});
                                         return page;
                                       });
}

void ServiceService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_public_routes(routes, *this);
  add_desk_routes(routes, *this, record);
}

}  // namespace tiange::services
