// backup, restore, secret, settings.

#include <cstdio>
#include <filesystem>

#include "app/commands.h"
#include "app/paths.h"
#include "city/org/org.h"
#include "platform/db/db.h"
#include "platform/observe/system_clock.h"

namespace tiange::app {

int backup_command(const Call& call) {
  const Paths paths = paths_of(call.settings);
  const std::string to = call.flag("--to", paths.data + "/backup-" + format_date(local_date(observe::SystemClock().now())) + ".db");
  if (std::filesystem::exists(to)) {
    std::fprintf(stderr, "目标文件已存在 / the file exists already: %s\n", to.c_str());
    return 2;
  }
  db::open({.url = paths.db_url})->backup(to);
  std::printf("已备份 / backed up: %s (%ju bytes)\n", to.c_str(), static_cast<std::uintmax_t>(std::filesystem::file_size(to)));
  return 0;
}

int restore_command(const Call& call) {
  const std::string from = call.flag("--from");
  if (from.empty()) {
    std::fprintf(stderr, "请用 --from 指定备份文件 / give the backup with --from\n");
    return 2;
  }
  const Paths paths = paths_of(call.settings);
  db::restore(from, paths.db_url);
  std::printf("已恢复 / restored: %s\n", paths.db_url.c_str());
  return 0;
}

int secret_command(const Call& call) {
  const Paths paths = paths_of(call.settings);
  const auto database = db::open({.url = paths.db_url});
  observe::SystemClock clock;
  IdSource ids(static_cast<int>(call.settings.node));
  const auto room = org::open(*database, ids, {});
  auto issued = room->reissue_secret(call.flag("--account"), clock.now());
  if (!issued.ok()) {
    std::fprintf(stderr, "%s\n%s\n", issued.refusal().zh.c_str(), issued.refusal().en.c_str());
    return 2;
  }
  std::printf("%s 的一次性密码（登录后须立即更换）/ one-time secret of %s (to be changed at sign-in): %s\n",
              issued->account.c_str(), issued->account.c_str(), issued->secret.c_str());
  return 0;
}

int settings_command(const Call& call) {
  const std::string text = call.has("--markdown") ? settings::markdown() : settings::describe(call.settings);
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace tiange::app
