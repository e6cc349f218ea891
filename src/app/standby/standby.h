#pragma once
// 应急受理 The small process that is always there to take a report (`tiange intake`). While the core answers it passes
// reports and photos on and hands its answers back. While the core does not answer it checks them by the same rules, keeps
// them on its own disk (platform/journal: flushed before anybody is told, sealed by a key of its own) and gives a receipt;
// once the core is back it hands them over in order, each under the Idempotency-Key it came with, or else its receipt, so
// that the core takes each once whatever dies in between. It vouches for when each was received (vouch.h): limits run from
// then.
//
//   POST /api/v1/public/reports     -> PublicAnswer of the core, or 202 KeptAnswer
//   POST /api/v1/cases              of staff with a session or token: the same
//   POST /api/v1/blobs/open, /api/v1/blobs
//   GET  /api/v1/public/reports/{number}?code=   of a receipt: KeptProgress; of any other number the core's answer
//   GET  /api/v1/standby            state, from this machine only; POST /api/v1/standby/{receipt}/again
//   GET  /                          the same for the operator's eyes
//
// Who signed in at the core is known by the core alone: what staff report in the meantime is kept with their session,
// sealed, and the core decides when it is handed over. A session that has ended by then does not lose the report: it goes
// in as one without an account.

#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "platform/http/http.h"

namespace tiange::app {

struct StandbyOptions {
  std::string core_url = "http://127.0.0.1:8080";
  std::string folder;
  std::size_t most_waiting = 200'000;             // reports; then 429
  std::uint64_t most_bytes = 20ULL << 30;         // of photos kept
  std::size_t evidence_bytes = 200u << 20;        // of one file of staff
  Span patience = seconds(10);                    // for an answer of the core
};

struct KeptAnswer {
  std::string number;      // empty: given when the system is back
  std::string receipt;
  std::string query_code;  // with the receipt, for progress
  std::string said_zh;
  std::string said_en;
};
BOOST_DESCRIBE_STRUCT(KeptAnswer, (), (number, receipt, query_code, said_zh, said_en))

struct StandbyItem {
  static constexpr bool k_json_defaults = true;
  std::string receipt;
  Instant received;
  bool staff = false;
  int status = 0;    // what the core answered when it was last tried
  std::string said;  // why, without what the report says
};
BOOST_DESCRIBE_STRUCT(StandbyItem, (), (receipt, received, staff, status, said))

struct StandbyState {
  static constexpr bool k_json_defaults = true;
  bool core_up = false;
  std::int64_t waiting = 0;
  std::int64_t handed = 0;      // since the log was last cut
  std::int64_t passed = 0;      // straight through, since the start
  std::int64_t files = 0;       // photos waiting
  std::int64_t file_bytes = 0;
  std::int64_t log_bytes = 0;
  std::int64_t damaged_bytes = 0;  // of the log, passed over at the start
  std::optional<Instant> oldest;   // of those that wait
  std::vector<StandbyItem> stuck;  // the core refused them; at most 100
};
BOOST_DESCRIBE_STRUCT(StandbyState, (),
                      (core_up, waiting, handed, passed, files, file_bytes, log_bytes, damaged_bytes, oldest, stuck))

class Standby {
 public:
  virtual ~Standby() = default;
  virtual void add_routes(http::Routes& routes) = 0;
  // Asks the core every second and hands over while it answers.
  virtual void start() = 0;
  virtual void stop() = 0;
  // One round of that; returns how many were handed over.
  virtual int hand_over() = 0;
  virtual StandbyState state() const = 0;
};
// Reads what was kept. Throws std::system_error or std::runtime_error when the folder cannot be used.
std::unique_ptr<Standby> open_standby(const StandbyOptions& options, const Clock& clock);

}  // namespace tiange::app
