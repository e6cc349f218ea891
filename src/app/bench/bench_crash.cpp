// crash: kills the server with SIGKILL at random moments under load, starts it again, and looks for every write that was
// acknowledged and for a break in any history.

#include <atomic>
#include <cstdio>
#include <mutex>
#include <random>
#include <thread>

#include "app/bench/bench.h"
#include "app/bench/stage.h"
#include "base/text.h"
#include "platform/net/raw_client.h"

namespace tiange::app::bench {

namespace {

constexpr int k_clients = 16;

// What the server has said is done: the case and how often it was acted on.
struct Promise {
  std::string ref;
  int acts = 0;
};

class Load {
 public:
  Load(int port, const std::string& seat) : port_(port), seat_(seat) {
    for (int i = 0; i < k_clients; ++i) threads_.emplace_back([this] { run(); });
  }
  // Ends when the server has gone.
  std::vector<Promise> promises() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
    return std::move(promises_);
  }

 private:
  void run() {
    try {
      net::RawClient client(port_);
      while (!stop_) {
        const net::RawAnswer made = ask(client, "/api/v1/cases", R"({"channel":"hotline","kind":"complaint","content":"路灯不亮，请尽快修复"})");
        if (made.status != 200) return;
        Promise promise{json::parse(made.body).value_or(json::Value()).text_or("ref"), 0};
        for (int i = 0; i < 3; ++i) {
          const net::RawAnswer noted = ask(client, "/api/v1/cases/" + promise.ref + "/actions/note", R"({"text":"来电催问"})");
          if (noted.status != 200) break;
          ++promise.acts;
        }
        const std::lock_guard lock(lock_);
        promises_.push_back(std::move(promise));
      }
    } catch (const std::exception&) {
      // The connection broke with the server.
    }
  }
  net::RawAnswer ask(net::RawClient& client, const std::string& target, const std::string& body) {
    return client.request("POST", target, body, {{"Authorization", "Bearer " + seat_}, {"Idempotency-Key", "crash-" + std::to_string(++sent_)}});
  }

  int port_;
  const std::string& seat_;
  std::atomic<bool> stop_{false};
  static inline std::atomic<std::int64_t> sent_{0};
  std::mutex lock_;
  std::vector<Promise> promises_;
  std::vector<std::thread> threads_;
};

}  // namespace

int crash(const Call& call) {
  const int rounds = static_cast<int>(text::to_int(call.flag("--rounds", "50")).value_or(50));
  Stage stage(call, 0);
  const std::string seat = stage.token(stage.district().district_code() + "-ZX:seat");
  stage.close();
  std::mt19937 random(440604);
  std::int64_t promised = 0;
  std::int64_t missing = 0;
  std::int64_t short_histories = 0;
  std::int64_t broken_histories = 0;
  for (int round = 0; round < rounds; ++round) {
    std::vector<Promise> promises;
    {
      ServerProcess server(stage.settings(), free_port(), 1);
      server.wait_ready();
      Load load(server.port(), seat);
      std::this_thread::sleep_for(std::chrono::milliseconds(50 + random() % 950));
      server.kill_at_once();
      promises = load.promises();
    }
    ServerProcess again(stage.settings(), free_port(), 1);
    again.wait_ready();
    net::RawClient client(again.port());
    for (const Promise& promise : promises) {
      ++promised;
      const net::RawAnswer checked = client.request("GET", "/api/v1/cases/" + promise.ref + "/history/check", "", {{"Authorization", "Bearer " + seat}});
      const json::Value value = json::parse(checked.body).value_or(json::Value());
      const json::Value* intact = value.find("intact");
      const json::Value* entries = value.find("entries");
      if (checked.status != 200 || !intact || !entries) {
        ++missing;
      } else {
        broken_histories += !intact->as_bool();
        short_histories += entries->as_int() < 1 + promise.acts;
      }
    }
    std::fprintf(stderr, "%d/%d  %lld acknowledged, %lld missing\n", round + 1, rounds, static_cast<long long>(promised), static_cast<long long>(missing));
  }
  Figures figures;
  figures.add("kills", rounds);
  figures.add("acknowledged_cases", static_cast<double>(promised));
  figures.add("missing", static_cast<double>(missing));
  figures.add("short_histories", static_cast<double>(short_histories));
  figures.add("broken_histories", static_cast<double>(broken_histories));
  figures.print(call.has("--json"));
  return missing + short_histories + broken_histories == 0 && promised > 0 ? 0 : 1;
}

}  // namespace tiange::app::bench
