#include "app/system/system_routes.h"

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

std::vector<SettingView> views_of(const settings::Settings& settings) {
  const std::vector<std::string> values = settings::shown_values(settings);
  std::vector<SettingView> views;
  for (const settings::SettingInfo& info : settings::all_settings()) {
    views.push_back({std::string(info.name), values.at(views.size()), info.initial, std::string(info.zh), std::string(info.en)});
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
