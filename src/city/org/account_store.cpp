// Accounts, their secrets, failures in a row, sessions and tokens.
#include "city/org/org_store.h"

namespace tiange::org::store {

namespace {

Account read_account(const db::Row& row) {
  Account a;
  a.id = AccountId{row.i64(0)};
  a.account = row.str(1);
  a.person = PersonId{row.i64(2)};
  a.secret_hash = row.str(3);
  a.one_time = row.flag(4);
  a.secret_set = row.moment(5);
  a.secret_ends = row.moment(6);
  a.totp_secret = row.str(7);
  a.totp_pending = row.str(8);
  a.totp_step = row.i64(9);
  a.locked = row.flag(10);
  a.language = row.str(11);
  a.version = row.i64(12);
  return a;
}

Session read_session(const db::Row& row) {
  return {row.str(0),    row.i64(1),    AccountId{row.i64(2)}, row.str(3),   row.str(4),
          row.moment(5), row.moment(6), row.moment(7),         row.str(8)};
}

}  // namespace

bool insert_account(db::Tx& tx, const Account& a) {
  return tx.run("INSERT INTO org_accounts (id, account, person, secret_hash, one_time, secret_set, secret_ends, "
                "totp_secret, totp_pending, totp_step, locked, language, version) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, '', '', 0, 0, ?, 1) ON CONFLICT DO NOTHING",
                {a.id, a.account, a.person, a.secret_hash, a.one_time, a.secret_set, a.secret_ends, a.language}) == 1;
}

std::optional<Account> find_account(db::Tx& tx, AccountId id) {
  return tx.one("SELECT id, account, person, secret_hash, one_time, secret_set, secret_ends, totp_secret, totp_pending, "
                "totp_step, locked, language, version FROM org_accounts WHERE id = ?",
                {id}, read_account);
}

std::optional<Account> find_account_named(db::Tx& tx, std::string_view name) {
  return tx.one("SELECT id, account, person, secret_hash, one_time, secret_set, secret_ends, totp_secret, totp_pending, "
                "totp_step, locked, language, version FROM org_accounts WHERE account = ?",
                {name}, read_account);
}

std::optional<Account> find_account_of(db::Tx& tx, PersonId person) {
  return tx.one("SELECT id, account, person, secret_hash, one_time, secret_set, secret_ends, totp_secret, totp_pending, "
                "totp_step, locked, language, version FROM org_accounts WHERE person = ?",
                {person}, read_account);
}

std::vector<AccountRow> all_accounts(db::Tx& tx) {
  return tx.all("SELECT id, account, person, locked FROM org_accounts", {}, [](const db::Row& row) {
    return AccountRow{AccountId{row.i64(0)}, row.str(1), PersonId{row.i64(2)}, row.flag(3)};
  });
}

void set_secret(db::Tx& tx, AccountId id, std::string_view hash, bool one_time, Instant set, Instant ends) {
  tx.run("UPDATE org_accounts SET secret_hash = ?, one_time = ?, secret_set = ?, secret_ends = ?, version = version + 1 "
         "WHERE id = ?",
         {hash, one_time, set, ends, id});
}

void keep_old_secret(db::Tx& tx, AccountId id, std::int64_t row_id, std::string_view hash, int keep) {
  tx.run("INSERT INTO org_old_secrets (account, id, secret_hash) VALUES (?, ?, ?)", {id, row_id, hash});
  const auto oldest_kept = tx.all("SELECT id FROM org_old_secrets WHERE account = ? ORDER BY id DESC LIMIT ?", {id, keep},
                                  [](const db::Row& row) { return row.i64(0); });
  if (!oldest_kept.empty())
    tx.run("DELETE FROM org_old_secrets WHERE account = ? AND id < ?", {id, oldest_kept.back()});
}

std::vector<std::string> old_secrets(db::Tx& tx, AccountId id) {
  return tx.all("SELECT secret_hash FROM org_old_secrets WHERE account = ? ORDER BY id DESC", {id},
                [](const db::Row& row) { return row.str(0); });
}

void set_locked(db::Tx& tx, AccountId id, bool locked) {
  tx.run("UPDATE org_accounts SET locked = ?, version = version + 1 WHERE id = ?", {locked, id});
}

void set_language(db::Tx& tx, AccountId id, std::string_view language) {
  tx.run("UPDATE org_accounts SET language = ? WHERE id = ?", {language, id});
}

void set_totp_pending(db::Tx& tx, AccountId id, std::string_view sealed) {
  tx.run("UPDATE org_accounts SET totp_pending = ? WHERE id = ?", {sealed, id});
}

void set_totp(db::Tx& tx, AccountId id, std::string_view sealed, std::int64_t step) {
  tx.run("UPDATE org_accounts SET totp_secret = ?, totp_pending = '', totp_step = ? WHERE id = ?", {sealed, step, id});
}

bool use_totp_step(db::Tx& tx, AccountId id, std::int64_t step) {
  return tx.run("UPDATE org_accounts SET totp_step = ? WHERE id = ? AND totp_step < ?", {step, id, step}) == 1;
}

Failures failures(db::Tx& tx, std::string_view name) {
  return tx
      .one("SELECT failures, last_failure, locked_until FROM org_failures WHERE account = ?", {name},
           [](const db::Row& row) {
             return Failures{static_cast<int>(row.i64(0)), row.moment(1), row.moment(2)};
           })
      .value_or(Failures{});
}

void put_failures(db::Tx& tx, std::string_view name, const Failures& f) {
  tx.run("INSERT INTO org_failures (account, failures, last_failure, locked_until) VALUES (?, ?, ?, ?) "
         "ON CONFLICT (account) DO UPDATE SET failures = excluded.failures, last_failure = excluded.last_failure, "
         "locked_until = excluded.locked_until",
         {name, f.count, f.last, f.locked_until});
}

void clear_failures(db::Tx& tx, std::string_view name) {
  tx.run("DELETE FROM org_failures WHERE account = ?", {name});
}

void forget_failures_before(db::Tx& tx, Instant moment) {
  tx.run("DELETE FROM org_failures WHERE last_failure < ? AND locked_until < ?", {moment, moment});
}

void insert_session(db::Tx& tx, const Session& s) {
  tx.run("INSERT INTO org_sessions (token_hash, id, account, kind, purpose, created, last_seen, ends, remote) "
         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {s.token_hash, s.id, s.account, s.kind, s.purpose, s.created, s.last_seen, s.ends, s.remote});
}

std::optional<Session> find_session(db::Tx& tx, std::string_view token_hash) {
  return tx.one("SELECT token_hash, id, account, kind, purpose, created, last_seen, ends, remote FROM org_sessions "
                "WHERE token_hash = ?",
                {token_hash}, read_session);
}

void seen(db::Tx& tx, std::string_view token_hash, Instant moment) {
  tx.run("UPDATE org_sessions SET last_seen = ? WHERE token_hash = ? AND last_seen < ?", {moment, token_hash, moment});
}

bool end_session(db::Tx& tx, std::string_view token_hash) {
  return tx.run("DELETE FROM org_sessions WHERE token_hash = ?", {token_hash}) == 1;
}

bool end_token(db::Tx& tx, AccountId account, std::int64_t id) {
  return tx.run("DELETE FROM org_sessions WHERE account = ? AND id = ? AND kind = 'token'", {account, id}) == 1;
}

std::int64_t end_sessions_of(db::Tx& tx, AccountId account, std::string_view except_hash) {
  return tx.run("DELETE FROM org_sessions WHERE account = ? AND token_hash <> ? AND kind <> 'token'",
                {account, except_hash});
}

std::int64_t end_everything_of(db::Tx& tx, AccountId account) {
  return tx.run("DELETE FROM org_sessions WHERE account = ?", {account});
}

void forget_sessions_before(db::Tx& tx, Instant moment) {
  tx.run("DELETE FROM org_sessions WHERE ends < ?", {moment});
}

std::vector<Session> tokens_of(db::Tx& tx, AccountId account) {
  return tx.all("SELECT token_hash, id, account, kind, purpose, created, last_seen, ends, remote FROM org_sessions "
                "WHERE account = ? AND kind = 'token' ORDER BY id",
                {account}, read_session);
}

}  // namespace tiange::org::store
