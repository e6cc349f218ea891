// The desk: lists and pages, masked, and what officers decide.
#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "city/benefits/grants/grant_service.h"
#include "city/registers/subjects/rules/field_rules.h"

namespace tiange::grants {

namespace {

constexpr std::size_t k_longest_text = 1000;

std::int64_t paid_fen(const Grant& grant) {
  std::int64_t sum = 0;
  for (const Instalment& one : grant.instalments) sum += one.state == InstalmentState::paid ? one.amount_fen : 0;
  return sum;
}

}  // namespace

bool GrantService::concerns(const Scope& scope, std::string_view unit) {
  return !scope.may(Permission::benefits_decide) || scope.may(Permission::benefits_review) || scope.works_for(unit);
}

std::optional<Grant> GrantService::find(db::Tx& tx, const Scope& scope, std::int64_t id) {
  auto grant = store::find(tx, scope, id);
  if (grant && !concerns(scope, grant->terms.unit)) grant.reset();
  return grant;
}

std::string GrantService::masked_title(db::Tx& tx, const Scope& scope, SubjectId id, Instant now) const {
  (void)now;
  std::string title = "—";
  bool household = false;
  const auto catalogue = parts_.subjects.catalogue();
  parts_.subjects.each_of(tx, system_scope(), std::span(&id, 1), [&](const registers::GoldenRow& row) {
    const auto golden = json::parse(row.golden);
    const auto* field = catalogue->field(row.kind, "name");
    if (golden.ok() && field) title = parts_.subjects.shown(scope, {row.kind, *field, golden->text_or("name"), row.grid, "benefits", false});
    household = row.kind == registers::Kind::household;
    return false;
  });
  if (!household) return title;
  const PersonFacts head = person(tx, id);
  const auto* name = catalogue->field(registers::Kind::person, "name");
  title = head.name.empty() || !name ? "—" : parts_.subjects.shown(scope, {registers::Kind::person, *name, head.name, head.grid, "benefits", false});
  title += scope.language == Language::zh ? "（户）" : " (household)";
  return title;
}

Words GrantService::owner_words(const std::string& source, Instant now) const {
  const auto catalogue = parts_.subjects.catalogue();
  const auto* known = catalogue->source(source);
  if (!known) return {source, source};
  const Words unit = parts_.org.directory(now)->unit_name(known->unit);
  return {known->zh + (unit.zh.empty() ? "" : "（" + unit.zh + "）"), known->en + (unit.en.empty() ? "" : " (" + unit.en + ")")};
}

GrantRow GrantService::row(db::Tx& tx, const Scope& scope, const Grant& g, Instant now) const {
  GrantRow out;
  out.id = std::to_string(g.id);
  out.subject = std::to_string(g.subject);
  out.kind = g.kind;
  out.title = masked_title(tx, scope, SubjectId{g.subject}, now);
  out.area = g.area;
  out.area_name = parts_.places.full_name(g.area, scope.language);
  out.policy = g.terms.policy;
  out.zh = g.terms.zh;
  out.en = g.terms.en;
  out.unit = g.terms.unit;
  const Words unit = parts_.org.directory(now)->unit_name(g.terms.unit);
  out.unit_zh = unit.zh;
  out.unit_en = unit.en;
  out.state = json::enum_name(g.state);
  const Words state = state_words(g.state);
  out.state_zh = state.zh;
  out.state_en = state.en;
  out.why_zh = g.why_zh;
  out.why_en = g.why_en;
  out.form = json::enum_name(g.terms.form);
  out.rhythm = json::enum_name(g.terms.rhythm);
  out.day = g.day;
  out.means = g.means;
  out.amount_fen = g.amount_fen;
  out.paid_fen = paid_fen(g);
  out.offered = g.offered;
  out.decided = g.decided;
  out.seen = g.seen;
  out.decided_by = g.decided_by;
  out.next_period = g.next_period;
  out.ended_on = g.ended_on;
  if (g.state == GrantState::queued) out.place = store::queued_before(tx, g.terms.policy, g.day, g.id) + 1;
  out.failed = !g.instalments.empty() && g.instalments.back().state == InstalmentState::failed;
  if (const ToCall call = to_call(g); call != ToCall::nobody) out.to_call = json::enum_name(call);
  out.sms_state = g.sms.state;
  return out;
}

Result<GrantList> GrantService::list(db::Tx& tx, const Scope& scope, const ListAsk& ask, Instant now) const {
  GrantList list;
  if (ask.subject) {
    for (const Grant& grant : store::of_subject(tx, *ask.subject)) {
      if (scope.covers(grant.area) && concerns(scope, grant.terms.unit)) list.items.push_back(row(tx, scope, grant, now));
    }
    return list;
  }
  store::GrantAsk more = ask.ask;
  ++more.limit;
  if (!concerns(scope, "")) more.units = scope.units;
  if (!concerns(scope, "") && more.units.empty()) return list;
  if (more.by_queue) {
    more.state = GrantState::queued;
    if (const auto last = more.after != 0 ? store::find(tx, scope, more.after) : std::nullopt) more.after_day = last->day;
  }
  for (const Grant& grant : store::list(tx, scope, more)) {
    if (list.items.size() == ask.ask.limit) {
      list.next = list.items.back().id;
      break;
    }
    list.items.push_back(row(tx, scope, grant, now));
  }
  if (ask.ask.after == 0) list.counts = store::counts(tx, scope, more.units);
  return list;
}

std::vector<GrantFact> GrantService::facts_of(const Scope& scope, const json::Value& frozen, const Grant& grant, bool unmasked) const {
  std::vector<GrantFact> out;
  const json::Value* facts = frozen.find("facts");
  if (!facts || !facts->is_array()) return out;
  const auto catalogue = parts_.subjects.catalogue();
  const auto own = json::enum_from<registers::Kind>(grant.kind).value_or(registers::Kind::person);
  for (const json::Value& one : facts->as_array()) {
    // Of a household also what its members and their homes say.
    const bool related = own == registers::Kind::household && one.text_or("subject") != std::to_string(grant.subject);
    const auto kind = !related ? own : one.text_or("field") == "owner" ? registers::Kind::house : registers::Kind::person;
    GrantFact fact{one.text_or("field"), one.text_or("zh"), one.text_or("en"), one.text_or("value"), one.text_or("source"), "", "", one.text_or("lineage"), "", "", std::nullopt};
    fact.subject = one.text_or("subject");
    const auto* source = catalogue->source(fact.source);
    fact.source_zh = source ? source->zh : fact.source == "derived" ? "推算" : fact.source;
    fact.source_en = source ? source->en : fact.source;
    if (const auto seen = parse_iso(one.text_or("observed")); seen.ok()) fact.observed = *seen;
    const auto* field = catalogue->field(kind, fact.field);
    if (!unmasked && !fact.value.empty()) {
      // What is derived is no more open than when somebody was born.
      const auto* base = field ? field : catalogue->field(kind, kind == registers::Kind::firm ? "founded" : "born");
      const std::string shown = base ? parts_.subjects.shown(scope, {kind, *base, field ? fact.value : "2000-01-01", grant.area, "benefits", false}) : "*";
      fact.value = field ? shown : shown == "2000-01-01" ? fact.value : "*";
    }
    if (field && field->type == registers::FieldType::code) {
      const Words shown = registers::shown_value(*field, fact.value);
      fact.shown_zh = shown.zh;
      fact.shown_en = shown.en;
    }
    out.push_back(std::move(fact));
  }
  return out;
}

std::vector<GrantReason> GrantService::reasons_of(const json::Value& frozen) {
  std::vector<GrantReason> out;
  const json::Value* reasons = frozen.find("reasons");
  if (!reasons || !reasons->is_array()) return out;
  for (const json::Value& one : reasons->as_array()) out.push_back({one.text_or("zh"), one.text_or("en"), one.text_or("clause"), one.text_or("holds")});
  return out;
}

Result<GrantPage> GrantService::page(db::Tx& tx, const Scope& scope, std::int64_t id, bool look, Instant now) {
  const auto grant = find(tx, scope, id);
  if (!grant) return refuse(ErrorCode::out_of_scope);
  if (look) parts_.subjects.looked(tx, scope, SubjectId{grant->subject}, "benefits", {"查看待遇：" + grant->terms.zh, "", std::nullopt}, now);
  GrantPage out;
  static_cast<GrantRow&>(out) = row(tx, scope, *grant, now);
  out.document = grant->terms.document;
  out.law = grant->terms.law;
  out.digest = grant->digest;
  out.confirm = grant->terms.confirm;
  out.by_person = grant->terms.by_person;
  out.confirmed = grant->confirmed;
  out.window_until = grant->window_until;
  out.sms = grant->sms;
  out.told = grant->told;
  out.told_by = grant->told_by;
  out.tell_subject = std::to_string(payee_of(tx, SubjectId{grant->subject}, now).value);
  const auto frozen = store::frozen(tx, *grant, grant->digest);
  out.frozen = frozen.has_value();
  const auto parsed = json::parse(frozen ? frozen->content : gather(tx, *grant, now).text);
  if (parsed.ok()) {
    out.facts = facts_of(scope, *parsed, *grant, false);
    out.reasons = reasons_of(*parsed);
  }
  out.instalments = grant->instalments;
  out.history = store::events(tx, *grant);
  for (const Review& review : store::reviews_of(tx, grant->subject)) {
    if (review.grant == grant->id) out.reviews.push_back(view(tx, scope, review, now));
  }
  for (const Claim& claim : store::claims_of(tx, grant->subject)) {
    if (claim.grant == grant->id) out.claims.push_back(view(tx, scope, claim, now));
  }
  if (!out.to_call.empty() && scope.may(Permission::benefits_tell)) out.may.push_back("told");
  if (scope.may(Permission::benefits_decide)) {
    if (grant->state == GrantState::deciding) out.may.push_back("decide");
    if (grant->state == GrantState::granted || grant->state == GrantState::done) out.may.push_back("stop");
    if (out.failed && grant->state == GrantState::granted) out.may.push_back("order_again");
  }
  return out;
}

Result<GrantProof> GrantService::proof(db::Tx& tx, const Scope& scope, std::int64_t id, std::string_view digest, Instant now) {
  const auto grant = find(tx, scope, id);
  if (!grant) return refuse(ErrorCode::out_of_scope);
  const auto frozen = store::frozen(tx, *grant, digest.empty() ? std::string_view(grant->digest) : digest);
  if (!frozen) return refuse(ErrorCode::not_found);
  parts_.subjects.looked(tx, scope, SubjectId{grant->subject}, "unmask", {"核对待遇依据：" + grant->terms.zh, "", std::nullopt}, now);
  return GrantProof{frozen->digest, frozen->content, frozen->kept, digest_fits(frozen->content, frozen->digest)};
}

Result<GrantPage> GrantService::decide(db::Tx& tx, const Scope& scope, std::int64_t id, const GrantDecisionIn& in, Instant now) {
  auto grant = find(tx, scope, id);
  if (!grant) return refuse(ErrorCode::out_of_scope);
  if (text::length(in.text) > k_longest_text) return refuse_fields(ErrorCode::bad_input, {{"text", "最多 1000 字", "at most 1000 characters"}});
  store::mark(tx, grant->subject, now);
  const Gathered gathered = gather(tx, *grant, now);
  TIANGE_TRY(const GrantEvents events, decide_by_person(*grant, in.yes, {scope.name, scope.account.value}, in.text, gathered.facts));
  carry(tx, *grant, events, &gathered, now);
  advance(tx, *grant, now);
  if (!in.yes) advance_others(tx, *grant, now);
  return page(tx, scope, id, false, now);
}

Result<GrantPage> GrantService::stop_by_hand(db::Tx& tx, const Scope& scope, std::int64_t id, const GrantStopIn& in, Instant now) {
  auto grant = find(tx, scope, id);
  if (!grant) return refuse(ErrorCode::out_of_scope);
  const Date today = local_date(now);
  const auto day = in.day.empty() ? Result<Date>(today) : parse_date(in.day);
  const std::string said(text::trim(in.text));
  std::vector<FieldError> faults;
  if (!day.ok() || *day > today) faults.push_back({"day", "应为不晚于今天的日期", "a day not after today"});
  if (said.empty()) faults.push_back({"text", "请写明理由", "say why"});
  if (text::length(said) > k_longest_text) faults.push_back({"text", "最多 1000 字", "at most 1000 characters"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  if (grant->state != GrantState::granted && grant->state != GrantState::done) return refuse(ErrorCode::grant_state);
  store::mark(tx, grant->subject, now);
  const Words rule = end_words("person", *day);
  const GrantEvents events = stop(*grant, {*day, "person", {rule.zh + "：" + said, rule.en + ": " + said}}, {scope.name, scope.account.value}, now);
  if (events.empty()) return refuse(ErrorCode::grant_state, "一次性待遇已兑现，不能停发", "what was given once is not stopped");
  carry(tx, *grant, events, nullptr, now);
  advance_others(tx, *grant, now);
  return page(tx, scope, id, false, now);
}

Result<GrantPage> GrantService::again(db::Tx& tx, const Scope& scope, std::int64_t id, const GrantPeriodIn& in, Instant now) {
  auto grant = find(tx, scope, id);
  if (!grant) return refuse(ErrorCode::out_of_scope);
  store::mark(tx, grant->subject, now);
  TIANGE_TRY(const GrantEvents events, order_again(*grant, in.period, {scope.name, scope.account.value}, now));
  carry(tx, *grant, events, nullptr, now);
  return page(tx, scope, id, false, now);
}

}  // namespace tiange::grants
