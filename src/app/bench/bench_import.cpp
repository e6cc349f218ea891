// import: an export of another platform through the real HTTP import, in the 21-column form of city hotlines (GB18030, closed
// and open rows, dates of every fashion, some rows broken) or the bare four columns. Every row must end as a case or in the
// error file; a second import must make nothing twice.

#include <iconv.h>

#include <algorithm>
#include <cstdio>
#include <thread>

#include "app/bench/bench.h"
#include "app/bench/stage.h"
#include "base/text.h"
#include "platform/net/raw_client.h"
#include "town/town.h"

namespace tiange::app::bench {

namespace {

constexpr std::int64_t k_broken_every = 400;  // rows

// Characters that GB18030 cannot take do not exist: it covers Unicode.
std::string gb18030(const std::string& text) {
  const iconv_t converter = iconv_open("GB18030", "UTF-8");
  std::string out(text.size() * 2 + 16, '\0');
  char* from = const_cast<char*>(text.data());
  char* to = out.data();
  std::size_t left = text.size();
  std::size_t room = out.size();
  const bool whole = iconv(converter, &from, &left, &to, &room) != static_cast<std::size_t>(-1);
  iconv_close(converter);
  if (!whole) throw std::runtime_error("cannot write GB18030");
  out.resize(out.size() - room);
  return out;
}

// The fashions in which other platforms write one moment.
std::string date_cell(Instant moment, std::int64_t row) {
  const std::string usual = format_local(moment);  // 2026-11-21 09:05
  const std::string slashed = text::replace_all(usual, "-", "/");
  const std::string words = usual.substr(0, 4) + "年" + usual.substr(5, 2) + "月" + usual.substr(8, 2) + "日 " + usual.substr(11);
  const std::string k_all[] = {usual, slashed, words, usual.substr(0, 10), text::replace_all(usual, " ", "T") + ":00"};
  return k_all[row % 5];
}

struct Sheet {
  std::string text;
  std::int64_t rows = 0;
  std::int64_t broken = 0;
};

class SheetMaker {
 public:
  SheetMaker(bool bare, std::int64_t wanted) : bare_(bare), wanted_(wanted) {
    text::append_csv_row(sheet_.text, bare ? std::vector<std::string>{"序号", "工单编号", "标题", "内容"}
                                           : std::vector<std::string>{"工单编号", "工单类型", "问题分类", "标签", "标题", "主要内容", "工单状态", "来电人", "来电电话/账号", "被反映区", "被反映街乡镇",
                                                                      "办理结果", "回复内容", "处理受理方式", "办结时间", "企业名称", "是否解决", "是否满意", "工单性质", "村/社区", "小区点位"});
  }
  bool full() const { return sheet_.rows >= wanted_; }
  void add(const town::Matter& m) {
    const std::int64_t row = ++sheet_.rows;
    const bool broken = row % k_broken_every == 0;
    sheet_.broken += broken;
    const std::string number = "FS2026" + std::to_string(10'000'000 + row);
    // A broken row says nothing, or (in the long form) when it was closed in no known fashion.
    const std::string content = broken && (bare_ || row % (2 * k_broken_every) == 0) ? "" : std::string(m.text);
    if (bare_) return text::append_csv_row(sheet_.text, {std::to_string(row), number, broken ? "" : std::string(m.title), content});
    const bool open = row % 10 == 3;
    const std::string closed = broken ? "下周三" : open ? "" : date_cell(m.reported_at + days(2), row);
    text::append_csv_row(sheet_.text, {number, row % 3 ? "投诉" : "求助", "城市管理->市容环境", "", broken && content.empty() ? "" : std::string(m.title), content, open ? "办理中" : "已办结",
                                       std::string(m.reporter_name), std::string(m.reporter_phone), "禅城区", "", open ? "" : "已处理", open ? "" : std::string(m.reply), "直派", closed, "",
                                       open ? "" : "解决", open ? "未评价" : "满意", "主办", "", std::string(m.place_text)});
  }
  Sheet take() { return std::move(sheet_); }

 private:
  const bool bare_;
  const std::int64_t wanted_;
  Sheet sheet_;
};

Sheet make_sheet(const std::string& definitions, bool bare, std::int64_t rows) {
  const town::Sources sources = read_sources(definitions);
  auto town = town::make_district(sources, 440604);
  if (!town.ok()) throw std::runtime_error(town.refusal().en);
  SheetMaker maker(bare, rows);
  const Date last = local_date(observe::SystemClock().now()) + -1;
  const town::MatterPlan plan{last + -60, last, local_instant(last + 1, 0), 1.0, true};
  const Outcome made = town::make_matters(*town, sources, plan, [&](const town::Matter& m) {
    if (!maker.full() && !m.text.empty()) maker.add(m);
  });
  if (!made.ok()) throw std::runtime_error(made.refusal().en);
  return maker.take();
}

struct Imported {
  json::Value state;
  double seconds = 0;
  std::int64_t resident_bytes = 0;  // the most
  std::int64_t error_rows = 0;      // in the error file
  std::int64_t count(const char* name) const {
    const json::Value* value = state.find(name);
    return value && value->is_int() ? value->as_int() : -1;
  }
};

class Importer {
 public:
  Importer(const ServerProcess& server, std::string token) : server_(server), client_(server.port()), token_(std::move(token)) {}

