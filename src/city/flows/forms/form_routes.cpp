#include <algorithm>

#include "base/text.h"
#include "city/flows/form_sources.h"
#include "city/flows/forms/flow_forms.h"

namespace tiange::flows {

namespace {

constexpr std::size_t k_most_found = 50;

struct FormView {
  std::string key;
  std::int64_t version = 0;
  std::string name_zh;
  std::string name_en;
  bool has_rules = false;    // what is shown, needed or calculated depends on answers
  bool asks_server = false;  // some rules are evaluated by the server only: ask check as well
  std::vector<forms::View> fields;
};
BOOST_DESCRIBE_STRUCT(FormView, (), (key, version, name_zh, name_en, has_rules, asks_server, fields))

struct FormList {
  std::vector<FormView> items;
};
BOOST_DESCRIBE_STRUCT(FormList, (), (items))

struct CheckIn {
  json::Value answers;
  std::optional<std::int64_t> version;
  std::optional<std::string> area;  // where the matter is; without a version
};
BOOST_DESCRIBE_STRUCT(CheckIn, (), (answers, version, area))

struct WrongAnswer {
  std::string path;
  std::string zh;
  std::string en;
};
BOOST_DESCRIBE_STRUCT(WrongAnswer, (), (path, zh, en))

// As forms::Checked says.
struct CheckOut {
  std::int64_t form_version = 0;
  std::vector<std::string> visible;
  std::vector<std::string> required;
  std::vector<std::string> fixed;
  json::Value values;  // good answers and what was calculated
  std::vector<WrongAnswer> wrong;
  std::map<std::string, std::vector<forms::Choice>> choices;
  std::map<std::string, std::string> texts;
  std::map<std::string, std::vector<std::vector<std::string>>> tables;
  std::map<std::string, std::string> within;
};
BOOST_DESCRIBE_STRUCT(CheckOut, (), (form_version, visible, required, fixed, values, wrong, choices, texts, tables, within))

struct PreviewIn {
  std::string content;
  json::Value answers;
  std::optional<Instant> at;  // the moment rules see as now
};
BOOST_DESCRIBE_STRUCT(PreviewIn, (), (content, answers, at))

struct PreviewOut {
  std::vector<WrongAnswer> problems;  // of the definition; then there is no form
  std::optional<FormView> form;
  std::optional<CheckOut> check;
};
BOOST_DESCRIBE_STRUCT(PreviewOut, (), (problems, form, check))

struct ChoiceList {
  std::vector<ChoiceEntry> items;
};
BOOST_DESCRIBE_STRUCT(ChoiceList, (), (items))

struct Rooms {
  Flows& flows;
  OpenChoices choices;
};

FormView view_of(const forms::Form& form, std::string_view key, std::int64_t version) {
  FormView view{std::string(key), version, form.name.zh, form.name.en, form.has_rules(), false, forms::views(form)};
  view.asks_server = forms::asks_server(view.fields);
  return view;
}

std::vector<WrongAnswer> faults_of(std::vector<FieldError> fields) {
  std::vector<WrongAnswer> faults;
  for (FieldError& one : fields) faults.push_back({std::move(one.path), std::move(one.zh), std::move(one.en)});
  return faults;
}

CheckOut checked_of(forms::Checked checked, std::int64_t version) {
  CheckOut out;
  out.form_version = version;
  out.visible = std::move(checked.visible);
  out.required = std::move(checked.required);
  out.fixed = std::move(checked.fixed);
  out.values = std::move(checked.answers);
  out.wrong = faults_of(std::move(checked.wrong));
  out.choices = std::move(checked.choices);
  out.texts = std::move(checked.texts);
  out.tables = std::move(checked.tables);
  out.within = std::move(checked.within);
  return out;
}

Result<FormView> one_form(Flows& flows, db::Tx& tx, const http::Request& request) {
  std::int64_t version = 0;
  if (const auto asked = request.query_value("version"); !asked.empty()) {
    const auto number = text::to_int(asked);
    if (!number || *number < 1)
      return refuse_fields(ErrorCode::bad_input, {FieldError{"version", "应为正整数", "must be a positive number"}});
    version = *number;
  }
  TIANGE_TRY(FormInUse found, flows.form(tx, request.param("key"), version, request.query_value("area"), request.now));
  // The key it is deployed under is the one that counts.
  return view_of(*found.form, request.param("key"), found.version);
}

// Everything in effect: field phones keep it for dead spots.
Result<FormList> all_forms(Flows& flows, db::Tx& tx, std::string_view area, Instant now) {
  FormList list;
  std::string last;
  for (const Definition& definition : flows.definitions(tx)) {
    if (definition.kind != DefinitionKind::form || definition.key == last) continue;
    last = definition.key;
    const auto found = flows.form(tx, definition.key, 0, area, now);
    if (!found.ok()) continue;  // not in effect yet
    list.items.push_back(view_of(*found->form, definition.key, found->version));
  }
  return list;
}

http::Response check_response(const Rooms& rooms, db::Db& db, const http::Request& request) {
  const auto in = json::read<CheckIn>(request.body.empty() ? "{}" : request.body);
  if (!in.ok()) return http::problem(in.refusal(), request.scope);
  const auto found = db.read([&](db::Tx& tx) {
    return rooms.flows.form(tx, request.param("key"), in->version.value_or(0), in->area.value_or(""), request.now);
  });
  if (!found.ok()) return http::problem(found.refusal(), request.scope);
  const auto choices = rooms.choices(request.now);
  return http::json_response(
      json::write(checked_of(forms::check(*found->form, in->answers, request.now, choices.get()), found->version)));
}

http::Response preview_response(const Rooms& rooms, const http::Request& request) {
  const auto in = json::read<PreviewIn>(request.body.empty() ? "{}" : request.body);
  if (!in.ok()) return http::problem(in.refusal(), request.scope);
  PreviewOut out;
  auto form = forms::parse_form(in->content, form_options());
  if (!form.ok()) {
    out.problems = faults_of(form.refusal().fields);
    if (out.problems.empty()) out.problems.push_back({"", form.refusal().zh, form.refusal().en});
    return http::json_response(json::write(out));
  }
  const auto choices = rooms.choices(request.now);
  out.form = view_of(*form, form->key, 0);
  out.check = checked_of(forms::check(*form, in->answers, in->at.value_or(request.now), choices.get()), 0);
  return http::json_response(json::write(out));
}

Result<ChoiceList> search(const Rooms& rooms, const http::Request& request) {
  TIANGE_TRY(auto found, rooms.choices(request.now)->search(request.scope, request.param("source"), request.query_value("q"),
                                                            request.query_value("within"), k_most_found));
  return ChoiceList{std::move(found)};
}

// Words of codes that were chosen before.
Result<ChoiceList> name_codes(const Rooms& rooms, const http::Request& request) {
  ChoiceList list;
  const auto choices = rooms.choices(request.now);
  if (request.param("source") == "people" && request.scope.units.empty()) return refuse(ErrorCode::forbidden);
  for (const std::string_view code : text::split(request.query_value("codes"), ',')) {
    const auto words = choices->find(request.param("source"), code, "");
    if (words && list.items.size() < k_most_found) list.items.push_back({std::string(code), words->zh, words->en});
  }
  return list;
}

void add_choice_routes(http::Routes& routes, const Rooms& rooms) {
  routes.query<ChoiceList>("/api/v1/flows/choices", Permission::open_to_all, "可作选项的登记册",
                           "Registers that choices of forms come from", [](const http::Request&) -> Result<ChoiceList> {
                             ChoiceList list;
                             for (const FormSource& one : k_form_sources)
                               list.items.push_back({std::string(one.name), std::string(one.zh), std::string(one.en)});
                             return list;
                           });
  routes.query<ChoiceList>("/api/v1/flows/choices/{source}", Permission::open_to_all, "登记册中的选项",
                           "Entries of a register by text, or by codes",
                           [rooms](const http::Request& request) {
                             return request.query_value("codes").empty() ? search(rooms, request) : name_codes(rooms, request);
                           },
                           {"q", "within", "codes"});
}

}  // namespace

void add_form_routes(http::Routes& routes, Flows& flows, OpenChoices choices) {
  db::Db& db = routes.database();
  const Rooms rooms{flows, std::move(choices)};
  routes.query<FormList>("/api/v1/flows/forms", Permission::open_to_all, "附加表单", "Extra forms in effect",
                         [&db, rooms](const http::Request& request) {
                           return db.read([&](db::Tx& tx) {
                             return all_forms(rooms.flows, tx, request.query_value("area"), request.now);
                           });
                         },
                         {"area"}).etag = true;
  routes.query<FormView>("/api/v1/flows/forms/{key}", Permission::open_to_all, "表单定义", "A form; the version in effect",
                         [&db, rooms](const http::Request& request) {
                           return db.read([&](db::Tx& tx) { return one_form(rooms.flows, tx, request); });
                         },
                         {"version", "area"}).etag = true;
  http::Route check{http::Method::post, "/api/v1/flows/forms/{key}/check", Permission::open_to_all, "核对表单",
                    "What to show, what is needed, what is wrong; nothing is kept"};
  check.in = http::schema_of<CheckIn>();
  check.out = http::schema_of<CheckOut>();
  check.max_body = 64 << 10;
  check.handle = [&db, rooms](http::Request& request) { return check_response(rooms, db, request); };
  routes.raw(std::move(check));
  http::Route preview{http::Method::post, "/api/v1/flows/forms/preview", Permission::flows_view, "试填表单",
                      "Try a form that is not kept: its faults, or how it would look and judge"};
  preview.in = http::schema_of<PreviewIn>();
  preview.out = http::schema_of<PreviewOut>();
  preview.max_body = 1 << 20;
  preview.handle = [rooms](http::Request& request) { return preview_response(rooms, request); };
  routes.raw(std::move(preview));
  add_choice_routes(routes, rooms);
}

}  // namespace tiange::flows
