// link: which rows of any tables are the same thing, scored against a file of true pairs.

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "app/commands.h"
#include "app/link/link_files.h"
#include "base/json.h"
#include "base/text.h"
#include "platform/files/files.h"
#include "platform/observe/system_clock.h"
#include "platform/sheets/sheets.h"

namespace tiange::app {

namespace {

struct LinkRun {
  std::vector<std::string> files;
  std::vector<linkage::Table> tables;
  std::vector<IdPair> truth;
  linkage::LinkOptions options;
  std::string id_title;
  bool explain = false;
};

std::vector<std::string> files_in(const Call& call) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < call.rest.size(); ++i) {
    if (call.rest[i] == "--json") {
      if (i + 1 < call.rest.size() && call.rest[i + 1] == "yes") ++i;
    } else if (call.rest[i].starts_with("--")) {
      i += call.rest[i].find('=') == std::string::npos ? 1 : 0;
    } else {
      out.push_back(call.rest[i]);
    }
  }
  return out;
}

std::optional<std::size_t> column_titled(const linkage::Table& table, std::string_view title) {
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    if (text::lower_ascii(table.columns()[i].name) == text::lower_ascii(title)) return i;
  }
  return std::nullopt;
}

Refusal bad_config(const std::string& zh, const std::string& en) { return refuse(ErrorCode::bad_file, zh, en); }

Outcome read_fields(const json::Value& config, LinkRun& run) {
  const json::Value* columns = config.find("columns");
  if (columns == nullptr || !columns->is_array()) return done();
  for (const json::Value& entry : columns->as_array()) {
    linkage::FieldPlan plan;
    plan.name = entry.text_or("name");
    const auto kind = linkage::kind_of_word(entry.text_or("kind", "text"));
    if (!kind) return bad_config("“" + plan.name + "”的 kind 不认识", "unknown kind of \"" + plan.name + "\"");
    plan.kind = *kind;
    const std::string other = entry.text_or("with", plan.name);
    bool any = false;
    for (std::size_t t = 0; t < run.tables.size(); ++t) {
      auto at = column_titled(run.tables[t], plan.name);
      if (!at) at = column_titled(run.tables[t], other);
      any = any || at;
      plan.columns.push_back(at);
    }
    if (!any) return bad_config("没有“" + plan.name + "”列", "there is no column \"" + plan.name + "\"");
    run.options.fields.push_back(std::move(plan));
  }
  return done();
}

// {"id": title, "columns": [{"name", "kind", "with"}], "threshold": 0.5, "one_to_one": true}
Outcome read_config(const std::string& path, LinkRun& run) {
  const auto all = read_file_if_any(path);
  if (!all) return bad_config("打不开 " + path, "cannot open " + path);
  TIANGE_TRY(json::Value config, json::parse(*all));
  if (!config.is_object()) return bad_config("配置应为 JSON 对象", "the configuration must be a JSON object");
  run.id_title = config.text_or("id");
  if (const json::Value* v = config.find("threshold"); v != nullptr && v->is_number()) {
    run.options.threshold = std::clamp(v->as_double(), 0.001, 0.999);
  }
  if (const json::Value* v = config.find("one_to_one"); v != nullptr && v->is_bool()) run.options.one_to_one = v->as_bool();
  return read_fields(config, run);
}

Outcome load(const Call& call, LinkRun& run) {
  run.files = files_in(call);
  for (const std::string& path : run.files) {
    TIANGE_TRY(linkage::Table table, read_table(path));
    run.tables.push_back(std::move(table));
  }
  if (!call.flag("--truth").empty()) {
    TIANGE_TRY(run.truth, read_truth(call.flag("--truth")));
  }
  if (!call.flag("--config").empty()) TIANGE_CHECK_OK(read_config(call.flag("--config"), run));
  for (const linkage::Table& table : run.tables) {
    std::optional<std::size_t> id;
    if (!run.id_title.empty()) id = column_titled(table, run.id_title);
    if (!id && !run.truth.empty()) id = column_of_ids(table, run.truth);
    if (!id) id = linkage::guess_id_column(table);
    run.options.ids.push_back(id);
  }
  return done();
}

std::string id_of(const LinkRun& run, std::uint32_t record, std::size_t& table) {
  table = 0;
  std::size_t row = record;
  while (row >= run.tables[table].rows()) row -= run.tables[table++].rows();
  return run.options.ids[table] ? std::string(run.tables[table].cell(row, *run.options.ids[table])) : std::to_string(row);
}

