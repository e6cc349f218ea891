// demo: on first start makes the synthetic district, then serves it.

#include <cstdio>
#include <filesystem>

#include "app/commands.h"
#include "app/seed.h"
#include "app/serve.h"
#include "base/text.h"
#include "platform/observe/log.h"
#include "platform/observe/system_clock.h"

namespace tiange::app {

namespace {

// One line that is written over, or a line a step where the output is no terminal.
class ProgressLine {
 public:
  void show(std::string_view zh, std::string_view en, double done) {
    const int percent = static_cast<int>(done * 100);
    if (zh == last_ && percent / 10 == last_percent_ / 10) return;
    last_ = zh;
    last_percent_ = percent;
    std::printf("  %3d%%  %s / %s\n", percent, std::string(zh).c_str(), std::string(en).c_str());
    std::fflush(stdout);
  }

 private:
  std::string last_;
  int last_percent_ = -1;
};

constexpr int k_undecided = 45;  // so that nobody's desk is empty on the first day

void forget(const Paths& paths) {
  for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(paths.data + "/district.db" + ending);
}

}  // namespace

int demo_command(const Call& call) {
  settings::Settings settings = call.settings;
  settings.demo = true;
  observe::SystemClock clock;
  const Paths paths = paths_of(settings);
  const bool own_file = settings.db.empty();
  if (call.has("--fresh") && own_file) forget(paths);
  if (!settings.log_file.empty()) {
    observe::open_log({.path = settings.log_file});
  } else {
    observe::open_log({.path = paths.data + "/tiange.log"});
  }
  std::vector<org::IssuedSecret> secrets;
  bool ready = false;
  if (std::filesystem::exists(paths.data + "/district.db") || !own_file) {
    District district(settings, clock);
    ready = is_seeded(district);
  }
  if (!ready) {
    // A generation that was cut off is thrown away whole.
    if (own_file) forget(paths);
    SeedPlan plan;
    plan.undecided = k_undecided;
    plan.people = true;
    plan.scale = text::to_double(call.flag("--scale", "0.02")).value_or(0.02);
    plan.seed = static_cast<std::uint64_t>(text::to_int(call.flag("--seed", "440604")).value_or(440604));
    std::printf("首次启动，正在生成演示区（合成数据，与真人无关） / first start: making the demo district (synthetic, no real person)\n");
    ProgressLine line;
    District district(settings, clock, !own_file);
    const SeedReport report = seed_district(district, plan, [&](auto zh, auto en, double done) { line.show(zh, en, done); });
    std::printf("  %lld 个网格，%lld 人，%lld 个地名地址，%lld 件历史工单，%lld 件在办，用时 %.1f 秒 / grids, people, places, past cases, open cases, seconds\n",
                static_cast<long long>(report.grids), static_cast<long long>(report.people), static_cast<long long>(report.names),
                static_cast<long long>(report.past_cases), static_cast<long long>(report.open_cases), report.seconds);
    auto issued = district.org().first_start(district.district_code(), clock.now());
    if (issued.ok()) secrets = *issued;
  }
  District district(settings, clock);
  print_secrets(secrets);
  serve_until_stopped(district, settings);
  return 0;
}

}  // namespace tiange::app
