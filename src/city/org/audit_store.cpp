// The audit trail: only appended, every entry hashed onto the one before.
#include "base/digest.h"
#include "city/org/org_store.h"

namespace tiange::org::store {

namespace {

AuditEntry read_entry(const db::Row& row) {
  AuditEntry e;
  e.day = row.i64(0);
  e.seq = row.i64(1);
  e.happened = row.moment(2);
  e.account = AccountId{row.i64(3)};
  e.who = row.str(4);
  e.kind = row.str(5);
  e.subject = row.str(6);
  e.zh = row.str(7);
  e.en = row.str(8);
  e.remote = row.str(9);
  e.request_id = row.str(10);
  e.result = row.str(11);
  e.previous = row.str(12);
  e.hash = row.str(13);
  return e;
}

constexpr const char* k_columns =
    "SELECT part_key, seq, happened, account, who, kind, subject, detail_zh, detail_en, remote, request_id, result, "
    "previous, hash FROM org_audit ";

// The chain's end: day, number of entries of that day, hash.
struct Head {
  std::int64_t day = 0;
  std::int64_t entries = 0;
  std::string hash;
};

Head head_of(db::Tx& tx) {
  return tx
      .one("SELECT part_key, entries, last_hash FROM org_audit_days ORDER BY part_key DESC LIMIT 1", {},
           [](const db::Row& row) {
             return Head{row.i64(0), row.i64(1), row.str(2)};
           })
      .value_or(Head{});
}

void add_field(std::string& bytes, std::string_view field) {
  bytes += std::to_string(field.size());
  bytes += ':';
  bytes += field;
}

std::string place_of(std::int64_t day, std::int64_t seq) {
  return format_date(Date{static_cast<std::int32_t>(day)}) + " #" + std::to_string(seq);
}

}  // namespace

std::string audit_hash(const AuditEntry& e) {
  std::string bytes;
  for (const std::int64_t n : {e.day, e.seq, e.happened.us, e.account.value}) add_field(bytes, std::to_string(n));
  for (const std::string* text :
       {&e.previous, &e.who, &e.kind, &e.subject, &e.zh, &e.en, &e.remote, &e.request_id, &e.result})
    add_field(bytes, *text);
  return hex(sha256(bytes));
}

void append_audit(db::Tx& tx, AuditEntry e) {
  // Whoever appends waits here for the one before, so that the chain has no fork.
  tx.run("INSERT INTO org_versions (name, version) VALUES ('audit', 1) ON CONFLICT (name) DO UPDATE SET "
         "version = org_versions.version + 1",
         {});
  const Head head = head_of(tx);
  e.day = std::max<std::int64_t>(local_date(e.happened).day, head.day);  // a late entry belongs to the day it is written
  e.seq = e.day == head.day ? head.entries + 1 : 1;
  e.previous = head.hash;
  e.hash = audit_hash(e);
  tx.run("INSERT INTO org_audit (part_key, seq, happened, account, who, kind, subject, detail_zh, detail_en, remote, "
         "request_id, result, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {e.day, e.seq, e.happened, e.account, e.who, e.kind, e.subject, e.zh, e.en, e.remote, e.request_id, e.result,
          e.previous, e.hash});
  tx.run("INSERT INTO org_audit_days (part_key, entries, last_hash) VALUES (?, ?, ?) ON CONFLICT (part_key) DO UPDATE "
         "SET entries = excluded.entries, last_hash = excluded.last_hash",
         {e.day, e.seq, e.hash});
}

void each_audit(db::Tx& tx, const AuditFilter& filter, const std::function<bool(const AuditEntry&)>& visit) {
  std::string sql = k_columns;
  sql += "WHERE 1 = 1";
  std::vector<db::Param> params;
  const std::string who = "%" + filter.who + "%";
  if (filter.before_day) {
    sql += " AND (part_key < ? OR (part_key = ? AND seq < ?))";
    params.insert(params.end(), {db::Param(filter.before_day), db::Param(filter.before_day), db::Param(filter.before_seq)});
  }
  if (!filter.kind.empty()) {
    sql += " AND kind = ?";
    params.emplace_back(filter.kind);
  }
  if (!filter.who.empty()) {
    sql += " AND who LIKE ?";
    params.emplace_back(who);
  }
  if (!filter.subject.empty()) {
    sql += " AND subject = ?";
    params.emplace_back(filter.subject);
  }
  sql += " ORDER BY part_key DESC, seq DESC";
  if (filter.limit > 0) {
    sql += " LIMIT ?";
    params.emplace_back(filter.limit);
  }
  tx.each(sql, params, [&](const db::Row& row) { return visit(read_entry(row)); });
}

ChainState check_audit(db::Tx& tx) {
  ChainState state;
  std::string previous;
  std::int64_t day = 0;
  std::int64_t seq = 0;
  std::map<std::int64_t, std::pair<std::int64_t, std::string>> last_of_day;
  std::string sql = k_columns;
  sql += "ORDER BY part_key, seq";
  tx.each(sql, {}, [&](const db::Row& row) {
    const AuditEntry e = read_entry(row);
    seq = e.day == day ? seq + 1 : 1;
    day = e.day;
    if (e.seq != seq || e.previous != previous || e.hash != audit_hash(e)) {
      state.broken_at = place_of(day, e.seq);
      return false;
    }
    previous = e.hash;
    last_of_day[day] = {seq, previous};
    ++state.entries;
    return true;
  });
  if (!state.broken_at.empty()) return state;
  // An entry cut off at the end of a day is missed by the day's own count.
  tx.each("SELECT part_key, entries, last_hash FROM org_audit_days ORDER BY part_key", {}, [&](const db::Row& row) {
    const auto found = last_of_day.find(row.i64(0));
    const bool same = found != last_of_day.end() && found->second.first == row.i64(1) && found->second.second == row.text(2);
    if (!same) state.broken_at = place_of(row.i64(0), row.i64(1));
    return same;
  });
  return state;
}

}  // namespace tiange::org::store
