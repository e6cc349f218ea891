// A matter comes in: check, locate, classify as far as known, give it a number, start its process.

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "city/cases/case_service.h"
#include "city/cases/rules/closing_rules.h"
#include "city/cases/rules/deadline_rules.h"
#include "city/cases/rules/tie_rules.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_most_content = 5'000;  // characters
constexpr std::size_t k_most_title = 100;
constexpr std::size_t k_title_of_content = 30;
constexpr std::size_t k_most_place = 200;
constexpr std::size_t k_most_name = 50;
constexpr std::size_t k_most_evidence = 20;
constexpr std::size_t k_most_extra = 20'000;  // bytes
constexpr Span k_clocks_ahead = days(1);  // of phones that are set wrong
constexpr Span k_longest_ago = days(36'525);

bool is_phone(std::string_view phone) {
  std::size_t digits = 0;
  for (char c : phone) {
    if (c >= '0' && c <= '9') {
      ++digits;
    } else if (c != '-' && c != '+' && c != ' ') {
      return false;
    }
  }
  return digits >= 5 && digits <= 15;
}

bool is_digest(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

void check_text(std::vector<FieldError>& errors, const char* path, std::string_view value, std::size_t most) {
  if (!text::is_valid_utf8(value) || value.find('\0') != value.npos) {
    errors.push_back({path, "含有无效字符", "holds invalid characters"});
  } else if (text::length(value) > most) {
    errors.push_back(
        {path, "不超过 " + std::to_string(most) + " 字", "at most " + std::to_string(most) + " characters"});
  }
}

struct Spot {
  std::string grid;
  double lng = 0;
  double lat = 0;
};

// By its point, else its grid, else a name that can only be one place. Refused where a point lies outside the district.
Result<std::optional<Spot>> spot_of(const places::Places& places, const Place& place) {
  if (place.lng && place.lat) {
    TIANGE_TRY(const places::Located found, places.locate(*place.lng, *place.lat));
    return std::optional(Spot{found.grid_code, *place.lng, *place.lat});
  }
  if (!place.grid_code.empty()) {
    if (const auto found = places.of_grid(place.grid_code); found.ok())
      return std::optional(Spot{found->grid_code, found->lng, found->lat});
  }
  if (text::trim(place.text).empty()) return std::optional<Spot>();
  const auto named = places.find(place.text, 1);
  if (named.empty() || named.front().score < places::k_sure_score || named.front().grid_code.size() != 15)
    return std::optional<Spot>();
  return std::optional(Spot{named.front().grid_code, named.front().lng, named.front().lat});
}

}  // namespace

std::vector<FieldError> check_report(const ReportInput& input, Instant now) {
  std::vector<FieldError> errors;
  if (text::trim(input.content).empty()) errors.push_back({"content", "请填写内容", "say what it is about"});
  check_text(errors, "content", input.content, k_most_content);
  check_text(errors, "title", input.title, k_most_title);
  check_text(errors, "place.text", input.place.text, k_most_place);
  check_text(errors, "reporter.name", input.reporter.name, k_most_name);
  if (!input.reporter.phone.empty() && !is_phone(input.reporter.phone))
    errors.push_back({"reporter.phone", "电话号码有误", "is not a phone number"});
  if (input.evidence.size() > k_most_evidence)
    errors.push_back({"evidence", "一次最多 20 个附件", "at most 20 files at once"});
  for (const std::string& digest : input.evidence) {
    if (!is_digest(digest)) errors.push_back({"evidence", "附件编号有误", "is not the digest of a stored file"});
  }
  if (input.occurred && (*input.occurred > now + k_clocks_ahead || *input.occurred < now - k_longest_ago))
    errors.push_back({"occurred", "不能在将来，也不能在一百年以前", "must not lie in the future, nor a hundred years ago"});
  if (json::write(input.extra).size() > k_most_extra) errors.push_back({"extra", "内容过长", "is too long"});
  return errors;
}

struct CaseService::Intake {
  CaseEvent event;
  std::string title;
  std::string content;
  std::string extra;
  std::shared_ptr<const ItemFacts> item;
  StartFacts start;
  bool resident = false;  // not registered by an officer or clerk
};

std::string CaseService::grid_of(const Place& place) const {
  const auto spot = spot_of(parts_.places, place);
  return spot.ok() && *spot ? (*spot)->grid : "";
}

Outcome CaseService::find_place(const Scope& scope, const ReportInput& input, Intake& intake,
                                std::vector<FieldError>& errors) const {
  const Place& place = input.place;
  CaseEvent& event = intake.event;
  event.place = place.text;
  if (place.lng.has_value() != place.lat.has_value())
    errors.push_back({"place", "经度和纬度须同时填写", "give both longitude and latitude"});
  if (!place.grid_code.empty() && !parts_.places.of_grid(place.grid_code).ok())
    errors.push_back({"place.grid_code", "没有这个网格", "there is no such grid"});
  if (const auto spot = spot_of(parts_.places, place); !spot.ok()) {
    errors.push_back({"place", "该位置不在本区范围内", "lies outside the district"});
  } else if (*spot) {
    event.area = (*spot)->grid;
    event.lng = (*spot)->lng;
    event.lat = (*spot)->lat;
  }
  if (event.area.empty()) {
    // Not located: it belongs to where the reporter works, or to the district, until somebody says where it is.
    const auto home = std::find_if(scope.areas.begin(), scope.areas.end(),
                                   [](const std::string& area) { return area.size() >= 6 && area.size() < 15; });
    event.area = home != scope.areas.end() ? *home : parts_.options.district;
  }
  return done();
}

Result<CaseService::Intake> CaseService::check_input(db::Tx& tx, const Scope& scope, const ReportInput& input,
                                                     Instant now) {
  Intake intake;
  std::vector<FieldError> errors = check_report(input, now);
  TIANGE_CHECK_OK(find_place(scope, input, intake, errors));
  intake.item = items_.in_force(input.item_code, intake.event.area);
  // Other platforms may still name what has been retired here.
  if (!intake.item && input.channel == Channel::import) intake.item = items_.find(input.item_code);
  if (!input.item_code.empty() && !intake.item) {
    const FieldError gone{"item_code", "该事项刚有变动，请重新选择", "has just changed; choose again"};
    errors.push_back(item_fault(parts_, input.item_code, intake.event.area).value_or(gone));
  }
  if (!input.extra.is_null()) {
    auto extra = kept_extra(parts_, tx, input, intake.event.area, now);
    if (extra.ok()) {
      intake.extra = std::move(*extra);
    } else {
      const std::vector<FieldError>& wrong = extra.refusal().fields;
      errors.insert(errors.end(), wrong.begin(), wrong.end());
    }
  }
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors));

  intake.resident = !scope.person && !scope.permissions.all();
  // What people write is kept as they wrote it, byte for byte.
  intake.content = input.content;
  intake.title = input.title;
  if (text::trim(intake.title).empty()) intake.title = text::cut(text::trim(intake.content), k_title_of_content);

  CaseEvent& event = intake.event;
  event.kind = EventKind::reported;
  event.happened = now;
  event.actor = {scope.person, scope.person ? scope.name : std::string(),
                 scope.units.empty() ? std::string() : scope.units.front()};
  event.channel = input.channel;
  event.case_kind = input.kind;
  event.severity = input.severity;
  event.anonymous = input.reporter.anonymous;
  event.confidential = input.reporter.confidential || (intake.item && intake.item->confidential);
  event.wants_reply = input.reporter.wants_reply;
  if (input.occurred) event.occurred = *input.occurred;
  event.evidence = input.evidence;
  event.digest = hex(sha256(intake.title + "\n" + intake.content + "\n" + intake.extra));
  if (intake.item) {
    event.item = intake.item->code;
    event.item_version = intake.item->version;
    event.line = intake.item->lead_line;
  }
  const CaseRules& rules = parts_.options.rules;
  const Limit handling = handling_limit(intake.item.get(), input.severity, intake.event.area, rules);
  event.running =
      started_clock(total_limit(input.kind, handling, *parts_.calendar, rules), now, *parts_.calendar, rules);

  // What residents choose is a hint; what a desk or an officer chooses stands.
  const bool trusted = !intake.resident;
  intake.start.item = intake.item.get();
  intake.start.classified = trusted && intake.item != nullptr;
  intake.start.verify_needed =
      intake.item && intake.item->verify_needed && input.channel != Channel::grid &&
      (input.kind == Kind::complaint || input.kind == Kind::report || input.kind == Kind::help);
  return intake;
}

