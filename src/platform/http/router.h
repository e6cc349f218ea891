#pragma once
// Finds the route of a method and path. A pattern's segments are fixed text, {name} for one segment, or {name*} at the
// end for the rest of the path. Fixed text goes before a name, a name before a rest.

#include "platform/http/http.h"

namespace tiange::http {

class Router {
 public:
  struct Match {
    const Route* route = nullptr;
    std::size_t index = 0;      // into the routes the router was made from
    bool path_known = false;    // some other method is served here
    std::string allow;          // "GET, HEAD, POST", when the path is known but not the method
    std::map<std::string, std::string, std::less<>> params;
  };

  // `routes` must live as long as the router and not change. Throws std::logic_error on two routes with one meaning.
  explicit Router(const std::vector<Route>& routes);
  ~Router();

  // `method` as on the wire; HEAD finds GET.
  Match find(std::string_view method, const std::vector<std::string>& segments) const;

 private:
  struct Node;
  void insert(const Route& route, std::size_t index);
  bool walk(const Node& node, std::string_view method, const std::vector<std::string>& segments, std::size_t at,
            std::vector<std::string_view>& values, Match& match) const;
  bool leaf(const Node& node, std::string_view method, const std::vector<std::string_view>& values, Match& match) const;

  const std::vector<Route>& routes_;
  std::vector<std::vector<std::string>> names_;  // of each route's {…}
  std::unique_ptr<Node> root_;
};

std::string_view method_name(Method method);  // "GET"
std::optional<Method> method_from(std::string_view name);  // HEAD reads as GET

}  // namespace tiange::http
