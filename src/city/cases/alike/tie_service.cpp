#include "city/cases/alike/tie_service.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_most_parts = 9;
constexpr std::size_t k_most_text = 500;

Outcome check_note(const std::string& text, bool needed) {
  if (needed && text::trim(text).empty()) return refuse_fields(ErrorCode::bad_input, {FieldError{"text", "请说明理由", "say why"}});
  if (!text::is_valid_utf8(text) || text::length(text) > k_most_text)
    return refuse_fields(ErrorCode::bad_input, {FieldError{"text", "不超过 500 字", "at most 500 characters"}});
  return done();
}

Words how_words(const std::string& how) {
  if (how == "merged_in") return {"并入本工单", "Merged into this case"};
  if (how == "merged_into") return {"本工单并入", "This case was merged into"};
  if (how == "split_to") return {"由本工单拆出", "Split off this case"};
  if (how == "split_from") return {"本工单拆自", "This case was split off"};
  return {"重复诉求，前一次", "The matter came back; the time before"};
}

}  // namespace

void TieService::tie(db::Tx& tx, const Scope& scope, CaseRef one, const char* how, CaseRef other, const std::string& note, Instant now) const {
  store::add_tie(tx, one, {how, other, now, scope.name, note});
}

Outcome TieService::merge(db::Tx& tx, const Scope& scope, CaseRef one, CaseRef leading, const std::string& text, Instant now) {
  TIANGE_CHECK_OK(check_note(text, false));
  TIANGE_CHECK_OK(cases_.merge(tx, scope, one, leading, text, now));
  tie(tx, scope, one, "merged_into", leading, text, now);
  tie(tx, scope, leading, "merged_in", one, text, now);
  return done();
}

Outcome TieService::unmerge(db::Tx& tx, const Scope& scope, CaseRef one, const std::string& text, Instant now) {
  TIANGE_CHECK_OK(check_note(text, true));
  TIANGE_TRY(const CaseRecord record, store_.load(tx, scope, one));
  TIANGE_CHECK_OK(cases_.unmerge(tx, scope, one, text, now));
  TIANGE_TRY(const CaseRef leading, CaseRef::parse(record.file.merged_into));
  store::drop_tie(tx, one, "merged_into", leading);
  store::drop_tie(tx, leading, "merged_in", one);
  return done();
}

Result<ReportInput> TieService::input_of(db::Tx& tx, const CaseRecord& record, const SplitPart& part) const {
  const CaseFile& file = record.file;
  ReportInput input;
  input.channel = file.channel;
  input.kind = file.kind;
  input.title = part.title;
  input.content = part.content;
  input.item_code = part.item_code;
  input.severity = part.severity;
  if (part.place) {
    input.place = *part.place;
  } else {
    input.place.text = file.place_text;
    input.place.lng = file.lng;
    input.place.lat = file.lat;
    if (file.located()) input.place.grid_code = file.area;
  }
  input.reporter.anonymous = file.anonymous;
  input.reporter.confidential = file.confidential;
  input.reporter.wants_reply = file.wants_reply;
  if (const auto reporter = store_.reporter(tx, system_scope(), record.ref); reporter && !file.anonymous) {
    input.reporter.name = reporter->name;
    input.reporter.phone = reporter->phone;
  }
  if (file.occurred) input.occurred = file.occurred;
  std::set<std::string> own;
  for (const EvidenceView& piece : store_.evidence(tx, system_scope(), record.ref)) own.insert(piece.digest);
  for (const std::string& digest : part.evidence) {
    if (!own.count(digest)) return refuse_fields(ErrorCode::bad_input, {FieldError{"parts.evidence", "不是本工单的附件", "is no evidence of this case"}});
  }
  input.evidence = part.evidence;
  return input;
}

Result<std::vector<CaseRef>> TieService::split(db::Tx& tx, const Scope& scope, CaseRef one, const SplitIn& in, Instant now) {
  TIANGE_CHECK_OK(check_note(in.text, false));
  if (in.parts.empty() || in.parts.size() > k_most_parts)
    return refuse_fields(ErrorCode::bad_input, {FieldError{"parts", "请拆出一至九件", "split off one to nine"}});
  TIANGE_TRY(const CaseRecord record, store_.load(tx, scope, one));
  if (!record.file.open()) return refuse(ErrorCode::case_closed);
  std::vector<CaseRef> made;
  for (const SplitPart& part : in.parts) {
    TIANGE_TRY(const ReportInput input, input_of(tx, record, part));
    TIANGE_TRY(const CaseRef fresh, cases_.register_case(tx, scope, input, now));
    TIANGE_CHECK_OK(cases_.link(tx, scope, fresh, one, "split_from", in.text, now));
    TIANGE_CHECK_OK(cases_.link(tx, scope, one, fresh, "split_to", in.text, now));
    tie(tx, scope, one, "split_to", fresh, in.text, now);
    tie(tx, scope, fresh, "split_from", one, in.text, now);
    made.push_back(fresh);
  }
  return made;
}

