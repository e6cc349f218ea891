#include "city/cases/consult/consult_service.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "city/cases/summons/summons.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_most_members = 20;
constexpr std::size_t k_most_words = 10;

Consultation from_row(const PaperRow& row) {
  Consultation one = json::read<Consultation>(row.content).value();
  one.version = row.version;
  return one;
}

bool is_member(const Consultation& one, const Scope& scope) {
  return std::any_of(one.members.begin(), one.members.end(), [&](const auto& m) { return !m.unit.empty() && scope.works_for(m.unit); });
}

std::vector<std::string> acts_of(const Consultation& one, const Scope& scope) {
  std::vector<std::string> acts;
  const bool calls = scope.may(Permission::consult_call) && scope.covers(one.area);
  if (one.state == "called") {
    if (scope.may(Permission::consult_join) && is_member(one, scope)) acts.push_back("opinion");
    if (calls) acts.insert(acts.end(), {"minutes", "cancel"});
    if (calls && !one.minutes.empty() && scope.may(Permission::cases_dispatch)) acts.push_back("decide");
  }
  const bool leads = scope.may(Permission::consult_join) && one.decision && scope.works_for(one.decision->unit);
  if (one.state == "decided" && (calls || leads)) acts.push_back("follow");
  return acts;
}

std::size_t digits_of(std::string_view area) { return area == "community" ? 12 : area == "district" ? 6 : 9; }

Instant months_later(Instant now, int months) {
  constexpr int k_days_in_month = 30;
  return now + days(static_cast<std::int64_t>(months) * k_days_in_month);
}

PaperFilter decided_about(const std::string& case_ref) {
  PaperFilter filter;
  filter.case_ref = case_ref;
  filter.state = "decided";
  return filter;
}

}  // namespace

Result<ConsultRules> read_consult_rules(const json::Value& value) {
  TIANGE_TRY(ConsultRules rules, json::read<ConsultRules>(json::write(value)));
  if (rules.months < 1 || rules.months > 60) return wrong_field("months", "1 至 60 个月", "1 to 60 months");
  if (!parse_limit(rules.follow).ok()) return wrong_field("follow", "不是时限", "is no limit");
  if (rules.area != "community" && rules.area != "town" && rules.area != "district")
    return wrong_field("area", "村居、镇街或全区", "community, town or district");
  return rules;
}

Outcome ConsultService::lay(db::Tx& tx, std::string_view rules, Instant now) {
  return rules_.lay(tx, rules, now, read_consult_rules);
}

Result<ConsultRules> ConsultService::rules(db::Tx& tx) const {
  return rules_.rules(tx, read_consult_rules);
}

Result<Consultation> ConsultService::for_act(db::Tx& tx, const Scope& scope, CaseRef ref, const char* act) {
  TIANGE_TRY(const PaperRow row, store_.load(tx, scope, ref));
  Consultation one = from_row(row);
  const auto acts = acts_of(one, scope);
  if (std::find(acts.begin(), acts.end(), act) != acts.end()) return one;
  if (std::string_view(act) == "decide" && one.state == "called" && one.minutes.empty())
    return refuse(ErrorCode::paper_state, "请先记录会商纪要", "record the minutes first");
  if (std::string_view(act) == "opinion" && !is_member(one, scope)) return refuse(ErrorCode::not_called);
  return refuse(ErrorCode::paper_state);
}

