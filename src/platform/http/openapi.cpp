#include "base/text.h"
#include "platform/http/http.h"
#include "platform/http/router.h"

namespace tiange::http {

namespace {

// "/api/v1/cases/{id}/files/{path*}": OpenAPI has no star.
std::string plain_pattern(std::string_view pattern) { return text::replace_all(pattern, "*}", "}"); }

std::string operation_id(const Route& route) {
  std::string id = text::lower_ascii(method_name(route.method));
  const std::string pattern = plain_pattern(route.pattern);
  for (std::string_view segment : text::split(pattern, '/')) {
    if (segment.empty() || segment == "api" || segment == "v1") continue;
    id += '_';
    for (char c : segment) {
      if (c != '{' && c != '}') id += c == '-' || c == '.' ? '_' : c;
    }
  }
  return id;
}

constexpr std::string_view k_about_key =
    "1-200 visible ASCII characters, the same for every attempt of one request and never used for another; kept for three "
    "days. Best a UUID of version 7 (RFC 9562), which is written fastest / 1–200 个可见 ASCII 字符；同一请求重试时不变，"
    "不同请求不得重复；保留三天。宜用第 7 版 UUID，写入最快";

void append_parameter(std::string& out, std::string_view name, std::string_view where, bool required,
                      std::string_view description = "") {
  out += out.empty() ? "{\"name\":" : ",{\"name\":";
  json::append_escaped(out, name);
  if (!description.empty()) {
    out += ",\"description\":";
    json::append_escaped(out, description);
  }
  out += ",\"in\":\"" + std::string(where) + "\",\"required\":" + (required ? "true" : "false") +
         R"(,"schema":{"type":"string"}})";
}

std::string parameters_of(const Route& route) {
  std::string out;
  const std::string pattern = plain_pattern(route.pattern);
  for (std::string_view segment : text::split(pattern, '/')) {
    if (segment.starts_with('{')) append_parameter(out, segment.substr(1, segment.size() - 2), "path", true);
  }
  for (const std::string& name : route.query_params) append_parameter(out, name, "query", false);
  if (route.writes) append_parameter(out, "Idempotency-Key", "header", false, k_about_key);
  return out;
}

std::string operation(const Route& route) {
  const PermissionInfo& permission = permission_info(route.permission);
  std::string out = "{\"operationId\":\"" + operation_id(route) + "\",\"tags\":[";
  const auto segments = text::split(route.pattern, '/');
  json::append_escaped(out, segments.size() > 3 ? segments[3] : "system");
  out += "],\"summary\":";
  json::append_escaped(out, route.summary_zh);
  out += ",\"description\":";
  json::append_escaped(out, route.summary_en);
  out += ",\"x-permission\":";
  json::append_escaped(out, permission.key);
  out += route.permission == Permission::open_to_all ? ",\"security\":[]" : "";
  out += ",\"parameters\":[" + parameters_of(route) + "]";
  if (route.upload) {
    out +=
        R"(,"requestBody":{"required":true,"content":{"multipart/form-data":{"schema":{"type":"object","properties":)"
        R"({"file":{"type":"string","format":"binary"}}}},"application/octet-stream":{"schema":{"type":"string",)"
        R"("format":"binary"}}}})";
  } else if (!route.in.text.empty()) {
    out += R"(,"requestBody":{"required":true,"content":{"application/json":{"schema":)" + route.in.text + "}}}";
  }
  out += R"(,"responses":{"200":{"description":"OK")";
  if (!route.out.text.empty()) out += R"(,"content":{"application/json":{"schema":)" + route.out.text + "}}";
  out += R"(},"default":{"$ref":"#/components/responses/Problem"}}})";
  return out;
}

constexpr std::string_view k_problem_schema =
    R"({"type":"object","properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},)"
    R"("detail":{"type":"string"},"detail_en":{"type":"string"},"code":{"type":"string"},"number":{"type":"integer"},)"
    R"("request_id":{"type":"string"},"fields":{"type":"array","items":{"type":"object","properties":)"
    R"({"path":{"type":"string"},"zh":{"type":"string"},"en":{"type":"string"}},"required":["path","zh","en"]}}},)"
    R"("required":["type","title","status","detail","detail_en","code","number","request_id","fields"]})";

}  // namespace

