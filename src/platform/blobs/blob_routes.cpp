#include <sys/stat.h>

#include "base/text.h"
#include "platform/blobs/blobs.h"
#include "platform/blobs/file_type.h"
#include "platform/http/upload.h"

namespace tiange::blobs {

namespace {

using http::Request;
using http::Response;

Result<Taken> read_given(const std::function<std::string(std::string_view)>& field) {
  Taken taken;
  std::vector<FieldError> errors;
  if (const std::string text = field("taken"); !text.empty()) {
    const auto moment = parse_local(text);
    if (moment.ok()) {
      taken.moment = *moment;
    } else {
      errors.push_back(
          {"taken", "应为时间，如 2026-11-21T09:05:00+08:00", "must be a time such as 2026-11-21T09:05:00+08:00"});
    }
  }
  const auto degrees = [&](std::string_view name, double most) -> std::optional<double> {
    const std::string text = field(name);
    if (text.empty()) return std::nullopt;
    const auto value = text::to_double(text);
    if (value && *value >= -most && *value <= most) return value;
    errors.push_back({std::string(name), "应为经纬度（度）", "must be degrees"});
    return std::nullopt;
  };
  taken.lng = degrees("lng", 180);
  taken.lat = degrees("lat", 90);
  if (const std::string device = field("device"); !device.empty()) taken.device = text::cut(device, 80);
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors));
  return taken;
}

Result<BlobView> take_in(BlobStore& store, const Request& request, bool images_only) {
  TIANGE_TRY(const http::Upload upload, http::Upload::open(request));
  const http::Part* file = upload.file();
  if (!file) {
    return refuse_fields(ErrorCode::bad_input, {{"file", "缺少文件", "is missing"}});
  }
  const bool raw = !request.header("content-type").starts_with("multipart/");
  TIANGE_TRY(Taken given, read_given([&](std::string_view name) {
               return raw ? std::string(request.query_value(name)) : upload.field(name);
             }));
  if (images_only && !detect_type(file->content).starts_with("image/")) {
    return refuse(ErrorCode::unsupported_type, "仅限照片", "photos only");
  }
  return store.put(request.scope, request.now, {file->content, file->file_name, std::move(given)});
}

http::Route upload_route(BlobStore& store, std::string pattern, Permission permission, std::string zh, std::string en,
                         std::size_t most_bytes, bool images_only) {
  http::Route route{http::Method::post, std::move(pattern), permission, std::move(zh), std::move(en)};
  route.upload = true;
  route.max_body = most_bytes + (1 << 20);  // the form around the file
  route.out = http::schema_of<BlobView>();
  route.query_params = {"taken", "lng", "lat", "device"};
  route.handle = [&store, images_only](Request& request) {
    const auto view = take_in(store, request, images_only);
    return view.ok() ? http::json_response(json::write(*view)) : http::problem(view.refusal(), request.scope);
  };
  return route;
}

// bytes=first-last, bytes=first-, bytes=-count of one range (RFC 9110 §14). Several ranges, or another unit: the whole.
struct Range {
  std::uint64_t from = 0;
  std::uint64_t size = 0;
  bool partial = false;
  bool unsatisfiable = false;
};
Range read_range(std::string_view header, std::uint64_t total) {
  Range whole{0, total};
  if (!header.starts_with("bytes=")) return whole;
  header.remove_prefix(6);
  const auto dash = header.find('-');
  if (dash == std::string_view::npos || header.find(',') != std::string_view::npos) return whole;
  const auto first = text::to_int(text::trim(header.substr(0, dash)));
  const auto last = text::to_int(text::trim(header.substr(dash + 1)));
  const bool has_first = !text::trim(header.substr(0, dash)).empty();
  const bool has_last = !text::trim(header.substr(dash + 1)).empty();
  if ((has_first && (!first || *first < 0)) || (has_last && (!last || *last < 0)) || (!has_first && !has_last))
    return whole;
  Range range;
  range.partial = true;
  if (!has_first) {
    range.size = std::min<std::uint64_t>(static_cast<std::uint64_t>(*last), total);
    range.from = total - range.size;
    range.unsatisfiable = range.size == 0;
    return range;
  }
  range.from = static_cast<std::uint64_t>(*first);
  if (has_last && *last < *first) return whole;
  range.unsatisfiable = range.from >= total;
  const std::uint64_t end = has_last ? std::min<std::uint64_t>(static_cast<std::uint64_t>(*last) + 1, total) : total;
  range.size = range.unsatisfiable ? 0 : end - range.from;
  return range;
}

