// parts: a register of parts brought in through the HTTP import, rehearsed, written and sent again; then what its pages cost.

#include <algorithm>

#include "app/bench/bench.h"
#include "app/bench/stage.h"
#include "base/text.h"
#include "platform/net/raw_client.h"

namespace tiange::app::bench {

namespace {

constexpr int k_asked = 60;  // times each page
constexpr const char* k_kinds[] = {"0101", "0102", "0103", "0104", "0111", "0123", "0127", "0130", "0137", "0217", "0305", "0402"};
constexpr std::int64_t k_first_number = 100'000;  // beyond those of the synthetic district

struct Sheet {
  std::string text;
  std::string near;  // a query
};

// One part at an address in turn, each of another kind.
Sheet make_sheet(District& district, std::int64_t rows) {
  std::vector<places::PlaceName> addresses;
  const auto map = district.places().map();
  for (const places::PlaceName& name : map->finder().names()) {
    if (name.kind == "address") addresses.push_back(name);
  }
  Sheet sheet;
  text::append_csv_row(sheet.text, {"部件编码", "编码版本", "权属单位", "经度", "纬度", "位置", "状态", "初始日期", "数据来源"});
  for (std::int64_t row = 0; row < rows; ++row) {
    const places::PlaceName& at = addresses[static_cast<std::size_t>(row) % addresses.size()];
    const auto kind = static_cast<std::size_t>(row) % std::size(k_kinds);
    text::append_csv_row(sheet.text, {district.district_code() + k_kinds[kind] + std::to_string(k_first_number + row), "13",
                                      row % 9 ? "禅城供水公司" : "", json::write(json::Value(at.lng)), json::write(json::Value(at.lat)),
                                      at.name + "旁", row % 40 ? "完好" : "破损", "2025-06-30", "实测"});
  }
  sheet.near = "/near?lng=" + json::write(json::Value(addresses.front().lng)) + "&lat=" + json::write(json::Value(addresses.front().lat));
  return sheet;
}

class Asker {
 public:
  Asker(int port, std::string token) : client_(port), token_(std::move(token)) {}

  json::Value ask(const std::string& method, const std::string& target, const std::string& body = "", const std::string& type = "text/csv") {
    const net::RawAnswer answer = client_.request(method, "/api/v1/registers/parts" + target, body, {{"Authorization", "Bearer " + token_}, {"Content-Type", type}});
    if (answer.status != 200) throw std::runtime_error(target + ": " + std::to_string(answer.status) + " " + text::cut(answer.body, 300));
    return json::parse(answer.body).value_or(json::Value());
  }
  // The longest but one in a hundred, in ms; the middle one goes to `middle`.
  double p99(const std::string& target, double& middle) {
    std::vector<double> ms;
    for (int turn = 0; turn < k_asked; ++turn) {
      const std::int64_t from = observe::steady_us();
      ask("GET", target);
      ms.push_back(static_cast<double>(observe::steady_us() - from) / 1e3);
    }
    std::sort(ms.begin(), ms.end());
    middle = ms[ms.size() / 2];
    return ms[ms.size() * 99 / 100];
  }

 private:
  net::RawClient client_;
  std::string token_;
};

std::int64_t count_in(const json::Value& report, const char* name) {
  const json::Value* value = report.find(name);
  return value && value->is_int() ? value->as_int() : -1;
}

}  // namespace

int parts(const Call& call) {
  const std::int64_t rows = std::clamp<std::int64_t>(text::to_int(call.flag("--rows", "128000")).value_or(128000), 1, 800'000);
  Stage stage(call, 0);
  const std::string district = stage.district().district_code();
  const std::string token = stage.token(district + "-ZX:data_steward");
  const Sheet sheet = make_sheet(stage.district(), rows);
  const double flushes = stage.fsync_per_s();
  stage.close();
  ServerProcess server(stage.settings(), free_port(), 1);
  server.wait_ready();
  Asker asker(server.port(), token);
  Figures figures;
  figures.add("rows", static_cast<double>(rows));
  figures.add("file_mb", static_cast<double>(sheet.text.size()) / 1048576.0);
  bool whole = true;
  const auto bring = [&](const char* name, const char* target, std::int64_t added, std::int64_t unchanged) {
    const std::int64_t from = observe::steady_us();
    const json::Value report = asker.ask("POST", target, sheet.text);
    const double seconds = static_cast<double>(observe::steady_us() - from) / 1e6;
    figures.add(std::string(name) + "_seconds", seconds);
    figures.add(std::string(name) + "_rows_per_s", static_cast<double>(rows) / seconds);
    whole = whole && count_in(report, "added") == added && count_in(report, "unchanged") == unchanged && count_in(report, "wrong") == 0;
  };
  bring("rehearsal", "/import?dry_run=1", rows, 0);
  bring("import", "/import", rows, 0);
  bring("again", "/import", 0, rows);
  for (const auto& [name, target] : {std::pair("first_page", std::string("?limit=50")), std::pair("town_page", "?limit=50&area=" + district + "010"),
                                     std::pair("filtered_page", std::string("?limit=50&state=lost&owner_state=disputed")),
                                     std::pair("text_page", std::string("?limit=50&q=%E4%BA%95%E7%9B%96")), std::pair("near", sheet.near)}) {
    double middle = 0;
    figures.add(std::string(name) + "_ms_p99", asker.p99(target, middle));
    figures.add(std::string(name) + "_ms_p50", middle);
  }
  figures.add("resident_mb", static_cast<double>(server.resident_bytes()) / 1048576.0);
  figures.add("flushes_per_s", flushes);
  figures.add("every_row_accounted_for", whole ? 1 : 0);
  figures.print(call.has("--json"));
  return whole ? 0 : 1;
}

}  // namespace tiange::app::bench
