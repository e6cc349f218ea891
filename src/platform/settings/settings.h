#pragma once
// Everything that can be set, from one table (settings.def). A flag goes before the environment, the environment before
// the settings file, the file before the default. A key nobody knows is refused, with the nearest known one.
//
//   settings file            # comment
//                            port = 8443
//   environment              TIANGE_PORT=8443
//   flag                     --port 8443   or   --port=8443   (yes_no: --demo, --demo no)

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiange::settings {

struct Settings {
  using text = std::string;
  using whole = std::int64_t;
  using number = double;
  using yes_no = bool;
#define TIANGE_SETTING(name, kind, initial, secret, zh, en) kind name = initial;
#include "platform/settings/settings.def"
#undef TIANGE_SETTING
};

struct SettingInfo {
  std::string_view name;
  std::string_view kind;
  std::string initial;
  bool secret;
  std::string_view zh;
  std::string_view en;
};
const std::vector<SettingInfo>& all_settings();

struct Sources {
  std::vector<std::string> flags;                  // without the program's name and subcommand
  std::map<std::string, std::string> environment;  // all of it; only TIANGE_* counts
  std::vector<std::string> other_flags;  // flags of a subcommand ("--stored"), each with one value, left in rest
};

struct Loaded {
  Settings settings;
  std::vector<std::string> rest;  // other flags with their values, and words that belong to no flag, in order
  std::string file;               // the settings file that was read, or ""
};

// Refuses with bad_input and one field error for each wrong key or value.
Result<Loaded> load(const Sources& sources);
std::map<std::string, std::string> environment_of_process();

// What is in force, in the order of all_settings(), secrets hidden.
std::vector<std::string> shown_values(const Settings& settings);
// The same as "name = value", one line each.
std::string describe(const Settings& settings);
// docs/settings.md
std::string markdown();

}  // namespace tiange::settings
