#pragma once
// Records of all tables side by side: fields made ready for comparing, and the units that are compared. A unit is one
// record, or all records that carry the same valid identifier.

#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/function_ref.h"
#include "engines/linkage/profile.h"
#include "engines/linkage/text_tables.h"
#include "engines/linkage/values/compared.h"

namespace tiange::linkage {

// Runs piece(0) … piece(count - 1), in any order, on any threads, and returns when all are done.
using Pieces = FunctionRef<void(std::size_t count, FunctionRef<void(std::size_t)> piece)>;
inline constexpr auto in_order = [](std::size_t count, FunctionRef<void(std::size_t)> piece) {
  for (std::size_t i = 0; i < count; ++i) piece(i);
};

// Words of one field with their rarity among its records.
class Vocabulary : public Words {
 public:
  std::uint32_t number(std::string_view word) override { return words_.number(word); }
  double weight(std::uint32_t word) const override { return weights_[word]; }
  std::string_view word(std::uint32_t number) const override { return words_.text(number); }
  // Counts in how many of `documents` each word stands.
  void weigh(std::span<const Prepared> values, std::span<const std::uint32_t> counts, double documents);

 private:
  Dictionary words_;
  std::vector<double> weights_;
};

struct Field {
  FieldPlan plan;
  std::vector<Prepared> values;                    // from 1
  std::vector<std::uint32_t> counts;               // records that have the value
  std::vector<std::vector<std::uint32_t>> of_cell; // by table: number of the cell's text -> value, 0 for nothing
  std::unique_ptr<Vocabulary> words;
  double rows = 0;         // records that say something
  double same_chance = 0;  // that two of them say the same
};

struct Units {
  std::vector<std::uint32_t> of_record;
  std::vector<std::uint32_t> starts, records;               // records of a unit
  std::vector<std::vector<std::uint32_t>> value_starts;     // by field: where the values of a unit begin
  std::vector<std::vector<std::uint32_t>> values;           // by field: at most k_values_of_unit distinct values of a unit
  std::vector<std::uint8_t> table;                          // of a unit's first record
  std::size_t size() const { return starts.empty() ? 0 : starts.size() - 1; }
  std::span<const std::uint32_t> of(std::size_t field, std::size_t unit) const {
    const auto& at = value_starts[field];
    return std::span(values[field]).subspan(at[unit], at[unit + 1] - at[unit]);
  }
};
inline constexpr std::size_t k_values_of_unit = 4;

class Joined {
 public:
  Joined(std::span<const Table> tables, std::vector<FieldPlan> plans, Pieces pieces);

  std::span<const Table> tables() const { return tables_; }
  const std::vector<Field>& fields() const { return fields_; }
  const Units& units() const { return units_; }
  std::size_t records() const { return first_.back(); }
  std::size_t first(std::size_t table) const { return first_[table]; }
  std::size_t table_of(std::size_t record) const;
  // The value a record has in a field; 0 for none.
  std::uint32_t value(std::size_t field, std::size_t record) const;

 private:
  void prepare_field(Field& field);
  void make_units();
  void collect_values(std::size_t field);
  std::span<const Table> tables_;
  std::vector<std::size_t> first_;
  std::vector<Field> fields_;
  Units units_;
};

}  // namespace tiange::linkage
