#include "city/cases/supervision/desk/paper_store.h"

namespace tiange::cases::store {

std::string next_paper_number(db::Tx& tx, const std::string& prefix, Instant now) {
  const int year = split_date(local_date(now)).year;
  const auto last = tx.one(
      "INSERT INTO case_supervision_numbers (prefix, year, last) VALUES (?, ?, 1) "
      "ON CONFLICT (prefix, year) DO UPDATE SET last = case_supervision_numbers.last + 1 RETURNING last",
      {prefix, year}, [](const db::Row& row) { return row.i64(0); });
  return prefix + "〔" + std::to_string(year) + "〕" + std::to_string(last.value_or(0)) + "号";
}

void add_paper_entry(db::Tx& tx, PaperRef paper, const PaperEntry& entry) {
  tx.run(
      "INSERT INTO case_supervision_log (part_key, paper_id, seq, happened_us, by_name, by_unit, zh, en, note) "
      "SELECT ?, ?, COALESCE(MAX(seq), 0) + 1, ?, ?, ?, ?, ?, ? FROM case_supervision_log WHERE part_key = ? AND paper_id = ?",
      {paper.part_key, paper.id, entry.happened, entry.by, entry.unit, entry.zh, entry.en, entry.text, paper.part_key,
       paper.id});
}

std::vector<PaperEntry> paper_entries(db::Tx& tx, PaperRef paper) {
  return tx.all(
      "SELECT happened_us, by_name, by_unit, zh, en, note FROM case_supervision_log WHERE part_key = ? AND paper_id = ? "
      "ORDER BY seq",
      {paper.part_key, paper.id}, [](const db::Row& row) {
        return PaperEntry{row.moment(0), row.str(1), row.str(2), row.str(3), row.str(4), row.str(5)};
      });
}

void add_paper_file(db::Tx& tx, PaperRef paper, const StoredFile& file, Instant now) {
  tx.run(
      "INSERT INTO case_supervision_files (part_key, paper_id, digest, type, size, area, unit, added_us) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (part_key, paper_id, digest) DO NOTHING",
      {paper.part_key, paper.id, file.document.digest, file.document.type, file.document.size, file.area, file.unit,
       now});
}

std::vector<DocumentView> paper_files(db::Tx& tx, PaperRef paper) {
  return tx.all(
      "SELECT digest, type, size FROM case_supervision_files WHERE part_key = ? AND paper_id = ? ORDER BY added_us, digest",
      {paper.part_key, paper.id},
      [](const db::Row& row) { return DocumentView{row.str(0), row.str(1), row.i64(2)}; });
}

std::vector<StoredFile> papers_with_file(db::Tx& tx, std::string_view digest) {
  return tx.all("SELECT digest, type, size, area, unit FROM case_supervision_files WHERE digest = ?", {digest},
                [](const db::Row& row) {
                  return StoredFile{{row.str(0), row.str(1), row.i64(2)}, row.str(3), row.str(4)};
                });
}

std::optional<StoredSupervisionRules> supervision_rules(db::Tx& tx) {
  return tx.one("SELECT version, content FROM case_supervision_rules ORDER BY version DESC LIMIT 1", {},
                [](const db::Row& row) { return StoredSupervisionRules{row.i64(0), row.str(1)}; });
}

bool add_supervision_rules(db::Tx& tx, const StoredSupervisionRules& rules, const RulesChange& change) {
  return tx.run(
             "INSERT INTO case_supervision_rules (version, content, changed_us, changed_by, note) "
             "VALUES (?, ?, ?, ?, ?) ON CONFLICT (version) DO NOTHING",
             {rules.version, rules.content, change.changed, change.by, change.note}) == 1;
}

std::vector<RulesChange> supervision_rule_changes(db::Tx& tx, int most) {
  return tx.all(
      "SELECT version, changed_us, changed_by, note FROM case_supervision_rules ORDER BY version DESC LIMIT ?", {most},
      [](const db::Row& row) { return RulesChange{row.i64(0), row.moment(1), row.str(2), row.str(3)}; });
}

}  // namespace tiange::cases::store
