#pragma once
// For tests of routes: a server on a free loopback port over an open database. The header X-Account signs in as that
// account number; X-May lists its permission keys, separated by commas.

#include "base/text.h"
#include "platform/http/request_keys.h"
#include "platform/http/server.h"
#include "platform/net/raw_client.h"
#include "platform/observe/system_clock.h"

namespace tiange::http {

class HeaderAuthenticator final : public Authenticator {
 public:
  Outcome authenticate(Request& request) override {
    const std::string_view account = request.header("x-account");
    if (account.empty()) return done();
    TIANGE_TRY(request.scope.account.value, parse_id(account));
    for (std::string_view key : text::split(request.header("x-may"), ',')) {
      if (const auto permission = permission_from_key(key)) {
        request.scope.permissions.set(static_cast<std::size_t>(*permission));
      }
    }
    request.signed_in = true;
    return done();
  }
};

class TestServer {
 public:
  TestServer(Routes& routes, ServerOptions options = {}) {
    options.listen.workers = std::min(options.listen.workers, 16);
    server_.start(options, routes, authenticator_, clock_);
  }
  int port() const { return server_.port(); }
  void stop() { server_.stop(); }
  // On a connection of its own.
  net::RawAnswer ask(std::string_view method, std::string_view target, std::string_view body = "",
                     const net::Headers& headers = {}) {
    return net::RawClient(port()).request(method, target, body, headers);
  }

 private:
  HeaderAuthenticator authenticator_;
  observe::SystemClock clock_;
  Server server_;
};

}  // namespace tiange::http
