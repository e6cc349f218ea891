#pragma once
// The use cases of the room. Each runs in the caller's transaction.

#include "city/flows/definitions/content_check.h"
#include "city/flows/definitions/draft_store.h"
#include "city/flows/definitions/test_run.h"

namespace tiange::flows {

class DefinitionRoom final : public Definitions {
 public:
  explicit DefinitionRoom(DefinitionParts parts);

  void add_routes(http::Routes& routes) override;
  Outcome seed_tests(db::Tx& tx, std::string_view json, Instant now) override;
  LeadTime lead_time(db::Tx& tx, Date from, Date to, Instant now) override;

  // draft_service.cpp
  Result<DraftList> drafts(db::Tx& tx, const http::Request& request) const;
  Result<Draft> draft(db::Tx& tx, const Scope& scope, DraftId id) const;
  Result<Draft> open(db::Tx& tx, const http::Request& request, const DraftIn& in);
  Result<Draft> save(db::Tx& tx, const http::Request& request, DraftId id, const DraftSave& in);
  // discard, hand_in, take_back, approve, give_back
  Result<Draft> act(db::Tx& tx, const http::Request& request, DraftId id, DraftAct act, const ReviewIn& in);
  Checked check(db::Tx& tx, DefinitionKind kind, std::string_view key, const std::string& content, Instant now) const;
  Result<Checked> check_draft(db::Tx& tx, DraftId id, const CheckIn& in, Instant now) const;

  // test_service.cpp
  TestList tests(db::Tx& tx, DefinitionKind kind, std::string_view key) const;
  Result<TestCase> add_test(db::Tx& tx, const http::Request& request, const TestIn& in);
  Result<TestCase> change_test(db::Tx& tx, const http::Request& request, TestId id, const TestIn& in);
  Result<TestCase> remove_test(db::Tx& tx, const http::Request& request, TestId id);
  Result<TestRun> run(db::Tx& tx, const TestRunIn& in, Instant now) const;

  // release_service.cpp
  Result<ReleaseView> release_draft(db::Tx& tx, const http::Request& request, DraftId id, const ReleaseIn& in);
  Result<ReleaseView> release_version(db::Tx& tx, const http::Request& request, const ReleaseOrder& in);
  Result<ReleaseView> withdraw(db::Tx& tx, const http::Request& request, ReleaseId id, const ReviewIn& in);
  ReleaseList releases(db::Tx& tx, const std::function<bool(const Release&)>& wanted, Instant now) const;

  const DefinitionParts& parts() const { return parts_; }

 private:
  FourEyes eyes() const { return parts_.four_eyes ? FourEyes::yes : FourEyes::no; }
  Result<DraftFile> load(db::Tx& tx, DraftId id) const;
  Draft shown(const DraftFile& draft, const Scope& scope) const;
  // Whether the content can go into effect: no errors, all tests pass.
  Outcome ready(db::Tx& tx, const DraftFile& draft, Instant now) const;
  TestSurroundings surroundings(db::Tx& tx, Instant now) const;
  Result<Release> put_into_effect(db::Tx& tx, const http::Request& request, Release release, const ReleaseIn& in);
  Result<ReleaseView> view_of(db::Tx& tx, ReleaseId id, Instant now) const;
  void record(db::Tx& tx, const http::Request& request, const char* kind, const DraftRow& draft, Words words) const;

  DefinitionParts parts_;
};

DraftDoer doer_of(const Scope& scope);

// The smallest definition of a kind, to begin with.
std::string first_content(DefinitionKind kind, const std::string& key);

// draft_routes.cpp, release_routes.cpp, expression_routes.cpp
void add_draft_routes(http::Routes& routes, DefinitionRoom& room);
void add_release_routes(http::Routes& routes, DefinitionRoom& room);
void add_expression_routes(http::Routes& routes, const ProcessHome& home);

// A question with a body: reads In, answers from a snapshot; nothing is kept. fn(request, tx, in) -> Result<Out>.
template <class In, class Out, class F>
void add_question(http::Routes& routes, std::string pattern, Permission permission, std::string zh, std::string en, F fn) {
  http::Route route{http::Method::post, std::move(pattern), permission, std::move(zh), std::move(en)};
  route.in = http::schema_of<In>();
  route.out = http::schema_of<Out>();
  route.max_body = 8 << 20;
  db::Db& db = routes.database();
  route.handle = [&db, fn](http::Request& request) -> http::Response {
    const Result<In> in = json::read<In>(request.body.empty() ? "{}" : request.body);
    if (!in.ok()) return http::problem(in.refusal(), request.scope);
    const Result<Out> out = db.read([&](db::Tx& tx) -> Result<Out> { return fn(request, tx, *in); });
    if (!out.ok()) return http::problem(out.refusal(), request.scope);
    return http::json_response(json::write(*out));
  };
  routes.raw(std::move(route));
}

// An id in an address; refused with not_found.
template <class IdType>
Result<IdType> id_of(const http::Request& request) {
  const auto value = parse_id(request.param("id"));
  if (!value.ok()) return refuse(ErrorCode::not_found);
  return IdType{*value};
}

}  // namespace tiange::flows
