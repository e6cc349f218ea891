#include "base/digest.h"
#include "base/text.h"
#include "city/org/org_service.h"
#include "platform/crypto/crypto.h"

namespace tiange::org {

namespace {

constexpr std::size_t k_longest_name_bytes = 64;
constexpr Span k_keep_failures = days(1);

std::string normal_name(std::string_view account) { return text::lower_ascii(text::trim(account)); }

// A hash no password fits; checking it costs the same as a real one, so that unknown names answer in the same time.
const std::string& hash_of_nobody() {
  static const std::string hash = crypto::hash_password(crypto::random_token());
  return hash;
}

Scope scope_of_caller(const store::Account* account, std::string_view shown_name, const Caller& caller) {
  Scope scope;
  if (account) {
    scope.account = account->id;
    scope.person = account->person;
  }
  scope.name = shown_name;
  scope.request_id = caller.request_id;
  return scope;
}

// What is known before the transaction.
struct Attempt {
  std::string name;
  std::optional<store::Account> account;
  bool password_right = false;
  std::int64_t totp_step = 0;  // of the code given; 0: none or wrong
  AccessPolicy policy;
};

Refusal locked_refusal(const Failures& failures, Instant now) {
  const auto minutes_left = (failures.locked_until - now).us / minutes(1).us + 1;
  const std::string n = std::to_string(minutes_left);
  return refuse(ErrorCode::account_locked, "连续失败次数过多，请 " + n + " 分钟后再试",
                "too many failures in a row; try again in " + n + " minutes");
}

Refusal note_failure(OrgRoom& room, db::Tx& tx, const Attempt& attempt, const Failures& before, const Actor& actor) {
  const Failures after = after_failure(before, attempt.policy, actor.now);
  store::put_failures(tx, attempt.name, after);
  store::forget_failures_before(tx, actor.now - k_keep_failures);
  room.audit(tx, actor, "sign_in_failed", attempt.name, {"口令或动态码不正确", "wrong password or code"}, "refused");
  if (!is_locked(after, actor.now)) return refuse(ErrorCode::bad_credentials);
  room.audit(tx, actor, "account_locked", attempt.name, {"连续失败，暂时锁定", "locked for a while after repeated failures"},
             "refused");
  return locked_refusal(after, actor.now);
}

struct OpenedSession {
  std::string token;
  Instant ends;
};

OpenedSession open_session(OrgRoom& room, db::Tx& tx, const store::Account& account, std::string_view kind,
                           const AccessPolicy& policy, const Actor& actor) {
  OpenedSession opened{crypto::random_token(), actor.now + hours(policy.session_hours)};
  store::Session session;
  session.token_hash = hex(sha256(opened.token));
  session.id = room.ids().next(actor.now);
  session.account = account.id;
  session.kind = kind;
  session.created = session.last_seen = actor.now;
  session.ends = opened.ends;
  session.remote = actor.remote;
  store::insert_session(tx, session);
  store::forget_sessions_before(tx, actor.now - days(1));
  if (policy.one_session && store::end_sessions_of(tx, account.id, session.token_hash) > 0)
    room.changed(tx, store::Changed::sessions);
  return opened;
}

// Inside the transaction: everything that another request may have changed since is asked again. A failure is written
// down as well, so the refusal travels beside a transaction that commits.
std::optional<Refusal> judge(OrgRoom& room, db::Tx& tx, const Attempt& attempt, const Actor& actor) {
  const Failures failures = store::failures(tx, attempt.name);
  if (is_locked(failures, actor.now)) {
    room.audit(tx, actor, "sign_in_failed", attempt.name, {"账号锁定中", "the account is locked"}, "refused");
    return locked_refusal(failures, actor.now);
  }
  if (!attempt.password_right) return note_failure(room, tx, attempt, failures, actor);
  const store::Account& account = *attempt.account;
  if (!account.totp_secret.empty() &&
      (attempt.totp_step == 0 || !store::use_totp_step(tx, account.id, attempt.totp_step)))
    return note_failure(room, tx, attempt, failures, actor);
  if (account.locked) {
    room.audit(tx, actor, "sign_in_failed", attempt.name, {"账号已被管理员锁定", "locked by an administrator"}, "refused");
    return refuse(ErrorCode::account_locked, "请联系管理员", "ask an administrator");
  }
  if (account.secret_ends && account.secret_ends <= actor.now) {
    room.audit(tx, actor, "sign_in_failed", attempt.name, {"一次性口令已过期", "the one-time secret has expired"}, "refused");
    return refuse(ErrorCode::bad_credentials, "一次性口令已过期，请联系管理员重新发放",
                  "the one-time secret has expired; ask an administrator for another");
  }
  store::clear_failures(tx, attempt.name);
  return std::nullopt;
}

bool has_secret(const store::Account& account) { return !account.secret_hash.empty(); }

std::string about_totp(AccountId account) { return "totp:" + account.text(); }

// 0 when the code does not belong to the secret around this time.
std::int64_t step_of(OrgRoom& room, const store::Account& account, const std::string& sealed, std::string_view code,
                     Instant now) {
  if (!room.options().sealer) return 0;
  const auto bytes = crypto::unbase64url(sealed);
  const auto secret = bytes ? room.options().sealer->open(*bytes, about_totp(account.id)) : std::nullopt;
  return secret ? crypto::match_totp(*secret, text::trim(code), now).value_or(0) : 0;
}

}  // namespace

std::string csrf_of(std::string_view token) { return base64url(bytes_of(sha256("csrf:" + std::string(token)))); }

Result<SignedIn> sign_in(OrgRoom& room, const SignInInput& input, const Caller& caller) {
  Attempt attempt;
  attempt.name = normal_name(input.account);
  attempt.policy = room.policy(caller.now);
  if (attempt.name.empty() || attempt.name.size() > k_longest_name_bytes) return refuse(ErrorCode::bad_credentials);
  bool locked = false;
  room.database().run_read([&](db::Tx& tx) {
    attempt.account = store::find_account_named(tx, attempt.name);
    locked = is_locked(store::failures(tx, attempt.name), caller.now);
  });
  const store::Account* account = attempt.account ? &*attempt.account : nullptr;
  const bool can_match = account && has_secret(*account);
  // While locked, nothing is checked: guessing must not be worth anything.
  if (!locked) {
    const bool matches = crypto::verify_password(can_match ? account->secret_hash : hash_of_nobody(), input.password);
    attempt.password_right = can_match && matches;
  }
  if (attempt.password_right && !account->totp_secret.empty()) {
    if (!input.code || text::trim(*input.code).empty()) {
      SignedIn half;
      half.second_factor_needed = true;
      return half;
    }
    attempt.totp_step = step_of(room, *account, account->totp_secret, *input.code, caller.now);
  }
  const std::string shown = account ? room.snapshot(caller.now)->person_name(account->person) : attempt.name;
  const Scope scope = scope_of_caller(account, shown, caller);
  const Actor actor{scope, caller.remote, caller.now};
  std::optional<Refusal> refusal;
  OpenedSession opened;
  room.database().run_write(scope, [&](db::Tx& tx) {
    refusal = judge(room, tx, attempt, actor);
    if (refusal) return true;
    opened = open_session(room, tx, *account, store::k_browser, attempt.policy, actor);
    room.audit(tx, actor, "sign_in", attempt.name, {"登录", "signed in"});
    return true;
  });
  if (refusal) return *refusal;
  const bool must_change = must_change_secret(account->one_time, account->secret_set, attempt.policy, caller.now);
  return SignedIn{opened.token, opened.ends, account->person, shown, must_change, false};
}

Result<SignedIn> sign_in_demo(OrgRoom& room, const std::string& account_name, const Caller& caller) {
  const auto account = room.database().read([&](db::Tx& tx) -> Result<store::Account> {
    const auto found = store::find_account_named(tx, normal_name(account_name));
    if (!found || found->locked) return refuse(ErrorCode::not_found);
    return *found;
  });
  if (!account.ok()) return account.refusal();
  const auto snapshot = room.snapshot(caller.now);
  for (const HeldPost& held : snapshot->held_by(account->person, caller.now)) {
    if (is_administrator(held.post->duty) && !account->secret_hash.empty()) return refuse(ErrorCode::not_found);
  }
  const std::string name = snapshot->person_name(account->person);
  const Scope scope = scope_of_caller(&*account, name, caller);
  const Actor actor{scope, caller.remote, caller.now};
  const AccessPolicy policy = room.policy(caller.now);
  OpenedSession opened;
  room.database().run_write(scope, [&](db::Tx& tx) {
    opened = open_session(room, tx, *account, store::k_demo, policy, actor);
    room.audit(tx, actor, "demo_sign_in", account->account, {"演示切换角色", "demonstration role switched"});
    return true;
  });
  return SignedIn{opened.token, opened.ends, account->person, name, false, false};
}

Outcome sign_out(OrgRoom& room, const Access& access, const Actor& actor) {
  return room.database().write(actor.scope, [&](db::Tx& tx) -> Outcome {
    if (store::end_session(tx, access.session.token_hash)) {
      room.changed(tx, store::Changed::sessions);
      room.audit(tx, actor, "sign_out", access.account_name, {"退出登录", "signed out"});
    }
    return done();
  });
}

namespace {

struct Passwords {
  std::optional<store::Account> account;
  std::vector<std::string> old;
};

Passwords passwords_of(OrgRoom& room, AccountId id) {
  Passwords passwords;
  room.database().run_read([&](db::Tx& tx) {
    passwords.account = store::find_account(tx, id);
    passwords.old = store::old_secrets(tx, id);
  });
  return passwords;
}

bool was_used_before(const Passwords& passwords, const std::string& candidate, int history) {
  if (crypto::verify_password(passwords.account->secret_hash, candidate)) return true;
  const std::size_t kept = std::min<std::size_t>(passwords.old.size(), static_cast<std::size_t>(history - 1));
  return std::any_of(passwords.old.begin(), passwords.old.begin() + static_cast<std::ptrdiff_t>(kept),
                     [&](const std::string& hash) { return crypto::verify_password(hash, candidate); });
}

Outcome check_old_password(OrgRoom& room, const Passwords& passwords, const std::string& old, const AccessPolicy& policy,
                           const Actor& actor) {
  Attempt attempt;
  attempt.name = passwords.account->account;
  attempt.policy = policy;
  const Failures known = room.database().read([&](db::Tx& tx) -> Result<Failures> {
    return store::failures(tx, attempt.name);
  }).value();
  if (is_locked(known, actor.now)) return locked_refusal(known, actor.now);
  if (crypto::verify_password(passwords.account->secret_hash, old)) return done();
  std::optional<Refusal> refusal;
  room.database().run_write(actor.scope, [&](db::Tx& tx) {
    refusal = note_failure(room, tx, attempt, store::failures(tx, attempt.name), actor);
    return true;
  });
  if (refusal->code == ErrorCode::account_locked) return *refusal;
  return refuse_fields(ErrorCode::weak_password, {{"old", "原口令不正确", "the present password is not right"}});
}

}  // namespace

Outcome change_password(OrgRoom& room, const Access& access, const PasswordInput& input, const Actor& actor) {
  const AccessPolicy policy = room.policy(actor.now);
  const Passwords passwords = passwords_of(room, access.session.account);
  if (!passwords.account || !has_secret(*passwords.account)) return refuse(ErrorCode::forbidden);
  const store::Account& account = *passwords.account;
  TIANGE_CHECK_OK(check_old_password(room, passwords, input.old, policy, actor));
  auto faults = password_faults(input.new_password, account.account, policy);
  if (faults.empty() && was_used_before(passwords, input.new_password, policy.password_history)) {
    const std::string n = std::to_string(policy.password_history);
    faults.push_back({"new", "不能与最近 " + n + " 次口令相同", "must differ from the last " + n + " passwords"});
  }
  if (!faults.empty()) return refuse_fields(ErrorCode::weak_password, std::move(faults));
  const std::string hash = crypto::hash_password(input.new_password);
  return room.database().write(actor.scope, [&](db::Tx& tx) -> Outcome {
    if (!account.one_time)
      store::keep_old_secret(tx, account.id, room.ids().next(actor.now), account.secret_hash, policy.password_history);
    store::set_secret(tx, account.id, hash, false, actor.now, Instant{});
    store::clear_failures(tx, account.account);
    store::end_sessions_of(tx, account.id, access.session.token_hash);
    room.changed(tx, store::Changed::sessions);
    room.audit(tx, actor, "password_changed", account.account, {"修改口令", "changed the password"});
    return done();
  });
}

std::string make_one_time_secret() { return crypto::random_code(4); }

// --- second factor (RFC 6238) ---

Result<TotpStart> start_totp(OrgRoom& room, const Access& access) {
  if (!room.options().sealer)
    return refuse(ErrorCode::unavailable, "未配置密钥文件，不能启用双因素", "no key file is set, so there is no second factor");
  const AccountId account = access.session.account;
  const std::string secret = crypto::new_totp_secret();
  const std::string sealed = base64url(room.options().sealer->seal(secret, about_totp(account)));
  room.database().run_write(access.scope, [&](db::Tx& tx) {
    store::set_totp_pending(tx, account, sealed);
    return true;
  });
  return TotpStart{secret, crypto::totp_uri(secret, "天格", access.account_name)};
}

Outcome confirm_totp(OrgRoom& room, const Access& access, const std::string& code, const Actor& actor) {
  return room.database().write(actor.scope, [&](db::Tx& tx) -> Outcome {
    const auto account = store::find_account(tx, access.session.account);
    if (!account || account->totp_pending.empty())
      return refuse(ErrorCode::conflict, "请先获取新的密钥", "ask for a new secret first");
    const std::int64_t step = step_of(room, *account, account->totp_pending, code, actor.now);
    if (step == 0) return refuse_fields(ErrorCode::bad_input, {{"code", "动态码不正确", "the code is not right"}});
    store::set_totp(tx, account->id, account->totp_pending, step);
    room.changed(tx, store::Changed::sessions);
    room.audit(tx, actor, "second_factor_on", account->account, {"启用双因素登录", "turned the second factor on"});
    return done();
  });
}

Outcome end_totp(OrgRoom& room, const Access& access, const Actor& actor) {
  return room.database().write(actor.scope, [&](db::Tx& tx) -> Outcome {
    store::set_totp(tx, access.session.account, "", 0);
    room.changed(tx, store::Changed::sessions);
    room.audit(tx, actor, "second_factor_off", access.account_name, {"停用双因素登录", "turned the second factor off"});
    return done();
  });
}

// --- tokens for programs ---

namespace {
constexpr std::size_t k_longest_purpose = 60;  // code points
}

Result<std::string> make_token(OrgRoom& room, AccountId account, const std::string& purpose, Instant until,
                               const Actor& actor) {
  if (until <= actor.now) return refuse_fields(ErrorCode::bad_input, {{"until", "应晚于现在", "must be later than now"}});
  if (text::length(purpose) > k_longest_purpose)
    return refuse_fields(ErrorCode::bad_input, {{"purpose", "不超过 60 字", "at most 60 characters"}});
  const std::string token = crypto::random_token();
  store::Session session;
  session.token_hash = hex(sha256(token));
  session.id = room.ids().next(actor.now);
  session.account = account;
  session.kind = store::k_token;
  session.purpose = purpose;
  session.created = session.last_seen = actor.now;
  session.ends = until;
  session.remote = actor.remote;
  TIANGE_CHECK_OK(room.database().write(actor.scope, [&](db::Tx& tx) -> Outcome {
    const auto found = store::find_account(tx, account);
    if (!found) return refuse(ErrorCode::not_found);
    store::insert_session(tx, session);
    room.audit(tx, actor, "token_issued", found->account, {"发放接口令牌：" + purpose, "issued a token: " + purpose});
    return done();
  }));
  return token;
}

Outcome revoke_token(OrgRoom& room, AccountId account, std::int64_t id, const Actor& actor) {
  return room.database().write(actor.scope, [&](db::Tx& tx) -> Outcome {
    if (!store::end_token(tx, account, id)) return refuse(ErrorCode::not_found);
    room.changed(tx, store::Changed::sessions);
    room.audit(tx, actor, "token_revoked", std::to_string(id), {"撤销接口令牌", "revoked a token"});
    return done();
  });
}

}  // namespace tiange::org
