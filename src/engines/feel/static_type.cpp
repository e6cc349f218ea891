#include "engines/feel/feel_program.h"

namespace tiange::feel {
namespace {

TypePtr type_of_constant(const Value& value) {
  switch (value.kind()) {
    case Kind::boolean: return builtin_type("boolean");
    case Kind::number: return builtin_type("number");
    case Kind::string: return builtin_type("string");
    case Kind::date: return builtin_type("date");
    case Kind::time: return builtin_type("time");
    case Kind::date_time: return builtin_type("date and time");
    case Kind::days_duration: return builtin_type("days and time duration");
    case Kind::months_duration: return builtin_type("years and months duration");
    case Kind::null: return builtin_type("Null");
    default: return nullptr;
  }
}

}  // namespace

TypePtr Program::static_type(std::uint32_t at) const {
  const Node& node = nodes[at];
  switch (node.op) {
    case Op::constant: return type_of_constant(constants[node.a]);
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::conjunction:
    case Op::disjunction:
    case Op::between:
    case Op::in:
    case Op::some:
    case Op::every:
    case Op::instance_of: return builtin_type("boolean");
    case Op::context: {
      auto type = std::make_shared<Type>();
      type->kind = TypeKind::context;
      const auto entries = list(node.b);
      for (std::size_t i = 0; i + 2 < entries.size(); i += 3) {
        TypePtr inside = static_type(entries[i + 2]);
        type->fields.emplace_back(names[entries[i]], inside ? inside : builtin_type("Any"));
      }
      return type;
    }
    default: return nullptr;
  }
}

}  // namespace tiange::feel
