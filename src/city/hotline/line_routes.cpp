#include <cmath>
#include <memory>

#include "base/text.h"
#include "city/hotline/hotline_room.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::hotline {

namespace {

struct ReportSpan {
  Date from, to;
  ReportBy by = ReportBy::span;
};

// The last thirty days where nothing is said.
Result<ReportSpan> read_span(const http::Request& request) {
  ReportSpan span;
  span.to = local_date(request.now);
  span.from = span.to + -29;
  if (const auto text = request.query_value("from"); !text.empty()) {
    TIANGE_TRY(span.from, parse_date(text));
  }
  if (const auto text = request.query_value("to"); !text.empty()) {
    TIANGE_TRY(span.to, parse_date(text));
  }
  if (const auto text = request.query_value("by"); !text.empty()) {
    const auto by = json::enum_from<ReportBy>(text);
    if (!by) return refuse_fields(ErrorCode::bad_input, {{"by", "应为 span、day 或 month", "must be span, day or month"}});
    span.by = *by;
  }
  return span;
}

std::string percent(const std::optional<double>& rate) {
  if (!rate) return "";
  const auto tenths = static_cast<std::int64_t>(std::llround(*rate * 1000));
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "%";
}
std::string whole(const std::optional<double>& number) {
  return number ? std::to_string(std::llround(*number)) : std::string();
}

struct Column {
  Words head;
  std::string (*cell)(const LineReportRow&, Language);
};

const std::vector<Column>& columns() {
  using Row = LineReportRow;
  static const std::vector<Column> all = {
      {{"时间", "Period"}, [](const Row& r, Language) { return r.period; }},
      {{"号码", "Line"}, [](const Row& r, Language) { return r.line; }},
      {{"热线", "Name"}, [](const Row& r, Language l) { return l == Language::zh ? r.line_zh : r.line_en; }},
      {{"来电", "Calls"}, [](const Row& r, Language) { return std::to_string(r.calls); }},
      {{"接通", "Answered"}, [](const Row& r, Language) { return std::to_string(r.answered); }},
      {{"放弃", "Abandoned"}, [](const Row& r, Language) { return std::to_string(r.abandoned); }},
      {{"接通率", "Answer rate"}, [](const Row& r, Language) { return percent(r.answer_rate); }},
      {{"及时接通率", "Service level"}, [](const Row& r, Language) { return percent(r.level_rate); }},
      {{"直接答复", "Answered on the line"}, [](const Row& r, Language) { return std::to_string(r.on_line); }},
      {{"直接答复率", "On-line rate"}, [](const Row& r, Language) { return percent(r.on_line_rate); }},
      {{"转工单", "Cases"}, [](const Row& r, Language) { return std::to_string(r.cases); }},
      {{"平均等待（秒）", "Mean wait (s)"}, [](const Row& r, Language) { return whole(r.mean_wait); }},
      {{"平均通话（秒）", "Mean talk (s)"}, [](const Row& r, Language) { return whole(r.mean_talk); }},
      {{"回访", "Visits"}, [](const Row& r, Language) { return std::to_string(r.visits); }},
      {{"解决率", "Resolution"}, [](const Row& r, Language) { return percent(r.resolved_rate); }},
      {{"满意率", "Satisfaction"}, [](const Row& r, Language) { return percent(r.satisfied_rate); }},
      {{"未评价", "Not rated"}, [](const Row& r, Language) { return std::to_string(r.unrated); }},
      {{"不纳入满意度", "Not scored"}, [](const Row& r, Language) { return std::to_string(r.unscored); }},
      {{"退回重办", "Went back"}, [](const Row& r, Language) { return std::to_string(r.went_back); }}};
  return all;
}

http::Response export_report(HotlineRoom& room, http::Request& request) {
  const auto span = read_span(request);
  if (!span.ok()) return http::problem(span.refusal(), request.scope);
  auto report = room.parts().db.read(
      [&](db::Tx& tx) { return room.report_lines(tx, request.scope, span->from, span->to, span->by,
                                                std::string(request.query_value("line"))); });
  if (!report.ok()) return http::problem(report.refusal(), request.scope);
  const std::string subject = format_date(span->from) + " – " + format_date(span->to);
  const Outcome recorded = room.parts().db.write(request.scope, [&](db::Tx& tx) -> Outcome {
    room.parts().org.record(tx, request, "hotline.export", subject,
                            {"导出热线分线统计", "Exported the report of the lines"});
    return done();
  });
  if (!recorded.ok()) return http::problem(recorded.refusal(), request.scope);
  return sheets::answer(
      request, {"hotline", sheets::CsvFor::people, sheets::Format::csv},
      [rows = std::make_shared<LineReport>(std::move(*report)), language = request.scope.language](std::unique_ptr<sheets::Writer> writer) {
        std::vector<std::string> cells;
        for (const Column& column : columns()) cells.push_back(language == Language::zh ? column.head.zh : column.head.en);
        writer->row(cells);
        for (const LineReportRow& row : rows->items) {
          cells.clear();
          for (const Column& column : columns()) cells.push_back(column.cell(row, language));
          writer->row(cells);
        }
        writer->finish();
      });
}

}  // namespace

void add_line_routes(HotlineRoom& room, http::Routes& routes, const http::Recorder& record) {
  const auto read = [&room](auto fn) {
    return [&room, fn](const http::Request& request) {
      return room.parts().db.read([&](db::Tx& tx) { return fn(request, tx); });
    };
  };
  routes.query<LineList>("/api/v1/hotline/lines", Permission::hotline_view, "热线号码", "The lines",
                         read([&room](const http::Request&, db::Tx& tx) -> Result<LineList> { return room.lines(tx); }));
  routes.command<Line, Line>(
      http::Method::put, "/api/v1/hotline/lines", Permission::hotline_manage, "维护热线号码", "Maintain a line",
      [&room, record](const http::Request& request, db::Tx& tx, const Line& in) -> Result<Line> {
        TIANGE_TRY(Line line, room.put_line(tx, request.scope, in));
        record(tx, request, "hotline.line_saved", line.code,
               {"保存热线 " + line.code + " " + line.zh, "Saved the line " + line.code + " " + line.en});
        return line;
      });
  routes.query<LineReport>("/api/v1/hotline/report", Permission::hotline_view, "热线分线统计", "Report of the lines",
                           read([&room](const http::Request& request, db::Tx& tx) -> Result<LineReport> {
                             TIANGE_TRY(const ReportSpan span, read_span(request));
                             return room.report_lines(tx, request.scope, span.from, span.to, span.by,
                                                       std::string(request.query_value("line")));
                           }),
                           {"from", "to", "by", "line"});
  http::Route exported{http::Method::get, "/api/v1/hotline/report/export", Permission::cases_export,
                       "导出热线分线统计", "Export the report of the lines"};
  exported.query_params = {"from", "to", "by", "line", "format"};
  exported.handle = [&room](http::Request& request) { return export_report(room, request); };
  routes.raw(std::move(exported));
  routes.query<TopicReport>("/api/v1/hotline/topics/report", Permission::hotline_view, "直接答复主题统计",
                            "Answers on the line by topic and article",
                            read([&room](const http::Request& request, db::Tx& tx) -> Result<TopicReport> {
                              TIANGE_TRY(const ReportSpan span, read_span(request));
                              return room.report_topics(tx, request.scope, std::string(request.query_value("area")),
                                                        span.from, span.to, request.now);
                            }),
                            {"from", "to", "area"});
}

}  // namespace tiange::hotline
