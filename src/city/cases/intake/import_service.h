#pragma once
// Imports of other platforms' exports: upload, map the columns, run as a job that survives a restart. Every row ends as a case,
// as a repeat of a row taken before, or in the error file.

#include "city/cases/intake/intake_store.h"
#include "city/cases/intake/item_suggester.h"
#include "platform/sheets/sheets.h"

namespace tiange::cases {

struct ImportColumn {
  int index = 0;
  std::string header;
  std::vector<std::string> samples;
  std::optional<std::string> suggested_field;
};
BOOST_DESCRIBE_STRUCT(ImportColumn, (), (index, header, samples, suggested_field))

struct ImportUploadView {
  std::string import_id;
  std::string format;
  std::string encoding;
  std::string file_name;
  std::int64_t header_row = 0;
  std::vector<ImportColumn> columns;
  std::int64_t rows_estimate = 0;
  std::string remembered;  // name of the mapping that was used for such titles before
};
BOOST_DESCRIBE_STRUCT(ImportUploadView, (), (import_id, format, encoding, file_name, header_row, columns, rows_estimate, remembered))

struct PreviewCell {
  std::string field;
  std::string value;
  std::optional<std::string> zh;
  std::optional<std::string> en;
};
BOOST_DESCRIBE_STRUCT(PreviewCell, (), (field, value, zh, en))
struct PreviewRow {
  std::int64_t row = 0;
  std::vector<PreviewCell> cells;
};
BOOST_DESCRIBE_STRUCT(PreviewRow, (), (row, cells))
// A value of a column that has to be given a meaning.
struct ImportValue {
  std::string value;
  std::int64_t count = 0;
  std::string meaning;  // of the plan, else guessed; "" when it says nothing
};
BOOST_DESCRIBE_STRUCT(ImportValue, (), (value, count, meaning))
struct ImportValues {
  std::string field;
  std::vector<ImportValue> items;  // most frequent first
  bool more = false;               // rarer ones are not shown
};
BOOST_DESCRIBE_STRUCT(ImportValues, (), (field, items, more))
struct ImportPreview {
  std::vector<PreviewRow> rows;
  std::vector<ImportValues> values;
};
BOOST_DESCRIBE_STRUCT(ImportPreview, (), (rows, values))

struct ImportStateView {
  std::string import_id;
  std::string file_name;
  ImportState state = ImportState::uploaded;
  std::int64_t total = 0;
  std::int64_t rows = 0;
  std::int64_t cases = 0;
  std::int64_t repeated = 0;
  std::int64_t errors = 0;
  double seconds = 0;
  std::string trouble;
  Instant uploaded;
  Instant as_of;              // the last moment the file knows of; zero: nothing was compared
  std::int64_t compared = 0;  // rows whose overdue flag was compared with the file's
  std::int64_t agreed = 0;
};
BOOST_DESCRIBE_STRUCT(ImportStateView, (), (import_id, file_name, state, total, rows, cases, repeated, errors, seconds, trouble, uploaded, as_of,
                                            compared, agreed))

bool is_empty(const std::vector<std::string>& cells);
Result<std::unique_ptr<sheets::Reader>> open_below_titles(const std::string& path, std::int64_t title_row);
// "暴露垃圾" of "城市管理->市容环境->暴露垃圾".
std::string_view last_part(std::string_view category);

class ImportService {
 public:
  ImportService(const IntakeParts& parts, const ItemSuggester& suggester) : parts_(parts), suggester_(suggester) {}
  void use_cases(Cases& cases) { cases_ = &cases; }

  Result<ImportUploadView> upload(db::Tx& tx, const Scope& scope, std::string_view content, const std::string& file_name, Instant now);
  Result<ImportPreview> map(db::Tx& tx, const Scope& scope, std::int64_t id, const ImportPlan& plan, const std::string& name, Instant now);
  Result<ImportStateView> start(db::Tx& tx, const Scope& scope, std::int64_t id);
  Result<ImportStateView> state(db::Tx& tx, const Scope& scope, std::int64_t id) const;
  std::vector<ImportStateView> list(db::Tx& tx, const Scope& scope) const;
  // Titles and rows of the error file: the row as it came, and what is wrong with it.
  Result<ImportRecord> record(db::Tx& tx, const Scope& scope, std::int64_t id) const;

  // The job. Goes on where an interrupted run stopped.
  Outcome run(std::int64_t id);

 private:
  class Run;
  std::vector<FieldError> check_plan(const ImportPlan& plan, std::size_t columns) const;
  // What the columns with meanings hold, in the first rows of the file.
  Result<std::vector<ImportValues>> values_of(const ImportRecord& record) const;
  std::string path_of(std::int64_t id) const;
  ImportStateView view_of(const ImportRecord& record) const;

  IntakeParts parts_;
  const ItemSuggester& suggester_;
  Cases* cases_ = nullptr;
};

}  // namespace tiange::cases
