#pragma once
// 检查频次 frequency: which checks are due at which firm by when, by its grade or colour, the kind of check and what happened.
//
// A frequency is a definition with versions beside the scoring (rules/frequency_model.h), drafted by one and released by another
// after a try on every firm. What is due is kept by firm and item: it follows in the same transaction when a firm's facts, grade,
// colour or cases change, and a run over all (rules/frequency_form.h, by columns, with the same answer) brings it up to date every
// night, on release and after large batches. Visits are not made here: whoever plans them asks the door for what is due and notes
// what was done.
//
//   auto frequency = credit::open_frequency({...});
//   frequency->listen(outbox); frequency->add_jobs(); frequency->add_routes(routes, record);
//
// Routes below /api/v1/credit; V credit.view, E credit.edit, R credit.release, A credit.answer, X credit.export.
//   V GET    /frequency                            FrequencyView
//   E PUT    /frequency/draft   E DELETE           FrequencyDraftIn -> FrequencyView
//   E POST   /frequency/try     V GET /frequency/tries/{id}   FrequencyTryView: inside the caller's areas
//   R POST   /frequency/release                    FrequencyReleaseIn -> FrequencyView
//   V GET    /frequency/load?area=                 FrequencyLoad
//   V GET    /frequency/dues?before=&area=&colour=&item=&line=&way=&after=&limit=   CheckDueList, the earliest first
//   X GET    /frequency/dues/export?format=&purpose=&…
//   V GET    /firms/{ref}/frequency                FirmFrequency
//   A POST   /firms/{ref}/checks                   CheckNoteIn -> FirmFrequency; by the department of the item

#include "city/credit/credit.h"
#include "city/credit/frequency/frequency_views.h"

namespace tiange::credit {

// A department's list of checks on one kind of object.
struct CheckList {
  std::string line, object;
  std::vector<std::string> codes;
  std::int64_t visits_year = 0;  // of its most frequent check
};

struct FrequencyParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  org::Org& org;
  const places::Places& places;
  registers::Subjects& subjects;
  jobs::Jobs& jobs;
  Credit& credit;
  std::function<std::vector<CheckList>(db::Tx&)> lists;
  std::string district;
  bool four_eyes = true;
};

struct DueAsk {
  std::string area, colour, item, line, way;
  std::optional<Date> before;         // due on an earlier day
  std::string after;                  // `next` of the page before
  std::size_t limit = 50;
};
struct CheckDone {
  std::string item;
  Date day;
  std::string result, note;
};

class FrequencyRoom {
 public:
  virtual ~FrequencyRoom() = default;
  // The frequency of a fresh district, from data/credit/frequency.json, after the lists of checks; what was released since stays.
  virtual Outcome lay(db::Tx& tx, std::string_view json, Instant now) = 0;
  virtual void listen(db::Outbox& outbox) = 0;
  virtual void add_jobs() = 0;
  // Begins the nightly run and what large batches ask for. Every few seconds.
  virtual void tend(Instant now) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;

  // ---- for whoever plans visits ----
  // Due at these firms, the earliest first; inside the scope.
  virtual std::vector<CheckDue> due_at(db::Tx& tx, const Scope& scope, std::span<const registers::SubjectId> firms, Instant now) const = 0;
  virtual CheckDueList due(db::Tx& tx, const Scope& scope, const DueAsk& ask, Instant now) const = 0;
  // A check was done: what is due moves on in the same transaction. The same firm, item and day again changes what was noted.
  virtual Outcome check_done(db::Tx& tx, const Scope& scope, registers::SubjectId firm, const CheckDone& done, Instant now) = 0;

  // Brings what is due at these firms up to date.
  virtual void follow(db::Tx& tx, std::span<const registers::SubjectId> firms, Instant now) = 0;
  // Goes through the whole register on this thread; outside transactions. How many firms had something else due.
  virtual Result<std::int64_t> run_now(Instant now) = 0;
};

std::span<const db::Migration> frequency_migrations();
// Everything outlives it. It tells `credit` to keep it up to date.
std::unique_ptr<FrequencyRoom> open_frequency(FrequencyParts parts);

}  // namespace tiange::credit
