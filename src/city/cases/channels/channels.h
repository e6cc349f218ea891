#pragma once
// 渠道与对接 Foreign platforms beside ours, each with its own numbers, states and clocks: what they send becomes cases, what
// becomes of the cases is told to them, and what we give them to do is followed. Besides, signed webhooks and the keys of
// clients.
//
// In: signed posts and letters, taken exactly once by their message id; what is not understood is held with its reason.
// Out: messages are queued in the transaction that learns of the change, and delivered in order for each case with retry
// and back-off; what fails too often waits in the dead letters. The same message keeps its id, so a receiver that
// remembers ids acts once.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "city/cases/cases.h"
#include "city/cases/channels/adapters/channel_adapter.h"
#include "platform/crypto/crypto.h"
#include "platform/db/outbox.h"
#include "platform/http/http.h"
#include "platform/jobs/jobs.h"

namespace tiange::cases {

// A call to another system, and what it said.
struct OutwardCall {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};
struct OutwardAnswer {
  int status = 0;
  std::string body;
};
class Courier {
 public:
  virtual ~Courier() = default;
  // Blocks, outside of transactions. Refused with address_refused or call_failed.
  virtual Result<OutwardAnswer> call(const OutwardCall& call) = 0;
  // Whether such an address may be saved.
  virtual Outcome check(std::string_view url) = 0;
};

// Keeps a file that came with a message; gives its digest.
using KeepFile = std::function<Result<std::string>(const Scope& scope, std::string_view content, const std::string& name, Instant now)>;

struct ChannelParts {
  db::Db& db;
  const tiange::Clock& clock;
  IdSource& ids;
  Cases& cases;
  org::Org& org;
  jobs::Jobs& jobs;  // for calls: slow ones must not keep others waiting
  Courier& courier;
  std::shared_ptr<const crypto::Sealer> sealer;
  KeepFile keep_file;
  std::string district;
  std::string source;          // of CloudEvents: the public address, or urn:tiange:<district>
  std::string mailbox_folder;  // letters dropped here are taken in
  std::vector<std::pair<std::string, std::string>> first_mappings;  // key and text of data/channels/*.json
};

// ---- keys of clients ----------------------------------------------------------------------------------------

struct ClientKey {
  std::string id;
  std::string name;
  std::string area;  // requests must lie in it
  std::int64_t per_minute = 60;
  bool photos_public = false;  // its users agree that photos are shown to everybody unless they say otherwise
};

class ClientKeys {
 public:
  virtual ~ClientKeys() = default;
  // Refused with bad_credentials (unknown, ended) or too_many (its pace; retry_after_s is set).
  virtual Result<ClientKey> check(db::Tx& tx, std::string_view key, Instant now, int& retry_after_s) = 0;
};

// ---- the room -----------------------------------------------------------------------------------------------

class Channels {
 public:
  virtual ~Channels() = default;
  // Adds the systems a fresh district knows, switched off.
  virtual void seed(db::Tx& tx, Instant now) = 0;
  // Of every case event: tells whom it concerns. Costs nothing while no system and no webhook is switched on.
  virtual Outcome on_case_event(db::Tx& tx, const db::Event& event) = 0;
  virtual void add_routes(http::Routes& routes) = 0;
  virtual void add_jobs() = 0;
  // Starts the deliveries that are due. For a duty of every second.
  virtual void deliver_due(Instant now) = 0;
  // Takes in the letters that lie in the mailbox folder. Returns how many files.
  virtual int watch_mailbox(Instant now) = 0;
  // Forgets what was delivered or received 90 days ago.
  virtual void clean(Instant now) = 0;
  virtual ClientKeys& keys() = 0;
};

// The events of cases that are told. A webhook's data is the event's own (cases.h); of case.merged also
// into: {ref, number}, the case that carries the matter on.
std::span<const std::string_view> told_events();

// 合并 The case that one which was merged follows in the end; nothing for a case that stands for itself.
struct MainCase {
  std::string ref;
  std::string number;
};
std::optional<MainCase> main_case_of(db::Tx& tx, CaseRef ref);

std::span<const db::Migration> channel_migrations();
std::unique_ptr<Channels> open_channels(ChannelParts parts);

// The courier of a running district: HTTP by `fetch`, and addresses that begin with "trial:" to the boxes inside, where what
// was sent can be read; "trial:name?fail=2" fails the first two attempts at each message.
using Fetch = std::function<Result<OutwardAnswer>(const OutwardCall& call)>;
std::unique_ptr<Courier> open_courier(db::Db& db, const tiange::Clock& clock, Fetch fetch, std::function<Outcome(std::string_view url)> check);

}  // namespace tiange::cases
