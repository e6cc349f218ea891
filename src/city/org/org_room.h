#pragma once
// The room put together: what it keeps in memory and how that follows the database.
//
// Freshness. The table org_versions counts changes of the directory and of sessions. A request looks at the counters when
// this instance has just committed a change, or when the last look is older than Options::refresh_every; everything else
// is answered from memory.

#include <atomic>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "base/digest.h"
#include "city/org/rules/access_rules.h"
#include "city/org/directory.h"
#include "city/org/org.h"
#include "city/org/org_store.h"

namespace tiange::org {

// Who acts, for the audit.
struct Actor {
  const Scope& scope;
  std::string remote;
  Instant now;
};
Actor actor_of(const http::Request& request);

// What a session gives to each request, rebuilt when its grounds change.
struct Access {
  store::Session session;
  std::string account_name;
  bool must_change = false;
  bool second_factor = false;
  Scope scope;
  std::shared_ptr<const Snapshot> snapshot;  // the scope follows from it
  Instant scope_until;                       // next moment at which time alone changes the scope
  std::int64_t sessions_version = 0;
  mutable std::atomic<std::int64_t> last_seen_us{0};
  mutable std::atomic<std::int64_t> written_us{0};
};

class OrgRoom final : public Org {
 public:
  OrgRoom(db::Db& database, IdSource& ids, Options options);

  std::shared_ptr<const Directory> directory(Instant now) override { return snapshot(now); }
  Outcome authenticate(http::Request& request) override;
  void add_routes(http::Routes& routes) override;
  Outcome seed(db::Tx& tx, const std::string& data_folder, Instant now) override;
  void load(db::Tx& tx, const Batch& batch, Instant now) override;
  Result<std::vector<IssuedSecret>> first_start(const std::string& area_code, Instant now) override;
  Result<IssuedSecret> reissue_secret(const std::string& account, Instant now) override;
  void mark_demo(db::Tx& tx) override;
  Result<std::string> issue_token(AccountId account, const std::string& purpose, Instant until, Instant now) override;
  Result<AccountId> account_named(const std::string& account) override;
  Result<Scope> scope_of(AccountId account, Instant now) override;

  // For the services and routes of the room.
  db::Db& database() { return db_; }
  IdSource& ids() { return ids_; }
  const Options& options() const { return options_; }
  std::shared_ptr<const Snapshot> snapshot(Instant now);
  AccessPolicy policy(Instant now);
  bool is_demo(Instant now) override;
  // The access behind a request that authenticate() let in; nothing when signed out.
  std::shared_ptr<const Access> access_of(const http::Request& request);
  // Counts a change and lets this instance see it with the next request.
  void changed(db::Tx& tx, store::Changed what);
  void record(db::Tx& tx, const http::Request& request, const std::string& kind, const std::string& subject,
              const Words& detail) override {
    audit(tx, actor_of(request), kind, subject, detail);
  }
  void audit(db::Tx& tx, const Actor& actor, std::string kind, std::string subject, Words detail,
             std::string result = "done");

 private:
  struct DigestHash {
    std::size_t operator()(const Digest& digest) const {
      std::size_t head;
      std::memcpy(&head, digest.data(), sizeof head);
      return head;
    }
  };

  void refresh(Instant now);
  void refresh_locked(Instant now);
  std::shared_ptr<const Access> known_access(const Digest& token_digest, Instant now) const;
  Result<std::shared_ptr<const Access>> load_access(const Digest& token_digest, Instant now);
  Result<std::shared_ptr<const Access>> live_access(const Digest& token_digest, Instant now);
  void note_seen(const Access& access, const Digest& token_digest, Instant now);

  db::Db& db_;
  IdSource& ids_;
  Options options_;

  mutable std::shared_mutex mutex_;  // guards what follows
  std::shared_ptr<const Snapshot> snapshot_;
  store::Versions versions_;
  AccessPolicy policy_;
  bool demo_ = false;
  std::unordered_map<Digest, std::shared_ptr<const Access>, DigestHash> accesses_;

  std::mutex refreshing_;
  std::atomic<std::uint64_t> changes_{1};  // committed by this instance
  std::atomic<std::uint64_t> seen_{0};     // of them, in what can be read
  std::atomic<std::int64_t> looked_us_{0};
};

}  // namespace tiange::org
