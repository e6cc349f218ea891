#include "city/cases/channels/open311/open311_room.h"

#include "base/text.h"

namespace tiange::cases {

std::unique_ptr<Open311> open_open311(Open311Parts parts) { return std::make_unique<open311::Room>(std::move(parts)); }

namespace open311 {

namespace {

constexpr Span k_look_again = seconds(2);
constexpr std::size_t k_most_posted = 25 << 20;  // bytes

bool has_ending(std::string_view path, std::string_view ending) { return path.ends_with(ending); }

}  // namespace

Form form_of(const http::Request& request) {
  if (has_ending(request.path, ".xml")) return Form::xml;
  if (has_ending(request.path, ".json")) return Form::json;
  const std::string_view accept = request.header("accept");
  const bool xml = accept.find("xml") != accept.npos && accept.find("json") == accept.npos && accept.find("html") == accept.npos;
  return xml ? Form::xml : Form::json;
}

std::string without_ending(std::string_view last) {
  for (const std::string_view ending : {".json", ".xml", ".jpg"}) {
    if (last.ends_with(ending)) return std::string(last.substr(0, last.size() - ending.size()));
  }
  return std::string(last);
}

http::Response answer(const json::Value& value, std::string_view root, Form form, int status) {
  http::Response response = http::json_response(form == Form::json ? json::write(value) : to_xml(value, root), status);
  response.content_type = form == Form::json ? "application/json; charset=utf-8" : "text/xml; charset=utf-8";
  response.with("Access-Control-Allow-Origin", "*");
  return response;
}

http::Response failed(const Fault& fault, Form form) {
  http::Response response = answer(errors(fault.status, fault.what), "errors", form, fault.status);
  if (fault.retry_after_s > 0) response.with("Retry-After", std::to_string(fault.retry_after_s));
  return response;
}

Fault fault_of(const Refusal& refusal, Language language) {
  Fault fault;
  fault.status = refusal.code == ErrorCode::bad_input ? 400 : refusal.http_status();
  for (const FieldError& field : refusal.fields) fault.what.push_back(field.path + ": " + (language == Language::zh ? field.zh : field.en));
  if (fault.what.empty()) fault.what.push_back(language == Language::zh ? refusal.zh : refusal.en);
  return fault;
}

std::string Room::base_of(const http::Request& request) const {
  if (!parts_.base_url.empty()) return parts_.base_url.ends_with('/') ? parts_.base_url.substr(0, parts_.base_url.size() - 1) : parts_.base_url;
  return (request.secure ? "https://" : "http://") + std::string(request.header("host"));
}

std::optional<Fault> Room::wrong_jurisdiction(std::string_view given) const {
  if (given.empty() || given == parts_.district) return std::nullopt;
  return Fault{404, {"jurisdiction_id was not found / 没有这个辖区"}};
}

Result<forms::Form> Room::form_of_item(const items::Item& item, Instant now) {
  if (item.form.empty()) return refuse(ErrorCode::not_found);
  return parts_.db.read([&](db::Tx& tx) -> Result<forms::Form> {
    TIANGE_TRY(const flows::FormInUse found, parts_.flows.form(tx, item.form, 0, "", now));
    return *found.form;
  });
}

void Room::add(http::Routes& routes, http::Method method, std::vector<std::string> patterns, const char* zh, const char* en, Handler handler,
               bool upload, std::vector<std::string> query) {
  for (std::string& pattern : patterns) {
    http::Route route{method, std::move(pattern), Permission::open_to_all, zh, en};
    route.query_params = query;
    route.upload = upload;
    if (upload) route.max_body = k_most_posted;
    route.handle = [this, handler](http::Request& request) { return (this->*handler)(request); };
    routes.raw(std::move(route));
  }
}

void Room::add_routes(http::Routes& routes) {
  using http::Method;
  routes_ = &routes;
  const auto three = [](const std::string& path) { return std::vector<std::string>{path, path + ".json", path + ".xml"}; };
  const std::string v2 = "/open311/v2/";
  add(routes, Method::get, three("/open311/discovery"), "Open311 服务发现", "Open311 discovery", &Room::discovery);
  add(routes, Method::get, three(v2 + "discovery"), "Open311 服务发现", "Open311 discovery", &Room::discovery);
  add(routes, Method::get, three(v2 + "services"), "Open311 服务列表", "Open311 services", &Room::services, false, {"jurisdiction_id"});
  add(routes, Method::get, {v2 + "services/{code}"}, "Open311 服务定义", "Open311 service definition", &Room::service, false, {"jurisdiction_id"});
  add(routes, Method::get, three(v2 + "requests"), "Open311 请求列表", "Open311 requests", &Room::requests, false,
      {"jurisdiction_id", "service_request_id", "service_code", "status", "start_date", "end_date", "updated_after", "updated_before",
       "bbox", "extent", "lat", "long", "radius", "page", "page_size"});
  add(routes, Method::post, three(v2 + "requests"), "Open311 提交请求", "File an Open311 request", &Room::file_request, true);
  add(routes, Method::get, {v2 + "requests/{id}"}, "Open311 请求", "Open311 request", &Room::request, false, {"jurisdiction_id"});
  add(routes, Method::get, {v2 + "tokens/{id}"}, "Open311 凭据", "Open311 token", &Room::token);
  add(routes, Method::get, three(v2 + "servicerequestupdates"), "Open311 请求进展", "Open311 updates of requests", &Room::updates, false,
      {"jurisdiction_id", "service_request_id", "start_date", "end_date"});
  add(routes, Method::post, three(v2 + "servicerequestupdates"), "Open311 提交进展", "Post an update of an Open311 request", &Room::file_update, true);
  add(routes, Method::get, {v2 + "media/{photo}"}, "Open311 公开照片", "Public photo of an Open311 request", &Room::media);
}

Outcome Room::on_case_event(db::Tx& tx, const db::Event& event) {
  const Instant now = parts_.clock.now();
  {
    std::lock_guard lock(lock_);
    if (!any_ && (!looked_ || now - looked_ > k_look_again || now < looked_)) {
      any_ = any_request(tx);
      looked_ = now;
    }
    if (!any_) return done();
  }
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(event.subject));
  auto row = request_of(tx, ref);
  if (!row) return done();
  const auto view = parts_.cases.view(tx, system_scope(), ref, now);
  if (!view.ok()) return done();
  const bool ended = view->status == Status::closed || view->status == Status::not_accepted;
  std::string notes = status_words(view->status).zh;
  if (!view->unit_zh.empty() && !ended) notes += "（" + view->unit_zh + "）";
  if (const auto main = main_case_of(tx, ref)) {
    notes += "：与 " + main->number + " 反映同一事项，已合并办理";
  } else if (ended && !view->result.empty()) {
    notes += "：" + for_everybody(view->result, {view->reporter.name});
  }
  const bool news = notes != row->notes || row->open == ended;
  row->open = !ended;
  row->notes = notes;
  row->agency = view->unit_zh;
  if (view->due) row->expected = *view->due;
  if (!view->item_code.empty()) row->service = view->item_code;
  row->updated = std::max(row->updated, event.happened);
  save_request(tx, *row);
  if (!news) return done();
  UpdateRow update;
  update.part_key = ref.part_key;
  update.id = parts_.ids.next(now);
  update.request = ref.id.value;
  update.open = row->open;
  update.description = notes;
  update.updated = event.happened;
  insert_update(tx, update);
  return done();
}

}  // namespace open311
}  // namespace tiange::cases
