// Frequencies read and checked; draws, periods and triggers; one firm by itself and whole registers by columns agree.

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include "city/credit/frequency/rules/frequency_form.h"
#include "city/registers/subjects/rules/field_rules.h"

namespace tiange::credit {
namespace {

std::string data_text(const std::string& path) {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/" + path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

const registers::FieldCatalogue& catalogue() {
  static const registers::FieldCatalogue one(*registers::read_fields(data_text("registers/fields.csv")), *registers::read_sources(data_text("registers/sources.csv")), 1);
  return one;
}

Frequency shipped() { return *read_frequency(data_text("credit/frequency.json")); }
const std::vector<CreditGrade>& grades() {
  static const std::vector<CreditGrade> all = read_scoring(data_text("credit/scoring.json"))->grades;
  return all;
}

std::vector<FieldError> faults_of(const Frequency& one) {
  const auto known = [](std::string_view line, std::string_view object) { return object == "shop" && (line == "SJ" || line == "XF" || line == "YJ" || line == "WJ" || line == "GA" || line == "CG"); };
  return check_frequency(one, {grades(), catalogue(), known});
}

const Date k_since = make_date(2026, 1, 1);
FrequencyForm form_on(Date today, Frequency one = shipped(), Date since = k_since) { return {std::move(one), 1, grades(), catalogue(), since, today}; }

struct Firm {
  std::int64_t id = 1;
  std::string golden = R"({"status":"1","industry":"H"})";
  std::string grade = "D";
  std::optional<Date> last_case, last_urgent;
  std::map<std::string, Date> noted;
};
std::vector<CheckStanding> standings_of(const FrequencyForm& form, const Firm& firm) {
  columns::Table table = form.table(1);
  form.put(table, 0, {"440604010001001", firm.golden, {}});
  return form.standings(form.concern(table, 0), {firm.id, firm.grade, firm.last_case, firm.last_urgent, form.last_checks(firm.golden, &firm.noted)});
}
std::optional<CheckStanding> of_item(const FrequencyForm& form, const Firm& firm, std::string_view key) {
  for (const CheckStanding& one : standings_of(form, firm)) {
    if (form.frequency().items[one.item].key == key) return one;
  }
  return std::nullopt;
}
// A firm that is drawn, or not, for an item of that year.
std::int64_t firm_with(std::string_view item, int year, int from, int to) {
  for (std::int64_t id = 1;; ++id) {
    const int number = draw_of(id, item, year).number;
    if (number >= from && number < to) return id;
  }
}

TEST(FrequencyModel, TheShippedOneIsSound) {
  for (const FieldError& fault : faults_of(shipped())) ADD_FAILURE() << fault.path << ": " << fault.en;
  const FrequencyForm form = form_on(make_date(2026, 11, 23));
  EXPECT_EQ(form.frequency().items.size(), shipped().items.size());
}

TEST(FrequencyModel, CeilingsAreHeldWithPlaceAndReason) {
  struct Row {
    const char* path;
    std::size_t cell;
    FrequencyCell value;
  };
  const Row rows[] = {{"items[0].cells[0].share", 0, {"A", 6, 0.5, 24, FrequencyWay::visit}},
                      {"items[0].cells[0].most_year", 0, {"A", 5, 1, 12, FrequencyWay::visit}},
                      {"items[0].cells[1].share", 1, {"B", 4.9, 1, 12, FrequencyWay::visit}},
                      {"items[0].cells[1].most_year", 1, {"B", 10, 2, 12, FrequencyWay::visit}},
                      {"items[0].cells[1].interval_months", 1, {"B", 10, 1, 6, FrequencyWay::visit}},
                      {"items[0].cells[2].share", 2, {"C", 20, 2, 6, FrequencyWay::visit}},
                      {"items[0].cells[2].most_year", 2, {"C", 40, 3, 6, FrequencyWay::visit}},
                      {"items[0].cells[2].interval_months", 2, {"C", 40, 1, 6, FrequencyWay::visit}},
                      {"items[0].cells[3].share", 3, {"D", 60, 0, 1, FrequencyWay::visit}},
                      {"items[0].cells[3].interval_months", 3, {"D", 100, 0, 5, FrequencyWay::visit}}};
  for (const Row& row : rows) {
    Frequency one = shipped();
    one.items[0].cells[row.cell] = row.value;
    const auto faults = faults_of(one);
    ASSERT_EQ(faults.size(), 1u) << row.path;
    EXPECT_EQ(faults[0].path, row.path);
    EXPECT_FALSE(faults[0].zh.empty());
    EXPECT_FALSE(faults[0].en.empty());
  }
}

TEST(FrequencyModel, FaultsSayWhere) {
  Frequency one = shipped();
  one.firms = "statos = \"1\"";
  one.items[0].condition = "if";
  one.items[1].key = one.items[0].key;
  one.items[2].line = "??";
  one.items[0].last = "industry";
  one.items[3].cells.pop_back();
  one.triggers[0].items = {"nobody"};
  one.triggers[2].since = "name";
  one.triggers[3].basis = "";
  std::set<std::string> paths;
  for (const FieldError& fault : faults_of(one)) paths.insert(fault.path);
  for (const char* path : {"firms", "items[0].condition", "items[1].key", "items[2].line", "items[0].last", "items[3].cells", "triggers[0].items[0]", "triggers[2].since",
                           "triggers[3].basis"})
    EXPECT_TRUE(paths.contains(path)) << path;
}

TEST(FrequencyDraw, HangsOnFirmItemAndYearAlone) {
  EXPECT_EQ(draw_of(7, "food", 2026).number, draw_of(7, "food", 2026).number);
  std::set<int> other{draw_of(7, "food", 2026).number, draw_of(8, "food", 2026).number, draw_of(7, "fire", 2026).number, draw_of(7, "food", 2027).number};
  EXPECT_EQ(other.size(), 4u);
  int drawn = 0;
  for (std::int64_t id = 1; id <= 20'000; ++id) drawn += draw_of(id, "food", 2026).number < 2000;
  EXPECT_NEAR(drawn, 4000, 200);  // a fifth
}

TEST(FrequencyStanding, GradesDifferAsTheTableSays) {
  const FrequencyForm form = form_on(make_date(2026, 5, 10));
  const auto red = of_item(form, {}, "food");
  ASSERT_TRUE(red);
  EXPECT_EQ(red->state, CheckState::due);
  EXPECT_GE(*red->due, make_date(2026, 5, 1));
  EXPECT_LE(*red->due, make_date(2026, 5, 31));
  Firm yellow;
  yellow.grade = "C";
  yellow.id = firm_with("food", 2026, 0, 6000);
  const auto half = of_item(form, yellow, "food");
  EXPECT_EQ(half->state, CheckState::due);
  EXPECT_EQ(half->to, make_date(2026, 6, 30));
  yellow.id = firm_with("food", 2026, 6000, 10'000);
  EXPECT_EQ(of_item(form, yellow, "food")->state, CheckState::not_drawn);
  Firm green;
  green.grade = "B";
  green.id = firm_with("food", 2026, 0, 2000);
  EXPECT_EQ(of_item(form, green, "food")->to, make_date(2026, 12, 31));
  // Whoever is not concerned is not asked.
  Firm maker;
  maker.golden = R"({"status":"1","industry":"I"})";
  EXPECT_FALSE(of_item(form, maker, "food"));
  EXPECT_TRUE(of_item(form, maker, "trade"));
  maker.golden = R"({"status":"4","industry":"H"})";
  EXPECT_TRUE(standings_of(form, maker).empty());
}

TEST(FrequencyStanding, ACheckMovesTheNextOn) {
  const FrequencyForm form = form_on(make_date(2026, 5, 20));
  Firm red;
  red.noted["fire"] = make_date(2026, 5, 18);
  const auto next = of_item(form, red, "fire");
  EXPECT_EQ(next->state, CheckState::due);
  EXPECT_GE(*next->due, make_date(2026, 6, 18));
  EXPECT_LE(*next->due, make_date(2026, 6, 30));
  // The registers tell as well; of days that lie ahead nothing is believed.
  red.golden = R"({"status":"1","industry":"H","last_check":"2026-05-19"})";
  EXPECT_EQ(*of_item(form, red, "food")->last, make_date(2026, 5, 19));
  red.golden = R"({"status":"1","industry":"H","last_check":"2026-05-21"})";
  EXPECT_FALSE(of_item(form, red, "food")->last);
  // Green: once a year.
  Firm green;
  green.grade = "B";
  green.id = firm_with("fire", 2026, 0, 1500);
  green.noted["fire"] = make_date(2026, 2, 1);
  EXPECT_EQ(of_item(form, green, "fire")->state, CheckState::done);
  // A: not within two years.
  green.grade = "A";
  green.id = firm_with("fire", 2026, 0, 500);
  green.noted["fire"] = make_date(2025, 3, 1);
  EXPECT_EQ(of_item(form, green, "fire")->state, CheckState::spaced);
  // B was checked last December: due a year later.
  green.grade = "B";
  green.id = firm_with("fire", 2026, 0, 1500);
  green.noted["fire"] = make_date(2025, 12, 20);
  EXPECT_GE(*of_item(form, green, "fire")->due, make_date(2026, 12, 20));
}

TEST(FrequencyStanding, NeverMoreInAYearThanAllowed) {
  // Whoever is checked on the day it is due, all year long, is not checked more often than the cell says.
  struct Kept {
    Firm firm;
    int most = 0, done = 0;
  };
  std::vector<Kept> all;
  for (const auto& [grade, most] : {std::pair("A", 1), std::pair("B", 1), std::pair("C", 2), std::pair("D", 12)}) {
    for (std::int64_t id = 1; id <= 60; ++id) {
      all.push_back({{}, most, 0});
      all.back().firm.id = id, all.back().firm.grade = grade;
    }
  }
  for (Date day = make_date(2026, 1, 1); day <= make_date(2026, 12, 31); day = day + 1) {
    const FrequencyForm form = form_on(day);
    for (Kept& one : all) {
      const auto food = of_item(form, one.firm, "food");
      if (food && food->due && *food->due <= day) one.firm.noted["food"] = day, ++one.done;
    }
  }
  for (const Kept& one : all) {
    EXPECT_LE(one.done, one.most) << one.firm.grade << " " << one.firm.id;
    if (one.firm.grade == "D") {
      EXPECT_GE(one.done, 11) << one.firm.id;
    }
  }
}

TEST(FrequencyStanding, TheFirstPeriodCountsForItsRest) {
  const Date since = make_date(2026, 10, 1), today = make_date(2026, 10, 5);
  const FrequencyForm form = form_on(today, shipped(), since);
  Firm green;
  green.grade = "B";
  green.id = firm_with("food", 2026, 0, 400);
  const auto one = of_item(form, green, "food");
  EXPECT_EQ(one->reach, 2000 * 92 / 365);
  EXPECT_GE(*one->due, since);
  EXPECT_EQ(of_item(form, {}, "food")->reach, 10'000);
}

TEST(FrequencyStanding, TriggersAskForOneMore) {
  const Date today = make_date(2026, 5, 20);
  const FrequencyForm form = form_on(today);
  Firm firm;
  firm.grade = "B";
  firm.id = firm_with("trade", 2026, 5000, 10'000);
  EXPECT_FALSE(of_item(form, firm, "trade")->due);
  firm.last_case = today + -3;
  const auto extra = of_item(form, firm, "trade");
  ASSERT_TRUE(extra->trigger);
  EXPECT_EQ(form.frequency().triggers[*extra->trigger].key, "complaint");
  EXPECT_EQ(*extra->due, today + 12);
  firm.noted["trade"] = today + -3;
  EXPECT_FALSE(of_item(form, firm, "trade")->due);
  firm.last_case = today + -61;
  firm.noted.clear();
  EXPECT_FALSE(of_item(form, firm, "trade")->due);  // too old to ask for anything
  // An accident at a firm that no such check concerns: the visit is made all the same.
  firm.golden = R"({"status":"1","industry":"I","accident_date":"2026-05-18"})";
  const auto accident = of_item(form, firm, "safety");
  ASSERT_TRUE(accident);
  EXPECT_FALSE(accident->concerned);
  EXPECT_EQ(*accident->due, make_date(2026, 5, 25));
  // What happened before frequencies were kept counts from their first day.
  EXPECT_EQ(*of_item(form_on(today, shipped(), today), firm, "safety")->due, today + 7);
  // What the check itself brought to light is answered by a later check only.
  firm.golden = R"({"status":"1","industry":"I","last_check":"2026-05-10","check_result":"2"})";
  EXPECT_EQ(*of_item(form, firm, "trade")->due, make_date(2026, 6, 9));
  firm.noted["trade"] = make_date(2026, 5, 19);
  EXPECT_FALSE(of_item(form, firm, "trade")->due);
}

TEST(FrequencyForm, AnotherColourTakesTheWorstGradeOfIt) {
  EXPECT_EQ(grade_for(grades(), "A", "red"), "D");
  EXPECT_EQ(grade_for(grades(), "D", "green"), "B");
  EXPECT_EQ(grade_for(grades(), "A", "green"), "A");
}

TEST(FrequencyPlan, ADepartmentsListCountsOnceAndMonthsAddUp) {
  const FrequencyForm form = form_on(make_date(2026, 5, 20));
  columns::Table table = form.table(1);
  form.put(table, 0, {"440604010001001", R"({"status":"1","industry":"H"})", {}});
  const FrequencyConcern concern = form.concern(table, 0);
  std::map<std::string, int> visits;
  form.plan(concern, 1, "D", 2026, [&](std::size_t item, int month, FrequencyWay) {
    EXPECT_TRUE(month >= 1 && month <= 12);
    ++visits[form.frequency().items[item].key];
  });
  EXPECT_EQ(visits["food"], 12);
  EXPECT_EQ(visits["order"], 4);
  EXPECT_EQ(form.first_of_list(1), 0u);  // food goes through the list of trade
}

// Random registers: what the columns answer is what is answered for the firm alone.
TEST(FrequencyForm, ColumnsAndOneByOneAgree) {
  std::mt19937 random(11);
  const auto below = [&](std::uint32_t n) { return random() % n; };
  const Date today = make_date(2026, 11, 23);
  const FrequencyForm form = form_on(today);
  constexpr std::size_t k_rows = 4000;
  columns::Table table = form.table(k_rows);
  std::vector<std::string> goldens;
  for (std::size_t row = 0; row < k_rows; ++row) {
    std::string golden = "{\"status\":\"" + std::string(below(6) ? "1" : "4") + "\"";
    const auto add = [&](const std::string& field, const std::string& value) { golden += ",\"" + field + "\":\"" + value + "\""; };
    if (below(8)) add("industry", std::string(1, "ABCDEFGHIOPQRS"[below(14)]));
    if (below(2)) add("safety_grade", std::string(1, "1234"[below(4)]));
    if (below(3) == 0) add("last_check", format_date(today + -static_cast<int>(below(800))));
    if (below(3) == 0) add("check_result", std::string(1, "123"[below(3)]));
    if (below(5) == 0) add("accident_date", format_date(today + -static_cast<int>(below(400))));
    if (below(30) == 0) add("name", "引号 \\\" 在内");
    goldens.push_back(golden + "}");
    form.put(table, row, {"440604010001001", goldens.back(), {}});
  }
  std::size_t seen = 0, due = 0, extra = 0;
  form.each_concern(table, [&](std::size_t row, const FrequencyConcern& concern) {
    const FrequencyConcern alone = form.concern(table, row);
    ASSERT_EQ(alone.items, concern.items) << goldens[row];
    ASSERT_EQ(alone.triggers.size(), concern.triggers.size()) << goldens[row];
    for (std::size_t i = 0; i < alone.triggers.size(); ++i) ASSERT_EQ(alone.triggers[i].day, concern.triggers[i].day);
    const char* grade[] = {"A", "B", "C", "D"};
    FrequencyFacts facts{static_cast<std::int64_t>(row), grade[row % 4], std::nullopt, std::nullopt, form.last_checks(goldens[row], nullptr)};
    for (const CheckStanding& one : form.standings(concern, facts)) due += one.due.has_value(), extra += one.trigger.has_value();
    ++seen;
  });
  EXPECT_EQ(seen, k_rows);
  EXPECT_GT(due, 500u);
  EXPECT_GT(extra, 50u);
}

}  // namespace
}  // namespace tiange::credit
