// Another colour for a time, objections to marks, and repair.

#include <algorithm>

#include "base/text.h"
#include "city/credit/credit_service.h"
#include "city/registers/subjects/rules/field_rules.h"
#include "city/tidings/tidings.h"

namespace tiange::credit {

namespace {

using registers::FieldDefinition;
using registers::Kind;
using registers::SubjectId;
using store::MatterKind;
using store::MatterState;
using store::OverrideState;
using store::StoredMatter;
using store::StoredOverride;

constexpr std::size_t k_longest_text = 1000;
constexpr std::size_t k_page = 50;

void check_text(std::vector<FieldError>& faults, const char* path, const std::string& said, bool needed) {
  if (needed && text::trim(said).empty()) faults.push_back({path, "请填写", "is missing"});
  if (text::length(said) > k_longest_text) faults.push_back({path, "最多 1000 字", "at most 1000 characters"});
}

}  // namespace

// ---- another colour ----

CreditOverride CreditService::shown_override(const Scope& scope, const StoredOverride& one, std::string title) const {
  CreditOverride out = one.view;
  out.id = std::to_string(one.id);
  out.ref = one.subject.text();
  out.title = std::move(title);
  out.state = store::override_word(one.state);
  out.area_name = parts_.places.full_name(one.grid, scope.language);
  const bool same = parts_.four_eyes && one.maker == scope.person && scope.person.value != 0;
  out.may_decide = one.state == OverrideState::asked && scope.may(Permission::credit_approve) && !same && scope.covers(one.grid);
  out.may_withdraw = (one.state == OverrideState::asked || one.state == OverrideState::live) && scope.covers(one.grid) &&
                     scope.may(Permission::credit_ask) && (one.maker == scope.person || scope.may(Permission::credit_approve));
  return out;
}

Result<CreditOverride> CreditService::ask_override(db::Tx& tx, const Scope& scope, std::string_view ref, const CreditOverrideIn& in, Instant now) {
  const auto firm = firm_in(tx, scope, ref);
  if (!firm) return refuse(ErrorCode::out_of_scope);
  const Form form = form_in(tx, now);
  auto score = store::score(tx, firm->id);
  if (!form || !score) return refuse(ErrorCode::credit_not_scored);
  std::vector<FieldError> faults;
  if (!is_colour(in.colour)) faults.push_back({"colour", "应为 green、yellow 或 red", "must be green, yellow or red"});
  else if (in.colour == score->own_colour) faults.push_back({"colour", "与评分得出的颜色相同，不必调整", "is the colour that the score gives already"});
  check_text(faults, "reason", in.reason, true);
  if (in.until <= now) faults.push_back({"until", "期限应在现在之后", "must be later than now"});
  else if (in.until > now + days(form->scoring().override_days))
    faults.push_back({"until", "期限最长 " + std::to_string(form->scoring().override_days) + " 天", "at most " + std::to_string(form->scoring().override_days) + " days"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  if (store::open_override(tx, firm->id)) return refuse(ErrorCode::credit_under_way);
  StoredOverride one;
  one.id = parts_.ids.next(now);
  one.subject = firm->id;
  one.grid = firm->grid;
  one.maker = scope.person;
  one.view.from = score->colour;
  one.view.colour = in.colour;
  one.view.reason = text::trim(in.reason);
  one.view.asked_by = scope.name;
  one.view.asked = now;
  one.view.until = in.until;
  store::put_override(tx, one);
  score->seen = now;  // two who ask side by side meet here
  store::put_score(tx, *score);
  const SubjectId ids[] = {firm->id};
  return shown_override(scope, one, titles(tx, scope, ids, now)[firm->id.value]);
}

Result<CreditOverride> CreditService::decide_override(db::Tx& tx, const Scope& scope, std::int64_t id, const CreditDecideIn& in, Instant now) {
  auto one = store::override_by_id(tx, id);
  if (!one || !scope.covers(one->grid)) return refuse(ErrorCode::out_of_scope);
  if (one->state != OverrideState::asked || one->view.until <= now) return refuse(ErrorCode::credit_over);
  if (parts_.four_eyes && one->maker == scope.person && scope.person.value != 0) return refuse(ErrorCode::credit_same_hand);
  std::vector<FieldError> faults;
  check_text(faults, "text", in.text, !in.agree);
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  one->state = in.agree ? OverrideState::live : OverrideState::refused;
  one->view.decided = now;
  one->view.decided_by = scope.name;
  one->view.said = text::trim(in.text);
  store::put_override(tx, *one);
  const SubjectId ids[] = {one->subject};
  if (in.agree) follow(tx, ids, "override", now);
  return shown_override(scope, *one, titles(tx, scope, ids, now)[one->subject.value]);
}

Result<CreditOverride> CreditService::withdraw_override(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now) {
  auto one = store::override_by_id(tx, id);
  if (!one || !scope.covers(one->grid)) return refuse(ErrorCode::out_of_scope);
  if (one->state != OverrideState::asked && one->state != OverrideState::live) return refuse(ErrorCode::credit_over);
  if (!(one->maker == scope.person || scope.may(Permission::credit_approve))) return refuse(ErrorCode::forbidden);
  const bool live = one->state == OverrideState::live;
  one->state = OverrideState::withdrawn;
  one->view.ended = now;
  one->view.said = scope.name;
  store::put_override(tx, *one);
  const SubjectId ids[] = {one->subject};
  if (live) follow(tx, ids, "override_ended", now);
  return shown_override(scope, *one, titles(tx, scope, ids, now)[one->subject.value]);
}

CreditOverrideList CreditService::overrides(db::Tx& tx, const Scope& scope, std::string_view state, std::int64_t after, Instant now) const {
  CreditOverrideList list;
  std::vector<StoredOverride> found;
  std::vector<SubjectId> ids;
  store::each_override(tx, scope, state, after, [&](const StoredOverride& one) {
    if (found.size() == k_page) {
      list.next = std::to_string(found.back().id);
      return false;
    }
    found.push_back(one);
    ids.push_back(one.subject);
    return true;
  });
  auto names = titles(tx, scope, ids, now);
  for (const StoredOverride& one : found) list.items.push_back(shown_override(scope, one, names[one.subject.value]));
  return list;
}

// ---- objections and repairs ----

CreditMatter CreditService::shown_matter(db::Tx& tx, const Scope& scope, const StoredMatter& one, std::string title, Instant now) const {
  CreditMatter out = one.view;
  out.id = std::to_string(one.id);
  out.kind = store::matter_kind_word(one.kind);
  out.ref = one.subject.text();
  out.title = std::move(title);
  out.area_name = parts_.places.full_name(one.grid, scope.language);
  out.state = store::matter_word(one.state);
  const Words unit = parts_.org.directory(now)->unit_name(out.unit);
  out.unit_zh = unit.zh;
  out.unit_en = unit.en;
  const bool open = one.state == MatterState::open;
  out.overdue = open && out.due < now;
  const bool same = parts_.four_eyes && one.maker == scope.person && scope.person.value != 0;
  if (one.kind == MatterKind::objection) out.may_answer = open && scope.may(Permission::credit_answer) && scope.works_for(out.unit);
  else out.may_answer = open && scope.may(Permission::credit_approve) && scope.covers(one.grid) && !same;
  if (!out.may_answer || one.kind != MatterKind::objection) return out;
  // What the owner may mend: the fields of this mark that its source is the authority of.
  const auto live = store::scoring(tx, store::ScoringState::live);
  const auto firm = firm_in(tx, system_scope(), out.ref);
  if (!live || !firm) return out;
  const auto catalogue = parts_.subjects.catalogue();
  const CreditForm form(live->scoring, live->version, *catalogue, local_date(now));
  for (const CreditLive& indicator : form.indicators()) {
    if (indicator.indicator.key != out.indicator) continue;
    for (const std::string& name : indicator.reads) {
      const FieldDefinition* field = catalogue->field(Kind::firm, name);
      if (field && field->authority == indicator.indicator.source)
        out.fields.push_back({name, field->zh, field->en, std::string(json::enum_name(field->type)), field->codes, golden_value(firm->golden, name)});
    }
  }
  return out;
}

Result<CreditMatter> CreditService::open_matter(db::Tx& tx, const Scope& scope, std::string_view ref, const CreditMatterIn& in, Instant now) {
  const auto firm = firm_in(tx, scope, ref);
  if (!firm) return refuse(ErrorCode::out_of_scope);
  std::vector<FieldError> faults;
  const bool repair = in.kind == "repair";
  if (!repair && in.kind != "objection") faults.push_back({"kind", "应为 objection 或 repair", "must be objection or repair"});
  check_text(faults, "text", in.text, true);
  check_text(faults, "evidence", in.evidence, repair);
  check_text(faults, "asked_for", in.asked_for, false);
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  const Form form = form_in(tx, now);
  auto score = store::score(tx, firm->id);
  if (!form || !score) return refuse(ErrorCode::credit_not_scored);
  columns::Table table = form->table(1);
  form->put(table, 0, {firm->grid, firm->golden, store::facts(tx, firm->id, year_before(now))});
  std::vector<LeftOut> left;
  for (auto& one : store::left_out(tx, firm->id)) left.push_back(std::move(one.what));
  const CreditResult result = form->score(table, 0, left);
  const auto mark = std::find_if(result.marks.begin(), result.marks.end(), [&](const CreditMark& one) {
    return form->indicators()[one.indicator].indicator.key == in.indicator && !one.left_out;
  });
  if (mark == result.marks.end()) return refuse(ErrorCode::credit_no_mark);
  const CreditIndicator& indicator = form->indicators()[mark->indicator].indicator;
  for (const StoredMatter& other : store::matters_of(tx, firm->id)) {
    if (other.state == MatterState::open && other.view.indicator == in.indicator) return refuse(ErrorCode::credit_under_way);
  }
  if (repair) {
    if (!indicator.repairable || mark->points >= 0) return refuse(ErrorCode::credit_not_repairable);
    const auto since = form->since(table, 0, mark->indicator);
    if (since && local_date(now) < *since + indicator.stands_days) {
      const std::string day = format_date(*since + indicator.stands_days);
      return refuse(ErrorCode::credit_too_early, day + " 起可以申请", "may be asked for from " + day);
    }
  }
  StoredMatter one;
  one.id = parts_.ids.next(now);
  one.subject = firm->id;
  one.grid = firm->grid;
  one.kind = repair ? MatterKind::repair : MatterKind::objection;
  one.maker = scope.person;
  one.ground = form->ground(table, 0, mark->indicator);
  one.view.indicator = indicator.key;
  one.view.zh = indicator.zh;
  one.view.en = indicator.en;
  one.view.points = mark->points;
  one.view.text = text::trim(in.text);
  one.view.evidence = text::trim(in.evidence);
  one.view.asked_for = text::trim(in.asked_for);
  one.view.asked_by = scope.name;
  one.view.asked = now;
  one.view.unit = unit_of(indicator);
  const int limit = repair ? form->scoring().repair_days : form->scoring().objection_days;
  one.view.due = parts_.calendar->add({static_cast<double>(limit), LimitKind::work_days}, now);
  const SubjectId ids[] = {firm->id};
  const std::string title = titles(tx, system_scope(), ids, now)[firm->id.value];
  if (!repair && parts_.tickets) {
    const registers::Ticket ticket{firm->id.text(), one.view.unit, firm->grid, {"信用异议：" + indicator.zh, "Objection to a credit mark: " + indicator.en},
                                   {title + "对信用记录“" + indicator.zh + "”提出异议：" + one.view.text + " 请在“企业信用—异议与修复”中答复。",
                                    title + " objects to a credit mark (" + indicator.en + "). Answer it under Credit, Objections."},
                                   limit};
    if (const auto number = parts_.tickets->open(tx, ticket, now); number.ok()) one.view.ticket = *number;
  }
  store::put_matter(tx, one);
  score->seen = now;  // two who ask side by side meet here
  store::put_score(tx, *score);
  if (parts_.tell) parts_.tell(tx, one.view.unit);
  return shown_matter(tx, scope, one, title, now);
}

Result<StoredMatter> CreditService::seen_matter(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  auto one = store::matter(tx, id);
  if (!one || !(scope.covers(one->grid) || scope.works_for(one->view.unit))) return refuse(ErrorCode::out_of_scope);
  return *std::move(one);
}

// What the owner says in the name of its source; of cases there is no field to mend, so the mark is left out.
Outcome CreditService::mend(db::Tx& tx, const Scope& scope, const StoredMatter& one, const CreditAnswerIn& in, Instant now) {
  const auto catalogue = parts_.subjects.catalogue();
  const Form form = form_in(tx, now);
  const CreditLive* live = nullptr;
  for (std::size_t i = 0; form && i < form->indicators().size(); ++i) {
    if (form->indicators()[i].indicator.key == one.view.indicator) live = &form->indicators()[i];
  }
  if (!live) return done();  // the indicator is gone, and its points with it
  if (live->indicator.source.empty()) {
    store::leave_out(tx, one.subject, {one.view.indicator, one.ground}, "mistaken", now);
    return done();
  }
  if (in.values.empty()) return refuse_fields(ErrorCode::bad_input, {{"values", "请写明更正后的取值", "say what is right"}});
  for (std::size_t i = 0; i < in.values.size(); ++i) {
    const CreditValue& value = in.values[i];
    const FieldDefinition* field = catalogue->field(Kind::firm, value.field);
    const bool read = std::find(live->reads.begin(), live->reads.end(), value.field) != live->reads.end();
    if (!field || !read || field->authority != live->indicator.source)
      return refuse_fields(ErrorCode::bad_input, {{"values[" + std::to_string(i) + "].field", "不是该记录所依据、由本单位负责的字段", "not a field of this mark that the unit answers for"}});
    const Words said = {"信用异议成立，更正“" + field->zh + "”：" + std::string(text::trim(in.text)), "mended after an objection: " + field->en};
    TIANGE_CHECK_OK(parts_.subjects.say(tx, scope, one.subject, live->indicator.source, value.field, value.value, "credit/" + std::to_string(one.id), said, now));
  }
  return done();
}

Result<CreditMatter> CreditService::answer_objection(db::Tx& tx, const Scope& scope, std::int64_t id, const CreditAnswerIn& in, Instant now) {
  TIANGE_TRY(StoredMatter one, seen_matter(tx, scope, id));
  if (one.kind != MatterKind::objection) return refuse(ErrorCode::not_found);
  if (!scope.works_for(one.view.unit)) return refuse(ErrorCode::credit_not_owner);
  if (one.state != MatterState::open) return refuse(ErrorCode::credit_over);
  std::vector<FieldError> faults;
  const bool mended = in.outcome == "mended";
  if (!mended && in.outcome != "stands") faults.push_back({"outcome", "应为 mended 或 stands", "must be mended or stands"});
  check_text(faults, "text", in.text, true);
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  if (mended) TIANGE_CHECK_OK(mend(tx, scope, one, in, now));
  one.state = mended ? MatterState::mended : MatterState::stands;
  one.view.answered = now;
  one.view.answered_by = scope.name;
  one.view.said = text::trim(in.text);
  one.view.values = mended ? in.values : std::vector<CreditValue>();
  store::put_matter(tx, one);
  const SubjectId ids[] = {one.subject};
  follow(tx, ids, "mended", now);
  const std::string& mark = one.view.zh;
  tidings::tell(tx, &parts_.outbox,
                {.kind = "credit.answered",
                 .subject = one.subject.value,
                 .ref = std::to_string(one.id),
                 .link = "/credit?firm=" + std::to_string(one.subject.value),
                 .area = one.grid.size() < 6 ? parts_.district : one.grid,
                 .unit = one.view.unit,
                 .matter_zh = "信用异议" + (mark.empty() ? "" : "“" + mark + "”"),
                 .matter_en = "objection to credit"},
                now);
  const char* zh = mended ? "异议成立，已更正" : "经核实记录属实";
  if (parts_.tickets && !one.view.ticket.empty())
    parts_.tickets->answered(tx, one.view.ticket, {scope.name + "：" + zh + "。" + one.view.said, scope.name + (mended ? ": mended" : ": it stands")}, now);
  return shown_matter(tx, scope, one, titles(tx, scope, ids, now)[one.subject.value], now);
}

Result<CreditMatter> CreditService::decide_repair(db::Tx& tx, const Scope& scope, std::int64_t id, const CreditAnswerIn& in, Instant now) {
  TIANGE_TRY(StoredMatter one, seen_matter(tx, scope, id));
  if (one.kind != MatterKind::repair) return refuse(ErrorCode::not_found);
  if (!scope.covers(one.grid)) return refuse(ErrorCode::out_of_scope);
  if (one.state != MatterState::open) return refuse(ErrorCode::credit_over);
  if (parts_.four_eyes && one.maker == scope.person && scope.person.value != 0) return refuse(ErrorCode::credit_same_hand);
  std::vector<FieldError> faults;
  const bool agreed = in.outcome == "agreed";
  if (!agreed && in.outcome != "refused") faults.push_back({"outcome", "应为 agreed 或 refused", "must be agreed or refused"});
  check_text(faults, "text", in.text, true);
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  one.state = agreed ? MatterState::agreed : MatterState::refused;
  one.view.answered = now;
  one.view.answered_by = scope.name;
  one.view.said = text::trim(in.text);
  store::put_matter(tx, one);
  const SubjectId ids[] = {one.subject};
  if (agreed) {
    store::leave_out(tx, one.subject, {one.view.indicator, one.ground}, "repaired", now);
    follow(tx, ids, "repaired", now);
  } else if (auto score = store::score(tx, one.subject)) {
    score->seen = now;
    store::put_score(tx, *score);
  }
  return shown_matter(tx, scope, one, titles(tx, scope, ids, now)[one.subject.value], now);
}

CreditMatterList CreditService::matters(db::Tx& tx, const Scope& scope, const store::MatterAsk& ask, Instant now) const {
  CreditMatterList list;
  std::vector<StoredMatter> found;
  std::vector<SubjectId> ids;
  store::each_matter(tx, scope, ask, [&](const StoredMatter& one) {
    if (found.size() == k_page) {
      list.next = std::to_string(found.back().id);
      return false;
    }
    found.push_back(one);
    ids.push_back(one.subject);
    return true;
  });
  // Owners of facts answer for firms of the whole district; the name is open, what else is known of the firm is not shown.
  auto names = titles(tx, ask.mine ? system_scope() : scope, ids, now);
  for (const StoredMatter& one : found) list.items.push_back(shown_matter(tx, scope, one, names[one.subject.value], now));
  return list;
}

// ---- cases ----

Result<CreditProfile> CreditService::tie(db::Tx& tx, const Scope& scope, std::string_view ref, const CreditCaseIn& in, Instant now) {
  const auto firm = firm_in(tx, scope, ref);
  if (!firm) return refuse(ErrorCode::out_of_scope);
  const std::string number(text::trim(in.number));
  if (number.empty()) return refuse_fields(ErrorCode::bad_input, {{"number", "请填写工单编号", "the number of the case is missing"}});
  const auto found = parts_.find_case(tx, scope, number, now);
  if (!found.ok()) return refuse_fields(ErrorCode::bad_input, {{"number", "没有这个工单，或不在您的管辖范围内", "no such case, or outside your area"}});
  store::tie_case(tx, firm->id, *found, parts_.ids.next(now), found->closed ? now : Instant{}, scope.name, now);
  const SubjectId ids[] = {firm->id};
  follow(tx, ids, "case", now);
  return profile(tx, scope, ref, false, now);
}

void CreditService::case_closed(db::Tx& tx, const CreditMatterOfCase& one, std::span<const SubjectId> firms, Instant now) {
  for (const SubjectId firm : firms) store::tie_case(tx, firm, one, parts_.ids.next(now), now, "", now);
  const std::vector<SubjectId> all = store::firms_of_case(tx, one.ref);
  for (const SubjectId firm : all) store::close_case(tx, firm, one.ref, one.serious, now);
  if (!all.empty()) follow(tx, all, "case", now);
}

}  // namespace tiange::credit
