#include <gtest/gtest.h>

#include <set>

#include "base/codes.h"
#include "base/digest.h"
#include "base/text.h"
#include "city/ledgers/reports/report_service.h"
#include "city/registers/addresses/address_test_kit.h"
#include "platform/db/test_db.h"
#include "platform/sheets/form_writer.h"
#include "platform/sheets/sheets.h"

namespace tiange::ledgers {
namespace {

constexpr const char* k_village = "440604010014";
constexpr const char* k_other = "440604010015";

class TwoVillages final : public registers::OneDistrict {
 public:
  std::vector<places::Candidate> find(std::string_view text, std::size_t, Language) const override {
    return {{"estate", "苑", 113.1, 23.0, text.find("乙苑") != text.npos ? std::string(k_other) + "001" : std::string(k_village) + "001", "", 0.95}};
  }
  std::optional<places::Area> area(std::string_view code) const override {
    if (!code.starts_with("440604")) return std::nullopt;
    places::Area area = called(code, "禅城区");
    area.level = code.size() == 15 ? "grid" : code.size() == 12 ? "community" : code.size() == 9 ? "town" : "district";
    return area;
  }
  std::vector<places::Area> children(std::string_view parent) const override {
    if (parent == "440604") return {*area("440604010")};
    if (parent == "440604010") return {*area(k_village), *area(k_other)};
    return {};
  }
  std::string name(std::string_view code, Language language) const override { return code == k_village ? "甲村" : OneDistrict::name(code, language); }
};

std::string id_card(int born_year, int number) {
  std::string first = "440604" + std::to_string(born_year) + "0101" + std::to_string(100 + number);
  return first + codes::citizen_check(first);
}

Scope someone(std::int64_t who, std::vector<std::string> areas, std::vector<std::string> units, std::initializer_list<Permission> may) {
  Scope scope;
  scope.account = AccountId{who};
  scope.person = PersonId{who};
  scope.name = "人" + std::to_string(who);
  scope.areas = std::move(areas);
  scope.units = std::move(units);
  for (const Permission one : may) scope.permissions.set(static_cast<std::size_t>(one));
  scope.permissions.set(static_cast<std::size_t>(Permission::ledgers_reports_view));
  return scope;
}

struct House {
  template <class F>
  auto write(F&& fn) {
    return db.write(system_scope(), std::forward<F>(fn));
  }
  explicit House(db::Db& database)
      : db(database),
        ids(1),
        outbox(database, clock, ids),
        org(org::open(database, ids, {})),
        addresses(registers::open_addresses({places, "440604"})),
        subjects(registers::open_subjects({.db = database, .clock = clock, .ids = ids, .outbox = outbox, .org = *org, .places = places, .addresses = *addresses, .tickets = nullptr,
                                           .cases = {}, .calendar = std::make_shared<const WorkCalendar>(), .district = "440604"})),
        masks(masks::open_masks({database, ids, *org, nullptr, std::string(32, 's'), "440604", true})),
        room({database, ids, *org, places, *subjects, *masks, "440604"}) {
    EXPECT_TRUE(write([&](db::Tx& tx) { return org->seed(tx, std::string(TIANGE_SOURCE_DIR) + "/data", now()); }).ok());
    (void)org->directory(now());
    EXPECT_TRUE(write([&](db::Tx& tx) { return subjects->lay(tx, registers::data_text("registers/sources.csv"), registers::data_text("registers/fields.csv"), now()); }).ok());
    EXPECT_TRUE(write([&](db::Tx& tx) { return masks->lay(tx, registers::data_text("masks.json"), now()); }).ok());
    masks->refresh();
    const Outcome laid = write([&](db::Tx& tx) { return room.lay(tx, registers::data_text("ledgers/forms.json"), now()); });
    EXPECT_TRUE(laid.ok()) << laid.refusal().zh << (laid.refusal().fields.empty() ? "" : laid.refusal().fields[0].path + laid.refusal().fields[0].zh);
  }
  Instant now() const { return clock.now(); }
  void person(const std::string& name, int born_year, int number, std::vector<std::pair<std::string, std::string>> more, bool gone = false, const std::string& estate = "甲苑") {
    std::vector<std::pair<std::string, std::string>> values = {{"name", name}, {"id_card", id_card(born_year, number)}, {"sex", number % 2 ? "1" : "2"}, {"born", std::to_string(born_year) + "-01-01"},
                                                               {"live_address", "广东省佛山市禅城区" + estate + std::to_string(number) + "幢101室"}};
    values.insert(values.end(), more.begin(), more.end());
    const std::vector<registers::SourceRecord> rows = {{"police", "P" + std::to_string(number), registers::Kind::person, std::move(values), now(), "b/1", gone}};
    const auto kept = write([&](db::Tx& tx) { return subjects->absorb(tx, rows, now()); });
    ASSERT_TRUE(kept.ok()) << kept.refusal().zh;
  }
  std::int64_t example(const std::string& key) {
    std::int64_t id = 0;
    db.run_read([&](db::Tx& tx) {
      for (const auto& report : report_store::reports(tx)) id = report.key == key ? report.id : id;
    });
    return id;
  }
  Result<SendingView> send(const Scope& scope, std::int64_t report, const std::string& area, const std::string& digest) {
    TIANGE_TRY(const FilledReport filled, room.fill(scope, report, area, now()));
    const std::int64_t id = ids.next(now());
    TIANGE_TRY(const std::string file, room.file_for(filled, id));
    return write([&](db::Tx& tx) { return room.send(tx, scope, filled, {area, digest, "核对无误"}, id, file, now()); });
  }
  std::vector<std::vector<std::string>> file(const Scope& scope, const std::string& sending) {
    std::vector<std::vector<std::string>> rows;
    const auto got = db.read([&](db::Tx& tx) { return room.sent_file(tx, scope, *parse_id(sending)); });
    if (!got.ok()) return rows;
    EXPECT_EQ(hex(sha256(got->second)), got->first.digest);
    auto reader = sheets::open_bytes(got->second);
    EXPECT_TRUE(reader.ok());
    for (sheets::Row row; (*reader)->next(row).value_or(false);) {
      rows.resize(row.number);
      rows[row.number - 1] = row.cells;
    }
    return rows;
  }

