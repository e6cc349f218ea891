#include "city/cases/supervision/appeal_service.h"

#include "base/text.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_page = 50;
constexpr std::size_t k_most_text = 1000;

CaseRef paper_of(const store::StoredAppeal& appeal) { return {appeal.about.part_key, CaseId{appeal.id}}; }

// What other rooms hear of an approved appeal.
struct Exempted {
  std::string ref, work, reason, document, text, by;
};
BOOST_DESCRIBE_STRUCT(Exempted, (), (ref, work, reason, document, text, by))

bool may_see_appeal(const Scope& scope, const Appeal& appeal) {
  return scope.works_for(appeal.unit) || scope.covers(appeal.area);
}

}  // namespace

Result<AppealView> AppealService::file(db::Tx& tx, const Scope& scope, CaseRef about, const AppealInput& input,
                                       Instant now) const {
  TIANGE_CHECK_OK(check_words("grounds", input.grounds, k_most_text));
  TIANGE_TRY(const CaseRecord record, desk_.cases.load(tx, scope, about));
  const AppealRules rules = desk_.rules(tx).appeal;
  const std::string unit = unit_late(tx, record);
  TIANGE_CHECK_OK(may_appeal(record.file, unit, scope, store::appeal_of(tx, about).has_value(), rules, desk_.calendar(), now));
  store::StoredAppeal appeal;
  appeal.about = about;
  appeal.id = desk_.next_id(now);
  appeal.number = store::next_paper_number(tx, rules.number_prefix, now);
  appeal.case_number = record.number;
  appeal.area = record.file.area;
  appeal.unit = unit;
  appeal.grounds = input.grounds;
  appeal.filed = now;
  appeal.filed_by = scope.person;
  appeal.filed_name = scope.name;
  appeal.due = desk_.calendar().add(limit_or(rules.review_within, "3 work_days"), now);
  appeal.overran = record.file.clocks.handle.due;
  appeal.settled = record.file.settled;
  if (!store::add_appeal(tx, appeal)) return refuse(ErrorCode::appeal_not_allowed, "每件工单只能申诉一次", "once per case only");
  TIANGE_CHECK_OK(desk_.attach(tx, paper_of(appeal), input.documents, appeal.area, appeal.unit, now));
  TIANGE_CHECK_OK(desk_.remark(tx, scope, about, "appeal_filed",
                               {"提出超期申诉（" + appeal.number + "），等待初审", "appealed against the overrun (" + appeal.number + "); the first review is next"},
                               input.grounds, now));
  desk_.wake(tx, appeal.area);
  return view(tx, scope, appeal, now);
}

std::string AppealService::unit_late(db::Tx& tx, const CaseRecord& record) const {
  if (!record.file.clocks.handle.overdue) return record.file.unit;
  std::vector<CaseEvent> events;
  for (HistoryRow& row : desk_.cases.history(tx, system_scope(), record)) events.push_back(std::move(row.event));
  return unit_that_overran(record.file, events);
}

Result<AppealView> AppealService::review(db::Tx& tx, const Scope& scope, std::int64_t id, const ReviewInput& input,
                                         Instant now) const {
  TIANGE_CHECK_OK(check_words("text", input.text, k_most_text));
  const auto found = store::appeal(tx, id);
  if (!found || !may_see_appeal(scope, *found)) return refuse(ErrorCode::out_of_scope);
  TIANGE_TRY(const CaseRecord record, desk_.cases.load(tx, system_scope(), found->about));
  const AppealRules rules = desk_.rules(tx).appeal;
  TIANGE_CHECK_OK(may_review(*found, scope, record.file.open(), rules));
  store::StoredAppeal after = *found;
  static_cast<Appeal&>(after) = reviewed(*found, scope, input.approve, input.text, rules, desk_.calendar(), now);
  if (!store::set_appeal(tx, after, found->state)) return refuse(ErrorCode::conflict);
  const bool first = found->state == AppealState::first;
  const std::string which_zh = first ? "初审" : "复审";
  const std::string which_en = first ? "first review" : "second review";
  Words said{"超期申诉（" + after.number + "）" + which_zh + (input.approve ? "同意" : "不同意"),
             "appeal " + after.number + ": " + (input.approve ? "approved" : "rejected") + " in the " + which_en};
  if (after.state == AppealState::approved) {
    said.zh += "，申诉成立：统计免责，超期事实保留";
    said.en += "; exempt in statistics, the overrun stays a fact";
    if (desk_.parts.base.outbox) {
      desk_.parts.base.outbox->publish(
          tx, {.type = "case.exempted",
               .part_key = after.about.part_key,
               .subject = after.about.text(),
               .body = json::write(Exempted{after.about.text(), "handle", "appeal", after.number,
                                            text::cut(after.grounds, 200), after.first.name + "、" + after.second.name})});
    }
  }
  TIANGE_CHECK_OK(desk_.remark(tx, scope, after.about, "appeal_reviewed", said, input.text, now));
  desk_.wake(tx, after.area);
  return view(tx, scope, after, now);
}

