#include "app/bench/bench_policy_sql.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "engines/feel/feel_program.h"
#include "platform/observe/system_clock.h"

namespace tiange::app::bench {

namespace {

constexpr std::size_t k_rows_at_once = 4096;
constexpr int k_rounds = 3;
constexpr const char* k_table = "bench_policy_facts";

double seconds_since(std::int64_t from) { return static_cast<double>(observe::steady_us() - from) / 1e6; }

// Walks an expression; whatever policies do not use is refused.
class SqlWriter {
 public:
  explicit SqlWriter(const feel::Program& program) : program_(program) {}
  std::string whole() const { return of(program_.root); }

 private:
  std::string of(std::uint32_t at) const {
    const feel::Node& node = program_.nodes[at];
    switch (node.op) {
      case feel::Op::constant: return constant(program_.constants[node.a]);
      case feel::Op::variable: return program_.variables[node.a];
      case feel::Op::negate: return "(-" + of(node.a) + ")";
      case feel::Op::add: return joined(node, "+");
      case feel::Op::subtract: return joined(node, "-");
      case feel::Op::multiply: return joined(node, "*");
      case feel::Op::equal: return compared(node, "=", " IS NULL");
      case feel::Op::not_equal: return compared(node, "<>", " IS NOT NULL");
      case feel::Op::less: return joined(node, "<");
      case feel::Op::less_equal: return joined(node, "<=");
      case feel::Op::greater: return joined(node, ">");
      case feel::Op::greater_equal: return joined(node, ">=");
      case feel::Op::conjunction: return joined(node, "AND");
      case feel::Op::disjunction: return joined(node, "OR");
      case feel::Op::in: return among(node);
      case feel::Op::if_else: return "(CASE WHEN " + of(node.a) + " THEN " + of(node.b) + " ELSE " + of(node.c) + " END)";
      default: throw std::runtime_error("no SQL for: " + program_.text);
    }
  }

  std::string joined(const feel::Node& node, const char* sign) const { return "(" + of(node.a) + " " + sign + " " + of(node.b) + ")"; }

  bool is_null(std::uint32_t at) const {
    const feel::Node& node = program_.nodes[at];
    return node.op == feel::Op::constant && program_.constants[node.a].is(feel::Kind::null);
  }
  std::string compared(const feel::Node& node, const char* sign, const char* beside_null) const {
    if (is_null(node.b)) return "(" + of(node.a) + beside_null + ")";
    if (is_null(node.a)) return "(" + of(node.b) + beside_null + ")";
    return joined(node, sign);
  }

  std::string among(const feel::Node& node) const {
    std::string tests;
    for (const std::uint32_t test : program_.list(node.b)) {
      if (program_.nodes[test].op != feel::Op::constant) throw std::runtime_error("no SQL for: " + program_.text);
      tests += (tests.empty() ? "" : ", ") + of(test);
    }
    return "(" + of(node.a) + " IN (" + tests + "))";
  }

  std::string constant(const feel::Value& value) const {
    if (value.is(feel::Kind::null)) return "NULL";
    if (value.is(feel::Kind::boolean)) return value.as_boolean() ? "TRUE" : "FALSE";
    if (value.is(feel::Kind::number)) return value.as_number().to_string();
    if (value.is(feel::Kind::date)) return std::to_string(feel::days_from_date(value.as_date()));
    if (value.is(feel::Kind::string)) return "'" + text::replace_all(std::string(value.as_string()), "'", "''") + "'";
    throw std::runtime_error("no SQL for: " + program_.text);
  }

