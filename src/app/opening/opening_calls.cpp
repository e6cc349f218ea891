#include "app/opening/opening_calls.h"

#include <filesystem>

#include "base/text.h"
#include "platform/http/uri.h"
#include "platform/observe/log.h"

namespace tiange::app {

bool OpeningCalls::sign_in(const Caller& who, http::Request& request) {
  if (!who.key.empty()) request.headers.emplace_back("x-tiange-key", who.key);
  if (who.queue.empty()) return true;
  const auto holders = org_.directory(request.now)->holders(who.queue, request.now);
  if (holders.empty()) return false;
  auto scope = org_.scope_of(holders[who.nth % holders.size()].account, request.now);
  if (!scope.ok()) return false;
  request.scope = *std::move(scope);
  request.signed_in = true;
  return true;
}

std::optional<json::Value> OpeningCalls::ask(const Caller& who, std::string_view method, const std::string& target, const json::Value& body,
                                             const std::string& file, Instant at) {
  const auto refused = [&](const std::string& why) -> std::optional<json::Value> {
    observe::log_info("opening_refused", {{"method", std::string(method)}, {"target", target}, {"as", who.queue}, {"why", text::cut(why, 300)}});
    return std::nullopt;
  };
  const auto split = http::split_target(target);
  const http::Router::Match match = split.ok() ? router_.find(method, split->segments) : http::Router::Match{};
  if (!match.route) return refused("no such route");
  http::Request request;
  request.method = match.route->method;
  request.path = split->path;
  request.params = match.params;
  request.query = split->query;
  if (method != "GET" && file.empty()) request.body = json::write(body);
  request.upload_path = file;
  if (!file.empty()) request.upload_size = std::filesystem::file_size(file);
  request.request_id = "opening-" + std::to_string(++asked_);
  request.loopback = true;
  request.now = at;
  if (!sign_in(who, request)) return refused("nobody is there");
  if (match.route->permission != Permission::open_to_all && !request.scope.may(match.route->permission)) return refused("not permitted");
  const http::Response answer = match.route->handle(request);
  if (answer.status != 200) return refused(answer.body);
  auto read = json::parse(answer.body);
  return read.ok() ? std::optional(*std::move(read)) : refused("no JSON");
}

json::Array list_of(const std::optional<json::Value>& answer, std::string_view name) {
  const json::Value* list = answer ? answer->find(name) : nullptr;
  return list && list->is_array() ? list->as_array() : json::Array{};
}

}  // namespace tiange::app