Result<Consultation> ConsultService::keep(db::Tx& tx, const Scope& scope, Consultation one, const PaperStep& step, bool fresh, Instant now) {
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(one.ref));
  TIANGE_TRY(const CaseRef about, CaseRef::parse(one.case_ref));
  one.may.clear();
  one.steps.clear();
  ++one.version;
  const Instant due = one.state == "decided" && !one.overdue ? one.due.value_or(Instant{}) : Instant{};
  const PaperRow row{ref, one.area, one.state, one.case_ref, due, one.version, json::write(one)};
  if (fresh) {
    store_.insert(tx, row);
  } else if (!store_.update(tx, row)) {
    return refuse(ErrorCode::conflict);
  }
  std::vector<std::string> units;
  for (const ConsultMember& member : one.members) {
    if (!member.unit.empty()) units.push_back(member.unit);
  }
  if (one.decision) units.push_back(one.decision->unit);
  store_.set_units(tx, ref, units);
  store_.add_evidence(tx, ref, one.evidence);
  store_.add_step(tx, ref, step);
  TIANGE_CHECK_OK(cases_.remark(tx, scope, about, "consult", {"会商 " + one.number + "：" + step.zh, "Consultation " + one.number + ": " + step.en}, step.text, now));
  if (parts_.notify) {
    const std::string body = "{\"ref\":\"" + one.ref + "\"}";
    parts_.notify->publish(tx, "consult", one.area, "", body);
    for (const std::string& unit : units) parts_.notify->publish(tx, "consult", "", unit + ":handler", body);
  }
  const auto seen = view(tx, scope, ref);
  return seen.ok() ? seen : Result<Consultation>(std::move(one));
}

void ConsultService::invite(db::Tx& tx, const Consultation& one, Instant now) const {
  Summons word{.kind = "consult.called", .link = "/together?tab=consults&consult=" + one.ref, .area = one.area, .number = one.number};
  word.needs = Permission::consult_join;
  for (const ConsultMember& member : one.members) {
    if (!member.unit.empty()) word.units.push_back(member.unit);
  }
  word.title = {"请参加会商：" + one.topic, "You are called to a consultation: " + one.topic};
  word.text = {"会商 " + one.number + "，关于工单 " + one.case_number, "Consultation " + one.number + " about case " + one.case_number};
  if (one.meets) {
    word.text.zh += "，" + format_local(*one.meets) + " 开会";
    word.text.en += ", meets " + format_local(*one.meets);
  }
  if (!one.where.empty()) {
    word.text.zh += "，地点：" + one.where;
    word.text.en += ", at " + one.where;
  }
  word.text.zh += "。请先在会商中发表意见。";
  word.text.en += ". Please give your opinion beforehand.";
  summon(tx, parts_.outbox, word, now);
}

Result<Consultation> ConsultService::call(db::Tx& tx, const Scope& scope, const ConsultIn& in, Instant now) {
  TIANGE_CHECK_OK(check_text("topic", in.topic, true, 200));
  TIANGE_CHECK_OK(check_text("where", in.where, false, 100));
  for (const std::string& point : in.agenda) TIANGE_CHECK_OK(check_text("agenda", point, true, 200));
  if (in.agenda.size() > k_most_members) return wrong_field("agenda", "不超过二十项", "twenty at most");
  TIANGE_TRY(const CaseRef about, CaseRef::parse(in.case_ref));
  TIANGE_TRY(const CaseView view, cases_.view(tx, scope, about, now));
  if (view.closed) return refuse(ErrorCode::case_closed);
  if (!scope.covers(view.area_code)) return refuse(ErrorCode::out_of_scope);
  PaperFilter same;
  same.case_ref = in.case_ref;
  same.state = "called";
  if (!store_.list(tx, system_scope(), same).empty()) return refuse(ErrorCode::paper_state, "该工单已有会商在进行", "a consultation about the case is under way");
  Consultation one;
  const auto directory = parts_.org.directory(now);
  std::set<std::string> seen;
  for (const std::string& unit : in.units) {
    if (!directory->unit(unit)) return wrong_field("units", "没有这个单位：" + unit, "no such unit: " + unit);
    if (!seen.insert(unit).second) continue;
    const Words name = directory->unit_name(unit);
    one.members.push_back({unit, name.zh, name.en, false, std::nullopt});
  }
  for (const std::string& guest : in.guests) {
    TIANGE_CHECK_OK(check_text("guests", guest, true, 50));
    one.members.push_back({"", guest, guest, false, std::nullopt});
  }
  if (one.members.size() < 2 || one.members.size() > k_most_members) return wrong_field("units", "请邀请二至二十个成员", "invite two to twenty members");
  one.ref = CaseRef{part_key_of(view.area_code), CaseId{parts_.ids.next(now)}}.text();
  one.number = store_.next_number(tx, now);
  one.state = "called";
  one.case_ref = in.case_ref;
  one.case_number = view.number;
  if (!view.confidential) one.case_title = view.title;
  one.item = view.item_code;
  one.item_name = view.item_name;
  one.area = view.area_code;
  one.area_zh = parts_.places.full_name(one.area, Language::zh);
  one.area_en = parts_.places.full_name(one.area, Language::en);
  if (!view.confidential) one.place = view.place.text;
  one.topic = in.topic;
  one.agenda = in.agenda;
  one.meets = in.meets;
  one.where = in.where;
  one.called = now;
  one.called_name = scope.name;
  std::vector<std::string> names;
  for (const ConsultMember& member : one.members) names.push_back(member.unit_zh);
  invite(tx, one, now);
  const PaperStep step = step_of(scope, now, "called", {"召集会商，邀请" + text::join(names, "、"), "called, " + std::to_string(names.size()) + " members invited"}, in.topic);
  return keep(tx, scope, std::move(one), step, true, now);
}

