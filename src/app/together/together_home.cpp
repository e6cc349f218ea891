#include "app/together/together_home.h"

#include "platform/files/files.h"

namespace tiange::app {

std::vector<db::Migration> together_migrations() {
  std::vector<db::Migration> all;
  for (const auto& part : {cases::paper_migrations(), cases::whistle_migrations(), cases::consult_migrations(), cases::penalty_migrations(),
                           cases::balance_migrations()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

void TogetherHome::open(const cases::CasesParts& parts, cases::Cases& cases, const Clock& clock, db::Outbox& outbox,
                        jobs::Jobs& jobs, jobs::Ticker& ticker) {
  whistles_ = cases::open_whistles(parts, cases);
  consultations_ = cases::open_consultations(parts, cases, book_);
  penalties_ = cases::open_penalties(parts, cases);
  balance_ = cases::open_balance(parts, cases);
  book_.refresh();
  balance_->refresh(clock.now());
  consultations_->listen(outbox, clock);
  balance_->listen(outbox, jobs, clock);
  ticker.every("whistle.watch", seconds(10), [this](Instant now) { whistles_->watch(now); });
  ticker.every("consult.watch", seconds(30), [this](Instant now) { consultations_->watch(now); });
  ticker.every("penalty.watch", seconds(30), [this](Instant now) { penalties_->watch(now); });
  ticker.every("consult.precedents", seconds(2), [this](Instant) { book_.refresh(); });
  ticker.every("balance.refresh", seconds(2), [this](Instant now) { balance_->refresh(now); });
}

Outcome TogetherHome::lay(db::Tx& tx, const std::string& folder, Instant now) {
  TIANGE_CHECK_OK(whistles_->lay(tx, read_file(folder + "/whistle.json"), now));
  TIANGE_CHECK_OK(consultations_->lay(tx, read_file(folder + "/consult.json"), now));
  TIANGE_CHECK_OK(penalties_->lay(tx, read_file(folder + "/penalty.json"), now));
  return balance_->lay(tx, read_file(folder + "/balance.json"), now);
}

bool TogetherHome::may_see_evidence(db::Tx& tx, const Scope& scope, std::string_view digest) const {
  return whistles_->may_see_evidence(tx, scope, digest) || consultations_->may_see_evidence(tx, scope, digest) ||
         penalties_->may_see_evidence(tx, scope, digest);
}

void TogetherHome::add_routes(http::Routes& routes, const http::Recorder& record) {
  whistles_->add_routes(routes, record);
  consultations_->add_routes(routes, record);
  penalties_->add_routes(routes, record);
  balance_->add_routes(routes, record);
}

}  // namespace tiange::app