  const feel::Program& program_;
};

const char* type_of(const columns::Column& column) {
  switch (column.shape().kind) {
    case columns::ColumnKind::boolean: return "BOOLEAN";
    case columns::ColumnKind::string: return "TEXT";
    default: return column.shape().scale > 0 ? "DOUBLE PRECISION" : "BIGINT";
  }
}

db::Param param_of(const columns::Column& column, std::size_t row) {
  if (!column.has(row)) return nullptr;
  const std::int64_t raw = column.raw(row);
  if (column.shape().kind == columns::ColumnKind::string) return column.dictionary()[static_cast<std::size_t>(raw)].as_string();
  if (column.shape().kind == columns::ColumnKind::boolean) return raw != 0;
  if (column.shape().scale == 0) return raw;
  double value = static_cast<double>(raw);
  for (int i = 0; i < column.shape().scale; ++i) value /= 10;
  return value;
}

void in_one(db::Db& db, FunctionRef<void(db::Tx&)> work) {
  db.run_queue([&](db::Tx& tx) {
    work(tx);
    return true;
  });
}

void load(db::Db& db, const columns::Table& table, std::size_t rows) {
  in_one(db, [&](db::Tx& tx) {
    tx.run(std::string("DROP TABLE IF EXISTS ") + k_table, {});
    std::string columns;
    for (std::size_t i = 0; i < table.column_count(); ++i)
      columns += (i ? ", " : "") + table.column(i).shape().name + " " + type_of(table.column(i));
    tx.run(std::string("CREATE UNLOGGED TABLE ") + k_table + " (" + columns + ")", {});
  });
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < table.column_count(); ++i) names.push_back(table.column(i).shape().name);
  for (std::size_t at = 0; at < rows; at += k_rows_at_once) {
    std::vector<db::Param> params;
    for (std::size_t row = at; row < std::min(rows, at + k_rows_at_once); ++row) {
      for (std::size_t i = 0; i < table.column_count(); ++i) params.push_back(param_of(table.column(i), row));
    }
    in_one(db, [&](db::Tx& tx) { tx.bulk_insert(k_table, names, params); });
  }
  in_one(db, [&](db::Tx& tx) { tx.run(std::string("ANALYZE ") + k_table, {}); });
}

std::vector<std::int64_t> counts_of(db::Db& db, const std::vector<std::string>& asked) {
  std::string sql = "SELECT ";
  for (std::size_t i = 0; i < asked.size(); ++i) sql += (i ? ", " : "") + ("COUNT(*) FILTER (WHERE " + asked[i] + ")");
  sql += std::string(" FROM ") + k_table;
  std::vector<std::int64_t> out;
  db.run_read([&](db::Tx& tx) {
    out.clear();
    tx.each(sql, {}, [&](const db::Row& row) {
      for (std::size_t i = 0; i < asked.size(); ++i) out.push_back(row.i64(static_cast<int>(i)));
      return true;
    });
  });
  return out;
}

}  // namespace

std::string sql_of(const feel::Expression& condition) { return SqlWriter(condition.program()).whole(); }

SqlCounts count_by_sql(db::Db& db, const benefits::PolicyForm& form, const columns::Table& table, std::size_t rows) {
  SqlCounts out;
  std::int64_t from = observe::steady_us();
  load(db, table, rows);
  out.load_seconds = seconds_since(from);
  std::vector<std::string> holds, unknown;
  for (const auto& policy : form.policies()) {
    holds.push_back(sql_of(policy->whole));
    unknown.push_back("(" + holds.back() + ") IS NULL");
  }
  out.entitled = counts_of(db, holds);
  out.missing = counts_of(db, unknown);
  out.seconds = out.one_by_one_seconds = 1e9;
  for (int round = 0; round < k_rounds; ++round) {
    from = observe::steady_us();
    if (counts_of(db, holds) != out.entitled) throw std::runtime_error("the database counts otherwise the second time");
    out.seconds = std::min(out.seconds, seconds_since(from));
    from = observe::steady_us();
    for (std::size_t i = 0; i < holds.size(); ++i) {
      if (counts_of(db, {holds[i]})[0] != out.entitled[i]) throw std::runtime_error("the database counts otherwise the second time");
    }
    out.one_by_one_seconds = std::min(out.one_by_one_seconds, seconds_since(from));
  }
  in_one(db, [&](db::Tx& tx) { tx.run(std::string("DROP TABLE ") + k_table, {}); });
  return out;
}

}  // namespace tiange::app::bench