namespace {

// An officer may settle a trifle on the spot, in a grid of their own.
Outcome check_settled(const Scope& scope, const ReportInput& input, const CaseEvent& event, const ItemFacts* item) {
  if (!scope.may(Permission::cases_handle)) return refuse(ErrorCode::forbidden);
  const auto wrong = [](const char* path, const char* zh, const char* en) {
    return refuse_fields(ErrorCode::bad_input, {FieldError{path, zh, en}});
  };
  if (!item) return wrong("item_code", "现场办结须选择事项", "choose the item that was settled");
  if (!item->trifle)
    return wrong("item_code", "该事项不能由网格员现场办结", "an officer may not settle this item alone");
  if (event.area.size() != 15) return wrong("place", "现场办结须有明确位置", "say where it was");
  if (!scope.covers(event.area)) return wrong("place", "不在您的网格内", "lies outside your grids");
  if (text::trim(input.settled->text).empty()) return wrong("settled.text", "请说明处置情况", "say what was done");
  return check_condition(item, input.settled->closing_condition, ConditionNeed::required);
}

}  // namespace

Result<CaseService::Made> CaseService::make(db::Tx& tx, const Scope& scope, const ReportInput& input, Instant now,
                                            const Elsewhere& elsewhere) {
  TIANGE_TRY(Intake intake, check_input(tx, scope, input, now));
  if (elsewhere.due) intake.event.running = started_clock(limit_until(now, elsewhere.due), now, *parts_.calendar, parts_.options.rules);
  if (elsewhere.channel) intake.event.channel = elsewhere.channel;
  Made made;
  CaseRecord& record = made.record;
  record.ref = {part_key_of(intake.event.area), parts_.ids.next_as<CaseTag>(now)};
  record.created = now;
  record.title = intake.title;
  record.content = intake.content;
  record.extra = intake.extra;
  CaseEvent& event = intake.event;
  if (input.settled) {
    TIANGE_CHECK_OK(check_settled(scope, input, event, intake.item.get()));
    event.settled = true;
    event.condition = input.settled->closing_condition;
    event.text = input.settled->text;
    event.sampled = is_drawn(record.ref.id.value, parts_.options.rules);
    event.unit = event.area.substr(0, 12) + "-ZZ";
    intake.start.sampled = event.sampled;
  }
  record.number = numbers_.next(tx, now);
  if (can_repeat(parts_.options.rules, event.item))
    record.repeat = store_.opened_lately(tx, part_key_of(event.area), event.item, local_date(now).day);

  CaseFile first;
  apply(first, event);
  Saving saving;
  if (first.open()) {
    CaseFlow flow(parts_, directory(now), first);
    TIANGE_TRY(const auto instance, parts_.flows.start(tx, flow,
                                                       {"case_life",
                                                        {record.ref.part_key, record.ref.id.value},
                                                        start_variables(parts_, first, intake.start),
                                                        scope.person},
                                                       now));
    (void)instance;
    saving.events = flow.events(std::move(event), now);
  } else {
    saving.events.push_back(std::move(event));
  }
  TIANGE_CHECK_OK(save(tx, scope, record, saving));

  const bool keeps_name = !input.reporter.anonymous && !(input.reporter.name.empty() && input.reporter.phone.empty());
  if (intake.resident || keeps_name) {
    StoredReporter reporter;
    if (keeps_name) {
      reporter.name = input.reporter.name;
      reporter.phone = std::string(text::trim(input.reporter.phone));
    }
    std::string digits = std::to_string(parts_.random() % 100'000'000);
    made.query_code = std::string(8 - digits.size(), '0') + digits;
    reporter.code_digest = query_code_digest(record.number, made.query_code);
    store_.set_reporter(tx, scope, record.ref, reporter);
  }
  return made;
}

