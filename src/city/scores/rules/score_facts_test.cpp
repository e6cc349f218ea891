#include <gtest/gtest.h>

#include <random>

#include "city/scores/rules/score_facts.h"
#include "city/scores/rules/score_periods.h"

namespace tiange::scores {

namespace {

using cases::CaseEvent;
using cases::Element;
using cases::EventKind;

constexpr const char* k_grid = "440604010001001";
const FactRules k_rules;

Instant at(const char* moment) { return parse_local(moment).value(); }

// A history written by hand.
class History {
 public:
  CaseEvent& add(EventKind kind, const char* moment, std::int64_t person = 0) {
    CaseEvent event;
    event.kind = kind;
    event.happened = at(moment);
    event.actor.person = PersonId{person};
    events.push_back(std::move(event));
    return events.back();
  }
  void to(Element element, const std::string& queue, const char* due) {
    cases::Stop stop;
    stop.element = element;
    stop.queue = queue;
    stop.clock.limit = {4, LimitKind::work_hours};
    stop.clock.due = at(due);
    events.back().to = stop;
  }
  void report(const char* moment, const char* due, std::int64_t person = 0) {
    CaseEvent& event = add(EventKind::reported, moment, person);
    event.area = k_grid;
    event.item = "STALL";
    event.running.due = at(due);
  }
  void dispatch(const char* moment, const std::string& unit, const char* due) {
    add(EventKind::dispatched, moment).unit = unit;
    to(Element::handle, unit + ":handler", due);
  }
  CaseFacts facts() const {
    CaseFacts facts;
    for (const CaseEvent& event : events) take(facts, event, k_rules);
    return facts;
  }
  // Of an object over all days.
  Counts counts(ObjectKind kind, const std::string& object) const {
    Lines lines;
    add_lines(lines, facts());
    Counts sum;
    for (const auto& [key, counts] : lines) {
      if (key.kind == kind && key.object == object) sum.add(counts);
    }
    return sum;
  }
  Counts of_area() const { return counts(ObjectKind::area, k_grid); }

