// credit: every firm of the synthetic district scored by the shipped scoring: golden rows read into columns, then all indicators
// at once, with grade and marks of each; the same firms one by one; what is due at each by the shipped frequency, and the plan of the
// year; and one fact told, durably, until the firm's score has followed.
// Golden rows are made of the truth and of what departments hold about credit; making them is not counted, nor reading the database.

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "app/bench/bench.h"
#include "app/bench/stage.h"
#include "app/paths.h"
#include "app/peopling/credit_records.h"
#include "app/peopling/people_files.h"
#include "app/registering/register_home.h"
#include "app/seed.h"
#include "base/codes.h"
#include "base/text.h"
#include "city/credit/frequency/rules/frequency_form.h"
#include "city/credit/rules/credit_form.h"
#include "city/registers/subjects/rules/field_rules.h"
#include "platform/files/files.h"
#include "platform/observe/system_clock.h"
#include "town/people/people_made.h"

namespace tiange::app::bench {

namespace {

double seconds_since(std::int64_t from) { return static_cast<double>(observe::steady_us() - from) / 1e6; }

void add_value(std::string& golden, std::string_view field, std::string_view value) {
  golden.append(golden.empty() ? "\"" : ",\"").append(field).append("\":\"").append(value).append("\"");
}

struct Firms {
  std::vector<std::string> goldens, grids;
};

Firms firms_of(const town::Population& people, Instant now) {
  std::unordered_map<std::string, std::string> held;
  each_credit_record(people, now, [&](registers::SourceRecord&& record) {
    std::string& golden = held[record.key.substr(2)];
    for (const auto& [field, value] : record.values) {
      if (field != "uscc" && field != "name") add_value(golden, field, value);
    }
  });
  Firms firms;
  people.each_firm([&](const town::Firm& firm) {
    std::string golden = held[firm.uscc];
    add_value(golden, "name", firm.name), add_value(golden, "uscc", firm.uscc), add_value(golden, "industry", firm.section);
    add_value(golden, "founded", format_date(firm.founded)), add_value(golden, "status", firm.closed ? "3" : "1");
    add_value(golden, "staff", std::to_string(firm.staff)), add_value(golden, "address", firm.address);
    firms.goldens.push_back("{" + golden + "}");
    firms.grids.push_back(firm.grid);
  });
  return firms;
}

// A fact told and the score brought after it: durable, in one transaction. The median in milliseconds.
double follow_ms(const Call& call) {
  constexpr int k_rounds = 60;
  Stage stage(call, 0);
  District& district = stage.district();
  const observe::SystemClock clock;
  std::vector<double> took;
  for (int i = 0; i < k_rounds; ++i) {
    const std::string first = "91440604MA" + std::to_string(8'000'000 + i);
    const std::string uscc = first + codes::credit_code_check(first);
    const auto send = [&](const char* source, const char* field, const char* value) {
      const std::array records{registers::SourceRecord{source, "bench-" + uscc, registers::Kind::firm, {{"uscc", uscc}, {"name", "测速企业"}, {field, value}}, clock.now(), "bench/1", false}};
      const auto got = district.db().write(system_scope(), [&](db::Tx& tx) -> Outcome {
        TIANGE_CHECK_OK(district.registers().subjects().absorb(tx, records, clock.now()));
        const std::array ids{district.registers().subjects().record(tx, source, records[0].key)->subject};
        district.registers().credit().follow(tx, ids, "facts", clock.now());
        return done();
      });
      if (!got.ok()) throw std::runtime_error(got.refusal().en);
    };
    send("market", "status", "1");
    const std::int64_t from = observe::steady_us();
    send("tax", "tax_arrears", "60");
    took.push_back(static_cast<double>(observe::steady_us() - from) / 1000);
  }
  std::sort(took.begin(), took.end());
  return took[took.size() / 2];
}

// What is due at every firm, by the grade it was given; then the months of a whole year.
void add_frequency(Figures& figures, const Firms& firms, const std::vector<std::size_t>& graded, const credit::CreditForm& scoring,
                   const credit::Frequency& frequency, const registers::FieldCatalogue& catalogue, Date today) {
  const std::vector<credit::CreditGrade>& grades = scoring.scoring().grades;
  const credit::FrequencyForm form(frequency, 1, grades, catalogue, make_date(split_date(today).year, 1, 1), today);
  std::int64_t from = observe::steady_us();
  columns::Table table = form.table(firms.goldens.size());
  for (std::size_t row = 0; row < firms.goldens.size(); ++row) form.put(table, row, {firms.grids[row], firms.goldens[row], {}});
  std::vector<credit::FrequencyConcern> concerns(firms.goldens.size());
  form.each_concern(table, [&](std::size_t row, const credit::FrequencyConcern& concern) { concerns[row] = concern; });
  const double concern_s = seconds_since(from);
  from = observe::steady_us();
  std::int64_t due = 0, extra = 0;
  for (std::size_t row = 0; row < concerns.size(); ++row) {
    const credit::FrequencyFacts facts{static_cast<std::int64_t>(row + 1), grades[graded[row]].grade, std::nullopt, std::nullopt, form.last_checks(firms.goldens[row], nullptr)};
    for (const credit::CheckStanding& one : form.standings(concerns[row], facts)) due += one.due.has_value(), extra += one.trigger.has_value();
  }
  const double due_s = seconds_since(from);
  from = observe::steady_us();
  std::int64_t visits = 0, desks = 0;
  for (std::size_t row = 0; row < concerns.size(); ++row) {
    form.plan(concerns[row], static_cast<std::int64_t>(row + 1), grades[graded[row]].grade, split_date(today).year,
              [&](std::size_t, int, credit::FrequencyWay way) { ++(way == credit::FrequencyWay::visit ? visits : desks); });
  }
  figures.add("frequency_items", static_cast<double>(form.frequency().items.size()));
  figures.add("frequency_s", concern_s + due_s);
  figures.add("frequency_concern_s", concern_s);
  figures.add("frequency_due_s", due_s);
  figures.add("frequency_plan_s", seconds_since(from));
  figures.add("checks_due", static_cast<double>(due));
  figures.add("checks_due_by_triggers", static_cast<double>(extra));
  figures.add("visits_a_year", static_cast<double>(visits));
  figures.add("desk_checks_a_year", static_cast<double>(desks));
}

}  // namespace

int credit_speed(const Call& call) {
  const std::string definitions = paths_of(call.settings).definitions;
  const auto sources = registers::read_sources(read_file(definitions + "/registers/sources.csv"));
  const auto fields = registers::read_fields(read_file(definitions + "/registers/fields.csv"));
  const auto scoring = credit::read_scoring(read_file(definitions + "/credit/scoring.json"));
  const auto frequency = credit::read_frequency(read_file(definitions + "/credit/frequency.json"));
  if (!sources.ok() || !fields.ok() || !scoring.ok() || !frequency.ok()) throw std::runtime_error("data/registers or data/credit cannot be read");
  const registers::FieldCatalogue catalogue(*fields, *sources, 1);
  auto district = town::make_district(read_sources(definitions), 440604);
  if (!district.ok()) throw std::runtime_error(district.refusal().en);
  const double scale = text::to_double(call.flag("--scale", "1")).value_or(1);
  const Date today = town::PeoplePlan{}.today;
  const auto people = town::Population::make(*district, read_people_sources(definitions), {.scale = scale, .today = today});
  if (!people.ok()) throw std::runtime_error(people.refusal().en);
  const Firms firms = firms_of(*people, local_instant(today, 0) + hours(12));
  const credit::CreditForm form(*scoring, 1, catalogue, today);
  std::int64_t from = observe::steady_us();
  columns::Table table = form.table(firms.goldens.size());
  for (std::size_t row = 0; row < firms.goldens.size(); ++row) form.put(table, row, {firms.grids[row], firms.goldens[row], {}});
  const double read_s = seconds_since(from);
  from = observe::steady_us();
  std::vector<std::int64_t> grades(form.scoring().grades.size());
  std::int64_t sum = 0;
  std::vector<std::size_t> graded(firms.goldens.size());
  form.score_all(
      table, [](std::size_t) { return std::span<const credit::LeftOut>(); },
      [&](std::size_t row, const credit::CreditResult& result) { ++grades[result.grade], sum += result.score, graded[row] = result.grade; });
  const double score_s = seconds_since(from);
  from = observe::steady_us();
  std::int64_t alone = 0;
  const std::size_t some = std::min<std::size_t>(firms.goldens.size(), 5'000);
  for (std::size_t row = 0; row < some; ++row) alone += form.score(table, row, {}).score;
  const double alone_s = seconds_since(from);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto count = static_cast<double>(firms.goldens.size());
  Figures figures;
  figures.add("firms", count);
  figures.add("indicators", static_cast<double>(form.indicators().size()));
  figures.add("whole_register_s", read_s + score_s);
  figures.add("into_columns_s", read_s);
  figures.add("scored_s", score_s);
  figures.add("one_by_one_us", some > 0 ? alone_s * 1e6 / static_cast<double>(some) : 0);
  figures.add("fact_followed_ms", follow_ms(call));
  add_frequency(figures, firms, graded, form, *frequency, catalogue, today);
  for (std::size_t i = 0; i < grades.size(); ++i) figures.add("grade_" + form.scoring().grades[i].grade, static_cast<double>(grades[i]));
  figures.add("mean_score", count > 0 ? static_cast<double>(sum) / count : 0);
  figures.add("mean_score_of_some", some > 0 ? static_cast<double>(alone) / static_cast<double>(some) : 0);
  figures.add("columns_mb", static_cast<double>(table.bytes()) / 1e6);
  figures.add("memory_mb", static_cast<double>(usage.ru_maxrss) / 1024);
  figures.add("limited_by", std::string("one core; fact_followed_ms by the disk"));
  figures.print(call.has("--json"));
  return 0;
}

}  // namespace tiange::app::bench
