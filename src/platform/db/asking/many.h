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
inline constexpr std::size_t k_few = 4;       // values in a short list

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

// `sql` with its list cut to the first `n`. SQLite makes a table of each list, so a long one for few values costs.
inline std::string with_shorter_list(std::string_view sql, std::size_t n) {
  const std::size_t first = sql.rfind(" IN (") + 5;
  return std::string(sql.substr(0, first + 2 * n - 1)) + std::string(sql.substr(sql.find(')', first)));
}

// Runs `sql`, whose last list is listed(), for all values; `param_of` makes the parameter of one. `before` are those that stand before the list.
template <class Values, class ParamOf, class Visit>
void each_listed(Tx& tx, std::string_view sql, const Values& values, ParamOf&& param_of, Visit&& visit, std::initializer_list<Param> before = {}) {
  const std::size_t most = values.size() == 1 ? 1 : values.size() <= k_few ? k_few : k_listed;
  const std::string shorter = most < k_listed ? with_shorter_list(sql, most) : std::string();
  std::vector<Param> params;
  for (std::size_t at = 0; at < values.size(); at += most) {
    params.assign(before);
    for (std::size_t i = 0; i < most; ++i) params.push_back(param_of(values[std::min(at + i, values.size() - 1)]));
    tx.each(most < k_listed ? std::string_view(shorter) : sql, params, visit);
  }
}

}  // namespace tiange::db
