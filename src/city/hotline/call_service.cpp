#include <algorithm>

#include "base/codes.h"
#include "base/text.h"
#include "city/hotline/line_names.h"
#include "city/hotline/seat_store.h"

namespace tiange::hotline {

namespace {

constexpr std::size_t k_most_said = 500;
constexpr int k_earlier_calls = 20;
constexpr int k_earlier_cases = 20;
constexpr int k_cases_read = 5;  // of which the usual place and the firm are learned
constexpr int k_most_rows = 100;
constexpr std::string_view k_merged_number = "12345";

std::string about_caller(CallId id) { return "call:" + id.text(); }
std::string about_name(CallId id) { return "call name:" + id.text(); }

// What forms and exports call the firm a matter is about.
constexpr std::string_view k_firm_fields[] = {"firm", "firm_name", "company", "enterprise", "企业名称", "单位名称", "商户名称"};

std::string firm_of(const json::Value& extra) {
  const auto look = [](const json::Value* fields) -> std::string {
    if (!fields || !fields->is_object()) return "";
    for (const std::string_view name : k_firm_fields) {
      const json::Value* found = fields->find(name);
      if (found && found->is_string() && !found->as_string().empty()) return found->as_string();
    }
    return "";
  };
  const std::string answered = look(extra.find("answers"));
  return answered.empty() ? look(&extra) : answered;
}

}  // namespace

HotlineRoom::HotlineRoom(HotlineParts parts) : parts_(std::move(parts)), part_(codes::part_key_of(parts_.district)) {}

HotlineRoom::LineNames HotlineRoom::line_names(db::Tx& tx) const {
  return {store::lines(tx), parts_.knowledge.topics(tx, parts_.clock.now())};
}

CallView HotlineRoom::view_of(db::Tx& tx, const CallRecord& call, const Scope& scope, const LineNames& names) const {
  CallView view;
  view.id = call.id.text();
  view.line = call.line;
  const Words line = names.line(call.line);
  view.line_zh = line.zh;
  view.line_en = line.en;
  view.caller = call.caller_masked;
  view.withheld = call.caller_mark.empty();
  if (!call.name_sealed.empty())
    view.name = codes::mask_name(parts_.sealer->open(call.name_sealed, about_name(call.id)).value_or(""));
  view.seat = call.seat_name;
  view.mine = call.seat && call.seat == scope.person;
  view.state = call.state;
  view.outcome = call.outcome;
  const Words outcome = outcome_words(call.outcome);
  view.outcome_zh = outcome.zh;
  view.outcome_en = outcome.en;
  if (!call.topic.empty()) {
    const Words topic = names.topic(call.topic);
    view.topic_zh = topic.zh;
    view.topic_en = topic.en;
  }
  if (call.article) view.article = call.article.text();
  view.article_title = call.article_title;
  view.text = call.text;
  view.began = call.began;
  if (call.answered) view.answered = call.answered;
  if (call.ended) view.ended = call.ended;
  const LineFigures f = hotline::figures_of(call, seconds(parts_.rules.level_seconds));
  view.wait_seconds = f.wait_seconds;
  view.talk_seconds = f.talk_seconds;
  view.cases = store::cases_of(tx, call);
  view.version = call.version;
  return view;
}

void HotlineRoom::save(db::Tx& tx, const CallRecord& before, CallRecord& after) {
  const Span level = seconds(parts_.rules.level_seconds);
  after.version = before.version + 1;
  store::update_call(tx, after);
  const LineFigures was = hotline::figures_of(before, level);
  const LineFigures is = hotline::figures_of(after, level);
  if (before.line == after.line && local_date(before.began) == local_date(after.began)) {
    store::add_counts(tx, part_, local_date(after.began), after.line, is - was);
  } else {
    store::add_counts(tx, part_, local_date(before.began), before.line, LineFigures{} - was);
    store::add_counts(tx, part_, local_date(after.began), after.line, is);
  }
  if (parts_.bell) parts_.bell->changed(tx, parts_.district);
}

void HotlineRoom::seal_caller(CallRecord& call, const std::string& number) const {
  if (number.empty() || !call.caller_mark.empty()) return;
  call.caller_sealed = parts_.sealer->seal(number, about_caller(call.id));
  call.caller_mark = parts_.sealer->mark(number, "caller");
  call.caller_masked = codes::mask_phone(number);
}

void HotlineRoom::give_to_seat(db::Tx& tx, CallRecord& call) const {
  if (call.seat || call.extension.empty()) return;
  if (const auto seat = store::seat_at(tx, call.extension)) {
    call.seat = seat->person;
    call.seat_name = seat->name;
  }
}

void HotlineRoom::ring(db::Tx& tx, const CallRecord& call, std::string_view what) const {
  if (!parts_.bell || !call.seat) return;
  const auto seat = store::find_seat(tx, call.seat);
  if (!seat) return;
  parts_.bell->ring(tx, seat->account, "{\"call\":\"" + call.id.text() + "\",\"what\":\"" + std::string(what) + "\"}");
}

// What a seat does follows its calls, except that it ends its after-call work by itself.
void HotlineRoom::seat_follows(db::Tx& tx, const CallRecord& before, const CallRecord& after, Instant now) {
  if (!after.seat) return;
  auto seat = store::find_seat(tx, after.seat);
  if (!seat || seat->state == SeatState::offline) return;
  SeatState next = seat->state;
  if (after.answered && !before.answered) store::count_answer(tx, *seat, local_date(now));
  if (after.state == CallState::talking) next = SeatState::talking;
  if (after.state == CallState::ended && before.state == CallState::talking)
    next = after.outcome == CallOutcome::none ? SeatState::after_call : SeatState::idle;
  if (after.state == CallState::ended && before.outcome == CallOutcome::none && after.outcome != CallOutcome::none &&
      seat->state == SeatState::after_call)
    next = SeatState::idle;
  if (next == seat->state) return;
  seat->state = next;
  seat->reason.clear();
  seat->since = now;
  store::put_seat(tx, part_, parts_.ids.next(now), *seat);
}

Result<CallView> HotlineRoom::hear(db::Tx& tx, const Scope& scope, const CallEvent& event, Instant now) {
  if (!scope.may(Permission::hotline_telephony)) return refuse(ErrorCode::forbidden);
  std::vector<FieldError> faults;
  const auto kind = json::enum_from<CallEventKind>(event.event);
  if (!kind) faults.push_back({"event", "应为 ringing、answered 或 ended", "must be ringing, answered or ended"});
  if (event.id.empty() || event.id.size() > 80) faults.push_back({"id", "应为 1 至 80 个字符", "1 to 80 characters"});
  const std::string line = event.line.empty() ? std::string(k_merged_number) : event.line;
  const bool known_line = store::line(tx, line).has_value();
  if (!known_line) faults.push_back({"line", "没有这条热线", "no such line"});
  if (event.seat.size() > 40) faults.push_back({"seat", "过长", "is too long"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  // A clock that runs ahead would spoil every figure.
  const Instant when = event.when && *event.when <= now ? *event.when : now;
  const std::string number = plain_number(event.caller);
  const auto known = store::find_foreign(tx, part_, event.id);
  CallRecord call;
  if (known) {
    call = *known;
  } else {
    call.part_key = part_;
    call.id = parts_.ids.next_as<CallTag>(now);
    call.foreign_id = event.id;
    call.line = line;
    call.area = parts_.district;
    call.began = when;
    seal_caller(call, number);
    store::insert_call(tx, call);
  }
  const CallRecord before = call;
  apply(call, *kind, when);
  if (!event.line.empty()) call.line = line;
  seal_caller(call, number);
  if (!event.seat.empty() && !call.seat) call.extension = event.seat;
  give_to_seat(tx, call);
  const bool same = known && call.state == before.state && call.seat == before.seat && call.answered == before.answered &&
                    call.ended == before.ended && call.began == before.began && call.line == before.line &&
                    call.caller_mark == before.caller_mark;
  if (!same) {
    save(tx, before, call);
    seat_follows(tx, before, call, now);
    ring(tx, call, event.event);
  }
  return view_of(tx, call, scope, line_names(tx));
}

Result<CallView> HotlineRoom::begin_by_hand(db::Tx& tx, const Scope& scope, const CallIn& in, Instant now) {
  if (!scope.may(Permission::hotline_answer)) return refuse(ErrorCode::forbidden);
  std::vector<FieldError> faults;
  const std::string line = in.line.empty() ? std::string(k_merged_number) : in.line;
  if (!store::line(tx, line)) faults.push_back({"line", "没有这条热线", "no such line"});
  const std::string number = plain_number(in.caller);
  if (!in.caller.empty() && number.empty()) faults.push_back({"caller", "电话号码有误", "is not a phone number"});
  if (text::length(in.name) > 40) faults.push_back({"name", "过长", "is too long"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  if (const auto open = store::open_call_of(tx, scope.person);
      open && open->state == CallState::talking && open->outcome == CallOutcome::none)
    return refuse(ErrorCode::seat_busy, "请先登记当前通话的结果", "record first what became of the present call");
  CallRecord call;
  call.part_key = part_;
  call.id = parts_.ids.next_as<CallTag>(now);
  call.line = line;
  call.area = parts_.district;
  call.began = now;
  call.seat = scope.person;
  call.seat_name = scope.name;
  seal_caller(call, number);
  if (!text::trim(in.name).empty()) call.name_sealed = parts_.sealer->seal(in.name, about_name(call.id));
  store::insert_call(tx, call);
  const CallRecord before = call;
  apply(call, CallEventKind::answered, now);
  save(tx, before, call);
  seat_follows(tx, before, call, now);
  return view_of(tx, call, scope, line_names(tx));
}

Result<CallRecord> HotlineRoom::own_call(db::Tx& tx, const Scope& scope, CallId id) const {
  if (!scope.covers(parts_.district)) return refuse(ErrorCode::out_of_scope);
  auto call = store::find_call(tx, part_, id);
  if (!call) return refuse(ErrorCode::not_found);
  if (call->seat && call->seat != scope.person && !scope.may(Permission::hotline_manage))
    return refuse(ErrorCode::not_your_call);
  if (!call->seat) {
    call->seat = scope.person;
    call->seat_name = scope.name;
  }
  return *call;
}

// The outcome with everything that goes with it; the call is not stored here.
Outcome HotlineRoom::set_outcome(db::Tx& tx, const Scope& scope, CallRecord& call, const FinishIn& in, Instant now) {
  if (text::length(in.text) > k_most_said) return refuse_fields(ErrorCode::bad_input, {{"text", "过长", "is too long"}});
  if (in.outcome == CallOutcome::none || in.outcome == CallOutcome::abandoned)
    return refuse_fields(ErrorCode::bad_input, {{"outcome", "请选择结果", "choose what became of it"}});
  if (in.outcome == CallOutcome::case_made && store::cases_of(tx, call).empty())
    return refuse_fields(ErrorCode::bad_input, {{"outcome", "该通话还没有登记工单", "no case was made of it"}});
  if (!in.area.empty()) {
    if (!in.area.starts_with(parts_.district) || !parts_.places.area(in.area))
      return refuse_fields(ErrorCode::bad_input, {{"area", "没有这个区域", "no such area"}});
    call.area = in.area;
  }
  if (in.outcome == CallOutcome::progress && !in.number.empty()) {
    TIANGE_TRY(const cases::CaseRef ref, parts_.cases.find_number(tx, scope, in.number));
    store::link_case(tx, call, {ref.text(), in.number, false});
  }
  if (in.outcome == CallOutcome::answered) {
    call.topic = in.topic;
    if (!in.article.empty()) {
      const auto article = parse_typed_id<ArticleTag>(in.article);
      if (!article.ok()) return refuse(ErrorCode::not_found);
      TIANGE_TRY(const Offered offered, parts_.knowledge.offer(tx, scope, *article, now));
      call.article = offered.article;
      call.article_title = offered.title;
      if (call.topic.empty()) call.topic = offered.topic;
    }
    const auto topics = parts_.knowledge.topics(tx, now);
    const bool known = std::any_of(topics.begin(), topics.end(), [&](const Topic& one) { return one.key == call.topic; });
    if (!known) return refuse_fields(ErrorCode::bad_input, {{"topic", "请选择主题", "choose a topic"}});
    store::add_topic(tx, codes::part_key_of(call.area), local_date(call.began), call.topic, call.article);
  }
  call.outcome = in.outcome;
  if (!in.text.empty()) call.text = in.text;
  return done();
}

Result<CallView> HotlineRoom::finish(db::Tx& tx, const Scope& scope, CallId id, const FinishIn& in, Instant now) {
  TIANGE_TRY(CallRecord call, own_call(tx, scope, id));
  const bool only_ends = call.outcome == CallOutcome::case_made && in.outcome == CallOutcome::case_made && !call.ended;
  if (call.outcome != CallOutcome::none && !only_ends) return refuse(ErrorCode::call_over);
  const CallRecord before = call;
  if (!only_ends) TIANGE_CHECK_OK(set_outcome(tx, scope, call, in, now));
  // What no exchange tells of ends when the seat says so.
  if (call.foreign_id.empty() && call.state != CallState::ended) apply(call, CallEventKind::ended, now);
  save(tx, before, call);
  seat_follows(tx, before, call, now);
  return view_of(tx, call, scope, line_names(tx));
}

Result<cases::CaseRef> HotlineRoom::report(db::Tx& tx, const Scope& scope, CallId id, const cases::ReportInput& given,
                                           Instant now) {
  TIANGE_TRY(CallRecord call, own_call(tx, scope, id));
  if (call.outcome != CallOutcome::none && call.outcome != CallOutcome::case_made) return refuse(ErrorCode::call_over);
  cases::ReportInput input = given;
  input.channel = cases::Channel::hotline;
  if (!input.reporter.anonymous && text::trim(input.reporter.phone).empty() && !call.caller_sealed.empty()) {
    const std::string number = parts_.sealer->open(call.caller_sealed, about_caller(call.id)).value_or("");
    if (number.size() >= 7) input.reporter.phone = number;
  }
  if (!input.reporter.anonymous && text::trim(input.reporter.name).empty() && !call.name_sealed.empty())
    input.reporter.name = parts_.sealer->open(call.name_sealed, about_name(call.id)).value_or("");
  TIANGE_TRY(const cases::CaseRef ref, parts_.cases.register_case(tx, scope, input, now));
  TIANGE_TRY(const cases::CaseView made, parts_.cases.view(tx, system_scope(), ref, now));
  store::link_case(tx, call, {ref.text(), made.number, true});
  const CallRecord before = call;
  call.outcome = CallOutcome::case_made;
  if (!made.area_code.empty()) call.area = made.area_code;
  save(tx, before, call);
  LineFigures one;
  one.cases = 1;
  store::add_counts(tx, part_, local_date(call.began), call.line, one);
  seat_follows(tx, before, call, now);
  return ref;
}

// ---- reading ----------------------------------------------------------------------------------------------------

Result<CallView> HotlineRoom::call(db::Tx& tx, const Scope& scope, CallId id) {
  if (!scope.covers(parts_.district)) return refuse(ErrorCode::out_of_scope);
  const auto call = store::find_call(tx, part_, id);
  if (!call) return refuse(ErrorCode::not_found);
  return view_of(tx, *call, scope, line_names(tx));
}

Result<CallList> HotlineRoom::calls(db::Tx& tx, const Scope& scope, const CallQuery& query) {
  if (!scope.covers(parts_.district)) return refuse(ErrorCode::out_of_scope);
  store::CallFilter filter;
  filter.part = part_;
  filter.line = query.line;
  filter.day = query.day;
  filter.limit = std::clamp(query.limit, 1, k_most_rows);
  if (query.seat == "me") {
    filter.seat = scope.person;
  } else if (!query.seat.empty()) {
    TIANGE_TRY(filter.seat, parse_typed_id<PersonTag>(query.seat));
  }
  if (query.outcome) filter.outcome = json::enum_name(*query.outcome);
  if (!query.after.empty()) {
    TIANGE_TRY(filter.before, parse_id(query.after));
  }
  const LineNames names = line_names(tx);
  CallList list;
  for (const CallRecord& call : store::list_calls(tx, filter)) list.items.push_back(view_of(tx, call, scope, names));
  if (list.items.size() == static_cast<std::size_t>(filter.limit)) list.next = list.items.back().id;
  return list;
}

void HotlineRoom::learn_of_cases(db::Tx& tx, const Scope& scope, CallerView& view, Instant now) const {
  int read = 0;
  for (const cases::CaseRow& row : view.cases) {
    if (!row.closed) ++view.open_cases;
    // A look at what is confidential is made on its own page, where it is recorded.
    if (row.confidential || read == k_cases_read) continue;
    const auto ref = cases::CaseRef::parse(row.ref);
    if (!ref.ok()) continue;
    const auto one = parts_.cases.view(tx, scope, *ref, now);
    if (!one.ok()) continue;
    ++read;
    if (view.name.empty()) view.name = one->reporter.name;
    if (view.usual_place.empty() && !one->place.text.empty()) {
      view.usual_place = one->place.text;
      view.usual_grid = one->place.grid_code;
      view.usual_area = one->place.area_name;
      view.lng = one->place.lng;
      view.lat = one->place.lat;
    }
    if (view.firm.empty()) view.firm = firm_of(one->extra);
  }
}

Result<CallerView> HotlineRoom::caller(db::Tx& tx, const Scope& scope, CallId id, const std::string& purpose,
                                       Instant now) {
  if (!scope.covers(parts_.district)) return refuse(ErrorCode::out_of_scope);
  const auto call = store::find_call(tx, part_, id);
  if (!call) return refuse(ErrorCode::not_found);
  const bool mine = call->seat == scope.person && !call->ended;
  if (!mine && text::trim(purpose).empty()) return refuse(ErrorCode::purpose_needed);
  CallerView view;
  view.caller = call->caller_masked;
  const LineNames names = line_names(tx);
  for (const CallRecord& earlier : store::calls_of(tx, call->caller_mark, call->id, k_earlier_calls))
    view.calls.push_back(view_of(tx, earlier, scope, names));
  const std::string number = call->caller_sealed.empty()
                                 ? std::string()
                                 : parts_.sealer->open(call->caller_sealed, about_caller(call->id)).value_or("");
  if (number.size() >= 7 && scope.may(Permission::cases_view)) {
    cases::ListQuery query;
    query.q = number;
    query.limit = k_earlier_cases;
    TIANGE_TRY(cases::CaseList found, parts_.cases.list(tx, scope, query, now));
    view.cases = std::move(found.items);
  }
  learn_of_cases(tx, scope, view, now);
  return view;
}

Outcome HotlineRoom::record_caller_look(db::Tx& tx, const Scope& scope, CallId id, const std::string& purpose,
                                        Instant now) {
  store::record_look(tx, part_,
                     {parts_.ids.next(now), id, scope.person, scope.name, "calls,cases",
                      text::cut(text::trim(purpose).empty() ? "接听来电" : purpose, 200), now, scope.request_id});
  return done();
}

// ---- of a synthetic district ------------------------------------------------------------------------------------

void HotlineRoom::write_past_call(db::Tx& tx, const CallIn& in, const cases::CaseRef& ref, const std::string& number,
                                  PersonId seat, const std::string& seat_name, Instant began) {
  constexpr Span k_wait = seconds(8);
  constexpr Span k_talk = seconds(185);
  CallRecord call;
  call.part_key = part_;
  call.id = parts_.ids.next_as<CallTag>(began);
  call.line = in.line;
  call.area = parts_.district;
  call.seat = seat;
  call.seat_name = seat_name;
  call.state = CallState::ended;
  call.outcome = CallOutcome::case_made;
  call.began = began - k_talk - k_wait;
  call.answered = began - k_talk;
  call.ended = began;
  seal_caller(call, plain_number(in.caller));
  store::insert_call(tx, call);
  store::link_case(tx, call, {ref.text(), number, true});
}

void HotlineRoom::write_past_days(db::Tx& tx, std::span<const PastCalls> days) {
  for (const PastCalls& one : days) store::add_counts(tx, part_, one.day, one.line, one.figures);
}

std::unique_ptr<Hotline> open_hotline(HotlineParts parts) { return std::make_unique<HotlineRoom>(std::move(parts)); }

Result<HotlineRules> read_hotline_rules(std::string_view text) { return json::read<HotlineRules>(text); }

}  // namespace tiange::hotline
