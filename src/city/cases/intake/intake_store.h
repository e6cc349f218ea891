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

// One run of learning, whether its model was taken or not.
struct StoredTraining {
  std::int64_t id = 0;  // that of its model
  Lesson what = Lesson::item;
  Instant trained;
  std::string asked_by;  // who asked for it; empty: the nightly run
  std::int64_t texts = 0;
  std::int64_t held = 0;  // kept back and asked
  std::int64_t items = 0;
  double macro_f1 = 0;
  double accuracy = 0;
  std::int64_t before_id = 0;  // the model in use then, asked the same texts; 0: none
  double before_macro_f1 = 0;
  double before_accuracy = 0;
  double rules_macro_f1 = 0;  // rules and words alone, asked the same texts; 0: not asked
  double rules_accuracy = 0;
  bool used = false;
  std::string figures;  // JSON: classes and what is confused
};

// Which model suggests since when.
struct ModelUse {
  Lesson what = Lesson::item;
  std::int64_t model_id = 0;  // 0: none, rules and words alone
  Instant since;
  std::string by;  // empty: it did better in the nightly run
  std::string why;
};

struct ClosedText {
  CaseId id;
  std::string title;
  std::string content;
  std::string item;
  Severity severity = Severity::normal;  // as it was set in the end
};

enum class ImportState { uploaded, mapped, running, done, failed };
BOOST_DESCRIBE_ENUM(ImportState, uploaded, mapped, running, done, failed)

// Kept as JSON but for id, state and by, which have columns.
struct ImportRecord {
  static constexpr bool k_json_defaults = true;
  std::int64_t id = 0;
  std::string file_name;
  ImportState state = ImportState::uploaded;
  std::string format;
  std::string encoding;
  std::int64_t title_row = 0;  // of the file, from 1
  std::vector<std::string> titles;
  ImportPlan plan;
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
  // How far the overdue flags computed here agree with those of the file, as of its last moment.
  Instant as_of;
  std::int64_t compared = 0;
  std::int64_t agreed = 0;
};
BOOST_DESCRIBE_STRUCT(ImportRecord, (), (file_name, format, encoding, title_row, titles, plan, by_name, area, uploaded, started, ended, next_row,
                                         total, rows, cases, repeated, errors, trouble, as_of, compared, agreed))

// A row whose overdue flag differs from the one computed here.
struct ImportDifference {
  std::int64_t row = 0;
  std::string number;
  std::string reported, due, closed;  // as computed with, district time
  bool said_overdue = false;
  bool found_overdue = false;
};

struct ImportErrorRow {
  std::int64_t row = 0;
  std::vector<std::string> cells;
  std::string what;
};

namespace store {

// The model in use: the one chosen last.
std::optional<StoredModel> model_in_use(db::Tx& tx, Lesson what);
std::int64_t model_id_in_use(db::Tx& tx, Lesson what);  // 0: none
// What the kept model of this id learnt.
std::optional<Lesson> lesson_of(db::Tx& tx, std::int64_t id);
void use_model(db::Tx& tx, const ModelUse& use);
std::vector<ModelUse> model_uses(db::Tx& tx, Lesson what, int most);  // newest first
// Models that are neither in use nor among the newest `keep` are forgotten; their figures stay.
void forget_models(db::Tx& tx, Lesson what, int keep);
void add_training(db::Tx& tx, const StoredTraining& training);
std::vector<StoredTraining> trainings(db::Tx& tx, Lesson what, int most);  // newest first
std::optional<StoredTraining> training(db::Tx& tx, std::int64_t id);
void add_model(db::Tx& tx, Lesson what, const StoredModel& model, std::int64_t texts, double accuracy, Instant trained);

void add_import(db::Tx& tx, const ImportRecord& record);
void update_import(db::Tx& tx, const ImportRecord& record);
std::optional<ImportRecord> import(db::Tx& tx, std::int64_t id);
std::vector<ImportRecord> imports_of(db::Tx& tx, AccountId by, int most);  // newest first
void add_error_row(db::Tx& tx, std::int64_t import_id, const ImportErrorRow& row);
void each_error_row(db::Tx& tx, std::int64_t import_id, const std::function<bool(const ImportErrorRow&)>& visit);

void add_difference(db::Tx& tx, std::int64_t import_id, const ImportDifference& row);
void each_difference(db::Tx& tx, std::int64_t import_id, const std::function<bool(const ImportDifference&)>& visit);

std::optional<std::pair<std::string, ImportPlan>> remembered_plan(db::Tx& tx, const std::string& signature);
void remember_plan(db::Tx& tx, const std::string& signature, const std::string& name, const ImportPlan& plan, Instant now);
std::vector<std::pair<std::string, ImportPlan>> remembered_plans(db::Tx& tx);

bool knows_source(db::Tx& tx, const std::string& source);
// False when a row of this source was taken before.
bool take_source(db::Tx& tx, const std::string& source, std::int64_t import_id);

// A row that was refused after all may come again.
void release_source(db::Tx& tx, const std::string& source);

// Newest closed cases with an item.
void each_closed_text(db::Tx& tx, int most, const std::function<void(ClosedText)>& visit);

}  // namespace store
}  // namespace tiange::cases
