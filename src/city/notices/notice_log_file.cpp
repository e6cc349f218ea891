// What was told to whom, as a table to keep; recorded in the audit. Addresses stay masked.

#include "city/notices/notice_room.h"
#include "platform/sheets/sheets.h"

namespace tiange::notices {

namespace {

constexpr int k_rows_at_once = 500;
constexpr std::size_t k_most_rows = 100'000;

const char* state_text(const store::Told& one, bool zh) {
  if (one.read) return zh ? "已读" : "read";
  if (one.state == "told") return zh ? "已送达" : "told";
  if (one.state == "held") return zh ? "待合并" : "gathering";
  if (one.state == "waiting") return zh ? "待发" : "waiting";
  if (one.state == "sent") return zh ? "已发出" : "sent";
  return zh ? "失败" : "failed";
}

std::vector<std::string> titles(bool zh) {
  if (zh) return {"时间", "规则", "方式", "接收人", "收件地址", "编号", "标题", "合并条数", "状态", "发送次数", "失败原因", "发出时间", "阅读时间"};
  return {"When", "Rule", "By", "To", "Address", "Number", "What", "In one", "State", "Attempts", "Error", "Sent", "Read"};
}

std::vector<std::string> cells(const store::Told& one, const std::map<std::string, Words>& rules, bool zh) {
  const auto of = [zh](const Words& words) { return zh ? words.zh : words.en; };
  const auto moment = [](Instant at) { return at ? format_local(at) : std::string(); };
  const auto rule = rules.find(one.rule);
  return {moment(one.created),
          rule == rules.end() ? one.rule : of(rule->second),
          of(means_words(one.means)),
          one.name,
          one.shown_to,
          one.number,
          of(one.title),
          std::to_string(one.merged),
          state_text(one, zh),
          std::to_string(one.attempts),
          one.error,
          moment(one.ended),
          moment(one.read)};
}

}  // namespace

void add_log_file_route(http::Routes& routes, NoticeRoom& room) {
  http::Route route{http::Method::get, "/api/v1/notices/log/export", Permission::notices_view, "导出通知记录", "Export what was told to whom"};
  route.query_params = {"state", "means", "number", "rule", "format"};
  route.handle = [&room](http::Request& request) -> http::Response {
    db::Db& db = room.parts().db;
    const bool zh = request.scope.language == Language::zh;
    const bool csv = request.query_value("format") != "xlsx";
    store::LogFilter filter{std::string(request.query_value("state")), std::string(request.query_value("means")),
                            std::string(request.query_value("number")), std::string(request.query_value("rule")), 0, k_rows_at_once};
    std::map<std::string, Words> rules;
    db.run_write(request.scope, [&](db::Tx& tx) {
      rules.clear();
      for (const RuleView& rule : room.book(tx, request.now).rules) rules[rule.key] = {rule.zh, rule.en};
      room.parts().org.record(tx, request, "notices.exported", "log", {"导出通知记录", "Exported what was told to whom"});
      return true;
    });
    http::Response response;
    response.content_type = std::string(csv ? sheets::k_csv_type : sheets::k_xlsx_type);
    response.with("Content-Disposition", std::string("attachment; filename=\"notices.") + (csv ? "csv\"" : "xlsx\""));
    response.stream = [&db, filter, rules, scope = request.scope, zh, csv](const http::Sink& sink) mutable {
      const auto writer = csv ? sheets::write_csv(sink, sheets::CsvFor::people) : sheets::write_xlsx(sink);
      writer->row(titles(zh));
      for (std::size_t written = 0; written < k_most_rows;) {
        std::vector<store::Told> page;
        db.run_read([&](db::Tx& tx) { page = store::log(tx, scope, filter); });
        for (const store::Told& one : page) writer->row(cells(one, rules, zh));
        written += page.size();
        if (page.size() < static_cast<std::size_t>(k_rows_at_once)) break;
        filter.before = page.back().id;
      }
      writer->finish();
    };
    return response;
  };
  routes.raw(std::move(route));
}

}  // namespace tiange::notices
