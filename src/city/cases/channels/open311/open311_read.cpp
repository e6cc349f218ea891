// What clients read: services, requests, updates, photos.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "city/cases/channels/open311/open311_room.h"
#include "city/cases/channels/open311/open311_services.h"
#include "platform/blobs/images.h"
#include "platform/files/files.h"

namespace tiange::cases::open311 {

namespace {

constexpr Span k_usual_span = days(90);
constexpr std::int64_t k_most_page = 1'000;
constexpr std::int64_t k_deepest_row = 100'000;  // beyond it dates narrow the list
constexpr std::size_t k_most_ids = 50;
constexpr int k_photo_side = 1'280;

std::string status_word(bool open) { return open ? "open" : "closed"; }

class QueryReader {
 public:
  explicit QueryReader(const http::Request& request) : request_(request) {}
  std::vector<std::string> words(std::string_view name) const {
    std::vector<std::string> out;
    for (const std::string_view word : text::split(request_.query_value(name), ',')) {
      if (!text::trim(word).empty()) out.emplace_back(text::trim(word));
    }
    return out;
  }
  std::optional<Instant> moment(std::string_view name) {
    std::string value(request_.query_value(name));
    if (value.empty()) return std::nullopt;
    // An unescaped + of a time zone arrives as a blank.
    if (value.size() == 25 && value[19] == ' ') value[19] = '+';
    const auto read = parse_local(value);
    if (!read.ok()) wrong(name);
    return read.ok() ? std::optional(*read) : std::nullopt;
  }
  std::optional<double> number(std::string_view name) {
    const std::string_view value = request_.query_value(name);
    if (value.empty()) return std::nullopt;
    const auto read = text::to_double(value);
    if (!read) wrong(name);
    return read;
  }
  void wrong(std::string_view name) { errors_.push_back({std::string(name), "取值有误", "has a wrong value"}); }
  const std::vector<FieldError>& errors() const { return errors_; }

