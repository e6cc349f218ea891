#pragma once
// Webhooks: events of cases as CloudEvents 1.0 (structured JSON), signed, delivered until they arrive.

#include <mutex>

#include "city/cases/channels/channels.h"
#include "city/cases/channels/hook_store.h"

namespace tiange::cases {

struct HookIn {
  static constexpr bool k_json_defaults = true;
  std::string name;
  std::string url;
  std::vector<std::string> events;  // of told_events()
  std::string area;                 // empty: the whole district
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(HookIn, (), (name, url, events, area, active))

struct HookView {
  std::string id;
  std::string name;
  std::string url;
  std::vector<std::string> events;
  std::string area;
  bool active = true;
  std::string paused_zh;  // why it was paused; empty when it was not
  std::string paused_en;
  std::int64_t failures = 0;
  Instant made;
  std::string made_by;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(HookView, (), (id, name, url, events, area, active, paused_zh, paused_en, failures, made, made_by, version))
struct HookList {
  std::vector<HookView> items;
  std::vector<std::string> events;  // that can be asked for
};
BOOST_DESCRIBE_STRUCT(HookList, (), (items, events))
struct HookMade {
  HookView hook;
  std::string secret;  // shown once
};
BOOST_DESCRIBE_STRUCT(HookMade, (), (hook, secret))

struct DeliveryView {
  std::string id;
  std::string event_id;
  std::string type;
  std::string subject;
  std::string status;
  std::int64_t attempts = 0;
  std::int64_t answer = 0;
  std::string error;
  Instant created;
  std::optional<Instant> next;
  std::optional<Instant> ended;
  std::string body;
};
BOOST_DESCRIBE_STRUCT(DeliveryView, (), (id, event_id, type, subject, status, attempts, answer, error, created, next, ended, body))
struct DeliveryList {
  std::vector<DeliveryView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(DeliveryList, (), (items, next))

class HookService {
 public:
  explicit HookService(const ChannelParts& parts) : parts_(parts) {}

  HookList list(db::Tx& tx);
  Result<HookMade> make(db::Tx& tx, const Scope& scope, const HookIn& in, Instant now);
  Result<HookView> change(db::Tx& tx, std::int64_t id, const HookIn& in, std::optional<std::int64_t> version);
  Result<HookMade> rotate(db::Tx& tx, std::int64_t id);
  Outcome remove(db::Tx& tx, std::int64_t id);
  // Queues an event that says it is a trial.
  Result<DeliveryView> test(db::Tx& tx, std::int64_t id, Instant now);
  Result<DeliveryList> deliveries(db::Tx& tx, std::int64_t id, std::string_view status, std::int64_t before);
  // The same event with the same id once more.
  Result<DeliveryView> replay(db::Tx& tx, std::int64_t delivery, Instant now);

  Outcome on_case_event(db::Tx& tx, const db::Event& event);
  void deliver_due(Instant now);
  Outcome deliver(std::int64_t id);

 private:
  bool any_active(db::Tx& tx, Instant now);
  void changed() {
    std::lock_guard lock(lock_);
    looked_ = Instant{};
  }
  std::string body_of(const std::string& id, std::string_view type, const std::string& subject, Instant moment, const json::Value& data) const;
  void finish(std::int64_t id, const Result<OutwardAnswer>& answer, Instant now);

  const ChannelParts& parts_;
  std::mutex lock_;
  Instant looked_;
  bool any_ = false;
};

}  // namespace tiange::cases
