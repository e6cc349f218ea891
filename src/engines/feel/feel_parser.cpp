#include "engines/feel/feel_parser.h"

#include <algorithm>

#include "engines/feel/evaluator.h"
#include "engines/feel/functions/builtins.h"
#include "engines/feel/values/feel_unicode.h"

namespace tiange::feel {
namespace {

constexpr int k_max_nesting = 200;
constexpr std::size_t k_max_text = 1'000'000;
constexpr std::size_t k_max_slots = 20'000;

// Words that end a name of unknown words.
constexpr std::string_view k_joining_words[] = {"and", "or",     "in",        "between",  "then",
                                                "else", "return", "satisfies", "instance"};
constexpr const char* k_properties[] = {"time offset", "start included", "end included"};

bool is_joining_word(std::string_view word) {
  return std::find(std::begin(k_joining_words), std::end(k_joining_words), word) != std::end(k_joining_words);
}

}  // namespace

Position Program::position(std::uint32_t byte_offset) const {
  Position place;
  const std::string_view before = std::string_view(text).substr(0, byte_offset);
  for (const char c : before) place.line += c == '\n';
  const auto line_start = before.rfind('\n');
  const std::string_view line = line_start == std::string_view::npos ? before : before.substr(line_start + 1);
  place.column = static_cast<std::uint32_t>(unicode::length(line)) + 1;
  return place;
}

Parser::Parser(std::string_view text, const Names& names, Folding folding)
    : text_(text), names_(names), folding_(folding), program_(std::make_shared<Program>()) {
  program_->text = std::string(text);
}

// ---- scanning

char32_t Parser::code_point_at(std::size_t at) const {
  return at < text_.size() ? unicode::decode(text_, at) : U'\0';
}

void Parser::skip_blanks() {
  while (at_ < text_.size()) {
    std::size_t next = at_;
    if (unicode::is_space(unicode::decode(text_, next))) {
      at_ = next;
    } else if (text_.substr(at_, 2) == "//") {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (text_.substr(at_, 2) == "/*") {
      const auto end = text_.find("*/", at_ + 2);
      at_ = end == std::string_view::npos ? text_.size() : end + 2;
    } else {
      return;
    }
  }
}

char Parser::peek_after_space() {
  skip_space();
  return peek();
}

bool Parser::take(char c) {
  if (peek_after_space() != c) return false;
  ++at_;
  return true;
}

bool Parser::take_sign(std::string_view sign) {
  skip_space();
  if (peek() != sign[0] || text_.substr(at_, sign.size()) != sign) return false;
  at_ += sign.size();
  return true;
}

bool Parser::at_word(std::string_view word) {
  skip_space();
  return peek() == word[0] && text_.substr(at_, word.size()) == word && !unicode::is_name_part(code_point_at(at_ + word.size()));
}

bool Parser::take_word(std::string_view word) {
  if (!at_word(word)) return false;
  at_ += word.size();
  return true;
}

bool Parser::at_end() {
  skip_space();
  return at_ >= text_.size();
}

// Where the name ends if it stands at from, white space in any amount; 0 when it does not.
std::size_t Parser::match_name(std::string_view name, std::size_t from) const {
  std::size_t at = from;
  for (std::size_t i = 0; i < name.size();) {
    if (name[i] == ' ') {
      const std::size_t before = at;
      for (std::size_t next = at; next < text_.size() && unicode::is_space(unicode::decode(text_, next)); at = next) {
      }
      if (at == before) return 0;
      while (i < name.size() && name[i] == ' ') ++i;
    } else {
      if (at >= text_.size() || text_[at] != name[i]) return 0;
      ++at, ++i;
    }
  }
  if (name.empty() || unicode::is_name_part(code_point_at(at))) {
    std::size_t last = name.size();
    while (last > 0 && (static_cast<unsigned char>(name[last - 1]) & 0xC0) == 0x80) --last;
    if (last == 0) return 0;
    std::size_t place = last - 1;
    if (unicode::is_name_part(unicode::decode(name, place))) return 0;
  }
  return at;
}

std::size_t Parser::word_end(std::size_t from) const {
  std::size_t at = from;
  if (!unicode::is_name_start(code_point_at(at))) return from;
  while (at < text_.size()) {
    std::size_t next = at;
    if (!unicode::is_name_part(unicode::decode(text_, next))) break;
    at = next;
  }
  return at;
}

// Everything up to one of the stops, white space collapsed; for keys and parameters, which may hold signs.
std::string Parser::raw_name(std::string_view stops) {
  skip_space();
  std::string name;
  while (at_ < text_.size() && stops.find(text_[at_]) == std::string_view::npos) {
    std::size_t next = at_;
    if (unicode::is_space(unicode::decode(text_, next))) {
      if (!name.empty() && name.back() != ' ') name += ' ';
    } else {
      name += text_.substr(at_, next - at_);
    }
    at_ = next;
  }
  while (!name.empty() && name.back() == ' ') name.pop_back();
  return name;
}

// ---- names

Parser::NameMatch Parser::longest_known(bool members_only) const {
  NameMatch best;
  const auto consider = [&](std::string_view name, Known known) {
    if (name.empty() || name[0] != text_[at_]) return;
    const std::size_t end = match_name(name, at_);
    if (end > best.end) best = {std::string(name), end, known};
  };
  if (at_ >= text_.size()) return best;
  bool inside_filter = members_only;
  if (!members_only) {
    for (auto binding = bindings_.rbegin(); binding != bindings_.rend(); ++binding) {
      inside_filter = inside_filter || binding->item;
      consider(binding->name, Known::local);
    }
    for (const std::string& name : names_.variables) consider(name, Known::variable);
  }
  if (inside_filter) {
    for (const std::string& name : names_.members) consider(name, Known::member);
    for (const std::string& name : seen_members_) consider(name, Known::member);
  }
  if (members_only) {
    for (const char* name : k_properties) consider(name, Known::member);
  } else {
    for (const Builtin* builtin : builtins_beginning_with(text_[at_])) consider(builtin->name, Known::builtin);
  }
  return best;
}

Parser::NameMatch Parser::joined_words() const {
  NameMatch match;
  std::size_t at = at_;
  for (std::size_t end = word_end(at); end > at; end = word_end(at)) {
    const std::string_view word = text_.substr(at, end - at);
    if (!match.name.empty() && is_joining_word(word)) break;
    if (!match.name.empty()) match.name += ' ';
    match.name += word;
    match.end = at = end;
    for (std::size_t next = at; next < text_.size() && unicode::is_space(unicode::decode(text_, next)); at = next) {
    }
  }
  return match;
}

Parser::NodeAt Parser::name_reference() {
  const std::size_t start = at_;
  NameMatch match = longest_known(false);
  if (match.end == 0) match = joined_words();
  if (match.end == 0) return expected("表达式", "an expression");
  at_ = match.end;
  return resolve(match, start);
}

Parser::NodeAt Parser::resolve(const NameMatch& match, std::size_t at) {
  if (match.known == Known::builtin && peek_after_space() == '(') return resolve_static(match, at, false);
  // Filters between here and the binding offer their items' members first, the innermost before the others.
  std::vector<std::uint32_t> item_slots;
  for (auto binding = bindings_.rbegin(); binding != bindings_.rend(); ++binding) {
    if (binding->item) item_slots.push_back(binding->slot);
    if (binding->name == match.name && !binding->item) break;
    if (binding->item && match.name == "item") break;
  }
  const NodeAt fixed = resolve_static(match, at, !item_slots.empty() && match.known != Known::variable);
  if (item_slots.empty() || fixed == k_no_node) return fixed;
  Node node{Op::member_or};
  node.at = static_cast<std::uint32_t>(at);
  node.a = name_index(match.name);
  node.b = add_list(item_slots);
  node.c = fixed;
  return add(node);
}

Parser::NodeAt Parser::resolve_static(const NameMatch& match, std::size_t at, bool may_be_member) {
  Node node{Op::local};
  node.at = static_cast<std::uint32_t>(at);
  for (auto binding = bindings_.rbegin(); binding != bindings_.rend(); ++binding) {
    if (binding->name != match.name) continue;
    if (match.name == "?") used_input_ = true;
    node.slot = binding->slot;
    return add(node);
  }
  if (match.known == Known::builtin) return constant(builtin_value(match.name), at);
  node.op = Op::variable;
  node.a = variable_index(match.name);
  auto& outside = program_->outside;
  if (!may_be_member && std::find(outside.begin(), outside.end(), match.name) == outside.end()) {
    outside.push_back(match.name);
  }
  return add(node);
}

std::uint32_t Parser::name_index(std::string_view name) {
  auto& names = program_->names;
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::uint32_t>(found - names.begin());
  names.emplace_back(name);
  return static_cast<std::uint32_t>(names.size() - 1);
}

std::uint32_t Parser::variable_index(std::string_view name) {
  auto& names = program_->variables;
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::uint32_t>(found - names.begin());
  names.emplace_back(name);
  return static_cast<std::uint32_t>(names.size() - 1);
}

std::uint16_t Parser::bind(std::string name, bool item) {
  const std::uint16_t slot = program_->slots;
  if (program_->slots < k_max_slots) ++program_->slots;
  bindings_.push_back({std::move(name), slot, item});
  return slot;
}

// ---- building

Parser::NodeAt Parser::add(Node node) {
  program_->nodes.push_back(node);
  return static_cast<NodeAt>(program_->nodes.size() - 1);
}

bool Parser::are_constant(std::span<const std::uint32_t> nodes) const {
  return std::all_of(nodes.begin(), nodes.end(), [&](NodeAt at) { return program_->nodes[at].op == Op::constant; });
}

// Adds a list, range or call; as a constant when its parts are and it comes to something.
Parser::NodeAt Parser::fold(Node node) {
  const NodeAt at = add(node);
  if (folding_ == Folding::no) return at;
  const std::uint32_t ends[] = {node.a, node.b};
  if (node.op == Op::range ? !are_constant(ends) : !are_constant(program_->list(node.b))) return at;
  if (node.op == Op::call) {
    const Node& callee = program_->nodes[node.a];
    if (callee.op != Op::constant || !program_->constants[callee.a].is(Kind::function)) return at;
    const std::string_view name = program_->constants[callee.a].as_function().name();
    if (name == "matches" || name == "replace" || name == "split") return at;  // may take long
  }
  Environment environment;
  environment.max_steps = 10'000;
  const Value context;
  Value value = Evaluator(environment).run_node(*program_, at, context);
  if (value.is_null() || value.is(Kind::function)) return at;
  return constant(std::move(value), node.at);
}

Parser::NodeAt Parser::binary(Op op, NodeAt a, NodeAt b, std::size_t at) {
  if (a == k_no_node || b == k_no_node) return k_no_node;
  Node node{op};
  node.at = static_cast<std::uint32_t>(at), node.a = a, node.b = b;
  return add(node);
}

Parser::NodeAt Parser::constant(Value value, std::size_t at) {
  Node node{Op::constant};
  node.at = static_cast<std::uint32_t>(at);
  node.a = static_cast<std::uint32_t>(program_->constants.size());
  program_->constants.push_back(std::move(value));
  return add(node);
}

std::uint32_t Parser::add_list(const std::vector<std::uint32_t>& numbers) {
  const auto at = static_cast<std::uint32_t>(program_->lists.size());
  program_->lists.push_back(static_cast<std::uint32_t>(numbers.size()));
  program_->lists.insert(program_->lists.end(), numbers.begin(), numbers.end());
  return at;
}

void Parser::go_back(const Mark& mark) {
  at_ = mark.at;
  bindings_.resize(mark.bindings, Binding{});
  if (!mark.failed) failure_.reset();
}

Parser::NodeAt Parser::fail(std::string zh, std::string en) {
  if (!failure_) failure_ = Failure{at_, std::move(zh), std::move(en)};
  return k_no_node;
}

Parser::NodeAt Parser::expected(const char* zh, const char* en) {
  skip_space();
  if (at_ >= text_.size()) {
    return fail(std::string("此处应有") + zh + "，但文本已结束", std::string("expected ") + en + " but the text ends");
  }
  std::size_t end = word_end(at_);
  if (end == at_) unicode::decode(text_, end);
  const std::string met(text_.substr(at_, end - at_));
  return fail(std::string("此处应有") + zh + "，实际为“" + met + "”", std::string("expected ") + en + " but met '" + met + "'");
}

bool Parser::deeper() {
  if (depth_ < k_max_nesting) return true;
  fail("嵌套过深", "nested too deeply");
  return false;
}

Result<std::shared_ptr<const Program>> Parser::finish(NodeAt root) {
  if (text_.size() > k_max_text) fail("文本过长", "the text is too long");
  if (root != k_no_node && !failure_ && !at_end()) expected("表达式的结尾", "the end of the expression");
  if (program_->slots >= k_max_slots) fail("名称过多", "too many names");
  if (failure_ || root == k_no_node) {
    const Failure failure = failure_.value_or(Failure{at_, "无法理解", "not understood"});
    const Position place = program_->position(static_cast<std::uint32_t>(failure.at));
    const std::string line = std::to_string(place.line), column = std::to_string(place.column);
    return refuse(ErrorCode::bad_expression, "第" + line + "行第" + column + "列：" + failure.zh,
                  "line " + line + ", column " + column + ": " + failure.en);
  }
  program_->root = root;
  return std::shared_ptr<const Program>(program_);
}

Result<std::shared_ptr<const Program>> Parser::expression() {
  if (text_.size() > k_max_text) return finish(k_no_node);
  return finish(parse_expression());
}

}  // namespace tiange::feel
