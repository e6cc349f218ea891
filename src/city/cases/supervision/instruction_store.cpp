#include "city/cases/supervision/instruction_store.h"

#include "base/text.h"

namespace tiange::cases::store {

namespace {

#define INSTRUCTION_COLUMNS                                                                                     \
  "part_key, id, number, state, area, leader, leader_post, body, case_part, case_id, case_number, lead_unit, "  \
  "assisting, registered_us, registered_by, limit_text, due_us, round, feedbacks, was_late, closed_us, closed_by, closing_text"

Instruction read_instruction(const db::Row& row) {
  Instruction i;
  i.paper = {row.i64(0), CaseId{row.i64(1)}};
  i.number = row.str(2);
  i.state = static_cast<InstructionState>(row.i64(3));
  i.area = row.str(4);
  i.leader = row.str(5);
  i.leader_post = row.str(6);
  i.text = row.str(7);
  i.about = {row.i64(8), CaseId{row.i64(9)}};
  i.case_number = row.str(10);
  i.lead = row.str(11);
  for (const std::string_view unit : text::split(row.text(12), ' ')) {
    if (!unit.empty()) i.assisting.emplace_back(unit);
  }
  i.registered = row.moment(13);
  i.registered_by = row.str(14);
  i.limit = row.str(15);
  i.due = row.moment(16);
  i.round = static_cast<int>(row.i64(17));
  i.feedbacks = row.i64(18);
  i.was_late = row.flag(19);
  i.closed = row.moment(20);
  i.closed_by = row.str(21);
  i.closing_text = row.str(22);
  return i;
}

}  // namespace

void add_instruction(db::Tx& tx, const Instruction& i) {
  const std::string assisting = text::join(i.assisting, " ");
  tx.run("INSERT INTO case_instructions (" INSTRUCTION_COLUMNS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
         {i.paper.part_key, i.paper.id, i.number, static_cast<int>(i.state), i.area, i.leader, i.leader_post, i.text,
          i.about.part_key, i.about.id, i.case_number, i.lead, assisting, i.registered, i.registered_by, i.limit, i.due,
          i.round, i.feedbacks, i.was_late, i.closed, i.closed_by, i.closing_text});
}

bool set_instruction(db::Tx& tx, const Instruction& i, const Instruction& from) {
  return tx.run(
             "UPDATE case_instructions SET state = ?, limit_text = ?, due_us = ?, round = ?, feedbacks = ?, "
             "was_late = ?, closed_us = ?, closed_by = ?, closing_text = ? "
             "WHERE part_key = ? AND id = ? AND state = ? AND feedbacks = ?",
             {static_cast<int>(i.state), i.limit, i.due, i.round, i.feedbacks, i.was_late, i.closed, i.closed_by,
              i.closing_text, i.paper.part_key, i.paper.id, static_cast<int>(from.state), from.feedbacks}) == 1;
}

std::optional<Instruction> instruction(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " INSTRUCTION_COLUMNS " FROM case_instructions WHERE id = ?", {id}, read_instruction);
}

void each_instruction(db::Tx& tx, std::int64_t before, const std::function<bool(const Instruction&)>& visit) {
  tx.each("SELECT " INSTRUCTION_COLUMNS " FROM case_instructions WHERE id < ? ORDER BY id DESC",
          {before > 0 ? before : INT64_MAX}, [&](const db::Row& row) { return visit(read_instruction(row)); });
}

std::vector<Instruction> instructions_of(db::Tx& tx, CaseRef about) {
  return tx.all("SELECT " INSTRUCTION_COLUMNS
                " FROM case_instructions WHERE case_part = ? AND case_id = ? AND case_id <> 0 ORDER BY id",
                {about.part_key, about.id}, read_instruction);
}

}  // namespace tiange::cases::store
