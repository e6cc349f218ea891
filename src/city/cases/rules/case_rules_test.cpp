#include <gtest/gtest.h>

#include <algorithm>

#include "city/cases/rules/case_file.h"
#include "city/cases/rules/case_office.h"
#include "city/cases/rules/case_sentences.h"
#include "city/cases/rules/service_rules.h"
#include "city/cases/rules/closing_rules.h"
#include "city/cases/rules/deadline_rules.h"
#include "city/cases/rules/dispatch_rules.h"
#include "city/cases/rules/tie_rules.h"

namespace tiange::cases {
namespace {

const WorkCalendar& calendar() {
  static const WorkCalendar c;
  return c;
}
const CaseRules& rules() {
  static const CaseRules r;
  return r;
}
const ItemFacts& garbage() {
  static const ItemFacts item = [] {
    ItemFacts i;
    i.code = "E13-0110";
    i.item_class = "event";
    i.lead_line = "CG";
    i.closing_conditions = {"垃圾清理干净"};
    i.limits[static_cast<int>(Severity::normal)] = {4, LimitKind::work_hours};
    i.limits[static_cast<int>(Severity::urgent)] = {2, LimitKind::urgent_hours};
    return i;
  }();
  return item;
}
Instant at(const char* text) { return parse_local(text).value(); }
const Instant k_monday = at("2026-11-23 09:00");

Facts facts(Instant now, std::int64_t person = 7) {
  Facts f{.now = now, .calendar = calendar(), .rules = rules(), .doer = {}, .item = &garbage()};
  f.doer.actor = {PersonId{person}, "张三", "440604010-CG"};
  f.doer.permissions.set();
  f.doer.has_queue = true;
  f.unit_known = true;
  return f;
}

// A case that has been dispatched to the city management branch at nine on a Monday.
CaseFile handled() {
  CaseFile file;
  file.area = "440604010001001";
  file.item = garbage().code;
  file.element = Element::handle;
  file.queue = "440604010-CG:handler";
  file.level = Level::department;
  file.unit = "440604010-CG";
  file.accepted = true;
  file.dispatched = k_monday;
  file.clocks.total = started_clock({7, LimitKind::work_days}, k_monday, calendar(), rules());
  file.clocks.handle = started_clock({4, LimitKind::work_hours}, k_monday, calendar(), rules());
  return file;
}

Command order(Action action, std::string text = "情况说明") {
  Command c;
  c.action = action;
  c.text = std::move(text);
  c.basis = "《职责清单》第三条";
  c.evidence = {std::string(64, 'a')};
  return c;
}

ErrorCode refused(const CaseFile& file, const Command& command, const Facts& f) {
  const auto decision = decide(file, command, f);
  return decision.ok() ? static_cast<ErrorCode>(0) : decision.refusal().code;
}
constexpr auto k_fine = static_cast<ErrorCode>(0);

CaseFile after(CaseFile file, const Command& command, const Facts& f) {
  apply(file, decide(file, command, f).value().event);
  return file;
}

TEST(Return, OnlyInsideTheWindowAndWithAReason) {
  const CaseFile file = handled();
  EXPECT_EQ(refused(file, order(Action::give_back), facts(k_monday + hours(2))), k_fine);
  EXPECT_EQ(refused(file, order(Action::give_back, "  "), facts(k_monday + hours(2))), ErrorCode::bad_input);
  // eight working hours from Monday nine end on Tuesday nine
  EXPECT_EQ(refused(file, order(Action::give_back), facts(at("2026-11-24 09:00"))), k_fine);
  EXPECT_EQ(refused(file, order(Action::give_back), facts(at("2026-11-24 09:01"))), ErrorCode::return_not_allowed);
}

TEST(Return, NamesItsLegalBasisAndCarriesEvidence) {
  Command bare = order(Action::give_back);
  bare.basis.clear();
  bare.evidence.clear();
  const auto refusal = decide(handled(), bare, facts(k_monday)).refusal();
  ASSERT_EQ(refusal.fields.size(), 2u);
  EXPECT_EQ(refusal.fields[0].path, "basis");
  EXPECT_EQ(refusal.fields[1].path, "evidence");
}

TEST(Return, NothingGetsRoundItsLimits) {
  CaseFile file = handled();
  file.passed = {{"verify", "", ""}, {"dispatch", "", ""}};
  Command back = order(Action::send_back);
  back.step = "dispatch";
  EXPECT_EQ(refused(file, back, facts(k_monday)), k_fine);
  EXPECT_EQ(refused(file, back, facts(at("2026-11-24 09:01"))), ErrorCode::return_not_allowed);
  EXPECT_EQ(after(file, back, facts(k_monday)).returns, 1) << "sending back from handling is a return";
  file.returns = 2;
  EXPECT_EQ(refused(file, back, facts(k_monday)), ErrorCode::return_not_allowed);
  EXPECT_EQ(refused(file, order(Action::give_back), facts(k_monday)), k_fine) << "which leads to arbitration";
  file.returns = 0;
  file.arbitrated = true;
  EXPECT_EQ(refused(file, back, facts(k_monday)), ErrorCode::return_not_allowed);
  Command pass = order(Action::pass_on);
  pass.unit = "440604010-GA";
  EXPECT_EQ(refused(file, pass, facts(k_monday)), ErrorCode::return_not_allowed);
}

CaseFile checking() {
  CaseFile file = handled();
  file.element = Element::check;
  file.queue = "440604010001001:officer";
  file.passed = {{"verify", "", ""}, {"approve", "所长审批", "Approval"}, {"handle", "", ""}};
  stop_clock(file.clocks.handle, k_monday + hours(1));
  file.clocks.check = started_clock({4, LimitKind::work_hours}, k_monday + hours(1), calendar(), rules());
  return file;
}

Stop stop_at(Element element, const CaseFile& file, Instant now) {
  Stop stop;
  stop.element = element;
  stop.clock = entered_clock(file, element, {4, LimitKind::work_hours}, now, calendar(), rules());
  return stop;
}

TEST(Back, OnlyToStepsThatWerePassedAndTheyAreBeforeItAgain) {
  CaseFile file = checking();
  ASSERT_EQ(ways_back(file).size(), 3u);
  Command back = order(Action::send_back);
  back.step = "close";
  EXPECT_EQ(refused(file, back, facts(k_monday)), ErrorCode::bad_input);
  back.step = "handle";
  Decision decision = decide(file, back, facts(k_monday + hours(2))).value();
  EXPECT_EQ(decision.move, FlowMove::jump);
  CaseFile next = file;
  apply(next, decision.event);
  decision.event.to = stop_at(Element::handle, next, k_monday + hours(2));
  apply(file, decision.event);
  EXPECT_EQ(file.status(), Status::handling);
  EXPECT_EQ(file.passed.size(), 2u);
  EXPECT_EQ(file.clocks.handle.started, k_monday + hours(2)) << "a new limit";
  EXPECT_FALSE(file.clocks.check.running());
  EXPECT_EQ(file.returns, 0);
  const auto start = decide(checking(), order(Action::reject_to_start), facts(k_monday));
  EXPECT_EQ(start->event.step, "verify");
}

TEST(Withdraw, BringsBackWhatStoodAndTheLimitRunsOnAsBefore) {
  CaseFile file = handled();
  file.unit = "440604010-GA";
  file.climb_limit = "8 work_hours";
  Command pass = order(Action::pass_on);
  pass.unit = "440604010-CG";
  CaseFile next = file;
  CaseEvent passed = decide(file, pass, facts(k_monday + hours(1)))->event;
  apply(next, passed);
  passed.to = stop_at(Element::handle, next, k_monday + hours(1));
  apply(file, passed);
  EXPECT_EQ(file.unit, "440604010-CG");
  EXPECT_EQ(refused(file, order(Action::withdraw), facts(k_monday + hours(1), 8)), ErrorCode::withdraw_not_allowed);
  CaseFile claimed = file;
  claimed.claimed_by = PersonId{8};
  EXPECT_EQ(refused(claimed, order(Action::withdraw), facts(k_monday + hours(1))), ErrorCode::withdraw_not_allowed);
  const Decision back = decide(file, order(Action::withdraw), facts(k_monday + hours(2))).value();
  EXPECT_EQ(back.event.step, "handle");
  const std::pair<std::string, json::Value> climb{"climb_limit", json::Value("8 work_hours")};
  EXPECT_NE(std::find(back.answers.begin(), back.answers.end(), climb), back.answers.end());
  apply(file, back.event);
  EXPECT_EQ(file.unit, "440604010-GA");
  EXPECT_FALSE(file.sent);

  CaseFile settled = handled();
  Command settle = order(Action::settle);
  settle.closing_condition = "垃圾清理干净";
  CaseEvent done = decide(settled, settle, facts(k_monday + hours(1)))->event;
  CaseFile after_settling = settled;
  apply(after_settling, done);
  done.to = stop_at(Element::check, after_settling, k_monday + hours(1));
  apply(settled, done);
  CaseEvent undone = decide(settled, order(Action::withdraw), facts(k_monday + hours(2)))->event;
  CaseFile again = settled;
  apply(again, undone);
  undone.to = stop_at(Element::handle, again, k_monday + hours(2));
  apply(settled, undone);
  EXPECT_EQ(settled.status(), Status::handling);
  EXPECT_EQ(settled.clocks.handle.due, handled().clocks.handle.due);
  EXPECT_TRUE(settled.clocks.handle.running());
  EXPECT_EQ(settled.result, "");
}

TEST(Parts, HoldTheWayForwardButNotTheWayBack) {
  CaseFile file = handled();
  Command assist = order(Action::assist);
  assist.units = {{{}, "", "440604010-GA", "440604010-GA:handler"}};
  assist.limit = {2, LimitKind::work_hours};
  file = after(file, assist, facts(k_monday));
  Command settle = order(Action::settle);
  settle.closing_condition = "垃圾清理干净";
  EXPECT_EQ(refused(file, settle, facts(k_monday)), ErrorCode::parts_open);
  EXPECT_EQ(refused(file, order(Action::give_back), facts(k_monday)), k_fine);
  EXPECT_EQ(next_watch(file), k_monday + hours(2)) << "its own limit runs out first";
  EXPECT_EQ(refused(file, order(Action::part_done), facts(k_monday)), ErrorCode::not_this_step);
  Facts police = facts(k_monday, 11);
  police.doer.has_queue = false;
  police.doer.parts = {1};
  file = after(file, order(Action::part_done), police);
  EXPECT_EQ(refused(file, settle, facts(k_monday)), k_fine);
  const CaseFile back = decode_file(encode(file)).value();
  EXPECT_EQ(back, file);
}

TEST(Drawn, EndsTheWayItsOutcomesSayAndAnswersBecomeVariables) {
  CaseFile file = handled();
  file.element = Element::drawn;
  file.drawn = DrawnStep{"approve", "所长审批", "Approval", 1, "", {{"yes", "同意", "Approved"}, {"no", "不同意", "Refused"}}};
  EXPECT_EQ(file.status(), Status::pending_step);
  EXPECT_EQ(file.step(), Step::classify);
  Command complete = order(Action::complete);
  EXPECT_EQ(refused(file, complete, facts(k_monday)), ErrorCode::bad_input);
  complete.outcome = "yes";
  complete.answers = json::parse(R"({"budget": 5})").value();
  const Decision decision = decide(file, complete, facts(k_monday)).value();
  EXPECT_EQ(decision.answers[0].second, json::Value("yes"));
  EXPECT_EQ(decision.answers[1].first, "budget");
  EXPECT_EQ(decode_detail(encode_detail(decision.event))->answers, complete.answers);
}

TEST(Return, NotFromTheGridNotFromTheTownNotAfterArbitration) {
  CaseFile file = handled();
  file.level = Level::grid;
  EXPECT_EQ(refused(file, order(Action::give_back), facts(k_monday)), ErrorCode::return_not_allowed);
  file.level = Level::town;
  EXPECT_EQ(refused(file, order(Action::give_back), facts(k_monday)), ErrorCode::return_not_allowed);
  file = handled();
  file.arbitrated = true;
  EXPECT_EQ(refused(file, order(Action::give_back), facts(k_monday)), ErrorCode::return_not_allowed);
}

TEST(Return, WhoDispatchedItDoesNotDispatchItAgainAndNotToTheSameUnit) {
  CaseFile file = handled();
  file.dispatched_by = PersonId{7};
  file = after(file, order(Action::give_back), facts(k_monday, 9));
  file.element = Element::dispatch;
  EXPECT_EQ(file.returns, 1);
  Command again = order(Action::dispatch);
  again.unit = "440604010-GA";
  EXPECT_EQ(refused(file, again, facts(k_monday, 7)), ErrorCode::duties_apart);
  EXPECT_EQ(refused(file, again, facts(k_monday, 8)), k_fine);
  again.unit = "440604010-CG";
  EXPECT_EQ(refused(file, again, facts(k_monday, 8)), ErrorCode::bad_input);
}

TEST(Dispatch, TheUnitThatGaveItBackIsNotSuggestedAgain) {
  CaseFile file = handled();
  const std::vector<UsualUnit> usual = {{"CG", 40}, {"ZJ", 12}, {"SW", 2}};
  EXPECT_EQ(advise_unit(file, "", "", "CG", usual, 54).by, "rule");
  EXPECT_EQ(advise_unit(file, "SW", "2026-0001", "CG", usual, 54).unit, "SW");
  EXPECT_EQ(advise_unit(file, "SW", "2026-0001", "CG", usual, 54).why.zh, "依先例 2026-0001");
  file.just_returned = true;
  file.returned_by_unit = "CG";
  const UnitAdvice other = advise_unit(file, "CG", "2026-0001", "CG", usual, 54);
  EXPECT_EQ(other.unit, "ZJ");
  EXPECT_EQ(other.by, "learned");
  EXPECT_EQ(other.why.zh, "主办单位刚刚退回；本镇街近期 54 件同类工单中 12 件由其办结");
  const UnitAdvice none = advise_unit(file, "", "", "CG", {{"CG", 40}, {"SW", 2}}, 42);
  EXPECT_TRUE(none.unit.empty());
  EXPECT_FALSE(none.why.zh.empty() || none.why.en.empty());
  EXPECT_EQ(advise_unit(file, "", "", "", {{"ZJ", 3}}, 3).why.zh, "本镇街近期 3 件同类工单中 3 件由其办结");
}

TEST(Settle, NeedsTheItemsClosingConditionAndTheTask) {
  const CaseFile file = handled();
  Command settle = order(Action::settle);
  EXPECT_EQ(refused(file, settle, facts(k_monday)), ErrorCode::bad_input);
  settle.closing_condition = "随便";
  EXPECT_EQ(refused(file, settle, facts(k_monday)), ErrorCode::bad_input);
  settle.closing_condition = "垃圾清理干净";
  EXPECT_EQ(refused(file, settle, facts(k_monday)), k_fine);
  Facts stranger = facts(k_monday);
  stranger.doer.has_queue = false;
  EXPECT_EQ(refused(file, settle, stranger), ErrorCode::not_your_task);
  CaseFile claimed = file;
  claimed.claimed_by = PersonId{3};
  EXPECT_EQ(refused(claimed, settle, facts(k_monday)), ErrorCode::claimed_by_other);
  EXPECT_EQ(refused(claimed, settle, facts(k_monday, 3)), k_fine);
  Facts mere = facts(k_monday);
  mere.doer.permissions.reset();
  EXPECT_EQ(refused(file, settle, mere), ErrorCode::forbidden);
}

TEST(Judging, WhoSettledDoesNotCheckCallOrClose) {
  CaseFile file = handled();
  file.handler = PersonId{7};
  for (const auto& [element, action] :
       {std::pair(Element::check, Action::check_pass), std::pair(Element::follow_up, Action::follow_up_satisfied),
        std::pair(Element::close, Action::close)}) {
    file.element = element;
    file.closing_condition = "垃圾清理干净";
    EXPECT_EQ(refused(file, order(action), facts(k_monday, 7)), ErrorCode::duties_apart);
    EXPECT_EQ(refused(file, order(action), facts(k_monday, 8)), k_fine);
  }
}

TEST(Extension, TwiceInTimeNeverByTheAskerAndRefusalsDoNotCount) {
  CaseFile file = handled();
  const Facts in_time = facts(k_monday + hours(1), 7);
  const Facts approver = facts(k_monday + hours(1), 8);
  EXPECT_EQ(refused(file, order(Action::extend_approve), approver), ErrorCode::nothing_asked);
  file = after(file, order(Action::extend_request), in_time);
  EXPECT_EQ(refused(file, order(Action::extend_request), in_time), ErrorCode::extension_not_allowed);
  EXPECT_EQ(refused(file, order(Action::extend_approve), in_time), ErrorCode::duties_apart);
  file = after(file, order(Action::extend_reject), approver);
  EXPECT_EQ(file.extensions, 0);
  const Instant first_due = file.clocks.handle.due;
  for (int i = 0; i < 2; ++i) {
    file = after(file, order(Action::extend_request), in_time);
    file = after(file, order(Action::extend_approve), approver);
  }
  EXPECT_EQ(file.extensions, 2);
  EXPECT_EQ(first_due, at("2026-11-23 15:00"));
  EXPECT_EQ(file.clocks.handle.due, at("2026-11-24 15:00"));  // four hours, twice more
  EXPECT_EQ(refused(file, order(Action::extend_request), in_time), ErrorCode::extension_not_allowed);
  EXPECT_EQ(refused(handled(), order(Action::extend_request), facts(at("2026-11-23 15:01"))),
            ErrorCode::extension_not_allowed);
}

TEST(Suspension, OncePausesEveryClockAndResumes) {
  CaseFile file = handled();
  Command ask = order(Action::suspend);
  ask.until = k_monday + days(366);
  EXPECT_EQ(refused(file, ask, facts(k_monday)), ErrorCode::bad_input);
  ask.until = k_monday + days(10);
  file = after(file, ask, facts(k_monday + hours(1), 7));
  file = after(file, order(Action::suspend_approve), facts(k_monday + hours(1), 8));
  EXPECT_EQ(file.status(), Status::suspended);
  EXPECT_TRUE(file.clocks.handle.paused());
  EXPECT_EQ(next_watch(file), ask.until);
  EXPECT_EQ(refused(file, order(Action::settle), facts(k_monday + days(2))), ErrorCode::case_suspended);
  Facts house = facts(at("2026-12-03 09:00"), 0);
  file = after(file, order(Action::resume, ""), house);
  // one of four working hours had been used
  EXPECT_EQ(file.clocks.handle.due, at("2026-12-03 12:00"));
  EXPECT_EQ(refused(file, ask, facts(at("2026-12-03 09:30"))), ErrorCode::suspension_not_allowed);
}

TEST(Reopening, OnlyWhatWasClosedAndInTime) {
  CaseFile file = handled();
  EXPECT_EQ(refused(file, order(Action::reopen), facts(k_monday)), ErrorCode::reopening_not_allowed);
  file.element = Element::close;
  file.closing_condition = "垃圾清理干净";
  file = after(file, order(Action::close), facts(k_monday + hours(3)));
  EXPECT_EQ(file.status(), Status::closed);
  EXPECT_EQ(refused(file, order(Action::reopen), facts(k_monday + days(15))), k_fine);
  EXPECT_EQ(refused(file, order(Action::reopen), facts(k_monday + days(16))), ErrorCode::reopening_not_allowed);
  EXPECT_EQ(refused(file, order(Action::settle), facts(k_monday + days(1))), ErrorCode::case_closed);
}

TEST(Clocks, AnAreaMayHaveALimitOfItsOwn) {
  ItemFacts item = garbage();
  item.area_limits = {{"440604011", Severity::normal, {2, LimitKind::work_hours}},
                      {"440604011002", Severity::normal, {1, LimitKind::work_hours}}};
  const auto amount = [&](Severity severity, const char* place) {
    return handling_limit(&item, severity, place, rules()).amount;
  };
  EXPECT_EQ(amount(Severity::normal, "440604010001001"), 4);
  EXPECT_EQ(amount(Severity::normal, "440604011001001"), 2);
  EXPECT_EQ(amount(Severity::normal, "440604011002001"), 1);
  EXPECT_EQ(amount(Severity::urgent, "440604011002001"), 2) << "urgent has its own, for all areas";
  EXPECT_EQ(amount(Severity::minor, "440604011002001"), 1) << "no limit for minor: the normal one of the place";
}

TEST(Clocks, HandlingRunsOnThroughClimbingAndStartsAnewAfterRework) {
  CaseFile file = handled();
  const Instant later = k_monday + hours(2);
  EXPECT_EQ(entered_clock(file, Element::handle, {4, LimitKind::work_hours}, later, calendar(), rules()).due,
            file.clocks.handle.due);
  file.fresh_clock = true;
  EXPECT_EQ(entered_clock(file, Element::handle, {4, LimitKind::work_hours}, later, calendar(), rules()).started,
            later);
}

TEST(Clocks, LampsAndTheFactThatStays) {
  Clock clock = started_clock({4, LimitKind::work_hours}, k_monday, calendar(), rules());
  EXPECT_EQ(lamp_of(clock, k_monday), Lamp::green);
  EXPECT_EQ(lamp_of(clock, at("2026-11-23 14:30")), Lamp::amber);  // 3.5 of 4 hours used
  EXPECT_EQ(lamp_of(clock, at("2026-11-23 15:00")), Lamp::amber);
  EXPECT_EQ(lamp_of(clock, at("2026-11-23 15:00") + Span{1}), Lamp::red);
  EXPECT_NEAR(used_share(clock, at("2026-11-23 11:00"), calendar()), 0.5, 1e-9);
  stop_clock(clock, at("2026-11-23 16:00"));
  EXPECT_TRUE(clock.overdue);
  EXPECT_EQ(lamp_of(clock, at("2027-01-01 00:00")), Lamp::red);
}

TEST(Clocks, WhatAnotherPlatformWantsDoneUntilThenIsDueThenToTheMicrosecond) {
  const Instant from = at("2026-06-01 10:22");
  for (const Instant due : {from + minutes(7), at("2026-06-05 10:22") + Span{1}, at("2031-01-01 08:30") + Span{123'457}, from, from - days(3)}) {
    const Clock clock = started_clock(limit_until(from, due), from, calendar(), rules());
    EXPECT_EQ(clock.due, std::max(due, from + Span{1}));
    EXPECT_EQ(parse_limit(limit_text(clock.limit)).value(), clock.limit);
  }
}

TEST(Clocks, TotalIsNeverShorterThanWhatHandlingMayTake) {
  EXPECT_EQ(total_limit(Kind::consult, {4, LimitKind::work_hours}, calendar(), rules()),
            (Limit{2, LimitKind::work_days}));
  EXPECT_EQ(total_limit(Kind::complaint, {15, LimitKind::work_days}, calendar(), rules()),
            (Limit{17, LimitKind::work_days}));
  EXPECT_EQ(total_limit(Kind::help, {2, LimitKind::urgent_hours}, calendar(), rules()),
            (Limit{5, LimitKind::work_days}));
}

TEST(Sampling, IsDrawnByTheCaseAndNearTheShare) {
  int drawn = 0;
  for (std::int64_t id = 1; id <= 20'000; ++id) drawn += is_drawn(id << 13, rules());
  EXPECT_GT(drawn, 850);
  EXPECT_LT(drawn, 1'150);
  EXPECT_EQ(is_drawn(12345, rules()), is_drawn(12345, rules()));
}

TEST(Text, FilesAndEventsReadBackEqual) {
  CaseFile file = handled();
  file.lng = 113.12;
  file.extension_asked = Request{PersonId{3}, k_monday, {}, "雨天\"停工\""};
  EXPECT_EQ(decode_file(encode(file)).value(), file);
  EXPECT_EQ(encode(CaseFile{}), "{}");
  EXPECT_FALSE(decode_file("[1]").ok());
  CaseEvent event;
  event.to = Stop{Element::check, 7, 9, "440604010001001:officer", file.clocks.handle};
  event.clocks = file.clocks;
  const CaseEvent back = decode_detail(encode_detail(event)).value();
  EXPECT_EQ(back.to, event.to);
  EXPECT_EQ(back.clocks, event.clocks);
}

TEST(Text, ThePlaceIsReadWithoutTheRest) {
  CaseFile file;
  EXPECT_EQ(place_text_of(encode(file)), "");
  file.claimed_by_name = R"(他说 "place_text":"别处")";
  EXPECT_EQ(place_text_of(encode(file)), "");
  for (const char* told : {"石湾镇街道和平路12号", R"(写着"同济路\3座"的门口)", "两行\n地址\\"}) {
    file.place_text = told;
    EXPECT_EQ(place_text_of(encode(file)), told);
  }
}

TEST(Offers, NothingIsOfferedThatWouldBeRefusedAndReasonsAreGiven) {
  CaseFile file = handled();
  file.dispatched = k_monday - days(30);
  const auto list = offers(file, facts(k_monday + hours(1)));
  const auto returned =
      std::find_if(list.begin(), list.end(), [](const Offer& o) { return o.action == Action::give_back; });
  ASSERT_NE(returned, list.end());
  EXPECT_FALSE(returned->allowed);
  EXPECT_FALSE(returned->why_not->zh.empty());
  for (const Offer& offer : list)
    EXPECT_EQ(offer.allowed, permitted(file, offer.action, facts(k_monday + hours(1))).ok());
}

TEST(Services, DoWhatTheirNameSaysAndAnswerAnErrorWhenTheyCannot) {
  CaseFile file = handled();
  file.task = 3;
  const ItemFacts& item = garbage();
  ServiceFacts f{.now = k_monday, .rules = rules(), .calendar = calendar(), .item = &item};
  const auto ask = [](std::string text, std::string severity = "") {
    ServiceAsk asked;
    asked.text = std::move(text);
    asked.severity = std::move(severity);
    asked.step = {"告知", "Tell"};
    return asked;
  };
  EXPECT_EQ(serve(file, "note", ask("已通知供电所"), f).event->text, "已通知供电所");
  EXPECT_EQ(serve(file, "note", ask("  "), f).error_code, "bad_input");
  EXPECT_EQ(serve(file, "note", ask(std::string(501, 'a')), f).error_code, "bad_input");
  EXPECT_EQ(serve(file, "tell_reporter", ask("在修"), f).event->kind, EventKind::reporter_told);
  f.has_reporter = false;
  EXPECT_EQ(serve(file, "tell_reporter", ask("在修"), f).error_code, "no_reporter");
  EXPECT_EQ(serve(file, "nothing_of_the_kind", ask("在修"), f).error_code, "bad_input");
  EXPECT_EQ(serve(file, "set_severity", ask("", "terrible"), f).error_code, "bad_input");
  const Served urgent = serve(file, "set_severity", ask("", "urgent"), f);
  ASSERT_EQ(urgent.outputs.size(), 2u);
  EXPECT_EQ(urgent.outputs[1].second.as_string(), "2 urgent_hours");
  apply(file, *urgent.event);
  EXPECT_EQ(file.severity, Severity::urgent);
  const Served urged = serve(file, "urge", ask("快到期了"), f);
  ASSERT_TRUE(urged.event);
  apply(file, *urged.event);
  EXPECT_EQ(file.urges, 1);
  f.marks = file.office;
  EXPECT_EQ(serve(file, "urge", ask("又催"), f).error_code, "urged");
  f.marks = {};
  EXPECT_TRUE(serve(file, "urge", ask("催下一步"), f).event) << "another task, not urged yet";
  ServiceAsk assist = ask("");
  EXPECT_FALSE(serve(file, "assist", assist, f).event) << "nobody named, nobody asked";
  assist.units = {{{}, "", "440604010-GA", "440604010-GA:handler"}};
  const Served asked = serve(file, "assist", assist, f);
  ASSERT_TRUE(asked.event);
  EXPECT_EQ(asked.event->office->parts[0].limit, (Limit{2, LimitKind::urgent_hours})) << "that of handling";
  assist.limit = "1 work_days";
  EXPECT_EQ(serve(file, "assist", assist, f).event->office->parts[0].limit, (Limit{1, LimitKind::work_days}));
  office::apply(f.marks, *asked.event->office);
  EXPECT_EQ(serve(file, "assist", assist, f).error_code, "asked");
  assist.limit = "soon";
  EXPECT_EQ(serve(file, "assist", assist, f).error_code, "bad_input");
  file.closed_off = true;
  EXPECT_EQ(serve(file, "urge", ask("催谁"), f).error_code, "not_held");
}

TEST(Words, WhatAnotherPartDidIsToldAsItSaidItAndChangesNothing) {
  CaseFile file = handled();
  const CaseFile before = file;
  const CaseEvent event = remark_event("letter", {"发出督办函 3 号", "Letter 3 was sent"}, "三日内答复", facts(k_monday));
  apply(file, event);
  EXPECT_EQ(file, before);
  const CaseEvent back = decode_detail(encode_detail(event)).value();
  EXPECT_EQ(back.outcome, "letter");
  CaseEvent told = back;
  told.kind = EventKind::remarked;
  const Words words = sentence(told, Namer{});
  EXPECT_EQ(words.zh, "发出督办函 3 号：三日内答复");
  EXPECT_TRUE(words.en.starts_with("Letter 3 was sent"));
}

}  // namespace
}  // namespace tiange::cases
