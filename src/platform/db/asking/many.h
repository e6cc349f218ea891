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
  for (std::size_t at = 0; at < values.size(); at += k_listed) {
    params.assign(before);
    for (std::size_t i = 0; i < k_listed; ++i) params.push_back(param_of(values[std::min(at + i, values.size() - 1)]));
    tx.each(sql, params, visit);
  }
}

}  // namespace tiange::db
