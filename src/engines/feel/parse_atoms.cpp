// Literals, names, brackets of every kind.
#include "engines/feel/feel_parser_inner.h"
#include "engines/feel/functions/builtins.h"
#include "engines/feel/values/feel_unicode.h"

namespace tiange::feel {

using unicode::is_digit;

Parser::NodeAt Parser::parse_primary() {
  const char c = peek_after_space();
  const std::size_t at = at_;
  if (is_digit(c) || (c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) return parse_number();
  switch (c) {
    case '"': return parse_string_literal();
    case '@': return parse_at_literal();
    case '(': return parse_parenthesis();
    case '[': return parse_bracket();
    case '{': return parse_context();
    case ']': {
      ++at_;
      const Inner inner(*this);
      end_of_range_ = false;
      const NodeAt low = deeper() ? parse_additive() : k_no_node;
      return low == k_no_node ? low : parse_range_from(low, false, at);
    }
    default: break;
  }
  if (at_word("function") && longest_known(false).end <= at_ + 8) {
    const Mark start = mark();
    at_ += 8;
    if (peek_after_space() == '(') return parse_function();
    go_back(start);
  }
  for (const std::string_view word : {"if", "for", "some", "every"}) {
    if (at_word(word) && longest_known(false).end <= at_ + word.size()) return parse_expression();
  }
  return parse_literal_word();
}

Parser::NodeAt Parser::parse_literal_word() {
  const std::size_t at = at_;
  const NameMatch known = longest_known(false);
  const auto is = [&](std::string_view word) { return at_word(word) && known.end <= at_ + word.size(); };
  if (is("true")) return at_ += 4, constant(Value::boolean(true), at);
  if (is("false")) return at_ += 5, constant(Value::boolean(false), at);
  if (is("null")) return at_ += 4, constant(Value(), at);
  return name_reference();
}

Parser::NodeAt Parser::parse_number() {
  const std::size_t start = at_;
  while (is_digit(peek())) ++at_;
  if (peek() == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])) {
    ++at_;
    while (is_digit(peek())) ++at_;
  }
  if (peek() == 'e' || peek() == 'E') {
    std::size_t exponent = at_ + 1;
    if (exponent < text_.size() && (text_[exponent] == '+' || text_[exponent] == '-')) ++exponent;
    if (exponent < text_.size() && is_digit(text_[exponent])) {
      at_ = exponent;
      while (is_digit(peek())) ++at_;
    }
  }
  if (unicode::is_name_start(code_point_at(at_))) return expected("运算符", "an operator");
  const auto value = Decimal::parse(text_.substr(start, at_ - start));
  if (!value) return fail("数字超出范围", "the number is out of range");
  return constant(Value::number(*value), start);
}