Result<Consultation> ConsultService::opine(db::Tx& tx, const Scope& scope, CaseRef ref, const ConsultOpinionIn& in, Instant now) {
  TIANGE_TRY(Consultation one, for_act(tx, scope, ref, "opinion"));
  TIANGE_CHECK_OK(check_text("text", in.text, true));
  TIANGE_CHECK_OK(check_text("basis", in.basis, in.stand == ConsultStand::not_ours, 300));
  const auto member = std::find_if(one.members.begin(), one.members.end(), [&](const auto& m) {
    return !m.unit.empty() && scope.works_for(m.unit) && (in.unit.empty() || m.unit == in.unit);
  });
  if (member == one.members.end()) return wrong_field("unit", "不是受邀成员", "is no member");
  member->opinion = ConsultOpinion{in.stand, in.text, in.basis, scope.name, now};
  static constexpr const char* k_zh[] = {"属本单位职责", "不属本单位职责", "可共同办理"};
  static constexpr const char* k_en[] = {"it is theirs", "it is not theirs", "can be done jointly"};
  const auto stand = static_cast<std::size_t>(in.stand);
  const PaperStep step = step_of(scope, now, "opinion", {member->unit_zh + "：" + k_zh[stand], member->unit_en + ": " + k_en[stand]},
                                 in.basis.empty() ? in.text : in.text + "（依据：" + in.basis + "）");
  return keep(tx, scope, std::move(one), step, false, now);
}

Result<Consultation> ConsultService::record_minutes(db::Tx& tx, const Scope& scope, CaseRef ref, const ConsultMinutes& in, Instant now) {
  TIANGE_TRY(Consultation one, for_act(tx, scope, ref, "minutes"));
  TIANGE_CHECK_OK(check_text("text", in.text, true, 5000));
  const std::set<std::string> present(in.present.begin(), in.present.end());
  std::size_t known = 0;
  for (ConsultMember& member : one.members) {
    member.present = present.contains(member.unit.empty() ? member.unit_zh : member.unit);
    known += member.present;
  }
  if (known != present.size()) return wrong_field("present", "只能勾选受邀成员", "only members can be present");
  if (known < 2) return wrong_field("present", "至少两个成员到会", "two members at least are present");
  one.minutes = in.text;
  one.minutes_by = scope.name;
  one.evidence = in.evidence;
  const PaperStep step = step_of(scope, now, "minutes", {"记录纪要，" + std::to_string(known) + " 个成员到会", "minutes, " + std::to_string(known) + " members present"}, in.text);
  return keep(tx, scope, std::move(one), step, false, now);
}

