#include "city/org/org_room.h"

#include "base/text.h"
#include "city/org/org_service.h"

namespace tiange::org {

namespace {

constexpr std::size_t k_most_accesses = 200'000;
constexpr Span k_write_seen_every = minutes(1);
constexpr Span k_write_token_seen_every = hours(1);
constexpr std::string_view k_session_path = "/api/v1/session";

DirectoryRows read_directory(db::Tx& tx, std::int64_t version, Instant now) {
  DirectoryRows rows;
  rows.version = version;
  rows.units = store::all_units(tx);
  rows.duties = store::all_duties(tx);
  rows.roles = store::all_roles(tx);
  for (store::NameRow& row : store::all_names(tx)) rows.names.emplace_back(row.id, std::move(row.name));
  for (store::AccountRow& row : store::all_accounts(tx))
    rows.accounts.push_back({row.id, std::move(row.account), row.person, row.locked});
  rows.posts = store::posts_not_over(tx, now);
  rows.delegations = store::delegations_not_over(tx, now);
  rows.commands = store::commands_not_over(tx, now);
  rows.rosters = store::all_rosters(tx);
  return rows;
}

struct Token {
  std::string_view text;
  bool from_cookie = false;
};

Token token_of(const http::Request& request) {
  constexpr std::string_view k_bearer = "Bearer ";
  const std::string_view header = request.header("authorization");
  if (header.starts_with(k_bearer)) return {text::trim(header.substr(k_bearer.size())), false};
  return {request.cookie(k_session_cookie), true};
}

bool is_session_path(std::string_view path) {
  return path.starts_with(k_session_path) && (path.size() == k_session_path.size() || path[k_session_path.size()] == '/');
}

std::string_view command_of(const http::Request& request, bool from_cookie) {
  return from_cookie ? request.cookie(k_command_cookie) : request.header(k_command_header);
}

// Whoever chose to act by a command has its powers and no others. The session itself can always be looked at and left.
Outcome take_command(const Snapshot& snapshot, bool from_cookie, http::Request& request) {
  const auto id = parse_id(command_of(request, from_cookie));
  if (!id.ok()) return done();
  Scope acting = snapshot.acting_scope(*id, request.scope, request.now);
  if (acting.areas.empty()) {
    if (is_session_path(request.path)) return done();
    return refuse(ErrorCode::forbidden, "委托已结束或已收回，请退出受托身份", "the command has ended or was taken back; leave it");
  }
  acting.permissions.set(static_cast<std::size_t>(Permission::open_to_all));
  acting.permissions.set(static_cast<std::size_t>(Permission::signed_in));
  request.scope = std::move(acting);
  return done();
}

Span write_every(const Access& access) {
  return access.session.kind == store::k_token ? k_write_token_seen_every : k_write_seen_every;
}

}  // namespace

std::unique_ptr<Org> open(db::Db& database, IdSource& ids, Options options) {
  return std::make_unique<OrgRoom>(database, ids, std::move(options));
}

Actor actor_of(const http::Request& request) { return {request.scope, request.remote, request.now}; }

OrgRoom::OrgRoom(db::Db& database, IdSource& ids, Options options)
    : db_(database), ids_(ids), options_(std::move(options)), snapshot_(std::make_shared<Snapshot>(DirectoryRows{})) {}

// --- following the database ---

void OrgRoom::refresh(Instant now) {
  const bool must = seen_.load(std::memory_order_acquire) != changes_.load(std::memory_order_acquire);
  const Span since = now - Instant{looked_us_.load(std::memory_order_relaxed)};
  if (!must && since >= Span{} && since < options_.refresh_every) return;
  if (db::in_transaction(db_)) return;  // whoever asks from inside a transaction gets what is known
  // One looks; the others go on with what is known, unless they wait for their own change.
  std::unique_lock lock(refreshing_, std::defer_lock);
  if (must) {
    lock.lock();
    if (seen_.load(std::memory_order_acquire) == changes_.load(std::memory_order_acquire)) return;
  } else if (!lock.try_lock()) {
    return;
  }
  refresh_locked(now);
}

void OrgRoom::refresh_locked(Instant now) {
  // Counted as seen only once it can be read: whoever asks in the meantime waits for it.
  const std::uint64_t changes = changes_.load(std::memory_order_acquire);
  looked_us_.store(now.us, std::memory_order_relaxed);
  store::Versions known;
  {
    std::shared_lock lock(mutex_);
    known = versions_;
  }
  struct Fresh {
    store::Versions versions;
    std::shared_ptr<const Snapshot> snapshot;
    AccessPolicy policy;
    bool demo = false;
  };
  std::optional<Fresh> fresh;
  db_.run_read([&](db::Tx& tx) {
    const store::Versions found = store::versions(tx);
    if (found == known) return;
    fresh.emplace();
    fresh->versions = found;
    if (found.directory != known.directory)
      fresh->snapshot = std::make_shared<Snapshot>(read_directory(tx, found.directory, now));
    if (const auto text = store::setting(tx, k_policy_setting)) {
      fresh->policy = json::read<AccessPolicy>(*text).value_or(AccessPolicy{});
    }
    fresh->demo = store::setting(tx, k_demo_setting) == "1";
  });
  if (fresh) {
    std::unique_lock lock(mutex_);
    versions_ = fresh->versions;
    if (fresh->snapshot) snapshot_ = fresh->snapshot;
    policy_ = fresh->policy;
    demo_ = fresh->demo;
  }
  seen_.store(changes, std::memory_order_release);
}

std::shared_ptr<const Snapshot> OrgRoom::snapshot(Instant now) {
  refresh(now);
  std::shared_lock lock(mutex_);
  return snapshot_;
}

AccessPolicy OrgRoom::policy(Instant now) {
  refresh(now);
  std::shared_lock lock(mutex_);
  return policy_;
}

bool OrgRoom::is_demo(Instant now) {
  refresh(now);
  std::shared_lock lock(mutex_);
  return demo_;
}

void OrgRoom::changed(db::Tx& tx, store::Changed what) {
  store::bump(tx, what);
  tx.on_commit([this] { changes_.fetch_add(1, std::memory_order_acq_rel); });
}

void OrgRoom::audit(db::Tx& tx, const Actor& actor, std::string kind, std::string subject, Words detail,
                    std::string result) {
  store::AuditEntry entry;
  entry.happened = actor.now;
  entry.account = actor.scope.account;
  entry.who = actor.scope.name;
  entry.kind = std::move(kind);
  entry.subject = std::move(subject);
  entry.zh = std::move(detail.zh);
  entry.en = std::move(detail.en);
  entry.remote = actor.remote;
  entry.request_id = actor.scope.request_id;
  entry.result = std::move(result);
  store::append_audit(tx, std::move(entry));
}

// --- from token to scope ---

std::shared_ptr<const Access> OrgRoom::known_access(const Digest& token_digest, Instant now) const {
  std::shared_lock lock(mutex_);
  const auto found = accesses_.find(token_digest);
  if (found == accesses_.end()) return nullptr;
  const Access& access = *found->second;
  const bool current = access.sessions_version == versions_.sessions && access.snapshot == snapshot_ &&
                       now < access.scope_until;
  return current ? found->second : nullptr;
}

Result<std::shared_ptr<const Access>> OrgRoom::load_access(const Digest& token_digest, Instant now) {
  auto access = std::make_shared<Access>();
  std::optional<store::Account> account;
  db_.run_read([&](db::Tx& tx) {
    access->sessions_version = store::versions(tx).sessions;
    auto session = store::find_session(tx, hex(token_digest));
    if (!session) return;
    account = store::find_account(tx, session->account);
    access->session = std::move(*session);
  });
  if (!account || account->locked) return refuse(ErrorCode::session_ended);
  AccessPolicy policy;
  {
    std::shared_lock lock(mutex_);
    access->snapshot = snapshot_;
    policy = policy_;
  }
  access->account_name = account->account;
  access->second_factor = !account->totp_secret.empty();
  const bool has_secret = !account->secret_hash.empty();
  access->must_change = has_secret && access->session.kind == store::k_browser &&
                        must_change_secret(account->one_time, account->secret_set, policy, now);
  access->scope = access->snapshot->scope_of(account->person, now);
  access->scope.account = account->id;
  access->scope.language = account->language == "en" ? Language::en : Language::zh;
  access->scope.permissions.set(static_cast<std::size_t>(Permission::open_to_all));
  access->scope.permissions.set(static_cast<std::size_t>(Permission::signed_in));
  access->scope_until = access->snapshot->next_change(now);
  access->last_seen_us = access->session.last_seen.us;
  access->written_us = access->session.last_seen.us;
  std::unique_lock lock(mutex_);
  if (accesses_.size() >= k_most_accesses) accesses_.clear();
  if (const auto before = accesses_.find(token_digest); before != accesses_.end()) {
    access->last_seen_us = std::max(access->last_seen_us.load(), before->second->last_seen_us.load());
  }
  accesses_[token_digest] = access;
  return std::shared_ptr<const Access>(access);
}

// Known and within its limits; what memory holds against a session is asked of the database once more, because another
// instance may have served it meanwhile.
Result<std::shared_ptr<const Access>> OrgRoom::live_access(const Digest& token_digest, Instant now) {
  refresh(now);
  const auto within_limits = [&](const Access& access) {
    AccessPolicy policy;
    {
      std::shared_lock lock(mutex_);
      policy = policy_;
    }
    const Instant last_seen{access.last_seen_us.load(std::memory_order_relaxed)};
    return session_state(last_seen, access.session.ends, access.session.kind != store::k_token, policy, now) ==
           SessionState::alive;
  };
  if (auto access = known_access(token_digest, now); access && within_limits(*access)) return access;
  TIANGE_TRY(std::shared_ptr<const Access> access, load_access(token_digest, now));
  if (within_limits(*access)) return access;
  db_.run_write(access->scope, [&](db::Tx& tx) {
    store::end_session(tx, access->session.token_hash);
    return true;
  });
  std::unique_lock lock(mutex_);
  accesses_.erase(token_digest);
  return refuse(ErrorCode::session_ended);
}

void OrgRoom::note_seen(const Access& access, const Digest& token_digest, Instant now) {
  if (access.last_seen_us.load(std::memory_order_relaxed) < now.us)
    access.last_seen_us.store(now.us, std::memory_order_relaxed);
  std::int64_t written = access.written_us.load(std::memory_order_relaxed);
  if (now - Instant{written} < write_every(access)) return;
  if (!access.written_us.compare_exchange_strong(written, now.us)) return;
  db_.run_write(access.scope, [&](db::Tx& tx) {
    store::seen(tx, hex(token_digest), now);
    return true;
  });
}

Outcome OrgRoom::authenticate(http::Request& request) {
  request.scope.request_id = request.request_id;
  const Token token = token_of(request);
  if (token.text.empty()) return done();
  const Digest token_digest = sha256(token.text);
  TIANGE_TRY(std::shared_ptr<const Access> access, live_access(token_digest, request.now));
  const bool writes = request.method != http::Method::get;
  if (token.from_cookie && writes && request.header("x-tiange-csrf") != csrf_of(token.text)) return refuse(ErrorCode::csrf);
  if (access->must_change && !is_session_path(request.path)) return refuse(ErrorCode::must_change_secret);
  note_seen(*access, token_digest, request.now);
  request.scope = access->scope;
  TIANGE_CHECK_OK(take_command(*access->snapshot, token.from_cookie, request));
  request.scope.request_id = request.request_id;
  request.signed_in = true;
  return done();
}

std::shared_ptr<const Access> OrgRoom::access_of(const http::Request& request) {
  const Token token = token_of(request);
  if (token.text.empty() || !request.signed_in) return nullptr;
  const auto access = live_access(sha256(token.text), request.now);
  return access.ok() ? *access : nullptr;
}

Result<AccountId> OrgRoom::account_named(const std::string& name) {
  return db_.read([&](db::Tx& tx) -> Result<AccountId> {
    const auto account = store::find_account_named(tx, name);
    if (!account) return refuse(ErrorCode::not_found);
    return account->id;
  });
}

Result<Scope> OrgRoom::scope_of(AccountId id, Instant now) {
  const auto current = snapshot(now);
  const auto* account = current->account(id);
  if (!account || account->locked) return refuse(ErrorCode::not_found);
  Scope scope = current->scope_of(account->person, now);
  scope.permissions.set(static_cast<std::size_t>(Permission::open_to_all));
  scope.permissions.set(static_cast<std::size_t>(Permission::signed_in));
  return scope;
}

}  // namespace tiange::org
