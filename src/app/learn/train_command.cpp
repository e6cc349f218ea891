// train: learns items and urgency from the district's own closed cases, prints held-out figures and what is confused most.

#include <chrono>
#include <cstdio>

#include "app/commands.h"
#include "app/district.h"
#include "platform/files/files.h"
#include "platform/observe/system_clock.h"

namespace tiange::app {

namespace {

void print_table(District& district, const cases::Training& training) {
  std::printf("文本 / texts %lld，类别 / classes %lld，宏平均 F1 / macro-F1 %.3f，准确率 / accuracy %.3f，只按规则 / by rules alone %.3f（%.3f），%s\n",
              static_cast<long long>(training.texts), static_cast<long long>(training.items), training.macro_f1, training.accuracy,
              training.macro_f1_rules, training.accuracy_rules, training.in_use ? "已启用 / now in use" : "未启用，不如现有的 / not used: worse than what is in use");
  const auto name = [&](const std::string& code) {
    const auto item = district.items().find(code);
    return item ? item->name_zh : code;
  };
  std::printf("\n%-12s %8s %8s %8s %8s  %s\n", "code", "texts", "prec", "recall", "F1", "类别 / class");
  for (std::size_t i = 0; i < training.classes.size() && i < 40; ++i) {
    const textual::ClassScore& c = training.classes[i];
    std::printf("%-12s %8lld %8.3f %8.3f %8.3f  %s\n", c.label.c_str(), static_cast<long long>(c.support), c.precision, c.recall, c.f1, name(c.label).c_str());
  }
  std::printf("\n最常混淆 / confused most\n");
  for (std::size_t i = 0; i < training.confused.size() && i < 20; ++i) {
    const auto& [pair, n] = training.confused[i];
    std::printf("%6lld  %s → %s\n", static_cast<long long>(n), name(pair.first).c_str(), name(pair.second).c_str());
  }
}

// Asks for the texts of a file whose items are known.
Outcome ask(District& district, const std::string& path, std::string_view part, const char* when) {
  const std::string csv = read_file_if_any(path).value_or("");
  std::int64_t asked = 0;
  const auto begin = std::chrono::steady_clock::now();
  TIANGE_TRY(cases::AskedFigures f, cases::ask_all(csv, part, [&](const std::string& text) {
               ++asked;
               return district.intake().suggest(text, "");
             }));
  const double us = std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count();
  std::printf("%s: 文本 / texts %lld，首选 / top-1 %.3f，前三 / top-3 %.3f，宏平均 F1 / macro-F1 %.3f，有把握 / sure %.3f（对 / right %.3f），"
              "没把握 / unsure（对 / right %.3f），每条 / each %.0f µs\n",
              when, static_cast<long long>(f.texts), f.top_1, f.top_3, f.macro_f1, f.sure, f.right_when_sure, f.right_when_unsure,
              asked > 0 ? us / static_cast<double>(asked) : 0);
  return done();
}

void print_json(const cases::Training& t) {
  std::printf("{\"texts\":%lld,\"items\":%lld,\"macro_f1\":%.4f,\"accuracy\":%.4f,\"rules_macro_f1\":%.4f,\"rules_accuracy\":%.4f,\"in_use\":%s",
              static_cast<long long>(t.texts), static_cast<long long>(t.items), t.macro_f1, t.accuracy, t.macro_f1_rules, t.accuracy_rules,
              t.in_use ? "true" : "false");
}

int told(const Refusal& refusal) {
  std::fprintf(stderr, "%s\n%s\n", refusal.zh.c_str(), refusal.en.c_str());
  return 2;
}

}  // namespace

int train_command(const Call& call) {
  observe::SystemClock clock;
  District district(call.settings, clock);
  const std::string asked = call.flag("--ask");
  const std::string part = call.flag("--part");
  if (!asked.empty()) {
    if (const Outcome before = ask(district, asked, part, "训练前 / before"); !before.ok()) return told(before.refusal());
  }
  auto training = district.intake().train(cases::Lesson::item);
  if (!training.ok()) return told(training.refusal());
  const auto urgency = district.intake().train(cases::Lesson::urgency);
  if (!asked.empty()) {
    if (const Outcome after = ask(district, asked, part, "训练后 / after"); !after.ok()) return told(after.refusal());
  }
  if (call.has("--json")) {
    print_json(*training);
    if (urgency.ok()) {
      std::printf(",\"urgency\":");
      print_json(*urgency);
      std::printf("}");
    }
    std::printf("}\n");
    return 0;
  }
  std::printf("事项 / item\n");
  print_table(district, *training);
  std::printf("\n紧急程度 / urgency\n");
  if (!urgency.ok()) return told(urgency.refusal());
  print_table(district, *urgency);
  return 0;
}

}  // namespace tiange::app
