#include "platform/http/router.h"

#include <stdexcept>

#include "base/text.h"

namespace tiange::http {

struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> fixed;
  std::unique_ptr<Node> any;   // {name}
  std::unique_ptr<Node> rest;  // {name*}
  std::array<int, 5> routes{-1, -1, -1, -1, -1};  // by method
};

namespace {

constexpr std::string_view k_methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

std::vector<std::string> names_in(std::string_view pattern) {
  std::vector<std::string> names;
  for (std::string_view segment : text::split(pattern, '/')) {
    if (!segment.starts_with('{')) continue;
    segment = segment.substr(1, segment.size() - 2);
    if (segment.ends_with('*')) segment.remove_suffix(1);
    names.emplace_back(segment);
  }
  return names;
}

}  // namespace

std::string_view method_name(Method method) { return k_methods[static_cast<std::size_t>(method)]; }

std::optional<Method> method_from(std::string_view name) {
  if (name == "HEAD") return Method::get;
  for (std::size_t i = 0; i < std::size(k_methods); ++i) {
    if (name == k_methods[i]) return static_cast<Method>(i);
  }
  return std::nullopt;
}

Router::Router(const std::vector<Route>& routes) : routes_(routes), root_(std::make_unique<Node>()) {
  for (std::size_t i = 0; i < routes.size(); ++i) {
    insert(routes[i], i);
    names_.push_back(names_in(routes[i].pattern));
  }
}

Router::~Router() = default;

void Router::insert(const Route& route, std::size_t index) {
  Node* node = root_.get();
  for (std::string_view segment : text::split(std::string_view(route.pattern).substr(1), '/')) {
    std::unique_ptr<Node>* next = nullptr;
    if (segment.starts_with('{') && segment.ends_with("*}")) {
      next = &node->rest;
    } else if (segment.starts_with('{')) {
      next = &node->any;
    } else {
      next = &node->fixed[std::string(segment)];
    }
    if (!*next) *next = std::make_unique<Node>();
    node = next->get();
  }
  int& slot = node->routes[static_cast<std::size_t>(route.method)];
  if (slot >= 0) {
    throw std::logic_error("two routes for " + std::string(method_name(route.method)) + " " + route.pattern);
  }
  slot = static_cast<int>(index);
}

Router::Match Router::find(std::string_view method, const std::vector<std::string>& segments) const {
  Match match;
  std::vector<std::string_view> values;
  walk(*root_, method, segments, 0, values, match);
  if (match.route) match.allow.clear();
  return match;
}

// Depth first, most exact first. Everything lies under a rest pattern, so it does not make a path known (POST to
// nowhere is 404, not 405), and does not stand in where the path is known for another method.
bool Router::walk(const Node& node, std::string_view method, const std::vector<std::string>& segments, std::size_t at,
                  std::vector<std::string_view>& values, Match& match) const {
  if (at == segments.size()) return leaf(node, method, values, match);
  const auto fixed = node.fixed.find(segments[at]);
  if (fixed != node.fixed.end() && walk(*fixed->second, method, segments, at + 1, values, match)) return true;
  if (node.any && !segments[at].empty()) {
    values.push_back(segments[at]);
    if (walk(*node.any, method, segments, at + 1, values, match)) return true;
    values.pop_back();
  }
  if (!node.rest || match.path_known) return false;
  std::string rest = segments[at];
  for (std::size_t i = at + 1; i < segments.size(); ++i) rest += "/" + segments[i];
  values.push_back(rest);
  Match here;
  const bool found = leaf(*node.rest, method, values, here);
  if (found) match = std::move(here);
  values.pop_back();
  return found;
}

bool Router::leaf(const Node& node, std::string_view method, const std::vector<std::string_view>& values,
                  Match& match) const {
  const auto wanted = method_from(method);
  if (wanted) {
    const int index = node.routes[static_cast<std::size_t>(*wanted)];
    if (index >= 0) {
      match.index = static_cast<std::size_t>(index);
      match.route = &routes_[match.index];
      match.path_known = true;
      const auto& names = names_[match.index];
      for (std::size_t i = 0; i < names.size(); ++i) match.params[names[i]] = std::string(values[i]);
      return true;
    }
  }
  for (std::size_t i = 0; i < node.routes.size(); ++i) {
    if (node.routes[i] < 0) continue;
    match.path_known = true;
    const std::string name = i == 0 ? "GET, HEAD" : std::string(k_methods[i]);
    if (match.allow.find(name) == std::string::npos) match.allow += (match.allow.empty() ? "" : ", ") + name;
  }
  return false;
}

}  // namespace tiange::http
