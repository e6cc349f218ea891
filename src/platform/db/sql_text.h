#pragma once
// SQL as text: pieces, statements, parameter marks, and what CREATE TABLE declares. Understands the words both
// databases share; it is not a full parser of either.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/function_ref.h"
#include "platform/db/db.h"

namespace tiange::db {

enum class SqlPiece { code, text, name, comment };  // name: a "quoted identifier"

// Cuts `sql` into pieces, in order and without loss.
void sql_pieces(std::string_view sql, FunctionRef<void(SqlPiece, std::string_view)> visit);

enum class TableKind { sharded, reference, local };

struct SqlStatement {
  std::string sql;  // without the final ';'; comments before it included
  // from "-- table NAME: KIND" before the statement
  std::optional<std::string> marked_table;
  std::optional<TableKind> kind;
  bool own_id = false;    // "sharded, own id"
  bool appended = false;  // "sharded, appended"
  std::string ranges;     // "sharded, in ranges of (keep, part_key)": how PostgreSQL cuts the table into partitions
  bool postgres_only = false;  // from "-- only on postgres" before the statement
};

// Statements end with ';' at the end of a line. Throws Failure for a marker that cannot be read.
std::vector<SqlStatement> split_statements(std::string_view sql);

// `?` to $1, $2 …; `??` stands for a literal `?`. `count` receives the number of parameters.
std::string to_dollar_marks(std::string_view sql, int& count);

struct ColumnDef {
  std::string name;
  std::string type;  // upper case, "DOUBLE PRECISION"
  bool not_null = false;
  bool primary_key = false;
  bool unique = false;
};

struct TableDef {
  std::string name;
  std::vector<ColumnDef> columns;
  std::vector<std::string> primary_key;            // of the table constraint or the column
  std::vector<std::vector<std::string>> uniques;   // of constraints and columns
  std::vector<std::string> references;             // tables named by REFERENCES
};

// The table that a CREATE TABLE statement declares; nothing for another statement.
std::optional<TableDef> parse_create_table(std::string_view statement);

// The words of the code and quoted names of a statement, upper-cased when bare, with single punctuation marks as words.
std::vector<std::string> sql_words(std::string_view statement);

// A migration's statement in the backend's words.
std::string adapt_schema(const SqlStatement& statement, Backend backend);

}  // namespace tiange::db
