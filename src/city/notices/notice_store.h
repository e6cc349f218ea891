#pragma once
// All SQL of the room.

#include "city/notices/notice_rules.h"
#include "city/notices/notices.h"

namespace tiange::notices::store {

std::int64_t first_id(Instant moment);  // ids begin with their moment

// ---- rules, templates, limits: every version ----
struct Definition {
  std::string kind;  // rule | template | limits
  std::string key;
  std::int64_t version = 1;
  std::string body;
  Instant changed;
  std::string changed_by;
};
std::vector<Definition> newest(db::Tx& tx);
std::vector<Definition> versions(db::Tx& tx, std::string_view kind, std::string_view key);  // newest first
bool put(db::Tx& tx, const Definition& definition);  // false: the version is there already

struct MeansRow {
  std::string means;
  bool enabled = false;
  std::string body;
  std::string secret;  // sealed; empty: none
  std::int64_t version = 0;
  Instant changed;
  std::string changed_by;
};
std::optional<MeansRow> means(db::Tx& tx, std::string_view means);
bool put_means(db::Tx& tx, const MeansRow& row, std::int64_t before);

std::optional<std::string> preferences(db::Tx& tx, PersonId person);
void put_preferences(db::Tx& tx, PersonId person, const std::string& body, Instant now);

// ---- residents and firms that want no SMS ----
struct SmsWish {
  bool off = false;
  Instant changed;
  std::string by;
};
std::optional<SmsWish> sms_wish(db::Tx& tx, std::int64_t subject);
bool sms_off(db::Tx& tx, std::int64_t subject);
void put_sms_wish(db::Tx& tx, std::int64_t subject, const SmsWish& wish);

// ---- events ----
struct EventRow {
  std::int64_t id = 0;
  std::string kind;
  std::string subject;
  std::string body;
  Instant happened;
  Instant routed;
  std::int64_t told = 0;
};
void note_event(db::Tx& tx, const EventRow& event);
std::vector<EventRow> unrouted(db::Tx& tx, int limit);
bool mark_routed(db::Tx& tx, std::int64_t id, std::int64_t told, Instant now);  // false: somebody else did
std::vector<EventRow> past(db::Tx& tx, std::string_view kind, int limit);       // newest first
std::optional<EventRow> find_event(db::Tx& tx, std::int64_t id);

// ---- what was told ----
struct Told {
  std::int64_t part_key = 0;
  std::int64_t id = 0;
  std::int64_t event = 0;
  std::string kind;
  std::string rule;
  Means means = Means::app;
  PersonId person;
  std::string name;
  std::string area;
  std::string subject;
  std::string number;
  std::string address;  // sealed
  std::string shown_to;
  bool urgent = false;
  Words title;
  Words text;
  std::string lines;  // JSON of Line
  std::int64_t merged = 1;
  std::string state;
  std::int64_t attempts = 0;
  Instant next;
  std::string error;
  Instant created;
  Instant ended;
  Instant read;
  std::string ref;   // of a tiding: the matter
  Instant reported;  // by the gateway, that it is on the phone or never will be
};
void insert(db::Tx& tx, const Told& told);
void save(db::Tx& tx, const Told& told);
std::optional<Told> find(db::Tx& tx, std::int64_t part_key, std::int64_t id);
// What gathers for a person by a means.
std::optional<Told> gathering(db::Tx& tx, std::int64_t part_key, Means means);
// In the app since an id, at most `limit`.
std::int64_t count_since(db::Tx& tx, std::int64_t part_key, std::int64_t id, std::int64_t limit);
// SMS of a part since an id, at most `limit`; what was not tried does not count.
std::int64_t sms_since(db::Tx& tx, std::int64_t part_key, std::int64_t id, std::int64_t limit);
std::optional<Told> find_by_id(db::Tx& tx, std::int64_t id);        // for the gateway, which names nothing else
std::optional<Told> find_by_code(db::Tx& tx, std::string_view code);  // the newest tiding
std::vector<Told> due(db::Tx& tx, Instant now, int limit);
bool lease(db::Tx& tx, const Told& told, Instant until);

struct InboxFilter {
  bool unread = false;
  std::int64_t before = 0;  // id; 0: from the newest
  int limit = 50;
};
std::vector<Told> inbox(db::Tx& tx, PersonId person, const InboxFilter& filter);
std::int64_t unread(db::Tx& tx, PersonId person, std::int64_t most);
std::int64_t read(db::Tx& tx, PersonId person, std::int64_t id, Instant now);  // id 0: all
struct LogFilter {
  std::string state, means, number, rule;
  std::int64_t before = 0;
  int limit = 50;
};
std::vector<Told> log(db::Tx& tx, const Scope& scope, const LogFilter& filter);
std::optional<Told> find_in_log(db::Tx& tx, const Scope& scope, std::int64_t id);
std::int64_t dead(db::Tx& tx, const Scope& scope);
void forget(db::Tx& tx, Instant events_before, Instant told_before);

}  // namespace tiange::notices::store
