#include "app/standby/standby_page.h"

#include "base/text.h"

namespace tiange::app {

namespace {

std::string safe(std::string_view text) {
  std::string out = text::replace_all(text, "&", "&amp;");
  out = text::replace_all(out, "<", "&lt;");
  return text::replace_all(out, "\"", "&quot;");
}

std::string row(const std::string& zh, const std::string& en, const std::string& value) {
  return "<tr><th>" + zh + " <small>" + en + "</small></th><td>" + safe(value) + "</td></tr>";
}

}  // namespace

std::string standby_page(const StandbyState& s, Instant now) {
  std::string page =
      "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><meta http-equiv=\"refresh\" content=\"5\"><title>应急受理 Standby</title>"
      "<body><h1>应急受理 <small>Standby</small></h1><table>";
  page += row("核心系统", "Core", s.core_up ? "正常 up" : "无应答 not answering");
  page += row("待移交", "Waiting", std::to_string(s.waiting));
  if (s.oldest) page += row("最早一件", "Oldest", format_local(*s.oldest));
  page += row("已移交", "Handed over", std::to_string(s.handed));
  page += row("直接转交", "Passed straight on", std::to_string(s.passed));
  page += row("待移交照片", "Photos waiting", std::to_string(s.files) + "（" + std::to_string(s.file_bytes >> 10) + " KB）");
  page += row("日志", "Log", std::to_string(s.log_bytes >> 10) + " KB");
  if (s.damaged_bytes > 0) page += row("日志损坏", "Damaged", std::to_string(s.damaged_bytes) + " B");
  page += row("更新时间", "As of", format_local(now));
  page += "</table>";
  if (!s.stuck.empty()) {
    page += "<h2>须人工处理 <small>For a person</small></h2><table><tr><th>回执 Receipt</th><th>收到 Received</th><th>答复 "
            "Answer</th></tr>";
    for (const StandbyItem& item : s.stuck)
      page += "<tr><td>" + safe(item.receipt) + "</td><td>" + format_local(item.received) + "</td><td>" +
              std::to_string(item.status) + " " + safe(item.said) + "</td></tr>";
    page += "</table>";
  }
  return page + "</body></html>";
}

}  // namespace tiange::app
