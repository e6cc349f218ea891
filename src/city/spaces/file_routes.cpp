// Files of a resident over HTTP.
#include <filesystem>

#include "base/text.h"
#include "city/spaces/space_service.h"
#include "platform/files/files.h"

namespace tiange::spaces {

namespace {

using http::Method;
using http::Request;

const std::string k_base = "/api/v1/public/space/files";
constexpr std::size_t k_most_bytes = 20u << 20;

Result<SubjectId> subject_of(const SpaceService& room, db::Tx& tx, const Request& request) {
  TIANGE_TRY(const store::SessionRecord session, room.session(tx, request.header("x-tiange-key"), request.now));
  return SubjectId{session.subject};
}

// Where there is room, a copy on each node, then the record.
http::Response take_file(http::Routes& routes, SpaceService& room, Request& request) {
  const auto size = static_cast<std::int64_t>(request.upload_size);
  SubjectId subject;
  const auto nodes = room.parts().db.read([&](db::Tx& tx) -> Result<std::vector<std::size_t>> {
    TIANGE_TRY(subject, subject_of(room, tx, request));
    return room.places_for(tx, subject, size, request.now);
  });
  if (!nodes.ok()) return http::problem(nodes.refusal(), request.scope);
  const std::string content = read_file_if_any(request.upload_path).value_or("");
  std::string name = text::cut(text::trim(request.query_value("name")), 100);
  if (name.empty()) name = "文件";
  std::optional<blobs::BlobView> blob;
  for (const std::size_t node : *nodes) {
    const auto kept = room.keep(node, content, name, request.now);
    if (!kept.ok()) return http::problem(kept.refusal(), request.scope);
    blob = *kept;
  }
  return routes.run_command(request, [&](db::Tx& tx) -> Result<std::string> {
    TIANGE_TRY(const FileView view, room.note_file(tx, subject, *blob, name, *nodes, request.now));
    return json::write(view);
  });
}

}  // namespace

void add_file_routes(http::Routes& routes, SpaceService& room) {
  db::Db& db = room.parts().db;
  http::Route in{Method::post, k_base, Permission::open_to_all, "存入文件", "Keep a file in one's space"};
  in.out = http::schema_of<FileView>();
  in.query_params = {"name"};
  in.upload = true;
  in.writes = true;
  in.max_body = k_most_bytes;
  in.handle = [&routes, &room](Request& request) { return take_file(routes, room, request); };
  routes.raw(std::move(in));
  http::Route out{Method::get, k_base + "/{id}", Permission::open_to_all, "取出文件", "A file of one's space"};
  out.handle = [&room, &db](Request& request) -> http::Response {
    const auto found = db.read([&](db::Tx& tx) -> Result<std::pair<std::string, FileView>> {
      TIANGE_TRY(const SubjectId subject, subject_of(room, tx, request));
      TIANGE_TRY(const std::int64_t id, parse_id(request.param("id")));
      return room.file(tx, subject, id);
    });
    if (!found.ok()) return http::problem(found.refusal(), request.scope);
    http::Response response;
    response.content_type = found->second.type;
    response.with("Content-Disposition", "attachment; filename=\"file-" + found->second.id + "\"");
    response.with("X-Content-Type-Options", "nosniff");
    response.body = read_file_if_any(found->first).value_or("");
    return response;
  };
  routes.raw(std::move(out));
  routes.command<http::Nothing, http::Nothing>(Method::del, k_base + "/{id}", Permission::open_to_all, "删除文件", "Remove a file from one's space",
                                               [&room](const Request& r, db::Tx& tx, const http::Nothing&) -> Result<http::Nothing> {
                                                 TIANGE_TRY(const SubjectId subject, subject_of(room, tx, r));
                                                 TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                                 TIANGE_CHECK_OK(room.drop_file(tx, subject, id));
                                                 return http::Nothing{};
                                               });
}

}  // namespace tiange::spaces
