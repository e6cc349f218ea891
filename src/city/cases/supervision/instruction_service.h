#pragma once

#include "city/cases/supervision/instruction_store.h"
#include "city/cases/supervision/desk/supervision_desk.h"

namespace tiange::cases {

class InstructionService {
 public:
  explicit InstructionService(const SupervisionDesk& desk) : desk_(desk) {}

  Result<InstructionView> add(db::Tx& tx, const Scope& scope, const InstructionInput& input, Instant now) const;
  // By the lead or an assisting unit. The lead's feedback waits for the office.
  Result<InstructionView> feed_back(db::Tx& tx, const Scope& scope, std::int64_t id, const PaperText& input,
                                    Instant now) const;
  // The office: closed, or another round with a limit of its own.
  Result<InstructionView> close(db::Tx& tx, const Scope& scope, std::int64_t id, const PaperText& input,
                                Instant now) const;
  Result<InstructionView> ask_again(db::Tx& tx, const Scope& scope, std::int64_t id, const PaperText& input,
                                    Instant now) const;
  Result<InstructionView> one(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now) const;
  Result<InstructionList> list(db::Tx& tx, const http::Request& request) const;
  std::vector<InstructionView> about(db::Tx& tx, const Scope& scope, CaseRef about, Instant now) const;

 private:
  void tell(db::Tx& tx, const Instruction& one, const Words& title, Instant now) const;
  Result<Instruction> find(db::Tx& tx, const Scope& scope, std::int64_t id) const;
  Result<InstructionView> save(db::Tx& tx, const Scope& scope, const Instruction& after, const Instruction& before,
                               const char* kind, const Words& said, const std::string& text, Instant now) const;
  InstructionView view(db::Tx& tx, const Scope& scope, const Instruction& instruction, bool whole, Instant now) const;
  const SupervisionDesk& desk_;
};

}  // namespace tiange::cases
