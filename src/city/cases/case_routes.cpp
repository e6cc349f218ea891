#include <algorithm>

#include "base/text.h"
#include "city/cases/case_service.h"
#include "city/cases/kept/kept_report.h"
#include "platform/sheets/sheets.h"

namespace tiange::cases {

namespace {

struct RevealIn {
  static constexpr bool k_json_defaults = true;
  std::vector<std::string> fields;
  std::string purpose;
};
BOOST_DESCRIBE_STRUCT(RevealIn, (), (fields, purpose))

struct HistoryList {
  std::vector<HistoryEntry> items;
};
BOOST_DESCRIBE_STRUCT(HistoryList, (), (items))

struct SavedView {
  static constexpr bool k_json_defaults = true;
  std::string name;
  std::string query;  // as in the address of a list: "status=handling&area=440604010"
};
BOOST_DESCRIBE_STRUCT(SavedView, (), (name, query))
struct SavedViews {
  std::vector<SavedView> items;
};
BOOST_DESCRIBE_STRUCT(SavedViews, (), (items))

struct PublicAnswer {
  std::string number;
  std::string query_code;
};
BOOST_DESCRIBE_STRUCT(PublicAnswer, (), (number, query_code))

// What a resident may say the matter is.
struct CategoryIn {
  static constexpr bool k_json_defaults = true;
  std::string content;
  Place place;
};
BOOST_DESCRIBE_STRUCT(CategoryIn, (), (content, place))
struct Category {
  std::string code;
  std::string name_zh;
  std::string name_en;
  std::string form;  // key of its extra form, may be empty
};
BOOST_DESCRIBE_STRUCT(Category, (), (code, name_zh, name_en, form))
struct CategoryList {
  std::vector<Category> items;
  std::string area;  // whose version of a form is asked; empty: the district's
};
BOOST_DESCRIBE_STRUCT(CategoryList, (), (items, area))

// Where a case may be, by its words; the likeliest first.
struct MeantPlaces {
  std::vector<places::Candidate> items;
};
BOOST_DESCRIBE_STRUCT(MeantPlaces, (), (items))

constexpr std::size_t k_most_categories = 5;
constexpr std::size_t k_most_places = 5;
constexpr std::size_t k_most_views = 50;

// Reads query parameters; the first that is wrong refuses.
class QueryReader {
 public:
  explicit QueryReader(const http::Request& request) : request_(request) {}

  std::string text(std::string_view name) const { return std::string(request_.query_value(name)); }
  template <class E>
  std::optional<E> choice(std::string_view name) {
    const std::string_view value = request_.query_value(name);
    if (value.empty()) return std::nullopt;
    auto found = json::enum_from<E>(value);
    if (!found) wrong(name);
    return found;
  }
  std::optional<bool> flag(std::string_view name) {
    const std::string_view value = request_.query_value(name);
    if (value.empty()) return std::nullopt;
    if (value != "1" && value != "0" && value != "true" && value != "false") wrong(name);
    return value == "1" || value == "true";
  }
  std::optional<Instant> moment(std::string_view name, int more_days = 0) {
    const std::string_view value = request_.query_value(name);
    if (value.empty()) return std::nullopt;
    if (const auto iso = parse_iso(value); iso.ok()) return *iso;
    const auto date = parse_date(value);
    if (!date.ok()) {
      wrong(name);
      return std::nullopt;
    }
    return local_instant(*date + more_days, 0);
  }
  std::int64_t number(std::string_view name, std::int64_t other) {
    const std::string_view value = request_.query_value(name);
    if (value.empty()) return other;
    const auto found = text::to_int(value);
    if (!found) wrong(name);
    return found.value_or(other);
  }
  Outcome outcome() const {
    if (errors_.empty()) return done();
    return refuse_fields(ErrorCode::bad_input, errors_);
  }
  void wrong(std::string_view name) { errors_.push_back({std::string(name), "取值有误", "has a wrong value"}); }

