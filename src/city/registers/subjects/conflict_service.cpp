// Where sources disagree: conflicts open and end by themselves, tickets go to the owner, the owner answers.

#include <algorithm>
#include <set>

#include "base/text.h"
#include "city/registers/subjects/rules/mask_rules.h"
#include "city/registers/subjects/settling.h"

namespace tiange::registers {

namespace {

constexpr std::size_t k_tickets_each = 20;  // more conflicts of one owner and field go into one ticket
constexpr int k_answer_work_days = 5;       // 校核 practice (DOMAIN: Qingdao correction request 5 working days)
constexpr std::size_t k_longest_text = 1000;

std::string names_of(const FieldCatalogue& catalogue, std::string_view code, Language language) {
  const SourceDefinition* source = catalogue.source(code);
  if (!source) return std::string(code);
  return language == Language::zh ? source->zh : source->en;
}

}  // namespace

void SubjectService::contest(db::Tx& tx, Settling& work) {
  std::vector<SubjectId> asked;
  for (const auto& [id, one] : work.touched) {
    const bool contested =
        std::any_of(one.golden.begin(), one.golden.end(), [](const GoldenValue& value) { return !value.contesting.empty(); });
    if (contested || one.before.conflicts > 0) asked.push_back({id});
  }
  if (asked.empty()) return;
  std::map<std::pair<std::int64_t, std::string>, kept::StoredConflict> open;
  for (kept::StoredConflict& one : kept::open_conflicts(tx, asked)) open.emplace(std::pair{one.subject.value, one.field}, one);
  std::vector<kept::StoredConflict> fresh;
  for (const SubjectId id : asked) {
    Touched& one = work.touched[id.value];
    std::int64_t count = 0;
    for (const GoldenValue& value : one.golden) {
      if (value.contesting.empty()) continue;
      ++count;
      if (open.erase({id.value, value.field->field}) > 0) continue;
      const SourceDefinition* owner = work.catalogue->source(value.owner);
      kept::StoredConflict conflict;
      conflict.id = parts_.ids.next(work.now);
      conflict.subject = id;
      conflict.kind = one.after.kind;
      conflict.field = value.field->field;
      conflict.grid = one.after.grid;
      conflict.owner = value.owner;
      conflict.unit = owner ? owner->unit : "";
      conflict.opened = work.now;
      conflict.due = parts_.calendar->add({k_answer_work_days, LimitKind::work_days}, work.now);
      fresh.push_back(std::move(conflict));
    }
    if (count != one.after.conflicts) {
      one.after.conflicts = count;
      kept::put(tx, one.after);
    }
  }
  // What is left is contested no more.
  for (auto& [key, conflict] : open) {
    conflict.state = kept::DeskState::over;
    conflict.answered = work.now;
    ++conflict.version;
    if (kept::put(tx, conflict) && parts_.tickets && !conflict.ticket.empty() && kept::open_with_ticket(tx, conflict.ticket) == 0)
      parts_.tickets->answered(tx, conflict.ticket, {"各来源已一致，无需再核", "the sources agree again; nothing is left to answer"}, work.now);
  }
  work.conflicts = static_cast<std::int64_t>(fresh.size());
  if (work.live) open_tickets(tx, *work.catalogue, fresh, work.now);
  for (const kept::StoredConflict& conflict : fresh) {
    kept::add(tx, conflict);
    const FieldDefinition* field = work.catalogue->field(conflict.kind, conflict.field);
    kept::add_history(tx, conflict.subject, conflict.id,
                      {work.now, "conflict", "“" + field->zh + "”各来源不一致，提请" + names_of(*work.catalogue, conflict.owner, Language::zh) + "核实",
                       "sources disagree about " + field->en + "; " + names_of(*work.catalogue, conflict.owner, Language::en) + " was asked",
                       ""});
  }
}

// Gives each conflict the number of its ticket.
void SubjectService::open_tickets(db::Tx& tx, const FieldCatalogue& catalogue, std::vector<kept::StoredConflict>& conflicts, Instant now) {
  if (!parts_.tickets) return;
  std::map<std::tuple<Kind, std::string, std::string>, std::vector<kept::StoredConflict*>> groups;
  for (kept::StoredConflict& one : conflicts) {
    if (!one.unit.empty()) groups[{one.kind, one.owner, one.field}].push_back(&one);
  }
  for (auto& [key, group] : groups) {
    const FieldDefinition* field = catalogue.field(group[0]->kind, group[0]->field);
    if (!field) continue;
    const Words kind = kind_words(group[0]->kind);
    const bool together = group.size() > k_tickets_each;
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (together && i > 0) {
        group[i]->ticket = group[0]->ticket;
        continue;
      }
      const std::string many_zh = together ? "（" + std::to_string(group.size()) + " 条）" : "";
      const std::string many_en = together ? " (" + std::to_string(group.size()) + ")" : "";
      Ticket ticket{group[i]->subject.text(), group[i]->unit, together ? "" : group[i]->grid, {}, {}, k_answer_work_days};
      ticket.title = {"数据核实：" + kind.zh + "“" + field->zh + "”多源不一致" + many_zh,
                      "Data check: sources disagree about " + field->en + " of a " + text::lower_ascii(kind.en) + many_en};
      ticket.text = {"权威来源“" + names_of(catalogue, group[i]->owner, Language::zh) + "”与其他来源的“" + field->zh +
                         "”不一致，请在“底账—一数一源—冲突”中核实并答复。",
                     "The authority and other sources disagree; answer it under Registers, One source, Conflicts."};
      const Result<std::string> number = parts_.tickets->open(tx, ticket, now);
      if (number.ok()) group[i]->ticket = *number;
    }
  }
}

