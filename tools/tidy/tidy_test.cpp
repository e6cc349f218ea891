#include <gtest/gtest.h>

#include "tidy.h"

namespace tidy {
namespace {

const Parts k_parts = read_parts(R"(
tiange_part(base LIBS fmt)
tiange_part(engines/feel USES base)
tiange_part(platform/db USES base)
tiange_part(city/org TIER 0 USES base platform/db)
tiange_part(city/cases TIER 3 USES base platform/db city/org)
)");

std::vector<std::string> findings(const std::string& path, const std::string& text) {
  std::vector<std::string> out;
  for (const Finding& f : check({{path, text}}, k_parts)) out.push_back(f.what);
  return out;
}

TEST(Tidy, PartsUseWhatTheirPartsUse) {
  EXPECT_EQ(k_parts.at("city/cases"), (std::set<std::string>{"base", "platform/db", "city/org"}));
}

TEST(Tidy, CleanCodePasses) {
  EXPECT_TRUE(findings("src/city/cases/case_rules.cpp", "#include \"city/org/org.h\"\nint f() { return 1; }\n").empty());
}

struct Breach {
  const char* path;
  const char* text;
};

TEST(Tidy, EachBreachIsFound) {
  const Breach breaches[] = {
      {"src/city/org/org_rules.cpp", "#include \"city/cases/cases.h\"\n"},
      {"src/city/cases/case_service.cpp", "#include \"city/org/account_store.h\"\n"},
      {"src/engines/feel/x.cpp", "#include \"platform/db/db.h\"\n"},
      {"src/city/cases/case_service.cpp", "auto q = \"SELECT 1\";\n"},
      {"src/city/cases/x.cpp", "void f() { std::thread t; }\n"},
      {"src/city/cases/x.cpp", "auto t = std::chrono::system_clock::now();\n"},
      {"src/city/cases/x.cpp", "#include <sqlite3.h>\n"},
      {"src/engines/feel/x.cpp", "void f() { throw 1; }\n"},
      {"src/base/x.cpp", "// TODO later\n"},
      {"src/city/cases/x.cpp", "void f() { for (const auto& [key, one] : set_in(tx, clock.now())->forms) g(one); }\n"},
      {"src/city/cases/x.cpp", "void f() { const Unit* unit = parts_.org.directory(now)->unit(code); }\n"},
      {"src/city/cases/x.cpp", "void f() { if (const auto* field =\n parts_.subjects.catalogue()->field(key)) g(*field); }\n"},
  };
  for (const Breach& b : breaches) EXPECT_EQ(findings(b.path, b.text).size(), 1u) << b.path << ": " << b.text;
}

TEST(Tidy, WhatIsKeptOrCopiedMayBeTakenApart) {
  EXPECT_TRUE(findings("src/city/cases/x.cpp", "void f() { const auto set = set_in(tx, now); for (const auto& one : set->forms) g(one); }\n").empty());
  EXPECT_TRUE(findings("src/city/cases/x.cpp", "void f() { const Words unit = parts_.org.directory(now)->unit_name(code); }\n").empty());
}

TEST(Tidy, LongFilesFunctionsAndFoldersAreFound) {
  EXPECT_EQ(findings("src/base/x.cpp", std::string(601, '\n')).size(), 1u);
  EXPECT_EQ(findings("src/base/x.cpp", "namespace a {\nint f(int x) {\n" + std::string(70, '\n') + "}\n}\n").size(), 1u);
  EXPECT_TRUE(findings("src/base/x.cpp", "namespace a {\nint f(int x) {\n" + std::string(60, '\n') + "}\n}\n").empty());
  std::vector<Source> many;
  for (int i = 0; i < 26; ++i) many.push_back({"src/base/f" + std::to_string(i) + ".h", ""});
  EXPECT_EQ(check(many, k_parts).size(), 1u);
}

TEST(Tidy, CommentsAndStringsAreNotCode) {
  EXPECT_TRUE(findings("src/city/cases/x.cpp", "// std::thread\nauto s = \"std::thread \\\" co_await\";\nauto r = R\"(std::thread)\";\n").empty());
}

}  // namespace
}  // namespace tidy
