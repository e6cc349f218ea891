#pragma once
// The house rules as a check: what may include what, what may stand where, and how long things may grow.

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tidy {

struct Source {
  std::string path;  // from the repository's root, "src/city/cases/case_file.cpp"
  std::string text;
};

struct Finding {
  std::string path;
  int line;
  std::string what;  // says what to use instead
};

// Part -> parts it declares (USES and TEST_USES), read from src/CMakeLists.txt.
using Parts = std::map<std::string, std::set<std::string>>;
Parts read_parts(const std::string& cmake_text);

std::vector<Finding> check(const std::vector<Source>& sources, const Parts& parts);

// The text with comments and the insides of strings blanked; line breaks stay.
std::string without_comments_and_strings(const std::string& text);

struct Function {
  int first_line;
  int lines;
  std::string head;
};
std::vector<Function> functions_of(const std::string& text);

}  // namespace tidy
