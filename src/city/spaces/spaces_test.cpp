#include <gtest/gtest.h>

#include <random>
#include <set>

#include "city/spaces/space_rules.h"
#include "city/spaces/space_store.h"
#include "city/spaces/spaces.h"
#include "platform/db/test_db.h"

namespace tiange::spaces {
namespace {

UserState user(std::int64_t id, std::int64_t quota, std::string area = "440604010001001") {
  UserState one;
  one.id = id;
  one.quota = quota;
  one.area = std::move(area);
  return one;
}

std::vector<NodeState> three_nodes() { return {{"centre", 1000, 0, 0, ""}, {"backup", 1000, 0, 0.2, ""}, {"edge", 300, 0, 0.1, "440604010"}}; }

// Whatever comes, in whatever order: no quota and no node is exceeded, what is written down adds up, residence holds.
TEST(Allocation, NeverMoreThanQuotaAndCapacity) {
  for (unsigned seed = 1; seed <= 50; ++seed) {
    std::mt19937 random(seed);
    std::vector<UserState> users;
    for (int i = 0; i < 20; ++i) users.push_back(user(i, 50 + static_cast<std::int64_t>(random() % 200), i % 2 ? "440604010001001" : "440604011001001"));
    auto nodes = three_nodes();
    std::vector<ExtentAsk> asks;
    for (int i = 0; i < 300; ++i) asks.push_back({random() % users.size(), static_cast<std::int64_t>(1 + random() % 60)});
    const auto placed = allocate(users, nodes, asks, 2, {});
    std::vector<std::int64_t> on_node(3, 0), of_user(users.size(), 0);
    for (const Placed& one : placed) {
      const ExtentAsk& ask = asks[one.request];
      EXPECT_LE(one.nodes.size(), 2u);
      EXPECT_EQ(std::set<std::size_t>(one.nodes.begin(), one.nodes.end()).size(), one.nodes.size()) << "copies lie apart";
      if (!one.nodes.empty()) of_user[ask.user] += ask.bytes;
      for (const std::size_t node : one.nodes) {
        on_node[node] += ask.bytes;
        EXPECT_TRUE(users[ask.user].area.starts_with(three_nodes()[node].area)) << "residence";
      }
    }
    for (std::size_t j = 0; j < nodes.size(); ++j) {
      EXPECT_EQ(nodes[j].used, on_node[j]);
      EXPECT_LE(nodes[j].used, nodes[j].capacity);
    }
    for (std::size_t i = 0; i < users.size(); ++i) {
      EXPECT_EQ(users[i].used, of_user[i]);
      EXPECT_LE(users[i].used, users[i].quota);
    }
  }
}

TEST(Allocation, EqualUsersHaveEqualPriority) {
  const auto nodes = three_nodes();
  const UserState one = user(1, 100), two = user(2, 100);
  for (std::size_t j = 0; j < nodes.size(); ++j) EXPECT_EQ(priority_of(one, nodes[j], j, 10, {}), priority_of(two, nodes[j], j, 10, {}));
}

TEST(Allocation, EachTermPullsItsWay) {
  auto nodes = three_nodes();
  UserState one = user(1, 100);
  const double fresh = *priority_of(one, nodes[1], 1, 10, {});
  nodes[1].used = 500;
  EXPECT_LT(*priority_of(one, nodes[1], 1, 10, {}), fresh) << "a fuller node";
  nodes[1].used = 0;
  one.used = 50;
  EXPECT_LT(*priority_of(one, nodes[1], 1, 10, {}), fresh) << "a fuller space";
  one.used = 0;
  one.share = 0.5;
  EXPECT_GT(*priority_of(one, nodes[1], 1, 10, {}), fresh) << "who comes more often";
  one.share = 0;
  one.on_node = {0, 5, 0};
  EXPECT_GT(*priority_of(one, nodes[1], 1, 10, {}), fresh) << "where something lies already";
  EXPECT_FALSE(priority_of(one, nodes[1], 1, 101, {})) << "over the quota";
  nodes[1].used = 995;
  EXPECT_FALSE(priority_of(one, nodes[1], 1, 10, {})) << "over the node";
  EXPECT_FALSE(priority_of(user(3, 100, "440604011001"), nodes[2], 2, 10, {})) << "another town";
}

TEST(Allocation, TheSameAsksGiveTheSamePlaces) {
  const auto run = [] {
    std::vector<UserState> users = {user(1, 100), user(2, 100), user(3, 30)};
    auto nodes = three_nodes();
    std::vector<std::vector<std::size_t>> out;
    for (const Placed& one : allocate(users, nodes, {{0, 40}, {2, 40}, {1, 40}, {0, 40}, {0, 40}}, 2, {})) out.push_back(one.nodes);
    return out;
  };
  EXPECT_EQ(run(), run());
  EXPECT_TRUE(run()[1].empty()) << "40 do not go into 30";
  int kept = 0;
  for (const std::size_t i : {0u, 3u, 4u}) kept += !run()[i].empty();
  EXPECT_EQ(kept, 2) << "the third 40 of the same person is over the quota";
}

CertificateKind residence() {
  CertificateKind kind;
  kind.key = "residence";
  kind.fields = {"name", "live_address"};
  kind.text_zh = "兹证明{name}现住{live_address}。{nothing}";
  return kind;
}

TEST(Certificates, SayWhatIsRegisteredAndNothingElse) {
  const Values values = {{"name", "李建国"}, {"live_address", "惠景三街5号"}};
  EXPECT_TRUE(may_certify(residence(), values).ok());
  EXPECT_EQ(filled(residence().text_zh, values), "兹证明李建国现住惠景三街5号。");
  EXPECT_EQ(may_certify(residence(), {{"name", "李建国"}}).refusal().code, ErrorCode::certificate_not_given);
  Values dead = values;
  dead.emplace_back("died", "2026-01-01");
  EXPECT_FALSE(may_certify(residence(), dead).ok());
  CertificateKind insured = residence();
  insured.field = "insured";
  insured.value = "1";
  EXPECT_FALSE(may_certify(insured, values).ok());
}

TEST(Certificates, NotOneByteCanBeChanged) {
  for (const auto suite : {crypto::SignatureSuite::ed25519, crypto::SignatureSuite::sm2}) {
    const db::TestFolder folder;
    const auto signer = crypto::Signer::from_file(folder.file("key.pem"), suite);
    CertificateBody body;
    body.format = "tiange.certificate/1";
    body.code = "1-ABCD-EFGH";
    body.name = "李建国";
    body.text_zh = "兹证明李建国现住惠景三街5号。";
    const std::string file = sign_certificate(body, signer);
    const auto report = verify_certificate(file);
    ASSERT_TRUE(report.ok()) << report.refusal().zh;
    EXPECT_EQ(report->body.name, "李建国");
    EXPECT_EQ(report->fingerprint, signer.fingerprint());
    std::mt19937 random(1);
    for (int i = 0; i < 200; ++i) {
      std::string changed = file;
      changed[random() % changed.size()] ^= static_cast<char>(1 + random() % 127);
      EXPECT_FALSE(verify_certificate(changed).ok()) << i;
    }
    EXPECT_FALSE(verify_certificate(file.substr(0, file.size() - 2)).ok());
    EXPECT_FALSE(verify_certificate("{}").ok());
    EXPECT_FALSE(verify_certificate("{\"body\":,\"signature\":}\n").ok());
    EXPECT_FALSE(verify_certificate("").ok());
  }
}

// Whose scope is everything sees every open space; an area of nines has no end.
TEST(SpaceStore, ListsWithinTheScope) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    const auto put = db.write(system_scope(), [](db::Tx& tx) -> Outcome {
      std::int64_t id = 0;
      for (const char* area : {"440604010001001", "440604011001001", "999999999999999"}) {
        store::SpaceRecord one;
        one.subject = ++id;
        one.area = area;
        one.secret = "s";
        store::put_space(tx, one);
      }
      store::SpaceRecord closed;
      closed.subject = ++id;
      closed.area = "440604010001001";
      store::put_space(tx, closed);
      return done();
    });
    ASSERT_TRUE(put.ok());
    const auto within = [&](const std::vector<std::string>& areas) {
      Scope scope;
      scope.areas = areas;
      return db.read([&](db::Tx& tx) -> Result<std::size_t> { return store::spaces(tx, scope, 0, 10).size(); }).value();
    };
    EXPECT_EQ(within({""}), 3u);
    EXPECT_EQ(within({"440604"}), 2u);
    EXPECT_EQ(within({"440604", "440604010"}), 2u);
    EXPECT_EQ(within({"440604011"}), 1u);
    EXPECT_EQ(within({"999"}), 1u);
    EXPECT_EQ(within({}), 0u);
  });
}

}  // namespace
}  // namespace tiange::spaces
