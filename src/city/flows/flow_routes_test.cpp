#include "city/flows/flow_routes.h"

#include "city/flows/flow_test_kit.h"

namespace tiange::flows {
namespace {

struct Api {
  explicit Api(World& world) : w(world), routes(world.db) {
    add_routes(routes, w.flows);
  }

  http::Response call(http::Method method, const std::string& pattern, http::Request request) {
    for (const http::Route& route : routes.all()) {
      if (route.method != method || route.pattern != "/api/v1/flows/" + pattern) continue;
      request.method = method;
      request.now = w.now;
      request.scope = system_scope();
      return route.handle(request);
    }
    ADD_FAILURE() << pattern;
    return {};
  }
  json::Value get(const std::string& pattern, http::Request request = {}, int status = 200) {
    const http::Response response = call(http::Method::get, pattern, std::move(request));
    EXPECT_EQ(status, response.status) << response.body;
    return *json::parse(response.body);
  }
  json::Value post(const std::string& pattern, http::Request request, int status = 200) {
    const http::Response response = call(http::Method::post, pattern, std::move(request));
    EXPECT_EQ(status, response.status) << response.body;
    return *json::parse(response.body);
  }
  World& w;
  http::Routes routes;
};

TEST(Routes, ListAndReadDefinitions) {
  for_each_world([](World& w) {
    Api api(w);
    EXPECT_EQ(1, w.deploy(DefinitionKind::bpmn, data_file("processes/case_life.bpmn"))->version);
    const auto refused = w.deploy(
        DefinitionKind::bpmn, process("bad", "<startEvent id='s'/><userTask id='g' name='难'/>" + flow("s", "none")));
    ASSERT_FALSE(refused.ok());
    w.start("case_life", vars({{"located", no()}, {"district", str("440604")}}));
    const json::Value list = api.get("definitions");
    const json::Value& row = list.find("items")->as_array().at(0);
    EXPECT_EQ("case_life", row.text_or("key"));
    EXPECT_EQ(1, row.find("running")->as_int());
    EXPECT_TRUE(row.find("current")->as_bool());
    http::Request one;
    one.params = {{"key", "case_life"}, {"version", "1"}};
    EXPECT_EQ(data_file("processes/case_life.bpmn"), api.get("definitions/{key}/{version}", one).text_or("content"));
    one.params = {{"key", "case_life"}, {"version", "9"}};
    api.get("definitions/{key}/{version}", one, 404);
  });
}

TEST(Routes, TryingADecisionShowsWhatMatchedAndWhatNearlyDid) {
  for_each_world([](World& w) {
    Api api(w);
    ASSERT_TRUE(w.deploy(DefinitionKind::dmn, data_file("decisions/dispatch.dmn")).ok());
    http::Request request;
    request.params = {{"key", "dispatch"}};
    request.body = R"({"inputs":{"trifle":true,"severity":"normal","item_class":"event","from_level":"grid","grid":"440604010014001",
        "community":"440604010014","town":"440604010","department_unit":"440604010-CG"}})";
    const json::Value tried = api.post("decisions/{key}/try", request);
    EXPECT_EQ("grid", tried.find("outputs")->text_or("level"));
    EXPECT_EQ("4", tried.find("matched")->as_array().at(0).text_or("rule"));
    EXPECT_EQ("小事不出网格，由网格员处置", tried.find("matched")->as_array().at(0).text_or("text_zh"));
    const json::Value& cell = tried.find("matched")->as_array().at(0).find("cells")->as_array().at(1);
    EXPECT_EQ("小事 为 是", cell.text_or("label_zh") + " 为 " + cell.text_or("met_zh"));
    EXPECT_EQ("Trifle", cell.text_or("label_en"));
    EXPECT_FALSE(tried.find("near")->as_array().empty());
    const json::Value& near = tried.find("near")->as_array().at(0);
    EXPECT_NE(std::string::npos, near.text_or("text_zh").find("而规则要求")) << near.text_or("text_zh");
    request.params = {{"key", "none"}};
    api.post("decisions/{key}/try", request, 404);
  });
}

}  // namespace
}  // namespace tiange::flows