// Siblings of a split are told at once, not again.
store::MatterSpot TieService::spot_of(const CaseRecord& record) {
  const CaseFile& file = record.file;
  return {record.ref, file.area, file.item, file.lng, file.lat, file.severity, file.open()};
}

std::vector<CaseRef> TieService::earlier(db::Tx& tx, const store::MatterSpot& spot, Instant now) const {
  const CaseRules& rules = parts_.options.rules;
  if (!spot.located() || !can_repeat(rules, spot.item)) return {};
  const Instant since = now - days(rules.repeat_days);
  std::vector<CaseRef> out = store::same_matter(tx, spot.area, spot.item, spot.lng, spot.lat, rules.repeat_metres, since, spot.ref);
  if (out.empty()) return out;
  std::set<std::int64_t> siblings;
  for (const StoredTie& one : store::ties(tx, spot.ref)) {
    if (one.how == "split_to" || one.how == "split_from") siblings.insert(one.other.id.value);
  }
  std::erase_if(out, [&](const CaseRef& ref) { return siblings.count(ref.id.value) != 0 || ref.id.value > spot.ref.id.value; });
  return out;
}

std::int64_t TieService::times(db::Tx& tx, const store::MatterSpot& spot, Instant now) const {
  if (!spot.located() || spot.item.empty()) return 0;
  return static_cast<std::int64_t>(earlier(tx, spot, now).size()) + 1;
}

bool TieService::comes_back(db::Tx& tx, CaseRef one, Instant now) const {
  const auto spot = store::spot_of(tx, one);
  if (!spot || !spot->open) return false;
  return plan_repeat(times(tx, *spot, now), spot->severity, parts_.options.rules).told;
}

Outcome TieService::watch_repeat(db::Tx& tx, CaseRef one, Instant now) {
  const Scope house = system_scope();
  const auto loaded = store_.load(tx, house, one);
  if (!loaded.ok() || !loaded->file.open()) return done();
  const std::vector<CaseRef> before = earlier(tx, spot_of(*loaded), now);
  const auto count = static_cast<std::int64_t>(before.size()) + 1;
  const CaseRules& rules = parts_.options.rules;
  const RepeatPlan plan = plan_repeat(count, loaded->file.severity, rules);
  if (!plan.told) return done();
  const std::string text = std::to_string(rules.repeat_days) + " 天内同一地点、同一事项第 " + std::to_string(count) + " 次反映";
  if (!store::has_tie(tx, one, "repeat")) {
    TIANGE_CHECK_OK(cases_.link(tx, house, one, before.front(), "repeat", text, now));
    if (plan.raised) TIANGE_CHECK_OK(cases_.raise(tx, house, one, plan.severity, text, now));
    store::add_tie(tx, one, {"repeat", before.front(), now, "", text});
  }
  if (!plan.climbs || loaded->file.element != Element::handle || loaded->file.level == Level::town || store::has_tie(tx, one, "repeat_climb"))
    return done();
  store::add_tie(tx, one, {"repeat_climb", before.front(), now, "", text});
  ActInput up;
  up.text = text + "，提级处置";
  // A process of the district's own may know no higher level.
  if (const Outcome sent = cases_.act_only(tx, house, one, Action::send_up, up, std::nullopt, now); !sent.ok())
    return cases_.link(tx, house, one, before.front(), "repeat", text + "，未能提级：" + sent.refusal().zh, now);
  return done();
}

std::vector<TieView> TieService::ties(db::Tx& tx, const Scope& scope, const CaseRecord& record, Instant now) const {
  std::vector<TieView> out;
  for (const StoredTie& stored : store::ties(tx, record.ref)) {
    if (stored.how == "repeat_climb") continue;
    const Words words = how_words(stored.how);
    TieView view;
    view.how = stored.how;
    view.zh = words.zh;
    view.en = words.en;
    view.made = stored.made;
    view.by = stored.made_by;
    view.note = stored.note;
    const CaseRef other[] = {stored.other};
    if (const auto rows = store_.rows_of(tx, scope, other); !rows.empty()) {
      view.ref = stored.other.text();
      view.number = rows.front().number;
      view.title = rows.front().title;
      view.status = rows.front().status;
      view.channel = rows.front().channel;
    }
    if (stored.how == "merged_into" && scope.may(Permission::cases_locate)) {
      const Outcome may = cases_.may_unmerge(tx, scope, record.ref, now);
      view.may_unmerge = may.ok();
      if (!may.ok()) {
        view.why_not_zh = may.refusal().zh;
        view.why_not_en = may.refusal().en;
      }
    }
    out.push_back(std::move(view));
  }
  return out;
}

}  // namespace tiange::cases
