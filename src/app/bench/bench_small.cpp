// locate: points to grids in memory. start: time to the first answer and memory of a full district. burst: intake far beyond
// the mean; whatever is not taken is refused honestly with 429 and a time to come back.

#include <atomic>
#include <cstdio>
#include <thread>

#include "app/bench/bench.h"
#include "app/bench/jobs/job_measure.h"
#include "app/bench/stage.h"
#include "app/paths.h"
#include "base/text.h"
#include "engines/geo/locator.h"
#include "platform/files/files.h"
#include "platform/net/raw_client.h"
#include "town/ground/random.h"

namespace tiange::app::bench {

int locate(const Call& call) {
  Stage stage(call, 0);
  std::vector<geo::MultiPolygon> shapes;
  const auto map = stage.district().places().map();
  for (const places::MappedArea& area : map->areas()) {
    if (area.stored.area.level == "grid") shapes.push_back(area.shape);
  }
  const geo::Locator locator(shapes);
  geo::Box box{180, 90, -180, -90};
  for (const geo::MultiPolygon& shape : shapes) {
    const geo::Box b = geo::box_of(shape);
    box = {std::min(box.west, b.west), std::min(box.south, b.south), std::max(box.east, b.east), std::max(box.north, b.north)};
  }
  constexpr std::size_t k_points = 1 << 20;
  std::vector<geo::Point> points(k_points);
  town::Random random(1);
  for (geo::Point& p : points) p = {random.between(box.west, box.east), random.between(box.south, box.north)};
  std::vector<std::int32_t> found(k_points);
  locator.locate(points, found);
  constexpr int k_rounds = 20;
  const std::int64_t from = observe::steady_us();
  for (int i = 0; i < k_rounds; ++i) locator.locate(points, found);
  const double seconds = static_cast<double>(observe::steady_us() - from) / 1e6;
  std::int64_t inside = 0;
  for (const std::int32_t f : found) inside += f != geo::Locator::k_nowhere;
  Figures figures;
  figures.add("grids", static_cast<double>(shapes.size()));
  figures.add("lookups_per_s", static_cast<double>(k_points) * k_rounds / seconds);
  figures.add("ns_per_lookup", seconds * 1e9 / (static_cast<double>(k_points) * k_rounds));
  figures.add("inside_share", static_cast<double>(inside) / k_points);
  figures.add("index_bytes", static_cast<double>(locator.memory_bytes()));
  figures.print(call.has("--json"));
  return 0;
}

int start(const Call& call) {
  const std::int64_t stored = text::to_int(call.flag("--stored", "1700000")).value_or(1700000);
  Stage stage(call, stored);
  const std::int64_t cases = stage.stored();
  stage.close();
  Figures figures;
  ServerProcess server(stage.settings(), free_port(), 1);
  figures.add("stored", static_cast<double>(cases));
  figures.add("start_s", server.wait_ready());
  net::RawClient(server.port()).request("GET", "/");
  figures.add("resident_mb", static_cast<double>(server.resident_bytes()) / 1048576.0);
  figures.print(call.has("--json"));
  return 0;
}

namespace {

// A real year: 660-1,460 requests a day of the hotline, 4,000-8,000 findings of 528 officers; 5,600 in all.
constexpr double k_mean_per_s = 5600.0 / 86400.0;

struct Intake {
  std::atomic<std::int64_t> taken{0};
  std::atomic<std::int64_t> refused{0};    // 429, 503
  std::atomic<std::int64_t> dishonest{0};  // such without Retry-After
  std::atomic<std::int64_t> failed{0};
  double took_s = 0;

