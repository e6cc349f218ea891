// Seeing a subject without masks: asked for, agreed, and over again.
#include <algorithm>

#include "base/codes.h"
#include "base/text.h"
#include "city/org/masks/mask_service.h"

namespace tiange::masks {

namespace {

constexpr int k_longest_unlisted = 240;  // minutes, for a purpose in words with a case number
constexpr std::size_t k_page = 50;

}  // namespace

Outcome MaskService::may_unmask(db::Tx& tx, const Scope& scope, std::string_view subject, std::string_view purpose, std::string_view ticket,
                                int minutes, Instant now) const {
  const auto policy = live();
  const MaskPurpose* known = policy->purpose(purpose);
  if ((!known || known->ticket) && text::trim(ticket).empty())
    return refuse(ErrorCode::approval_needed, "请填写工单编号", "name the case it is for");
  const int longest = known ? known->longest_minutes : k_longest_unlisted;
  if (minutes > longest)
    return refuse(ErrorCode::approval_needed, "此目的最长 " + std::to_string(longest) + " 分钟", "at most " + std::to_string(longest) + " minutes for this purpose");
  if (!known || !known->approver) return done();
  const auto granted = store::granted(tx, scope.account, subject, known->key, now);
  if (!granted) {
    return refuse(ErrorCode::approval_needed, "“" + known->zh + "”须先经批准：请在“数据脱敏 → 查看申请”提交",
                  "\"" + known->en + "\" must be agreed to first: ask under Masks, Sight");
  }
  const auto view = json::read<UnmaskView>(granted->body);
  if (view.ok() && minutes > view->minutes)
    return refuse(ErrorCode::approval_needed, "获批的时限是 " + std::to_string(view->minutes) + " 分钟", "agreed for " + std::to_string(view->minutes) + " minutes");
  return done();
}

Outcome MaskService::may_answer(const store::PaperRow& row, const Scope& scope) const {
  if (!scope.may(Permission::masks_approve)) return refuse(ErrorCode::forbidden);
  if (!scope.covers(row.area)) return refuse(ErrorCode::out_of_scope);
  if (row.account == scope.account || row.person == scope.person) return refuse(ErrorCode::own_request);
  if (row.state != "asked") return refuse(ErrorCode::request_over);
  return done();
}

UnmaskView MaskService::shown(const store::PaperRow& row, const Scope& scope, Instant now) const {
  UnmaskView view = json::read<UnmaskView>(row.body).value_or(UnmaskView{});
  view.id = std::to_string(row.id);
  view.state = row.state;
  if (row.until) view.until = row.until;
  view.mine = row.account == scope.account;
  view.may_answer = may_answer(row, scope).ok();
  view.over = row.state == "granted" && row.until <= now;
  const auto policy = live();
  if (const MaskPurpose* known = policy->purpose(row.purpose)) {
    view.purpose_zh = known->zh;
    view.purpose_en = known->en;
  }
  return view;
}

Result<UnmaskView> MaskService::ask_sight(db::Tx& tx, const Scope& scope, const UnmaskAsk& in, Instant now) {
  const auto policy = live();
  const MaskPurpose* known = policy->purpose(in.purpose);
  std::vector<FieldError> faults;
  if (!known) faults.push_back({"purpose", "请选择目的", "choose a purpose"});
  if (text::trim(in.reason).empty() || text::length(in.reason) > 500) faults.push_back({"reason", "请写明理由（500 字以内）", "say why, in at most 500 characters"});
  if (known && known->ticket && text::trim(in.ticket).empty()) faults.push_back({"ticket", "请填写工单编号", "name the case"});
  if (in.minutes < 1 || (known && in.minutes > known->longest_minutes))
    faults.push_back({"minutes", "超过此目的的最长时限", "longer than this purpose allows"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  const auto grid = parts_.source ? parts_.source->grid_of(tx, scope, in.subject) : std::nullopt;
  if (!grid) return refuse(ErrorCode::out_of_scope);
  UnmaskView view;
  view.subject = in.subject;
  view.area = grid->empty() ? parts_.district : *grid;
  view.purpose = known->key;
  view.ticket = in.ticket;
  view.reason = in.reason;
  view.minutes = in.minutes;
  view.name = scope.name;
  view.unit = scope.units.empty() ? "" : parts_.org.directory(now)->unit_name(scope.units.front()).zh;
  view.asked = now;
  store::PaperRow row{codes::part_key_of(view.area), parts_.ids.next(now), view.subject, view.area, scope.account, scope.person, view.purpose, "asked", {}, 0, {}};
  view.id = std::to_string(row.id);
  view.state = row.state;
  row.body = json::write(view);
  store::insert_unmask(tx, row);
  return shown(row, scope, now);
}

Result<UnmaskView> MaskService::answer_sight(db::Tx& tx, const Scope& scope, std::int64_t id, const ApprovalIn& in, Instant now) {
  auto row = store::find_unmask(tx, id);
  if (!row) return refuse(ErrorCode::out_of_scope);
  TIANGE_CHECK_OK(may_answer(*row, scope));
  if (!in.granted && text::trim(in.text).empty()) return refuse_fields(ErrorCode::bad_input, {{"text", "请写明不同意的理由", "say why not"}});
  TIANGE_TRY(UnmaskView view, json::read<UnmaskView>(row->body));
  row->state = in.granted ? "granted" : "refused";
  if (in.granted) row->until = now + minutes(view.minutes);
  view.answered = now;
  view.answered_by = scope.name;
  view.answer = in.text;
  row->body = json::write(view);
  if (!store::answer_unmask(tx, *row)) return refuse(ErrorCode::conflict);
  return shown(*row, scope, now);
}

UnmaskList MaskService::sights(db::Tx& tx, const Scope& scope, const std::string& state, std::int64_t before, Instant now) const {
  store::PaperAsk ask{scope.account, {}, state, before, k_page + 1};
  if (scope.may(Permission::masks_approve)) ask.areas = scope.areas;
  UnmaskList list;
  for (const store::PaperRow& row : store::unmasks(tx, ask)) {
    if (list.items.size() == k_page) {
      list.next = list.items.back().id;
      break;
    }
    list.items.push_back(shown(row, scope, now));
  }
  return list;
}

}  // namespace tiange::masks
