#include "platform/db/sql_text.h"

#include <algorithm>
#include <cctype>

namespace tiange::db {
namespace {

bool word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

std::string upper(std::string_view s) {
  std::string out(s);
  for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// End of the quoted piece that starts at `from`; a doubled quote stays inside.
std::size_t quoted_end(std::string_view sql, std::size_t from) {
  const char quote = sql[from];
  std::size_t i = from + 1;
  while (i < sql.size()) {
    if (sql[i] == quote) {
      if (i + 1 < sql.size() && sql[i + 1] == quote) {
        i += 2;
        continue;
      }
      return i + 1;
    }
    ++i;
  }
  return sql.size();
}

std::size_t block_comment_end(std::string_view sql, std::size_t from) {
  const auto end = sql.find("*/", from + 2);
  return end == std::string_view::npos ? sql.size() : end + 2;
}

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && std::isspace(static_cast<unsigned char>(s.front()))) s.remove_prefix(1);
  while (!s.empty() && std::isspace(static_cast<unsigned char>(s.back()))) s.remove_suffix(1);
  return s;
}

bool only_space_until_newline(std::string_view sql, std::size_t from) {
  while (from < sql.size() && sql[from] != '\n') {
    if (!std::isspace(static_cast<unsigned char>(sql[from]))) return false;
    ++from;
  }
  return true;
}

void read_marker(std::string_view comment, SqlStatement& into) {
  std::string_view rest = trimmed(comment.substr(2));
  if (rest.starts_with("only on postgres")) into.postgres_only = true;
  if (!rest.starts_with("table ")) return;
  rest = trimmed(rest.substr(6));
  const auto colon = rest.find(':');
  if (colon == std::string_view::npos) return;
  const auto name = trimmed(rest.substr(0, colon));
  auto kind = trimmed(rest.substr(colon + 1));
  into.own_id = kind.find(", own id") != kind.npos;
  into.appended = kind.find(", appended") != kind.npos;
  constexpr std::string_view k_ranges = ", in ranges of ";
  if (const auto ranges = kind.find(k_ranges); ranges != kind.npos) into.ranges = std::string(trimmed(kind.substr(ranges + k_ranges.size())));
  kind = kind.substr(0, kind.find_first_of(" \t(,;"));
  into.marked_table = lower(name);
  if (kind == "sharded") into.kind = TableKind::sharded;
  else if (kind == "reference") into.kind = TableKind::reference;
  else if (kind == "local") into.kind = TableKind::local;
  else throw Failure("migration marker names no kind: " + std::string(comment));
}

SqlStatement make_statement(std::string_view sql) {
  SqlStatement statement;
  statement.sql = std::string(trimmed(sql));
  sql_pieces(statement.sql, [&](SqlPiece piece, std::string_view text) {
    if (piece == SqlPiece::comment && text.starts_with("--")) read_marker(text, statement);
  });
  return statement;
}

bool has_code(std::string_view sql) {
  bool found = false;
  sql_pieces(sql, [&](SqlPiece piece, std::string_view text) {
    if (piece != SqlPiece::comment && !trimmed(text).empty()) found = true;
  });
  return found;
}

}  // namespace

void sql_pieces(std::string_view sql, FunctionRef<void(SqlPiece, std::string_view)> visit) {
  std::size_t code = 0;
  std::size_t i = 0;
  const auto emit = [&](SqlPiece piece, std::size_t end) {
    if (i > code) visit(SqlPiece::code, sql.substr(code, i - code));
    visit(piece, sql.substr(i, end - i));
    i = code = end;
  };
  while (i < sql.size()) {
    const char c = sql[i];
    const char next = i + 1 < sql.size() ? sql[i + 1] : '\0';
    if (c == '\'') {
      emit(SqlPiece::text, quoted_end(sql, i));
    } else if (c == '"') {
      emit(SqlPiece::name, quoted_end(sql, i));
    } else if (c == '-' && next == '-') {
      emit(SqlPiece::comment, std::min(sql.find('\n', i), sql.size()));
    } else if (c == '/' && next == '*') {
      emit(SqlPiece::comment, block_comment_end(sql, i));
    } else {
      ++i;
    }
  }
  if (i > code) visit(SqlPiece::code, sql.substr(code));
}

