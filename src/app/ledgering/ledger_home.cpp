#include "app/ledgering/ledger_home.h"

#include <stdexcept>

namespace tiange::app {

namespace {

std::function<std::string(const Scope&, const registers::MaskAsk&)> shown_by(const masks::Masks& masks) {
  return [&masks](const Scope& scope, const registers::MaskAsk& ask) {
    return masks.show(scope, {json::enum_name(ask.kind), ask.field.field, ask.field.mask, ask.grid, ask.purpose, ask.unmasked}, ask.value);
  };
}

}  // namespace

std::vector<db::Migration> ledger_home_migrations() {
  const auto all = ledgers::ledger_migrations();
  return {all.begin(), all.end()};
}

LedgerHome::LedgerHome(const LedgerHomeParts& parts)
    : parts_(parts),
      ledgers_(ledgers::open_ledgers({.db = parts.db,
                                      .clock = parts.clock,
                                      .ids = parts.ids,
                                      .outbox = parts.outbox,
                                      .jobs = parts.jobs,
                                      .org = parts.org,
                                      .places = parts.places,
                                      .subjects = parts.subjects,
                                      .show = shown_by(parts.masks),
                                      .tell =
                                          [&hub = parts.hub](db::Tx& tx, const std::string& area) {
                                            live::Audience audience;
                                            audience.area = area;
                                            audience.permission = permission_info(Permission::ledgers_view).key;
                                            hub.publish(tx, "ledgers", audience, "{}");
                                          },
                                      .calendar = parts.calendar,
                                      .district = parts.district})) {
  parts.ticker.every("ledgers.sweep", minutes(10), [this](Instant now) { ledgers_->sweep(now); });
}

void LedgerHome::seed(Instant now) {
  const auto directory = parts_.org.directory(now);
  int seeded = 0;
  for (const places::Area& town : parts_.places.children(parts_.district)) {
    for (const places::Area& village : parts_.places.children(town.code)) {
      const auto heads = directory->holders(village.code + "-ZZ:station_head", now);
      if (heads.empty()) continue;
      Scope head = directory->scope_of(heads.front().person, now);
      head.account = heads.front().account;
      head.person = heads.front().person;
      head.name = heads.front().name;
      const auto done_or_not = parts_.db.write(head, [&](db::Tx& tx) { return seed_village(tx, head, village.code, now); });
      if (!done_or_not.ok()) throw std::runtime_error("ledgers: " + done_or_not.refusal().zh);
      if (++seeded == 2) return;
    }
  }
}

Outcome LedgerHome::seed_village(db::Tx& tx, const Scope& head, const std::string& village, Instant now) {
  const Date today = local_date(now);
  const std::pair<const char*, const char*> k_orders[] = {{"aged_80", "高龄老人走访慰问"},     {"newborn", "新生儿家庭上门服务"},
                                                          {"school_age", "适龄儿童入学核对"},  {"deceased", "台账核减"},
                                                          {"rented", "出租屋安全检查"},        {"sole_traders", "商铺安全责任书签订"},
                                                          {"disabled", "残疾人入户服务"},      {"old_alone", "独居老人每周走访"},
                                                          {"low_income", "低保动态复核配合"},  {"turning_80", "高龄津贴上门代办"}};
  int turn = 0;
  for (const auto& [kind, purpose] : k_orders) {
    const std::string until = format_date(today + (turn % 3 == 0 ? 20 : 150));
    const auto asked = ledgers_->order(tx, head, {village, kind, purpose, until}, now - days(12 - turn));
    if (!asked.ok()) return asked.refusal();
    // One waits at the desk of its owner.
    if (asked->state == ledgers::OrderState::asked && std::string_view(kind) != "low_income") {
      Scope owner = system_scope(parts_.district);
      owner.name = parts_.org.directory(now)->unit_name(asked->owner_unit).zh;
      owner.units = {asked->owner_unit};
      TIANGE_CHECK_OK(ledgers_->decide(tx, owner, asked->id, {true, "同意，仅限本村居使用", ""}, now - days(11 - turn)));
    }
    ++turn;
  }
  for (const char* kind : {"newborn", "school_age", "aged_80", "deceased", "disabled", "turning_80"}) {
    ledgers::WatchIn watch;
    watch.village = village;
    watch.kind = kind;
    if (std::string_view(kind) == "turning_80") watch.remind = "上门告知高龄津贴，协助申请";
    TIANGE_CHECK_OK(ledgers_->watch(tx, head, watch, now));
  }
  std::vector<std::string> people;
  parts_.subjects.each(tx, head, registers::Kind::person, village, [&](const registers::GoldenRow& row) {
    if (row.golden.find("\"died\"") == row.golden.npos && row.grid.size() == 15) people.push_back(row.id.text());
    return people.size() < 3;
  });
  const char* k_titles[] = {"核对现住地址和联系电话", "上门走访，了解近况", "告知社区活动安排"};
  for (std::size_t i = 0; i < people.size(); ++i) {
    ledgers::TaskIn task;
    task.village = village;
    task.kind = "residents";
    task.subject = people[i];
    task.title = k_titles[i];
    task.due = format_date(today + 3 + static_cast<int>(i));
    TIANGE_CHECK_OK(ledgers_->give_tasks(tx, head, task, now - hours(5)));
  }
  return done();
}

}  // namespace tiange::app
