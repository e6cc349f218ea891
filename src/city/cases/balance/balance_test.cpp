#include <cmath>
#include <numeric>

#include "city/cases/balance/balance_service.h"
#include "city/cases/balance/balance_store.h"
#include "city/cases/case_test_kit.h"

namespace tiange::cases {
namespace {

BalancePerson staff(std::int64_t id, int load, std::vector<std::string> skills = {}) {
  BalancePerson p;
  p.person = PersonId{id};
  p.name = "人" + std::to_string(id);
  p.load = load;
  p.skills = std::move(skills);
  return p;
}

TEST(BalanceRules, LoadSkillDistanceAndShiftEachTurnTheScale) {
  const BalanceRules rules;
  const auto first = [&](const BalanceTask& task, std::vector<BalancePerson> people) { return rank_people(task, people, rules).front(); };
  const BalanceTask task{"E01", 113.05, 23.05};
  EXPECT_EQ(first(task, {staff(1, 4), staff(2, 1)}).person.value, 2) << "less to do";
  EXPECT_EQ(first(task, {staff(1, 1, {"E02"}), staff(2, 2, {"E01"})}).person.value, 2) << "their field";
  BalancePerson near = staff(1, 2), far = staff(2, 2);
  near.lng = 113.051, near.lat = 23.05, far.lng = 113.08, far.lat = 23.05;
  EXPECT_EQ(first(task, {far, near}).person.value, 1) << "nearer";
  BalancePerson off = staff(1, 0);
  off.on_shift = false;
  const BalanceMark chosen = first(task, {off, staff(2, 8)});
  EXPECT_EQ(chosen.person.value, 2) << "on shift, whatever the rest";
  EXPECT_EQ(chosen.why_zh, "在办 8/10，在班");
  EXPECT_EQ(first(task, {staff(1, 10), staff(2, 9)}).person.value, 2) << "full";
  EXPECT_FALSE(first(task, {staff(1, 12)}).why_zh.empty()) << "when all are full somebody still gets it";
}

TEST(BalanceRules, ShiftsGoOverMidnight) {
  const std::vector<BalanceShift> night = {{{1}, "22:00", "06:00"}};
  const auto at = [&](const char* moment) { return on_shift(night, parse_local(moment).value()); };
  EXPECT_FALSE(at("2026-11-23 21:59")) << "a Monday";
  EXPECT_TRUE(at("2026-11-23 22:00"));
  EXPECT_TRUE(at("2026-11-24 05:59"));
  EXPECT_FALSE(at("2026-11-24 06:00"));
  EXPECT_FALSE(at("2026-11-23 01:00")) << "Sunday's night is not worked";
  EXPECT_TRUE(on_shift({}, parse_local("2026-11-23 03:00").value()));
}

double spread(const std::vector<int>& loads) {
  const double mean = std::accumulate(loads.begin(), loads.end(), 0.0) / static_cast<double>(loads.size());
  double sum = 0;
  for (const int load : loads) sum += (load - mean) * (load - mean);
  return std::sqrt(sum / static_cast<double>(loads.size()));
}

// A day of 240 tasks at a desk of eight, each half an hour to two hours long. Left to themselves the quick ones claim more
// (each takes with a chance by their rank); by the rules each task goes to whoever ranks first. The spread is the standard
// deviation of what the eight have in hand, as a mean over the day.
TEST(BalanceRules, ADayIsSharedMoreEvenly) {
  struct Day {
    double spread = 0;
    int peak = 0, skilled = 0, done = 0;
  };
  const auto day = [](bool balanced) {
    std::mt19937_64 random(20261123);
    std::vector<BalancePerson> people;
    for (int i = 0; i < 8; ++i) people.push_back(staff(i + 1, 0, i < 4 ? std::vector<std::string>{i % 2 ? "E" : "P"} : std::vector<std::string>{}));
    std::vector<std::pair<int, std::size_t>> ends;  // minute, who
    Day out;
    constexpr int k_tasks = 240;
    for (int task = 0; task < k_tasks; ++task) {
      const int minute = task * 2;
      std::erase_if(ends, [&](const auto& end) {
        if (end.first > minute) return false;
        --people[end.second].load;
        return true;
      });
      const std::string item = random() % 2 ? "E01" : "P01";
      const int takes = 30 + static_cast<int>(random() % 91);
      std::size_t who = 0;
      const auto chance = random() % 36;
      if (balanced) {
        who = static_cast<std::size_t>(rank_people({item, {}, {}}, people, BalanceRules()).front().person.value - 1);
      } else {
        for (std::uint64_t left = chance, share = 8; left >= share; left -= share, --share) ++who;
      }
      ++people[who].load;
      ++out.done;
      out.skilled += !people[who].skills.empty() && item.starts_with(people[who].skills.front());
      std::vector<int> loads;
      for (const BalancePerson& one : people) loads.push_back(one.load);
      out.spread += spread(loads) / k_tasks;
      out.peak = std::max(out.peak, people[who].load);
      ends.emplace_back(minute + takes, who);
    }
    return out;
  };
  const Day before = day(false), after = day(true);
  EXPECT_EQ(after.done, before.done);
  EXPECT_LT(after.spread, before.spread / 1.5);
  EXPECT_LT(after.peak, before.peak);
  EXPECT_GT(after.skilled, before.skilled) << "and goes more often to who is skilled in it";
  std::printf("in hand, standard deviation: %.2f before, %.2f after; most at once: %d before, %d after; to the skilled: %d before, %d after\n",
              before.spread, after.spread, before.peak, after.peak, before.skilled, after.skilled);
}

// A desk of two, whose people the directory of the tests names.
class DeskDirectory final : public org::Directory {
 public:
  explicit DeskDirectory(std::shared_ptr<const org::Directory> under, std::vector<Scope> desk) : under_(std::move(under)), desk_(std::move(desk)) {}
  const org::UnitInfo* unit(std::string_view code) const override { return under_->unit(code); }
  const org::UnitInfo* unit_for(std::string_view area, std::string_view line) const override { return under_->unit_for(area, line); }
  std::vector<const org::UnitInfo*> units_below(std::string_view parent) const override { return under_->units_below(parent); }
  std::span<const org::UnitInfo> units() const override { return under_->units(); }
  Words unit_name(std::string_view code) const override { return under_->unit_name(code); }
  const org::DutyInfo* duty(std::string_view key) const override { return under_->duty(key); }
  std::span<const org::DutyInfo> duties() const override { return under_->duties(); }
  Words duty_name(std::string_view key) const override { return under_->duty_name(key); }
  std::string person_name(PersonId person) const override { return under_->person_name(person); }
  std::vector<PersonId> people_named(std::string_view part, std::size_t most, const std::function<bool(PersonId)>& fits) const override {
    return under_->people_named(part, most, fits);
  }
  std::optional<PersonId> person_of(AccountId account) const override { return under_->person_of(account); }
  std::string unit_of(PersonId) const override { return "440604010-CG"; }
  Scope scope_of(PersonId person, Instant now) const override { return under_->scope_of(person, now); }
  std::vector<org::Holder> holders(std::string_view queue, Instant) const override {
    std::vector<org::Holder> out;
    for (const Scope& one : desk_) {
      if (one.has_queue(queue)) out.push_back({one.person, one.account, {}, one.name, "handler", one.units.front()});
    }
    return out;
  }

