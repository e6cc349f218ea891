#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::sheets {

http::Response answer(const http::Request& request, const AnswerFile& file, std::function<void(std::unique_ptr<Writer>)> write) {
  const std::string_view wish = request.query_value("format");
  const bool csv = file.otherwise == Format::csv ? wish != "xlsx" : wish == "csv";
  http::Response response;
  response.content_type = std::string(csv ? k_csv_type : k_xlsx_type);
  response.with("Content-Disposition", "attachment; filename=\"" + file.name + (csv ? ".csv\"" : ".xlsx\""));
  response.stream = [csv, use = file.use, write = std::move(write)](const http::Sink& sink) {
    write(csv ? write_csv(sink, use) : write_xlsx(sink));
  };
  return response;
}

}  // namespace tiange::sheets
