#pragma once
// XLSForm (xlsform.org), the spreadsheet form of ODK and Kobo, to a form of ours. Pure: takes rows, gives the schema and a
// report of everything that was not taken as it stood, by sheet and row.
//
// Taken: text, integer, decimal, select_one, select_multiple, note, date, time, dateTime, geopoint, acknowledge, range,
// calculate, begin/end group, begin/end repeat; label, hint and constraint_message in two languages; required, relevant,
// constraint, calculation, default, read_only, choice_filter, appearance minimal and multiline, repeat_count of a number.
// A photograph becomes a line that asks for it among the evidence. XPath becomes FEEL (xpath.h).

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "base/result.h"

namespace tiange::forms {

struct SheetRow {
  std::size_t number = 0;  // of the spreadsheet, from 1
  std::vector<std::string> cells;
};

// Each begins with its row of heads; choices and settings may be empty.
struct XlsSheets {
  std::vector<SheetRow> survey;
  std::vector<SheetRow> choices;
  std::vector<SheetRow> settings;
};

struct Remark {
  std::string sheet;  // survey | choices | settings
  std::int64_t row = 0;
  std::string name;  // of the question
  std::string zh;
  std::string en;
};
BOOST_DESCRIBE_STRUCT(Remark, (), (sheet, row, name, zh, en))

struct XlsImport {
  std::string content;  // a schema that parse_form takes
  std::vector<Remark> report;
};
BOOST_DESCRIBE_STRUCT(XlsImport, (), (content, report))

// Refused (bad_file) when the survey has no columns type and name, or nothing in it can be asked.
Result<XlsImport> read_xlsform(const XlsSheets& sheets);

}  // namespace tiange::forms
