#include "app/probe/api_map.h"

#include "base/text.h"

namespace tiange::app::probe {

namespace {

constexpr int k_deepest = 12;  // a schema may hold itself

json::Value resolved(const json::Value& schema, const json::Value& named, int depth) {
  if (depth > k_deepest || !schema.is_object()) return json::Value(json::Object{});
  if (const json::Value* reference = schema.find("$ref")) {
    const std::string& text = reference->as_string();
    const json::Value* found = named.find(text.substr(text.rfind('/') + 1));
    return found ? resolved(*found, named, depth + 1) : json::Value(json::Object{});
  }
  json::Value out = schema;
  for (const char* key : {"items", "additionalProperties"}) {
    if (const json::Value* inner = schema.find(key)) out.set(key, resolved(*inner, named, depth + 1));
  }
  if (const json::Value* properties = schema.find("properties")) {
    json::Object members;
    for (const auto& [name, inner] : properties->as_object()) members.emplace_back(name, resolved(inner, named, depth + 1));
    out.set("properties", json::Value(std::move(members)));
  }
  return out;
}

void add_fields(const json::Value& schema, FieldPath& path, std::vector<Field>& out) {
  const auto inside = [&](const std::string& step, const json::Value& inner) {
    path.push_back(step);
    add_fields(inner, path, out);
    path.pop_back();
  };
  if (const json::Value* properties = schema.find("properties")) {
    for (const auto& [name, inner] : properties->as_object()) inside(name, inner);
  } else if (const json::Value* items = schema.find("items")) {
    inside("[]", *items);
  } else if (const json::Value* any = schema.find("additionalProperties")) {
    inside("x", *any);
  } else if (!path.empty()) {
    const bool text = schema.text_or("type", "string") == "string";
    out.push_back({path, text, text && !schema.find("format") && !schema.find("pattern") && !schema.find("enum")});
  }
}

json::Value set_at(json::Value body, const FieldPath& path, std::size_t at, const json::Value& value) {
  if (at == path.size()) return value;
  if (path[at] == "[]") {
    json::Array list = body.is_array() ? body.as_array() : json::Array{};
    if (list.empty()) list.emplace_back();
    list.front() = set_at(list.front(), path, at + 1, value);
    return json::Value(std::move(list));
  }
  if (!body.is_object()) body = json::Value(json::Object{});
  const json::Value* inner = body.find(path[at]);
  body.set(path[at], set_at(inner ? *inner : json::Value(), path, at + 1, value));
  return body;
}

}  // namespace

std::string Field::shown() const {
  std::string out;
  for (const std::string& step : path) out += (out.empty() || step == "[]" ? "" : ".") + step;
  return out;
}

std::vector<Operation> read_operations(const json::Value& document) {
  const json::Value& named = *document.find("components")->find("schemas");
  std::vector<Operation> operations;
  for (const auto& [path, methods] : document.find("paths")->as_object()) {
    for (const auto& [method, about] : methods.as_object()) {
      Operation operation;
      operation.path = path;
      for (const char c : method) operation.method += static_cast<char>(c - 'a' + 'A');
      for (const json::Value& parameter : about.find("parameters")->as_array()) {
        if (parameter.text_or("in") == "path") operation.path_params.push_back(parameter.text_or("name"));
        if (parameter.text_or("in") == "query") operation.query_params.push_back(parameter.text_or("name"));
      }
      const json::Value* body = about.find("requestBody");
      if (const json::Value* content = body ? body->find("content") : nullptr) {
        const json::Value* as_json = content->find("application/json");
        operation.upload = !as_json;
        if (as_json) operation.body = resolved(*as_json->find("schema"), named, 0);
      }
      operations.push_back(std::move(operation));
    }
  }
  return operations;
}

std::vector<Field> fields_of(const json::Value& schema) {
  std::vector<Field> fields;
  FieldPath path;
  if (schema.is_object()) add_fields(schema, path, fields);
  return fields;
}

json::Value plain_body(const json::Value& schema) {
  if (const json::Value* properties = schema.find("properties")) {
    json::Object members;
    for (const auto& [name, inner] : properties->as_object()) members.emplace_back(name, plain_body(inner));
    return json::Value(std::move(members));
  }
  if (const json::Value* items = schema.find("items")) return json::Value(json::Array{plain_body(*items)});
  if (const json::Value* choices = schema.find("enum")) return choices->as_array().front();
  const std::string type = schema.text_or("type");
  const std::string format = schema.text_or("format");
  if (type == "object") return json::Value(json::Object{});
  if (type == "boolean") return json::Value(false);
  if (type == "integer" || type == "number") return json::Value(std::int64_t{1});
  if (format == "date-time") return json::Value("2026-11-21T09:05:00+08:00");
  if (format == "date") return json::Value("2026-11-21");
  return json::Value(schema.find("pattern") ? "1" : "文字");
}

json::Value with_field(const json::Value& body, const FieldPath& path, const json::Value& value) { return set_at(body, path, 0, value); }

}  // namespace tiange::app::probe
