#include "app/system/system_routes.h"

#include "base/text.h"

namespace tiange::app {

namespace {

struct SettingView {
  std::string name;
  std::string value;
  std::string initial;
  std::string zh;
  std::string en;
};
BOOST_DESCRIBE_STRUCT(SettingView, (), (name, value, initial, zh, en))

struct SystemInfo {
  std::string version;
  std::string backend;
  Instant started;
  Instant now;
  std::vector<SettingView> settings;
};
BOOST_DESCRIBE_STRUCT(SystemInfo, (), (version, backend, started, now, settings))

// describe() gives "name = value" a line, in the order of the table.
std::vector<SettingView> views_of(const settings::Settings& settings) {
  const std::string text = settings::describe(settings);
  const auto lines = text::split(text, '\n');
  std::vector<SettingView> views;
  for (const settings::SettingInfo& info : settings::all_settings()) {
    const std::string_view line = lines.at(views.size());
    views.push_back({std::string(info.name), std::string(line.substr(info.name.size() + 3)), info.initial,
                     std::string(info.zh), std::string(info.en)});
  }
  return views;
}

}  // namespace

void add_system_routes(http::Routes& routes, const Running& running, const settings::Settings& settings) {
  routes.query<SystemInfo>("/api/v1/system/info", Permission::system_manage, "运行状况", "What runs here",
                           [running, shown = views_of(settings)](const http::Request& request) -> Result<SystemInfo> {
                             const bool sqlite = running.backend == db::Backend::sqlite;
                             return SystemInfo{running.version, sqlite ? "SQLite" : "PostgreSQL", running.started,
                                               request.now, shown};
                           });
}

}  // namespace tiange::app
