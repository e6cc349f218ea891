// tiange rank eval --train A.csv [--test B.csv] --features a,b,c --outcome col [--serious word,word] --order col [--json yes]

#include <cstdio>

#include "app/commands.h"
#include "app/rank/rank_files.h"
#include "base/json.h"
#include "base/text.h"
#include "platform/observe/system_clock.h"

namespace tiange::app {

namespace {

struct RankFeature {
  std::string name, kind;  // number | text
  double weight = 0;
};
BOOST_DESCRIBE_STRUCT(RankFeature, (), (name, kind, weight))
struct RankReport {
  std::int64_t train_rows = 0, test_rows = 0, serious = 0;
  std::string model;  // logistic | boosted | both
  double auc = 0, first_half = 0, first_half_actual = 0, days_gained = 0, seconds = 0;
  std::vector<RankFeature> features;
};
BOOST_DESCRIBE_STRUCT(RankReport, (), (train_rows, test_rows, serious, model, auc, first_half, first_half_actual, days_gained, seconds, features))

std::vector<std::string> names_in(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const std::string_view one = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), one.size() + 1));
    if (const std::string_view name = text::trim(one); !name.empty()) names.emplace_back(name);
  }
  return names;
}

int fail(const Refusal& refusal) {
  std::fprintf(stderr, "%s\n%s\n", refusal.zh.c_str(), refusal.en.c_str());
  return 2;
}

std::string_view method_word(ranking::Method method) {
  return method == ranking::Method::logistic ? "logistic" : method == ranking::Method::boosted ? "boosted" : "both";
}

Result<RankReport> evaluate(const Call& call, const VisitColumns& columns) {
  const std::int64_t started = observe::steady_us();
  TIANGE_TRY(const VisitRows train, read_visit_rows(call.flag("--train"), columns));
  std::optional<VisitRows> test;
  if (call.has("--test")) {
    TIANGE_TRY(test, read_visit_rows(call.flag("--test"), columns));
  }
  TIANGE_TRY(const VisitSplit split, visits_of(train, test ? &*test : nullptr, columns));
  const auto model = ranking::learn(split.train);
  if (!model) return refuse(ErrorCode::bad_file, "训练行太少（至少 20 行），或结果全都一样，学不到什么", "too few training rows (at least 20), or all outcomes alike: nothing to learn");
  if (split.test.rows() < 2) return refuse(ErrorCode::bad_file, "留出的行太少", "too few held-out rows");
  const ranking::Served served = ranking::served(split.test, model->risk(split.test));
  if (served.serious == 0) return refuse(ErrorCode::bad_file, "留出的行里没有严重发现，无从评估", "no serious finding among the held-out rows: nothing to measure by");
  RankReport report;
  report.train_rows = static_cast<std::int64_t>(split.train.rows());
  report.test_rows = static_cast<std::int64_t>(split.test.rows());
  report.serious = served.serious;
  report.model = method_word(model->method());
  report.auc = served.auc;
  report.first_half = served.first_half;
  report.first_half_actual = served.first_half_actual;
  report.days_gained = served.days_gained;
  for (const ranking::FeatureWeight& one : model->weights()) {
    const auto feature = std::find_if(split.train.features.begin(), split.train.features.end(), [&](const ranking::Feature& f) { return f.name == one.name; });
    report.features.push_back({one.name, feature->numeric ? "number" : "text", one.weight});
  }
  report.seconds = static_cast<double>(observe::steady_us() - started) / 1e6;
  return report;
}

}  // namespace

int rank_command(const Call& call) {
  VisitColumns columns{names_in(call.flag("--features")), std::string(text::trim(call.flag("--outcome"))), std::string(text::trim(call.flag("--order"))),
                       names_in(call.flag("--serious"))};
  const bool eval = !call.rest.empty() && call.rest.front() == "eval";
  if (!eval || !call.has("--train") || columns.features.empty() || columns.outcome.empty() || columns.order.empty()) {
    std::fprintf(stderr, "用法 / usage: tiange rank eval --train A.csv [--test B.csv] --features COL,COL --outcome COL [--serious WORD,WORD] --order COL [--json yes]\n"
                 "  --features  特征列名 / columns known before a visit\n"
                 "  --outcome   结果列：0/1、yes/no；别的写法用 --serious 列出哪些算严重 / outcome: 0 or 1, yes or no, or what --serious lists\n"
                 "  --order     检查日期或次序：2026-01-31、1/31/2026（月在前）、可带时间，或数字 / day of the visit, or a number\n"
                 "  --test      留出的行；没有就按时间留出最后三成 / held-out rows; without them the last three tenths in time\n");
    return 2;
  }
  const auto report = evaluate(call, columns);
  if (!report.ok()) return fail(report.refusal());
  if (call.has("--json")) {
    std::printf("%s\n", json::write(*report).c_str());
    return 0;
  }
  std::printf("训练 / trained on      %lld\n留出 / held out        %lld（严重 / serious %lld）\n模型 / model           %s\n", static_cast<long long>(report->train_rows),
              static_cast<long long>(report->test_rows), static_cast<long long>(report->serious), report->model.c_str());
  std::printf("AUC                    %.3f\n前一半查出 / first half %.1f%%（实际 / actual %.1f%%）\n平均提前 / gained      %.2f 天 / days\n", report->auc, report->first_half * 100,
              report->first_half_actual * 100, report->days_gained);
  for (const RankFeature& one : report->features) std::printf("  %5.1f%%  %s\n", one.weight * 100, one.name.c_str());
  return 0;
}

}  // namespace tiange::app
