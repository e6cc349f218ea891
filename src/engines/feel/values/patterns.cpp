// XPath patterns are rewritten into the Unicode library's dialect, then run with bounds on steps and stack.
#include <unicode/unistr.h>
#include <unicode/uregex.h>

#include <algorithm>
#include <map>

#include "engines/feel/values/feel_unicode.h"

namespace tiange::feel::unicode {
namespace {

constexpr std::int32_t k_step_limit = 500;               // in the library's units of ten thousand state saves
constexpr std::size_t k_most_bytes = 16u << 20;          // of a replacement's result
constexpr std::int32_t k_stack_limit_bytes = 8'000'000;  // of backtracking states

icu::UnicodeString wide(std::string_view utf8) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
}

std::string narrow(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

class Rewriter {
 public:
  Rewriter(std::string_view pattern, bool multi_line) : in_(pattern), multi_line_(multi_line) {}

  std::optional<std::string> run() {
    while (at_ < in_.size()) {
      if (!step()) return std::nullopt;
    }
    return out_;
  }

 private:
  bool step() {
    const char c = in_[at_];
    switch (c) {
      case '\\': return escape(false);
      case '[': return char_class();
      case '(':
        if (at_ + 1 < in_.size() && in_[at_ + 1] == '?') {
          if (at_ + 2 >= in_.size() || in_[at_ + 2] != ':') return false;
          open_.push_back(0);
        } else {
          open_.push_back(++groups_);
        }
        break;
      case ')':
        if (open_.empty()) return false;
        if (open_.back() != 0) closed_.push_back(open_.back());
        open_.pop_back();
        break;
      case '^':
        ++at_, out_ += multi_line_ ? "^" : "\\A";
        return true;
      case '$':
        ++at_, out_ += multi_line_ ? "$" : "\\z";
        return true;
      default: break;
    }
    out_ += c, ++at_;
    return true;
  }

  // A reference to a group that is closed before it; further digits belong to it as long as there are such groups.
  bool back_reference() {
    int number = in_[at_ + 1] - '0';
    at_ += 2;
    const auto is_closed = [&](int group) {
      return std::find(closed_.begin(), closed_.end(), group) != closed_.end();
    };
    if (!is_closed(number)) return false;
    while (at_ < in_.size() && is_digit(in_[at_]) && is_closed(number * 10 + (in_[at_] - '0'))) {
      number = number * 10 + (in_[at_++] - '0');
    }
    out_ += "(?:\\" + std::to_string(number) + ")";
    return true;
  }

  bool property() {
    const auto close = in_.find('}', at_);
    if (at_ + 2 >= in_.size() || in_[at_ + 2] != '{' || close == std::string_view::npos) return false;
    const std::string_view name = in_.substr(at_ + 3, close - at_ - 3);
    const char kind = in_[at_ + 1];
    at_ = close + 1;
    out_ += '\\', out_ += kind, out_ += '{';
    out_ += name.substr(0, 2) == "Is" ? "Block=" + std::string(name.substr(2)) : std::string(name);
    out_ += '}';
    return true;
  }

  bool escape(bool in_class) {
    if (at_ + 1 >= in_.size()) return false;
    const char c = in_[at_ + 1];
    if (c == 'p' || c == 'P') return property();
    if (is_digit(c)) return !in_class && c != '0' && back_reference();
    const char* as = nullptr;
    switch (c) {
      case 's': as = "[ \\t\\n\\r]"; break;
      case 'S': as = "[^ \\t\\n\\r]"; break;
      case 'd': as = "\\p{Nd}"; break;
      case 'D': as = "\\P{Nd}"; break;
      case 'w': as = "[^\\p{P}\\p{Z}\\p{C}]"; break;
      case 'W': as = "[\\p{P}\\p{Z}\\p{C}]"; break;
      case 'i': as = "[\\p{L}_:]"; break;
      case 'I': as = "[^\\p{L}_:]"; break;
      case 'c': as = "[\\p{L}\\p{Nd}\\p{M}\\-._:\\u00B7]"; break;
      case 'C': as = "[^\\p{L}\\p{Nd}\\p{M}\\-._:\\u00B7]"; break;
      default: break;
    }
    if (as != nullptr) {
      out_ += as;
    } else {
      constexpr std::string_view k_known = "nrt\\|.-^?*+{}()[]$";
      if (k_known.find(c) == std::string_view::npos) return false;
      out_ += '\\', out_ += c;
    }
    at_ += 2;
    return true;
  }

  // From the opening bracket to its end; a class may end in a subtraction: [a-z-[aeiou]].
  bool char_class() {
    if (++depth_ > 20) return false;
    out_ += '[', ++at_;
    if (at_ < in_.size() && in_[at_] == '^') out_ += '^', ++at_;
    bool any = false;
    while (at_ < in_.size() && in_[at_] != ']') {
      const char c = in_[at_];
      if (c == '\\') {
        if (!escape(true)) return false;
      } else if (c == '[') {
        return false;
      } else if (c == '-' && at_ + 1 < in_.size() && in_[at_ + 1] == '[') {
        out_ += "--", ++at_;
        if (!char_class() || at_ >= in_.size() || in_[at_] != ']') return false;
      } else {
        const bool edge = c == '-' && (!any || at_ + 1 >= in_.size() || in_[at_ + 1] == ']');
        if (c == '&' || c == '{' || c == '}' || edge) out_ += '\\';
        out_ += c, ++at_;
      }
      any = true;
    }
    if (!any || at_ >= in_.size()) return false;
    out_ += ']', ++at_, --depth_;
    return true;
  }

  std::string_view in_;
  bool multi_line_;
  std::size_t at_ = 0;
  int depth_ = 0;
  int groups_ = 0;
  std::vector<int> open_;    // numbers of the groups that are open, 0 for one that does not capture
  std::vector<int> closed_;  // numbers of those that are complete
  std::string out_;
};

// Flag x: white space outside of classes means nothing.
std::string without_space(std::string_view pattern) {
  std::string out;
  int depth = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (depth == 0 && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) continue;
    if (c == '\\' && i + 1 < pattern.size() && depth > 0) {
      out += c, out += pattern[++i];
      continue;
    }
    if (c == '[' && (out.empty() || out.back() != '\\')) ++depth;
    if (c == ']' && depth > 0) --depth;
    out += c;
  }
  return out;
}

// One run of a pattern over a text, which it copies.
class Matcher {
 public:
  Matcher(void* pattern, const icu::UnicodeString& text)
      : text_(text), regex_(static_cast<URegularExpression*>(pattern)) {
    uregex_setText(regex_, text_.getBuffer(), text_.length(), &status_);
  }
  ~Matcher() {
    status_ = U_ZERO_ERROR;
    uregex_setText(regex_, u"", 0, &status_);
  }
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;

