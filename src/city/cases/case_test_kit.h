#pragma once
// For tests: a small district of two grids with people in every duty, the real process and decision, and a clock that
// is moved by hand.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "base/digest.h"
#include "base/text.h"
#include "city/cases/case_service.h"
#include "city/cases/rules/case_office.h"
#include "platform/db/outbox.h"
#include "platform/db/test_db.h"
#include "platform/http/request_keys.h"

namespace tiange::cases {

inline std::string data_text(const std::string& path) {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/" + path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

constexpr const char* k_grid = "440604010001001";
constexpr const char* k_other_grid = "440604010001002";

class TestDirectory final : public org::Directory {
 public:
  TestDirectory() {
    const auto add = [&](std::string area, std::string line, std::string kind) {
      units_.push_back({area + "-" + line, area, line, kind, "单位" + area + line, "Unit " + area + line, "", 1});
    };
    add("440604", "CG", "department");
    add("440604", "GA", "department");
    add("440604", "ZX", "centre");
    add("440604010", "CG", "branch");
    add("440604010", "GA", "branch");
    add("440604010", "ZX", "town_centre");
    add("440604010001", "ZZ", "station");
  }
  const org::UnitInfo* unit(std::string_view code) const override {
    const auto found = std::find_if(units_.begin(), units_.end(), [&](const auto& u) { return u.code == code; });
    return found == units_.end() ? nullptr : &*found;
  }
  const org::UnitInfo* unit_for(std::string_view area, std::string_view line) const override {
    for (std::string code(area); code.size() >= 6; code.resize(code.size() - 3)) {
      if (const auto* found = unit(code + "-" + std::string(line))) return found;
    }
    return nullptr;
  }
  std::vector<const org::UnitInfo*> units_below(std::string_view) const override { return {}; }
  std::span<const org::UnitInfo> units() const override { return units_; }
  Words unit_name(std::string_view code) const override {
    const auto* found = unit(code);
    return found ? Words{found->name_zh, found->name_en} : Words{std::string(code), std::string(code)};
  }
  const org::DutyInfo* duty(std::string_view) const override { return nullptr; }
  std::span<const org::DutyInfo> duties() const override { return {}; }
  Words duty_name(std::string_view key) const override { return {std::string(key), std::string(key)}; }
  std::string person_name(PersonId person) const override { return person ? "人" + person.text() : ""; }
  std::vector<PersonId> people_named(std::string_view part, std::size_t most,
                                     const std::function<bool(PersonId)>& fits) const override {
    std::vector<PersonId> people;
    for (std::int64_t id = 1; id < 100 && people.size() < most; ++id) {
      const PersonId one{id};
      if (text::contains(person_name(one), part) && fits(one)) people.push_back(one);
    }
    return people;
  }
  std::optional<PersonId> person_of(AccountId account) const override { return PersonId{account.value}; }
  std::string unit_of(PersonId) const override { return ""; }
  // Whoever the test did not make sees and may do everything.
  Scope scope_of(PersonId person, Instant) const override {
    const auto found = scopes.find(person.value);
    if (found != scopes.end()) return found->second;
    Scope all = system_scope();
    all.person = person;
    return all;
  }
  std::map<std::int64_t, Scope> scopes;
  std::vector<org::Holder> holders(std::string_view, Instant) const override { return {}; }

 private:
  std::vector<org::UnitInfo> units_;
};

class TestOrg final : public org::Org {
 public:
  std::shared_ptr<const org::Directory> directory(Instant) override { return directory_; }
  Outcome authenticate(http::Request&) override { return done(); }
  void add_routes(http::Routes&) override {}
  Outcome seed(db::Tx&, const std::string&, Instant) override { return done(); }
  void load(db::Tx&, const org::Batch&, Instant) override {}
  Result<std::vector<org::IssuedSecret>> first_start(const std::string&, Instant) override {
    return refuse(ErrorCode::not_found);
  }
  Result<org::IssuedSecret> reissue_secret(const std::string&, Instant) override {
    return refuse(ErrorCode::not_found);
  }
  void mark_demo(db::Tx&) override {}
  bool is_demo(Instant) override { return false; }
  Result<std::string> issue_token(AccountId, const std::string&, Instant, Instant) override {
    return refuse(ErrorCode::not_found);
  }
  Result<AccountId> account_named(const std::string&) override { return refuse(ErrorCode::not_found); }
  Result<Scope> scope_of(AccountId, Instant) override { return refuse(ErrorCode::not_found); }
  void record(db::Tx&, const http::Request& request, const std::string& kind, const std::string& subject,
              const Words& detail) override {
    recorded.push_back(request.scope.name + " " + kind + " " + subject + " " + detail.zh);
  }
  std::vector<std::string> recorded;
  void know(const Scope& scope) { directory_->scopes[scope.person.value] = scope; }

 private:
  std::shared_ptr<TestDirectory> directory_ = std::make_shared<TestDirectory>();
};

class TestPlaces final : public places::Places {
 public:
  Result<places::Located> locate(double lng, double lat) const override {
    if (lng < 113 || lng > 113.2 || lat < 23 || lat > 23.2) return refuse(ErrorCode::not_found);
    return of_grid(lng < 113.1 ? k_grid : k_other_grid);
  }
  Result<places::Located> of_grid(std::string_view code) const override {
    if (code != k_grid && code != k_other_grid) return refuse(ErrorCode::not_found);
    places::Located found;
    found.grid_code = code;
    found.lng = 113.05;
    found.lat = 23.05;
    return found;
  }
  std::vector<places::Candidate> find(std::string_view text, std::size_t, Language) const override {
    if (text.find("澜石市场") == text.npos) return {};
    places::Candidate c;
    c.name = "澜石市场";
    c.grid_code = k_grid;
    c.score = 0.95;
    return {c};
  }
  std::optional<places::Area> area(std::string_view) const override { return std::nullopt; }
  std::vector<places::Area> children(std::string_view) const override { return {}; }
  std::string name(std::string_view code, Language) const override { return std::string(code); }
  std::string full_name(std::string_view code, Language) const override { return "区域" + std::string(code); }
};

class TestItems final : public items::Items {
 public:
  TestItems() {
    const auto add = [&](std::string code, std::string line, std::string level, bool verify, bool confidential) {
      items::Item item;
      item.code = code;
      item.item_class = "event";
      item.name_zh = "事项" + code;
      item.name_en = "Item " + code;
      item.lead_line = line;
      item.settle_level = level;
      item.verify_needed = verify;
      item.confidential = confidential;
      item.closing_conditions = {"已清理", "已整改"};
      item.limits = {{Severity::normal, 4, LimitKind::work_hours},
                     {Severity::urgent, 2, LimitKind::urgent_hours}};
      items_[code] = std::make_shared<const items::Item>(item);
    };
    add("GARBAGE", "CG", "grid", true, false);
    add("STALL", "CG", "department", false, false);
    add("TIP", "GA", "department", false, true);
    items::Item flood = *items_["STALL"];
    flood.code = "FLOOD";
    flood.form = "flood";
    items_["FLOOD"] = std::make_shared<const items::Item>(flood);
    items::Item paper = *items_["STALL"];  // excepted from repeats
    paper.code = "PAPER";
    items_["PAPER"] = std::make_shared<const items::Item>(paper);
  }
  std::shared_ptr<const items::Item> find(std::string_view code) const override {
    const auto found = items_.find(std::string(code));
    return found == items_.end() ? nullptr : found->second;
  }
  std::shared_ptr<const items::Item> find(std::string_view code, int) const override { return find(code); }
  std::vector<std::shared_ptr<const items::Item>> all() const override { return {}; }

 private:
  std::map<std::string, std::shared_ptr<const items::Item>> items_;
};

class World {
 public:
  template <class F>
  auto write(F&& fn) {
    return db.write(system_scope(), std::forward<F>(fn));
  }
  explicit World(db::Db& database, int node = 1)
      : db(database),
        ids(node),
        flows(ids),
        calendar(std::make_shared<WorkCalendar>(*read_calendar(data_text("calendar.csv")))) {
    CaseRules rules;
    rules.repeat_except = {"PAPER"};
    service = std::make_unique<CaseService>(
        CasesParts{.db = db,
                   .ids = ids,
                   .flows = flows,
                   .items = items,
                   .places = places,
                   .org = org,
                   .calendar = calendar,
                   .random = [this] { return seed = seed * 6364136223846793005ull + 1442695040888963407ull; },
                   .options = {.rules = rules}});
    const auto deployed_all = write([&](db::Tx& tx) -> Outcome {
      for (const auto& [kind, path] : {std::pair(flows::DefinitionKind::bpmn, "processes/case_life.bpmn"),
                                       std::pair(flows::DefinitionKind::dmn, "decisions/dispatch.dmn")}) {
        const auto deployed = flows.deploy(
            tx, {kind, kind == flows::DefinitionKind::bpmn ? "case_life" : "dispatch", data_text(path), {}}, {},
            now - days(1));
        if (!deployed.ok()) return deployed.refusal();
      }
      return done();
    });
    EXPECT_TRUE(deployed_all.ok());
    officer = person(1, {k_grid}, "440604010001-ZZ", {std::string(k_grid) + ":officer"});
    other_officer = person(2, {k_other_grid}, "440604010001-ZZ", {std::string(k_other_grid) + ":officer"});
    station = person(3, {"440604010001"}, "440604010001-ZZ", {"440604010001-ZZ:station_head"});
    village = person(4, {"440604010001"}, "440604010001-ZZ", {"440604010001-ZZ:village_command"});
    town = person(5, {"440604010"}, "440604010-ZX", {"440604010-ZX:town_command"});
    acceptor = person(6, {"440604"}, "440604-ZX", {"440604-ZX:acceptor"});
    dispatcher = person(7, {"440604"}, "440604-ZX", {"440604-ZX:dispatcher"});
    second_dispatcher = person(8, {"440604"}, "440604-ZX", {"440604-ZX:dispatcher"});
    seat = person(9, {"440604"}, "440604-ZX", {"440604-ZX:seat"});
    handler = person(10, {"440604010"}, "440604010-CG", {"440604010-CG:handler"});
    police = person(11, {"440604010"}, "440604010-GA", {"440604010-GA:handler"});
    supervisor = person(12, {"440604"}, "440604-ZX", {"440604-ZX:supervisor"});
  }

  Scope person(std::int64_t id, std::vector<std::string> areas, std::string unit, std::vector<std::string> queues) {
    Scope scope;
    scope.account = AccountId{id};
    scope.person = PersonId{id};
    scope.name = "人" + std::to_string(id);
    scope.areas = std::move(areas);
    scope.units = {std::move(unit)};
    scope.queues = std::move(queues);
    for (const Permission p : {Permission::cases_view, Permission::cases_report, Permission::cases_locate,
                               Permission::cases_dispatch, Permission::cases_handle, Permission::cases_check,
                               Permission::cases_close, Permission::cases_approve, Permission::cases_reporter,
                               Permission::cases_jump, Permission::cases_handover})
      scope.permissions.set(static_cast<std::size_t>(p));
    org.know(scope);
    return scope;
  }
  std::vector<Scope> everybody() const {
    return {officer,    other_officer,     station, village, town,   acceptor,
            dispatcher, second_dispatcher, seat,    handler, police, supervisor};
  }

  ReportInput input(const std::string& item, const std::string& grid = k_grid) const {
    ReportInput in;
    in.channel = Channel::hotline;
    in.kind = Kind::complaint;
    in.content = "门口有垃圾没人清理，味道很大";
    in.item_code = item;
    in.place.grid_code = grid;
    return in;
  }
  Result<CaseView> report(const Scope& scope, const ReportInput& in) {
    return write([&](db::Tx& tx) { return service->report(tx, scope, in, now); });
  }
  Result<CaseView> act(const Scope& scope, const std::string& ref, Action action, ActInput in = {}) {
    if (in.text.empty()) in.text = "已处理";
    if (action == Action::give_back && in.basis.empty()) {
      in.basis = "《城市管理职责清单》第三条";
      in.evidence = {std::string(64, 'a')};
    }
    return write(
        [&](db::Tx& tx) { return service->act(tx, scope, *CaseRef::parse(ref), action, in, std::nullopt, now); });
  }
  Result<CaseView> settle(const Scope& scope, const std::string& ref) {
    ActInput in;
    in.closing_condition = "已清理";
    return act(scope, ref, Action::settle, in);
  }
  Result<CaseView> to_unit(const Scope& scope, const std::string& ref, Action action, std::string unit) {
    ActInput in;
    in.unit = std::move(unit);
    return act(scope, ref, action, in);
  }
  CaseView view(const Scope& scope, const std::string& ref) {
    return db.read([&](db::Tx& tx) { return service->view(tx, scope, *CaseRef::parse(ref), now); }).value();
  }
  CaseFile file(const std::string& ref) {
    return db.read([&](db::Tx& tx) { return service->store().load(tx, system_scope(), *CaseRef::parse(ref)); })
        .value()
        .file;
  }
  HistoryCheck check(const std::string& ref) {
    return db.read([&](db::Tx& tx) { return service->check_history(tx, system_scope(), *CaseRef::parse(ref)); })
        .value();
  }
  std::vector<HistoryEntry> history(const std::string& ref) {
    return db.read([&](db::Tx& tx) { return service->history(tx, system_scope(), *CaseRef::parse(ref)); }).value();
  }
  CaseList list(const Scope& scope, const ListQuery& query) {
    return db.read([&](db::Tx& tx) { return service->list(tx, scope, query, now); }).value();
  }
  CountRow counted(std::int64_t from_day, std::int64_t to_day) {
    CountRow sum;
    const auto counted = db.read([&](db::Tx& tx) {
      return service->each_count(tx, system_scope(), "", from_day, to_day, [&](const CountRow& row) {
        sum.opened += row.opened;
        sum.closed += row.closed;
        sum.on_time += row.on_time;
        sum.late += row.late;
        sum.open_now += row.open_now;
        sum.overdue_now += row.overdue_now;
      });
    });
    EXPECT_TRUE(counted.ok());
    return sum;
  }
  CountRow open_now() { return counted(0, 0); }
  CountRow all_days() { return counted(1, 100'000); }

  db::Db& db;
  IdSource ids;
  flows::Flows flows;
  TestItems items;
  TestPlaces places;
  TestOrg org;
  std::shared_ptr<const WorkCalendar> calendar;
  std::uint64_t seed = 42;
  Instant now = parse_local("2026-11-23 09:00").value();
  std::unique_ptr<CaseService> service;
  Scope officer, other_officer, station, village, town, acceptor, dispatcher, second_dispatcher, seat, handler, police,
      supervisor;
};

// The process of the house with the approval of a station's head between settling and checking.
inline std::string with_approval() {
  std::string xml = data_text("processes/case_life.bpmn");
  const auto put = [&](const std::string& old, const std::string& now) {
    const std::size_t at = xml.find(old);
    EXPECT_NE(at, xml.npos) << old;
    if (at != xml.npos) xml.replace(at, old.size(), now);
  };
  put("sourceRef=\"is_done\" targetRef=\"check\"", "sourceRef=\"is_done\" targetRef=\"approve\"");
  put("<bpmn:incoming>done_yes</bpmn:incoming>", "<bpmn:incoming>approved</bpmn:incoming>");
  put("<bpmn:incoming>satisfied_no</bpmn:incoming>",
      "<bpmn:incoming>satisfied_no</bpmn:incoming><bpmn:incoming>disapproved</bpmn:incoming>");
  put("<bpmn:sequenceFlow id=\"to_located\"", R"xml(
    <bpmn:userTask id="approve" name="所长审批 / Head's approval">
      <bpmn:extensionElements><tg:stage key="follow_up"/>
        <tg:assignment queue='community + "-ZZ:station_head"'/><tg:limit value='"4 work_hours"'/><tg:form key="flood"/>
      </bpmn:extensionElements>
      <bpmn:incoming>done_yes</bpmn:incoming><bpmn:outgoing>after_approve</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:exclusiveGateway id="is_approved"><bpmn:incoming>after_approve</bpmn:incoming>
      <bpmn:outgoing>approved</bpmn:outgoing><bpmn:outgoing>disapproved</bpmn:outgoing></bpmn:exclusiveGateway>
    <bpmn:sequenceFlow id="after_approve" sourceRef="approve" targetRef="is_approved"/>
    <bpmn:sequenceFlow id="approved" name="同意 / Approved" sourceRef="is_approved" targetRef="check">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">outcome = "approved"</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="disapproved" name="不同意 / Refused" sourceRef="is_approved" targetRef="to_level">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">outcome = "refused"</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="to_located")xml");
  return xml;
}

inline constexpr const char* k_flood_form = R"({"type": "default", "id": "flood", "schemaVersion": 16,
  "properties": {"zh": "积水", "en": "Standing water"}, "components": [
  {"type": "number", "key": "depth_cm", "label": "水深", "validate": {"required": true}, "properties": {"en": "Depth"}}]})";

// Input of a chosen action that its form allows; nothing when who is asked was asked already.
inline std::optional<ActInput> anything(World& w, std::mt19937_64& random, const Scope& who, const CaseFile& before,
                                 const ActionView& chosen, int step) {
  const auto people = w.everybody();
  ActInput in;
  in.text = "随机";
  in.item_code = random() % 2 ? "STALL" : "GARBAGE";
  in.closing_condition = "已清理";
  in.place.grid_code = k_grid;
  const auto fits = [&](PersonId one) { return may_see(w.org.directory(w.now)->scope_of(one, w.now), before); };
  in.until = w.now + days(1 + static_cast<std::int64_t>(random() % 20));
  in.basis = "职责清单";
  in.evidence = {std::string(64, static_cast<char>('a' + step % 6))};
  const auto other = [&](std::size_t n) { return people[(static_cast<std::size_t>(who.person.value) + n) % 12].person; };
  std::size_t n = random() % 11;
  for (int i = 0; i < 11 && !fits(other(n)); ++i) n = (n + 1) % 11;
  if (gives_to_person(*action_from(chosen.action)) && !fits(other(n))) return std::nullopt;
  in.people = {other(n)};
  in.person = other(n);
  in.need = 1;
  in.rule = static_cast<office::SignRule>(random() % 3);
  if (random() % 2) in.limit = "4 work_hours";
  for (const FormField& field : chosen.form) {
    if (field.choices.empty()) continue;
    const std::string& value = field.choices[random() % field.choices.size()].value;
    if (field.name == "step") in.step = value;
    if (field.name == "part") in.part = std::stoi(value);
  }
  in.units = {std::vector<std::string>{"440604-GA", "440604-CG", "440604010-GA"}[static_cast<std::size_t>(step) % 3]};
  if (chosen.action == "countersign" || before.unit == in.units[0]) in.units = {"440604-ZX"};
  const auto asked_already = [&](const office::Part& part) {
    return part.pending() && (part.person == in.people[0] || part.unit == in.units[0]);
  };
  if (std::any_of(before.office.parts.begin(), before.office.parts.end(), asked_already)) {
    if (chosen.action.starts_with("sign_before") || chosen.action.starts_with("sign_after") ||
        chosen.action == "assist")
      return std::nullopt;
  }
  in.unit =
      before.unit == "440604010-CG" || before.returned_by_unit == "440604010-CG" ? "440604010-GA" : "440604010-CG";
  if (before.returned_by_unit == in.unit) in.unit = "440604010-ZX";
  if (before.unit == in.unit) in.unit = "440604010001-ZZ";
  return in;
}

inline std::vector<db::Migration> test_migrations() {
  std::vector<db::Migration> all;
  for (const auto part : {http::http_migrations(), flows::migrations(), office::migrations(), migrations()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace tiange::cases
