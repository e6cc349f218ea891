#include <gtest/gtest.h>

#include <fstream>

#include "base/text.h"
#include "city/exchange/catalogue/data_catalogue.h"
#include "city/exchange/catalogue/made_exchange.h"
#include "platform/db/test_db.h"

namespace tiange::exchange {
namespace {

Resource resource() {
  Resource one;
  one.code = "1010010001/000001";
  one.kind = ResourceClass::basic;
  one.theme = "人口";
  one.name_zh = "实有人口";
  one.name_en = "Residents";
  one.unit = "440604-GA";
  one.unit_zh = "公安分局";
  one.summary_zh = "基本信息";
  one.share_condition = "履职必需";
  one.cycle = Cycle::daily;
  one.published = "2026-01-05";
  one.related = {"1020010001/000001"};
  one.fields = {{"name", "姓名", "Name", "text", true}};
  return one;
}

std::vector<std::string> wrong_paths(const Resource& one) {
  std::vector<std::string> paths;
  for (const FieldError& fault : check_resource(one)) paths.push_back(fault.path);
  return paths;
}

TEST(DataCatalogue, WhatAResourceMustSay) {
  EXPECT_TRUE(wrong_paths(resource()).empty());
  Resource one = resource();
  one.code = "10/1";
  one.name_zh = " ";
  one.provider_uscc = "91440604567890120B";
  one.share_condition.clear();
  one.published = "gestern";
  one.grade = 5;
  EXPECT_EQ(wrong_paths(one), (std::vector<std::string>{"code", "name_zh", "provider_uscc", "share_condition", "published", "grade"}));
}

TEST(DataCatalogue, SensitiveDataIsNeverOpenToAll) {
  Resource one = resource();
  one.grade = 3;
  one.open = OpenKind::unconditional;
  EXPECT_EQ(wrong_paths(one), std::vector<std::string>{"open"});
}

// An answer of one of the catalogue's routes.
http::Response ask(http::Routes& routes, std::string_view pattern, http::Request request) {
  request.now = Instant{1'790'000'000'000'000};
  for (const http::Route& route : routes.all()) {
    if (route.pattern == pattern) return route.handle(request);
  }
  ADD_FAILURE() << pattern;
  return {};
}

TEST(DataCatalogue, VersionsLateSourcesAndListings) {
  const auto migrations = catalogue_migrations();
  db::for_each_backend(migrations, [](db::Db& db) {
    MadeExchange exchange;
    const auto catalogue = open_data_catalogue(
        {db, exchange, [](std::string_view unit) { return unit == "440604-GA" ? std::optional(Words{"公安分局", "Police"}) : std::nullopt; }, "440604", "禅城区", "https://x"});
    const Scope steward = system_scope("440604");
    const Instant now{1'790'000'000'000'000};
    const auto save = [&](const Resource& one) { return db.write(steward, [&](db::Tx& tx) { return catalogue->save(tx, steward, one, now); }); };
    Resource one = resource();
    one.source = "pop";
    ASSERT_TRUE(save(one).ok());
    EXPECT_EQ(save(one).refusal().code, ErrorCode::stale_version);
    one.version = 1;
    one.open = OpenKind::conditional;
    const auto second = save(one);
    ASSERT_TRUE(second.ok());
    EXPECT_EQ(second->version, 2);
    EXPECT_TRUE(second->late);
    Resource closed = resource();
    closed.code = "1010010001/000002";
    ASSERT_TRUE(save(closed).ok());
    one.unit = "440604-XX";
    one.version = 2;
    EXPECT_EQ(save(one).refusal().fields[0].path, "unit");

    http::Routes routes(db);
    catalogue->add_routes(routes, [](db::Tx&, const http::Request&, const std::string&, const std::string&, const Words&) {});
    http::Request stranger;
    const std::string open = ask(routes, "/api/3/action/package_list", stranger).body;
    EXPECT_EQ(open, R"({"success":true,"result":["1010010001_000001"]})");
    http::Request known;
    known.signed_in = true;
    known.scope = steward;
    known.query = {{"id", "1010010001_000002"}};
    EXPECT_NE(ask(routes, "/api/3/action/package_show", known).body.find("\"title\":\"实有人口\""), std::string::npos);
    const auto lost = ask(routes, "/api/3/action/package_show", {.query = {{"id", "1010010001_000002"}}});
    EXPECT_EQ(lost.status, 404);
    EXPECT_EQ(json::parse(lost.body)->find("success")->as_bool(), false);
    EXPECT_EQ(json::parse(lost.body)->text_or("code"), "not_found");
    const auto dcat = json::parse(ask(routes, "/api/v1/exchange/dcat", known).body);
    ASSERT_TRUE(dcat.ok());
    EXPECT_EQ(dcat->text_or("@type"), "dcat:Catalog");
    const json::Value& set = dcat->find("dcat:dataset")->as_array().front();
    EXPECT_EQ(set.text_or("dct:identifier"), "1010010001/000001");
    EXPECT_NE(set.find("dct:accrualPeriodicity")->text_or("@id").find("/DAILY"), std::string::npos);
    EXPECT_EQ(set.find("dct:relation")->as_array().front().text_or("@id"), "https://x/api/v1/exchange/catalogue/1020010001_000001");
  });
}

TEST(DataCatalogue, SheetsGoOutAndComeBack) {
  const auto migrations = catalogue_migrations();
  db::for_each_backend(migrations, [](db::Db& db) {
    MadeExchange exchange;
    const auto catalogue = open_data_catalogue({db, exchange, [](std::string_view) { return std::optional(Words{"公安分局", "Police"}); }, "440604", "禅城区", ""});
    const Scope steward = system_scope("440604");
    (void)db.write(steward, [&](db::Tx& tx) { return catalogue->save(tx, steward, resource(), Instant{1}); }).ok();
    http::Routes routes(db);
    catalogue->add_routes(routes, [](db::Tx&, const http::Request&, const std::string&, const std::string&, const Words&) {});
    http::Request request;
    request.scope = steward;
    request.query = {{"format", "csv"}};
    std::string sheet;
    ask(routes, "/api/v1/exchange/catalogue/export", request).stream([&](std::string_view piece) {
      sheet += piece;
      return true;
    });
    const db::TestFolder folder;
    const auto import = [&](const std::string& text) {
      std::ofstream(folder.file("sheet.csv")) << text;
      http::Request upload = request;
      upload.method = http::Method::post;
      upload.upload_path = folder.file("sheet.csv");
      return ask(routes, "/api/v1/exchange/catalogue/import", upload);
    };
    EXPECT_NE(import(sheet).body.find("\"same\":1"), std::string::npos);
    const std::string renamed = text::replace_all(sheet, "实有人口", "常住人口");
    EXPECT_NE(import(renamed).body.find("\"changed\":1"), std::string::npos);
    const http::Response bad = import(text::replace_all(renamed, "有条件共享", "随便"));
    EXPECT_EQ(bad.status, 422);
    EXPECT_NE(bad.body.find("row 2 / Sharing"), std::string::npos);
  });
}

}  // namespace
}  // namespace tiange::exchange