  std::vector<CaseEvent> events;
};

History settled_in_time() {
  History h;
  h.report("2026-11-02 09:00", "2026-11-09 18:00");
  h.dispatch("2026-11-02 09:01", "440604010-CG", "2026-11-02 15:01");
  h.add(EventKind::settled, "2026-11-02 11:00", 10);
  h.to(Element::check, std::string(k_grid) + ":officer", "2026-11-02 17:00");
  h.add(EventKind::checked, "2026-11-02 16:00", 1).outcome = "pass";
  h.to(Element::close, "440604010001-ZZ:station_head", "2026-11-04 18:00");
  h.add(EventKind::closed, "2026-11-02 17:00", 3);
  return h;
}

}  // namespace

TEST(ScoreFacts, ACaseSettledInTimeCountsOnceAtEachObject) {
  const History h = settled_in_time();
  const Counts area = h.of_area();
  for (const Count count :
       {Count::report, Count::publicReport, Count::validReport, Count::register_, Count::dispatch, Count::accurDispatch,
        Count::needDispose, Count::dispose, Count::inTimeDispose, Count::needCheck, Count::inTimeCheck,
        Count::needArchive, Count::inTimeArchive, Count::inTimeResponse})
    EXPECT_EQ(area[count], 1) << count_info(count).key;
  for (const Count count :
       {Count::overtimeDispose, Count::overtimeToDispose, Count::back, Count::rework, Count::cancel})
    EXPECT_EQ(area[count], 0) << count_info(count).key;
  EXPECT_EQ(area[Count::archiveMinutes], 480);
  EXPECT_EQ(h.counts(ObjectKind::unit, "440604010-CG")[Count::inTimeDispose], 1);
  EXPECT_EQ(h.counts(ObjectKind::unit, "440604010-CG")[Count::needArchive], 1);
  EXPECT_EQ(h.counts(ObjectKind::post, "440604010-CG:handler")[Count::dispose], 1);
  EXPECT_EQ(h.counts(ObjectKind::person, "10")[Count::dispose], 1);
  EXPECT_EQ(h.counts(ObjectKind::person, "1")[Count::inTimeCheck], 1);
  EXPECT_EQ(h.counts(ObjectKind::item, "STALL")[Count::report], 1);
}

TEST(ScoreFacts, WhatIsNotDueYetCountsNowhere) {
  History h;
  h.report("2026-11-02 09:00", "2026-11-09 18:00");
  h.dispatch("2026-11-02 09:01", "440604010-CG", "2026-11-02 15:01");
  EXPECT_EQ(h.of_area()[Count::needDispose], 0);
  EXPECT_EQ(h.of_area()[Count::needArchive], 0);
}

TEST(ScoreFacts, AnOverrunStandsOnTheDayItFellDueAndStays) {
  History h;
  h.report("2026-11-02 09:00", "2026-11-09 18:00");
  h.dispatch("2026-11-02 09:01", "440604010-CG", "2026-11-02 15:01");
  h.add(EventKind::overdue, "2026-11-02 15:01").clock = cases::ClockName::handle;
  EXPECT_EQ(h.of_area()[Count::needDispose], 1);
  EXPECT_EQ(h.of_area()[Count::overtimeToDispose], 1);
  EXPECT_EQ(h.of_area()[Count::dispose], 0);
  h.add(EventKind::settled, "2026-12-05 11:00", 10);
  const Counts late = h.of_area();
  EXPECT_EQ(late[Count::needDispose], 1);
  EXPECT_EQ(late[Count::overtimeToDispose], 0);
  EXPECT_EQ(late[Count::overtimeDispose], 1);
  EXPECT_EQ(late[Count::inTimeDispose], 0);
  Lines lines;
  add_lines(lines, h.facts());
  const LineKey due_day{ObjectKind::area, k_grid, 440604010001001, make_date(2026, 11, 2).day};
  EXPECT_EQ(lines.at(due_day)[Count::overtimeDispose], 1) << "it belongs to the month in which it fell due";
}

TEST(ScoreFacts, AnExemptionIsCountedBesideTheOverrun) {
  History h;
  h.report("2026-11-02 09:00", "2026-11-09 18:00");
  h.dispatch("2026-11-02 09:01", "440604010-CG", "2026-11-02 15:01");
  h.add(EventKind::overdue, "2026-11-02 15:01").clock = cases::ClockName::handle;
  h.add(EventKind::settled, "2026-11-03 11:00", 10);
  CaseFacts facts = h.facts();
  facts.exempt_handle = true;
  Lines lines;
  add_lines(lines, facts);
  Counts sum;
  for (const auto& [key, counts] : lines) {
    if (key.kind == ObjectKind::area) sum.add(counts);
  }
  EXPECT_EQ(sum[Count::overtimeDispose], 1) << "the raw fact stays";
  EXPECT_EQ(sum[Count::exemptDispose], 1);
}

TEST(ScoreFacts, AReturnTellsAgainstTheDispatchNotAgainstTheUnit) {
  History h;
  h.report("2026-11-02 09:00", "2026-11-09 18:00");
  h.dispatch("2026-11-02 09:01", "440604010-CG", "2026-11-02 15:01");
  h.add(EventKind::returned, "2026-11-02 10:00", 10);
  h.to(Element::dispatch, "440604-ZX:dispatcher", "2026-11-02 16:00");
  h.add(EventKind::dispatched, "2026-11-02 11:00", 7).unit = "440604010-GA";
  h.to(Element::handle, "440604010-GA:handler", "2026-11-02 17:30");
  h.add(EventKind::settled, "2026-11-02 17:00", 11);
  const Counts wrong = h.counts(ObjectKind::unit, "440604010-CG");
  EXPECT_EQ(wrong[Count::needDispose], 0);
  EXPECT_EQ(wrong[Count::back], 1);
  EXPECT_EQ(h.counts(ObjectKind::unit, "440604010-GA")[Count::inTimeDispose], 1);
  EXPECT_EQ(h.of_area()[Count::dispatch], 2);
  EXPECT_EQ(h.of_area()[Count::accurDispatch], 1);
  EXPECT_EQ(h.counts(ObjectKind::post, "440604-ZX:dispatcher")[Count::inTimeDispatch], 1);
}

TEST(ScoreFacts, ReworkBelongsToWhoHandledIt) {
  History h;
  h.report("2026-11-02 09:00", "2026-11-09 18:00");
  h.dispatch("2026-11-02 09:01", "440604010-CG", "2026-11-02 15:01");
  h.add(EventKind::settled, "2026-11-02 11:00", 10);
  h.to(Element::check, std::string(k_grid) + ":officer", "2026-11-02 17:00");
  h.add(EventKind::checked, "2026-11-02 16:00", 1).outcome = "fail";
  h.to(Element::handle, "440604010-CG:handler", "2026-11-03 12:00");
  EXPECT_EQ(h.counts(ObjectKind::person, "10")[Count::rework], 1);
  EXPECT_EQ(h.counts(ObjectKind::person, "1")[Count::rework], 0);
  EXPECT_EQ(h.counts(ObjectKind::unit, "440604010-CG")[Count::rework], 1);
}

TEST(ScoreFacts, AReturnVisitCountsWithATaskAndWithout) {
  History h = settled_in_time();
  h.add(EventKind::followed_up, "2026-11-02 16:30", 9).outcome = "satisfied";
  EXPECT_EQ(h.of_area()[Count::returnVisit], 1);
  EXPECT_EQ(h.counts(ObjectKind::unit, "440604010-CG")[Count::satisfaction], 1);
}

TEST(ScoreFacts, SettledOnTheSpotAndNotAccepted) {
  History spot;
  spot.report("2026-11-02 09:00", "2026-11-09 18:00", 1);
  spot.events.back().settled = true;
  spot.events.back().unit = "440604010001-ZZ";
  EXPECT_EQ(spot.counts(ObjectKind::person, "1")[Count::patrolDeal], 1);
  EXPECT_EQ(spot.of_area()[Count::inTimeArchive], 1);
  EXPECT_EQ(spot.of_area()[Count::publicReport], 0);
  History rejected;
  rejected.report("2026-11-02 09:00", "2026-11-09 18:00");
  rejected.to(Element::accept, "440604-ZX:acceptor", "2026-11-02 12:00");
  rejected.add(EventKind::rejected, "2026-11-02 10:00", 6);
  EXPECT_EQ(rejected.of_area()[Count::cancel], 1);
  EXPECT_EQ(rejected.of_area()[Count::validReport], 0);
  EXPECT_EQ(rejected.of_area()[Count::needArchive], 0);
}

// Whatever happens in whatever order: facts read back equal, counts are never negative, and taking away what was added
// leaves nothing.
TEST(ScoreFacts, RandomHistoriesAddUpAndReadBackEqual) {
  std::mt19937 random(20261122);
  for (int round = 0; round < 300; ++round) {
    CaseFacts facts;
    Lines kept;
    Instant now = at("2026-11-02 09:00");
    for (int step = 0; step < 25; ++step) {
      CaseEvent event;
      event.kind = step == 0 ? EventKind::reported : static_cast<EventKind>(1 + random() % 40);
      event.happened = now = now + minutes(static_cast<std::int64_t>(random() % 3000));
      event.actor.person = PersonId{static_cast<std::int64_t>(random() % 4)};
      event.area = k_grid;
      event.item = random() % 2 ? "STALL" : "GARBAGE";
      event.unit = random() % 2 ? "440604010-CG" : "440604010-GA";
      event.outcome = random() % 2 ? "fail" : "pass";
      event.running.due = now + hours(50);
      if (random() % 3 == 0) event.clock = static_cast<cases::ClockName>(random() % 7);
      if (random() % 2 == 0) {
        cases::Stop stop;
        stop.element = static_cast<Element>(random() % 12);
        stop.queue = event.unit + ":handler";
        stop.clock.due = now + hours(static_cast<std::int64_t>(random() % 40));
        event.to = stop;
      }
      add_lines(kept, facts, -1);
      take(facts, event, k_rules);
      add_lines(kept, facts, 1);
      ASSERT_EQ(decode(encode(facts)), facts);
    }
    Lines anew;
    add_lines(anew, facts);
    for (auto& [key, counts] : kept) {
      for (const std::int64_t n : counts.n) ASSERT_GE(n, 0);
      counts.add(anew[key], -1);
      ASSERT_TRUE(counts.is_zero()) << "step by step it comes to the same as at once";
    }
  }
}

TEST(ScorePeriods, ReadAndComeBackTheSame) {
  for (const char* text : {"2026-11-21", "2026-W47", "2026-11", "2026-Q4", "2026", "2026-11-03..2026-11-20"}) {
    const auto period = parse_period(text);
    ASSERT_TRUE(period.ok()) << text;
    EXPECT_EQ(period->text(), text);
    EXPECT_EQ(parse_period(period->before().text()).value(), period->before());
    EXPECT_EQ(parse_period(period->year_ago().text()).value(), period->year_ago());
    EXPECT_EQ(period->before().last + 1, period->first);
  }
  EXPECT_EQ(parse_period("2026-01")->before().text(), "2025-12");
  EXPECT_EQ(parse_period("2026-Q1")->before().text(), "2025-Q4");
  EXPECT_EQ(parse_period("2026-Q1")->year_ago().text(), "2025-Q1");
  EXPECT_EQ(parse_period("2024-02-29")->year_ago().text(), "2023-02-28");
  EXPECT_EQ(format_date(parse_period("2026-W01")->first), "2025-12-29");
  for (const char* text : {"", "2026-13", "2026-Q5", "2026-W54", "abcd", "2026-", "1026", "2026-1", "2025-W53",
                           "2026-11-20..2026-11-03", "2020-01-01..2026-01-01"})
    EXPECT_FALSE(parse_period(text).ok()) << text;
}

}  // namespace tiange::scores
