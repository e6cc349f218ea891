#include "platform/http/server.h"

#include "base/text.h"
#include "platform/net/compress.h"
#include "platform/http/router.h"
#include "platform/http/uri.h"
#include "platform/observe/log.h"
#include "platform/observe/metrics.h"
#include "platform/observe/system_clock.h"

namespace tiange::http {

namespace {

struct Exchange final : net::Context {
  Request request;
  const Route* route = nullptr;
  std::size_t index = 0;
  bool admitted = false;
  std::string allow;  // methods of a path that does not take this one
  std::int64_t began_us = 0;  // steady
};

struct RouteMetrics {
  observe::Histogram* seconds = nullptr;
  std::array<observe::Counter*, 4> by_class{};  // 2xx 3xx 4xx 5xx
};

RouteMetrics metrics_for(std::string_view method, std::string_view pattern) {
  RouteMetrics made;
  const observe::Labels labels{{"method", std::string(method)}, {"route", std::string(pattern)}};
  made.seconds = &observe::metrics().histogram("tiange_http_request_seconds", "Time to answer", labels);
  for (std::size_t i = 0; i < made.by_class.size(); ++i) {
    observe::Labels with_class = labels;
    with_class["status"] = std::to_string(i + 2) + "xx";
    made.by_class[i] = &observe::metrics().counter("tiange_http_requests_total", "Requests answered", with_class);
  }
  return made;
}

ErrorCode code_of(net::Fault fault) {
  switch (fault) {
    case net::Fault::bad_message: return ErrorCode::bad_request;
    case net::Fault::headers_too_large: return ErrorCode::headers_too_large;
    case net::Fault::body_too_large: return ErrorCode::too_large;
    case net::Fault::slow: return ErrorCode::slow_request;
    case net::Fault::busy: return ErrorCode::too_many;
    case net::Fault::disk: return ErrorCode::unavailable;
  }
  return ErrorCode::broken;
}

std::string* header_of(Response& response, std::string_view name) {
  for (auto& [known, value] : response.headers) {
    if (known == name) return &value;
  }
  return nullptr;
}

Response too_many(const Scope& scope, int seconds) {
  Response response = problem(refuse(ErrorCode::too_many), scope);
  *header_of(response, "Retry-After") = std::to_string(seconds);
  return response;
}

bool is_sound_text(std::string_view text) {
  return text.find('\0') == std::string_view::npos && text::is_valid_utf8(text);
}

bool matches_etag(std::string_view if_none_match, std::string_view etag) {
  for (std::string_view one : text::split(if_none_match, ',')) {
    one = text::trim(one);
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == "*" || one == etag) return true;
  }
  return false;
}

}  // namespace

class Server::App final : public net::Service {
 public:
  App(const ServerOptions& options, Routes& routes, Authenticator& authenticator, const Clock& clock)
      : options_(options),
        router_(routes.all()),
        authenticator_(authenticator),
        clock_(clock),
        by_address_(options.per_address),
        by_account_(options.per_account),
        ids_(static_cast<int>(observe::steady_us() & 0xff)) {
    for (const Route& route : routes.all()) metrics_.push_back(metrics_for(method_name(route.method), route.pattern));
    unrouted_ = metrics_for("other", "other");
  }

  net::Intake intake(net::Message& message) override {
    auto owned = std::make_unique<Exchange>();
    Exchange& exchange = *owned;
    message.context = std::move(owned);
    exchange.began_us = observe::steady_us();
    describe(exchange.request, message);
    net::Intake intake;
    Result<const Route*> route = find_route(exchange, message);
    const int wait_s =
        exchange.request.loopback ? 0 : by_address_.take(exchange.request.remote, exchange.request.now);
    if (wait_s > 0) {
      intake.refusal = finish(exchange, too_many(exchange.request.scope, wait_s), message);
    } else if (!route.ok()) {
      Response refused = problem(route.refusal(), exchange.request.scope);
      if (!exchange.allow.empty()) refused.with("Allow", exchange.allow);
      intake.refusal = finish(exchange, std::move(refused), message);
    } else {
      intake.max_body = (*route)->max_body;
      intake.spool = (*route)->upload;
    }
    return intake;
  }

