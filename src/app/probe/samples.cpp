#include "app/probe/samples.h"

#include <stdexcept>

#include "app/story.h"
#include "base/text.h"

namespace tiange::app::probe {

namespace {

const std::string k_report =
    R"({"channel":"hotline","kind":"report","title":"井盖","content":"${address}门口井盖松动","place":{"text":"${address}","lng":${lng},"lat":${lat}},)"
    R"("reporter":{"name":"陈女士","phone":"14012345678"}})";
const std::string k_item =
    R"({"code":"X-${n}","catalogue":"own","item_class":"event","major":"01","minor":"${n}","major_zh":"试","major_en":"Trial","name_zh":"试事项${n}",)"
    R"("name_en":"Trial ${n}","filing_condition":"有","closing_conditions":["无"],"limits":[{"severity":"normal","amount":2,"kind":"work_days"}],)"
    R"("limit_basis":"default","settle_level":"grid","lead_line":"CG","supervising_line":"ZX","form":"","successor":"","keywords":"试","legal_basis":"",)"
    R"("verify_needed":false,"confidential":false,"rated":true,"active":true,"version":${item_version}})";
const std::string k_form =
    R"({\"id\":\"probe\",\"properties\":{\"zh\":\"探\",\"en\":\"Probe\"},\"components\":[{\"type\":\"textfield\",\"key\":\"a\",\"label\":\"甲\"}]})";

// Steps that leave what the samples speak of; `keep` is the name and the path in the answer.
struct Step {
  Ask ask;
  std::vector<std::pair<std::string, std::string>> keep;
};

std::vector<Step> steps() {
  const std::string admin = "${district}-ZX:system_admin";
  const std::string steward = "${district}-ZX:data_steward";
  const std::string office = "${district}-BG:office_staff";
  return {
      {{"${district}-ZX:seat", "POST", "/api/v1/cases", k_report}, {{"ref", "ref"}, {"number", "number"}}},
      {{"", "POST", "/api/v1/public/reports", R"({"content":"路灯不亮","place":{"text":"${address}"}})"}, {{"public_number", "number"}, {"query_code", "query_code"}}},
      {{admin, "POST", "/api/v1/org/people", R"({"name":"试人","phone":"14000000000","unit":"${district}-ZX"})"}, {{"person", "id"}}},
      {{admin, "POST", "/api/v1/org/accounts", R"({"person_id":"${person}","account":"probe"})"}, {}},
      {{admin, "GET", "/api/v1/org/people/${person}"}, {{"account", "account.id"}}},
      {{admin, "POST", "/api/v1/org/people/${person}/posts", R"({"unit":"${district}-ZX","duty":"supervisor"})"}, {{"post", "post_id"}}},
      {{admin, "POST", "/api/v1/org/units", R"({"area_code":"${district}","line":"PROBE","kind":"department","name_zh":"试单位","name_en":"Trial"})"}, {{"unit", "code"}}},
      {{steward, "POST", "/api/v1/items", k_item}, {{"item", "code"}, {"item_version", "version"}}},
      {{steward, "GET", "/api/v1/places/areas/${grid}"}, {{"shape", "geometry"}}},
      {{steward, "POST", "/api/v1/cases/imports", "内容\n井盖坏了\n", "text/csv"}, {{"import", "import_id"}}},
      {{"${grid}:officer", "GET", "/api/v1/session"}, {{"officer_post", "posts[0].post_id"}}},
      {{"${grid}:officer", "POST", "/api/v1/blobs", "%PDF-1.7\n", "application/octet-stream"}, {{"digest", "digest"}}},
      {{office, "POST", "/api/v1/flows/drafts", R"({"kind":"form","key":"probe","content":")" + k_form + "\"}"}, {{"draft", "id"}}},
      {{office, "POST", "/api/v1/flows/drafts/${draft}/hand-in", "{}"}, {}},
      {{steward, "POST", "/api/v1/flows/drafts/${draft}/approve", "{}"}, {}},
      {{steward, "POST", "/api/v1/flows/drafts/${draft}/release", "{}"}, {{"form_version", "version"}}},
  };
}

// The operations that need more than a plain body.
std::vector<Sample> special() {
  const std::string admin = "${district}-ZX:system_admin";
  const std::string steward = "${district}-ZX:data_steward";
  const std::string office = "${district}-BG:office_staff";
  const std::string acceptor = "${district}-ZX:acceptor";
  const std::string security = "${district}-ZX:security_admin";
  const std::string person = R"({"name":"试人","phone":"14000000000","unit":"${district}-ZX"})";
  const std::string shapes = R"({"geojson":{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"${grid}","level":"grid","parent":"${community}","name_zh":"格","name_en":"Grid"},"geometry":${shape}}]},"reason":"试"})";
  return {
      // The reporter is shown masked, and as a whole to those who state a purpose.
      {"POST /api/v1/cases", "${district}-ZX:seat", {}, k_report, "/api/v1/cases/${answer.ref}", {"reporter.name", "reporter.phone", "extra", "settled.text", "settled.closing_condition"}},
      // A resident's report takes neither a settlement nor answers to a form that was not asked.
      {"POST /api/v1/public/reports", "", {}, R"({"content":"路灯不亮","place":{"text":"${address}"}})", "", {}},
      {"PUT /api/v1/cases/views", "${grid}:officer", {}, R"({"items":[{"name":"我的","query":"status=open"}]})", "/api/v1/cases/views"},
      {"POST /api/v1/cases/{ref}/actions/{action}", "${grid}:officer", {{"ref", "${ref}"}, {"action", "verify_true"}}, "{}", "", {}},
      {"POST /api/v1/cases/{ref}/reveal", acceptor, {{"ref", "${ref}"}}, R"({"fields":["name"],"purpose":"回访"})", "", {}},
      {"PUT /api/v1/cases/imports/{id}/mapping", steward, {{"id", "${import}"}}, R"({"name":"对应${n}","columns":{"content":0}})", "/api/v1/cases/import-mappings"},
      {"POST /api/v1/cases/imports/{id}/run", steward, {{"id", "${import}"}}, "{}", "", {}},
      {"GET /api/v1/cases/imports/{id}", steward, {{"id", "${import}"}}, "", "", {}},
      {"GET /api/v1/cases/imports/{id}/errors.csv", steward, {{"id", "${import}"}}, "", "", {}},
      {"POST /api/v1/flows/decisions/{key}/try", steward, {{"key", "dispatch"}}, R"({"inputs":{}})", "", {}},
      {"POST /api/v1/flows/drafts", office, {}, R"({"kind":"form","key":"probe","content":")" + k_form + "\"}", "/api/v1/flows/drafts/${answer.id}"},
      {"POST /api/v1/flows/tests", office, {}, R"({"kind":"form","key":"probe","name":"试","spec":{"answers":{}}})", "/api/v1/flows/tests?kind=form&key=probe", {"key"}},
      {"POST /api/v1/flows/forms/{key}/check", "${grid}:officer", {{"key", "probe"}}, R"({"answers":{"a":"甲"}})", "", {}},
      {"POST /api/v1/items", steward, {}, k_item, "/api/v1/items/${answer.code}", {}, true},
      {"PUT /api/v1/items/{code}", steward, {{"code", "${item}"}}, k_item, "/api/v1/items/${item}", {"code"}, true},
      {"POST /api/v1/org/people", admin, {}, person, "/api/v1/org/people/${answer.id}", {}, false, {"name", "phone"}},
      {"PUT /api/v1/org/people/{id}", admin, {{"id", "${person}"}}, person, "/api/v1/org/people/${person}", {}, false, {"name", "phone"}},
      {"POST /api/v1/org/people/{id}/posts", admin, {{"id", "${person}"}}, R"({"unit":"${district}-ZX","duty":"supervisor","areas":[]})", "", {}},
      {"POST /api/v1/org/units", admin, {}, R"({"area_code":"${district}","line":"P${n}","kind":"department","name_zh":"试","name_en":"Trial"})", "/api/v1/org/units/${answer.code}", {}, false, {"kind", "name_zh", "name_en"}},
      {"PUT /api/v1/org/units/{code}", admin, {{"code", "${unit}"}}, R"({"kind":"department","name_zh":"试","name_en":"Trial"})", "/api/v1/org/units/${unit}", {"area_code", "line"}, false, {"kind", "name_zh", "name_en"}},
      {"POST /api/v1/org/accounts", admin, {}, R"({"person_id":"${person}","account":"probe${n}"})", "", {}},
      {"POST /api/v1/org/accounts/{id}/lock", admin, {{"id", "${account}"}}, "{}", "", {}},
      {"POST /api/v1/org/accounts/{id}/unlock", admin, {{"id", "${account}"}}, "{}", "", {}},
      {"POST /api/v1/org/accounts/{id}/reset", admin, {{"id", "${account}"}}, "", "", {}},
      {"POST /api/v1/org/administrators", security, {}, R"({"account":"probe","duty":"audit_admin"})", "", {}},
      {"POST /api/v1/org/delegations", "${grid}:officer", {}, R"({"post_id":"${officer_post}","to_person":"${person}","from":"2026-11-21T09:05:00+08:00","until":"2027-01-01T09:05:00+08:00","reason":"休假"})", "/api/v1/org/delegations"},
      {"PUT /api/v1/org/roles/{duty}", security, {{"duty", "leader"}}, R"({"permissions":["org.view"]})", "", {}},
      {"PUT /api/v1/org/roster", admin, {}, R"({"grid":"${grid}","officer":"${person}"})", "", {}},
      {"POST /api/v1/places/geojson", steward, {}, shapes, "", {}},
      {"POST /api/v1/places/geojson/check", steward, {}, shapes, "", {}},
      {"POST /api/v1/session/tokens", "browser", {}, R"({"purpose":"报表","until":"2026-12-21T09:05:00+08:00"})", "/api/v1/session/tokens"},
      {"GET /api/v1/public/reports/{number}", "", {{"number", "${public_number}"}}, "", "", {}},
  };
}