 private:
  const http::Request& request_;
  std::vector<FieldError> errors_;
};

Result<ListQuery> read_query(const http::Request& request) {
  QueryReader read(request);
  ListQuery query;
  const std::string status = read.text("status");
  if (status == "open" || status == "ended") {
    query.open = status == "open";
  } else {
    query.status = read.choice<Status>("status");
  }
  query.stage = read.choice<Step>("stage");
  query.level = read.choice<Level>("level");
  query.lamp = read.choice<Lamp>("lamp");
  query.channel = read.choice<Channel>("channel");
  query.severity = read.choice<Severity>("severity");
  query.overdue = read.flag("overdue");
  query.item = read.text("item");
  query.unit = read.text("unit");
  query.area = read.text("grid").empty() ? read.text("area") : read.text("grid");
  query.q = read.text("q");
  query.from = read.moment("from");
  query.to = read.moment("to", 1);
  query.closed_from = read.moment("closed_from");
  query.archived = read.flag("archived");
  query.mine = read.flag("mine").value_or(false);
  query.after = read.text("after");
  const std::int64_t limit = read.number("limit", 50);
  if (limit < 1 || limit > 200) read.wrong("limit");
  query.limit = static_cast<int>(std::clamp<std::int64_t>(limit, 1, 200));
  if (query.area.size() > 15 || query.area.find_first_not_of("0123456789") != std::string::npos) read.wrong("area");
  TIANGE_CHECK_OK(read.outcome());
  return query;
}

const std::vector<std::string> k_list_params = {"status", "stage", "level",   "item",     "unit",    "grid",
                                                "area",   "lamp",  "channel", "severity", "overdue", "q",
                                                "from",   "to",    "mine",    "after",    "limit",   "closed_from",
                                                "archived"};

// "v12" or "12-9f3c…" in If-Match.
std::optional<std::int64_t> wanted_version(const http::Request& request) {
  std::string_view tag = request.header("if-match");
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  while (!tag.empty() && (tag.front() == '"' || tag.front() == 'v')) tag.remove_prefix(1);
  const std::size_t end = tag.find_first_not_of("0123456789");
  const auto version = text::to_int(tag.substr(0, end));
  return version;
}


std::string cell_time(const std::optional<Instant>& moment) { return moment ? format_local(*moment) : ""; }

struct ExportColumn {
  std::string_view name;
  Words head;
  std::string (*cell)(const CaseRow& row, Language language);
};

const std::vector<ExportColumn>& export_columns() {
  static const std::vector<ExportColumn> columns = {
      {"number", {"工单编号", "Number"}, [](const CaseRow& r, Language) { return r.number; }},
      {"title", {"标题", "Title"}, [](const CaseRow& r, Language) { return r.title; }},
      {"item", {"事项", "Item"}, [](const CaseRow& r, Language) { return r.item_name; }},
      {"channel", {"来源", "Channel"}, [](const CaseRow& r, Language l) { return said_in(channel_words(r.channel), l); }},
      {"kind", {"类型", "Kind"}, [](const CaseRow& r, Language l) { return said_in(kind_words(r.kind), l); }},
      {"severity",
       {"紧急程度", "Severity"},
       [](const CaseRow& r, Language l) { return said_in(severity_words(r.severity), l); }},
      {"status", {"状态", "Status"}, [](const CaseRow& r, Language l) { return said_in(status_words(r.status), l); }},
      {"level", {"层级", "Level"}, [](const CaseRow& r, Language l) { return said_in(level_words(r.level), l); }},
      {"area", {"区域", "Area"}, [](const CaseRow& r, Language) { return r.area_name; }},
      {"grid", {"网格", "Grid"}, [](const CaseRow& r, Language) { return r.grid_code; }},
      {"unit",
       {"承办单位", "Unit"},
       [](const CaseRow& r, Language l) { return l == Language::zh ? r.unit_zh : r.unit_en; }},
      {"handler", {"经办人", "Handler"}, [](const CaseRow& r, Language) { return r.handler; }},
      {"created", {"上报时间", "Reported"}, [](const CaseRow& r, Language) { return format_local(r.created); }},
      {"due", {"到期时间", "Due"}, [](const CaseRow& r, Language) { return cell_time(r.due); }},
      {"closed", {"结案时间", "Closed"}, [](const CaseRow& r, Language) { return cell_time(r.closed); }},
      {"repeat", {"重复件数", "Repeats"}, [](const CaseRow& r, Language) { return std::to_string(r.repeat); }},
      {"overdue",
       {"是否超期", "Overdue"},
       [](const CaseRow& r, Language l) {
         return said_in(r.overdue ? Words{"是", "yes"} : Words{"否", "no"}, l);
       }},
  };
  return columns;
}

// What was taken out of the house, as its filters say it: "area=440604010&overdue=1".
std::string filters_of(const http::Request& request) {
  std::string out;
  for (const auto& [name, value] : request.query) {
    if (value.empty() || name == "format" || name == "columns") continue;
    out += (out.empty() ? "" : "&") + name + "=" + value;
  }
  return out;
}

Outcome record_export(CaseService& service, const http::Request& request, bool xlsx) {
  const std::string filters = filters_of(request);
  const std::string kind = xlsx ? "XLSX" : "CSV";
  return service.parts().db.write(request.scope, [&](db::Tx& tx) -> Outcome {
    service.parts().org.record(tx, request, "cases.export", filters.empty() ? "-" : text::cut(filters, 200),
                               {"导出工单列表（" + kind + "，诉求人信息不在其中）",
                                "Exported the list of cases (" + kind + ", nobody's personal data)"});
    return done();
  });
}

http::Response export_rows(CaseService& service, http::Request& request) {
  auto query = read_query(request);
  if (!query.ok()) return http::problem(query.refusal(), request.scope);
  if (!request.scope.may(Permission::cases_view)) return http::problem(refuse(ErrorCode::forbidden), request.scope);
  const bool xlsx = request.query_value("format") == "xlsx";
  // Left out unless asked for: it costs a look at every case.
  static const ExportColumn answers{"answers", {"表单答案", "Form answers"}, nullptr};
  std::vector<const ExportColumn*> columns;
  for (const std::string_view name : text::split(request.query_value("columns"), ',')) {
    for (const ExportColumn& column : export_columns()) {
      if (column.name == name) columns.push_back(&column);
    }
    if (name == answers.name) columns.push_back(&answers);
  }
  if (columns.empty()) {
    for (const ExportColumn& column : export_columns()) columns.push_back(&column);
  }
  if (const Outcome recorded = record_export(service, request, xlsx); !recorded.ok())
    return http::problem(recorded.refusal(), request.scope);
  http::Response response;
  response.content_type = std::string(xlsx ? sheets::k_xlsx_type : sheets::k_csv_type);
  response.with("Content-Disposition",
                xlsx ? "attachment; filename=\"cases.xlsx\"" : "attachment; filename=\"cases.csv\"");
  response.stream = [&service, columns, xlsx, scope = request.scope, query = *query,
                     now = request.now](const http::Sink& sink) {
    bool open = true;
    const auto guarded = [&](std::string_view piece) { return open = open && sink(piece); };
    const auto writer = xlsx ? sheets::write_xlsx(guarded) : sheets::write_csv(guarded, sheets::CsvFor::people);
    std::vector<std::string> cells;
    for (const ExportColumn* column : columns) cells.push_back(said_in(column->head, scope.language));
    writer->row(cells);
    const auto outcome = service.each_row(scope, query, now, [&](const CaseRow& row) {
      cells.clear();
      for (const ExportColumn* column : columns)
        cells.push_back(column->cell ? column->cell(row, scope.language) : service.answers_of(scope, row, now));
      writer->row(cells);
      return open;
    });
    (void)outcome;
    writer->finish();
  };
  return response;
}

// The items the words point at, likeliest first; confidential ones are for the desk to recognise.
CategoryList categories_for(const CaseService& service, const std::string& content, const std::string& area) {
  CategoryList list;
  const CasesParts& parts = service.parts();
  if (!parts.suggester || text::trim(content).empty()) return list;
  for (const SuggestedItem& suggested : parts.suggester->suggest(text::cut(content, 1'000), area).item) {
    const auto item = parts.items.find(suggested.code);
    if (!item || item->confidential) continue;
    list.items.push_back({item->code, item->name_zh, item->name_en, item->form});
    if (list.items.size() == k_most_categories) break;
  }
  return list;
}

http::Response categories(const CaseService& service, const http::Request& request) {
  const auto in = json::read<CategoryIn>(request.body.empty() ? "{}" : request.body);
  if (!in.ok()) return http::problem(in.refusal(), request.scope);
  const std::string area = service.grid_of(in->place);
  CategoryList list = categories_for(service, in->content, area);
  list.area = area;
  return http::json_response(json::write(list));
}

// What the standby kept counts from when it was received, and the history says so.
Result<Receipt> take_report(CaseService& service, const http::Request& request, db::Tx& tx, const Scope& scope, const ReportInput& input) {
  const auto kept = kept_report(request);
  TIANGE_TRY(Receipt receipt, service.report_briefly(tx, scope, input, kept ? kept->received : request.now));
  if (!kept) return receipt;
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(receipt.ref));
  const Words said{"系统停机期间由应急受理于 " + format_local(kept->received) + " 收到，现移交登记；时限自收到时起算",
                   "received by the standby at " + format_local(kept->received) + " while the system was down, handed over now; limits run from then"};
  TIANGE_CHECK_OK(service.remark(tx, system_scope(), ref, "standby", said, "回执 " + kept->receipt, request.now));
  return receipt;
}

void add_public_routes(CaseService& service, http::Routes& routes) {
  using http::Method;
  routes.command<ReportInput, PublicAnswer>(
      Method::post, "/api/v1/public/reports", Permission::open_to_all, "群众上报", "Report without signing in",
      [&service](const http::Request& request, db::Tx& tx, const ReportInput& in) -> Result<PublicAnswer> {
        ReportInput input = in;
        input.channel = Channel::web;
        input.settled.reset();
        Scope resident;
        resident.request_id = request.scope.request_id;
        TIANGE_TRY(const Receipt view, take_report(service, request, tx, resident, input));
        return PublicAnswer{view.number, view.query_code};
      });
  http::Route suggest{Method::post, "/api/v1/public/categories", Permission::open_to_all, "可能的问题类别",
                      "Categories a report may belong to; nothing is kept"};
  suggest.in = http::schema_of<CategoryIn>();
  suggest.out = http::schema_of<CategoryList>();
  suggest.max_body = 32 << 10;
  suggest.handle = [&service](http::Request& request) { return categories(service, request); };
  routes.raw(std::move(suggest));
  routes.query<Progress>(
      "/api/v1/public/reports/{number}", Permission::open_to_all, "查询进度", "Progress by number and query code",
      [&service](const http::Request& request) -> Result<Progress> {
        return service.parts().db.read([&](db::Tx& tx) {
          return service.progress(tx, request.param("number"), request.query_value("code"), request.now);
        });
      },
      {"code"});
}

void add_view_routes(CaseService& service, http::Routes& routes) {
  routes.query<SavedViews>("/api/v1/cases/views", Permission::cases_view, "我的视图", "Saved views",
                           [&service](const http::Request& request) -> Result<SavedViews> {
                             return service.parts().db.read([&](db::Tx& tx) -> Result<SavedViews> {
                               SavedViews out;
                               for (const StoredView& view : service.store().views(tx, request.scope))
                                 out.items.push_back({view.name, view.query});
                               return out;
                             });
                           });
  routes.command<SavedViews, SavedViews>(
      http::Method::put, "/api/v1/cases/views", Permission::cases_view, "保存视图", "Save views",
      [&service](const http::Request& request, db::Tx& tx, const SavedViews& in) -> Result<SavedViews> {
        if (in.items.size() > k_most_views)
          return refuse_fields(ErrorCode::bad_input, {FieldError{"items", "最多保存 50 个视图", "at most 50 views"}});
        std::vector<StoredView> views;
        for (const SavedView& view : in.items) {
          if (text::length(view.name) > 50 || view.query.size() > 2'000)
            return refuse_fields(ErrorCode::bad_input,
                                 {FieldError{"items", "名称或条件过长", "a name or query is too long"}});
          views.push_back({static_cast<std::int64_t>(views.size()), view.name, view.query});
        }
        service.store().put_views(tx, request.scope, views);
        return in;
      });
}

void add_reading_routes(CaseService& service, http::Routes& routes) {
  const auto read = [&service](auto fn) {
    return [&service, fn](const http::Request& request) {
      return service.parts().db.read([&](db::Tx& tx) { return fn(request, tx); });
    };
  };
  routes.query<CaseList>("/api/v1/cases", Permission::cases_view, "工单列表", "List cases",
                         read([&service](const http::Request& request, db::Tx& tx) -> Result<CaseList> {
                           TIANGE_TRY(const ListQuery query, read_query(request));
                           return service.list(tx, request.scope, query, request.now);
                         }),
                         k_list_params);
  routes.query<Inbox>("/api/v1/cases/inbox", Permission::cases_view, "我的待办", "Inbox",
                      read([&service](const http::Request& request, db::Tx& tx) -> Result<Inbox> {
                        QueryReader params(request);
                        const auto group = params.choice<InboxGroup>("group");
                        TIANGE_CHECK_OK(params.outcome());
                        return service.inbox(tx, request.scope, group.value_or(InboxGroup::all), params.text("queue"),
                                             params.text("after"), request.now);
                      }),
                      {"group", "queue", "after"});
  routes.query<CaseView>(
      "/api/v1/cases/{ref}", Permission::cases_view, "工单详情", "One case",
      [&service](const http::Request& request) -> Result<CaseView> {
        TIANGE_TRY(const CaseRef ref, CaseRef::parse(request.param("ref")));
        auto view =
            service.parts().db.read([&](db::Tx& tx) { return service.view(tx, request.scope, ref, request.now); });
        if (view.ok() && view->confidential) {
          TIANGE_CHECK_OK(service.parts().db.write(
              request.scope, [&](db::Tx& tx) { return service.record_view(tx, request.scope, ref, "page", request.now); }));
        }
        return view;
      });
  routes.query<HistoryList>("/api/v1/cases/{ref}/history", Permission::cases_view, "工单历程", "History of a case",
                            with_look(service, "history",
                                      [&service](const http::Request& request, db::Tx& tx,
                                                 CaseRef ref) -> Result<HistoryList> {
                                        TIANGE_TRY(auto items, service.history(tx, request.scope, ref));
                                        return HistoryList{std::move(items)};
                                      }));
  routes.query<MeantPlaces>("/api/v1/cases/{ref}/places", Permission::cases_locate, "工单可能所在的地点", "Places a case may mean",
                            with_look(service, "places",
                                      [&service](const http::Request& request, db::Tx& tx,
                                                 CaseRef ref) -> Result<MeantPlaces> {
                                        TIANGE_TRY(const CaseView view, service.view(tx, request.scope, ref, request.now));
                                        const std::string said = view.place.text + " " + view.title + " " + view.content;
                                        return MeantPlaces{
                                            service.parts().places.find(said, k_most_places, request.scope.language)};
                                      }));
  routes.query<HistoryCheck>("/api/v1/cases/{ref}/history/check", Permission::cases_view, "校验历程",
                             "Check the history",
                             read([&service](const http::Request& request, db::Tx& tx) -> Result<HistoryCheck> {
                               TIANGE_TRY(const CaseRef ref, CaseRef::parse(request.param("ref")));
                               return service.check_history(tx, request.scope, ref);
                             }));
}

void add_writing_routes(CaseService& service, http::Routes& routes) {
  using http::Method;
  const auto show = [&service](const http::Request& request, const Receipt& receipt) {
    return service.parts().db.read(
        [&](db::Tx& tx) { return service.view_after(tx, request.scope, receipt, request.now); });
  };
  routes.command_shown<ReportInput, Receipt, CaseView>(
      Method::post, "/api/v1/cases", Permission::cases_report, "上报工单", "Report a case",
      [&service](const http::Request& request, db::Tx& tx, const ReportInput& in) {
        return take_report(service, request, tx, request.scope, in);
      },
      show);
  routes.command_shown<ActInput, Receipt, CaseView>(
      Method::post, "/api/v1/cases/{ref}/actions/{action}", Permission::cases_view, "办理工单", "Act on a case",
      [&service](const http::Request& request, db::Tx& tx, const ActInput& in) -> Result<Receipt> {
        TIANGE_TRY(const CaseRef ref, CaseRef::parse(request.param("ref")));
        const auto action = action_from(request.param("action"));
        if (!action) return refuse(ErrorCode::not_found);
        const auto version = wanted_version(request);
        return service.act_briefly(tx, request.scope, ref, *action, in, version, request.now);
      },
      show);
  routes.command<RevealIn, ReporterView>(
      Method::post, "/api/v1/cases/{ref}/reveal", Permission::cases_reporter, "查看诉求人", "See who reported",
      [&service](const http::Request& request, db::Tx& tx, const RevealIn& in) -> Result<ReporterView> {
        TIANGE_TRY(const CaseRef ref, CaseRef::parse(request.param("ref")));
        return service.reveal(tx, request.scope, ref, in.fields, in.purpose, request.now);
      });
}

}  // namespace

void CaseService::add_routes(http::Routes& routes) {
  add_public_routes(*this, routes);
  add_view_routes(*this, routes);
  http::Route exported{http::Method::get, "/api/v1/cases/export", Permission::cases_export, "导出工单", "Export cases"};
  exported.query_params = k_list_params;
  exported.query_params.insert(exported.query_params.end(), {"format", "columns"});
  exported.handle = [this](http::Request& request) { return export_rows(*this, request); };
  routes.raw(std::move(exported));
  add_look_routes(*this, routes);
  add_reading_routes(*this, routes);
  add_why_routes(*this, routes);
  add_writing_routes(*this, routes);
}

}  // namespace tiange::cases