 private:
  const http::Request& request_;
  std::vector<FieldError> errors_;
};

void read_extent(QueryReader& read, Wanted& rows) {
  auto box = read.words("bbox");
  if (box.empty()) box = read.words("extent");
  if (box.empty()) return;
  std::vector<double> sides;
  for (const std::string& side : box) {
    if (const auto number = text::to_double(side)) sides.push_back(*number);
  }
  if (sides.size() != 4 || sides[0] > sides[2] || sides[1] > sides[3]) return read.wrong("bbox");
  rows.west = sides[0];
  rows.south = sides[1];
  rows.east = sides[2];
  rows.north = sides[3];
}

// A box around the circle, so that an index and plain comparisons do the first cut.
void box_around(ListWanted& wanted) {
  constexpr double k_metres_per_degree = 111'195;
  const double lat_span = *wanted.radius_m / k_metres_per_degree;
  const double lng_span = lat_span / std::max(0.01, std::cos(*wanted.lat * 3.14159265358979 / 180));
  wanted.rows.south = *wanted.lat - lat_span;
  wanted.rows.north = *wanted.lat + lat_span;
  wanted.rows.west = *wanted.lng - lng_span;
  wanted.rows.east = *wanted.lng + lng_span;
}

json::Value moment_or_null(Instant moment) { return moment ? json::Value(moment_text(moment)) : json::Value(); }

}  // namespace

Result<ListWanted> read_list(const http::Request& request, Instant now) {
  QueryReader read(request);
  ListWanted wanted;
  Wanted& rows = wanted.rows;
  const auto ids = read.words("service_request_id");
  for (const std::string& text : ids) rows.ids.push_back(text::to_int(text).value_or(0));
  if (ids.size() > k_most_ids) read.wrong("service_request_id");
  rows.services = read.words("service_code");
  if (rows.services.size() > k_most_ids) read.wrong("service_code");
  const auto states = read.words("status");
  const bool open = std::find(states.begin(), states.end(), "open") != states.end();
  const bool closed = std::find(states.begin(), states.end(), "closed") != states.end();
  if (static_cast<std::size_t>(open) + static_cast<std::size_t>(closed) != states.size()) read.wrong("status");
  if (open != closed) rows.open = open;
  rows.from = read.moment("start_date");
  rows.to = read.moment("end_date");
  rows.updated_from = read.moment("updated_after");
  rows.updated_to = read.moment("updated_before");
  if (rows.ids.empty() && !rows.from && !rows.to && !rows.updated_from) rows.from = now - k_usual_span;
  read_extent(read, rows);
  wanted.lng = read.number("long");
  if (!wanted.lng) wanted.lng = read.number("lng");
  wanted.lat = read.number("lat");
  wanted.radius_m = read.number("radius");
  if (wanted.lng.has_value() != wanted.lat.has_value()) read.wrong("lat");
  if (wanted.lng && wanted.lat) {
    if (!wanted.radius_m) wanted.radius_m = 1'000;
    if (!(*wanted.radius_m > 0) || *wanted.radius_m > 100'000 || !(std::abs(*wanted.lat) <= 90) || !(std::abs(*wanted.lng) <= 180)) {
      read.wrong("radius");
    } else {
      box_around(wanted);
    }
  }
  wanted.page = text::to_int(request.query_value("page")).value_or(1);
  wanted.page_size = text::to_int(request.query_value("page_size")).value_or(k_most_page);
  if (wanted.page < 1 || wanted.page_size < 1 || wanted.page_size > k_most_page || wanted.page > k_deepest_row / wanted.page_size)
    read.wrong("page");
  if (!read.errors().empty()) return refuse_fields(ErrorCode::bad_input, read.errors());
  return wanted;
}

namespace {

// The photo of a request or an update where everybody may see it, else the link its client gave.
template <class Row>
json::Value media_of(const Row& row, const std::string& base) {
  if (!row.photo_public) return {};
  if (!row.photo.empty()) return json::Value(base + "/open311/v2/media/" + row.photo + ".jpg");
  return row.media_url.empty() ? json::Value() : json::Value(row.media_url);
}

}  // namespace

json::Value request_value(const RequestRow& row, const items::Items& items, const std::string& base, Language language) {
  const auto item = items.find(row.service);
  json::Value one{json::Object{}};
  one.set("service_request_id", row.ref.id.text());
  one.set("status", status_word(row.open));
  one.set("status_notes", row.notes);
  one.set("service_name", item ? (language == Language::en ? item->name_en : item->name_zh) : row.service);
  one.set("service_code", row.service);
  one.set("description", row.description);
  one.set("agency_responsible", row.agency);
  one.set("service_notice", json::Value());
  one.set("requested_datetime", moment_text(row.requested));
  one.set("updated_datetime", moment_text(row.updated));
  one.set("expected_datetime", moment_or_null(row.expected));
  one.set("address", row.address);
  one.set("address_id", json::Value());
  one.set("zipcode", json::Value());
  one.set("lat", row.lat ? json::Value(*row.lat) : json::Value());
  one.set("long", row.lng ? json::Value(*row.lng) : json::Value());
  one.set("media_url", media_of(row, base));
  return one;
}

json::Value update_value(const UpdateRow& row, const std::string& base) {
  json::Value one{json::Object{}};
  one.set("update_id", std::to_string(row.id));
  one.set("service_request_id", std::to_string(row.request));
  one.set("status", status_word(row.open));
  one.set("updated_datetime", moment_text(row.updated));
  one.set("description", row.description);
  one.set("media_url", media_of(row, base));
  return one;
}

http::Response Room::discovery(http::Request& request) {
  const std::string base = base_of(request) + "/open311/v2/";
  json::Value endpoint{json::Object{}};
  endpoint.set("specification", "http://wiki.open311.org/GeoReport_v2");
  endpoint.set("url", base);
  endpoint.set("changeset", "2026-11-22T00:00:00+08:00");
  endpoint.set("type", "production");
  endpoint.set("formats", json::Array{json::Value("application/json"), json::Value("text/xml")});
  json::Value document{json::Object{}};
  document.set("changeset", "2026-11-22T00:00:00+08:00");
  document.set("contact", "");
  document.set("key_service", "请向区级管理员申请密钥 / Ask the district's administrator for a key");
  document.set("endpoints", json::Array{endpoint});
  return answer(document, "discovery", form_of(request));
}

http::Response Room::services(http::Request& request) {
  const Form form = form_of(request);
  if (const auto wrong = wrong_jurisdiction(request.query_value("jurisdiction_id"))) return failed(*wrong, form);
  json::Array list;
  for (const auto& item : parts_.items.all()) {
    if (!item->confidential) list.push_back(service_of(*item, request.scope.language));
  }
  return answer(list, "services", form);
}

http::Response Room::service(http::Request& request) {
  const Form form = form_of(request);
  if (const auto wrong = wrong_jurisdiction(request.query_value("jurisdiction_id"))) return failed(*wrong, form);
  const auto item = parts_.items.find(without_ending(request.param("code")));
  if (!item || item->confidential || !item->active) return failed({404, {"service_code was not found / 没有这个服务"}}, form);
  const auto asked = form_of_item(*item, request.now);
  return answer(definition_of(item->code, asked.ok() ? &*asked : nullptr, request.scope.language), "service_definition", form);
}

http::Response Room::requests(http::Request& request) {
  const Form form = form_of(request);
  if (const auto wrong = wrong_jurisdiction(request.query_value("jurisdiction_id"))) return failed(*wrong, form);
  const auto wanted = read_list(request, request.now);
  if (!wanted.ok()) return failed(fault_of(wanted.refusal(), request.scope.language), form);
  const std::string base = base_of(request);
  json::Array list;
  std::int64_t skip = (wanted->page - 1) * wanted->page_size;
  parts_.db.run_read([&](db::Tx& tx) {
    each_request(tx, wanted->rows, [&](const RequestRow& row) {
      if (wanted->radius_m && wanted->lng && (!row.lng || distance_m(*wanted->lng, *wanted->lat, *row.lng, *row.lat) > *wanted->radius_m))
        return true;
      if (skip-- > 0) return true;
      list.push_back(request_value(row, parts_.items, base, request.scope.language));
      return static_cast<std::int64_t>(list.size()) < wanted->page_size;
    });
  });
  return answer(list, "service_requests", form);
}

http::Response Room::request(http::Request& request) {
  const Form form = form_of(request);
  if (const auto wrong = wrong_jurisdiction(request.query_value("jurisdiction_id"))) return failed(*wrong, form);
  std::vector<std::int64_t> ids;
  const std::string asked = without_ending(request.param("id"));
  for (const std::string_view text : text::split(asked, ',')) ids.push_back(text::to_int(text).value_or(0));
  if (ids.size() > k_most_ids) return failed({400, {"at most 50 requests at once / 一次最多 50 件"}}, form);
  json::Array list;
  parts_.db.run_read([&](db::Tx& tx) {
    for (const std::int64_t id : ids) {
      if (const auto row = find_request(tx, id)) list.push_back(request_value(*row, parts_.items, base_of(request), request.scope.language));
    }
  });
  if (list.empty()) return failed({404, {"service_request_id was not found / 没有这件请求"}}, form);
  return answer(list, "service_requests", form);
}

// Ids are given at once, so a token is the id itself.
http::Response Room::token(http::Request& request) {
  const Form form = form_of(request);
  const auto id = text::to_int(without_ending(request.param("id")));
  bool known = false;
  parts_.db.run_read([&](db::Tx& tx) { known = id && find_request(tx, *id).has_value(); });
  if (!known) return failed({404, {"token was not found / 没有这个凭据"}}, form);
  json::Value one{json::Object{}};
  one.set("service_request_id", std::to_string(*id));
  one.set("token", std::to_string(*id));
  return answer(json::Array{one}, "service_requests", form);
}

http::Response Room::updates(http::Request& request) {
  const Form form = form_of(request);
  QueryReader read(request);
  const auto id = text::to_int(request.query_value("service_request_id"));
  const Instant from = read.moment("start_date").value_or(id ? Instant{} : request.now - k_usual_span);
  const Instant to = read.moment("end_date").value_or(request.now + days(1));
  if (!read.errors().empty()) return failed(fault_of(refuse_fields(ErrorCode::bad_input, read.errors()), request.scope.language), form);
  json::Array list;
  const std::string base = base_of(request);
  parts_.db.run_read([&](db::Tx& tx) {
    for (const UpdateRow& row : open311::updates(tx, id.value_or(0), from, to, static_cast<int>(k_most_page))) list.push_back(update_value(row, base));
  });
  return answer(list, "service_request_updates", form);
}

// A copy without what the camera wrote into it, for photos whose reporter allowed it.
http::Response Room::media(http::Request& request) {
  const std::string digest = without_ending(request.param("photo"));
  std::optional<blobs::BlobView> blob;
  parts_.db.run_read([&](db::Tx& tx) {
    if (digest.size() == 64 && is_public_photo(tx, digest)) blob = blobs::find_blob(tx, digest);
  });
  if (!blob) return failed({404, {"no such photo / 没有这张照片"}}, Form::json);
  const auto copy = blobs::make_thumbnail(read_file_if_any(parts_.blobs.path_of(digest)).value_or(""), blob->type, k_photo_side);
  if (!copy) return failed({404, {"the photo cannot be shown / 照片无法显示"}}, Form::json);
  http::Response response;
  response.content_type = "image/jpeg";
  response.body = *copy;
  response.with("Cache-Control", "public, max-age=86400");
  response.with("Access-Control-Allow-Origin", "*");
  return response;
}

}  // namespace tiange::cases::open311
