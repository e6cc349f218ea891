#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "base/codes.h"
#include "base/digest.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/scope.h"
#include "base/text.h"
#include "base/time.h"

namespace tiange {
namespace {

TEST(Errors, NumbersAndNamesAreUnique) {
  std::set<int> numbers;
  std::set<std::string_view> names;
  for (const ErrorInfo& info : all_errors()) {
    EXPECT_TRUE(numbers.insert(info.number).second) << info.name;
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_GE(info.http_status, 400) << info.name;
    EXPECT_FALSE(info.zh.empty() || info.en.empty()) << info.name;
  }
}

TEST(Permissions, KeysAreUnique) {
  std::set<std::string_view> keys;
  for (const PermissionInfo& info : all_permissions()) EXPECT_TRUE(keys.insert(info.key).second) << info.key;
  EXPECT_EQ(permission_from_key("cases.view"), Permission::cases_view);
  EXPECT_EQ(permission_from_key("cases.fly"), std::nullopt);
}

TEST(Scope, AreasArePrefixes) {
  Scope scope;
  EXPECT_FALSE(scope.covers("440604010")) << "an empty scope sees nothing";
  scope.areas = {"440604010"};
  EXPECT_TRUE(scope.covers("440604010014001"));
  EXPECT_FALSE(scope.covers("440604011"));
  EXPECT_FALSE(scope.covers("440604"));
}

TEST(Time, DatesRoundTrip) {
  EXPECT_EQ(make_date(1970, 1, 1).day, 0);
  for (int day = -200000; day < 200000; day += 37) {
    const auto [y, m, d] = split_date({day});
    EXPECT_EQ(make_date(y, m, d).day, day);
  }
  EXPECT_EQ(weekday(make_date(2026, 11, 21)), 6);
  EXPECT_FALSE(is_real_date(2026, 2, 29));
  EXPECT_TRUE(is_real_date(2024, 2, 29));
}

TEST(Time, ReadsWhatExportsHold) {
  const Instant expected = local_instant(make_date(2026, 3, 5), 9 * 3'600'000'000LL + 5 * 60'000'000LL);
  for (const char* text : {"2026-03-05 09:05", "2026/3/5 9:05", "2026年3月5日 9时05分", "2026.3.5 上午9:05:00", "20260305 0905"}) {
    auto moment = parse_local(text);
    if (std::string(text) == "20260305 0905") {
      EXPECT_FALSE(moment.ok()) << text;
      continue;
    }
    ASSERT_TRUE(moment.ok()) << text;
    EXPECT_EQ(moment->us, expected.us) << text;
  }
  EXPECT_EQ(parse_local("2026-03-05T01:05:00Z")->us, expected.us);
  EXPECT_EQ(format_local(*parse_local("46086.378472222")), "2026-03-05 09:05");
  EXPECT_EQ(format_local(*parse_local("2026-3-5 下午3:30")), "2026-03-05 15:30");
  for (const char* text : {"", "2026-13-01", "2026-02-30", "yesterday", "2026-03-05 25:00", "2026-03-05 9:75", "5/3/2026"}) {
    EXPECT_FALSE(parse_local(text).ok()) << text;
  }
}

TEST(Time, IsoRoundTrip) {
  const Instant moment{1'795'222'330'123'456};
  EXPECT_EQ(parse_iso(format_iso(moment))->us, moment.us);
  EXPECT_EQ(parse_iso("2026-11-21T09:05:30+08:00")->us, parse_iso("2026-11-21T01:05:30Z")->us);
  EXPECT_FALSE(parse_iso("2026-11-21T09:05:30").ok()) << "a zone is required";
}

TEST(Ids, IncreaseEvenWhenTheClockGoesBack) {
  IdSource source(3);
  const Instant now{1'795'222'330'000'000};
  std::int64_t last = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::int64_t id = source.next(i % 2 ? now : now + seconds(-5));
    EXPECT_GT(id, last);
    last = id;
  }
  EXPECT_EQ(id_time(IdSource(3).next(now)).us / 1000, now.us / 1000);
  IdSource other(4);
  EXPECT_NE(IdSource(3).next(now), other.next(now));
  EXPECT_FALSE(parse_id("-4").ok());
  EXPECT_FALSE(parse_id("9223372036854775808").ok());
  EXPECT_FALSE(parse_id("12a").ok());
}

TEST(Codes, CitizenNumbersOfTheStandard) {
  for (const char* good : {"11010519491231002X", "440524188001010014", "44060419900101123X"})
    EXPECT_TRUE(codes::is_citizen_number(good)) << good;
  for (const char* bad : {"110105194912310021", "11010519491331002X", "1101051949123100", "11010519491231002Y", ""})
    EXPECT_FALSE(codes::is_citizen_number(bad)) << bad;
}

TEST(Codes, CreditCodes) {
  EXPECT_TRUE(codes::is_credit_code("91350100M000100Y43"));
  EXPECT_TRUE(codes::is_credit_code("91440604567890120A"));
  EXPECT_FALSE(codes::is_credit_code("91350100M000100Y44"));
  EXPECT_FALSE(codes::is_credit_code("9135010OM000100Y43"));
}

TEST(Codes, Areas) {
  EXPECT_EQ(codes::area_level("440604010014001"), codes::AreaLevel::grid);
  EXPECT_EQ(codes::area_level("44060401"), std::nullopt);
  EXPECT_EQ(codes::area_parent("440604010014"), "440604010");
  EXPECT_EQ(codes::area_at("440604010014001", codes::AreaLevel::town), "440604010");
  EXPECT_EQ(codes::part_key_of("440604"), 440604000000000);
}

TEST(Codes, Masks) {
  EXPECT_EQ(codes::mask_phone("13800001234"), "138****1234");
  EXPECT_EQ(codes::mask_name("欧阳小明"), "欧***");
  EXPECT_EQ(codes::mask_phone("123"), "***");
}

TEST(Text, Utf8) {
  EXPECT_TRUE(text::is_valid_utf8("佛山禅城🐉"));
  EXPECT_FALSE(text::is_valid_utf8("\xC0\x80"));
  EXPECT_FALSE(text::is_valid_utf8("\xED\xA0\x80"));
  EXPECT_FALSE(text::is_valid_utf8("\xF5\x80\x80\x80"));
  EXPECT_EQ(text::length("佛山a"), 3u);
  EXPECT_EQ(text::cut("佛山禅城", 2), "佛山…");
  EXPECT_EQ(text::trim("\u3000 佛山\t\r\n"), "佛山");
  EXPECT_EQ(text::to_half_width("ＡＢ１２（禅）"), "AB12(禅)");
}

TEST(Text, CsvRows) {
  text::CsvReader reader("\xEF\xBB\xBF序号,内容\r\n1,\"有\"\"引号\"\",\n换行\"\r\n2,\n");
  std::vector<std::string> row;
  std::size_t line = 0;
  ASSERT_TRUE(reader.next(row, line));
  EXPECT_EQ(row, (std::vector<std::string>{"序号", "内容"}));
  ASSERT_TRUE(reader.next(row, line));
  EXPECT_EQ(row[1], "有\"引号\",\n换行");
  ASSERT_TRUE(reader.next(row, line));
  EXPECT_EQ(line, 4u);
  EXPECT_EQ(row, (std::vector<std::string>{"2", ""}));
  EXPECT_FALSE(reader.next(row, line));
  std::string out;
  text::append_csv_row(out, {"=1+2", "-5", "a,b", "c\"d"});
  EXPECT_EQ(out, "'=1+2,-5,\"a,b\",\"c\"\"d\"\r\n");
}

TEST(Digests, KnownVectors) {
  EXPECT_EQ(hex(sm3("abc")), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  EXPECT_EQ(digest_of("abc", true), "sm3:" + hex(sm3("abc")));
  EXPECT_EQ(digest_of("abc", false), "sha256:" + hex(sha256("abc")));
  EXPECT_TRUE(digest_fits("abc", digest_of("abc", true)) && digest_fits("abc", digest_of("abc", false)));
  EXPECT_FALSE(digest_fits("abd", digest_of("abc", true)) || digest_fits("abc", "sm3:" + hex(sha256("abc"))));
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 piecewise;
  piecewise.add("a");
  piecewise.add("bc");
  EXPECT_EQ(piecewise.finish(), sha256("abc"));
  EXPECT_EQ(base64url("\xff\xfe\xfd\xfc"), "__79_A");
}

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)
struct Inner {
  double lng = 0;
  std::optional<std::string> text;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (lng, text))
struct Outer {
  std::string name;
  std::int32_t count = 0;
  Colour colour = Colour::red;
  std::vector<Inner> inner;
  CaseId id;
  json::Value extra;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (name, count, colour, inner, id, extra))

TEST(Json, StructsRoundTrip) {
  const std::string body =
      R"({"name":"井盖\n\"坏\"","count":-3,"colour":"green","inner":[{"lng":113.123456789},{"lng":1,"text":"x"}],"id":"7","extra":{"a":[1,null,true]}})";
  auto outer = json::read<Outer>(body);
  ASSERT_TRUE(outer.ok()) << outer.refusal().en;
  EXPECT_EQ(outer->inner[0].lng, 113.123456789);
  EXPECT_EQ(json::read<Outer>(json::write(*outer))->extra, outer->extra);
  EXPECT_EQ(json::write(*outer), json::write(*json::read<Outer>(json::write(*outer))));
}

TEST(Json, EveryWrongFieldIsNamed) {
  auto outer = json::read<Outer>(R"({"name":1,"count":99999999999,"colour":"blue","inner":[{"lng":"x"}],"id":7})");
  ASSERT_FALSE(outer.ok());
  std::vector<std::string> paths;
  for (const FieldError& field : outer.refusal().fields) paths.push_back(field.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"name", "count", "colour", "inner[0].lng", "id"}));
}