  Imported run(const std::string& bytes) {
    const json::Value uploaded = ask("POST", "/api/v1/cases/imports", bytes, "text/csv");
    const std::string path = "/api/v1/cases/imports/" + uploaded.text_or("import_id");
    json::Value columns{json::Object{}};
    for (const json::Value& column : uploaded.find("columns")->as_array()) {
      const std::string field = column.text_or("suggested_field");
      if (!field.empty()) columns.set(field, *column.find("index"));
    }
    json::Value mapping;
    mapping.set("columns", columns);
    ask("PUT", path + "/mapping", json::write(mapping));
    Imported out;
    const std::int64_t from = observe::steady_us();
    ask("POST", path + "/run", "{}");
    do {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      out.state = ask("GET", path);
      out.resident_bytes = std::max(out.resident_bytes, server_.resident_bytes());
    } while (out.state.text_or("state") == "running");
    out.seconds = static_cast<double>(observe::steady_us() - from) / 1e6;
    const net::RawAnswer file = net::RawClient(server_.port()).request("GET", path + "/errors.csv", "", {{"Authorization", "Bearer " + token_}});
    text::CsvReader reader(file.body);
    std::vector<std::string> row;
    std::size_t line = 0;
    while (reader.next(row, line)) ++out.error_rows;
    --out.error_rows;  // the titles
    return out;
  }

 private:
  json::Value ask(const std::string& method, const std::string& target, const std::string& body = "", const std::string& type = "application/json") {
    const net::RawAnswer answer = client_.request(method, target, body, {{"Authorization", "Bearer " + token_}, {"Content-Type", type}});
    if (answer.status < 200 || answer.status >= 300) throw std::runtime_error(method + " " + target + ": " + std::to_string(answer.status) + " " + text::cut(answer.body, 300));
    return json::parse(answer.body).value_or(json::Value());
  }

  const ServerProcess& server_;
  net::RawClient client_;
  std::string token_;
};

}  // namespace

int import(const Call& call) {
  const std::int64_t rows = text::to_int(call.flag("--rows", "128000")).value_or(128000);
  const bool bare = call.flag("--form") == "bare";
  Stage stage(call, 0);
  const std::string token = stage.token(stage.district().district_code() + "-ZX:acceptor");
  const Sheet sheet = make_sheet(stage.district().paths().definitions, bare, rows);
  stage.close();
  const std::string bytes = bare ? sheet.text : gb18030(sheet.text);
  ServerProcess server(stage.settings(), free_port(), 1);
  server.wait_ready();
  const std::int64_t idle_bytes = server.resident_bytes();
  Importer importer(server, token);
  const Imported first = importer.run(bytes);
  const Imported second = importer.run(bytes);
  const bool whole = first.count("cases") + first.count("errors") + first.count("repeated") == sheet.rows && first.count("errors") == first.error_rows && first.count("errors") == sheet.broken;
  const bool once = second.count("cases") == 0 && second.count("repeated") + second.count("errors") == sheet.rows;
  Figures figures;
  figures.add("form", bare ? std::string("four columns, UTF-8") : std::string("21 columns, GB18030"));
  figures.add("rows", static_cast<double>(sheet.rows));
  figures.add("file_mb", static_cast<double>(bytes.size()) / 1048576.0);
  figures.add("cases", static_cast<double>(first.count("cases")));
  figures.add("repeated", static_cast<double>(first.count("repeated")));
  figures.add("errors", static_cast<double>(first.count("errors")));
  figures.add("rows_in_error_file", static_cast<double>(first.error_rows));
  figures.add("seconds", first.seconds);
  figures.add("rows_per_s", static_cast<double>(sheet.rows) / first.seconds);
  figures.add("second_time_cases", static_cast<double>(second.count("cases")));
  figures.add("second_time_repeated", static_cast<double>(second.count("repeated")));
  figures.add("second_time_seconds", second.seconds);
  figures.add("idle_mb", static_cast<double>(idle_bytes) / 1048576.0);
  figures.add("resident_mb", static_cast<double>(std::max(first.resident_bytes, second.resident_bytes)) / 1048576.0);
  figures.add("every_row_accounted_for", whole ? 1 : 0);
  figures.print(call.has("--json"));
  return whole && once ? 0 : 1;
}

}  // namespace tiange::app::bench
