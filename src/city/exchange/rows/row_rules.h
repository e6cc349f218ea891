#pragma once
// Rules of quality in FEEL. A rule speaks of the fields of one row by their names (dates and numbers as such, an empty field
// is null), of `other` where it compares with another source, and of these functions: valid_id_card, valid_uscc,
// valid_phone, id_card_birth, id_card_sex ("1" or "2"). What is not known is not held against a row: a rule holds when it
// is true or null, and is not asked where one of its fields is empty, unless it speaks of null itself.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "city/exchange/rows/row_mapping.h"
#include "engines/feel/feel.h"

namespace tiange::exchange {

struct QualityRule {
  static constexpr bool k_json_defaults = true;
  std::string code;        // "Q-P-001"
  std::string kind;        // of subjects: "person"
  std::string source;      // "": every source of that kind
  std::string field;       // the one that is held to be wrong
  std::string expression;
  std::string zh, en;      // what must hold
  bool holds = false;      // a row that breaks it is held back; otherwise it goes on and is told
  std::string other;       // source to compare with; its row with the same value of `by`
  std::string by;
  bool active = true;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(QualityRule, (), (code, kind, source, field, expression, zh, en, holds, other, by, active, version))

class RuleBook {
 public:
  // Refused (bad_expression, bad_input) naming the rule. Takes rules that fit the kind and source and are active.
  static Result<RuleBook> make(const std::vector<QualityRule>& rules, const std::vector<FieldInfo>& fields);
  // Those that look at one row alone.
  void check(MappedRow& row, Instant now) const;
  // Those that compare; `other` is nothing where the other source has no such row.
  void compare(const std::string& rule, const MappedRow& row, const MappedRow& other, Instant now, std::vector<Fault>& faults) const;
  const std::vector<QualityRule>& alone() const { return alone_rules_; }
  const std::vector<QualityRule>& between() const { return between_rules_; }

 private:
  struct Ready {
    QualityRule rule;
    feel::Expression expression;
    bool wants_today = false;
    bool bears_null = false;
  };
  friend class RowFilter;
  feel::Value context_of(const feel::Expression& expression, const MappedRow& row, const MappedRow* other) const;
  feel::Value outcome_of(const Ready& ready, const MappedRow& row, const MappedRow* other, Instant now) const;
  std::optional<Fault> judge(const Ready& ready, const MappedRow& row, const MappedRow* other, Instant now) const;

  std::vector<Ready> alone_;
  std::vector<Ready> between_;
  std::vector<QualityRule> alone_rules_;
  std::vector<QualityRule> between_rules_;
  std::map<std::string, FieldType, std::less<>> types_;
  std::map<std::string, feel::Value, std::less<>> functions_;
};

// A condition on the fields of a row, in the same words. Unlike a rule of quality it lets through only what it holds true of:
// what is not known is left out.
class RowFilter {
 public:
  // Refused (bad_input) with the field "condition". An empty one lets everything through.
  static Result<RowFilter> make(const std::string& condition, const std::vector<FieldInfo>& fields);
  bool passes(const MappedRow& row, Instant now) const;

 private:
  std::shared_ptr<const RuleBook> book_;  // null: everything passes
};

// Whether the expression can be read, for one who writes it.
Outcome check_rule(const QualityRule& rule, const std::vector<FieldInfo>& fields);

}  // namespace tiange::exchange
