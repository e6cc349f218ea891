#pragma once
// All SQL of records: what departments sent, every version of it, and what waits to be settled.

#include <functional>

#include "city/registers/subjects/rules/golden_rules.h"
#include "city/registers/subjects/subjects.h"

namespace tiange::registers::kept {

// Flat JSON {"name":"陈小明", …}, in the order given.
using Values = std::vector<std::pair<std::string, std::string>>;
std::string write_values(const Values& values);
Values read_values(std::string_view text);

std::int64_t part_of(std::string_view text);
std::int64_t part_of(std::string_view source, std::string_view key);

// Those of the keys that are kept, in no order.
std::vector<StoredRecord> records(db::Tx& tx, std::string_view source, std::span<const std::string_view> keys);
std::optional<StoredRecord> record(db::Tx& tx, std::string_view source, std::string_view key);
void add(db::Tx& tx, std::span<const StoredRecord> fresh);
// `before` goes to the versions, valid until `now`.
void change(db::Tx& tx, const StoredRecord& before, const StoredRecord& after, Instant now);
// The same was heard again.
void hear_again(db::Tx& tx, const StoredRecord& record);
void give_to(db::Tx& tx, const StoredRecord& record);  // its subject
void each(db::Tx& tx, Kind kind, FunctionRef<bool(const KeptRecord&)> visit);

struct Version {
  StoredRecord record;
  Instant until;  // none: the present one
};
// Oldest first, the present one last.
std::vector<Version> versions(db::Tx& tx, std::string_view source, std::string_view key);

struct Waiting {
  std::int64_t id = 0;
  std::string source;
  std::vector<std::string> keys;
  bool anew = false;  // their addresses are read anew
};
void wait(db::Tx& tx, const Waiting& rows);
// Every record of a kind is to be settled anew.
void wait_all(db::Tx& tx, Kind kind, const std::function<std::int64_t()>& next_id);
std::vector<Waiting> waiting(db::Tx& tx, std::size_t most);
void waited(db::Tx& tx, std::int64_t id);

// Live records of a source last heard before the moment.
std::int64_t heard_before(db::Tx& tx, std::string_view source, Kind kind, Instant moment);

}  // namespace tiange::registers::kept
