#pragma once
// The room: what its routes and jobs share.

#include <mutex>

#include "city/scores/score_keeper.h"
#include "city/scores/score_results.h"
#include "city/scores/scores.h"
#include "platform/sheets/sheets.h"

namespace tiange::scores {

// One of the two.
struct DefinitionInput {
  static constexpr bool k_json_defaults = true;
  std::optional<Indicator> indicator;
  std::optional<Scorecard> card;
  std::optional<Date> effective;  // empty: from today on
  std::string note;
};
BOOST_DESCRIBE_STRUCT(DefinitionInput, (), (indicator, card, effective, note))

struct DefinitionView {
  std::string kind, key, state;
  int version = 0;
  bool current = false;  // in force today
  std::string zh, en;
  Date effective;
  json::Value body;
  std::string note, made_by, released_by;
  Instant made;
  std::optional<Instant> released;
  bool mine = false;  // written by the reader
};
BOOST_DESCRIBE_STRUCT(DefinitionView, (),
                      (kind, key, state, version, current, zh, en, effective, body, note, made_by, released_by, made,
                       released, mine))

struct DefinitionList {
  std::vector<DefinitionView> items;
};
BOOST_DESCRIBE_STRUCT(DefinitionList, (), (items))

struct TryInput {
  static constexpr bool k_json_defaults = true;
  std::optional<Indicator> indicator;  // one of the two
  std::optional<Scorecard> card;
  std::string area, period;
  Objects objects = Objects::areas;  // of an indicator
  int digits = 9;
};
BOOST_DESCRIBE_STRUCT(TryInput, (), (indicator, card, area, period, objects, digits))

struct FreezeInput {
  static constexpr bool k_json_defaults = true;
  std::string card, period, area;
};
BOOST_DESCRIBE_STRUCT(FreezeInput, (), (card, period, area))

struct FrozenView {
  std::string id, card, card_zh, card_en, period, area, area_name, state, by, digest, checked_by;
  int version = 0;
  std::int64_t cases = 0;
  Instant cut;
  std::optional<Instant> checked;
  std::optional<bool> same;  // of the last check: the same result was made again
  std::optional<ResultView> result;
};
BOOST_DESCRIBE_STRUCT(FrozenView, (),
                      (id, card, card_zh, card_en, period, area, area_name, state, by, digest, checked_by, version,
                       cases, cut, checked, same, result))

struct FrozenList {
  std::vector<FrozenView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(FrozenList, (), (items, next))

struct GivenInput {
  static constexpr bool k_json_defaults = true;
  std::string card, period, object, key, reason;
  double points = 0;
};
BOOST_DESCRIBE_STRUCT(GivenInput, (), (card, period, object, key, reason, points))

class Room final : public Scores {
 public:
  explicit Room(ScoreParts parts) : parts_(std::move(parts)), keeper_(parts_.db, parts_.trails) {}

  Outcome seed(db::Tx& tx, std::string_view indicators, std::string_view scorecards, Instant now) override;
  Outcome read_rules(std::string_view rules) override;
  Outcome mark(db::Tx& tx, std::string_view case_ref) override;
  int catch_up(Instant now) override { return keeper_.catch_up(now); }
  int mark_missed() override;
  void ask_rebuild(db::Tx& tx, Instant now) override;
  void add_jobs() override;
  Result<ExemptionView> exempt(db::Tx& tx, const Scope& scope, const ExemptionInput& input, Instant now) override;
  Outcome withdraw_exemption(db::Tx& tx, const Scope& scope, std::string_view case_ref, std::string_view work,
                             Instant now) override;
  Result<ResultView> results(const Scope& scope, const ResultQuery& query, Instant now) override;
  void add_routes(http::Routes& routes) override;

  Result<ResultView> try_out(const Scope& scope, const TryInput& input, Instant now);
  Result<DefinitionView> draft(db::Tx& tx, const Scope& scope, const DefinitionInput& input, Instant now);
  Result<DefinitionView> release(db::Tx& tx, const Scope& scope, std::string_view kind, std::string_view key,
                                 int version, Instant now);
  Result<DefinitionView> drop(db::Tx& tx, const Scope& scope, std::string_view kind, std::string_view key, int version);
  DefinitionList definitions(db::Tx& tx, const Scope& scope, Date today) const;

  Result<FrozenView> freeze(db::Tx& tx, const Scope& scope, const FreezeInput& input, Instant now);
  Result<FrozenView> ask_check(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now);
  Result<FrozenView> frozen(db::Tx& tx, const Scope& scope, std::int64_t id) const;
  FrozenList frozen_list(db::Tx& tx, const Scope& scope, std::int64_t before, int most) const;

  Outcome give(db::Tx& tx, const Scope& scope, const GivenInput& input, Instant now);

  // A result of a rule on the kept sums, with comparisons.
  Result<ResultView> live(const Scope& scope, const Book& book, const std::string& card, const Period& period,
                          const std::string& area, Instant now);
  Result<std::string> area_for(const Scope& scope, std::string_view area) const;
  Result<cases::CaseRef> case_named(db::Tx& tx, const Scope& scope, std::string_view text) const;
  Result<Book> book(Date day);

  const ScoreParts& parts() const { return parts_; }
  const Keeper& keeper() const { return keeper_; }

 private:
  struct Made {
    ResultView result;
    std::int64_t cases = 0;
    std::string digest;
  };
  Result<Made> make_frozen(const store::Frozen& frozen);
  Outcome run_freeze(const jobs::Job& job);
  FrozenView view_of(const store::Frozen& frozen, const Scope& scope) const;
  DefinitionView view_of(const store::Definition& definition, const Scope& scope) const;

  ScoreParts parts_;
  Keeper keeper_;
};

// Routes by what they are about.
void add_result_routes(http::Routes& routes, Room& room);
void add_definition_routes(http::Routes& routes, Room& room);
void add_paper_routes(http::Routes& routes, Room& room);
void add_case_routes(http::Routes& routes, Room& room);
void add_open_routes(http::Routes& routes, Room& room);

// The sheet of a result, in the reader's language.
void write_result(sheets::Writer& writer, const ResultView& result, Language language);

GivenByObject given_by_object(const std::vector<store::GivenPoints>& given);

}  // namespace tiange::scores