 private:
  std::shared_ptr<const org::Directory> under_;
  std::vector<Scope> desk_;
};

class DeskOrg final : public org::Org {
 public:
  DeskOrg(org::Org& under, std::shared_ptr<const org::Directory> directory) : under_(under), directory_(std::move(directory)) {}
  std::shared_ptr<const org::Directory> directory(Instant) override { return directory_; }
  Outcome authenticate(http::Request& r) override { return under_.authenticate(r); }
  void add_routes(http::Routes&) override {}
  Outcome seed(db::Tx&, const std::string&, Instant) override { return done(); }
  void load(db::Tx&, const org::Batch&, Instant) override {}
  Result<std::vector<org::IssuedSecret>> first_start(const std::string&, Instant) override { return refuse(ErrorCode::not_found); }
  Result<org::IssuedSecret> reissue_secret(const std::string&, Instant) override { return refuse(ErrorCode::not_found); }
  void mark_demo(db::Tx&) override {}
  bool is_demo(Instant) override { return false; }
  Result<std::string> issue_token(AccountId, const std::string&, Instant, Instant) override { return refuse(ErrorCode::not_found); }
  Result<AccountId> account_named(const std::string&) override { return refuse(ErrorCode::not_found); }
  Result<Scope> scope_of(AccountId, Instant) override { return refuse(ErrorCode::not_found); }
  void record(db::Tx&, const http::Request&, const std::string&, const std::string&, const Words&) override {}

