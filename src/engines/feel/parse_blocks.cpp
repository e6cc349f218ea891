// if, for, some, every, function; and unary tests.
#include "engines/feel/feel_parser_inner.h"

namespace tiange::feel {

Parser::NodeAt Parser::parse_if() {
  Node node{Op::if_else};
  node.at = static_cast<std::uint32_t>(at_);
  take_word("if");
  node.a = parse_expression();
  if (node.a == k_no_node) return k_no_node;
  if (!take_word("then")) return expected("“then”", "'then'");
  node.b = parse_expression();
  if (node.b == k_no_node) return k_no_node;
  if (!take_word("else")) return expected("“else”", "'else'");
  node.c = parse_expression();
  return node.c == k_no_node ? k_no_node : add(node);
}

// name in list [.. end], ... ; each as slot, low, high (k_no_node for a list).
bool Parser::parse_bindings(std::vector<std::uint32_t>& list, bool with_ranges) {
  do {
    skip_space();
    std::string name;
    while (!at_end() && !at_word("in")) {
      const std::size_t end = word_end(at_);
      if (end == at_) return expected("名称", "a name"), false;
      if (!name.empty()) name += ' ';
      name += text_.substr(at_, end - at_);
      at_ = end;
    }
    if (name.empty()) return expected("名称", "a name"), false;
    if (!take_word("in")) return expected("“in”", "'in'"), false;
    const NodeAt low = parse_expression();
    if (low == k_no_node) return false;
    NodeAt high = k_no_node;
    if (with_ranges && take_sign("..")) {
      high = parse_expression();
      if (high == k_no_node) return false;
    }
    const std::uint16_t slot = bind(std::move(name));
    list.insert(list.end(), {slot, low, high});
  } while (take(','));
  return true;
}

Parser::NodeAt Parser::parse_for() {
  Node node{Op::iteration};
  node.at = static_cast<std::uint32_t>(at_);
  take_word("for");
  std::vector<std::uint32_t> list;
  if (!parse_bindings(list, true)) return k_no_node;
  if (!take_word("return")) return expected("“return”", "'return'");
  node.slot = bind("partial");
  const std::size_t first = program_->nodes.size();
  node.a = parse_expression();
  if (node.a == k_no_node) return k_no_node;
  for (std::size_t i = first; i < program_->nodes.size(); ++i) {
    const Node& inside = program_->nodes[i];
    if (inside.op == Op::local && inside.slot == node.slot) node.flags |= k_uses_partial;
  }
  node.b = add_list(list);
  return add(node);
}

Parser::NodeAt Parser::parse_quantified(Op op) {
  Node node{op};
  node.at = static_cast<std::uint32_t>(at_);
  take_word(op == Op::some ? "some" : "every");
  std::vector<std::uint32_t> list;
  if (!parse_bindings(list, true)) return k_no_node;
  if (!take_word("satisfies")) return expected("“satisfies”", "'satisfies'");
  node.a = parse_expression();
  if (node.a == k_no_node) return k_no_node;
  node.b = add_list(list);
  return add(node);
}

bool Parser::parse_parameters(FunctionShape& shape) {
  if (!take('(')) return expected("“(”", "'('"), false;
  if (take(')')) return true;
  do {
    Parameter parameter;
    parameter.name = raw_name(":,()");
    if (parameter.name.empty()) return expected("参数名称", "a parameter name"), false;
    if (take(':')) {
      parameter.type = parse_type();
      if (!parameter.type) return false;
    }
    shape.slots.push_back(bind(parameter.name));
    shape.parameters.push_back(std::move(parameter));
  } while (take(','));
  if (!take(')')) return expected("“)”", "')'"), false;
  return true;
}

Parser::NodeAt Parser::parse_function() {
  const std::size_t at = at_;
  const Inner inner(*this);
  if (!deeper()) return k_no_node;
  end_of_range_ = false;
  FunctionShape shape;
  if (!parse_parameters(shape)) return k_no_node;
  shape.external = take_word("external");
  shape.body = parse_expression();
  if (shape.body == k_no_node) return k_no_node;
  Node node{Op::function};
  node.at = static_cast<std::uint32_t>(at);
  node.a = static_cast<std::uint32_t>(program_->functions.size());
  program_->functions.push_back(std::move(shape));
  return add(node);
}

// ---- unary tests

Parser::NodeAt Parser::parse_test() {
  skip_space();
  const std::size_t at = at_;
  if (peek() == '<' || peek() == '>' || peek() == '=' || peek() == '!') return parse_one_sided(at);
  const bool outer = used_input_;
  used_input_ = false;
  const NodeAt test = parse_expression();
  if (test != k_no_node && used_input_ && in_tests_) program_->nodes[test].flags |= k_uses_input;
  used_input_ = outer || used_input_;
  return test;
}

bool Parser::parse_tests(std::vector<std::uint32_t>& list) {
  do {
    const NodeAt test = parse_test();
    if (test == k_no_node) return false;
    list.push_back(test);
  } while (take(','));
  return true;
}

Result<std::shared_ptr<const Program>> Parser::unary_tests() {
  if (text_.size() > 1'000'000) return finish(k_no_node);
  in_tests_ = true;
  bind("?");
  Node root{Op::tests};
  if (peek_after_space() == '-') {
    const Mark start = mark();
    ++at_;
    program_->any = at_end();
    if (!program_->any) go_back(start);
  }
  std::vector<std::uint32_t> list;
  if (!program_->any) {
    const Mark start = mark();
    bool negated = false;
    if (take_word("not") && take('(')) negated = parse_tests(list) && take(')') && at_end();
    if (negated) {
      root.flags |= k_negated;
    } else {
      go_back(start);
      list.clear();
      if (!parse_tests(list)) return finish(k_no_node);
    }
  }
  root.b = add_list(list);
  return finish(add(root));
}

}  // namespace tiange::feel
