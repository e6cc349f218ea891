#pragma once
// 督办 Supervision: appeals against counted overruns, urge letters with required answers, leaders' instructions followed
// to the end, and the lamps of what is near due and overdue at every level.
//
// What it does about a case is written into the case's history (Cases::remark); the case's step, limits and version stay.
// An approved appeal leaves the overrun as it is and publishes `case.exempted`.
//
//   V GET  /api/v1/cases/supervision/lamps            amber, red and green by area, unit or person -> LampList
//   V GET  /api/v1/cases/supervision/lamps/cases      the cases behind them, soonest first -> LampCases; /export
//   V POST /api/v1/cases/{ref}/appeal                 {grounds, documents} -> AppealView
//   V GET  /api/v1/cases/supervision/appeals          POST …/{id}/review {approve, text}
//   V GET  /api/v1/cases/supervision/letters          POST: a letter; …/{id}/answer, /accept, /send_back, /print
//   V GET  /api/v1/cases/supervision/instructions     POST: an instruction; …/{id}/feedback, /close, /ask_again
//   V GET  /api/v1/cases/{ref}/supervision            all of it about one case -> CaseSupervision
//   V GET  /api/v1/cases/supervision/rules            PUT: the district's numbers, with version
//
// Events for other rooms (outbox): case.exempted {ref, work, reason, document, text, by}.

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "city/cases/cases.h"
#include "city/cases/supervision/desk/supervision_parts.h"
#include "city/cases/supervision/desk/supervision_rules.h"
#include "city/cases/supervision/desk/supervision_views.h"
#include "platform/db/outbox.h"
#include "platform/http/http.h"

namespace tiange::cases {

class Supervision {
 public:
  virtual ~Supervision() = default;
  // data/supervision.json, where the district has no rules yet. Refused with every wrong member.
  virtual Outcome seed(db::Tx& tx, std::string_view rules, Instant now) = 0;
  // As they stand now.
  virtual SupervisionRules rules(db::Tx& tx) const = 0;
  // Climbs with letters that were not answered in time; in writes of its own. Returns how many.
  virtual int tick(Instant now) = 0;
  // Whether the blob is attached to an appeal, a letter or an instruction that the scope may see.
  virtual bool may_see_document(db::Tx& tx, const Scope& scope, std::string_view digest) const = 0;

  // The acts behind the routes, which have checked the permission; for demo districts too.
  virtual Result<LetterView> send_letter(db::Tx& tx, const Scope& scope, const LetterInput& input, Instant now) = 0;
  virtual Result<LetterView> answer_letter(db::Tx& tx, const Scope& scope, std::int64_t id, const PaperText& input, Instant now) = 0;
  virtual Result<InstructionView> add_instruction(db::Tx& tx, const Scope& scope, const InstructionInput& input, Instant now) = 0;
  virtual Result<InstructionView> feed_back(db::Tx& tx, const Scope& scope, std::int64_t id, const PaperText& input, Instant now) = 0;
  virtual Result<AppealView> appeal(db::Tx& tx, const Scope& scope, CaseRef ref, const AppealInput& input, Instant now) = 0;
  virtual Result<AppealView> review(db::Tx& tx, const Scope& scope, std::int64_t id, const ReviewInput& input, Instant now) = 0;

  virtual void add_routes(http::Routes& routes) = 0;
};

std::span<const db::Migration> supervision_migrations();
std::unique_ptr<Supervision> open_supervision(SupervisionParts parts);

}  // namespace tiange::cases
