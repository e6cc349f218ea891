#include "city/registers/linking/match_store.h"

#include <algorithm>

namespace tiange::registers::matching {

namespace {

constexpr std::size_t k_asked = 100;  // in one IN list; the last one is repeated to fill it

std::string marks() {
  std::string out;
  for (std::size_t i = 0; i < k_asked; ++i) out += i ? ",?" : "?";
  return out;
}

std::int64_t part_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return static_cast<std::int64_t>(hash >> 1);
}

constexpr std::string_view k_columns = "first, second, id, kind, state, bits, opened_us, decided_us, decided_by, reason";

StoredMatch match_of(const db::Row& r) {
  StoredMatch match;
  match.first = r.str(0);
  match.second = r.str(1);
  match.id = r.i64(2);
  match.kind = static_cast<Kind>(r.i64(3));
  match.state = static_cast<MatchState>(r.i64(4));
  match.bits = r.f64(5);
  match.opened = r.moment(6);
  if (!r.is_null(7)) match.decided = r.moment(7);
  match.by = r.str(8);
  match.reason = r.str(9);
  return match;
}

StoredAct act_of(const db::Row& r) { return {r.str(0), r.str(1), r.i64(2), r.str(3), r.moment(4), r.str(5), r.str(6)}; }

}  // namespace

std::string_view state_word(MatchState state) {
  constexpr std::string_view k_words[] = {"open", "same", "different", "over"};
  return k_words[static_cast<std::size_t>(state)];
}

std::vector<KeyHit> subjects_of(db::Tx& tx, std::span<const std::int64_t> keys) {
  static const std::string select = "SELECT hash, subject FROM registers_link_keys WHERE ";
  static const std::string inside = select + "hash IN (" + marks() + ")";
  static const std::string beside = select + "part_key IN (" + marks() + ")";
  const bool sqlite = tx.backend() == db::Backend::sqlite;
  std::vector<KeyHit> found;
  std::vector<db::Param> params;
  for (std::size_t at = 0; at < keys.size(); at += k_asked) {
    params.clear();
    for (std::size_t i = 0; i < k_asked; ++i) params.push_back(keys[std::min(at + i, keys.size() - 1)]);
    tx.each(sqlite ? inside : beside, params, [&](const db::Row& r) {
      found.push_back({r.i64(0), {r.i64(1)}});
      return true;
    });
  }
  return found;
}

void add_keys(db::Tx& tx, std::span<const KeyHit> keys) {
  for (const KeyHit& one : keys)
    tx.post("INSERT INTO registers_link_keys (part_key, hash, subject) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", {one.key, one.key, one.subject});
}

void open_match(db::Tx& tx, const StoredMatch& match) {
  tx.run("INSERT INTO registers_matches (part_key, first, second, id, kind, state, bits, opened_us, decided_us, decided_by, reason)"
         " VALUES (?, ?, ?, ?, ?, 0, ?, ?, NULL, '', '') ON CONFLICT (part_key, first, second)"
         " DO UPDATE SET state = 0, bits = excluded.bits WHERE registers_matches.state IN (0, 3)",
         {part_of(match.first), match.first, match.second, match.id, static_cast<std::int64_t>(match.kind), match.bits, match.opened});
}

void change_match(db::Tx& tx, const StoredMatch& match) {
  tx.run("UPDATE registers_matches SET state = ?, bits = ?, decided_us = ?, decided_by = ?, reason = ?"
         " WHERE part_key = ? AND first = ? AND second = ?",
         {static_cast<std::int64_t>(match.state), match.bits, match.decided, match.by, match.reason, part_of(match.first), match.first,
          match.second});
}

std::optional<StoredMatch> match(db::Tx& tx, std::int64_t id) {
  static const std::string sql = "SELECT " + std::string(k_columns) + " FROM registers_matches WHERE id = ?";
  return tx.one(sql, {id}, match_of);
}

void each_match(db::Tx& tx, MatchState state, std::optional<Kind> kind, std::int64_t after, FunctionRef<bool(const StoredMatch&)> visit) {
  static const std::string sql = "SELECT " + std::string(k_columns) + " FROM registers_matches WHERE state = ? AND id < ? ORDER BY id DESC";
  tx.each(sql, {static_cast<std::int64_t>(state), after == 0 ? INT64_MAX : after}, [&](const db::Row& r) {
    const StoredMatch found = match_of(r);
    return kind && found.kind != *kind ? true : visit(found);
  });
}

std::vector<StoredMatch> matches_of(db::Tx& tx, std::string_view record) {
  static const std::string select = "SELECT " + std::string(k_columns) + " FROM registers_matches WHERE ";
  static const std::string first = select + "part_key = ? AND first = ?", second = select + "second = ?";
  std::vector<StoredMatch> found = tx.all(first, {part_of(record), record}, match_of);
  for (StoredMatch& one : tx.all(second, {record}, match_of)) found.push_back(std::move(one));
  std::sort(found.begin(), found.end(), [](const StoredMatch& x, const StoredMatch& y) { return x.id > y.id; });
  return found;
}

void add_act(db::Tx& tx, const StoredAct& act) {
  tx.run("INSERT INTO registers_link_acts (part_key, first, second, id, act, decided_us, decided_by, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
         " ON CONFLICT DO NOTHING",
         {part_of(act.first), act.first, act.second, act.id, act.act, act.decided, act.by, act.reason});
}

std::vector<StoredAct> acts_about(db::Tx& tx, std::span<const std::string> records) {
  static const std::string select = "SELECT first, second, id, act, decided_us, decided_by, reason FROM registers_link_acts WHERE ";
  // On SQLite the key leads with the name, elsewhere with its part.
  static const std::string first = select + "first IN (" + marks() + ")";
  static const std::string first_by_part = select + "part_key IN (" + marks() + ")";
  static const std::string second = select + "second IN (" + marks() + ")";
  const bool sqlite = tx.backend() == db::Backend::sqlite;
  std::map<std::int64_t, StoredAct> found;
  std::vector<db::Param> by_first, by_second;
  for (std::size_t at = 0; at < records.size(); at += k_asked) {
    by_first.clear(), by_second.clear();
    for (std::size_t i = 0; i < k_asked; ++i) {
      const std::string& name = records[std::min(at + i, records.size() - 1)];
      by_first.push_back(sqlite ? db::Param(name) : db::Param(part_of(name)));
      by_second.emplace_back(name);
    }
    const auto take = [&](const db::Row& r) {
      StoredAct act = act_of(r);
      found.emplace(act.id, std::move(act));
      return true;
    };
    tx.each(sqlite ? first : first_by_part, by_first, take);
    tx.each(second, by_second, take);
  }
  std::vector<StoredAct> out;
  for (auto& [id, act] : found) out.push_back(std::move(act));
  return out;
}

}  // namespace tiange::registers::matching
