#include "app/probe/visitor.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "platform/observe/system_clock.h"

namespace tiange::app::probe {

namespace {

constexpr std::size_t k_most_told = 60;
constexpr int k_told_of_a_kind = 3;
constexpr std::int64_t k_patience_us = 8'000'000;

bool has_chinese(std::string_view text) {
  const auto points = text::code_points(text);
  return std::any_of(points.begin(), points.end(), [](char32_t c) { return c >= 0x4E00 && c <= 0x9FFF; });
}

bool has_latin(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

// "" when the refusal is as it should be.
std::string wrong_with_problem(const net::RawAnswer& answer) {
  if (!answer.header("content-type").starts_with("application/problem+json")) return "not problem+json";
  const auto problem = json::parse(answer.body);
  if (!problem.ok()) return "the problem is no JSON";
  if (!has_chinese(problem->text_or("detail"))) return "no Chinese text";
  if (!has_latin(problem->text_or("detail_en"))) return "no English text";
  if (problem->text_or("code").empty() || problem->text_or("request_id").empty()) return "no code or request id";
  const json::Value* fields = problem->find("fields");
  if (!fields || !fields->is_array()) return "no fields";
  for (const json::Value& field : fields->as_array()) {
    if (!has_chinese(field.text_or("zh")) || !has_latin(field.text_or("en"))) return "a field without both texts";
  }
  return "";
}

bool stays_open(const Ask& ask) { return ask.method == "GET" && ask.target.starts_with("/api/v1/live"); }

}  // namespace

std::string percent_encoded(std::string_view text) {
  static constexpr char k_digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const auto byte = static_cast<unsigned char>(c);
    out += plain ? std::string(1, c) : std::string{'%', k_digits[byte >> 4], k_digits[byte & 15]};
  }
  return out;
}

void Tally::fault(const std::string& kind, const std::string& detail) {
  ++faults;
  if (++kinds_[kind] <= k_told_of_a_kind && told.size() < k_most_told) told.push_back(kind + ": " + text::cut(detail, 400));
}

void Visitor::sign_in() {
  const net::RawAnswer answer = net::RawClient(port_).request("POST", "/api/v1/org/demo-session", json::write(json::Value(json::Object{{"account", account_}})));
  cookies_.clear();
  for (const auto& [name, value] : answer.headers) {
    if (name != "set-cookie") continue;
    const std::string cookie = value.substr(0, value.find(';'));
    cookies_ += (cookies_.empty() ? "" : "; ") + cookie;
    if (cookie.starts_with("tiange_csrf=")) csrf_ = cookie.substr(12);
  }
  if (cookies_.empty()) throw std::runtime_error("cannot sign in as " + account_ + ": " + answer.body);
}

net::Headers Visitor::headers_of(const Ask& ask) {
  net::Headers headers;
  if (!ask.type.empty()) headers.emplace_back("Content-Type", ask.type);
  if (ask.who.empty()) return headers;
  if (ask.who == "browser") {
    if (cookies_.empty()) sign_in();
    headers.emplace_back("Cookie", cookies_);
    headers.emplace_back("X-Tiange-CSRF", csrf_);
    return headers;
  }
  const auto token = tokens_.find(ask.who);
  if (token == tokens_.end()) throw std::runtime_error("no token of " + ask.who);
  headers.emplace_back("Authorization", "Bearer " + token->second);
  return headers;
}

net::RawAnswer Visitor::send(const Ask& ask) {
  if (stays_open(ask)) {
    net::RawClient client(port_);
    std::string head = ask.method + " " + ask.target + " HTTP/1.1\r\nHost: localhost\r\n";
    for (const auto& [name, value] : headers_of(ask)) head += name + ": " + value + "\r\n";
    client.send(head + "\r\n");
    net::RawAnswer answer = client.receive(true);
    if (answer.status >= 400) answer = net::RawClient(port_).request(ask.method, ask.target, "", headers_of(ask));
    return answer;
  }
  // A connection that the server had closed after the answer before is no fault.
  for (const bool fresh : {false, true}) {
    if (!client_ || fresh) client_ = std::make_unique<net::RawClient>(port_);
    net::RawAnswer answer = client_->request(ask.method, ask.target, ask.body, headers_of(ask));
    if (answer.header("connection") == "close") client_.reset();
    if (answer.status != 0 || fresh) return answer;
  }
  return {};
}

net::RawAnswer Visitor::ask(const Ask& ask, std::string_view about) {
  const std::int64_t began = observe::steady_us();
  net::RawAnswer answer = send(ask);
  if (answer.status == 401 && ask.who == "browser") {
    cookies_.clear();
    answer = send(ask);
  }
  ++tally_.asked;
  judge(ask, about, answer);
  if (observe::steady_us() - began > k_patience_us) tally_.fault("slow", ask.method + " " + ask.target + " " + std::string(about));
  return answer;
}

void Visitor::judge(const Ask& ask, std::string_view about, const net::RawAnswer& answer) {
  const std::string where = ask.method + " " + text::cut(ask.target, 160) + " [" + std::string(about) + "] " + text::cut(ask.body, 200);
  const std::string route = ask.method + " " + ask.target.substr(0, ask.target.find_first_of("?%"));
  if (answer.status == 0) return tally_.fault("no answer", where);
  if (answer.status >= 500) return tally_.fault(std::to_string(answer.status) + " " + route, where + " -> " + answer.body);
  if (answer.status >= 400) {
    ++tally_.refused;
    const std::string wrong = wrong_with_problem(answer);
    if (!wrong.empty()) tally_.fault(wrong + " " + route, where + " -> " + std::to_string(answer.status) + " " + answer.body);
    return;
  }
  ++tally_.accepted;
  if (answer.header("content-type").starts_with("application/json") && !json::parse(answer.body).ok())
    tally_.fault("an answer that is no JSON", where);
}

json::Value Visitor::must(const Ask& ask) {
  const net::RawAnswer answer = send(ask);
  if (answer.status < 200 || answer.status >= 300)
    throw std::runtime_error(ask.method + " " + ask.target + " as " + ask.who + ": " + std::to_string(answer.status) + " " + answer.body);
  return json::parse(answer.body).value_or(json::Value());
}

}  // namespace tiange::app::probe
