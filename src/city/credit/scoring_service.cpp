// The scoring as a definition: drafted, tried, released by somebody else, kept in all its versions.

#include <algorithm>

#include "base/text.h"
#include "city/credit/credit_service.h"

namespace tiange::credit {

namespace {

using store::ScoringState;
using store::StoredScoring;

}  // namespace

Outcome CreditService::lay(db::Tx& tx, std::string_view scoring_json, Instant now) {
  if (!store::scorings(tx).empty()) return done();
  StoredScoring one;
  TIANGE_TRY(one.scoring, read_scoring(scoring_json));
  TIANGE_CHECK_OK(check(one.scoring));
  one.version = 1;
  one.state = ScoringState::live;
  one.note = "开局";
  one.made_by = one.released_by = "系统";
  one.made = one.released = now;
  store::put_scoring(tx, one);
  store::next_revision(tx);
  store::set_state(tx, "stirred", now.us);
  return done();
}

Outcome CreditService::check(const CreditScoring& scoring) const {
  std::vector<FieldError> faults = check_scoring(scoring, *parts_.subjects.catalogue());
  for (FieldError& fault : faults) fault.path = "scoring." + fault.path;
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return done();
}

Result<CreditScoringView> CreditService::view_scoring(db::Tx& tx, const Scope& scope) const {
  CreditScoringView view;
  const bool insider = scope.may(Permission::credit_edit) || scope.may(Permission::credit_release);
  const StoredScoring* draft = nullptr;
  const std::vector<StoredScoring> all = store::scorings(tx);
  for (const StoredScoring& one : all) {
    if (one.state == ScoringState::live) view.scoring = one.scoring, view.version = one.version;
    if (one.state == ScoringState::draft && !insider) continue;
    if (one.state == ScoringState::draft) draft = &one;
    CreditVersion version{one.version, std::string(store::scoring_word(one.state)), one.note, one.made_by, one.released_by, one.made, std::nullopt};
    if (one.released.us != 0) version.released = one.released;
    view.versions.push_back(std::move(version));
  }
  if (view.version == 0) return refuse(ErrorCode::not_found);
  view.may_edit = scope.may(Permission::credit_edit);
  view.may_release = draft && scope.may(Permission::credit_release);
  if (draft) {
    view.draft = draft->scoring;
    view.draft_version = draft->version;
    const auto tried = store::try_of(tx, draft->version, draft->made);
    if (tried) view.tried = tried->view.id;
    if (view.may_release && (!tried || tried->view.state != "done")) {
      view.may_release = false;
      view.why_not_zh = "先对全部企业试算草稿";
      view.why_not_en = "Try the draft on every firm first";
    }
    if (view.may_release && parts_.four_eyes && draft->maker == scope.person && scope.person.value != 0) {
      view.may_release = false;
      view.why_not_zh = "起草人不能发布自己的草稿";
      view.why_not_en = "Who wrote it may not release it";
    }
  }
  const auto catalogue = parts_.subjects.catalogue();
  view.fields = credit_fields(*catalogue);
  for (const auto& source : catalogue->sources()) view.sources.push_back({source.code, source.zh, source.en});
  return view;
}

Result<CreditScoringView> CreditService::save_draft(db::Tx& tx, const Scope& scope, const CreditDraftIn& in, Instant now) {
  TIANGE_CHECK_OK(check(in.scoring));
  if (text::length(in.note) > 500) return refuse_fields(ErrorCode::bad_input, {{"note", "说明最多 500 字", "too long"}});
  const std::vector<StoredScoring> all = store::scorings(tx);
  StoredScoring draft;
  draft.version = all.empty() ? 1 : all.front().version + (all.front().state == ScoringState::draft ? 0 : 1);
  draft.scoring = in.scoring;
  draft.note = in.note;
  draft.maker = scope.person;
  draft.made_by = scope.name;
  draft.made = now;
  store::put_scoring(tx, draft);
  return view_scoring(tx, scope);
}

Result<CreditScoringView> CreditService::drop_draft(db::Tx& tx, const Scope& scope) {
  if (!store::scoring(tx, ScoringState::draft)) return refuse(ErrorCode::not_found);
  store::drop_draft(tx);
  return view_scoring(tx, scope);
}

Result<CreditScoringView> CreditService::release(db::Tx& tx, const Scope& scope, std::int64_t version, Instant now) {
  const auto draft = store::scoring(tx, ScoringState::draft);
  if (!draft) return refuse(ErrorCode::not_found);
  if (draft->version != version) return refuse(ErrorCode::stale_version);
  if (parts_.four_eyes && draft->maker == scope.person && scope.person.value != 0) return refuse(ErrorCode::four_eyes);
  TIANGE_CHECK_OK(check(draft->scoring));
  const auto tried = store::try_of(tx, draft->version, draft->made);
  if (!tried || tried->view.state != "done") return refuse(ErrorCode::credit_not_tried);
  if (!store::release(tx, version, scope.name, now)) return refuse(ErrorCode::stale_version);
  store::next_revision(tx);
  (void)begin_run(tx, "released", scope.name, now);
  return view_scoring(tx, scope);
}

}  // namespace tiange::credit
