#pragma once
// Rules of comparing as definitions, and the registers as the columns that rules read. Pure.

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "city/registers/compare/compare_views.h"
#include "city/registers/subjects/subjects.h"
#include "engines/columns/columns.h"

namespace tiange::registers {

// From the text of data/registers/compare_rules.json.
Result<std::vector<CompareRule>> read_compare_rules(std::string_view json);

// What is wrong with a rule, beside the catalogue of fields; unit lines that exist are told by `line_exists`.
std::vector<FieldError> check_compare_rule(const CompareRule& rule, const FieldCatalogue& catalogue, FunctionRef<bool(std::string_view)> line_exists);

// Everything a condition about this kind may speak of.
std::vector<CompareField> compare_fields(const FieldCatalogue& catalogue, Kind kind);

// What stands with other subjects.
class CompareFacts {
 public:
  virtual ~CompareFacts() = default;
  virtual std::optional<Date> died(std::string_view id_card) const = 0;
  virtual std::int64_t residents(std::int64_t address) const = 0;
};

// Facts of a whole register, gathered in one pass over its persons.
class GatheredFacts final : public CompareFacts {
 public:
  void saw(const GoldenRow& person);
  std::optional<Date> died(std::string_view id_card) const override;
  std::int64_t residents(std::int64_t address) const override;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, Date, Hash, std::equal_to<>> died_;
  std::unordered_map<std::int64_t, std::int32_t> residents_;
};

// One rule, read.
struct CompareLive {
  CompareRule rule;
  std::int64_t version = 0;
  feel::Expression condition;
};

// The rules in force of one kind, and what they read.
class CompareForm {
 public:
  CompareForm(Kind kind, const FieldCatalogue& catalogue, std::vector<CompareLive> rules, Date today);

  Kind kind() const { return kind_; }
  const std::vector<CompareLive>& rules() const { return rules_; }
  // Whether some rule reads what hangs on other subjects.
  bool reads_others() const { return others_; }
  columns::Table table(std::size_t rows) const;
  void put(columns::Table& table, std::size_t row, const GoldenRow& golden, const CompareFacts& facts) const;
  columns::Plan plan(const columns::Table& table) const;
  // Of row 0 of a table: for each rule whether it holds, by the interpreter.
  std::vector<bool> holding(const columns::Table& table) const;
  // The values that a rule reads, by field, as texts.
  std::vector<std::pair<std::string, std::string>> values(const CompareLive& rule, const GoldenRow& golden, const CompareFacts& facts) const;

 private:
  enum class From { text, presence, date, number, grid, age, age_days, representative_died, owner_died, residents };
  struct Column {
    std::string name;
    From from = From::text;
  };
  // What of a golden row the derived columns rest on.
  struct Base {
    std::string_view born, died, founded, card;
  };
  From from_of(const FieldCatalogue& catalogue, const std::string& name) const;
  void put_derived(columns::Column& column, std::size_t row, From from, const Base& base, const GoldenRow& golden, const CompareFacts& facts) const;
  feel::Environment environment() const;

  Kind kind_;
  std::vector<CompareLive> rules_;
  std::vector<Column> columns_;
  Date today_;
  bool others_ = false;
};

// All rules in force on a day.
struct CompareRuleSet {
  std::int64_t revision = 0;
  std::int64_t catalogue = 0;
  Date today;
  std::map<Kind, CompareForm> forms;
};

// Visits the pairs of a compact JSON object of texts; texts live until the visit returns.
void each_value(std::string_view golden, FunctionRef<void(std::string_view field, std::string_view value)> visit);

}  // namespace tiange::registers