std::vector<SqlStatement> split_statements(std::string_view sql) {
  std::vector<SqlStatement> statements;
  std::size_t start = 0;
  sql_pieces(sql, [&](SqlPiece piece, std::string_view text) {
    if (piece != SqlPiece::code) return;
    const auto offset = static_cast<std::size_t>(text.data() - sql.data());
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != ';' || !only_space_until_newline(sql, offset + i + 1)) continue;
      const auto body = sql.substr(start, offset + i - start);
      if (has_code(body)) statements.push_back(make_statement(body));
      start = offset + i + 1;
    }
  });
  if (has_code(sql.substr(start))) statements.push_back(make_statement(sql.substr(start)));
  return statements;
}

std::string to_dollar_marks(std::string_view sql, int& count) {
  std::string out;
  out.reserve(sql.size() + 16);
  count = 0;
  sql_pieces(sql, [&](SqlPiece piece, std::string_view text) {
    if (piece != SqlPiece::code) {
      out += text;
      return;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '?') {
        out += text[i];
      } else if (i + 1 < text.size() && text[i + 1] == '?') {
        out += '?';
        ++i;
      } else {
        out += '$' + std::to_string(++count);
      }
    }
  });
  return out;
}

std::vector<std::string> sql_words(std::string_view statement) {
  std::vector<std::string> words;
  sql_pieces(statement, [&](SqlPiece piece, std::string_view text) {
    if (piece == SqlPiece::name) words.push_back(std::string(text.substr(1, text.size() - 2)));
    if (piece == SqlPiece::text) words.push_back(std::string(text));
    if (piece != SqlPiece::code) return;
    for (std::size_t i = 0; i < text.size();) {
      std::size_t j = i;
      while (j < text.size() && word_char(text[j])) ++j;
      if (j > i) {
        words.push_back(upper(text.substr(i, j - i)));
        i = j;
      } else {
        if (!std::isspace(static_cast<unsigned char>(text[i]))) words.emplace_back(1, text[i]);
        ++i;
      }
    }
  });
  return words;
}

namespace {

// Reads one column or table constraint of CREATE TABLE from its words.
class DefinitionReader {
 public:
  DefinitionReader(const std::vector<std::string>& words, std::size_t from, std::size_t to)
      : words_(words), at_(from), to_(to) {}

  void read(TableDef& table) {
    if (word(0) == "CONSTRAINT") at_ += 2;
    if (word(0) == "PRIMARY" && word(1) == "KEY") {
      table.primary_key = names_in_parentheses();
    } else if (word(0) == "UNIQUE") {
      table.uniques.push_back(names_in_parentheses());
    } else if (word(0) != "CHECK" && word(0) != "FOREIGN") {
      read_column(table);
    }
    for (std::size_t i = at_; i + 1 < to_; ++i)
      if (words_[i] == "REFERENCES") table.references.push_back(lower(words_[i + 1]));
  }

 private:
  std::string word(std::size_t ahead) const { return at_ + ahead < to_ ? words_[at_ + ahead] : ""; }

  std::vector<std::string> names_in_parentheses() const {
    std::vector<std::string> names;
    std::size_t i = at_;
    while (i < to_ && words_[i] != "(") ++i;
    bool first = true;
    for (++i; i < to_ && words_[i] != ")"; ++i) {
      if (words_[i] == ",") first = true;
      else if (first) {
        names.push_back(lower(words_[i]));
        first = false;
      }
    }
    return names;
  }

  void read_column(TableDef& table) {
    ColumnDef column;
    column.name = lower(word(0));
    column.type = word(1);
    if (column.type == "DOUBLE" && word(2) == "PRECISION") column.type = "DOUBLE PRECISION";
    for (std::size_t i = at_ + 1; i < to_; ++i) {
      if (words_[i] == "NOT" && i + 1 < to_ && words_[i + 1] == "NULL") column.not_null = true;
      if (words_[i] == "PRIMARY") {
        column.primary_key = true;
        table.primary_key = {column.name};
      }
      if (words_[i] == "UNIQUE") {
        column.unique = true;
        table.uniques.push_back({column.name});
      }
    }
    table.columns.push_back(std::move(column));
  }

  const std::vector<std::string>& words_;
  std::size_t at_;
  std::size_t to_;
};

}  // namespace

