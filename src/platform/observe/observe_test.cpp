#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "platform/observe/log.h"
#include "platform/observe/metrics.h"
#include "platform/observe/system_clock.h"

namespace tiange::observe {
namespace {

std::string temp_folder() {
  char name[] = "/tmp/tiange-observe-XXXXXX";
  return ::mkdtemp(name);
}

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

TEST(Log, WritesOneJsonObjectALine) {
  const std::string folder = temp_folder();
  open_log({.path = folder + "/log", .level = Level::info});
  log_debug("unseen");
  log_info("request", {{"status", 200}, {"route", "/x\n\"y\""}, {"share", 0.5}, {"ok", true}, {"case", CaseId{7}}});
  log_error("broken", {{"what", "磁盘"}});
  flush_log();
  const auto lines = lines_of(folder + "/log");
  ASSERT_EQ(lines.size(), 2u);
  const auto first = json::parse(lines[0]);
  ASSERT_TRUE(first.ok()) << lines[0];
  EXPECT_EQ(first->text_or("event"), "request");
  EXPECT_EQ(first->text_or("level"), "info");
  EXPECT_EQ(first->text_or("route"), "/x\n\"y\"");
  EXPECT_EQ(first->find("status")->as_int(), 200);
  EXPECT_EQ(first->find("case")->as_int(), 7);
  EXPECT_TRUE(parse_iso(first->text_or("time")).ok());
  EXPECT_EQ(json::parse(lines[1])->text_or("what"), "磁盘");
  std::filesystem::remove_all(folder);
}

TEST(Log, StartsANewFileWhenOneIsFull) {
  const std::string folder = temp_folder();
  open_log({.path = folder + "/log", .rotate_bytes = 500, .keep_files = 2});
  for (int i = 0; i < 40; ++i) {
    log_info("line", {{"i", i}});
    flush_log();
  }
  EXPECT_TRUE(std::filesystem::exists(folder + "/log.1"));
  EXPECT_TRUE(std::filesystem::exists(folder + "/log.2"));
  EXPECT_FALSE(std::filesystem::exists(folder + "/log.3"));
  std::filesystem::remove_all(folder);
}

TEST(Metrics, AreShownInPrometheusText) {
  Metrics all;
  all.counter("cases_total", "Cases taken in", {{"source", "grid \"x\""}}).add(3);
  all.counter("cases_total", "Cases taken in", {{"source", "grid \"x\""}}).add(2);
  all.gauge("waiting", "Waiting now").set(1.5);
  all.ask("asked", "Asked for", [] { return 7.0; });
  Histogram& took = all.histogram("took_seconds", "How long", {}, {0.1, 1});
  took.observe(0.1);
  took.observe(0.5);
  took.observe(3);
  EXPECT_EQ(all.text(),
            "# HELP asked Asked for\n# TYPE asked gauge\nasked 7\n"
            "# HELP cases_total Cases taken in\n# TYPE cases_total counter\n"
            "cases_total{source=\"grid \\\"x\\\"\"} 5\n"
            "# HELP took_seconds How long\n# TYPE took_seconds histogram\n"
            "took_seconds_bucket{le=\"0.1\"} 1\ntook_seconds_bucket{le=\"1\"} 2\ntook_seconds_bucket{le=\"+Inf\"} 3\n"
            "took_seconds_sum 3.6\ntook_seconds_count 3\n"
            "# HELP waiting Waiting now\n# TYPE waiting gauge\nwaiting 1.5\n");
  all.forget("asked");
  EXPECT_EQ(all.text().find("asked 7"), std::string::npos);
}

TEST(Metrics, OfTheProgramItself) {
  const std::string text = metrics().text();
  EXPECT_NE(text.find("\nprocess_cpu_seconds_total "), std::string::npos);
  EXPECT_EQ(text.find("process_resident_memory_bytes 0\n"), std::string::npos);
}

TEST(SystemClock, AgreesWithItself) {
  const Instant before = SystemClock().now();
  const Instant after = SystemClock().now();
  EXPECT_LE(before, after);
  EXPECT_GT(before.us, 1'700'000'000'000'000);
  const std::int64_t first = steady_us();
  EXPECT_LE(first, steady_us());
}

}  // namespace
}  // namespace tiange::observe
