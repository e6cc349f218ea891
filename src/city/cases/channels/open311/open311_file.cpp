// What clients file: requests and updates.
#include <algorithm>

#include "base/text.h"
#include "city/cases/channels/open311/open311_room.h"
#include "city/cases/channels/open311/open311_services.h"
#include "platform/files/files.h"
#include "platform/http/upload.h"

namespace tiange::cases::open311 {

namespace {

constexpr std::size_t k_most_form = 1 << 20;  // bytes of a form without a photo
constexpr std::size_t k_most_description = 4'000;  // characters; the standard's limit

bool is_yes(const std::string& value) { return value == "true" || value == "1" || value == "yes"; }

std::string full_name(const Fields& fields) {
  const std::string first = field(fields, "first_name");
  const std::string last = field(fields, "last_name");
  const bool latin = !last.empty() && static_cast<unsigned char>(last.front()) < 0x80;
  return latin ? first + (first.empty() || last.empty() ? "" : " ") + last : last + first;
}

std::vector<std::string> names_in(const Fields& fields) {
  std::vector<std::string> names{full_name(fields)};
  const std::string first = field(fields, "first_name");
  const std::string last = field(fields, "last_name");
  if (text::length(first) > 1) names.push_back(first);
  if (text::length(last) > 1) names.push_back(last);
  return names;
}

// The problem document of the house as the standard's.
Fault fault_in(const http::Response& response) {
  Fault fault;
  fault.status = response.status == 422 ? 400 : response.status;
  const auto document = json::parse(response.body);
  if (!document.ok()) return fault;
  if (const json::Value* fields = document->find("fields"); fields && fields->is_array()) {
    for (const json::Value& one : fields->as_array()) fault.what.push_back(one.text_or("path") + ": " + one.text_or("zh") + " / " + one.text_or("en"));
  }
  if (fault.what.empty()) fault.what.push_back(document->text_or("detail") + " / " + document->text_or("detail_en"));
  return fault;
}

}  // namespace

Result<Room::Posted> Room::posted(http::Request& request) const {
  Posted out;
  for (const auto& [name, value] : request.query) out.fields.emplace_back(name, value);
  if (request.header("content-type").starts_with("multipart/")) {
    TIANGE_TRY(const http::Upload upload, http::Upload::open(request));
    for (const http::Part& part : upload.parts()) {
      if (!part.file_name.empty()) {
        if (out.photo.empty()) {
          out.photo = part.content;
          out.photo_name = part.file_name;
        }
      } else if (part.content.size() <= k_most_form && text::is_valid_utf8(part.content) && part.content.find('\0') == part.content.npos) {
        out.fields.emplace_back(part.name, std::string(part.content));
      }
    }
    return out;
  }
  if (request.upload_size > k_most_form) return refuse(ErrorCode::too_large);
  for (auto& one : read_form(read_file_if_any(request.upload_path).value_or(""))) out.fields.push_back(std::move(one));
  return out;
}

std::optional<ClientKey> Room::client_of(const Fields& fields, const http::Request& request, Fault& fault) {
  int retry_after_s = 0;
  const auto client = parts_.db.read([&](db::Tx& tx) { return parts_.keys.check(tx, field(fields, "api_key"), request.now, retry_after_s); });
  if (client.ok()) return *client;
  if (retry_after_s > 0) {
    fault = {429, {"too many requests / 请求过多，请稍后重试"}, retry_after_s};
  } else {
    fault = {403, {"api_key is missing or not valid / 密钥缺失或无效"}};
  }
  return std::nullopt;
}

Result<ReportInput> Room::report_of(const Fields& fields, const items::Item& item, Instant now) {
  ReportInput report;
  report.channel = Channel::web;
  report.kind = Kind::report;
  report.item_code = item.code;
  report.content = text::cut(field(fields, "description"), k_most_description);
  if (report.content.empty()) report.content = item.name_zh;
  const std::string link = field(fields, "media_url");
  if (!link.empty()) report.content += "\n照片链接：" + text::cut(link, 500);
  report.place.text = text::cut(field(fields, "address_string"), 199);
  const auto lat = text::to_double(field(fields, "lat"));
  const auto lng = text::to_double(field(fields, "long"));
  std::vector<FieldError> errors;
  if (lat.has_value() != lng.has_value()) errors.push_back({"lat", "经度和纬度须同时填写", "give both lat and long"});
  if (lat && lng) {
    report.place.lat = lat;
    report.place.lng = lng;
  }
  if (!lat && !lng && report.place.text.empty() && field(fields, "address_id").empty())
    errors.push_back({"lat", "请填写经纬度或地址", "give lat and long, or address_string"});
  report.reporter.name = text::cut(full_name(fields), 49);
  report.reporter.phone = field(fields, "phone");
  report.reporter.wants_reply = !report.reporter.phone.empty();
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors));
  if (const auto form = form_of_item(item, now); form.ok()) report.extra = answers_of(*form, attributes(fields));
  return report;
}

