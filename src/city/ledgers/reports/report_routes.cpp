#include "city/ledgers/reports/report_service.h"
#include "platform/files/files.h"
#include "platform/sheets/sheets.h"

namespace tiange::ledgers {

namespace {

using http::Method;
using http::Request;
constexpr std::string_view k_reports = "/api/v1/ledgers/reports";

Result<std::int64_t> id_of(const Request& request) { return parse_id(request.param("id")); }

std::string path_of(std::string_view rest) { return std::string(k_reports) + std::string(rest); }

// A name of a file in a header: plain ASCII, and the real one encoded (RFC 8187).
std::string attachment(const std::string& plain, const std::string& name) {
  std::string encoded;
  constexpr char k_hex[] = "0123456789ABCDEF";
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool usual = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
    if (usual) encoded += c;
    else (encoded += '%') += k_hex[byte >> 4], encoded += k_hex[byte & 15];
  }
  return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded;
}

http::Response file_response(std::string bytes, const std::string& plain, const std::string& name) {
  http::Response response;
  response.content_type = std::string(sheets::k_xlsx_type);
  response.with("Content-Disposition", attachment(plain, name));
  response.body = std::move(bytes);
  return response;
}

void add_looks(http::Routes& routes, ReportService& room) {
  const auto reading = [&room](auto act) {
    return [&room, act](const Request& r) { return room.parts().db.read([&](db::Tx& tx) { return act(r, tx); }); };
  };
  routes.query<ReportList>(std::string(k_reports), Permission::ledgers_reports_view, "报表清单", "The register of reports",
                           reading([&room](const Request& r, db::Tx& tx) -> Result<ReportList> {
                             const std::string_view after = r.query_value("after");
                             std::int64_t before = 0;
                             if (!after.empty()) {
                               TIANGE_TRY(before, parse_id(after));
                             }
                             return room.list(tx, r.scope, r.query_value("state"), r.query_value("unit"), r.query_value("q"), before, r.now);
                           }),
                           {"state", "unit", "q", "after"});
  routes.query<ReportFields>(path_of("/fields"), Permission::ledgers_reports_view, "底账字段", "What the registers hold",
                             [&room](const Request&) -> Result<ReportFields> { return room.fields(); });
  routes.query<ReportSummary>(path_of("/summary"), Permission::ledgers_reports_view, "减负统计", "Reports in force and abolished, and what that saved",
                              reading([&room](const Request& r, db::Tx& tx) -> Result<ReportSummary> { return room.summary(tx, r.now); }));
  routes.query<OverlapGroups>(path_of("/overlaps"), Permission::ledgers_reports_view, "重复报表", "Reports that ask the same",
                              reading([&room](const Request& r, db::Tx& tx) -> Result<OverlapGroups> { return room.overlaps(tx, r.scope, r.now); }));
  routes.query<ReportView>(path_of("/{id}"), Permission::ledgers_reports_view, "一张报表", "One report",
                           reading([&room](const Request& r, db::Tx& tx) -> Result<ReportView> {
                             TIANGE_TRY(const std::int64_t id, id_of(r));
                             return room.view(tx, r.scope, id, r.now);
                           }))
      .etag = true;
  routes.query<ReportPreview>(path_of("/{id}/preview"), Permission::ledgers_reports_fill, "填报预览与差异", "Filled from the registers, with the difference",
                              [&room](const Request& r) -> Result<ReportPreview> {
                                TIANGE_TRY(const std::int64_t id, id_of(r));
                                return room.preview(r.scope, id, r.query_value("area"), r.now);
                              },
                              {"area"});
}

void add_commands(http::Routes& routes, ReportService& room, const http::Recorder& record) {
  const auto noted = [record](db::Tx& tx, const Request& r, const char* kind, const ReportView& view, const char* zh, const char* en) {
    record(tx, r, kind, view.id, {zh + ("：" + view.title), en + (": " + view.title)});
  };
  routes.command<ReportIn, Overlap>(Method::post, path_of("/overlap"), Permission::ledgers_reports_ask, "查重", "Who asks and holds it already; nothing is kept",
                                    [&room](const Request& r, db::Tx& tx, const ReportIn& in) -> Result<Overlap> { return room.overlap(tx, in, 0, r.now); });
  routes.command<ReportIn, ReportView>(Method::post, std::string(k_reports), Permission::ledgers_reports_ask, "申请报表准入", "Ask for a report",
                                       [&room, noted](const Request& r, db::Tx& tx, const ReportIn& in) -> Result<ReportView> {
                                         TIANGE_TRY(ReportView view, room.ask(tx, r.scope, in, r.now));
                                         noted(tx, r, "ledgers.report_asked", view, "申请报表准入", "asked for a report");
                                         return view;
                                       });
  routes.command<ReportIn, ReportView>(Method::put, path_of("/{id}"), Permission::ledgers_reports_ask, "补正报表申请", "Amend what is asked",
                                       [&room, noted](const Request& r, db::Tx& tx, const ReportIn& in) -> Result<ReportView> {
                                         TIANGE_TRY(const std::int64_t id, id_of(r));
                                         TIANGE_TRY(ReportView view, room.amend(tx, r.scope, id, in, r.now));
                                         noted(tx, r, "ledgers.report_amended", view, "补正报表申请", "amended a report");
                                         return view;
                                       });
  routes.command<ReportAnswer, ReportView>(Method::post, path_of("/{id}/answer"), Permission::ledgers_reports_review, "审批报表准入", "Approve or refuse a report",
                                           [&room, noted](const Request& r, db::Tx& tx, const ReportAnswer& in) -> Result<ReportView> {
                                             TIANGE_TRY(const std::int64_t id, id_of(r));
                                             TIANGE_TRY(ReportView view, room.answer(tx, r.scope, id, in, r.now));
                                             noted(tx, r, in.approved ? "ledgers.report_approved" : "ledgers.report_refused", view, in.approved ? "准予报表准入" : "不予报表准入",
                                                   in.approved ? "approved a report" : "refused a report");
                                             return view;
                                           });
  routes.command<AbolishIn, ReportView>(Method::post, path_of("/{id}/abolish"), Permission::ledgers_reports_view, "废止报表", "Abolish a report",
                                        [&room, noted](const Request& r, db::Tx& tx, const AbolishIn& in) -> Result<ReportView> {
                                          TIANGE_TRY(const std::int64_t id, id_of(r));
                                          TIANGE_TRY(ReportView view, room.abolish(tx, r.scope, id, in, r.now));
                                          noted(tx, r, "ledgers.report_abolished", view, "废止报表", "abolished a report");
                                          return view;
                                        });
  routes.command<ReportFilling, ReportView>(Method::put, path_of("/{id}/filling"), Permission::ledgers_reports_ask, "设置填法", "Say what goes where in the form",
                                            [&room, noted](const Request& r, db::Tx& tx, const ReportFilling& in) -> Result<ReportView> {
                                              TIANGE_TRY(const std::int64_t id, id_of(r));
                                              TIANGE_TRY(ReportView view, room.put_filling(tx, r.scope, id, in, r.now));
                                              noted(tx, r, "ledgers.report_filling", view, "设置报表填法", "said what goes where in a form");
                                              return view;
                                            });
}

http::Response take_template(http::Routes& routes, ReportService& room, Request& request, const http::Recorder& record) {
  const std::string bytes = read_file_if_any(request.upload_path).value_or("");
  // Looked through before the transaction: a file that unpacks without end keeps nobody waiting.
  const auto shape = sheets::read_template(bytes);
  if (!shape.ok()) return http::problem(shape.refusal(), request.scope);
  return routes.run_command(request, [&](db::Tx& tx) -> Result<std::string> {
    TIANGE_TRY(const std::int64_t id, id_of(request));
    TIANGE_TRY(const ReportView view, room.put_template(tx, request.scope, id, std::string(request.query_value("name")), bytes, request.now));
    record(tx, request, "ledgers.report_template", view.id, {"上传报表模板：" + view.title, "uploaded the form of " + view.title});
    return json::write(view);
  });
}

void add_files(http::Routes& routes, ReportService& room, const http::Recorder& record) {
  http::Route upload{Method::post, path_of("/{id}/template"), Permission::ledgers_reports_ask, "上传模板", "The form as the department has it, an XLSX"};
  upload.out = http::schema_of<ReportView>();
  upload.query_params = {"name"};
  upload.writes = true;
  upload.upload = true;
  upload.max_body = sheets::k_template_bytes;
  upload.handle = [&routes, &room, record](Request& request) { return take_template(routes, room, request, record); };
  routes.raw(std::move(upload));
  http::Route form{Method::get, path_of("/{id}/template"), Permission::ledgers_reports_view, "下载模板", "The form as it came"};
  form.handle = [&room](Request& request) -> http::Response {
    const auto file = room.parts().db.read([&](db::Tx& tx) -> Result<std::pair<std::string, std::string>> {
      TIANGE_TRY(const std::int64_t id, id_of(request));
      return room.form(tx, request.scope, id);
    });
    return file.ok() ? file_response(file->second, "form.xlsx", file->first) : http::problem(file.refusal(), request.scope);
  };
  routes.raw(std::move(form));
  http::Route sheet{Method::get, path_of("/export"), Permission::ledgers_reports_view, "导出报表清单", "The register as XLSX"};
  sheet.handle = [&room, record](Request& request) -> http::Response {
    std::vector<std::vector<std::string>> rows;
    room.parts().db.run_write(request.scope, [&](db::Tx& tx) {
      rows = room.sheet(tx, request.scope, request.now);
      record(tx, request, "ledgers.reports_exported", "reports", {"导出报表清单", "exported the register of reports"});
      return true;
    });
    http::Response response;
    response.content_type = std::string(sheets::k_xlsx_type);
    response.with("Content-Disposition", attachment("reports.xlsx", "报表清单.xlsx"));
    response.stream = [rows = std::move(rows)](const http::Sink& sink) {
      const auto writer = sheets::write_xlsx(sink);
      for (const auto& row : rows) writer->row(row);
      writer->finish();
    };
    return response;
  };
  routes.raw(std::move(sheet));
}

}  // namespace

