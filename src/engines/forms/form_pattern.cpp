#include "engines/forms/form_pattern.h"

#include <re2/re2.h>

namespace tiange::forms {

namespace {

constexpr std::size_t k_most_pattern = 300;
constexpr std::int64_t k_most_memory = 1 << 20;

// One construct of the pattern, rewritten; false when JavaScript reads it otherwise. Classes of characters, groups,
// repetitions and anchors are written alike; \d \w \s are ASCII here, so they are spelt out.
class PatternTranslator {
 public:
  explicit PatternTranslator(std::string_view pattern) : pattern_(pattern) {}

  std::string run() {
    while (at_ < pattern_.size()) {
      if (!step()) return "";
    }
    return in_class_ ? "" : out_;
  }

 private:
  bool step() {
    const char c = pattern_[at_];
    if (c == '\\') return escape();
    ++at_;
    if (in_class_) return in_class(c);
    if (c == '[') return open_class();
    if (c == '(') return open_group();
    if (c == '.') {
      out_ += "[^\\n]";
      return true;
    }
    if (c == '{') return repetition();
    if (c == ']' || c == '}') return false;
    out_ += c;
    return true;
  }
  bool repetition() {
    const std::size_t end = pattern_.find('}', at_);
    if (end == pattern_.npos || end == at_) return false;
    const std::string_view inside = pattern_.substr(at_, end - at_);
    if (inside.front() == ',' || inside.find_first_not_of("0123456789,") != inside.npos) return false;
    out_ += "{" + std::string(inside) + "}";
    at_ = end + 1;
    return true;
  }
  bool open_class() {
    in_class_ = true;
    out_ += '[';
    if (at_ < pattern_.size() && pattern_[at_] == '^') {
      out_ += '^';
      ++at_;
    }
    return at_ < pattern_.size() && pattern_[at_] != ']';  // "[]a]" holds a bracket in RE2 only
  }
  bool in_class(char c) {
    if (c == '[') return false;  // [:alpha:]
    out_ += c;
    if (c == ']') in_class_ = false;
    return true;
  }
  bool open_group() {
    out_ += '(';
    if (at_ >= pattern_.size() || pattern_[at_] != '?') return true;
    if (pattern_.substr(at_, 2) != "?:") return false;  // flags and names
    out_ += "?:";
    at_ += 2;
    return true;
  }
  bool escape() {
    if (at_ + 1 >= pattern_.size()) return false;
    const char c = pattern_[at_ + 1];
    at_ += 2;
    const std::string_view set = c == 'd' ? "0-9" : c == 'w' ? "0-9A-Za-z_" : c == 's' ? "\\t\\n\\f\\r " : "";
    if (!set.empty()) {
      out_ += in_class_ ? std::string(set) : "[" + std::string(set) + "]";
      return true;
    }
    if (!in_class_ && (c == 'D' || c == 'W' || c == 'S')) {
      out_ += c == 'D' ? "[^0-9]" : c == 'W' ? "[^0-9A-Za-z_]" : "[^\\t\\n\\f\\r ]";
      return true;
    }
    if (std::string_view("^$\\.*+?()[]{}|/").find(c) != std::string_view::npos || (in_class_ && c == '-')) {
      out_ += '\\';
      out_ += c;
      return true;
    }
    if (c == '-') {  // an escape of nothing is an error with the flag u
      out_ += c;
      return true;
    }
    if (c == 't' || c == 'n' || c == 'r') {
      out_ += '\\';
      out_ += c;
      return true;
    }
    return false;
  }

  std::string_view pattern_;
  std::string out_;
  std::size_t at_ = 0;
  bool in_class_ = false;
};

}  // namespace

struct Pattern::Machine {
  explicit Machine(const std::string& pattern, const RE2::Options& options) : re(pattern, options) {}
  RE2 re;
};

Result<Pattern> Pattern::compile(const std::string& pattern) {
  if (pattern.empty() || pattern.size() > k_most_pattern)
    return refuse(ErrorCode::bad_expression, "正则表达式应为 1 到 300 个字节", "a pattern has 1 to 300 bytes");
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(k_most_memory);
  Pattern made;
  auto machine = std::make_shared<Machine>(pattern, options);
  if (!machine->re.ok())
    return refuse(ErrorCode::bad_expression, "正则表达式有误：" + machine->re.error(), "bad pattern: " + machine->re.error());
  made.machine_ = std::move(machine);
  made.browser_ = PatternTranslator(pattern).run();
  return made;
}

bool Pattern::found_in(std::string_view text) const {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), machine_->re);
}

}  // namespace tiange::forms
