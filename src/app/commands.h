#pragma once
// The subcommands of the program; one file each. A command gets the settings and the words and flags left over, prints to
// standard output, and gives the exit code.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/settings/settings.h"

namespace tiange::app {

struct Call {
  settings::Settings settings;
  std::vector<std::string> rest;

  // The value of a flag of the command, such as "--scale"; `other` when it is not given.
  std::string flag(std::string_view name, std::string_view other = "") const;
  bool has(std::string_view name) const;
};

struct Command {
  std::string_view name;
  std::string_view zh;
  std::string_view en;
  std::vector<std::string> flags;  // beyond the settings; each takes one value
  int (*run)(const Call& call);
};

std::span<const Command> commands();

int serve_command(const Call& call);
int intake_command(const Call& call);
int demo_command(const Call& call);
int live_command(const Call& call);
int backup_command(const Call& call);
int restore_command(const Call& call);
int bench_command(const Call& call);
int story_command(const Call& call);
int probe_command(const Call& call);
int simulate_command(const Call& call);
int town_command(const Call& call);
int train_command(const Call& call);
int classify_command(const Call& call);
int link_command(const Call& call);
int rank_command(const Call& call);
int tck_command(const Call& call);
int secret_command(const Call& call);
int settings_command(const Call& call);
int verify_command(const Call& call);
int watermark_command(const Call& call);

}  // namespace tiange::app
