#pragma once
// The policies of one kind of subject on one day, asked of whole registers by columns and of single subjects by the interpreter:
// both give the same. Pure.

#include "city/benefits/policies/rules/edition_rules.h"
#include "engines/columns/columns.h"

namespace tiange::benefits {

using LivePolicies = std::vector<std::shared_ptr<const LivePolicy>>;

// The answer alone.
struct Answer {
  Verdict verdict = Verdict::missing;
  std::int64_t amount_fen = 0;
  friend bool operator==(const Answer&, const Answer&) = default;
};

class PolicyForm {
 public:
  PolicyForm(Kind kind, const registers::FieldCatalogue& catalogue, LivePolicies policies, registers::FactGround ground);

  Kind kind() const { return layout_.kind(); }
  Date day() const { return layout_.ground().today; }
  const LivePolicies& policies() const { return policies_; }
  std::optional<std::size_t> find(std::string_view key) const;
  // The policies that read one of these fields of the catalogue; all of them for none.
  std::vector<std::uint32_t> reading(const std::vector<std::string>& fields) const;
  // Whether any policy rests on this one.
  bool reads(std::string_view base) const;
  bool reads_others() const { return layout_.reads_others(); }

  columns::Table table(std::size_t rows) const { return layout_.table(rows); }
  void put(columns::Table& table, std::size_t row, const registers::GoldenRow& golden, const registers::RelatedFacts& related) const {
    layout_.put(table, row, golden, related);
  }
  // Condition i is policy i; amount j the j-th of those that have one.
  columns::Plan plan(const columns::Table& table, bool amounts) const;
  // Of one row, from what a plan with amounts and unknown rows answered.
  Answer answer(const columns::Answers& answers, std::size_t policy, std::size_t row) const;

  // Of row 0 of a table, for these policies, by the interpreter.
  std::vector<Answer> ask(const columns::Table& table, std::span<const std::uint32_t> policies) const;
  // With reasons and the facts' values; where they come from is for the caller to add.
  Judgement judge(std::size_t policy, const registers::GoldenRow& golden, const registers::RelatedFacts& related,
                  const registers::FieldCatalogue& catalogue) const;

 private:
  // By base; tells in `base_values` which needed ones that stand with others are not there.
  std::vector<FactUsed> facts_of(std::size_t policy, std::vector<std::pair<std::string, std::string>>& base_values,
                                 const registers::GoldenRow& golden, const registers::RelatedFacts& related,
                                 const registers::FieldCatalogue& catalogue) const;

  registers::FactLayout layout_;
  LivePolicies policies_;
  std::vector<std::optional<std::size_t>> amount_at_;
};

// Facts older than the edition allows: whoever would be entitled is not known to be.
void apply_freshness(Judgement& judgement, const PolicyEdition& edition, Instant moment);

struct CaseOutcome {
  static constexpr bool k_json_defaults = true;
  std::string zh, en;
  bool passed = false;
  std::string wanted;               // verdict
  std::int64_t wanted_fen = 0;
  Judgement judgement;
};
BOOST_DESCRIBE_STRUCT(CaseOutcome, (), (zh, en, passed, wanted, wanted_fen, judgement))
// The edition's cases, run. Refuses an edition that cannot be read.
Result<std::vector<CaseOutcome>> run_cases(const PolicyEdition& edition, const registers::FieldCatalogue& catalogue, const std::vector<std::string>& names);

// How far one comparison of a condition is from holding, in words, and when time alone makes it hold.
struct Closeness {
  std::optional<double> short_of;
  std::string turns;
  std::string zh, en;
};
// `values` are those of the condition's names; nothing where the condition is of another shape.
std::optional<Closeness> closeness(const LiveCondition& condition, const PolicyEdition& edition, const registers::FieldCatalogue& catalogue,
                                   const std::vector<std::pair<std::string, std::string>>& values, std::string_view born, Date day);

}  // namespace tiange::benefits
