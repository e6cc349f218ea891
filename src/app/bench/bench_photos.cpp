// photos: look-ups of photos that look alike among very many, in the database itself; whether planted copies are found.

#include <algorithm>
#include <bit>
#include <filesystem>
#include <random>

#include "app/bench/bench.h"
#include "base/text.h"
#include "city/cases/supervision/closings/closing_store.h"
#include "city/cases/supervision/closings/closings.h"
#include "platform/db/db.h"
#include "platform/observe/system_clock.h"

namespace tiange::app::bench {

namespace {

constexpr std::size_t k_batch = 20'000;
constexpr int k_asked = 4'000;
constexpr int k_bits = 6;

std::string digest_of(std::int64_t number) {
  std::string digest = std::to_string(number);
  return std::string(64 - digest.size(), '0') + digest;
}

}  // namespace

int photos(const Call& call) {
  const std::int64_t rows = text::to_int(call.flag("--rows", "1000000")).value_or(1'000'000);
  const auto folder = std::filesystem::temp_directory_path() / ("tiange_photos_" + std::to_string(observe::steady_us()));
  std::filesystem::create_directories(folder);
  Figures figures;
  {
    const std::string url = call.settings.db.empty() ? "sqlite:" + (folder / "photos.db").string() : call.settings.db;
    const auto db = db::open({.url = url, .durable = false});
    db->migrate(cases::closing_migrations());
    std::mt19937_64 random(440604);
    std::vector<std::uint64_t> kept;
    const std::int64_t started = observe::steady_us();
    for (std::int64_t first = 0; first < rows; first += k_batch) {
      std::vector<std::pair<std::uint64_t, std::string>> batch;
      for (std::int64_t n = first; n < std::min<std::int64_t>(rows, first + static_cast<std::int64_t>(k_batch)); ++n) {
        batch.emplace_back(random(), digest_of(n));
        if (n % (rows / k_asked + 1) == 0) kept.push_back(batch.back().first);
      }
      db->run_write(system_scope(), [&](db::Tx& tx) {
        cases::store::add_photos(tx, batch);
        return true;
      });
    }
    figures.add("photos", static_cast<double>(rows));
    figures.add("fill_s", static_cast<double>(observe::steady_us() - started) / 1e6);
    std::vector<double> took_ms;
    std::size_t found = 0, asked = 0;
    db->run_read([&](db::Tx& tx) {
      for (std::size_t i = 0; i < kept.size(); ++i) {
        std::uint64_t copy = kept[i];
        while (std::popcount(copy ^ kept[i]) < static_cast<int>(i % (k_bits + 1))) copy ^= std::uint64_t{1} << (random() % 64);
        const std::int64_t begun = observe::steady_us();
        const auto hits = cases::store::photos_like(tx, copy, k_bits, "", 10);
        took_ms.push_back(static_cast<double>(observe::steady_us() - begun) / 1e3);
        ++asked;
        found += hits.empty() ? 0 : 1;
      }
    });
    std::sort(took_ms.begin(), took_ms.end());
    figures.add("asked", static_cast<double>(asked));
    figures.add("planted_found", static_cast<double>(found) / static_cast<double>(std::max<std::size_t>(asked, 1)));
    figures.add("look_up_p50_ms", took_ms[took_ms.size() / 2]);
    figures.add("look_up_p99_ms", took_ms[took_ms.size() * 99 / 100]);
    figures.add("limited_by", "68 index ranges of about rows / 65536 entries each");
  }
  std::filesystem::remove_all(folder);
  figures.print(call.has("--json"));
  return 0;
}

}  // namespace tiange::app::bench
