// serve: opens the district and serves until it is told to stop.

#include <csignal>
#include <cstdio>

#include "app/commands.h"
#include "app/district.h"
#include "app/serve.h"
#include "platform/observe/log.h"
#include "platform/observe/system_clock.h"

namespace tiange::app {

http::ServerOptions server_options(const settings::Settings& settings, std::string spool_folder) {
  http::ServerOptions options;
  options.listen.address = settings.address;
  options.listen.port = static_cast<int>(settings.port);
  options.listen.network_threads = static_cast<int>(settings.network_threads);
  options.listen.workers = static_cast<int>(settings.workers);
  options.listen.queue = static_cast<std::size_t>(settings.queue);
  options.listen.limits.connections = static_cast<std::size_t>(settings.connections);
  options.listen.limits.drain_s = static_cast<int>(settings.drain_seconds);
  options.listen.certificate_path = settings.tls_certificate;
  options.listen.key_path = settings.tls_key;
  options.listen.spool_folder = std::move(spool_folder);
  options.per_address = {settings.rate_per_address, settings.rate_per_address * 5};
  options.per_account = {settings.rate_per_account, settings.rate_per_account * 5};
  options.trust_proxy = settings.trust_proxy;
  return options;
}

void print_secrets(const std::vector<org::IssuedSecret>& secrets) {
  if (secrets.empty()) return;
  std::printf("\n管理员一次性密码，只显示这一次，登录后须立即更换 / one-time administrator secrets, shown once, to be changed at sign-in:\n");
  for (const org::IssuedSecret& issued : secrets)
    std::printf("  %-16s %-16s %s\n", issued.account.c_str(), issued.duty.c_str(), issued.secret.c_str());
}

void serve_until_stopped(District& district, const settings::Settings& settings) {
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGINT);
  sigaddset(&stops, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stops, nullptr);  // before any thread of the server is made
  district.start();
  const char* scheme = settings.tls_certificate.empty() ? "http" : "https";
  const std::string host = settings.address == "0.0.0.0" ? "127.0.0.1" : settings.address;
  std::printf("\n天格已就绪 / Tiange is ready:\n  控制台 console  %s://%s:%d/\n  网格通 field    %s://%s:%d/field/\n  居民端 portal   %s://%s:%d/portal/\n按 Ctrl-C 停止 / press Ctrl-C to stop\n",
              scheme, host.c_str(), district.port(), scheme, host.c_str(), district.port(), scheme, host.c_str(), district.port());
  std::fflush(stdout);
  int received = 0;
  sigwait(&stops, &received);
  std::printf("\n正在停止 / stopping\n");
  district.stop();
}

int serve_command(const Call& call) {
  observe::SystemClock clock;
  if (!call.settings.log_file.empty()) observe::open_log({.path = call.settings.log_file});
  District district(call.settings, clock);
  district.lay_foundation();
  auto secrets = district.org().first_start(district.district_code(), clock.now());
  if (secrets.ok()) print_secrets(*secrets);
  serve_until_stopped(district, call.settings);
  return 0;
}

}  // namespace tiange::app
