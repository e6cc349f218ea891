#pragma once
// From the columns of a department to the fields of a register: which column fills which field, what its values mean, and
// what is done about a value that does not fit.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "city/exchange/rows/row_reader.h"
#include "city/exchange/rows/row_types.h"

namespace tiange::exchange {

struct CodeName {
  static constexpr bool k_json_defaults = true;
  std::string code, zh, en;
};
BOOST_DESCRIBE_STRUCT(CodeName, (), (code, zh, en))

// A field as the registers declare it.
struct FieldInfo {
  static constexpr bool k_json_defaults = true;
  std::string field;  // "id_card"
  std::string zh, en;
  FieldType type = FieldType::text;
  std::string mask = "none";
  std::vector<CodeName> codes;  // of a code list; empty: any. A name in either language is taken for its code
};
BOOST_DESCRIBE_STRUCT(FieldInfo, (), (field, zh, en, type, mask, codes))

// What becomes of a row one of whose values does not fit: held back as a whole, taken without that value, or taken as it is.
// The last two are told all the same.
enum class OnBad { hold, leave_out, keep };
BOOST_DESCRIBE_ENUM(OnBad, hold, leave_out, keep)

struct ColumnMap {
  static constexpr bool k_json_defaults = true;
  std::string column;
  std::string field;  // "": kept with the raw row only
  std::map<std::string, std::string> values;  // what the department writes -> what the register holds
  DateForm date = DateForm::any;
  bool required = false;
  OnBad on_bad = OnBad::hold;
};
BOOST_DESCRIBE_STRUCT(ColumnMap, (), (column, field, values, date, required, on_bad))

struct Mapping {
  static constexpr bool k_json_defaults = true;
  std::vector<ColumnMap> columns;
  std::vector<std::string> key;  // columns that name a record within the source; empty: the number of the row
  std::string observed;          // column that says when the department saw it; empty: when the batch came
  std::string gone_column;       // with one of these values the record has ended
  std::vector<std::string> gone_values;
};
BOOST_DESCRIBE_STRUCT(Mapping, (), (columns, key, observed, gone_column, gone_values))

// One thing wrong with a row. `field` is empty where the row as a whole is meant.
struct Fault {
  static constexpr bool k_json_defaults = true;
  std::string rule;  // "type", "required", "codes", "cells", "key", or the code of a quality rule
  std::string column, field;
  std::string value;
  std::string zh, en;
  bool holds = false;  // the row does not go on
};
BOOST_DESCRIBE_STRUCT(Fault, (), (rule, column, field, value, zh, en, holds))

struct MappedRow {
  std::int64_t number = 0;
  std::string key;
  Instant observed;
  bool gone = false;
  std::vector<std::pair<std::string, std::string>> values;  // field -> value, without empty ones
  std::vector<Fault> faults;
  bool held() const;
  const std::string* find(std::string_view field) const;
};

// A mapping made ready for the columns of one file. Immutable; may be used from several threads.
class Mapper {
 public:
  // Refused (bad_input) with every wrong place: unknown fields, fields filled twice, a key column that is not there.
  static Result<Mapper> make(const Mapping& mapping, const std::vector<FieldInfo>& fields, const std::vector<std::string>& columns);
  MappedRow map(const RawRow& row, Instant received) const;
  // The key alone; "" where the mapping names none or the row has none.
  std::string key_of(const std::vector<std::string>& cells) const;
  const std::vector<FieldInfo>& fields() const { return filled_; }  // those that columns fill
  std::optional<std::size_t> column_of(std::string_view field) const;

 private:
  struct Step {
    std::size_t column = 0;
    const ColumnMap* how = nullptr;
    FieldInfo field;
  };
  void take(const Step& step, std::string_view cell, MappedRow& row) const;
  void find_key(const RawRow& row, MappedRow& out) const;
  template <class Cells>
  void join_key(const Cells& cells, std::string& key) const;

  std::shared_ptr<const Mapping> mapping_;
  std::vector<std::string> columns_;
  std::vector<Step> steps_;
  std::vector<FieldInfo> filled_;
  std::vector<std::size_t> key_;
  std::optional<std::size_t> observed_;
  DateForm observed_form_ = DateForm::any;
  std::optional<std::size_t> gone_;
};

// The mapping that the names of columns and the look of their values suggest.
Mapping suggest_mapping(const std::vector<std::string>& columns, const std::vector<Look>& looks, const std::vector<FieldInfo>& fields);
std::vector<FieldError> check_mapping(const Mapping& mapping, const std::vector<FieldInfo>& fields);

}  // namespace tiange::exchange
