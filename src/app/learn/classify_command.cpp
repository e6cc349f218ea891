// classify eval: trains on one table of labelled texts and asks for another.

#include <chrono>
#include <cstdio>

#include "app/learn/classify_files.h"
#include "app/commands.h"
#include "base/json.h"
#include "base/text.h"
#include "platform/sheets/sheets.h"

namespace tiange::app {

namespace {

Result<std::size_t> column_of(const std::string& path, const std::vector<std::string>& titles, const std::string& wanted) {
  for (std::size_t i = 0; i < titles.size(); ++i) {
    if (text::lower_ascii(titles[i]) == text::lower_ascii(wanted)) return i;
  }
  const std::string known = text::join(titles, ", ");
  return refuse(ErrorCode::bad_file, path + " 没有“" + wanted + "”列；有：" + known, path + " has no column \"" + wanted + "\"; it has: " + known);
}

std::vector<std::string> names_in(std::string_view list) {
  std::vector<std::string> out;
  for (const std::string_view name : text::split(list, ',')) {
    if (const std::string_view kept = text::trim(name); !kept.empty()) out.emplace_back(kept);
  }
  return out;
}

struct Measured {
  textual::Evaluation evaluation;
  std::int64_t learnt = 0;
  std::int64_t skipped = 0;
  double seconds = 0;
};

Result<Measured> measure(const Call& call) {
  const std::vector<std::string> columns = names_in(call.flag("--text"));
  const std::string label = std::string(text::trim(call.flag("--label")));
  TIANGE_TRY(LabelledFile learn, read_labelled(call.flag("--train"), columns, label));
  TIANGE_TRY(LabelledFile ask, read_labelled(call.flag("--test"), columns, label));
  if (ask.texts.empty()) return refuse(ErrorCode::bad_file, "测试文件没有可用的行", "the test file has no usable row");
  const auto begin = std::chrono::steady_clock::now();
  TIANGE_TRY(textual::Evaluation evaluation, textual::evaluate_on(learn.texts, ask.texts));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return Measured{std::move(evaluation), static_cast<std::int64_t>(learn.texts.size()), learn.skipped + ask.skipped, seconds};
}

void print_json(const Measured& m) {
  json::Array classes;
  for (const textual::ClassScore& c : m.evaluation.classes) {
    classes.push_back(json::Object{{"label", c.label}, {"texts", c.support}, {"precision", c.precision}, {"recall", c.recall}, {"f1", c.f1}});
  }
  json::Array confusion;
  for (const auto& [pair, n] : m.evaluation.confusion) confusion.push_back(json::Object{{"truth", pair.first}, {"guess", pair.second}, {"texts", n}});
  const json::Object out{{"macro_f1", m.evaluation.macro_f1}, {"accuracy", m.evaluation.accuracy}, {"texts", m.evaluation.texts},
                         {"learnt", m.learnt},                {"skipped", m.skipped},             {"seconds", m.seconds},
                         {"classes", std::move(classes)},     {"confusion", std::move(confusion)}};
  std::printf("%s\n", json::write(json::Value(out)).c_str());
}

void print_table(const Measured& m) {
  std::printf("宏平均 F1 / macro-F1 %.4f，准确率 / accuracy %.4f，学习 / learnt %lld，测试 / asked %lld，略过 / skipped %lld，%.2f s\n\n",
              m.evaluation.macro_f1, m.evaluation.accuracy, static_cast<long long>(m.learnt), static_cast<long long>(m.evaluation.texts),
              static_cast<long long>(m.skipped), m.seconds);
  std::printf("%8s %8s %8s %8s  %s\n", "texts", "prec", "recall", "F1", "类别 / class");
  for (const textual::ClassScore& c : m.evaluation.classes)
    std::printf("%8lld %8.4f %8.4f %8.4f  %s\n", static_cast<long long>(c.support), c.precision, c.recall, c.f1, c.label.c_str());
  std::printf("\n混淆 / confused\n");
  for (const auto& [pair, n] : m.evaluation.confusion) {
    if (pair.first != pair.second) std::printf("%8lld  %s → %s\n", static_cast<long long>(n), pair.first.c_str(), pair.second.c_str());
  }
}

}  // namespace

Result<LabelledFile> read_labelled(const std::string& path, const std::vector<std::string>& text_columns, const std::string& label_column) {
  TIANGE_TRY(auto reader, sheets::open_file(path));
  sheets::Row row;
  TIANGE_TRY(bool any, reader->next(row));
  if (!any) return refuse(ErrorCode::bad_file, path + " 是空的", path + " is empty");
  if (!row.cells.empty() && row.cells[0].starts_with("\uFEFF")) row.cells[0].erase(0, 3);
  const std::vector<std::string> titles = row.cells;
  std::vector<std::size_t> texts;
  for (const std::string& column : text_columns) {
    TIANGE_TRY(std::size_t at, column_of(path, titles, column));
    texts.push_back(at);
  }
  TIANGE_TRY(const std::size_t label, column_of(path, titles, label_column));
  LabelledFile out;
  for (;;) {
    TIANGE_TRY(bool more, reader->next(row));
    if (!more) break;
    textual::Labelled sample;
    for (const std::size_t at : texts) {
      if (at >= row.cells.size() || row.cells[at].empty()) continue;
      if (!sample.text.empty()) sample.text += "。";
      sample.text += row.cells[at];
    }
    if (label < row.cells.size()) sample.label = row.cells[label];
    if (sample.text.empty() || sample.label.empty()) {
      ++out.skipped;
    } else {
      out.texts.push_back(std::move(sample));
    }
  }
  return out;
}

int classify_command(const Call& call) {
  const bool asked = !call.rest.empty() && call.rest.front() == "eval";
  if (!asked || call.flag("--train").empty() || call.flag("--test").empty() || names_in(call.flag("--text")).empty() || call.flag("--label").empty()) {
    std::fprintf(stderr, "用法 / usage: tiange classify eval --train A.csv --test B.csv --text COLUMN[,COLUMN] --label COLUMN [--json]\n");
    return 2;
  }
  const auto measured = measure(call);
  if (!measured.ok()) {
    std::fprintf(stderr, "%s\n%s\n", measured.refusal().zh.c_str(), measured.refusal().en.c_str());
    return 2;
  }
  if (call.has("--json")) {
    print_json(*measured);
  } else {
    print_table(*measured);
  }
  return 0;
}

}  // namespace tiange::app
