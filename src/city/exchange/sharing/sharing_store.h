#pragma once
// All SQL of sharing. What is asked, granted and used between units is no personal data.

#include "city/exchange/sharing/sharing.h"

namespace tiange::exchange::store {

struct ShareRow {
  std::int64_t id = 0;
  std::string number, resource, owner, unit;
  ApplyIn asked;
  ShareState state = ShareState::asked;
  Instant applied, due, decided;
  std::string applied_by, decided_by, reason;
  std::vector<std::string> fields;
  std::string area, until;
  std::string condition;
  std::vector<std::string> masked;
  bool consent = false;
  std::string key_digest;
  std::int64_t uses = 0, rows = 0;
  Instant last_used;
  std::int64_t version = 0;
};
std::optional<ShareRow> share(db::Tx& tx, std::int64_t id);
void each_share(db::Tx& tx, const std::function<bool(const ShareRow&)>& visit);  // newest first
bool put_share(db::Tx& tx, ShareRow& row);  // false: somebody was first; raises the version
std::int64_t shares_of_year(db::Tx& tx, std::string_view prefix);

struct UseRow {
  std::int64_t id = 0, share = 0;
  Instant happened, received;
  std::string by, way, area, digest, format, manifest, receipt;
  std::vector<std::string> fields;
  std::int64_t rows = 0, bytes = 0, left_out = 0;
};
void add_use(db::Tx& tx, const UseRow& row);
std::optional<UseRow> use(db::Tx& tx, std::int64_t id);
void put_receipt(db::Tx& tx, std::int64_t id, Instant received, std::string_view receipt);
void each_use(db::Tx& tx, std::int64_t before, const std::function<bool(const UseRow&)>& visit);  // newest first
std::vector<std::int64_t> files_before(db::Tx& tx, Instant before);

}  // namespace tiange::exchange::store
