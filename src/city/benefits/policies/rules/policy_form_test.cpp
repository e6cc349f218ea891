#include "city/benefits/policies/rules/policy_form.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <sstream>

#include "city/registers/subjects/rules/field_rules.h"

namespace tiange::benefits {
namespace {

using registers::FieldCatalogue;
using registers::GoldenRow;
using registers::reached;
using registers::years_reached;

std::string data_text(const std::string& path) {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/" + path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

const FieldCatalogue& catalogue() {
  static const FieldCatalogue k_all(registers::read_fields(data_text("registers/fields.csv")).value(),
                                    registers::read_sources(data_text("registers/sources.csv")).value(), 1);
  return k_all;
}

std::vector<PolicyEdition> shipped() {
  auto all = read_policies(data_text("benefits/policies.json"));
  EXPECT_TRUE(all.ok()) << all.refusal().zh << all.refusal().fields.size();
  return all.ok() ? *all : std::vector<PolicyEdition>{};
}

const std::vector<std::string> k_here = {"禅城区"};

Date day(int year, int month, int at) { return make_date(year, month, at); }

TEST(Ages, TheBirthdayItselfCounts) {
  const Date born = day(1946, 3, 5);
  EXPECT_EQ(years_reached(born, day(2026, 3, 4), AgeRule::on_birthday, LeapRule::last_of_february), 79);
  EXPECT_EQ(years_reached(born, day(2026, 3, 5), AgeRule::on_birthday, LeapRule::last_of_february), 80);
  EXPECT_EQ(years_reached(born, day(2026, 3, 5), AgeRule::day_after, LeapRule::last_of_february), 79);
  EXPECT_EQ(years_reached(born, day(2026, 3, 6), AgeRule::day_after, LeapRule::last_of_february), 80);
  EXPECT_LT(years_reached(born, day(1946, 3, 4), AgeRule::on_birthday, LeapRule::last_of_february), 0);
}

TEST(Ages, BornOnALeapDay) {
  const Date born = day(1948, 2, 29);
  EXPECT_EQ(reached(born, 78, AgeRule::on_birthday, LeapRule::last_of_february), day(2026, 2, 28));
  EXPECT_EQ(reached(born, 78, AgeRule::on_birthday, LeapRule::first_of_march), day(2026, 3, 1));
  EXPECT_EQ(reached(born, 80, AgeRule::on_birthday, LeapRule::first_of_march), day(2028, 2, 29));
  EXPECT_EQ(reached(born, 78, AgeRule::day_after, LeapRule::last_of_february), day(2026, 3, 1));
  EXPECT_EQ(years_reached(born, day(2026, 2, 28), AgeRule::on_birthday, LeapRule::last_of_february), 78);
  EXPECT_EQ(years_reached(born, day(2026, 2, 28), AgeRule::on_birthday, LeapRule::first_of_march), 77);
  EXPECT_EQ(years_reached(born, day(2028, 2, 28), AgeRule::on_birthday, LeapRule::last_of_february), 79);
}

TEST(Ages, LeapDaysUnderEveryRuleAndCentury) {
  const Date born = day(1948, 2, 29);
  // 1 March is the day after where the birthday is the month's last day; one more where it is 1 March itself.
  EXPECT_EQ(reached(born, 78, AgeRule::day_after, LeapRule::first_of_march), day(2026, 3, 2));
  EXPECT_EQ(reached(born, 80, AgeRule::day_after, LeapRule::last_of_february), day(2028, 3, 1));
  EXPECT_EQ(reached(born, 80, AgeRule::day_after, LeapRule::first_of_march), day(2028, 3, 1));
  // 2100 has no 29 February, 2000 had one.
  EXPECT_EQ(reached(day(2096, 2, 29), 4, AgeRule::on_birthday, LeapRule::last_of_february), day(2100, 2, 28));
  EXPECT_EQ(reached(day(1996, 2, 29), 4, AgeRule::on_birthday, LeapRule::last_of_february), day(2000, 2, 29));
  // Born on the last day of a month that is no leap day keeps that day.
  EXPECT_EQ(reached(day(1947, 2, 28), 81, AgeRule::on_birthday, LeapRule::last_of_february), day(2028, 2, 28));
  EXPECT_EQ(reached(day(1946, 12, 31), 80, AgeRule::day_after, LeapRule::last_of_february), day(2027, 1, 1));
  // The day on which a year is reached is the first on which it counts, whoever is asked.
  for (const AgeRule rule : {AgeRule::on_birthday, AgeRule::day_after}) {
    for (const LeapRule leap : {LeapRule::last_of_february, LeapRule::first_of_march}) {
      for (Date one = day(1936, 1, 1); one < day(1937, 3, 1); one = one + 1) {
        for (const int years : {1, 4, 79, 80, 100}) {
          const Date turns = reached(one, years, rule, leap);
          ASSERT_EQ(years_reached(one, turns, rule, leap), years) << format_date(one);
          ASSERT_EQ(years_reached(one, turns + -1, rule, leap), years - 1) << format_date(one);
        }
      }
    }
  }
}

TEST(Ages, ARuleIsChosenWithoutTouchingTheCondition) {
  EXPECT_EQ(with_age_rule("age >= 80 and x != \"age\" and age_days > 3", AgeRule::day_after, LeapRule::last_of_february),
            "age_df >= 80 and x != \"age\" and age_days > 3");
  EXPECT_EQ(with_age_rule("age >= 80", AgeRule::on_birthday, LeapRule::first_of_march), "age >= 80");
}

TEST(Places, AnAddressAsPeopleWriteIt) {
  using registers::lies_inside;
  const std::vector<std::string> names = {"禅城区", "石湾镇街道"};
  EXPECT_EQ(lies_inside("广东省佛山市禅城区锦华路1号", names), true);
  EXPECT_EQ(lies_inside("石湾镇街道丽豪社区锦华路1号", names), true);
  EXPECT_EQ(lies_inside("锦华路1号翠湖小区3栋", names), true);
  EXPECT_EQ(lies_inside("市场路1号", names), true);
  EXPECT_EQ(lies_inside("广东省佛山市南海区桂城街道1号", names), false);
  EXPECT_EQ(lies_inside("南海区桂城街道1号", names), false);
  EXPECT_EQ(lies_inside("湖南省衡阳市衡南县某镇", names), false);
  EXPECT_EQ(lies_inside("佛山市锦华路1号", names), std::nullopt);
  EXPECT_EQ(lies_inside("锦华路1号", {}), std::nullopt);
}

TEST(Periods, TheFirstMonthAndItsShare) {
  PolicyEdition monthly;
  monthly.rhythm = PolicyRhythm::monthly;
  EXPECT_EQ(first_period(monthly, day(2026, 12, 31)), "2026-12");
  monthly.month_rule = MonthRule::next_month;
  EXPECT_EQ(first_period(monthly, day(2026, 12, 31)), "2027-01");
  EXPECT_EQ(period_of(monthly, day(2026, 12, 31)), "2026-12");
  PolicyEdition yearly;
  yearly.rhythm = PolicyRhythm::yearly;
  EXPECT_EQ(first_amount(yearly, 360'000, day(2026, 11, 2)), 360'000);
  yearly.proration = Proration::by_month;
  EXPECT_EQ(first_amount(yearly, 360'000, day(2026, 11, 2)), 60'000);   // November and December
  EXPECT_EQ(first_amount(yearly, 100'001, day(2026, 12, 1)), 8'333);    // 8333.42
  EXPECT_EQ(first_amount(yearly, 100'002, day(2026, 7, 1)), 50'001);
  EXPECT_EQ(first_amount(yearly, 6, day(2026, 12, 1)), 1);              // half a fen up
  yearly.month_rule = MonthRule::next_month;
  EXPECT_EQ(first_period(yearly, day(2026, 12, 1)), "2027");
  EXPECT_EQ(first_amount(yearly, 360'000, day(2026, 12, 1)), 360'000);
}

// Twelfths from every day of a year: each month is one, the whole year is whole, and a day inside a month changes nothing.
TEST(Periods, ShareOfEveryMonthOfAYear) {
  PolicyEdition yearly;
  yearly.rhythm = PolicyRhythm::yearly;
  yearly.proration = Proration::by_month;
  for (Date one = day(2028, 1, 1); one <= day(2028, 12, 31); one = one + 1) {
    const int month = split_date(one).month;
    yearly.month_rule = MonthRule::this_month;
    ASSERT_EQ(first_amount(yearly, 120'000, one), 10'000 * (13 - month)) << format_date(one);
    ASSERT_EQ(first_period(yearly, one), "2028");
    yearly.month_rule = MonthRule::next_month;
    ASSERT_EQ(first_amount(yearly, 120'000, one), month == 12 ? 120'000 : 10'000 * (12 - month)) << format_date(one);
    ASSERT_EQ(first_period(yearly, one), month == 12 ? "2029" : "2028");
  }
  // Only a yearly amount has twelfths.
  for (const PolicyRhythm rhythm : {PolicyRhythm::once, PolicyRhythm::monthly, PolicyRhythm::on_event}) {
    yearly.rhythm = rhythm;
    EXPECT_EQ(first_amount(yearly, 120'000, day(2028, 7, 31)), 120'000);
  }
}

TEST(Periods, TheMonthOfJoiningToItsLastDay) {
  PolicyEdition monthly;
  monthly.rhythm = PolicyRhythm::monthly;
  for (const MonthRule rule : {MonthRule::this_month, MonthRule::next_month}) {
    monthly.month_rule = rule;
    const bool next = rule == MonthRule::next_month;
    EXPECT_EQ(first_period(monthly, day(2028, 2, 1)), next ? "2028-03" : "2028-02");
    EXPECT_EQ(first_period(monthly, day(2028, 2, 29)), next ? "2028-03" : "2028-02");
    EXPECT_EQ(first_period(monthly, day(2028, 3, 1)), next ? "2028-04" : "2028-03");
    EXPECT_EQ(first_period(monthly, day(2028, 12, 31)), next ? "2029-01" : "2028-12");
  }
}

TEST(Shipped, ARegisterOf131Policies) {
  const std::string units = data_text("units.csv");
  std::set<std::string> persons, firms, households, keys;
  const auto all = shipped();
  for (const PolicyEdition& one : all) keys.insert(one.key);
  for (const PolicyEdition& one : all) {
    (one.kind == Kind::firm ? firms : one.kind == Kind::household ? households : persons).insert(one.key);
    for (const FieldError& fault : check_policy(one, catalogue(), [&](std::string_view what, std::string_view code) {
           return what == "unit" ? units.find("\n" + std::string(code) + ",") != units.npos : keys.contains(std::string(code));
         }))
      ADD_FAILURE() << one.key << " " << fault.path << " " << fault.en;
    // What is no figure of this place is never pushed to anybody, and nothing doubtful goes without a word.
    if (one.standing != Standing::published) {
      EXPECT_FALSE(one.pushed) << one.key;
    }
    if (one.standing != Standing::published) {
      EXPECT_FALSE(one.doubt_zh.empty()) << one.key;
    }
  }
  EXPECT_EQ(persons.size(), 101u);
  EXPECT_EQ(firms.size(), 23u);
  EXPECT_EQ(households.size(), 7u);
}

TEST(Shipped, EveryCaseComesOutRight) {
  std::size_t cases = 0;
  for (const PolicyEdition& one : shipped()) {
    const auto outcomes = run_cases(one, catalogue(), k_here);
    ASSERT_TRUE(outcomes.ok()) << one.key << outcomes.refusal().zh;
    for (const CaseOutcome& outcome : *outcomes) {
      ++cases;
      EXPECT_TRUE(outcome.passed) << one.key << ": " << outcome.en << " gave " << json::enum_name(outcome.judgement.verdict) << " "
                                  << outcome.judgement.amount_fen;
    }
  }
  EXPECT_GT(cases, 40u);
}

// A register of random subjects whose values often lie where something turns.
class Town {
 public:
  explicit Town(unsigned seed) : random_(seed) {}
  std::string golden(Kind kind, Date today) {
    json::Object out;
    for (const registers::FieldDefinition* field : catalogue().fields(kind)) {
      if (below(3) == 0) continue;
      out.emplace_back(field->field, value(*field, today));
    }
    return json::write(json::Value(std::move(out)));
  }

 private:
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  std::string value(const registers::FieldDefinition& field, Date today) {
    using registers::FieldType;
    if (field.field == "died" && below(4) != 0) return "";
    if (field.type == FieldType::date) {
      constexpr int k_turns[] = {0, 1, 30, 90, 183, 365, 366, 730, 731, 1095, 1096, 21915, 29219, 29220, 29221, 36524, 36525};
      return format_date(today + (below(3) - 1 - k_turns[below(17)]));
    }
    if (field.type == FieldType::number) {
      constexpr int k_turns[] = {0, 1, 3, 4, 6, 7, 11, 12, 15, 20, 30, 300, 2000, 5000, 20000};
      return std::to_string(k_turns[below(15)] + below(2)) + (below(4) == 0 ? ".5" : "");
    }
    if (field.type == FieldType::code && !field.codes.empty()) {
      std::vector<std::string> codes;
      for (std::size_t at = 0; at < field.codes.size(); at = field.codes.find(';', at) == field.codes.npos ? field.codes.size() : field.codes.find(';', at) + 1)
        codes.push_back(field.codes.substr(at, field.codes.find('=', at) - at));
      return codes[static_cast<std::size_t>(below(static_cast<int>(codes.size())))];
    }
    if (field.type == FieldType::address) return below(3) == 0 ? "广东省广州市越秀区路1号" : "广东省佛山市禅城区路1号";
    return "x" + std::to_string(below(9));
  }
  std::mt19937 random_;
};

TEST(Columns, TheWholeRegisterAndOneByOneGiveTheSame) {
  const auto all = shipped();
  for (const Kind kind : {Kind::person, Kind::firm}) {
    for (const Date today : {day(2026, 11, 22), day(2027, 2, 28), day(2028, 2, 29), day(2026, 1, 1)}) {
      LivePolicies live;
      for (const PolicyEdition& one : all) {
        PolicyEdition copy = one;
        if (live.size() % 3 == 0) copy.age_rule = AgeRule::day_after;
        if (live.size() % 5 == 0) copy.leap_rule = LeapRule::first_of_march;
        const auto compiled = compile(copy, catalogue());
        ASSERT_TRUE(compiled.ok());
        if (one.kind == kind) live.push_back(*compiled);
      }
      const PolicyForm form(kind, catalogue(), live, {today, k_here});
      const registers::GatheredFacts related;
      constexpr std::size_t k_rows = 700;
      columns::Table table = form.table(k_rows);
      columns::Table one = form.table(1);
      Town town(static_cast<unsigned>(today.day));
      std::vector<std::string> goldens;
      for (std::size_t row = 0; row < k_rows; ++row) {
        goldens.push_back(town.golden(kind, today));
        GoldenRow golden;
        golden.kind = kind;
        golden.golden = goldens.back();
        form.put(table, row, golden, related);
      }
      const columns::Answers answers = form.plan(table, true).run(table, {true, true}, columns::in_order);
      const std::vector<std::uint32_t> every = form.reading({});
      ASSERT_EQ(every.size(), live.size());
      std::size_t entitled = 0, missing = 0;
      for (std::size_t row = 0; row < k_rows; ++row) {
        GoldenRow golden;
        golden.kind = kind;
        golden.golden = goldens[row];
        form.put(one, 0, golden, related);
        const std::vector<Answer> asked = form.ask(one, every);
        for (std::size_t i = 0; i < live.size(); ++i) {
          const Answer whole = form.answer(answers, i, row);
          ASSERT_EQ(whole.verdict, asked[i].verdict) << live[i]->edition.key << " " << goldens[row];
          ASSERT_EQ(whole.amount_fen, asked[i].amount_fen) << live[i]->edition.key << " " << goldens[row];
          entitled += whole.verdict == Verdict::entitled;
          missing += whole.verdict == Verdict::missing;
        }
      }
      EXPECT_GT(entitled, 100u);
      EXPECT_GT(missing, 100u);
    }
  }
}

std::vector<PolicyEdition> household_editions() {
  std::vector<PolicyEdition> all;
  for (const PolicyEdition& one : shipped()) {
    if (one.kind == Kind::household) all.push_back(one);
  }
  // With a line and an amount, ages, the head and the registers' own fields.
  PolicyEdition one = all.front();
  one.form = BenefitForm::money, one.rhythm = PolicyRhythm::monthly;
  one.amount = "(1200 * members - income) * 100";
  one.conditions = {{"low", "收入低", "Low", "income_per_head < 1200", ""}};
  all.push_back(one);
  for (const char* feel : {"members_minor >= 1 and members_elder >= 1", "members_aged > 0 or members_severe > 0", "head_age >= 60", "head_died = null",
                           "head_registered_here = true and lives_here = true", "members_pupil + members_unemployed >= 2", "size > members",
                           "members_only_child = 1", "members_low_margin > 0 and members_disabled < 2"}) {
    PolicyEdition other = all.front();
    other.conditions = {{"one", "一", "One", feel, ""}};
    all.push_back(other);
  }
  return all;
}

// A register of persons, households and houses, some of whom name each other.
TEST(Columns, HouseholdsOfARegisterAndOneByOneGiveTheSame) {
  const Date today = day(2026, 11, 22);
  Town town(11);
  std::mt19937 random(5);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  LivePolicies live;
  for (const PolicyEdition& one : household_editions()) {
    const auto compiled = compile(one, catalogue());
    ASSERT_TRUE(compiled.ok()) << compiled.refusal().zh;
    live.push_back(*compiled);
  }
  constexpr int k_households = 300, k_people = 900;
  registers::GatheredFacts all(k_here);
  std::map<std::string, std::vector<registers::HouseholdMember>> members;
  for (int i = 0; i < k_people; ++i) {
    auto parsed = json::parse(town.golden(Kind::person, today));
    ASSERT_TRUE(parsed.ok());
    parsed->set("household", "h" + std::to_string(below(k_households)));
    parsed->set("id_card", "c" + std::to_string(below(k_people)));
    if (below(3) != 0) parsed->set("income", std::to_string(below(4000)));
    const std::string golden = json::write(*parsed);
    const GoldenRow row{{i + 1}, Kind::person, "", 0, golden, 1};
    all.saw(row);
    std::string number;
    registers::HouseholdMember member = registers::member_in(row, k_here, number);
    members[number].push_back(std::move(member));
  }
  const PolicyForm form(Kind::household, catalogue(), live, {today, k_here});
  EXPECT_TRUE(form.reads_others());
  columns::Table table = form.table(k_households), one = form.table(1);
  std::vector<std::string> goldens;
  for (int i = 0; i < k_households; ++i) {
    auto parsed = json::parse(town.golden(Kind::household, today));
    ASSERT_TRUE(parsed.ok());
    if (below(10) != 0) parsed->set("number", "h" + std::to_string(i));
    const auto& inside = members["h" + std::to_string(i)];
    if (!inside.empty()) parsed->set("head", inside[static_cast<std::size_t>(below(static_cast<int>(inside.size())))].card);
    goldens.push_back(json::write(*parsed));
    form.put(table, static_cast<std::size_t>(i), {{k_people + i + 1}, Kind::household, "", 0, goldens.back(), 1}, all);
  }
  const columns::Answers answers = form.plan(table, true).run(table, {true, true}, columns::in_order);
  std::size_t entitled = 0, missing = 0;
  const std::vector<std::uint32_t> every = form.reading({});
  for (std::size_t row = 0; row < goldens.size(); ++row) {
    const GoldenRow golden{{k_people + static_cast<std::int64_t>(row) + 1}, Kind::household, "", 0, goldens[row], 1};
    form.put(one, 0, golden, all);
    const std::vector<Answer> asked = form.ask(one, every);
    for (std::size_t i = 0; i < live.size(); ++i) {
      const Answer whole = form.answer(answers, i, row);
      ASSERT_EQ(whole.verdict, asked[i].verdict) << live[i]->edition.key << " " << goldens[row];
      ASSERT_EQ(whole.amount_fen, asked[i].amount_fen) << live[i]->edition.key << " " << goldens[row];
      ASSERT_EQ(form.judge(i, golden, all, catalogue()).verdict, whole.verdict);
      entitled += whole.verdict == Verdict::entitled;
      missing += whole.verdict == Verdict::missing;
    }
  }
  EXPECT_GT(entitled, 200u);
  EXPECT_GT(missing, 200u);
}

TEST(Households, TheSumsAreThoseOfItsLivingMembers) {
  using registers::HouseholdFact;
  const Date today = day(2026, 11, 22);
  const std::vector<std::string> goldens = {
      R"({"id_card":"a","household":"h1","born":"1960-11-22","income":"1500.5","live_address":"广东省佛山市禅城区路1号"})",
      R"({"id_card":"b","household":"h1","born":"2008-11-23","school":"一中","disability":"2"})",
      R"({"id_card":"c","household":"h1","born":"1940-01-01","died":"2026-11-22","income":"9000","low_income":"1"})"};
  std::vector<registers::HouseholdMember> all;
  for (std::size_t i = 0; i < goldens.size(); ++i) {
    std::string number;
    all.push_back(registers::member_in({{static_cast<std::int64_t>(i + 1)}, Kind::person, "", 0, goldens[i], 1}, k_here, number));
    EXPECT_EQ(number, "h1");
  }
  const auto value = [&](HouseholdFact fact, std::string_view head) { return registers::sums_of(all, head, 0, today)[static_cast<std::size_t>(fact)]; };
  EXPECT_EQ(value(HouseholdFact::members, "a"), 2);      // the dead of that day is none
  EXPECT_EQ(value(HouseholdFact::minor, "a"), 1);        // 18 tomorrow
  EXPECT_EQ(value(HouseholdFact::elder, "a"), 1);        // 66 today
  EXPECT_EQ(value(HouseholdFact::severe, "a"), 1);
  EXPECT_EQ(value(HouseholdFact::low_income, "a"), 0);
  EXPECT_EQ(value(HouseholdFact::income, "a"), 150'050);  // a pupil has none
  EXPECT_EQ(value(HouseholdFact::income_per_head, "a"), 75'025);
  EXPECT_EQ(value(HouseholdFact::lives_here, "a"), 1);
  EXPECT_EQ(value(HouseholdFact::lives_here, "x"), std::nullopt);
  EXPECT_EQ(value(HouseholdFact::head_died, "c"), today.day);
  all[0].income = -1;
  EXPECT_EQ(value(HouseholdFact::income, "a"), std::nullopt);
  all[1].born = registers::HouseholdMember::k_no_day;
  EXPECT_EQ(value(HouseholdFact::minor, "a"), std::nullopt);
  EXPECT_EQ(value(HouseholdFact::disabled, "a"), 1);
}

TEST(Columns, NearlyEverythingRunsByColumns) {
  for (const Kind kind : {Kind::person, Kind::firm, Kind::household}) {
    LivePolicies live;
    for (const PolicyEdition& one : shipped()) {
      if (one.kind == kind) live.push_back(*compile(one, catalogue()));
    }
    const PolicyForm form(kind, catalogue(), live, {day(2026, 11, 22), k_here});
    columns::Table table = form.table(4096);
    const columns::PlanSummary summary = form.plan(table, false).summary();
    EXPECT_EQ(summary.conditions, live.size());
    EXPECT_EQ(summary.row_by_row, 0u);
  }
}

Judgement judged(const PolicyEdition& edition, const std::string& golden_text, Date today) {
  const PolicyForm form(edition.kind, catalogue(), {*compile(edition, catalogue())}, {today, k_here});
  GoldenRow golden;
  golden.kind = edition.kind;
  golden.golden = golden_text;
  return form.judge(0, golden, registers::GatheredFacts(), catalogue());
}

PolicyEdition named(const std::string& key) {
  PolicyEdition found;
  for (const PolicyEdition& one : shipped()) {
    if (one.key == key) found = one;
  }
  return found;
}

const PolicyReason& reason_in(const Judgement& judgement, const std::string& key) {
  static const PolicyReason k_none;
  for (const PolicyReason& one : judgement.reasons) {
    if (one.key == key) return one;
  }
  return k_none;
}

TEST(Reasons, HowCloseAndWhen) {
  const auto old = judged(named("elderly_foshan"), R"({"born":"1947-02-28","hukou_address":"禅城区1号"})", day(2026, 11, 22));
  EXPECT_EQ(old.verdict, Verdict::not_entitled);
  EXPECT_EQ(reason_in(old, "age").holds, Holds::no);
  EXPECT_EQ(reason_in(old, "age").turns, "2027-02-28");
  EXPECT_EQ(reason_in(old, "age").short_of, 1.0);
  EXPECT_EQ(reason_in(old, "territory").holds, Holds::yes);
  // The day it names is the day it holds.
  EXPECT_EQ(judged(named("elderly_foshan"), R"({"born":"1947-02-28","hukou_address":"禅城区1号"})", day(2027, 2, 28)).verdict, Verdict::entitled);
  const auto months = judged(named("skill_upgrade"), R"({"insured_months":"9","skill_level":"4","skill_date":"2026-10-01"})", day(2026, 11, 22));
  EXPECT_EQ(reason_in(months, "insured").short_of, 3.0);
  EXPECT_TRUE(reason_in(months, "insured").turns.empty());
  const auto started = judged(named("startup_grant"), R"({"startup_group":"1","startup_since":"2026-11-01"})", day(2026, 11, 22));
  EXPECT_EQ(reason_in(started, "ran").turns, format_date(day(2026, 11, 1) + 183));
}

// Asked as the register is asked: the day before, on the day, and the day that was named.
TEST(Reasons, TheDayItNamesUnderEveryRule) {
  PolicyEdition edition = named("elderly_foshan");
  for (const AgeRule rule : {AgeRule::on_birthday, AgeRule::day_after}) {
    for (const LeapRule leap : {LeapRule::last_of_february, LeapRule::first_of_march}) {
      edition.age_rule = rule;
      edition.leap_rule = leap;
      for (const char* born : {"1948-02-29", "1947-02-28", "1947-03-01", "1946-12-31", "1947-01-01"}) {
        const std::string golden = std::string(R"({"born":")") + born + R"(","hukou_address":"禅城区1号"})";
        const auto before = judged(edition, golden, day(2026, 11, 22));
        ASSERT_EQ(before.verdict, Verdict::not_entitled) << born;
        const auto turns = parse_date(reason_in(before, "age").turns);
        ASSERT_TRUE(turns.ok()) << born;
        EXPECT_EQ(judged(edition, golden, *turns + -1).verdict, Verdict::not_entitled) << born;
        EXPECT_EQ(judged(edition, golden, *turns).verdict, Verdict::entitled) << born;
      }
    }
  }
  edition.leap_rule = LeapRule::last_of_february;
  edition.age_rule = AgeRule::on_birthday;
  const std::string leapling = R"({"born":"1947-02-28","hukou_address":"禅城区1号"})";
  EXPECT_EQ(judged(edition, leapling, day(2027, 2, 27)).verdict, Verdict::not_entitled);
  EXPECT_EQ(judged(edition, leapling, day(2027, 2, 28)).verdict, Verdict::entitled);
}

TEST(Reasons, AMissingFactIsNamedWithItsSource) {
  const auto one = judged(named("skill_upgrade"), R"({"skill_level":"4","skill_date":"2026-10-01"})", day(2026, 11, 22));
  EXPECT_EQ(one.verdict, Verdict::missing);
  EXPECT_EQ(one.amount_fen, 0);
  EXPECT_NE(reason_in(one, "insured").change_zh.find("人社"), std::string::npos) << reason_in(one, "insured").change_zh;
  // What a list does not hold is no, not unknown.
  EXPECT_EQ(judged(named("disabled_care"), R"({"hukou_address":"禅城区1号"})", day(2026, 11, 22)).verdict, Verdict::not_entitled);
  // One false condition outweighs what is missing.
  EXPECT_EQ(judged(named("skill_upgrade"), R"({"skill_level":"2","skill_date":"2026-10-01"})", day(2026, 11, 22)).verdict, Verdict::not_entitled);
}

TEST(Reasons, WhatTheAmountRestsOnMayBeMissing) {
  const auto one = judged(named("digital_loan"), R"({"address":"禅城区1号","loan_kind":"1","industry":"C"})", day(2026, 11, 22));
  EXPECT_EQ(one.verdict, Verdict::missing);
  EXPECT_EQ(reason_in(one, "amount").holds, Holds::unknown);
}

TEST(Reasons, AnOldFactIsNoGround) {
  PolicyEdition edition = named("disabled_living");
  Judgement one = judged(edition, R"({"hukou_address":"禅城区1号","low_income":"1","disability":"2"})", day(2026, 11, 22));
  ASSERT_EQ(one.verdict, Verdict::entitled);
  const Instant now = local_instant(day(2026, 11, 22), 0);
  for (FactUsed& fact : one.facts) fact.observed = now - days(399);
  apply_freshness(one, edition, now);
  EXPECT_EQ(one.verdict, Verdict::entitled);
  for (FactUsed& fact : one.facts) fact.observed = now - days(401);
  apply_freshness(one, edition, now);
  EXPECT_EQ(one.verdict, Verdict::missing);
  EXPECT_EQ(one.amount_fen, 0);
  EXPECT_EQ(reason_in(one, "fresh:low_income").holds, Holds::unknown);
}

TEST(Editions, WhatIsWrongIsToldWithItsPlace) {
  PolicyEdition edition = named("disabled_living");
  edition.conditions[1].feel = "nobody_knows > 3";
  const auto faults = check_policy(edition, catalogue(), [](std::string_view, std::string_view) { return true; });
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].path, "conditions[1].feel");
  edition = named("disabled_living");
  edition.amount = "217.5 *";
  EXPECT_FALSE(check_policy(edition, catalogue(), [](std::string_view, std::string_view) { return true; }).empty());
  edition = named("disabled_living");
  edition.effective_to = "2020-01-01";
  EXPECT_FALSE(check_policy(edition, catalogue(), [](std::string_view, std::string_view) { return true; }).empty());
}

TEST(Editions, WhatIsToBeConfirmedIsNotPushed) {
  PolicyEdition edition = named("skill_upgrade");
  ASSERT_EQ(edition.standing, Standing::to_confirm);
  EXPECT_TRUE(check_release(edition).ok());
  edition.pushed = true;
  for (const Standing standing : {Standing::to_confirm, Standing::sample}) {
    edition.standing = standing;
    const Outcome refused = check_release(edition);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.refusal().code, ErrorCode::not_this_state);
  }
  edition.standing = Standing::published;
  EXPECT_TRUE(check_release(edition).ok());
  // Nobody writes a confirmation into a draft.
  edition.standing = Standing::confirmed;
  edition.document = "一号";
  const auto faults = check_policy(edition, catalogue(), [](std::string_view, std::string_view) { return true; });
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].path, "standing");
}

TEST(Editions, AmountsAreWholeFen) {
  EXPECT_EQ(fen_of(feel::Value::number(feel::Decimal::scaled(6666666, -2))), 66667);
  EXPECT_EQ(fen_of(feel::Value::number(feel::Decimal::scaled(5, -1))), 1);
  EXPECT_EQ(fen_of(feel::Value::number(feel::Decimal::from_int(-5))), std::nullopt);
  EXPECT_EQ(fen_of(feel::Value()), std::nullopt);
}

}  // namespace
}  // namespace tiange::benefits
