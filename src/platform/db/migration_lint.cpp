#include "platform/db/migration_lint.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "platform/db/sql_text.h"

namespace tiange::db {
namespace {

using Words = std::vector<std::string>;

const std::set<std::string> k_types = {"BIGINT", "DOUBLE PRECISION", "TEXT", "BYTES"};
const std::set<std::string> k_own_numbers = {"SERIAL",   "BIGSERIAL",     "SMALLSERIAL",
                                             "IDENTITY", "AUTOINCREMENT", "SEQUENCE"};
const std::set<std::string> k_volatile = {"NOW", "RANDOM", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME",
                                          "CLOCK_TIMESTAMP", "GEN_RANDOM_UUID", "DATETIME", "NEXTVAL"};
const std::set<std::string> k_code_in_database = {"TRIGGER", "FUNCTION", "PROCEDURE", "RULE", "MERGE"};

std::string lower(std::string s) {
  for (char& c : s) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return s;
}

std::string word_at(const Words& words, std::size_t i) { return i < words.size() ? words[i] : ""; }

// Names in the first parentheses from `i` on.
Words names_from(const Words& words, std::size_t i) {
  Words names;
  while (i < words.size() && words[i] != "(") ++i;
  for (++i; i < words.size() && words[i] != ")"; ++i)
    if (words[i] != ",") names.push_back(lower(words[i]));
  return names;
}

class Lint {
 public:
  std::vector<std::string> take() { return std::move(violations_); }

  void learn(const Migration& migration) {
    for (const auto& statement : split_statements(migration.sql))
      if (const auto table = parse_create_table(statement.sql); table && !statement.postgres_only)
        kinds_[table->name] = statement.kind.value_or(TableKind::sharded);
  }

  void check(const Migration& migration) {
    where_ = std::string(migration.room) + " " + std::to_string(migration.version);
    for (const auto& statement : split_statements(migration.sql)) {
      if (statement.postgres_only) continue;  // how a table is laid out there; what it is was said before
      const auto words = sql_words(statement.sql);
      check_words(words);
      if (const auto table = parse_create_table(statement.sql)) check_table(statement, *table, words);
      else if (word_at(words, 0) == "ALTER") check_alter(words);
      else if (word_at(words, 0) == "CREATE" && word_at(words, 1) == "UNIQUE") check_unique_index(words);
    }
  }

 private:
  void add(const std::string& what) { violations_.push_back(where_ + ": " + what); }

  bool sharded(const std::string& table) const {
    const auto found = kinds_.find(table);
    return found != kinds_.end() && found->second == TableKind::sharded;
  }

  void check_words(const Words& words) {
    const bool creates = word_at(words, 0) == "CREATE";
    for (std::size_t i = 0; i < words.size(); ++i) {
      const auto& word = words[i];
      if (k_own_numbers.contains(word)) add("ids come from the program, not from " + word);
      if ((creates && i <= 4 && k_code_in_database.contains(word)) || (i == 0 && word == "MERGE"))
        add("no code in the database: " + word);
      if (word == "DEFAULT" && k_volatile.contains(word_at(words, word_at(words, i + 1) == "(" ? i + 2 : i + 1)))
        add("no volatile default: " + word_at(words, i + 1));
    }
  }

  void check_column(const std::string& table, const std::string& name, const std::string& type) {
    if (name == "at") add("table " + table + ": no column is named at");
    if (!k_types.contains(type) && !k_own_numbers.contains(type))
      add("table " + table + ": column " + name + " has the type " + type);
  }

  void check_table(const SqlStatement& statement, const TableDef& table, const Words& words) {
    const std::string prefix = "table " + table.name + ": ";
    if (!statement.kind || statement.marked_table != table.name)
      add(prefix + "no marker \"-- table " + table.name + ": sharded|reference|local\" before it");
    for (const auto& column : table.columns) check_column(table.name, column.name, column.type);
    if (table.primary_key.empty()) add(prefix + "no primary key");
    if (!sharded(table.name)) {
      for (const auto& target : table.references)
        if (sharded(target)) add(prefix + "a foreign key leads into the sharded table " + target);
      return;
    }
    const auto key = std::find_if(table.columns.begin(), table.columns.end(),
                                  [](const ColumnDef& c) { return c.name == "part_key"; });
    if (key == table.columns.end() || key->type != "BIGINT" || !key->not_null)
      add(prefix + "a sharded table has part_key BIGINT NOT NULL");
    if (!table.primary_key.empty() && table.primary_key[0] != "part_key")
      add(prefix + "part_key leads the primary key");
    for (const auto& unique : table.uniques)
      if (unique.empty() || unique[0] != "part_key") add(prefix + "part_key leads every unique key");
    check_foreign_keys(prefix, words);
  }

  // FOREIGN KEY (…) REFERENCES t, and column-level REFERENCES t, of a sharded table.
  void check_foreign_keys(const std::string& prefix, const Words& words) {
    bool led = false;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      if (words[i] == "FOREIGN") {
        const auto names = names_from(words, i);
        led = !names.empty() && names[0] == "part_key";
      }
      if (words[i] != "REFERENCES") continue;
      const auto target = kinds_.find(lower(words[i + 1]));
      const bool to_reference = target != kinds_.end() && target->second == TableKind::reference;
      const bool together = led && target != kinds_.end() && target->second == TableKind::sharded;
      if (!to_reference && !together)
        add(prefix + "the foreign key to " + lower(words[i + 1]) +
            " neither begins with part_key nor leads to a reference table");
      led = false;
    }
  }

  void check_alter(const Words& words) {
    const std::string table = lower(word_at(words, 2));
    for (std::size_t i = 3; i < words.size(); ++i) {
      if (words[i] == "UNIQUE" && sharded(table)) {
        const auto names = names_from(words, i);
        if (names.empty() || names[0] != "part_key") add("table " + table + ": part_key leads every unique key");
      }
      if (words[i] == "REFERENCES" && sharded(table)) add("table " + table + ": no foreign key is added later");
      if (words[i] != "ADD") continue;
      const std::size_t name = word_at(words, i + 1) == "COLUMN" ? i + 2 : i + 1;
      if (word_at(words, name) == "CONSTRAINT") continue;
      std::string type = word_at(words, name + 1);
      if (type == "DOUBLE") type += " " + word_at(words, name + 2);
      check_column(table, lower(word_at(words, name)), type);
    }
  }

  void check_unique_index(const Words& words) {
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      if (words[i] != "ON") continue;
      const std::string table = lower(words[i + 1]);
      const auto names = names_from(words, i);
      if (sharded(table) && (names.empty() || names[0] != "part_key"))
        add("table " + table + ": part_key leads every unique key");
      return;
    }
  }

  std::map<std::string, TableKind> kinds_;
  std::string where_;
  std::vector<std::string> violations_;
};

}  // namespace

std::vector<std::string> lint_migrations(std::span<const Migration> migrations) {
  Lint lint;
  for (const auto& migration : migrations) lint.learn(migration);
  for (const auto& migration : migrations) lint.check(migration);
  return lint.take();
}

}  // namespace tiange::db
