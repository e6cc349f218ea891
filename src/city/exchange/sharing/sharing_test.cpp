#include <gtest/gtest.h>

#include <fstream>

#include "base/digest.h"
#include "base/text.h"
#include "city/exchange/catalogue/made_exchange.h"
#include "city/exchange/sharing/sharing_service.h"
#include "platform/db/test_db.h"
#include "platform/http/request_keys.h"

namespace tiange::exchange {
namespace {

const Instant k_monday = local_instant(make_date(2026, 11, 16), hours(9).us);

std::vector<db::Migration> all_migrations() {
  std::vector<db::Migration> all;
  for (const auto& part : {http::http_migrations(), catalogue_migrations(), sharing_migrations()}) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Scope person(const std::string& unit, std::initializer_list<Permission> may) {
  Scope scope;
  scope.name = unit;
  scope.account = AccountId{static_cast<std::int64_t>(unit.size())};
  scope.units = {unit};
  scope.areas = {"440604"};
  for (const Permission one : may) scope.permissions.set(static_cast<std::size_t>(one));
  return scope;
}

// The persons of all rows but those who said no.
class MadeConsents final : public Consents {
 public:
  std::set<std::int64_t> given(db::Tx&, const std::string& unit, const std::vector<std::string>&, const std::string& purpose, Instant) override {
    return unit == "440604-MZ" && purpose == "高龄津贴核验" ? yes : std::set<std::int64_t>{};
  }
  bool ended_since(db::Tx&, const std::string&, Instant since, Instant) override { return ended && ended >= since; }
  std::int64_t subject_of(db::Tx&, const SourceFacts&, const std::string& key) override { return text::to_int(key).value_or(0); }
  std::set<std::int64_t> yes = {1, 3};
  Instant ended;
};

class Desk {
 public:
  explicit Desk(db::Db& database)
      : db(database), signer(crypto::Signer::from_file(folder.file("sign.pem"), crypto::SignatureSuite::ed25519)), routes(db) {
    const auto unit = [](std::string_view code) { return std::optional(Words{std::string(code), std::string(code)}); };
    catalogue = open_data_catalogue({db, exchange, unit, "440604", "禅城区", ""});
    sharing = open_sharing({.db = db,
                            .ids = ids,
                            .exchange = exchange,
                            .catalogue = *catalogue,
                            .signer = signer,
                            .calendar = std::make_shared<const WorkCalendar>(),
                            .unit_name = unit,
                            .grid_of = [](db::Tx&, const SourceFacts&, const std::string& key) { return key == "2" ? "440604010001001" : "440604011001001"; },
                            .district = "440604",
                            .folder = folder.file("shared"),
                            .consents = &consents});
    sharing->add_routes(routes, [](db::Tx&, const http::Request&, const std::string&, const std::string&, const Words&) {});
    Resource resource;
    resource.code = "1010010001/000001";
    resource.name_zh = "实有人口";
    resource.unit = "440604-GA";
    resource.share_condition = "履职必需";
    resource.source = "pop";
    resource.fields = {{"name", "姓名", "Name", "text", true}, {"phone", "电话", "Phone", "text", true}};
    const Scope house = system_scope();
    EXPECT_TRUE(db.write(house, [&](db::Tx& tx) { return catalogue->save(tx, house, resource, k_monday); }).ok());
    resource.code = "1010010001/000002";
    resource.share = ShareKind::none;
    EXPECT_TRUE(db.write(house, [&](db::Tx& tx) { return catalogue->save(tx, house, resource, k_monday); }).ok());
  }
  Result<ApplicationView> apply(ApplyIn in, Instant now = k_monday) {
    return db.write(user, [&](db::Tx& tx) { return sharing->apply(tx, user, in, now); });
  }
  ApplyIn asked() const {
    ApplyIn in;
    in.resource = "1010010001/000001";
    in.purpose = "高龄津贴核验";
    in.fields = {"name", "phone"};
    in.until = "2026-12-31";
    in.saves_minutes = 20;
    return in;
  }
  Result<ApplicationView> decide(const Scope& scope, const std::string& id, const ShareDecideIn& in, Instant now = k_monday) {
    return db.write(scope, [&](db::Tx& tx) { return sharing->decide(tx, scope, id, in, now); });
  }
  http::Response ask(const Scope& scope, http::Method method, std::string_view pattern, const std::string& id, const std::string& body = "",
                     Instant now = k_monday + hours(1), const std::vector<std::pair<std::string, std::string>>& headers = {},
                     const std::vector<std::pair<std::string, std::string>>& query = {}) {
    http::Request request;
    request.method = method;
    request.path = std::string(pattern) + id;
    request.params["id"] = id;
    request.scope = scope;
    request.body = body;
    request.now = now;
    request.headers = headers;
    request.query = query;
    for (const http::Route& route : routes.all()) {
      if (route.method == method && route.pattern == pattern) return route.handle(request);
    }
    ADD_FAILURE() << pattern;
    return {};
  }
  std::string member(const http::Response& response, std::string_view name) {
    const auto value = json::parse(response.body);
    return value.ok() ? value->text_or(name) : "";
  }

  db::TestFolder folder;
  db::Db& db;
  IdSource ids{3};
  MadeExchange exchange;
  MadeConsents consents;
  std::unique_ptr<DataCatalogue> catalogue;
  crypto::Signer signer;
  std::unique_ptr<Sharing> sharing;
  http::Routes routes;
  Scope user = person("440604-MZ", {Permission::exchange_view, Permission::exchange_apply});
  Scope owner = person("440604-GA", {Permission::exchange_view, Permission::exchange_share});
  Scope other = person("440604-JY", {Permission::exchange_view, Permission::exchange_apply, Permission::exchange_share});
};

void with_desk(const std::function<void(Desk&)>& body) {
  const auto migrations = all_migrations();
  db::for_each_backend(migrations, [&](db::Db& db) {
    Desk desk(db);
    body(desk);
  });
}

constexpr std::string_view k_deliveries = "/api/v1/exchange/applications/{id}/deliveries";

TEST(Sharing, TheClockAndWhoMayAnswer) {
  with_desk([](Desk& desk) {
    const auto asked = desk.apply(desk.asked());
    ASSERT_TRUE(asked.ok());
    EXPECT_EQ(format_local(asked->due), "2026-11-30 09:00");  // ten working days
    EXPECT_FALSE(desk.decide(desk.user, asked->id, {}).ok());
    EXPECT_EQ(desk.decide(desk.other, asked->id, {}).refusal().code, ErrorCode::not_found);
    EXPECT_FALSE(desk.decide(desk.owner, asked->id, {false, "", {}, "", ""}).ok());
    EXPECT_FALSE(desk.decide(desk.owner, asked->id, {true, "", {"id_card"}, "", ""}).ok());
    const auto late = desk.decide(desk.owner, asked->id, {true, "", {"name"}, "440604010", ""}, k_monday + days(20));
    ASSERT_TRUE(late.ok());
    EXPECT_TRUE(late->late);
    EXPECT_EQ(desk.decide(desk.owner, asked->id, {}).refusal().code, ErrorCode::share_over);
    ApplyIn forbidden = desk.asked();
    forbidden.resource = "1010010001/000002";
    EXPECT_EQ(desk.apply(forbidden).refusal().code, ErrorCode::not_shared);
  });
}

TEST(Sharing, NoUsePassesTheGrant) {
  with_desk([](Desk& desk) {
    const std::string id = desk.apply(desk.asked())->id;
    EXPECT_EQ(desk.ask(desk.user, http::Method::post, k_deliveries, id, "{}").status, 403);  // not yet granted
    ASSERT_TRUE(desk.decide(desk.owner, id, {true, "", {"name"}, "440604010", ""}).ok());
    EXPECT_EQ(desk.ask(desk.user, http::Method::post, k_deliveries, id, R"({"fields":["phone"]})").status, 403);
    EXPECT_EQ(desk.ask(desk.user, http::Method::post, k_deliveries, id, R"({"area":"440604011"})").status, 403);
    for (const char* area : {"440605", "4", "440604011001"})
      EXPECT_EQ(desk.ask(desk.user, http::Method::post, k_deliveries, id, std::string(R"({"area":")") + area + "\"}").status, 403) << area;
    EXPECT_EQ(desk.ask(desk.other, http::Method::post, k_deliveries, id, "{}").status, 404);
    EXPECT_EQ(desk.ask(desk.owner, http::Method::post, k_deliveries, id, "{}").status, 403);
    const auto made = desk.ask(desk.user, http::Method::post, k_deliveries, id, "{}");
    ASSERT_EQ(made.status, 200) << made.body;
    EXPECT_NE(made.body.find("\"rows\":1"), std::string::npos);  // one of three lies in that town
    EXPECT_EQ(desk.ask(desk.user, http::Method::post, k_deliveries, id, "{}", k_monday + days(60)).status, 403);
    const auto revoked = desk.ask(desk.owner, http::Method::post, "/api/v1/exchange/applications/{id}/revoke", id, R"({"text":"不再需要"})");
    ASSERT_EQ(revoked.status, 200) << revoked.body;
    EXPECT_EQ(desk.ask(desk.user, http::Method::post, k_deliveries, id, "{}").status, 403);
  });
}

TEST(Sharing, RowsByConditionAndMasksOfTheGrant) {
  with_desk([](Desk& desk) {
    const std::string id = desk.apply(desk.asked())->id;
    ShareDecideIn grant;
    grant.condition = "nose = 1";
    EXPECT_EQ(desk.decide(desk.owner, id, grant).refusal().fields.at(0).path, "condition");
    grant.condition = "name = \"甲1\" or name = \"甲3\"";
    grant.masked = {"born"};
    EXPECT_EQ(desk.decide(desk.owner, id, grant).refusal().fields.at(0).path, "masked");
    grant.masked = {"phone"};
    ASSERT_TRUE(desk.decide(desk.owner, id, grant).ok());
    const std::string key = desk.member(desk.ask(desk.user, http::Method::post, "/api/v1/exchange/applications/{id}/key", id, "{}"), "key");
    const auto rows = [&](const std::vector<std::pair<std::string, std::string>>& query) {
      return desk.ask({}, http::Method::get, "/api/v1/exchange/shared/{id}/rows", id, "", k_monday + hours(1), {{"x-tiange-key", key}}, query).body;
    };
    const std::string all = rows({});
    EXPECT_NE(all.find("甲1"), std::string::npos) << all;
    EXPECT_EQ(all.find("甲2"), std::string::npos) << all;
    EXPECT_EQ(all.find("13900000001"), std::string::npos) << all;
    EXPECT_NE(all.find("139****0001"), std::string::npos) << all;
    // Words that mean nothing here neither filter nor sort nor count by what is masked.
    EXPECT_EQ(rows({{"phone", "13900000001"}, {"sort", "phone"}, {"q", "1390"}}), all);
    // Taken from the catalogue, it is not used under an old grant.
    Resource stopped = *desk.db.read([&](db::Tx& tx) -> Result<Resource> { return *desk.catalogue->find(tx, "1010010001/000001", k_monday); });
    stopped.share = ShareKind::none;
    ASSERT_TRUE(desk.db.write(system_scope(), [&](db::Tx& tx) { return desk.catalogue->save(tx, system_scope(), stopped, k_monday); }).ok());
    EXPECT_NE(rows({}).find("grant_over"), std::string::npos);
    EXPECT_EQ(desk.ask(desk.user, http::Method::post, k_deliveries, id, "{}").status, 403);
  });
}

TEST(Sharing, OnConsentOnlyThoseWhoAgreeNow) {
  with_desk([](Desk& desk) {
    ApplyIn in = desk.asked();
    in.consent = true;
    const std::string id = desk.apply(in)->id;
    EXPECT_TRUE(desk.db.read([&](db::Tx& tx) -> Result<bool> { return desk.sharing->on_consent(tx, k_monday).empty(); }).value());
    ASSERT_TRUE(desk.decide(desk.owner, id, {}).ok());
    EXPECT_EQ(desk.db.read([&](db::Tx& tx) -> Result<std::string> { return desk.sharing->on_consent(tx, k_monday).at(0).purpose; }).value(), "高龄津贴核验");
    const auto made = desk.ask(desk.user, http::Method::post, k_deliveries, id, "{}");
    EXPECT_NE(made.body.find("\"rows\":2"), std::string::npos) << made.body;
    EXPECT_NE(made.body.find("\"left_out\":1"), std::string::npos) << made.body;
    const std::string uses = desk.ask(desk.owner, http::Method::get, "/api/v1/exchange/uses", "").body;
    EXPECT_NE(uses.find("\"left_out\":1"), std::string::npos) << uses;
    const auto fetch = [&](Instant now) { return desk.ask(desk.user, http::Method::get, "/api/v1/exchange/deliveries/{id}/file", desk.member(made, "id"), "", now).status; };
    EXPECT_EQ(fetch(k_monday + hours(1)), 200);
    desk.consents.yes = {3};
    desk.consents.ended = k_monday + hours(2);
    EXPECT_EQ(fetch(k_monday + hours(2)), 403) << "the file still has the row of who withdrew";
    const std::string key = desk.member(desk.ask(desk.user, http::Method::post, "/api/v1/exchange/applications/{id}/key", id, "{}"), "key");
    std::int64_t rows = 0, left_out = 0;
    for (std::string after = "0"; !after.empty();) {
      const auto page = json::parse(desk.ask({}, http::Method::get, "/api/v1/exchange/shared/{id}/rows", id, "", k_monday + hours(3), {{"x-tiange-key", key}},
                                             {{"limit", "1"}, {"after", after}})
                                        .body);
      ASSERT_TRUE(page.ok());
      rows += static_cast<std::int64_t>(page->find("rows")->as_array().size());
      left_out += page->find("left_out")->as_int();
      after = page->text_or("next");
    }
    EXPECT_EQ(rows, 1);
    EXPECT_EQ(left_out, 2);
    // For another purpose nobody has agreed to anything.
    in.purpose = "别的用途也想用一用";
    const std::string other = desk.apply(in)->id;
    ASSERT_TRUE(desk.decide(desk.owner, other, {}).ok());
    const auto none = desk.ask(desk.user, http::Method::post, k_deliveries, other, "{}", k_monday + hours(3)).body;
    EXPECT_NE(none.find("\"left_out\":3"), std::string::npos) << none;
  });
}

TEST(Sharing, KeysOpenTheirGrantOnlyAndEndWithIt) {
  with_desk([](Desk& desk) {
    const std::string id = desk.apply(desk.asked())->id;
    ASSERT_TRUE(desk.decide(desk.owner, id, {}).ok());
    const std::string key = desk.member(desk.ask(desk.user, http::Method::post, "/api/v1/exchange/applications/{id}/key", id, "{}"), "key");
    ASSERT_FALSE(key.empty());
    const auto rows = [&](const std::string& with, Instant now) {
      return desk.ask({}, http::Method::get, "/api/v1/exchange/shared/{id}/rows", id, "", now, {{"x-tiange-key", with}}, {{"limit", "2"}});
    };
    const auto page = rows(key, k_monday + hours(1));
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(desk.member(page, "next"), "2");
    EXPECT_EQ(rows("", k_monday).status, 401);
    EXPECT_EQ(rows("tgs_x", k_monday).status, 401);
    EXPECT_EQ(rows(key, k_monday + days(60)).status, 403);
    desk.sharing->sweep(k_monday + days(60));
    EXPECT_EQ(rows(key, k_monday).status, 403);
    const auto savings = desk.ask(desk.owner, http::Method::get, "/api/v1/exchange/savings", "");
    EXPECT_NE(savings.body.find("\"minutes\":40"), std::string::npos) << savings.body;
    EXPECT_EQ(desk.ask(desk.other, http::Method::get, "/api/v1/exchange/savings", "").body.find("实有人口"), std::string::npos);
  });
}

TEST(Sharing, ManifestsAndReceiptsAreCheckedWithoutTheHouse) {
  with_desk([](Desk& desk) {
    const std::string id = desk.apply(desk.asked())->id;
    ASSERT_TRUE(desk.decide(desk.owner, id, {}).ok());
    const auto made = desk.ask(desk.user, http::Method::post, k_deliveries, id, "{}");
    const std::string delivery = desk.member(made, "id");
    const std::string manifest = desk.ask(desk.owner, http::Method::get, "/api/v1/exchange/deliveries/{id}/manifest", delivery).body;
    std::string file;
    desk.ask(desk.user, http::Method::get, "/api/v1/exchange/deliveries/{id}/file", delivery).stream([&](std::string_view piece) {
      file += piece;
      return true;
    });
    const auto report = verify_delivery(manifest, hex(sha256(file)));
    ASSERT_TRUE(report.ok()) << report.refusal().en;
    EXPECT_TRUE(report->file_checked);
    EXPECT_EQ(report->fingerprint, desk.signer.fingerprint());
    EXPECT_FALSE(verify_delivery(manifest, hex(sha256(file + " "))).ok());
    for (const std::size_t place : {std::size_t{12}, manifest.size() / 3, manifest.size() - 20}) {
      std::string forged = manifest;
      forged[place] = forged[place] == 'a' ? 'b' : 'a';
      EXPECT_FALSE(verify_delivery(forged, std::nullopt).ok()) << place;
    }
    EXPECT_EQ(desk.ask(desk.user, http::Method::get, "/api/v1/exchange/deliveries/{id}/receipt", delivery).status, 404);
    EXPECT_EQ(desk.ask(desk.user, http::Method::post, "/api/v1/exchange/deliveries/{id}/receipt", delivery, "{}").status, 200);
    const auto receipt = verify_delivery(desk.ask(desk.owner, http::Method::get, "/api/v1/exchange/deliveries/{id}/receipt", delivery).body, report->digest);
    ASSERT_TRUE(receipt.ok());
    EXPECT_EQ(receipt->format, "tiange.receipt/1");
    EXPECT_EQ(desk.ask(desk.other, http::Method::get, "/api/v1/exchange/deliveries/{id}/manifest", delivery).status, 404);
    EXPECT_EQ(desk.ask(desk.owner, http::Method::get, "/api/v1/exchange/deliveries/{id}/file", delivery).status, 403);
  });
}

}  // namespace
}  // namespace tiange::exchange
