#pragma once
// All SQL of systems, links and messages.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "city/cases/channels/channels.h"

namespace tiange::cases::store {

struct SystemRow {
  std::string key;
  std::string mapping;
  bool enabled = false;
  std::string area;
  std::string url;
  std::string suite = "sha256";  // sha256 | sm3
  std::string secret;            // sealed; empty: none yet
  std::int64_t version = 1;
  Instant changed;
  std::string changed_by;
};
std::vector<SystemRow> systems(db::Tx& tx);
std::optional<SystemRow> find_system(db::Tx& tx, std::string_view key);
// False when it is there already.
bool insert_system(db::Tx& tx, const SystemRow& row);
// False when another changed it since `before`. Keeps the mapping's version.
bool save_system(db::Tx& tx, const SystemRow& row, std::int64_t before);
struct MappingRow {
  std::int64_t version = 0;
  std::string mapping;
  Instant changed;
  std::string changed_by;
};
std::vector<MappingRow> mappings(db::Tx& tx, std::string_view system);

struct LinkRow {
  CaseRef ref;
  std::string system;
  bool outward = false;  // we gave it to them
  std::string number;    // theirs; empty until they say it
  std::string state;     // their word
  Instant state_moment;
  std::string clocks;      // JSON of ForeignClock
  std::string our_status;  // name of Status
  std::string our_state;   // code last queued for them
  Instant our_moment;
  std::string conflict;  // "<meaning>:<status>"; empty: none
  std::string accepted_conflict;  // that somebody has settled
  Instant linked;
};
std::vector<LinkRow> links_of(db::Tx& tx, CaseRef ref);
std::optional<LinkRow> find_link(db::Tx& tx, CaseRef ref, std::string_view system);
bool insert_link(db::Tx& tx, const LinkRow& row);
void save_link(db::Tx& tx, const LinkRow& row);
std::optional<CaseRef> case_of_number(db::Tx& tx, std::string_view system, std::string_view number);
bool insert_number(db::Tx& tx, std::string_view system, std::string_view number, CaseRef ref);

struct ReceivedRow {
  std::string system;
  std::string message_id;
  std::int64_t id = 0;
  std::string kind;
  std::string number;
  CaseRef ref;
  std::string case_number;
  std::string outcome;  // taken | again | held | dropped
  std::string reason_zh;
  std::string reason_en;
  std::string body;  // of a held one
  Instant received;
};
std::optional<ReceivedRow> find_received(db::Tx& tx, std::string_view system, std::string_view message_id);
std::optional<ReceivedRow> find_received(db::Tx& tx, std::int64_t id);
bool insert_received(db::Tx& tx, const ReceivedRow& row);
void save_received(db::Tx& tx, const ReceivedRow& row);  // outcome, reason, case
std::vector<ReceivedRow> list_received(db::Tx& tx, std::string_view system, std::string_view outcome, std::int64_t before, int limit);

struct OutRow {
  std::int64_t id = 0;
  std::string system;
  CaseRef ref;
  std::string kind;  // state | task
  std::string state_zh;
  std::string state_en;
  std::string case_number;
  std::string body;
  std::string status = "waiting";  // waiting | sent | dead | dropped
  std::int64_t attempts = 0;
  Instant next;
  std::string error;
  Instant created;
  Instant ended;
};
void insert_out(db::Tx& tx, const OutRow& row);
std::optional<OutRow> find_out(db::Tx& tx, std::int64_t id);
void save_out(db::Tx& tx, const OutRow& row);  // status, attempts, next, error, ended
// Waiting ones whose moment has come and before which nothing of the same case waits or is dead.
std::vector<std::int64_t> due_out(db::Tx& tx, Instant now, int limit);
// Puts off the next attempt of one that waits; false when somebody else was quicker.
bool lease_out(db::Tx& tx, std::int64_t id, Instant now, Instant until);
std::vector<OutRow> list_out(db::Tx& tx, std::string_view system, std::string_view status, std::int64_t before, int limit);
std::optional<OutRow> last_out(db::Tx& tx, CaseRef ref, std::string_view system);

// (system, waiting | dead | held) and how many.
struct Count {
  std::string system;
  std::string what;
  std::int64_t number = 0;
};
std::vector<Count> counts(db::Tx& tx);
void delete_old(db::Tx& tx, Instant before);

// Boxes of trials.
struct TrialRow {
  std::string message_id;
  std::int64_t attempts = 0;
  std::int64_t taken = 0;
  std::string headers;
  std::string body;
  Instant received;
};
std::vector<TrialRow> trials(db::Tx& tx, std::string_view box);
// Counts one more attempt; gives their number.
std::int64_t count_trial(db::Tx& tx, std::string_view box, const TrialRow& row);
void take_trial(db::Tx& tx, std::string_view box, std::string_view message_id);

}  // namespace tiange::cases::store
