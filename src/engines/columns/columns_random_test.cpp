// Random expressions over random tables: a plan must give for every row what the interpreter gives for that row alone.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "engines/columns/columns.h"

namespace tiange::columns {
namespace {

using feel::Value;

std::uint64_t seed() {
  const char* given = std::getenv("TEST_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
}

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(engine_);
  }
  bool one_in(int n) { return between(1, n) == 1; }
  const char* pick(std::initializer_list<const char*> words) {
    return words.begin()[between(0, static_cast<std::int64_t>(words.size()) - 1)];
  }

 private:
  std::mt19937_64 engine_;
};

constexpr const char* k_words[] = {"祖庙街道", "石湾镇街道", "张槎街道", "南庄镇", "a", "", "占道经营", "b\"c"};

Table random_table(Dice& dice, std::size_t rows) {
  Table table({ColumnShape::number("age"), ColumnShape::number("level"), ColumnShape::number("income", 2),
               ColumnShape::number("big", 3), ColumnShape::boolean("urban"), ColumnShape::boolean("sure"),
               ColumnShape::date("born"), ColumnShape::date("since"),
               ColumnShape::date_time("seen", feel::Zone::offset(8 * 3600)), ColumnShape::date_time("local", feel::Zone()),
               ColumnShape::string("town"), ColumnShape::string("kind")});
  table.resize(rows);
  const std::int64_t spread = dice.one_in(3) ? 20 : 40'000;  // few or many distinct values
  for (std::size_t row = 0; row < rows; ++row) {
    const auto put = [&](std::size_t column, std::int64_t raw, bool may_lack) {
      if (!may_lack || !dice.one_in(8)) table.column(column).put_raw(row, raw);
    };
    put(0, dice.between(0, 110), true);
    put(1, dice.between(-2, 4), false);
    put(2, dice.between(-500, spread * 100), true);
    put(3, dice.one_in(5) ? dice.between(INT64_MIN / 4, INT64_MAX / 4) : dice.between(-1000, 1000), true);
    put(4, dice.between(0, 1), true);
    put(5, dice.between(0, 1), false);
    put(6, dice.between(-3000, 20'000), true);
    put(7, dice.between(18'000, 18'000 + spread), false);
    put(8, dice.between(-1'000'000'000, 1'000'000'000) * 1000, true);
    put(9, dice.between(0, 5) * 3'600'000'000, true);
    if (!dice.one_in(6)) table.column(10).put_text(row, k_words[dice.between(0, 7)]);
    table.column(11).put_text(row, k_words[dice.between(0, 3)]);
  }
  return table;
}

// Writes an expression of a kind asked for. Sometimes of another kind, because people do.
class Writer {
 public:
  explicit Writer(Dice& dice) : dice_(dice) {}

  std::string condition(int depth) {
    if (depth <= 0) return leaf();
    switch (dice_.between(0, 13)) {
      case 0:
      case 1: return "(" + condition(depth - 1) + " and " + condition(depth - 1) + ")";
      case 2: return "(" + condition(depth - 1) + " or " + condition(depth - 1) + ")";
      case 3: return "not(" + condition(depth - 1) + ")";
      case 4: return "(if " + condition(depth - 1) + " then " + condition(depth - 1) + " else " + condition(depth - 1) + ")";
      case 5: return "(" + number(depth - 1) + " between " + number(depth - 1) + " and " + number(depth - 1) + ")";
      case 6: return "(" + number(depth - 1) + " in (" + tests() + "))";
      case 7: return number(depth - 1) + order() + number(depth - 1);
      case 8: return "(some i in [" + number(depth - 1) + ", age, 3] satisfies i > level)";
      case 9: return "(count([age, level, income][item > " + number(depth - 1) + "]) = 2)";
      case 10: return "(" + number(depth - 1) + " / " + number(depth - 1) + order() + number(0) + ")";
      case 11: return "(" + condition(depth - 1) + dice_.pick({" = ", " != "}) + condition(depth - 1) + ")";
      default: return leaf();
    }
  }

  std::string leaf() {
    switch (dice_.between(0, 13)) {
      case 0: return dice_.pick({"urban", "sure", "urban = true", "sure = false", "urban != false", "urban = null", "true", "null"});
      case 1: return "town" + std::string(dice_.pick({" = ", " != ", " < ", " >= "})) + text();
      case 2: return "town in (" + text() + ", " + text() + dice_.pick({"", ", null", ", [\"a\"]"}) + ")";
      case 3: return std::string(dice_.pick({"starts with", "ends with", "contains"})) + "(" + dice_.pick({"town", "kind"}) + ", " + text() + ")";
      case 4: return date() + order() + date();
      case 5: return std::string(dice_.pick({"born", "since"})) + dice_.pick({".year", ".month", ".weekday"}) + order() + number(0);
      case 6: return moment() + order() + moment();
      case 7: return std::string(dice_.pick({"age", "town", "born", "income", "urban", "nobody"})) + dice_.pick({" = null", " != null"});
      case 8: return "(" + date() + " - " + date() + ")" + order() + dice_.pick({"duration(\"P3650D\")", "duration(\"PT0S\")", "duration(\"-P10DT5H\")", "null"});
      case 9: return "kind = town";
      case 10: return "age instance of number";
      case 11: return std::string("born in ") + dice_.pick({"[@\"1970-01-01\"..@\"2000-06-30\")", "(< @\"1990-01-01\")", "(@\"1999-12-31\", @\"2001-01-01\")"});
      case 12: return std::string(dice_.pick({"age in [", "income in (", "level in ]"})) + number(-1) + ".." + number(-1) + dice_.pick({"]", ")"});
      default: return number(0) + order() + number(0);
    }
  }

  std::string number(int depth) {
    if (depth < 0) return std::to_string(dice_.between(-3, 99));
    switch (dice_.between(0, depth > 0 ? 15 : 7)) {
      case 0:
      case 1: return dice_.pick({"age", "level", "income", "big"});
      case 2: return dice_.pick({"18", "60", "0", "-1", "0.5", "1000", "2.345", "99999999999999999999", "1e3", "120.00"});
      case 3: return std::to_string(dice_.between(-5, 110));
      case 4: return dice_.pick({"age", "level", "income"});
      case 5: return dice_.pick({"born.year", "string length(town)", "count([age])", "abs(level)"});
      case 6: return "income";
      case 7: return dice_.one_in(6) ? dice_.pick({"null", "town", "urban"}) : "level";
      case 8: return "(" + number(depth - 1) + " + " + number(depth - 1) + ")";
      case 9: return "(" + number(depth - 1) + " - " + number(depth - 1) + ")";
      case 10: return "(" + number(depth - 1) + " * " + number(depth - 1) + ")";
      case 11: return "(if " + condition(depth - 1) + " then " + number(depth - 1) + " else " + number(depth - 1) + ")";
      case 12: return std::string(dice_.pick({"decimal", "round up", "round down", "round half up", "round half down", "floor", "ceiling"})) +
                      "(" + number(depth - 1) + ", " + dice_.pick({"0", "1", "2", "-1"}) + ")";
      case 13: return "-" + number(depth - 1);
      case 14: return "floor(" + number(depth - 1) + ")";
      default: return "(" + number(depth - 1) + " / " + dice_.pick({"2", "3", "7", "0", "level"}) + ")";
    }
  }

 private:
  std::string order() { return dice_.pick({" < ", " <= ", " > ", " >= ", " = ", " != "}); }
  std::string text() { return std::string("\"") + dice_.pick({"祖庙街道", "石", "镇", "a", "", "街道", "nothing", "b\\\"c"}) + "\""; }
  std::string date() {
    return dice_.pick({"born", "since", "@\"1990-05-06\"", "date(\"2020-02-29\")", "(born + duration(\"P60Y\"))",
                       "(since - duration(\"P1DT1H\"))", "today()", "(born + duration(\"P90D\"))", "seen", "(since + duration(\"P1M\"))"});
  }
  std::string moment() {
    return dice_.pick({"seen", "local", "@\"1970-01-05T00:00:00+08:00\"", "@\"1970-01-01T02:00:00\"", "now()", "seen",
                       "date and time(\"1970-01-03T12:00:00.0000005Z\")", "born"});
  }
  std::string tests() {
    std::string all;
    for (std::int64_t i = dice_.between(1, 4); i > 0; --i) {
      if (!all.empty()) all += ", ";
      switch (dice_.between(0, 7)) {
        case 0: all += "< " + number(-1); break;
        case 1: all += ">= " + number(-1); break;
        case 2: all += "[" + number(-1) + ".." + number(-1) + "]"; break;
        case 3: all += "!= " + number(-1); break;
        case 4: all += dice_.pick({"null", "[1, 2, 18, 30, 60]", "[[0..5], 7]", "= 7", "[null, 60]", "[\"a\", 3]"}); break;
        default: all += number(-1);
      }
    }
    return all;
  }

  Dice& dice_;
};

feel::Names names_of(const Table& table) {
  feel::Names names;
  for (std::size_t i = 0; i < table.column_count(); ++i) names.variables.push_back(table.column(i).shape().name);
  return names;
}

// Some pieces backwards, as threads might.
constexpr auto backwards = [](std::size_t count, FunctionRef<void(std::size_t)> piece) {
  for (std::size_t i = count; i > 0; --i) piece(i - 1);
};

std::string verdict_text(const std::optional<bool>& verdict) { return !verdict ? "null" : *verdict ? "true" : "false"; }

struct Tally {
  std::size_t conditions = 0, row_by_row = 0, amounts = 0, packed = 0;
};

void check_round(Dice& dice, std::size_t rows, std::size_t expressions, Tally& tally) {
  const Table table = random_table(dice, rows);
  const feel::Names names = names_of(table);
  feel::Environment environment;
  environment.now = feel::parse_date_time("1999-12-31T23:59:59+08:00");
  Writer writer(dice);
  Questions questions;
  while (questions.conditions.size() < expressions) {
    auto expression = feel::parse_expression(writer.condition(static_cast<int>(dice.between(0, 4))), names);
    if (expression.ok()) questions.conditions.push_back(std::move(expression).value());
  }
  while (questions.amounts.size() < expressions / 2) {
    auto expression = feel::parse_expression(writer.number(static_cast<int>(dice.between(0, 3))), names);
    if (!expression.ok()) continue;
    const bool limited = dice.one_in(2);
    questions.amounts.push_back({std::move(expression).value(),
                                 limited ? std::optional(questions.amounts.size()) : std::nullopt});
  }
  const Plan plan = Plan::compile(table, questions, environment);
  const Answers answers = plan.run(table, {true, true}, backwards);
  tally.conditions += expressions, tally.row_by_row += plan.summary().row_by_row;
  tally.amounts += questions.amounts.size(), tally.packed += plan.summary().packed_amounts;
  std::vector<std::int64_t> counts(expressions);
  for (std::size_t row = 0; row < rows; ++row) {
    const Value context = table.row(row);
    for (std::size_t i = 0; i < expressions; ++i) {
      const Value value = feel::evaluate(questions.conditions[i], context, environment).value;
      const auto expected = value.is(feel::Kind::boolean) ? std::optional(value.as_boolean()) : std::nullopt;
      const Matches& matches = answers.conditions[i];
      const bool unknown = (matches.unknown[row / 64] >> (row % 64) & 1) != 0;
      const auto actual = unknown ? std::nullopt : std::optional(matches.has(row));
      ASSERT_EQ(verdict_text(actual), verdict_text(expected))
          << questions.conditions[i].text() << "\nrow " << feel::to_literal(context);
      counts[i] += expected == true;
    }
    for (std::size_t i = 0; i < questions.amounts.size(); ++i) {
      const Amount& amount = questions.amounts[i];
      const bool asked = !amount.where || answers.conditions[*amount.where].has(row);
      const Value expected = asked ? feel::evaluate(amount.expression, context, environment).value : Value();
      const Value actual = answers.amounts[i].at(row);
      ASSERT_TRUE(expected.is_null() ? actual.is_null() : feel::equal(expected, actual).value_or(false))
          << amount.expression.text() << "\nrow " << feel::to_literal(context) << "\nexpected "
          << feel::to_literal(expected) << " got " << feel::to_literal(actual);
    }
  }
  for (std::size_t i = 0; i < expressions; ++i) EXPECT_EQ(answers.conditions[i].count, counts[i]);
}

TEST(RandomExpressions, GiveTheSameAsRowByRow) {
  const std::uint64_t number = seed();
  std::printf("TEST_SEED=%llu\n", static_cast<unsigned long long>(number));
  Dice dice(number);
  Tally tally;
  for (int round = 0; round < 60 && !HasFatalFailure(); ++round) {
    check_round(dice, static_cast<std::size_t>(dice.between(1, 150)), 60, tally);
  }
  if (!HasFatalFailure()) check_round(dice, k_block_rows * 9 + 77, 8, tally);
  std::printf("conditions %zu, of them row by row %zu; amounts %zu, packed %zu\n", tally.conditions, tally.row_by_row,
              tally.amounts, tally.packed);
  EXPECT_LT(tally.row_by_row * 2, tally.conditions);
}

}  // namespace
}  // namespace tiange::columns
