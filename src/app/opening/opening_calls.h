#pragma once
// What the people of a made district did on its first days: asked through the routes that everybody asks, at moments of the
// past. Permissions, rules, masks and histories are those of the house; nothing is written past them.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "city/org/org.h"
#include "platform/http/http.h"
#include "platform/http/router.h"

namespace tiange::app {

// Who asks: the holder of a queue ("440604-MZ:handler"; `nth` of several), or a resident by the key of the own space.
struct Caller {
  std::string queue;
  std::size_t nth = 0;
  std::string key;
};

class OpeningCalls {
 public:
  // All outlive it; routes are complete.
  OpeningCalls(const http::Routes& routes, org::Org& org) : router_(routes.all()), org_(org) {}

  // The answer. Nothing where it was refused, which is noted in the log: a district whose rules were changed opens with less.
  std::optional<json::Value> get(const Caller& who, const std::string& target, Instant at) { return ask(who, "GET", target, {}, "", at); }
  std::optional<json::Value> post(const Caller& who, const std::string& target, json::Object body, Instant at) {
    return ask(who, "POST", target, json::Value(std::move(body)), "", at);
  }
  std::optional<json::Value> upload(const Caller& who, const std::string& target, const std::string& path, Instant at) {
    return ask(who, "POST", target, {}, path, at);
  }

 private:
  std::optional<json::Value> ask(const Caller& who, std::string_view method, const std::string& target, const json::Value& body, const std::string& file,
                                 Instant at);
  bool sign_in(const Caller& who, http::Request& request);

  http::Router router_;
  org::Org& org_;
  int asked_ = 0;
};

// A list within an answer; empty when there is none.
json::Array list_of(const std::optional<json::Value>& answer, std::string_view name);
inline json::Array items_of(const std::optional<json::Value>& answer) { return list_of(answer, "items"); }

}  // namespace tiange::app
