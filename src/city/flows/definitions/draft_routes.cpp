#include "city/flows/definitions/definition_room.h"

namespace tiange::flows {

namespace {

void add_act(http::Routes& routes, DefinitionRoom& room, DraftAct act, http::Method method, const std::string& path,
             Permission permission) {
  const Words words = words_of(act);
  routes.command<ReviewIn, Draft>(method, "/api/v1/flows/drafts/{id}" + path, permission, words.zh, words.en,
                                  [&room, act](const http::Request& request, db::Tx& tx, const ReviewIn& in) -> Result<Draft> {
                                    TIANGE_TRY(const DraftId id, id_of<DraftId>(request));
                                    return room.act(tx, request, id, act, in);
                                  });
}

void add_checks(http::Routes& routes, DefinitionRoom& room) {
  add_question<CheckIn, Checked>(
      routes, "/api/v1/flows/drafts/{id}/check", Permission::flows_view, "检查草稿", "All problems of a draft",
      [&room](const http::Request& request, db::Tx& tx, const CheckIn& in) -> Result<Checked> {
        TIANGE_TRY(const DraftId id, id_of<DraftId>(request));
        return room.check_draft(tx, id, in, request.now);
      });
  add_question<CheckIn, Checked>(routes, "/api/v1/flows/check", Permission::flows_view, "检查定义",
                                 "All problems of a definition that is not kept",
                                 [&room](const http::Request& request, db::Tx& tx, const CheckIn& in) -> Result<Checked> {
                                   return room.check(tx, in.kind, in.key, in.content.value_or(""), request.now);
                                 });
}

Result<TestList> tests_of(DefinitionRoom& room, db::Tx& tx, const http::Request& request) {
  const auto kind = json::enum_from<DefinitionKind>(request.query_value("kind"));
  if (!kind)
    return refuse_fields(ErrorCode::bad_input, {{"kind", "应为 bpmn、dmn 或 form", "must be bpmn, dmn or form"}});
  return room.tests(tx, *kind, request.query_value("key"));
}

void add_test_routes(http::Routes& routes, DefinitionRoom& room) {
  db::Db& db = routes.database();
  routes.query<TestList>(
      "/api/v1/flows/tests", Permission::flows_view, "测试用例", "Test cases of a definition",
      [&room, &db](const http::Request& request) {
        return db.read([&](db::Tx& tx) { return tests_of(room, tx, request); });
      },
      {"kind", "key"});
  routes.command<TestIn, TestCase>(http::Method::post, "/api/v1/flows/tests", Permission::flows_edit, "新增测试用例",
                                   "Add a test case",
                                   [&room](const http::Request& request, db::Tx& tx, const TestIn& in) {
                                     return room.add_test(tx, request, in);
                                   });
  routes.command<TestIn, TestCase>(http::Method::put, "/api/v1/flows/tests/{id}", Permission::flows_edit, "修改测试用例",
                                   "Change a test case",
                                   [&room](const http::Request& request, db::Tx& tx, const TestIn& in) -> Result<TestCase> {
                                     TIANGE_TRY(const TestId id, id_of<TestId>(request));
                                     return room.change_test(tx, request, id, in);
                                   });
  routes.command<ReviewIn, TestCase>(http::Method::del, "/api/v1/flows/tests/{id}", Permission::flows_edit,
                                     "删除测试用例", "Remove a test case",
                                     [&room](const http::Request& request, db::Tx& tx, const ReviewIn&) -> Result<TestCase> {
                                       TIANGE_TRY(const TestId id, id_of<TestId>(request));
                                       return room.remove_test(tx, request, id);
                                     });
  add_question<TestRunIn, TestRun>(routes, "/api/v1/flows/tests/run", Permission::flows_view, "运行测试用例",
                                   "Run test cases on a draft or a version",
                                   [&room](const http::Request& request, db::Tx& tx, const TestRunIn& in) {
                                     return room.run(tx, in, request.now);
                                   });
}

}  // namespace

void add_draft_routes(http::Routes& routes, DefinitionRoom& room) {
  db::Db& db = routes.database();
  routes.query<DraftList>(
      "/api/v1/flows/drafts", Permission::flows_view, "草稿", "Drafts of definitions",
      [&room, &db](const http::Request& request) {
        return db.read([&](db::Tx& tx) { return room.drafts(tx, request); });
      },
      {"state", "kind", "key"});
  routes.command<DraftIn, Draft>(http::Method::post, "/api/v1/flows/drafts", Permission::flows_edit, "起草",
                                 "Open a draft: from a version, by upload, or new",
                                 [&room](const http::Request& request, db::Tx& tx, const DraftIn& in) {
                                   return room.open(tx, request, in);
                                 })
      .max_body = 8 << 20;
  routes.query<Draft>("/api/v1/flows/drafts/{id}", Permission::flows_view, "查看草稿", "A draft",
                      [&room, &db](const http::Request& request) -> Result<Draft> {
                        TIANGE_TRY(const DraftId id, id_of<DraftId>(request));
                        return db.read([&](db::Tx& tx) { return room.draft(tx, request.scope, id); });
                      });
  routes.command<DraftSave, Draft>(http::Method::put, "/api/v1/flows/drafts/{id}", Permission::flows_edit, "保存草稿",
                                   "Save a draft",
                                   [&room](const http::Request& request, db::Tx& tx, const DraftSave& in) -> Result<Draft> {
                                     TIANGE_TRY(const DraftId id, id_of<DraftId>(request));
                                     return room.save(tx, request, id, in);
                                   })
      .max_body = 8 << 20;
  add_act(routes, room, DraftAct::discard, http::Method::del, "", Permission::flows_edit);
  add_act(routes, room, DraftAct::hand_in, http::Method::post, "/hand-in", Permission::flows_edit);
  add_act(routes, room, DraftAct::take_back, http::Method::post, "/take-back", Permission::flows_edit);
  add_act(routes, room, DraftAct::approve, http::Method::post, "/approve", Permission::flows_publish);
  add_act(routes, room, DraftAct::give_back, http::Method::post, "/give-back", Permission::flows_publish);
  add_checks(routes, room);
  add_test_routes(routes, room);
}

}  // namespace tiange::flows
