// locate: points to grids in memory. start: time to the first answer and memory of a full district. burst: intake far beyond
// the mean; whatever is not taken is refused honestly with 429 and a time to come back.

#include <atomic>
#include <cstdio>
#include <thread>

#include "app/bench/bench.h"
#include "app/bench/stage.h"
#include "base/text.h"
#include "engines/geo/locator.h"
#include "platform/net/raw_client.h"

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
  std::uint64_t state = 88172645463325252ULL;
  for (geo::Point& p : points) {
    const auto next = [&] {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      return static_cast<double>(state >> 11) / 9007199254740992.0;
    };
    p = {box.west + next() * (box.east - box.west), box.south + next() * (box.north - box.south)};
  }
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

int burst(const Call& call) {
  const int seconds = static_cast<int>(text::to_int(call.flag("--seconds", "10")).value_or(10));
  const int clients = static_cast<int>(text::to_int(call.flag("--clients", "256")).value_or(256));
  Stage stage(call, 0);
  const std::string seat = stage.token(stage.district().district_code() + "-ZX:seat");
  const double flushes = stage.fsync_per_s();
  stage.close();
  ServerProcess server(stage.settings(), free_port(), 1);
  server.wait_ready();
  std::atomic<bool> stop{false};
  std::atomic<std::int64_t> taken{0};
  std::atomic<std::int64_t> refused{0};
  std::atomic<std::int64_t> dishonest{0};  // a 429 without Retry-After
  std::atomic<std::int64_t> failed{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i) {
    threads.emplace_back([&, i] {
      net::RawClient client(server.port());
      for (int n = 0; !stop; ++n) {
        const net::RawAnswer got = client.request("POST", "/api/v1/cases",
            R"({"channel":"hotline","kind":"complaint","content":"台风后道路积水，车辆无法通行"})",
            {{"Authorization", "Bearer " + seat}, {"Idempotency-Key", "burst-" + std::to_string(i) + "-" + std::to_string(n)}});
        if (got.status < 300 && got.status > 0) {
          ++taken;
        } else if (got.status == 429 || got.status == 503) {
          ++refused;
          if (got.header("retry-after").empty()) ++dishonest;
        } else {
          ++failed;
        }
      }
    });
  }
  const std::int64_t from = observe::steady_us();
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  stop = true;
  for (std::thread& thread : threads) thread.join();
  const double took_s = static_cast<double>(observe::steady_us() - from) / 1e6;
  // The mean of a real year: 1,460 requests a day of the hotline and 5,600 matters in all.
  constexpr double k_mean_per_s = 5600.0 / 86400.0;
  Figures figures;
  figures.add("clients", clients);
  figures.add("taken_per_s", static_cast<double>(taken) / took_s);
  figures.add("times_the_mean", static_cast<double>(taken) / took_s / k_mean_per_s);
  figures.add("refused_429_503", static_cast<double>(refused));
  figures.add("refused_without_retry_after", static_cast<double>(dishonest));
  figures.add("failed", static_cast<double>(failed));
  figures.add("fsync_per_s", flushes);
  figures.print(call.has("--json"));
  return failed == 0 && dishonest == 0 ? 0 : 1;
}

}  // namespace tiange::app::bench
