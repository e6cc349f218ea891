// rules: every shipped rule of comparing over the whole register of the synthetic district, as the nightly run does it: the
// golden rows read into columns, then all conditions at once; and one change followed, in memory and durably. Golden rows are
// made of the truth, with a few allowances and pensions that the dead go on drawing; making them is not counted.

#include <sys/resource.h>

#include <algorithm>
#include <array>

#include "app/bench/bench.h"
#include "app/bench/stage.h"
#include "app/paths.h"
#include "app/peopling/people_files.h"
#include "app/registering/register_home.h"
#include "app/seed.h"
#include "base/text.h"
#include "city/registers/compare/compare_service.h"
#include "city/registers/subjects/rules/field_rules.h"
#include "platform/files/files.h"
#include "platform/observe/system_clock.h"
#include "town/people/people_made.h"

namespace tiange::app::bench {

namespace {

using registers::CompareForm;
using registers::GoldenRow;
using registers::Kind;

constexpr std::size_t k_chunk = 10'000;  // golden rows held at a time

double seconds_since(std::int64_t from) { return static_cast<double>(observe::steady_us() - from) / 1e6; }

// Compact JSON of texts, as the registers keep it.
class Golden {
 public:
  void begin() { text_ = "{"; }
  void add(std::string_view field, std::string_view value) {
    if (value.empty()) return;
    if (text_.size() > 1) text_ += ',';
    text_.append("\"").append(field).append("\":\"").append(value).append("\"");
  }
  std::string end() { return text_ + "}"; }