Outcome SubjectService::owner_says(db::Tx& tx, const kept::StoredSubject& subject, const std::string& source, const std::string& field,
                                   const std::string& value, const std::string& lineage, Instant now) {
  SourceRecord record{source, desk_key(subject.id), subject.kind, {}, now, lineage, false};
  const auto before = kept::record(tx, source, record.key);
  if (before) record.values = before->values;
  std::erase_if(record.values, [&](const auto& one) { return one.first == field; });
  record.values.emplace_back(field, value.empty() ? std::string(k_nothing) : value);
  if (!before) {
    // It belongs to this subject, whatever a linker would think of its few values.
    StoredRecord fresh;
    static_cast<SourceRecord&>(fresh) = record;
    const Catalogue catalogue = catalogue_in(tx);
    const FieldDefinition* definition = catalogue->field(subject.kind, field);
    for (auto& [name, text] : fresh.values) text = definition ? tidy_value(*definition, text) : text;
    fresh.subject = subject.id;
    fresh.first = fresh.known = now;
    kept::add(tx, std::span(&fresh, 1));
    settle_rows(tx, {std::move(fresh)}, now, Settled::at_once);
    return done();
  }
  return absorb(tx, std::span(&record, 1), now).ok() ? done() : Outcome(refuse(ErrorCode::conflict));
}

Outcome SubjectService::say(db::Tx& tx, const Scope& scope, SubjectId id, const std::string& source, const std::string& field,
                            const std::string& value, const std::string& lineage, const Words& said, Instant now) {
  const Catalogue catalogue = catalogue_in(tx);
  const auto subject = kept::subject(tx, id);
  if (!subject || !catalogue->source(source)) return refuse(ErrorCode::not_found);
  const FieldDefinition* definition = catalogue->field(subject->kind, field);
  if (!definition || !is_whole(*definition, tidy_value(*definition, value)))
    return refuse_fields(ErrorCode::bad_input, {{"value", "字段或取值不合要求", "no such field, or not a valid value"}});
  TIANGE_CHECK_OK(owner_says(tx, *subject, source, field, tidy_value(*definition, value), lineage, now));
  kept::add_history(tx, id, parts_.ids.next(now), {now, "said", said.zh, said.en, scope.name});
  return done();
}

