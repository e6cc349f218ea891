// XLSForm files to forms. Nothing is kept: the designer puts the content into its draft.
#include "city/flows/forms/flow_forms.h"
#include "engines/forms/xlsform.h"
#include "platform/sheets/sheets.h"

namespace tiange::flows {

namespace {

constexpr std::size_t k_most_bytes = 4 << 20;
constexpr std::size_t k_most_rows = 5'000;

// The rows of one sheet; none when the workbook has no such sheet and it may be absent.
Result<std::vector<forms::SheetRow>> rows_of(const std::string& path, std::string_view sheet, bool needed) {
  std::vector<forms::SheetRow> rows;
  sheets::Limits limits;
  limits.inflated_bytes = 64 << 20;
  limits.columns = 200;
  limits.cell_bytes = 20'000;
  auto reader = sheets::open_worksheet(path, sheet, limits);
  if (!reader.ok()) {
    if (needed) return reader.refusal();
    return rows;
  }
  sheets::Row row;
  for (;;) {
    TIANGE_TRY(const bool more, (*reader)->next(row));
    if (!more || rows.size() >= k_most_rows) return rows;
    rows.push_back({row.number, row.cells});
  }
}

Result<forms::XlsImport> import(const std::string& path) {
  forms::XlsSheets sheets;
  TIANGE_TRY(sheets.survey, rows_of(path, "survey", true));
  TIANGE_TRY(sheets.choices, rows_of(path, "choices", false));
  TIANGE_TRY(sheets.settings, rows_of(path, "settings", false));
  return forms::read_xlsform(sheets);
}

}  // namespace

void add_form_import_route(http::Routes& routes) {
  http::Route route{http::Method::post, "/api/v1/flows/forms/import", Permission::flows_edit, "导入 XLSForm 表单",
                    "A form out of an XLSForm workbook, and what was not taken"};
  route.out = http::schema_of<forms::XlsImport>();
  route.upload = true;
  route.max_body = k_most_bytes;
  route.handle = [](http::Request& request) {
    const auto made = import(request.upload_path);
    return made.ok() ? http::json_response(json::write(*made)) : http::problem(made.refusal(), request.scope);
  };
  routes.raw(std::move(route));
}

}  // namespace tiange::flows
