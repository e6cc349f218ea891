#pragma once
// What happens, told to screens that are open: GET /api/v1/live?topics=cases,inbox as Server-Sent Events.
//
//   id: 7012345678901234
//   event: cases
//   data: {"case_id":"…","what":"dispatched"}
//
// Events are hints to look again, not the record: they may come twice, never half. A screen that was away for a while
// sends Last-Event-ID and gets what it missed, or the event `reset` when that is no longer known: then it loads
// everything anew. With PostgreSQL, events reach the screens of every instance within about half a second; the last
// of an instance that is killed may not. Clocks of instances may differ by a few seconds.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "base/ids.h"
#include "base/scope.h"
#include "platform/db/db.h"
#include "platform/http/http.h"

namespace tiange::live {

// Who may be told. Everything that is set must fit the listener's scope; of area, unit, queue and account one is
// enough.
struct Audience {
  std::string area;   // area code: listeners whose scope covers it
  std::string unit;   // unit code
  std::string queue;  // inbox queue key
  AccountId account;
  std::string permission;  // key, "cases.view"
};

bool is_for(const Audience& audience, const Scope& scope);

struct Options {
  std::size_t remembered = 4096;    // events for those who come back
  int node = 0;                     // of this instance
  int heartbeat_ms = 15'000;
  int poll_ms = 300;                // PostgreSQL: look for events of other instances
  int longest_ms = 600'000;         // then a listener is asked to come back, and is checked again
  std::size_t most_per_account = 20;
};

std::span<const db::Migration> live_migrations();

class Hub {
 public:
  Hub(db::Db& db, const Clock& clock, IdSource& ids, Options options = {});
  ~Hub();  // stops
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  // Inside a write transaction; told once that is durable, never when it is rolled back. `json` is one JSON value.
  void publish(db::Tx& tx, std::string topic, const Audience& audience, std::string json);

  // GET /api/v1/live. Every topic when `topics` is absent.
  void add_route(http::Routes& routes);
  void start();
  void stop();
  std::size_t listeners() const;

 private:
  struct Event {
    std::int64_t id;
    std::string topic;
    Audience audience;
    std::string data;  // JSON
  };
  struct Listener {
    std::shared_ptr<http::Channel> channel;
    Scope scope;
    std::vector<std::string> topics;
    std::int64_t until_ms;
  };

  http::Response listen(const http::Request& request);
  void join(Listener listener, std::int64_t last_id);
  void enqueue(Event event);
  void run();
  void tell(std::deque<Event> events);
  void beat(std::int64_t now_ms);
  void share();
  void poll_others();
  void forget_old();
  static bool wants(const Listener& listener, const Event& event);

  db::Db& db_;
  const Clock& clock_;
  IdSource& ids_;
  const Options options_;

  mutable std::mutex mutex_;  // everything below
  std::condition_variable wake_;
  std::deque<Event> waiting_;
  bool overrun_ = false;  // more came than could be told: everyone starts anew
  bool ending_ = false;
  std::deque<Event> remembered_;
  std::vector<Listener> listeners_;
  std::thread teller_;

  // The teller's own.
  std::vector<Event> unshared_;  // not yet in the table for other instances
  std::int64_t polled_to_us_ = 0;
  std::set<std::pair<std::int64_t, std::int64_t>> seen_;  // moment, id
};

}  // namespace tiange::live
