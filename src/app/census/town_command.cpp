// town: writes the whole synthetic population as files: what is true of it, what five departments know of it, and which
// of their records is about whom.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "app/census/town_files.h"
#include "app/commands.h"
#include "app/paths.h"
#include "app/peopling/people_files.h"
#include "app/seed.h"
#include "base/text.h"

namespace tiange::app {

namespace {

constexpr double k_largest_scale = 1.3;  // number plates reach that far

int wrong(const char* zh, const char* en) {
  std::fprintf(stderr, "%s\n%s\n", zh, en);
  return 2;
}

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace

int town_command(const Call& call) {
  const std::string out = call.flag("--out");
  if (out.empty()) return wrong("请用 --out 指定目录", "say where to: --out DIR");
  const auto scale = text::to_double(call.flag("--scale", "1"));
  if (!scale || *scale <= 0 || *scale > k_largest_scale) {
    return wrong("--scale 应在 0 到 1.3 之间", "--scale is above 0, at most 1.3");
  }
  const auto seed = text::to_int(call.flag("--seed", "440604"));
  if (!seed) return wrong("--seed 应为整数", "--seed is a whole number");
  const auto wanted = census::parse_wanted(call.flag("--files", "csv"));
  if (!wanted.ok()) return wrong(wanted.refusal().zh.c_str(), wanted.refusal().en.c_str());

  const Stopwatch watch;
  const Paths paths = paths_of(call.settings);
  std::printf("生成人口（合成数据，与真人无关） / making the people (synthetic, no real person)\n");
  std::fflush(stdout);
  auto district = town::make_district(read_sources(paths.definitions), static_cast<std::uint64_t>(*seed));
  check(district.ok() ? done() : Outcome(district.refusal()));
  auto made = town::Population::make(*district, read_people_sources(paths.definitions), {.scale = *scale});
  check(made.ok() ? done() : Outcome(made.refusal()));
  std::printf("  %u 人（在世 %u），%u 户，%u 家主体，%u 套间，%.1f 秒 / persons (living), households, firms, rooms, seconds\n",
              made->persons(), made->living(), made->households(), made->firms(), made->rooms(), watch.seconds());
  std::fflush(stdout);
  std::filesystem::create_directories(out);
  census::Sums sums;
  census::write_files(*made, out, *wanted, [&](const census::Written& file) {
    sums.rows += file.rows;
    sums.bytes += file.bytes;
    std::printf("  %-14s %9llu 行 / rows %8.1f MB %6.1f s %9.0f 行/秒 / rows/s  %s\n", file.name.c_str(),
                static_cast<unsigned long long>(file.rows), static_cast<double>(file.bytes) / 1e6, file.seconds,
                static_cast<double>(file.rows) / std::max(file.seconds, 1e-6), file.digest.substr(0, 16).c_str());
    std::fflush(stdout);
  });
  std::printf("合计 / in all %llu 行 / rows，%.2f GB，%.1f 秒 / seconds\n", static_cast<unsigned long long>(sums.rows),
              static_cast<double>(sums.bytes) / 1e9, watch.seconds());
  return 0;
}

}  // namespace tiange::app