  void ask(net::RawClient& client, const std::string& token, const std::string& key) {
    const net::RawAnswer got = client.request(
        "POST", "/api/v1/cases", R"({"channel":"hotline","kind":"complaint","content":"台风后道路积水，车辆无法通行"})",
        {{"Authorization", "Bearer " + token}, {"Idempotency-Key", key}, {"Prefer", "return=minimal"}});
    if (got.status < 300 && got.status > 0) {
      ++taken;
    } else if (got.status == 429 || got.status == 503) {
      ++refused;
      if (got.header("retry-after").empty()) ++dishonest;
    } else {
      ++failed;
    }
  }
};

// `per_s` 0: each client as fast as it is answered; otherwise all together at that pace, whether or not answers come.
void pour(Intake& intake, int port, const std::string& token, const std::string& name, int clients, double per_s, int seconds) {
  const std::int64_t from = observe::steady_us();
  const std::int64_t end = from + std::int64_t{seconds} * 1'000'000;
  std::atomic<std::int64_t> turn{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i) {
    threads.emplace_back([&] {
      net::RawClient client(port);
      while (true) {
        const std::int64_t n = turn++;
        const std::int64_t due = per_s > 0 ? from + static_cast<std::int64_t>(static_cast<double>(n) * 1e6 / per_s) : observe::steady_us();
        if (due >= end) return;
        while (observe::steady_us() < due) std::this_thread::sleep_for(std::chrono::microseconds(due - observe::steady_us()));
        intake.ask(client, token, name + std::to_string(n));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  intake.took_s = static_cast<double>(observe::steady_us() - from) / 1e6;
}

}  // namespace

// Three times: at a hundred times the mean of a year, at an even pace; as fast as it goes; and far more callers than a server
// with a short queue can serve. Then what was acknowledged is counted in the database.
int burst(const Call& call) {
  const int seconds = static_cast<int>(text::to_int(call.flag("--seconds", "10")).value_or(10));
  const int clients = static_cast<int>(text::to_int(call.flag("--clients", "256")).value_or(256));
  Stage stage(call, 0);
  const std::string seat = stage.token(stage.district().district_code() + "-ZX:seat");
  const double flushes = stage.fsync_per_s();
  const auto reported = [&](District& district) {
    const Instant now = observe::SystemClock().now();
    const auto tally = district.db().read([&](db::Tx& tx) { return district.cases().tally(tx, system_scope(), "", now - days(1), now + days(1)); });
    return tally.ok() ? tally->reported : 0;
  };
  const std::int64_t before = reported(stage.district());
  stage.close();
  Intake paced;
  Intake fast;
  Intake beyond;
  {
    ServerProcess server(stage.settings(), free_port(), 1);
    server.wait_ready();
    pour(paced, server.port(), seat, "paced-", 64, 100 * k_mean_per_s, seconds);
    pour(fast, server.port(), seat, "fast-", clients, 0, seconds);
  }
  {
    ServerProcess server(stage.settings(), free_port(), 2, {"--workers", "4", "--queue", "16"});
    server.wait_ready();
    pour(beyond, server.port(), seat, "beyond-", clients, 0, seconds);
  }
  const observe::SystemClock clock;
  District district(stage.settings(), clock);
  const std::int64_t stored = reported(district) - before;
  const std::int64_t acknowledged = paced.taken + fast.taken + beyond.taken;
  const std::int64_t failed = paced.failed + fast.failed + beyond.failed;
  const std::int64_t dishonest = paced.dishonest + fast.dishonest + beyond.dishonest;
  Figures figures;
  figures.add("mean_per_s", k_mean_per_s);
  figures.add("paced_times_the_mean", static_cast<double>(paced.taken) / paced.took_s / k_mean_per_s);
  figures.add("paced_taken", static_cast<double>(paced.taken));
  figures.add("paced_refused_or_failed", static_cast<double>(paced.refused + paced.failed));
  figures.add("clients", clients);
  figures.add("taken_per_s", static_cast<double>(fast.taken) / fast.took_s);
  figures.add("times_the_mean", static_cast<double>(fast.taken) / fast.took_s / k_mean_per_s);
  figures.add("refused_429_503", static_cast<double>(fast.refused));
  figures.add("beyond_taken_per_s", static_cast<double>(beyond.taken) / beyond.took_s);
  figures.add("beyond_refused_429_503", static_cast<double>(beyond.refused));
  figures.add("refused_without_retry_after", static_cast<double>(dishonest));
  figures.add("failed", static_cast<double>(failed));
  figures.add("acknowledged", static_cast<double>(acknowledged));
  figures.add("stored", static_cast<double>(stored));
  figures.add("fsync_per_s", flushes);
  figures.print(call.has("--json"));
  const bool calm = paced.refused == 0 && paced.failed == 0;
  return calm && failed == 0 && dishonest == 0 && stored == acknowledged ? 0 : 1;
}

// jobs: matches both ways over 220,000 vacancies and 100,000 talents.
int jobs_speed(const Call& call) {
  const auto count = [&](const char* flag, const char* other) { return text::to_int(call.flag(flag, other)).value_or(0); };
  Figures figures;
  const std::string skills = read_file(paths_of(call.settings).definitions + "/jobs/skills.json");
  for (auto& [name, value] : measure_jobs(skills, count("--vacancies", "220000"), count("--talents", "100000"))) figures.add(std::move(name), value);
  figures.add("limited_by", std::string("one core; reading what was found from the database is not counted"));
  figures.print(call.has("--json"));
  return 0;
}

}  // namespace tiange::app::bench
