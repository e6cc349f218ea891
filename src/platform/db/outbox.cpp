#include "platform/db/outbox.h"

#include <algorithm>
#include <array>

namespace tiange::db {
namespace {

constexpr int k_page = 128;
constexpr std::size_t k_taken_at_once = 64;
constexpr int k_many = 32;                       // so many at once: it is busy, and fewer, larger deliveries cost less
constexpr std::chrono::milliseconds k_gather{100};
constexpr Span k_term = seconds(5);
constexpr std::chrono::milliseconds k_poll{250};  // finds what other instances published
constexpr Span k_first_wait{100'000};             // before the second attempt; doubles each time

}  // namespace

Outbox::Outbox(Db& db, const Clock& clock, IdSource& ids) : db_(db), clock_(clock), ids_(ids) {}

Outbox::~Outbox() { stop(); }

void Outbox::subscribe(std::string type, std::string subscriber, Handler handler) {
  subscriptions_[std::move(type)].push_back({std::move(subscriber), std::move(handler)});
}

void Outbox::subscribe_many(std::vector<std::string> types, std::string subscriber, ManyHandler handler) {
  many_.push_back({std::move(types), std::move(subscriber), std::move(handler)});
}

bool Outbox::is_heard(const std::string& type) const {
  if (subscriptions_.contains(type)) return true;
  return std::any_of(many_.begin(), many_.end(), [&](const ManySubscription& many) {
    return std::find(many.types.begin(), many.types.end(), type) != many.types.end();
  });
}

void Outbox::publish(Tx& tx, Event event) {
  if (!is_heard(event.type)) return;
  const Instant now = clock_.now();
  tx.post("INSERT INTO outbox (id, part_key, type, subject, body, happened) VALUES (?, ?, ?, ?, ?, ?)",
          {ids_.next(now), event.part_key, event.type, event.subject, event.body, now});
  tx.on_commit([this] { wake(); });
}

void Outbox::start() {
  if (!thread_.joinable()) thread_ = std::thread([this] { loop(); });
}

void Outbox::stop() {
  {
    std::lock_guard lock(wake_lock_);
    stopping_ = true;
  }
  wake_up_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Outbox::wake() {
  {
    std::lock_guard lock(wake_lock_);
    if (woken_) return;
    woken_ = true;
  }
  wake_up_.notify_one();
}

void Outbox::loop() {
  std::unique_lock lock(wake_lock_);
  while (!stopping_) {
    woken_ = false;
    lock.unlock();
    int taken = 0;
    try {
      if (db_.lead("outbox", clock_.now(), k_term)) taken = deliver_now();
    } catch (const std::exception&) {
      // The database is away; what is in the outbox waits there.
    }
    lock.lock();
    if (taken >= k_many) wake_up_.wait_for(lock, k_gather, [&] { return stopping_; });
    wake_up_.wait_for(lock, k_poll, [&] { return woken_ || stopping_; });
  }
}

std::vector<Event> Outbox::read_page(std::int64_t after) {
  std::vector<Event> page;
  db_.run_read([&](Tx& tx) {
    page = tx.all("SELECT id, type, part_key, subject, body, happened FROM outbox WHERE id > ? ORDER BY id LIMIT ?",
                  {after, k_page}, [](const Row& r) {
                    return Event{r.i64(0), r.str(1), r.i64(2), r.str(3), r.str(4), r.moment(5)};
                  });
  });
  return page;
}

int Outbox::deliver_now() {
  std::lock_guard lock(deliver_lock_);
  int taken = 0;
  std::int64_t after = 0;
  for (;;) {
    const auto page = read_page(after);
    if (page.empty()) return taken;
    taken += deliver_page(page);
    if (page.size() < k_page) return taken;
    after = page.back().id;
  }
}

int Outbox::deliver_page(const std::vector<Event>& page) {
  std::vector<Event> ready;
  bool calm = true;
  const Instant now = clock_.now();
  for (const Event& event : page) {
    const auto trouble = trouble_.find(event.part_key);
    if (trouble != trouble_.end() && now < trouble->second.try_again) continue;
    calm = calm && trouble == trouble_.end();
    ready.push_back(event);
  }
  if (!calm) return deliver_one_by_one(ready);
  int taken = 0;
  for (std::size_t i = 0; i < ready.size(); i += k_taken_at_once) {
    const std::span<const Event> some = std::span<const Event>(ready).subspan(i, std::min(ready.size() - i, k_taken_at_once));
    bool together = false;
    try {
      db_.run_write(system_scope(), [&](Tx& tx) {
        std::string failing;
        if (!hand_over(tx, some, {}, failing).ok()) return together = false;
        take_out(tx, some);
        return together = true;
      });
    } catch (const std::exception&) {
      together = false;  // found out below, one by one
    }
    if (together) {
      delivered_ += static_cast<std::int64_t>(some.size());
      taken += static_cast<int>(some.size());
    } else {
      taken += deliver_one_by_one(some);
    }
  }
  return taken;
}

int Outbox::deliver_one_by_one(std::span<const Event> some) {
  int taken = 0;
  for (const Event& event : some) {
    const auto trouble = trouble_.find(event.part_key);
    if (trouble != trouble_.end() && clock_.now() < trouble->second.try_again) continue;
    taken += deliver_alone(event);
  }
  return taken;
}

bool Outbox::deliver_alone(const Event& event) {
  std::string failing;
  std::string error;
  try {
    const auto outcome = db_.write(system_scope(), [&](Tx& tx) -> Outcome {
      TIANGE_CHECK_OK(hand_over(tx, {&event, 1}, {}, failing));
      take_out(tx, {&event, 1});
      return done();
    });
    if (outcome.ok()) {
      trouble_.erase(event.part_key);
      ++delivered_;
      return true;
    }
    error = std::to_string(static_cast<int>(outcome.refusal().code)) + " " + outcome.refusal().en;
  } catch (const std::exception& e) {
    error = e.what();
  }
  ++retried_;
  auto& trouble = trouble_[event.part_key];
  if (++trouble.attempts >= k_most_attempts && !failing.empty()) {
    bury(event, failing, error);
    trouble_.erase(event.part_key);
    return true;
  }
  trouble.try_again = clock_.now() + k_first_wait * (std::int64_t{1} << std::min(trouble.attempts - 1, 8));
  return false;
}

// Takes the event out without the subscribers that cannot bear it.
void Outbox::bury(const Event& event, std::string subscriber, std::string error) {
  Skipped skipped;
  while (!subscriber.empty() && !skipped.contains(subscriber)) {
    skipped[subscriber] = error;
    subscriber.clear();
    try {
      const auto outcome = db_.write(system_scope(), [&](Tx& tx) -> Outcome {
        subscriber.clear();
        TIANGE_CHECK_OK(hand_over(tx, {&event, 1}, skipped, subscriber));
        for (const auto& [name, why] : skipped)
          tx.run("INSERT INTO outbox_dead (id, subscriber, part_key, type, subject, body, happened, failed, error) "
                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id, subscriber) DO NOTHING",
                 {event.id, name, event.part_key, event.type, event.subject, event.body, event.happened, clock_.now(),
                  why});
        take_out(tx, {&event, 1});
        return done();
      });
      if (outcome.ok()) break;
      error = outcome.refusal().en;
    } catch (const std::exception& e) {
      error = e.what();
      if (subscriber.empty()) throw;  // the database itself; the event stays
    }
  }
  dead_ += static_cast<std::int64_t>(skipped.size());
}

// `failing` names the subscriber that refused or threw, and is empty when all took the events.
Outcome Outbox::hand_over(Tx& tx, std::span<const Event> some, const Skipped& skipped, std::string& failing) {
  for (const Event& event : some) {
    const auto found = subscriptions_.find(event.type);
    if (found == subscriptions_.end()) continue;
    for (const Subscription& subscription : found->second) {
      if (skipped.contains(subscription.subscriber)) continue;
      failing = subscription.subscriber;
      TIANGE_CHECK_OK(subscription.handler(tx, event));
      tx.settle();
    }
  }
  for (const ManySubscription& many : many_) {
    if (skipped.contains(many.subscriber)) continue;
    std::vector<const Event*> events;
    for (const Event& event : some)
      if (std::find(many.types.begin(), many.types.end(), event.type) != many.types.end()) events.push_back(&event);
    if (events.empty()) continue;
    failing = many.subscriber;
    TIANGE_CHECK_OK(many.handler(tx, events));
    tx.settle();
  }
  failing.clear();
  return done();
}

// Up to k_taken_at_once events with one statement; the spare marks repeat the last id.
void Outbox::take_out(Tx& tx, std::span<const Event> some) {
  if (some.size() == 1) {
    tx.run("DELETE FROM outbox WHERE id = ?", {some[0].id});
    return;
  }
  static const std::string sql = [] {
    std::string text = "DELETE FROM outbox WHERE id IN (?";
    for (std::size_t i = 1; i < k_taken_at_once; ++i) text += ",?";
    return text + ")";
  }();
  std::vector<Param> ids;
  for (std::size_t i = 0; i < k_taken_at_once; ++i) ids.emplace_back(some[std::min(i, some.size() - 1)].id);
  tx.run(sql, ids);
}

OutboxStats Outbox::stats() const { return {delivered_, retried_, dead_}; }

}  // namespace tiange::db
