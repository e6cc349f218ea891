#pragma once
// 信用 credit: every firm has a score with reasons, a grade, one of three colours; what would raise it; who may object.
//
// A scoring is a definition with versions (rules/credit_model.h): indicators over what the departments say of a firm and over
// cases closed about it. Every firm is scored anew within moments when its facts change (outbox "subject.changed"), when a case
// about it is closed, when another colour is granted or runs out, when a mark is mended or repaired; and all of them every night,
// after large batches, on release and on demand, by columns (engines/columns), with the same answer. Whatever changes is kept:
// the score of any past day, and why it changed.
//
// Another colour (人工调整) has a reason and a term, is agreed to by somebody else, and gives way by itself on its day.
// An objection (异议) goes to the owner of the fact, who answers within the statutory working days; what the owner mends it says
// in the name of its source (registers), and the score follows. A repair (信用修复) is asked for with commitments and evidence
// after the mark has stood its shortest time; agreed to, the mark stays to be seen and counts nothing; a new fact counts anew.
//
//   auto credit = credit::open_credit({...});
//   credit->listen(outbox); credit->add_jobs(); credit->add_routes(routes, record);
//
// Events (outbox): "credit.changed" {subject, from, to, grade, colour}, subject: ref of the firm; from and to are colours.
//
// Routes below /api/v1/credit; V credit.view, E credit.edit, R credit.release, K credit.ask, A credit.answer,
// P credit.approve, X credit.export. {ref} is a firm of the registers.
//   V GET    /overview?area=                              CreditOverview
//   V GET    /firms?q=&colour=&grade=&area=&industry=&after=&limit=   CreditFirmList, the lowest score first; with q (any part of
//            a name or number) the best fits, at most 50
//   X GET    /firms/export?format=&purpose=&…             recorded in the audit
//   V GET    /firms/{ref}                                 CreditProfile; the look is recorded
//   X GET    /firms/{ref}/export?purpose=                 XLSX
//   V GET    /firms/{ref}/history?day=&after=             CreditHistory; with a day: what stood at its end, and before
//   K POST   /firms/{ref}/override                        CreditOverrideIn -> CreditOverride
//   K POST   /firms/{ref}/matters                         CreditMatterIn -> CreditMatter
//   K POST   /firms/{ref}/cases                           CreditCaseIn -> CreditProfile: a case about the firm
//   V GET    /overrides?state=&after=                     CreditOverrideList
//   P POST   /overrides/{id}/decide                       CreditDecideIn -> CreditOverride
//   K POST   /overrides/{id}/withdraw                     {} -> CreditOverride
//   V GET    /matters?state=open|done|&kind=&mine=yes&after=   CreditMatterList
//   V GET    /matters/{id}                                CreditMatter
//   A POST   /matters/{id}/answer                         CreditAnswerIn -> CreditMatter; objections, by the owner
//   P POST   /matters/{id}/decide                         CreditAnswerIn -> CreditMatter; repairs
//   V GET    /scoring                                     CreditScoringView
//   E PUT    /scoring/draft    E DELETE /scoring/draft    CreditDraftIn -> CreditScoringView
//   E POST   /scoring/try      E GET /tries/{id}          CreditTryView: the draft on every firm inside the caller's areas
//   R POST   /scoring/release                             CreditReleaseIn; not by the author (setting four_eyes), not untried
//   R POST   /runs             V GET /runs                CreditRunView

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/calendar.h"
#include "city/credit/credit_views.h"
#include "city/credit/rules/credit_form.h"
#include "city/org/org.h"
#include "city/places/places.h"
#include "city/registers/subjects/subjects.h"
#include "platform/db/outbox.h"
#include "platform/http/http.h"
#include "platform/jobs/jobs.h"

