// raw: raw rows kept in any number. --rows of them, half of yesterday's tables and half of today's, of --sources departments:
// how fast they are stored, tenth by tenth; what a row takes on the disk; how long it takes to compare today's tables with
// yesterday's, to find one row by its key, to drop what is past its term. One thread makes and compresses blocks, one commits.

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "app/bench/bench.h"
#include "base/codes.h"
#include "base/text.h"
#include "city/exchange/raw/exchange_raw.h"
#include "platform/jobs/beside.h"
#include "platform/observe/system_clock.h"

namespace tiange::app::bench {

namespace {

namespace raw = exchange::raw;

constexpr std::int64_t k_in_block = 2000;
constexpr std::int64_t k_keep = 3;

double seconds_since(std::int64_t from) { return static_cast<double>(observe::steady_us() - from) / 1e6; }

std::uint64_t scattered(std::uint64_t number) {
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9ULL;
  number = (number ^ (number >> 27)) * 0x94d049bb133111ebULL;
  return number ^ (number >> 31);
}

// A row of a department's table as a CSV has it; `said` changes what it says.
void append_row(std::string& row, std::string& key, std::int64_t source, std::int64_t number, std::uint64_t said) {
  static constexpr const char* k_family[] = {"陈", "梁", "黄", "李", "何", "区", "霍", "招", "麦", "冼", "罗", "潘"};
  static constexpr const char* k_given[] = {"伟强", "嘉欣", "志明", "秀英", "国华", "健文", "永康", "桂芳", "咏诗", "雪梅", "子轩", "浩然", "思敏", "丽珍"};
  static constexpr const char* k_roads[] = {"锦华路", "惠景三街", "同济东路", "汾江中路", "季华五路", "文华北路", "绿景二路", "影荫路"};
  const std::uint64_t mix = scattered(static_cast<std::uint64_t>(source) * 1'000'000'007ULL + static_cast<std::uint64_t>(number));
  const YearMonthDay born = split_date(make_date(1940, 1, 1) + static_cast<int>(mix % 28'000));
  char birth[16];
  std::snprintf(birth, sizeof birth, "%04d%02d%02d", born.year, born.month, born.day);
  std::string citizen = std::to_string(440601 + (mix >> 16) % 8) + birth + std::to_string(100 + (mix >> 20) % 900);
  citizen += codes::citizen_check(citizen);
  key = std::to_string(source) + "S" + std::to_string(100'000'000 + number);
  row = key + "," + citizen + "," + k_family[(mix >> 24) % 12] + k_given[(mix >> 30) % 14] + "," + ((mix >> 34) % 2 ? "女" : "男") + "," +
        std::string(birth, 4) + "-" + std::string(birth + 4, 2) + "-" + std::string(birth + 6, 2) + ",广东省佛山市禅城区石湾镇街道" +
        k_roads[(mix >> 36) % 8] + std::to_string(1 + (mix >> 40) % 300) + "号" + std::to_string(1 + (mix >> 44) % 40) + "栋" +
        std::to_string(101 + (mix >> 48) % 2000) + "房,138" + std::to_string(10'000'000 + scattered(mix + said) % 89'000'000) + ",2026-10-" +
        std::to_string(10 + (mix >> 52) % 20);
}

struct Table {
  raw::Place place;
  std::int64_t source = 0;
  bool today = false;
};

struct Press {
  std::int64_t rows = 0;
  std::string content;
};

class RawBench {
 public:
  RawBench(const Call& call, std::string folder)
      : rows_(text::to_int(call.flag("--rows", "1000000")).value_or(1'000'000)),
        sources_(text::to_int(call.flag("--sources", "10")).value_or(10)),
        folder_(std::move(folder)),
        url_(call.settings.db.empty() ? "sqlite:" + folder_ + "/raw.db" : call.settings.db),
        db_(db::open({.url = url_})) {
    db_->migrate(raw::migrations());
  }

  void run(Figures& figures) {
    const Instant now = observe::SystemClock().now();
    for (const bool today : {false, true}) {
      for (std::int64_t source = 0; source < sources_; ++source) tables_.push_back({{ids_.next(now), k_keep}, source, today});
    }
    const std::int64_t began = observe::steady_us();
    tenth_began_ = began;
    for (const Table& table : tables_) store(table);
    const double seconds = seconds_since(began);
    figures.add("rows", static_cast<double>(stored_));
    figures.add("stored_per_s", static_cast<double>(stored_) / seconds);
    for (std::size_t i = 0; i < tenths_.size(); ++i) figures.add("tenth_" + std::to_string(i + 1) + "_per_s", tenths_[i]);
    figures.add("keys_s", keys_s_);
    figures.add("raw_bytes_per_row", static_cast<double>(raw_bytes_) / static_cast<double>(stored_));
    figures.add("disk_bytes_per_row", static_cast<double>(bytes_on_disk()) / static_cast<double>(stored_));
    compare(figures);
    find(figures);
    if (url_.starts_with("postgres")) drop(figures);
  }

 private:
  // Of yesterday's rows today lacks one in 500; one in 200 says something else; as many as lack are new.
  std::int64_t rows_of_table() const { return std::max<std::int64_t>(1, rows_ / (2 * sources_)); }
  bool next_row(const Table& table, std::int64_t& number, std::string& row, std::string& key) const {
    const std::int64_t rows = rows_of_table();
    for (; number < rows + rows / 500; ++number) {
      const bool fresh = number >= rows;
      const bool lost = !fresh && scattered(static_cast<std::uint64_t>(number)) % 500 == 0;
      if (table.today ? lost : fresh) continue;
      const bool changed = table.today && scattered(static_cast<std::uint64_t>(number) + 1) % 200 == 0;
      append_row(row, key, table.source, number, changed ? 1 : 0);
      ++number;
      return true;
    }
    return false;
  }

  void store(const Table& table) {
    raw::make_room(*db_, table.place);
    raw::KeyBook book(folder_ + "/keys");
    std::int64_t at_row = 0, block = 0, first = 1;
    const auto prepare = [&] {
      Press press;
      std::string packed, row, key;
      while (press.rows < k_in_block && next_row(table, at_row, row, key)) {
        raw::append_packed(packed, row);
        book.add(key, row, first + press.rows);
        raw_bytes_ += static_cast<std::int64_t>(row.size());
        ++press.rows;
      }
      if (press.rows > 0) press.content = raw::press(packed);
      return press;
    };
    Press press = prepare();
    while (press.rows > 0) {
      const std::int64_t begin = first;
      first += press.rows;
      Press next;
      jobs::Beside ahead([&] { next = prepare(); });
      ++block;
      db_->run_write(system_scope(), [&](db::Tx& tx) {
        raw::add_block(tx, table.place, block, begin, press.rows, press.content);
        return true;
      });
      ahead.wait();
      stored_ += press.rows;
      if (stored_ * 10 >= rows_ * static_cast<std::int64_t>(tenths_.size() + 1) && tenths_.size() < 10) {
        tenths_.push_back(static_cast<double>(stored_ - tenth_from_) / seconds_since(tenth_began_));
        tenth_from_ = stored_;
        tenth_began_ = observe::steady_us();
      }
      press = std::move(next);
    }
    const std::int64_t from = observe::steady_us();
    raw::write_keys(*db_, table.place, book);
    keys_s_ += seconds_since(from);
  }

  std::int64_t bytes_on_disk() const {
    std::optional<std::int64_t> bytes;
    db_->run_read([&](db::Tx& tx) { bytes = raw::bytes(tx); });
    if (bytes) return *bytes;
    std::error_code ignored;
    return static_cast<std::int64_t>(std::filesystem::file_size(folder_ + "/raw.db", ignored));
  }

  void compare(Figures& figures) const {
    const std::int64_t from = observe::steady_us();
    raw::Compared sum;
    for (std::int64_t source = 0; source < sources_; ++source) {
      db_->run_read([&](db::Tx& tx) {
        const raw::Compared one = raw::compare(tx, tables_[static_cast<std::size_t>(source)].place, tables_[static_cast<std::size_t>(source + sources_)].place, 0,
                                               [](const raw::Changed&) { return true; });
        sum.added += one.added, sum.changed += one.changed, sum.gone += one.gone, sum.same += one.same;
      });
    }
    const double seconds = seconds_since(from);
    figures.add("compare_s", seconds);
    figures.add("compared_rows_per_s", static_cast<double>(stored_) / seconds);
    figures.add("added", static_cast<double>(sum.added));
    figures.add("changed", static_cast<double>(sum.changed));
    figures.add("gone", static_cast<double>(sum.gone));
    figures.add("same", static_cast<double>(sum.same));
  }

  void find(Figures& figures) const {
    constexpr int k_looks = 300;
    std::vector<double> took;
    std::string row, key;
    for (int i = 0; i < k_looks; ++i) {
      const Table& table = tables_[scattered(static_cast<std::uint64_t>(i)) % static_cast<std::uint64_t>(sources_)];
      append_row(row, key, table.source, static_cast<std::int64_t>(scattered(static_cast<std::uint64_t>(i) + 9) % static_cast<std::uint64_t>(rows_of_table())), 0);
      const std::int64_t from = observe::steady_us();
      db_->run_read([&](db::Tx& tx) {
        const auto number = raw::find_key(tx, table.place, key);
        if (!number || raw::row(tx, table.place, *number) != row) throw std::runtime_error("the row of the key " + key + " is not there");
      });
      took.push_back(static_cast<double>(observe::steady_us() - from) / 1000);
    }
    std::sort(took.begin(), took.end());
    figures.add("find_ms_p50", took[took.size() / 2]);
    figures.add("find_ms_p99", took[took.size() * 99 / 100]);
  }

  void drop(Figures& figures) const {
    const std::int64_t from = observe::steady_us();
    const std::size_t gone = raw::drop_old(*db_, raw::dropped_from(tables_.front().place));
    figures.add("dropped_partitions", static_cast<double>(gone));
    figures.add("drop_s", seconds_since(from));
  }

  const std::int64_t rows_;
  const std::int64_t sources_;
  const std::string folder_;
  const std::string url_;
  std::unique_ptr<db::Db> db_;
  IdSource ids_{1};
  std::vector<Table> tables_;
  std::int64_t stored_ = 0, raw_bytes_ = 0, tenth_from_ = 0, tenth_began_ = 0;
  std::vector<double> tenths_;
  double keys_s_ = 0;
};

}  // namespace

int raw_rows(const Call& call) {
  const auto folder = std::filesystem::temp_directory_path() / ("tiange_raw_" + std::to_string(observe::steady_us()));
  std::filesystem::create_directories(folder);
  Figures figures;
  RawBench(call, folder.string()).run(figures);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  figures.add("peak_memory_mb", static_cast<double>(usage.ru_maxrss) / 1024);
  figures.add("fsync_per_s", db::fsync_per_s(folder.string()));
  figures.add("limit", "one thread makes, hashes and compresses rows while the other commits; every block of 2,000 rows is one durable transaction");
  figures.print(call.has("--json"));
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return 0;
}

}  // namespace tiange::app::bench
