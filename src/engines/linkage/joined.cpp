#include "engines/linkage/joined.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tiange::linkage {

void Vocabulary::weigh(std::span<const Prepared> values, std::span<const std::uint32_t> counts, double documents) {
  weights_.assign(words_.size() + 1, 0);
  for (std::size_t i = 1; i < values.size(); ++i) {
    for (const std::uint32_t word : values[i].parts) weights_[word] += counts[i];
  }
  for (double& weight : weights_) weight = weight > 0 ? std::log2(1 + documents / weight) : 0;
}

Joined::Joined(std::span<const Table> tables, std::vector<FieldPlan> plans, Pieces pieces) : tables_(tables) {
  first_.push_back(0);
  for (const Table& table : tables) first_.push_back(first_.back() + table.rows());
  for (FieldPlan& plan : plans) {
    Field field;
    field.plan = std::move(plan);
    fields_.push_back(std::move(field));
  }
  pieces(fields_.size(), [&](std::size_t i) { prepare_field(fields_[i]); });
  make_units();
  units_.value_starts.resize(fields_.size());
  units_.values.resize(fields_.size());
  pieces(fields_.size(), [&](std::size_t i) { collect_values(i); });
}

std::size_t Joined::table_of(std::size_t record) const {
  return static_cast<std::size_t>(std::upper_bound(first_.begin(), first_.end(), record) - first_.begin()) - 1;
}

std::uint32_t Joined::value(std::size_t field, std::size_t record) const {
  const std::size_t t = table_of(record);
  const auto column = fields_[field].plan.columns[t];
  if (!column) return 0;
  return fields_[field].of_cell[t][tables_[t].columns()[*column].cells[record - first_[t]]];
}

void Joined::prepare_field(Field& field) {
  const Kind kind = field.plan.kind;
  if (kind == Kind::text || kind == Kind::marks) field.words = std::make_unique<Vocabulary>();
  Dictionary known;
  field.values.emplace_back();
  field.counts.push_back(0);
  field.of_cell.resize(tables_.size());
  for (std::size_t t = 0; t < tables_.size(); ++t) {
    if (!field.plan.columns[t]) continue;
    const Column& column = tables_[t].columns()[*field.plan.columns[t]];
    auto& map = field.of_cell[t];
    map.assign(column.values.size() + 1, 0);
    for (std::uint32_t i = 1; i <= column.values.size(); ++i) {
      auto made = prepare(kind, column.values.text(i), field.words.get());
      if (!made) continue;
      map[i] = known.number(made->text);
      if (map[i] < field.values.size()) continue;
      field.values.push_back(std::move(*made));
      field.counts.push_back(0);
    }
    for (const std::uint32_t cell : column.cells) {
      if (map[cell] == 0) continue;
      ++field.counts[map[cell]];
      ++field.rows;
    }
  }
  if (field.words) field.words->weigh(field.values, field.counts, field.rows);
  for (const std::uint32_t count : field.counts) field.same_chance += static_cast<double>(count) * count;
  field.same_chance = field.rows > 0 ? field.same_chance / field.rows / field.rows : 1;
}

void Joined::make_units() {
  const std::size_t n = records();
  units_.of_record.assign(n, 0);
  std::vector<std::size_t> identifiers;
  for (std::size_t f = 0; f < fields_.size(); ++f) {
    if (is_identifier(fields_[f].plan.kind)) identifiers.push_back(f);
  }
  // The first valid identifier of a record says whose it is; another one that contradicts it is looked at later.
  std::vector<std::vector<std::uint32_t>> unit_of(identifiers.size());
  for (std::size_t k = 0; k < identifiers.size(); ++k) unit_of[k].assign(fields_[identifiers[k]].values.size(), 0);
  std::uint32_t next = 0;
  for (std::size_t r = 0; r < n; ++r) {
    std::uint32_t* known = nullptr;
    for (std::size_t k = 0; k < identifiers.size() && known == nullptr; ++k) {
      const std::uint32_t v = value(identifiers[k], r);
      if (v != 0 && fields_[identifiers[k]].values[v].valid) known = &unit_of[k][v];
    }
    if (known != nullptr && *known != 0) {
      units_.of_record[r] = *known - 1;
      continue;
    }
    units_.of_record[r] = next++;
    if (known != nullptr) *known = next;
  }
  units_.starts.assign(next + 1, 0);
  for (const std::uint32_t unit : units_.of_record) ++units_.starts[unit + 1];
  std::partial_sum(units_.starts.begin(), units_.starts.end(), units_.starts.begin());
  units_.records.resize(n);
  std::vector<std::uint32_t> at(units_.starts.begin(), units_.starts.end() - 1);
  for (std::uint32_t r = 0; r < n; ++r) units_.records[at[units_.of_record[r]]++] = r;
  units_.table.resize(next);
  for (std::uint32_t u = 0; u < next; ++u) units_.table[u] = static_cast<std::uint8_t>(table_of(units_.records[units_.starts[u]]));
}

void Joined::collect_values(std::size_t f) {
  auto& starts = units_.value_starts[f];
  auto& values = units_.values[f];
  starts.assign(1, 0);
  starts.reserve(units_.size() + 1);
  for (std::size_t u = 0; u < units_.size(); ++u) {
    const std::size_t from = values.size();
    for (std::uint32_t i = units_.starts[u]; i < units_.starts[u + 1] && values.size() - from < k_values_of_unit; ++i) {
      const std::uint32_t v = value(f, units_.records[i]);
      if (v != 0 && std::find(values.begin() + static_cast<std::ptrdiff_t>(from), values.end(), v) == values.end()) values.push_back(v);
    }
    starts.push_back(static_cast<std::uint32_t>(values.size()));
  }
}

}  // namespace tiange::linkage