Result<CaseRef> CaseService::register_case(db::Tx& tx, const Scope& scope, const ReportInput& input, Instant now,
                                           const Elsewhere& elsewhere) {
  TIANGE_TRY(const Made made, make(tx, scope, input, now, elsewhere));
  return made.record.ref;
}

Result<CaseView> CaseService::report(db::Tx& tx, const Scope& scope, const ReportInput& input, Instant now) {
  TIANGE_TRY(const Made made, make(tx, scope, input, now));
  CaseView view = full_view(tx, scope, made.record, now);
  view.query_code = made.query_code;
  return view;
}

Result<Receipt> CaseService::report_briefly(db::Tx& tx, const Scope& scope, const ReportInput& input, Instant now) {
  TIANGE_TRY(const Made made, make(tx, scope, input, now));
  const CaseRecord& record = made.record;
  return Receipt{record.ref.text(), record.number, record.file.status(), record.version, made.query_code};
}

void CaseService::note_tie(db::Tx& tx, CaseRecord& record, const CaseEvent& event) {
  store_.append_note(tx, record, event);
  if (parts_.notify) tell(tx, record, false, record.file.queue);
}

Outcome CaseService::take(db::Tx& tx, const Scope& scope, CaseRecord& record, Decision decision, Instant now) {
  Saving saving;
  saving.counted_before = counted(record);
  TIANGE_TRY(saving.events, move(tx, record, std::move(decision), scope.person, now));
  return save(tx, scope, record, saving);
}

