#include <algorithm>
#include <regex>

#include "tidy.h"

namespace tidy {

namespace {

// Where a raw string starting at `at` (the R) ends; npos when it is none.
std::size_t raw_string_end(const std::string& text, std::size_t at) {
  if (text.compare(at, 2, "R\"") != 0) return std::string::npos;
  if (at > 0 && (std::isalnum(static_cast<unsigned char>(text[at - 1])) || text[at - 1] == '_')) return std::string::npos;
  const std::size_t open = text.find('(', at);
  if (open == std::string::npos || open - at > 20) return std::string::npos;
  const std::string close = ")" + text.substr(at + 2, open - at - 2) + "\"";
  const std::size_t end = text.find(close, open);
  return end == std::string::npos ? text.size() : end + close.size();
}

std::size_t quoted_end(const std::string& text, std::size_t at) {
  const char quote = text[at];
  std::size_t i = at + 1;
  while (i < text.size() && text[i] != quote && text[i] != '\n') i += text[i] == '\\' ? 2 : 1;
  return std::min(text.size(), i + 1);
}

bool opens_function(std::string head) {
  static const std::regex scope_words(
      R"(\b(namespace|class|struct|enum|union|if|for|while|switch|catch|do|else|try|return)\b)");
  if (head.find(')') == std::string::npos || head.find('=') != std::string::npos) return false;
  if (head.find("operator") != std::string::npos) return true;
  return !std::regex_search(head, scope_words);
}

bool opens_scope(const std::string& head) {
  static const std::regex words(R"(\b(namespace|class|struct|extern)\b)");
  return std::regex_search(head, words) && !opens_function(head);
}

}  // namespace

std::string without_comments_and_strings(const std::string& text) {
  std::string out = text;
  const auto blank = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to && i < out.size(); ++i) {
      if (out[i] != '\n') out[i] = ' ';
    }
  };
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = raw_string_end(text, i);
    if (end != std::string::npos) {
      blank(i, end);
    } else if (text.compare(i, 2, "//") == 0) {
      end = std::min(text.find('\n', i), text.size());
      blank(i, end);
    } else if (text.compare(i, 2, "/*") == 0) {
      end = std::min(text.find("*/", i), text.size() - 2) + 2;
      blank(i, end);
    } else if (text[i] == '"') {
      end = quoted_end(text, i);
      blank(i + 1, end - 1);
    } else if (text[i] == '\'' && !(i > 0 && std::isalnum(static_cast<unsigned char>(text[i - 1])))) {
      end = quoted_end(text, i);
      blank(i + 1, end - 1);
    } else {
      end = i + 1;
    }
    i = end;
  }
  return out;
}

std::vector<Function> functions_of(const std::string& text) {
  std::string code = without_comments_and_strings(text);
  code = std::regex_replace(code, std::regex(R"((^|\n)[ \t]*#[^\n]*)"), "$1");
  std::vector<Function> found;
  std::vector<char> open;  // 's' scope, 'f' function, 'b' block
  std::string head;
  int line = 1;
  int first = 0;
  for (const char c : code) {
    if (c == '\n') ++line;
    const bool outside = std::none_of(open.begin(), open.end(), [](char o) { return o != 's'; });
    if (c == '{') {
      if (outside && opens_function(head)) {
        open.push_back('f');
        first = line;
        found.push_back({line, 0, head});
      } else {
        open.push_back(outside && opens_scope(head) ? 's' : 'b');
      }
      head.clear();
    } else if (c == '}') {
      if (!open.empty() && open.back() == 'f') found.back().lines = line - first + 1;
      if (!open.empty()) open.pop_back();
      head.clear();
    } else if (c == ';') {
      head.clear();
    } else {
      head += c;
    }
  }
  return found;
}

Parts read_parts(const std::string& cmake_text) {
  Parts parts;
  static const std::regex call(R"(tiange_part\(([^)]*)\))");
  for (std::sregex_iterator it(cmake_text.begin(), cmake_text.end(), call), end; it != end; ++it) {
    const std::string body = (*it)[1];
    static const std::regex word(R"(\S+)");
    std::string name;
    std::string section;
    for (std::sregex_iterator w(body.begin(), body.end(), word); w != end; ++w) {
      const std::string token = w->str();
      if (name.empty()) {
        name = token;
        parts[name];
      } else if (token == "USES" || token == "LIBS" || token == "TIER" || token == "TEST_USES" || token == "TEST_LIBS") {
        section = token;
      } else if (section == "USES" || section == "TEST_USES") {
        parts[name].insert(token);
      }
    }
  }
  // What a part uses, the parts it uses may use too.
  for (bool grown = true; grown;) {
    grown = false;
    for (auto& [name, uses] : parts) {
      const std::set<std::string> direct = uses;
      for (const std::string& use : direct) {
        for (const std::string& further : parts[use]) grown = uses.insert(further).second || grown;
      }
    }
  }
  return parts;
}

}  // namespace tidy
