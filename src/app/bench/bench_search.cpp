// search: the first page of a list over ten years of archived cases, beside the same questions over one year.
//
// The cases are those of the synthetic district, ten different years of them, in the archive's own tables and index, asked
// for through the list every console uses. To fit a small disk a row is slim: the content is cut (--text characters), the
// stored state is empty, every other case has a reporter, and there are no histories; lists read none of these but the
// content.

#include <ctime>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <random>

#include "app/bench/bench.h"
#include "app/bench/stage.h"
#include "base/digest.h"
#include "base/text.h"
#include "city/cases/archive/archive.h"
#include "town/town.h"

namespace tiange::app::bench {

namespace {

namespace archive = cases::archive;
namespace fs = std::filesystem;

constexpr int k_years = 10;
constexpr double k_matters_a_year = 5'600.0 * 365;
constexpr std::size_t k_in_segment = 65'536;
constexpr int k_node = 254;

constexpr std::string_view k_case_columns[] = {
    "part_key", "id",       "number",    "created_us", "title",     "channel", "kind",         "item",
    "severity", "status",   "step",      "level",      "area",      "unit",    "queue",        "reported_by",
    "handler",  "due_us",   "warn_us",   "watch_us",   "closed_us", "overdue", "repeat_count", "confidential",
    "version",  "last_seq", "last_hash", "lng",        "lat",       "state",   "content",      "extra",
    "archived_us"};
constexpr std::string_view k_reporter_columns[] = {"part_key", "case_id", "name", "phone", "phone_digest", "code_digest"};

double cpu_ms() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

// What questions are made of: cases that are there.
struct Sample {
  std::string number;
  std::string phone;
  std::string area;
  std::string item;
  std::string unit;
  std::string title;
  Instant created;
};

struct Slim {
  archive::Ref ref;
  archive::Facets facets;
  Instant created;
  std::string number;
  std::string title;
  std::string content;
};

class Filling {
 public:
  Filling(District& district, std::size_t characters)
      : district_(district), characters_(characters), sources_(read_sources(district.paths().definitions)) {
    auto town = town::make_district(sources_, 440604);
    if (!town.ok()) throw std::runtime_error(town.refusal().en);
    town_ = std::make_unique<town::District>(std::move(*town));
    for (const auto& item : district.items().all()) codes_.push_back(item->code);
  }

  // About `wanted` cases of the year, the whole of it.
  void year(int year, std::int64_t wanted) {
    archive::prepare_year(district_.db(), year);
    const town::MatterPlan plan{make_date(year, 1, 1), make_date(year, 12, 31), local_instant(make_date(year + 2, 1, 1), 0),
                                static_cast<double>(wanted) / k_matters_a_year, true};
    const Outcome made = town::make_matters(*town_, sources_, plan, [&](const town::Matter& m) {
      if (m.open()) return;
      take(m);
      if (rows_.size() == k_in_segment) flush(year);
    });
    if (!made.ok()) throw std::runtime_error(made.refusal().en);
    flush(year);
  }
  std::int64_t stored() const { return stored_; }
  const std::vector<Sample>& samples() const { return samples_; }

 private:
  void take(const town::Matter& m) {
    Slim row;
    row.created = m.reported_at;
    row.facets.area = town_->grids[static_cast<std::size_t>(m.grid)].code;
    row.ref = {cases::part_key_of(row.facets.area), ids_.next(m.reported_at)};
    const YearMonthDay day = split_date(local_date(m.reported_at));
    char number[40];
    std::snprintf(number, sizeof number, "禅%04d%02d%02d-%06lld", day.year, day.month, day.day,
                  static_cast<long long>(++in_year_ % 1'000'000));
    row.number = number;
    row.title = text::cut(m.title, 30);
    row.content = text::cut(m.text.empty() ? m.title : m.text, characters_);
    row.facets.item = codes_[static_cast<std::size_t>(m.item) % codes_.size()];
    row.facets.unit =
        m.unit >= 0 ? town_->units[static_cast<std::size_t>(m.unit)].code : row.facets.area.substr(0, 12) + "-ZZ";
    row.facets.status = static_cast<std::int64_t>(m.settled == town::Settled::not_accepted ? cases::Status::not_accepted
                                                                                          : cases::Status::closed);
    row.facets.step = static_cast<std::int64_t>(cases::Step::close);
    row.facets.channel = static_cast<std::int64_t>(m.channel);
    row.facets.severity = static_cast<std::int64_t>(m.severity);
    row.facets.overdue = m.overdue;
    row.facets.reported_by = m.reporter >= 0 ? m.reporter + 1 : 0;
    row.facets.closed_us = m.at[static_cast<std::size_t>(town::Step::closed)].us;
    std::string phone;
    if (++turn_ % 2 == 0 && !m.reporter_phone.empty()) {
      phone = m.reporter_phone;
      row.facets.phone_digest = bytes_of(sha256(phone));
    }
    if (turn_ % 997 == 0)
      samples_.push_back({row.number, phone, row.facets.area, row.facets.item, row.facets.unit, row.title, row.created});
    place_ = text::cut(m.place_text, 30);
    archive::Doc doc{row.ref, row.created.us, {}};
    archive::add_words(doc.words, row.title);
    archive::add_words(doc.words, row.content);
    archive::add_words(doc.words, place_);
    archive::add_facets(doc.words, row.facets);
    docs_.push_back(std::move(doc));
    rows_.push_back(std::move(row));
  }

