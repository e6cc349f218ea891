// tiange COMMAND [settings] [flags]

#include <algorithm>
#include <cstdio>
#include <exception>

#include "app/commands.h"

namespace tiange::app {

namespace {

void print_help() {
  std::printf("天格 Tiange\n\n用法 / usage: tiange <command> [--setting value]\n\n");
  for (const Command& command : commands()) {
    std::printf("  %-9s %s\n            %s\n", std::string(command.name).c_str(), std::string(command.zh).c_str(),
                std::string(command.en).c_str());
  }
  std::printf("\n设置见 docs/settings.md / settings: docs/settings.md\n");
}

void print_refusal(const Refusal& refusal) {
  std::fprintf(stderr, "%s\n%s\n", refusal.zh.c_str(), refusal.en.c_str());
  for (const FieldError& field : refusal.fields)
    std::fprintf(stderr, "  %s: %s / %s\n", field.path.c_str(), field.zh.c_str(), field.en.c_str());
}

int print_command(const Command& command) {
  std::printf("tiange %s\n  %s\n  %s\n", std::string(command.name).c_str(), std::string(command.zh).c_str(), std::string(command.en).c_str());
  for (const std::string& flag : command.flags) std::printf("  %s …\n", flag.c_str());
  std::printf("  其他设置见 tiange help / settings: tiange help\n");
  return 0;
}

int run(int argc, char** argv) {
  const std::string_view name = argc > 1 ? argv[1] : "";
  for (const Command& command : commands()) {
    if (command.name != name) continue;
    if (std::find(argv + 2, argv + argc, std::string_view("--help")) != argv + argc) return print_command(command);
    settings::Sources sources;
    sources.flags.assign(argv + 2, argv + argc);
    sources.environment = settings::environment_of_process();
    sources.other_flags = command.flags;
    auto loaded = settings::load(sources);
    if (!loaded.ok()) {
      print_refusal(loaded.refusal());
      return 2;
    }
    return command.run({std::move(loaded->settings), std::move(loaded->rest)});
  }
  print_help();
  return name.empty() || name == "help" || name == "--help" ? 0 : 2;
}

}  // namespace

std::span<const Command> commands() {
  static const std::vector<Command> table = {
      {"serve", "启动服务", "serve the district", {}, serve_command},
      {"intake", "应急受理：核心停机时照常收件，恢复后逐件移交", "the standby: takes reports while the core is down and hands them over when it is back", {}, intake_command},
      {"demo", "首次启动时生成演示区，然后启动服务", "make the demo district on first start, then serve", {"--scale", "--seed", "--fresh"}, demo_command},
      {"live", "向正在运行的演示区持续产生一天的工单", "produce a day of matters in a running demo district", {"--speed", "--minutes", "--seed"}, live_command},
      {"backup", "在线备份（SQLite）", "online backup (SQLite)", {"--to"}, backup_command},
      {"restore", "从备份恢复（SQLite，须先停止服务）", "restore a backup (SQLite; stop the server first)", {"--from"}, restore_command},
      {"bench", "测速与断电测试：lifecycle、burst、import、ingest、registers、rules、credit、find、search、locate、start、crash", "measure and crash: lifecycle, burst, import, ingest, registers, rules, credit, find, search, locate, start, crash", {"--registers", "--stored", "--seconds", "--clients", "--instances", "--rounds", "--rows", "--sources", "--form", "--text", "--scale", "--json"}, bench_command},
      {"story", "运行叙事测试", "run stories", {"--under"}, story_command},
      {"probe", "把坏输入送进每个接口：不得出错，存下的须原样读回", "send bad input through every route: nothing may break, what is stored must come back the same", {}, probe_command},
      {"simulate", "对着样样出错的模拟银行付款，逐项核对：simulate payments --count N --seed N", "pay through a bank that fails in every way and check every invariant: simulate payments --count N --seed N", {"--faults", "--count", "--seed", "--crashes", "--url", "--json"}, simulate_command},
      {"town", "生成合成人口与五个部门的数据文件及答案：--out 目录", "write the synthetic people, five departments' files and the truth: --out DIR", {"--out", "--scale", "--seed", "--files"}, town_command},
      {"train", "用已结工单训练分类并给出留出集指标", "train the classifier on closed cases and print held-out figures", {"--json", "--ask", "--part"}, train_command},
      {"classify", "用一张带标签的表训练、用另一张检验：classify eval", "train on one labelled table and ask for another: classify eval", {"--train", "--test", "--text", "--label", "--json"}, classify_command},
      {"rank", "按风险给检查排序并在留出数据上检验：rank eval", "order inspections by risk and measure it on held-out visits: rank eval", {"--train", "--test", "--features", "--outcome", "--serious", "--order", "--json"}, rank_command},
      {"link", "找出同一个人、企业或物的记录：link 文件… [--truth 真值]", "find records of the same person, firm or thing: link FILE... [--truth PAIRS]", {"--config", "--truth", "--out", "--json"}, link_command},
      {"verify", "离线校验导出的责任链、交换清单和回执：verify 文件 [--file 数据文件] [--key 公钥指纹]", "check an exported chain, a manifest of shared data or its receipt offline: verify FILE [--file DATA] [--key FINGERPRINT]", {"--key", "--file"}, verify_command},
      {"watermark", "看一份导出文件是谁导出的：watermark 文件", "tell whose export a CSV or XLSX was: watermark FILE", {}, watermark_command},
      {"tck", "运行 DMN TCK 用例目录", "run a tree of DMN TCK cases", {"--json"}, tck_command},
      {"secret", "为账号重新签发一次性密码", "issue a new one-time secret for an account", {"--account"}, secret_command},
      {"settings", "列出全部设置", "list all settings", {"--markdown"}, settings_command},
  };
  return table;
}

}  // namespace tiange::app

int main(int argc, char** argv) {
  try {
    return tiange::app::run(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "出错 / failed: %s\n", e.what());
    return 1;
  }
}
