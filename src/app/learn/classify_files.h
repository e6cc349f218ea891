#pragma once
// Labelled texts out of a table anybody may hand over.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engines/text/text_classifier.h"

namespace tiange::app {

struct LabelledFile {
  std::vector<textual::Labelled> texts;
  std::int64_t skipped = 0;  // rows without a text or without a label
};

// CSV (UTF-8, UTF-16, GB18030; quoted cells may hold lines) or XLSX with titles in its first row. Text columns are joined
// in the order given. Refused (bad_file) when the file cannot be read or lacks a column; the refusal names those it has.
Result<LabelledFile> read_labelled(const std::string& path, const std::vector<std::string>& text_columns, const std::string& label_column);

}  // namespace tiange::app
