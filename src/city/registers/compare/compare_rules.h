#pragma once
// Rules of comparing as definitions, and the registers as the columns that rules read. Pure.

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "city/registers/compare/compare_views.h"
#include "city/registers/facts/facts.h"
#include "city/registers/subjects/subjects.h"
#include "engines/columns/columns.h"

namespace tiange::registers {

// From the text of data/registers/compare_rules.json.
Result<std::vector<CompareRule>> read_compare_rules(std::string_view json);

// What is wrong with a rule, beside the catalogue of fields; unit lines that exist are told by `line_exists`.
std::vector<FieldError> check_compare_rule(const CompareRule& rule, const FieldCatalogue& catalogue, FunctionRef<bool(std::string_view)> line_exists);

// Everything a condition about this kind may speak of.
std::vector<CompareField> compare_fields(const FieldCatalogue& catalogue, Kind kind);

using CompareFacts = RelatedFacts;

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

  Kind kind() const { return layout_.kind(); }
  const std::vector<CompareLive>& rules() const { return rules_; }
  // Whether some rule reads what hangs on other subjects.
  bool reads_others() const { return layout_.reads_others(); }
  columns::Table table(std::size_t rows) const { return layout_.table(rows); }
  void put(columns::Table& table, std::size_t row, const GoldenRow& golden, const CompareFacts& facts) const { layout_.put(table, row, golden, facts); }
  columns::Plan plan(const columns::Table& table) const;
  // Of row 0 of a table: for each rule whether it holds, by the interpreter.
  std::vector<bool> holding(const columns::Table& table) const;
  // The values that a rule reads, by field, as texts.
  std::vector<std::pair<std::string, std::string>> values(const CompareLive& rule, const GoldenRow& golden, const CompareFacts& facts) const;

 private:
  std::vector<CompareLive> rules_;
  FactLayout layout_;
};

// All rules in force on a day.
struct CompareRuleSet {
  std::int64_t revision = 0;
  std::int64_t catalogue = 0;
  Date today;
  std::map<Kind, CompareForm> forms;
};

}  // namespace tiange::registers
