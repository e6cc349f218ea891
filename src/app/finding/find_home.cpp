#include "app/finding/find_home.h"

#include <algorithm>

#include "base/json.h"
#include "platform/files/files.h"
#include "platform/observe/log.h"
#include "platform/observe/metrics.h"

namespace tiange::app {

std::vector<db::Migration> finding_migrations() {
  std::vector<db::Migration> all;
  for (const auto& part : {registers::find_migrations(), registers::active_migrations()}) all.insert(all.end(), part.begin(), part.end());
  return all;
}

FindHome::FindHome(const FindHomeParts& parts)
    : find_(registers::open_find(
          {.db = parts.db,
           .clock = parts.clock,
           .ids = parts.ids,
           .subjects = parts.subjects,
           .addresses = parts.addresses,
           .places = parts.places,
           .may_compare =
               [&masks = parts.masks.masks()](const Scope& scope, registers::Kind kind, const registers::FieldDefinition& field) {
                 return std::all_of(scope.areas.begin(), scope.areas.end(), [&](const std::string& area) {
                   return masks.may_compare(scope, {json::enum_name(kind), field.field, field.mask, area, "", false});
                 });
               },
           .before_search = [this] { begin(); }})),
      active_(registers::open_active({.db = parts.db,
                                      .clock = parts.clock,
                                      .ids = parts.ids,
                                      .jobs = parts.jobs,
                                      .subjects = parts.subjects,
                                      .places = parts.places,
                                      .rules_json = read_file(parts.definitions + "/registers/active.json"),
                                      .district = parts.district})) {
  active_->add_jobs();
  parts.ticker.every("registers.active", minutes(2), [this](Instant now) { active_->nightly(now); });
  parts.masks.use_shapes([this](db::Tx& tx, const Scope& scope, std::string_view shape, registers::Kind kind) {
    return find_->inside(tx, scope, shape, kind).value_or(std::vector<registers::SubjectId>());
  });
  // The first tick begins the building; every instance has an index of its own.
  parts.ticker.every("find.watch." + std::to_string(parts.node), seconds(5), [this](Instant) { watch(); });
}

void FindHome::add_routes(http::Routes& routes, const http::Recorder& record) {
  find_->add_routes(routes, record);
  active_->add_routes(routes, record);
}

FindHome::~FindHome() {
  {
    const std::lock_guard hold(lock_);
    stopping_ = true;
  }
  wake_up_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void FindHome::begin() {
  const std::lock_guard hold(lock_);
  if (!thread_.joinable() && !stopping_) thread_ = std::thread([this] { run(); });
}

void FindHome::run() {
  constexpr std::chrono::milliseconds k_round{500};
  const auto stop = [this] {
    const std::lock_guard hold(lock_);
    return stopping_;
  };
  while (!stop()) {
    try {
      find_->work(stop);
    } catch (const std::exception& error) {
      observe::log_error("find_index_failed", {{"error", error.what()}});
    }
    std::unique_lock hold(lock_);
    wake_up_.wait_for(hold, k_round, [this] { return stopping_; });
  }
}

void FindHome::watch() {
  begin();
  const registers::FindStatus status = find_->status();
  observe::metrics().gauge("tiange_find_documents", "Subjects that can be found in memory").set(static_cast<double>(status.documents));
  observe::metrics().gauge("tiange_find_bytes", "Memory of the index that finds subjects").set(static_cast<double>(status.memory_bytes));
}

}  // namespace tiange::app