Result<std::string> ConsultService::make_precedent(db::Tx& tx, const Scope& scope, const Consultation& one, const ConsultDecide& in, Instant now) {
  TIANGE_TRY(const ConsultRules rules, this->rules(tx));
  const std::string where = in.area.empty() ? rules.area : in.area;
  if (where != "community" && where != "town" && where != "district") return wrong_field("area", "村居、镇街或全区", "community, town or district");
  if (in.words.size() > k_most_words) return wrong_field("words", "不超过十个", "ten at most");
  const int months = in.months == 0 ? rules.months : in.months;
  if (months < 1 || months > 60) return wrong_field("months", "1 至 60 个月", "1 to 60 months");
  PrecedentView made;
  made.item = one.item;
  made.item_name = one.item_name;
  made.area = one.area.substr(0, digits_of(where));
  if (!scope.covers(made.area)) return wrong_field("area", "先例的范围超出您的管辖", "the area reaches beyond yours");
  made.area_zh = parts_.places.full_name(made.area, Language::zh);
  made.area_en = parts_.places.full_name(made.area, Language::en);
  for (const std::string& word : in.words) {
    TIANGE_CHECK_OK(check_text("words", word, true, 20));
    made.words.push_back(word);
  }
  const Words unit = parts_.org.directory(now)->unit_name(in.unit);
  made.number = numbers_.next_number(tx, now);
  made.unit = in.unit;
  made.unit_zh = unit.zh;
  made.unit_en = unit.en;
  made.text = in.text;
  made.basis = in.basis;
  made.consult_ref = one.ref;
  made.consult_number = one.number;
  made.case_number = one.case_number;
  made.made_by = scope.name;
  made.made = now;
  made.expires = months_later(now, months);
  made.version = 1;
  if (!book_.put(tx, made)) return refuse(ErrorCode::conflict);
  return made.number;
}

Result<Consultation> ConsultService::decide(db::Tx& tx, const Scope& scope, CaseRef ref, const ConsultDecide& in, Instant now) {
  TIANGE_TRY(Consultation one, for_act(tx, scope, ref, "decide"));
  TIANGE_TRY(const CaseRef about, CaseRef::parse(one.case_ref));
  TIANGE_TRY(const ConsultRules rules, this->rules(tx));
  TIANGE_CHECK_OK(check_text("text", in.text, true));
  TIANGE_CHECK_OK(check_text("basis", in.basis, true, 300));
  const auto directory = parts_.org.directory(now);
  if (!directory->unit(in.unit)) return wrong_field("unit", "请选择承办单位", "choose the unit that leads");
  ActInput act;
  act.unit = in.unit;
  act.text = "会商 " + one.number + "：" + in.text;
  TIANGE_CHECK_OK(cases_.act_only(tx, scope, about, Action::arbitrate, act, std::nullopt, now));
  const Words unit = directory->unit_name(in.unit);
  ConsultDecision decision{in.unit, unit.zh, unit.en, in.text, in.basis, scope.name, now, ""};
  if (in.precedent && !one.item.empty()) {
    TIANGE_TRY(decision.precedent, make_precedent(tx, scope, one, in, now));
  }
  TIANGE_TRY(const Limit limit, parse_limit(rules.follow));
  one.due = parts_.calendar->add(limit, now);
  one.state = "decided";
  Words said{"裁定由" + unit.zh + "承办，具有约束力", "decided: " + unit.en + " leads; it binds"};
  if (!decision.precedent.empty()) said = {said.zh + "，成为先例 " + decision.precedent, said.en + ", precedent " + decision.precedent};
  one.decision = std::move(decision);
  const PaperStep step = step_of(scope, now, "decided", said, in.text + "（依据：" + in.basis + "）");
  return keep(tx, scope, std::move(one), step, false, now);
}

Result<Consultation> ConsultService::follow(db::Tx& tx, const Scope& scope, CaseRef ref, const ConsultFollow& in, Instant now) {
  TIANGE_TRY(Consultation one, for_act(tx, scope, ref, "follow"));
  TIANGE_CHECK_OK(check_text("text", in.text, true));
  if (in.done && !(scope.may(Permission::consult_call) && scope.covers(one.area)))
    return refuse(ErrorCode::duties_apart, "由召集人确认落实", "who called it says that it is done");
  if (in.done) one.state = "done", one.outcome = in.text;
  const PaperStep step = step_of(scope, now, "followed", in.done ? Words{"裁定已落实", "the decision is done"} : Words{"落实情况", "progress of the decision"}, in.text);
  return keep(tx, scope, std::move(one), step, false, now);
}

