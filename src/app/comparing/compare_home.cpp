#include "app/comparing/compare_home.h"

namespace tiange::app {

CompareHome::CompareHome(const CompareHomeParts& parts)
    : compare_(registers::open_compare({.db = parts.db,
                                        .clock = parts.clock,
                                        .ids = parts.ids,
                                        .org = parts.org,
                                        .places = parts.places,
                                        .subjects = parts.subjects,
                                        .jobs = parts.jobs,
                                        .tickets = &parts.tickets,
                                        .tell =
                                            [&hub = parts.hub](db::Tx& tx, const std::string& unit, const std::string& queue) {
                                              live::Audience audience;
                                              audience.unit = unit;
                                              audience.queue = queue;
                                              hub.publish(tx, "compare", audience, "{}");
                                            },
                                        .calendar = parts.calendar,
                                        .district = parts.district,
                                        .four_eyes = parts.four_eyes})) {
  compare_->listen(parts.outbox);
  compare_->add_jobs();
  parts.ticker.every("registers.compare", seconds(5), [this](Instant now) { compare_->tend(now); });
}

}  // namespace tiange::app
