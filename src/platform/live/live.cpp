#include "platform/live/live.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "platform/observe/log.h"
#include "platform/observe/system_clock.h"

namespace tiange::live {

// In the table: an absent account is the number 0, which no id may be.
struct KeptAudience {
  std::string area;
  std::string unit;
  std::string queue;
  std::int64_t account;
  std::string permission;
};
BOOST_DESCRIBE_STRUCT(KeptAudience, (), (area, unit, queue, account, permission))

namespace {

constexpr std::size_t k_most_waiting = 100'000;
constexpr auto k_gather = std::chrono::milliseconds(10);  // what happens close together is told together
constexpr Span k_overlap = seconds(5);    // late commits and clocks of other instances
constexpr Span k_kept = minutes(2);       // in the table
constexpr int k_most_polled = 5000;
constexpr int k_forget_every_ms = 30'000;

constexpr db::Migration k_migrations[] = {
    {"live", 1, R"sql(
-- table live_events: local
CREATE TABLE live_events (
  id BIGINT NOT NULL,
  made BIGINT NOT NULL,
  node BIGINT NOT NULL,
  topic TEXT NOT NULL,
  audience TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX live_events_made ON live_events (made);
)sql"},
};

std::string frame_of(std::int64_t id, std::string_view topic, std::string_view data) {
  std::string frame = "id: " + std::to_string(id) + "\nevent: " + std::string(topic) + "\n";
  for (std::string_view line : text::split(data, '\n')) {
    frame += "data: ";
    frame += line;
    frame += '\n';
  }
  frame += '\n';
  return frame;
}

constexpr std::string_view k_reset = "event: reset\ndata: {}\n\n";

std::string keep(const Audience& a) {
  return json::write(KeptAudience{a.area, a.unit, a.queue, a.account.value, a.permission});
}
Result<Audience> recall(std::string_view text) {
  TIANGE_TRY(KeptAudience a, json::read<KeptAudience>(text));
  return Audience{a.area, a.unit, a.queue, {a.account}, a.permission};
}

std::int64_t now_ms() { return observe::steady_us() / 1000; }

}  // namespace

std::span<const db::Migration> live_migrations() { return k_migrations; }

bool is_for(const Audience& audience, const Scope& scope) {
  if (!audience.permission.empty()) {
    const auto permission = permission_from_key(audience.permission);
    if (!permission || !scope.may(*permission)) return false;
  }
  const bool anyone = audience.area.empty() && audience.unit.empty() && audience.queue.empty() && !audience.account;
  return anyone || (!audience.area.empty() && scope.covers(audience.area)) ||
         (!audience.unit.empty() && scope.works_for(audience.unit)) ||
         (!audience.queue.empty() && scope.has_queue(audience.queue)) ||
         (audience.account && audience.account == scope.account);
}

Hub::Hub(db::Db& db, const Clock& clock, IdSource& ids, Options options)
    : db_(db), clock_(clock), ids_(ids), options_(options), polled_to_us_(clock.now().us) {}

Hub::~Hub() { stop(); }

void Hub::publish(db::Tx& tx, std::string topic, const Audience& audience, std::string json) {
  const Instant now = clock_.now();
  const std::int64_t id = ids_.next(now);
  tx.on_commit([this, event = Event{id, std::move(topic), audience, std::move(json)}]() mutable {
    enqueue(std::move(event));
  });
}

void Hub::enqueue(Event event) {
  bool first = false;
  {
    std::lock_guard lock(mutex_);
    first = waiting_.empty();
    if (waiting_.size() >= k_most_waiting) {
      waiting_.clear();
      overrun_ = true;
    }
    waiting_.push_back(std::move(event));
  }
  if (first) wake_.notify_one();
}

void Hub::add_route(http::Routes& routes) {
  http::Route route{http::Method::get, "/api/v1/live", Permission::signed_in, "实时消息", "Live events"};
  route.query_params = {"topics"};
  route.handle = [this](http::Request& request) { return listen(request); };
  routes.raw(std::move(route));
}

http::Response Hub::listen(const http::Request& request) {
  Listener listener{nullptr, request.scope, {}, now_ms() + options_.longest_ms};
  for (std::string_view topic : text::split(request.query_value("topics"), ',')) {
    if (!topic.empty()) listener.topics.emplace_back(topic);
  }
  {
    std::lock_guard lock(mutex_);
    const auto mine = std::count_if(listeners_.begin(), listeners_.end(), [&](const Listener& one) {
      return one.scope.account == request.scope.account && one.channel->open();
    });
    if (static_cast<std::size_t>(mine) >= options_.most_per_account) {
      return http::problem(refuse(ErrorCode::too_many), request.scope);
    }
  }
  const std::int64_t last_id = text::to_int(request.header("last-event-id")).value_or(0);
  http::Response response;
  response.content_type = "text/event-stream";
  response.with("X-Accel-Buffering", "no");
  response.hold = [this, listener = std::move(listener), last_id](std::shared_ptr<http::Channel> channel) mutable {
    listener.channel = std::move(channel);
    join(std::move(listener), last_id);
  };
  return response;
}

void Hub::join(Listener listener, std::int64_t last_id) {
  std::lock_guard lock(mutex_);
  std::string first = "retry: 3000\n\n";
  if (last_id > 0) {
    const auto known = std::find_if(remembered_.rbegin(), remembered_.rend(),
                                    [&](const Event& event) { return event.id == last_id; });
    if (known == remembered_.rend()) {
      first += k_reset;
    } else {
      for (auto event = known.base(); event != remembered_.end(); ++event) {
        if (wants(listener, *event)) first += frame_of(event->id, event->topic, event->data);
      }
    }
  }
  if (ending_ || !listener.channel->push(std::move(first))) {
    listener.channel->close();
    return;
  }
  listeners_.push_back(std::move(listener));
}

bool Hub::wants(const Listener& listener, const Event& event) {
  const auto& topics = listener.topics;
  const bool topic = topics.empty() || std::find(topics.begin(), topics.end(), event.topic) != topics.end();
  return topic && is_for(event.audience, listener.scope);
}

void Hub::start() {
  std::lock_guard lock(mutex_);
  if (!teller_.joinable()) teller_ = std::thread([this] { run(); });
}

void Hub::stop() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
    for (const Listener& listener : listeners_) listener.channel->close();
    listeners_.clear();
  }
  wake_.notify_all();
  if (teller_.joinable()) teller_.join();
}

