#pragma once
// What goes into a form: rows and figures from golden values, and how they differ from those sent before. Pure.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "city/ledgers/reports/report_views.h"
#include "city/registers/subjects/subjects.h"
#include "engines/feel/feel.h"
#include "engines/masking/watermark.h"
#include "platform/sheets/xlsx_cells.h"
#include "platform/sheets/xlsx_template.h"

namespace tiange::ledgers {

constexpr std::size_t k_most_report_rows = 10'000;

struct ContentRow {
  static constexpr bool k_json_defaults = true;
  std::string key, grid;            // the subject, where it is
  std::vector<std::string> cells;   // of all columns but numbers of rows
};
BOOST_DESCRIBE_STRUCT(ContentRow, (), (key, grid, cells))
struct ContentCell {
  static constexpr bool k_json_defaults = true;
  std::string cell, title, value;
  bool number = false;
  bool compared = true;             // days and names of who fills differ every time
};
BOOST_DESCRIBE_STRUCT(ContentCell, (), (cell, title, value, number, compared))
// What a file holds, as it leaves.
struct ReportContent {
  static constexpr bool k_json_defaults = true;
  std::vector<std::string> titles;
  std::vector<std::string> fields;  // "person.phone" of a column, "" of an expression
  std::vector<ContentRow> rows;
  std::vector<ContentCell> cells;
};
BOOST_DESCRIBE_STRUCT(ReportContent, (), (titles, fields, rows, cells))

// What stands in single cells and is not counted.
struct ReportFacts {
  std::string village, town, day, period, station, filler;
};

// A value of a field as it may leave; what conditions and expressions are told is the same.
using ShowValue = std::function<std::string(const registers::FieldDefinition& field, std::string_view grid, std::string_view value)>;

class FillPlan {
 public:
  // Refuses with every fault: unknown fields, expressions that cannot be read, fields that were not approved, and conditions
  // over fields that are masked and not approved as plain.
  static Result<FillPlan> make(const ReportFilling& filling, const std::vector<ReportColumn>& approved,
                               std::shared_ptr<const registers::FieldCatalogue> catalogue);

  // Kinds that must be walked.
  std::vector<registers::Kind> kinds() const;
  // One subject; false when there are too many rows.
  bool visit(const registers::GoldenRow& row, const ShowValue& show, Instant now);
  ReportContent take(const ReportFacts& facts);

 private:
  struct Condition {
    registers::Kind kind = registers::Kind::person;
    std::optional<feel::Expression> expression;  // none: all
  };
  FillPlan() = default;
  std::optional<feel::Expression> read(registers::Kind kind, const std::string& text, const std::vector<ReportColumn>& approved, const std::string& path,
                                       std::vector<FieldError>& faults) const;

  ReportFilling filling_;
  std::shared_ptr<const registers::FieldCatalogue> catalogue_;
  std::optional<Condition> rows_;
  std::vector<std::optional<feel::Expression>> columns_;  // of filling_.columns
  std::map<std::size_t, Condition> counts_;               // by place in filling_.cells
  std::map<std::size_t, std::int64_t> counted_;
  ReportContent content_;
};

// Shown values: what was sent may have been plain, a difference on the screen is not.
using ShowCell = std::function<std::string(std::size_t column, const ContentRow& row)>;
ReportDifference difference_of(const ReportContent* before, const ReportContent& now, const ShowCell& show_before, const ShowCell& show_now);

TemplateView form_view(const std::string& name, const std::string& bytes, const sheets::TemplateShape& shape);

// The filling of the form, its rows marked.
sheets::Filling sheet_of(const ReportFilling& filling, const ReportContent& content, const registers::FieldCatalogue& catalogue,
                         std::optional<masking::MarkSeed> mark);

}  // namespace tiange::ledgers
