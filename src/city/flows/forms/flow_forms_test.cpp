// Forms of a fresh district, deployed and asked over HTTP, on both databases.
#include "city/flows/flow_test_kit.h"
#include "city/flows/forms/flow_forms.h"

namespace tiange::flows {
namespace {

struct OneTown final : FormChoices {
  std::optional<Words> find(std::string_view source, std::string_view code, std::string_view within) override {
    if (source != "towns" || code != "440604010" || !code.starts_with(within)) return std::nullopt;
    return Words{"祖庙街道", "Zumiao"};
  }
  Result<std::vector<ChoiceEntry>> search(const Scope&, std::string_view source, std::string_view text, std::string_view,
                                          std::size_t) const override {
    if (source != "towns") return refuse(ErrorCode::no_definition);
    if (text == "石湾") return std::vector<ChoiceEntry>{};
    return std::vector<ChoiceEntry>{{"440604010", "祖庙街道", "Zumiao"}};
  }
};

struct FormApi {
  explicit FormApi(World& world) : w(world), routes(world.db) {
    add_form_routes(routes, w.flows, [](Instant) { return std::make_unique<OneTown>(); });
    add_form_import_route(routes);
  }

  json::Value call(http::Method method, const std::string& pattern, http::Request request, int status = 200) {
    for (const http::Route& route : routes.all()) {
      if (route.method != method || route.pattern != "/api/v1/flows/" + pattern) continue;
      const Permission expected = pattern == "forms/preview"  ? Permission::flows_view
                                  : pattern == "forms/import" ? Permission::flows_edit
                                                              : Permission::open_to_all;
      EXPECT_EQ(expected, route.permission) << "residents fill forms in too";
      request.now = w.now;
      request.scope = system_scope();
      const http::Response response = route.handle(request);
      EXPECT_EQ(status, response.status) << response.body;
      return *json::parse(response.body);
    }
    ADD_FAILURE() << pattern;
    return {};
  }
  json::Value get(const std::string& key, const std::string& version = "", int status = 200) {
    http::Request request;
    request.params = {{"key", key}};
    if (!version.empty()) request.query = {{"version", version}};
    return call(http::Method::get, "forms/{key}", request, status);
  }
  json::Value check(const std::string& key, const std::string& body, int status = 200) {
    http::Request request;
    request.params = {{"key", key}};
    request.body = body;
    return call(http::Method::post, "forms/{key}/check", request, status);
  }

