#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "city/scores/score_keeper.h"
#include "platform/db/test_db.h"

namespace tiange::scores {

namespace {

using cases::CaseEvent;
using cases::CaseRef;
using cases::Element;
using cases::EventKind;

// Histories in memory.
class Archive final : public cases::Trails {
 public:
  std::optional<cases::Trail> read(db::Tx&, const Scope&, CaseRef ref, std::int64_t after_seq,
                                   Instant until) const override {
    const auto found = histories.find(ref);
    if (found == histories.end()) return std::nullopt;
    cases::Trail trail{
        ref, "禅" + ref.id.text(), found->second.front().happened, static_cast<std::int64_t>(found->second.size()), {}};
    for (std::size_t i = static_cast<std::size_t>(after_seq); i < found->second.size(); ++i) {
      if (found->second[i].happened <= until)
        trail.entries.push_back({static_cast<std::int64_t>(i) + 1, found->second[i]});
    }
    return trail;
  }
  std::vector<CaseRef> next(db::Tx&, const Scope&, cases::TrailCursor& cursor, int most) const override {
    std::vector<CaseRef> refs;
    for (const auto& [ref, events] : histories) {
      if (ref.id.value > cursor.id) refs.push_back(ref);
    }
    std::sort(refs.begin(), refs.end(), [](const CaseRef& a, const CaseRef& b) { return a.id < b.id; });
    if (refs.size() > static_cast<std::size_t>(most)) refs.resize(static_cast<std::size_t>(most));
    if (!refs.empty()) cursor = {refs.back().id.value, refs.back().id.value};
    return refs;
  }

  void each_open(db::Tx&, const Scope&, const std::function<void(CaseRef, std::int64_t)>& visit) const override {
    for (const auto& [ref, events] : histories) visit(ref, static_cast<std::int64_t>(events.size()));
  }

  // Something more happens to the case.
  void go_on(CaseRef ref, std::mt19937& random, Instant now) {
    auto& events = histories[ref];
    CaseEvent event;
    event.happened = now;
    event.actor.person = PersonId{static_cast<std::int64_t>(1 + random() % 5)};
    event.unit = random() % 2 ? "440604010-CG" : "440604010-GA";
    if (events.empty()) {
      event.kind = EventKind::reported;
      event.area = std::to_string(ref.part_key);
      event.item = "STALL";
      event.running.due = now + hours(72);
    } else {
      static constexpr EventKind k_kinds[] = {EventKind::dispatched, EventKind::settled, EventKind::returned,
                                              EventKind::checked,    EventKind::overdue, EventKind::closed,
                                              EventKind::urged,      EventKind::reopened};
      event.kind = k_kinds[random() % std::size(k_kinds)];
      event.outcome = random() % 3 ? "pass" : "fail";
      if (event.kind == EventKind::overdue)
        event.clock = random() % 2 ? cases::ClockName::handle : cases::ClockName::total;
    }
    if (random() % 2) {
      cases::Stop stop;
      stop.element = random() % 2 ? Element::handle : Element::check;
      stop.queue = event.unit + ":handler";
      stop.clock.due = now + hours(8);
      event.to = stop;
    }
    events.push_back(event);
  }