  bool next() { return uregex_findNext(regex_, &status_) && ok(); }
  bool ok() const { return U_SUCCESS(status_); }
  std::int32_t start(std::int32_t group = 0) { return uregex_start(regex_, group, &status_); }
  std::int32_t end(std::int32_t group = 0) { return uregex_end(regex_, group, &status_); }
  std::int32_t groups() { return uregex_groupCount(regex_, &status_); }
  std::string piece(std::int32_t from, std::int32_t to) const { return narrow(text_.tempSubStringBetween(from, to)); }
  std::int32_t length() const { return text_.length(); }
  std::string group(std::int32_t number) { return start(number) < 0 ? "" : piece(start(number), end(number)); }

 private:
  icu::UnicodeString text_;
  UErrorCode status_ = U_ZERO_ERROR;
  URegularExpression* regex_;
};

// One replacement with its $n filled in; false when it is not well formed.
bool append_replacement(std::string& out, std::string_view replacement, Matcher& matcher) {
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    const char c = replacement[i];
    if (c == '\\') {
      if (i + 1 >= replacement.size() || (replacement[i + 1] != '\\' && replacement[i + 1] != '$')) return false;
      out += replacement[++i];
    } else if (c == '$') {
      if (i + 1 >= replacement.size() || !is_digit(replacement[i + 1])) return false;
      std::int32_t number = replacement[++i] - '0';
      while (i + 1 < replacement.size() && is_digit(replacement[i + 1]) &&
             number * 10 + (replacement[i + 1] - '0') <= matcher.groups()) {
        number = number * 10 + (replacement[++i] - '0');
      }
      if (number <= matcher.groups()) out += matcher.group(number);
    } else {
      out += c;
    }
  }
  return true;
}

