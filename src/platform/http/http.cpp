#include "platform/http/http.h"

#include "base/digest.h"
#include "base/text.h"

namespace tiange::http {

namespace {

std::string_view look_up(const std::vector<std::pair<std::string, std::string>>& pairs, std::string_view name) {
  for (const auto& [key, value] : pairs) {
    if (key == name) return value;
  }
  return {};
}

// 503 says when a retry makes sense; 429 is given its own by whoever refuses.
constexpr std::string_view k_retry_unavailable_s = "2";

}  // namespace

std::string_view Request::param(std::string_view name) const {
  const auto found = params.find(name);
  return found == params.end() ? std::string_view() : std::string_view(found->second);
}

std::string_view Request::query_value(std::string_view name) const { return look_up(query, name); }
std::string_view Request::header(std::string_view name) const { return look_up(headers, name); }

std::string_view Request::cookie(std::string_view name) const {
  for (const auto& [header_name, value] : headers) {
    if (header_name != "cookie") continue;
    for (std::string_view pair : text::split(value, ';')) {
      pair = text::trim(pair);
      const auto equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
    }
  }
  return {};
}

Response json_response(std::string body, int status) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

Response problem(const Refusal& refusal, const Scope& scope) {
  const ErrorInfo& info = error_info(refusal.code);
  const bool english = scope.language == Language::en;
  std::string out = "{\"type\":\"urn:tiange:error:";
  out += info.name;
  out += "\",\"title\":";
  json::append_escaped(out, english ? info.en : info.zh);
  out += ",\"status\":" + std::to_string(info.http_status) + ",\"detail\":";
  json::append_escaped(out, refusal.zh);
  out += ",\"detail_en\":";
  json::append_escaped(out, refusal.en);
  out += ",\"code\":";
  json::append_escaped(out, info.name);
  out += ",\"number\":" + std::to_string(info.number) + ",\"request_id\":";
  json::append_escaped(out, scope.request_id);
  out += ",\"fields\":[";
  for (std::size_t i = 0; i < refusal.fields.size(); ++i) {
    const FieldError& field = refusal.fields[i];
    out += i ? ",{\"path\":" : "{\"path\":";
    json::append_escaped(out, field.path);
    out += ",\"zh\":";
    json::append_escaped(out, field.zh);
    out += ",\"en\":";
    json::append_escaped(out, field.en);
    out += '}';
  }
  out += "]}";
  Response response = json_response(std::move(out), info.http_status);
  response.content_type = "application/problem+json";
  if (info.http_status == 503) response.with("Retry-After", std::string(k_retry_unavailable_s));
  if (info.http_status == 429) response.with("Retry-After", "1");
  return response;
}

bool wants_minimal(const Request& request) { return text::contains(request.header("prefer"), "return=minimal"); }

std::string etag_of(std::string_view body) { return "\"" + hex(bytes_of(sha256(body)).substr(0, 12)) + "\""; }

std::string etag_of(std::int64_t version, std::string_view body) {
  return "\"" + std::to_string(version) + "-" + hex(bytes_of(sha256(body)).substr(0, 8)) + "\"";
}

Outcome require_version(const Request& request, std::int64_t version) {
  const std::string_view wanted = request.header("if-match");
  if (wanted.empty() || wanted == "*") return done();
  for (std::string_view one : text::split(wanted, ',')) {
    one = text::trim(one);
    if (one.size() < 2 || one.front() != '"' || one.back() != '"') continue;
    one = one.substr(1, one.size() - 2);
    if (text::to_int(one.substr(0, one.find('-'))) == version) return done();
  }
  return refuse(ErrorCode::stale_version);
}

}  // namespace tiange::http
