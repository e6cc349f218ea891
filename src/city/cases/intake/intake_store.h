#pragma once
// All SQL of intake: models, imports, what has been imported.

#include "city/cases/intake/import_columns.h"
#include "city/cases/intake/intake.h"

namespace tiange::cases {

struct StoredModel {
  std::int64_t id = 0;
  double macro_f1 = 0;
  std::string bytes;
};

enum class ImportState { uploaded, mapped, running, done, failed };
BOOST_DESCRIBE_ENUM(ImportState, uploaded, mapped, running, done, failed)

struct ImportRecord {
  std::int64_t id = 0;
  std::string file_name;
  ImportState state = ImportState::uploaded;
  std::string format;
  std::string encoding;
  std::int64_t title_row = 0;  // of the file, from 1
  std::vector<std::string> titles;
  ImportMapping mapping;
  AccountId by;
  std::string by_name;
  std::string area;            // rows that name no place belong here
  Instant uploaded;
  Instant started;
  Instant ended;
  std::int64_t next_row = 0;   // file row to go on with after an interruption
  std::int64_t total = 0;      // rows below the titles
  std::int64_t rows = 0;       // read so far
  std::int64_t cases = 0;
  std::int64_t repeated = 0;
  std::int64_t errors = 0;
  std::string trouble;         // why it failed, both languages
};

struct ImportErrorRow {
  std::int64_t row = 0;
  std::vector<std::string> cells;
  std::string what;
};

namespace store {

std::optional<StoredModel> newest_model(db::Tx& tx);
std::int64_t newest_model_id(db::Tx& tx);
void add_model(db::Tx& tx, const StoredModel& model, std::int64_t texts, double accuracy, Instant trained);

void add_import(db::Tx& tx, const ImportRecord& record);
void update_import(db::Tx& tx, const ImportRecord& record);
std::optional<ImportRecord> import(db::Tx& tx, std::int64_t id);
std::vector<ImportRecord> imports_of(db::Tx& tx, AccountId by, int most);  // newest first
void add_error_row(db::Tx& tx, std::int64_t import_id, const ImportErrorRow& row);
void each_error_row(db::Tx& tx, std::int64_t import_id, const std::function<bool(const ImportErrorRow&)>& visit);

std::optional<std::pair<std::string, ImportMapping>> remembered_mapping(db::Tx& tx, const std::string& signature);
void remember_mapping(db::Tx& tx, const std::string& signature, const std::string& name, const ImportMapping& mapping, Instant now);
std::vector<std::pair<std::string, ImportMapping>> remembered_mappings(db::Tx& tx);

bool knows_source(db::Tx& tx, const std::string& source);
// False when a row of this source was taken before.
bool take_source(db::Tx& tx, const std::string& source, std::int64_t import_id);

// A row that was refused after all may come again.
void release_source(db::Tx& tx, const std::string& source);

// Newest closed cases with an item: title, content, item.
void each_closed_text(db::Tx& tx, int most, const std::function<void(std::string title, std::string content, std::string item)>& visit);

}  // namespace store
}  // namespace tiange::cases
