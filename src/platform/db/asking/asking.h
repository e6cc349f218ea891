#pragma once
// The conditions of a list as people ask for it, with the scope they may see.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.h"
#include "platform/db/db.h"

namespace tiange::db {

// The codes from `low` to before `high`; `high` empty: to the end.
struct CodeRange {
  std::string low, high;
};
// What the scope leaves of a wish for an area ("" wishes for everything); nothing when nothing can be seen. Ranges do not overlap.
std::vector<CodeRange> ranges_within(const Scope& scope, std::string_view area);

// For LIKE ? ESCAPE '\': texts with `part` anywhere in them.
std::string holding(std::string_view part);

// Conditions with their parameters; texts are kept alive here until the statement has run.
class Asked {
 public:
  void add(std::string_view condition) { sql_ += (sql_.empty() ? " WHERE " : " AND ") + std::string(condition); }
  void bind(std::int64_t value) { params_.emplace_back(value); }
  void bind(std::string value) {
    texts_.push_back(std::make_unique<std::string>(std::move(value)));
    params_.emplace_back(*texts_.back());
  }
  void is(std::string_view column, std::string value) {
    add(std::string(column) + " = ?");
    bind(std::move(value));
  }
  void holds(std::string_view column, std::string_view part) {  // `part` anywhere in the text
    add(std::string(column) + " LIKE ? ESCAPE '\\'");
    bind(holding(part));
  }
  // `column` holds codes of areas. False, and nothing added: nothing can be seen.
  bool within(std::string_view column, const Scope& scope, std::string_view area);
  // The same as a condition to be put into a larger one, its values bound here: "1 = 1" for everything, "1 = 0" for nothing.
  std::string inside(std::string_view column, const Scope& scope, std::string_view area);
  std::string one_of(std::string_view column, const std::vector<std::string>& values);
  std::string sql(std::string_view select, std::string_view rest) const { return std::string(select) + sql_ + std::string(rest); }
  Params params() const { return params_; }

 private:
  std::string sql_;
  std::vector<std::unique_ptr<std::string>> texts_;
  std::vector<Param> params_;
};

}  // namespace tiange::db
