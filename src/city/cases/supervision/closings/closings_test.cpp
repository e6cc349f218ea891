#include "city/cases/supervision/closings/closings.h"

#include <gtest/gtest.h>

#include <bit>
#include <random>

#include "city/cases/case_test_kit.h"
#include "city/cases/supervision/closings/closing_service.h"

namespace tiange::cases {
namespace {

const Instant k_noon = parse_local("2026-11-23 12:00").value();

ClosingFacts plain() {
  ClosingFacts facts;
  facts.item = "E13-0101";
  facts.reported = k_noon;
  facts.began = k_noon + minutes(5);
  facts.settled = k_noon + hours(3);
  facts.lng = 113.05;
  facts.lat = 23.05;
  facts.result = "已清理垃圾两车，现场已恢复";
  return facts;
}

int points(const ClosingFacts& facts, const ClosingRules& rules = {}) { return judge_closing(facts, rules).score; }

TEST(Finder, AnHonestClosingHasNoPoints) {
  ClosingFacts facts = plain();
  facts.photos.push_back({"d", k_noon + hours(2), 113.0501, 23.05, std::nullopt, std::nullopt, 0});
  EXPECT_EQ(points(facts), 0);
}

TEST(Finder, EachReasonSpeaksForItself) {
  const ClosingRules rules;
  ClosingFacts facts = plain();
  facts.returned = ClosingFacts::Return{{"1.2", "禅20261123-000002"}, facts.settled + days(2), 20};
  EXPECT_EQ(points(facts), rules.returned_points);
  facts.returned->metres = 80;
  EXPECT_EQ(points(facts), 0) << "too far away";
  facts.returned->metres = 20;
  facts.returned->reported = facts.settled + days(20);
  EXPECT_EQ(points(facts), 0) << "too late";
  facts = plain();
  facts.settled = facts.began + minutes(4);
  EXPECT_EQ(points(facts), rules.fast_points);
  facts.on_the_spot = true;
  EXPECT_EQ(points(facts), 0) << "who settled it was there";
  facts = plain();
  facts.photos.push_back({"d", {}, {}, {}, ClosingOther{"1.9", "禅1"}, std::nullopt, 0});
  facts.photos.push_back({"e", {}, {}, {}, ClosingOther{"1.9", "禅1"}, std::nullopt, 0});
  EXPECT_EQ(points(facts), rules.reused_points) << "once, however many photos";
  facts.photos = {{"d", {}, {}, {}, std::nullopt, ClosingOther{"1.9", "禅1"}, 5}};
  EXPECT_EQ(points(facts), rules.alike_points);
  facts.photos[0].bits = 7;
  EXPECT_EQ(points(facts), 0);
  facts.photos = {{"d", k_noon - minutes(11), {}, {}, std::nullopt, std::nullopt, 0}};
  EXPECT_EQ(points(facts), rules.before_points);
  facts.photos = {{"d", k_noon - minutes(9), {}, {}, std::nullopt, std::nullopt, 0}};
  EXPECT_EQ(points(facts), 0);
  facts.photos = {{"d", {}, 113.06, 23.05, std::nullopt, std::nullopt, 0}};
  EXPECT_EQ(points(facts), rules.far_points) << "a kilometre away";
  facts = plain();
  facts.copies = 5;
  EXPECT_EQ(points(facts), rules.copied_points);
  facts.result = "已处理 2026";
  EXPECT_EQ(points(facts), 0) << "says too little to be called copied";
}

TEST(Finder, ThresholdsAreDataAndTheSumEndsAtAHundred) {
  ClosingFacts facts = plain();
  facts.item = "P13-0103";
  facts.settled = facts.began + minutes(15);
  ClosingRules rules;
  EXPECT_EQ(points(facts, rules), 0);
  rules.fast_items = {{"P", 20}, {"P13-01", 30}};
  EXPECT_EQ(points(facts, rules), rules.fast_points);
  rules.fast_items = {{"P", 20}, {"P13-01", 12}};
  EXPECT_EQ(points(facts, rules), 0) << "the longest code speaks";
  rules.fast_points = 0;
  rules.fast_items = {{"P", 20}};
  EXPECT_EQ(points(facts, rules), 0) << "switched off";
  facts.photos = {{"d", k_noon - days(1), 113.2, 23.05, ClosingOther{"1.9", "禅1"}, std::nullopt, 0}};
  EXPECT_EQ(points(facts), 100);
  const Verdict verdict = judge_closing(facts, {});
  EXPECT_EQ(verdict.reasons.front().reason, ClosingReason::photo_reused);
  for (const ReasonView& reason : verdict.reasons) EXPECT_FALSE(reason.zh.empty() || reason.en.empty());
}

TEST(Finder, WordsThatDifferInNumbersOnlyAreTheSame) {
  EXPECT_EQ(bare_words("已于11月3日清理，共２车。"), bare_words("已于 12 月 14 日清理,共3车"));
  EXPECT_NE(bare_words("已清理"), bare_words("已修复"));
}

// With d differing bits one quarter differs in at most d / 4: whatever is within the limit is found.
TEST(PhotoIndex, NothingWithinTheLimitIsMissed) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 3000; ++round) {
    const std::uint64_t one = random();
    std::uint64_t other = one;
    const int bits = round % 8;
    while (std::popcount(one ^ other) < bits) other ^= std::uint64_t{1} << (random() % 64);
    const auto stored = photo_bands(one);
    const auto asked = neighbour_bands(other, bits);
    const bool shared = std::any_of(asked.begin(), asked.end(), [&](std::int64_t band) { return std::find(stored.begin(), stored.end(), band) != stored.end(); });
    EXPECT_TRUE(shared) << bits;
  }
}

