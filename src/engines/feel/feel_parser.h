#pragma once
// Recursive descent over the text itself: FEEL names may hold spaces and signs, so where a word ends depends on which
// names are known at that place. One class, its rules spread over files by family: names (feel_parser.cpp), operators
// (parse_operators.cpp), atoms (parse_atoms.cpp), blocks (parse_blocks.cpp), types (parse_types.cpp).

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/feel/feel_program.h"

namespace tiange::feel {

// Whether lists, ranges and calls of constants are worked out once, while parsing.
enum class Folding { yes, no };

class Parser {
 public:
  Parser(std::string_view text, const Names& names, Folding folding = Folding::yes);

  Result<std::shared_ptr<const Program>> expression();
  Result<std::shared_ptr<const Program>> unary_tests();

 private:
  using NodeAt = std::uint32_t;  // k_no_node: failed, the error is recorded

  // Something bound inside the expression; item: the items of a filter, whose members are names too.
  struct Binding {
    std::string name;
    std::uint16_t slot;
    bool item;
  };
  // Enough to go back to.
  struct Mark {
    std::size_t at;
    std::size_t bindings;
    bool failed;
  };
  struct Failure {
    std::size_t at = 0;
    std::string zh, en;
  };
  enum class Known { local, variable, member, builtin, words };
  struct NameMatch {
    std::string name;
    std::size_t end = 0;  // 0: no name here
    Known known = Known::words;
  };
  // Bindings made inside it end with it.
  class Inner;

  // scanning
  void skip_space() {
    const char c = peek();
    if (c <= ' ' || c == '/' || c == '\x7f') skip_blanks();  // other bytes below 0 begin a code point
  }
  void skip_blanks();
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  char peek_after_space();
  bool take(char c);
  bool take_sign(std::string_view sign);
  bool at_word(std::string_view word);
  bool take_word(std::string_view word);
  bool at_end();
  char32_t code_point_at(std::size_t at) const;
  std::size_t match_name(std::string_view name, std::size_t from) const;
  std::size_t word_end(std::size_t from) const;
  std::string words_until_sign();
  std::string raw_name(std::string_view stops);

  // names
  NameMatch longest_known(bool members_only) const;
  NameMatch joined_words() const;
  NodeAt name_reference();
  NodeAt resolve(const NameMatch& match, std::size_t at);
  NodeAt resolve_static(const NameMatch& match, std::size_t at, bool may_be_member);
  std::uint32_t name_index(std::string_view name);
  std::uint32_t variable_index(std::string_view name);
  std::uint16_t bind(std::string name, bool item = false);

  // operators
  NodeAt parse_expression();
  NodeAt parse_disjunction();
  NodeAt parse_conjunction();
  NodeAt parse_comparison();
  NodeAt parse_between(NodeAt left, std::size_t at);
  NodeAt parse_in(NodeAt left, std::size_t at);
  NodeAt parse_additive();
  NodeAt parse_multiplicative();
  NodeAt parse_power();
  NodeAt parse_negation();
  NodeAt parse_instance_of();
  NodeAt parse_postfix();
  bool closes_range();
  NodeAt parse_path(NodeAt left, std::size_t at);
  NodeAt parse_filter(NodeAt left, std::size_t at);
  NodeAt parse_call(NodeAt callee, std::size_t at);
  bool parse_arguments(std::vector<std::uint32_t>& list, bool& named);
  std::optional<std::string> argument_name();
  std::optional<Op> comparison_operator();

  // atoms
  NodeAt parse_primary();
  NodeAt parse_literal_word();
  NodeAt parse_number();
  NodeAt parse_string_literal();
  std::optional<std::string> string_text();
  bool escape(std::string& out);
  std::optional<std::uint32_t> hex(std::size_t digits);
  NodeAt parse_at_literal();
  NodeAt parse_parenthesis();
  NodeAt parse_bracket();
  NodeAt parse_range_from(NodeAt low, bool low_closed, std::size_t at);
  NodeAt parse_one_sided(std::size_t at);
  NodeAt parse_context();
  bool parse_context_entry(std::vector<std::uint32_t>& list, std::vector<std::string>& seen, bool& repeated);

  // blocks
  NodeAt parse_if();
  NodeAt parse_for();
  NodeAt parse_quantified(Op op);
  bool parse_bindings(std::vector<std::uint32_t>& list, bool with_ranges);
  NodeAt parse_function();
  bool parse_parameters(FunctionShape& shape);

  // tests
  NodeAt parse_test();
  bool parse_tests(std::vector<std::uint32_t>& list);
  bool parse_test_list(NodeAt root);

  // types
  TypePtr parse_type();
  TypePtr parse_type_arguments(const std::string& name);
  TypePtr parse_context_type();
  TypePtr parse_function_type();
  std::string type_name();

  // building
  NodeAt add(Node node);
  NodeAt fold(Node node);
  bool are_constant(std::span<const std::uint32_t> nodes) const;
  NodeAt binary(Op op, NodeAt a, NodeAt b, std::size_t at);
  NodeAt constant(Value value, std::size_t at);
  std::uint32_t add_list(const std::vector<std::uint32_t>& numbers);
  Mark mark() const { return {at_, bindings_.size(), failure_.has_value()}; }
  void go_back(const Mark& mark);
  NodeAt fail(std::string zh, std::string en);
  NodeAt expected(const char* zh, const char* en);
  Result<std::shared_ptr<const Program>> finish(NodeAt root);
  bool deeper();

  std::string_view text_;
  const Names& names_;
  Folding folding_;
  std::shared_ptr<Program> program_;
  std::vector<Binding> bindings_;
  std::vector<std::string> seen_members_;  // keys of contexts written in this text
  std::optional<Failure> failure_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool end_of_range_ = false;  // "[" here may close an interval instead of opening a filter
  bool in_tests_ = false;
  bool used_input_ = false;
};

}  // namespace tiange::feel
