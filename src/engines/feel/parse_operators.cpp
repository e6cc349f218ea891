// From the loosest operator to the tightest: or, and, comparison, + -, * /, **, sign, instance of, then . [] ().
#include "engines/feel/feel_parser_inner.h"
#include "engines/feel/values/feel_unicode.h"

namespace tiange::feel {

Parser::NodeAt Parser::parse_expression() {
  const Inner inner(*this);
  if (!deeper()) return k_no_node;
  if (at_word("if")) return parse_if();
  if (at_word("for")) return parse_for();
  if (at_word("some")) return parse_quantified(Op::some);
  if (at_word("every")) return parse_quantified(Op::every);
  return parse_disjunction();
}

Parser::NodeAt Parser::parse_disjunction() {
  NodeAt left = parse_conjunction();
  while (left != k_no_node && at_word("or")) {
    const std::size_t at = at_;
    take_word("or");
    left = binary(Op::disjunction, left, parse_conjunction(), at);
  }
  return left;
}

Parser::NodeAt Parser::parse_conjunction() {
  NodeAt left = parse_comparison();
  while (left != k_no_node && at_word("and")) {
    const std::size_t at = at_;
    take_word("and");
    left = binary(Op::conjunction, left, parse_comparison(), at);
  }
  return left;
}

std::optional<Op> Parser::comparison_operator() {
  if (take_sign("<=")) return Op::less_equal;
  if (take_sign(">=")) return Op::greater_equal;
  if (take_sign("!=")) return Op::not_equal;
  if (take_sign("<")) return Op::less;
  if (take_sign(">")) return Op::greater;
  if (take_sign("=")) return Op::equal;
  return std::nullopt;
}

Parser::NodeAt Parser::parse_comparison() {
  NodeAt left = parse_additive();
  while (left != k_no_node) {
    skip_space();
    const std::size_t at = at_;
    if (const auto op = comparison_operator()) {
      left = binary(*op, left, parse_additive(), at);
    } else if (take_word("between")) {
      left = parse_between(left, at);
    } else if (take_word("in")) {
      left = parse_in(left, at);
    } else {
      break;
    }
  }
  return left;
}

Parser::NodeAt Parser::parse_between(NodeAt left, std::size_t at) {
  const NodeAt low = parse_additive();
  if (low == k_no_node) return low;
  if (!take_word("and")) return expected("“and”", "'and'");
  const NodeAt high = parse_additive();
  if (high == k_no_node) return high;
  Node node{Op::between};
  node.at = static_cast<std::uint32_t>(at), node.a = left, node.b = low, node.c = high;
  return add(node);
}

// in (test, test), or a single test without brackets; "(2..4]" begins like the first but is an interval.
Parser::NodeAt Parser::parse_in(NodeAt left, std::size_t at) {
  const Inner inner(*this);
  if (!deeper()) return k_no_node;
  std::vector<std::uint32_t> tests;
  skip_space();
  const std::size_t test_at = at_;
  if (take('(')) {
    end_of_range_ = false;
    const NodeAt first = parse_test();
    if (first == k_no_node) return first;
    tests.push_back(first);
    if (program_->nodes[first].op != Op::one_sided && take_sign("..")) {
      at_ -= 2;
      tests[0] = parse_range_from(first, false, test_at);
      if (tests[0] == k_no_node) return k_no_node;
    } else if ((take(',') && !parse_tests(tests)) || !take(')')) {
      return expected("“)”", "')'");
    }
  } else {
    const bool one_sided = peek() == '<' || peek() == '>' || peek() == '=' || peek() == '!';
    tests.push_back(one_sided ? parse_one_sided(test_at) : parse_additive());
    if (tests[0] == k_no_node) return k_no_node;
  }
  Node node{Op::in};
  node.at = static_cast<std::uint32_t>(at), node.a = left, node.b = add_list(tests);
  return add(node);
}

Parser::NodeAt Parser::parse_additive() {
  NodeAt left = parse_multiplicative();
  while (left != k_no_node) {
    const char sign = peek_after_space();
    const std::size_t at = at_;
    if (sign != '+' && sign != '-') break;
    ++at_;
    left = binary(sign == '+' ? Op::add : Op::subtract, left, parse_multiplicative(), at);
  }
  return left;
}

Parser::NodeAt Parser::parse_multiplicative() {
  NodeAt left = parse_power();
  while (left != k_no_node) {
    const char sign = peek_after_space();
    const std::size_t at = at_;
    if (sign != '*' && sign != '/') break;
    ++at_;
    left = binary(sign == '*' ? Op::multiply : Op::divide, left, parse_power(), at);
  }
  return left;
}

Parser::NodeAt Parser::parse_power() {
  NodeAt left = parse_negation();
  while (left != k_no_node) {
    skip_space();
    const std::size_t at = at_;
    if (!take_sign("**")) break;
    left = binary(Op::power, left, parse_negation(), at);
  }
  return left;
}

Parser::NodeAt Parser::parse_negation() {
  if (peek_after_space() != '-') return parse_instance_of();
  const Inner inner(*this);
  if (!deeper()) return k_no_node;
  Node node{Op::negate};
  node.at = static_cast<std::uint32_t>(at_++);
  node.a = parse_negation();
  if (node.a == k_no_node) return k_no_node;
  const Node inside = program_->nodes[node.a];
  if (inside.op == Op::constant && program_->constants[inside.a].is(Kind::number)) {
    return constant(Value::number(program_->constants[inside.a].as_number().negated()), node.at);
  }
  return add(node);
}

Parser::NodeAt Parser::parse_instance_of() {
  NodeAt left = parse_postfix();
  while (left != k_no_node && at_word("instance")) {
    Node node{Op::instance_of};
    node.at = static_cast<std::uint32_t>(at_);
    take_word("instance");
    if (!take_word("of")) return expected("“of”", "'of'");
    TypePtr type = parse_type();
    if (!type) return k_no_node;
    node.a = left;
    node.b = static_cast<std::uint32_t>(program_->types.size());
    program_->types.push_back(std::move(type));
    left = add(node);
  }
  return left;
}

Parser::NodeAt Parser::parse_postfix() {
  NodeAt left = parse_primary();
  while (left != k_no_node) {
    const char sign = peek_after_space();
    const std::size_t at = at_;
    if (sign == '.' && text_.substr(at_, 2) != "..") {
      ++at_;
      left = parse_path(left, at);
    } else if (sign == '[' && !(end_of_range_ && closes_range())) {
      ++at_;
      left = parse_filter(left, at);
    } else if (sign == '(') {
      ++at_;
      left = parse_call(left, at);
    } else {
      break;
    }
  }
  return left;
}

// Whether the "[" here ends an open interval: what follows then cannot begin a filter's expression.
bool Parser::closes_range() {
  const Mark start = mark();
  ++at_;
  const char next = peek_after_space();
  bool closes = at_ >= text_.size() || std::string_view(")],}<>=!+*/").find(next) != std::string_view::npos;
  if (next == '.') closes = at_ + 1 >= text_.size() || text_[at_ + 1] < '0' || text_[at_ + 1] > '9';
  for (const char* word : {"and", "or", "in", "then", "else", "return", "satisfies", "between", "instance"}) {
    closes = closes || at_word(word);
  }
  go_back(start);
  return closes;
}

Parser::NodeAt Parser::parse_path(NodeAt left, std::size_t at) {
  skip_space();
  NameMatch match = longest_known(true);
  const NameMatch words = joined_words();
  if (words.end > match.end) match = words;
  if (match.end == 0) return expected("字段名称", "a member name");
  at_ = match.end;
  Node node{Op::path};
  node.at = static_cast<std::uint32_t>(at), node.a = left, node.b = name_index(match.name);
  return add(node);
}

Parser::NodeAt Parser::parse_filter(NodeAt left, std::size_t at) {
  const Inner inner(*this);
  if (!deeper()) return k_no_node;
  end_of_range_ = false;
  Node node{Op::filter};
  node.at = static_cast<std::uint32_t>(at), node.a = left;
  node.slot = bind("item", true);
  node.b = parse_expression();
  if (node.b == k_no_node) return k_no_node;
  if (!take(']')) return expected("“]”", "']'");
  return add(node);
}

// "start position :" before an argument; not a name when no colon follows.
std::optional<std::string> Parser::argument_name() {
  const Mark start = mark();
  skip_space();
  if (!unicode::is_name_start(code_point_at(at_))) return std::nullopt;
  std::string name = raw_name(":,()[]{}\"<>=");
  if (!name.empty() && peek() == ':') {
    ++at_;
    return name;
  }
  go_back(start);
  return std::nullopt;
}

bool Parser::parse_arguments(std::vector<std::uint32_t>& list, bool& named) {
  named = false;
  if (take(')')) return true;
  do {
    const auto name = argument_name();
    if (!list.empty() && name.has_value() != named) {
      fail("具名参数与位置参数不能混用", "named and positional arguments cannot be mixed");
      return false;
    }
    named = name.has_value();
    if (name) list.push_back(name_index(*name));
    const NodeAt argument = parse_expression();
    if (argument == k_no_node) return false;
    list.push_back(argument);
  } while (take(','));
  if (take(')')) return true;
  expected("“)”", "')'");
  return false;
}

Parser::NodeAt Parser::parse_call(NodeAt callee, std::size_t at) {
  const Inner inner(*this);
  if (!deeper()) return k_no_node;
  end_of_range_ = false;
  std::vector<std::uint32_t> list;
  bool named = false;
  if (!parse_arguments(list, named)) return k_no_node;
  Node node{named ? Op::call_named : Op::call};
  node.at = static_cast<std::uint32_t>(at), node.a = callee, node.b = add_list(list);
  return named ? add(node) : fold(node);
}

}  // namespace tiange::feel