class HeldClock final : public tiange::Clock {
 public:
  Instant now() const override { return moment; }
  Instant moment;
};

struct House {
  explicit House(World& world)
      : w(world),
        jobs(w.db, clock, w.ids),
        outbox(w.db, clock, w.ids),
        parts{with_outbox(), *w.service, clock, [](auto&&...) {}},
        supervision(open_supervision(parts)),
        sampling(open_sampling(parts, *supervision, jobs, "440604")),
        closings(open_closings(parts, *sampling, [this](std::string_view digest) { return look(digest); })),
        supervisor(w.supervisor) {
    supervisor.permissions.set(static_cast<std::size_t>(Permission::cases_supervise));
    EXPECT_TRUE(w.write([&](db::Tx& tx) { return supervision->seed(tx, data_text("supervision.json"), w.now); }).ok());
    closings->listen(outbox);
  }
  CasesParts with_outbox() {
    CasesParts base = w.service->parts();
    base.outbox = &outbox;
    return base;
  }
  std::optional<std::uint64_t> look(std::string_view digest) const {
    const auto found = looks.find(std::string(digest));
    return found == looks.end() ? std::nullopt : std::optional(found->second);
  }
  // Closed with that photo, `took` after it was dispatched.
  std::string closed_with(const std::string& digest, Span took = hours(2), const std::string& words = "已派人清理完毕现场整洁") {
    const auto reported = w.report(w.seat, w.input("STALL"));
    EXPECT_TRUE(reported.ok()) << reported.refusal().zh;
    w.now = w.now + took;
    ActInput in;
    in.closing_condition = "已清理";
    in.text = words;
    if (!digest.empty()) in.evidence = {digest};
    const auto settled = w.act(w.handler, reported->ref, Action::settle, in);
    EXPECT_TRUE(settled.ok()) << settled.refusal().zh;
    EXPECT_TRUE(w.act(w.officer, reported->ref, Action::check_pass).ok());
    EXPECT_TRUE(w.act(w.acceptor, reported->ref, Action::close).ok());
    w.db.run_write(system_scope(), [](db::Tx& tx) { return tx.run("UPDATE case_evidence SET type = 'image/jpeg'", {}) >= 0; });
    return reported->ref;
  }
  std::optional<ClosingFinding> examined(const std::string& ref) {
    EXPECT_TRUE(closings->examine(*CaseRef::parse(ref), w.now).ok());
    std::optional<ClosingFinding> found;
    w.db.run_read([&](db::Tx& tx) { found = store::finding_of(tx, *CaseRef::parse(ref)); });
    return found;
  }
  static bool has(const ClosingFinding& finding, ClosingReason reason) {
    return std::any_of(finding.verdict.reasons.begin(), finding.verdict.reasons.end(), [&](const ReasonView& one) { return one.reason == reason; });
  }