Result<Consultation> ConsultService::cancel(db::Tx& tx, const Scope& scope, CaseRef ref, const ConsultText& in, Instant now) {
  TIANGE_TRY(Consultation one, for_act(tx, scope, ref, "cancel"));
  TIANGE_CHECK_OK(check_text("text", in.text, true));
  one.state = "cancelled";
  one.outcome = in.text;
  return keep(tx, scope, std::move(one), step_of(scope, now, "cancelled", {"取消会商", "cancelled"}, in.text), false, now);
}

Result<Consultation> ConsultService::view(db::Tx& tx, const Scope& scope, CaseRef ref) {
  TIANGE_TRY(const PaperRow row, store_.load(tx, scope, ref));
  Consultation one = from_row(row);
  one.may = acts_of(one, scope);
  one.steps = store_.steps(tx, ref);
  return one;
}

ConsultList ConsultService::list(db::Tx& tx, const Scope& scope, const PaperFilter& filter) {
  const auto rows = store_.list(tx, scope, filter);
  ConsultList out;
  out.next = next_of(rows, filter);
  for (const PaperRow& row : rows) {
    if (out.items.size() == static_cast<std::size_t>(filter.limit)) break;
    out.items.push_back(from_row(row));
    out.items.back().may = acts_of(out.items.back(), scope);
  }
  return out;
}

int ConsultService::watch(Instant now) {
  constexpr int k_batch = 50;
  int marked = 0;
  const Scope house = system_scope();
  parts_.db.run_write(house, [&](db::Tx& tx) {
    marked = 0;
    for (const PaperRow& row : store_.due(tx, "decided", now, k_batch)) {
      Consultation one = from_row(row);
      one.overdue = true;
      if (keep(tx, house, std::move(one), {now, "", "overdue", "裁定逾期未落实", "the decision is overdue", ""}, false, now).ok()) ++marked;
    }
    return marked > 0;
  });
  return marked;
}

Outcome ConsultService::case_closed(db::Tx& tx, const std::string& case_ref, Instant now) {
  const Scope house = system_scope();
  for (const PaperRow& row : store_.list(tx, house, decided_about(case_ref))) {
    Consultation one = from_row(row);
    one.state = "done";
    one.outcome = "工单已结案";
    TIANGE_CHECK_OK(keep(tx, house, std::move(one), {now, "", "followed", "工单结案，裁定已落实", "the case is closed, the decision is done", ""}, false, now));
  }
  return done();
}

Outcome ConsultService::case_dispatched(db::Tx& tx, const db::Event& event, Instant now) {
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(event.subject));
  const auto view = cases_.view(tx, system_scope(), ref, now);
  if (!view.ok() || !view->dispatch_reason) return done();
  constexpr std::string_view k_by = "依先例 ";
  const std::string& why = view->dispatch_reason->zh;
  if (!why.starts_with(k_by)) return done();
  const std::string number = why.substr(k_by.size(), why.find("：") - k_by.size());
  if (book_.named(tx, number)) book_.used(tx, ref, number, event.happened);
  return done();
}

void ConsultService::listen(db::Outbox& outbox, const tiange::Clock& clock) {
  outbox.subscribe("case.closed", "consult", [this, &clock](db::Tx& tx, const db::Event& event) { return case_closed(tx, event.subject, clock.now()); });
  outbox.subscribe("case.dispatched", "consult", [this, &clock](db::Tx& tx, const db::Event& event) -> Outcome {
    const auto body = json::parse(event.body);
    if (!body.ok() || !book_.knows(body->text_or("item"))) return done();
    return case_dispatched(tx, event, clock.now());
  });
}

std::unique_ptr<Consultations> open_consultations(const CasesParts& parts, Cases& cases, PrecedentBook& book) {
  return std::make_unique<ConsultService>(parts, cases, book);
}

}  // namespace tiange::cases