// Who may, for operations by their first words.
std::string who_may(const Operation& operation) {
  const std::string& path = operation.path;
  const auto below = [&](std::string_view start) { return path.starts_with(start); };
  if (below("/api/v1/session") || below("/api/v1/live")) return operation.name() == "POST /api/v1/session" ? "" : "browser";
  if (below("/api/v1/public") || below("/api/v1/blobs/open") || below("/api/openapi") || below("/api/v1/org/demo")) return "";
  if (below("/api/v1/org/audit")) return "${district}-ZX:audit_admin";
  if (below("/api/v1/org/administrators") || below("/api/v1/org/roles") || below("/api/v1/org/policy")) return "${district}-ZX:security_admin";
  if (below("/api/v1/org")) return "${district}-ZX:system_admin";
  if (below("/api/v1/items") || below("/api/v1/places") || below("/api/v1/flows") || below("/api/v1/cases/import")) return "${district}-ZX:data_steward";
  if (below("/api/v1/cases/suggest")) return "${district}-ZX:seat";
  if (below("/api/v1/hotline/events")) return "${district}-ZX:telephony";
  if (below("/api/v1/hotline/article")) return "${district}-BG:office_staff";
  for (const char* managed : {"/api/v1/hotline/lines", "/api/v1/hotline/topics", "/api/v1/hotline/shifts", "/api/v1/hotline/report"}) {
    if (below(managed)) return "${district}-ZX:supervisor";
  }
  if (below("/api/v1/hotline/looks")) return "${district}-ZX:audit_admin";
  if (below("/api/v1/hotline")) return "${district}-ZX:seat";
  if (below("/api/v1/blobs")) return "${grid}:officer";
  return "${district}-ZX:dispatcher";
}

