#pragma once
// Reads the rows of one query from a PostgreSQL database that belongs to somebody else: a session that may only read, with
// time limits, one row at a time, so that an answer of any size passes. Not for the house's own database (see db.h).

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiange::db {

struct PullQuery {
  std::string url;       // postgresql://user@host:5432/database
  std::string password;  // "": as the url says
  std::string sql;       // one SELECT; $1 stands for `first`
  std::optional<std::string> first;
};

// `names` are the same for every row; NULL reads as "". Refused with pull_failed and what the server said.
Outcome pull_rows(const PullQuery& query,
                  const std::function<void(std::span<const std::string_view> names, std::span<const std::string_view> values)>& visit);

}  // namespace tiange::db
