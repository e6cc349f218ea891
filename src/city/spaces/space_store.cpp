#include "city/spaces/space_store.h"

#include "platform/db/asking/asking.h"

namespace tiange::spaces::store {

namespace {

#define SPACE_COLUMNS "part_key, area, secret, code_until_us, tries, locked_until_us, opened_us, opened_by, used"

SpaceRecord space_from(const db::Row& r) {
  return {r.i64(0), r.str(1), r.str(2), r.moment(3), r.i64(4), r.moment(5), r.moment(6), r.str(7), r.i64(8)};
}

ConsentRecord consent_from(const db::Row& r) {
  return {r.i64(0), r.i64(1), r.moment(2), r.moment(3), json::read<ConsentView>(r.text(4)).value_or(ConsentView{})};
}

CertificateRecord certificate_from(const db::Row& r) {
  return {r.i64(0), r.i64(1), r.str(2), r.moment(3), r.moment(4), json::read<CertificateBody>(r.text(5)).value_or(CertificateBody{})};
}

FileRecord file_from(const db::Row& r) { return {r.i64(0), r.i64(1), json::read<FileView>(r.text(2)).value_or(FileView{})}; }

// Sessions lie by their digest: nobody knows whose they are before.
std::int64_t session_key(std::string_view digest) {
  std::uint64_t key = 0;
  for (const char c : digest.substr(0, 15)) key = key << 4 | static_cast<std::uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
  return static_cast<std::int64_t>(key);
}

}  // namespace

void put_space(db::Tx& tx, const SpaceRecord& r) {
  tx.run("INSERT INTO spaces_spaces (id, " SPACE_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (part_key, id) DO UPDATE SET"
         " area = excluded.area, secret = excluded.secret, code_until_us = excluded.code_until_us, tries = excluded.tries,"
         " locked_until_us = excluded.locked_until_us, opened_us = excluded.opened_us, opened_by = excluded.opened_by, used = excluded.used",
         {r.subject, r.subject, r.area, r.secret, r.code_until, r.tries, r.locked_until, r.opened, r.opened_by, r.used});
}

std::optional<SpaceRecord> find_space(db::Tx& tx, std::int64_t subject) {
  return tx.one("SELECT " SPACE_COLUMNS " FROM spaces_spaces WHERE part_key = ? AND id = ?", {subject, subject}, space_from);
}

std::vector<SpaceRecord> spaces(db::Tx& tx, const Scope& scope, std::int64_t after, std::size_t most) {
  db::Asked asked;
  asked.add("id > ?");
  asked.bind(after);
  asked.add("secret <> ''");
  if (!asked.within("area", scope, "")) return {};
  asked.bind(static_cast<std::int64_t>(most));
  return tx.all(asked.sql("SELECT " SPACE_COLUMNS " FROM spaces_spaces", " ORDER BY id LIMIT ?"), asked.params(), space_from);
}

std::int64_t count_spaces(db::Tx& tx) {
  return tx.one("SELECT COUNT(*) FROM spaces_spaces WHERE secret <> ''", {}, [](const db::Row& r) { return r.i64(0); }).value_or(0);
}

void put_session(db::Tx& tx, std::string_view digest, std::int64_t subject, Instant until) {
  tx.run("INSERT INTO spaces_sessions (part_key, digest, subject, until_us) VALUES (?, ?, ?, ?)", {session_key(digest), digest, subject, until});
}

std::optional<SessionRecord> find_session(db::Tx& tx, std::string_view digest) {
  return tx.one("SELECT subject, until_us FROM spaces_sessions WHERE part_key = ? AND digest = ?", {session_key(digest), digest},
                [](const db::Row& r) { return SessionRecord{r.i64(0), r.moment(1)}; });
}

void drop_session(db::Tx& tx, std::string_view digest) {
  tx.run("DELETE FROM spaces_sessions WHERE part_key = ? AND digest = ?", {session_key(digest), digest});
}

void drop_sessions(db::Tx& tx, std::int64_t subject) { tx.run("DELETE FROM spaces_sessions WHERE subject = ?", {subject}); }

void drop_ended_sessions(db::Tx& tx, Instant now) { tx.run("DELETE FROM spaces_sessions WHERE until_us <= ?", {now}); }

void count_visit(db::Tx& tx, std::int64_t subject, Date day) {
  tx.run("INSERT INTO spaces_visits (part_key, day, visits) VALUES (?, ?, 1) ON CONFLICT (part_key, day) DO UPDATE SET visits = spaces_visits.visits + 1",
         {subject, static_cast<std::int64_t>(day.day)});
}

double share_of(db::Tx& tx, std::int64_t subject, Date since) {
  const auto sum = [](const db::Row& r) { return r.i64(0); };
  const std::int64_t from = since.day;
  const auto all = tx.one("SELECT CAST(COALESCE(SUM(visits), 0) AS BIGINT) FROM spaces_visits WHERE day >= ?", {from}, sum).value_or(0);
  const auto own = tx.one("SELECT CAST(COALESCE(SUM(visits), 0) AS BIGINT) FROM spaces_visits WHERE part_key = ? AND day >= ?", {subject, from}, sum).value_or(0);
  return all == 0 ? 0 : static_cast<double>(own) / static_cast<double>(all);
}

void put_consent(db::Tx& tx, const ConsentRecord& r) {
  const std::string body = json::write(r.view);
  const bool there = tx.run("UPDATE spaces_consents SET until_us = ?, withdrawn_us = ?, body = ? WHERE part_key = ? AND id = ?",
                            {r.until, r.withdrawn, body, r.subject, r.id}) > 0;
  if (there) return;
  tx.run("INSERT INTO spaces_consents (part_key, id, unit, until_us, withdrawn_us, body) VALUES (?, ?, ?, ?, ?, ?)",
         {r.subject, r.id, r.view.unit, r.until, r.withdrawn, body});
}

std::optional<ConsentRecord> find_consent(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT part_key, id, until_us, withdrawn_us, body FROM spaces_consents WHERE id = ?", {id}, consent_from);
}

std::vector<ConsentRecord> consents_of(db::Tx& tx, std::int64_t subject) {
  return tx.all("SELECT part_key, id, until_us, withdrawn_us, body FROM spaces_consents WHERE part_key = ? ORDER BY id DESC LIMIT 200", {subject},
                consent_from);
}

std::vector<ConsentRecord> consents_for(db::Tx& tx, const std::string& unit) {
  return tx.all("SELECT part_key, id, until_us, withdrawn_us, body FROM spaces_consents WHERE unit = ? ORDER BY id DESC LIMIT 200", {unit}, consent_from);
}

void each_consent_in_force(db::Tx& tx, const std::string& unit, Instant now, FunctionRef<void(const ConsentRecord&)> visit) {
  tx.each("SELECT part_key, id, until_us, withdrawn_us, body FROM spaces_consents WHERE unit = ? AND withdrawn_us = 0 AND until_us > ?", {unit, now},
          [&](const db::Row& r) {
            visit(consent_from(r));
            return true;
          });
}

bool consent_ended(db::Tx& tx, const std::string& unit, Instant since, Instant now) {
  return tx
      .one("SELECT 1 FROM spaces_consents WHERE unit = ? AND (withdrawn_us >= ? OR (until_us >= ? AND until_us <= ?)) LIMIT 1", {unit, since, since, now},
           [](const db::Row&) { return true; })
      .value_or(false);
}

void put_certificate(db::Tx& tx, const CertificateRecord& r) {
  if (tx.run("UPDATE spaces_certificates SET revoked_us = ? WHERE part_key = ? AND id = ?", {r.revoked, r.subject, r.id}) > 0) return;
  const std::string body = json::write(r.body);
  tx.run("INSERT INTO spaces_certificates (part_key, id, secret, until_us, revoked_us, body) VALUES (?, ?, ?, ?, ?, ?)",
         {r.subject, r.id, r.secret, r.until, r.revoked, body});
}

std::optional<CertificateRecord> find_certificate(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT part_key, id, secret, until_us, revoked_us, body FROM spaces_certificates WHERE id = ?", {id}, certificate_from);
}

std::vector<CertificateRecord> certificates_of(db::Tx& tx, std::int64_t subject) {
  return tx.all("SELECT part_key, id, secret, until_us, revoked_us, body FROM spaces_certificates WHERE part_key = ? ORDER BY id DESC LIMIT 100",
                {subject}, certificate_from);
}

void put_file(db::Tx& tx, const FileRecord& r) {
  const std::string body = json::write(r.view);
  tx.run("INSERT INTO spaces_files (part_key, id, bytes, body) VALUES (?, ?, ?, ?)", {r.subject, r.id, r.view.bytes, body});
}

void drop_file(db::Tx& tx, const FileRecord& r) { tx.run("DELETE FROM spaces_files WHERE part_key = ? AND id = ?", {r.subject, r.id}); }

std::optional<FileRecord> find_file(db::Tx& tx, std::int64_t subject, std::int64_t id) {
  return tx.one("SELECT part_key, id, body FROM spaces_files WHERE part_key = ? AND id = ?", {subject, id}, file_from);
}

std::vector<FileRecord> files_of(db::Tx& tx, std::int64_t subject) {
  return tx.all("SELECT part_key, id, body FROM spaces_files WHERE part_key = ? ORDER BY id DESC LIMIT 500", {subject}, file_from);
}

void add_bytes(db::Tx& tx, std::int64_t subject, const std::string& node, std::int64_t bytes) {
  tx.run("INSERT INTO spaces_extents (part_key, node, bytes) VALUES (?, ?, ?) ON CONFLICT (part_key, node) DO UPDATE SET"
         " bytes = spaces_extents.bytes + excluded.bytes",
         {subject, node, bytes});
  tx.run("INSERT INTO spaces_nodes (node, used) VALUES (?, ?) ON CONFLICT (node) DO UPDATE SET used = spaces_nodes.used + excluded.used", {node, bytes});
}

std::int64_t bytes_on(db::Tx& tx, std::int64_t subject, const std::string& node) {
  return tx.one("SELECT bytes FROM spaces_extents WHERE part_key = ? AND node = ?", {subject, node}, [](const db::Row& r) { return r.i64(0); }).value_or(0);
}

std::int64_t used_of(db::Tx& tx, const std::string& node) {
  return tx.one("SELECT used FROM spaces_nodes WHERE node = ?", {node}, [](const db::Row& r) { return r.i64(0); }).value_or(0);
}

std::int64_t residents_of(db::Tx& tx, const std::string& node) {
  return tx.one("SELECT COUNT(*) FROM spaces_extents WHERE node = ? AND bytes > 0", {node}, [](const db::Row& r) { return r.i64(0); }).value_or(0);
}

}  // namespace tiange::spaces::store
