#include "platform/settings/settings.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <sstream>

#include "base/json.h"
#include "base/text.h"

extern char** environ;

namespace tiange::settings {

namespace {

constexpr std::string_view k_prefix = "TIANGE_";
// What tests read is no setting.
constexpr std::string_view k_of_tests[] = {"TIANGE_TEST_", "TIANGE_BAD_INPUT_DIR"};

std::string to_text(const std::string& v) { return v; }
std::string to_text(std::int64_t v) { return std::to_string(v); }
std::string to_text(bool v) { return v ? "yes" : "no"; }
std::string to_text(double v) {
  std::string out;
  json::append_number(out, v);
  return out;
}

bool take(std::string& out, std::string_view text) {
  out = std::string(text);
  return true;
}
bool take(std::int64_t& out, std::string_view text) {
  const auto value = text::to_int(text);
  out = value.value_or(0);
  return value.has_value();
}
bool take(double& out, std::string_view text) {
  const auto value = text::to_double(text);
  out = value.value_or(0);
  return value.has_value();
}
bool take(bool& out, std::string_view text) {
  const std::string word = text::lower_ascii(text);
  out = word == "yes" || word == "true" || word == "1" || word == "on";
  return out || word == "no" || word == "false" || word == "0" || word == "off";
}

// False when the value does not fit the kind.
bool set(Settings& settings, std::string_view key, std::string_view value) {
#define TIANGE_SETTING(name, kind, initial, secret, zh, en) \
  if (key == #name) return take(settings.name, value);
#include "platform/settings/settings.def"
#undef TIANGE_SETTING
  return false;
}

const SettingInfo* find(std::string_view name) {
  for (const SettingInfo& info : all_settings()) {
    if (info.name == name) return &info;
  }
  return nullptr;
}

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::string_view nearest(std::string_view name) {
  const auto& all = all_settings();
  return std::min_element(all.begin(), all.end(), [&](const SettingInfo& a, const SettingInfo& b) {
           return distance(a.name, name) < distance(b.name, name);
         })->name;
}

class Loader {
 public:
  explicit Loader(const Sources& sources) : sources_(sources) {}

  Result<Loaded> run() {
    read_flags();
    read_environment();
    // The file's own place comes from the two above.
    for (const auto& [name, value] : environment_) set(loaded_.settings, name, value);
    for (const auto& [name, value] : flags_) set(loaded_.settings, name, value);
    read_file();
    for (const auto& [name, value] : file_) apply(name, value, loaded_.file);
    for (const auto& [name, value] : environment_) apply(name, value, "TIANGE_*");
    for (const auto& [name, value] : flags_) apply(name, value, "--" + name);
    if (!errors_.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors_));
    return std::move(loaded_);
  }

 private:
  using Pairs = std::vector<std::pair<std::string, std::string>>;

  void apply(const std::string& name, const std::string& value, const std::string& where) {
    if (set(loaded_.settings, name, value)) return;
    const std::string kind(find(name)->kind);
    const std::string zh = kind == "yes_no" ? "yes 或 no" : kind == "whole" ? "整数" : "数字";
    const std::string en = kind == "yes_no" ? "yes or no" : kind == "whole" ? "a whole number" : "a number";
    errors_.push_back({where + " " + name, "应为" + zh, "must be " + en});
  }

  void unknown(const std::string& where, std::string_view name) {
    const std::string near(nearest(name));
    errors_.push_back({where, "没有此设置，是否为 " + near, "is no setting; did you mean " + near});
  }

  void read_flags() {
    const auto& flags = sources_.flags;
    for (std::size_t i = 0; i < flags.size(); ++i) {
      if (!flags[i].starts_with("--")) {
        loaded_.rest.push_back(flags[i]);
        continue;
      }
      const auto equals = flags[i].find('=');
      const std::string name = text::replace_all(std::string_view(flags[i]).substr(2, equals - 2), "-", "_");
      const bool next_is_value = i + 1 < flags.size() && !flags[i + 1].starts_with("--");
      const auto& others = sources_.other_flags;
      if (std::find(others.begin(), others.end(), flags[i].substr(0, equals)) != others.end()) {
        loaded_.rest.push_back(flags[i]);
        if (equals == std::string::npos && next_is_value) loaded_.rest.push_back(flags[++i]);
        continue;
      }
      const SettingInfo* info = find(name);
      if (!info) {
        unknown(flags[i], name);
      } else if (equals != std::string::npos) {
        flags_.emplace_back(name, flags[i].substr(equals + 1));
      } else if (next_is_value) {
        flags_.emplace_back(name, flags[++i]);
      } else if (info->kind == "yes_no") {
        flags_.emplace_back(name, "yes");
      } else {
        errors_.push_back({flags[i], "缺少值", "needs a value"});
      }
    }
  }

  void read_environment() {
    for (const auto& [key, value] : sources_.environment) {
      if (!key.starts_with(k_prefix)) continue;
      const bool of_tests = std::any_of(std::begin(k_of_tests), std::end(k_of_tests),
                                        [&](std::string_view prefix) { return key.starts_with(prefix); });
      if (of_tests) continue;
      const std::string name = text::lower_ascii(std::string_view(key).substr(k_prefix.size()));
      if (find(name)) {
        environment_.emplace_back(name, value);
      } else {
        unknown(key, name);
      }
    }
  }

  void read_file() {
    const bool named = !loaded_.settings.config.empty();
    const std::string path = named ? loaded_.settings.config : loaded_.settings.data + "/tiange.conf";
    std::ifstream file(path);
    if (!file) {
      if (named) errors_.push_back({path, "无法读取设置文件", "cannot be read"});
      return;
    }
    loaded_.file = path;
    int number = 0;
    for (std::string line; std::getline(file, line);) {
      ++number;
      const std::string_view text = text::trim(line);
      if (text.empty() || text.starts_with('#')) continue;
      const std::string where = path + ":" + std::to_string(number);
      const auto equals = text.find('=');
      if (equals == std::string_view::npos) {
        errors_.push_back({where, "应为“名称 = 值”", "must be \"name = value\""});
        continue;
      }
      const std::string name(text::trim(text.substr(0, equals)));
      if (find(name)) {
        file_.emplace_back(name, std::string(text::trim(text.substr(equals + 1))));
      } else {
        unknown(where + " " + name, name);
      }
    }
  }

  const Sources& sources_;
  Loaded loaded_;
  Pairs flags_;
  Pairs environment_;
  Pairs file_;
  std::vector<FieldError> errors_;
};

}  // namespace

const std::vector<SettingInfo>& all_settings() {
  static const std::vector<SettingInfo> table = [] {
    const Settings initial;
    return std::vector<SettingInfo>{
#define TIANGE_SETTING(name, kind, value, secret, zh, en) \
  {#name, #kind, to_text(initial.name), std::string_view(#secret) == "secret", zh, en},
#include "platform/settings/settings.def"
#undef TIANGE_SETTING
    };
  }();
  return table;
}

Result<Loaded> load(const Sources& sources) { return Loader(sources).run(); }

std::map<std::string, std::string> environment_of_process() {
  std::map<std::string, std::string> all;
  for (char** one = environ; *one; ++one) {
    const std::string_view pair = *one;
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos) all[std::string(pair.substr(0, equals))] = pair.substr(equals + 1);
  }
  return all;
}

std::vector<std::string> shown_values(const Settings& settings) {
  std::vector<std::string> values;
  const auto add = [&](const std::string& value, bool secret) {
    values.push_back(secret && !value.empty() ? "******" : value);
  };
#define TIANGE_SETTING(name, kind, initial, secret, zh, en) \
  add(to_text(settings.name), std::string_view(#secret) == "secret");
#include "platform/settings/settings.def"
#undef TIANGE_SETTING
  return values;
}

std::string describe(const Settings& settings) {
  const std::vector<std::string> values = shown_values(settings);
  std::string out;
  for (std::size_t i = 0; i < values.size(); ++i) out += std::string(all_settings()[i].name) + " = " + values[i] + "\n";
  return out;
}

std::string markdown() {
  std::string out =
      "# 设置 Settings\n\n"
      "每项设置可写在设置文件（`名称 = 值`）、环境变量 `TIANGE_名称`（大写）或启动参数 `--名称 值` 中；"
      "启动参数优先于环境变量，环境变量优先于文件，文件优先于默认值。未知的设置会被拒绝。\n\n"
      "Each setting can stand in the settings file (`name = value`), in the environment as `TIANGE_NAME`, or as a flag "
      "`--name value`. A flag goes before the environment, the environment before the file, the file before the "
      "default. "
      "An unknown setting is refused.\n\n"
      "| 名称 Name | 类型 Kind | 默认 Default | 说明 | Meaning |\n|---|---|---|---|---|\n";
  for (const SettingInfo& info : all_settings()) {
    out += "| `" + std::string(info.name) + "` | " + std::string(info.kind) + " | " +
           (info.initial.empty() ? "" : "`" + info.initial + "`") + " | " + std::string(info.zh) +
           (info.secret ? "（保密）" : "") + " | " + std::string(info.en) + (info.secret ? " (secret)" : "") + " |\n";
  }
  return out;
}

}  // namespace tiange::settings
