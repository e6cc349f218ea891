#include "engines/columns/columns.h"

#include <gtest/gtest.h>

#include "engines/columns/columns_kernels.h"

namespace tiange::columns {
namespace {

using feel::Value;

feel::Expression parsed(const char* text, const Table& table) {
  feel::Names names;
  for (std::size_t i = 0; i < table.column_count(); ++i) names.variables.push_back(table.column(i).shape().name);
  auto expression = feel::parse_expression(text, names);
  EXPECT_TRUE(expression.ok()) << text;
  return std::move(expression).value();
}

// Five people: two old, one without an age, one child, one without anything.
Table people() {
  Table table({ColumnShape::number("age"), ColumnShape::string("place"), ColumnShape::boolean("resident"),
               ColumnShape::number("income", 2), ColumnShape::date("born")});
  table.resize(5);
  const auto put = [&](std::size_t row, const char* name, const Value& value) {
    EXPECT_TRUE(table.column(*table.find(name)).put(row, value));
  };
  put(0, "age", Value::number(81)), put(1, "age", Value::number(92)), put(3, "age", Value::number(7));
  for (const std::size_t row : {0u, 1u, 2u}) put(row, "place", Value::string("祖庙街道"));
  put(3, "place", Value::string("石湾镇街道"));
  for (const std::size_t row : {0u, 2u, 3u}) put(row, "resident", Value::boolean(true));
  put(1, "resident", Value::boolean(false));
  put(0, "income", Value::number(feel::Decimal::scaled(120050, -2)));
  put(1, "income", Value::number(900));
  put(3, "born", Value::date(*feel::parse_date("2019-03-04")));
  return table;
}

std::vector<std::size_t> rows_where(const Table& table, const char* condition) {
  const Plan plan = Plan::compile(table, {{parsed(condition, table)}, {}});
  const Answers answers = plan.run(table, {}, in_order);
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (answers.conditions[0].has(row)) rows.push_back(row);
  }
  EXPECT_EQ(static_cast<std::int64_t>(rows.size()), answers.conditions[0].count);
  return rows;
}

using Rows = std::vector<std::size_t>;

TEST(Conditions, HoldForTheRowsTheyShould) {
  const Table table = people();
  EXPECT_EQ(rows_where(table, "age >= 80"), (Rows{0, 1}));
  EXPECT_EQ(rows_where(table, "age >= 80 and resident"), (Rows{0}));
  EXPECT_EQ(rows_where(table, "not(age >= 80)"), (Rows{3}));
  EXPECT_EQ(rows_where(table, "age = null"), (Rows{2, 4}));
  EXPECT_EQ(rows_where(table, "age != 81"), (Rows{1, 2, 3, 4}));
  EXPECT_EQ(rows_where(table, "age in (7, 92)"), (Rows{1, 3}));
  EXPECT_EQ(rows_where(table, "age between 80 and 91.5"), (Rows{0}));
  EXPECT_EQ(rows_where(table, "starts with(place, \"祖\") and not(resident = true)"), (Rows{1}));
  EXPECT_EQ(rows_where(table, "income * 2 > 2401"), (Rows{}));
  EXPECT_EQ(rows_where(table, "income * 2 >= 2401"), (Rows{0}));
  EXPECT_EQ(rows_where(table, "income / age < 10"), (Rows{1}));
  EXPECT_EQ(rows_where(table, "born.year = 2019 or age > 90"), (Rows{1, 3}));
  EXPECT_EQ(rows_where(table, "count([age, income][item > 80]) = 2"), (Rows{0, 1}));
}

TEST(Conditions, SayWhatCannotBeKnown) {
  const Table table = people();
  const Plan plan = Plan::compile(table, {{parsed("age >= 80 and income > 1000", table)}, {}});
  const Answers answers = plan.run(table, {true, true}, in_order);
  EXPECT_EQ(answers.conditions[0].rows[0], 0b00001u);
  EXPECT_EQ(answers.conditions[0].unknown[0], 0b10100u);  // rows 2 and 4; a child is out whatever it earns
  EXPECT_EQ(answers.conditions[0].unknown_count, 2);
}

TEST(Amounts, AreExactAndOnlyWhereAsked) {
  const Table table = people();
  Questions questions{{parsed("age >= 80", table)},
                      {{parsed("if age >= 90 then income * 0.05 else 100", table), 0},
                       {parsed("round half up(income * 0.015, 1)", table), std::nullopt},
                       {parsed("string length(place) + income / 7", table), 0}}};
  const Plan plan = Plan::compile(table, questions);
  EXPECT_EQ(plan.summary().packed_amounts, 2u);
  const Answers answers = plan.run(table, {}, in_order);
  EXPECT_EQ(feel::to_literal(answers.amounts[0].at(0)), "100.0000");
  EXPECT_EQ(answers.amounts[0].at(1).as_number(), *feel::Decimal::parse("45"));
  EXPECT_TRUE(answers.amounts[0].at(3).is_null());
  EXPECT_EQ(answers.amounts[1].at(0).as_number(), *feel::Decimal::parse("18"));
  EXPECT_EQ(answers.amounts[1].at(1).as_number(), *feel::Decimal::parse("13.5"));
  EXPECT_EQ(feel::to_literal(answers.amounts[2].at(1)), "132.5714285714285714285714285714286");
  EXPECT_TRUE(answers.amounts[2].at(3).is_null());
}

TEST(Changes, AreFollowedWithoutRunningAll) {
  Table table = people();
  const Plan plan = Plan::compile(table, {{parsed("age >= 80", table), parsed("income > 1000", table),
                                           parsed("age >= 80 and resident", table)}, {}});
  EXPECT_EQ(plan.reading(*table.find("age")).size(), 2u);
  Answers answers = plan.run(table, {true, true}, in_order);
  const std::size_t age = *table.find("age");
  ASSERT_TRUE(table.column(age).put(2, Value::number(80)));
  const auto changed = plan.refresh(table, 2, age, answers);
  ASSERT_EQ(changed.size(), 2u);
  EXPECT_EQ(changed[0].holds, true);
  EXPECT_EQ(changed[1].condition, 2u);
  const Answers again = plan.run(table, {true, true}, in_order);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(answers.conditions[i].rows, again.conditions[i].rows);
    EXPECT_EQ(answers.conditions[i].unknown, again.conditions[i].unknown);
    EXPECT_EQ(answers.conditions[i].count, again.conditions[i].count);
    EXPECT_EQ(answers.conditions[i].unknown_count, again.conditions[i].unknown_count);
  }
  EXPECT_TRUE(plan.refresh(table, 2, age, answers).empty());
}