  std::optional<net::Reply> admit(net::Message& message) override {
    Exchange& exchange = exchange_of(message);
    std::optional<Response> refused = guarded(exchange, [&] { return check_access(exchange); });
    exchange.admitted = true;
    if (!refused) return std::nullopt;
    return finish(exchange, std::move(*refused), message);
  }

  net::Reply answer(net::Message& message) override {
    Exchange& exchange = exchange_of(message);
    exchange.request.body = std::move(message.body);
    if (message.spool) {
      exchange.request.upload_path = message.spool->path();
      exchange.request.upload_size = message.spool->size();
    }
    std::optional<Response> response = guarded(exchange, [&]() -> std::optional<Response> {
      if (!exchange.admitted) {
        if (std::optional<Response> refused = check_access(exchange)) return refused;
      }
      if (std::optional<Response> refused = check_body(exchange)) return refused;
      return exchange.route->handle(exchange.request);
    });
    return finish(exchange, std::move(*response), message);
  }

  net::Reply fault(const net::Message& message, net::Fault fault, int retry_after_s) override {
    Scope scope;
    const auto* exchange = static_cast<const Exchange*>(message.context.get());
    scope.request_id = exchange ? exchange->request.request_id : new_request_id(clock_.now());
    Response response = problem(refuse(code_of(fault)), scope);
    if (fault == net::Fault::busy) *header_of(response, "Retry-After") = std::to_string(std::max(1, retry_after_s));
    response.with("X-Request-Id", scope.request_id);
    add_security_headers(response, message.secure);
    observe::log_warn("request_fault", {{"request_id", scope.request_id}, {"status", response.status}});
    unrouted_.by_class[static_cast<std::size_t>(response.status / 100 - 2)]->add();
    return response;
  }

 private:
  static Exchange& exchange_of(net::Message& message) { return static_cast<Exchange&>(*message.context); }