Result<AppealView> AppealService::one(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now) const {
  const auto found = store::appeal(tx, id);
  if (!found || !may_see_appeal(scope, *found)) return refuse(ErrorCode::out_of_scope);
  return view(tx, scope, *found, now);
}

Result<AppealList> AppealService::list(db::Tx& tx, const http::Request& request) const {
  const std::string_view state = request.query_value("state");
  const bool pending = state == "pending";
  const auto wanted = json::enum_from<AppealState>(state);
  const std::int64_t before = text::to_int(request.query_value("after")).value_or(0);
  AppealList list;
  std::vector<store::StoredAppeal> found;
  store::each_appeal(tx, before, [&](const store::StoredAppeal& appeal) {
    if (!may_see_appeal(request.scope, appeal)) return true;
    if (pending ? !appeal.pending() : wanted && appeal.state != *wanted) return true;
    if (found.size() == k_page) {
      list.next = std::to_string(found.back().id);
      return false;
    }
    found.push_back(appeal);
    return true;
  });
  for (const store::StoredAppeal& appeal : found) list.items.push_back(view(tx, request.scope, appeal, request.now));
  return list;
}

void AppealService::tell_of(db::Tx& tx, const Scope& scope, const CaseRecord& record, CaseSupervision& out,
                            Instant now) const {
  const auto found = store::appeal_of(tx, record.ref);
  if (found) out.appeal = view(tx, scope, *found, now);
  out.was_late = record.file.clocks.handle.overdue;
  const Outcome may = may_appeal(record.file, unit_late(tx, record), scope, found.has_value(), desk_.rules(tx).appeal, desk_.calendar(), now);
  out.may_appeal = may.ok() && scope.may(Permission::cases_handle);
  if (!may.ok()) {
    out.why_not_zh = may.refusal().zh;
    out.why_not_en = may.refusal().en;
  }
}

AppealView AppealService::view(db::Tx& tx, const Scope& scope, const store::StoredAppeal& appeal, Instant now) const {
  AppealView v;
  v.id = std::to_string(appeal.id);
  v.number = appeal.number;
  v.state = json::enum_name(appeal.state);
  v.about = desk_.about(tx, scope, appeal.about, appeal.case_number, now);
  const UnitName unit = desk_.unit_name(appeal.unit, now);
  v.unit = unit.code;
  v.unit_zh = unit.zh;
  v.unit_en = unit.en;
  v.grounds = appeal.grounds;
  v.documents = store::paper_files(tx, paper_of(appeal));
  v.filed_by = appeal.filed_name;
  v.filed = appeal.filed;
  if (appeal.pending()) v.due = appeal.due;
  v.late = appeal.pending() && now > appeal.due;
  v.first_by = appeal.first.name;
  v.first_text = appeal.first.text;
  v.second_by = appeal.second.name;
  v.second_text = appeal.second.text;
  if (appeal.first.done) v.first_done = appeal.first.done;
  if (appeal.second.done) v.second_done = appeal.second.done;
  if (appeal.overran) v.overran = appeal.overran;
  if (appeal.settled) v.settled = appeal.settled;
  const auto record = desk_.cases.load(tx, system_scope(), appeal.about);
  const Outcome may = !scope.may(Permission::cases_review_appeals)
                          ? Outcome(refuse(ErrorCode::forbidden))
                          : may_review(appeal, scope, record.ok() && record->file.open(), desk_.rules(tx).appeal);
  v.may_review = may.ok();
  if (!may.ok() && appeal.pending() && scope.may(Permission::cases_review_appeals)) {
    v.why_not_zh = may.refusal().zh;
    v.why_not_en = may.refusal().en;
  }
  return v;
}

}  // namespace tiange::cases