void say_what_it_is(Response& response, const std::string& etag) {
  response.with("ETag", etag);
  response.with("Cache-Control", "private, max-age=86400, immutable");
  response.with("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
}

Response send_file(const Request& request, const BlobView& blob, const std::string& path) {
  const std::string etag = "\"" + blob.digest + "\"";
  const std::string_view if_range = request.header("if-range");
  const std::string_view wanted = if_range.empty() || if_range == etag ? request.header("range") : std::string_view();
  const Range range = read_range(wanted, static_cast<std::uint64_t>(blob.size));
  Response response;
  if (range.unsatisfiable) {
    response = http::problem(refuse(ErrorCode::bad_range), request.scope);
    return response.with("Content-Range", "bytes */" + std::to_string(blob.size));
  }
  response.content_type = blob.type;
  response.file = http::FilePart{path, range.from, range.size};
  say_what_it_is(response, etag);
  response.with("Accept-Ranges", "bytes");
  const bool download = !shows_inline(blob.type) || !request.query_value("download").empty();
  response.with("Content-Disposition", http::content_disposition(download ? "attachment" : "inline", blob.file_name));
  if (range.partial) {
    response.status = 206;
    response.with("Content-Range", "bytes " + std::to_string(range.from) + "-" +
                                       std::to_string(range.from + range.size - 1) + "/" + std::to_string(blob.size));
  }
  return response;
}

}  // namespace

void add_blob_routes(http::Routes& routes, BlobStore& store, MayView may_view, Looked looked,
                     const BlobLimits& limits) {
  routes.raw(upload_route(store, "/api/v1/blobs", Permission::signed_in, "上传证据", "Upload evidence",
                          limits.most_bytes, false));
  if (limits.most_bytes_open > 0) {
    routes.raw(upload_route(store, "/api/v1/blobs/open", Permission::open_to_all, "居民上传照片",
                            "Upload a photo without an account", limits.most_bytes_open, true));
  }

  const auto look_up = [&db = routes.database(), may_view](const Request& request) {
    const std::string_view digest = request.param("digest");
    return db.read([&](db::Tx& tx) -> Result<BlobView> {
      auto found = find_blob(tx, digest);
      if (!found) return refuse(ErrorCode::not_found);
      if (!uploaded_by(tx, digest, request.scope.account) && !may_view(request, tx, digest)) {
        return refuse(ErrorCode::out_of_scope);
      }
      return std::move(*found);
    });
  };
  routes.query<BlobView>("/api/v1/blobs/{digest}/about", Permission::signed_in, "证据信息", "What is known about evidence",
                         look_up);

  http::Route whole{http::Method::get, "/api/v1/blobs/{digest}", Permission::signed_in, "下载证据", "Download evidence"};
  whole.query_params = {"download"};
  whole.handle = [look_up, looked, &store](Request& request) {
    const auto blob = look_up(request);
    if (!blob.ok()) return http::problem(blob.refusal(), request.scope);
    if (looked) {
      const Outcome told = looked(request, blob->digest, false);
      if (!told.ok()) return http::problem(told.refusal(), request.scope);
    }
    return send_file(request, *blob, store.path_of(blob->digest));
  };
  routes.raw(std::move(whole));

  http::Route small{http::Method::get, "/api/v1/blobs/{digest}/thumbnail", Permission::signed_in, "证据缩略图",
                    "Small copy of a photo"};
  small.handle = [look_up, looked, &store](Request& request) {
    const auto blob = look_up(request);
    if (!blob.ok()) return http::problem(blob.refusal(), request.scope);
    if (looked) {
      const Outcome told = looked(request, blob->digest, true);
      if (!told.ok()) return http::problem(told.refusal(), request.scope);
    }
    const auto path = store.thumbnail_path(*blob);
    struct stat info {};
    if (!path.ok() || ::stat(path->c_str(), &info) != 0) {
      return http::problem(path.ok() ? refuse(ErrorCode::not_found) : path.refusal(), request.scope);
    }
    Response response;
    response.content_type = "image/jpeg";
    response.file = http::FilePart{*path, 0, static_cast<std::uint64_t>(info.st_size)};
    say_what_it_is(response, "\"" + blob->digest + "-320\"");
    return response;
  };
  routes.raw(std::move(small));
}

}  // namespace tiange::blobs