  void flush(int year) {
    if (rows_.empty()) return;
    std::vector<db::Param> params;
    std::vector<db::Param> reporters;
    params.reserve(rows_.size() * std::size(k_case_columns));
    for (const Slim& r : rows_) {
      const archive::Facets& f = r.facets;
      for (const db::Param& p : std::initializer_list<db::Param>{
               r.ref.part_key, r.ref.id, r.number, r.created, r.title, f.channel, 0, f.item, f.severity, f.status, f.step,
               f.level, f.area, f.unit, "", f.reported_by, 0, 0, 0, 0, f.closed_us, f.overdue, 0, false, 1, 0,
               db::Bytes{""}, nullptr, nullptr, "", r.content, "", Instant{f.closed_us} + days(400)})
        params.push_back(p);
      if (f.phone_digest.empty()) continue;
      for (const db::Param& p : std::initializer_list<db::Param>{r.ref.part_key, r.ref.id, "", "", db::Bytes{f.phone_digest},
                                                                 db::Bytes{""}})
        reporters.push_back(p);
    }
    check(district_.db().write(system_scope(), [&](db::Tx& tx) -> Outcome {
      tx.bulk_insert(archive::table("cases", year), k_case_columns, params);
      if (!reporters.empty()) tx.bulk_insert(archive::table("reporters", year), k_reporter_columns, reporters);
      archive::add_segment(tx, year, docs_, district_.clock().now(), archive::Writing::bulk);
      archive::note_moved(tx, year, static_cast<std::int64_t>(rows_.size()), district_.clock().now());
      return done();
    }));
    stored_ += static_cast<std::int64_t>(rows_.size());
    rows_.clear();
    docs_.clear();
  }

  District& district_;
  std::size_t characters_;
  town::Sources sources_;
  std::unique_ptr<town::District> town_;
  std::vector<std::string> codes_;
  IdSource ids_{k_node};
  std::vector<Slim> rows_;
  std::vector<archive::Doc> docs_;
  std::vector<Sample> samples_;
  std::string place_;
  std::int64_t stored_ = 0;
  std::int64_t in_year_ = 0;
  std::int64_t turn_ = 0;
};

struct Question {
  const char* kind;
  Scope scope;
  cases::ListQuery query;
};

// The mix: what clerks look for, and what an index finds hard: common words that seldom meet, words nobody wrote, one
// character, a page from the middle of ten years.
class Asking {
 public:
  explicit Asking(std::vector<Sample> samples) : samples_(std::move(samples)) {}

  Question next(int n) {
    const Sample& s = samples_[random_() % samples_.size()];
    Question q{"", system_scope("440604"), {}};
    q.query.archived = true;
    const auto month_from = [&] {
      q.query.from = s.created - days(15);
      q.query.to = s.created + days(15);
    };
    switch (n % 16) {
      case 0: q.kind = "number"; q.query.q = s.number; break;
      case 1: q.kind = "telephone"; q.query.q = s.phone.empty() ? "13900000000" : s.phone; break;
      case 2: q.kind = "community"; q.query.area = s.area.substr(0, 12); break;
      case 3: q.kind = "grid_and_item"; q.query.area = s.area; q.query.item = s.item; break;
      case 4: q.kind = "item"; q.query.item = s.item; break;
      case 5: q.kind = "unit_and_month"; q.query.unit = s.unit; month_from(); break;
      case 6: q.kind = "item_unit_overdue"; q.query.item = s.item; q.query.unit = s.unit; q.query.overdue = true; break;
      case 7: q.kind = "not_accepted_of_a_town"; q.query.status = cases::Status::not_accepted; q.query.area = s.area.substr(0, 9); break;
      case 8: q.kind = "common_word"; q.query.q = k_common[random_() % std::size(k_common)]; break;
      case 9: q.kind = "two_words"; q.query.q = std::string(k_common[random_() % std::size(k_common)]) + " " + first_words(s.title); break;
      case 10: q.kind = "title_of_a_case"; q.query.q = s.title; break;
      case 11: q.kind = "words_that_seldom_meet"; q.query.q = std::string(k_common[random_() % 6]) + " " + k_common[6 + random_() % 6] + " " + k_common[3]; break;
      case 12: q.kind = "nobody_wrote_it"; q.query.q = "路灯积水经营噪音"; break;
      case 13: q.kind = "one_character"; q.query.q = "树"; q.query.area = s.area.substr(0, 12); break;
      case 14: q.kind = "word_in_a_month_of_a_town"; q.scope = system_scope(s.area.substr(0, 9)); q.query.q = k_common[random_() % std::size(k_common)]; month_from(); break;
      default: q.kind = "page_in_the_middle"; q.query.q = k_common[random_() % std::size(k_common)]; q.query.to = s.created; break;
    }
    return q;
  }

