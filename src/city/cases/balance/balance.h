#pragma once
// 任务均衡 Who should get the next task of a queue: by skill, load, distance and shift, with reasons.
//
// Off unless a queue is switched on: suggest says whose turn it is, assign also claims it for them. Either way whoever works
// off the queue may claim what nobody has claimed, and what was assigned can be released; it is not assigned twice. Weights
// and limits are rules (data/balance.json) with versions; skills, shifts and most tasks are kept for each person.
//
//   V balance.view  M balance.manage                                              below /api/v1/balance
//   V GET /queues BalanceQueues       M PUT /queue BalanceQueueIn     V GET /people?queue= BalancePeople
//   M PUT /people BalancePersonIn     V GET /advice?queue= AdviceList cases.view GET /case?case_ref= BalanceRanking
//   V GET /rules                      M PUT /rules

#include <atomic>

#include "city/cases/together/together.h"
#include "platform/jobs/jobs.h"

namespace tiange::cases {

struct BalanceRules {
  static constexpr bool k_json_defaults = true;
  double skill = 30, load = 40, distance = 15, shift = 15;  // weights
  int full_load = 10;       // tasks at which a person counts as full
  double far_metres = 3000;
};
BOOST_DESCRIBE_STRUCT(BalanceRules, (), (skill, load, distance, shift, full_load, far_metres))
Result<BalanceRules> read_balance_rules(const json::Value& value);

// Local time of the days named (1 Monday … 7 Sunday); "22:00" to "06:00" goes over midnight.
struct BalanceShift {
  static constexpr bool k_json_defaults = true;
  std::vector<int> days;
  std::string from = "08:00", to = "18:00";
};
BOOST_DESCRIBE_STRUCT(BalanceShift, (), (days, from, to))
bool on_shift(std::span<const BalanceShift> shifts, Instant now);  // none: always

struct BalancePerson {
  static constexpr bool k_json_defaults = true;
  PersonId person;
  std::string name;
  std::vector<std::string> skills;  // beginnings of item codes; none: anything
  std::vector<BalanceShift> shifts;
  int most = 0;                     // tasks at once; 0: as the rules say
  int load = 0;                     // held now, or suggested and not taken yet
  std::optional<double> lng, lat;   // of their last task today
  bool on_shift = true;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(BalancePerson, (), (person, name, skills, shifts, most, load, lng, lat, on_shift, version))
struct BalanceTask {
  std::string item;
  std::optional<double> lng, lat;
};
struct BalanceMark {
  static constexpr bool k_json_defaults = true;
  PersonId person;
  std::string name;
  double points = 0;  // 0–100
  double skill = 0, load = 0, distance = 0, shift = 0;  // 0–1 each
  bool barred = false;  // full or off shift; only when all are
  std::string why_zh, why_en;
};
BOOST_DESCRIBE_STRUCT(BalanceMark, (), (person, name, points, skill, load, distance, shift, barred, why_zh, why_en))
// Best first; of equals the one with less to do, then the lower id.
std::vector<BalanceMark> rank_people(const BalanceTask& task, std::span<const BalancePerson> people, const BalanceRules& rules);

enum class BalanceMode { off, suggest, assign };
BOOST_DESCRIBE_ENUM(BalanceMode, off, suggest, assign)

struct BalanceQueue {
  static constexpr bool k_json_defaults = true;
  std::string queue, zh, en;
  BalanceMode mode = BalanceMode::off;
  int people = 0;
  int least = 0, most = 0;  // tasks of who has least and most
  std::int64_t version = 0;
  std::string changed_by;
  std::optional<Instant> changed;
};
BOOST_DESCRIBE_STRUCT(BalanceQueue, (), (queue, zh, en, mode, people, least, most, version, changed_by, changed))
struct BalanceQueues {
  std::vector<BalanceQueue> items;
};
BOOST_DESCRIBE_STRUCT(BalanceQueues, (), (items))
struct BalanceQueueIn {
  static constexpr bool k_json_defaults = true;
  std::string queue;
  BalanceMode mode = BalanceMode::off;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(BalanceQueueIn, (), (queue, mode, version))
struct BalancePersonIn {
  static constexpr bool k_json_defaults = true;
  PersonId person;
  std::vector<std::string> skills;
  std::vector<BalanceShift> shifts;
  int most = 0;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(BalancePersonIn, (), (person, skills, shifts, most, version))
struct BalancePeople {
  std::vector<BalancePerson> items;  // least to do first
};
BOOST_DESCRIBE_STRUCT(BalancePeople, (), (items))

struct BalanceAdvice {
  static constexpr bool k_json_defaults = true;
  std::string case_ref, case_number, title, task, queue;
  PersonId person;
  std::string name;
  std::string state;  // advised | assigned | taken | elsewhere | released | gone
  std::string why_zh, why_en;
  Instant made;
};
BOOST_DESCRIBE_STRUCT(BalanceAdvice, (), (case_ref, case_number, title, task, queue, person, name, state, why_zh, why_en, made))
struct AdviceList {
  std::vector<BalanceAdvice> items;
};
BOOST_DESCRIBE_STRUCT(AdviceList, (), (items))
struct BalanceRanking {
  BalanceMode mode = BalanceMode::off;
  std::string queue, queue_zh, queue_en;
  std::optional<BalanceAdvice> advice;  // of the task the case waits in
  std::vector<BalanceMark> people;      // as it would be now
};
BOOST_DESCRIBE_STRUCT(BalanceRanking, (), (mode, queue, queue_zh, queue_en, advice, people))

class Balance {
 public:
  virtual ~Balance() = default;
  virtual Outcome lay(db::Tx& tx, std::string_view rules, Instant now) = 0;
  // Follows cases to their queues; before the outbox starts. Without a queue that is on it costs nothing.
  virtual void listen(db::Outbox& outbox, jobs::Jobs& jobs, const tiange::Clock& clock) = 0;
  // What became of advice, and modes that another instance changed.
  virtual void refresh(Instant now) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> balance_migrations();
// Everything outlives it.
std::unique_ptr<Balance> open_balance(const CasesParts& parts, Cases& cases);

}  // namespace tiange::cases
