#include "base/text.h"
#include "city/flows/flow_routes.h"

namespace tiange::flows {

namespace {

// What a screen needs to show a field; the rules stay here and are asked through check.
struct FormField {
  std::string name;
  forms::FieldKind kind = forms::FieldKind::text;
  std::string zh;
  std::string en;
  bool required = false;
  bool conditional = false;  // shown by a rule
  bool calculated = false;   // shown, not asked
  std::vector<forms::Choice> choices;
  std::optional<double> min;
  std::optional<double> max;
  std::int64_t longest = 0;  // characters of a text
  std::string unit_zh;
  std::string unit_en;
  std::string hint_zh;
  std::string hint_en;
};
BOOST_DESCRIBE_STRUCT(FormField, (), (name, kind, zh, en, required, conditional, calculated, choices, min, max, longest,
                                      unit_zh, unit_en, hint_zh, hint_en))

struct FormView {
  std::string key;
  std::int64_t version = 0;
  std::string name_zh;
  std::string name_en;
  bool has_rules = false;  // what is shown, needed or calculated depends on answers: ask check
  std::vector<FormField> fields;
};
BOOST_DESCRIBE_STRUCT(FormView, (), (key, version, name_zh, name_en, has_rules, fields))

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

struct CheckOut {
  std::int64_t form_version = 0;
  std::vector<std::string> visible;
  std::vector<std::string> required;
  json::Value values;  // good answers and what was calculated
  std::vector<WrongAnswer> wrong;
};
BOOST_DESCRIBE_STRUCT(CheckOut, (), (form_version, visible, required, values, wrong))

FormView view_of(const FormInUse& found) {
  const forms::Form& form = *found.form;
  FormView view{form.key, found.version, form.name.zh, form.name.en, form.has_rules(), {}};
  for (const forms::Field& field : form.fields) {
    FormField row{field.name, field.kind, field.label.zh, field.label.en, field.required};
    row.conditional = field.visible_when.has_value();
    row.calculated = field.value.has_value();
    row.choices = field.choices;
    row.min = field.min;
    row.max = field.max;
    if (field.kind == forms::FieldKind::text) row.longest = static_cast<std::int64_t>(field.longest);
    row.unit_zh = field.unit.zh;
    row.unit_en = field.unit.en;
    row.hint_zh = field.hint.zh;
    row.hint_en = field.hint.en;
    view.fields.push_back(std::move(row));
  }
  return view;
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
  FormView view = view_of(found);
  view.key = request.param("key");
  return view;
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
    list.items.push_back(view_of(*found));
    list.items.back().key = definition.key;
  }
  return list;
}

http::Response check_response(Flows& flows, db::Db& db, const http::Request& request) {
  const auto in = json::read<CheckIn>(request.body.empty() ? "{}" : request.body);
  if (!in.ok()) return http::problem(in.refusal(), request.scope);
  const auto found = db.read([&](db::Tx& tx) {
    return flows.form(tx, request.param("key"), in->version.value_or(0), in->area.value_or(""), request.now);
  });
  if (!found.ok()) return http::problem(found.refusal(), request.scope);
  forms::Checked checked = forms::check(*found->form, in->answers, request.now);
  CheckOut out{found->version, std::move(checked.visible), std::move(checked.required), std::move(checked.answers), {}};
  for (FieldError& wrong : checked.wrong)
    out.wrong.push_back({std::move(wrong.path), std::move(wrong.zh), std::move(wrong.en)});
  return http::json_response(json::write(out));
}

}  // namespace

void add_form_routes(http::Routes& routes, Flows& flows) {
  db::Db& db = routes.database();
  routes.query<FormList>("/api/v1/flows/forms", Permission::open_to_all, "附加表单", "Extra forms in effect",
                         [&](const http::Request& request) {
                           return db.read([&](db::Tx& tx) { return all_forms(flows, tx, request.query_value("area"), request.now); });
                         },
                         {"area"}).etag = true;
  routes.query<FormView>("/api/v1/flows/forms/{key}", Permission::open_to_all, "表单定义", "A form; the version in effect",
                         [&](const http::Request& request) {
                           return db.read([&](db::Tx& tx) { return one_form(flows, tx, request); });
                         },
                         {"version", "area"}).etag = true;
  http::Route check{http::Method::post, "/api/v1/flows/forms/{key}/check", Permission::open_to_all, "核对表单",
                    "What to show, what is needed, what is wrong; nothing is kept"};
  check.in = http::schema_of<CheckIn>();
  check.out = http::schema_of<CheckOut>();
  check.max_body = 64 << 10;
  check.handle = [&](http::Request& request) { return check_response(flows, db, request); };
  routes.raw(std::move(check));
}

}  // namespace tiange::flows
