// Judging one subject, and matches that follow the registers: who becomes entitled, whose ground falls away.

#include <algorithm>

#include "city/benefits/policies/policy_service.h"

namespace tiange::benefits {

namespace {

using kept::StoredMatch;
using registers::GoldenRow;

constexpr std::size_t k_most_at_once = 200;  // subjects of one transaction

// A golden row that outlives its visit.
struct Held {
  GoldenRow row;
  std::string grid, golden;
  bool there() const { return golden.size() > 2; }  // not "{}": its records went elsewhere
};

std::map<SubjectId, Held> held_of(db::Tx& tx, const registers::Subjects& subjects, std::span<const SubjectId> ids) {
  std::map<SubjectId, Held> held;
  subjects.each_of(tx, system_scope(), ids, [&](const GoldenRow& row) {
    Held& one = held[row.id];
    one.row = row;
    one.grid = row.grid;
    one.golden = row.golden;
    one.row.grid = one.grid;
    one.row.golden = one.golden;
    return true;
  });
  return held;
}

bool wants_freshness(const PolicyEdition& edition) {
  return std::any_of(edition.fields.begin(), edition.fields.end(), [](const PolicyField& field) { return field.days > 0; });
}

std::vector<std::string> fields_in(const db::Event& event) {
  std::vector<std::string> fields;
  const auto body = json::parse(event.body);
  if (!body.ok()) return fields;
  const json::Value* list = body->find("fields");
  if (!list || !list->is_array()) return fields;
  for (const json::Value& one : list->as_array()) {
    if (one.is_string()) fields.emplace_back(one.as_string());
  }
  return fields;
}

}  // namespace

void add_sources(db::Tx& tx, const registers::Subjects& subjects, ExplainedSubjects& known, Judgement& judgement) {
  for (FactUsed& fact : judgement.facts) {
    if (fact.value.empty()) continue;
    const auto [at, fresh] = known.try_emplace(fact.subject);
    if (const auto id = parse_typed_id<registers::SubjectTag>(fact.subject); fresh && id.ok()) {
      if (auto all = subjects.explain(tx, system_scope(), *id, "", std::nullopt); all.ok()) at->second = *std::move(all);
    }
    const auto one = std::find_if(at->second.begin(), at->second.end(), [&](const auto& e) { return e.field == fact.field; });
    if (one == at->second.end() || one->claims.empty()) continue;
    fact.source = one->claims.front().source;
    fact.observed = one->claims.front().observed;
    fact.lineage = one->claims.front().lineage;
  }
}

// ---- judging ----

Judgement PolicyService::judged(db::Tx& tx, const PolicyForm& form, std::size_t policy, const GoldenRow& golden,
                                const registers::RelatedFacts& related, const registers::FieldCatalogue& catalogue) const {
  Judgement out = form.judge(policy, golden, related, catalogue);
  ExplainedSubjects known;
  add_sources(tx, parts_.subjects, known, out);
  // To the end of that day, but no fact is fresher than now.
  const Instant moment = std::min(local_instant(form.day() + 1, 0), std::max(parts_.clock.now(), local_instant(form.day(), 0)));
  apply_freshness(out, form.policies()[policy]->edition, moment);
  return out;
}

Result<Judgement> PolicyService::judge(db::Tx& tx, SubjectId subject, std::string_view policy, Date day) {
  const Set set = set_in(tx, parts_.clock.now());
  const auto live = set->in_force(policy, day);
  if (!live) return refuse(ErrorCode::policy_not_in_force);
  const SubjectId ids[] = {subject};
  const auto held = held_of(tx, parts_.subjects, ids);
  if (held.empty() || !held.begin()->second.there()) return refuse(ErrorCode::not_found);
  const GoldenRow& row = held.begin()->second.row;
  if (row.kind != live->edition.kind) return refuse(ErrorCode::policy_not_in_force);
  const Catalogue catalogue = parts_.subjects.catalogue();
  const registers::AskedFacts related(parts_.subjects, tx, inside_names());
  if (day == set->today) {
    const PolicyForm& form = set->forms.at(row.kind);
    return judged(tx, form, *form.find(policy), row, related, *catalogue);
  }
  const PolicyForm form(row.kind, *catalogue, {live}, {day, inside_names()});
  return judged(tx, form, 0, row, related, *catalogue);
}

bool PolicyService::matched(db::Tx& tx, SubjectId subject, std::string_view policy) {
  for (const StoredMatch& one : kept::last_of(tx, std::span(&subject, 1))) {
    if (one.policy == policy) return one.running();
  }
  return false;
}

// ---- following ----

void PolicyService::listen(db::Outbox& outbox) {
  outbox.subscribe_many({"subject.changed"}, "benefits.policies", [this](db::Tx& tx, const std::vector<const db::Event*>& events) -> Outcome {
    std::map<SubjectId, std::optional<std::set<std::string>>> changed;
    for (const db::Event* event : events) {
      const auto id = parse_typed_id<registers::SubjectTag>(event->subject);
      if (!id.ok()) continue;
      const std::vector<std::string> fields = fields_in(*event);
      auto& one = changed.try_emplace(*id, std::set<std::string>{}).first->second;
      if (fields.empty()) one.reset();
      else if (one) one->insert(fields.begin(), fields.end());
    }
    std::vector<Changed> some;
    for (const auto& [id, fields] : changed) {
      Changed& one = some.emplace_back(Changed{id, {}});
      if (fields) one.fields.assign(fields->begin(), fields->end());
    }
    follow_changed(tx, std::move(some), parts_.clock.now());
    return done();
  });
  outbox.subscribe("subject.batch", "benefits.policies", [this](db::Tx& tx, const db::Event&) -> Outcome {
    kept::set_state(tx, "stirred", parts_.clock.now().us);
    return done();
  });
}

void PolicyService::follow(db::Tx& tx, std::span<const SubjectId> ids, Instant now) {
  std::vector<Changed> some;
  for (const SubjectId id : ids) some.push_back({id, {}});
  follow_changed(tx, std::move(some), now);
}

void PolicyService::follow_changed(db::Tx& tx, std::vector<Changed> some, Instant now) {
  const Set set = set_in(tx, now);
  const auto hangs = [](const PolicyForm& form) { return form.kind() != Kind::household && form.reads_others(); };
  const bool others = std::any_of(set->forms.begin(), set->forms.end(), [&](const auto& one) { return hangs(one.second); });
  std::vector<Changed> coming;
  if (others) {
    std::set<SubjectId> known;
    for (const Changed& one : some) known.insert(one.id);
    // Ended ties too: who moved away is missing there now.
    for (const Changed& changed : some) {
      for (const registers::RelationView& tie : parts_.subjects.relations(tx, system_scope(), changed.id, std::nullopt)) {
        const auto form = set->forms.find(tie.other_kind);
        if (form == set->forms.end() || !hangs(form->second)) continue;
        const auto other = parse_typed_id<registers::SubjectTag>(tie.other);
        if (other.ok() && known.insert(*other).second) coming.push_back({*other, {}});
      }
    }
  }
  add_households(tx, *set, some);
  some.insert(some.end(), coming.begin(), coming.end());
  for (std::size_t at = 0; at < some.size(); at += k_most_at_once)
    (void)bring(tx, *set, std::span(some).subspan(at, std::min(k_most_at_once, some.size() - at)), now);
}

void PolicyService::add_households(db::Tx& tx, const PolicySet& set, std::vector<Changed>& some) const {
  const auto form = set.forms.find(Kind::household);
  if (form == set.forms.end() || !form->second.reads_others()) return;
  std::map<SubjectId, std::set<std::string>> told;  // empty: all of it
  const Scope house = system_scope();
  const auto tell = [&](const registers::RelationView& tie, const std::set<std::string>& fields) {
    const bool in = tie.kind == registers::RelationKind::member_of || tie.kind == registers::RelationKind::head_of;
    const auto id = parse_typed_id<registers::SubjectTag>(tie.other);
    if (!in || tie.inverse || tie.other_kind != Kind::household || !id.ok()) return;
    const auto [at, fresh] = told.try_emplace(*id, fields);
    if (fresh || at->second.empty()) return;
    if (fields.empty()) at->second.clear();
    else at->second.insert(fields.begin(), fields.end());
  };
  for (const Changed& changed : some) {
    std::set<std::string> fields;
    for (const std::string& field : changed.fields) {
      for (const char* where : {"member.", "head.", "home."}) {
        if (form->second.reads(where + field)) fields.insert(where + field);
      }
    }
    if (fields.empty() && !changed.fields.empty()) continue;
    // Ended ties too: the household somebody left is one fewer.
    for (const registers::RelationView& tie : parts_.subjects.relations(tx, house, changed.id, std::nullopt)) {
      tell(tie, fields);
      const auto owner = parse_typed_id<registers::SubjectTag>(tie.other);
      if (tie.kind != registers::RelationKind::owns || !tie.inverse || tie.other_kind != Kind::person || !owner.ok()) continue;
      for (const registers::RelationView& home : parts_.subjects.relations(tx, house, *owner, std::nullopt)) tell(home, fields);
    }
  }
  for (Changed& changed : some) {
    const auto found = told.find(changed.id);
    if (found == told.end()) continue;
    if (found->second.empty()) changed.fields.clear();
    else if (!changed.fields.empty()) changed.fields.insert(changed.fields.end(), found->second.begin(), found->second.end());
    told.erase(found);
  }
  for (const auto& [id, fields] : told) some.push_back({id, {fields.begin(), fields.end()}});
}

// Whether what a policy rests on is fresh enough to begin by.
bool PolicyService::fresh(db::Tx& tx, const PolicyForm& form, std::size_t policy, const GoldenRow& golden, const registers::RelatedFacts& related,
                          Instant now) const {
  (void)now;
  if (!wants_freshness(form.policies()[policy]->edition)) return true;
  return judged(tx, form, policy, golden, related, *parts_.subjects.catalogue()).verdict == Verdict::entitled;
}

PolicyService::Counted PolicyService::bring(db::Tx& tx, const PolicySet& set, std::span<const Changed> some, Instant now) {
  Counted counted;
  if (some.empty() || set.catalogue == 0) return counted;  // before the catalogue is known nothing can be judged
  std::vector<SubjectId> ids;
  for (const Changed& one : some) ids.push_back(one.id);
  const auto held = held_of(tx, parts_.subjects, ids);
  std::map<SubjectId, std::map<std::string, StoredMatch>> known;
  for (StoredMatch& match : kept::last_of(tx, ids)) known[match.subject].emplace(match.policy, match);
  const registers::AskedFacts related(parts_.subjects, tx, inside_names());
  std::map<Kind, columns::Table> tables;
  for (const Changed& changed : some) {
    const auto found = held.find(changed.id);
    const Held* one = found == held.end() || !found->second.there() ? nullptr : &found->second;
    auto& before = known[changed.id];
    const auto form = one ? set.forms.find(one->row.kind) : set.forms.end();
    bool moved = false;
    std::set<std::string_view> answered;
    if (form != set.forms.end()) {
      const std::vector<std::uint32_t> asked = form->second.reading(changed.fields);
      const auto table = tables.try_emplace(form->first, form->second.table(1)).first;
      if (!asked.empty()) form->second.put(table->second, 0, one->row, related);
      const std::vector<Answer> answers = asked.empty() ? std::vector<Answer>{} : form->second.ask(table->second, asked);
      for (std::size_t i = 0; i < asked.size(); ++i) {
        const LivePolicy& policy = *form->second.policies()[asked[i]];
        if (!policy.edition.pushed) continue;
        answered.insert(policy.edition.key);
        const auto last = before.find(policy.edition.key);
        const bool running = last != before.end() && last->second.running();
        if (answers[i].verdict != Verdict::entitled) {
          const char* why = answers[i].verdict == Verdict::missing ? "missing" : "not_entitled";
          if (running && leave(tx, last->second, why, set.today, now)) ++counted.left, moved = true;
        } else if (!running && fresh(tx, form->second, asked[i], one->row, related, now)) {
          const std::int64_t episode = last == before.end() ? 1 : last->second.episode + 1;
          if (enter(tx, policy, one->row, answers[i].amount_fen, episode, set.today, now)) ++counted.entered, moved = true;
        } else if (running && (last->second.edition != policy.edition.edition || last->second.amount_fen != answers[i].amount_fen)) {
          last->second.edition = policy.edition.edition;
          last->second.amount_fen = answers[i].amount_fen;
          last->second.grid = one->row.grid;
          moved = kept::change(tx, last->second) || moved;
        }
      }
    }
    // What no policy asks any more; after a change of some fields the others stand as they are, but for where the subject is.
    for (auto& [policy, match] : before) {
      if (one && match.running() && match.grid != one->row.grid) {
        match.grid = one->row.grid;
        moved = kept::change(tx, match) || moved;
      }
      if (!match.running() || answered.contains(policy) || (one && !changed.fields.empty())) continue;
      if (leave(tx, match, one ? "policy_over" : "merged", set.today, now)) ++counted.left, moved = true;
    }
    if (moved) kept::mark(tx, changed.id, now);
  }
  return counted;
}

bool PolicyService::enter(db::Tx& tx, const LivePolicy& policy, const GoldenRow& golden, std::int64_t amount_fen, std::int64_t episode, Date day,
                          Instant now) {
  StoredMatch match;
  match.subject = golden.id;
  match.policy = policy.edition.key;
  match.episode = episode;
  match.id = parts_.ids.next(now);
  match.edition = policy.edition.edition;
  match.kind = golden.kind;
  match.grid = golden.grid;
  match.began = now;
  match.amount_fen = amount_fen;
  match.period = first_period(policy.edition, day);
  if (!kept::add(tx, match)) return false;  // somebody else saw it first
  json::Value body;
  body.set("policy", match.policy);
  body.set("edition", match.edition);
  body.set("subject", match.subject.text());
  body.set("kind", json::enum_name(match.kind));
  body.set("match", std::to_string(match.id));
  body.set("amount_fen", amount_fen);
  body.set("day", format_date(day));
  body.set("period", match.period);
  parts_.outbox.publish(tx, {.type = "benefit.matched", .part_key = match.subject.value, .subject = match.subject.text(), .body = json::write(body),
                             .happened = now});
  return true;
}

bool PolicyService::leave(db::Tx& tx, StoredMatch match, const char* why, Date day, Instant now) {
  match.ended = now;
  match.why = why;
  if (!kept::change(tx, match)) return false;
  json::Value body;
  body.set("policy", match.policy);
  body.set("edition", match.edition);
  body.set("subject", match.subject.text());
  body.set("kind", json::enum_name(match.kind));
  body.set("match", std::to_string(match.id));
  body.set("day", format_date(day));
  body.set("why", match.why);
  parts_.outbox.publish(tx, {.type = "benefit.ended", .part_key = match.subject.value, .subject = match.subject.text(), .body = json::write(body),
                             .happened = now});
  return true;
}

}  // namespace tiange::benefits
