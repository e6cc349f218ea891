#include "city/cases/intake/intake_store.h"

namespace tiange::cases {

namespace {

constexpr db::Migration k_steps[] = {{"intake", 1, R"sql(
-- table intake_models: reference
CREATE TABLE intake_models (
  id BIGINT NOT NULL PRIMARY KEY,
  trained_us BIGINT NOT NULL,
  texts BIGINT NOT NULL,
  macro_f1 DOUBLE PRECISION NOT NULL,
  accuracy DOUBLE PRECISION NOT NULL,
  model BYTES NOT NULL
);
-- table intake_imports: reference
CREATE TABLE intake_imports (
  id BIGINT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  state TEXT NOT NULL,
  record TEXT NOT NULL
);
CREATE INDEX intake_imports_by_account ON intake_imports (account, id);
-- table intake_import_errors: reference
CREATE TABLE intake_import_errors (
  import_id BIGINT NOT NULL,
  row_number BIGINT NOT NULL,
  cells TEXT NOT NULL,
  what TEXT NOT NULL,
  PRIMARY KEY (import_id, row_number)
);
-- table intake_mappings: reference
CREATE TABLE intake_mappings (
  signature TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  mapping TEXT NOT NULL,
  used_us BIGINT NOT NULL
);
-- table intake_sources: reference
CREATE TABLE intake_sources (
  source TEXT NOT NULL PRIMARY KEY,
  import_id BIGINT NOT NULL
);
)sql"},
                                     {"intake", 2, R"sql(
-- table intake_trainings: reference
CREATE TABLE intake_trainings (
  id BIGINT NOT NULL PRIMARY KEY,
  trained_us BIGINT NOT NULL,
  asked_by TEXT NOT NULL,
  texts BIGINT NOT NULL,
  held BIGINT NOT NULL,
  items BIGINT NOT NULL,
  macro_f1 DOUBLE PRECISION NOT NULL,
  accuracy DOUBLE PRECISION NOT NULL,
  before_id BIGINT NOT NULL,
  before_macro_f1 DOUBLE PRECISION NOT NULL,
  before_accuracy DOUBLE PRECISION NOT NULL,
  used BIGINT NOT NULL,
  figures TEXT NOT NULL
);
-- table intake_model_uses: reference
CREATE TABLE intake_model_uses (
  since_us BIGINT NOT NULL,
  model_id BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (since_us, model_id)
);
)sql"},
                                     {"intake", 3, R"sql(
-- table intake_import_differences: reference
CREATE TABLE intake_import_differences (
  import_id BIGINT NOT NULL,
  row_number BIGINT NOT NULL,
  number TEXT NOT NULL,
  reported TEXT NOT NULL,
  due TEXT NOT NULL,
  closed TEXT NOT NULL,
  said BIGINT NOT NULL,
  found BIGINT NOT NULL,
  PRIMARY KEY (import_id, row_number)
);
)sql"},
                                     {"intake", 4, R"sql(
ALTER TABLE intake_models ADD COLUMN what TEXT NOT NULL DEFAULT 'item';
ALTER TABLE intake_trainings ADD COLUMN what TEXT NOT NULL DEFAULT 'item';
ALTER TABLE intake_trainings ADD COLUMN rules_macro_f1 DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE intake_trainings ADD COLUMN rules_accuracy DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE intake_model_uses ADD COLUMN what TEXT NOT NULL DEFAULT 'item';
)sql"}};

}  // namespace

std::span<const db::Migration> intake_migrations() { return k_steps; }

namespace {

ImportRecord read_record(const db::Row& row) {
  ImportRecord r = json::read<ImportRecord>(row.text(3)).value();
  r.id = row.i64(0);
  r.by = {row.i64(1)};
  r.state = json::enum_from<ImportState>(row.text(2)).value_or(ImportState::failed);
  return r;
}

}  // namespace

namespace store {

std::int64_t model_id_in_use(db::Tx& tx, Lesson what) {
  const auto used = tx.one("SELECT model_id FROM intake_model_uses WHERE what = ? ORDER BY since_us DESC, model_id DESC LIMIT 1", {json::enum_name(what)},
                           [](const db::Row& r) { return r.i64(0); });
  if (used) return *used;
  // Of a district that learnt before uses were kept.
  return tx.one("SELECT id FROM intake_models WHERE what = ? ORDER BY id DESC LIMIT 1", {json::enum_name(what)}, [](const db::Row& r) { return r.i64(0); })
      .value_or(0);
}

std::optional<StoredModel> model_in_use(db::Tx& tx, Lesson what) {
  return tx.one("SELECT id, macro_f1, model FROM intake_models WHERE id = ?", {model_id_in_use(tx, what)},
                [](const db::Row& r) { return StoredModel{r.i64(0), r.f64(1), r.str(2)}; });
}

std::optional<Lesson> lesson_of(db::Tx& tx, std::int64_t id) {
  const auto what = tx.one("SELECT what FROM intake_models WHERE id = ?", {id}, [](const db::Row& r) { return r.str(0); });
  return what ? json::enum_from<Lesson>(*what) : std::nullopt;
}

void use_model(db::Tx& tx, const ModelUse& use) {
  tx.run("INSERT INTO intake_model_uses (since_us, model_id, what, by_name, why) VALUES (?, ?, ?, ?, ?) ON CONFLICT (since_us, model_id) DO NOTHING",
         {use.since, use.model_id, json::enum_name(use.what), use.by, use.why});
}

std::vector<ModelUse> model_uses(db::Tx& tx, Lesson what, int most) {
  return tx.all("SELECT model_id, since_us, by_name, why FROM intake_model_uses WHERE what = ? ORDER BY since_us DESC, model_id DESC LIMIT ?",
                {json::enum_name(what), most}, [&](const db::Row& r) { return ModelUse{what, r.i64(0), r.moment(1), r.str(2), r.str(3)}; });
}

void forget_models(db::Tx& tx, Lesson what, int keep) {
  const std::int64_t used = model_id_in_use(tx, what);
  const auto ids = tx.all("SELECT id FROM intake_models WHERE what = ? ORDER BY id DESC", {json::enum_name(what)}, [](const db::Row& r) { return r.i64(0); });
  for (std::size_t i = static_cast<std::size_t>(keep); i < ids.size(); ++i) {
    if (ids[i] != used) tx.run("DELETE FROM intake_models WHERE id = ?", {ids[i]});
  }
}

void add_training(db::Tx& tx, const StoredTraining& t) {
  tx.run("INSERT INTO intake_trainings (id, trained_us, asked_by, texts, held, items, macro_f1, accuracy, before_id, before_macro_f1, "
         "before_accuracy, rules_macro_f1, rules_accuracy, used, figures, what) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {t.id, t.trained, t.asked_by, t.texts, t.held, t.items, t.macro_f1, t.accuracy, t.before_id, t.before_macro_f1, t.before_accuracy,
          t.rules_macro_f1, t.rules_accuracy, std::int64_t{t.used}, t.figures, json::enum_name(t.what)});
}

namespace {
constexpr const char* k_training = "SELECT id, trained_us, asked_by, texts, held, items, macro_f1, accuracy, before_id, before_macro_f1, before_accuracy, "
                                   "rules_macro_f1, rules_accuracy, used, figures, what FROM intake_trainings ";
StoredTraining read_training(const db::Row& r) {
  return {r.i64(0),  json::enum_from<Lesson>(r.text(15)).value_or(Lesson::item), r.moment(1), r.str(2), r.i64(3), r.i64(4), r.i64(5), r.f64(6), r.f64(7),
          r.i64(8), r.f64(9), r.f64(10), r.f64(11), r.f64(12), r.i64(13) != 0, r.str(14)};
}
}  // namespace

std::vector<StoredTraining> trainings(db::Tx& tx, Lesson what, int most) {
  return tx.all(std::string(k_training) + "WHERE what = ? ORDER BY trained_us DESC, id DESC LIMIT ?", {json::enum_name(what), most}, read_training);
}

std::optional<StoredTraining> training(db::Tx& tx, std::int64_t id) { return tx.one(std::string(k_training) + "WHERE id = ?", {id}, read_training); }

void add_model(db::Tx& tx, Lesson what, const StoredModel& model, std::int64_t texts, double accuracy, Instant trained) {
  tx.run("INSERT INTO intake_models (id, what, trained_us, texts, macro_f1, accuracy, model) VALUES (?, ?, ?, ?, ?, ?, ?)",
         {model.id, json::enum_name(what), trained, texts, model.macro_f1, accuracy, db::Bytes{model.bytes}});
}

void add_import(db::Tx& tx, const ImportRecord& r) {
  tx.run("INSERT INTO intake_imports (id, account, state, record) VALUES (?, ?, ?, ?)", {r.id, r.by, json::enum_name(r.state), json::write(r)});
}

void update_import(db::Tx& tx, const ImportRecord& r) {
  tx.run("UPDATE intake_imports SET state = ?, record = ? WHERE id = ?", {json::enum_name(r.state), json::write(r), r.id});
}

std::optional<ImportRecord> import(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT id, account, state, record FROM intake_imports WHERE id = ?", {id}, read_record);
}

std::vector<ImportRecord> imports_of(db::Tx& tx, AccountId by, int most) {
  return tx.all("SELECT id, account, state, record FROM intake_imports WHERE account = ? ORDER BY id DESC LIMIT ?", {by, most}, read_record);
}

void add_error_row(db::Tx& tx, std::int64_t import_id, const ImportErrorRow& row) {
  tx.run("INSERT INTO intake_import_errors (import_id, row_number, cells, what) VALUES (?, ?, ?, ?) ON CONFLICT (import_id, row_number) DO NOTHING",
         {import_id, row.row, json::write(row.cells), row.what});
}

void each_error_row(db::Tx& tx, std::int64_t import_id, const std::function<bool(const ImportErrorRow&)>& visit) {
  tx.each("SELECT row_number, cells, what FROM intake_import_errors WHERE import_id = ? ORDER BY row_number", {import_id}, [&](const db::Row& r) {
    return visit({r.i64(0), json::read<std::vector<std::string>>(r.text(1)).value_or({}), r.str(2)});
  });
}

void add_difference(db::Tx& tx, std::int64_t import_id, const ImportDifference& d) {
  tx.run("INSERT INTO intake_import_differences (import_id, row_number, number, reported, due, closed, said, found) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
         "ON CONFLICT (import_id, row_number) DO NOTHING",
         {import_id, d.row, d.number, d.reported, d.due, d.closed, std::int64_t{d.said_overdue}, std::int64_t{d.found_overdue}});
}

void each_difference(db::Tx& tx, std::int64_t import_id, const std::function<bool(const ImportDifference&)>& visit) {
  tx.each("SELECT row_number, number, reported, due, closed, said, found FROM intake_import_differences WHERE import_id = ? ORDER BY row_number", {import_id},
          [&](const db::Row& r) { return visit({r.i64(0), r.str(1), r.str(2), r.str(3), r.str(4), r.i64(5) != 0, r.i64(6) != 0}); });
}

std::optional<std::pair<std::string, ImportPlan>> remembered_plan(db::Tx& tx, const std::string& signature) {
  return tx.one("SELECT name, mapping FROM intake_mappings WHERE signature = ?", {signature}, [](const db::Row& r) {
    return std::pair(r.str(0), json::read<ImportPlan>(r.text(1)).value_or({}));
  });
}

void remember_plan(db::Tx& tx, const std::string& signature, const std::string& name, const ImportPlan& plan, Instant now) {
  tx.run("INSERT INTO intake_mappings (signature, name, mapping, used_us) VALUES (?, ?, ?, ?) "
         "ON CONFLICT (signature) DO UPDATE SET name = excluded.name, mapping = excluded.mapping, used_us = excluded.used_us",
         {signature, name, json::write(plan), now});
}

std::vector<std::pair<std::string, ImportPlan>> remembered_plans(db::Tx& tx) {
  return tx.all("SELECT name, mapping FROM intake_mappings ORDER BY used_us DESC LIMIT 50", {}, [](const db::Row& r) {
    return std::pair(r.str(0), json::read<ImportPlan>(r.text(1)).value_or({}));
  });
}

bool take_source(db::Tx& tx, const std::string& source, std::int64_t import_id) {
  return tx.run("INSERT INTO intake_sources (source, import_id) VALUES (?, ?) ON CONFLICT (source) DO NOTHING", {source, import_id}) == 1;
}

bool knows_source(db::Tx& tx, const std::string& source) {
  return tx.one("SELECT 1 FROM intake_sources WHERE source = ?", {source}, [](const db::Row&) { return true; }).value_or(false);
}

void release_source(db::Tx& tx, const std::string& source) { tx.run("DELETE FROM intake_sources WHERE source = ?", {source}); }

void each_closed_text(db::Tx& tx, int most, const std::function<void(ClosedText)>& visit) {
  tx.each("SELECT id, title, content, item, severity FROM cases WHERE closed_us > 0 AND item <> '' ORDER BY created_us DESC, id DESC LIMIT ?", {most}, [&](const db::Row& r) {
    visit({CaseId{r.i64(0)}, r.str(1), r.str(2), r.str(3), static_cast<Severity>(r.i64(4))});
    return true;
  });
}

}  // namespace store
}  // namespace tiange::cases