Outcome CaseService::merge(db::Tx& tx, const Scope& scope, CaseRef one, CaseRef leading, const std::string& text, Instant now) {
  if (one == leading) return refuse_fields(ErrorCode::bad_input, {FieldError{"into", "不能并入自己", "is the case itself"}});
  TIANGE_TRY(CaseRecord record, store_.load(tx, scope, one));
  TIANGE_TRY(CaseRecord other, store_.load(tx, scope, leading));
  const Facts facts = facts_for(parts_, scope, record.file, nullptr, now);
  TIANGE_TRY(Decision decision, cases::merge(record.file, {leading.text(), other.number, other.file}, text, facts));
  TIANGE_CHECK_OK(take(tx, scope, record, std::move(decision), now));
  note_tie(tx, other, link_event("merged_in", one.text(), record.number, text, facts));
  return done();
}

Outcome CaseService::may_unmerge(db::Tx& tx, const Scope& scope, CaseRef one, Instant now) {
  TIANGE_TRY(const CaseRecord record, store_.load(tx, scope, one));
  if (record.file.merged_into.empty()) return refuse(ErrorCode::not_this_step, "工单没有合并", "the case is not merged");
  TIANGE_TRY(const CaseRef leading, CaseRef::parse(record.file.merged_into));
  TIANGE_TRY(const CaseRecord other, store_.load(tx, system_scope(), leading));
  return cases::may_unmerge(record.file, other.file, facts_for(parts_, scope, record.file, nullptr, now));
}