// Of two tables the pairs, else every row with the number of its group.
Outcome write_out(const std::string& path, const LinkRun& run, const linkage::Linked& linked) {
  std::ofstream file(path, std::ios::binary);
  if (!file) return bad_config("写不了 " + path, "cannot write " + path);
  std::string out;
  std::size_t table = 0;
  if (linked.across) {
    text::append_csv_row(out, {"id_a", "id_b", "chance", "bits"});
    for (const linkage::LinkedPair& pair : linked.pairs) {
      char chance[32], bits[32];
      std::snprintf(chance, sizeof chance, "%.4f", pair.chance);
      std::snprintf(bits, sizeof bits, "%.2f", pair.bits);
      text::append_csv_row(out, {id_of(run, pair.a, table), id_of(run, pair.b, table), chance, bits});
    }
  } else {
    text::append_csv_row(out, {"file", "id", "cluster"});
    for (std::uint32_t r = 0; r < linked.cluster_of.size(); ++r) {
      const std::string id = id_of(run, r, table);
      text::append_csv_row(out, {run.files[table], id, std::to_string(linked.cluster_of[r])});
    }
  }
  file << out;
  return file.good() ? done() : bad_config("写不了 " + path, "cannot write " + path);
}

json::Value fields_told(const linkage::Linked& linked) {
  json::Array out;
  for (std::size_t f = 0; f < linked.model.fields.size(); ++f) {
    const linkage::FieldModel& field = linked.model.fields[f];
    json::Array levels;
    for (int l = 1; l <= linkage::highest_level(field.kind); ++l) {
      const auto i = static_cast<std::size_t>(l);
      levels.push_back(json::Object{{"level", std::string(linkage::level_name(field.kind, l).en)},
                                    {"same", field.same[i]}, {"different", field.different[i]}, {"bits", field.bits[i]}});
    }
    out.push_back(json::Object{{"name", field.name}, {"kind", std::string(linkage::kind_word(field.kind))}, {"levels", std::move(levels)}});
  }
  return out;
}

void print(const Call& call, const LinkRun& run, const linkage::Linked& linked, double seconds) {
  json::Object out;
  const linkage::LinkStatistics& s = linked.statistics;
  std::optional<LinkScore> score;
  if (!run.truth.empty()) score = score_link(linked, run.tables, run.options.ids, run.truth);
  if (score) {
    out = {{"precision", score->precision}, {"recall", score->recall}, {"f1", score->f1}};
  }
  out.emplace_back("seconds", seconds);
  out.emplace_back("records", static_cast<std::int64_t>(s.records));
  out.emplace_back("candidates", static_cast<std::int64_t>(s.candidates));
  out.emplace_back("clusters", static_cast<std::int64_t>(s.clusters));
  out.emplace_back("pairs", static_cast<std::int64_t>(score ? score->found : linked.pairs.size()));
  out.emplace_back("possible", static_cast<std::int64_t>(linked.possible.size()));
  out.emplace_back("one_to_one", linked.across && !s.first_repeats && !s.second_repeats);
  if (score) {
    out.emplace_back("truth", static_cast<std::int64_t>(score->truth));
    out.emplace_back("right", static_cast<std::int64_t>(score->right));
    out.emplace_back("truth_without_row", static_cast<std::int64_t>(score->unknown));
  }
  out.emplace_back("fields", fields_told(linked));
  if (call.has("--json")) {
    std::printf("%s\n", json::write(json::Value(out)).c_str());
    return;
  }
  for (const auto& [name, value] : out) {
    if (!value.is_array()) std::printf("%-20s %s\n", name.c_str(), json::write(value).c_str());
  }
  for (const linkage::FieldModel& field : linked.model.fields) {
    std::printf("\n%s (%s)\n", field.name.c_str(), std::string(linkage::kind_word(field.kind)).c_str());
    for (int l = 1; l <= linkage::highest_level(field.kind); ++l) {
      const auto i = static_cast<std::size_t>(l);
      std::printf("  %-28s %+6.1f bit  %.5f / %.5f\n", std::string(linkage::level_name(field.kind, l).en).c_str(), field.bits[i],
                  field.same[i], field.different[i]);
    }
  }
}

}  // namespace

int link_command(const Call& call) {
  LinkRun run;
  if (files_in(call).empty()) {
    std::fprintf(stderr, "用法 / usage: tiange link FILE... [--config F] [--truth PAIRS.csv] [--out F] [--json]\n");
    return 2;
  }
  const auto failed = [](const Refusal& refusal) {
    std::fprintf(stderr, "%s\n%s\n", refusal.zh.c_str(), refusal.en.c_str());
    return 2;
  };
  const std::int64_t begin = observe::steady_us();
  if (const Outcome loaded = load(call, run); !loaded.ok()) return failed(loaded.refusal());
  const linkage::Linked linked = linkage::link(run.tables, run.options, all_cores);
  const double seconds = static_cast<double>(observe::steady_us() - begin) / 1e6;
  if (!call.flag("--out").empty()) {
    if (const Outcome written = write_out(call.flag("--out"), run, linked); !written.ok()) return failed(written.refusal());
  }
  print(call, run, linked, seconds);
  return 0;
}

}  // namespace tiange::app
