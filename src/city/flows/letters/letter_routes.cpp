#include "city/flows/letters/letters.h"
#include "engines/feel/feel_json.h"

namespace tiange::flows {

namespace {

constexpr int k_page = 100;

struct LetterList {
  std::vector<LetterView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(LetterList, (), (items, next))

struct ScheduleList {
  std::vector<ScheduleView> items;
};
BOOST_DESCRIBE_STRUCT(ScheduleList, (), (items))

struct Sent {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Sent, (), (name))

Result<Letter> read_letter(const LetterIn& in) {
  std::vector<FieldError> errors;
  if (in.name.empty() || in.name.size() > 200)
    errors.push_back({"name", "请填写消息名称，不超过 200 个字符", "give the name of the message, at most 200 characters"});
  if (in.correlation.size() > 200)
    errors.push_back({"correlation", "不超过 200 个字符", "at most 200 characters"});
  if (!in.variables.is_null() && !in.variables.is_object())
    errors.push_back({"variables", "应为对象", "must be an object"});
  if (in.kind == LetterKind::signal && !in.correlation.empty())
    errors.push_back({"correlation", "信号不带关联键", "a signal has no key"});
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors));
  return Letter{in.kind == LetterKind::signal, in.name, in.correlation,
                in.variables.is_object() ? feel::from_json(in.variables) : feel::Value::context({}), {}};
}

}  // namespace

void Letters::add_routes(http::Routes& routes, const http::Recorder& record) {
  db::Db& db = parts_.db;
  routes.query<LetterList>("/api/v1/flows/letters", Permission::flows_publish, "流程消息记录", "Messages and signals, newest first",
                           [this, &db](const http::Request& request) {
                             return db.read([&](db::Tx& tx) -> Result<LetterList> {
                               LetterList page{list(tx, request.query_value("after"), k_page), ""};
                               if (page.items.size() == k_page) page.next = page.items.back().id;
                               return page;
                             });
                           },
                           {"after"});
  routes.query<ScheduleList>("/api/v1/flows/schedules", Permission::flows_view, "定时开始的流程", "Processes that begin by the clock",
                             [this, &db](const http::Request&) {
                               return db.read([&](db::Tx& tx) -> Result<ScheduleList> { return ScheduleList{schedules(tx)}; });
                             });
  routes.command<LetterIn, Sent>(
      http::Method::post, "/api/v1/flows/letters", Permission::flows_publish, "向流程发送消息或信号",
      "Send a message or a signal to processes",
      [this, record](const http::Request& request, db::Tx& tx, const LetterIn& in) -> Result<Sent> {
        TIANGE_TRY(const Letter letter, read_letter(in));
        send(tx, letter, request.scope.person, request.now);
        record(tx, request, "flows.letter_sent", in.name, {"向流程发送“" + in.name + "”", "Sends \"" + in.name + "\" to processes"});
        return Sent{in.name};
      });
}

}  // namespace tiange::flows