std::string detail::collect_fields(std::string name, std::span<const Field> fields, std::map<std::string, std::string>& named) {
  std::string reference = "{\"$ref\":\"#/components/schemas/" + name + "\"}";
  if (!named.try_emplace(name).second) return reference;  // also what stops recursion
  std::string properties;
  std::string required;
  for (const Field& field : fields) {
    properties += (properties.empty() ? "\"" : ",\"") + std::string(field.name) + "\":" + field.type(named);
    if (field.is_required) required += (required.empty() ? "\"" : ",\"") + std::string(field.name) + "\"";
  }
  named[name] = "{\"type\":\"object\",\"properties\":{" + properties + "},\"required\":[" + required + "]}";
  return reference;
}

// GCC writes "… [with T = tiange::cases::CaseView; …]", clang "… [T = tiange::cases::CaseView]".
std::string type_name_of(const char* pretty_function) {
  std::string_view text = pretty_function;
  const auto at = text.find("T = ");
  if (at != std::string_view::npos) text.remove_prefix(at + 4);
  std::size_t end = 0;
  for (int depth = 0; end < text.size(); ++end) {
    if (text[end] == '<') ++depth;
    if (text[end] == '>') --depth;
    if (depth == 0 && (text[end] == ';' || text[end] == ']')) break;
  }
  std::string name = text::replace_all(text.substr(0, end), "{anonymous}::", "");
  name = text::replace_all(name, "(anonymous namespace)::", "");
  name = text::replace_all(name, "tiange::", "");
  name = text::replace_all(name, "::", ".");
  for (char& c : name) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.';
    if (!plain) c = '_';
  }
  return name;
}

std::string openapi(const Routes& routes, std::string_view version) {
  std::map<std::string, std::map<std::string, std::string>> paths;
  std::map<std::string, std::string> schemas;
  for (const Route& route : routes.all()) {
    if (!route.pattern.starts_with("/api/") || route.summary_en.empty()) continue;
    paths[plain_pattern(route.pattern)][text::lower_ascii(method_name(route.method))] = operation(route);
    schemas.insert(route.in.named.begin(), route.in.named.end());
    schemas.insert(route.out.named.begin(), route.out.named.end());
  }
  schemas["Problem"] = k_problem_schema;
  std::string out = R"({"openapi":"3.1.0","info":{"title":"天格 Tiange","version":)";
  json::append_escaped(out, version);
  out += R"(},"security":[{"session":[]},{"bearer":[]}],"paths":{)";
  bool first = true;
  for (const auto& [path, operations] : paths) {
    out += first ? "" : ",";
    first = false;
    json::append_escaped(out, path);
    out += ":{";
    bool first_operation = true;
    for (const auto& [method, text] : operations) {
      out += (first_operation ? "\"" : ",\"") + method + "\":" + text;
      first_operation = false;
    }
    out += '}';
  }
  out += R"(},"components":{"schemas":{)";
  first = true;
  for (const auto& [name, text] : schemas) {
    out += (first ? "\"" : ",\"") + name + "\":" + text;
    first = false;
  }
  out += R"(},"responses":{"Problem":{"description":"RFC 9457","content":{"application/problem+json":{"schema":)"
         R"({"$ref":"#/components/schemas/Problem"}}}}},"securitySchemes":{"session":{"type":"apiKey","in":"cookie",)"
         R"("name":"tiange_session"},"bearer":{"type":"http","scheme":"bearer"}}}})";
  return out;
}

}  // namespace tiange::http
