// Grants of households: who is paid, who speaks for it, what follows when a head dies or somebody leaves.
#include <algorithm>

#include "base/codes.h"
#include "base/text.h"
#include "city/benefits/grants/grant_service.h"
#include "city/registers/facts/facts.h"

namespace tiange::grants {

namespace {

constexpr std::size_t k_longest_reason = 500;

struct SubjectBody {
  static constexpr bool k_json_defaults = true;
  std::string ref, kind;
  std::vector<std::string> fields;
};
BOOST_DESCRIBE_STRUCT(SubjectBody, (), (ref, kind, fields))

bool has_field(const SubjectBody& body, std::string_view field) {
  return body.fields.empty() || std::find(body.fields.begin(), body.fields.end(), field) != body.fields.end();
}

GrantEvent note(const char* act, Instant now, Words words, const std::string& by = "") {
  GrantEvent e;
  e.act = act;
  e.happened = now;
  e.by = by;
  e.zh = std::move(words.zh);
  e.en = std::move(words.en);
  return e;
}

}  // namespace

Home GrantService::home_of(db::Tx& tx, SubjectId household, Instant now) const {
  Home out;
  std::string head;
  parts_.subjects.each_of(tx, system_scope(), std::span(&household, 1), [&](const registers::GoldenRow& row) {
    if (row.kind != registers::Kind::household) return false;
    out.there = true;
    out.grid = std::string(row.grid);
    registers::each_value(row.golden, [&](std::string_view field, std::string_view value) {
      if (field == "number") out.number = value;
      if (field == "head") head = value;
    });
    return false;
  });
  if (out.number.empty()) return out;
  const Date today = local_date(now);
  const registers::AskedFacts asked(parts_.subjects, tx);
  const auto known = asked.members(out.number);
  const std::vector<registers::HouseholdMember> members(known.begin(), known.end());
  for (const registers::HouseholdMember& one : members) {
    if (one.dead(today)) continue;
    const PersonFacts who = person(tx, one.id);
    const bool heads = !head.empty() && one.card == head && !out.head();
    out.members.push_back({one.id, who.name, who.id_card, who.phone, heads, is_grown(who.born, today)});
  }
  return out;
}

// Of a household whose members are all children: whoever has the care of its head.
SubjectId GrantService::household_payee(db::Tx& tx, SubjectId household, Instant now) const {
  const Home home = home_of(tx, household, now);
  const SubjectId named = payee_among(home, store::payees(tx, household).value_or(HouseholdPayees{}));
  const bool children = std::none_of(home.members.begin(), home.members.end(), [](const HomeMember& one) { return one.adult; });
  if (named.value != 0 || !children || !home.head()) return named;
  const SubjectId carer = payee_of(tx, home.head()->id, now);
  return carer == home.head()->id ? SubjectId{} : carer;
}

// The head speaks for it; without a living adult head whoever is paid.
bool GrantService::speaks_for(db::Tx& tx, const Home& home, SubjectId household, SubjectId me) const {
  if (const HomeMember* head = home.head(); head && head->adult) return head->id == me;
  return payee_among(home, store::payees(tx, household).value_or(HouseholdPayees{})) == me;
}

void GrantService::add_households(db::Tx& tx, SubjectId me, std::vector<Ward>& out, Instant now) const {
  for (const registers::RelationView& tie : parts_.subjects.relations(tx, system_scope(), me, std::nullopt)) {
    const bool lives = tie.kind == registers::RelationKind::member_of && !tie.inverse && !tie.ended && tie.other_kind == registers::Kind::household;
    const auto id = parse_typed_id<registers::SubjectTag>(tie.other);
    if (!lives || !id.ok() || std::any_of(out.begin(), out.end(), [&](const Ward& one) { return one.id == *id; })) continue;
    const Home home = home_of(tx, *id, now);
    const HomeMember* self = home.member(me);
    if (!self || !self->adult) continue;
    const HomeMember* head = home.head();
    const std::string title = head && head->id != me ? "全家（户主 " + codes::mask_name(head->name) + "）" : "全家";
    out.push_back({*id, title, registers::Kind::household, speaks_for(tx, home, *id, me), me});
  }
}

// What each adult of a household sees of the others: that a fact counted, not what it says. Who does not speak for it answers nothing.
void GrantService::veil(const Ward& ward, MyGrant& one) const {
  if (ward.kind != registers::Kind::household) return;
  for (GrantFact& fact : one.facts) {
    if (fact.subject == ward.id.text() || fact.subject == ward.reader.text() || fact.value.empty()) continue;
    fact.value = "*";
    fact.shown_zh = "本人可见";
    fact.shown_en = "seen by that member";
  }
  const auto drop = [&](const char* act) { one.may.erase(std::remove(one.may.begin(), one.may.end(), act), one.may.end()); };
  drop("wrong_fact");  // each member has the own register put right
  if (ward.speaks) return;
  for (const char* act : {"confirm", "decline", "rejoin"}) drop(act);
  one.needs_confirm = false;
}

HouseholdView GrantService::household_view(db::Tx& tx, SubjectId household, const Home& home, Instant now) const {
  HouseholdView out;
  const HouseholdPayees named = store::payees(tx, household).value_or(HouseholdPayees{});
  const SubjectId payee = household_payee(tx, household, now);
  out.ref = household.text();
  out.number = home.number;
  out.area_name = parts_.places.full_name(home.grid, Language::zh);
  if (const HomeMember* head = home.head()) out.title = codes::mask_name(head->name);
  for (const HomeMember& one : home.members) {
    HouseholdMemberView member{one.id.text(), codes::mask_name(one.name), one.head, one.adult, one.id == payee, 0};
    for (std::size_t i = 0; i < named.order.size(); ++i) {
      if (named.order[i] == one.id.value) member.order = static_cast<int>(i) + 1;
    }
    out.members.push_back(std::move(member));
  }
  out.waiting = payee.value == 0;
  out.named_by = named.by;
  out.reason = named.reason;
  out.named = named.at;
  return out;
}

// Where it lies in the caller's areas and the caller's unit answers for something of it.
bool GrantService::may_see(db::Tx& tx, const Scope& scope, SubjectId household, const Home& home) {
  if (!home.there || !scope.covers(home.grid)) return false;
  const auto all = store::of_subject(tx, household.value);
  return std::any_of(all.begin(), all.end(), [&](const Grant& grant) { return concerns(scope, grant.terms.unit); });
}

Result<HouseholdView> GrantService::household(db::Tx& tx, const Scope& scope, SubjectId id, Instant now) {
  const Home home = home_of(tx, id, now);
  if (!may_see(tx, scope, id, home)) return refuse(ErrorCode::out_of_scope);
  parts_.subjects.looked(tx, scope, id, "benefits", {"查看按户待遇的领取人", "", std::nullopt}, now);
  HouseholdView out = household_view(tx, id, home, now);
  out.may_name = scope.may(Permission::benefits_decide);
  return out;
}

Outcome GrantService::name_payees(db::Tx& tx, SubjectId household, const Home& home, const HouseholdPayeesIn& in, const std::string& by, Instant now) {
  HouseholdPayees named{{}, by, std::string(text::trim(in.reason)), now};
  for (const std::string& ref : in.order) {
    TIANGE_TRY(const SubjectId id, parse_typed_id<registers::SubjectTag>(ref));
    named.order.push_back(id.value);
  }
  TIANGE_CHECK_OK(check_order(home, named.order));
  store::mark(tx, household.value, now);
  store::put(tx, household, named, now);
  follow_payee(tx, household, by, now);
  return done();
}

Result<HouseholdView> GrantService::name_by_desk(db::Tx& tx, const Scope& scope, SubjectId id, const HouseholdPayeesIn& in, Instant now) {
  const Home home = home_of(tx, id, now);
  if (!may_see(tx, scope, id, home)) return refuse(ErrorCode::out_of_scope);
  const std::string reason(text::trim(in.reason));
  if (reason.empty() || text::length(reason) > k_longest_reason)
    return refuse_fields(ErrorCode::bad_input, {{"reason", "请写明依据（500 字以内），如家庭成员协商一致的记录", "say on what ground, in at most 500 characters"}});
  TIANGE_CHECK_OK(name_payees(tx, id, home, in, scope.name, now));
  return household(tx, scope, id, now);
}

Result<HouseholdView> GrantService::name_by_head(db::Tx& tx, SubjectId me, SubjectId id, const HouseholdPayeesIn& in, Instant now) {
  const Home home = home_of(tx, id, now);
  const HomeMember* self = home.member(me);
  if (!self) return refuse(ErrorCode::not_found);
  if (!self->head || !self->adult)
    return refuse(ErrorCode::grant_confirm_first, "领取人由户主指定；户主去世的，请到窗口办理", "the head names who is paid; where the head has died, the desk does");
  TIANGE_CHECK_OK(name_payees(tx, id, home, {in.order, ""}, "户主", now));
  HouseholdView out = household_view(tx, id, home_of(tx, id, now), now);
  out.may_name = true;
  return out;
}

// The payee may be another now: what has not gone out goes to whoever it is, and what waited goes on.
void GrantService::follow_payee(db::Tx& tx, SubjectId household, const std::string& by, Instant now) {
  const SubjectId payee = household_payee(tx, household, now);
  for (Grant& grant : store::of_subject(tx, household.value)) {
    if (grant.state != GrantState::granted) continue;
    for (const Instalment& part : std::vector<Instalment>(grant.instalments)) {
      if (part.state != InstalmentState::ordered) continue;
      const auto payment = parts_.payments.find_by_key(tx, system_scope(), part.key);
      const auto id = benefits::parse_payment_id(store::payment_of(tx, grant, part.key));
      if (!payment.ok() || payment->payee == payee.text() || !id.ok()) continue;
      const Words why{"领取人变更，尚未发出的改发", "the payee is another now"};
      if (!parts_.payments.cancel(tx, *id, why, now).ok()) continue;  // on its way
      GrantEvent e = note("cancelled", now, {part.period + " 尚未发出，领取人变更，撤回后改发", part.period + " had not gone out; it goes to the new payee"}, by);
      e.key = part.key;
      e.period = part.period;
      e.why = "payee";
      e.amount_fen = part.amount_fen;
      carry(tx, grant, {e}, nullptr, now);
    }
    if (payee.value == 0) {
      wait_for_payee(tx, grant, now);
      continue;
    }
    if (grant.waits == "payee")
      carry(tx, grant, {note("payee_named", now, {"领取人：" + codes::mask_name(person(tx, payee).name) + "，待发的继续发放", "a payee is named; what waited goes on"}, by)}, nullptr, now);
    for (const Instalment& part : std::vector<Instalment>(grant.instalments)) {
      if (part.state != InstalmentState::cancelled || !part.held) continue;
      if (const auto again = order_again(grant, part.period, {by, 0}, now); again.ok()) carry(tx, grant, *again, nullptr, now);
    }
    advance(tx, grant, now);
  }
}

void GrantService::wait_for_payee(db::Tx& tx, Grant& grant, Instant now) {
  if (grant.waits == "payee") return;
  carry(tx, grant, {note("payee_wanted", now, {"户主已故或不在本户，须指定成年成员领取；应发的先留着，指定后补发",
                                               "an adult member has to be named as payee; what is due is kept and paid then"})}, nullptr, now);
  if (parts_.tell) parts_.tell(tx, grant.terms.unit);
}

Outcome GrantService::subject_changed(db::Tx& tx, const std::string& text, Instant now) {
  const auto body = json::read<SubjectBody>(text);
  if (!body.ok()) return done();
  const bool home = body->kind == "household" && (has_field(*body, "head") || has_field(*body, "number"));
  const bool member = body->kind == "person" && (has_field(*body, "died") || has_field(*body, "household"));
  const auto id = parse_typed_id<registers::SubjectTag>(body->ref);
  if ((!home && !member) || !id.ok()) return done();
  std::vector<SubjectId> households;
  if (home) households.push_back(*id);
  else {
    for (const registers::RelationView& tie : parts_.subjects.relations(tx, system_scope(), *id, std::nullopt)) {
      const auto other = parse_typed_id<registers::SubjectTag>(tie.other);
      if (tie.other_kind == registers::Kind::household && other.ok() && std::find(households.begin(), households.end(), *other) == households.end())
        households.push_back(*other);
    }
  }
  for (const SubjectId one : households) {
    const std::vector<Grant> all = store::of_subject(tx, one.value);
    if (std::none_of(all.begin(), all.end(), [](const Grant& grant) { return grant.state == GrantState::granted; })) continue;
    store::mark(tx, one.value, now);
    follow_payee(tx, one, "", now);
  }
  return done();
}

// What its members hold counts against a household, and what the household holds against a member, where one bars the other.
void GrantService::add_household_held(db::Tx& tx, const Grant& grant, std::vector<HeldGrant>& held, Instant now) const {
  std::vector<SubjectId> others;
  if (grant.kind == "household") {
    for (const HomeMember& one : home_of(tx, SubjectId{grant.subject}, now).members) others.push_back(one.id);
  } else if (grant.kind == "person" && !grant.terms.exclusions.empty()) {
    for (const registers::RelationView& tie : parts_.subjects.relations(tx, system_scope(), SubjectId{grant.subject}, std::nullopt)) {
      const auto id = parse_typed_id<registers::SubjectTag>(tie.other);
      if (tie.kind == registers::RelationKind::member_of && !tie.inverse && !tie.ended && id.ok()) others.push_back(*id);
    }
  }
  for (const SubjectId other : others) {
    for (HeldGrant& one : held_by(tx, other.value)) {
      if (one.policy != grant.terms.policy) held.push_back(std::move(one));
    }
  }
}

std::vector<HouseholdView> GrantService::my_households(db::Tx& tx, SubjectId me, std::span<const Ward> wards, Instant now) const {
  std::vector<HouseholdView> out;
  for (const Ward& ward : wards) {
    if (ward.kind != registers::Kind::household) continue;
    const Home home = home_of(tx, ward.id, now);
    HouseholdView& view = out.emplace_back(household_view(tx, ward.id, home, now));
    const HomeMember* self = home.member(me);
    view.may_name = self && self->head && self->adult;
    view.number.clear();
  }
  return out;
}

void add_household_routes(http::Routes& routes, GrantService& room, const http::Recorder& record) {
  db::Db& db = room.parts().db;
  routes.query<HouseholdView>("/api/v1/benefits/households/{id}", Permission::benefits_grants, "按户待遇的领取人", "Who is paid for a household",
                              [&room, &db](const http::Request& r) -> Result<HouseholdView> {
                                TIANGE_TRY(const SubjectId id, parse_typed_id<registers::SubjectTag>(r.param("id")));
                                return db.write(r.scope, [&](db::Tx& tx) { return room.household(tx, r.scope, id, r.now); });
                              });
  routes.command<HouseholdPayeesIn, HouseholdView>(
      http::Method::post, "/api/v1/benefits/households/{id}/payees", Permission::benefits_decide, "指定按户待遇的领取人", "Name who is paid for a household",
      [&room, record](const http::Request& r, db::Tx& tx, const HouseholdPayeesIn& in) -> Result<HouseholdView> {
        TIANGE_TRY(const SubjectId id, parse_typed_id<registers::SubjectTag>(r.param("id")));
        TIANGE_TRY(HouseholdView view, room.name_by_desk(tx, r.scope, id, in, r.now));
        record(tx, r, "benefits.payees_named", view.ref, {"指定按户待遇领取人：" + in.reason, "named who is paid for a household: " + in.reason});
        return view;
      });
  routes.command<HouseholdPayeesIn, HouseholdView>(
      http::Method::post, "/api/v1/public/benefits/households/{id}/payees", Permission::open_to_all, "户主指定领取人", "The head names who is paid",
      [&room](const http::Request& r, db::Tx& tx, const HouseholdPayeesIn& in) -> Result<HouseholdView> {
        TIANGE_TRY(const SubjectId me, room.parts().spaces.resident(tx, r.header("x-tiange-key"), r.now));
        TIANGE_TRY(const SubjectId id, parse_typed_id<registers::SubjectTag>(r.param("id")));
        return room.name_by_head(tx, me, id, in, r.now);
      });
}

}  // namespace tiange::grants
