#pragma once
// What processes say to each other beyond one subject, what comes from outside, and what begins by itself: messages and
// signals are kept as letters and handed over one by one, each receiver together with the mark that it has got it;
// processes that begin by a message, a signal or the clock are begun. Processes about no subject of their own run about
// the district.

#include <boost/describe.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/codes.h"
#include "base/json.h"
#include "city/flows/flows.h"
#include "platform/http/http.h"
#include "platform/jobs/jobs.h"

namespace tiange::flows {

enum class LetterKind { message, signal };
BOOST_DESCRIBE_ENUM(LetterKind, message, signal)

enum class LetterState {
  waiting,
  taken,    // by `taken` instances
  untaken,  // nothing waited for it and nothing begins by it
};
BOOST_DESCRIBE_ENUM(LetterState, waiting, taken, untaken)

struct LetterIn {
  static constexpr bool k_json_defaults = true;
  LetterKind kind = LetterKind::message;
  std::string name;
  std::string correlation;  // of a message: the key its receiver asks for
  json::Value variables;    // object
};
BOOST_DESCRIBE_STRUCT(LetterIn, (), (kind, name, correlation, variables))

struct LetterView {
  std::string id;
  LetterKind kind = LetterKind::message;
  std::string name;
  std::string correlation;
  LetterState state = LetterState::waiting;
  std::int64_t taken = 0;
  Instant sent;
  std::string sent_by_name;  // empty: a process
};
BOOST_DESCRIBE_STRUCT(LetterView, (), (id, kind, name, correlation, state, taken, sent, sent_by_name))

// A process that begins by the clock.
struct ScheduleView {
  std::string process;
  std::int64_t version = 0;
  std::string element;
  Instant due;
  std::optional<std::int64_t> left;  // absent: without end
};
BOOST_DESCRIBE_STRUCT(ScheduleView, (), (process, version, element, due, left))

struct ScheduleRow;

struct LetterParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  Flows& flows;
  jobs::Jobs& jobs;
  Subjects& subjects;  // not those of the district itself
  const WorkCalendar& calendar;
  std::string district;  // area code
};

std::span<const db::Migration> letter_migrations();

class Letters : public Post {
 public:
  explicit Letters(LetterParts parts);

  void send(db::Tx& tx, const Letter& letter, PersonId by, Instant now) override;
  void add_jobs();
  void add_routes(http::Routes& routes, const http::Recorder& record);
  // Begins what is due by the clock, and learns what releases have changed. Returns how many processes began.
  int begin_due(Instant now);

  // Forgets letters that found their end half a year ago; returns how many.
  std::int64_t clean(Instant now);

  std::vector<LetterView> list(db::Tx& tx, std::string_view after, int limit);  // newest first
  std::vector<ScheduleView> schedules(db::Tx& tx);                              // soonest first

 private:
  Outcome work(std::int64_t id);
  Outcome about(db::Tx& tx, Subject subject, PersonId by, const Words& note, Instant now,
                const std::function<Outcome(Host&)>& act);
  Result<int> begin_by(db::Tx& tx, const Letter& letter, PersonId by, Instant now);
  void arrange(Instant now);
  Outcome begin_one(const ScheduleRow& due, Instant now);

  LetterParts parts_;
};

}  // namespace tiange::flows
