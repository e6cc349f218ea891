#include "app/paths.h"

#include <filesystem>
#include <stdexcept>

namespace tiange::app {

namespace fs = std::filesystem;

namespace {

// Walks up from the program until a folder has `mark`.
std::string beside_program(const std::string& mark) {
  fs::path folder = fs::read_symlink("/proc/self/exe").parent_path();
  for (; folder.has_relative_path(); folder = folder.parent_path()) {
    for (const fs::path& candidate : {folder, folder / "share/tiange"}) {
      if (fs::exists(candidate / mark)) return candidate.string();
    }
  }
  return "";
}

}  // namespace

Paths paths_of(const settings::Settings& settings) {
  Paths paths;
  paths.data = fs::absolute(settings.data).string();
  fs::create_directories(paths.data);
  const std::string home = beside_program("data/areas.csv");
  paths.definitions = !settings.definitions.empty() ? settings.definitions : home.empty() ? "" : home + "/data";
  paths.web = !settings.web.empty() ? settings.web : home.empty() ? "" : home + "/web";
  if (paths.definitions.empty() || !fs::exists(paths.definitions + "/areas.csv"))
    throw std::runtime_error("找不到初始定义目录，请用 --definitions 指定 / the folder of definitions is missing; give --definitions");
  paths.db_url = settings.db.empty() ? "sqlite:" + paths.data + "/district.db" : settings.db;
  return paths;
}

void check(const Outcome& outcome) {
  if (!outcome.ok()) throw std::runtime_error(outcome.refusal().zh + " / " + outcome.refusal().en);
}

}  // namespace tiange::app
