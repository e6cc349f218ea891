#pragma once

#include <mutex>

#include "city/credit/frequency/frequency_store.h"
#include "city/credit/frequency/rules/frequency_form.h"

namespace tiange::credit {

class FrequencyService final : public FrequencyRoom {
 public:
  explicit FrequencyService(FrequencyParts parts);

  Outcome lay(db::Tx& tx, std::string_view json, Instant now) override;
  void listen(db::Outbox& outbox) override;
  void add_jobs() override;
  void tend(Instant now) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;
  std::vector<CheckDue> due_at(db::Tx& tx, const Scope& scope, std::span<const registers::SubjectId> firms, Instant now) const override;
  CheckDueList due(db::Tx& tx, const Scope& scope, const DueAsk& ask, Instant now) const override;
  Outcome check_done(db::Tx& tx, const Scope& scope, registers::SubjectId firm, const CheckDone& done, Instant now) override;
  void follow(db::Tx& tx, std::span<const registers::SubjectId> firms, Instant now) override;
  Result<std::int64_t> run_now(Instant now) override;

 private:
  using SubjectId = registers::SubjectId;
  using Form = std::shared_ptr<const FrequencyForm>;
  // Checks of a year over all firms of a scope.
  struct Tally {
    std::int64_t firms = 0;
    std::map<std::string, frequency_store::GridLoad> grids;
  };
  // A firm read from the registers.
  struct CheckedFirm {
    SubjectId id;
    std::string grid, golden;
  };

  // ---- the definition ----
  Form form_in(db::Tx& tx, Instant now);
  FrequencyForm form_of(db::Tx& tx, Frequency frequency, std::int64_t version, Instant now) const;
  std::vector<FieldError> faults_of(db::Tx& tx, const Frequency& frequency, Instant now) const;
  Outcome check(db::Tx& tx, const Frequency& frequency, Instant now) const;
  Result<FrequencyView> view(db::Tx& tx, const Scope& scope, Instant now) const;
  void add_versions(db::Tx& tx, const Scope& scope, FrequencyView& page) const;
  Result<FrequencyView> save_draft(db::Tx& tx, const Scope& scope, const FrequencyDraftIn& in, Instant now);
  Result<FrequencyView> drop_draft(db::Tx& tx, const Scope& scope, Instant now);
  Result<FrequencyView> release(db::Tx& tx, const Scope& scope, std::int64_t version, Instant now);
  Result<FrequencyTryView> begin_try(db::Tx& tx, const Scope& scope, Instant now);
  Outcome work_out(std::int64_t id);
  void compare(db::Tx& tx, const Scope& scope, const FrequencyForm& live, const FrequencyForm& draft, FrequencyTryView& view, Instant now) const;
  Result<FrequencyTryView> view_try(db::Tx& tx, const Scope& scope, std::int64_t id) const;

  // ---- working out ----
  std::vector<frequency_store::StoredDue> wanted(const FrequencyForm& form, const FrequencyConcern& concern, const CreditStanding& firm,
                                                 std::vector<std::optional<Date>> last) const;
  // How many of them had something else due.
  std::int64_t bring(db::Tx& tx, const FrequencyForm& form, std::span<const SubjectId> ids, Instant now);
  // Firms at which something else is due than is kept; the load of the year beside.
  std::vector<SubjectId> differing(db::Tx& tx, const FrequencyForm& form, Tally& tally, Instant now) const;
  // Every firm of a scope with what concerns it.
  void each_firm(db::Tx& tx, const Scope& scope, const FrequencyForm& form, Instant now,
                 FunctionRef<void(const CreditStanding&, std::string_view golden, const FrequencyConcern&)> visit) const;
  void add_to(Tally& tally, const FrequencyForm& form, const CreditStanding& firm, const FrequencyConcern& concern, int year,
              const std::vector<std::int64_t>& uniform) const;
  // Of each item: visits a year by the old list.
  std::vector<std::int64_t> uniform_of(db::Tx& tx, const FrequencyForm& form) const;
  void ask_run(db::Tx& tx, Instant now);

  // ---- pages ----
  std::optional<CheckedFirm> firm_in(db::Tx& tx, const Scope& scope, SubjectId id) const;
  std::optional<FirmFrequency> firm_page(db::Tx& tx, const Scope& scope, SubjectId id, CheckEyes eyes, Instant now);
  FirmCheck firm_check(const FrequencyForm& form, const CheckStanding& one, const CreditStanding& firm, const std::vector<CheckList>& lists, Instant now) const;
  Result<FirmFrequency> note(db::Tx& tx, const Scope& scope, std::string_view ref, const CheckNoteIn& in, Instant now);
  std::vector<CheckDue> shown(db::Tx& tx, const Scope& scope, const std::vector<frequency_store::StoredDue>& some, Instant now) const;
  FrequencyLoad load(db::Tx& tx, const Scope& scope, const std::string& area, Instant now) const;
  Words line_words(const std::string& line, Instant now) const;

  void add_definition_routes(http::Routes& routes, const http::Recorder& record);
  void add_due_routes(http::Routes& routes);
  void add_export(http::Routes& routes, const http::Recorder& record);
  void add_firm_routes(http::Routes& routes, const http::Recorder& record);

  FrequencyParts parts_;
  std::mutex lock_;
  Form form_;  // replaced whole
  std::int64_t revision_ = -1, catalogue_ = -1;
};

// What a standing says of itself, in both languages.
Words reason_of(const FrequencyForm& form, const CheckStanding& one, std::string_view grade, std::string_view colour);

}  // namespace tiange::credit
