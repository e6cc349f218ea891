#include "city/cases/case_test_kit.h"
#include "city/cases/whistle/whistle_service.h"

namespace tiange::cases {
namespace {

class Photos final : public EvidenceSource {
 public:
  std::optional<BlobFacts> find(db::Tx&, std::string_view digest) const override {
    const auto found = known.find(digest);
    return found == known.end() ? std::nullopt : std::optional(found->second);
  }
  std::map<std::string, BlobFacts, std::less<>> known;
};

std::vector<db::Migration> whistle_test_migrations() {
  auto all = test_migrations();
  for (const auto part : {paper_migrations(), whistle_migrations()}) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Scope with(Scope scope, std::initializer_list<Permission> more) {
  for (const Permission one : more) scope.permissions.set(static_cast<std::size_t>(one));
  return scope;
}

struct Town {
  explicit Town(db::Db& db) : w(db) {
    CasesParts parts = w.service->parts();
    parts.evidence = &photos;
    room = std::make_unique<WhistleService>(parts, *w.service);
    village = with(w.village, {Permission::whistle_view, Permission::whistle_blow});
    town = with(w.town, {Permission::whistle_view, Permission::whistle_dispatch});
    handler = with(w.handler, {Permission::whistle_view, Permission::whistle_answer});
    police = with(w.police, {Permission::whistle_view, Permission::whistle_answer});
    EXPECT_TRUE(w.write([&](db::Tx& tx) { return room->lay(tx, data_text("whistle.json"), w.now); }).ok());
    photo("p1", 113.05, 23.05);
  }
  void photo(const std::string& digest, double lng, double lat) { photos.known[digest] = {"image/jpeg", 900, w.now, lng, lat, "phone"}; }
  WhistleIn matter() const {
    WhistleIn in;
    in.kind = "enforcement";
    in.title = "夜市占道";
    in.content = "三十余档占道经营，劝离无效";
    in.place.grid_code = k_grid;
    return in;
  }
  Whistle blow(WhistleIn in) { return w.write([&](db::Tx& tx) { return room->blow(tx, village, in, w.now); }).value(); }
  Result<Whistle> call(const Whistle& one, std::vector<std::string> units) {
    WhistleDispatch in;
    for (std::string& unit : units) in.calls.push_back({std::move(unit), "到场处置", in.calls.empty()});
    return w.write([&](db::Tx& tx) { return room->dispatch(tx, town, *CaseRef::parse(one.ref), in, w.now); });
  }
  Result<Whistle> arrive(const Scope& scope, const Whistle& one, double lng, double lat, std::string digest = "p1") {
    WhistleCheckIn in;
    in.lng = lng;
    in.lat = lat;
    in.photo = std::move(digest);
    return w.write([&](db::Tx& tx) { return room->check_in(tx, scope, *CaseRef::parse(one.ref), in, w.now); });
  }
  Result<Whistle> conclude(const Whistle& one) {
    WhistleConclude in;
    in.text = "已劝离并教育";
    return w.write([&](db::Tx& tx) { return room->conclude(tx, town, *CaseRef::parse(one.ref), in, w.now); });
  }
  Result<Whistle> score(const Scope& scope, const Whistle& one, bool by_town, std::string unit, int points) {
    const WhistleScoreIn in{std::move(unit), points, points < 3 ? "来得太迟" : ""};
    return w.write([&](db::Tx& tx) { return room->score(tx, scope, *CaseRef::parse(one.ref), in, by_town, w.now); });
  }

  World w;
  Photos photos;
  std::unique_ptr<WhistleService> room;
  Scope village, town, handler, police;
};

void run(const std::function<void(Town&)>& body) {
  const auto migrations = whistle_test_migrations();
  db::for_each_backend(migrations, [&](db::Db& db) {
    Town town(db);
    body(town);
  });
}

TEST(Whistle, FromWhistleToMutualScoring) {
  run([](Town& t) {
    const Whistle blown = t.blow(t.matter());
    EXPECT_EQ(blown.state, "blown");
    EXPECT_EQ(blown.number, "2026-0001");
    EXPECT_EQ(blown.may, (std::vector<std::string>{"withdraw"})) << "a community does not dispatch";
    EXPECT_FALSE(t.w.write([&](db::Tx& tx) { return t.room->dispatch(tx, t.village, *CaseRef::parse(blown.ref), {}, t.w.now); }).ok());
    const Whistle sent = t.call(blown, {"440604010-CG", "440604010-GA"}).value();
    EXPECT_EQ(sent.state, "dispatched");
    EXPECT_EQ(format_local(sent.calls[0].required), "2026-11-23 11:00") << "two working hours from nine";
    const Whistle there = t.arrive(t.handler, sent, 113.0501, 23.0501).value();
    EXPECT_EQ(there.calls[0].state, "arrived");
    EXPECT_EQ(there.calls[0].arrival->minutes_late, 0);
    EXPECT_LT(there.calls[0].arrival->metres, 30);
    EXPECT_EQ(there.calls[1].state, "called");
    t.w.now = parse_local("2026-11-23 11:20").value();
    EXPECT_EQ(t.room->watch(t.w.now), 1) << "the police are not there in time";
    EXPECT_EQ(t.room->watch(t.w.now), 0) << "and are told of once";
    t.photo("p2", 113.05, 23.05);
    const Whistle late = t.arrive(t.police, sent, 113.05, 23.05, "p2").value();
    EXPECT_EQ(late.calls[1].arrival->minutes_late, 20);
    const Whistle over = t.conclude(sent).value();
    EXPECT_EQ(over.state, "concluded");
    ASSERT_TRUE(t.score(t.town, over, true, "440604010-CG", 5).ok());
    EXPECT_FALSE(t.score(t.town, over, true, "440604010-CG", 4).ok()) << "scored already";
    ASSERT_TRUE(t.score(t.town, over, true, "440604010-GA", 2).ok());
    EXPECT_FALSE(t.score(t.handler, over, true, "440604010-GA", 5).ok()) << "a department does not score departments";
    ASSERT_TRUE(t.score(t.handler, over, false, "", 4).ok());
    const Whistle done = t.score(t.police, over, false, "", 3).value();
    EXPECT_EQ(done.state, "scored");
    EXPECT_EQ(done.steps.size(), 10u);
    const auto all = t.w.db.read([&](db::Tx& tx) -> Result<std::vector<Whistle>> { return t.room->all(tx, t.town, {}, 10); }).value();
    const WhistleFigures figures = whistle_figures(all);
    ASSERT_EQ(figures.units.size(), 2u);
    EXPECT_EQ(figures.units[0].in_time + figures.units[1].in_time, 1);
    EXPECT_DOUBLE_EQ(*figures.points, 3.5);
  });
}

TEST(Whistle, TooFarOrAnOldPhotoIsNoArrival) {
  run([](Town& t) {
    const Whistle sent = t.call(t.blow(t.matter()), {"440604010-CG"}).value();
    EXPECT_EQ(t.arrive(t.handler, sent, 113.06, 23.05).refusal().code, ErrorCode::too_far);
    t.photo("away", 113.08, 23.05);
    EXPECT_EQ(t.arrive(t.handler, sent, 113.05, 23.05, "away").refusal().code, ErrorCode::too_far) << "the photo was taken elsewhere";
    EXPECT_EQ(t.arrive(t.handler, sent, 113.05, 23.05, "unknown").refusal().code, ErrorCode::bad_input);
    t.w.now = t.w.now + minutes(16);
    EXPECT_EQ(t.arrive(t.handler, sent, 113.05, 23.05).refusal().code, ErrorCode::stale_photo);
    EXPECT_EQ(t.arrive(t.police, sent, 113.05, 23.05).refusal().code, ErrorCode::not_called);
    t.photo("now", 113.05, 23.05);
    EXPECT_TRUE(t.arrive(t.handler, sent, 113.05, 23.05, "now").ok());
    EXPECT_EQ(t.arrive(t.handler, sent, 113.05, 23.05, "now").refusal().code, ErrorCode::paper_state) << "once";
  });
}

TEST(Whistle, AboutACaseIsInItsHistory) {
  run([](Town& t) {
    const std::string ref = t.w.report(t.w.seat, t.w.input("STALL")).value().ref;
    WhistleIn in;
    in.kind = "emergency";
    in.case_ref = ref;
    const Whistle blown = t.blow(in);
    EXPECT_EQ(blown.area, k_grid);
    EXPECT_FALSE(blown.title.empty());
    const auto refused = t.w.write([&](db::Tx& tx) { return t.room->end(tx, t.town, *CaseRef::parse(blown.ref), "refuse", "村居可自行处置", t.w.now); });
    EXPECT_EQ(refused->state, "refused");
    const auto entries = t.w.history(ref);
    EXPECT_EQ(std::count_if(entries.begin(), entries.end(), [](const HistoryEntry& e) { return e.kind == EventKind::remarked; }), 2);
    EXPECT_TRUE(t.w.check(ref).intact);
  });
}

TEST(Whistle, OfAConfidentialCaseOnlyWhatIsTypedGoesAlong) {
  run([](Town& t) {
    WhistleIn in;
    in.kind = "emergency";
    in.case_ref = t.w.report(t.w.seat, t.w.input("TIP")).value().ref;
    Scope trusted = t.village;
    trusted.permissions.set(static_cast<std::size_t>(Permission::cases_confidential));
    const auto blow = [&] { return t.w.write([&](db::Tx& tx) { return t.room->blow(tx, trusted, in, t.w.now); }); };
    EXPECT_EQ(blow().refusal().code, ErrorCode::bad_input);
    in.title = "请协助到场";
    const Whistle blown = blow().value();
    EXPECT_EQ(blown.title, "请协助到场");
    EXPECT_TRUE(blown.content.empty());
  });
}

TEST(Whistle, OtherTownsAndUncalledUnitsDoNotSeeIt) {
  run([](Town& t) {
    const Whistle sent = t.call(t.blow(t.matter()), {"440604-CG"}).value();
    const auto sees = [&](const Scope& scope) { return t.w.db.read([&](db::Tx& tx) { return t.room->view(tx, scope, *CaseRef::parse(sent.ref)); }).ok(); };
    Scope elsewhere = t.handler;
    elsewhere.areas = {"440604011"};
    elsewhere.units = {"440604011-CG"};
    EXPECT_FALSE(sees(elsewhere));
    elsewhere.units = {"440604-CG"};
    EXPECT_TRUE(sees(elsewhere)) << "called, though not of the area";
    const auto listed = t.w.db.read([&](db::Tx& tx) -> Result<WhistleList> { return t.room->list(tx, elsewhere, {}); });
    ASSERT_EQ(listed->items.size(), 1u);
    EXPECT_EQ(listed->items[0].my_unit, "440604-CG");
  });
}

TEST(WhistleRules, WrongRulesAreNamed) {
  const auto faults = [](const char* text) { return read_whistle_rules(*json::parse(text)); };
  EXPECT_TRUE(faults(R"({"kinds":[{"key":"a","zh":"甲","en":"A","arrive":"2 work_hours"}]})").ok());
  EXPECT_FALSE(faults(R"({"kinds":[]})").ok());
  EXPECT_FALSE(faults(R"({"kinds":[{"key":"a","zh":"甲","en":"A","arrive":"soon"}]})").ok());
  EXPECT_FALSE(faults(R"({"kinds":[{"key":"a","zh":"甲","en":"A","arrive":"2 work_hours"}],"metres":3})").ok());
}

}  // namespace
}  // namespace tiange::cases