std::size_t Hub::listeners() const {
  std::lock_guard lock(mutex_);
  return listeners_.size();
}

void Hub::run() {
  const bool shared = db_.backend() == db::Backend::postgres;
  const auto pause = std::chrono::milliseconds(shared ? std::min(options_.poll_ms, options_.heartbeat_ms)
                                                      : std::min(1000, options_.heartbeat_ms));
  std::int64_t next_beat = now_ms() + options_.heartbeat_ms;
  std::int64_t next_poll = now_ms();
  std::int64_t next_forget = now_ms();
  std::deque<Event> events;
  while (true) {
    events.clear();
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, pause, [this] { return ending_ || !waiting_.empty(); });
      wake_.wait_for(lock, k_gather, [this] { return ending_; });
      events.swap(waiting_);
      if (ending_) break;
      if (std::exchange(overrun_, false)) {
        remembered_.clear();
        for (const Listener& listener : listeners_) listener.channel->push(std::string(k_reset));
      }
    }
    if (shared) unshared_.insert(unshared_.end(), events.begin(), events.end());
    tell(std::move(events));
    const std::int64_t now = now_ms();
    try {
      if (shared && now >= next_poll) {
        share();
        poll_others();
        next_poll = now_ms() + options_.poll_ms;
      }
      if (shared && now >= next_forget) {
        forget_old();
        next_forget = now + k_forget_every_ms;
      }
    } catch (const std::exception& error) {
      observe::log_warn("live_events_unread", {{"what", error.what()}});
      next_poll = now_ms() + 5000;
      next_forget = now_ms() + k_forget_every_ms;
    }
    if (now >= next_beat) {
      beat(now);
      next_beat = now + options_.heartbeat_ms;
    }
  }
  if (!shared) return;
  unshared_.insert(unshared_.end(), events.begin(), events.end());
  share();
}

