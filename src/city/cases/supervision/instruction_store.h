#pragma once

#include <functional>
#include <optional>

#include "city/cases/supervision/desk/paper_store.h"

namespace tiange::cases {

enum class InstructionState { open, fed_back, closed };
BOOST_DESCRIBE_ENUM(InstructionState, open, fed_back, closed)

struct Instruction {
  CaseRef paper;
  std::string number;
  InstructionState state = InstructionState::open;
  std::string area;
  std::string leader, leader_post, text;
  CaseRef about;
  std::string case_number;
  std::string lead;
  std::vector<std::string> assisting;
  Instant registered;
  std::string registered_by, limit;
  Instant due;
  int round = 1;
  std::int64_t feedbacks = 0;
  bool was_late = false;
  Instant closed;
  std::string closed_by, closing_text;
};

namespace store {

void add_instruction(db::Tx& tx, const Instruction& instruction);
// False when it is no longer as `from` says: state and number of feedbacks.
bool set_instruction(db::Tx& tx, const Instruction& instruction, const Instruction& from);
std::optional<Instruction> instruction(db::Tx& tx, std::int64_t id);
void each_instruction(db::Tx& tx, std::int64_t before, const std::function<bool(const Instruction&)>& visit);
std::vector<Instruction> instructions_of(db::Tx& tx, CaseRef about);

}  // namespace store
}  // namespace tiange::cases