void add_register_report_routes(http::Routes& routes, ReportService& room, const http::Recorder& record) {
  add_files(routes, room, record);
  add_looks(routes, room);
  add_commands(routes, room, record);
}

namespace {

http::Response send_report(http::Routes& routes, ReportService& room, Request& request, const http::Recorder& record) {
  const auto in = json::read<SendIn>(request.body.empty() ? "{}" : request.body);
  if (!in.ok()) return http::problem(in.refusal(), request.scope);
  const auto id = id_of(request);
  if (!id.ok()) return http::problem(id.refusal(), request.scope);
  // The village is read and the form filled outside of the transaction that keeps it.
  const auto filled = room.fill(request.scope, *id, in->area, request.now);
  if (!filled.ok()) return http::problem(filled.refusal(), request.scope);
  const std::int64_t sending = room.parts().ids.next(request.now);
  const auto file = room.file_for(*filled, sending);
  if (!file.ok()) return http::problem(file.refusal(), request.scope);
  return routes.run_command(request, [&](db::Tx& tx) -> Result<std::string> {
    TIANGE_TRY(const SendingView view, room.send(tx, request.scope, *filled, *in, sending, *file, request.now));
    const std::string n = std::to_string(view.rows);
    record(tx, request, "ledgers.report_sent", view.id,
           {"送出报表：" + view.title + "（" + view.area_name + "），" + n + " 行，送 " + view.unit_zh, "sent " + view.title + " of " + view.area + ", " + n + " rows, to " + view.unit_en});
    return json::write(view);
  });
}

http::Response sent_file(ReportService& room, Request& request, const http::Recorder& record) {
  std::optional<std::pair<SendingRow, std::string>> file;
  const auto read = room.parts().db.write(request.scope, [&](db::Tx& tx) -> Outcome {
    TIANGE_TRY(const std::int64_t id, id_of(request));
    TIANGE_TRY(file, room.sent_file(tx, request.scope, id));
    record(tx, request, "ledgers.report_fetched", file->first.id,
           {"下载已送报表：" + file->first.title + "（" + file->first.area_name + "）", "fetched " + file->first.title + " of " + file->first.area});
    return done();
  });
  if (!read.ok()) return http::problem(read.refusal(), request.scope);
  return file_response(std::move(file->second), "report-" + file->first.id + ".xlsx", file->first.title + " " + file->first.area_name + " " + file->first.period + ".xlsx");
}

}  // namespace

