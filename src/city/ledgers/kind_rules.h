#pragma once
// Kinds of data as definitions: read, checked, and asked of golden rows. Pure.

#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "city/ledgers/ledger_views.h"
#include "engines/feel/feel.h"

namespace tiange::ledgers {

using registers::FieldCatalogue;
using registers::FieldDefinition;

// From the text of data/ledgers/kinds.csv. Every wrong cell is a field of the refusal.
Result<std::vector<DataKind>> read_kinds(std::string_view csv);

// What is wrong with a kind beside this catalogue; nothing: the registers can answer it.
std::vector<FieldError> check_kind(const DataKind& kind, const FieldCatalogue& catalogue);
// What is wrong with the further filter of a watch list: it may read only fields that the kind shows and no mask hides,
// because a list that masks a value must not be asked for it either.
std::vector<FieldError> check_watch_filter(const DataKind& kind, const FieldCatalogue& catalogue, std::string_view filter);

// People at an address, by its number in the address tree.
using Residents = std::map<std::int64_t, int>;

// Conditions that a golden row must all meet. Beside the fields of its register they may read `age` (whole years, of those
// with a date of birth) and `residents` (living people registered at the same address).
class Matcher {
 public:
  static Result<Matcher> compile(registers::Kind kind, const FieldCatalogue& catalogue, const std::vector<std::string>& filters);

  bool asks_residents() const { return residents_; }
  bool fits(const json::Value& golden, std::int64_t address, const Residents& residents, Instant now) const;

 private:
  struct Read {
    std::string field;
    registers::FieldType type;
  };
  std::vector<feel::Expression> conditions_;
  std::vector<Read> reads_;
  bool age_ = false;
  bool residents_ = false;
};

std::optional<int> age_on(std::string_view born, std::string_view died, Date today);
// The field that names a subject of the register.
std::string_view naming_field(registers::Kind kind);

}  // namespace tiange::ledgers