  World& w;
  http::Routes routes;
};

std::string names(const json::Value& answer, const char* member) {
  std::string all;
  for (const json::Value& one : answer.find(member)->as_array()) {
    all += (all.empty() ? "" : " ") + (one.is_string() ? one.as_string() : one.text_or("path"));
  }
  return all;
}

TEST(FlowForms, AreReadFromTheVersionInEffect) {
  for_each_world([](World& w) {
    FormApi api(w);
    api.get("flood", "", 404);
    const std::string flood = data_file("forms/flood.json");
    ASSERT_TRUE(w.deploy(DefinitionKind::form, flood).ok());
    ASSERT_TRUE(w.deploy(DefinitionKind::form, data_file("forms/noise.json")).ok());
    std::string later = flood;
    later.replace(later.find("积水、风灾情况"), std::string("积水、风灾情况").size(), "水情");
    EXPECT_EQ(2, w.deploy(DefinitionKind::form, later, w.now + hours(1))->version);

    EXPECT_EQ("积水、风灾情况", api.get("flood").text_or("name_zh"));
    EXPECT_EQ("水情", api.get("flood", "2").text_or("name_zh"));
    api.get("flood", "3", 404);
    api.get("flood", "x", 422);
    w.now = w.now + hours(2);
    const json::Value now = api.get("flood");
    EXPECT_EQ(2, now.find("version")->as_int());
    EXPECT_TRUE(now.find("has_rules")->as_bool());
    const json::Value& depth = now.find("fields")->as_array().at(1);
    EXPECT_EQ("depth_cm", depth.text_or("name"));
    EXPECT_EQ("number", depth.text_or("kind"));
    EXPECT_EQ("厘米", depth.text_or("suffix_zh"));
    EXPECT_EQ(R"(["!=",["v","water"],["b",true]])", json::write(*depth.find("rules")->find("hide")));
    EXPECT_FALSE(now.find("asks_server")->as_bool());
    const json::Value all = api.call(http::Method::get, "forms", {});
    ASSERT_EQ(2u, all.find("items")->as_array().size());
    EXPECT_EQ(2, all.find("items")->as_array().at(0).find("version")->as_int());
  });
}

TEST(FlowForms, CheckSaysWhatToShowAndWhatIsWrong) {
  for_each_world([](World& w) {
    FormApi api(w);
    ASSERT_TRUE(w.deploy(DefinitionKind::form, data_file("forms/flood.json")).ok());
    const json::Value empty = api.check("flood", "{}");
    EXPECT_EQ("water passable trapped moved", names(empty, "visible"));
    EXPECT_EQ("water", names(empty, "required"));
    EXPECT_EQ("water", names(empty, "wrong"));
    const json::Value deep = api.check("flood", R"({"answers":{"water":true,"depth_cm":20,"area_m2":150}})");
    EXPECT_EQ("water depth_cm area_m2 counts passable trapped moved", names(deep, "visible"));
    EXPECT_EQ("water depth_cm area_m2", names(deep, "required"));
    EXPECT_EQ("", names(deep, "wrong"));
    EXPECT_TRUE(deep.find("values")->find("counts")->as_bool());
    const json::Value bad = api.check("flood", R"({"answers":{"water":true,"depth_cm":20,"passable":"maybe"}})");
    EXPECT_EQ("area_m2 passable", names(bad, "wrong"));
    EXPECT_EQ("请填写面积", bad.find("wrong")->as_array().at(0).text_or("zh"));
    api.check("flood", R"({"answers":{},"version":7})", 404);
    api.check("none", "{}", 404);
    api.check("flood", "[", 400);
  });
}

// What goes wrong in a file is said with its place.
TEST(FlowForms, FaultyDefinitionsAreRefused) {
  for_each_world([](World& w) {
    std::string flood = data_file("forms/flood.json");
    flood.replace(flood.find("depth_cm > 15 and"), 8, "deep_cm ");
    const auto refused = w.deploy(DefinitionKind::form, flood);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(ErrorCode::bad_file, refused.refusal().code);
    ASSERT_EQ(1u, refused.refusal().fields.size());
    EXPECT_EQ("components[3].expression", refused.refusal().fields[0].path);
    EXPECT_NE(std::string::npos, refused.refusal().fields[0].zh.find("deep_cm"));
    EXPECT_TRUE(w.read([&](db::Tx& tx) { return w.flows.definitions(tx); }).empty());
  });
}

TEST(FlowForms, ADraftIsTriedWithoutKeepingIt) {
  for_each_world([](World& w) {
    FormApi api(w);
    const auto preview = [&](const std::string& content, const std::string& answers) {
      json::Value body;
      body.set("content", content);
      body.set("answers", *json::parse(answers));
      http::Request request;
      request.body = json::write(body);
      return api.call(http::Method::post, "forms/preview", request);
    };
    const json::Value good = preview(data_file("forms/flood.json"), R"({"water":true,"depth_cm":20})");
    EXPECT_TRUE(good.find("problems")->as_array().empty());
    EXPECT_EQ("flood", good.find("form")->text_or("key"));
    EXPECT_EQ("area_m2", names(*good.find("check"), "wrong"));
    const json::Value broken = preview("{", "{}");
    EXPECT_EQ(1u, broken.find("problems")->as_array().size());
    EXPECT_EQ(nullptr, broken.find("form"));
    const json::Value foreign = preview(
        R"({"id":"a","properties":{"zh":"甲"},"components":[{"type":"select","key":"b","label":"乙","properties":{"source":"planets"}}]})", "{}");
    EXPECT_EQ("components[0].properties.source", names(foreign, "problems"));
    const std::string town =
        R"({"id":"a","properties":{"zh":"甲"},"components":[{"type":"select","key":"b","label":"乙","properties":{"source":"towns"}}]})";
    EXPECT_EQ("", names(*preview(town, R"({"b":"440604010"})").find("check"), "wrong"));
    EXPECT_EQ("b", names(*preview(town, R"({"b":"440604011"})").find("check"), "wrong"));
    EXPECT_TRUE(w.read([&](db::Tx& tx) { return w.flows.definitions(tx); }).empty());
  });
}

TEST(FlowForms, RegistersAreSearchedForChoices) {
  for_each_world([](World& w) {
    FormApi api(w);
    const auto ask = [&](const std::string& source, std::pair<std::string, std::string> query, int status = 200) {
      http::Request request;
      request.params = {{"source", source}};
      request.query = {query};
      return api.call(http::Method::get, "choices/{source}", request, status);
    };
    EXPECT_EQ(1u, ask("towns", {"q", "祖庙"}).find("items")->as_array().size());
    EXPECT_EQ(0u, ask("towns", {"q", "石湾"}).find("items")->as_array().size());
    const json::Value named = ask("towns", {"codes", "440604010,440604011"});
    ASSERT_EQ(1u, named.find("items")->as_array().size());
    EXPECT_EQ("祖庙街道", named.find("items")->as_array()[0].text_or("zh"));
    ask("planets", {"q", ""}, 404);
  });
}

TEST(FlowForms, AnXlsFormBecomesAFormWithAReport) {
  for_each_world([](World& w) {
    FormApi api(w);
    const auto import = [&](const std::string& path, int status = 200) {
      http::Request request;
      request.upload_path = path;
      return api.call(http::Method::post, "forms/import", request, status);
    };
    const json::Value made = import(std::string(TIANGE_SOURCE_DIR) + "/web/tests/household.xlsx");
    ASSERT_EQ(1u, made.find("report")->as_array().size());
    EXPECT_EQ(11, made.find("report")->as_array()[0].find("row")->as_int());
    EXPECT_TRUE(w.deploy(DefinitionKind::form, made.text_or("content")).ok());
    EXPECT_EQ("入户走访", api.get("household").text_or("name_zh"));
    EXPECT_EQ("member", names(api.check("household", R"({"answers":{"head":"甲","size":2,"member":[{"age":3}]}})"), "wrong").substr(0, 6));
    import(std::string(TIANGE_SOURCE_DIR) + "/data/items.csv", 422);
  });
}

}  // namespace
}  // namespace tiange::flows
