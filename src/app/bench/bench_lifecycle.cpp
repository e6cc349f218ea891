// lifecycle: whole case lives over HTTP with durable writes: report, verify (which dispatches), handle, check, close, read back.

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <map>
#include <thread>

#include "app/bench/bench.h"
#include "app/bench/stage.h"
#include "app/paths.h"
#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/net/raw_client.h"
#include "platform/observe/system_clock.h"

namespace tiange::app::bench {

namespace {

struct Door {
  std::string address;
  double lng;
  double lat;
};

struct Matter {
  std::string item;
  std::string name;
  std::string closing;
};

// Who works on the cases of one grid, and where its cases are: one item after the other, each at the next door, so that
// a life is a repeat only when it comes round again.
struct Crew {
  std::string grid;
  std::vector<Door> doors;
  const std::vector<Matter>& matters;
  std::string seat, officer, handler, closer;  // tokens
};

struct Tally {
  std::vector<double> request_ms;
  std::int64_t lives = 0;
  std::int64_t refused = 0;
  std::string first_trouble;
};

class Worker {
 public:
  Worker(int port, const Crew& crew) : client_(port), crew_(crew) {}

  void run(const std::atomic<bool>& stop) {
    while (!stop) {
      if (live_once()) {
        ++tally.lives;
      } else {
        ++tally.refused;
      }
    }
  }
  Tally tally;

 private:
  bool live_once() {
    const Door& door = crew_.doors[told_ % crew_.doors.size()];
    const Matter& matter = crew_.matters[told_ % crew_.matters.size()];
    ++told_;
    const std::string place = "{\"lng\":" + std::to_string(door.lng) + ",\"lat\":" + std::to_string(door.lat) + ",\"text\":\"" + door.address + "\"}";
    const std::string report = "{\"channel\":\"hotline\",\"kind\":\"complaint\",\"content\":\"" + door.address + matter.name + "破损\",\"item_code\":\"" +
                               matter.item + "\",\"place\":" + place + ",\"reporter\":{\"name\":\"陈女士\",\"phone\":\"14000000000\"}}";
    std::string answer;
    if (!ask(crew_.seat, "POST", "/api/v1/cases", report, &answer)) return false;
    const auto view = json::parse(answer);
    const std::string ref = view.ok() ? view->text_or("ref") : "";
    const std::string act = "/api/v1/cases/" + ref + "/actions/";
    return ask(crew_.officer, "POST", act + "verify_true", R"({"text":"现场核实属实"})") &&
           ask(crew_.handler, "POST", act + "settle", R"({"text":"已更换","closing_condition":")" + matter.closing + "\"}") &&
           ask(crew_.officer, "POST", act + "check_pass", R"({"text":"现场已恢复"})") &&
           ask(crew_.closer, "POST", act + "close", R"({"closing_condition":")" + matter.closing + "\"}") &&
           ask(crew_.seat, "GET", "/api/v1/cases/" + ref, "");
  }

  bool ask(const std::string& token, const char* method, const std::string& target, const std::string& body, std::string* answer = nullptr) {
    net::Headers headers = {{"Authorization", "Bearer " + token}};
    if (*method == 'P') {
      headers.emplace_back("Idempotency-Key", crypto::random_uuid(observe::SystemClock().now()));
      headers.emplace_back("Prefer", "return=minimal");  // a program has no use for the whole case after each act
    }
    const std::int64_t from = observe::steady_us();
    const net::RawAnswer got = client_.request(method, target, body, headers);
    tally.request_ms.push_back(static_cast<double>(observe::steady_us() - from) / 1000.0);
    if (answer) *answer = got.body;
    if (got.status >= 300 && tally.first_trouble.empty()) tally.first_trouble = target + " " + std::to_string(got.status) + " " + text::cut(got.body, 400);
    return got.status < 300 && got.status > 0;
  }

  net::RawClient client_;
  const Crew& crew_;
  std::size_t told_ = 0;
};

// What towns' works departments lead.
std::vector<Matter> matters_of(const items::Items& items) {
  std::vector<Matter> out;
  for (const auto& item : items.all()) {
    const bool plain = item->form.empty() || item->form == "component";
    if (item->lead_line == "ZJ" && item->item_class != "social" && item->settle_level == "department" && plain)
      out.push_back({item->code, item->name_zh, item->closing_conditions.front()});
  }
  return out;
}

std::vector<Crew> crews(Stage& stage, const std::vector<Matter>& matters, std::size_t most) {
  District& district = stage.district();
  const std::string code = district.district_code();
  const std::string seat = stage.token(code + "-ZX:seat");
  const std::string closer = stage.token(code + "-ZX:acceptor");
  std::map<std::string, std::vector<Door>> doors;
  const auto map = district.places().map();
  for (const places::PlaceName& name : map->finder().names())
    if (name.kind == "address") doors[name.grid_code].push_back({name.name, name.lng, name.lat});
  std::vector<Crew> out;
  for (auto& [grid, all] : doors) {
    if (out.size() == most) break;
    out.push_back({grid, std::move(all), matters, seat, stage.token(grid + ":officer"), stage.token(grid.substr(0, 9) + "-ZJ:handler"), closer});
  }
  return out;
}

