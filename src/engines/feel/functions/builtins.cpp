#include "engines/feel/functions/builtins.h"

#include <algorithm>
#include <array>
#include <map>

namespace tiange::feel {
namespace {

bool fits(Want want, const Value& value) {
  switch (want) {
    case Want::anything: return true;
    case Want::value: return !value.is_null();
    case Want::boolean: return value.is(Kind::boolean);
    case Want::number: return value.is(Kind::number);
    case Want::string: return value.is(Kind::string);
    case Want::list: return value.is(Kind::list);
    case Want::context: return value.is(Kind::context);
    case Want::range: return value.is(Kind::range);
    case Want::function: return value.is(Kind::function);
    case Want::calendar: return value.is(Kind::date) || value.is(Kind::date_time);
  }
  return false;
}

// The argument as wanted, in place; false when it does not fit.
bool coerce(const Wanted& wanted, Value& value) {
  if (fits(wanted.kind, value) || (wanted.optional && value.is_null())) return true;
  if (wanted.kind == Want::list && !value.is_null()) {
    value = Value::list({value});
    return true;
  }
  if (value.is(Kind::list) && value.items().size() == 1) {
    Value single = value.items()[0];
    value = std::move(single);
    return fits(wanted.kind, value);
  }
  return false;
}

class BuiltinFunction final : public Function {
 public:
  explicit BuiltinFunction(const Builtin& builtin) : builtin_(builtin) {}

  std::string_view name() const override { return builtin_.name; }
  std::size_t arity() const override {
    const Signature& first = builtin_.signatures.front();
    return static_cast<std::size_t>(
        std::count_if(first.wanted.begin(), first.wanted.end(), [](const Wanted& w) { return !w.optional; }));
  }
  bool takes(std::size_t count) const override {
    return std::any_of(builtin_.signatures.begin(), builtin_.signatures.end(),
                       [&](const Signature& signature) { return takes(signature, count); });
  }

  Value call(Machine& machine, std::span<const Value> arguments) const override {
    Value refused = Value::null({ReasonCode::argument_count});
    for (const Signature& signature : builtin_.signatures) {
      if (!takes(signature, arguments.size())) continue;
      Value result;
      if (run(signature, machine, arguments, result)) return result;
      if (refused.reason().code == ReasonCode::argument_count) refused = std::move(result);
    }
    return refused;
  }

  Value call_named(Machine& machine, std::span<const std::string> names,
                   std::span<const Value> arguments) const override {
    for (const Signature& signature : builtin_.signatures) {
      std::vector<Value> placed(signature.wanted.size());
      if (!place(signature, names, arguments, placed)) continue;
      Value result;
      run(signature, machine, placed, result);
      return result;
    }
    return Value::null({ReasonCode::argument_name});
  }

 private:
  static bool takes(const Signature& signature, std::size_t count) {
    std::size_t needed = 0;
    for (const Wanted& wanted : signature.wanted) needed += !wanted.optional;
    return count >= needed && (signature.repeated || count <= signature.wanted.size());
  }

  static bool place(const Signature& signature, std::span<const std::string> names, Arguments arguments,
                    std::vector<Value>& placed) {
    std::vector<bool> given(placed.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto wanted = std::find_if(signature.wanted.begin(), signature.wanted.end(),
                                       [&](const Wanted& w) { return w.name == names[i]; });
      if (wanted == signature.wanted.end()) return false;
      const auto at = static_cast<std::size_t>(wanted - signature.wanted.begin());
      if (given[at]) return false;
      given[at] = true;
      placed[at] = arguments[i];
    }
    for (std::size_t i = 0; i < placed.size(); ++i) {
      if (!given[i] && !signature.wanted[i].optional) return false;
    }
    return true;
  }

  static bool fits_as_it_is(const Signature& signature, Arguments arguments) {
    if (arguments.size() != signature.wanted.size()) return false;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (!fits(signature.wanted[i].kind, arguments[i])) return false;
    }
    return true;
  }

  // False when an argument does not fit; the result is then the null that says which.
  static bool run(const Signature& signature, Machine& machine, Arguments arguments, Value& result) {
    if (fits_as_it_is(signature, arguments)) {
      result = signature.code(machine, arguments);
      return true;
    }
    constexpr std::size_t k_most = 8;
    Value few[k_most];
    std::vector<Value> many;
    const std::size_t count = std::max(arguments.size(), signature.wanted.size());
    if (count > k_most) many.resize(count);
    Value* fitted = count > k_most ? many.data() : few;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      fitted[i] = arguments[i];
      if (!coerce(signature.wanted[std::min(i, signature.wanted.size() - 1)], fitted[i])) {
        result = bad_argument(static_cast<std::uint16_t>(i + 1), fitted[i]);
        return false;
      }
    }
    result = signature.code(machine, Arguments(fitted, count));
    return true;
  }

  const Builtin& builtin_;
};

struct Register {
  std::array<std::vector<const Builtin*>, 256> by_letter;
  std::map<std::string_view, std::pair<const Builtin*, Value>> by_name;

  Register() {
    for (const auto family : {number_functions(), string_functions(), list_functions(), aggregate_functions(),
                              calendar_functions(), conversion_functions(), range_functions(), context_functions()}) {
      for (const Builtin& builtin : family) {
        by_letter[static_cast<unsigned char>(builtin.name[0])].push_back(&builtin);
        by_name.emplace(builtin.name, std::pair(&builtin, Value::function(new BuiltinFunction(builtin))));
      }
    }
  }
};

const Register& builtins() {
  static const Register all;
  return all;
}

}  // namespace

std::span<const Builtin* const> builtins_beginning_with(char letter) {
  return builtins().by_letter[static_cast<unsigned char>(letter)];
}

const Builtin* find_builtin(std::string_view name) {
  const auto found = builtins().by_name.find(name);
  return found == builtins().by_name.end() ? nullptr : found->second.first;
}

Value builtin_value(std::string_view name) {
  const auto found = builtins().by_name.find(name);
  return found == builtins().by_name.end() ? Value() : found->second.second;
}

Value bad_argument(std::uint16_t number, const Value& given) {
  return Value::null({ReasonCode::argument_kind, given.kind(), Kind::null, number});
}

Value bad_argument_value() { return Value::null({ReasonCode::argument_value}); }

}  // namespace tiange::feel
