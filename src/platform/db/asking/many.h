#pragma once
// Rows of many values with few statements: lists of one length, so that a statement is prepared once.

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "platform/db/db.h"

namespace tiange::db {

inline constexpr std::size_t k_listed = 100;  // values in one list; the last one is repeated to fill it
inline constexpr std::size_t k_few = 4;       // so few are asked one by one: SQLite makes a table of each list

// column IN (?,?,…)
inline std::string listed(std::string_view column) {
  std::string out = std::string(column) + " IN (";
  for (std::size_t i = 0; i < k_listed; ++i) out += i ? ",?" : "?";
  return out + ")";
}

// The statement by what it asks for: on SQLite a key is led by `column`, elsewhere by part_key, which is made of it.
struct ByKey {
  ByKey(std::string_view select, std::string_view column)
      : inside(std::string(select) + listed(column)), beside(std::string(select) + listed("part_key")) {}
  const std::string& on(const Tx& tx) const { return tx.backend() == Backend::sqlite ? inside : beside; }
  std::string inside, beside;
};

// Runs `sql`, which ends with a list, for all values; `param_of` makes the parameter of one. `before` are those that stand before the list.
template <class Values, class ParamOf, class Visit>
void each_listed(Tx& tx, std::string_view sql, const Values& values, ParamOf&& param_of, Visit&& visit, std::initializer_list<Param> before = {}) {
  std::vector<Param> params;
  if (values.size() <= k_few) {
    const std::string one = std::string(sql.substr(0, sql.rfind(" IN ("))) + " = ?";
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::find(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(i), values[i]) != values.begin() + static_cast<std::ptrdiff_t>(i)) continue;
      params.assign(before);
      params.push_back(param_of(values[i]));
      tx.each(one, params, visit);
    }
    return;
  }
  for (std::size_t at = 0; at < values.size(); at += k_listed) {
    params.assign(before);
    for (std::size_t i = 0; i < k_listed; ++i) params.push_back(param_of(values[std::min(at + i, values.size() - 1)]));
    tx.each(sql, params, visit);
  }
}

}  // namespace tiange::db