 private:
  static std::string first_words(std::string_view title) {
    std::string out;
    const auto points = text::code_points(title);
    for (std::size_t i = 0; i < points.size() && i < 4; ++i) text::append_code_point(out, points[i]);
    return out;
  }
  static constexpr const char* k_common[] = {"占道", "积水", "噪音", "垃圾", "路灯", "井盖", "停车", "施工", "树木", "物业", "电动车", "油烟"};
  std::vector<Sample> samples_;
  std::mt19937_64 random_{20261122};
};

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

struct Measured {
  std::vector<double> wall;
  std::vector<double> cpu;
  std::map<std::string, std::vector<double>> by_kind;
  std::int64_t rows = 0;
};

Measured ask(District& district, const std::vector<Sample>& samples, int questions) {
  Asking asking(samples);
  Measured out;
  for (int n = 0; n < questions; ++n) {
    const Question q = asking.next(n);
    const std::int64_t from = observe::steady_us();
    const double cpu_from = cpu_ms();
    const auto page = district.db().read([&](db::Tx& tx) { return district.cases().list(tx, q.scope, q.query, district.clock().now()); });
    out.cpu.push_back(cpu_ms() - cpu_from);
    out.wall.push_back(static_cast<double>(observe::steady_us() - from) / 1e3);
    out.by_kind[q.kind].push_back(out.wall.back());
    if (!page.ok()) throw std::runtime_error(page.refusal().en);
    out.rows += static_cast<std::int64_t>(page->items.size());
  }
  return out;
}

std::int64_t bytes_below(const std::string& folder) {
  std::int64_t bytes = 0;
  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    if (file.is_regular_file()) bytes += static_cast<std::int64_t>(file.file_size());
  }
  return bytes;
}

}  // namespace

int search(const Call& call) {
  const std::int64_t wanted = text::to_int(call.flag("--stored", "2000000")).value_or(2'000'000);
  const int questions = static_cast<int>(text::to_int(call.flag("--rounds", "1600")).value_or(1'600));
  const auto characters = static_cast<std::size_t>(text::to_int(call.flag("--text", "40")).value_or(40));
  Stage stage(call, 0);
  stage.close();
  observe::SystemClock clock;
  const int this_year = split_date(local_date(clock.now())).year;
  const std::int64_t began = observe::steady_us();
  std::vector<Sample> samples;
  Measured one;
  std::int64_t stored_one = 0;
  std::int64_t stored = 0;
  double made_s = 0;
  {
    District fresh(stage.settings(), clock, false);
    Filling filling(fresh, characters);
    filling.year(this_year - 2, wanted / k_years);
    stored_one = filling.stored();
    made_s = static_cast<double>(observe::steady_us() - began) / 1e6;
    (void)ask(fresh, filling.samples(), questions / 4);  // what was just written is in memory; the rest comes in here
    one = ask(fresh, filling.samples(), questions);
    const std::int64_t again = observe::steady_us();
    for (int back = 1; back < k_years; ++back) {
      filling.year(this_year - 2 - back, wanted / k_years);
      std::fprintf(stderr, "%lld\n", static_cast<long long>(filling.stored()));
    }
    made_s += static_cast<double>(observe::steady_us() - again) / 1e6;
    stored = filling.stored();
    samples = filling.samples();
  }
  District district(stage.settings(), clock);
  const Measured cold = ask(district, samples, questions / 4);
  const Measured ten = ask(district, samples, questions);
  Figures figures;
  figures.add("stored", static_cast<double>(stored));
  figures.add("years", k_years);
  figures.add("made_s", made_s);
  figures.add("gigabytes", static_cast<double>(bytes_below(stage.settings().data)) / 1e9);
  figures.add("characters_kept_of_the_content", static_cast<double>(characters));
  figures.add("questions", questions);
  figures.add("rows_shown", static_cast<double>(ten.rows));
  figures.add("p50_ms", percentile(ten.wall, 0.5));
  figures.add("p99_ms", percentile(ten.wall, 0.99));
  figures.add("p99_cpu_ms", percentile(ten.cpu, 0.99));
  figures.add("longest_ms", percentile(ten.wall, 1.0));
  figures.add("first_asked_p99_ms", percentile(cold.wall, 0.99));
  figures.add("stored_one_year", static_cast<double>(stored_one));
  figures.add("p50_ms_one_year", percentile(one.wall, 0.5));
  figures.add("p99_ms_one_year", percentile(one.wall, 0.99));
  figures.add("p99_cpu_ms_one_year", percentile(one.cpu, 0.99));
  figures.add("p50_ratio", percentile(ten.wall, 0.5) / percentile(one.wall, 0.5));
  figures.add("p99_ratio", percentile(ten.wall, 0.99) / percentile(one.wall, 0.99));
  for (const auto& [kind, values] : ten.by_kind) figures.add("p99_ms." + kind, percentile(values, 0.99));
  figures.print(call.has("--json"));
  return 0;
}

}  // namespace tiange::app::bench
