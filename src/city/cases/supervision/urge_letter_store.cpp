#include "city/cases/supervision/urge_letter_store.h"

namespace tiange::cases::store {

namespace {

#define LETTER_COLUMNS                                                                                             \
  "part_key, id, number, state, area, unit, title, body, case_part, case_id, case_number, issued_us, issued_by, "  \
  "issued_unit, limit_text, due_us, answer_required, was_late, escalations, escalated_to, answer, answered_by, answered_us"

Letter read_letter(const db::Row& row) {
  Letter l;
  l.paper = {row.i64(0), CaseId{row.i64(1)}};
  l.number = row.str(2);
  l.state = static_cast<LetterState>(row.i64(3));
  l.area = row.str(4);
  l.unit = row.str(5);
  l.title = row.str(6);
  l.text = row.str(7);
  l.about = {row.i64(8), CaseId{row.i64(9)}};
  l.case_number = row.str(10);
  l.issued = row.moment(11);
  l.issued_by = row.str(12);
  l.issued_unit = row.str(13);
  l.limit = row.str(14);
  l.due = row.moment(15);
  l.answer_required = row.flag(16);
  l.was_late = row.flag(17);
  l.escalations = static_cast<int>(row.i64(18));
  l.escalated_to = row.str(19);
  l.answer = row.str(20);
  l.answered_by = row.str(21);
  l.answered = row.moment(22);
  return l;
}

}  // namespace

void add_letter(db::Tx& tx, const Letter& l) {
  tx.run("INSERT INTO case_letters (" LETTER_COLUMNS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
         {l.paper.part_key, l.paper.id, l.number, static_cast<int>(l.state), l.area, l.unit, l.title, l.text,
          l.about.part_key, l.about.id, l.case_number, l.issued, l.issued_by, l.issued_unit, l.limit, l.due,
          l.answer_required, l.was_late, l.escalations, l.escalated_to, l.answer, l.answered_by, l.answered});
}

bool set_letter(db::Tx& tx, const Letter& l, LetterState from) {
  return tx.run(
             "UPDATE case_letters SET state = ?, limit_text = ?, due_us = ?, was_late = ?, escalations = ?, "
             "escalated_to = ?, answer = ?, answered_by = ?, answered_us = ? WHERE part_key = ? AND id = ? AND state = ?",
             {static_cast<int>(l.state), l.limit, l.due, l.was_late, l.escalations, l.escalated_to, l.answer,
              l.answered_by, l.answered, l.paper.part_key, l.paper.id, static_cast<int>(from)}) == 1;
}

std::optional<Letter> letter(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " LETTER_COLUMNS " FROM case_letters WHERE id = ?", {id}, read_letter);
}

void each_letter(db::Tx& tx, std::int64_t before, const std::function<bool(const Letter&)>& visit) {
  tx.each("SELECT " LETTER_COLUMNS " FROM case_letters WHERE id < ? ORDER BY id DESC",
          {before > 0 ? before : INT64_MAX}, [&](const db::Row& row) { return visit(read_letter(row)); });
}

std::vector<Letter> letters_of(db::Tx& tx, CaseRef about) {
  return tx.all("SELECT " LETTER_COLUMNS " FROM case_letters WHERE case_part = ? AND case_id = ? AND case_id <> 0 ORDER BY id",
                {about.part_key, about.id}, read_letter);
}

std::vector<Letter> letters_due(db::Tx& tx, Instant now, int most) {
  return tx.all("SELECT " LETTER_COLUMNS
                " FROM case_letters WHERE state = 0 AND answer_required = 1 AND due_us > 0 AND due_us < ? "
                "ORDER BY due_us LIMIT ?",
                {now, most}, read_letter);
}

}  // namespace tiange::cases::store