  std::string new_request_id(Instant now) {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(ids_.next(now)));
    return text;
  }

  void describe(Request& request, net::Message& message) {
    request.now = clock_.now();
    request.headers = std::move(message.headers);
    request.remote = message.remote;
    request.secure = message.secure;
    const std::string_view forwarded = request.header("x-forwarded-for");
    const bool through_proxy = !forwarded.empty() || !request.header("forwarded").empty() ||
                               !request.header("x-real-ip").empty() || !request.header("via").empty();
    request.loopback = message.loopback && !through_proxy;
    if (options_.trust_proxy && !forwarded.empty()) {
      request.remote = std::string(text::trim(forwarded.substr(forwarded.rfind(',') + 1)));
      request.secure = request.secure || request.header("x-forwarded-proto") == "https";
    }
    const std::string_view given = request.header("x-request-id");
    request.request_id = is_sane_request_id(given) ? std::string(given) : new_request_id(request.now);
    label(request);
  }

  static void label(Request& request) {
    request.scope.request_id = request.request_id;
    // A screen names the one language it shows; a browser's list of preferences does not overrule the account's choice.
    const std::string_view asked = request.header("accept-language");
    const bool one = asked.find(',') == asked.npos;
    if (asked.starts_with("en") && (one || !request.signed_in)) request.scope.language = Language::en;
    if (asked.starts_with("zh") && one) request.scope.language = Language::zh;
  }

  Result<const Route*> find_route(Exchange& exchange, const net::Message& message) {
    Request& request = exchange.request;
    for (const auto& [name, value] : request.headers) {
      if (!is_sound_text(value)) {
        return refuse(ErrorCode::bad_request, "请求头不是有效的 UTF-8", "a request header is not valid UTF-8");
      }
    }
    TIANGE_TRY(Target target, split_target(message.target));
    Router::Match match = router_.find(message.method, target.segments);
    if (!match.route && match.path_known) {
      exchange.allow = match.allow;
      return refuse(ErrorCode::method_not_allowed);
    }
    if (!match.route) return refuse(ErrorCode::not_found);
    exchange.route = match.route;
    exchange.index = match.index;
    request.method = match.route->method;
    request.path = std::move(target.path);
    request.query = std::move(target.query);
    request.params = std::move(match.params);
    return match.route;
  }

  std::optional<Response> check_access(Exchange& exchange) {
    Request& request = exchange.request;
    const Permission permission = exchange.route->permission;
    const Outcome known = authenticator_.authenticate(request);
    label(request);
    if (!known.ok()) {
      // A session that ran out must not keep anyone from what is open to all, such as signing in again.
      if (permission != Permission::open_to_all) return problem(known.refusal(), request.scope);
      request.scope = Scope{};
      request.signed_in = false;
      label(request);
    }
    if (permission != Permission::open_to_all) {
      if (!request.signed_in) return problem(refuse(ErrorCode::not_signed_in), request.scope);
      if (permission != Permission::signed_in && !request.scope.may(permission)) {
        return problem(refuse(ErrorCode::forbidden), request.scope);
      }
    }
    if (!same_site(request)) return problem(refuse(ErrorCode::csrf), request.scope);
    if (request.signed_in) {
      const int wait_s = by_account_.take(request.scope.account.text(), request.now);
      if (wait_s > 0) return too_many(request.scope, wait_s);
    }
    return std::nullopt;
  }

  static std::optional<Response> check_body(const Exchange& exchange) {
    const Request& request = exchange.request;
    if (exchange.route->upload) return std::nullopt;
    if (!is_sound_text(request.body)) {
      return problem(refuse(ErrorCode::bad_request, "内容不是有效的 UTF-8 或含有空字符",
                            "the body is not valid UTF-8 or holds a NUL"),
                     request.scope);
    }
    if (!exchange.route->writes || request.body.empty()) return std::nullopt;
    const std::string_view type = request.header("content-type");
    if (!type.empty() && text::trim(type.substr(0, type.find(';'))) != "application/json") {
      return problem(refuse(ErrorCode::unsupported_type, "应为 application/json", "use application/json"),
                     request.scope);
    }
    return std::nullopt;
  }

  template <class F>
  std::optional<Response> guarded(Exchange& exchange, F&& act) {
    const Request& request = exchange.request;
    try {
      return act();
    } catch (const db::Failure& failure) {
      observe::log_error("database_failure", {{"request_id", request.request_id},
                                              {"route", exchange.route->pattern},
                                              {"unknown_outcome", failure.unknown_outcome},
                                              {"what", failure.what()}});
      return problem(refuse(ErrorCode::unavailable), request.scope);
    } catch (const std::exception& error) {
      observe::log_error("handler_failure", {{"request_id", request.request_id},
                                             {"route", exchange.route->pattern},
                                             {"what", error.what()}});
      return problem(refuse(ErrorCode::broken), request.scope);
    }
  }

  Response finish(Exchange& exchange, Response response, const net::Message& message) {
    const Request& request = exchange.request;
    if (message.method == "GET" || message.method == "HEAD") answer_etag(exchange, response);
    compress(request, response);
    if (response.stream) watch_stream(request, response);
    response.with("X-Request-Id", request.request_id);
    add_security_headers(response, request.secure);
    const std::int64_t took_us = observe::steady_us() - exchange.began_us;
    const RouteMetrics& counted = exchange.route ? metrics_[exchange.index] : unrouted_;
    counted.seconds->observe(static_cast<double>(took_us) / 1e6);
    counted.by_class[static_cast<std::size_t>(std::clamp(response.status / 100, 2, 5) - 2)]->add();
    observe::log_info("request", {{"request_id", request.request_id},
                                  {"method", message.method},
                                  {"route", exchange.route ? std::string_view(exchange.route->pattern) : "none"},
                                  {"status", response.status},
                                  {"took_us", took_us},
                                  {"account", request.scope.account}});
    return response;
  }

  static void answer_etag(const Exchange& exchange, Response& response) {
    if (response.status != 200) return;
    std::string* etag = header_of(response, "ETag");
    if (!etag && exchange.route->etag && !response.body.empty()) {
      response.with("ETag", etag_of(response.body));
      etag = &response.headers.back().second;
    }
    if (!etag) return;
    const std::string_view known = exchange.request.header("if-none-match");
    const bool same = !known.empty() && matches_etag(known, *etag);
    if (!header_of(response, "Cache-Control")) response.with("Cache-Control", "private, no-cache");
    if (!same) return;
    response.status = 304;
    response.body.clear();
    response.file.reset();
    response.stream = nullptr;
  }

  void compress(const Request& request, Response& response) const {
    if (options_.compression_level <= 0 || response.body.size() < net::k_least_compressed) return;
    if (!net::is_compressible(response.content_type) || header_of(response, "Vary")) return;
    response.with("Vary", "Accept-Encoding");
    if (!net::accepts_gzip(request.header("accept-encoding"))) return;
    std::string smaller = net::gzip(response.body, options_.compression_level);
    if (smaller.empty() || smaller.size() >= response.body.size()) return;
    response.body = std::move(smaller);
    response.with("Content-Encoding", "gzip");
  }

  // What a stream throws ends the connection; the log says why.
  static void watch_stream(const Request& request, Response& response) {
    response.stream = [inner = std::move(response.stream), id = request.request_id](const Sink& sink) {
      try {
        inner(sink);
      } catch (const std::exception& error) {
        observe::log_error("stream_failure", {{"request_id", id}, {"what", error.what()}});
        throw;
      }
    };
  }

  const ServerOptions options_;
  Router router_;
  Authenticator& authenticator_;
  const Clock& clock_;
  RateLimiter by_address_;
  RateLimiter by_account_;
  IdSource ids_;
  std::vector<RouteMetrics> metrics_;
  RouteMetrics unrouted_;
};

