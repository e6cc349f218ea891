#include "city/benefits/grants/grant_store.h"
#include "platform/db/asking/asking.h"

namespace tiange::grants::store {

namespace {

template <class T>
T from_body(const db::Row& r) {
  T out = json::read<T>(r.text(0)).value_or(T{});
  out.version = r.i64(1);
  return out;
}

}  // namespace

// The version that was read goes up by one; whoever was slower changes nothing and is told by the database or runs again.
void put(db::Tx& tx, const Review& r) {
  const std::string body = json::write(r);
  tx.run("INSERT INTO benefits_reviews (part_key, id, grant_id, kind, state, area, version, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
         " ON CONFLICT (part_key, id) DO UPDATE SET state = excluded.state, version = benefits_reviews.version + 1, body = excluded.body",
         {r.subject, r.id, r.grant, static_cast<std::int64_t>(r.kind), static_cast<std::int64_t>(r.state), r.area, r.version, body});
}

std::optional<Review> review(db::Tx& tx, const Scope& scope, std::int64_t id) {
  auto found = tx.one("SELECT body, version FROM benefits_reviews WHERE id = ?", {id}, from_body<Review>);
  if (found && !scope.covers(found->area)) found.reset();
  return found;
}

std::vector<Review> reviews(db::Tx& tx, const Scope& scope, const ReviewAsk& ask) {
  db::Asked asked;
  if (!asked.within("area", scope, ask.area)) return {};
  if (ask.state) asked.add("state = ?"), asked.bind(static_cast<std::int64_t>(*ask.state));
  if (ask.kind) asked.add("kind = ?"), asked.bind(static_cast<std::int64_t>(*ask.kind));
  if (ask.after != 0) asked.add("id < ?"), asked.bind(ask.after);
  const std::string sql = asked.sql("SELECT body, version FROM benefits_reviews", " ORDER BY id DESC LIMIT " + std::to_string(ask.limit));
  return tx.all(sql, asked.params(), from_body<Review>);
}

std::vector<Review> reviews_of(db::Tx& tx, std::int64_t subject) {
  return tx.all("SELECT body, version FROM benefits_reviews WHERE part_key = ? ORDER BY id DESC LIMIT 200", {subject}, from_body<Review>);
}

std::vector<Review> open_facts(db::Tx& tx, std::int64_t after, std::size_t most) {
  return tx.all("SELECT body, version FROM benefits_reviews WHERE state = ? AND kind = ? AND id > ? ORDER BY id LIMIT ?",
                {static_cast<std::int64_t>(ReviewState::open), static_cast<std::int64_t>(ReviewKind::fact), after, static_cast<std::int64_t>(most)},
                from_body<Review>);
}

void put(db::Tx& tx, const Claim& c) {
  const std::string body = json::write(c);
  tx.run("INSERT INTO benefits_claims (part_key, id, grant_id, state, area, version, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
         " ON CONFLICT (part_key, id) DO UPDATE SET state = excluded.state, version = benefits_claims.version + 1, body = excluded.body",
         {c.subject, c.id, c.grant, static_cast<std::int64_t>(c.state), c.area, c.version, body});
}

std::optional<Claim> claim(db::Tx& tx, const Scope& scope, std::int64_t id) {
  auto found = tx.one("SELECT body, version FROM benefits_claims WHERE id = ?", {id}, from_body<Claim>);
  if (found && !scope.covers(found->area)) found.reset();
  return found;
}

std::vector<Claim> claims(db::Tx& tx, const Scope& scope, const ClaimAsk& ask) {
  db::Asked asked;
  if (!asked.within("area", scope, ask.area)) return {};
  if (ask.state) asked.add("state = ?"), asked.bind(static_cast<std::int64_t>(*ask.state));
  if (ask.after != 0) asked.add("id < ?"), asked.bind(ask.after);
  const std::string sql = asked.sql("SELECT body, version FROM benefits_claims", " ORDER BY id DESC LIMIT " + std::to_string(ask.limit));
  return tx.all(sql, asked.params(), from_body<Claim>);
}

std::vector<Claim> claims_of(db::Tx& tx, std::int64_t subject) {
  return tx.all("SELECT body, version FROM benefits_claims WHERE part_key = ? ORDER BY id DESC LIMIT 200", {subject}, from_body<Claim>);
}

}  // namespace tiange::grants::store
