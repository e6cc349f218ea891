#include <gtest/gtest.h>

#include "city/hotline/call_store.h"
#include "city/hotline/seat_store.h"
#include "city/hotline/visit_store.h"
#include "platform/db/test_db.h"

namespace tiange::hotline {

namespace {

const Instant k_nine = local_instant(make_date(2026, 6, 1), 0) + hours(9);
constexpr Span k_level = seconds(15);

TEST(CallRules, an_answered_call_counts_its_wait_and_its_talk) {
  CallRecord call;
  apply(call, CallEventKind::ringing, k_nine);
  EXPECT_TRUE(is_zero(figures_of(call, k_level)));
  apply(call, CallEventKind::answered, k_nine + seconds(15));
  EXPECT_EQ(figures_of(call, k_level).in_time, 1);
  apply(call, CallEventKind::ended, k_nine + seconds(75));
  const LineFigures f = figures_of(call, k_level);
  EXPECT_EQ(f.calls, 1);
  EXPECT_EQ(f.answered, 1);
  EXPECT_EQ(f.wait_seconds, 15);
  EXPECT_EQ(f.talk_seconds, 60);
  EXPECT_EQ(f.abandoned, 0);
}

TEST(CallRules, events_may_overtake_each_other_and_come_twice) {
  CallRecord in_order;
  apply(in_order, CallEventKind::ringing, k_nine);
  apply(in_order, CallEventKind::answered, k_nine + seconds(20));
  apply(in_order, CallEventKind::ended, k_nine + seconds(80));
  CallRecord mixed;
  apply(mixed, CallEventKind::ended, k_nine + seconds(80));
  EXPECT_EQ(mixed.outcome, CallOutcome::abandoned);
  apply(mixed, CallEventKind::ringing, k_nine);
  apply(mixed, CallEventKind::answered, k_nine + seconds(20));
  apply(mixed, CallEventKind::answered, k_nine + seconds(50));
  apply(mixed, CallEventKind::ringing, k_nine + seconds(5));
  EXPECT_EQ(mixed.outcome, CallOutcome::none);
  EXPECT_EQ(mixed.state, CallState::ended);
  EXPECT_TRUE(is_zero(figures_of(in_order, k_level) - figures_of(mixed, k_level)));
  EXPECT_EQ(figures_of(mixed, k_level).in_time, 0);
}

TEST(CallRules, rates_have_honest_denominators) {
  LineFigures f;
  EXPECT_FALSE(rated(f).answer_rate);
  f.calls = 10;
  f.answered = 8;
  f.on_line = 4;
  f.resolved = 3;
  f.partly = 1;
  f.satisfied = 2;
  f.basically = 1;
  f.dissatisfied = 1;
  f.unrated = 6;
  f.unscored = 2;
  const LineReportRow row = rated(f);
  EXPECT_DOUBLE_EQ(*row.answer_rate, 0.8);
  EXPECT_DOUBLE_EQ(*row.on_line_rate, 0.5);
  EXPECT_DOUBLE_EQ(*row.resolved_rate, 0.75);
  EXPECT_DOUBLE_EQ(*row.satisfied_rate, 0.75);  // who did not rate, and what is not scored, is left out
}

TEST(CallRules, numbers_are_read_as_exchanges_write_them) {
  EXPECT_EQ(plain_number("+86 138-1234-5678"), "13812345678");
  EXPECT_EQ(plain_number("0757-82345678"), "075782345678");
  EXPECT_EQ(plain_number("anonymous"), "");
  EXPECT_EQ(plain_number(""), "");
}

std::vector<db::Migration> steps() { return {hotline_migrations().begin(), hotline_migrations().end()}; }

TEST(CallStore, counters_add_up_and_calls_are_found_by_mark) {
  db::for_each_backend(steps(), [](db::Db& db) {
    const crypto::Sealer sealer(std::string(32, 'k'));
    const std::string mark = sealer.mark("13812345678", "caller");
    EXPECT_NE(mark, sealer.mark("13812345679", "caller"));
    EXPECT_NE(mark, crypto::Sealer(std::string(32, 'q')).mark("13812345678", "caller"));
    const Date day = make_date(2026, 6, 1);
    db.run_write(system_scope(), [&](db::Tx& tx) {
      for (int i = 1; i <= 3; ++i) {
        CallRecord call;
        call.part_key = 7;
        call.id = CallId{i};
        call.foreign_id = "pbx-" + std::to_string(i);
        call.line = "12319";
        call.caller_mark = i < 3 ? mark : "";
        call.caller_masked = "138****5678";
        call.began = k_nine;
        store::insert_call(tx, call);
        LineFigures one;
        one.calls = 1;
        one.talk_seconds = 10 * i;
        store::add_counts(tx, 7, day, "12319", one);
      }
      store::add_topic(tx, 7, day, "school", ArticleId{5});
      store::add_topic(tx, 7, day, "school", ArticleId{5});
      return true;
    });
    db.run_read([&](db::Tx& tx) {
      EXPECT_EQ(store::calls_of(tx, mark, CallId{2}, 10).size(), 1u);
      EXPECT_TRUE(store::calls_of(tx, "", CallId{2}, 10).empty());  // withheld numbers are nobody's
      EXPECT_EQ(store::find_foreign(tx, 7, "pbx-3")->id, CallId{3});
      EXPECT_FALSE(store::find_foreign(tx, 7, ""));
      EXPECT_EQ(store::waiting_calls(tx, 7, k_nine - hours(1), 10).size(), 3u);
      LineFigures sum;
      store::each_count(tx, 7, day, day, [&](Date, const std::string&, const LineFigures& f) { sum += f; });
      EXPECT_EQ(sum.calls, 3);
      EXPECT_EQ(sum.talk_seconds, 60);
      EXPECT_EQ(store::topic_sums(tx, {7, 8}, day, day).front().answers, 2);
    });
  });
}

TEST(CallStore, wrong_tries_are_counted_by_the_hour) {
  db::for_each_backend(steps(), [](db::Db& db) {
    const auto add = [&](std::int64_t hour) {
      db.run_write(system_scope(), [&](db::Tx& tx) {
        store::add_try(tx, "number:1", hour);
        return true;
      });
    };
    const auto tries = [&](std::int64_t hour) {
      return *db.read([&](db::Tx& tx) -> Result<std::int64_t> { return store::tries(tx, "number:1", hour); });
    };
    add(10);
    add(10);
    EXPECT_EQ(tries(10), 2);
    EXPECT_EQ(tries(11), 0);
    add(11);
    EXPECT_EQ(tries(11), 1);
  });
}

TEST(SeatStore, states_leave_a_trail) {
  db::for_each_backend(steps(), [](db::Db& db) {
    db.run_write(system_scope(), [&](db::Tx& tx) {
      store::SeatRecord seat;
      seat.person = PersonId{4};
      seat.name = "陈";
      seat.state = SeatState::idle;
      seat.extension = "8001";
      seat.since = k_nine;
      store::put_seat(tx, 7, 1, seat);
      seat.state = SeatState::on_break;
      seat.reason = "用餐";
      seat.since = k_nine + hours(3);
      store::put_seat(tx, 7, 2, seat);
      store::count_answer(tx, seat, make_date(2026, 6, 1));
      return true;
    });
    db.run_read([&](db::Tx& tx) {
      const auto spells = store::spells(tx, PersonId{4}, 10);
      ASSERT_EQ(spells.size(), 2u);
      EXPECT_EQ(spells[0].reason, "用餐");
      EXPECT_EQ(spells[1].until, k_nine + hours(3));
      EXPECT_EQ(store::seat_at(tx, "8001")->answered, 1);
      EXPECT_FALSE(store::seat_at(tx, ""));
    });
  });
}

TEST(VisitStore, an_open_visit_is_found_until_it_is_done_or_its_time_has_passed) {
  db::for_each_backend(steps(), [](db::Db& db) {
    db.run_write(system_scope(), [&](db::Tx& tx) {
      store::VisitRecord visit;
      visit.part_key = 1;
      visit.id = 1;
      visit.case_ref = "1.1";
      visit.closed = true;
      visit.due = k_nine + days(7);
      visit.token_mark = "abc";
      store::put_visit(tx, visit);
      return true;
    });
    db.run_read([&](db::Tx& tx) {
      EXPECT_TRUE(store::open_visit(tx, "1.1"));
      EXPECT_TRUE(store::visit_by_token(tx, "abc"));
      EXPECT_EQ(store::open_visits(tx, k_nine, 10).size(), 1u);
    });
    db.run_write(system_scope(), [&](db::Tx& tx) {
      store::let_go(tx, k_nine + days(8));
      return true;
    });
    db.run_read([&](db::Tx& tx) { EXPECT_FALSE(store::open_visit(tx, "1.1")); });
  });
}

}  // namespace

}  // namespace tiange::hotline
