// Every function and operator at its corners, from the table in standard_cases.txt.
#include <gtest/gtest.h>

#include <fstream>

#include "engines/feel/feel.h"

namespace tiange::feel {
namespace {

std::string run(const std::string& text) {
  static const Environment environment{parse_date_time("2026-01-02T03:04:05+08:00")};
  const auto expression = parse_expression(text);
  if (!expression.ok()) return "REFUSED";
  const Evaluation done = evaluate(*expression, Value(), environment);
  // What cannot be computed says why, in both languages.
  for (const Note& note : done.notes) {
    EXPECT_FALSE(note.words().zh.empty() || note.words().en.empty()) << text;
  }
  return to_literal(done.value);
}

TEST(Standard, HoldsForEveryCase) {
  std::ifstream file(TIANGE_SOURCE_DIR "/src/engines/feel/standard_cases.txt");
  int cases = 0;
  for (std::string line; std::getline(file, line);) {
    const auto mark = line.find(" ==> ");
    if (line.starts_with('#') || mark == std::string::npos) continue;
    EXPECT_EQ(run(line.substr(0, mark)), line.substr(mark + 5)) << line;
    ++cases;
  }
  EXPECT_GT(cases, 600);
}

}  // namespace
}  // namespace tiange::feel