void Hub::tell(std::deque<Event> events) {
  if (events.empty()) return;
  std::lock_guard lock(mutex_);
  for (const Listener& listener : listeners_) {
    std::string all;
    for (const Event& event : events) {
      if (wants(listener, event)) all += frame_of(event.id, event.topic, event.data);
    }
    if (!all.empty()) listener.channel->push(std::move(all));
  }
  for (Event& event : events) remembered_.push_back(std::move(event));
  while (remembered_.size() > options_.remembered) remembered_.pop_front();
}

// A comment line keeps proxies from closing what is quiet, and finds out who has gone.
void Hub::beat(std::int64_t now) {
  std::lock_guard lock(mutex_);
  std::erase_if(listeners_, [&](const Listener& listener) {
    if (now >= listener.until_ms) listener.channel->close();
    return !listener.channel->push(":\n\n");
  });
}

// Outside the transactions that published: many events in one COPY, instead of rows in the way of every writer.
void Hub::share() {
  if (unshared_.empty()) return;
  static constexpr std::string_view k_columns[] = {"id", "made", "node", "topic", "audience", "data"};
  const Instant now = clock_.now();
  std::vector<std::string> audiences;
  audiences.reserve(unshared_.size());
  std::vector<db::Param> params;
  for (const Event& event : unshared_) {
    audiences.push_back(keep(event.audience));
    params.insert(params.end(), {event.id, now, options_.node, event.topic, audiences.back(), event.data});
  }
  bool kept = true;
  try {
    db_.run_queue([&](db::Tx& tx) {
      tx.bulk_insert("live_events", k_columns, params);
      return true;
    });
    kept = false;
  } catch (const db::Failure& failure) {
    kept = !failure.unknown_outcome && unshared_.size() < k_most_waiting;
    observe::log_warn("live_events_not_shared", {{"what", failure.what()}, {"kept", kept}});
  }
  if (!kept) unshared_.clear();
}

void Hub::poll_others() {
  std::deque<Event> events;
  const Instant from = Instant{polled_to_us_} - k_overlap;
  const Instant now = clock_.now();
  db_.run_read([&](db::Tx& tx) {
    events.clear();
    tx.each(
        "SELECT made, id, topic, audience, data FROM live_events WHERE made > ? AND node <> ? ORDER BY made, id LIMIT "
        "?",
        {from, options_.node, k_most_polled}, [&](const db::Row& row) {
          const std::int64_t id = row.i64(1);
          polled_to_us_ = std::max(polled_to_us_, std::min(row.i64(0), now.us));
          if (!seen_.emplace(row.i64(0), id).second) return true;
          const auto audience = recall(row.text(3));
          if (!audience.ok()) {
            observe::log_warn("live_event_unreadable", {{"id", id}});
            return true;
          }
          Event event{id, row.str(2), *audience, {}};
          event.data = row.text(4);
          events.push_back(std::move(event));
          return true;
        });
  });
  // What lies before the overlap cannot be read again.
  seen_.erase(seen_.begin(), seen_.lower_bound({polled_to_us_ - k_overlap.us - 1, 0}));
  tell(std::move(events));
}

void Hub::forget_old() {
  const Instant before = clock_.now() - k_kept;
  db_.run_write(system_scope(), [&](db::Tx& tx) {
    tx.run("DELETE FROM live_events WHERE made < ?", {before});
    return true;
  });
}

}  // namespace tiange::live
