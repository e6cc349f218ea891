// Who looked at confidential cases and at reporters: on the page of a case, as a list, as a file.

#include "base/text.h"
#include "city/cases/case_service.h"
#include "platform/db/keyset.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::cases {

namespace {

struct Nothing {
  static constexpr bool k_json_defaults = true;
};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

constexpr int k_most_of_case = 200;
constexpr int k_page = 100;

struct LookView {
  std::string id;
  Instant happened;
  std::string who;
  std::string unit_zh;
  std::string unit_en;
  std::string number;
  std::string ref;
  std::string what_zh;  // 工单页 | 姓名、电话
  std::string what_en;
  std::string purpose;
  std::string request_id;
};
BOOST_DESCRIBE_STRUCT(LookView, (),
                      (id, happened, who, unit_zh, unit_en, number, ref, what_zh, what_en, purpose, request_id))
struct LookList {
  std::vector<LookView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(LookList, (), (items, next))

// "page" and "name,phone" as people say it.
Words what_words(std::string_view fields) {
  Words words;
  for (const std::string_view field : text::split(fields, ',')) {
    Words one{std::string(field), std::string(field)};
    if (field == "page") one = {"工单内容", "the case"};
    if (field == "history") one = {"办理经过", "the history"};
    if (field == "places") one = {"可能所在的地点", "the places it may mean"};
    if (field == "process") one = {"办理流程", "the process"};
    if (field == "why") one = {"派遣依据", "why it was dispatched so"};
    if (field.starts_with("evidence:")) {
      const std::string digest(field.substr(field.find(':') + 1));
      one = {"证据 " + digest, "evidence " + digest};
    }
    if (field == "name") one = {"诉求人姓名", "the reporter's name"};
    if (field == "phone") one = {"诉求人电话", "the reporter's phone"};
    words.zh += (words.zh.empty() ? "" : "、") + one.zh;
    words.en += (words.en.empty() ? "" : ", ") + one.en;
  }
  return words;
}

LookView view_of(const StoredLook& look, const org::Directory& directory) {
  LookView view;
  view.id = std::to_string(look.id);
  view.happened = look.happened;
  view.who = look.person_name;
  const Words unit = directory.unit_name(directory.unit_of(look.person));
  view.unit_zh = unit.zh;
  view.unit_en = unit.en;
  view.number = look.number;
  view.ref = look.ref.text();
  const Words what = what_words(look.fields);
  view.what_zh = what.zh;
  view.what_en = what.en;
  view.purpose = look.purpose;
  view.request_id = look.request_id;
  return view;
}

LookFilter filter_of(const http::Request& request) {
  LookFilter filter;
  filter.who = std::string(text::trim(request.query_value("who")));
  filter.number = std::string(text::trim(request.query_value("number")));
  return filter;
}

std::vector<StoredLook> looks_of(CaseService& service, const Scope& scope, const LookFilter& filter) {
  std::vector<StoredLook> looks;
  service.parts().db.run_read([&](db::Tx& tx) {
    looks.clear();
    service.store().each_look(tx, scope, filter, [&](const StoredLook& look) {
      looks.push_back(look);
      return true;
    });
  });
  return looks;
}

Result<LookList> list_looks(CaseService& service, const http::Request& request, LookFilter filter, int page) {
  TIANGE_TRY(const auto cursor, db::read_cursor(request.query_value("after"), 1));
  if (cursor) {
    const auto* before = std::get_if<std::int64_t>(&(*cursor)[0]);
    if (!before) return refuse(ErrorCode::bad_input);
    filter.before = *before;
  }
  filter.limit = page + 1;
  auto found = db::make_page(looks_of(service, request.scope, filter), static_cast<std::size_t>(page),
                             [](const StoredLook& look) { return db::Cursor{look.id}; });
  const auto names = service.directory(request.now);
  LookList list;
  list.next = found.next;
  for (const StoredLook& look : found.rows) list.items.push_back(view_of(look, *names));
  return list;
}

http::Response export_looks(CaseService& service, const http::Request& request) {
  const LookFilter filter = filter_of(request);
  const auto recorded = service.parts().db.write(request.scope, [&](db::Tx& tx) -> Outcome {
    service.parts().org.record(tx, request, "cases.export_looks", filter.who + " " + filter.number,
                               {"导出保密工单查阅记录", "Exported who looked at confidential cases"});
    return done();
  });
  if (!recorded.ok()) return http::problem(recorded.refusal(), request.scope);
  return sheets::answer(
      request, {"looks", sheets::CsvFor::people, sheets::Format::csv},
      [&service, filter, scope = request.scope, now = request.now](std::unique_ptr<sheets::Writer> writer) {
        const bool zh = scope.language == Language::zh;
        writer->row(zh ? std::vector<std::string>{"时间", "查阅人", "单位", "工单编号", "查阅内容", "事由", "请求编号"}
                       : std::vector<std::string>{"When", "Who", "Unit", "Case", "What", "Purpose", "Request"});
        const auto names = service.directory(now);
        for (const StoredLook& look : looks_of(service, scope, filter)) {
          const LookView row = view_of(look, *names);
          writer->row({format_local_seconds(row.happened), row.who, zh ? row.unit_zh : row.unit_en, row.number,
                       zh ? row.what_zh : row.what_en, row.purpose, row.request_id});
        }
        writer->finish();
      });
}

void add_office_routes(CaseService& service, http::Routes& routes) {
  using http::Method;
  routes.query<ReadList>("/api/v1/cases/{ref}/reads", Permission::cases_view, "谁已阅", "Who has opened the task",
                         [&service](const http::Request& request) -> Result<ReadList> {
                           TIANGE_TRY(const CaseRef ref, CaseRef::parse(request.param("ref")));
                           return service.parts().db.read([&](db::Tx& tx) { return service.reads(tx, request.scope, ref); });
                         });
  routes.query<ReceiverList>(
      "/api/v1/cases/{ref}/receivers", Permission::cases_view, "可接办的人", "Who an act may hand the case to",
      [&service](const http::Request& request) -> Result<ReceiverList> {
        TIANGE_TRY(const CaseRef ref, CaseRef::parse(request.param("ref")));
        const auto action = action_from(request.query_value("action"));
        if (!action)
          return refuse_fields(ErrorCode::bad_input, {FieldError{"action", "没有这种操作", "there is no such action"}});
        return service.parts().db.read([&](db::Tx& tx) {
          return service.receivers(tx, request.scope, ref, *action, request.query_value("q"), request.now);
        });
      },
      {"action", "q"});
  routes.command<Nothing, ReadList>(
      Method::post, "/api/v1/cases/{ref}/reads", Permission::cases_view, "标记已阅", "Mark the task as opened",
      [&service](const http::Request& request, db::Tx& tx, const Nothing&) -> Result<ReadList> {
        TIANGE_TRY(const CaseRef ref, CaseRef::parse(request.param("ref")));
        TIANGE_CHECK_OK(service.read_task(tx, request.scope, ref, request.now));
        return service.reads(tx, request.scope, ref);
      });
  routes.query<HandOverView>(
      "/api/v1/cases/handover", Permission::cases_view, "预览移交", "What a person holds",
      [&service](const http::Request& request) -> Result<HandOverView> {
        const auto person = parse_id(request.query_value("person"));
        if (!person.ok())
          return refuse_fields(ErrorCode::bad_input, {FieldError{"person", "请选择人员", "choose a person"}});
        return service.parts().db.read(
            [&](db::Tx& tx) { return service.held_by(tx, request.scope, PersonId{*person}, request.now); });
      },
      {"person"});
  routes.command<HandOverInput, HandOverView>(
      Method::post, "/api/v1/cases/handover", Permission::cases_view, "移交全部工作", "Hand over all a person holds",
      [&service](const http::Request& request, db::Tx& tx, const HandOverInput& in) -> Result<HandOverView> {
        TIANGE_TRY(HandOverView done, service.hand_over_all(tx, request.scope, in, request.now));
        service.parts().org.record(tx, request, "cases.handover", done.from,
                                   {"移交 " + std::to_string(done.moved) + " 项工作给" + done.to + "，余 " +
                                        std::to_string(done.left) + " 项：" + in.text,
                                    "Handed " + std::to_string(done.moved) + " tasks over to " + done.to + ", " +
                                        std::to_string(done.left) + " left: " + in.text});
        return done;
      });
}

}  // namespace

void add_look_routes(CaseService& service, http::Routes& routes) {
  routes.query<LookList>(
      "/api/v1/cases/looks", Permission::cases_looks, "保密工单查阅记录", "Who looked at confidential cases",
      [&service](const http::Request& request) { return list_looks(service, request, filter_of(request), k_page); },
      {"after", "who", "number"});
  routes.query<LookList>("/api/v1/cases/{ref}/looks", Permission::cases_looks, "谁看过", "Who looked at a case",
                         [&service](const http::Request& request) -> Result<LookList> {
                           TIANGE_TRY(const CaseRef ref, CaseRef::parse(request.param("ref")));
                           LookFilter filter;
                           filter.ref = ref;
                           return list_looks(service, request, filter, k_most_of_case);
                         });
  http::Route exported{http::Method::get, "/api/v1/cases/looks/export", Permission::cases_looks, "导出查阅记录",
                       "Export who looked"};
  exported.query_params = {"format", "who", "number"};
  exported.handle = [&service](http::Request& request) { return export_looks(service, request); };
  routes.raw(std::move(exported));
  add_office_routes(service, routes);
}

}  // namespace tiange::cases
