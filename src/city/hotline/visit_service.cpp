#include <algorithm>

#include "base/codes.h"
#include "base/text.h"
#include "city/hotline/line_names.h"
#include "city/hotline/visit_store.h"
#include "platform/db/keyset.h"

namespace tiange::hotline {

namespace {

constexpr std::size_t k_most_judged = 500;
constexpr int k_page = 50;
constexpr int k_most_inbox_pages = 6;
constexpr std::size_t k_token_bytes = 15;

VisitRow row_of(const store::VisitRecord& v) {
  VisitRow row;
  row.case_ref = v.case_ref;
  row.number = v.number;
  row.title = v.title;
  row.line = v.line;
  row.closed = v.closed;
  row.scored = v.scored;
  if (v.due) row.due = v.due;
  row.attempts = v.attempts;
  if (v.next_try) row.next_try = v.next_try;
  row.resolved = v.resolved;
  row.satisfied = v.satisfied;
  row.means = v.means;
  row.text = v.text;
  row.by = v.by_name;
  if (v.done) row.done = v.done;
  row.went_back = v.went_back;
  return row;
}

// What a visit takes over from its case when it begins.
void begin_visit(db::Tx& tx, store::VisitRecord& visit, std::int64_t id, const cases::CaseRef& ref, const cases::CaseView& view) {
  visit.part_key = ref.part_key;
  visit.id = id;
  visit.case_ref = view.ref;
  visit.number = view.number;
  visit.title = view.title;
  visit.line = store::line_of_case(tx, view.ref);
  visit.item = view.item_code;
  visit.closed = view.closed.has_value();
}

LineFigures visit_figures(const store::VisitRecord& v) {
  LineFigures f;
  f.visits = 1;
  f.resolved = v.resolved == Resolved::resolved;
  f.partly = v.resolved == Resolved::partly;
  f.unresolved = v.resolved == Resolved::unresolved;
  f.went_back = v.went_back;
  if (!v.scored) {
    f.unscored = 1;
    return f;
  }
  f.satisfied = v.satisfied == Satisfied::satisfied;
  f.basically = v.satisfied == Satisfied::basically;
  f.dissatisfied = v.satisfied == Satisfied::dissatisfied;
  f.unrated = v.satisfied == Satisfied::unrated;
  return f;
}

Words words_of(Resolved resolved) {
  switch (resolved) {
    case Resolved::unasked: return {"", ""};
    case Resolved::resolved: return {"已解决", "resolved"};
    case Resolved::partly: return {"部分解决", "partly resolved"};
    case Resolved::unresolved: return {"未解决", "not resolved"};
  }
  return {};
}
Words words_of(Satisfied satisfied) {
  switch (satisfied) {
    case Satisfied::unrated: return {"未评价", "not rated"};
    case Satisfied::satisfied: return {"满意", "satisfied"};
    case Satisfied::basically: return {"基本满意", "basically satisfied"};
    case Satisfied::dissatisfied: return {"不满意", "dissatisfied"};
  }
  return {};
}

// The reporter has been asked since the case was last done; what went back is asked about anew.
bool is_over(db::Tx& tx, const cases::CaseView& view) {
  if (view.status == cases::Status::pending_follow_up) return false;
  const auto known = store::visits_of(tx, view.ref);
  return !known.empty() && !known.front().open && !known.front().went_back;
}

// What the history of the case says of the visit.
std::string said(const std::string& text, Resolved resolved, Satisfied satisfied, VisitMeans means) {
  std::string out = means == VisitMeans::call ? "电话回访：" : "网上评价：";
  out += words_of(satisfied).zh;
  if (resolved != Resolved::unasked) out += "，" + words_of(resolved).zh;
  if (!text::trim(text).empty()) out += "。" + text;
  return out;
}

}  // namespace

// What somebody says of the handling of a case.
struct HotlineRoom::Judged {
  VisitMeans means = VisitMeans::call;
  Resolved resolved = Resolved::unasked;
  Satisfied satisfied = Satisfied::unrated;
  std::string text;
};

// Carries the rating into the case; true when it is to be done again.
Result<bool> HotlineRoom::tell_case(db::Tx& tx, const Scope& scope, const cases::CaseView& view, const Judged& judged,
                                    Instant now) {
  TIANGE_TRY(const cases::CaseRef ref, cases::CaseRef::parse(view.ref));
  const bool bad = judged.satisfied == Satisfied::dissatisfied;
  cases::ActInput input;
  input.text = said(judged.text, judged.resolved, judged.satisfied, judged.means);
  if (view.status == cases::Status::pending_follow_up) {
    const auto action = bad ? cases::Action::follow_up_dissatisfied : cases::Action::follow_up_satisfied;
    TIANGE_CHECK_OK(parts_.cases.act_only(tx, scope, ref, action, input, std::nullopt, now));
    return bad;
  }
  if (!view.closed || view.status == cases::Status::not_accepted)
    return refuse(ErrorCode::not_this_step, "工单还没有办完", "the case is not done yet");
  if (!bad) {
    (void)parts_.cases.act_only(tx, scope, ref, cases::Action::note, input, std::nullopt, now);
    return false;
  }
  const Outcome again = parts_.cases.act_only(tx, scope, ref, cases::Action::reopen, input, std::nullopt, now);
  if (again.ok()) return true;
  // Past the window the rating stands, and the case stays closed.
  if (again.refusal().code == ErrorCode::reopening_not_allowed) return false;
  return again.refusal();
}

Result<VisitRow> HotlineRoom::judge(db::Tx& tx, const Scope& scope, const cases::CaseView& view, const Judged& judged,
                                    Instant now) {
  if (text::length(judged.text) > k_most_judged)
    return refuse_fields(ErrorCode::bad_input, {{"text", "不超过 500 字", "at most 500 characters"}});
  if (judged.satisfied == Satisfied::dissatisfied && text::trim(judged.text).empty())
    return refuse_fields(ErrorCode::bad_input, {{"text", "请写明不满意的原因", "say what is wrong"}});
  TIANGE_TRY(const cases::CaseRef ref, cases::CaseRef::parse(view.ref));
  auto visit = store::open_visit(tx, view.ref).value_or(store::VisitRecord{});
  if (visit.id == 0) begin_visit(tx, visit, parts_.ids.next(now), ref, view);
  TIANGE_TRY(visit.went_back, tell_case(tx, scope, view, judged, now));
  const auto item = parts_.items.find(view.item_code);
  visit.scored = !item || item->rated;
  visit.unit = view.unit;
  visit.area = view.area_code;
  visit.open = false;
  visit.means = judged.means;
  visit.resolved = judged.resolved;
  visit.satisfied = judged.satisfied;
  visit.text = judged.text;
  visit.by = scope.person;
  visit.by_name = scope.name;
  visit.done = now;
  store::put_visit(tx, visit);
  store::add_counts(tx, part_, local_date(now), visit.line, visit_figures(visit));
  if (parts_.bell) parts_.bell->changed(tx, parts_.district);
  return row_of(visit);
}

// Nobody answered: later again, and after the last attempt as not rated.
Result<VisitRow> HotlineRoom::not_reached(db::Tx& tx, const Scope& scope, const cases::CaseView& view, Instant now) {
  TIANGE_TRY(const cases::CaseRef ref, cases::CaseRef::parse(view.ref));
  auto visit = store::open_visit(tx, view.ref).value_or(store::VisitRecord{});
  if (visit.id == 0) {
    begin_visit(tx, visit, parts_.ids.next(now), ref, view);
    visit.area = view.area_code;
    visit.due = view.due.value_or(now + days(parts_.rules.visit_days));
  }
  ++visit.attempts;
  visit.next_try = now + hours(parts_.rules.visit_pause_hours);
  store::put_visit(tx, visit);
  if (visit.attempts < parts_.rules.visit_attempts) return row_of(visit);
  const std::string times = std::to_string(visit.attempts);
  return judge(tx, scope, view, {VisitMeans::call, Resolved::unasked, Satisfied::unrated, times + " 次未接通"}, now);
}

Result<VisitRow> HotlineRoom::visit(db::Tx& tx, const Scope& scope, const VisitIn& in, Instant now) {
  if (!scope.may(Permission::hotline_answer)) return refuse(ErrorCode::forbidden);
  TIANGE_TRY(const cases::CaseRef ref, cases::CaseRef::parse(in.case_ref));
  TIANGE_TRY(const cases::CaseView view, parts_.cases.view(tx, scope, ref, now));
  if (is_over(tx, view)) return refuse(ErrorCode::visit_over);
  if (!in.reached) return not_reached(tx, scope, view, now);
  return judge(tx, scope, view, {VisitMeans::call, in.resolved, in.satisfied, in.text}, now);
}

Outcome HotlineRoom::case_closed(db::Tx& tx, const std::string& case_ref, Instant now) {
  const std::string line = store::line_of_case(tx, case_ref);
  if (line.empty()) return done();
  const Scope house = system_scope();
  TIANGE_TRY(const cases::CaseRef ref, cases::CaseRef::parse(case_ref));
  TIANGE_TRY(const auto history, parts_.cases.history(tx, house, ref));
  // Somebody may have been asked already since it was last taken up.
  for (auto entry = history.rbegin(); entry != history.rend(); ++entry) {
    if (entry->kind == cases::EventKind::reopened || entry->kind == cases::EventKind::reported) break;
    if (entry->kind == cases::EventKind::followed_up) return done();
  }
  if (store::open_visit(tx, case_ref)) return done();
  TIANGE_TRY(const cases::CaseView view, parts_.cases.view(tx, house, ref, now));
  if (view.status != cases::Status::closed || view.reporter.phone.empty()) return done();
  store::VisitRecord visit;
  visit.part_key = ref.part_key;
  visit.id = parts_.ids.next(now);
  visit.case_ref = case_ref;
  visit.number = view.number;
  visit.title = view.title;
  visit.line = line;
  visit.item = view.item_code;
  visit.unit = view.unit;
  visit.area = view.area_code;
  visit.closed = true;
  visit.due = now + days(parts_.rules.visit_days);
  store::put_visit(tx, visit);
  store::let_go(tx, now);
  return done();
}

Result<VisitList> HotlineRoom::visits(db::Tx& tx, const Scope& scope, bool want_done, const std::string& after,
                                      Instant now) {
  VisitList list;
  list.script_zh = parts_.rules.script_zh;
  list.script_en = parts_.rules.script_en;
  const LineNames names = line_names(tx);
  const auto directory = parts_.org.directory(now);
  const auto finish = [&](VisitRow row, const std::string& item, const std::string& unit) {
    const Words line = row.line.empty() ? Words{} : names.line(row.line);
    row.line_zh = line.zh;
    row.line_en = line.en;
    if (const auto known = parts_.items.find(item)) row.item_name = known->name_zh;
    if (!unit.empty()) {
      const Words name = directory->unit_name(unit);
      row.unit_zh = name.zh;
      row.unit_en = name.en;
    }
    list.items.push_back(std::move(row));
  };
  if (want_done) {
    TIANGE_TRY(const auto cursor, db::read_cursor(after, 2));
    Instant before{INT64_MAX};
    std::int64_t before_id = INT64_MAX;
    if (cursor) {
      const auto* us = std::get_if<std::int64_t>(&(*cursor)[0]);
      const auto* id = std::get_if<std::int64_t>(&(*cursor)[1]);
      if (!us || !id) return refuse(ErrorCode::bad_input);
      before = Instant{*us};
      before_id = *id;
    }
    const auto page = db::make_page(store::done_visits(tx, before, before_id, k_page + 1), k_page,
                                    [](const auto& v) { return db::Cursor{v.done.us, v.id}; });
    for (const auto& v : page.rows) {
      if (scope.covers(v.area)) finish(row_of(v), v.item, v.unit);
    }
    list.next = page.next;
    return list;
  }
  // Those whose process waits for the call, then those who are asked after closing.
  std::string at = after;
  for (int turn = 0; turn < k_most_inbox_pages; ++turn) {
    TIANGE_TRY(const cases::Inbox inbox, parts_.cases.inbox(tx, scope, cases::InboxGroup::all, "", at, now));
    for (const cases::TaskView& task : inbox.items) {
      if (task.element != "follow_up" || task.part != 0) continue;
      const auto open = store::open_visit(tx, task.case_ref);
      VisitRow row = open ? row_of(*open) : VisitRow{};
      row.case_ref = task.case_ref;
      row.number = task.number;
      row.title = task.title;
      row.closed = false;
      row.due = task.due;
      row.line = store::line_of_case(tx, task.case_ref);
      finish(std::move(row), "", "");
      list.items.back().item_name = task.item_name;
    }
    at = inbox.next;
    if (at.empty() || list.items.size() >= static_cast<std::size_t>(k_page)) break;
  }
  list.next = at;
  if (!at.empty()) return list;
  for (const auto& v : store::open_visits(tx, now, k_page)) {
    if (scope.covers(v.area)) finish(row_of(v), v.item, v.unit);
  }
  return list;
}

// ---- residents --------------------------------------------------------------------------------------------------

Result<std::string> HotlineRoom::visit_link(db::Tx& tx, const Scope& scope, const std::string& case_ref, Instant now) {
  TIANGE_TRY(const cases::CaseRef ref, cases::CaseRef::parse(case_ref));
  TIANGE_TRY(const cases::CaseView view, parts_.cases.view(tx, scope, ref, now));
  if (view.status != cases::Status::pending_follow_up && view.status != cases::Status::closed)
    return refuse(ErrorCode::not_this_step, "工单还没有办完", "the case is not done yet");
  auto visit = store::open_visit(tx, case_ref).value_or(store::VisitRecord{});
  if (visit.id == 0) {
    visit.part_key = ref.part_key;
    visit.id = parts_.ids.next(now);
    visit.case_ref = view.ref;
    visit.number = view.number;
    visit.title = view.title;
    visit.line = store::line_of_case(tx, view.ref);
    visit.item = view.item_code;
    visit.unit = view.unit;
    visit.area = view.area_code;
    visit.closed = view.closed.has_value();
    visit.due = now + days(parts_.rules.visit_days);
  }
  std::string token = parts_.sealer->open(visit.token_sealed, "visit:" + std::to_string(visit.id)).value_or("");
  if (token.empty()) {
    token = crypto::random_token(k_token_bytes);
    visit.token_mark = parts_.sealer->mark(token, "visit");
    visit.token_sealed = parts_.sealer->seal(token, "visit:" + std::to_string(visit.id));
  }
  store::put_visit(tx, visit);
  return "/portal/rate?token=" + token;
}

Result<RatingView> HotlineRoom::rated_by_token(db::Tx& tx, const std::string& token) {
  if (token.size() < 10 || token.size() > 60) return refuse(ErrorCode::not_found);
  const auto visit = store::visit_by_token(tx, parts_.sealer->mark(token, "visit"));
  if (!visit) return refuse(ErrorCode::not_found);
  if (!visit->open) return refuse(ErrorCode::visit_over);
  return RatingView{visit->number, visit->title, false};
}

Result<cases::CaseRef> HotlineRoom::case_by_phone(db::Tx& tx, const std::string& number, const std::string& phone_end,
                                                  Instant now) {
  constexpr std::size_t k_digits = 4;
  if (phone_end.size() != k_digits || !std::all_of(phone_end.begin(), phone_end.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return refuse_fields(ErrorCode::bad_input, {{"phone_end", "请填写手机后四位数字", "give the last four digits"}});
  const Scope house = system_scope();
  const auto ref = parts_.cases.find_number(tx, house, text::trim(number));
  if (!ref.ok()) return refuse(ErrorCode::phone_does_not_match);
  const auto view = parts_.cases.view(tx, house, *ref, now);
  // The mask shows the last four digits.
  if (!view.ok() || view->reporter.phone.size() < 8 || !view->reporter.phone.ends_with(phone_end))
    return refuse(ErrorCode::phone_does_not_match);
  return *ref;
}

Result<RatingView> HotlineRoom::rate(db::Tx& tx, const RatingIn& in, Instant now) {
  if (in.satisfied == Satisfied::unrated)
    return refuse_fields(ErrorCode::bad_input, {{"satisfied", "请选择满意度", "choose how satisfied you are"}});
  cases::CaseRef ref;
  VisitMeans means = VisitMeans::portal;
  if (!in.token.empty()) {
    TIANGE_CHECK_OK(rated_by_token(tx, in.token));
    TIANGE_TRY(ref, cases::CaseRef::parse(store::visit_by_token(tx, parts_.sealer->mark(in.token, "visit"))->case_ref));
    means = VisitMeans::link;
  } else if (!in.code.empty()) {
    TIANGE_CHECK_OK(parts_.cases.progress(tx, in.number, in.code, now));
    TIANGE_TRY(ref, parts_.cases.find_number(tx, system_scope(), in.number));
  } else {
    TIANGE_TRY(ref, case_by_phone(tx, in.number, in.phone_end, now));
  }
  Scope resident = system_scope();
  resident.name = "诉求人";
  TIANGE_TRY(const cases::CaseView view, parts_.cases.view(tx, resident, ref, now));
  if (is_over(tx, view)) return refuse(ErrorCode::visit_over);
  TIANGE_TRY(const VisitRow row, judge(tx, resident, view, {means, in.resolved, in.satisfied, in.text}, now));
  return RatingView{row.number, row.title, row.went_back};
}

}  // namespace tiange::hotline
