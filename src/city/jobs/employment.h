#pragma once
// 就业 employment: vacancies of firms and people who look for work, matched both ways with reasons; what firms likely want,
// found from what the district knows of them, asked and counted.
//
// Nobody's wish for work is kept without consent with a purpose and a term (job_consent). It is withdrawn at any time: then
// the wish and everything drawn from it is gone in the same transaction, and matches no longer find it. Names are masked;
// a look at a talent's page is recorded. Sex, age and origin are no members of anything here, and free text that chooses
// people by them is refused (就业促进法).
//
// Skills are words of a book (data/jobs/skills.json), synonyms resolved; other words wait for review and count nothing.
// The index of matches is a memory of what the tables say, brought up to date before each question; what it finds is read
// again from the tables in the same snapshot before anybody sees it.
//
//   auto work = employ::open_employment({...});  work->add_jobs();  work->add_routes(routes, record);
//
// Routes below /api/v1/jobs; V jobs.view, E jobs.edit, R jobs.recommend, X jobs.export. Of vacancies and demand the firm's
// grid decides who sees them, of talents the home's; a talent of whom neither is known is seen at the district only.
//   V GET  /overview?area=                         JobOverview
//   V GET  /vacancies?state=&area=&occupation=&firm=&after=&limit=   VacancyList, newest first
//   E POST /vacancies                              VacancyIn -> VacancyView
//   E PUT  /vacancies/{id}                         VacancyIn -> VacancyView
//   E POST /vacancies/{id}/state                   VacancyStateIn -> VacancyView
//   E POST /vacancies/import?dry_run=              XLSX or CSV -> JobImportReport: all rows or none
//   X GET  /vacancies/export, /talents/export ?format=&purpose=    recorded in the audit; names masked
//   V GET  /vacancies/{id}/matches                 TalentMatches
//   V GET  /talents?state=&area=&occupation=&after=&limit=           TalentList, masked
//   E POST /talents                                TalentIn -> TalentView
//   V GET  /talents/{id}                           TalentView; the look is recorded
//   E POST /talents/{id}/withdraw                  {} -> TalentGone
//   V GET  /talents/{id}/matches                   VacancyMatches with firms that likely want the person
//   R POST /recommendations                        RecommendIn -> Recommendation; a pair once
//   V GET  /recommendations?state=open|done|&after=
//   R POST /recommendations/{id}/answer            JobAnswerIn -> Recommendation
//   R POST /recommendations/{id}/outcome           JobOutcomeIn -> Recommendation
//   V GET  /demands?state=&area=&after=            DemandList, the surest first
//   R POST /demands/run                            {} -> DemandRun
//   R POST /demands/{id}/answer                    DemandAnswerIn -> DemandView
//   V GET  /words?q=&occupation=                   WordBook
//   E POST /words/decide                           WordDecideIn -> WordBook
// Of the resident, with the key of the own data space (X-Tiange-Key), below /api/v1/public/jobs:
//   GET /mine  POST /wish TalentIn  POST /withdraw  POST /answer MyJobIn   -> MyWork;  GET /words?q=

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "city/jobs/employment_views.h"
#include "city/org/org.h"
#include "city/places/places.h"
#include "city/registers/subjects/subjects.h"
#include "city/spaces/spaces.h"
#include "platform/db/outbox.h"
#include "platform/http/http.h"
#include "platform/jobs/jobs.h"

namespace tiange::employ {

struct EmploymentParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  const places::Places& places;
  registers::Subjects& subjects;
  const spaces::Spaces* spaces = nullptr;  // null: no pages of residents
  jobs::Jobs& jobs;
  db::Outbox* outbox = nullptr;            // null: nobody is told outside of the portal
  std::shared_ptr<const SkillBook> book;   // as it ships
  DemandRules rules;
  std::function<void(db::Tx&)> tell;       // tells screens that something changed; may be empty
  std::string district;
};

class Employment {
 public:
  virtual ~Employment() = default;
  virtual void add_jobs() = 0;
  // Begins the nightly work; every few minutes.
  virtual void tend(Instant now) = 0;
  virtual Result<VacancyView> enter_vacancy(db::Tx& tx, const Scope& scope, const VacancyIn& in, Instant now) = 0;
  virtual Result<TalentView> enter_talent(db::Tx& tx, const Scope& scope, const TalentIn& in, Instant now) = 0;
  // Whether any vacancy was ever entered.
  virtual bool begun(db::Tx& tx) const = 0;
  // Goes through all firms on this thread; outside transactions.
  virtual Result<DemandRun> find_demand(Instant now) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> employment_migrations();
// Everything outlives it.
std::unique_ptr<Employment> open_employment(EmploymentParts parts);

}  // namespace tiange::employ
