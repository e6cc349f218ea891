#include "base/text.h"
#include "city/hotline/knowledge/knowledge_service.h"

namespace tiange::hotline {

namespace {

struct ActText {
  static constexpr bool k_json_defaults = true;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ActText, (), (text))
struct TaskReply {
  std::string reply;
};
BOOST_DESCRIBE_STRUCT(TaskReply, (), (reply))
struct TaskDone {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(TaskDone, (), (id))
struct TaskList {
  std::vector<ArticleTask> items;
};
BOOST_DESCRIBE_STRUCT(TaskList, (), (items))

Result<ArticleId> article_of(const http::Request& request) {
  const auto id = parse_typed_id<ArticleTag>(request.param("id"));
  if (!id.ok()) return refuse(ErrorCode::not_found);
  return *id;
}

int limit_of(const http::Request& request, int other) {
  return static_cast<int>(text::to_int(request.query_value("limit")).value_or(other));
}

constexpr std::pair<std::string_view, ArticleAct> k_acts[] = {{"hand-in", ArticleAct::hand_in},
                                                              {"approve", ArticleAct::approve},
                                                              {"give-back", ArticleAct::give_back},
                                                              {"withdraw", ArticleAct::withdraw}};

Words act_words(ArticleAct act) {
  switch (act) {
    case ArticleAct::hand_in: return {"提交审核", "Handed in"};
    case ArticleAct::approve: return {"审核通过", "Approved"};
    case ArticleAct::give_back: return {"退回修改", "Given back"};
    case ArticleAct::withdraw: return {"停用", "Withdrawn"};
  }
  return {};
}

void add_reading(KnowledgeService& service, http::Routes& routes) {
  const auto read = [&service](auto fn) {
    return [&service, fn](const http::Request& request) {
      return service.parts().db.read([&](db::Tx& tx) { return fn(request, tx); });
    };
  };
  routes.query<FoundList>("/api/v1/hotline/knowledge/search", Permission::hotline_view, "检索知识", "Search the knowledge",
                          read([&service](const http::Request& request, db::Tx& tx) {
                            return service.search(tx, request.scope, request.query_value("q"),
                                                  request.query_value("topic"), limit_of(request, 10), request.now);
                          }),
                          {"q", "topic", "limit"});
  routes.query<ArticleList>("/api/v1/hotline/articles", Permission::hotline_view, "知识列表", "List articles",
                            read([&service](const http::Request& request, db::Tx& tx) {
                              const auto text = [&](const char* name) { return std::string(request.query_value(name)); };
                              return service.list(tx, request.scope,
                                                  {text("q"), text("topic"), text("unit"), text("state"),
                                                   text("after"), limit_of(request, 50)},
                                                  request.now);
                            }),
                            {"q", "topic", "unit", "state", "after", "limit"});
  routes.query<ArticleView>("/api/v1/hotline/articles/{id}", Permission::hotline_view, "知识详情", "One article",
                            read([&service](const http::Request& request, db::Tx& tx) -> Result<ArticleView> {
                              TIANGE_TRY(const ArticleId id, article_of(request));
                              return service.view(tx, request.scope, id, request.now);
                            }));
  routes.query<TaskList>("/api/v1/hotline/article-tasks", Permission::hotline_view, "知识维护任务",
                         "Tasks of the owners of articles",
                         read([&service](const http::Request& request, db::Tx& tx) -> Result<TaskList> {
                           return TaskList{service.tasks(tx, request.scope, request.query_value("done") != "1", request.now)};
                         }),
                         {"done"});
  routes.query<TopicList>("/api/v1/hotline/topics", Permission::hotline_view, "咨询主题", "Topics",
                          read([&service](const http::Request& request, db::Tx& tx) -> Result<TopicList> {
                            return TopicList{service.topics(tx, request.now)};
                          }));
}

void add_writing(KnowledgeService& service, http::Routes& routes, const http::Recorder& record) {
  using http::Method;
  routes.command<ArticleContent, ArticleView>(
      Method::post, "/api/v1/hotline/articles", Permission::hotline_edit, "新建知识", "Write a new article",
      [&service, record](const http::Request& request, db::Tx& tx, const ArticleContent& in) -> Result<ArticleView> {
        TIANGE_TRY(ArticleView view, service.write(tx, request.scope, {}, in, request.now));
        record(tx, request, "hotline.article_written", view.id, {"新建知识《" + in.title + "》", "Wrote \"" + in.title + "\""});
        return view;
      });
  routes.command<ArticleContent, ArticleView>(
      Method::put, "/api/v1/hotline/articles/{id}", Permission::hotline_edit, "修改知识", "Change an article",
      [&service, record](const http::Request& request, db::Tx& tx, const ArticleContent& in) -> Result<ArticleView> {
        TIANGE_TRY(const ArticleId id, article_of(request));
        TIANGE_TRY(ArticleView view, service.write(tx, request.scope, id, in, request.now));
        record(tx, request, "hotline.article_written", view.id, {"修改知识《" + in.title + "》", "Changed \"" + in.title + "\""});
        return view;
      });
  for (const auto& [name, act] : k_acts) {
    const Words words = act_words(act);
    routes.command<ActText, ArticleView>(
        Method::post, "/api/v1/hotline/articles/{id}/" + std::string(name), Permission::hotline_view, "知识" + words.zh,
        words.en + ": an article",
        [&service, record, act = act, words](const http::Request& request, db::Tx& tx, const ActText& in) -> Result<ArticleView> {
          TIANGE_TRY(const ArticleId id, article_of(request));
          TIANGE_TRY(ArticleView view, service.act(tx, request.scope, id, act, in.text, request.now));
          record(tx, request, "hotline.article_" + std::string(json::enum_name(act)), view.id,
                 {words.zh + "《" + view.title + "》", words.en + " \"" + view.title + "\""});
          return view;
        });
  }
  routes.command<ActText, ArticleView>(
      Method::post, "/api/v1/hotline/articles/{id}/inaccurate", Permission::hotline_view, "反馈知识不准确",
      "Call an article inaccurate",
      [&service](const http::Request& request, db::Tx& tx, const ActText& in) -> Result<ArticleView> {
        TIANGE_TRY(const ArticleId id, article_of(request));
        TIANGE_CHECK_OK(service.call_inaccurate(tx, request.scope, id, in.text, request.now));
        return service.view(tx, request.scope, id, request.now);
      });
  routes.command<TaskReply, TaskDone>(
      Method::post, "/api/v1/hotline/article-tasks/{id}/done", Permission::hotline_edit, "办结知识维护任务",
      "Finish a task of an owner",
      [&service](const http::Request& request, db::Tx& tx, const TaskReply& in) -> Result<TaskDone> {
        const auto id = parse_id(request.param("id"));
        if (!id.ok()) return refuse(ErrorCode::not_found);
        TIANGE_CHECK_OK(service.finish_task(tx, request.scope, *id, in.reply, request.now));
        return TaskDone{std::to_string(*id)};
      });
  routes.command<Topic, TopicList>(
      Method::put, "/api/v1/hotline/topics", Permission::hotline_manage, "维护咨询主题", "Maintain a topic",
      [&service, record](const http::Request& request, db::Tx& tx, const Topic& in) -> Result<TopicList> {
        TIANGE_CHECK_OK(service.put_topic(tx, request.scope, in));
        record(tx, request, "hotline.topic_saved", in.key,
               in.burst ? Words{"主题“" + in.zh + "”转入高峰", "Topic \"" + in.en + "\" is in a burst"}
                        : Words{"保存主题“" + in.zh + "”", "Saved the topic \"" + in.en + "\""});
        return TopicList{service.topics(tx, request.now)};
      });
}

}  // namespace

void KnowledgeService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_reading(*this, routes);
  add_writing(*this, routes, record);
}

}  // namespace tiange::hotline