double percentile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

struct Outcomes {
  double per_s = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  double fsync_per_s = 0;
  std::int64_t stored = 0;
  std::int64_t refused = 0;
  std::int64_t waiting = 0;  // events for other rooms that are not delivered when the last life ends
  double behind_s = 0;       // until they are
};

// How many events of lives already answered the other rooms have not heard of, and how long until they have.
void wait_for_events(const Stage& stage, Outcomes& out) {
  const auto db = db::open({.url = paths_of(stage.settings()).db_url});
  const auto waiting = [&] {
    std::int64_t n = 0;
    db->run_read([&](db::Tx& tx) { n = tx.one("SELECT COUNT(*) FROM outbox", {}, [](const db::Row& r) { return r.i64(0); }).value_or(0); });
    return n;
  };
  const std::int64_t from = observe::steady_us();
  out.waiting = waiting();
  while (waiting() > 0 && observe::steady_us() - from < 120'000'000) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  out.behind_s = static_cast<double>(observe::steady_us() - from) / 1e6;
}

Outcomes measure(const Call& call, std::int64_t stored, int seconds, std::size_t clients, int instances) {
  Stage stage(call, stored);
  const std::vector<Matter> matters = matters_of(stage.district().items());
  const std::vector<Crew> all = crews(stage, matters, clients);
  Outcomes out;
  out.fsync_per_s = stage.fsync_per_s();
  out.stored = stage.stored();
  stage.close();
  std::vector<std::unique_ptr<ServerProcess>> servers;
  for (int i = 0; i < instances; ++i) servers.push_back(std::make_unique<ServerProcess>(stage.settings(), free_port(), i + 1));
  for (auto& server : servers) server->wait_ready();
  for (auto& server : servers) server->wait_quiet();
  std::vector<std::unique_ptr<Worker>> workers;
  for (std::size_t i = 0; i < clients; ++i)
    workers.push_back(std::make_unique<Worker>(servers[i % servers.size()]->port(), all[i % all.size()]));
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  const std::int64_t from = observe::steady_us();
  for (auto& worker : workers) threads.emplace_back([&worker, &stop] { worker->run(stop); });
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  stop = true;
  for (std::thread& thread : threads) thread.join();
  const double took_s = static_cast<double>(observe::steady_us() - from) / 1e6;
  wait_for_events(stage, out);
  std::vector<double> all_ms;
  std::int64_t lives = 0;
  for (const auto& worker : workers) {
    lives += worker->tally.lives;
    out.refused += worker->tally.refused;
    all_ms.insert(all_ms.end(), worker->tally.request_ms.begin(), worker->tally.request_ms.end());
    if (!worker->tally.first_trouble.empty() && worker == workers.front()) std::fprintf(stderr, "%s\n", worker->tally.first_trouble.c_str());
  }
  out.per_s = static_cast<double>(lives) / took_s;
  out.p50_ms = percentile(all_ms, 0.50);
  out.p99_ms = percentile(all_ms, 0.99);
  return out;
}

}  // namespace

int lifecycle(const Call& call) {
  const std::int64_t stored = text::to_int(call.flag("--stored", "0")).value_or(0);
  const int seconds = static_cast<int>(text::to_int(call.flag("--seconds", "10")).value_or(10));
  const std::size_t clients = static_cast<std::size_t>(text::to_int(call.flag("--clients", "128")).value_or(128));
  const int instances = static_cast<int>(text::to_int(call.flag("--instances", "1")).value_or(1));
  const bool own = call.settings.db.empty();
  // The drop is told against an empty district measured in the same run.
  const Outcomes empty = own && stored > 0 ? measure(call, 0, seconds, clients, instances) : Outcomes{};
  const Outcomes got = measure(call, stored, seconds, clients, instances);
  Figures figures;
  figures.add("backend", own ? "sqlite" : "postgres");
  figures.add("instances", instances);
  figures.add("clients", static_cast<double>(clients));
  figures.add("stored", static_cast<double>(got.stored));
  figures.add("lifecycles_per_s", got.per_s);
  figures.add("requests_per_lifecycle", 6);
  figures.add("p50_ms", got.p50_ms);
  figures.add("p99_ms", got.p99_ms);
  figures.add("refused", static_cast<double>(got.refused));
  if (empty.per_s > 0) {
    figures.add("lifecycles_per_s_empty", empty.per_s);
    figures.add("drop_vs_empty", 1.0 - got.per_s / empty.per_s);
  } else if (stored == 0) {
    figures.add("drop_vs_empty", 0);
  }
  figures.add("events_waiting", static_cast<double>(got.waiting));
  figures.add("events_behind_s", got.behind_s);
  figures.add("fsync_per_s", got.fsync_per_s);
  figures.print(call.has("--json"));
  return got.refused == 0 && got.per_s > 0 ? 0 : 1;
}

}  // namespace tiange::app::bench
