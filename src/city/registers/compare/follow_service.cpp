// Matches follow the registers: who enters a rule's set, who leaves it, and what goes to whom then.

#include <algorithm>

#include "base/calendar.h"
#include "base/text.h"
#include "city/registers/compare/compare_service.h"

namespace tiange::registers {

namespace {

using comparing::MatchStand;
using comparing::StoredCompare;

constexpr std::size_t k_most_events = 200;  // subjects of one transaction

// A golden row that outlives its visit.
struct Held {
  GoldenRow row;
  std::string grid, golden;
  bool there() const { return golden.size() > 2; }  // not "{}": its records went elsewhere
};

}  // namespace

void CompareService::listen(db::Outbox& outbox) {
  outbox.subscribe_many({"subject.changed"}, "compare", [this](db::Tx& tx, const std::vector<const db::Event*>& events) -> Outcome {
    std::vector<SubjectId> ids;
    for (const db::Event* event : events) {
      const auto id = parse_typed_id<SubjectTag>(event->subject);
      if (id.ok()) ids.push_back(*id);
    }
    follow(tx, ids, parts_.clock.now());
    return done();
  });
  outbox.subscribe("subject.batch", "compare", [this](db::Tx& tx, const db::Event&) -> Outcome {
    comparing::set_state(tx, "stirred", parts_.clock.now().us);
    return done();
  });
}

void CompareService::follow(db::Tx& tx, std::span<const SubjectId> ids, Instant now) {
  const Rules rules = rules_in(tx, now);
  std::set<SubjectId> all(ids.begin(), ids.end());
  for (const SubjectId id : ids) add_neighbours(tx, *rules, id, all);
  const std::vector<SubjectId> some(all.begin(), all.end());
  for (std::size_t at = 0; at < some.size(); at += k_most_events)
    (void)bring(tx, *rules, std::span(some).subspan(at, std::min(k_most_events, some.size() - at)), now);
}

void CompareService::add_neighbours(db::Tx& tx, const CompareRuleSet& rules, SubjectId id, std::set<SubjectId>& ids) const {
  const bool any = std::any_of(rules.forms.begin(), rules.forms.end(), [](const auto& one) { return one.second.reads_others(); });
  if (!any) return;
  // Ended ties too: who moved away is missing there now.
  for (const RelationView& tie : parts_.subjects.relations(tx, system_scope(), id, std::nullopt)) {
    const auto form = rules.forms.find(tie.other_kind);
    if (form == rules.forms.end() || !form->second.reads_others()) continue;
    if (const auto other = parse_typed_id<SubjectTag>(tie.other); other.ok()) ids.insert(*other);
  }
}

CompareService::Counted CompareService::bring(db::Tx& tx, const CompareRuleSet& rules, std::span<const SubjectId> ids, Instant now) {
  Counted counted;
  if (ids.empty() || rules.catalogue == 0) return counted;  // before the catalogue is known nothing can be judged
  std::map<SubjectId, Held> held;
  parts_.subjects.each_of(tx, system_scope(), ids, [&](const GoldenRow& row) {
    Held& one = held[row.id];
    one.row = row;
    one.grid = row.grid;
    one.golden = row.golden;
    one.row.grid = one.grid;
    one.row.golden = one.golden;
    return true;
  });
  std::map<SubjectId, std::map<std::string, StoredCompare>> known;
  for (StoredCompare& match : comparing::last_of(tx, ids)) known[match.subject].emplace(match.rule, match);
  const AskedFacts facts(parts_.subjects, tx);
  std::map<Kind, columns::Table> tables;
  for (const SubjectId id : ids) {
    const auto found = held.find(id);
    const Held* one = found == held.end() || !found->second.there() ? nullptr : &found->second;
    auto& before = known[id];
    std::set<std::string_view> holding;
    const auto form = one ? rules.forms.find(one->row.kind) : rules.forms.end();
    if (form != rules.forms.end()) {
      const auto table = tables.try_emplace(form->first, form->second.table(1)).first;
      form->second.put(table->second, 0, one->row, facts);
      const std::vector<bool> holds = form->second.holding(table->second);
      for (std::size_t i = 0; i < holds.size(); ++i) {
        const CompareLive& rule = form->second.rules()[i];
        if (!holds[i]) continue;
        holding.insert(rule.rule.key);
        const auto last = before.find(rule.rule.key);
        if (last != before.end() && last->second.running()) continue;
        enter(tx, form->second, rule, one->row, facts, last == before.end() ? 1 : last->second.episode + 1, now);
        ++counted.entered;
      }
    }
    comparing::mark(tx, id, now);
    for (auto& [rule, match] : before) {
      if (!match.running() || holding.contains(rule)) continue;
      leave(tx, rules, match, one ? &one->row : nullptr, facts, now);
      ++counted.left;
    }
  }
  return counted;
}

CompareService::Actor CompareService::actor(const CompareRule& rule, std::string_view grid, Instant now) const {
  const auto units = parts_.org.directory(now);
  const auto serving = [&](std::string_view line, std::size_t level) -> std::string {
    const org::UnitInfo* unit = units->unit_for(grid.substr(0, std::min(level, grid.size())), line);
    return unit ? unit->code : "";
  };
  switch (rule.who) {
    case CompareWho::owner: {
      const auto catalogue = parts_.subjects.catalogue();
      const SourceDefinition* source = catalogue->source(rule.source);
      return {source ? source->unit : "", ""};
    }
    case CompareWho::officer:
      // Where only a larger area is known, its station or centre sends somebody.
      return {serving(grid.size() >= 12 ? "ZZ" : "ZX", 12), grid.size() == 15 ? std::string(grid) + ":officer" : ""};
    case CompareWho::unit: break;
  }
  return {serving(rule.line, static_cast<std::size_t>(rule.level)), ""};
}

void CompareService::enter(db::Tx& tx, const CompareForm& form, const CompareLive& live, const GoldenRow& golden, const CompareFacts& facts,
                           std::int64_t episode, Instant now) {
  const CompareRule& rule = live.rule;
  StoredCompare match;
  match.subject = golden.id;
  match.rule = rule.key;
  match.episode = episode;
  match.id = parts_.ids.next(now);
  match.rule_version = live.version;
  match.subject_version = golden.version;
  match.kind = golden.kind;
  match.grid = golden.grid;
  const Actor actor = this->actor(rule, golden.grid, now);
  match.unit = actor.unit;
  match.queue = actor.queue;
  match.began = match.pushed = now;
  if (rule.due_days > 0) match.due = parts_.calendar->add({static_cast<double>(rule.due_days), LimitKind::work_days}, now);
  match.evidence = form.values(live, golden, facts);
  if (!comparing::add(tx, match)) return;  // somebody else saw it first
  comparing::add_act(tx, match, parts_.ids.next(now), "entered", "", "", now);
  if (rule.automatic && !rule.write_field.empty()) {
    Scope house = system_scope(parts_.district);
    if (write(tx, house, rule, match, true, now).ok()) {
      match.state = MatchStand::done;
      match.answered = now;
      match.answered_by = house.name;
      comparing::add_act(tx, match, parts_.ids.next(now), "automatic", house.name, rule.write_field + " = " + rule.write_value, now);
      comparing::change(tx, match);
      return;
    }
  }
  push(tx, rule, match, now);
  if (!match.ticket.empty()) comparing::change(tx, match);
}

// Told to whoever must act; a case where the rule says so.
void CompareService::push(db::Tx& tx, const CompareRule& rule, StoredCompare& match, Instant now) {
  if (rule.goes == CompareGoes::ticket && parts_.tickets && !match.unit.empty() && match.ticket.empty()) {
    const Words kind = kind_words(match.kind);
    const Ticket ticket{match.subject.text(),
                        match.unit,
                        match.grid,
                        {"比对推送：" + rule.zh, "Compared registers: " + rule.en},
                        {"底账比对发现一个" + kind.zh + "符合“" + rule.zh + "”。" + rule.why_zh + " 请在“底账—比对推送”中办理。",
                         "Comparing the registers found one: " + rule.en + ". " + rule.why_en + " Answer it under Registers, Comparing."},
                        std::max(rule.due_days, 1)};
    const auto number = parts_.tickets->open(tx, ticket, now);
    if (number.ok()) match.ticket = *number;
  }
  comparing::add_act(tx, match, parts_.ids.next(now), "pushed", "", match.queue.empty() ? match.unit : match.queue, now);
  if (parts_.tell && rule.goes != CompareGoes::list) parts_.tell(tx, match.unit, match.queue);
}

void CompareService::leave(db::Tx& tx, const CompareRuleSet& rules, StoredCompare match, const GoldenRow* golden, const CompareFacts& facts, Instant now) {
  match.ended = now;
  const char* why = "no_longer";
  const auto form = rules.forms.find(match.kind);
  const CompareLive* live = nullptr;
  if (form != rules.forms.end()) {
    for (const CompareLive& one : form->second.rules()) {
      if (one.rule.key == match.rule) live = &one;
    }
  }
  if (!live) why = "rule_off";
  else if (!golden) why = "merged";
  else match.later = form->second.values(*live, *golden, facts);
  const bool open = match.state == MatchStand::open;
  if (open) match.state = MatchStand::withdrawn;
  comparing::change(tx, match);
  comparing::add_act(tx, match, parts_.ids.next(now), "left", "", why, now);
  if (open) close_ticket(tx, match, {"情况已变化，自动撤回", "withdrawn: it no longer holds"}, now);
  if (open && parts_.tell) parts_.tell(tx, match.unit, match.queue);
}

void CompareService::close_ticket(db::Tx& tx, const StoredCompare& match, const Words& said, Instant now) {
  if (parts_.tickets && !match.ticket.empty()) parts_.tickets->answered(tx, match.ticket, said, now);
}

// What confirming a match says in the name of the source that is the authority.
Outcome CompareService::write(db::Tx& tx, const Scope& scope, const CompareRule& rule, const StoredCompare& match, bool automatic, Instant now) {
  const auto catalogue = parts_.subjects.catalogue();
  const FieldDefinition* field = catalogue->field(match.kind, rule.write_field);
  if (!field) return refuse(ErrorCode::not_found);
  const Words said = {std::string(automatic ? "按规则自动改写“" : "比对推送确认后改写“") + field->zh + "”：" + rule.zh,
                      std::string(automatic ? "set by rule: " : "set on confirmation: ") + field->en + " (" + rule.en + ")"};
  return parts_.subjects.say(tx, scope, match.subject, rule.source, rule.write_field, rule.write_value, "compare/" + std::to_string(match.id), said, now);
}

}  // namespace tiange::registers