Result<ConflictView> SubjectService::answer_conflict(db::Tx& tx, const Scope& scope, std::string_view id, const AnswerIn& in, Instant now) {
  TIANGE_TRY(const std::int64_t number, parse_id(id));
  auto found = kept::conflict(tx, number);
  if (!found || !(scope.covers(found->grid) || scope.works_for(found->unit))) return refuse(ErrorCode::out_of_scope);
  if (!scope.works_for(found->unit)) return refuse(ErrorCode::registers_not_owner);
  if (found->state != kept::DeskState::open) return refuse(ErrorCode::registers_answered);
  const std::string said(text::trim(in.text));
  std::vector<FieldError> faults;
  if (said.empty() || text::length(said) > k_longest_text) faults.push_back({"text", "请写明核实依据，最多 1000 字", "say how you know, in at most 1000 characters"});
  if (in.outcome != "keep" && in.outcome != "take" && in.outcome != "other") faults.push_back({"outcome", "应为 keep、take 或 other", "must be keep, take or other"});
  const Catalogue catalogue = catalogue_in(tx);
  const FieldDefinition* field = catalogue->field(found->kind, found->field);
  const auto subject = kept::subject(tx, found->subject);
  if (!field || !subject) return refuse(ErrorCode::not_found);
  std::string value = tidy_value(*field, in.outcome == "keep" ? std::string(subject->value(found->field)) : in.value);
  if (in.outcome == "take" && !in.value.empty() && in.value.find('/') != std::string::npos) {
    // A claim is named by its record: its value may be masked for the one who answers.
    const std::size_t slash = in.value.find('/');
    const auto claim = kept::record(tx, in.value.substr(0, slash), in.value.substr(slash + 1));
    if (claim && claim->subject == found->subject) value = std::string(claim->value(found->field));
  }
  if (value.empty() || !is_whole(*field, value)) faults.push_back({"value", "“" + field->zh + "”的值不合要求", "the value of " + field->en + " is not valid"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  found->state = kept::DeskState::answered;
  found->answered = now;
  found->answered_by = scope.name;
  found->outcome = in.outcome;
  found->value = value;
  found->said = said;
  ++found->version;
  if (!kept::put(tx, *found)) return refuse(ErrorCode::conflict);
  TIANGE_CHECK_OK(owner_says(tx, *subject, found->owner, found->field, value, "conflict/" + std::to_string(number), now));
  const Words words = {"答复“" + field->zh + "”不一致：" + (in.outcome == "keep" ? "维持原值" : "更正") + "。" + said,
                       "answered the difference about " + field->en + ": " + (in.outcome == "keep" ? "kept" : "corrected")};
  kept::add_history(tx, found->subject, parts_.ids.next(now), {now, "answered", words.zh, words.en, scope.name});
  if (parts_.tickets && !found->ticket.empty() && kept::open_with_ticket(tx, found->ticket) == 0)
    parts_.tickets->answered(tx, found->ticket, {scope.name + words.zh, scope.name + " " + words.en}, now);
  return conflict_view(tx, scope, *catalogue, *found, now);
}

// Conflicts of large loads get their tickets here, many in one; owners hear of fields that have aged.
void SubjectService::nightly(Instant now) {
  const Scope house = system_scope(parts_.district);
  (void)parts_.db.write(house, [&](db::Tx& tx) -> Outcome {
    std::vector<kept::StoredConflict> open = kept::without_ticket(tx, 5000);
    open_tickets(tx, *catalogue_in(tx), open, now);
    for (const kept::StoredConflict& one : open) {
      if (!one.ticket.empty()) kept::set_ticket(tx, one.id, one.ticket);
    }
    return done();
  });
  nudge_owners(now);
}

namespace {

struct Aged {
  const FieldDefinition* field;
  std::int64_t count = 0;  // records older than agreed
};

// What a unit is told of its fields that have aged; the largest first.
Ticket update_due(const std::string& unit, const std::vector<Aged>& aged) {
  Ticket ticket{"", unit, "", {}, {}, k_answer_work_days};
  std::int64_t all = 0;
  for (const Aged& one : aged) {
    const Words kind = kind_words(one.field->kind);
    const std::string count = std::to_string(one.count), days = std::to_string(one.field->ages_days);
    all += one.count;
    ticket.text.zh += kind.zh + "“" + one.field->zh + "”：" + count + " 条，约定 " + days + " 天内更新。\n";
    ticket.text.en += kind.en + ", " + one.field->en + ": " + count + ", agreed within " + days + " days.\n";
  }
  const FieldDefinition& first = *aged.front().field;
  const std::string more = std::to_string(aged.size() - 1), fields = std::to_string(aged.size());
  const bool several = aged.size() > 1;
  ticket.title = {"数据更新提醒：“" + first.zh + "”" + (several ? "等 " + fields + " 项共 " : "有 ") + std::to_string(all) + " 条超过更新周期",
                  "Update due: " + first.en + (several ? " and " + more + " more, " : ", ") + std::to_string(all) + " older than agreed"};
  ticket.text.zh += "请重新报送。";
  ticket.text.en += "Please send them again.";
  return ticket;
}

}  // namespace

// A unit hears of all its fields at once, and not again for a month.
void SubjectService::nudge_owners(Instant now) {
  constexpr Span k_again = days(30);
  const Catalogue known = catalogue();
  std::map<std::string, std::vector<Aged>> due;
  parts_.db.run_read([&](db::Tx& tx) {
    std::set<std::string> lately;
    for (const Kind kind : {Kind::person, Kind::household, Kind::firm, Kind::house, Kind::facility}) {
      for (const FieldDefinition* field : known->fields(kind)) {
        if (field->ages_days == 0 || field->authority.empty()) continue;
        const SourceDefinition* source = known->source(field->authority);
        const std::string unit = source ? source->unit : "";
        const auto before = kept::nudge(tx, kind, field->field, field->authority);
        if (before && now - before->nudged < k_again) lately.insert(unit);
        if (lately.contains(unit)) continue;
        const std::int64_t aged = kept::heard_before(tx, field->authority, kind, now - days(field->ages_days));
        if (aged > 0) due[unit].push_back({field, aged});
      }
    }
    for (const std::string& unit : lately) due.erase(unit);
  });
  for (auto& [unit, aged] : due) {
    std::stable_sort(aged.begin(), aged.end(), [](const Aged& a, const Aged& b) { return a.count > b.count; });
    (void)parts_.db.write(system_scope(parts_.district), [&](db::Tx& tx) -> Outcome {
      std::string number;
      if (parts_.tickets && !unit.empty()) {
        const auto opened = parts_.tickets->open(tx, update_due(unit, aged), now);
        if (opened.ok()) number = *opened;
      }
      for (const Aged& one : aged) kept::put_nudge(tx, one.field->kind, one.field->field, one.field->authority, {now, one.count, number});
      return done();
    });
  }
}

}  // namespace tiange::registers
