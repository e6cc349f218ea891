#include "app/scoring/score_home.h"

#include <set>

#include <stdexcept>

namespace tiange::app {

std::vector<db::Migration> score_migrations() {
  const auto steps = scores::migrations();
  return {steps.begin(), steps.end()};
}

ScoreHome::ScoreHome(const ScoreHomeParts& parts) : trails_(cases::open_trails()) {
  scores_ = scores::open_scores(
      {.db = parts.db,
       .clock = parts.clock,
       .ids = parts.ids,
       .jobs = parts.jobs,
       .trails = *trails_,
       .cases = parts.cases,
       .items = parts.items,
       .places = parts.places,
       .org = parts.org,
       .outbox = &parts.outbox,
       .record = [&org = parts.org](db::Tx& tx, const http::Request& request, const std::string& kind,
                                    const std::string& subject,
                                    const Words& detail) { org.record(tx, request, kind, subject, detail); },
       .options = {.district = parts.district, .four_eyes = parts.four_eyes}});
  if (const Outcome read = scores_->read_rules(parts.rules); !read.ok())
    throw std::runtime_error("score_rules.json: " + read.refusal().zh + " / " + read.refusal().en);
  stirred_ = std::make_unique<StirredCases>(parts.db, parts.clock, *scores_);
  const auto types = scores::case_events();
  parts.outbox.subscribe_many({types.begin(), types.end()}, "scores",
                              [this](db::Tx& tx, const std::vector<const db::Event*>& events) -> Outcome {
                                std::set<std::string_view> cases;
                                for (const db::Event* event : events) {
                                  cases.insert(event->subject);
                                  stirred_->forget(event->subject);
                                }
                                for (const std::string_view one : cases) TIANGE_CHECK_OK(scores_->mark(tx, one));
                                return done();
                              });
  scores_->add_jobs();
}

Outcome ScoreHome::lay(db::Tx& tx, const std::string& indicators, const std::string& scorecards, Instant now) {
  return scores_->seed(tx, indicators, scorecards, now);
}

}  // namespace tiange::app