Result<std::string> Room::file(db::Tx& tx, const http::Request& request, const Fields& fields, const ClientKey& client,
                               const ReportInput& report) {
  Scope resident;
  resident.request_id = request.scope.request_id;
  TIANGE_TRY(const CaseView view, parts_.cases.report(tx, resident, report, request.now));
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(view.ref));
  const std::string area = view.grid_code.empty() ? view.area_code : view.grid_code;
  if (!area.starts_with(client.area)) {
    return refuse_fields(ErrorCode::bad_input, {FieldError{"lat", "不在此密钥的服务范围内", "lies outside the area of this key"}});
  }
  const std::string mail = field(fields, "email");
  if (!mail.empty()) {
    ActInput note;
    note.text = "诉求人邮箱：" + text::cut(mail, 200);
    (void)parts_.cases.act_only(tx, system_scope(), ref, Action::note, note, std::nullopt, request.now).ok();
  }
  RequestRow row;
  row.ref = ref;
  row.client = client.id;
  row.service = report.item_code;
  row.notes = status_words(view.status).zh;
  row.description = for_everybody(field(fields, "description"), names_in(fields));
  row.address = for_everybody(report.place.text, names_in(fields));
  row.lng = view.place.lng;
  row.lat = view.place.lat;
  row.requested = request.now;
  row.updated = request.now;
  if (view.due) row.expected = *view.due;
  if (!report.evidence.empty()) row.photo = report.evidence.front();
  row.media_url = text::cut(field(fields, "media_url"), 500);
  const std::string allowed = field(fields, "media_public");
  row.photo_public = allowed.empty() ? client.photos_public : is_yes(allowed);
  insert_request(tx, row);
  json::Value one{json::Object{}};
  one.set("service_request_id", ref.id.text());
  one.set("service_notice", "工单编号 " + view.number + (view.query_code.empty() ? "" : "，查询码 " + view.query_code));
  one.set("account_id", json::Value());
  return json::write(json::Value(json::Array{one}));
}

http::Response Room::post_answer(http::Request& request, const std::function<Result<std::string>(db::Tx&)>& act, std::string_view root,
                                 Form form) {
  http::Response response = routes_->run_command(request, act);
  if (response.status != 200) return failed(fault_in(response), form);
  if (form == Form::xml) response.body = to_xml(json::parse(response.body).value_or(json::Value()), root);
  response.content_type = form == Form::json ? "application/json; charset=utf-8" : "text/xml; charset=utf-8";
  return response;
}

bool Room::keep_photo(const Posted& in, Instant now, std::string& digest, Fault& fault) {
  if (in.photo.empty()) return true;
  const auto blob = parts_.blobs.put(Scope{}, now, {.content = in.photo, .file_name = in.photo_name, .given = {}});
  if (!blob.ok()) fault = {400, {"media: " + blob.refusal().zh + " / " + blob.refusal().en}};
  else if (!blob->type.starts_with("image/")) fault = {400, {"media must be a photo / 只接受照片"}};
  else digest = blob->digest;
  return !digest.empty();
}

