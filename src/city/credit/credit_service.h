#pragma once

#include <mutex>

#include "city/credit/credit_store.h"

namespace tiange::credit {

// A firm read from the registers, outliving the visit.
struct HeldFirm {
  registers::SubjectId id;
  std::string grid, golden;
  bool there() const { return golden.size() > 2; }  // not "{}": its records went elsewhere
};

class CreditService final : public Credit {
 public:
  explicit CreditService(CreditParts parts) : parts_(std::move(parts)) {}

  Outcome lay(db::Tx& tx, std::string_view scoring_json, Instant now) override;
  void listen(db::Outbox& outbox) override;
  void add_jobs() override;
  void tend(Instant now) override;
  void follow(db::Tx& tx, std::span<const registers::SubjectId> ids, std::string_view why, Instant now) override;
  void case_closed(db::Tx& tx, const CreditMatterOfCase& one, std::span<const registers::SubjectId> firms, Instant now) override;
  bool knows_case(db::Tx& tx, std::string_view ref) const override { return !store::firms_of_case(tx, ref).empty(); }
  Result<CreditProfile> profile_of(db::Tx& tx, const Scope& scope, std::string_view ref, Instant now) override;
  Result<CreditMatter> ask_for(db::Tx& tx, const Scope& scope, std::string_view ref, const CreditMatterIn& in, Instant now) override {
    return open_matter(tx, scope, ref, in, now);
  }
  void each_standing(db::Tx& tx, std::span<const registers::SubjectId> ids, Instant now, FunctionRef<bool(const CreditStanding&)> visit) override;
  std::vector<CreditGrade> grades(db::Tx& tx, Instant now) override;
  void tell(CreditFollowers followers) override { followers_ = std::move(followers); }
  Result<CreditRunView> run_now(const std::string& why, Instant now) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

 private:
  using SubjectId = registers::SubjectId;
  using Form = std::shared_ptr<const CreditForm>;

  // ---- the scoring ----
  Form form_in(db::Tx& tx, Instant now);
  Outcome check(const CreditScoring& scoring) const;
  Result<CreditScoringView> view_scoring(db::Tx& tx, const Scope& scope) const;
  Result<CreditScoringView> save_draft(db::Tx& tx, const Scope& scope, const CreditDraftIn& in, Instant now);
  Result<CreditScoringView> drop_draft(db::Tx& tx, const Scope& scope);
  Result<CreditScoringView> release(db::Tx& tx, const Scope& scope, std::int64_t version, Instant now);

  // ---- working out ----
  std::int64_t bring(db::Tx& tx, const CreditForm& form, std::span<const SubjectId> ids, std::string_view why, Instant now);
  // False when nothing has changed.
  bool settle(db::Tx& tx, const CreditForm& form, const HeldFirm& firm, const std::optional<store::StoredScore>& before,
              const CreditResult& result, const store::StoredOverride* other, std::string_view why, Instant now);
  std::vector<CreditStep> steps_between(const CreditForm& form, std::string_view before, std::string_view after) const;
  CreditRunView begin_run(db::Tx& tx, const std::string& why, const std::string& by, Instant now);
  Outcome run(std::int64_t id);
  std::vector<SubjectId> differing(const CreditForm& form, CreditRunView& run) const;
  Result<CreditTryView> begin_try(db::Tx& tx, const Scope& scope, Instant now);
  Outcome work_out(std::int64_t id);
  void compare_both(db::Tx& tx, const Scope& scope, const CreditForm& live, const CreditForm& draft, CreditTryView& view) const;
  Result<CreditTryView> view_try(db::Tx& tx, const Scope& scope, std::int64_t id) const;
  void end_terms(Instant now);

  // ---- pages ----
  std::optional<HeldFirm> firm_in(db::Tx& tx, const Scope& scope, std::string_view ref) const;
  CreditFirm shown(const Scope& scope, const store::StoredScore& score, std::string title) const;
  std::map<std::int64_t, std::string> titles(db::Tx& tx, const Scope& scope, std::span<const SubjectId> ids, Instant now) const;
  CreditFirmList list(db::Tx& tx, const Scope& scope, store::FirmAsk ask, Instant now) const;
  CreditOverview overview(db::Tx& tx, const Scope& scope, const std::string& area) const;
  Result<CreditProfile> profile(db::Tx& tx, const Scope& scope, std::string_view ref, bool look, Instant now);
  void add_marks(db::Tx& tx, const Scope& scope, const CreditForm& form, const HeldFirm& firm, CreditProfile& page, Instant now) const;
  CreditMarkView mark_view(const CreditForm& form, const columns::Table& table, const CreditMark& mark,
                           const std::map<std::string, registers::Explained>& facts, Instant now) const;
  CreditEvidence evidence(const std::string& field, const std::string& value, const std::map<std::string, registers::Explained>& facts) const;
  void add_raises(const CreditForm& form, const CreditResult& result, CreditProfile& page) const;
  Words source_words(const std::string& code) const;
  std::string unit_of(const CreditIndicator& indicator) const;

  // ---- other colours, objections, repairs ----
  CreditOverride shown_override(const Scope& scope, const store::StoredOverride& one, std::string title) const;
  Result<CreditOverride> ask_override(db::Tx& tx, const Scope& scope, std::string_view ref, const CreditOverrideIn& in, Instant now);
  Result<CreditOverride> decide_override(db::Tx& tx, const Scope& scope, std::int64_t id, const CreditDecideIn& in, Instant now);
  Result<CreditOverride> withdraw_override(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now);
  CreditOverrideList overrides(db::Tx& tx, const Scope& scope, std::string_view state, std::int64_t after, Instant now) const;
  CreditMatter shown_matter(db::Tx& tx, const Scope& scope, const store::StoredMatter& one, std::string title, Instant now) const;
  Result<CreditMatter> open_matter(db::Tx& tx, const Scope& scope, std::string_view ref, const CreditMatterIn& in, Instant now);
  Result<CreditMatter> answer_objection(db::Tx& tx, const Scope& scope, std::int64_t id, const CreditAnswerIn& in, Instant now);
  Result<CreditMatter> decide_repair(db::Tx& tx, const Scope& scope, std::int64_t id, const CreditAnswerIn& in, Instant now);
  Outcome mend(db::Tx& tx, const Scope& scope, const store::StoredMatter& one, const CreditAnswerIn& in, Instant now);
  Result<store::StoredMatter> seen_matter(db::Tx& tx, const Scope& scope, std::int64_t id) const;
  CreditMatterList matters(db::Tx& tx, const Scope& scope, const store::MatterAsk& ask, Instant now) const;
  Result<CreditProfile> tie(db::Tx& tx, const Scope& scope, std::string_view ref, const CreditCaseIn& in, Instant now);

  Outcome look_for(const http::Request& request, store::FirmAsk& ask) const;
  void add_firm_routes(http::Routes& routes, const http::Recorder& record);
  void add_override_routes(http::Routes& routes, const http::Recorder& record);
  void add_matter_routes(http::Routes& routes, const http::Recorder& record);
  void add_scoring_routes(http::Routes& routes, const http::Recorder& record);
  void add_exports(http::Routes& routes, const http::Recorder& record);

  CreditParts parts_;
  CreditFollowers followers_;
  std::mutex lock_;
  Form form_;                    // replaced whole
  std::int64_t revision_ = -1;   // of form_
  std::int64_t catalogue_ = -1;
};

// From the moment on which cases of a year count.
Instant year_before(Instant now);
// Of a compact JSON of texts.
std::string golden_value(std::string_view golden, std::string_view field);

}  // namespace tiange::credit
