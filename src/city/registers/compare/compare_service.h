#pragma once

#include <mutex>
#include <set>

#include "city/registers/compare/compare_rules.h"
#include "city/registers/compare/compare_store.h"

namespace tiange::registers {

class CompareService final : public Compare {
 public:
  explicit CompareService(CompareParts parts) : parts_(std::move(parts)) {}

  Outcome lay(db::Tx& tx, std::string_view rules_json, Instant now) override;
  void listen(db::Outbox& outbox) override;
  void add_jobs() override;
  void tend(Instant now) override;
  void follow(db::Tx& tx, std::span<const SubjectId> ids, Instant now) override;
  Result<CompareRunView> run_now(const std::string& why, Instant now) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

 private:
  using Rules = std::shared_ptr<const CompareRuleSet>;
  struct Counted {
    std::int64_t entered = 0, left = 0;
  };

  // ---- rules ----
  Rules rules_in(db::Tx& tx, Instant now);
  Result<CompareRuleList> list_rules(db::Tx& tx, const Scope& scope) const;
  CompareRuleRow row_of(const comparing::StoredRule& shown, const std::map<std::string, CompareCounts>& counts) const;
  Result<CompareRuleView> view_rule(db::Tx& tx, const Scope& scope, std::string_view key) const;
  Result<CompareRuleView> save_draft(db::Tx& tx, const Scope& scope, std::string_view key, const CompareDraftIn& in, Instant now);
  Result<CompareRuleView> drop_draft(db::Tx& tx, const Scope& scope, std::string_view key);
  Result<CompareRuleView> release(db::Tx& tx, const Scope& scope, std::string_view key, std::int64_t version, Instant now);
  Outcome check(const CompareRule& rule) const;
  Words who_words(const CompareRule& rule) const;

  // ---- following ----
  Counted bring(db::Tx& tx, const CompareRuleSet& rules, std::span<const SubjectId> ids, Instant now);
  void enter(db::Tx& tx, const CompareForm& form, const CompareLive& rule, const GoldenRow& golden, const CompareFacts& facts, std::int64_t episode,
             Instant now);
  void leave(db::Tx& tx, const CompareRuleSet& rules, comparing::StoredCompare match, const GoldenRow* golden, const CompareFacts& facts, Instant now);
  // Subjects whose conditions may rest on one that has changed.
  void add_neighbours(db::Tx& tx, const CompareRuleSet& rules, SubjectId id, std::set<SubjectId>& ids) const;
  struct Actor {
    std::string unit, queue;
  };
  Actor actor(const CompareRule& rule, std::string_view grid, Instant now) const;
  void push(db::Tx& tx, const CompareRule& rule, comparing::StoredCompare& match, Instant now);
  Outcome write(db::Tx& tx, const Scope& scope, const CompareRule& rule, const comparing::StoredCompare& match, bool automatic, Instant now);
  void close_ticket(db::Tx& tx, const comparing::StoredCompare& match, const Words& said, Instant now);

  // ---- runs and tries ----
  Outcome run(std::int64_t id);
  std::vector<SubjectId> differing(const CompareRuleSet& rules, Kind kind, CompareRunView& run) const;
  Outcome ask_again(const CompareRuleSet& rules, CompareRunView& run, Instant now);
  Outcome work_out(std::int64_t id);
  // Begins a run, or names the one that is under way.
  CompareRunView begin_run(db::Tx& tx, const std::string& why, const std::string& by, Instant now);
  Result<CompareTryView> begin_try(db::Tx& tx, const Scope& scope, const CompareTryIn& in, Instant now);
  Result<CompareTryView> view_try(db::Tx& tx, const Scope& scope, std::int64_t id) const;
  std::shared_ptr<const GatheredFacts> facts_for(db::Tx& tx, const Scope& scope, bool wanted) const;

  // ---- the desk ----
  static bool sees_all(const Scope& scope);
  static bool acts_on(const Scope& scope, const comparing::StoredCompare& match);
  CompareMatch shown(const Scope& scope, const std::map<std::string, comparing::StoredRule>& rules, const comparing::StoredCompare& match,
                     std::string title, Instant now) const;
  std::map<SubjectId, std::string> titles(db::Tx& tx, const Scope& scope, std::span<const SubjectId> ids) const;
  std::string shown_value(const Scope& scope, Kind kind, std::string_view field, std::string_view value, std::string_view grid, Words* words) const;
  Result<CompareMatchList> list(db::Tx& tx, const Scope& scope, comparing::MatchAsk ask, Instant now) const;
  Result<CompareMatchView> view(db::Tx& tx, const Scope& scope, std::int64_t id, bool look, Instant now);
  Result<CompareMatchView> answer(db::Tx& tx, const Scope& scope, std::int64_t id, const CompareAnswerIn& in, Instant now);
  void add_rule_routes(http::Routes& routes, const http::Recorder& record);
  void add_run_routes(http::Routes& routes, const http::Recorder& record);
  void add_match_routes(http::Routes& routes, const http::Recorder& record);
  void add_export(http::Routes& routes, const http::Recorder& record);

  CompareParts parts_;
  std::mutex lock_;
  Rules rules_;  // replaced whole
};

// The rules in force as the engine takes them; a rule that cannot be read any more is left out.
std::map<Kind, CompareForm> compare_forms(std::span<const comparing::StoredRule> rules, const FieldCatalogue& catalogue, Date today);
// The field in which a kind's name stands.
std::string_view compare_title_field(Kind kind);

}  // namespace tiange::registers
