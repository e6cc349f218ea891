#include <charconv>

#include "base/json.h"
#include "engines/bpmn/bpmn.h"
#include "engines/feel/feel_json.h"

namespace tiange::bpmn {

// Places: "1|<status>|<last node>|<node>|<node>…", a node as "id,parent,element,flow,phase,total,made,done" with
// zeros at its end left out and "no flow" as 0 (flows count from 1). The leading 1 is the version of this form.
// Variables: a JSON object from node to context. What JSON cannot say exactly is {"#feel": "<literal>"}; a real member
// of such a name gets one # more.

namespace {

constexpr std::string_view k_literal = "#feel";

void append_number(std::string& out, std::uint64_t number) {
  char buffer[24];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  out.append(buffer, end);
}

void append_node(std::string& out, const Node& node) {
  const std::uint64_t fields[] = {node.id,    node.parent, node.element, node.flow == k_none ? 0u : node.flow + 1u,
                                  static_cast<std::uint64_t>(node.phase), node.total, node.made, node.done};
  std::size_t used = std::size(fields);
  while (used > 1 && fields[used - 1] == 0) --used;
  for (std::size_t i = 0; i < used; ++i) {
    if (i) out += ',';
    append_number(out, fields[i]);
  }
}

// "#feel", "##feel", …
bool is_marked(std::string_view name) {
  return name.size() > 4 && name.ends_with("feel") && name.find_first_not_of('#') == name.size() - 4;
}

void append_value(std::string& out, const feel::Value& value);

void append_context(std::string& out, const feel::Value& value) {
  out += '{';
  bool first = true;
  for (const feel::Entry& entry : value.as_context().entries) {
    if (!first) out += ',';
    first = false;
    json::append_escaped(out, is_marked(entry.name) ? "#" + entry.name : entry.name);
    out += ':';
    append_value(out, entry.value);
  }
  out += '}';
}

void append_literal(std::string& out, const feel::Value& value) {
  out += "{\"#feel\":";
  json::append_escaped(out, feel::to_literal(value));
  out += '}';
}

void append_value(std::string& out, const feel::Value& value) {
  switch (value.kind()) {
    case feel::Kind::null:
    case feel::Kind::function:
      out += "null";
      return;
    case feel::Kind::boolean:
      out += value.as_boolean() ? "true" : "false";
      return;
    case feel::Kind::string:
      json::append_escaped(out, value.as_string());
      return;
    case feel::Kind::number: {
      const std::string text = value.as_number().to_string();
      const bool plain = text.size() <= 18 && text.find('.') == text.npos;
      if (plain) {
        out += text;
      } else {
        append_literal(out, value);
      }
      return;
    }
    case feel::Kind::list: {
      out += '[';
      bool first = true;
      for (const feel::Value& item : value.items()) {
        if (!first) out += ',';
        first = false;
        append_value(out, item);
      }
      out += ']';
      return;
    }
    case feel::Kind::context:
      append_context(out, value);
      return;
    default:
      append_literal(out, value);
  }
}

feel::Value read_value(const json::Value& value);

feel::Value read_literal(const std::string& text) {
  const auto expression = feel::parse_expression(text);
  if (!expression.ok()) return {};
  return feel::evaluate(*expression, feel::Value::context({})).value;
}

feel::Value read_object(const json::Object& object) {
  if (object.size() == 1 && object[0].first == k_literal && object[0].second.is_string()) {
    return read_literal(object[0].second.as_string());
  }
  std::vector<feel::Entry> entries;
  entries.reserve(object.size());
  for (const auto& [name, member] : object) {
    entries.push_back({is_marked(name) ? name.substr(1) : name, read_value(member)});
  }
  return feel::Value::context(std::move(entries));
}

feel::Value read_value(const json::Value& value) {
  if (value.is_null()) return {};
  if (value.is_bool()) return feel::Value::boolean(value.as_bool());
  if (value.is_int()) return feel::Value::number(value.as_int());
  if (value.is_string()) return feel::Value::string(value.as_string());
  if (value.is_object()) return read_object(value.as_object());
  if (!value.is_array()) return feel::from_json(value);
  std::vector<feel::Value> items;
  items.reserve(value.as_array().size());
  for (const json::Value& item : value.as_array()) items.push_back(read_value(item));
  return feel::Value::list(std::move(items));
}

Refusal bad_state() {
  return refuse(ErrorCode::bad_process, "保存的流程状态无法读取", "the stored state cannot be read");
}

// Numbers separated by commas up to a bar or the end.
bool read_numbers(std::string_view& text, std::vector<std::uint64_t>& numbers) {
  numbers.clear();
  while (!text.empty()) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || number > 0xFFFFFFFFu) return false;
    numbers.push_back(number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty()) return true;
    const char sign = text.front();
    text.remove_prefix(1);
    if (sign == '|') return true;
    if (sign != ',') return false;
  }
  return !numbers.empty();
}