Server::Server() = default;
Server::~Server() { stop(); }

void Server::start(const ServerOptions& options, Routes& routes, Authenticator& authenticator, const Clock& clock) {
  app_ = std::make_unique<App>(options, routes, authenticator, clock);
  listener_.start(options.listen, *app_);
  show_metrics(routes.database());
}

void Server::show_metrics(db::Db& db) {
  auto& all = observe::metrics();
  const auto count = [](auto n) { return static_cast<double>(n); };
  all.ask("tiange_http_connections", "Open connections", [=, this] { return count(listener_.connections()); });
  all.ask("tiange_http_waiting", "Requests waiting for a worker", [=, this] { return count(listener_.waiting()); });
  all.ask("tiange_db_commits", "Durable commits so far", [=, &db] { return count(db.stats().commits); });
  all.ask("tiange_db_transactions", "Transactions in them", [=, &db] { return count(db.stats().transactions); });
  all.ask("tiange_db_refused", "Transactions given up by a refusal", [=, &db] { return count(db.stats().refused); });
  all.ask("tiange_db_waiting", "Transactions waiting now", [=, &db] { return count(db.stats().waiting); });
}

int Server::port() const { return listener_.port(); }

void Server::stop() {
  if (!app_) return;
  for (const char* name : {"tiange_http_connections", "tiange_http_waiting", "tiange_db_commits",
                           "tiange_db_transactions", "tiange_db_refused", "tiange_db_waiting"}) {
    observe::metrics().forget(name);
  }
  listener_.stop();
}

}  // namespace tiange::http