Outcome CaseService::unmerge(db::Tx& tx, const Scope& scope, CaseRef one, const std::string& text, Instant now) {
  TIANGE_CHECK_OK(may_unmerge(tx, scope, one, now));
  TIANGE_TRY(CaseRecord record, store_.load(tx, scope, one));
  TIANGE_TRY(const CaseRef leading, CaseRef::parse(record.file.merged_into));
  TIANGE_TRY(CaseRecord other, store_.load(tx, system_scope(), leading));
  const auto item = items_.find(record.file.item, record.file.item_version);
  Facts facts = facts_for(parts_, scope, record.file, nullptr, now);
  facts.item = item.get();
  TIANGE_TRY(Decision decision, cases::unmerge(record.file, {leading.text(), other.number, other.file}, text, facts));
  TIANGE_CHECK_OK(take(tx, scope, record, std::move(decision), now));
  note_tie(tx, other, link_event("unmerged", one.text(), record.number, text, facts));
  return done();
}

Outcome CaseService::link(db::Tx& tx, const Scope& scope, CaseRef one, CaseRef other, const std::string& how, const std::string& text,
                          Instant now) {
  // What was split off may lie beyond the areas of whoever did it.
  TIANGE_TRY(CaseRecord record, store_.load(tx, system_scope(), one));
  TIANGE_TRY(const CaseRecord to, store_.load(tx, system_scope(), other));
  const Facts facts = facts_for(parts_, scope, record.file, nullptr, now);
  note_tie(tx, record, link_event(how, other.text(), to.number, text, facts));
  return done();
}

Outcome CaseService::remark(db::Tx& tx, const Scope& scope, CaseRef one, const std::string& kind, const Words& said,
                            const std::string& text, Instant now) {
  TIANGE_TRY(CaseRecord record, store_.load(tx, system_scope(), one));
  note_tie(tx, record, remark_event(kind, said, text, facts_for(parts_, scope, record.file, nullptr, now)));
  return done();
}

Outcome CaseService::raise(db::Tx& tx, const Scope& scope, CaseRef one, Severity severity, const std::string& text, Instant now) {
  TIANGE_TRY(CaseRecord record, store_.load(tx, scope, one));
  const auto item = items_.find(record.file.item, record.file.item_version);
  Facts facts = facts_for(parts_, scope, record.file, nullptr, now);
  facts.item = item.get();
  return take(tx, scope, record, {raise_event(record.file, severity, text, facts), FlowMove::none, {}}, now);
}

void CaseService::follow_ties(db::Tx& tx, const CaseRecord& record, Progress& progress, Instant now) {
  const Scope house = system_scope();
  for (const HistoryRow& row : store_.history(tx, house, record)) {
    if (row.event.kind != EventKind::linked || row.event.outcome != "split_to") continue;
    const auto ref = CaseRef::parse(row.event.step);
    const auto part = ref.ok() ? store_.load(tx, house, *ref) : Result<CaseRecord>(ref.refusal());
    if (!part.ok()) continue;
    const Words status = status_words(part->file.status());
    progress.messages.insert(progress.messages.begin(),
                             {"另行办理 " + part->number + "：" + part->title + "（" + status.zh + "） / " + status.en, row.event.happened});
  }
  std::string into = record.file.merged_into;
  for (int hops = 0; !into.empty() && hops < 8; ++hops) {
    const auto ref = CaseRef::parse(into);
    const auto leading = ref.ok() ? store_.load(tx, house, *ref) : Result<CaseRecord>(ref.refusal());
    if (!leading.ok()) return;
    into = leading->file.merged_into;
    if (!into.empty()) continue;
    const auto followed = progress_of(tx, *ref, now);
    if (!followed.ok()) return;
    const std::string number = progress.number;
    const std::string title = progress.title;
    const Instant created = progress.created;
    progress = *followed;
    progress.number = number;
    progress.title = title;
    progress.created = created;
    progress.messages.insert(progress.messages.begin(),
                             {"您反映的事项已与同一事项的工单合并办理，以下为合并后的进度 / Your matter is handled together with others about the same; this is their progress",
                              record.file.closed});
  }
}

std::string query_code_digest(std::string_view number, std::string_view code) {
  return std::string(bytes_of(sha256(std::string(number) + ":" + std::string(code))));
}

}  // namespace tiange::cases
