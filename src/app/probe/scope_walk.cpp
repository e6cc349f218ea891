#include "app/probe/scope_walk.h"

#include <algorithm>

#include "base/text.h"

namespace tiange::app::probe {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "2026-11-22T09:05:00+08:00", "version":12 and "id":"7000" are other ones each time.
std::string without_moments(std::string_view text) {
  constexpr std::string_view k_counted[] = {"\"version\":", "\"id\":\"", "\"next\":\""};
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text.size() - at > 16 && is_digit(text[at]) && text[at + 4] == '-' && text[at + 7] == '-' && text[at + 10] == 'T') {
      while (at < text.size() && (is_digit(text[at]) || std::string_view("-:T.Z+").find(text[at]) != std::string_view::npos)) ++at;
      out += '#';
      continue;
    }
    std::string_view counted;
    for (const std::string_view one : k_counted) {
      if (text.substr(at).starts_with(one)) counted = one;
    }
    if (counted.empty()) {
      out += text[at++];
      continue;
    }
    out += counted;
    for (at += counted.size(); at < text.size() && is_digit(text[at]);) ++at;
  }
  return out;
}

// A sheet without the mark of its export, which is another one each time: how many stars, the width of brackets and commas,
// which of two neighbours comes first. Of a packed one only that it came.
std::string without_mark(const std::string& sheet) {
  if (sheet.starts_with("PK")) return "PK";
  std::string plain = sheet;
  for (const auto& [wide, narrow] : {std::pair("（", "("), std::pair("）", ")"), std::pair("，", ",")}) plain = text::replace_all(plain, wide, narrow);
  while (text::contains(plain, "**")) plain = text::replace_all(plain, "**", "*");
  std::vector<std::string> lines;
  for (const std::string_view line : text::split(plain, '\n')) lines.emplace_back(line);
  std::sort(lines.begin(), lines.end());
  return text::join(lines, "\n");
}

class ScopeWalk {
 public:
  ScopeWalk(const District& district, const Scope& scope, const WalkPlan& plan) : district_(district), scope_(scope), plan_(plan) {}

  Answers all() {
    for (const http::Route& route : district_.routes().all()) {
      if (route.method != http::Method::get || !is_of_rooms(route.pattern) || !scope_.may(route.permission)) continue;
      if (route.pattern.find('{') == route.pattern.npos) {
        questions(route, "");
      } else if (plan_.things) {
        for (const auto& [slot, value] : plan_.slots) questions(route, slot);
      }
    }
    return std::move(answers_);
  }

 private:
  bool is_of_rooms(const std::string& pattern) const {
    const auto begins = [&](const std::string& one) { return pattern.starts_with(one); };
    return std::any_of(plan_.rooms.begin(), plan_.rooms.end(), begins) &&
           std::find(plan_.skip.begin(), plan_.skip.end(), pattern) == plan_.skip.end();
  }

  const std::vector<std::string>& values_of(const std::string& name) const {
    const auto found = plan_.values.find(name);
    return found != plan_.values.end() ? found->second : plan_.values.at("");
  }

  // Plain, by each parameter alone, and by each together with each area.
  void questions(const http::Route& route, const std::string& slot) {
    ask(route, slot, {});
    for (const std::string& name : route.query_params) {
      for (const std::string& value : values_of(name)) {
        ask(route, slot, {{name, value}});
        for (const std::string& other : route.query_params) {
          if (other == name || (other != "area" && other != "village")) continue;
          for (const std::string& area : values_of(other)) ask(route, slot, {{other, area}, {name, value}});
        }
      }
    }
  }

  std::string filled(const std::string& text) const {
    const auto slot = plan_.slots.find(text);
    return slot == plan_.slots.end() ? text : slot->second;
  }

  void ask(const http::Route& route, const std::string& slot, const std::vector<std::pair<std::string, std::string>>& query) {
    http::Request request;
    request.path = route.pattern;
    std::string question = route.pattern + " " + slot + "?";
    for (std::size_t at = route.pattern.find('{'); at != route.pattern.npos; at = route.pattern.find('{', at + 1))
      request.params[route.pattern.substr(at + 1, route.pattern.find('}', at) - at - 1)] = filled(slot);
    for (const auto& [name, value] : query) {
      request.query.emplace_back(name, filled(value));
      question += name + "=" + value + "&";
    }
    // Whoever may not look for people without a purpose has one.
    const auto has = [&](const char* name) {
      return std::any_of(query.begin(), query.end(), [&](const auto& one) { return one.first == name; });
    };
    if (!has("purpose")) request.query.emplace_back("purpose", "核实");
    if (!has("format")) request.query.emplace_back("format", "csv");
    request.scope = scope_;
    request.signed_in = true;
    request.request_id = "walk";
    request.remote = "127.0.0.1";
    request.now = district_.clock().now();
    answers_[question] = answer(route, request);
  }

  std::string answer(const http::Route& route, http::Request& request) const {
    http::Response response = route.handle(request);
    std::string text = std::to_string(response.status) + " " + response.body;
    if (response.stream) {
      std::string sheet;
      response.stream([&](std::string_view piece) {
        sheet += piece;
        return true;
      });
      text += without_mark(sheet);
    }
    for (const auto& [slot, value] : plan_.slots) text = text::replace_all(text, value, slot);
    return without_moments(text);
  }

  const District& district_;
  const Scope& scope_;
  const WalkPlan& plan_;
  Answers answers_;
};

}  // namespace

Answers walk_as(const District& district, const Scope& scope, const WalkPlan& plan) { return ScopeWalk(district, scope, plan).all(); }

std::vector<std::string> differences(const Answers& before, const Answers& after) {
  std::vector<std::string> found;
  for (const auto& [question, answer] : before) {
    const auto again = after.find(question);
    if (again == after.end() || again->second != answer)
      found.push_back(question + "\n  before " + text::cut(answer, 600) + "\n  after  " + (again == after.end() ? "" : text::cut(again->second, 600)));
  }
  for (const auto& [question, answer] : after) {
    if (before.count(question) == 0) found.push_back(question + "\n  new " + text::cut(answer, 600));
  }
  return found;
}

}  // namespace tiange::app::probe