std::string default_of(const std::string& param) {
  static const Known k_defaults = {{"ref", "${ref}"},   {"id", "1"},        {"code", "${grid}"}, {"digest", "${digest}"}, {"number", "${number}"}, {"key", "case_life"}, {"version", "1"},
                                   {"duty", "officer"}, {"layer", "grids"}, {"z", "12"},         {"x", "3336"},           {"y", "1780"},           {"action", "claim"}};
  const auto found = k_defaults.find(param);
  return found == k_defaults.end() ? "1" : found->second;
}

}  // namespace

std::string filled(std::string text, const Known& known) {
  for (const auto& [name, value] : known) text = text::replace_all(text, "${" + name + "}", value);
  return text;
}

void prepare(Visitor& visitor, Known& known) {
  known["item_version"] = "0";
  for (const Step& step : steps()) {
    known["n"] = "A";
    const Ask& a = step.ask;
    const json::Value answer = visitor.must({filled(a.who, known), a.method, filled(a.target, known), filled(a.body, known), a.type});
    for (const auto& [name, path] : step.keep) {
      const json::Value* value = at_path(answer, path);
      if (!value) throw std::runtime_error(a.target + " has no " + path);
      known[name] = value->is_string() ? value->as_string() : json::write(*value);
    }
  }
}

Sample sample_of(const Operation& operation, const Known& known) {
  Sample sample;
  for (Sample& one : special()) {
    if (one.operation == operation.name()) sample = std::move(one);
  }
  if (sample.operation.empty()) {
    sample.operation = operation.name();
    sample.who = who_may(operation);
    if (operation.body.is_object()) sample.body = json::write(plain_body(operation.body));
  }
  sample.who = filled(sample.who, known);
  for (const std::string& name : operation.path_params) {
    std::string& value = sample.params[name];
    value = filled(value.empty() ? default_of(name) : value, known);
  }
  return sample;
}

}  // namespace tiange::app::probe