  db::Db& db;
  registers::SetClock clock;
  IdSource ids;
  TwoVillages places;
  db::Outbox outbox;
  std::unique_ptr<org::Org> org;
  std::unique_ptr<registers::Addresses> addresses;
  std::unique_ptr<registers::Subjects> subjects;
  std::unique_ptr<masks::Masks> masks;
  ReportService room;
  Scope station = someone(11, {k_village}, {std::string(k_village) + "-ZZ"}, {Permission::ledgers_reports_fill});
  Scope neighbour = someone(12, {k_other}, {std::string(k_other) + "-ZZ"}, {Permission::ledgers_reports_fill});
  Scope civil = someone(13, {"440604"}, {"440604-MZ"}, {Permission::ledgers_reports_ask});
  Scope health = someone(14, {"440604"}, {"440604-WJ"}, {Permission::ledgers_reports_ask});
  Scope office = someone(15, {"440604"}, {"440604-BG"}, {Permission::ledgers_reports_ask, Permission::ledgers_reports_review});
};

void in_each(const std::function<void(House&)>& body) {
  std::vector<db::Migration> all;
  for (const auto& part : {org::migrations(), registers::address_migrations(), registers::subject_migrations(), masks::migrations(), report_migrations()})
    all.insert(all.end(), part.begin(), part.end());
  db::for_each_backend(all, [&](db::Db& db) {
    House house(db);
    body(house);
  });
}

ReportIn asked(std::vector<ReportColumn> columns, const std::string& title = "老人探访台账") {
  ReportIn in;
  in.title = title;
  in.basis = "工作方案";
  in.purpose = "check";
  in.columns = std::move(columns);
  in.rows = 10;
  in.minutes = 60;
  return in;
}

std::string small_form(const std::string& formula = "=COUNTA(B3:B4)") {
  sheets::FormLook look;
  look.widths = {6, 12, 20};
  look.cells = {{"A1:C1", "探访台账", "title"}, {"A2", "序号", "head"}, {"B2", "姓名", "head"}, {"C2", "号码", "head"}, {"A3:C4", "", "body"}, {"B5", formula, "number"}};
  return sheets::write_form(look).value();
}

TEST(ReportRules, PeriodsAndLoads) {
  const Date day = make_date(2026, 11, 22);
  EXPECT_EQ(period_of(ReportCycle::month, day).key, "2026-11");
  EXPECT_EQ(period_of(ReportCycle::week, day).key, "2026-W47");
  EXPECT_EQ(period_of(ReportCycle::week, make_date(2027, 1, 2)).key, "2026-W53");
  EXPECT_EQ(period_of(ReportCycle::quarter, day).key, "2026-Q4");
  EXPECT_EQ(period_of(ReportCycle::half_year, day).key, "2026-H2");
  EXPECT_EQ(period_of(ReportCycle::year, day).words.zh, "2026 年");
  ReportIn in = asked({{"姓名", "", false}, {"住址", "", false}});
  in.cycle = ReportCycle::month;
  const ReportLoad load = load_of(in, 100);
  EXPECT_EQ(load.times, 1200);
  EXPECT_EQ(load.cells, 24'000);
  EXPECT_EQ(load.hours, 1200);
}

TEST(ReportRules, TheSameIsFoundWhateverItIsCalled) {
  in_each([](House& h) {
    const auto catalogue = h.subjects->catalogue();
    EXPECT_EQ(suggested_field("身份证 号码", *catalogue), "person.id_card");
    EXPECT_EQ(suggested_field("联系电话：", *catalogue), "person.phone");
    EXPECT_EQ(suggested_field("信用代码", *catalogue), "firm.uscc");
    EXPECT_EQ(suggested_field("隐患情况", *catalogue), "");
    const ReportIn fire = asked({{"房屋坐落", "", false}, {"房屋用途", "", false}, {"灭火器数量", "", false}}, "消防表");
    const ReportIn gas = asked({{"坐落", "house.address", false}, {"是否出租", "", false}}, "燃气表");
    ReportIn mine = asked({{"房屋地址", "", false}, {"灭火器 数量", "", false}, {"用途", "", false}, {"隐患", "", false}}, "新表");
    const Overlap found = overlap_of(mine, {{"1", ReportState::approved, {"消防", "Fire"}, fire, 10}, {"2", ReportState::approved, {"住建", "Housing"}, gas, 10}, {"3", ReportState::abolished, {"", ""}, mine, 5}}, *catalogue);
    EXPECT_EQ(found.asked, 0.75);
    EXPECT_EQ(found.held, 0.5);
    EXPECT_TRUE(found.needs_reason);
    ASSERT_EQ(found.reports.size(), 2u);
    EXPECT_EQ(found.reports[0].title, "消防表");
    EXPECT_EQ(found.reports[0].score, 0.75);
    EXPECT_EQ(found.columns[0].suggested, "house.address");
    EXPECT_EQ(found.columns[0].asked_by.size(), 2u);
    EXPECT_EQ(found.columns[0].held_zh, "住建");
    EXPECT_EQ(found.columns[1].held_zh, "");
    const OverlapGroups groups = overlap_groups({{"1", ReportState::approved, {}, mine, 10}, {"2", ReportState::approved, {}, fire, 7}, {"3", ReportState::refused, {}, fire, 7}}, *catalogue);
    ASSERT_EQ(groups.items.size(), 1u);
    EXPECT_EQ(groups.items[0].hours, 7);
    EXPECT_EQ(groups.items[0].reports[0].title, "新表");
    // Who somebody is stands everywhere and makes no two lists the same.
    EXPECT_FALSE(overlap_of(asked({{"姓名", "", false}, {"身份证", "", false}, {"求职意愿", "", false}, {"技能", "", false}}), {{"1", ReportState::approved, {}, asked({{"姓名", "", false}, {"身份证号", "", false}, {"隐患", "", false}}), 1}}, *catalogue).needs_reason);
  });
}

TEST(Reports, ANewOneNeedsSomebodyElse) {
  in_each([](House& h) {
    const auto ask = [&](const Scope& scope, const ReportIn& in) { return h.write([&](db::Tx& tx) { return h.room.ask(tx, scope, in, h.now()); }); };
    ReportIn in = asked({{"姓名", "person.name", true}, {"证件", "person.id_card", true}, {"高龄津贴", "person.allowance_80", false}, {"出生日期", "person.born", false}});
    EXPECT_EQ(ask(h.civil, in).refusal().code, ErrorCode::report_duplicate) << "the allowance list asks all of it";
    in.reason = "须登记探访情况";
    const auto made = ask(h.civil, in);
    ASSERT_TRUE(made.ok()) << made.refusal().zh;
    EXPECT_EQ(made->state, ReportState::asked);
    ASSERT_TRUE(made->overlap);
    EXPECT_GE(made->overlap->asked, 0.99);
    const std::int64_t id = *parse_id(made->id);
    const auto view = [&](const Scope& scope) { return h.db.read([&](db::Tx& tx) { return h.room.view(tx, scope, id, h.now()); }); };
    EXPECT_EQ(view(h.station).refusal().code, ErrorCode::report_not_approved) << "villages see what was approved";
    EXPECT_EQ(h.room.preview(h.station, id, k_village, h.now()).refusal().code, ErrorCode::report_not_approved);
    EXPECT_TRUE(view(h.health).ok()) << "departments see what others ask";
    EXPECT_FALSE(view(h.health)->may_edit);
    const auto answer = [&](const Scope& scope, bool yes, const char* text = "") { return h.write([&](db::Tx& tx) { return h.room.answer(tx, scope, id, {yes, text}, h.now()); }); };
    Scope both = h.civil;
    both.permissions.set(static_cast<std::size_t>(Permission::ledgers_reports_review));
    EXPECT_EQ(answer(both, true).refusal().code, ErrorCode::report_own_review);
    EXPECT_FALSE(answer(h.office, false).ok()) << "a refusal says why";
    EXPECT_TRUE(answer(h.office, false, "列太多").ok());
    EXPECT_EQ(answer(h.office, true).refusal().code, ErrorCode::report_state);
    in.columns.pop_back();
    EXPECT_FALSE(h.write([&](db::Tx& tx) { return h.room.amend(tx, h.health, id, in, h.now()); }).ok()) << "another unit's";
    EXPECT_TRUE(h.write([&](db::Tx& tx) { return h.room.amend(tx, h.civil, id, in, h.now()); }).ok());
    EXPECT_TRUE(answer(h.office, true).ok());
    EXPECT_TRUE(view(h.station).ok());
    EXPECT_EQ(h.write([&](db::Tx& tx) { return h.room.amend(tx, h.civil, id, in, h.now()); }).refusal().code, ErrorCode::report_state);
    const auto before = h.db.read([&](db::Tx& tx) -> Result<ReportSummary> { return h.room.summary(tx, h.now()); });
    const auto abolish = [&](const Scope& scope, const char* why) { return h.write([&](db::Tx& tx) { return h.room.abolish(tx, scope, id, {why, std::nullopt}, h.now()); }); };
    EXPECT_EQ(abolish(h.health, "重复").refusal().code, ErrorCode::forbidden);
    EXPECT_FALSE(abolish(h.office, " ").ok());
    EXPECT_TRUE(abolish(h.office, "与高龄津贴花名册重复").ok());
    const auto after = h.db.read([&](db::Tx& tx) -> Result<ReportSummary> { return h.room.summary(tx, h.now()); });
    EXPECT_EQ(after->abolished, before->abolished + 1);
    EXPECT_EQ(after->saved.hours, 2 * 12) << "two villages, an hour a month";
    EXPECT_EQ(view(h.station).refusal().code, ErrorCode::report_not_approved);
    EXPECT_EQ(ask(h.civil, asked({{"甲", "person.nose", false}})).refusal().code, ErrorCode::bad_input);
    ReportIn foreign = asked({{"甲列", "", false}});
    foreign.unit = "440604-WJ";
    EXPECT_EQ(ask(h.civil, foreign).refusal().code, ErrorCode::forbidden);
  });
}

TEST(Reports, AFormOfTheDepartmentIsFilledAsApproved) {
  in_each([](House& h) {
    h.person("=1+1", 1940, 1, {{"phone", "13800000001"}});
    h.person("李四", 1941, 2, {{"phone", "13800000002"}});
    h.person("王五", 1990, 3, {{"phone", "13800000003"}});
    const auto made = h.write([&](db::Tx& tx) { return h.room.ask(tx, h.health, asked({{"姓名", "person.name", true}, {"号码", "person.phone", false}, {"出生日期", "person.born", false}, {"巡诊情况", "", false}, {"血压", "", false}, {"慢病", "", false}}), h.now()); });
    ASSERT_TRUE(made.ok()) << made.refusal().zh;
    const std::int64_t id = *parse_id(made->id);
    const auto put = [&](const std::string& bytes, const Scope& scope) { return h.write([&](db::Tx& tx) { return h.room.put_template(tx, scope, id, "巡诊.xlsx", bytes, h.now()); }); };
    const auto fill = [&](const ReportFilling& in) { return h.write([&](db::Tx& tx) { return h.room.put_filling(tx, h.health, id, in, h.now()); }); };
    ReportFilling filling;
    filling.kind = "person";
    filling.condition = "alive and age >= 80";
    filling.first_row = 3, filling.last_row = 4;
    filling.columns = {{"A", "序号", ColumnSort::number, "", ""}, {"B", "姓名", ColumnSort::field, "name", ""}, {"C", "号码", ColumnSort::field, "phone", ""}};
    EXPECT_EQ(fill(filling).refusal().code, ErrorCode::report_state) << "no form yet";
    EXPECT_EQ(put(small_form(), h.civil).refusal().code, ErrorCode::forbidden);
    EXPECT_EQ(put(small_form("=WEBSERVICE(\"http://x\")"), h.health).refusal().code, ErrorCode::template_refused);
    ASSERT_TRUE(put(small_form(), h.health).ok());
    const auto wrong = [&](auto change) {
      ReportFilling bad = filling;
      change(bad);
      const auto refused = fill(bad);
      EXPECT_FALSE(refused.ok());
      return refused.ok() || refused.refusal().fields.empty() ? std::string() : refused.refusal().fields[0].path;
    };
    EXPECT_EQ(wrong([](auto& f) { f.columns[2].field = "id_card"; }), "columns[2].field") << "not among what was approved";
    EXPECT_EQ(wrong([](auto& f) { f.condition = "starts with(phone, \"138\")"; }), "condition") << "masked, so nothing is told by it";
    EXPECT_EQ(wrong([](auto& f) { f.condition = "age >="; }), "condition");
    EXPECT_EQ(wrong([](auto& f) { f.cells = {{"B4", "", CellSort::text, "甲", "", ""}}; }), "");
    const auto set = fill(filling);
    ASSERT_TRUE(set.ok()) << set.refusal().zh;
    ASSERT_TRUE(h.write([&](db::Tx& tx) { return h.room.answer(tx, h.office, id, {true, ""}, h.now()); }).ok());

    const auto preview = h.room.preview(h.station, id, k_village, h.now());
    ASSERT_TRUE(preview.ok()) << preview.refusal().zh;
    ASSERT_EQ(preview->count, 2);
    EXPECT_TRUE(preview->difference.first);
    EXPECT_EQ(preview->plain, std::vector<std::string>{"姓名"});
    for (const auto& row : preview->rows) EXPECT_TRUE(text::contains(row[0], "*")) << "the screen shows no plain names";
    EXPECT_EQ(h.send(h.station, id, k_village, "looked at something else").refusal().code, ErrorCode::report_moved_on);
    const auto sent = h.send(h.station, id, k_village, preview->digest);
    ASSERT_TRUE(sent.ok()) << sent.refusal().zh;
    const auto rows = h.file(h.health, sent->id);
    ASSERT_GE(rows.size(), 4u);
    std::set<std::string> names = {rows[2][1], rows[3][1]};
    EXPECT_EQ(names, (std::set<std::string>{"=1+1", "李四"})) << "approved as plain; a text that looks like a formula stays one";
    EXPECT_TRUE(rows[2][2].starts_with("138****000")) << rows[2][2];
  });
}

TEST(Reports, TheDifferenceIsShownSentReceivedAndGivenBack) {
  in_each([](House& h) {
    const std::int64_t id = h.example("allowance_80");
    ASSERT_NE(id, 0);
    h.person("陈一", 1940, 1, {{"phone", "13800000001"}});
    h.person("李二", 1941, 2, {{"phone", "13800000002"}});
    h.person("远人", 1939, 9, {}, false, "乙苑");
    EXPECT_EQ(h.room.preview(h.station, id, k_other, h.now()).refusal().code, ErrorCode::out_of_scope) << "another village's";
    EXPECT_EQ(h.room.preview(h.station, id, "440604010", h.now()).refusal().code, ErrorCode::out_of_scope) << "no village";
    const auto first = h.room.preview(h.station, id, k_village, h.now());
    ASSERT_TRUE(first.ok()) << first.refusal().zh;
    EXPECT_EQ(first->count, 2);
    const auto sent = h.send(h.station, id, k_village, first->digest);
    ASSERT_TRUE(sent.ok()) << sent.refusal().zh;
    EXPECT_EQ(sent->state, "sent");
    EXPECT_EQ(sent->rows_in, 2);

    h.clock.moment = h.clock.moment + days(30);  // the same quarter
    h.person("李二", 1941, 2, {{"phone", "13900000002"}});
    h.person("赵三", 1942, 3, {{"phone", "13800000003"}});
    h.person("陈一", 1940, 1, {{"phone", "13800000001"}}, true);
    const auto second = h.room.preview(h.station, id, k_village, h.now());
    ASSERT_TRUE(second.ok()) << second.refusal().zh;
    const ReportDifference& difference = second->difference;
    EXPECT_FALSE(difference.first);
    EXPECT_EQ(difference.against, sent->id);
    EXPECT_EQ(difference.in, 1);
    EXPECT_EQ(difference.out, 1);
    ASSERT_EQ(difference.rows_changed.size(), 1u);
    EXPECT_EQ(difference.rows_changed[0].changed[0].title, "手机号码");
    EXPECT_EQ(difference.rows_changed[0].changed[0].before, "138****0002") << "masked on the screen, though it leaves plain";
    EXPECT_EQ(difference.rows_changed[0].changed[0].now, "139****0002");
    EXPECT_TRUE(difference.numbers.empty()) << "two who draw nothing, before and now";
    const auto again = h.send(h.station, id, k_village, second->digest);
    ASSERT_TRUE(again.ok()) << again.refusal().zh;
    const auto state = [&](const std::string& sending) { return h.db.read([&](db::Tx& tx) { return h.room.sending(tx, h.station, *parse_id(sending)); })->state; };
    EXPECT_EQ(state(sent->id), "replaced");

    const auto answer = [&](const Scope& scope, bool received, const char* text = "") { return h.write([&](db::Tx& tx) { return h.room.answer_sending(tx, scope, *parse_id(again->id), received, text, h.now()); }); };
    EXPECT_EQ(answer(h.health, true).refusal().code, ErrorCode::out_of_scope) << "not theirs";
    EXPECT_EQ(answer(h.station, true).refusal().code, ErrorCode::forbidden);
    EXPECT_TRUE(answer(h.civil, true).ok());
    EXPECT_EQ(h.send(h.station, id, k_village, h.room.preview(h.station, id, k_village, h.now())->digest).refusal().code, ErrorCode::report_state) << "received";
    EXPECT_FALSE(h.room.preview(h.station, id, k_village, h.now())->blocked_zh.empty());
    EXPECT_FALSE(answer(h.civil, false).ok()) << "why is asked for";
    EXPECT_TRUE(answer(h.civil, false, "赵三的住址不全").ok());
    EXPECT_EQ(state(again->id), "returned");
    const auto third = h.room.preview(h.station, id, k_village, h.now());
    EXPECT_TRUE(third->blocked_zh.empty());
    EXPECT_TRUE(third->difference.first) << "the department holds neither the replaced nor the returned one";
    EXPECT_TRUE(h.send(h.station, id, k_village, third->digest).ok());

    // Files and lists stay with the village and the department.
    EXPECT_TRUE(h.file(h.neighbour, again->id).empty());
    const auto listed = [&](const Scope& scope) { return h.db.read([&](db::Tx& tx) -> Result<SendingList> { return h.room.sendings(tx, scope, {}); })->items.size(); };
    EXPECT_EQ(listed(h.station), 3u);
    EXPECT_EQ(listed(h.civil), 3u);
    EXPECT_EQ(listed(h.neighbour), 0u);
    EXPECT_EQ(listed(h.health), 0u);
    const auto who = h.db.read([&](db::Tx& tx) { return Result(h.subjects->find_by_key(tx, system_scope(), registers::KeySort::id_card, id_card(1942, 3))); });
    ASSERT_EQ(who->size(), 1u);
    const auto looks = h.db.read([&](db::Tx& tx) { return Result(h.subjects->looks_of(tx, who->front(), 10)); });
    EXPECT_EQ(looks->size(), 2u) << "every file that named her";
  });
}

TEST(Reports, FiguresAreCountedAndTheExamplesStayAsEdited) {
  in_each([](House& h) {
    const std::int64_t id = h.example("resident_figures");
    h.person("陈一", 1940, 1, {{"hukou_address", "广东省佛山市禅城区甲苑1幢101室"}});
    h.person("李二", 2024, 2, {{"hukou_address", "广西贺州市钟山县"}});
    h.person("故人", 1940, 4, {{"died", "2026-01-01"}});
    const auto preview = h.room.preview(h.station, id, k_village, h.now());
    ASSERT_TRUE(preview.ok()) << preview.refusal().zh;
    const auto figure = [&](const std::string& title) {
      for (const ChangedCell& cell : preview->cells) {
        if (cell.title == title) return cell.now;
      }
      return std::string("none");
    };
    EXPECT_EQ(figure("常住人口总数·男"), "1");
    EXPECT_EQ(figure("常住人口总数·女"), "1");
    EXPECT_EQ(figure("户籍在本区·男"), "1");
    EXPECT_EQ(figure("户籍在外地·女"), "1");
    EXPECT_EQ(figure("80 岁及以上·男"), "1");
    EXPECT_EQ(figure("0—6 岁·女"), "1");
    EXPECT_EQ(figure("村居"), "甲村");
    EXPECT_TRUE(h.send(h.station, id, k_village, preview->digest).ok());
    h.person("孙五", 1960, 5, {});
    const auto later = h.room.preview(h.station, id, k_village, h.now());
    ASSERT_EQ(later->difference.numbers.size(), 2u);
    EXPECT_EQ(later->difference.numbers[0].title, "常住人口总数·男");
    EXPECT_EQ(later->difference.numbers[0].before, "1");
    EXPECT_EQ(later->difference.numbers[0].now, "2");
    EXPECT_TRUE(h.write([&](db::Tx& tx) { return h.room.lay(tx, registers::data_text("ledgers/forms.json"), h.now()); }).ok());
    EXPECT_EQ(h.db.read([&](db::Tx& tx) -> Result<ReportSummary> { return h.room.summary(tx, h.now()); })->all, 6) << "laid once";
    const auto demo = h.room.seed(registers::data_text("demo/reports.json"), h.now());
    ASSERT_TRUE(demo.ok()) << demo.refusal().zh;
    const auto groups = h.db.read([&](db::Tx& tx) -> Result<OverlapGroups> { return h.room.overlaps(tx, h.office, h.now()); });
    EXPECT_GE(groups->items.size(), 3u) << "the demo shows what is asked twice";
    const auto for_villages = h.db.read([&](db::Tx& tx) -> Result<OverlapGroups> { return h.room.overlaps(tx, h.station, h.now()); });
    for (const OverlapGroup& group : for_villages->items) {
      for (const OverlapReport& report : group.reports) EXPECT_EQ(report.state, ReportState::approved) << "what is only asked for stays with the departments";
    }
    const auto list = h.db.read([&](db::Tx& tx) -> Result<ReportList> { return h.room.list(tx, h.station, "", "", "", 0, h.now()); });
    for (const ReportRow& row : list->items) EXPECT_EQ(row.state, ReportState::approved);
  });
}

TEST(Reports, TheMarkTellsWhoseFileItWas) {
  in_each([](House& h) {
    std::vector<registers::SourceRecord> rows;
    for (int i = 0; i < 300; ++i) {
      rows.push_back({"police", "M" + std::to_string(i), registers::Kind::person,
                      {{"name", "老人" + std::to_string(i)}, {"id_card", id_card(1930 + i % 9, i)}, {"sex", "1"}, {"born", std::to_string(1930 + i % 9) + "-01-01"}, {"live_address", "甲苑1幢" + std::to_string(i) + "室"}},
                      h.now(), "b/1", false});
    }
    ASSERT_TRUE(h.write([&](db::Tx& tx) { return h.subjects->absorb(tx, rows, h.now()); }).ok());
    const std::int64_t id = h.example("allowance_80");
    const auto preview = h.room.preview(h.station, id, k_village, h.now());
    ASSERT_TRUE(preview.ok()) << preview.refusal().zh;
    ASSERT_GE(preview->count, 290);
    const auto sent = h.send(h.station, id, k_village, preview->digest);
    ASSERT_TRUE(sent.ok()) << sent.refusal().zh;
    const auto again = h.send(h.station, id, k_village, h.room.preview(h.station, id, k_village, h.now())->digest);
    ASSERT_TRUE(again.ok());
    const auto file = h.db.read([&](db::Tx& tx) { return h.room.sent_file(tx, h.station, *parse_id(sent->id)); });
    const db::TestFolder folder;
    std::ofstream(folder.file("leaked.xlsx"), std::ios::binary) << file->second;
    const auto trace = masks::trace_file(h.db, std::string(32, 's'), folder.file("leaked.xlsx"));
    ASSERT_TRUE(trace.ok());
    ASSERT_FALSE(trace->matches.empty());
    EXPECT_EQ(trace->matches[0].id, sent->id) << "not the one that was sent after it";
    EXPECT_TRUE(trace->matches[0].certain) << trace->matches[0].score.certainty;
  });
}

}  // namespace
}  // namespace tiange::ledgers
