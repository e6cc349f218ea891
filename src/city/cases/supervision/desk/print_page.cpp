#include "city/cases/supervision/desk/print_page.h"

namespace tiange::cases {

namespace {

constexpr std::string_view k_style =
    "body{font:16px/1.7 \"Noto Serif CJK SC\",\"Source Han Serif SC\",SimSun,serif;max-width:46em;margin:2em auto;"
    "padding:0 1.2em;color:#111;background:#fff;overflow-wrap:anywhere}"
    "h1{text-align:center;font-size:1.7em;letter-spacing:.2em;color:#b00;border-bottom:2px solid #b00;padding-bottom:.4em}"
    "h2{font-size:1.15em;margin:1.4em 0 .4em}.number{text-align:center;color:#444}.sign{text-align:right}"
    "p.body{white-space:pre-wrap;text-indent:2em}table{border-collapse:collapse;width:100%;font-size:.82em}"
    "th,td{border:1px solid #999;padding:.3em .5em;text-align:left;vertical-align:top}"
    "thead{display:table-header-group}tr{break-inside:avoid}.mono{font-family:monospace;font-size:.85em}"
    "@media print{body{margin:0;max-width:none}}";

}  // namespace

std::string html_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

PrintPage::PrintPage(bool chinese, std::string_view title, std::string_view number) : chinese_(chinese) {
  html_ = "<!doctype html><html lang=\"" + std::string(chinese ? "zh-CN" : "en") +
          "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>" +
          html_escaped(title) + " " + html_escaped(number) + "</title><style>" + std::string(k_style) +
          "</style></head><body><h1>" + html_escaped(title) + "</h1><p class=\"number\">" + html_escaped(number) + "</p>";
}

void PrintPage::line(std::string_view text) { html_ += "<p>" + html_escaped(text) + "</p>"; }
void PrintPage::heading(std::string_view text) { html_ += "<h2>" + html_escaped(text) + "</h2>"; }
void PrintPage::paragraph(std::string_view text) { html_ += "<p class=\"body\">" + html_escaped(text) + "</p>"; }

void PrintPage::fact(std::string_view name, std::string_view value) {
  html_ += "<p><b>" + html_escaped(name) + (chinese_ ? "：" : ": ") + "</b>" + html_escaped(value) + "</p>";
}

void PrintPage::signed_by(std::string_view who, std::string_view when) {
  html_ += "<p class=\"sign\">" + html_escaped(who) + "<br>" + html_escaped(when) + "</p>";
}

void PrintPage::table(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows) {
  html_ += "<table><thead><tr>";
  for (const std::string& cell : head) html_ += "<th>" + html_escaped(cell) + "</th>";
  html_ += "</tr></thead><tbody>";
  for (const auto& row : rows) {
    html_ += "<tr>";
    for (const std::string& cell : row) html_ += "<td>" + html_escaped(cell) + "</td>";
    html_ += "</tr>";
  }
  html_ += "</tbody></table>";
}

void PrintPage::entries(const std::vector<PaperEntry>& entries) {
  if (entries.empty()) return;
  heading(chinese_ ? "办理经过" : "Course");
  std::vector<std::vector<std::string>> rows;
  for (const PaperEntry& entry : entries) {
    const std::string& said = chinese_ ? entry.zh : entry.en;
    rows.push_back({format_local(entry.happened), entry.by, entry.text.empty() ? said : said + (chinese_ ? "：" : ": ") + entry.text});
  }
  table(chinese_ ? std::vector<std::string>{"时间", "人员", "内容"} : std::vector<std::string>{"When", "Who", "What"}, rows);
}

std::string PrintPage::finish() { return std::move(html_) + "</body></html>"; }

}  // namespace tiange::cases