bool read_node(const std::vector<std::uint64_t>& numbers, State& state) {
  std::uint64_t fields[8] = {};
  if (numbers.size() > std::size(fields)) return false;
  std::copy(numbers.begin(), numbers.end(), fields);
  Node node;
  node.id = static_cast<NodeId>(fields[0]);
  node.parent = static_cast<NodeId>(fields[1]);
  node.element = static_cast<Index>(fields[2]);
  node.flow = fields[3] == 0 ? k_none : static_cast<Index>(fields[3] - 1);
  node.total = static_cast<std::uint32_t>(fields[5]);
  node.made = static_cast<std::uint32_t>(fields[6]);
  node.done = static_cast<std::uint32_t>(fields[7]);
  if (fields[4] > static_cast<std::uint64_t>(Phase::passing)) return false;
  node.phase = static_cast<Phase>(fields[4]);
  const bool ascending = state.nodes.empty() || state.nodes.back().id < node.id;
  if (node.id == 0 || !ascending || node.id > state.last_node || node.parent >= node.id) return false;
  state.nodes.push_back(node);
  return true;
}

}  // namespace

std::string encode_places(const State& state) {
  std::string out = "1|";
  append_number(out, static_cast<std::uint64_t>(state.status));
  out += '|';
  append_number(out, state.last_node);
  for (const Node& node : state.nodes) {
    out += '|';
    append_node(out, node);
  }
  return out;
}

std::string encode_variables(const State& state) {
  std::string out = "{";
  for (const Scope& scope : state.scopes) {
    if (out.size() > 1) out += ',';
    out += '"';
    append_number(out, scope.node);
    out += "\":";
    append_context(out, scope.values);
  }
  out += '}';
  return out;
}

Result<State> decode(std::string_view places, std::string_view variables) {
  State state;
  std::vector<std::uint64_t> numbers;
  if (!read_numbers(places, numbers) || numbers.size() != 1 || numbers[0] != 1) return bad_state();
  if (!read_numbers(places, numbers) || numbers.size() != 1) return bad_state();
  if (numbers[0] > static_cast<std::uint64_t>(Status::cancelled)) return bad_state();
  state.status = static_cast<Status>(numbers[0]);
  if (!read_numbers(places, numbers) || numbers.size() != 1) return bad_state();
  state.last_node = static_cast<NodeId>(numbers[0]);
  while (!places.empty()) {
    if (!read_numbers(places, numbers) || !read_node(numbers, state)) return bad_state();
  }
  TIANGE_TRY(const json::Value object, json::parse(variables));
  if (!object.is_object()) return bad_state();
  for (const auto& [name, values] : object.as_object()) {
    Scope scope;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), scope.node);
    if (error != std::errc() || end != name.data() + name.size() || !values.is_object()) return bad_state();
    if (!state.scopes.empty() && state.scopes.back().node >= scope.node) return bad_state();
    scope.values = read_value(values);
    if (!scope.values.is(feel::Kind::context)) return bad_state();
    state.scopes.push_back(std::move(scope));
  }
  return state;
}

}  // namespace tiange::bpmn
