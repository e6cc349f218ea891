#include "app/registering/register_home.h"

namespace tiange::app {

std::vector<db::Migration> register_migrations() {
  std::vector<db::Migration> all;
  for (const auto& part : {registers::part_migrations(), owners::owner_migrations(), registers::address_migrations(), registers::subject_migrations(), registers::linking_migrations(), registers::compare_migrations(), credit::credit_migrations(), credit::frequency_migrations()}) all.insert(all.end(), part.begin(), part.end());
  const auto finding = finding_migrations();
  all.insert(all.end(), finding.begin(), finding.end());
  return all;
}

RegisterHome::RegisterHome(const RegisterHomeParts& parts)
    : parts_(parts),
      registers_(registers::open_parts({parts.db, parts.org, parts.places, parts.district, [&clock = parts.clock] { return clock.now(); }})),
      owners_(owners::open_owners({.db = parts.db,
                                   .ids = parts.ids,
                                   .cases = parts.cases,
                                   .parts = *registers_,
                                   .flows = parts.flows,
                                   .org = parts.org,
                                   .places = parts.places,
                                   .jobs = parts.jobs,
                                   .calendar = parts.calendar,
                                   .tell =
                                       [&hub = parts.hub](db::Tx& tx, const std::string& topic, const std::string& unit, const std::string& json) {
                                         live::Audience audience;
                                         audience.unit = unit;
                                         hub.publish(tx, topic, audience, json);
                                       },
                                   .district = parts.district,
                                   .now = [&clock = parts.clock] { return clock.now(); }})),
      addresses_(registers::open_addresses({parts.places, parts.district})),
      tickets_(parts.cases, parts.org, parts.places, parts.district),
      subject_cases_({parts.db, parts.clock, parts.cases, *addresses_, parts.district}),
      subjects_(registers::open_subjects({.db = parts.db,
                                          .clock = parts.clock,
                                          .ids = parts.ids,
                                          .outbox = parts.outbox,
                                          .org = parts.org,
                                          .places = parts.places,
                                          .addresses = *addresses_,
                                          .tickets = &tickets_,
                                          .cases = [this](db::Tx& tx, const Scope& scope, const registers::CasesAsk& ask) { return subject_cases_.of(tx, scope, ask); },
                                          .calendar = parts.calendar,
                                          .district = parts.district})),
      linking_(registers::open_linking({parts.db, parts.ids, *subjects_, parts.places})),
      comparing_({.db = parts.db,
                  .clock = parts.clock,
                  .ids = parts.ids,
                  .outbox = parts.outbox,
                  .jobs = parts.jobs,
                  .ticker = parts.ticker,
                  .org = parts.org,
                  .places = parts.places,
                  .subjects = *subjects_,
                  .tickets = tickets_,
                  .hub = parts.hub,
                  .calendar = parts.calendar,
                  .district = parts.district,
                  .four_eyes = parts.four_eyes}),
      crediting_({.db = parts.db,
                  .clock = parts.clock,
                  .ids = parts.ids,
                  .outbox = parts.outbox,
                  .jobs = parts.jobs,
                  .ticker = parts.ticker,
                  .cases = parts.cases,
                  .org = parts.org,
                  .places = parts.places,
                  .subjects = *subjects_,
                  .tickets = tickets_,
                  .checks = parts.checks,
                  .hub = parts.hub,
                  .find_firms = [this](const Scope& scope, const std::string& q, const std::string& area, Instant now) { return find_firms(scope, q, area, now); },
                  .calendar = parts.calendar,
                  .district = parts.district,
                  .four_eyes = parts.four_eyes}) {
  subjects_->use_linker(linking_->linker());
  owners_->listen(parts.outbox);
  subject_cases_.listen(parts.outbox);
  parts.ticker.every("registers.matters", seconds(2), [this](Instant now) { subject_cases_.note_older(now); });
  parts.ticker.every("owners.watch", seconds(1), [this](Instant now) { owners_->watch(now); });
  // A tick may take a second, not more: other duties wait.
  parts.ticker.every("registers.settle", seconds(1), [this](Instant now) { subjects_->settle(4'000, now); });
  parts.ticker.every("registers.nightly", hours(6), [this](Instant now) { subjects_->nightly(now); });
  parts.ticker.every("owners.sweep", seconds(2), [this](Instant now) { owners_->sweep(now); });
}

Outcome RegisterHome::lay(db::Tx& tx, std::string_view kinds_csv, std::string_view rules_json, Instant now) {
  TIANGE_CHECK_OK(registers_->lay_kinds(tx, kinds_csv, now));
  return owners_->lay_rules(tx, rules_json, now);
}

Outcome RegisterHome::lay_fields(db::Tx& tx, std::string_view sources_csv, std::string_view fields_csv, std::string_view compare_rules,
                                 std::string_view scoring, std::string_view frequency, Instant now) {
  TIANGE_CHECK_OK(subjects_->lay(tx, sources_csv, fields_csv, now));
  TIANGE_CHECK_OK(comparing_.compare().lay(tx, compare_rules, now));
  return crediting_.lay(tx, scoring, frequency, now);
}

Result<std::vector<registers::SubjectId>> RegisterHome::find_firms(const Scope& scope, const std::string& q, const std::string& area, Instant now) {
  constexpr std::size_t k_most = 50;
  TIANGE_TRY(const registers::FindList found,
             find_->find().find(scope, {.q = q, .kinds = {registers::Kind::firm}, .area = area, .near = "", .purpose = "", .after = "", .limit = k_most}, now));
  if (found.status.state != "ready") return refuse(ErrorCode::unavailable, "查找索引正在建立，请稍候再试", "the index of the registers is being built; try again in a moment");
  std::vector<registers::SubjectId> out;
  for (const registers::FindRow& row : found.items) {
    if (const auto id = parse_id(row.ref); id.ok()) out.push_back({*id});
  }
  return out;
}

void RegisterHome::open_find(MaskHome& masks, const std::string& definitions, std::int64_t node) {
  find_ = std::make_unique<FindHome>(FindHomeParts{.db = parts_.db,
                                                   .clock = parts_.clock,
                                                   .ids = parts_.ids,
                                                   .places = parts_.places,
                                                   .subjects = *subjects_,
                                                   .addresses = *addresses_,
                                                   .jobs = parts_.jobs,
                                                   .ticker = parts_.ticker,
                                                   .masks = masks,
                                                   .district = parts_.district,
                                                   .definitions = definitions,
                                                   .node = node});
}

void RegisterHome::add_routes(http::Routes& routes, const http::Recorder& record) {
  registers_->add_routes(routes, record);
  comparing_.compare().add_routes(routes, record);
  crediting_.add_routes(routes, record);
  linking_->add_routes(routes, record);  // before /{kind}/{ref}
  if (find_) find_->add_routes(routes, record);
  subjects_->add_routes(routes, record);
  owners_->add_routes(routes, record);
}

bool RegisterHome::may_see_photo(db::Tx& tx, const Scope& scope, std::string_view digest) const {
  return registers_->may_see_photo(tx, scope, digest) || owners_->may_see_photo(tx, scope, digest);
}

}  // namespace tiange::app
