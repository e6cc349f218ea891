#include "engines/forms/xpath.h"

#include <array>
#include <vector>

#include "base/text.h"

namespace tiange::forms {

namespace {

constexpr std::size_t k_most_text = 4'000;
constexpr int k_most_depth = 60;

// A part in FEEL, and what is known of it.
struct Part {
  std::string feel;
  bool several = false;
  bool number = false;
  std::optional<std::string> literal = std::nullopt;  // of a quoted text
};

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.-") == text.npos && text::to_double(text).has_value();
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Translator {
 public:
  Translator(std::string_view text, const XPathSetting& setting) : text_(text), setting_(setting) {}

  Result<std::string> run() {
    if (text_.size() > k_most_text) return refuse(ErrorCode::bad_expression, "表达式过长", "the expression is too long");
    Part whole = either();
    skip();
    if (!wrong_ && at_ < text_.size()) fail("无法理解“" + rest() + "”", "cannot be read: \"" + rest() + "\"");
    if (wrong_) return *wrong_;
    return std::move(whole.feel);
  }

 private:
  Part fail(std::string zh, std::string en) {
    if (!wrong_) wrong_ = refuse(ErrorCode::bad_expression, std::move(zh), std::move(en));
    at_ = text_.size();
    return {"null"};
  }
  std::string rest() const { return text::cut(text_.substr(at_), 20); }
  void skip() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool take(std::string_view sign) {
    skip();
    if (!text_.substr(at_).starts_with(sign)) return false;
    at_ += sign.size();
    return true;
  }
  bool take_word(std::string_view word) {
    skip();
    if (!text_.substr(at_).starts_with(word)) return false;
    const std::size_t end = at_ + word.size();
    if (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]) || text_[end] == '-')) return false;
    at_ = end;
    return true;
  }

  Part either() {
    if (++depth_ > k_most_depth) return fail("嵌套过深", "is nested too deep");
    Part left = both();
    while (!wrong_ && take_word("or")) left = {"(" + left.feel + " or " + both().feel + ")"};
    --depth_;
    return left;
  }
  Part both() {
    Part left = compared();
    while (!wrong_ && take_word("and")) left = {"(" + left.feel + " and " + compared().feel + ")"};
    return left;
  }

  // A quoted number beside a number is one; an empty text stands for "not answered".
  static std::string operand(const Part& part, const Part& other, std::string_view sign) {
    if (part.literal && part.literal->empty() && (sign == "=" || sign == "!=")) return "null";
    if (part.literal && other.number && is_number(*part.literal)) return *part.literal;
    return part.feel;
  }
  Part compared() {
    Part left = sum();
    for (;;) {
      std::string sign;
      for (const std::string_view candidate : {"!=", "<=", ">=", "=", "<", ">"}) {
        if (take(candidate)) {
          sign = candidate;
          break;
        }
      }
      if (sign.empty() || wrong_) return left;
      const Part right = sum();
      if ((left.several && right.literal && !right.literal->empty()) || (right.several && left.literal && !left.literal->empty()))
        return fail("多选题不能直接比较，请用 selected()", "several choices cannot be compared; use selected()");
      left = {"(" + operand(left, right, sign) + " " + sign + " " + operand(right, left, sign) + ")"};
    }
  }

  Part sum() {
    Part left = product();
    for (;;) {
      const char* sign = take("+") ? " + " : take("-") ? " - " : nullptr;
      if (!sign || wrong_) return left;
      const Part right = product();
      left = {"(" + left.feel + sign + right.feel + ")", false, true};
    }
  }
  Part product() {
    Part left = unary();
    for (;;) {
      if (wrong_) return left;
      if (take("*")) {
        left = {"(" + left.feel + " * " + unary().feel + ")", false, true};
      } else if (take_word("div")) {
        left = {"(" + left.feel + " / " + unary().feel + ")", false, true};
      } else if (take_word("mod")) {
        left = {"modulo(" + left.feel + ", " + unary().feel + ")", false, true};
      } else {
        return left;
      }
    }
  }
  Part unary() {
    if (++depth_ > k_most_depth) return fail("嵌套过深", "is nested too deep");
    Part part = take("-") ? Part{"-" + unary().feel, false, true} : atom();
    --depth_;
    return part;
  }

  Part atom() {
    skip();
    if (at_ >= text_.size()) return fail("表达式不完整", "is not complete");
    const char c = text_[at_];
    if (c == '(') {
      ++at_;
      Part inside = either();
      if (!take(")")) return fail("缺少右括号", "a closing bracket is missing");
      inside.feel = "(" + inside.feel + ")";
      return inside;
    }
    if (c == '\'' || c == '"') return literal(c);
    if (text_.substr(at_).starts_with("${")) return name();
    if (is_digit(c) || (c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) return number();
    if (c == '.' && !text_.substr(at_).starts_with("..")) {
      ++at_;
      if (setting_.self.empty()) return fail("此处不能用“.”", "\".\" means nothing here");
      return {setting_.self, false, setting_.self_number};
    }
    if (is_letter(c)) return word();
    return fail("无法理解“" + rest() + "”", "cannot be read: \"" + rest() + "\"");
  }

  Part literal(char quote) {
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == text_.npos) return fail("缺少引号", "a quote is missing");
    const std::string inside(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return {in_quotes(inside), false, false, inside};
  }
  Part number() {
    const std::size_t from = at_;
    while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) ++at_;
    const std::string digits(text_.substr(from, at_ - from));
    if (!is_number(digits)) return fail("数字有误：" + digits, "is no number: " + digits);
    return {digits, false, true};
  }
  Part name() {
    const std::size_t end = text_.find('}', at_);
    if (end == text_.npos) return fail("缺少右花括号", "a closing brace is missing");
    const std::string_view inside = text::trim(text_.substr(at_ + 2, end - at_ - 2));
    at_ = end + 1;
    const auto found = setting_.name(inside);
    if (!found) return fail("没有题目“" + std::string(inside) + "”", "there is no question \"" + std::string(inside) + "\"");
    return {found->feel, found->several, found->number};
  }

  Part word() {
    const std::size_t from = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '-' || text_[at_] == ':')) ++at_;
    const std::string called(text_.substr(from, at_ - from));
    if (!take("(")) {
      if (setting_.bare) return {setting_.bare(called)};
      return fail("不认识“" + called + "”", "\"" + called + "\" is not known");
    }
    std::vector<Part> given;
    if (!take(")")) {
      do given.push_back(either());
      while (!wrong_ && take(","));
      if (!take(")")) return fail("缺少右括号", "a closing bracket is missing");
    }
    return wrong_ ? Part{"null"} : call(called, given);
  }

  static std::string all(const std::vector<Part>& parts, std::string_view between) {
    std::string out;
    for (const Part& part : parts) out += (out.empty() ? "" : std::string(between)) + part.feel;
    return out;
  }

  // Functions whose counterpart takes the same arguments.
  Part call(const std::string& called, const std::vector<Part>& given) {
    struct Same {
      std::string_view xpath;
      std::string_view feel;
      std::size_t least;
      std::size_t most;
      bool number;
    };
    static constexpr std::array k_same{
        Same{"not", "not", 1, 1, false},          Same{"today", "today", 0, 0, false},
        Same{"now", "now", 0, 0, false},          Same{"contains", "contains", 2, 2, false},
        Same{"starts-with", "starts with", 2, 2, false}, Same{"ends-with", "ends with", 2, 2, false},
        Same{"string-length", "string length", 1, 1, true}, Same{"count", "count", 1, 1, true},
        Same{"sum", "sum", 1, 1, true},           Same{"min", "min", 1, 20, true},
        Same{"max", "max", 1, 20, true},          Same{"abs", "abs", 1, 1, true},
        Same{"substring-before", "substring before", 2, 2, false}, Same{"substring-after", "substring after", 2, 2, false},
    };
    for (const Same& one : k_same) {
      if (one.xpath != called || given.size() < one.least || given.size() > one.most) continue;
      return {std::string(one.feel) + "(" + all(given, ", ") + ")", false, one.number};
    }
    return call_other(called, given);
  }

  Part call_other(const std::string& called, const std::vector<Part>& given) {
    const std::size_t n = given.size();
    const auto arg = [&](std::size_t i) { return given[i].feel; };
    if (called == "selected" && n == 2)
      return given[0].several ? Part{"list contains(" + arg(0) + ", " + arg(1) + ")"} : Part{"(" + arg(0) + " = " + arg(1) + ")"};
    if (called == "count-selected" && n == 1) return {"count(" + arg(0) + ")", false, true};
    if (called == "true" && n == 0) return {"true"};
    if (called == "false" && n == 0) return {"false"};
    if (called == "if" && n == 3) return {"(if " + arg(0) + " then " + arg(1) + " else " + arg(2) + ")", false, given[1].number};
    if (called == "coalesce" && n == 2) return {"(if " + arg(0) + " = null then " + arg(1) + " else " + arg(0) + ")", false, given[0].number};
    if (called == "round" && (n == 1 || n == 2)) return {"round half up(" + arg(0) + ", " + (n == 2 ? arg(1) : "0") + ")", false, true};
    if (called == "int" && n == 1) return {"round down(" + arg(0) + ", 0)", false, true};
    if (called == "number" && n == 1) return given[0].number ? given[0] : Part{"number(" + arg(0) + ")", false, true};
    if (called == "string" && n == 1) return {"string(" + arg(0) + ")"};
    if (called == "date" && n == 1) return {"date(" + arg(0) + ")"};
    if (called == "regex" && n == 2 && given[1].literal) return {"matches(" + arg(0) + ", " + in_quotes("^(?:" + *given[1].literal + ")$") + ")"};
    if (called == "substr" && n == 3 && is_number(arg(1)) && is_number(arg(2))) return substring(given);
    if (called == "position" && n == 1) return {"i", false, true};
    if (called == "concat" && n >= 1) {
      std::string joined;
      for (const Part& part : given) joined += (joined.empty() ? "" : " + ") + (part.literal ? part.feel : "string(" + part.feel + ")");
      return {"(" + joined + ")"};
    }
    return fail("没有对应的函数“" + called + "”", "the function \"" + called + "\" has no counterpart");
  }
  // From 0 up to but without the end; here from 1, with a count.
  static Part substring(const std::vector<Part>& given) {
    const auto from = text::to_int(given[1].feel).value_or(0), to = text::to_int(given[2].feel).value_or(0);
    return {"substring(" + given[0].feel + ", " + std::to_string(from + 1) + ", " + std::to_string(to - from) + ")"};
  }

  std::string_view text_;
  const XPathSetting& setting_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::optional<Refusal> wrong_;
};

}  // namespace

Result<std::string> feel_of_xpath(std::string_view xpath, const XPathSetting& setting) {
  // "." alone of ".." and of numbers is told apart while reading, "position(..)" before that.
  const std::string plain = text::replace_all(xpath, "position(..)", "position(1)");
  return Translator(plain, setting).run();
}

}  // namespace tiange::forms
