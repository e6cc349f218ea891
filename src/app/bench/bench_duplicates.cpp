// duplicates: look-ups of the same matter among very many open texts, whether planted ones are found, and beside it what a
// database finds by plain columns.

#include <algorithm>
#include <filesystem>
#include <random>

#include "app/bench/bench.h"
#include "app/data_files.h"
#include "app/paths.h"
#include "app/seed.h"
#include "base/text.h"
#include "engines/text/alike_index.h"
#include "platform/db/db.h"
#include "platform/observe/system_clock.h"
#include "town/town.h"

namespace tiange::app::bench {

namespace {

constexpr int k_days = 45;
constexpr double k_matters_a_day = 5'600;
constexpr std::size_t k_planted = 2'000;
constexpr std::size_t k_strangers = 3'000;
constexpr std::size_t k_shown = 5;
constexpr int k_sql_asked = 500;

struct Told {
  std::string text;
  textual::AlikeText about;  // without the text
  textual::AlikeText with_text() const {
    textual::AlikeText out = about;
    out.text = text;
    return out;
  }
};

// The same matter as somebody else tells it: without the beginning, a clause less, other words where people choose freely,
// nearby and later; some do not say where, some nobody has classified.
class Retelling {
 public:
  Told operator()(const Told& first) {
    Told again = first;
    std::vector<std::string> clauses;
    std::string clause;
    for (const char32_t c : text::code_points(first.text)) {
      text::append_code_point(clause, c);
      if (c == U'，' || c == U'。' || c == U'！' || c == U'？') clauses.push_back(std::exchange(clause, {}));
    }
    if (!clause.empty()) clauses.push_back(clause);
    if (clauses.size() > 3) clauses.erase(clauses.begin() + static_cast<std::ptrdiff_t>(1 + pick(clauses.size() - 1)));
    if (clauses.size() > 3) clauses.erase(clauses.begin());
    again.text = pick(2) ? "喂，我打电话来是想说，" : "有人管吗？";
    for (const std::string& one : clauses) again.text += one;
    for (const auto& [from, to] : {std::pair("没有", "没"), std::pair("附近", "旁边"), std::pair("门口", "门前"), std::pair("严重", "厉害"),
                                   std::pair("非常", "很"), std::pair("影响", "妨碍"), std::pair("尽快", "赶紧")})
      if (pick(2)) again.text = text::replace_all(again.text, from, to);
    again.text += pick(2) ? "拜托了。" : "大家都有意见，";
    again.about.id += k_apart;
    again.about.minute += 3 + static_cast<std::int64_t>(pick(3 * 24 * 60));
    again.about.person = 0;
    again.about.lng += (static_cast<double>(pick(160)) - 80) / 102'000;
    again.about.lat += (static_cast<double>(pick(160)) - 80) / 111'320;
    if (pick(2)) again.about.kind = 0;
    if (pick(5) == 0) {
      again.about.lng = again.about.lat = textual::k_no_degree;
      again.about.area = again.about.area / 1'000'000 * 1'000'000;
    }
    return again;
  }
  std::size_t pick(std::size_t n) { return random_() % n; }

  static constexpr std::uint64_t k_apart = 1ULL << 40;

 private:
  std::mt19937_64 random_{20261121};
};

struct Asked {
  std::vector<Told> planted;  // retold, about.id - k_apart is the first
  std::vector<Told> strangers;
};

// Fills the index and the table with open texts of the synthetic district, and keeps some to ask for.
class Filling {
 public:
  Filling(textual::AlikeIndex& index, db::Db& db, std::int64_t wanted) : index_(index), db_(db), wanted_(wanted) {}

  Asked run(const std::string& definitions) {
    const town::Sources sources = read_sources(definitions);
    auto town = town::make_district(sources, 440604);
    if (!town.ok()) throw std::runtime_error(town.refusal().en);
    const Date last = local_date(observe::SystemClock().now()) + -1;
    // Some days are quiet: a fifth more than the mean is asked for.
    const double scale = 1.2 * static_cast<double>(wanted_) / (k_matters_a_day * k_days);
    const town::MatterPlan plan{last + -k_days + 1, last, local_instant(last + 1, 0), scale, true};
    const std::int64_t every = std::max<std::int64_t>(1, wanted_ / static_cast<std::int64_t>(k_planted));
    const Outcome made = town::make_matters(*town, sources, plan, [&](const town::Matter& m) {
      if (m.text.empty()) return;
      Told told{std::string(m.text), about(m)};
      told.about.area = std::stoull(town->grids[static_cast<std::size_t>(m.grid)].code);
      if (stored_ < wanted_) {
        store(told);
        if (stored_ % every == 0 && asked_.planted.size() < k_planted) asked_.planted.push_back(retold_(told));
      } else if (asked_.strangers.size() < k_strangers) {
        asked_.strangers.push_back(std::move(told));
      }
    });
    if (!made.ok()) throw std::runtime_error(made.refusal().en);
    flush();
    return std::move(asked_);
  }
  std::int64_t stored() const { return stored_; }

 private:
  static textual::AlikeText about(const town::Matter& m) {
    textual::AlikeText out;
    out.id = m.number;
    out.lng = m.point.lng;
    out.lat = m.point.lat;
    out.minute = m.reported_at.us / 60'000'000;
    out.kind = static_cast<std::uint64_t>(m.item) + 1;
    out.person = std::hash<std::string_view>()(m.reporter_phone);
    return out;
  }

