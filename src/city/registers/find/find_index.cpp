#include "city/registers/find/find_index.h"

#include <algorithm>
#include <array>

#include "base/json.h"

namespace tiange::registers {

namespace {

using finder::Sort;

constexpr std::size_t k_build_page = 20'000;
constexpr std::size_t k_follow_page = 5'000;
constexpr std::size_t k_folded_at = 20'000;   // changes
constexpr std::size_t k_remembered = 400'000; // versions
constexpr Span k_at_once = seconds(2);        // a transaction mostly becomes visible this soon after the moment it bears
constexpr Span k_late = seconds(20);          // and seldom later than this
constexpr int k_pages_of_a_search = 2;
constexpr int k_all_pages = 1'000'000;
constexpr int k_late_every = 10;              // rounds of work
constexpr std::chrono::milliseconds k_patience{1500};
constexpr std::chrono::milliseconds k_short_wait{250};

constexpr FindField k_fields[] = {
    {Kind::person, "name", Sort::name},
    {Kind::person, "id_card", Sort::id_card},
    {Kind::person, "phone", Sort::phone},
    {Kind::person, "plate", Sort::plate},
    {Kind::person, "live_address", Sort::address},
    {Kind::person, "hukou_address", Sort::address},
    {Kind::household, "number", Sort::credit_code},
    {Kind::household, "head", Sort::id_card},
    {Kind::household, "address", Sort::address},
    {Kind::firm, "name", Sort::firm},
    {Kind::firm, "uscc", Sort::credit_code},
    {Kind::firm, "legal_person", Sort::name},
    {Kind::firm, "legal_person_id", Sort::id_card},
    {Kind::firm, "phone", Sort::phone},
    {Kind::firm, "address", Sort::address},
    {Kind::house, "address", Sort::address},
    {Kind::house, "owner", Sort::id_card},
    {Kind::facility, "name", Sort::firm},
    {Kind::facility, "code", Sort::credit_code},
    {Kind::facility, "address", Sort::address},
};

// A golden row as a document; its texts live as long as this.
class Reading {
 public:
  // False when nothing of it can be found.
  bool read(const ChangedRow& row) {
    fields_.clear();
    texts_.clear();
    const auto golden = json::parse(row.golden);
    if (!golden.ok() || row.over) return false;
    texts_.reserve(std::size(k_fields));
    bool addressed = false;
    for (const FindField& one : k_fields) {
      if (one.kind != row.kind || (one.sort == Sort::address && addressed)) continue;
      std::string text = golden->text_or(one.field);
      if (text.empty()) continue;
      addressed = addressed || one.sort == Sort::address;
      texts_.push_back(std::move(text));
      fields_.push_back({one.sort, texts_.back()});
    }
    return !fields_.empty();
  }
  finder::Document document(const ChangedRow& row) const {
    return {static_cast<std::uint8_t>(row.kind), row.id.value, row.grid, fields_};
  }

 private:
  std::vector<std::string> texts_;
  std::vector<finder::Field> fields_;
};

}  // namespace

std::span<const FindField> find_fields() { return k_fields; }

void FindIndex::work(const std::function<bool()>& stop) {
  const std::lock_guard one_at_a_time(following_);
  if (!ready()) build(stop);
  if (!ready() || stop()) return;
  const Span overlap = ++rounds_ % k_late_every == 0 ? k_late : k_at_once;
  db_.run_read([&](db::Tx& tx) { follow(tx, overlap, k_all_pages); });
  fold();
}

bool FindIndex::ready() const {
  const std::lock_guard hold(state_lock_);
  return ready_;
}

// Under `following_`.
void FindIndex::build(const std::function<bool()>& stop) {
  const Instant begun = clock_.now();
  db_.run_read([&](db::Tx& tx) {
    const std::int64_t total = subjects_.count(tx);
    const std::lock_guard hold(state_lock_);
    total_ = total;
    read_ = 0;
  });
  mark_ = {};
  finder::Builder builder;
  Reading reading;
  // Page by page, so that no reader holds the journal of the database for long.
  for (std::size_t count = k_build_page; count == k_build_page;) {
    if (stop()) return;
    count = 0;
    db_.run_read([&](db::Tx& tx) {
      subjects_.each_changed(tx, mark_, k_build_page, [&](const ChangedRow& row) {
        ++count;
        mark_ = row.mark;
        // One that changed meanwhile comes again, and the later counts.
        if (reading.read(row)) builder.add(reading.document(row));
        return true;
      });
    });
    const std::lock_guard hold(state_lock_);
    read_ += static_cast<std::int64_t>(count);
    total_ = std::max(total_, read_);
  }
  finder::Finder made = builder.finish();
  {
    const std::unique_lock hold(lock_);
    finder_ = std::move(made);
  }
  {
    const std::lock_guard hold(state_lock_);
    ready_ = true;
    built_ = clock_.now();
    build_ms_ = (built_ - begun).us / 1000;
  }
  changed_state_.notify_all();
}

void FindIndex::follow(db::Tx& tx, Span overlap, int pages) {
  if (versions_.size() > k_remembered) versions_.clear();
  // Rows of the very same moment may have smaller ids.
  ChangeMark at{mark_.changed - overlap - Span{1}, {}};
  Reading reading;
  for (std::size_t count = k_follow_page; count == k_follow_page && pages > 0; --pages) {
    count = 0;
    subjects_.each_changed(tx, at, k_follow_page, [&](const ChangedRow& row) {
      ++count;
      at = row.mark;
      mark_ = std::max(mark_, row.mark);
      std::int64_t& version = versions_[row.id.value];
      if (version == row.version) return true;
      version = row.version;
      const bool found = reading.read(row);
      const std::unique_lock hold(lock_);
      if (found) finder_.put(reading.document(row));
      else finder_.remove(static_cast<std::uint8_t>(row.kind), row.id.value);
      return true;
    });
  }
}

// Under `following_`.
void FindIndex::fold() {
  std::size_t changed = 0, size = 0;
  {
    const std::shared_lock hold(lock_);
    changed = finder_.changed();
    size = finder_.size();
  }
  if (changed <= std::max(k_folded_at, size / 20)) return;
  finder::Finder made = [&] {
    const std::shared_lock hold(lock_);
    return finder_.folded();
  }();
  const std::unique_lock hold(lock_);
  finder_ = std::move(made);
}

bool FindIndex::await() const {
  std::unique_lock hold(state_lock_);
  return changed_state_.wait_for(hold, k_patience, [this] { return ready_; });
}

void FindIndex::catch_up(db::Tx& tx) {
  // Whoever holds it longer folds the index or takes up a whole load: then what is there is good enough.
  const std::unique_lock one_at_a_time(following_, k_short_wait);
  if (one_at_a_time.owns_lock()) follow(tx, k_at_once, k_pages_of_a_search);
}

finder::Answer FindIndex::find(const finder::Question& question) const {
  const std::shared_lock hold(lock_);
  return finder_.find(question);
}

FindStatus FindIndex::status() const {
  FindStatus view;
  {
    const std::lock_guard hold(state_lock_);
    view.state = ready_ ? "ready" : "building";
    view.read = read_;
    view.total = total_;
    view.build_ms = build_ms_;
    if (ready_) view.built = built_;
  }
  const std::shared_lock hold(lock_);
  view.documents = static_cast<std::int64_t>(finder_.size());
  view.changed = static_cast<std::int64_t>(finder_.changed());
  view.memory_bytes = static_cast<std::int64_t>(finder_.memory_bytes());
  return view;
}

}  // namespace tiange::registers
