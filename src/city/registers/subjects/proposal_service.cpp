// Corrections proposed to the owner of a field, and how conflicts and proposals are shown; the catalogue itself.

#include <algorithm>

#include "base/text.h"
#include "city/registers/subjects/settling.h"

namespace tiange::registers {

namespace {

constexpr std::size_t k_longest_text = 1000;
constexpr int k_answer_work_days = 5;

Words source_words(const FieldCatalogue& catalogue, std::string_view code) {
  const SourceDefinition* source = catalogue.source(code);
  return source ? Words{source->zh, source->en} : Words{std::string(code), std::string(code)};
}

std::string_view proposal_state(kept::DeskState state) {
  return state == kept::DeskState::open ? "open" : state == kept::DeskState::answered ? "accepted" : "refused";
}

}  // namespace

ConflictView SubjectService::conflict_view(db::Tx& tx, const Scope& scope, const FieldCatalogue& catalogue,
                                           const kept::StoredConflict& conflict, Instant now) const {
  ConflictView view;
  view.id = std::to_string(conflict.id);
  view.subject = conflict.subject.text();
  view.kind = conflict.kind;
  view.field = conflict.field;
  view.state = conflict.state == kept::DeskState::open ? "open" : conflict.state == kept::DeskState::answered ? "answered" : "over";
  view.grid = conflict.grid;
  view.area_name = parts_.places.full_name(conflict.grid, scope.language);
  view.owner = conflict.owner;
  const Words owner = source_words(catalogue, conflict.owner);
  view.owner_zh = owner.zh;
  view.owner_en = owner.en;
  view.unit = conflict.unit;
  const auto units = parts_.org.directory(now);
  const Words unit = units->unit_name(conflict.unit);
  view.unit_zh = unit.zh;
  view.unit_en = unit.en;
  view.ticket = conflict.ticket;
  view.opened = conflict.opened;
  view.due = conflict.due;
  if (conflict.answered) view.answered = conflict.answered;
  view.answered_by = conflict.answered_by;
  view.outcome = conflict.outcome;
  view.text = conflict.said;
  view.version = conflict.version;
  view.may_answer = conflict.state == kept::DeskState::open && scope.works_for(conflict.unit) && scope.may(Permission::registers_answer);
  const FieldDefinition* field = catalogue.field(conflict.kind, conflict.field);
  // The owner sees the case at hand although the subject may lie outside its areas.
  const auto whole = this->whole(tx, system_scope(parts_.district), conflict.subject, catalogue, std::nullopt);
  if (!field || !whole.ok()) return view;
  view.zh = field->zh;
  view.en = field->en;
  // Masked for the owner, too: a list is no look. An answer names the record that is right.
  const bool open = unmasked(tx, scope, conflict.subject, now);
  view.title = title_of(scope, catalogue, whole->subject, open);
  view.value = conflict.value.empty() ? "" : shown(scope, whole->subject, *field, conflict.value, "conflict", open);
  for (const GoldenValue& golden : whole->golden) {
    if (golden.field != field) continue;
    view.claims = explained(catalogue, *whole, golden).claims;
    for (Claim& claim : view.claims) claim.value = shown(scope, whole->subject, *field, claim.value, "conflict", open);
  }
  return view;
}

ProposalView SubjectService::proposal_view(db::Tx& tx, const Scope& scope, const FieldCatalogue& catalogue,
                                           const kept::StoredProposal& p, Instant now) const {
  ProposalView view;
  view.id = std::to_string(p.id);
  view.subject = p.subject.text();
  view.kind = p.kind;
  view.field = p.field;
  view.grid = p.grid;
  view.area_name = parts_.places.full_name(p.grid, scope.language);
  view.text = p.said;
  view.source = p.source;
  view.state = proposal_state(p.state);
  view.owner = p.owner;
  const Words owner = source_words(catalogue, p.owner);
  view.owner_zh = owner.zh;
  view.owner_en = owner.en;
  view.unit = p.unit;
  const Words unit = parts_.org.directory(now)->unit_name(p.unit);
  view.unit_zh = unit.zh;
  view.unit_en = unit.en;
  view.ticket = p.ticket;
  view.proposed_by = p.proposed_by;
  view.proposed_unit = p.proposed_unit;
  view.proposed = p.proposed;
  view.due = p.due;
  if (p.answered) view.answered = p.answered;
  view.answered_by = p.answered_by;
  view.answer = p.answer;
  view.version = p.version;
  view.may_answer = p.state == kept::DeskState::open && scope.works_for(p.unit) && scope.may(Permission::registers_answer);
  const FieldDefinition* field = catalogue.field(p.kind, p.field);
  const auto subject = kept::subject(tx, p.subject);
  if (!field || !subject) return view;
  view.zh = field->zh;
  view.en = field->en;
  // Who proposed it and who answers it know the new value, not thereby the old one.
  const bool open = unmasked(tx, scope, p.subject, now);
  const bool own = view.may_answer || (p.account == scope.account && scope.account.value != 0);
  view.title = title_of(scope, catalogue, *subject, open);
  view.before = shown(scope, *subject, *field, p.before, "proposal", open);
  view.value = shown(scope, *subject, *field, p.value, "proposal", open || own);
  return view;
}

Result<ProposalView> SubjectService::propose(db::Tx& tx, const Scope& scope, const ProposalIn& in, Instant now) {
  TIANGE_TRY(const SubjectId id, subject_ref(in.subject));
  const Catalogue catalogue = catalogue_in(tx);
  const auto subject = kept::subject(tx, id);
  if (!subject || !scope.covers(subject->grid)) return refuse(ErrorCode::out_of_scope);
  const FieldDefinition* field = catalogue->field(subject->kind, in.field);
  std::vector<FieldError> faults;
  if (!field) return refuse_fields(ErrorCode::bad_input, {{"field", "没有这个字段", "no such field"}});
  const std::string source = in.source.empty() ? "grid" : in.source;
  if (!catalogue->source(source)) faults.push_back({"source", "没有这个来源", "no such source"});
  const std::string value = tidy_value(*field, in.value);
  if (!is_whole(*field, value) || value.size() > 500) faults.push_back({"value", "“" + field->zh + "”的值不合要求", "the value of " + field->en + " is not valid"});
  if (value == subject->value(in.field)) faults.push_back({"value", "与现值相同", "is what is there already"});
  const std::string said(text::trim(in.text));
  if (said.empty() || text::length(said) > k_longest_text) faults.push_back({"text", "请写明依据，最多 1000 字", "say how you know, in at most 1000 characters"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  kept::StoredProposal p;
  p.id = parts_.ids.next(now);
  p.subject = id;
  p.kind = subject->kind;
  p.field = in.field;
  p.grid = subject->grid;
  p.source = source;
  p.before = std::string(subject->value(in.field));
  p.value = value;
  p.said = said;
  p.account = scope.account;
  p.proposed_by = scope.name;
  p.proposed_unit = scope.units.empty() ? "" : scope.units.front();
  p.proposed = now;
  p.due = parts_.calendar->add({k_answer_work_days, LimitKind::work_days}, now);
  // The authority answers; where there is none, whoever's value stands now, else the source that proposes.
  p.owner = field->authority;
  if (p.owner.empty()) {
    TIANGE_TRY(const Whole whole, this->whole(tx, system_scope(parts_.district), id, *catalogue, std::nullopt));
    for (const GoldenValue& golden : whole.golden) {
      if (golden.field == field) p.owner = whole.records[golden.winner].source;
    }
    if (p.owner.empty()) p.owner = source;
  }
  if (const SourceDefinition* owner = catalogue->source(p.owner)) p.unit = owner->unit;
  if (parts_.tickets && !p.unit.empty()) {
    const Words kind = kind_words(p.kind);
    const Ticket ticket{id.text(),
                        p.unit,
                        p.grid,
                        {"数据更正：" + kind.zh + "“" + field->zh + "”", "Correction proposed: " + field->en},
                        {"基层提出更正“" + field->zh + "”，依据：" + said + "。请在“底账—一数一源—更正”中答复。",
                         "A correction was proposed: " + said + ". Answer it under Registers, One source, Corrections."},
                        k_answer_work_days};
    const auto number = parts_.tickets->open(tx, ticket, now);
    if (number.ok()) p.ticket = *number;
  }
  kept::add(tx, p);
  kept::add_history(tx, id, p.id, {now, "proposed", "提出更正“" + field->zh + "”：" + said, "proposed a correction of " + field->en, scope.name});
  return proposal_view(tx, scope, *catalogue, p, now);
}

Result<ProposalView> SubjectService::answer(db::Tx& tx, const Scope& scope, std::string_view proposal, const AnswerIn& in, Instant now) {
  TIANGE_TRY(const std::int64_t number, parse_id(proposal));
  auto p = kept::proposal(tx, number);
  if (!p || !(scope.covers(p->grid) || scope.works_for(p->unit))) return refuse(ErrorCode::out_of_scope);
  if (!scope.works_for(p->unit)) return refuse(ErrorCode::registers_not_owner);
  if (p->state != kept::DeskState::open) return refuse(ErrorCode::registers_answered);
  const std::string said(text::trim(in.text));
  std::vector<FieldError> faults;
  if (in.outcome != "accept" && in.outcome != "refuse") faults.push_back({"outcome", "应为 accept 或 refuse", "must be accept or refuse"});
  if (said.empty() || text::length(said) > k_longest_text) faults.push_back({"text", "请写明答复，最多 1000 字", "write an answer of at most 1000 characters"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  const Catalogue catalogue = catalogue_in(tx);
  const FieldDefinition* field = catalogue->field(p->kind, p->field);
  const auto subject = kept::subject(tx, p->subject);
  if (!field || !subject) return refuse(ErrorCode::not_found);
  const bool accepted = in.outcome == "accept";
  p->state = accepted ? kept::DeskState::answered : kept::DeskState::over;
  p->answered = now;
  p->answered_by = scope.name;
  p->answer = said;
  ++p->version;
  if (!kept::put(tx, *p)) return refuse(ErrorCode::conflict);
  if (accepted) TIANGE_CHECK_OK(owner_says(tx, *subject, p->owner, p->field, p->value, "proposal/" + std::to_string(number), now));
  const Words words = {std::string(accepted ? "采纳" : "未采纳") + "“" + field->zh + "”的更正：" + said,
                       std::string(accepted ? "accepted" : "refused") + " the correction of " + field->en};
  kept::add_history(tx, p->subject, parts_.ids.next(now), {now, accepted ? "accepted" : "refused", words.zh, words.en, scope.name});
  if (parts_.tickets && !p->ticket.empty())
    parts_.tickets->answered(tx, p->ticket, {scope.name + words.zh, scope.name + " " + words.en}, now);
  return proposal_view(tx, scope, *catalogue, *p, now);
}

std::vector<ProposalView> SubjectService::proposals(db::Tx& tx, const Scope& scope, SubjectId id, std::size_t most) const {
  const Catalogue catalogue = catalogue_in(tx);
  std::vector<ProposalView> views;
  const Instant now = parts_.clock.now();
  if (id.value != 0) {
    const auto subject = kept::subject(tx, id);
    if (!subject || !scope.covers(subject->grid)) return views;
    for (const kept::StoredProposal& one : kept::proposals_of(tx, id, most)) views.push_back(proposal_view(tx, scope, *catalogue, one, now));
    return views;
  }
  kept::each_proposal(tx, scope, {std::nullopt, "", 0, most}, [&](const kept::StoredProposal& one) {
    if (scope.works_for(one.proposed_unit)) views.push_back(proposal_view(tx, scope, *catalogue, one, now));
    return views.size() < most;
  });
  return views;
}

Outcome SubjectService::lay(db::Tx& tx, std::string_view sources_csv, std::string_view fields_csv, Instant now) {
  TIANGE_TRY(const std::vector<SourceDefinition> sources, read_sources(sources_csv));
  TIANGE_TRY(const std::vector<FieldDefinition> fields, read_fields(fields_csv));
  std::vector<FieldError> faults;
  for (const FieldDefinition& field : fields) {
    for (FieldError fault : check_field(field, sources)) {
      fault.path = std::string(json::enum_name(field.kind)) + "." + field.field + "." + fault.path;
      faults.push_back(std::move(fault));
    }
  }
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  const Catalogue known = catalogue_in(tx);
  for (const SourceDefinition& source : sources) {
    if (!known->source(source.code)) kept::put_source(tx, source, "", now);
  }
  for (const FieldDefinition& field : fields) {
    if (!known->field(field.kind, field.field)) kept::put_field(tx, field, "", now);
  }
  (void)catalogue_in(tx);
  return done();
}

Result<FieldDefinition> SubjectService::put_field(db::Tx& tx, const Scope& scope, const FieldDefinition& in, Instant now) {
  const Catalogue known = catalogue_in(tx);
  auto faults = check_field(in, known->sources());
  const FieldDefinition* before = known->field(in.kind, in.field);
  if (before && before->type != in.type) faults.push_back({"type", "已有数据的字段不能改变类型", "cannot change once there is data"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  if (in.version != (before ? before->version : 0)) return refuse(ErrorCode::stale_version);
  FieldDefinition field = in;
  ++field.version;
  if (!kept::put_field(tx, field, scope.name, now)) return refuse(ErrorCode::stale_version);
  // Another authority means other golden values.
  if (before && (before->authority != field.authority || before->trust != field.trust || before->relation != field.relation))
    kept::wait_all(tx, field.kind, [&] { return parts_.ids.next(now); });
  return field;
}

Result<SourceDefinition> SubjectService::put_source(db::Tx& tx, const Scope& scope, const SourceDefinition& in, Instant now) {
  const Catalogue known = catalogue_in(tx);
  const SourceDefinition* before = known->source(in.code);
  std::vector<FieldError> faults;
  const bool ascii = !in.code.empty() && in.code.size() <= 30 && in.code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == in.code.npos;
  if (!ascii) faults.push_back({"code", "来源代码用小写字母、数字和下划线", "is written in small letters, digits and _"});
  if (in.zh.empty() || in.en.empty()) faults.push_back({"zh", "缺少名称", "the name is missing"});
  if (!in.unit.empty() && !parts_.org.directory(now)->unit(in.unit)) faults.push_back({"unit", "没有这个单位", "no such unit"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  if (in.version != (before ? before->version : 0)) return refuse(ErrorCode::stale_version);
  SourceDefinition source = in;
  ++source.version;
  if (!kept::put_source(tx, source, scope.name, now)) return refuse(ErrorCode::stale_version);
  return source;
}

}  // namespace tiange::registers
