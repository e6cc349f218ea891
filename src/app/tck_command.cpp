// tck DIR [--json]: runs a tree of DMN compatibility cases and tells what passed.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "app/commands.h"
#include "base/json.h"
#include "engines/dmn/tck_runner.h"

namespace tiange::app {

namespace {

namespace fs = std::filesystem;

std::vector<dmn::TckFolder> read_folders(const fs::path& root) {
  std::map<std::string, dmn::TckFolder> folders;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
    const std::string kind = entry.path().extension().string();
    if (!entry.is_regular_file() || (kind != ".dmn" && kind != ".xml")) continue;
    const std::string name = fs::relative(entry.path().parent_path(), root).generic_string();
    std::ifstream in(entry.path(), std::ios::binary);
    dmn::TckFolder& folder = folders[name];
    folder.name = name;
    folder.files[entry.path().filename().string()] = std::string(std::istreambuf_iterator<char>(in), {});
  }
  std::vector<dmn::TckFolder> all;
  for (auto& [name, folder] : folders) all.push_back(std::move(folder));
  return all;
}

void print_json(const dmn::TckReport& report) {
  json::Value out;
  out.set("passed", report.passed);
  out.set("total", report.total);
  out.set("pass_rate", report.total == 0 ? 0.0 : static_cast<double>(report.passed) / report.total);
  json::Object folders;
  for (const auto& [name, counts] : report.folders) {
    json::Value folder;
    folder.set("passed", counts.first);
    folder.set("total", counts.second);
    folders.emplace_back(name, std::move(folder));
  }
  out.set("folders", std::move(folders));
  json::Array failures;
  for (const dmn::TckFailure& failure : report.failures) {
    json::Value row;
    row.set("folder", failure.folder);
    row.set("file", failure.file);
    row.set("case", failure.case_id);
    row.set("node", failure.node);
    row.set("reason", failure.reason);
    failures.push_back(std::move(row));
  }
  out.set("failures", std::move(failures));
  std::printf("%s\n", json::write(out).c_str());
}

void print_table(const dmn::TckReport& report) {
  for (const auto& [name, counts] : report.folders) {
    std::printf("%5d /%5d  %s\n", counts.first, counts.second, name.c_str());
  }
  for (const dmn::TckFailure& failure : report.failures) {
    std::printf("未通过 / failed: %s %s %s: %s\n", failure.folder.c_str(), failure.case_id.c_str(),
                failure.node.c_str(), failure.reason.c_str());
  }
  std::printf("通过 / passed: %d / %d\n", report.passed, report.total);
}

}  // namespace

int tck_command(const Call& call) {
  const auto dir = std::find_if(call.rest.begin(), call.rest.end(),
                                [](const std::string& word) { return !word.starts_with("--"); });
  if (dir == call.rest.end() || !fs::is_directory(*dir)) {
    std::fprintf(stderr, "用法 / usage: tiange tck DIR [--json]\n");
    return 2;
  }
  const dmn::TckReport report = dmn::run_tck(read_folders(*dir));
  if (call.has("--json")) {
    print_json(report);
  } else {
    print_table(report);
  }
  return report.passed == report.total && report.total > 0 ? 0 : 1;
}

}  // namespace tiange::app