 private:
  std::string text_;
};

std::string golden_of(const town::Resident& p) {
  Golden golden;
  golden.begin();
  golden.add("name", p.name), golden.add("id_card", p.id_card), golden.add("sex", p.woman ? "2" : "1");
  golden.add("born", format_date(p.born));
  if (p.died) golden.add("died", format_date(*p.died));
  golden.add("ethnicity", p.ethnicity), golden.add("phone", p.phone);
  golden.add("hukou_address", p.hukou_address), golden.add("live_address", p.live_address);
  golden.add("marital", p.marital), golden.add("education", p.education), golden.add("political", p.political);
  if (p.employer != town::k_nobody) golden.add("employer", "F" + std::to_string(p.employer));
  golden.add("occupation", p.occupation);
  if (p.disability > 0) golden.add("disability", std::to_string(p.disability));
  if (p.low_income) golden.add("low_income", "1");
  if (p.allowance_80 || (p.died && p.number % 14 == 0)) golden.add("allowance_80", "1");
  if (p.pension_fen > 0 || (p.died && p.number % 33 == 0)) golden.add("pension", "1");
  if (p.insured_work || p.insured_health) golden.add("insured", "1");
  golden.add("vaccinated", std::to_string(p.vaccinations));
  golden.add("school", p.school), golden.add("plate", p.plate), golden.add("email", p.email);
  return golden.end();
}

std::string golden_of(const town::Firm& f, const std::string& card) {
  Golden golden;
  golden.begin();
  golden.add("name", f.name), golden.add("uscc", f.uscc), golden.add("kind", "1"), golden.add("legal_person_id", card);
  golden.add("phone", f.phone), golden.add("address", f.address), golden.add("industry", f.section);
  golden.add("founded", format_date(f.founded)), golden.add("status", f.closed ? "3" : "1");
  golden.add("staff", std::to_string(f.staff)), golden.add("capital", std::to_string(f.capital_yuan / 10'000));
  return golden.end();
}

std::string golden_of(const town::Room& r, const std::string& card) {
  Golden golden;
  golden.begin();
  golden.add("address", r.address), golden.add("floor", std::to_string(r.floor)), golden.add("room", r.door);
  golden.add("use", "1"), golden.add("owner", card), golden.add("rented", r.rented ? "1" : "0");
  return golden.end();
}

struct Row {
  std::string golden, grid;
  std::int64_t id = 0, address = 0;
};

// Made in chunks without being counted, handed on in chunks that are.
class Chunks {
 public:
  explicit Chunks(std::function<void(const GoldenRow&)> take, Kind kind) : take_(std::move(take)), kind_(kind) {}
  void add(Row row) {
    rows_.push_back(std::move(row));
    if (rows_.size() == k_chunk) flush();
  }
  void flush() {
    const std::int64_t from = observe::steady_us();
    for (const Row& row : rows_) take_({{row.id}, kind_, row.grid, row.address, row.golden, 1});
    seconds_ += seconds_since(from);
    rows_.clear();
  }
  double seconds() const { return seconds_; }

 private:
  std::function<void(const GoldenRow&)> take_;
  Kind kind_;
  std::vector<Row> rows_;
  double seconds_ = 0;
};

struct Total {
  double read_s = 0, rules_s = 0;
  std::int64_t rows = 0, bytes = 0;
  std::vector<std::pair<std::string, std::int64_t>> matches;
};

// One kind gone through: rows into columns, then its rules.
class Pass {
 public:
  Pass(const CompareForm& form, const registers::CompareFacts& facts) : form_(form), facts_(facts), table_(form.table(1 << 16)) {}
  void take(const GoldenRow& row) {
    if (rows_ == table_.rows()) table_.resize(rows_ * 2);
    form_.put(table_, rows_++, row, facts_);
  }
  void finish(Total& total, double read_s) {
    const std::int64_t from = observe::steady_us();
    table_.resize(rows_);
    const columns::Answers answers = form_.plan(table_).run(table_, {}, columns::in_order);
    total.rules_s += seconds_since(from);
    total.read_s += read_s;
    total.rows += static_cast<std::int64_t>(rows_);
    total.bytes += static_cast<std::int64_t>(table_.bytes());
    for (std::size_t i = 0; i < answers.conditions.size(); ++i)
      total.matches.emplace_back(form_.rules()[i].rule.key, answers.conditions[i].count);
  }

 private:
  const CompareForm& form_;
  const registers::CompareFacts& facts_;
  columns::Table table_;
  std::size_t rows_ = 0;
};

Total go_through(const town::Population& people, const std::map<Kind, CompareForm>& forms) {
  Total total;
  registers::GatheredFacts facts;
  {
    Pass pass(forms.at(Kind::person), facts);
    Chunks chunks([&](const GoldenRow& row) { pass.take(row), facts.saw(row); }, Kind::person);
    people.each_person([&](const town::Resident& p) { chunks.add({golden_of(p), p.grid, p.number + 1, std::int64_t{p.room} + 1}); });
    chunks.flush();
    pass.finish(total, chunks.seconds());
  }
  town::Resident person;
  const auto card_of = [&](town::Number number) {
    if (number == town::k_nobody) return std::string();
    people.person(number, person);
    return person.id_card;
  };
  {
    Pass pass(forms.at(Kind::firm), facts);
    Chunks chunks([&](const GoldenRow& row) { pass.take(row); }, Kind::firm);
    people.each_firm([&](const town::Firm& f) { chunks.add({golden_of(f, card_of(f.legal_person)), f.grid, f.number + 1, std::int64_t{f.room} + 1}); });
    chunks.flush();
    pass.finish(total, chunks.seconds());
  }
  Pass pass(forms.at(Kind::house), facts);
  Chunks chunks([&](const GoldenRow& row) { pass.take(row); }, Kind::house);
  people.each_room([&](const town::Room& r) { chunks.add({golden_of(r, card_of(r.owner)), r.grid, r.number + 1, std::int64_t{r.number} + 1}); });
  chunks.flush();
  pass.finish(total, chunks.seconds());
  return total;
}

// All rules about persons asked of one, again and again.
double change_us(const town::Population& people, const CompareForm& form) {
  constexpr int k_rounds = 20'000;
  const registers::GatheredFacts nothing;
  std::vector<std::string> goldens;
  town::Resident person;
  for (town::Number i = 0; i < 100; ++i) people.person(i * (people.persons() / 100), person), goldens.push_back(golden_of(person));
  columns::Table table = form.table(1);
  std::int64_t held = 0;
  const std::int64_t from = observe::steady_us();
  for (int i = 0; i < k_rounds; ++i) {
    form.put(table, 0, {{1}, Kind::person, "440604010001001", 1, goldens[static_cast<std::size_t>(i) % goldens.size()], 1}, nothing);
    for (const bool one : form.holding(table)) held += one ? 1 : 0;
  }
  return static_cast<double>(observe::steady_us() - from) / k_rounds + (held < 0 ? 1 : 0);
}

// A death told, its match pushed: durable, in one transaction. The median in milliseconds.
double death_ms(const Call& call) {
  Stage stage(call, 0);
  District& district = stage.district();
  const observe::SystemClock clock;
  std::vector<double> took;
  for (int i = 0; i < 60; ++i) {
    const auto record = [&](bool dead) {
      registers::SourceRecord one{"civil", "bench-" + std::to_string(i), Kind::person, {{"name", "陈阿婆"}, {"born", "1936-01-01"}, {"allowance_80", "1"}}, clock.now(), "bench/" + std::to_string(i), false};
      if (dead) one.values.emplace_back("died", "2026-10-01");
      return one;
    };
    const auto send = [&](bool dead) {
      const std::array records{record(dead)};
      const auto got = district.db().write(system_scope(), [&](db::Tx& tx) -> Outcome {
        TIANGE_CHECK_OK(district.registers().subjects().absorb(tx, records, clock.now()));
        if (!dead) return done();
        const auto kept = district.registers().subjects().record(tx, "civil", records[0].key);
        const std::array ids{kept->subject};
        district.registers().compare().follow(tx, ids, clock.now());
        return done();
      });
      if (!got.ok()) throw std::runtime_error(got.refusal().en);
    };
    send(false);
    const std::int64_t from = observe::steady_us();
    send(true);
    took.push_back(static_cast<double>(observe::steady_us() - from) / 1000);
  }
  std::sort(took.begin(), took.end());
  return took[took.size() / 2];
}

}  // namespace

int compare_speed(const Call& call) {
  const std::string definitions = paths_of(call.settings).definitions;
  const auto file = [&](const std::string& name) { return read_file(definitions + "/registers/" + name); };
  const auto sources = registers::read_sources(file("sources.csv"));
  const auto fields = registers::read_fields(file("fields.csv"));
  const auto rules = registers::read_compare_rules(file("compare_rules.json"));
  if (!sources.ok() || !fields.ok() || !rules.ok()) throw std::runtime_error("data/registers cannot be read");
  const registers::FieldCatalogue catalogue(*fields, *sources, 1);
  std::vector<registers::comparing::StoredRule> stored;
  for (const registers::CompareRule& rule : *rules) stored.emplace_back().rule = rule, stored.back().key = rule.key, stored.back().version = 1;
  auto district = town::make_district(read_sources(definitions), 440604);
  if (!district.ok()) throw std::runtime_error(district.refusal().en);
  const double scale = text::to_double(call.flag("--scale", "1")).value_or(1);
  const auto people = town::Population::make(*district, read_people_sources(definitions), {.scale = scale});
  if (!people.ok()) throw std::runtime_error(people.refusal().en);
  const auto forms = registers::compare_forms(stored, catalogue, town::PeoplePlan{}.today);
  const Total total = go_through(*people, forms);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const double seconds = total.read_s + total.rules_s;
  Figures figures;
  figures.add("persons", static_cast<double>(people->persons()));
  figures.add("firms", static_cast<double>(people->firms()));
  figures.add("houses", static_cast<double>(people->rooms()));
  figures.add("rules", static_cast<double>(stored.size()));
  figures.add("seconds", seconds);
  figures.add("into_columns_seconds", total.read_s);
  figures.add("rules_seconds", total.rules_s);
  figures.add("rows_per_s", static_cast<double>(total.rows) / seconds);
  figures.add("change_us", change_us(*people, forms.at(Kind::person)));
  figures.add("death_pushed_ms", death_ms(call));
  figures.add("columns_mb", static_cast<double>(total.bytes) / 1e6);
  figures.add("memory_mb", static_cast<double>(usage.ru_maxrss) / 1024);
  for (const auto& [rule, count] : total.matches) figures.add("matches_" + rule, static_cast<double>(count));
  figures.add("limited_by", std::string("one core; death_pushed_ms by the disk"));
  figures.print(call.has("--json"));
  return 0;
}

}  // namespace tiange::app::bench
