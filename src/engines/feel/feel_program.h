#pragma once
// A parsed expression in compact form: nodes in one array, children by their place in it. Names are resolved while
// parsing, to a slot of the frame (things bound inside the expression) or to an outside variable.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engines/feel/feel.h"
#include "engines/feel/feel_type.h"

namespace tiange::feel {

enum class Op : std::uint8_t {
  constant,   // a: constant
  variable,   // a: outside variable
  local,      // slot
  member_or,  // inside a filter: member a of the items in the slots of list b, else node c
  path,       // a: node, b: name
  negate,     // a
  add,        // a, b, as the next
  subtract,
  multiply,
  divide,
  power,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  conjunction,
  disjunction,
  between,      // a between b and c
  in,           // a: value, b: list of tests
  if_else,      // a, b, c
  iteration,    // for: a: body, b: list of bindings, slot: partial
  some,         // a: condition, b: list of bindings
  every,        // as some
  filter,       // a: list, b: condition, slot: item
  call,         // a: callee, b: list of arguments
  call_named,   // a: callee, b: list of (name, node)
  list,         // b: list of nodes
  context,      // b: list of (name, slot, node)
  function,     // a: shape
  range,        // a: low, b: high, flags: closed ends
  one_sided,    // a: end, flags: RangeForm
  instance_of,  // a: node, b: type
  tests,        // root of unary tests: b: list of tests, flags: k_negated
};

constexpr std::uint8_t k_low_closed = 1, k_high_closed = 2;  // of range
constexpr std::uint8_t k_negated = 1;                         // of tests
constexpr std::uint8_t k_uses_partial = 1;                    // of iteration
constexpr std::uint8_t k_uses_input = 0x80;                   // this test speaks of ?

struct Node {
  Op op;
  std::uint8_t flags = 0;
  std::uint16_t slot = 0;
  std::uint32_t at = 0;  // byte offset in the text
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  std::uint32_t c = 0;
};

constexpr std::uint32_t k_no_node = UINT32_MAX;

struct Parameter {
  std::string name;
  TypePtr type;  // null: any
};

struct FunctionShape {
  std::vector<Parameter> parameters;
  std::vector<std::uint16_t> slots;   // of the parameters
  std::uint32_t body = k_no_node;
  std::uint16_t self_slot = UINT16_MAX;  // where the function itself is seen, if it has a name
  bool external = false;
};

// The lists of nodes: lists[b] is the count of numbers that follow.
struct Program : std::enable_shared_from_this<Program> {
  std::string text;
  std::vector<Node> nodes;
  std::vector<std::uint32_t> lists;
  std::vector<Value> constants;
  std::vector<std::string> names;
  std::vector<std::string> variables;
  std::vector<std::string> outside;  // variables less those that only filters mention, which may be members
  std::vector<TypePtr> types;
  std::vector<FunctionShape> functions;
  std::uint32_t root = k_no_node;
  std::uint16_t slots = 0;
  bool any = false;  // the test "-"

  std::span<const std::uint32_t> list(std::uint32_t at) const { return {lists.data() + at + 1, lists[at]}; }
  Position position(std::uint32_t byte_offset) const;
  // What can be told of a node's type without running it; null when nothing can.
  TypePtr static_type(std::uint32_t node) const;
};

}  // namespace tiange::feel