std::shared_ptr<const Pattern> compile_new(std::string_view pattern, std::string_view flags) {
  std::uint32_t options = UREGEX_ERROR_ON_UNKNOWN_ESCAPES;
  bool literal = false, spaces = true, multi_line = false;
  for (const char flag : flags) {
    switch (flag) {
      case 's': options |= UREGEX_DOTALL; break;
      case 'm': options |= UREGEX_MULTILINE, multi_line = true; break;
      case 'i': options |= UREGEX_CASE_INSENSITIVE; break;
      case 'x': spaces = false; break;
      case 'q': literal = true; break;
      default: return nullptr;
    }
  }
  std::string text(pattern);
  if (literal) {
    options = (options & UREGEX_CASE_INSENSITIVE) | UREGEX_LITERAL;
  } else {
    if (!spaces) text = without_space(text);
    auto rewritten = Rewriter(text, multi_line).run();
    if (!rewritten) return nullptr;
    text = std::move(*rewritten);
  }
  if (text.empty()) text = "(?:)", options = 0;
  const icu::UnicodeString source = wide(text);
  UErrorCode status = U_ZERO_ERROR;
  auto* handle = uregex_open(source.getBuffer(), source.length(), options, nullptr, &status);
  if (U_FAILURE(status)) return nullptr;
  uregex_setTimeLimit(handle, k_step_limit, &status);
  uregex_setStackLimit(handle, k_stack_limit_bytes, &status);
  return std::make_shared<const Pattern>(handle, literal);
}

}  // namespace

std::shared_ptr<const Pattern> Pattern::compile(std::string_view pattern, std::string_view flags) {
  constexpr std::size_t k_most_remembered = 64;
  thread_local std::map<std::string, std::shared_ptr<const Pattern>, std::less<>> known;
  std::string key = std::to_string(flags.size()) + ':';
  key += flags;
  key += pattern;
  if (const auto found = known.find(key); found != known.end()) return found->second;
  if (known.size() >= k_most_remembered) known.clear();
  return known.emplace(std::move(key), compile_new(pattern, flags)).first->second;
}

std::optional<bool> Pattern::found_in(std::string_view text) const {
  Matcher matcher(handle_, wide(text));
  const bool found = matcher.next();
  return matcher.ok() ? std::optional(found) : std::nullopt;
}

std::optional<std::string> Pattern::replace_all(std::string_view text, std::string_view replacement) const {
  if (found_in("").value_or(true)) return std::nullopt;
  Matcher matcher(handle_, wide(text));
  std::string out;
  std::int32_t last = 0;
  while (matcher.next()) {
    out += matcher.piece(last, matcher.start());
    if (literal_) {
      out += replacement;
    } else if (!append_replacement(out, replacement, matcher)) {
      return std::nullopt;
    }
    last = matcher.end();
    if (out.size() > k_most_bytes) return std::nullopt;
  }
  if (!matcher.ok()) return std::nullopt;
  return out + matcher.piece(last, matcher.length());
}

std::optional<std::vector<std::string>> Pattern::split(std::string_view text) const {
  if (found_in("").value_or(true)) return std::nullopt;
  Matcher matcher(handle_, wide(text));
  std::vector<std::string> pieces;
  std::int32_t last = 0;
  while (matcher.next()) {
    pieces.push_back(matcher.piece(last, matcher.start()));
    last = matcher.end();
  }
  if (!matcher.ok()) return std::nullopt;
  pieces.push_back(matcher.piece(last, matcher.length()));
  return pieces;
}

Pattern::~Pattern() { uregex_close(static_cast<URegularExpression*>(handle_)); }

}  // namespace tiange::feel::unicode