TEST(Plans, OutgrownByTheirTableAreMadeAnew) {
  Table table = people();
  const Plan plan = Plan::compile(table, {{parsed("income * 1000 > 1000000", table), parsed("ends with(place, \"镇\")", table)}, {}});
  ASSERT_TRUE(table.column(*table.find("income")).put(3, Value::number(9'000'000'000'000)));
  ASSERT_TRUE(table.column(*table.find("place")).put(4, Value::string("南庄镇")));
  const Answers answers = plan.run(table, {}, in_order);
  EXPECT_EQ(answers.conditions[0].rows[0], 0b01001u);
  EXPECT_EQ(answers.conditions[1].rows[0], 0b10000u);
}

TEST(Columns, RefuseWhatTheyCannotHoldExactly) {
  Table table = people();
  Column& income = table.column(*table.find("income"));
  EXPECT_FALSE(income.put(0, Value::number(feel::Decimal::scaled(1, -3))));
  EXPECT_FALSE(income.put(0, Value::string("1")));
  EXPECT_EQ(feel::to_literal(income.value(0)), "1200.50");
  Column moments(ColumnShape::date_time("at", feel::Zone::offset(8 * 3600)));
  Table other({ColumnShape::date_time("at", feel::Zone::offset(8 * 3600))});
  other.resize(1);
  EXPECT_TRUE(other.column(0).put(0, feel::Value::date_time(*feel::parse_date_time("1969-12-31T23:59:59.000001+08:00"))));
  EXPECT_EQ(feel::to_literal(other.column(0).value(0)), "@\"1969-12-31T23:59:59.000001+08:00\"");
  EXPECT_FALSE(other.column(0).put(0, feel::Value::date_time(*feel::parse_date_time("2020-01-01T00:00:00Z"))));
}

TEST(Kernels, OfThisMachineAgreeWithThePlainOnes) {
  std::vector<std::int64_t> numbers(k_block_rows);
  std::uint64_t state = 42;
  for (std::int64_t& number : numbers) number = static_cast<std::int64_t>(state = state * 6364136223846793005u + 1442695040888963407u);
  const auto* data = reinterpret_cast<const std::byte*>(numbers.data());
  Word fast[k_block_words], plain[k_block_words];
  const std::int64_t lows[] = {-100, -30'000, -2'000'000'000, INT64_MIN}, highs[] = {27, 77, 1'900'000'000, 1};
  std::uint8_t table[32];
  for (std::size_t i = 0; i < 32; ++i) table[i] = static_cast<std::uint8_t>(numbers[i]);
  for (const Kernels* usable : usable_kernels()) {
    for (int i = 0; i < 4; ++i) {
      usable->range[i](data, lows[i], highs[i], fast);
      portable_kernels().range[i](data, lows[i], highs[i], plain);
      EXPECT_TRUE(std::equal(fast, fast + k_block_words, plain)) << usable->name << " " << i;
    }
    usable->byte_set(data, table, fast);
    portable_kernels().byte_set(data, table, plain);
    EXPECT_TRUE(std::equal(fast, fast + k_block_words, plain)) << usable->name;
  }
}

}  // namespace
}  // namespace tiange::columns
