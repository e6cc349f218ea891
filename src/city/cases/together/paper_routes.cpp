#include <algorithm>

#include "base/text.h"
#include "city/cases/together/together.h"
#include "engines/geo/geo.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::cases {

void add_rule_routes(http::Routes& routes, const RuleBook& book, const std::string& path, Permission view, Permission manage,
                     std::function<Outcome(const json::Value&)> read, const http::Recorder& record) {
  db::Db& db = routes.database();
  routes.query<RuleHistory>(path, view, "规则各版本", "Versions of the rules", [book, &db](const http::Request&) {
    return db.read([&](db::Tx& tx) -> Result<RuleHistory> { return book.history(tx); });
  });
  routes.command<RuleIn, RuleVersion>(
      http::Method::put, path, manage, "修改规则", "Change the rules",
      [book, read = std::move(read), record, path](const http::Request& r, db::Tx& tx, const RuleIn& in) -> Result<RuleVersion> {
        TIANGE_CHECK_OK(read(in.content));
        TIANGE_TRY(RuleVersion made, book.save(tx, r.scope, in, r.now));
        record(tx, r, "cases.rules", path, {"修改规则，第 " + std::to_string(made.version) + " 版", "changed rules, version " + std::to_string(made.version)});
        return made;
      });
}

void add_sheet_route(http::Routes& routes, const std::string& path, Permission view, const Words& what, const std::string& name,
                     std::function<Result<PaperSheet>(const http::Request&)> make, const http::Recorder& record) {
  http::Route route{http::Method::get, path, view, "导出" + what.zh, "Export " + what.en};
  route.query_params = {"format", "state"};
  db::Db& db = routes.database();
  route.handle = [&db, make = std::move(make), what, name, record](http::Request& request) -> http::Response {
    auto sheet = make(request);
    if (!sheet.ok()) return http::problem(sheet.refusal(), request.scope);
    db.run_write(request.scope, [&](db::Tx& tx) {
      record(tx, request, "cases.exported", name, {"导出" + what.zh + " " + std::to_string(sheet->rows.size()) + " 行",
                                                   "exported " + std::to_string(sheet->rows.size()) + " rows of " + what.en});
      return true;
    });
    return sheets::answer(
        request, {name, sheets::CsvFor::people, sheets::Format::csv},
        [sheet = *std::move(sheet)](std::unique_ptr<sheets::Writer> writer) {
          writer->row(sheet.titles);
          for (const auto& row : sheet.rows) writer->row(row);
          writer->finish();
        });
  };
  routes.raw(std::move(route));
}

PaperStep step_of(const Scope& scope, Instant now, std::string kind, Words said, std::string text) {
  return {now, scope.name, std::move(kind), std::move(said.zh), std::move(said.en), std::move(text)};
}

Refusal wrong_field(std::string path, std::string zh, std::string en) {
  return refuse_fields(ErrorCode::bad_input, {FieldError{std::move(path), std::move(zh), std::move(en)}});
}

Outcome check_text(const std::string& path, const std::string& text, bool needed, std::size_t longest) {
  if (needed && text::trim(text).empty()) return wrong_field(path, "请填写", "must be filled in");
  if (!text::is_valid_utf8(text) || text::length(text) > longest) {
    const std::string n = std::to_string(longest);
    return wrong_field(path, "不超过 " + n + " 字", "at most " + n + " characters");
  }
  return done();
}

double metres_between(double lng, double lat, double to_lng, double to_lat) { return geo::distance_m({lng, lat}, {to_lng, to_lat}); }

PaperFilter filter_of(const http::Request& request) {
  PaperFilter filter;
  filter.state = std::string(request.query_value("state"));
  filter.unit = std::string(request.query_value("unit"));
  filter.case_ref = std::string(request.query_value("case_ref"));
  filter.before = text::to_int(request.query_value("after")).value_or(0);
  filter.limit = static_cast<int>(std::clamp<std::int64_t>(text::to_int(request.query_value("limit")).value_or(50), 1, 500));
  return filter;
}

std::string next_of(const std::vector<PaperRow>& rows, const PaperFilter& filter) {
  const auto limit = static_cast<std::size_t>(filter.limit);
  return rows.size() > limit ? rows[limit - 1].ref.id.text() : "";
}

}  // namespace tiange::cases
