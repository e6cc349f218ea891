#include "app/bench/stage.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "platform/db/db.h"
#include "platform/net/raw_client.h"
#include "platform/observe/log.h"

namespace tiange::app::bench {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t k_past_cases_of_a_full_year = 1'700'000;

bool answers(int port) {
  try {
    return net::RawClient(port).request("GET", "/readyz").status == 200;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

int free_port() {
  const int s = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  bind(s, reinterpret_cast<sockaddr*>(&address), sizeof address);
  socklen_t size = sizeof address;
  getsockname(s, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(s);
  return ntohs(address.sin_port);
}

ServerProcess::ServerProcess(const settings::Settings& settings, int port, int node, const std::vector<std::string>& more)
    : port_(port), started_us_(observe::steady_us()) {
  std::vector<std::string> words = {"tiange",  "serve", "--port", std::to_string(port),        "--data", settings.data,
                                          "--node",  std::to_string(node), "--rate_per_account", "0", "--log_file",
                                          settings.data + "/server" + std::to_string(node) + ".log",  "--log_level", "warn"};
  words.insert(words.end(), more.begin(), more.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  if (!settings.db.empty()) setenv("TIANGE_DB", settings.db.c_str(), 1);
  pid_ = fork();
  if (pid_ == 0) {
    const std::string out = settings.data + "/server" + std::to_string(node) + ".out";
    if (!freopen(out.c_str(), "w", stdout)) _exit(126);
    execv("/proc/self/exe", arguments.data());
    _exit(127);
  }
}

void ServerProcess::kill_at_once() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

ServerProcess::~ServerProcess() {
  if (pid_ == 0) return;
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

double ServerProcess::wait_ready() {
  while (!answers(port_)) {
    int state = 0;
    if (waitpid(pid_, &state, WNOHANG) == pid_) throw std::runtime_error("the server ended before it was ready");
    if (observe::steady_us() - started_us_ > 120'000'000) throw std::runtime_error("the server is not ready after two minutes");
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return static_cast<double>(observe::steady_us() - started_us_) / 1e6;
}

void ServerProcess::wait_quiet() {
  const auto used_s = [this] {
    std::ifstream file("/proc/" + std::to_string(pid_) + "/stat");
    std::string word;
    std::getline(file, word, ')');
    for (int i = 0; i < 11; ++i) file >> word;
    std::int64_t user = 0;
    std::int64_t kernel = 0;
    file >> user >> kernel;
    return static_cast<double>(user + kernel) / static_cast<double>(sysconf(_SC_CLK_TCK));
  };
  const std::int64_t from = observe::steady_us();
  for (double before = used_s(); observe::steady_us() - from < 120'000'000;) {
    std::this_thread::sleep_for(std::chrono::seconds(1));
    const double after = used_s();
    if (after - before < 0.1) return;
    before = after;
  }
}

std::int64_t ServerProcess::resident_bytes() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/statm");
  std::int64_t total = 0;
  std::int64_t resident = 0;
  file >> total >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

Stage::Stage(const Call& call, std::int64_t stored) : settings_(call.settings) {
  folder_ = fs::absolute(fs::path(call.settings.data) / ("bench-" + std::to_string(getpid()))).string();
  fs::create_directories(folder_);
  settings_.data = folder_;
  observe::open_log({.path = folder_ + "/bench.log", .level = observe::Level::warn});
  SeedPlan plan;
  plan.scale = static_cast<double>(stored) / static_cast<double>(k_past_cases_of_a_full_year);
  {
    District fresh(settings_, clock_, false);
    if (!is_seeded(fresh)) stored_ = seed_district(fresh, plan, [](auto, auto, double) {}).past_cases;
  }
  district_ = std::make_unique<District>(settings_, clock_);
}

Stage::~Stage() {
  district_.reset();
  fs::remove_all(folder_);
}

std::string Stage::token(const std::string& queue) {
  const Instant now = clock_.now();
  const auto holders = district_->org().directory(now)->holders(queue, now);
  if (holders.empty()) throw std::runtime_error("nobody holds the queue " + queue);
  auto token = district_->org().issue_token(holders.front().account, "bench", now + days(1), now);
  if (!token.ok()) throw std::runtime_error(token.refusal().en);
  return *token;
}

double Stage::fsync_per_s() const { return db::fsync_per_s(folder_); }

}  // namespace tiange::app::bench
