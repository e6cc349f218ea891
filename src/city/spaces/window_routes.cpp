// The window and the units that read by consent.
#include "city/spaces/space_service.h"

namespace tiange::spaces {

namespace {

using http::Method;
using http::Request;

const std::string k_base = "/api/v1/spaces";

}  // namespace

void add_window_routes(http::Routes& routes, SpaceService& room, const http::Recorder& record) {
  db::Db& db = room.parts().db;
  routes.command<OpenIn, OpenView>(Method::post, k_base + "/open", Permission::spaces_serve, "窗口开通数据空间", "Open the space of a resident at the window",
                                   [&room, record](const Request& r, db::Tx& tx, const OpenIn& in) -> Result<OpenView> {
                                     TIANGE_TRY(OpenView view, room.open(tx, r.scope, in, r.now));
                                     record(tx, r, "spaces.opened", view.subject, {"为" + view.name + "开通数据空间", "opened the space of " + view.name});
                                     return view;
                                   });
  routes.query<SpaceList>(k_base, Permission::spaces_view, "数据空间", "Spaces of the caller's areas",
                          [&room, &db](const Request& r) {
                            const std::int64_t after = parse_id(r.query_value("after")).value_or(0);
                            return db.read([&](db::Tx& tx) -> Result<SpaceList> { return room.list(tx, r.scope, after); });
                          },
                          {"after"});
  routes.command<http::Nothing, http::Nothing>(Method::post, k_base + "/{subject}/close", Permission::spaces_serve, "停用数据空间", "Close a space",
                                               [&room, record](const Request& r, db::Tx& tx, const http::Nothing&) -> Result<http::Nothing> {
                                                 TIANGE_CHECK_OK(room.close(tx, r.scope, r.param("subject")));
                                                 record(tx, r, "spaces.closed", std::string(r.param("subject")), {"停用数据空间", "closed a space"});
                                                 return http::Nothing{};
                                               });
  routes.query<ConsentList>(k_base + "/consents", Permission::spaces_view, "给本单位的授权", "Consents given to the caller's units",
                            [&room, &db](const Request& r) { return db.read([&](db::Tx& tx) -> Result<ConsentList> { return room.consents_for(tx, r.scope, r.now); }); });
  routes.command<ReadIn, ReadView>(Method::post, k_base + "/consents/{id}/read", Permission::spaces_view, "按授权读取", "Read what a resident consented to",
                                   [&room, record](const Request& r, db::Tx& tx, const ReadIn& in) -> Result<ReadView> {
                                     TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                     TIANGE_TRY(ReadView view, room.read(tx, r.scope, id, in, r.now));
                                     record(tx, r, "spaces.read", view.consent.subject, {"按授权读取：" + in.text, "read by consent: " + in.text});
                                     return view;
                                   });
  routes.query<StorageView>(k_base + "/storage", Permission::spaces_manage, "空间存储", "Nodes that hold the files of residents",
                            [&room, &db](const Request&) { return db.read([&](db::Tx& tx) -> Result<StorageView> { return room.storage(tx); }); });
}

}  // namespace tiange::spaces
