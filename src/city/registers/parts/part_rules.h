#pragma once
// What makes a part and a kind right, the spreadsheet of parts, and what changed between two states of one. Pure.

#include "city/registers/parts/parts.h"

namespace tiange::registers {

constexpr std::string_view k_generations[] = {"07", "13"};
constexpr int k_first_extension = 99;  // and downwards

// Nothing for what is no "13-4406040123000001".
struct PartKey {
  std::int64_t part_key = 0;
  std::string generation;
};
std::optional<PartKey> key_of(std::string_view ref);
PartKey key_of(const Part& part);

// Square of about 100 m, numbered so that neighbours in a row have neighbouring numbers.
std::int64_t cell_of(double lng, double lat);

// What rules know of the surroundings.
struct PartFacts {
  const places::Places& places;
  const org::Directory& units;
  std::function<const PartKind*(std::string_view kind)> kind;
  std::function<std::string(const std::string& name)> unit_named;  // code of the unit of that name, or nothing
  std::string district;
};
// Every fault by member name; puts right what can be: the grid from the point, the name of a party from its unit.
std::vector<FieldError> settle_part(Part& part, const PartFacts& facts);
std::vector<FieldError> kind_faults(const PartKind& kind);
// The next minor of the district's own, from 99 downwards; 0 when there is none left above the national ones.
int next_extension(std::span<const PartKind> kinds, std::string_view generation, std::string_view major);

// "状态：完好 → 破损；权属：未知 → 石湾城管".
Words what_changed(const Part& before, const Part& after, const org::Directory& units);
Words party_words(const Party& party, const org::Directory& units);

struct Column {
  std::string_view name;  // member
  std::string_view zh;
  std::string_view field;  // as the national exchange names it; may be empty
};
std::span<const Column> part_columns();
std::vector<std::string> part_cells(const Part& part);
// The cell of each column, nothing where the sheet has no such column; `present` keeps what the sheet does not name.
Part part_from(const std::vector<std::optional<std::string>>& cells, const Part* present, std::vector<FieldError>& faults);

}  // namespace tiange::registers
