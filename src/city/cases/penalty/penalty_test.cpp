#include "base/text.h"
#include "city/cases/case_test_kit.h"
#include "city/cases/penalty/penalty_service.h"
#include "city/org/rules/scope_rules.h"

namespace tiange::cases {
namespace {

std::vector<db::Migration> penalty_test_migrations() {
  auto all = test_migrations();
  for (const auto part : {paper_migrations(), penalty_migrations()}) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Scope with(Scope scope, std::initializer_list<Permission> more) {
  for (const Permission one : more) scope.permissions.set(static_cast<std::size_t>(one));
  return scope;
}

constexpr const char* k_enforcement = "440604010-CG";
const std::string k_photo(64, 'a');

struct Beat {
  explicit Beat(db::Db& db) : w(db), room(w.service->parts(), *w.service) {
    officer = with(w.officer, {Permission::penalty_view, Permission::penalty_find});
    enforcer = with(w.handler, {Permission::penalty_view, Permission::penalty_punish});
    EXPECT_TRUE(w.write([&](db::Tx& tx) { return room.lay(tx, data_text("penalty.json"), w.now); }).ok());
    ref = w.report(w.seat, w.input("STALL")).value().ref;
  }
  FindingIn finding(bool remind) const {
    FindingIn in;
    in.case_ref = ref;
    in.party_kind = PartyKind::firm;
    in.party = "好味 烧烤店";
    in.what = "店外占道经营";
    in.evidence = {k_photo};
    if (remind) in.until = w.now + days(3);
    if (!remind) in.unit = k_enforcement;
    return in;
  }
  Result<Finding> find(const Scope& scope, const FindingIn& in) {
    return w.write([&](db::Tx& tx) { return room.find(tx, scope, in, w.now); });
  }
  template <class In>
  Result<Finding> act(const Scope& scope, const Finding& one, Result<Finding> (PenaltyService::*member)(db::Tx&, const Scope&, CaseRef, const In&, Instant), In in) {
    return w.write([&](db::Tx& tx) { return (room.*member)(tx, scope, *CaseRef::parse(one.ref), in, w.now); });
  }
  Finding handed() { return find(officer, finding(false)).value(); }
  FindingDecide fine(std::int64_t fen) const { return {PenaltyKind::fine, fen, "禅综罚〔2026〕1号", "占道经营", "《广东省城市管理条例》"}; }

  World w;
  PenaltyService room;
  Scope officer, enforcer;
  std::string ref;
};

void run(const std::function<void(Beat&)>& body) {
  const auto migrations = penalty_test_migrations();
  db::for_each_backend(migrations, [&](db::Db& db) {
    Beat beat(db);
    body(beat);
  });
}

TEST(Penalty, FirstOffenceIsRemindedAndLookedAtAgainOnTheDate) {
  run([](Beat& b) {
    const Finding one = b.find(b.officer, b.finding(true)).value();
    EXPECT_EQ(one.state, "reminded");
    EXPECT_EQ(b.act(b.officer, one, &PenaltyService::recheck, FindingRecheck{false, "仍在占道", {k_photo}}).refusal().code, ErrorCode::paper_state)
        << "there is still time";
    EXPECT_EQ(b.room.watch(b.w.now), 0);
    b.w.now = *one.until + minutes(1);
    EXPECT_EQ(b.room.watch(b.w.now), 1) << "the officer is asked";
    EXPECT_EQ(b.room.watch(b.w.now), 0);
    const Finding mended = b.act(b.officer, one, &PenaltyService::recheck, FindingRecheck{true, "已收回店内", {k_photo}}).value();
    EXPECT_EQ(mended.state, "mended");
    FindingIn again = b.finding(true);
    again.party = "好味烧烤店";
    EXPECT_EQ(b.find(b.officer, again).refusal().code, ErrorCode::not_first_offence) << "the same party, written otherwise";
    b.w.now = b.w.now + days(366);
    again.until = b.w.now + days(3);
    EXPECT_TRUE(b.find(b.officer, again).ok()) << "a year later it is a first offence";
    EXPECT_TRUE(b.w.check(b.ref).intact);
  });
}

TEST(Penalty, PackCannotBeChangedUnseenAndTheResultComesBack) {
  run([](Beat& b) {
    const Finding one = b.handed();
    const auto pack = b.w.db.read([&](db::Tx& tx) { return b.room.pack(tx, b.enforcer, *CaseRef::parse(one.ref)); }).value();
    EXPECT_TRUE(pack.intact);
    EXPECT_EQ(hex(sha256(pack.text)), pack.hash);
    EXPECT_EQ(hex(sha256(pack.text + " ")) == pack.hash, false);
    ASSERT_EQ(pack.content.photos.size(), 1u);
    EXPECT_EQ(pack.content.photos[0].digest, k_photo);
    ASSERT_TRUE(b.act(b.enforcer, one, &PenaltyService::take, FindingText{}).ok());
    const Finding back = b.act(b.enforcer, one, &PenaltyService::send_back, FindingText{"缺当事人身份"}).value();
    EXPECT_EQ(back.state, "sent_back");
    const Finding more = b.act(b.officer, one, &PenaltyService::hand, FindingHand{"", "补充营业执照照片", {std::string(64, 'b')}}).value();
    EXPECT_NE(more.pack_hash, one.pack_hash);
    ASSERT_TRUE(b.act(b.enforcer, one, &PenaltyService::take, FindingText{}).ok());
    EXPECT_FALSE(b.act(b.enforcer, one, &PenaltyService::decide, b.fine(0)).ok()) << "a fine of nothing";
    EXPECT_FALSE(b.act(b.enforcer, one, &PenaltyService::decide, b.fine(99'999'999'999)).ok());
    const Finding decided = b.act(b.enforcer, one, &PenaltyService::decide, b.fine(20'050)).value();
    EXPECT_EQ(decided.decision->fen, 20'050);
    const auto entries = b.w.history(b.ref);
    EXPECT_TRUE(std::any_of(entries.begin(), entries.end(), [](const HistoryEntry& e) { return text::contains(e.zh, "罚款 200.50 元"); }));
    EXPECT_TRUE(b.w.file(b.ref).open()) << "the case goes on";
    EXPECT_EQ(b.act(b.officer, one, &PenaltyService::close, FindingText{"已收悉"})->state, "closed");
  });
}

TEST(Penalty, NobodyStandsOnBothSidesOfAMatter) {
  run([](Beat& b) {
    const Scope both = with(b.w.handler, {Permission::penalty_view, Permission::penalty_find, Permission::penalty_punish});
    const Finding mine = b.find(both, b.finding(false)).value();
    EXPECT_EQ(b.act(both, mine, &PenaltyService::take, FindingText{}).refusal().code, ErrorCode::duties_apart);
    const Scope colleague = with(b.w.person(77, {"440604010"}, k_enforcement, {}), {Permission::penalty_find, Permission::penalty_punish});
    ASSERT_TRUE(b.act(colleague, mine, &PenaltyService::take, FindingText{}).ok());
    ASSERT_TRUE(b.act(colleague, mine, &PenaltyService::send_back, FindingText{"补照片"}).ok());
    EXPECT_EQ(b.act(colleague, mine, &PenaltyService::hand, FindingHand{"", "我补", {}}).refusal().code, ErrorCode::duties_apart);
    EXPECT_EQ(b.find(colleague, b.finding(false)).refusal().code, ErrorCode::duties_apart) << "nor another finding of the same case";
    // Who reported the case counts as finder.
    const std::string own = b.w.report(both, b.w.input("STALL")).value().ref;
    FindingIn in = b.finding(false);
    in.case_ref = own;
    const Finding by_officer = b.find(b.officer, in).value();
    EXPECT_EQ(b.act(both, by_officer, &PenaltyService::take, FindingText{}).refusal().code, ErrorCode::duties_apart);
  });
}

// The duties as they are shipped.
std::map<std::string, Permissions, std::less<>> shipped_duties() {
  std::map<std::string, Permissions, std::less<>> out;
  const std::string csv = data_text("duties.csv");
  bool head = true;
  for (const std::string_view line : text::split(csv, '\n')) {
    if (std::exchange(head, false) || text::trim(line).empty()) continue;
    Permissions& permissions = out[std::string(line.substr(0, line.find(',')))];
    for (const std::string_view key : text::split(text::trim(line.substr(line.rfind(',') + 1)), ' ')) {
      if (const auto one = permission_from_key(key)) permissions.set(static_cast<std::size_t>(*one));
    }
  }
  return out;
}

TEST(Separation, EveryPairOfDutiesAndEveryPairOfActs) {
  const auto duties = shipped_duties();
  ASSERT_GE(duties.size(), 15u);
  const std::vector<std::pair<const char*, const char*>> finding_side = {{"", "find"}, {"recheck", "recheck"}, {"unmended", "hand"}, {"decided", "close"}};
  const std::vector<std::pair<const char*, const char*>> punishing_side = {{"handed", "take"}, {"taken", "decide"}, {"taken", "send_back"}};
  const auto offers = [](const char* state, const char* act, const Scope& scope, std::vector<PersonId> finders, std::vector<PersonId> punishers) {
    Finding f;
    f.area = k_grid;
    f.unit = k_enforcement;
    f.state = state;
    f.finders = std::move(finders);
    f.punishers = std::move(punishers);
    const auto acts = finding_acts(f, scope);
    return std::find(acts.begin(), acts.end(), act) != acts.end();
  };
  int could_both = 0;
  for (const auto& [one, first] : duties) {
    EXPECT_FALSE(first.test(static_cast<std::size_t>(Permission::penalty_find)) && first.test(static_cast<std::size_t>(Permission::penalty_punish))) << one;
    for (const auto& [two, second] : duties) {
      Scope scope;  // an account that holds both posts
      scope.person = PersonId{5};
      scope.areas = {"440604"};
      scope.units = {k_enforcement};
      scope.permissions = first | second;
      const bool finds = scope.may(Permission::penalty_find), punishes = scope.may(Permission::penalty_punish);
      could_both += finds && punishes;
      for (const auto& [state, act] : finding_side) {
        EXPECT_EQ(offers(state, act, scope, {}, {}), finds) << one << "+" << two << " " << act;
        EXPECT_FALSE(offers(state, act, scope, {}, {scope.person})) << one << "+" << two << " punished, then " << act;
      }
      for (const auto& [state, act] : punishing_side) {
        EXPECT_EQ(offers(state, act, scope, {PersonId{6}}, {}), punishes) << one << "+" << two << " " << act;
        EXPECT_FALSE(offers(state, act, scope, {scope.person}, {})) << one << "+" << two << " found, then " << act;
      }
    }
  }
  EXPECT_GT(could_both, 0) << "only the matter itself keeps such accounts apart";
}

TEST(Separation, ADutyThatJoinsBothIsNotPublished) {
  org::Roles roles;
  for (const auto& [duty, permissions] : shipped_duties()) roles[duty] = permissions;
  ASSERT_TRUE(org::check_roles(roles).ok());
  for (const auto& [duty, permissions] : shipped_duties()) {
    if (org::is_administrator(duty)) continue;
    org::Roles changed = roles;
    changed[duty].set(static_cast<std::size_t>(Permission::penalty_find)).set(static_cast<std::size_t>(Permission::penalty_punish));
    ASSERT_FALSE(org::check_roles(changed).ok()) << duty;
    EXPECT_EQ(org::check_roles(changed).refusal().code, ErrorCode::powers_apart) << duty;
  }
}

}  // namespace
}  // namespace tiange::cases
