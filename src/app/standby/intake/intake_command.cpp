// intake: the standby process. Needs no database of the district and starts in a moment.

#include <csignal>
#include <cstdio>

#include "app/commands.h"
#include "app/paths.h"
#include "app/serve.h"
#include "app/standby/standby.h"
#include "platform/http/health_routes.h"
#include "platform/http/server.h"
#include "platform/http/static_files.h"
#include "platform/observe/log.h"
#include "platform/observe/system_clock.h"

namespace tiange::app {

namespace {

// The core alone knows who signed in.
class NobodySignedIn final : public http::Authenticator {
 public:
  Outcome authenticate(http::Request&) override { return done(); }
};

}  // namespace

int intake_command(const Call& call) {
  const settings::Settings& s = call.settings;
  if (!s.log_file.empty()) observe::open_log({.path = s.log_file});
  const Paths paths = paths_of(s);
  observe::SystemClock clock;
  StandbyOptions options;
  options.core_url = s.core_url;
  options.folder = paths.data;
  options.evidence_bytes = static_cast<std::size_t>(s.evidence_megabytes) << 20;
  const auto standby = open_standby(options, clock);
  const auto db = db::open({.url = "sqlite:" + paths.data + "/standby/routes.db", .readers = 1});
  http::Routes routes(*db);
  standby->add_routes(routes);
  if (!paths.web.empty()) {
    http::add_static_files(routes, "/field", paths.web + "/field/dist");
    http::add_static_files(routes, "/portal", paths.web + "/portal/dist");
  }
  http::add_health_routes(routes, "standby", [] { return done(); });
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGINT);
  sigaddset(&stops, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stops, nullptr);  // before any thread of the server is made
  NobodySignedIn nobody;
  http::Server server;
  server.start(server_options(s, paths.data + "/standby/spool"), routes, nobody, clock);
  standby->start();
  std::printf("\n应急受理已就绪 / the standby is ready: http://%s:%d/\n核心 / core: %s\n", s.address.c_str(), server.port(), s.core_url.c_str());
  std::fflush(stdout);
  int received = 0;
  sigwait(&stops, &received);
  server.stop();
  standby->stop();
  return 0;
}

}  // namespace tiange::app