void add_sending_routes(http::Routes& routes, ReportService& room, const http::Recorder& record) {
  http::Route send{Method::post, path_of("/{id}/send"), Permission::ledgers_reports_fill, "送出报表", "Send what was looked at"};
  send.in = http::schema_of<SendIn>();
  send.out = http::schema_of<SendingView>();
  send.writes = true;
  send.handle = [&routes, &room, record](Request& request) { return send_report(routes, room, request, record); };
  routes.raw(std::move(send));
  const std::string base = "/api/v1/ledgers/sendings";
  http::Route file{Method::get, base + "/{id}/file", Permission::ledgers_reports_view, "下载已送报表", "A file as it was sent"};
  file.handle = [&room, record](Request& request) { return sent_file(room, request, record); };
  routes.raw(std::move(file));
  routes.query<SendingList>(base, Permission::ledgers_reports_view, "送出记录", "What was sent", [&room](const Request& r) {
    return room.parts().db.read([&](db::Tx& tx) -> Result<SendingList> {
      report_store::SendingAsk ask;
      if (const auto value = r.query_value("report"); !value.empty()) {
        TIANGE_TRY(ask.report, parse_id(value));
      }
      if (const auto value = r.query_value("after"); !value.empty()) {
        TIANGE_TRY(ask.before, parse_id(value));
      }
      ask.area = std::string(r.query_value("area"));
      ask.state = std::string(r.query_value("state"));
      return room.sendings(tx, r.scope, std::move(ask));
    });
  }, {"report", "area", "state", "after"});
  routes.query<SendingView>(base + "/{id}", Permission::ledgers_reports_view, "一次送出", "One sending with its difference", [&room](const Request& r) {
    return room.parts().db.read([&](db::Tx& tx) -> Result<SendingView> {
      TIANGE_TRY(const std::int64_t id, id_of(r));
      return room.sending(tx, r.scope, id);
    });
  });
  const auto answering = [&room, record](const Request& r, db::Tx& tx, bool received, const std::string& text) -> Result<SendingView> {
    TIANGE_TRY(const std::int64_t id, id_of(r));
    TIANGE_TRY(SendingView view, room.answer_sending(tx, r.scope, id, received, text, r.now));
    record(tx, r, received ? "ledgers.report_received" : "ledgers.report_returned", view.id,
           received ? Words{"签收报表：" + view.title + "（" + view.area_name + "）", "received " + view.title + " of " + view.area}
                    : Words{"退回报表：" + view.title + "（" + view.area_name + "）", "gave back " + view.title + " of " + view.area});
    return view;
  };
  routes.command<ReturnIn, SendingView>(Method::post, base + "/{id}/receive", Permission::ledgers_reports_ask, "签收", "Confirm the receipt",
                                        [answering](const Request& r, db::Tx& tx, const ReturnIn& in) { return answering(r, tx, true, in.text); });
  routes.command<ReturnIn, SendingView>(Method::post, base + "/{id}/return", Permission::ledgers_reports_ask, "退回", "Give it back with a reason",
                                        [answering](const Request& r, db::Tx& tx, const ReturnIn& in) { return answering(r, tx, false, in.text); });
}

void ReportService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_register_report_routes(routes, *this, record);
  add_sending_routes(routes, *this, record);
}

}  // namespace tiange::ledgers