std::optional<TableDef> parse_create_table(std::string_view statement) {
  const auto words = sql_words(statement);
  if (words.size() < 4 || words[0] != "CREATE" || words[1] != "TABLE") return std::nullopt;
  std::size_t i = 2;
  if (words[i] == "IF") i += 3;
  TableDef table;
  if (i >= words.size()) return std::nullopt;
  table.name = lower(words[i]);
  while (i < words.size() && words[i] != "(") ++i;
  int depth = 0;
  std::size_t start = i + 1;
  for (; i < words.size(); ++i) {
    if (words[i] == "(") ++depth;
    if (words[i] == ")") --depth;
    const bool ends = depth == 0 || (depth == 1 && words[i] == ",");
    if (!ends) continue;
    if (i > start) DefinitionReader(words, start, i).read(table);
    start = i + 1;
    if (depth == 0) break;
  }
  return table;
}

namespace {

std::string_view sqlite_type(std::string_view word) {
  if (word == "BIGINT") return "INTEGER";
  if (word == "BYTES") return "BLOB";
  return {};
}

std::string replace_types(std::string_view sql, Backend backend) {
  std::string out;
  sql_pieces(sql, [&](SqlPiece piece, std::string_view text) {
    if (piece != SqlPiece::code) {
      out += text;
      return;
    }
    for (std::size_t i = 0; i < text.size();) {
      std::size_t j = i;
      while (j < text.size() && word_char(text[j])) ++j;
      if (j == i) {
        out += text[i++];
        continue;
      }
      const auto word = text.substr(i, j - i);
      if (backend == Backend::postgres) {
        out += word == "BYTES" ? "BYTEA" : word;
      } else if (word == "DOUBLE") {
        out += "REAL";
      } else if (word != "PRECISION") {
        const auto type = sqlite_type(word);
        out += type.empty() ? word : type;
      }
      i = j;
    }
  });
  return out;
}

// A single BIGINT key is SQLite's row number itself, which is as good as a clustered table.
bool keyed_by_one_integer(const TableDef& table) {
  if (table.primary_key.size() != 1) return false;
  for (const auto& column : table.columns)
    if (column.name == table.primary_key[0]) return column.type == "BIGINT";
  return false;
}

// On one machine part_key does not spread rows over shards; leading the key it would only spread the newest rows over
// as many pages as there are grids, each written whole at every commit. Behind the time-ordered ids it keeps the
// newest rows together, which is three times as fast, and the key means the same. An id that nothing else carries
// stands alone: it is the row number, found without comparing records, and long rows stay on one page.
std::string with_key(const std::string& sql, const std::string& columns) {
  auto word = std::string::npos;
  sql_pieces(sql, [&](SqlPiece piece, std::string_view text) {
    const auto found = piece == SqlPiece::code ? text.find("PRIMARY KEY") : text.npos;
    if (found != text.npos) word = static_cast<std::size_t>(text.data() - sql.data()) + found;
  });
  if (word == std::string::npos) return sql;
  const auto open = sql.find('(', word);
  const auto close = sql.find(')', word);
  if (close == std::string::npos || open > close) return sql;
  return sql.substr(0, open + 1) + columns + sql.substr(close);
}

std::string sqlite_key(const SqlStatement& statement, const TableDef& table) {
  std::string columns;
  for (std::size_t i = 1; i < table.primary_key.size(); ++i) columns += '"' + table.primary_key[i] + "\", ";
  return statement.own_id ? columns.substr(0, columns.size() - 2) : columns + "part_key";
}

}  // namespace

std::string adapt_schema(const SqlStatement& statement, Backend backend) {
  std::string sql = replace_types(statement.sql, backend);
  if (backend != Backend::sqlite) return statement.ranges.empty() ? sql : sql + " PARTITION BY RANGE " + statement.ranges;
  if (const auto table = parse_create_table(statement.sql)) {
    const bool leads = table->primary_key.size() > 1 && table->primary_key[0] == "part_key";
    if (statement.kind == TableKind::sharded && leads) sql = with_key(sql, sqlite_key(statement, *table));
    const bool clustered = !table->primary_key.empty() && !keyed_by_one_integer(*table) && !statement.own_id && !statement.appended;
    sql += clustered ? " WITHOUT ROWID, STRICT" : " STRICT";
  }
  return sql;
}

}  // namespace tiange::db
