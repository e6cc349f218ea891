#include "engines/feel/feel.h"

#include <gtest/gtest.h>

#include "engines/feel/feel_json.h"

namespace tiange::feel {
namespace {

struct Row {
  const char* expression;
  const char* result;  // as FEEL source
};

const Value& sample() {
  static const Value context = [] {
    ContextBuilder place;
    place.set("town", Value::string("祖庙街道")).set("full name", Value::string("佛山市禅城区祖庙街道"));
    ContextBuilder all;
    all.set("x", Value::number(5)).set("事项", Value::string("占道经营")).set("place", place.build());
    all.set("case level", Value::string("urgent")).set("nothing", Value()).set("a-b", Value::number(7));
    all.set("amounts", Value::list({Value::number(1), Value::number(20), Value::number(3)}));
    return all.build();
  }();
  return context;
}

Names sample_names() {
  return {{"x", "事项", "place", "case level", "nothing", "amounts", "a-b"}, {"town", "full name"}, {}};
}

std::string run(const char* text) {
  const auto expression = parse_expression(text, sample_names());
  if (!expression.ok()) return "refused: " + expression.refusal().en;
  return to_literal(evaluate(*expression, sample()).value);
}

class Expressions : public testing::TestWithParam<Row> {};

TEST_P(Expressions, GiveTheValue) { EXPECT_EQ(run(GetParam().expression), GetParam().result) << GetParam().expression; }

INSTANTIATE_TEST_SUITE_P(Arithmetic, Expressions,
                         testing::Values(Row{"0.1 + 0.2", "0.3"}, Row{"1 + 2 * 3", "7"}, Row{"-2 ** 2", "4"},
                                         Row{"3 ** 4 ** 5", "3486784401"}, Row{"1 / 0", "null"}, Row{"10 - -5", "15"},
                                         Row{"1 + if x > 3 then 10 else 20", "11"}, Row{"1 / 3", "0.3333333333333333333333333333333333"},
                                         Row{"\"a\" + \"b\"", "\"ab\""}, Row{"\"a\" + 1", "null"}));

INSTANTIATE_TEST_SUITE_P(Names, Expressions,
                         testing::Values(Row{"case level", "\"urgent\""}, Row{"a-b", "7"}, Row{"x - 1", "4"},
                                         Row{"place.full name", "\"佛山市禅城区祖庙街道\""},
                                         Row{"事项 = \"占道经营\"", "true"}, Row{"unheard of", "null"},
                                         Row{"{full name: 1, b: full name + 1}.b", "2"}));

INSTANTIATE_TEST_SUITE_P(Logic, Expressions,
                         testing::Values(Row{"true and null", "null"}, Row{"false and null", "false"},
                                         Row{"true or null", "true"}, Row{"null or 1", "null"}, Row{"not(true)", "false"},
                                         Row{"x between 1 and 5", "true"}, Row{"x in (1, 2, > 4)", "true"},
                                         Row{"x in [1..5)", "false"}, Row{"x in (2..5]", "true"}, Row{"x in ]2..5[ or x = 5", "true"}, Row{"]1..amounts[2]].end", "20"},
                                         Row{"]1..5[.end included", "false"}, Row{"x in (4)", "false"},
                                         Row{"1 = \"1\"", "null"}, Row{"nothing = null", "true"}));

INSTANTIATE_TEST_SUITE_P(
    Lists, Expressions,
    testing::Values(Row{"amounts[item > 2]", "[20, 3]"}, Row{"amounts[-1]", "3"}, Row{"amounts[4]", "null"},
                    Row{"[{a: 1}, {a: 2}][a > 1].a", "[2]"}, Row{"for i in 1..3 return i * i", "[1, 4, 9]"},
                    Row{"for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"},
                    Row{"some i in amounts satisfies i > 10", "true"},
                    Row{"every i in amounts satisfies i > 10", "false"}, Row{"sum(amounts)", "24"},
                    Row{"sort(amounts, function(a, b) a > b)", "[20, 3, 1]"},
                    Row{"for i in [1, 2], j in [i, 10] return i + j", "[2, 11, 4, 12]"}));

INSTANTIATE_TEST_SUITE_P(
    Calendar, Expressions,
    testing::Values(Row{"date(\"2026-02-28\") + duration(\"P1D\")", "@\"2026-03-01\""},
                    Row{"@\"2024-01-31\" + @\"P1M\"", "@\"2024-02-29\""}, Row{"@\"2026-11-21\".weekday", "6"},
                    Row{"@\"2026-01-02T00:00:00\" - @\"2026-01-01T12:00:00\"", "@\"PT12H\""},
                    Row{"@\"2018-10-08T00:00:00+02:00\" = @\"2018-10-08T00:00:00@Europe/Paris\"", "true"},
                    Row{"date(\"2026-02-30\")", "null"}, Row{"duration(\"PT555M\")", "@\"PT9H15M\""},
                    Row{"now()", "null"}));

INSTANTIATE_TEST_SUITE_P(
    Functions, Expressions,
    testing::Values(Row{"{f: function(n) if n <= 1 then 1 else n * f(n - 1), r: f(20)}.r", "2432902008176640000"},
                    Row{"substring(\"禅城区\", 2)", "\"城区\""}, Row{"string length(\"🐎😀\")", "2"},
                    Row{"substring(string: \"foobar\", start position: 3)", "\"obar\""},
                    Row{"matches(\"佛山\", \"^\\p{L}+$\")", "true"}, Row{"replace(\"abc\", \"[a-z]\", \"#\")", "\"###\""},
                    Row{"1 instance of number", "true"}, Row{"[1] instance of list<string>", "false"},
                    Row{"decimal(2.5, 0)", "2"}, Row{"modulo(-12, 5)", "3"}, Row{"round half down(-5.5, 0)", "-5"}));

TEST(Parsing, RefusesWithThePlaceInBothLanguages) {
  const auto refused = parse_expression("1 +\n  ) 2");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.refusal().code, ErrorCode::bad_expression);
  EXPECT_NE(refused.refusal().en.find("line 2, column 3"), std::string::npos) << refused.refusal().en;
  EXPECT_NE(refused.refusal().zh.find("第2行第3列"), std::string::npos) << refused.refusal().zh;
}

TEST(Parsing, RefusesWhatIsNotAnExpression) {
  for (const char* text : {"", "1 +", "if true then 1", "[1, 2", "\"open", "a b c d )", "{a 1}", "for i in", "1 2",
                           "some x in [1] then 2", "f(a: 1, 2)", "@2020", "x instance number"}) {
    EXPECT_FALSE(parse_expression(text).ok()) << text;
  }
  EXPECT_FALSE(parse_expression(std::string(5000, '(')).ok());
  EXPECT_FALSE(parse_expression(std::string(5000, '-') + "1").ok());
}

TEST(Parsing, TakesTimeInProportionToTheText) {
  std::string in, range;
  for (int i = 0; i < 60; ++i) in += "1 in (2, 3 in (", range += "[1..";
  EXPECT_FALSE(parse_expression(in).ok());
  EXPECT_FALSE(parse_expression(range).ok());
}

TEST(Evaluating, IsBoundedInStepsAndDepth) {
  Environment environment;
  environment.max_steps = 100'000;
  const auto endless = parse_expression("for i in 1..1000000000 return i");
  EXPECT_EQ(evaluate(*endless, Value(), environment).value.reason().code, ReasonCode::too_long);
  const auto deep = parse_expression("{f: function(n) f(n + 1), r: f(1)}.r");
  EXPECT_TRUE(evaluate(*deep, Value(), environment).value.is_null());
  const auto nested = parse_expression("count(for i in 1..100000 return [partial])");
  EXPECT_TRUE(evaluate(*nested, Value(), environment).value.is_null());
}

// Values that share their parts are small in memory and endless when written out.
TEST(Evaluating, BoundsWhatItBuilds) {
  for (const char* text : {"string(for i in 1..100 return [partial[-1], partial[-1], i])",
                           "for i in 1..100 return if i = 1 then \"ab\" else partial[-1] + partial[-1]",
                           "for i in 1..20000 return {f: function() partial}",
                           "replace(string join(for i in 1..100000 return \"a\"), \"a\", string join(for i in 1..1000 return \"bb\"))"}) {
    const auto expression = parse_expression(text);
    ASSERT_TRUE(expression.ok()) << text;
    const Evaluation done = evaluate(*expression, Value());
    EXPECT_FALSE(done.notes.empty()) << text;
    EXPECT_LE(to_text(done.value).size(), 200'000'000u);
  }
}

TEST(Evaluating, SaysWhyItIsNull) {
  const auto expression = parse_expression("1 + \n \"a\"");
  const Evaluation done = evaluate(*expression, Value());
  ASSERT_EQ(done.notes.size(), 1u);
  EXPECT_EQ(done.notes[0].reason.code, ReasonCode::bad_operands);
  EXPECT_EQ(done.notes[0].words().zh, "第1行第3列：数字与文本不能这样运算");
}

struct TestRow {
  const char* tests;
  const char* input;
  const char* result;
};

class Tests : public testing::TestWithParam<TestRow> {};

TEST_P(Tests, GiveTheVerdict) {
  const auto tests = parse_unary_tests(GetParam().tests, sample_names());
  ASSERT_TRUE(tests.ok()) << tests.refusal().en;
  const Value input = evaluate(*parse_expression(GetParam().input), Value()).value;
  EXPECT_EQ(to_literal(evaluate(*tests, input, sample()).value), GetParam().result) << GetParam().tests;
}

INSTANTIATE_TEST_SUITE_P(
    Unary, Tests,
    testing::Values(TestRow{"-", "null", "true"}, TestRow{"\"a\", \"b\"", "\"b\"", "true"},
                    TestRow{"not(\"a\", \"b\")", "\"b\"", "false"}, TestRow{"< 10", "9", "true"},
                    TestRow{"[1..3], > 7", "8", "true"}, TestRow{"]1..3[", "3", "false"}, TestRow{"null", "null", "true"},
                    TestRow{"? > 3 and ? < 5", "4", "true"}, TestRow{"contains(?, \"占\")", "\"占道\"", "true"},
                    TestRow{"x", "5", "true"}, TestRow{"amounts", "20", "true"}, TestRow{"> x", "\"a\"", "null"},
                    TestRow{"true", "false", "false"}, TestRow{"false", "false", "true"}));

TEST(Describing, SaysTestsAsPeopleDo) {
  const auto said = [](const char* text) { return describe(*parse_unary_tests(text, sample_names())); };
  EXPECT_EQ(said("-").zh, "任意");
  EXPECT_EQ(said("\"占道\"").zh, "是“占道”");
  EXPECT_EQ(said("\"a\", \"b\"").en, "is 'a' or is 'b'");
  EXPECT_EQ(said("[1..5)").zh, "从 1 到 5（不含 5）");
  EXPECT_EQ(said(">= 5").en, "at least 5");
  EXPECT_EQ(said("not(< 3, true)").zh, "不可以：小于 3，或是是");
  EXPECT_EQ(said("starts with(?, \"4406\")").zh, "以“4406”开头");
  for (const char* as_written : {"? > x", "-0 = 5", "x", "{a: 1}.a", "(function(a) a)", "sum(1, 2, x)"}) {
    EXPECT_EQ(said(as_written).zh, as_written);
  }
}

TEST(Json, GoesThereAndBack) {
  const auto json = json::parse(R"({"a": [1, 2.5, "x", null, true], "b": {"c": 12345678901234567}})");
  ASSERT_TRUE(json.ok());
  EXPECT_EQ(json::write(to_json(from_json(*json))), json::write(*json));
}

}  // namespace
}  // namespace tiange::feel
