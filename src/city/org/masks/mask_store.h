#pragma once
// The tables of the room of masks.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "city/org/masks/mask_views.h"
#include "platform/db/db.h"

namespace tiange::masks::store {

struct PolicyRow {
  PolicyVersion head;
  std::string body;
  PersonId maker;
};
std::vector<PolicyRow> policies(db::Tx& tx);  // newest first, at most 100
std::optional<PolicyRow> live(db::Tx& tx);
std::int64_t live_version(db::Tx& tx);  // 0: none
void put(db::Tx& tx, const PolicyRow& row);
void drop_draft(db::Tx& tx);
// The live one becomes past, the draft of that version live; false when there is no such draft.
bool publish(db::Tx& tx, std::int64_t version, const std::string& by, Instant now);

// Requests for sight and exports: one shape, the rest of each is in `body`.
struct PaperRow {
  std::int64_t part_key = 0, id = 0;
  std::string subject, area;  // subject: of requests
  AccountId account;
  PersonId person;
  std::string purpose;  // of requests
  std::string state;
  Instant until;
  std::int64_t fetched = 0;  // of exports
  std::string body;
};

// What a list shows: one's own, and with `areas` those below them too.
struct PaperAsk {
  AccountId account;
  std::vector<std::string> areas;
  std::string state;  // empty: any
  std::int64_t before = 0;  // id of the last one seen; 0: the newest
  std::size_t most = 50;
};

void insert_unmask(db::Tx& tx, const PaperRow& row);
bool answer_unmask(db::Tx& tx, const PaperRow& row);  // false: no longer asked
std::optional<PaperRow> find_unmask(db::Tx& tx, std::int64_t id);
std::vector<PaperRow> unmasks(db::Tx& tx, const PaperAsk& ask);
// A granted request of the account for the subject that has not ended.
std::optional<PaperRow> granted(db::Tx& tx, AccountId account, std::string_view subject, std::string_view purpose, Instant now);

void insert_export(db::Tx& tx, const PaperRow& row);
bool answer_export(db::Tx& tx, const PaperRow& row);
void fetched_export(db::Tx& tx, const PaperRow& row);
std::optional<PaperRow> find_export(db::Tx& tx, std::int64_t id);
std::vector<PaperRow> exports(db::Tx& tx, const PaperAsk& ask);
std::vector<PaperRow> fetched_exports(db::Tx& tx);

}  // namespace tiange::masks::store
