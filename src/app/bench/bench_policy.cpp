// policy: all shipped policies over the whole register of the synthetic district, as the nightly run asks them: golden rows read
// into columns (not counted in `seconds`), then every policy of every subject at once, on one thread and on two; and one changed
// fact of one person asked anew. Golden rows are made of the truth and of what departments hold for benefits. With --db of a
// PostgreSQL the same rows are laid into tables there and every condition is counted by plain SQL: the counts must be the same. And
// one fact told until the decision about it is stored, durably: on SQLite, and on that PostgreSQL.

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <thread>

#include "app/bench/bench.h"
#include "app/bench/bench_policy_sql.h"
#include "app/bench/stage.h"
#include "app/benefiting/benefit_home.h"
#include "app/paths.h"
#include "app/peopling/people_benefits.h"
#include "app/peopling/people_files.h"
#include "app/registering/register_home.h"
#include "app/seed.h"
#include "base/codes.h"
#include "base/text.h"
#include "city/benefits/policies/rules/policy_form.h"
#include "city/registers/subjects/rules/field_rules.h"
#include "platform/files/files.h"
#include "platform/observe/system_clock.h"
#include "town/people/people_made.h"

namespace tiange::app::bench {

namespace {

using benefits::PolicyForm;
using registers::GoldenRow;
using registers::Kind;

constexpr int k_rounds = 7;  // the best is told

double seconds_since(std::int64_t from) { return static_cast<double>(observe::steady_us() - from) / 1e6; }

// Hands the pieces to so many threads, the caller's among them.
struct Hands {
  std::size_t count;
  void operator()(std::size_t pieces, FunctionRef<void(std::size_t)> piece) const {
    const auto share = [&](std::size_t hand) {
      for (std::size_t i = hand; i < pieces; i += count) piece(i);
    };
    std::vector<std::thread> others;
    for (std::size_t hand = 1; hand < count; ++hand) others.emplace_back(share, hand);
    share(0);
    for (std::thread& other : others) other.join();
  }
};

void add(std::string& golden, std::string_view field, std::string_view value) {
  if (value.empty()) return;
  golden.append(golden.size() > 1 ? ",\"" : "\"").append(field).append("\":\"").append(value).append("\"");
}

// What departments hold for benefits, by number of the subject.
using Extras = std::vector<std::string>;
void keep(Extras& extras, const registers::SourceRecord& record, std::size_t skipped) {
  const auto number = static_cast<std::size_t>(text::to_int(std::string_view(record.key).substr(2)).value_or(0));
  if (number >= extras.size()) extras.resize(number + 1);
  for (std::size_t i = skipped; i < record.values.size(); ++i)
    extras[number].append(",\"").append(record.values[i].first).append("\":\"").append(record.values[i].second).append("\"");
}

std::string golden_of(const town::Resident& p, const Extras& extras) {
  std::string golden = "{";
  add(golden, "id_card", p.id_card), add(golden, "sex", p.woman ? "2" : "1"), add(golden, "born", format_date(p.born));
  if (p.died) add(golden, "died", format_date(*p.died));
  add(golden, "hukou_address", p.hukou_address), add(golden, "live_address", p.live_address), add(golden, "marital", p.marital);
  if (p.disability > 0) add(golden, "disability", std::to_string(p.disability));
  if (p.low_income) add(golden, "low_income", "1");
  if (p.pension_fen > 0) add(golden, "pension", "1");
  if (p.insured_work || p.insured_health) add(golden, "insured", "1");
  add(golden, "school", p.school);
  if (p.number + 1 < extras.size()) golden += extras[p.number + 1];
  return golden + "}";
}

std::string golden_of(const town::Firm& f, const Extras& extras) {
  std::string golden = "{";
  add(golden, "address", f.address), add(golden, "industry", f.section), add(golden, "founded", format_date(f.founded));
  add(golden, "status", f.closed ? "3" : "1"), add(golden, "staff", std::to_string(f.staff));
  if (f.number + 1 < extras.size()) golden += extras[f.number + 1];
  return golden + "}";
}

struct Register {
  columns::Table table;
  std::size_t rows = 0;
  void take(const PolicyForm& form, const std::string& golden, std::string_view grid) {
    if (rows == table.rows()) table.resize(rows * 2);
    static const registers::GatheredFacts k_nothing;
    form.put(table, rows++, {{1}, form.kind(), grid, 1, golden, 1}, k_nothing);
  }
};

// One pass over all columns, for what memory gives.
std::uint64_t read_all(const columns::Table& table, const Hands& hands) {
  std::vector<std::uint64_t> sums(table.column_count());
  hands(table.column_count(), [&](std::size_t i) {
    const columns::Column& column = table.column(i);
    const auto* words = reinterpret_cast<const std::uint64_t*>(column.data());
    const std::size_t count = table.rows() * static_cast<std::size_t>(column.width()) / sizeof(std::uint64_t);
    std::uint64_t sum = 0;
    for (std::size_t at = 0; at < count; ++at) sum += words[at];
    sums[i] = sum;
  });
  std::uint64_t sum = 0;
  for (const std::uint64_t one : sums) sum += one;
  return sum;
}

template <class F>
double best_of(F&& work) {
  double best = 1e9;
  for (int i = 0; i < k_rounds; ++i) {
    const std::int64_t from = observe::steady_us();
    work();
    best = std::min(best, seconds_since(from));
  }
  return best;
}

// One fact of one person changed: only the policies that read it, in microseconds.
double change_us(const PolicyForm& form, const std::vector<std::string>& goldens) {
  constexpr int k_changes = 20'000;
  const std::vector<std::uint32_t> asked = form.reading({"low_income"});
  const registers::GatheredFacts nothing;
  columns::Table one = form.table(1);
  std::int64_t entitled = 0;
  const std::int64_t from = observe::steady_us();
  for (int i = 0; i < k_changes; ++i) {
    form.put(one, 0, {{1}, form.kind(), "440604010001001", 1, goldens[static_cast<std::size_t>(i) % goldens.size()], 1}, nothing);
    for (const benefits::Answer& answer : form.ask(one, asked)) entitled += answer.verdict == benefits::Verdict::entitled;
  }
  return static_cast<double>(observe::steady_us() - from) / k_changes + (entitled < 0 ? 1 : 0);
}

PolicyForm form_of(Kind kind, const std::vector<benefits::PolicyEdition>& all, const registers::FieldCatalogue& catalogue, Date today, bool variants) {
  std::map<std::string, std::shared_ptr<const benefits::LivePolicy>> live;
  for (const benefits::PolicyEdition& one : all) {
    if (one.kind != kind || !benefits::in_force(one, today)) continue;
    auto compiled = benefits::compile(one, catalogue);
    if (!compiled.ok()) throw std::runtime_error(one.key + ": " + compiled.refusal().en);
    live[one.key] = *compiled;
    if (!variants || live.size() + 1 > 124 || one.territory == benefits::Territory::any) continue;
    // The same for whoever lives here.
    benefits::PolicyEdition other = one;
    other.key += "_variant";
    other.age_rule = registers::AgeRule::day_after;
    live[other.key] = benefits::compile(other, catalogue).value();
  }
  benefits::LivePolicies some;
  for (auto& [key, one] : live) {
    if (some.size() < 124) some.push_back(one);
  }
  return PolicyForm(kind, catalogue, std::move(some), {today, {"禅城区"}});
}

struct Sum {
  double seconds = 0, one_pass = 0;
  std::int64_t bytes = 0, entitled = 0, missing = 0;
  std::vector<std::int64_t> entitled_by, missing_by;  // by policy
};

Sum run_all(const PolicyForm& form, Register& held, std::size_t threads) {
  const Hands hands{threads};
  const columns::Plan plan = form.plan(held.table, false);
  columns::Answers answers;
  Sum sum;
  sum.seconds = best_of([&] { plan.run(held.table, {true, true}, hands, answers); });
  std::uint64_t read = 0;
  sum.one_pass = best_of([&] { read += read_all(held.table, hands); });
  sum.bytes = static_cast<std::int64_t>(held.table.bytes()) + (read == 1 ? 1 : 0);
  for (const columns::Matches& one : answers.conditions) {
    sum.entitled += one.count, sum.missing += one.unknown_count;
    sum.entitled_by.push_back(one.count), sum.missing_by.push_back(one.unknown_count);
  }
  return sum;
}

void must_agree(const PolicyForm& form, const Sum& columns, const SqlCounts& sql) {
  for (std::size_t i = 0; i < form.policies().size(); ++i) {
    if (columns.entitled_by[i] == sql.entitled[i] && columns.missing_by[i] == sql.missing[i]) continue;
    throw std::runtime_error(form.policies()[i]->edition.key + ": " + std::to_string(columns.entitled_by[i]) + " entitled, " +
                             std::to_string(columns.missing_by[i]) + " unknown by columns; " + std::to_string(sql.entitled[i]) + " and " +
                             std::to_string(sql.missing[i]) + " by SQL");
  }
}

struct Asked {
  const PolicyForm& form;
  const Register& held;
  const Sum& sum;
};

void add_sql(Figures& figures, const std::string& url, const Asked& persons, const Asked& firms) {
  const auto db = db::open({.url = url, .readers = 1, .writers = 1});
  const SqlCounts a = count_by_sql(*db, persons.form, persons.held.table, persons.held.rows);
  must_agree(persons.form, persons.sum, a);
  const SqlCounts b = count_by_sql(*db, firms.form, firms.held.table, firms.held.rows);
  must_agree(firms.form, firms.sum, b);
  figures.add("sql_seconds", a.seconds + b.seconds);
  figures.add("sql_seconds_policy_by_policy", a.one_by_one_seconds + b.one_by_one_seconds);
  figures.add("sql_load_seconds", a.load_seconds + b.load_seconds);
  figures.add("sql_answers_alike", 1);  // or it would have thrown
}

// One fact told and the decision about it stored, in one transaction: until the commit is durable, and the decision inside it alone.
void add_stored(Figures& figures, const Call& call, const std::string& name) {
  constexpr int k_changes = 400;
  Stage stage(call, 0);
  District& district = stage.district();
  const observe::SystemClock clock;
  registers::Subjects& subjects = district.registers().subjects();
  benefits::Policies& policies = district.benefits().policies();
  const std::string hukou = "广东省佛山市禅城区石湾镇街道锦华路1号";
  std::vector<double> stored, decided;
  for (int i = 0; i < k_changes; ++i) {
    const std::string first = "44060419" + std::to_string(50 + i % 40) + "0601" + std::to_string(100 + i);
    const std::string card = first + codes::citizen_check(first);
    double deciding = 0;
    bool matched = false;
    const auto send = [&](const char* low_income) {
      const std::array records{registers::SourceRecord{"civil", "bench-" + card, Kind::person,
                                                       {{"name", "测速"}, {"id_card", card}, {"hukou_address", hukou}, {"disability", "2"}, {"low_income", low_income}},
                                                       clock.now(), "bench/1", false}};
      const auto got = district.db().write(system_scope(), [&](db::Tx& tx) -> Outcome {
        TIANGE_CHECK_OK(subjects.absorb(tx, records, clock.now()));
        const std::array ids{subjects.record(tx, "civil", records[0].key)->subject};
        const std::int64_t from = observe::steady_us();
        policies.follow(tx, ids, clock.now());
        deciding = static_cast<double>(observe::steady_us() - from) / 1000;
        matched = policies.matched(tx, ids[0], "disabled_living");
        return done();
      });
      if (!got.ok()) throw std::runtime_error(got.refusal().en);
    };
    send("0");
    const std::int64_t from = observe::steady_us();
    send("1");
    stored.push_back(static_cast<double>(observe::steady_us() - from) / 1000);
    decided.push_back(deciding);
    if (!matched) throw std::runtime_error("the decision was not stored");
  }
  for (auto* all : {&stored, &decided}) {
    std::sort(all->begin(), all->end());
    const std::string what = all == &stored ? "fact_stored_" : "fact_decided_";
    figures.add(what + name + "_p50_ms", (*all)[all->size() / 2]);
    figures.add(what + name + "_p99_ms", (*all)[all->size() * 99 / 100]);
  }
  figures.add("fsync_per_s_" + name, stage.fsync_per_s());
}

}  // namespace

int policy_speed(const Call& call) {
  const std::string definitions = paths_of(call.settings).definitions;
  const auto sources = registers::read_sources(read_file(definitions + "/registers/sources.csv"));
  const auto fields = registers::read_fields(read_file(definitions + "/registers/fields.csv"));
  const auto policies = benefits::read_policies(read_file(definitions + "/benefits/policies.json"));
  if (!sources.ok() || !fields.ok() || !policies.ok()) throw std::runtime_error("data cannot be read");
  const registers::FieldCatalogue catalogue(*fields, *sources, 1);
  auto district = town::make_district(read_sources(definitions), 440604);
  if (!district.ok()) throw std::runtime_error(district.refusal().en);
  const town::PeoplePlan plan{.scale = text::to_double(call.flag("--scale", "1")).value_or(1)};
  const auto people = town::Population::make(*district, read_people_sources(definitions), plan);
  if (!people.ok()) throw std::runtime_error(people.refusal().en);
  Extras of_persons, of_firms;
  each_benefit_record(*people, local_instant(plan.today, 0) + hours(12), [&](registers::SourceRecord&& record) {
    record.kind == Kind::person ? keep(of_persons, record, 3) : keep(of_firms, record, 2);
  });
  const PolicyForm persons = form_of(Kind::person, *policies, catalogue, plan.today, false);
  const PolicyForm firms = form_of(Kind::firm, *policies, catalogue, plan.today, false);
  const PolicyForm wide = form_of(Kind::person, *policies, catalogue, plan.today, true);
  Register person_rows{persons.table(1 << 16)}, firm_rows{firms.table(1 << 16)}, wide_rows{wide.table(1 << 16)};
  std::vector<std::string> some;
  const std::int64_t from = observe::steady_us();
  people->each_person([&](const town::Resident& p) {
    const std::string golden = golden_of(p, of_persons);
    person_rows.take(persons, golden, p.grid);
    wide_rows.take(wide, golden, p.grid);
    // As many rows as persons and firms together.
    if (wide_rows.rows < people->persons() + people->firms() && p.number < people->firms()) wide_rows.take(wide, golden, p.grid);
    if (p.number % 4099 == 0 && some.size() < 200) some.push_back(golden);
  });
  people->each_firm([&](const town::Firm& f) { firm_rows.take(firms, golden_of(f, of_firms), f.grid); });
  const double into_columns = seconds_since(from);
  for (Register* one : {&person_rows, &firm_rows, &wide_rows}) one->table.resize(one->rows);
  Figures figures;
  figures.add("subjects", static_cast<double>(person_rows.rows + firm_rows.rows));
  figures.add("persons", static_cast<double>(person_rows.rows));
  figures.add("firms", static_cast<double>(firm_rows.rows));
  figures.add("policies", static_cast<double>(persons.policies().size() + firms.policies().size()));
  figures.add("policies_for_persons", static_cast<double>(persons.policies().size()));
  figures.add("policies_for_firms", static_cast<double>(firms.policies().size()));
  const bool postgres = call.settings.db.starts_with("postgresql:") || call.settings.db.starts_with("postgres:");
  for (const std::size_t threads : {1, 2}) {
    const Sum a = run_all(persons, person_rows, threads), b = run_all(firms, firm_rows, threads), all = run_all(wide, wide_rows, threads);
    const std::string suffix = threads == 1 ? "_1_thread" : "";
    const double seconds = a.seconds + b.seconds, bytes = static_cast<double>(a.bytes + b.bytes);
    figures.add("seconds" + suffix, seconds);
    figures.add("bandwidth_gb_s" + suffix, bytes / seconds / 1e9);
    figures.add("memory_gb_s" + suffix, bytes / (a.one_pass + b.one_pass) / 1e9);
    figures.add("seconds_" + std::to_string(wide.policies().size()) + "_of_everybody" + suffix, all.seconds);
    if (threads == 1) continue;
    figures.add("bytes_read", bytes);
    figures.add("bytes_read_of_everybody", static_cast<double>(all.bytes));
    figures.add("subjects_of_everybody", static_cast<double>(wide_rows.rows));
    figures.add("entitled", static_cast<double>(a.entitled + b.entitled));
    figures.add("missing", static_cast<double>(a.missing + b.missing));
    if (postgres) add_sql(figures, call.settings.db, {persons, person_rows, a}, {firms, firm_rows, b});
  }
  figures.add("into_columns_seconds", into_columns);
  figures.add("one_changed_fact_us", change_us(persons, some));
  Call on_sqlite = call;
  on_sqlite.settings.db.clear();
  add_stored(figures, on_sqlite, "sqlite");
  if (postgres) add_stored(figures, call, "postgresql");
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  figures.add("memory_mb", static_cast<double>(usage.ru_maxrss) / 1024);
  figures.add("limited_by", std::string("cores, then memory bandwidth"));
  figures.print(call.has("--json"));
  return 0;
}

}  // namespace tiange::app::bench
