#include "city/flows/definitions/draft_store.h"

namespace tiange::flows {

namespace {

template <class Enum>
std::string text_of(Enum value) {
  return std::string(json::enum_name(value));
}

std::optional<Instant> given(Instant moment) { return moment ? std::optional(moment) : std::nullopt; }

DraftFile draft_from(const db::Row& row) {
  DraftFile draft;
  DraftRow& d = draft.row;
  d.id = {row.i64(0)};
  d.kind = json::enum_from<DefinitionKind>(row.text(1)).value_or(DefinitionKind::form);
  d.key = row.str(2);
  d.name = row.str(3);
  d.note = row.str(4);
  d.based_on = row.i64(5);
  d.state = json::enum_from<DraftState>(row.text(6)).value_or(DraftState::discarded);
  d.revision = row.i64(7);
  d.opened = row.moment(8);
  d.opened_by = {row.i64(9)};
  d.opened_by_name = row.str(10);
  d.changed = row.moment(11);
  d.changed_by = {row.i64(12)};
  d.changed_by_name = row.str(13);
  if (auto writers = json::read<std::vector<Writer>>(row.text(14)); writers.ok()) draft.writers = std::move(*writers);
  for (const Writer& writer : draft.writers) d.writers.push_back(writer.name);
  d.handed_in = given(row.moment(15));
  d.handed_in_by_name = row.str(16);
  d.reviewed = given(row.moment(17));
  d.reviewed_by_name = row.str(18);
  d.reason = row.str(19);
  d.version = row.i64(20);
  return draft;
}

TestCase test_from(const db::Row& row) {
  TestCase test;
  test.id = {row.i64(0)};
  test.kind = json::enum_from<DefinitionKind>(row.text(1)).value_or(DefinitionKind::form);
  test.key = row.str(2);
  test.name = row.str(3);
  if (auto spec = json::parse(row.text(4)); spec.ok()) test.spec = std::move(*spec);
  test.revision = row.i64(5);
  test.changed = row.moment(6);
  test.changed_by_name = row.str(7);
  return test;
}

}  // namespace

std::optional<DraftFile> find_draft(db::Tx& tx, DraftId id) {
  return tx.one(
      "SELECT id, kind, definition_key, name, note, based_on, state, revision, opened_us, opened_by, opened_by_name,"
      " changed_us, changed_by, changed_by_name, writers, handed_in_us, handed_in_by_name, reviewed_us,"
      " reviewed_by_name, reason, version, content FROM flow_drafts WHERE id = ?",
      {id}, [](const db::Row& row) {
        DraftFile draft = draft_from(row);
        draft.content = row.str(21);
        return draft;
      });
}

std::vector<DraftFile> list_drafts(db::Tx& tx) {
  return tx.all(
      "SELECT id, kind, definition_key, name, note, based_on, state, revision, opened_us, opened_by, opened_by_name,"
      " changed_us, changed_by, changed_by_name, writers, handed_in_us, handed_in_by_name, reviewed_us,"
      " reviewed_by_name, reason, version FROM flow_drafts ORDER BY changed_us DESC, id DESC",
      {}, draft_from);
}

void insert_draft(db::Tx& tx, const DraftFile& draft) {
  const DraftRow& d = draft.row;
  tx.run("INSERT INTO flow_drafts (id, kind, definition_key, name, note, based_on, state, revision, opened_us, opened_by,"
         " opened_by_name, changed_us, changed_by, changed_by_name, writers, handed_in_us, handed_in_by_name,"
         " reviewed_us, reviewed_by_name, reason, version, content)"
         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', 0, '', '', 0, ?)",
         {d.id, text_of(d.kind), d.key, d.name, d.note, d.based_on, text_of(d.state), d.revision, d.opened, d.opened_by,
          d.opened_by_name, d.changed, d.changed_by, d.changed_by_name, json::write(draft.writers), draft.content});
}

bool update_draft(db::Tx& tx, const DraftFile& draft, std::int64_t revision) {
  const DraftRow& d = draft.row;
  return tx.run("UPDATE flow_drafts SET name = ?, note = ?, state = ?, revision = ?, changed_us = ?, changed_by = ?,"
                " changed_by_name = ?, writers = ?, handed_in_us = ?, handed_in_by_name = ?, reviewed_us = ?,"
                " reviewed_by_name = ?, reason = ?, version = ?, content = ? WHERE id = ? AND revision = ?",
                {d.name, d.note, text_of(d.state), d.revision, d.changed, d.changed_by, d.changed_by_name,
                 json::write(draft.writers), d.handed_in.value_or(Instant{}), d.handed_in_by_name,
                 d.reviewed.value_or(Instant{}), d.reviewed_by_name, d.reason, d.version, draft.content, d.id,
                 revision}) == 1;
}

std::optional<TestCase> find_test(db::Tx& tx, TestId id) {
  return tx.one("SELECT id, kind, definition_key, name, spec, revision, changed_us, changed_by_name FROM flow_tests"
                " WHERE id = ?",
                {id}, test_from);
}

std::vector<TestCase> list_tests(db::Tx& tx, DefinitionKind kind, std::string_view key) {
  return tx.all("SELECT id, kind, definition_key, name, spec, revision, changed_us, changed_by_name FROM flow_tests"
                " WHERE kind = ? AND definition_key = ? ORDER BY id",
                {text_of(kind), key}, test_from);
}

void insert_test(db::Tx& tx, const TestCase& test) {
  tx.run("INSERT INTO flow_tests (id, kind, definition_key, name, spec, revision, changed_us, changed_by_name)"
         " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
         {test.id, text_of(test.kind), test.key, test.name, json::write(test.spec), test.revision, test.changed,
          test.changed_by_name});
}

bool update_test(db::Tx& tx, const TestCase& test, std::int64_t revision) {
  return tx.run("UPDATE flow_tests SET name = ?, spec = ?, revision = ?, changed_us = ?, changed_by_name = ?"
                " WHERE id = ? AND revision = ?",
                {test.name, json::write(test.spec), test.revision, test.changed, test.changed_by_name, test.id,
                 revision}) == 1;
}

void delete_test(db::Tx& tx, TestId id) { tx.run("DELETE FROM flow_tests WHERE id = ?", {id}); }

}  // namespace tiange::flows
