// link: the persons of the synthetic district (1.33 M) with what four departments know of them (about 5 M records with
// the errors such records have), as columns in memory, and the firms with the register of the market. Seconds of linking
// alone, precision, recall and F1 of pairs against the truth, of all pairs and of those that no valid number ties, and
// whether two valid numbers ever share a cluster. Cores and memory latency limit it.

#include <sys/resource.h>

#include <cstdio>
#include <unordered_map>

#include "app/bench/bench.h"
#include "app/link/link_files.h"
#include "app/paths.h"
#include "app/peopling/people_files.h"
#include "app/seed.h"
#include "base/text.h"
#include "platform/observe/system_clock.h"
#include "town/people/people_made.h"

namespace tiange::app::bench {

namespace {

using linkage::Kind;

struct LinkStage {
  std::vector<linkage::Table> tables;
  std::vector<std::uint32_t> truth;  // by record, through all tables
};

void add_row(linkage::Table& table, const std::vector<std::string>& cells) { table.add(std::span<const std::string>(cells)); }

// One table of the register, one of each department's rows of the kind; columns by the registers' fields.
LinkStage stage_of(const town::Population& people, town::Kind kind, const std::vector<std::string>& fields) {
  LinkStage stage;
  linkage::Table own(fields);
  if (kind == town::Kind::person) {
    people.each_person([&](const town::Resident& p) {
      add_row(own, {p.name, p.id_card, format_date(p.born), p.phone, p.live_address, p.hukou_address});
      stage.truth.push_back(p.number);
    });
  } else {
    people.each_firm([&](const town::Firm& f) {
      add_row(own, {f.name, f.uscc, f.phone, f.address});
      stage.truth.push_back(f.number);
    });
  }
  stage.tables.push_back(std::move(own));
  std::vector<std::string> cells(fields.size());
  for (const town::Department department : town::k_departments) {
    linkage::Table table(fields);
    std::vector<int> at(fields.size(), -1);
    const auto columns = town::extract_columns(department);
    for (std::size_t f = 0; f < fields.size(); ++f) {
      for (std::size_t c = 0; c < columns.size(); ++c) {
        if (columns[c].field == fields[f]) at[f] = static_cast<int>(c);
      }
    }
    people.extract(department, [&](const town::ExtractRow& row) {
      if (row.kind != kind) return;
      for (std::size_t f = 0; f < fields.size(); ++f) cells[f] = at[f] < 0 ? std::string() : row.cells[static_cast<std::size_t>(at[f])];
      add_row(table, cells);
      stage.truth.push_back(row.number);
    });
    if (table.rows() > 0) stage.tables.push_back(std::move(table));
  }
  return stage;
}

double pairs(double n) { return n * (n - 1) / 2; }

struct PairScore {
  double precision = 0, recall = 0, f1 = 0;
};
// `numbered`: by record, the valid number it bears; pairs of equal numbers are left out when `hard`.
PairScore score(const std::vector<std::uint32_t>& clusters, const std::vector<std::uint32_t>& truth, const std::vector<std::uint32_t>& numbered, bool hard) {
  const auto count = [&](const auto& key_of) {
    std::unordered_map<std::uint64_t, double> sizes;
    std::unordered_map<std::uint64_t, std::unordered_map<std::uint32_t, double>> same;
    for (std::size_t r = 0; r < truth.size(); ++r) {
      const std::uint64_t key = key_of(r);
      sizes[key] += 1;
      if (hard && numbered[r] != 0) same[key][numbered[r]] += 1;
    }
    double sum = 0;
    for (const auto& [key, n] : sizes) sum += pairs(n);
    for (const auto& [key, numbers] : same) {
      for (const auto& [number, n] : numbers) sum -= pairs(n);
    }
    return sum;
  };
  const double found = count([&](std::size_t r) { return std::uint64_t{clusters[r]}; });
  const double wanted = count([&](std::size_t r) { return std::uint64_t{truth[r]}; });
  const double right = count([&](std::size_t r) { return std::uint64_t{clusters[r]} << 32 | truth[r]; });
  PairScore out{right / std::max(found, 1.0), right / std::max(wanted, 1.0), 0};
  out.f1 = 2 * out.precision * out.recall / std::max(out.precision + out.recall, 1e-9);
  return out;
}

void measure(const LinkStage& stage, const std::vector<std::string>& fields, const std::vector<Kind>& kinds, const std::string& what, Figures& figures) {
  linkage::LinkOptions options;
  options.ids.assign(stage.tables.size(), std::nullopt);
  for (std::size_t f = 0; f < fields.size(); ++f) {
    linkage::FieldPlan plan{fields[f], kinds[f], {}};
    for (std::size_t t = 0; t < stage.tables.size(); ++t) plan.columns.push_back(f);
    options.fields.push_back(std::move(plan));
  }
  const std::int64_t begin = observe::steady_us();
  const linkage::Linked linked = linkage::link(stage.tables, options, all_cores);
  const double seconds = static_cast<double>(observe::steady_us() - begin) / 1e6;
  std::vector<std::uint32_t> numbered(stage.truth.size(), 0);
  std::unordered_map<std::uint32_t, std::uint32_t> number_of;
  std::int64_t mixed = 0;
  for (std::size_t f = 0; f < kinds.size(); ++f) {
    if (!linkage::is_identifier(kinds[f])) continue;
    for (std::size_t r = 0; r < numbered.size(); ++r) {
      const std::uint32_t v = linked.joined->value(f, r);
      if (v == 0 || !linked.joined->fields()[f].values[v].valid) continue;
      numbered[r] = v;
      const auto [at, fresh] = number_of.emplace(linked.cluster_of[r], v);
      mixed += !fresh && at->second != v ? 1 : 0;
    }
  }
  const PairScore all = score(linked.cluster_of, stage.truth, numbered, false), hard = score(linked.cluster_of, stage.truth, numbered, true);
  figures.add(what + "_records", static_cast<double>(linked.statistics.records));
  figures.add(what + "_units", static_cast<double>(linked.statistics.units));
  figures.add(what + "_candidates", static_cast<double>(linked.statistics.candidates));
  figures.add(what + "_clusters", static_cast<double>(linked.statistics.clusters));
  figures.add(what + "_seconds", seconds);
  figures.add(what + "_records_per_s", static_cast<double>(linked.statistics.records) / seconds);
  figures.add(what + "_precision", all.precision);
  figures.add(what + "_recall", all.recall);
  figures.add(what + "_f1", all.f1);
  figures.add(what + "_untied_precision", hard.precision);
  figures.add(what + "_untied_recall", hard.recall);
  figures.add(what + "_untied_f1", hard.f1);
  figures.add(what + "_two_numbers_in_one", static_cast<double>(mixed));
}

}  // namespace

int link(const Call& call) {
  const auto scale = text::to_double(call.flag("--scale", "1")).value_or(1);
  const Paths paths = paths_of(call.settings);
  auto district = town::make_district(read_sources(paths.definitions), 440604);
  check(district.ok() ? done() : Outcome(district.refusal()));
  auto people = town::Population::make(*district, read_people_sources(paths.definitions), {.scale = scale});
  check(people.ok() ? done() : Outcome(people.refusal()));
  Figures figures;
  figures.add("scale", scale);
  {
    const std::vector<std::string> fields{"name", "id_card", "born", "phone", "live_address", "hukou_address"};
    const std::vector<Kind> kinds{Kind::chinese_name, Kind::id_card, Kind::date, Kind::phone, Kind::address, Kind::address};
    measure(stage_of(*people, town::Kind::person, fields), fields, kinds, "persons", figures);
  }
  {
    const std::vector<std::string> fields{"name", "uscc", "phone", "address"};
    const std::vector<Kind> kinds{Kind::organisation, Kind::credit_code, Kind::phone, Kind::address};
    measure(stage_of(*people, town::Kind::firm, fields), fields, kinds, "firms", figures);
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  figures.add("peak_memory_mb", static_cast<double>(usage.ru_maxrss) / 1024);
  figures.add("limited_by", std::string("cores and memory latency"));
  figures.print(call.has("--json"));
  return 0;
}

}  // namespace tiange::app::bench