http::Response Room::file_request(http::Request& request) {
  const Form form = form_of(request);
  auto in = posted(request);
  if (!in.ok()) return failed(fault_of(in.refusal(), request.scope.language), form);
  Fault fault;
  const auto client = client_of(in->fields, request, fault);
  if (!client) return failed(fault, form);
  if (const auto wrong = wrong_jurisdiction(field(in->fields, "jurisdiction_id"))) return failed(*wrong, form);
  const std::string code = field(in->fields, "service_code");
  if (code.empty()) return failed({400, {"service_code was not provided / 缺少 service_code"}}, form);
  const auto item = parts_.items.find(code);
  if (!item || !item->active || item->confidential) return failed({404, {"service_code was not found / 没有这个服务"}}, form);
  auto report = report_of(in->fields, *item, request.now);
  if (!report.ok()) return failed(fault_of(report.refusal(), request.scope.language), form);
  std::string photo;
  if (!keep_photo(*in, request.now, photo, fault)) return failed(fault, form);
  if (!photo.empty()) report->evidence.push_back(photo);
  return post_answer(request, [&](db::Tx& tx) { return file(tx, request, in->fields, *client, *report); }, "service_requests", form);
}

http::Response Room::file_update(http::Request& request) {
  const Form form = form_of(request);
  const auto in = posted(request);
  if (!in.ok()) return failed(fault_of(in.refusal(), request.scope.language), form);
  Fault fault;
  const auto client = client_of(in->fields, request, fault);
  if (!client) return failed(fault, form);
  const std::string words = text::cut(field(in->fields, "description"), k_most_description / 4);
  const auto id = text::to_int(field(in->fields, "service_request_id"));
  if (!id) return failed({400, {"service_request_id was not provided / 缺少 service_request_id"}}, form);
  if (words.empty()) return failed({400, {"description was not provided / 缺少 description"}}, form);
  std::string photo;
  if (!keep_photo(*in, request.now, photo, fault)) return failed(fault, form);
  const auto act = [&](db::Tx& tx) -> Result<std::string> {
    auto row = find_request(tx, *id);
    if (!row || row->client != client->id) return refuse(ErrorCode::not_found);
    UpdateRow update;
    update.part_key = row->ref.part_key;
    update.id = parts_.ids.next(request.now);
    update.request = *id;
    update.open = row->open;
    update.description = for_everybody(words, names_in(in->fields));
    update.updated = request.now;
    update.client = client->id;
    update.client_id = text::cut(field(in->fields, "update_id"), 100);
    update.photo = photo;
    update.media_url = text::cut(field(in->fields, "media_url"), 500);
    const std::string allowed = field(in->fields, "media_public");
    update.photo_public = allowed.empty() ? client->photos_public : is_yes(allowed);
    if (insert_update(tx, update)) {
      const std::string status = text::lower_ascii(field(in->fields, "status"));
      ActInput note;
      if (!photo.empty()) note.evidence.push_back(photo);
      note.text = "诉求人补充：" + words + (status.empty() ? "" : "（其标记为 " + text::cut(status, 30) + "）");
      (void)parts_.cases.act_only(tx, system_scope(), row->ref, Action::note, note, std::nullopt, request.now).ok();
      row->updated = request.now;
      save_request(tx, *row);
    } else {
      update.id = update_of_client(tx, update.client, update.client_id)->id;
    }
    json::Value one{json::Object{}};
    one.set("update_id", std::to_string(update.id));
    return json::write(json::Value(json::Array{one}));
  };
  return post_answer(request, act, "service_request_updates", form);
}

}  // namespace tiange::cases::open311
