// What happens to a grant by itself: matched, told, approved, ordered, issued, ended; and what each step does outside of it.
#include <algorithm>

#include "base/codes.h"
#include "base/digest.h"
#include "base/text.h"
#include "city/benefits/grants/grant_service.h"

namespace tiange::grants {

namespace {

constexpr int k_most_steps = 16;  // of one grant in one transaction
constexpr int k_grown = 18;       // years: money for younger ones goes to a parent

struct MatchBody {
  static constexpr bool k_json_defaults = true;
  std::string policy, subject, kind, match, day, why;
};
BOOST_DESCRIBE_STRUCT(MatchBody, (), (policy, subject, kind, match, day, why))
struct WhyBody {
  static constexpr bool k_json_defaults = true;
  std::string zh, en;
};
BOOST_DESCRIBE_STRUCT(WhyBody, (), (zh, en))
struct PaymentBody {
  static constexpr bool k_json_defaults = true;
  std::string payment, recovery, key;
  std::int64_t amount_fen = 0, open_fen = 0;
  WhyBody why;
};
BOOST_DESCRIBE_STRUCT(PaymentBody, (), (payment, recovery, key, amount_fen, open_fen, why))
struct RedeemedBody {
  static constexpr bool k_json_defaults = true;
  std::string grant, place;
};
BOOST_DESCRIBE_STRUCT(RedeemedBody, (), (grant, place))

// "grant:<id>:<period>" names a grant; 0 for other keys.
std::int64_t grant_of_key(std::string_view key) {
  if (!key.starts_with("grant:")) return 0;
  const auto parts = text::split(key, ':');
  return parts.size() < 3 ? 0 : text::to_int(parts[1]).value_or(0);
}

}  // namespace

std::unique_ptr<Grants> open_grants(GrantParts parts) { return std::make_unique<GrantService>(std::move(parts)); }

GrantActor resident_actor() { return {"本人", 0}; }

void GrantService::listen(db::Outbox& outbox) {
  outbox_ = &outbox;
  const auto hear = [&](const char* type, Outcome (GrantService::*act)(db::Tx&, const std::string&, Instant)) {
    outbox.subscribe(type, "grants", [this, act](db::Tx& tx, const db::Event& event) { return (this->*act)(tx, event.body, parts_.clock.now()); });
  };
  hear("benefit.matched", &GrantService::matched);
  hear("benefit.ended", &GrantService::ended);
  hear("payment.settled", &GrantService::paid);
  hear("payment.failed", &GrantService::unpaid);
  hear("payment.recovered", &GrantService::came_back);
  hear("voucher.redeemed", &GrantService::redeemed);
  hear("subject.changed", &GrantService::subject_changed);
  hear(tidings::k_moved.data(), &GrantService::sms_moved);
}

// ---- what is heard ----

Outcome GrantService::matched(db::Tx& tx, const std::string& text, Instant now) {
  TIANGE_TRY(const MatchBody body, json::read<MatchBody>(text));
  TIANGE_TRY(const SubjectId subject, parse_typed_id<registers::SubjectTag>(body.subject));
  const auto edition = parts_.policies.edition(tx, body.policy, 0);
  if (!edition) return done();  // withdrawn meanwhile; its end is told as well
  const auto begun = begin(tx, *edition, subject, body.match, body.day, now);
  return begun.ok() ? done() : Outcome(begun.refusal());
}

Outcome GrantService::ended(db::Tx& tx, const std::string& text, Instant now) {
  TIANGE_TRY(const MatchBody body, json::read<MatchBody>(text));
  TIANGE_TRY(const SubjectId subject, parse_typed_id<registers::SubjectTag>(body.subject));
  auto grant = store::find_match(tx, subject.value, body.policy, body.match);
  if (!grant) return done();
  const auto day = parse_date(body.day);
  const GrantEvents events = stop(*grant, ground_end(tx, *grant, body.why, day.ok() ? *day : local_date(now)), {}, now);
  if (events.empty()) return done();
  carry(tx, *grant, events, nullptr, now);
  advance_others(tx, *grant, now);
  return done();
}

Outcome GrantService::paid(db::Tx& tx, const std::string& text, Instant now) {
  TIANGE_TRY(const PaymentBody body, json::read<PaymentBody>(text));
  parts_.vouchers.settled(tx, body.key, true, now);
  if (auto grant = store::find(tx, system_scope(), grant_of_key(body.key))) carry(tx, *grant, settled(*grant, body.key, body.payment, now), nullptr, now);
  return done();
}

Outcome GrantService::unpaid(db::Tx& tx, const std::string& text, Instant now) {
  TIANGE_TRY(const PaymentBody body, json::read<PaymentBody>(text));
  parts_.vouchers.settled(tx, body.key, false, now);
  if (auto grant = store::find(tx, system_scope(), grant_of_key(body.key)))
    carry(tx, *grant, failed(*grant, body.key, {body.why.zh, body.why.en}, now), nullptr, now);
  return done();
}

Outcome GrantService::came_back(db::Tx& tx, const std::string& text, Instant now) {
  TIANGE_TRY(const PaymentBody body, json::read<PaymentBody>(text));
  if (!body.key.starts_with("stop:")) return done();
  auto claim = store::claim(tx, system_scope(), text::to_int(std::string_view(body.key).substr(5)).value_or(0));
  if (!claim || claim->state != ClaimState::approved) return done();
  claim->open_fen = body.open_fen;
  if (body.open_fen <= 0) claim->state = ClaimState::recovered;
  store::put(tx, *claim);
  if (claim->state != ClaimState::recovered) return done();
  if (auto grant = store::find(tx, system_scope(), claim->grant)) {
    GrantEvent e;
    e.act = "note";
    e.happened = now;
    e.amount_fen = claim->amount_fen;
    e.zh = "多发的 " + yuan(claim->amount_fen) + " 元已全部追回";
    e.en = "CNY " + yuan(claim->amount_fen) + " has come back in full";
    carry(tx, *grant, {e}, nullptr, now);
  }
  return done();
}

Outcome GrantService::redeemed(db::Tx& tx, const std::string& text, Instant now) {
  TIANGE_TRY(const RedeemedBody body, json::read<RedeemedBody>(text));
  auto grant = store::find(tx, system_scope(), text::to_int(body.grant).value_or(0));
  if (!grant) return done();
  const Words place = parts_.org.directory(now)->unit_name(body.place);
  GrantEvent e;
  e.act = "redeemed";
  e.happened = now;
  e.ref = body.place;
  e.zh = "惠民券已在" + place.zh + "核销";
  e.en = "the voucher was redeemed at " + place.en;
  carry(tx, *grant, {e}, nullptr, now);
  return done();
}

// ---- the beginning ----

GrantService::PersonFacts GrantService::person(db::Tx& tx, SubjectId subject) const {
  PersonFacts out;
  parts_.subjects.each_of(tx, system_scope(), std::span(&subject, 1), [&](const registers::GoldenRow& row) {
    const auto golden = json::parse(row.golden);
    if (!golden.ok()) return false;
    out.there = true;
    out.kind = row.kind;
    out.grid = std::string(row.grid);
    out.name = golden->text_or("name");
    out.id_card = golden->text_or(row.kind == registers::Kind::firm ? "uscc" : "id_card");
    out.died = golden->text_or("died");
    out.phone = golden->text_or("phone");
    out.born = golden->text_or("born");
    out.legal_person_id = golden->text_or("legal_person_id");
    return false;
  });
  if (out.kind != registers::Kind::household) return out;
  const Home home = home_of(tx, subject, parts_.clock.now());
  if (const HomeMember* head = home.head()) out.name = head->name, out.id_card = head->id_card, out.phone = head->phone;
  return out;
}

// Whoever has opened the data space reads it there, of a firm its legal person; else by phone, else somebody goes.
std::string GrantService::means_for(db::Tx& tx, SubjectId subject) const {
  if (parts_.spaces.is_open(tx, subject)) return "portal";
  const PersonFacts who = person(tx, subject);
  if (who.kind == registers::Kind::firm && !who.legal_person_id.empty()) {
    for (const SubjectId one : parts_.subjects.find_by_key(tx, system_scope(), registers::KeySort::id_card, who.legal_person_id)) {
      if (parts_.spaces.is_open(tx, one)) return "portal";
    }
  }
  return who.phone.empty() ? "visit" : "phone";
}

Result<Grant> GrantService::begin(db::Tx& tx, const PolicyEdition& edition, SubjectId subject, const std::string& match, const std::string& day,
                                  Instant now) {
  if (auto known = store::find_match(tx, subject.value, edition.key, match)) return *std::move(known);
  const PersonFacts who = person(tx, subject);
  if (!who.there) return refuse(ErrorCode::not_found);
  store::mark(tx, subject.value, now);
  Grant grant;
  grant.id = parts_.ids.next(now);
  grant.subject = subject.value;
  grant.kind = std::string(json::enum_name(who.kind));
  grant.area = who.grid.empty() ? parts_.district : who.grid;
  grant.match = match;
  grant.day = day;
  grant.terms = terms_of(edition);
  grant.matched = now;
  grant.means = means_for(tx, payee_of(tx, subject, now));
  const Gathered gathered = gather(tx, grant, now);
  std::optional<Instant> until;
  if (grant.terms.objection_days > 0) until = parts_.calendar->add({static_cast<double>(grant.terms.objection_days), LimitKind::work_days}, now);
  if (!store::add(tx, grant)) return refuse(ErrorCode::conflict);
  carry(tx, grant, offer(grant, gathered.facts, until), &gathered, now);
  advance(tx, grant, now);
  // Who has it already is told of that, not of the offer as well.
  const bool open = grant.state == GrantState::noticed || grant.state == GrantState::deciding || grant.state == GrantState::queued;
  if (open) say(tx, grant, "grant.offered", now);
  return grant;
}

std::vector<HeldGrant> GrantService::held_by(db::Tx& tx, std::int64_t subject) const {
  std::vector<HeldGrant> out;
  for (const Grant& one : store::of_subject(tx, subject)) {
    HeldGrant held{one.id, one.terms.policy, one.terms.zh, one.terms.en, one.state, one.day, false, one.terms.exclusions, {}};
    for (const Instalment& part : one.instalments) {
      if (part.state == InstalmentState::cancelled) continue;
      held.periods.push_back(part.period);
      held.ever_given = true;
    }
    if (!one.issued.empty() && one.state != GrantState::stopped) held.ever_given = true;
    out.push_back(std::move(held));
  }
  return out;
}

GrantService::Gathered GrantService::gather(db::Tx& tx, const Grant& grant, Instant now) {
  Gathered out;
  GrantFacts& facts = out.facts;
  facts.now = now;
  auto judged = parts_.policies.judge(tx, SubjectId{grant.subject}, grant.terms.policy, local_date(now));
  if (judged.ok()) {
    facts.judged = *std::move(judged);
  } else {
    // No edition is in force, or the subject is gone: nobody is entitled.
    facts.judged.policy = grant.terms.policy;
    facts.judged.subject = std::to_string(grant.subject);
    facts.judged.day = format_date(local_date(now));
    facts.judged.verdict = benefits::Verdict::not_entitled;
  }
  out.text = frozen_text(facts.judged);
  facts.digest = digest_of(out.text, parts_.national_digest);
  facts.held = held_by(tx, grant.subject);
  add_household_held(tx, grant, facts.held, now);
  for (const Review& review : store::reviews_of(tx, grant.subject)) {
    if (review.grant == grant.id && review.kind == ReviewKind::objection && review.state == ReviewState::open) facts.objections_open = true;
  }
  room_for(tx, grant, facts);
  return out;
}

// ---- budgets ----

void GrantService::open_year(db::Tx& tx, const Grant& grant, int year) {
  if (store::year_opened(tx, grant.terms.policy, year)) return;
  const int periods = grant.terms.rhythm == PolicyRhythm::monthly ? 12 : 1;
  store::take(tx, grant.terms.policy, year, store::promised(tx, grant.terms.policy, periods), 0);
}

void GrantService::room_for(db::Tx& tx, const Grant& grant, GrantFacts& facts) {
  const GrantTerms& terms = grant.terms;
  const bool money = terms.form == BenefitForm::money;
  if ((!money && terms.places == 0) || facts.judged.verdict != benefits::Verdict::entitled) return;
  const auto no = [&](Words why) {
    facts.room = false;
    facts.no_room = std::move(why);
  };
  const auto first = store::first_queued(tx, terms.policy);
  if (first && *first != grant.id) {
    const std::int64_t before = store::queued_before(tx, terms.policy, grant.day, grant.id);
    return no({"本年度额度已满，前面还有 " + std::to_string(before) + " 位", "this year is full; " + std::to_string(before) + " wait before"});
  }
  const Date today = local_date(facts.now);
  const int year = year_of(terms.rhythm, facts.judged.period, today);
  open_year(tx, grant, year);
  const store::YearAccount taken = store::year_account(tx, terms.policy, year);
  if (terms.places > 0 && taken.places >= terms.places)
    return no({"本年度 " + std::to_string(terms.places) + " 个名额已满", "all " + std::to_string(terms.places) + " places of the year are taken"});
  if (!money) return;
  const auto budget = parts_.payments.budget(tx, terms.policy, year);
  if (!budget) return no({"本年度预算尚未下达", "no budget of the year has been set"});
  const std::int64_t need = facts.judged.amount_fen * periods_left_in_year(terms.rhythm, facts.judged.period);
  if (taken.taken_fen + need > budget->amount_fen)
    return no({"本年度预算已用完，按享受资格日期排队", "the year's budget is used up; the queue goes by the day of entitlement"});
}

// What the rest of the year will take, or no longer takes.
void GrantService::reserve(db::Tx& tx, const Grant& grant, std::int64_t sign, Instant now) {
  const bool money = grant.terms.form == BenefitForm::money && !grant.next_period.empty();
  const int year = year_of(grant.terms.rhythm, grant.next_period, local_date(now));
  const bool decided_now = sign > 0 && grant.instalments.empty() && grant.issued.empty();
  const std::int64_t places = decided_now && grant.terms.places > 0 ? 1 : 0;
  if (!money && places == 0) return;
  const std::int64_t fen = money ? sign * grant.amount_fen * periods_left_in_year(grant.terms.rhythm, grant.next_period) : 0;
  if (sign < 0 && !store::year_opened(tx, grant.terms.policy, year)) return;
  if (sign > 0) open_year(tx, grant, year);
  store::take(tx, grant.terms.policy, year, fen, places);
}

// ---- steps ----

void GrantService::carry(db::Tx& tx, Grant& grant, const GrantEvents& events, const Gathered* gathered, Instant now) {
  for (const GrantEvent& event : events) {
    if (gathered && !event.digest.empty() && event.digest == gathered->facts.digest)
      store::freeze(tx, grant, {event.digest, gathered->text, now});
    if (event.act == "stopped" && grant.state == GrantState::granted) reserve(tx, grant, -1, now);
    if (event.act == "ordered" && event.amount_fen != grant.amount_fen && event.period == grant.next_period) {
      reserve(tx, grant, -1, now);
      grant.amount_fen = event.amount_fen;
      reserve(tx, grant, +1, now);
    }
    apply(grant, event);
    const bool queued_at_once = event.act == "approved" && events.back().act == "queued";
    if (event.act == "admitted" || (event.act == "approved" && !queued_at_once)) reserve(tx, grant, +1, now);
    ++grant.version;
    const bool listed = grant.state == GrantState::noticed && grant.window_until && *grant.window_until > now;
    if (!store::change(tx, grant, listed)) throw db::Failure("a grant was changed by another", ErrorCode::conflict);
    store::add_event(tx, grant, grant.version, event);
    effect(tx, grant, event, now);
    if (event.act == "admitted" || (event.act == "approved" && !queued_at_once)) say(tx, grant, "grant.approved", now);
  }
}

void GrantService::effect(db::Tx& tx, Grant& grant, const GrantEvent& event, Instant now) {
  if (event.act == "ordered") order(tx, grant, event, now);
  if (event.act == "stopped") finish(tx, grant, event, now);
  if (event.act == "stopped") say(tx, grant, "grant.stopped", now);
  if (event.act == "refused") say(tx, grant, "grant.refused", now);
  if (event.act == "to_decide" && parts_.tell) parts_.tell(tx, grant.terms.unit);
}

void GrantService::advance(db::Tx& tx, Grant& grant, Instant now) {
  for (int step = 0; step < k_most_steps; ++step) {
    GrantEvents events;
    std::optional<Gathered> gathered;
    if (grant.state == GrantState::noticed || grant.state == GrantState::barred) {
      gathered = gather(tx, grant, now);
      events = proceed(grant, gathered->facts);
    } else if (is_due(grant, local_date(now))) {
      if (grant.kind == "household" && household_payee(tx, SubjectId{grant.subject}, now).value == 0) return wait_for_payee(tx, grant, now);
      gathered = gather(tx, grant, now);
      events = order_period(grant, gathered->facts);
    } else if (grant.state == GrantState::granted && grant.terms.form != BenefitForm::money && grant.issued.empty()) {
      events = issue(tx, grant, now);
    }
    if (events.empty()) return;
    const bool failed_once = events.size() == 1 && events.front().act == "note";
    carry(tx, grant, events, gathered ? &*gathered : nullptr, now);
    if (failed_once) return;
  }
}

void GrantService::advance_others(db::Tx& tx, const Grant& grant, Instant now) {
  for (Grant& other : store::of_subject(tx, grant.subject)) {
    if (other.id != grant.id && other.state == GrantState::barred) advance(tx, other, now);
  }
}

// Money for a child goes to whoever has the care of it: the first parent in the register that is alive.
SubjectId GrantService::payee_of(db::Tx& tx, SubjectId subject, Instant now) const {
  const PersonFacts who = person(tx, subject);
  if (who.kind == registers::Kind::household) return household_payee(tx, subject, now);
  const auto born = parse_date(who.born);
  if (who.kind != registers::Kind::person || !born.ok()) return subject;
  const YearMonthDay birth = split_date(*born), today = split_date(local_date(now));
  const int age = today.year - birth.year - (today.month * 100 + today.day < birth.month * 100 + birth.day ? 1 : 0);
  if (age >= k_grown) return subject;
  SubjectId best = subject;
  for (const registers::RelationView& tie : parts_.subjects.relations(tx, system_scope(), subject, std::nullopt)) {
    const bool cares = tie.kind == registers::RelationKind::parent_of || tie.kind == registers::RelationKind::guardian_of;
    if (!cares || !tie.inverse || tie.ended || tie.other_kind != registers::Kind::person) continue;
    const auto other = parse_typed_id<registers::SubjectTag>(tie.other);
    if (!other.ok() || !person(tx, *other).died.empty()) continue;
    if (best == subject || *other < best) best = *other;
  }
  return best;
}

void GrantService::order(db::Tx& tx, Grant& grant, const GrantEvent& event, Instant now) {
  const std::string town = grant.area.size() >= 9 ? grant.area : parts_.district + "000";
  const SubjectId payee = payee_of(tx, SubjectId{grant.subject}, now);
  if (payee.value == 0)
    return carry(tx, grant, failed(grant, event.key, {"没有可收款的成年成员，请先指定领取人", "nobody is there to be paid; name a payee first"}, now), nullptr, now);
  const auto id = parts_.payments.order(tx,
                                        {.key = event.key,
                                         .payee = payee,
                                         .policy = grant.terms.policy,
                                         .town = town,
                                         .amount_fen = event.amount_fen,
                                         .why = {grant.terms.zh + " " + event.period, grant.terms.en + " " + event.period}},
                                        now);
  if (id.ok()) {
    store::note_payment(tx, grant, event.key, id->text());
  } else {
    // The desk sees why, and orders it once more when that is mended.
    carry(tx, grant, failed(grant, event.key, {id.refusal().zh, id.refusal().en}, now), nullptr, now);
  }
}

GrantEvents GrantService::issue(db::Tx& tx, const Grant& grant, Instant now) {
  GrantEvent e;
  e.act = "issued";
  e.happened = now;
  const SubjectId subject{grant.subject};
  if (grant.terms.form == BenefitForm::voucher) {
    const auto voucher = parts_.vouchers.issue(
        tx, {"grant:" + std::to_string(grant.id), grant.subject, grant.id, grant.terms.policy, codes::mask_name(person(tx, subject).name), grant.area}, now);
    if (voucher.ok()) {
      e.ref = voucher->id;
      e.zh = "已发券：" + voucher->zh + "，有效至 " + voucher->until;
      e.en = "voucher issued: " + voucher->en + ", until " + voucher->until;
      return {e};
    }
    e.zh = "未能发券：" + voucher.refusal().zh;
    e.en = "the voucher was not issued: " + voucher.refusal().en;
  } else if (grant.terms.form == BenefitForm::certificate) {
    const auto paper = parts_.spaces.grant_certificate(tx, subject, grant.terms.policy, now);
    if (paper.ok()) {
      e.ref = paper->id;
      e.key = paper->code;
      e.zh = "已自动出具：" + paper->zh + "，编码 " + paper->code;
      e.en = "issued automatically: " + paper->en + ", code " + paper->code;
      return {e};
    }
    e.zh = "未能出证：" + paper.refusal().zh;
    e.en = "the certificate was not issued: " + paper.refusal().en;
  } else {
    e.ref = "service";
    e.zh = "已纳入服务：" + grant.terms.zh;
    e.en = "taken into the service: " + grant.terms.en;
    return {e};
  }
  if (grant.why_zh == e.zh) return {};  // said already
  e.act = "note";
  return {e};
}

// ---- the end ----

GroundEnd GrantService::ground_end(db::Tx& tx, const Grant& grant, const std::string& why, Date day) {
  GroundEnd end{day, why.empty() ? "not_entitled" : why, {}};
  const PersonFacts who = person(tx, SubjectId{grant.subject});
  const auto died = parse_date(who.died);
  if (died.ok()) {
    end.why = "dead";
    if (*died < day) end.day = *died;
  } else if (end.why == "not_entitled") {
    const auto judged = parts_.policies.judge(tx, SubjectId{grant.subject}, grant.terms.policy, day);
    for (const auto& reason : judged.ok() ? judged->reasons : std::vector<benefits::PolicyReason>{}) {
      if (reason.holds == benefits::Holds::no && reason.key == "list:moved_out") end.why = "moved_out";
    }
  }
  end.words = end_words(end.why, end.day);
  return end;
}

void GrantService::finish(db::Tx& tx, Grant& grant, const GrantEvent& event, Instant now) {
  const auto day = parse_date(event.day);
  Overpaid over = overpaid(grant, day.ok() ? *day : local_date(now));
  GrantEvents cancelled;
  for (const std::string& key : over.cancel) {
    const auto id = benefits::parse_payment_id(store::payment_of(tx, grant, key));
    const auto part = std::find_if(grant.instalments.begin(), grant.instalments.end(), [&](const Instalment& one) { return one.key == key; });
    if (id.ok() && part != grant.instalments.end() && parts_.payments.cancel(tx, *id, {event.zh, event.en}, now).ok()) {
      GrantEvent e;
      e.act = "cancelled";
      e.happened = now;
      e.key = key;
      e.period = part->period;
      e.amount_fen = part->amount_fen;
      e.zh = part->period + " 尚未发出，已撤回";
      e.en = part->period + " had not gone out and was withdrawn";
      store::take(tx, grant.terms.policy, year_of(grant.terms.rhythm, part->period, local_date(now)), -part->amount_fen, 0);
      cancelled.push_back(std::move(e));
    } else if (part != grant.instalments.end()) {
      over.periods.push_back(part->period);  // on its way: it arrives, and must come back
      over.amount_fen += part->amount_fen;
    }
  }
  carry(tx, grant, cancelled, nullptr, now);
  const bool without_ground = event.why == "dead" || event.why == "moved_out" || event.why == "not_entitled" || event.why == "person";
  if (over.amount_fen > 0 && without_ground) propose_claim(tx, grant, over, event, now);
  if (grant.terms.form == BenefitForm::voucher) parts_.vouchers.withdraw(tx, grant.subject, grant.id, now);
  if (grant.terms.form == BenefitForm::certificate && !grant.issued.empty())
    (void)parts_.spaces.revoke_certificate(tx, SubjectId{grant.subject}, grant.issued, now);
  if (parts_.tell) parts_.tell(tx, grant.terms.unit);
}

}  // namespace tiange::grants
