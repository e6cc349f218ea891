#pragma once

#include <mutex>
#include <set>

#include "city/benefits/policies/policy_store.h"

namespace tiange::benefits {

// All policies that were released, and those in force on a day made ready by kind.
struct PolicySet {
  std::int64_t revision = 0;
  std::int64_t catalogue = 0;
  Date today;
  LivePolicies released;  // by key and edition
  std::map<Kind, PolicyForm> forms;
  // In force on that day: the newest edition of those whose dates say so.
  std::shared_ptr<const LivePolicy> in_force(std::string_view key, Date day) const;
};

class PolicyService final : public Policies {
 public:
  explicit PolicyService(PoliciesParts parts) : parts_(std::move(parts)) {}

  Result<Judgement> judge(db::Tx& tx, SubjectId subject, std::string_view policy, Date day) override;
  std::optional<PolicyEdition> edition(db::Tx& tx, std::string_view key, std::int64_t edition) override;
  std::vector<PolicyEdition> live_editions(db::Tx& tx) override;
  bool matched(db::Tx& tx, SubjectId subject, std::string_view policy) override;
  Outcome lay(db::Tx& tx, std::string_view policies_json, Instant now) override;
  void listen(db::Outbox& outbox) override;
  void add_jobs() override;
  void tend(Instant now) override;
  void follow(db::Tx& tx, std::span<const SubjectId> ids, Instant now) override;
  Result<PolicyRunView> run_now(const std::string& why, Instant now) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

 private:
  using Set = std::shared_ptr<const PolicySet>;
  using Catalogue = std::shared_ptr<const registers::FieldCatalogue>;
  struct Counted {
    std::int64_t entered = 0, left = 0;
  };
  // A subject, and which of its fields have changed; none: all may have.
  struct Changed {
    SubjectId id;
    std::vector<std::string> fields;  // of a household also of its members: "member.income"
  };

  // ---- editions ----
  Set set_in(db::Tx& tx, Instant now);
  // By which addresses are known to lie inside.
  std::vector<std::string> inside_names() const;
  Outcome check(db::Tx& tx, const PolicyEdition& edition, const std::set<std::string, std::less<>>& coming) const;
  PolicyLine line_of(const PolicyEdition& edition, const std::map<std::string, PolicyCounts>& counts, Instant now) const;
  Result<PolicyList> list(db::Tx& tx, const Scope& scope, std::string_view group, std::string_view kind, std::string_view words, Instant now);
  PolicyFieldList fields(Kind kind, Instant now) const;
  Result<PolicyPage> page(db::Tx& tx, const Scope& scope, std::string_view key, Instant now);
  Result<PolicyPage> save_draft(db::Tx& tx, const Scope& scope, std::string_view key, const PolicyDraftIn& in, Instant now);
  Result<PolicyPage> drop_draft(db::Tx& tx, const Scope& scope, std::string_view key, Instant now);
  Result<PolicyPage> release(db::Tx& tx, const Scope& scope, std::string_view key, std::int64_t edition, Instant now);
  Result<PolicyPage> confirm(db::Tx& tx, const Scope& scope, std::string_view key, const PolicyConfirmIn& in, Instant now);
  Result<PolicyTestView> test(db::Tx& tx, const PolicyTestIn& in) const;

  // ---- following ----
  Counted bring(db::Tx& tx, const PolicySet& set, std::span<const Changed> some, Instant now);
  bool fresh(db::Tx& tx, const PolicyForm& form, std::size_t policy, const registers::GoldenRow& golden, const registers::RelatedFacts& related,
             Instant now) const;
  bool enter(db::Tx& tx, const LivePolicy& policy, const registers::GoldenRow& golden, std::int64_t amount_fen, std::int64_t episode, Date day,
             Instant now);
  bool leave(db::Tx& tx, kept::StoredMatch match, const char* why, Date day, Instant now);
  void follow_changed(db::Tx& tx, std::vector<Changed> some, Instant now);
  // The households in which some of these are members or own a home, where a policy reads what changed.
  void add_households(db::Tx& tx, const PolicySet& set, std::vector<Changed>& some) const;
  Judgement judged(db::Tx& tx, const PolicyForm& form, std::size_t policy, const registers::GoldenRow& golden,
                   const registers::RelatedFacts& related, const registers::FieldCatalogue& catalogue) const;

  // ---- runs ----
  Outcome run(std::int64_t id);
  std::vector<SubjectId> differing(const PolicySet& set, Kind kind, PolicyRunView& run, std::vector<kept::AreaCount>& counts) const;
  PolicyRunView begin_run(db::Tx& tx, const std::string& why, const std::string& by, Instant now);
  registers::GatheredFacts gather_related(db::Tx& tx, const PolicyForm& form) const;

  // ---- prices ----
  Result<PolicyPriceView> begin_price(db::Tx& tx, const Scope& scope, const PolicyTestIn& in, Instant now);
  Outcome work_out(std::int64_t id);
  Outcome price_into(kept::StoredPrice& one, const Scope& scope, Instant now);
  Result<PolicyPriceView> view_price(db::Tx& tx, const Scope& scope, std::int64_t id) const;

  // ---- the desk ----
  std::vector<PolicyHome> homes_of(db::Tx& tx, const Scope& scope, SubjectId person) const;
  void mask_facts(db::Tx& tx, const Scope& scope, const std::string& purpose, SubjectPolicies& out, Instant now);
  std::string shown_value(const Scope& scope, Kind kind, std::string_view field, std::string_view value, std::string_view grid) const;
  std::map<SubjectId, std::string> titles(db::Tx& tx, const Scope& scope, std::span<const SubjectId> ids) const;
  Result<PolicyMatchList> list_matches(db::Tx& tx, const Scope& scope, kept::MatchAsk ask) const;
  Result<SubjectPolicies> of_subject(db::Tx& tx, const Scope& scope, std::string_view ref, const std::string& purpose, std::string_view policy,
                                     Instant now);

  void add_edition_routes(http::Routes& routes, const http::Recorder& record);
  void add_work_routes(http::Routes& routes, const http::Recorder& record);
  void add_desk_routes(http::Routes& routes, const http::Recorder& record);

  PoliciesParts parts_;
  std::mutex lock_;
  Set set_;  // replaced whole
};

// Who said the facts of a judgement, and when; each subject is explained once.
using ExplainedSubjects = std::map<std::string, std::vector<registers::Explained>>;
void add_sources(db::Tx& tx, const registers::Subjects& subjects, ExplainedSubjects& known, Judgement& judgement);

// Visits the rows of a bitmap.
template <class F>
void each_row(const std::vector<std::uint64_t>& bits, std::size_t rows, F&& visit) {
  for (std::size_t word = 0; word < bits.size(); ++word) {
    for (std::uint64_t left = bits[word]; left != 0; left &= left - 1) {
      const std::size_t row = word * 64 + static_cast<std::size_t>(__builtin_ctzll(left));
      if (row < rows) visit(row);
    }
  }
}

}  // namespace tiange::benefits
