// Rules and simple members of a definition, with their faults.
#include <algorithm>

#include "base/text.h"
#include "engines/feel/feel_program.h"
#include "engines/forms/form_reader.h"

namespace tiange::forms {

namespace {

constexpr std::size_t k_most_rule = 8'000;

// Members of a group or row that a path like address.street may name.
void check_paths(const feel::Expression& rule, const NameScope& scope, const std::string& path, Faults& faults) {
  const feel::Program& program = rule.program();
  for (const feel::Node& node : program.nodes) {
    if (node.op != feel::Op::path || program.nodes[node.a].op != feel::Op::variable) continue;
    const std::string& name = program.variables[program.nodes[node.a].a];
    const std::string& member = program.names[node.b];
    const auto unknown = [&] {
      faults.add(path, "“" + name + "." + member + "”不是此前的字段", "\"" + name + "." + member + "\" is not a field before it");
    };
    if (name == "this") {
      const auto found = std::find_if(scope.known.begin(), scope.known.end(), [&](const Field* f) { return f->name == member; });
      if (found == scope.known.end()) unknown();
      continue;
    }
    const Field* field = scope.find(name);
    if (!field || (field->kind != FieldKind::group && field->kind != FieldKind::rows)) continue;
    Form inside;
    inside.fields = field->fields;
    if (!inside.find(member)) unknown();
  }
}

void member_names(const std::vector<Field>& fields, std::vector<std::string>& names) {
  for (const Field& field : fields) {
    if (!field.name.empty()) names.push_back(field.name);
    member_names(field.fields, names);
  }
}

feel::Names names_of(const NameScope& scope) {
  feel::Names names{{}, {"lng", "lat", "text", "grid_code", "label", "value"}, {}};
  for (const NameScope* at = &scope; at; at = at->outer) {
    for (const Field* field : at->known) {
      if (!field->name.empty()) names.variables.push_back(field->name);
      names.members.push_back(field->name);
      member_names(field->fields, names.members);
    }
  }
  names.variables.insert(names.variables.end(), {"this"});
  if (scope.outer) names.variables.insert(names.variables.end(), {"parent"});
  for (const NameScope* at = &scope; at; at = at->outer) {
    if (at->in_rows) return names.variables.push_back("i"), names;
  }
  return names;
}

}  // namespace

bool is_name(std::string_view text) {
  if (text.empty() || text.size() > 40 || text[0] < 'a' || text[0] > 'z') return false;
  return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == text.npos;
}

const Field* NameScope::find(std::string_view name) const {
  for (const NameScope* at = this; at; at = at->outer) {
    for (const Field* field : at->known) {
      if (field->name == name && !name.empty()) return field;
    }
  }
  return nullptr;
}

Rule read_rule(const json::Value& given, const NameScope& scope, const std::string& path, Faults& faults) {
  if (!given.is_string() || !text::trim(given.as_string()).starts_with('=')) {
    faults.add(path, "规则应为以“=”开头的表达式", "a rule is an expression that begins with \"=\"");
    return std::nullopt;
  }
  const std::string_view source = text::trim(given.as_string()).substr(1);
  if (source.size() > k_most_rule) {
    faults.add(path, "规则过长", "the rule is too long");
    return std::nullopt;
  }
  const feel::Names names = names_of(scope);
  auto parsed = feel::parse_expression(source, names);
  if (!parsed.ok()) {
    faults.add(path, parsed.refusal().zh, parsed.refusal().en);
    return std::nullopt;
  }
  for (const std::string& name : parsed->variables()) {
    if (std::find(names.variables.begin(), names.variables.end(), name) == names.variables.end())
      faults.add(path, "“" + name + "”不是此前的字段，请把它移到前面或改用已有的字段",
                 "\"" + name + "\" is not a field before it; move it up or use another");
  }
  check_paths(*parsed, scope, path, faults);
  return std::move(*parsed);
}

const json::Value* Members::find(std::string_view member) const {
  const json::Value* found = object_.find(member);
  if (!found || found->is_null() || (found->is_string() && found->as_string().empty())) return nullptr;
  return found;
}

std::string Members::text(std::string_view member, std::size_t most) const {
  const json::Value* found = find(member);
  if (!found) return "";
  if (!found->is_string()) return fault(member, "应为文字", "must be text"), "";
  const std::string_view trimmed = text::trim(found->as_string());
  const std::string n = std::to_string(most);
  if (!text::is_valid_utf8(trimmed) || trimmed.find('\0') != trimmed.npos)
    return fault(member, "含有无效字符", "holds invalid characters"), "";
  if (text::length(trimmed) > most) fault(member, "不超过 " + n + " 字", "at most " + n + " characters");
  return std::string(trimmed);
}

bool Members::flag(std::string_view member) const {
  const json::Value* found = find(member);
  if (!found) return false;
  if (!found->is_bool()) return fault(member, "应为 true 或 false", "must be true or false"), false;
  return found->as_bool();
}

// The editor keeps own properties as text, so a number may come as either.
std::optional<std::int64_t> Members::whole(std::string_view member, std::int64_t least, std::int64_t most) const {
  const json::Value* found = find(member);
  if (!found) return std::nullopt;
  std::optional<std::int64_t> number;
  if (found->is_int()) number = found->as_int();
  if (found->is_string()) number = text::to_int(text::trim(found->as_string()));
  if (number && *number >= least && *number <= most) return number;
  const std::string low = std::to_string(least), high = std::to_string(most);
  fault(member, "应为 " + low + " 到 " + high + " 的整数", "must be a whole number from " + low + " to " + high);
  return std::nullopt;
}

void Members::refuse_strangers(std::initializer_list<std::span<const std::string_view>> known) const {
  for (const auto& [name, value] : object_.as_object()) {
    const bool is_known = std::any_of(known.begin(), known.end(), [&, &wanted = name](const auto& names) {
      return std::find(names.begin(), names.end(), wanted) != names.end();
    });
    if (!is_known)
      fault(name, "不认识的项，请删除或检查拼写", "is not known; remove it or check its spelling");
  }
}

}  // namespace tiange::forms