std::optional<std::uint32_t> Parser::hex(std::size_t digits) {
  std::uint32_t value = 0;
  if (at_ + digits > text_.size()) return std::nullopt;
  for (std::size_t i = 0; i < digits; ++i) {
    const char c = text_[at_ + i];
    const char lower = static_cast<char>(c | 0x20);
    if (is_digit(c)) {
      value = value * 16 + static_cast<std::uint32_t>(c - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      value = value * 16 + static_cast<std::uint32_t>(lower - 'a' + 10);
    } else {
      return std::nullopt;
    }
  }
  at_ += digits;
  return value;
}

// After a backslash. What is no escape is kept as it stands, so that patterns can be written plainly.
bool Parser::escape(std::string& out) {
  const char c = peek();
  ++at_;
  switch (c) {
    case 'n': out += '\n'; return true;
    case 't': out += '\t'; return true;
    case 'r': out += '\r'; return true;
    case '"':
    case '\'':
    case '\\': out += c; return true;
    case 'u':
    case 'U': {
      auto value = hex(c == 'u' ? 4 : 6);
      if (!value) {
        out += '\\', out += c;
        return true;
      }
      if (*value >= 0xD800 && *value < 0xDC00 && text_.substr(at_, 2) == "\\u") {
        at_ += 2;
        const auto low = hex(4);
        if (low && *low >= 0xDC00 && *low < 0xE000) value = 0x10000 + ((*value - 0xD800) << 10) + (*low - 0xDC00);
      }
      if (*value > 0x10FFFF || (*value >= 0xD800 && *value < 0xE000)) return false;
      unicode::append(out, *value);
      return true;
    }
    default: out += '\\', --at_; return true;
  }
}

std::optional<std::string> Parser::string_text() {
  std::string out;
  ++at_;  // the opening quote
  while (at_ < text_.size()) {
    const char c = text_[at_++];
    if (c == '"') return out;
    if (c != '\\') {
      out += c;
    } else if (at_ >= text_.size() || !escape(out)) {
      fail("文本中的转义有误", "bad escape in the text");
      return std::nullopt;
    }
  }
  fail("文本缺少结尾的引号", "the text has no closing quote");
  return std::nullopt;
}

Parser::NodeAt Parser::parse_string_literal() {
  const std::size_t at = at_;
  auto text = string_text();
  if (!text) return k_no_node;
  return constant(Value::string(std::move(*text)), at);
}

Parser::NodeAt Parser::parse_at_literal() {
  const std::size_t at = at_++;
  if (peek_after_space() != '"') return expected("引号", "a quote");
  const auto text = string_text();
  if (!text) return k_no_node;
  return constant(temporal_literal(*text), at);
}

// ( expression ), an interval open below, or a one-sided range such as (< 10).
Parser::NodeAt Parser::parse_parenthesis() {
  const std::size_t at = at_++;
  const Inner inner(*this);
  if (!deeper()) return k_no_node;
  end_of_range_ = false;
  const char sign = peek_after_space();
  const bool one_sided = sign == '<' || sign == '>' || sign == '=' || sign == '!';
  const NodeAt inside = one_sided ? parse_one_sided(at_) : parse_expression();
  if (inside == k_no_node) return inside;
  if (!one_sided && take_sign("..")) {
    at_ -= 2;
    return parse_range_from(inside, false, at);
  }
  if (!take(')')) return expected("“)”", "')'");
  return inside;
}

// [ a, b ], or an interval closed below.
Parser::NodeAt Parser::parse_bracket() {
  const std::size_t at = at_++;
  const Inner inner(*this);
  if (!deeper()) return k_no_node;
  end_of_range_ = false;
  std::vector<std::uint32_t> items;
  if (!take(']')) {
    do {
      skip_space();
      const bool one_sided = peek() == '<' || peek() == '>' || peek() == '=' || peek() == '!';
      const NodeAt item = one_sided ? parse_one_sided(at_) : parse_expression();
      if (item == k_no_node) return item;
      if (items.empty() && take_sign("..")) {
        at_ -= 2;
        return parse_range_from(item, true, at);
      }
      items.push_back(item);
    } while (take(','));
    if (!take(']')) return expected("“]”或“,”", "']' or ','");
  }
  Node node{Op::list};
  node.at = static_cast<std::uint32_t>(at), node.b = add_list(items);
  return fold(node);
}

// After the low end. The high end may filter a list, yet a "[" may also close an open interval.
Parser::NodeAt Parser::parse_range_from(NodeAt low, bool low_closed, std::size_t at) {
  if (!take_sign("..")) return expected("“..”", "'..'");
  const Inner inner(*this);
  end_of_range_ = true;
  const NodeAt high = parse_additive();
  if (high == k_no_node) return high;
  const char end = peek_after_space();
  if (end != ']' && end != ')' && end != '[') return expected("区间的结尾", "the end of the range");
  ++at_;
  Node node{Op::range};
  node.flags = static_cast<std::uint8_t>((low_closed ? k_low_closed : 0) | (end == ']' ? k_high_closed : 0));
  node.at = static_cast<std::uint32_t>(at), node.a = low, node.b = high;
  return fold(node);
}

// < 10, >= 2, = 3, != 3
Parser::NodeAt Parser::parse_one_sided(std::size_t at) {
  const auto op = comparison_operator();
  if (!op) return expected("比较运算符", "a comparison");
  const NodeAt end = parse_additive();
  if (end == k_no_node) return end;
  RangeForm form = RangeForm::less;
  switch (*op) {
    case Op::less: form = RangeForm::less; break;
    case Op::less_equal: form = RangeForm::less_equal; break;
    case Op::greater: form = RangeForm::greater; break;
    case Op::greater_equal: form = RangeForm::greater_equal; break;
    case Op::equal: form = RangeForm::equal; break;
    default: form = RangeForm::not_equal; break;
  }
  Node node{Op::one_sided};
  node.flags = static_cast<std::uint8_t>(form);
  node.at = static_cast<std::uint32_t>(at), node.a = end;
  return add(node);
}

bool Parser::parse_context_entry(std::vector<std::uint32_t>& list, std::vector<std::string>& seen, bool& repeated) {
  skip_space();
  std::string key;
  if (peek() == '"') {
    auto text = string_text();
    if (!text) return false;
    key = std::move(*text);
  } else {
    key = raw_name(":{}\"");
    if (key.empty()) return expected("名称", "a name"), false;
  }
  if (!take(':')) return expected("“:”", "':'"), false;
  for (const std::string& other : seen) repeated = repeated || other == key;
  seen.push_back(key);
  seen_members_.push_back(key);
  // A function may speak of itself, any other value only of the entries before it.
  const bool is_function = at_word("function");
  std::uint16_t slot = 0;
  if (is_function) slot = bind(key);
  const NodeAt value = parse_expression();
  if (value == k_no_node) return false;
  if (is_function && program_->nodes[value].op == Op::function) {
    program_->functions[program_->nodes[value].a].self_slot = slot;
  }
  if (!is_function) slot = bind(key);
  list.insert(list.end(), {name_index(key), slot, value});
  return true;
}

Parser::NodeAt Parser::parse_context() {
  const std::size_t at = at_++;
  const Inner inner(*this);
  if (!deeper()) return k_no_node;
  end_of_range_ = false;
  std::vector<std::uint32_t> list;
  std::vector<std::string> seen;
  bool repeated = false;
  if (!take('}')) {
    do {
      if (!parse_context_entry(list, seen, repeated)) return k_no_node;
    } while (take(','));
    if (!take('}')) return expected("“}”或“,”", "'}' or ','");
  }
  if (repeated) return constant(Value::null({ReasonCode::duplicate_key}), at);
  Node node{Op::context};
  node.at = static_cast<std::uint32_t>(at), node.b = add_list(list);
  return add(node);
}

}  // namespace tiange::feel