  std::map<CaseRef, std::vector<CaseEvent>> histories;
};

std::vector<db::Migration> steps() {
  const auto all = migrations();
  return {all.begin(), all.end()};
}

// Everything the sums hold, zero rows left out.
std::map<std::string, Counts> sums(db::Db& db) {
  std::map<std::string, Counts> all;
  db.run_read([&](db::Tx& tx) {
    all.clear();
    for (int kind = 0; kind < 5; ++kind) {
      store::each_sum(tx, static_cast<ObjectKind>(kind), Date{0}, Date{100'000}, {0, INT64_MAX},
                      [&](const store::SumRow& row) {
                        if (!row.counts.is_zero())
                          all[std::to_string(kind) + " " + row.object + " " + std::to_string(row.day)].add(row.counts);
                      });
    }
  });
  return all;
}

std::int64_t total(db::Db& db, Count count) {
  std::int64_t sum = 0;
  db.run_read([&](db::Tx& tx) {
    sum = 0;
    store::each_sum(tx, ObjectKind::area, Date{0}, Date{100'000}, {0, INT64_MAX},
                    [&](const store::SumRow& row) { sum += row.counts[count]; });
  });
  return sum;
}

void mark(db::Db& db, CaseRef ref) {
  db.run_write(system_scope(), [&](db::Tx& tx) {
    store::mark(tx, ref);
    return true;
  });
}

const Instant k_start = parse_local("2026-11-02 09:00").value();
bool never() { return false; }

// A case sent to a unit, settled a day late.
CaseRef late_case(Archive& archive) {
  const CaseRef ref{440604010001001, CaseId{77}};
  auto& events = archive.histories[ref];
  CaseEvent reported;
  reported.kind = EventKind::reported;
  reported.happened = k_start;
  reported.area = "440604010001001";
  reported.running.due = k_start + hours(200);
  CaseEvent sent;
  sent.kind = EventKind::dispatched;
  sent.happened = k_start;
  sent.unit = "440604010-CG";
  cases::Stop stop;
  stop.element = Element::handle;
  stop.queue = "440604010-CG:handler";
  stop.clock.due = k_start + hours(4);
  sent.to = stop;
  CaseEvent settled;
  settled.kind = EventKind::settled;
  settled.happened = k_start + hours(30);
  settled.actor.person = PersonId{5};
  events = {reported, sent, settled};
  return ref;
}

}  // namespace

TEST(ScoreKeeper, WhatIsKeptLiveIsWhatHistoriesGive) {
  const auto migrations = steps();
  db::for_each_backend(migrations, [](db::Db& db) {
    std::mt19937 random(604);
    Archive archive;
    Instant now = k_start;
    auto keeper = std::make_unique<Keeper>(db, archive);
    for (int step = 0; step < 600; ++step) {
      const auto id = static_cast<std::int64_t>(1 + random() % 40);
      const CaseRef ref{440604010001001 + id % 2, CaseId{id}};
      now = now + minutes(static_cast<std::int64_t>(random() % 200));
      archive.go_on(ref, random, now);
      mark(db, ref);
      if (random() % 4 == 0) mark(db, ref);  // told twice
      if (random() % 9 == 0) keeper->catch_up(now);
      if (random() % 50 == 0) keeper = std::make_unique<Keeper>(db, archive);  // another instance goes on
    }
    keeper->catch_up(now);
    const auto live = sums(db);
    EXPECT_GT(live.size(), 50u);
    EXPECT_EQ(total(db, Count::report), static_cast<std::int64_t>(archive.histories.size()));
    mark(db, archive.histories.begin()->first);
    EXPECT_EQ(keeper->catch_up(now), 0) << "nothing new happened";
    EXPECT_EQ(sums(db), live);
    ASSERT_TRUE(keeper->rebuild(now, never).ok());
    EXPECT_EQ(sums(db), live);
    ASSERT_TRUE(keeper->rebuild(now, never).ok());
    EXPECT_EQ(sums(db), live) << "again from nothing";
  });
}

TEST(ScoreKeeper, ARebuildThatBreaksOffGoesOn) {
  const auto migrations = steps();
  db::for_each_backend(migrations, [](db::Db& db) {
    std::mt19937 random(1);
    Archive archive;
    for (std::int64_t id = 1; id <= 900; ++id) {
      for (int i = 0; i < 4; ++i) archive.go_on({440604010001001, CaseId{id}}, random, k_start + hours(id + i));
    }
    Keeper keeper(db, archive);
    int asked = 0;
    EXPECT_FALSE(keeper.rebuild(k_start + days(99), [&] { return ++asked > 2; }).ok());
    const std::int64_t half = total(db, Count::report);
    EXPECT_GT(half, 0);
    EXPECT_LT(half, 900);
    // Meanwhile a case that was not reached yet is counted, and one that was.
    mark(db, {440604010001001, CaseId{890}});
    mark(db, {440604010001001, CaseId{3}});
    keeper.catch_up(k_start + days(99));
    ASSERT_TRUE(keeper.rebuild(k_start + days(99), never).ok());
    EXPECT_EQ(total(db, Count::report), 900);
    const auto once = sums(db);
    ASSERT_TRUE(keeper.rebuild(k_start + days(99), never).ok());
    EXPECT_EQ(sums(db), once);
  });
}

TEST(ScoreKeeper, AnExemptionIsSetAndWithdrawnAndTheOverrunStays) {
  const auto migrations = steps();
  db::for_each_backend(migrations, [](db::Db& db) {
    Archive archive;
    const CaseRef ref = late_case(archive);
    Keeper keeper(db, archive);
    const Instant now = k_start + hours(48);
    mark(db, ref);
    keeper.catch_up(now);
    EXPECT_EQ(total(db, Count::overtimeDispose), 1);
    EXPECT_EQ(total(db, Count::exemptDispose), 0);
    db.run_write(system_scope(), [&](db::Tx& tx) {
      ExemptionView view;
      view.work = "handle";
      view.granted = now;
      store::add_exemption(tx, ref, 1, view);
      store::mark(tx, ref);
      return true;
    });
    keeper.catch_up(now);
    EXPECT_EQ(total(db, Count::overtimeDispose), 1);
    EXPECT_EQ(total(db, Count::exemptDispose), 1);
    db.run_write(system_scope(), [&](db::Tx& tx) {
      store::withdraw(tx, ref, "handle", now + hours(1), "督查员");
      store::mark(tx, ref);
      return true;
    });
    keeper.catch_up(now + hours(2));
    EXPECT_EQ(total(db, Count::exemptDispose), 0);
    EXPECT_EQ(total(db, Count::overtimeDispose), 1);
  });
}

TEST(ScoreKeeper, TheFactsOfAMomentDoNotChangeWithWhatComesAfter) {
  const auto migrations = steps();
  db::for_each_backend(migrations, [](db::Db& db) {
    Archive archive;
    const CaseRef ref = late_case(archive);
    const Keeper keeper(db, archive);
    const Instant cut = k_start + hours(40);
    const auto at_cut = [&] {
      std::optional<store::StoredFacts> facts;
      db.run_read([&](db::Tx& tx) { facts = keeper.facts_at(tx, ref, cut); });
      return facts->facts;
    };
    const CaseFacts before = at_cut();
    CaseEvent reopened;
    reopened.kind = EventKind::reopened;
    reopened.happened = cut + hours(1);
    reopened.running.due = cut + hours(99);
    archive.histories[ref].push_back(reopened);
    db.run_write(system_scope(), [&](db::Tx& tx) {
      ExemptionView view;
      view.work = "handle";
      view.granted = cut + hours(2);
      store::add_exemption(tx, ref, 1, view);
      return true;
    });
    EXPECT_EQ(at_cut(), before);
  });
}

// One case that is looked for in the period it touched, and not in another.
TEST(ScoreKeeper, FactsAreFoundByTheDaysTheyTouch) {
  const auto migrations = steps();
  db::for_each_backend(migrations, [](db::Db& db) {
    Archive archive;
    const CaseRef ref = late_case(archive);
    Keeper keeper(db, archive);
    mark(db, ref);
    keeper.catch_up(k_start + hours(48));
    const auto found = [&](Date first, Date last, Count count, const std::string& area) {
      std::size_t rows = 0;
      db.run_read([&](db::Tx& tx) {
        store::FactQuery query;
        query.first = first;
        query.last = last;
        query.mask = bit_of(count);
        query.area = area;
        rows = store::fact_rows(tx, query).size();
      });
      return rows;
    };
    const Date day = make_date(2026, 11, 2);
    EXPECT_EQ(found(day, day, Count::overtimeDispose, "440604010"), 1u);
    EXPECT_EQ(found(day, day, Count::overtimeDispose, "440604011"), 0u);
    EXPECT_EQ(found(day, day, Count::inTimeDispose, "440604010"), 0u);
    EXPECT_EQ(found(day, day, Count::fieldFilled, "440604010"), 1u) << "a late bit";
    EXPECT_EQ(found(day + 40, day + 60, Count::overtimeDispose, ""), 0u);
    EXPECT_EQ(found(day + -40, day + -1, Count::overtimeDispose, ""), 0u);
  });
}

}  // namespace tiange::scores