 private:
  org::Org& under_;
  std::shared_ptr<const org::Directory> directory_;
};

struct Desk {
  explicit Desk(db::Db& db) : w(db) {
    colleague = w.person(20, {"440604010"}, "440604010-CG", {"440604010-CG:handler"});
    desk_org = std::make_unique<DeskOrg>(w.org, std::make_shared<DeskDirectory>(w.org.directory(w.now), std::vector<Scope>{w.handler, colleague}));
    const CasesParts& old = w.service->parts();
    parts = std::make_unique<CasesParts>(CasesParts{.db = old.db, .ids = old.ids, .flows = old.flows, .items = old.items, .places = old.places,
                                                    .org = *desk_org, .calendar = old.calendar, .random = old.random, .options = old.options});
    room = std::make_unique<BalanceService>(*parts, *w.service);
    EXPECT_TRUE(w.write([&](db::Tx& tx) { return room->lay(tx, data_text("balance.json"), w.now); }).ok());
  }
  void mode(BalanceMode mode, std::int64_t version = 0) {
    EXPECT_TRUE(w.write([&](db::Tx& tx) { return room->set_queue(tx, w.town, {k_queue, mode, version}, w.now); }).ok());
  }
  std::string arrive() {
    w.now = w.now + minutes(1);
    const std::string ref = w.report(w.seat, w.input("STALL")).value().ref;
    EXPECT_TRUE(w.write([&](db::Tx& tx) { return room->arrived(tx, *CaseRef::parse(ref), w.now); }).ok());
    return ref;
  }
  BalanceRanking ranking(const std::string& ref) {
    return w.db.read([&](db::Tx& tx) { return room->ranking(tx, w.handler, *CaseRef::parse(ref), w.now); }).value();
  }
  static constexpr const char* k_queue = "440604010-CG:handler";
  World w;
  Scope colleague;
  std::unique_ptr<DeskOrg> desk_org;
  std::unique_ptr<CasesParts> parts;
  std::unique_ptr<BalanceService> room;
};

void run(const std::function<void(Desk&)>& body) {
  auto migrations = test_migrations();
  for (const auto part : {paper_migrations(), balance_migrations()}) migrations.insert(migrations.end(), part.begin(), part.end());
  db::for_each_backend(migrations, [&](db::Db& db) {
    Desk desk(db);
    body(desk);
  });
}

TEST(Balance, OffUnlessItIsSwitchedOn) {
  run([](Desk& d) {
    const std::string ref = d.arrive();
    EXPECT_FALSE(d.ranking(ref).advice);
    EXPECT_FALSE(d.w.file(ref).claimed_by);
    const auto wrong = d.w.write([&](db::Tx& tx) { return d.room->set_queue(tx, d.w.town, {"440604010-GA:handler", BalanceMode::assign, 0}, d.w.now); });
    EXPECT_FALSE(wrong.ok()) << "nobody to share with";
    EXPECT_EQ(d.w.write([&](db::Tx& tx) { return d.room->set_queue(tx, d.w.village, {Desk::k_queue, BalanceMode::assign, 0}, d.w.now); }).refusal().code,
              ErrorCode::out_of_scope);
  });
}

TEST(Balance, SuggestsAndLeavesClaimsOpen) {
  run([](Desk& d) {
    d.mode(BalanceMode::suggest);
    const std::string one = d.arrive();
    const auto first = d.ranking(one).advice;
    ASSERT_TRUE(first);
    std::map<std::int64_t, int> named{{first->person.value, 1}};
    std::string two;
    for (int i = 0; i < 3; ++i) ++named[d.ranking(two = d.arrive()).advice->person.value];
    EXPECT_EQ(named.size(), 2u) << "what is suggested counts as load";
    const Scope& other = first->person == d.w.handler.person ? d.colleague : d.w.handler;
    EXPECT_TRUE(d.w.act(other, one, Action::claim).ok()) << "somebody else may";
    d.room->refresh(d.w.now);
    EXPECT_EQ(d.ranking(one).advice->state, "elsewhere");
    EXPECT_FALSE(d.w.file(two).claimed_by);
  });
}

TEST(Balance, AssignsOnceAndWhatIsReleasedIsFree) {
  run([](Desk& d) {
    d.mode(BalanceMode::assign);
    std::map<std::int64_t, int> got;
    std::string ref;
    for (int i = 0; i < 6; ++i) {
      ref = d.arrive();
      ++got[d.w.file(ref).claimed_by.value];
    }
    EXPECT_EQ(got[d.w.handler.person.value], 3);
    EXPECT_EQ(got[d.colleague.person.value], 3);
    const Scope& holder = d.w.file(ref).claimed_by == d.colleague.person ? d.colleague : d.w.handler;
    const Scope& other = holder.person == d.colleague.person ? d.w.handler : d.colleague;
    ASSERT_TRUE(d.w.act(holder, ref, Action::release).ok());
    EXPECT_TRUE(d.w.write([&](db::Tx& tx) { return d.room->arrived(tx, *CaseRef::parse(ref), d.w.now); }).ok());
    EXPECT_FALSE(d.w.file(ref).claimed_by) << "not given to them again";
    EXPECT_TRUE(d.w.act(other, ref, Action::claim).ok());
    EXPECT_TRUE(d.w.check(ref).intact);
  });
}

TEST(Balance, AFullOrAbsentColleagueIsPassedOver) {
  run([](Desk& d) {
    d.mode(BalanceMode::assign);
    BalancePersonIn in;
    in.person = d.colleague.person;
    in.shifts = {{{6, 7}, "08:00", "18:00"}};
    ASSERT_TRUE(d.w.write([&](db::Tx& tx) { return d.room->set_person(tx, d.w.town, in, d.w.now); }).ok());
    for (int i = 0; i < 3; ++i) EXPECT_EQ(d.w.file(d.arrive()).claimed_by, d.w.handler.person) << "a Monday";
    in.shifts = {{{9}, "08:00", "18:00"}};
    in.version = 1;
    EXPECT_FALSE(d.w.write([&](db::Tx& tx) { return d.room->set_person(tx, d.w.town, in, d.w.now); }).ok()) << "there is no ninth day";
  });
}

}  // namespace
}  // namespace tiange::cases
