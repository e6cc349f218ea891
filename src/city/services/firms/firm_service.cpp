#include "city/services/firms/firm_service.h"

#include <algorithm>

#include "base/codes.h"
#include "base/text.h"
#include "city/registers/subjects/rules/field_rules.h"

namespace tiange::firms {

namespace {

using registers::Kind;
using registers::KeySort;

constexpr std::size_t k_most_agents = 10;  // in force
constexpr int k_longest_days = 366;
constexpr std::size_t k_most_looks = 50;

bool in_force(const store::AgentRecord& one, Instant now) { return one.ended.us == 0 && one.until > now; }

}  // namespace

std::unique_ptr<Firms> open_firms(FirmParts parts) { return std::make_unique<FirmService>(std::move(parts)); }

Scope firm_scope(const FirmActor& who) {
  Scope scope;
  scope.name = who.name;
  scope.areas = {who.area};
  scope.permissions.set(static_cast<std::size_t>(Permission::credit_view));
  scope.permissions.set(static_cast<std::size_t>(Permission::credit_ask));
  return scope;
}

grants::ForFirm for_firm(const FirmActor& who) { return {who.firm, who.name}; }

Outcome legal_alone(const FirmActor& who) {
  if (who.role == FirmRole::legal) return done();
  return refuse(ErrorCode::not_for_firm, "此操作只限法定代表人本人", "this is for the legal person alone");
}

// ---- who may act ----

std::optional<FirmService::Held> FirmService::held(db::Tx& tx, SubjectId id) const {
  std::optional<Held> out;
  parts_.subjects.each_of(tx, system_scope(), std::span(&id, 1), [&](const registers::GoldenRow& row) {
    const auto golden = json::parse(row.golden);
    if (!golden.ok() || golden->text_or("name").empty()) return false;
    const bool firm = row.kind == Kind::firm;
    out = Held{row.kind, golden->text_or("name"), golden->text_or(firm ? "uscc" : "id_card"), golden->text_or("legal_person_id"), std::string(row.grid)};
    return false;
  });
  return out;
}

std::optional<FirmActor> FirmService::actor(db::Tx& tx, SubjectId person, SubjectId firm, Instant now) const {
  const auto who = held(tx, person);
  const auto what = held(tx, firm);
  if (!who || !what || what->kind != Kind::firm || who->kind != Kind::person || who->number.empty()) return std::nullopt;
  FirmActor out{person, firm, FirmRole::legal, codes::mask_name(who->name), what->name, what->number, what->grid.empty() ? parts_.district : what->grid, {}};
  if (what->legal_person_id == who->number) {
    out.name += "（法定代表人）";
    return out;
  }
  for (const store::AgentRecord& one : store::of_firm(tx, firm.value)) {
    if (one.person != person.value || !in_force(one, now)) continue;
    // Who was appointed by a former legal person acts no more.
    const auto appointer = held(tx, SubjectId{one.appointer});
    if (!appointer || appointer->number.empty() || appointer->number != what->legal_person_id) continue;
    out.role = FirmRole::agent;
    out.name += "（经办人）";
    out.until = one.until;
    return out;
  }
  return std::nullopt;
}

Result<FirmActor> FirmService::acting(db::Tx& tx, SubjectId person, std::string_view firm, Instant now) const {
  const auto id = parse_typed_id<registers::SubjectTag>(firm);
  // One answer, so that nobody can try which firms there are.
  if (!id.ok()) return refuse(ErrorCode::not_for_firm);
  if (auto found = actor(tx, person, *id, now)) return *std::move(found);
  return refuse(ErrorCode::not_for_firm);
}

Result<FirmActor> FirmService::acting(db::Tx& tx, std::string_view key, std::string_view firm, Instant now) const {
  TIANGE_TRY(const SubjectId person, parts_.spaces.resident(tx, key, now));
  return acting(tx, person, firm, now);
}

MyFirmList FirmService::mine(db::Tx& tx, SubjectId person, Instant now) const {
  MyFirmList list;
  const auto add = [&](SubjectId firm) {
    const std::string ref = firm.text();
    if (std::any_of(list.items.begin(), list.items.end(), [&](const MyFirm& one) { return one.ref == ref; })) return;
    const auto who = actor(tx, person, firm, now);
    if (!who) return;
    list.items.push_back({ref, who->firm_name, who->uscc, std::string(json::enum_name(who->role)), who->until,
                          static_cast<std::int64_t>(parts_.grants.unread_of_firm(tx, firm))});
  };
  for (const registers::RelationView& tie : parts_.subjects.relations(tx, system_scope(), person, std::nullopt)) {
    if (tie.inverse || tie.ended || tie.kind != registers::RelationKind::represents || tie.other_kind != Kind::firm) continue;
    if (const auto id = parse_typed_id<registers::SubjectTag>(tie.other); id.ok()) add(*id);
  }
  for (const store::AgentRecord& one : store::of_person(tx, person.value, now)) add(SubjectId{one.firm});
  return list;
}

// ---- the page ----

std::vector<FirmFact> FirmService::facts(db::Tx& tx, SubjectId firm) const {
  std::vector<FirmFact> out;
  const auto explained = parts_.subjects.explain(tx, system_scope(), firm, "", std::nullopt);
  if (!explained.ok()) return out;
  const auto catalogue = parts_.subjects.catalogue();
  for (const registers::Explained& one : *explained) {
    const registers::FieldDefinition* field = catalogue->field(Kind::firm, one.field);
    // Whose numbers they are is not the firm's: persons see their own in their own space.
    if (!field || one.value.empty() || field->mask == "id") continue;
    const Words shown = registers::shown_value(*field, one.value);
    FirmFact fact{one.field, one.zh, one.en, one.value, shown.zh, shown.en, "", "", std::nullopt};
    if (!one.claims.empty()) {
      fact.source_zh = one.claims.front().source_zh;
      fact.source_en = one.claims.front().source_en;
      fact.observed = one.claims.front().observed;
    }
    out.push_back(std::move(fact));
  }
  return out;
}

Result<FirmPage> FirmService::page(db::Tx& tx, const FirmActor& who, Instant now) {
  FirmPage out;
  out.ref = who.firm.text();
  out.name = who.firm_name;
  out.uscc = who.uscc;
  out.role = json::enum_name(who.role);
  out.until = who.until;
  out.unread = static_cast<std::int64_t>(parts_.grants.unread_of_firm(tx, who.firm));
  out.facts = facts(tx, who.firm);
  out.benefits = parts_.grants.of_firm(tx, who.firm, now);
  for (const grants::MyGrant& one : out.benefits.have)
    out.notices.push_back({one.id, one.zh, one.en, one.words_zh, one.words_en, one.state, one.state_zh, one.state_en, one.offered, one.seen, one.needs_confirm});
  if (who.role == FirmRole::legal) {
    out.agents = agents(tx, who.firm, now).items;
    for (const registers::LookView& look : parts_.subjects.looks_of(tx, who.firm, k_most_looks)) out.looks.push_back({look.looked, look.name, look.act, look.purpose});
  }
  parts_.subjects.looked(tx, firm_scope(who), who.firm, "firm", {"企业专属空间", "", std::nullopt}, now);
  parts_.grants.read_by_firm(tx, for_firm(who), now);
  return out;
}

Result<credit::CreditProfile> FirmService::credit(db::Tx& tx, const FirmActor& who, Instant now) {
  TIANGE_TRY(credit::CreditProfile page, parts_.credit.profile_of(tx, firm_scope(who), who.firm.text(), now));
  // Who reported a case is not for the firm to guess.
  page.cases.clear();
  return page;
}

Result<credit::CreditMatter> FirmService::ask(db::Tx& tx, const FirmActor& who, const credit::CreditMatterIn& in, Instant now) {
  return parts_.credit.ask_for(tx, firm_scope(who), who.firm.text(), in, now);
}

// ---- agents ----

FirmAgentList FirmService::agents(db::Tx& tx, SubjectId firm, Instant now) const {
  FirmAgentList list;
  for (const store::AgentRecord& one : store::of_firm(tx, firm.value)) {
    FirmAgent view{std::to_string(one.id), one.name, one.appointed_by, "in_force", one.from, one.until, std::nullopt};
    if (one.ended.us != 0) {
      view.state = "taken_back";
      view.ended = one.ended;
    } else if (one.until <= now) {
      view.state = "over";
    }
    list.items.push_back(std::move(view));
  }
  return list;
}

Result<FirmAgentList> FirmService::appoint(db::Tx& tx, const FirmActor& who, const FirmAgentIn& in, Instant now) {
  TIANGE_CHECK_OK(legal_alone(who));
  if (in.days < 1 || in.days > k_longest_days)
    return refuse_fields(ErrorCode::bad_input, {{"days", "期限为 1 至 366 天", "the term is 1 to 366 days"}});
  const std::string number = text::to_half_width(text::trim(in.id_card));
  const auto found = parts_.subjects.find_by_key(tx, system_scope(), KeySort::id_card, number);
  const auto person = found.empty() ? std::nullopt : held(tx, found.front());
  // One answer, so that nobody can try who is registered or has a space.
  if (!person || person->name != text::trim(in.name) || !parts_.spaces.is_open(tx, found.front())) return refuse(ErrorCode::person_not_matched);
  if (found.front() == who.person) return refuse_fields(ErrorCode::bad_input, {{"id_card", "法定代表人本人不用任命", "the legal person needs no appointment"}});
  std::size_t running = 0;
  store::AgentRecord row;
  for (const store::AgentRecord& one : store::of_firm(tx, who.firm.value)) {
    if (!in_force(one, now)) continue;
    ++running;
    if (one.person == found.front().value && one.appointer == who.person.value) row = one;  // a new term for the same one
  }
  if (row.id == 0) {
    if (running >= k_most_agents) return refuse_fields(ErrorCode::bad_input, {{"id_card", "在期经办人最多 10 名", "at most ten agents at a time"}});
    row = {who.firm.value, parts_.ids.next(now), found.front().value, who.person.value, codes::mask_name(person->name), who.name, now, {}, {}};
  }
  row.until = now + days(in.days);
  store::put(tx, row);
  parts_.subjects.looked(tx, firm_scope(who), who.firm, "firm", {"任命经办人 " + row.name, "", std::nullopt}, now);
  return agents(tx, who.firm, now);
}

Result<FirmAgentList> FirmService::take_back(db::Tx& tx, const FirmActor& who, std::int64_t id, Instant now) {
  TIANGE_CHECK_OK(legal_alone(who));
  auto row = store::find(tx, who.firm.value, id);
  if (!row) return refuse(ErrorCode::not_found);
  if (in_force(*row, now)) {
    row->ended = now;
    store::put(tx, *row);
    parts_.subjects.looked(tx, firm_scope(who), who.firm, "firm", {"收回经办人 " + row->name, "", std::nullopt}, now);
  }
  return agents(tx, who.firm, now);
}

}  // namespace tiange::firms