TEST(Json, RefusesWhatIsNotJson) {
  for (const char* bad : {"", "{", "[1,]", "{\"a\":1,}", "nul", "\"\x80\"", "[1] 2", "{'a':1}", "01", "[\"\\ud800\"]"})
    EXPECT_FALSE(json::parse(bad).ok()) << bad;
  EXPECT_FALSE(json::parse(std::string(500, '[') + std::string(500, ']')).ok());
}

TEST(Json, OfARepeatedKeyTheLastCounts) { EXPECT_EQ(json::parse(R"({"a":1,"a":2})")->find("a")->as_int(), 2); }

TEST(Json, EscapesWhereverASpecialCharacterStands) {
  const std::string plain = "一条河涌的水 abcdefghijklmnopq\x7f\xff";
  const std::vector<std::pair<char, std::string>> specials = {{'"', "\\\""}, {'\\', "\\\\"}, {'\n', "\\n"}, {'\x1f', "\\u001f"}, {'\0', "\\u0000"}};
  for (const auto& [special, written] : specials) {
    for (std::size_t at = 0; at <= plain.size(); ++at) {
      std::string out;
      json::append_escaped(out, plain.substr(0, at) + special + plain.substr(at) + special);
      EXPECT_EQ(out, "\"" + plain.substr(0, at) + written + plain.substr(at) + written + "\"");
    }
  }
  std::string out;
  json::append_escaped(out, plain);
  EXPECT_EQ(out, "\"" + plain + "\"");
}

}  // namespace
}  // namespace tiange
