#pragma once
// Requests, responses and the table of routes. A handler is an ordinary blocking function on a worker thread.
// The network itself (Asio, Beast, TLS) stays behind Server in server.h.

#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/scope.h"
#include "platform/db/db.h"
#include "platform/http/schema.h"
#include "platform/net/wire.h"

namespace tiange::http {

enum class Method { get, post, put, patch, del };

struct Request {
  Method method = Method::get;
  std::string path;                                // decoded, without query
  std::map<std::string, std::string, std::less<>> params;  // {id} of the pattern
  std::vector<std::pair<std::string, std::string>> query;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;         // valid UTF-8 without NUL; empty on upload routes
  std::string upload_path;  // upload routes: the body as received, in a file that goes when the handler returns
  std::size_t upload_size = 0;  // bytes
  std::string request_id;   // of the log, the audit and the problem
  std::string remote;       // client address
  bool loopback = false;    // comes from this machine itself, not through a proxy
  bool secure = false;      // came over TLS
  Scope scope;              // filled by the Authenticator; empty when not signed in
  bool signed_in = false;
  Instant now;              // when the request was taken up

  std::string_view param(std::string_view name) const;
  std::string_view query_value(std::string_view name) const;  // "" when absent
  std::string_view header(std::string_view name) const;       // lower-case name; "" when absent
  std::string_view cookie(std::string_view name) const;
};

// body, stream, file or hold: see wire.h.
using Response = net::Reply;
using Sink = net::Sink;
using Channel = net::Channel;
using FilePart = net::FilePart;

Response json_response(std::string body, int status = 200);
// RFC 9457 application/problem+json with code, title and detail in both languages, fields, request id:
// {type,title,status,detail,detail_en,code,number,request_id,fields:[{path,zh,en}]}. 429 and 503 carry Retry-After.
Response problem(const Refusal& refusal, const Scope& scope);

// If-Match against the version of the object about to be changed: refuses with stale_version. Absent or "*" passes.
// Objects with a member `version` get such an ETag from Routes::query of their own accord.
Outcome require_version(const Request& request, std::int64_t version);
// RFC 7240: the caller does without the whole object in the answer.
bool wants_minimal(const Request& request);
// "12-9f3c…": a version and a digest of what was sent.
std::string etag_of(std::int64_t version, std::string_view body);
std::string etag_of(std::string_view body);

struct Route {
  Method method;
  std::string pattern;      // "/api/v1/cases/{id}"
  Permission permission;
  std::string summary_zh;
  std::string summary_en;
  Schema in;                // request body, empty when none
  Schema out;               // success body
  std::vector<std::string> query_params;  // documented names
  bool writes = false;      // takes Idempotency-Key and runs in one transaction
  std::size_t max_body = 1 << 20;  // bytes
  bool upload = false;      // the body goes to a file, whatever its type; access is checked before it is read
  bool etag = false;        // answers If-None-Match with 304
  std::function<Response(Request&)> handle;
};

// Writes a line of the audit trail in the transaction of a command: `kind` as "items.saved".
using Recorder = std::function<void(db::Tx& tx, const Request& request, const std::string& kind,
                                    const std::string& subject, const Words& detail)>;

class Routes {
 public:
  explicit Routes(db::Db& db) : db_(db) {}

  // Any handler, for files, streams and redirects.
  void raw(Route route) { routes_.push_back(std::move(route)); }

  // GET: fn(const Request&) -> Result<Out>. The reference returned is good until the next route is added:
  //   routes.query<View>(…).etag = true;
  template <class Out, class F>
  Route& query(std::string pattern, Permission permission, std::string zh, std::string en, F fn,
               std::vector<std::string> query_params = {}) {
    Route route{Method::get, std::move(pattern), permission, std::move(zh), std::move(en)};
    route.out = schema_of<Out>();
    route.query_params = std::move(query_params);
    route.handle = [fn](Request& request) -> Response {
      Result<Out> out = fn(static_cast<const Request&>(request));
      if (!out.ok()) return problem(out.refusal(), request.scope);
      Response response = json_response(json::write(*out));
      if constexpr (requires { { out->version } -> std::convertible_to<std::int64_t>; }) {
        response.with("ETag", etag_of(out->version, response.body));
      }
      return response;
    };
    return add(std::move(route));
  }

  // A command: reads In from the body, then fn(const Request&, db::Tx&, const In&) -> Result<Out> runs inside one write
  // transaction together with the record of its Idempotency-Key (1-200 printable ASCII characters, scoped to the
  // account, kept 3 days): a repeated key returns the stored answer with `Idempotency-Replayed: true` and acts no more;
  // the same key with another method, path or body is refused (key_reused). Refusals are not stored: they changed
  // nothing.
  template <class In, class Out, class F>
  Route& command(Method method, std::string pattern, Permission permission, std::string zh, std::string en, F fn) {
    Route route{method, std::move(pattern), permission, std::move(zh), std::move(en)};
    route.in = schema_of<In>();
    route.out = schema_of<Out>();
    route.writes = true;
    route.handle = [this, fn](Request& request) -> Response {
      Result<In> in = json::read<In>(request.body.empty() ? "{}" : request.body);
      if (!in.ok()) return problem(in.refusal(), request.scope);
      return run_command(request, [&](db::Tx& tx) -> Result<std::string> {
        TIANGE_TRY(Out out, fn(static_cast<const Request&>(request), tx, *in));
        return json::write(out);
      });
    };
    return add(std::move(route));
  }

  // A command whose transaction leaves only a Receipt, which is what its Idempotency-Key keeps. The caller is shown
  // show(const Request&, const Receipt&) -> Result<Out>, read after the commit, or, with `Prefer: return=minimal`
  // (RFC 7240), the receipt itself.
  template <class In, class Receipt, class Out, class F, class Show>
  Route& command_shown(Method method, std::string pattern, Permission permission, std::string zh, std::string en, F fn,
                       Show show) {
    Route& route = command<In, Receipt>(method, std::move(pattern), permission, std::move(zh), std::move(en), fn);
    route.out = schema_of<Out>();
    route.handle = [act = std::move(route.handle), show](Request& request) -> Response {
      Response response = act(request);
      if (response.status != 200 || wants_minimal(request)) return response;
      const Result<Receipt> receipt = json::read<Receipt>(response.body);
      if (!receipt.ok()) return response;
      const Result<Out> out = show(static_cast<const Request&>(request), *receipt);
      if (out.ok()) response.body = json::write(*out);
      return response;
    };
    return route;
  }

  // What command() runs: for raw routes that write. `act` returns the JSON answer; it may run twice on PostgreSQL.
  Response run_command(Request& request, const std::function<Result<std::string>(db::Tx&)>& act);

  const std::vector<Route>& all() const { return routes_; }
  db::Db& database() { return db_; }

 private:
  Route& add(Route route) {
    routes_.push_back(std::move(route));
    return routes_.back();
  }

  db::Db& db_;
  std::vector<Route> routes_;
};

// Turns a session cookie or token into a Scope; implemented by the org room. A refusal here means "present but not
// valid".
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  virtual Outcome authenticate(Request& request) = 0;  // fills request.scope and request.signed_in
};

// OpenAPI 3.1 document made from the route table.
std::string openapi(const Routes& routes, std::string_view version);

}  // namespace tiange::http
