// registers: how fast the base registers keep records and settle them. Rows of three sources about the same people, in the
// order of each source's keys, as files bring them; then the same once more, which must change nothing.

#include <sys/resource.h>

#include "app/bench/bench.h"
#include "app/bench/stage.h"
#include "app/registering/register_home.h"
#include "base/codes.h"
#include "base/text.h"
#include "platform/observe/system_clock.h"

namespace tiange::app::bench {

namespace {

constexpr std::size_t k_batch = 10'000;  // rows of one transaction

std::string padded(std::int64_t number, std::size_t width) {
  std::string text = std::to_string(number);
  text.insert(0, text.size() < width ? width - text.size() : 0, '0');
  return text;
}

// Valid and different for every number up to 20 million.
std::string citizen_number(std::int64_t number) {
  const Date born = make_date(1940, 1, 1) + static_cast<int>(number / 1000 % 28'000);
  const YearMonthDay day = split_date(born);
  const std::string first = "440604" + padded(day.year, 4) + padded(day.month, 2) + padded(day.day, 2) + padded(number % 1000, 3);
  return first + codes::citizen_check(first);
}

registers::SourceRecord row_of(int source, std::int64_t number, Instant now) {
  static constexpr const char* k_sources[] = {"police", "social", "health"};
  registers::SourceRecord row;
  row.source = k_sources[source];
  row.key = row.source + padded(number, 9);
  row.values = {{"id_card", citizen_number(number)}, {"name", "陈小" + std::string(number % 2 ? "明" : "红")}};
  if (source == 0) {
    row.values.emplace_back("sex", number % 2 ? "1" : "2");
    row.values.emplace_back("hukou_address", "锦华路" + std::to_string(number / 4000 + 1) + "号翠湖雅苑" + std::to_string(number / 400 % 10 + 1) + "幢" +
                                                 std::to_string(number / 20 % 20 + 1) + padded(number % 20 + 1, 2));
  }
  if (source != 2) row.values.emplace_back("phone", "140" + padded(number * 7 % 100'000'000, 8));
  if (source == 1) row.values.emplace_back("occupation", "生产操作员");
  if (source == 2) row.values.emplace_back("vaccinated", std::to_string(number % 5));
  row.observed = now - days(30 - source);
  row.lineage = "bench/" + std::to_string(number);
  return row;
}

}  // namespace

int registers_speed(const Call& call) {
  const std::int64_t persons = text::to_int(call.flag("--rows", "300000")).value_or(300'000) / 3;
  Stage stage(call, 0);
  District& district = stage.district();
  registers::Subjects& subjects = district.registers().subjects();
  const observe::SystemClock clock;
  const Instant start = clock.now();
  std::int64_t kept = 0;
  std::int64_t same = 0;
  const auto pass = [&](std::int64_t& count) {
    const std::int64_t from = observe::steady_us();
    for (int source = 0; source < 3; ++source) {
      for (std::int64_t at = 0; at < persons; at += static_cast<std::int64_t>(k_batch)) {
        std::vector<registers::SourceRecord> rows;
        for (std::int64_t n = at; n < std::min<std::int64_t>(persons, at + static_cast<std::int64_t>(k_batch)); ++n)
          rows.push_back(row_of(source, n, start));
        const auto got = district.db().write(system_scope(), [&](db::Tx& tx) { return subjects.absorb(tx, rows, clock.now()); });
        if (!got.ok()) throw std::runtime_error(got.refusal().en);
        count += got->added;
        same += got->same;
      }
    }
    return static_cast<double>(observe::steady_us() - from) / 1e6;
  };
  const double keep_s = pass(kept);
  const std::int64_t from = observe::steady_us();
  const auto settled = static_cast<std::int64_t>(subjects.settle(SIZE_MAX, clock.now()));
  const double settle_s = static_cast<double>(observe::steady_us() - from) / 1e6;
  std::int64_t again = 0;
  const double again_s = pass(again);
  std::int64_t golden = 0;
  district.db().run_read([&](db::Tx& tx) {
    subjects.each(tx, system_scope(), registers::Kind::person, "", [&](const registers::GoldenRow&) { return ++golden > 0; });
  });
  if (kept != persons * 3 || again != 0 || golden < persons) throw std::runtime_error("the registers do not hold what was sent");
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  Figures figures;
  figures.add("rows", static_cast<double>(kept));
  figures.add("subjects", static_cast<double>(golden));
  figures.add("kept_per_s", static_cast<double>(kept) / keep_s);
  figures.add("settled_per_s", static_cast<double>(settled) / settle_s);
  figures.add("heard_again_per_s", static_cast<double>(same) / again_s);
  figures.add("memory_mb", static_cast<double>(usage.ru_maxrss) / 1024);
  figures.add("fsync_per_s", stage.fsync_per_s());
  figures.print(call.has("--json"));
  return 0;
}

}  // namespace tiange::app::bench
