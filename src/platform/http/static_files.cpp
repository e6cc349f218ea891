#include "platform/http/static_files.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/digest.h"
#include "base/text.h"
#include "platform/net/compress.h"

namespace tiange::http {

namespace {

struct StaticFile {
  std::string body;
  std::string packed;  // gzip, when that is smaller
  std::string etag;
  std::string_view type;
  bool forever = false;
};
using Files = std::map<std::string, StaticFile, std::less<>>;  // "assets/index-3f9c1a2b.js"

constexpr int k_pack_level = 6;

// "assets/…-xxxxxxxx.ext": eight or more letters, digits, - or _ after a dash, as bundlers write them.
bool has_digest(std::string_view path) {
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return false;
  const std::string_view name = path.substr(slash + 1);
  const auto dot = name.find('.');
  const auto dash = name.find('-');
  if (dot == std::string_view::npos || dash == std::string_view::npos || dot < 9) return false;
  return dash < dot && dot - dash > 8;
}

Files read_folder(const std::string& folder) {
  Files files;
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, error)) {
    if (!entry.is_regular_file() || entry.path().extension() == ".map") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    StaticFile file;
    file.body = text.str();
    const std::string path = std::filesystem::relative(entry.path(), folder).generic_string();
    file.type = content_type_of(path);
    file.etag = etag_of(file.body);
    file.forever = has_digest(path);
    if (net::is_compressible(file.type) && file.body.size() >= net::k_least_compressed) {
      file.packed = net::gzip(file.body, k_pack_level);
      if (file.packed.size() >= file.body.size()) file.packed.clear();
    }
    files.emplace(path, std::move(file));
  }
  return files;
}

Response serve(const StaticFile& file, const Request& request) {
  Response response;
  response.content_type = std::string(file.type);
  response.with("ETag", file.etag);
  response.with("Cache-Control", file.forever ? "public, max-age=31536000, immutable" : "no-cache");
  if (file.packed.empty()) {
    response.body = file.body;
    return response;
  }
  response.with("Vary", "Accept-Encoding");
  if (net::accepts_gzip(request.header("accept-encoding"))) {
    response.with("Content-Encoding", "gzip");
    response.body = file.packed;
  } else {
    response.body = file.body;
  }
  return response;
}

// "app.js" names a file; "440604010.456036761378750472", a case in the address of a page, does not.
bool names_a_file(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot != std::string_view::npos && dot + 1 < name.size() && (name[dot + 1] < '0' || name[dot + 1] > '9');
}

const StaticFile* find(const Files& files, std::string_view path) {
  auto found = files.find(path.empty() ? "index.html" : path);
  if (path.starts_with("api/")) return nullptr;  // served at the root, a page must not stand in for a missing route
  if (found == files.end() && !names_a_file(path.substr(path.rfind('/') + 1))) found = files.find("index.html");
  return found == files.end() ? nullptr : &found->second;
}

}  // namespace

std::string_view content_type_of(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> k_types[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".geojson", "application/geo+json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".jpeg", "image/jpeg"},
      {".webp", "image/webp"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".woff", "font/woff"},
      {".ttf", "font/ttf"},
      {".pbf", "application/x-protobuf"},
      {".wasm", "application/wasm"},
      {".txt", "text/plain; charset=utf-8"},
      {".xml", "application/xml"},
      {".pdf", "application/pdf"},
  };
  const auto dot = name.rfind('.');
  const std::string extension = dot == std::string_view::npos ? "" : text::lower_ascii(name.substr(dot));
  for (const auto& [known, type] : k_types) {
    if (known == extension) return type;
  }
  return "application/octet-stream";
}

std::size_t add_static_files(Routes& routes, const std::string& mount, const std::string& folder) {
  auto files = std::make_shared<const Files>(read_folder(folder));
  if (files->empty()) return 0;
  Route route{Method::get, mount + "/{path*}", Permission::open_to_all};
  route.handle = [files](Request& request) {
    const StaticFile* file = find(*files, request.param("path"));
    return file ? serve(*file, request) : problem(refuse(ErrorCode::not_found), request.scope);
  };
  routes.raw(std::move(route));
  if (!mount.empty()) add_redirect(routes, mount, mount + "/");
  return files->size();
}

void add_redirect(Routes& routes, const std::string& from, const std::string& to) {
  Route route{Method::get, from, Permission::open_to_all};
  route.handle = [to](Request&) {
    Response response;
    response.status = 302;
    response.content_type.clear();
    response.with("Location", to);
    return response;
  };
  routes.raw(std::move(route));
}

}  // namespace tiange::http
