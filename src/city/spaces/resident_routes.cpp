// What a resident does in the own space, without an account.
#include "city/spaces/space_service.h"

namespace tiange::spaces {

namespace {

using http::Method;
using http::Request;

const std::string k_base = "/api/v1/public/space";

Result<store::SessionRecord> session_of(const SpaceService& room, db::Tx& tx, const Request& request) {
  return room.session(tx, request.header("x-tiange-key"), request.now);
}

// A command of the resident whose session the request carries.
template <class In, class Out, class F>
void add_command(http::Routes& routes, SpaceService& room, const std::string& path, const char* zh, const char* en, F act) {
  routes.command<In, Out>(Method::post, k_base + path, Permission::open_to_all, zh, en, [&room, act](const Request& r, db::Tx& tx, const In& in) -> Result<Out> {
    TIANGE_TRY(const store::SessionRecord session, session_of(room, tx, r));
    return act(r, tx, SubjectId{session.subject}, in);
  });
}

void add_enter(http::Routes& routes, SpaceService& room) {
  http::Route enter{Method::post, k_base + "/enter", Permission::open_to_all, "进入数据空间", "Enter one's space with the number and the opening code"};
  enter.in = http::schema_of<EnterIn>();
  enter.out = http::schema_of<EnterView>();
  enter.writes = true;
  enter.handle = [&room, &routes](Request& r) -> http::Response {
    const auto in = json::read<EnterIn>(r.body);
    if (!in.ok()) return http::problem(in.refusal(), r.scope);
    std::optional<Result<SubjectId>> tried;
    room.parts().db.run_write(r.scope, [&](db::Tx& tx) {
      tried.emplace(room.try_code(tx, *in, r.now));
      return true;
    });
    if (!tried->ok()) return http::problem(tried->refusal(), r.scope);
    return routes.run_command(r, [&](db::Tx& tx) -> Result<std::string> {
      TIANGE_TRY(const EnterView view, room.begin(tx, **tried, r.now));
      return json::write(view);
    });
  };
  routes.raw(std::move(enter));
}

void add_certificates(http::Routes& routes, SpaceService& room) {
  db::Db& db = room.parts().db;
  add_command<CertificateIn, CertificateView>(routes, room, "/certificates", "开具证明", "Issue a certificate",
                                              [&room](const Request& r, db::Tx& tx, SubjectId subject, const CertificateIn& in) { return room.certify(tx, subject, in, r.now); });
  add_command<http::Nothing, CertificateView>(routes, room, "/certificates/{id}/revoke", "作废证明", "Revoke a certificate",
                                              [&room](const Request& r, db::Tx& tx, SubjectId subject, const http::Nothing&) -> Result<CertificateView> {
                                                TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                                return room.revoke(tx, subject, id, r.now);
                                              });
  http::Route file{Method::get, k_base + "/certificates/{id}/file", Permission::open_to_all, "证明文件", "The signed file of a certificate"};
  file.handle = [&room, &db](Request& r) -> http::Response {
    const auto text = db.read([&](db::Tx& tx) -> Result<std::string> {
      TIANGE_TRY(const store::SessionRecord session, session_of(room, tx, r));
      TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
      return room.certificate_file(tx, SubjectId{session.subject}, id);
    });
    if (!text.ok()) return http::problem(text.refusal(), r.scope);
    http::Response response = http::json_response(*text);
    response.with("Content-Disposition", "attachment; filename=\"certificate-" + std::string(r.param("id")) + ".json\"");
    return response;
  };
  routes.raw(std::move(file));
  routes.query<CertificateCheck>("/api/v1/public/certificates/{code}", Permission::open_to_all, "核验证明", "Check a certificate by its code", [&room, &db](const Request& r) {
    return db.read([&](db::Tx& tx) { return room.check(tx, r.param("code"), r.now); });
  });
  http::Route verify{Method::post, "/api/v1/public/certificates/verify", Permission::open_to_all, "核验证明文件", "Check the signed file of a certificate"};
  verify.out = http::schema_of<CertificateReport>();
  verify.max_body = 64 << 10;
  verify.handle = [](Request& r) -> http::Response {
    const auto report = verify_certificate(r.body);
    return report.ok() ? http::json_response(json::write(*report)) : http::problem(report.refusal(), r.scope);
  };
  routes.raw(std::move(verify));
}

}  // namespace

void add_resident_routes(http::Routes& routes, SpaceService& room) {
  db::Db& db = room.parts().db;
  add_enter(routes, room);
  routes.query<SpaceView>(k_base, Permission::open_to_all, "我的数据空间", "All that is held about the resident", [&room, &db](const Request& r) {
    return db.read([&](db::Tx& tx) -> Result<SpaceView> {
      TIANGE_TRY(const store::SessionRecord session, session_of(room, tx, r));
      return room.view(tx, session, r.now);
    });
  });
  routes.command<http::Nothing, http::Nothing>(Method::post, k_base + "/leave", Permission::open_to_all, "离开数据空间", "Leave one's space",
                                               [&room](const Request& r, db::Tx& tx, const http::Nothing&) -> Result<http::Nothing> {
                                                 room.leave(tx, r.header("x-tiange-key"));
                                                 return http::Nothing{};
                                               });
  add_command<ConsentIn, ConsentView>(routes, room, "/consents", "授权", "Let a unit read",
                                      [&room](const Request& r, db::Tx& tx, SubjectId subject, const ConsentIn& in) { return room.consent(tx, subject, in, r.now); });
  add_command<http::Nothing, ConsentView>(routes, room, "/consents/{id}/withdraw", "撤回授权", "Withdraw a consent",
                                          [&room](const Request& r, db::Tx& tx, SubjectId subject, const http::Nothing&) -> Result<ConsentView> {
                                            TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                            return room.withdraw(tx, subject, id, r.now);
                                          });
  add_command<CorrectionIn, HeldCorrection>(routes, room, "/corrections", "申请更正", "Ask for a correction",
                                            [&room](const Request& r, db::Tx& tx, SubjectId subject, const CorrectionIn& in) { return room.correct(tx, subject, in, r.now); });
  add_certificates(routes, room);
}

}  // namespace tiange::spaces
