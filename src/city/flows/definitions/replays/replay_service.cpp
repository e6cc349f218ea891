#include <algorithm>

#include "base/text.h"
#include "city/flows/definitions/draft_store.h"
#include "city/flows/definitions/replays/replay_room.h"
#include "engines/bpmn/bpmn.h"

namespace tiange::flows {

namespace {

constexpr int k_most_listed = 100;
constexpr int k_most_days = 3 * 366;  // of a period
constexpr int k_most_in_sheet = 100'000;
constexpr Span k_kept = days(180);

struct FixedWord {
  std::string_view value;
  std::string_view zh;
  std::string_view en;
};
constexpr FixedWord k_what[] = {{"path", "经过的步骤", "Steps taken"}, {"limit", "超时的步骤", "Steps past their limit"},
                                {"duration", "全程用时", "Time in all"}, {"minutes", "用时合计（分钟）", "Minutes in all"},
                                {"step", "步骤", "Step"},              {"end", "结束于", "Ends at"}};
constexpr FixedWord k_values[] = {{"met", "按时", "in time"}, {"missed", "超时", "late"}, {"stuck", "无法继续", "cannot go on"},
                                  {"open", "未结束", "not ended"}, {"total", "合计", "total"}};

template <std::size_t N>
std::optional<Words> fixed(const FixedWord (&table)[N], std::string_view value) {
  const auto found = std::find_if(std::begin(table), std::end(table), [&](const FixedWord& one) { return one.value == value; });
  if (found == std::end(table)) return std::nullopt;
  return Words{std::string(found->zh), std::string(found->en)};
}

Words minutes_words(std::int64_t all) {
  const std::int64_t d = all / 1440, h = all % 1440 / 60, m = all % 60;
  Words words;
  if (d > 0) words = {std::to_string(d) + "天", std::to_string(d) + " d "};
  if (h > 0 || d > 0) words = {words.zh + std::to_string(h) + "小时", words.en + std::to_string(h) + " h "};
  return {words.zh + std::to_string(m) + "分", words.en + std::to_string(m) + " min"};
}

// Names of the elements of a process, of as many as can be read.
std::map<std::string, std::string> element_names(const std::string& content) {
  std::map<std::string, std::string> names;
  const auto document = bpmn::read(content);
  if (!document.ok()) return names;
  for (const bpmn::Process& process : document->processes()) {
    for (const bpmn::Element& element : process.elements) {
      if (!element.name.empty()) names[element.id] = element.name;
    }
  }
  return names;
}

Outcome check_order(const ReplayIn& in, const ProcessHome& home) {
  std::vector<FieldError> wrong;
  if (in.from.day == 0) wrong.push_back({"from", "请给出起始日期", "give the first day"});
  if (in.to.day == 0 || in.to < in.from) wrong.push_back({"to", "不能早于起始日期", "must not be before the first day"});
  if (in.to - in.from > k_most_days) wrong.push_back({"to", "不超过三年", "at most three years"});
  if (in.most < 0) wrong.push_back({"most", "不能为负数", "must not be negative"});
  if (!in.area.empty() && !home.knows_area(in.area)) wrong.push_back({"area", "没有这个区划", "no such area"});
  if (!wrong.empty()) return refuse_fields(ErrorCode::bad_input, std::move(wrong));
  return done();
}

}  // namespace

Result<ReplayFile> ReplayRoom::load(db::Tx& tx, ReplayId id) const {
  auto found = find_replay(tx, id);
  if (!found) return refuse(ErrorCode::not_found);
  return *std::move(found);
}

Result<Replay> ReplayRoom::order(db::Tx& tx, const http::Request& request, const ReplayIn& in) {
  const Scope& scope = request.scope;
  const bool may = (scope.may(Permission::flows_edit) || scope.may(Permission::flows_publish)) && scope.may(Permission::cases_view);
  if (!may) return refuse(ErrorCode::forbidden);
  TIANGE_CHECK_OK(check_order(in, parts_.home));
  ReplayFile file;
  ReplayPlan& plan = file.plan;
  plan.kind = in.kind;
  plan.key = in.key;
  if (in.draft) {
    const auto draft = find_draft(tx, *in.draft);
    if (!draft) return refuse(ErrorCode::not_found);
    plan.kind = draft->row.kind;
    plan.key = draft->row.key;
    plan.name = draft->row.name;
    plan.draft = in.draft;
    plan.draft_revision = draft->row.revision;
    file.content = draft->content;
  } else {
    TIANGE_TRY(const Definition found, in.version > 0
                                           ? parts_.flows.definition(tx, in.kind, in.key, in.version)
                                           : parts_.flows.definition_in_effect(tx, in.kind, in.key, "", request.now));
    plan.name = found.name;
    plan.version = found.version;
    file.content = found.content;
  }
  if (plan.kind == DefinitionKind::form)
    return refuse_fields(ErrorCode::bad_input, {{"kind", "表单没有可回放的历史", "forms have no past to be tried on"}});
  TIANGE_CHECK_OK(name_of_content(plan.kind, file.content));  // what cannot run cannot be tried
  plan.from = in.from;
  plan.to = in.to;
  plan.area = in.area;
  plan.most = in.most;
  plan.against = in.against;
  plan.asked_by_name = scope.name;
  plan.areas = scope.areas;
  plan.units = scope.units;
  plan.queues = scope.queues;
  plan.confidential = scope.may(Permission::cases_confidential);
  file.id = parts_.ids.next_as<ReplayTag>(request.now);
  file.asked_by = scope.person;
  file.asked = request.now;
  forget_replays(tx, request.now - k_kept);
  insert_replay(tx, file);
  parts_.jobs.add(tx, {.kind = "flows.replay", .payload = "{\"id\":\"" + file.id.text() + "\"}", .unique_key = file.id.text()});
  return shown(file);
}

ReplayList ReplayRoom::list(db::Tx& tx, std::string_view key, DraftId draft) const {
  ReplayList list;
  for (const ReplayFile& file : list_replays(tx, key, draft, k_most_listed)) list.items.push_back(shown(file));
  return list;
}

Result<Replay> ReplayRoom::show(db::Tx& tx, ReplayId id) const {
  TIANGE_TRY(const ReplayFile file, load(tx, id));
  return shown(file);
}

Result<Replay> ReplayRoom::cancel(db::Tx& tx, ReplayId id, Instant now) {
  TIANGE_TRY(ReplayFile file, load(tx, id));
  const ReplayState was = file.state;
  if (was != ReplayState::waiting && was != ReplayState::running) return shown(file);
  file.state = ReplayState::cancelled;
  file.progress.ended = now;
  if (!update_replay(tx, file, was)) return refuse(ErrorCode::conflict);
  return shown(file);
}

Words ReplayRoom::words_of_what(const std::string& what) const {
  if (const auto words = fixed(k_what, what)) return *words;
  for (const Fact& fact : parts_.home.facts()) {
    if (fact.name == what) return {fact.zh, fact.en};
  }
  return {what, what};
}

Words ReplayRoom::words_of_value(const ReplayFile& file, const std::string& what, const std::string& value) const {
  if (what == "duration") return minutes_words(text::to_int(value).value_or(0));
  if (file.plan.kind == DefinitionKind::bpmn) {
    if (const auto words = fixed(k_values, value); words && what != "step") return *words;
    if (what == "step" || what == "path" || what == "end") {
      const auto names = element_names(file.content);
      std::string all;
      std::size_t from = 0;
      while (from <= value.size() && !value.empty()) {
        const std::size_t to = std::min(value.find(" > ", from), value.size());
        const std::string id = value.substr(from, to - from);
        const auto name = names.find(id);
        all += (all.empty() ? "" : " → ") + (name == names.end() ? id : name->second);
        from = to + 3;
      }
      return {all, all};
    }
    if (what == "limit") return {value, value};
  }
  return parts_.home.words_of(what, value);
}

Replay ReplayRoom::shown(const ReplayFile& file) const {
  const ReplayPlan& plan = file.plan;
  const ReplayProgress& progress = file.progress;
  Replay replay;
  replay.id = file.id;
  replay.kind = plan.kind;
  replay.key = plan.key;
  replay.name = plan.name;
  replay.draft = plan.draft;
  replay.draft_revision = plan.draft_revision;
  replay.version = plan.version;
  replay.from = plan.from;
  replay.to = plan.to;
  replay.area = plan.area;
  replay.most = plan.most;
  replay.against = plan.against;
  replay.state = file.state;
  replay.asked_by_name = plan.asked_by_name;
  replay.asked = file.asked;
  if (progress.ended) replay.ended = progress.ended;
  replay.total = progress.total;
  replay.done = progress.done;
  replay.differing = progress.differing;
  replay.made_again = progress.made_again;
  replay.without = progress.without;
  if (progress.worked_us > 0) replay.per_s = static_cast<double>(progress.asked) * 1e6 / static_cast<double>(progress.worked_us);
  for (const CountedValue& one : progress.totals) {
    const Words what = words_of_what(one.what), value = words_of_value(file, one.what, one.value);
    replay.totals.push_back({one.what, what.zh, what.en, one.value, value.zh, value.en, one.before, one.after});
  }
  if (progress.made_again > 0) {
    const std::string n = std::to_string(progress.made_again);
    replay.notes.push_back({n + " 次没有留存当时的事实，按工单现有内容还原",
                            n + " kept no facts of then; they were taken from the cases as they stand"});
  }
  for (const std::string& step : progress.assumed) {
    const Words name = words_of_value(file, "step", step);
    replay.notes.push_back({"步骤“" + name.zh + "”没有历史数据：按其时限计时，没有时限的不计时",
                            "step \"" + name.en + "\" has no past data: it takes its limit, or no time without one"});
  }
  replay.error_zh = progress.error_zh;
  replay.error_en = progress.error_en;
  return replay;
}

ReplayCase ReplayRoom::shown(const SeenCase& seen, const ReplayFile& file, const Scope& scope) const {
  const KeptCase& kept = seen.found;
  ReplayCase one;
  one.seq = seen.seq;
  if (!kept.confidential || scope.may(Permission::cases_confidential)) {
    one.ref = kept.ref;
    one.number = kept.number;
  }
  one.happened = kept.happened;
  one.item = kept.item;
  const Words item = parts_.home.words_of("item", kept.item), area = parts_.home.area_words(kept.area);
  one.item_zh = item.zh;
  one.item_en = item.en;
  one.area = kept.area;
  one.area_zh = area.zh;
  one.area_en = area.en;
  one.made_again = kept.made_again;
  for (const KeptChange& change : kept.changes) {
    const Words what = words_of_what(change.what);
    const Words from = words_of_value(file, change.what, change.from), to = words_of_value(file, change.what, change.to);
    one.changes.push_back({change.what, what.zh, what.en, change.from, from.zh, from.en, change.to, to.zh, to.en});
  }
  one.reason_zh = kept.reason_zh;
  one.reason_en = kept.reason_en;
  return one;
}

Result<ReplayCases> ReplayRoom::cases(db::Tx& tx, ReplayId id, const Scope& scope, std::string_view change,
                                      std::int64_t after, int limit) const {
  TIANGE_TRY(const ReplayFile file, load(tx, id));
  if (!scope.may(Permission::cases_view)) return refuse(ErrorCode::forbidden);
  std::vector<SeenCase> seen = list_cases(tx, id, scope, change, after, limit + 1);
  ReplayCases page;
  if (static_cast<int>(seen.size()) > limit) {
    seen.resize(static_cast<std::size_t>(limit));
    page.next = std::to_string(seen.back().seq);
  }
  for (const SeenCase& one : seen) page.items.push_back(shown(one, file, scope));
  return page;
}

Result<std::string> ReplayRoom::sheet(db::Tx& tx, ReplayId id, const Scope& scope) const {
  TIANGE_TRY(const ReplayFile file, load(tx, id));
  if (!scope.may(Permission::cases_view)) return refuse(ErrorCode::forbidden);
  const bool zh = scope.language == Language::zh;
  std::string csv = "\xEF\xBB\xBF";  // so that spreadsheets read it as UTF-8
  text::append_csv_row(csv, zh ? std::vector<std::string>{"编号", "时间", "事项", "区划", "项目", "原来", "改后", "理由"}
                               : std::vector<std::string>{"Number", "Moment", "Item", "Area", "What", "Before", "After", "Reason"});
  for (const SeenCase& seen : list_cases(tx, id, scope, "", 0, k_most_in_sheet)) {
    const ReplayCase one = shown(seen, file, scope);
    for (const ReplayChange& change : one.changes) {
      text::append_csv_row(csv, {one.number, format_local(one.happened), zh ? one.item_zh : one.item_en,
                                 zh ? one.area_zh : one.area_en, zh ? change.what_zh : change.what_en,
                                 zh ? change.from_zh : change.from_en, zh ? change.to_zh : change.to_en,
                                 zh ? one.reason_zh : one.reason_en});
    }
  }
  return csv;
}

}  // namespace tiange::flows