  void store(const Told& told) {
    index_.add(told.with_text());
    rows_.push_back(told);
    ++stored_;
    if (rows_.size() >= 5'000) flush();
  }

  void flush() {
    check(db_.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      for (const Told& told : rows_)
        tx.run("INSERT INTO bench_open (id, area, kind, minute, text) VALUES (?, ?, ?, ?, ?)",
               {static_cast<std::int64_t>(told.about.id), static_cast<std::int64_t>(told.about.area), static_cast<std::int64_t>(told.about.kind),
                told.about.minute, told.text});
      return done();
    }));
    rows_.clear();
  }

  textual::AlikeIndex& index_;
  db::Db& db_;
  const std::int64_t wanted_;
  std::int64_t stored_ = 0;
  Retelling retold_;
  Asked asked_;
  std::vector<Told> rows_;
};

double part_of(std::vector<double>& times_ms, double share) {
  std::sort(times_ms.begin(), times_ms.end());
  return times_ms.empty() ? 0 : times_ms[std::min(times_ms.size() - 1, static_cast<std::size_t>(share * static_cast<double>(times_ms.size())))];
}

}  // namespace

int duplicates(const Call& call) {
  const std::int64_t wanted = text::to_int(call.flag("--stored", "1000000")).value_or(1'000'000);
  const std::string folder = call.settings.data + "/bench-duplicates-" + std::to_string(observe::steady_us());
  std::filesystem::create_directories(folder);
  auto db = db::open({.url = call.settings.db.empty() ? "sqlite:" + folder + "/open.db" : call.settings.db, .durable = false});
  static constexpr db::Migration k_table[] = {{"bench_open", 1, R"sql(
-- table bench_open: reference
CREATE TABLE bench_open (id BIGINT NOT NULL PRIMARY KEY, area BIGINT NOT NULL, kind BIGINT NOT NULL, minute BIGINT NOT NULL, text TEXT NOT NULL);
CREATE INDEX bench_open_by_place ON bench_open (area, kind, minute);
)sql"}};
  db->migrate(k_table);
  textual::AlikeIndex index;
  Filling filling(index, *db, wanted);
  const std::int64_t from = observe::steady_us();
  const Asked asked = filling.run(paths_of(call.settings).definitions);
  const double filled_s = static_cast<double>(observe::steady_us() - from) / 1e6;

  std::vector<double> times, sql_times;
  std::int64_t found = 0, first = 0, sql_rows = 0;
  const auto look = [&](const Told& told) {
    const std::int64_t began = observe::steady_us();
    auto hits = index.find(told.with_text(), k_shown);
    times.push_back(static_cast<double>(observe::steady_us() - began) / 1e3);
    return hits;
  };
  for (const Told& told : asked.planted) {
    const auto hits = look(told);
    const std::uint64_t truth = told.about.id - Retelling::k_apart;
    found += std::any_of(hits.begin(), hits.end(), [&](const auto& hit) { return hit.id == truth; });
    first += !hits.empty() && hits.front().id == truth;
  }
  for (const Told& told : asked.strangers) look(told);
  for (int i = 0; i < k_sql_asked && static_cast<std::size_t>(i) < asked.strangers.size(); ++i) {
    const Told& told = asked.strangers[static_cast<std::size_t>(i)];
    const std::int64_t began = observe::steady_us();
    db->run_read([&](db::Tx& tx) {
      tx.each("SELECT id, minute, text FROM bench_open WHERE area = ? AND kind = ? AND minute > ?",
              {static_cast<std::int64_t>(told.about.area), static_cast<std::int64_t>(told.about.kind), told.about.minute - 60 * 24 * k_days},
              [&](const db::Row&) { return ++sql_rows > 0; });
    });
    sql_times.push_back(static_cast<double>(observe::steady_us() - began) / 1e3);
  }
  const double asked_for = static_cast<double>(std::max<std::size_t>(asked.planted.size(), 1));
  Figures figures;
  figures.add("stored", static_cast<double>(index.size()));
  figures.add("fill_s", filled_s);
  figures.add("lookups", static_cast<double>(times.size()));
  figures.add("p50_ms", part_of(times, 0.5));
  figures.add("p99_ms", part_of(times, 0.99));
  figures.add("max_ms", part_of(times, 1));
  figures.add("planted", static_cast<double>(asked.planted.size()));
  figures.add("recall", static_cast<double>(found) / asked_for);
  figures.add("recall_first", static_cast<double>(first) / asked_for);
  figures.add("memory_bytes", static_cast<double>(index.memory_bytes()));
  figures.add("plain_sql", std::string(db->backend() == db::Backend::sqlite ? "SQLite" : "PostgreSQL") + ": rows of the same grid and kind, without comparing words");
  figures.add("plain_sql_p50_ms", part_of(sql_times, 0.5));
  figures.add("plain_sql_p99_ms", part_of(sql_times, 0.99));
  figures.add("plain_sql_rows", static_cast<double>(sql_rows) / std::max<double>(1, static_cast<double>(sql_times.size())));
  figures.print(call.has("--json"));
  db.reset();
  std::filesystem::remove_all(folder);
  return 0;
}

}  // namespace tiange::app::bench