  World& w;
  HeldClock clock;
  jobs::Jobs jobs;
  db::Outbox outbox;
  SupervisionParts parts;
  std::map<std::string, std::uint64_t> looks;
  std::unique_ptr<Supervision> supervision;
  std::unique_ptr<Sampling> sampling;
  std::unique_ptr<Closings> closings;
  Scope supervisor;
};

void in_house(const std::function<void(World&, House&)>& body) {
  auto all = test_migrations();
  for (const auto part : {jobs::migrations(), supervision_migrations(), sampling_migrations(), closing_migrations()})
    all.insert(all.end(), part.begin(), part.end());
  db::for_each_backend(all, [&](db::Db& db) {
    World world(db);
    House house(world);
    body(world, house);
  });
}

TEST(Closings, APhotoUsedBeforeOrLookingLikeOneIsFound) {
  in_house([](World& w, House& h) {
    const std::string first(64, 'a'), copy(64, 'b'), other(64, 'c');
    h.looks = {{first, 0x0123456789abcdefULL}, {copy, 0x0123456789abcdefULL ^ 0x8000000100000003ULL}, {other, 0xfedcba9876543210ULL}};
    const auto honest = h.examined(h.closed_with(first));
    ASSERT_TRUE(honest);
    EXPECT_EQ(honest->verdict.score, 0);
    w.now = w.now + hours(1);
    const auto again = h.examined(h.closed_with(first));
    EXPECT_TRUE(House::has(*again, ClosingReason::photo_reused));
    const auto alike = h.examined(h.closed_with(copy));
    EXPECT_TRUE(House::has(*alike, ClosingReason::photo_alike));
    EXPECT_FALSE(House::has(*h.examined(h.closed_with(other)), ClosingReason::photo_alike));
  });
}

TEST(Closings, TooFastAndComingBackAndTheSameWords) {
  in_house([](World& w, House& h) {
    const std::string fast = h.closed_with("", minutes(3));
    EXPECT_TRUE(House::has(*h.examined(fast), ClosingReason::too_fast));
    EXPECT_FALSE(House::has(*h.examined(fast), ClosingReason::returned));
    w.now = w.now + hours(5);
    for (int i = 0; i < 5; ++i) {
      const auto later = h.examined(h.closed_with("", hours(1)));
      EXPECT_EQ(House::has(*later, ClosingReason::text_copied), i >= 4) << i;
    }
    EXPECT_TRUE(House::has(*h.examined(fast), ClosingReason::returned)) << "the same item in the grid since";
  });
}

TEST(Closings, SentForARecheckTheVerdictComesBackAndIsCounted) {
  in_house([](World& w, House& h) {
    const std::string ref = h.closed_with("", minutes(3));
    w.now = w.now + hours(2);
    h.closed_with("", hours(1));
    h.clock.moment = w.now;
    ASSERT_GE(h.examined(ref)->verdict.score, 30);
    ClosingService& desk = static_cast<ClosingService&>(*h.closings);
    desk.seed_verdicts(h.supervisor, 0, 1, w.now);
    const auto finding = [&] {
      std::optional<ClosingFinding> found;
      w.db.run_read([&](db::Tx& tx) { found = store::finding_of(tx, *CaseRef::parse(ref)); });
      return *found;
    };
    EXPECT_EQ(finding().state, ClosingFindingState::sent);
    ASSERT_NE(finding().check, 0);
    const CheckDone told{std::to_string(finding().check), ref, CheckOrigin::closing, false, "问题仍在", w.officer.person, w.officer.name};
    w.db.run_write(system_scope(), [&](db::Tx& tx) {
      h.outbox.publish(tx, {.type = "case.check_done", .part_key = CaseRef::parse(ref)->part_key, .subject = ref, .body = json::write(told)});
      return true;
    });
    EXPECT_EQ(h.outbox.deliver_now(), 1);
    EXPECT_EQ(finding().state, ClosingFindingState::confirmed);
    EXPECT_EQ(finding().judged_by, w.officer.name);
    EXPECT_TRUE(h.examined(ref)->judged) << "examined again it stays judged";
  });
}

}  // namespace
}  // namespace tiange::cases
