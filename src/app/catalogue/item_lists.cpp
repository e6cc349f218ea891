#include "app/catalogue/item_lists.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

namespace tiange::app {

namespace {

void require(const Outcome& outcome) {
  if (!outcome.ok()) throw std::runtime_error(outcome.refusal().zh + " / " + outcome.refusal().en);
}

// An application of the demo district, and what was decided on it.
struct Sample {
  std::string line, code, name_zh, name_en, filing, closing, keywords;
  std::string reason, basis, resources;
  std::int64_t visits = 12;
  int ago_days = 0;
  std::optional<items::ApplicationAct> decided = {};
  std::string said = {};
  std::size_t town = 0;
  int lasts_days = 0;
};

const std::vector<Sample>& samples() {
  using enum items::ApplicationAct;
  static const std::vector<Sample> all = {
      {"CG", "E26-0101", "外卖骑手聚集占道", "Riders gathering in the road", "外卖骑手车辆聚集停放，影响行人或车辆通行", "车辆已移离，通道恢复",
       "骑手 外卖 聚集 占道", "骑手聚集点增多，“非机动车乱停放”不能反映聚集特点，拟单列以便统计和共治。",
       "《城市市容和环境卫生管理条例》", "随事转入巡查经费，划定临时停放点。", 24, 75, begin_trial, "同意先在一个镇街试行。", 1, 60},
      {"XF", "S26-0421", "电动自行车入户充电复查", "Re-check of e-bikes charged indoors", "曾被劝导的住户再次在室内或楼道充电", "已移出并落实集中充电",
       "电动车 充电 楼道 入户 复查", "入户劝导后反弹多，需网格员定期复查。", "《中华人民共和国消防法》；《高层民用建筑消防安全管理规定》",
       "随事转入充电桩补贴，不增加人员。", 12, 20, begin_trial, "同意试行两个月。", 0, 60},
      {"SJ", "S26-0614", "散装食品标签不全", "Loose food without labels", "散装食品未标明名称、生产日期或保质期", "已补齐标签或下架", "散装 标签 日期",
       "小商铺检查中反复出现，拟由网格员提示、部门复核。", "《中华人民共和国食品安全法》", "无", 6, 2},
      {"YJ", "S26-0422", "出租自建房安全提示", "Safety notice for let self-built houses", "自建房用于出租且未张贴安全提示", "已张贴", "自建房 出租 提示",
       "拟结合出租屋走访一并提示。", "《中华人民共和国安全生产法》", "另行报送", 4, 9, give_back,
       "请补充随事转入的人员和经费，并说明与“出租屋安全隐患”的区别。"}};
  return all;
}

items::ApplicationIn application_of(const Sample& sample, const items::Item& base) {
  items::Item item = base;
  item.code = sample.code;
  item.catalogue = "CC-2026";
  item.item_class = sample.code.starts_with("E") ? "event" : "social";
  item.name_zh = sample.name_zh;
  item.name_en = sample.name_en;
  item.filing_condition = sample.filing;
  item.filing_condition_en.reset();
  item.closing_conditions = {sample.closing};
  item.closing_conditions_en.clear();
  item.keywords = sample.keywords;
  item.everyday_words.clear();
  item.urgent_words.clear();
  item.lead_line = sample.line;
  item.form.clear();
  item.powers.reset();
  item.legal_basis = sample.basis;
  items::ApplicationIn in;
  in.item = std::move(item);
  in.reason = sample.reason;
  in.legal_basis = sample.basis;
  in.resources = sample.resources;
  in.visits_year = sample.visits;
  return in;
}

}  // namespace

std::vector<db::Migration> item_list_migrations() {
  std::vector<db::Migration> all;
  for (const auto& part : {items::power_migrations(), items::check_migrations(), items::admission_migrations()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

ItemLists::ItemLists(ItemListParts parts) : parts_(std::move(parts)) {
  const auto line_exists = [this](std::string_view line) {
    const auto directory = parts_.org.directory(parts_.clock.now());
    const auto& units = directory->units();
    return std::any_of(units.begin(), units.end(), [&](const org::UnitInfo& unit) { return unit.line == line; });
  };
  const auto power_exists = [this](db::Tx& tx, std::string_view code) { return powers_->find(tx, code).has_value(); };
  powers_ = items::open_powers({parts_.db, parts_.items, line_exists});
  parts_.items.use_powers(power_exists);
  checks_ = items::open_checks({parts_.db, parts_.ids, parts_.items, line_exists, power_exists});
  admission_ = items::open_admission(
      {.db = parts_.db,
       .clock = parts_.clock,
       .ids = parts_.ids,
       .items = parts_.items,
       .area_name = [this](std::string_view area) {
         return Words{parts_.places.name(area, Language::zh), parts_.places.name(area, Language::en)};
       },
       .unit_name = [this](std::string_view code) {
         const auto directory = parts_.org.directory(parts_.clock.now());
         const org::UnitInfo* unit = directory->unit(code);
         return unit ? Words{unit->name_zh, unit->name_en} : Words{};
       },
       .figures = [this](db::Tx& tx, const std::string& code, const std::vector<std::string>& areas, Date from, Date to) {
         return figures(tx, code, areas, from, to);
       },
       .announce = [this](db::Tx& tx, const items::TrialDue& due) {
         const std::string body = json::write(due);
         parts_.outbox.publish(tx, {.type = "items.trial_due", .subject = due.application, .body = body});
         parts_.show_due(tx, body);
       },
       .four_eyes = parts_.four_eyes});
}

items::TrialFigures ItemLists::figures(db::Tx& tx, const std::string& code, const std::vector<std::string>& areas, Date from, Date to) {
  items::TrialFigures sum;
  sum.from = from;
  sum.to = to;
  const auto add = [&](const cases::CountRow& row) {
    if (row.item != code) return;
    sum.reported += row.opened;
    sum.closed += row.closed;
    sum.on_time += row.on_time;
    sum.late += row.late;
    sum.open_now += row.open_now;
    sum.overdue_now += row.overdue_now;
  };
  // Figures of a district are nobody's secret: whoever may see the catalogue sees how its trials go.
  for (const std::string& area : areas) {
    require(parts_.cases().each_count(tx, system_scope(), area, from.day, to.day, add));
    require(parts_.cases().each_count(tx, system_scope(), area, 0, 0, add));
  }
  return sum;
}

void ItemLists::lay_file(const std::string& folder, const std::string& name, const Import& import) {
  const std::string path = folder + "/" + name;
  if (!std::filesystem::exists(path)) return;
  const auto report = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Result<items::ImportReport> {
    TIANGE_TRY(auto reader, sheets::open_file(path));
    return import(tx, *reader);
  });
  if (!report.ok()) require(report.refusal());
  if (report->errors.empty()) return;
  const items::CellError& e = report->errors.front();
  throw std::runtime_error(name + ":" + std::to_string(e.row) + " " + e.column + " " + e.zh + " / " + e.en);
}

void ItemLists::lay(const std::string& folder) {
  const Scope house = system_scope();
  const Instant now = parts_.clock.now();
  const auto is_empty = [&](const auto& list) {
    return *parts_.db.read([&](db::Tx& tx) -> Result<bool> { return list.all(tx).empty(); });
  };
  if (is_empty(*powers_))
    lay_file(folder, "powers.csv", [&](db::Tx& tx, sheets::Reader& r) { return powers_->import(tx, house, r, false, now); });
  if (parts_.items.latest().empty())
    lay_file(folder, "items.csv", [&](db::Tx& tx, sheets::Reader& r) { return parts_.items.import(tx, house, r, false, "开局"); });
  require(parts_.items.refresh());
  if (is_empty(*checks_))
    lay_file(folder, "checks.csv", [&](db::Tx& tx, sheets::Reader& r) { return checks_->import(tx, house, r, false, now); });
  require(parts_.db.write(house, [&](db::Tx& tx) {
    powers_->fill_columns(tx);
    checks_->fill_columns(tx);
    return done();
  }));
}

void ItemLists::add_routes(http::Routes& routes, const http::Recorder& record) {
  admission_->add_routes(routes, record);
  powers_->add_routes(routes, record);
  checks_->add_routes(routes, record);
}

// Whoever holds a queue.
Scope ItemLists::holder_of(const std::string& queue) const {
  const Instant now = parts_.clock.now();
  const auto holders = parts_.org.directory(now)->holders(queue, now);
  if (holders.empty()) return Scope();
  return parts_.org.scope_of(holders.front().account, now).value_or(Scope());
}

void ItemLists::seed_applications() {
  const Instant now = parts_.clock.now();
  const auto districts = parts_.places.children("");
  const auto base = parts_.items.find("E13-0405");
  if (!base || districts.empty()) return;
  const std::string district = districts.front().code;
  const auto towns = parts_.places.children(district);
  const Scope reviewer = holder_of(district + "-ZX:data_steward");
  if (towns.empty() || !reviewer.person) return;
  for (const Sample& sample : samples()) {
    const Scope applicant = holder_of(district + "-" + sample.line + ":handler");
    if (!applicant.person) continue;
    const Instant when = now - days(sample.ago_days);
    require(parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      TIANGE_TRY(const items::Application made, admission_->apply(tx, applicant, application_of(sample, *base), when));
      if (!sample.decided) return done();
      items::DecisionIn decision;
      decision.act = *sample.decided;
      decision.text = sample.said;
      if (decision.act == items::ApplicationAct::begin_trial) {
        decision.areas = {towns[sample.town % towns.size()].code};
        decision.until = local_date(when) + sample.lasts_days;
      }
      TIANGE_CHECK_OK(admission_->act(tx, reviewer, made.id, decision, when + hours(3)));
      return done();
    }));
    require(parts_.items.refresh());
    if (sample.lasts_days > 0) write_trial_cases(sample.code, towns[sample.town % towns.size()].code, when + days(1), now);
  }
  (void)admission_->remind(now);
}

// What was found and settled while an item was on trial: one every other day, most of them in time.
void ItemLists::write_trial_cases(const std::string& code, const std::string& town, Instant from, Instant now) {
  const auto item = parts_.items.find(code);
  std::vector<places::Area> grids;
  for (const places::Area& community : parts_.places.children(town)) {
    for (places::Area& grid : parts_.places.children(community.code)) grids.push_back(std::move(grid));
  }
  std::vector<cases::PastCase> past;
  for (int turn = 0; !grids.empty() && from + days(2 * turn + 2) < now; ++turn) {
    const places::Area& grid = grids[static_cast<std::size_t>(turn * 7) % grids.size()];
    cases::PastCase one;
    one.report.channel = cases::Channel::grid;
    one.report.kind = cases::Kind::report;
    one.report.content = item->filing_condition + "。";
    one.report.item_code = code;
    one.report.place.grid_code = grid.code;
    one.area = grid.code;
    one.unit = grid.code.substr(0, 12) + "-ZZ";
    one.created = from + days(2 * turn) + hours(2);
    one.settled = one.closed = one.created + (turn % 6 == 5 ? hours(50) : hours(2));
    one.result = "已到现场劝导，当场整改。";
    one.closing_condition = item->closing_conditions.front();
    past.push_back(std::move(one));
  }
  if (past.empty()) return;
  const auto rows = parts_.cases().prepare(past);
  require(parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    parts_.cases().write(tx, *rows);
    return done();
  }));
}

}  // namespace tiange::app
