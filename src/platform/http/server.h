#pragma once
// Serves a table of routes. In order: limits, route, sign-in, permission, origin of writes, pace of the account, body,
// handler, ETag, compression, security headers, log line and metrics. What a handler throws is logged with the request
// id and answered with 503 (database) or 500, without its text.

#include <memory>

#include "platform/http/guard.h"
#include "platform/http/http.h"

namespace tiange::http {

struct ServerOptions {
  net::ListenOptions listen;
  Pace per_address{200, 1000};   // not for this machine itself
  Pace per_account{200, 1000};
  bool trust_proxy = false;      // believe X-Forwarded-For and X-Forwarded-Proto of the peer
  int compression_level = 1;     // 0 off
};

class Server {
 public:
  Server();
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // All three must live until stop(); no route may be added after this. Throws std::runtime_error when the address is
  // taken or the certificate cannot be read, std::logic_error when two routes collide.
  void start(const ServerOptions& options, Routes& routes, Authenticator& authenticator, const Clock& clock);
  int port() const;
  // Takes no new connection, finishes what is under way, closes.
  void stop();

 private:
  class App;
  void show_metrics(db::Db& db);

  std::unique_ptr<App> app_;
  net::Listener listener_;
};

}  // namespace tiange::http
