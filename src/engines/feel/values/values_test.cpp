#include <gtest/gtest.h>

#include "engines/feel/values/feel_unicode.h"
#include "engines/feel/values/value.h"

namespace tiange::feel {
namespace {

Decimal number(const char* text) { return *Decimal::parse(text); }

struct Sum {
  const char* a;
  char sign;
  const char* b;
  const char* result;
};

class Arithmetic : public testing::TestWithParam<Sum> {};

TEST_P(Arithmetic, IsExact) {
  const auto [a, sign, b, result] = GetParam();
  const Decimal left = number(a), right = number(b);
  const Decimal value = sign == '+' ? left + right : sign == '-' ? left - right : sign == '*' ? left * right
                                                                                              : left / right;
  EXPECT_EQ(value.to_string(), result) << a << sign << b;
}

INSTANTIATE_TEST_SUITE_P(
    Decimals, Arithmetic,
    testing::Values(Sum{"0.1", '+', "0.2", "0.3"}, Sum{"1", '-', "0.9", "0.1"}, Sum{"-1.50", '+', "1.5", "0.00"},
                    Sum{"18446744073709551615", '+', "1", "18446744073709551616"},
                    Sum{"9223372036854775807", '+', "0.5", "9223372036854775807.5"},
                    Sum{"4294967296", '*', "4294967296", "18446744073709551616"},
                    Sum{"1", '/', "3", "0.3333333333333333333333333333333333"}, Sum{"-7.5", '/', "2.5", "-3"},
                    Sum{"9999999999999999999999999999999999", '+', "1", "10000000000000000000000000000000000"},
                    Sum{"-0.000001", '*', "1000000", "-1.000000"}, Sum{"3", '-', "5", "-2"},
                    Sum{"-3", '-', "-5", "2"}, Sum{"1e10", '+', "1e-10", "10000000000.0000000001"}));

// Every fast path must agree with the library's: the same sums by text of 34 digits.
TEST(Decimals, FastAndSlowPathsAgree) {
  std::uint64_t seed = 42;
  const auto next = [&] { return seed = seed * 6364136223846793005ull + 1442695040888963407ull; };
  const Decimal zero = number("0.000000000000000000000000000000"), one = number("1");
  for (int i = 0; i < 20'000; ++i) {
    const auto draw = [&] {
      const auto coefficient = static_cast<std::int64_t>(next() >> (next() % 63));
      return Decimal::scaled((next() & 1024) != 0 ? coefficient : -coefficient, static_cast<int>(next() >> 33) % 6 - 4);
    };
    const Decimal a = draw(), b = draw();
    const Decimal sum = a + b;
    EXPECT_EQ(sum - b, a) << a.to_string() << " + " << b.to_string();
    EXPECT_EQ(a * b, b * a);
    EXPECT_EQ(a < b, (a - b).is_negative()) << a.to_string() << " < " << b.to_string();
    EXPECT_EQ(number(a.to_string().c_str()), a);
    EXPECT_EQ((a + zero) * one, a);
    if (a == b) {
      EXPECT_EQ(a.hash(), b.hash());
    }
  }
}

TEST(Decimals, CompareByValueAndKeepTheirDigits) {
  EXPECT_EQ(number("1.10"), number("1.1"));
  EXPECT_EQ(number("1.10").to_string(), "1.10");
  EXPECT_EQ(number("-0"), number("0"));
  EXPECT_LT(number("-0.01"), number("0"));
  EXPECT_EQ(number("1e3").to_string(), "1000");
  EXPECT_EQ(number("1.50").trimmed().to_string(), "1.5");
  EXPECT_EQ(number("1.10").hash(), number("1.1").hash());
  EXPECT_EQ(Decimal::scaled(12345, -2).to_string(), "123.45");
  EXPECT_EQ(number("10.0").to_int(), 10);
  EXPECT_FALSE(number("10.5").to_int());
  EXPECT_FALSE(number("1e30").to_int());
  EXPECT_FALSE((number("1") / number("0")).is_finite());
  for (const char* bad : {"", "-", "1.", "1..2", " 1", "1e", "0x1", "--1", "1,0", "NaN", "1e99999"}) {
    EXPECT_FALSE(Decimal::parse(bad)) << bad;
  }
}

TEST(Decimals, RoundEveryWay) {
  const auto rounded = [](const char* text, int digits, Rounding mode) {
    return number(text).rounded(digits, mode).to_string();
  };
  EXPECT_EQ(rounded("2.5", 0, Rounding::half_even), "2");
  EXPECT_EQ(rounded("2.5", 0, Rounding::half_up), "3");
  EXPECT_EQ(rounded("2.5", 0, Rounding::half_down), "2");
  EXPECT_EQ(rounded("-2.51", 0, Rounding::half_down), "-3");
  EXPECT_EQ(rounded("-2.1", 0, Rounding::up), "-3");
  EXPECT_EQ(rounded("-2.9", 0, Rounding::down), "-2");
  EXPECT_EQ(rounded("-2.1", 0, Rounding::floor), "-3");
  EXPECT_EQ(rounded("2.1", 0, Rounding::ceiling), "3");
}

TEST(Dates, CountDaysBothWays) {
  for (std::int64_t day = -800'000; day < 800'000; day += 37) {
    EXPECT_EQ(days_from_date(*date_from_days(day)), day);
  }
  EXPECT_EQ(days_from_date({1970, 1, 1}), 0);
  EXPECT_EQ(weekday({2026, 11, 21}), 6);
  EXPECT_EQ(week_of_year({2010, 1, 1}), 53);
  EXPECT_EQ(day_of_year({2024, 12, 31}), 366);
  EXPECT_EQ(to_string(*date_from_days(days_from_date({-999'999'999, 1, 1}))), "-999999999-01-01");
  EXPECT_FALSE(date_from_days(INT64_MAX));
}

TEST(Dates, ReadOnlyWhatIsWellFormed) {
  for (const char* good : {"2026-02-28", "-2017-12-31", "999999999-12-31"}) {
    ASSERT_TRUE(parse_date(good)) << good;
    EXPECT_EQ(to_string(*parse_date(good)), good);
  }
  for (const char* bad : {"2026-02-29", "2026-2-8", "01211-12-31", "998-12-31", "+2026-01-01", "2026-01-01T"}) {
    EXPECT_FALSE(parse_date(bad)) << bad;
  }
  for (const char* bad : {"24:00:01", "7:00:00", "07:01:2", "13:20:00+5:00", "13:20:00-19:00", "10:00:00@No/Where"}) {
    EXPECT_FALSE(parse_time(bad)) << bad;
  }
  EXPECT_EQ(to_string(*parse_date_time("2017-12-31T24:00:00")), "2018-01-01T00:00:00");
  EXPECT_EQ(to_string(*parse_time("11:22:33-00:00")), "11:22:33Z");
}

TEST(Durations, ReadAndWriteTheirShortestForm) {
  const std::pair<const char*, const char*> days[] = {{"PT555M", "PT9H15M"},   {"P2DT274M", "P2DT4H34M"},
                                                      {"-PT1H2M", "-PT1H2M"},  {"PT0.000S", "PT0S"},
                                                      {"-PT0.5S", "-PT0.5S"},  {"PT36H", "P1DT12H"}};
  for (const auto& [text, canonical] : days) EXPECT_EQ(to_string(*parse_days_duration(text)), canonical);
  EXPECT_EQ(to_string(*parse_months_duration("-P26M")), "-P2Y2M");
  for (const char* bad : {"P", "PT", "P1H", "1D", "P1DT", "PT1S2M", "P99999999999999999999D"}) {
    EXPECT_FALSE(parse_days_duration(bad)) << bad;
  }
}

TEST(Zones, FollowTheirRules) {
  const auto moment = [](const char* text) { return instant_of(*parse_date_time(text)).seconds; };
  EXPECT_EQ(moment("2018-10-08T00:00:00@Europe/Paris"), moment("2018-10-08T00:00:00+02:00"));
  EXPECT_EQ(moment("2018-12-08T00:00:00@Europe/Paris"), moment("2018-12-08T00:00:00+01:00"));
  EXPECT_EQ(moment("2026-11-21T08:00:00@Asia/Shanghai"), moment("2026-11-21T00:00:00Z"));
  EXPECT_EQ(moment("999999999-07-01T00:00:00@Asia/Shanghai"), moment("999999999-07-01T00:00:00+08:00"));
}

TEST(Values, ShareWhatIsHeavyAndCompareDeeply) {
  const Value list = Value::list({Value::number(1), Value::string("佛山")});
  const Value same = list;
  EXPECT_TRUE(list.same_bits(same));
  EXPECT_EQ(equal(list, Value::list({Value::number(Decimal::scaled(10, -1)), Value::string("佛山")})), true);
  EXPECT_EQ(equal(Value::number(1), Value::string("1")), std::nullopt);
  EXPECT_EQ(equal(Value(), Value::number(1)), false);
  EXPECT_EQ(to_literal(list), "[1, \"佛山\"]");
  Value deep = Value::list(std::vector<Value>{});
  int levels = 1;
  for (; deep.is(Kind::list) && levels <= 1000; ++levels) deep = Value::list({deep});
  EXPECT_EQ(levels, k_max_depth + 1);
  EXPECT_EQ(deep.reason().code, ReasonCode::too_deep);
}

TEST(Values, FindMembersInSmallAndLargeContexts) {
  ContextBuilder builder;
  for (int i = 0; i < 100; ++i) builder.set("name " + std::to_string(i), Value::number(i));
  builder.set("name 7", Value::number(700));
  const Value context = builder.build();
  EXPECT_EQ(context.find("name 7")->as_number(), Decimal::from_int(700));
  EXPECT_EQ(context.find("name 99")->as_number(), Decimal::from_int(99));
  EXPECT_EQ(context.find("name"), nullptr);
  const Value scope = Value::scope({{"x", Value::number(1)}}, context);
  EXPECT_NE(scope.find("name 50"), nullptr);
}

TEST(Patterns, AreXPathPatterns) {
  const auto found = [](const char* pattern, const char* text, const char* flags = "") {
    const auto compiled = unicode::Pattern::compile(pattern, flags);
    return compiled ? compiled->found_in(text) : std::nullopt;
  };
  EXPECT_EQ(found("^\\d{11}$", "13800000000"), true);
  EXPECT_EQ(found("[a-z-[aeiou]]", "aei"), false);
  EXPECT_EQ(found("(.)\\1", "aa"), true);
  EXPECT_EQ(found("\\p{IsCJKUnifiedIdeographs}+", "禅城"), true);
  EXPECT_EQ(found("a.b", "a\nb"), false);
  EXPECT_EQ(found("a.b", "a\nb", "s"), true);
  EXPECT_EQ(found("a.b", "a.b", "q"), true);
  for (const char* bad : {"(a", "a)", "[a", "\\1", "(a\\1)", "[\\1]", "(?=a)", "\\b", "a{2,1}", "[]"}) {
    EXPECT_FALSE(unicode::Pattern::compile(bad, "")) << bad;
  }
  EXPECT_FALSE(unicode::Pattern::compile("a", "z"));
  EXPECT_EQ(found("^(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"), std::nullopt);
}

}  // namespace
}  // namespace tiange::feel
