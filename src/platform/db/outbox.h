#pragma once
// Events between rooms. A room publishes inside its own transaction; after the commit the event is delivered at least
// once to every subscriber of its type, by the one instance that leads, also after a crash.
//
//   outbox.subscribe("case.closed", "scores", [&](db::Tx& tx, const db::Event& event) -> Outcome { … });
//   outbox.start();   // when everything is wired
//   outbox.publish(tx, {.type = "case.closed", .part_key = grid, .subject = id.text(), .body = json});
//
// Order: events of one part_key whose transactions wrote a common row arrive in the order of their commits.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "platform/db/db.h"

namespace tiange::db {

struct Event {
  std::int64_t id = 0;  // given by publish; the same at every delivery
  std::string type;     // "<room>.<past tense>"
  std::int64_t part_key = 0;
  std::string subject;  // id of the thing it happened to
  std::string body;     // JSON
  Instant happened;     // given by publish
};

struct OutboxStats {
  std::int64_t delivered;
  std::int64_t retried;
  std::int64_t dead;  // moved to outbox_dead by this instance
};

class Outbox {
 public:
  // Runs inside the transaction that takes the event out of the outbox, so what it writes through `tx` happens exactly
  // once; anything else it does may happen again. A refusal or an exception makes the event wait and be tried again;
  // after k_most_attempts it goes to the table outbox_dead with the error. May run for several events in one
  // transaction.
  using Handler = std::function<Outcome(Tx& tx, const Event& event)>;
  // As Handler, for all events of its types that are delivered in one transaction, in their order.
  using ManyHandler = std::function<Outcome(Tx& tx, const std::vector<const Event*>& events)>;

  static constexpr int k_most_attempts = 8;

  Outbox(Db& db, const Clock& clock, IdSource& ids);
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  // Only before start. `subscriber` names who listens, for the dead letters.
  void subscribe(std::string type, std::string subscriber, Handler handler);
  void subscribe_many(std::vector<std::string> types, std::string subscriber, ManyHandler handler);
  // An event type nobody subscribes to is not stored.
  void publish(Tx& tx, Event event);

  // Delivers on a thread of its own until stop or destruction.
  void start();
  void stop();
  // Delivers what is due on the calling thread, leadership aside; for tests and simulations. Returns how many were
  // taken out.
  int deliver_now();
  OutboxStats stats() const;

 private:
  struct Subscription {
    std::string subscriber;
    Handler handler;
  };
  struct ManySubscription {
    std::vector<std::string> types;
    std::string subscriber;
    ManyHandler handler;
  };
  struct Trouble {
    int attempts = 0;
    Instant try_again;
  };

  using Skipped = std::map<std::string, std::string>;  // subscriber -> error

  void loop();
  void wake();
  bool is_heard(const std::string& type) const;
  std::vector<Event> read_page(std::int64_t after);
  int deliver_page(const std::vector<Event>& page);
  int deliver_one_by_one(std::span<const Event> some);
  bool deliver_alone(const Event& event);
  void bury(const Event& event, std::string subscriber, std::string error);
  Outcome hand_over(Tx& tx, std::span<const Event> some, const Skipped& skipped, std::string& failing);
  static void take_out(Tx& tx, std::span<const Event> some);

  Db& db_;
  const Clock& clock_;
  IdSource& ids_;
  std::map<std::string, std::vector<Subscription>, std::less<>> subscriptions_;
  std::vector<ManySubscription> many_;

  std::mutex deliver_lock_;                  // one delivery at a time
  std::map<std::int64_t, Trouble> trouble_;  // by part_key: its first event failed, so the later ones wait

  std::mutex wake_lock_;
  std::condition_variable wake_up_;
  bool woken_ = false;
  bool stopping_ = false;
  std::thread thread_;

  std::atomic<std::int64_t> delivered_{0};
  std::atomic<std::int64_t> retried_{0};
  std::atomic<std::int64_t> dead_{0};
};

}  // namespace tiange::db
