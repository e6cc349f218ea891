#include "platform/jobs/ticker.h"

#include <algorithm>
#include <chrono>

namespace tiange::jobs {
namespace {

constexpr Span k_term = seconds(10);
constexpr Span k_longest_sleep{500'000};
// From here on, when a duty was last done is kept in the database, so that a change of leader does not repeat it.
constexpr Span k_remembered = minutes(1);

}  // namespace

Ticker::Ticker(db::Db& db, const Clock& clock) : db_(db), clock_(clock) {}

Ticker::~Ticker() { stop(); }

void Ticker::every(std::string duty, Span interval, std::function<void(Instant)> work) {
  duties_.push_back({std::move(duty), interval, std::move(work), {}});
}

void Ticker::on_error(std::function<void(const std::string&, const std::string&)> report) {
  report_ = std::move(report);
}

void Ticker::start() {
  if (!thread_.joinable()) thread_ = std::thread([this] { loop(); });
}

void Ticker::stop() {
  {
    std::lock_guard lock(lock_);
    stopping_ = true;
  }
  wake_up_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Ticker::loop() {
  std::unique_lock lock(lock_);
  while (!stopping_) {
    lock.unlock();
    tick();
    Span sleep = k_longest_sleep;
    const Instant now = clock_.now();
    for (const auto& duty : duties_) sleep = std::min(sleep, std::max(duty.next - now, Span{1'000}));
    lock.lock();
    wake_up_.wait_for(lock, std::chrono::microseconds(sleep.us), [&] { return stopping_; });
  }
}

int Ticker::tick() {
  int ran = 0;
  for (auto& duty : duties_) {
    const Instant now = clock_.now();
    if (now < duty.next) continue;
    duty.next = now + duty.interval;
    try {
      if (!db_.lead("tick:" + duty.name, now, k_term) || !turn_of(duty, now)) continue;
      duty.work(now);
      ++ran;
    } catch (const std::exception& e) {
      if (report_) report_(duty.name, e.what());
    }
  }
  return ran;
}

bool Ticker::turn_of(Duty& duty, Instant now) {
  if (duty.interval < k_remembered) return true;
  bool mine = false;
  Instant last;
  db_.run_queue([&](db::Tx& tx) {
    mine = tx.run("INSERT INTO ticks (duty, last) VALUES (?, ?) ON CONFLICT (duty) DO UPDATE SET last = excluded.last "
                  "WHERE ticks.last <= ?", {duty.name, now, now - duty.interval}) > 0;
    if (!mine)
      last = tx.one("SELECT last FROM ticks WHERE duty = ?", {duty.name}, [](const db::Row& r) { return r.moment(0); })
                 .value_or(now);
    return true;
  });
  if (!mine) duty.next = last + duty.interval;
  return mine;
}

}  // namespace tiange::jobs
