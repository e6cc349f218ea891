#pragma once
// Spreadsheets over HTTP: one as the answer to a request, and a route that takes one in.

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "platform/http/http.h"
#include "platform/sheets/sheets.h"

namespace tiange::sheets {

struct AnswerFile {
  std::string name;  // without its ending
  CsvFor use = CsvFor::people;
  Format otherwise = Format::xlsx;  // where the request's "format" says neither csv nor xlsx
};
// A file that is written while it is sent, when the request is gone: `write` holds what it needs, and finishes the writer.
http::Response answer(const http::Request& request, const AnswerFile& file, std::function<void(std::unique_ptr<Writer>)> write);

// Adds `route`, whose body is a spreadsheet taken in one transaction. With ?dry_run=1 it is only looked through.
//   take(db::Tx&, const http::Request&, Reader&, bool dry_run) -> Result<Report>
template <class Report, class Take>
void add_import(http::Routes& routes, http::Route route, std::size_t most_bytes, Take take) {
  route.out = http::schema_of<Report>();
  route.query_params.insert(route.query_params.begin(), "dry_run");
  route.writes = true;
  route.upload = true;
  route.max_body = most_bytes;
  route.handle = [&routes, take = std::move(take)](http::Request& request) {
    return routes.run_command(request, [&](db::Tx& tx) -> Result<std::string> {
      TIANGE_TRY(const auto reader, open_file(request.upload_path));
      TIANGE_TRY(const Report report, take(tx, std::as_const(request), *reader, request.query_value("dry_run") == "1"));
      return json::write(report);
    });
  };
  routes.raw(std::move(route));
}

}  // namespace tiange::sheets
