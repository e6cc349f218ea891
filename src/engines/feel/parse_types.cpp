// number, date and time, list<T>, range<T>, context<name: T>, function<T, T> -> T, or a type of the model.
#include "engines/feel/feel_parser_inner.h"

namespace tiange::feel {

// The longest of the model's type names here, else words joined (a built-in name, or one that nobody knows).
std::string Parser::type_name() {
  skip_space();
  std::string best;
  std::size_t end = 0;
  for (const auto& [name, type] : names_.types) {
    const std::size_t here = match_name(name, at_);
    if (here > end) best = name, end = here;
  }
  for (const char* name : {"date and time", "days and time duration", "years and months duration"}) {
    const std::size_t here = match_name(name, at_);
    if (here > end) best = name, end = here;
  }
  if (end == 0) {
    end = word_end(at_);
    while (end > at_ && end < text_.size() && text_[end] == '.' && word_end(end + 1) > end + 1) end = word_end(end + 1);
    best = text_.substr(at_, end - at_);
  }
  at_ = best.empty() ? at_ : end;
  return best;
}

TypePtr Parser::parse_type() {
  const Inner inner(*this);
  if (!deeper()) return nullptr;
  const std::string name = type_name();
  if (name.empty()) {
    expected("类型", "a type");
    return nullptr;
  }
  for (const auto& [known, type] : names_.types) {
    if (known == name) return type;
  }
  if (name == "list" || name == "range" || name == "context" || name == "function") return parse_type_arguments(name);
  if (auto type = builtin_type(name)) return type;
  auto unknown = std::make_shared<Type>();
  unknown->kind = TypeKind::unknown;
  unknown->name = name;
  return unknown;
}

TypePtr Parser::parse_type_arguments(const std::string& name) {
  if (!take('<')) {
    if (name == "context") return builtin_type("context");
    if (name == "function") return builtin_type("function");
    auto bare = std::make_shared<Type>();
    bare->kind = name == "list" ? TypeKind::list : TypeKind::range;
    bare->element = builtin_type("Any");
    return bare;
  }
  if (name == "context") return parse_context_type();
  if (name == "function") return parse_function_type();
  auto type = std::make_shared<Type>();
  type->kind = name == "list" ? TypeKind::list : TypeKind::range;
  type->element = parse_type();
  if (!type->element) return nullptr;
  if (take('>')) return type;
  expected("“>”", "'>'");
  return nullptr;
}

TypePtr Parser::parse_context_type() {
  auto type = std::make_shared<Type>();
  type->kind = TypeKind::context;
  if (take('>')) return type;
  do {
    std::string field = raw_name(":<>,");
    if (field.empty() || !take(':')) {
      expected("“:”", "':'");
      return nullptr;
    }
    TypePtr inside = parse_type();
    if (!inside) return nullptr;
    type->fields.emplace_back(std::move(field), std::move(inside));
  } while (take(','));
  if (take('>')) return type;
  expected("“>”", "'>'");
  return nullptr;
}

TypePtr Parser::parse_function_type() {
  auto type = std::make_shared<Type>();
  type->kind = TypeKind::function;
  if (!take('>')) {
    do {
      TypePtr parameter = parse_type();
      if (!parameter) return nullptr;
      type->parameters.push_back(std::move(parameter));
    } while (take(','));
    if (!take('>')) {
      expected("“>”", "'>'");
      return nullptr;
    }
  }
  if (!take_sign("->")) {
    expected("“->”", "'->'");
    return nullptr;
  }
  type->element = parse_type();
  return type->element ? type : nullptr;
}

}  // namespace tiange::feel