namespace tiange::credit {

// A case as credit sees it.
struct CreditMatterOfCase {
  std::string ref, number, title;
  bool serious = false;
  bool closed = false;
};

struct CreditParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  org::Org& org;
  const places::Places& places;
  registers::Subjects& subjects;
  jobs::Jobs& jobs;
  db::Outbox& outbox;
  registers::Tickets* tickets = nullptr;  // null: objections are kept without cases
  // A case that the scope may see, by its number.
  std::function<Result<CreditMatterOfCase>(db::Tx&, const Scope&, const std::string& number, Instant now)> find_case;
  // Firms that the scope may see by any part of a name or number, the best fit first, at most 50; outside transactions. Empty: none.
  std::function<Result<std::vector<registers::SubjectId>>(const Scope&, const std::string& q, const std::string& area, Instant now)> find_firms;
  // Tells screens of a unit that something waits; may be empty.
  std::function<void(db::Tx&, const std::string& unit)> tell;
  std::shared_ptr<const WorkCalendar> calendar;
  std::string district;
  bool four_eyes = true;
};

// A firm as others go by it.
struct CreditStanding {
  registers::SubjectId subject;
  std::string grid, grade, colour;
  CreditFacts facts;
};
// Who reads about a firm's checks: a desk, or the firm itself, which is not to guess who complained about it.
enum class CheckEyes { desk, firm };
// Whoever goes by colours and cases; any of them may be empty.
struct CreditFollowers {
  // These firms were just brought up to date, changed or not, in this transaction.
  std::function<void(db::Tx&, std::span<const registers::SubjectId>, Instant now)> settled;
  // A run over all of them changed some.
  std::function<void(db::Tx&, Instant now)> swept;
  // What the page of a firm shows of its checks.
  std::function<std::optional<FirmFrequency>(db::Tx&, const Scope&, registers::SubjectId, CheckEyes, Instant now)> frequency;
};

class Credit {
 public:
  virtual ~Credit() = default;
  // The scoring of a fresh district, from data/credit/scoring.json; what was released since stays.
  virtual Outcome lay(db::Tx& tx, std::string_view scoring_json, Instant now) = 0;
  virtual void listen(db::Outbox& outbox) = 0;
  virtual void add_jobs() = 0;
  // Begins the nightly run and what large batches ask for; ends colours whose term is over. Every few seconds.
  virtual void tend(Instant now) = 0;
  // Brings the scores of these firms up to date in the caller's transaction.
  virtual void follow(db::Tx& tx, std::span<const registers::SubjectId> ids, std::string_view why, Instant now) = 0;
  // A case was closed; `firm` when it says itself whom it is about.
  virtual void case_closed(db::Tx& tx, const CreditMatterOfCase& one, std::span<const registers::SubjectId> firms, Instant now) = 0;
  // Whether somebody has tied the case to a firm.
  virtual bool knows_case(db::Tx& tx, std::string_view ref) const = 0;
  // For the door of firms, which has made sure who acts: the profile, its look recorded, and what the firm itself asks for.
  virtual Result<CreditProfile> profile_of(db::Tx& tx, const Scope& scope, std::string_view ref, Instant now) = 0;
  virtual Result<CreditMatter> ask_for(db::Tx& tx, const Scope& scope, std::string_view ref, const CreditMatterIn& in, Instant now) = 0;
  // Scores as they stand, of these firms or (none named) of all; whatever the scope.
  virtual void each_standing(db::Tx& tx, std::span<const registers::SubjectId> ids, Instant now, FunctionRef<bool(const CreditStanding&)> visit) = 0;
  // Of the scoring in force, best first.
  virtual std::vector<CreditGrade> grades(db::Tx& tx, Instant now) = 0;
  // Before anything is served; once.
  virtual void tell(CreditFollowers followers) = 0;
  // Goes through the whole register on this thread; outside transactions.
  virtual Result<CreditRunView> run_now(const std::string& why, Instant now) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> credit_migrations();
// Everything outlives it.
std::unique_ptr<Credit> open_credit(CreditParts parts);

}  // namespace tiange::credit
