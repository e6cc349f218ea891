#pragma once
// What the columns of tables hold, told from their values and titles, and which columns of two tables belong together.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engines/linkage/text_tables.h"
#include "engines/linkage/values/compared.h"

namespace tiange::linkage {

// A title in the form titles are compared: lower case letters and digits, the last piece of a web address, one word for
// words of the same meaning (title, name; tel, phone; 手机号码, 电话).
std::string title_key(std::string_view title);

Kind guess_kind(std::span<const Column* const> columns);

// The column that numbers the rows: titled like one and without repetition; empty when there is none.
std::optional<std::size_t> guess_id_column(const Table& table);

struct FieldPlan {
  std::string name;
  Kind kind = Kind::text;
  std::vector<std::optional<std::size_t>> columns;  // by table
};
// Fields for the columns that all tables (of one: the only) have. `ids` are left out, by table.
std::vector<FieldPlan> guess_fields(std::span<const Table> tables, std::span<const std::optional<std::size_t>> ids);

}  // namespace tiange::linkage
