#include "app/crediting/credit_home.h"

#include <algorithm>

#include "city/cases/brief/brief.h"

namespace tiange::app {

namespace {

credit::CreditMatterOfCase about(const cases::CaseView& view) {
  credit::CreditMatterOfCase one;
  one.ref = view.ref;
  one.number = view.number;
  one.title = view.title;
  one.serious = view.severity == Severity::urgent;
  one.closed = view.closed.has_value();
  return one;
}

// The lists of checks in use: what a department's visit goes through, and how often it came to everybody alike.
std::vector<credit::CheckList> lists_of(const items::Checks& checks, db::Tx& tx) {
  std::vector<credit::CheckList> lists;
  for (const items::Check& one : checks.all(tx)) {
    if (!one.active) continue;
    const std::string object(json::enum_name(one.object));
    auto list = std::find_if(lists.begin(), lists.end(), [&](const credit::CheckList& other) { return other.line == one.line && other.object == object; });
    if (list == lists.end()) list = lists.insert(lists.end(), {one.line, object, {}, 0});
    list->codes.push_back(one.code);
    list->visits_year = std::max(list->visits_year, one.visits_year);
  }
  return lists;
}

}  // namespace

std::string credit_code_in(const json::Value& extra) {
  if (!extra.is_object()) return "";
  const json::Value* answers = extra.find("answers");
  const json::Value& from = answers && answers->is_object() ? *answers : extra;
  return std::string(from.text_or("uscc"));
}

CreditHome::CreditHome(const CreditHomeParts& parts)
    : parts_(parts),
      credit_(credit::open_credit(
          {.db = parts.db,
           .clock = parts.clock,
           .ids = parts.ids,
           .org = parts.org,
           .places = parts.places,
           .subjects = parts.subjects,
           .jobs = parts.jobs,
           .outbox = parts.outbox,
           .tickets = &parts.tickets,
           .find_case = [&cases = parts.cases](db::Tx& tx, const Scope& scope, const std::string& number,
                                               Instant now) -> Result<credit::CreditMatterOfCase> {
             TIANGE_TRY(const cases::CaseRef ref, cases.find_number(tx, scope, number));
             TIANGE_TRY(const cases::CaseView view, cases.view(tx, scope, ref, now));
             return about(view);
           },
           .find_firms = parts.find_firms,
           .tell =
               [&hub = parts.hub](db::Tx& tx, const std::string& unit) {
                 live::Audience audience;
                 audience.unit = unit;
                 hub.publish(tx, "credit", audience, "{}");
               },
           .calendar = parts.calendar,
           .district = parts.district,
           .four_eyes = parts.four_eyes})),
      frequency_(credit::open_frequency({.db = parts.db,
                                         .clock = parts.clock,
                                         .ids = parts.ids,
                                         .org = parts.org,
                                         .places = parts.places,
                                         .subjects = parts.subjects,
                                         .jobs = parts.jobs,
                                         .credit = *credit_,
                                         .lists = [&checks = parts.checks](db::Tx& tx) { return lists_of(checks, tx); },
                                         .district = parts.district,
                                         .four_eyes = parts.four_eyes})) {
  frequency_->listen(parts.outbox);
  frequency_->add_jobs();
  parts.ticker.every("credit.frequency", seconds(3), [this](Instant now) { frequency_->tend(now); });
  credit_->listen(parts.outbox);
  credit_->add_jobs();
  parts.outbox.subscribe("case.closed", "credit", [this](db::Tx& tx, const db::Event& event) { return closed(tx, event.subject); });
  // What is settled on the spot is closed when it is reported.
  parts.outbox.subscribe("case.reported", "credit", [this](db::Tx& tx, const db::Event& event) {
    return event.body.find("\"status\":\"closed\"") == std::string::npos ? done() : closed(tx, event.subject);
  });
  parts.ticker.every("credit.tend", seconds(2), [this](Instant now) { credit_->tend(now); });
}

Outcome CreditHome::lay(db::Tx& tx, std::string_view scoring, std::string_view frequency, Instant now) {
  TIANGE_CHECK_OK(credit_->lay(tx, scoring, now));
  return frequency_->lay(tx, frequency, now);
}

void CreditHome::add_routes(http::Routes& routes, const http::Recorder& record) {
  frequency_->add_routes(routes, record);  // before /firms/{ref}
  credit_->add_routes(routes, record);
}

Outcome CreditHome::closed(db::Tx& tx, const std::string& ref) {
  const Scope house = system_scope(parts_.district);
  const auto parsed = cases::CaseRef::parse(ref);
  if (!parsed.ok()) return done();
  if (cases::answers_of(tx, system_scope(), *parsed).empty() && !credit_->knows_case(tx, ref)) return done();
  const Instant now = parts_.clock.now();
  const auto view = parts_.cases.view(tx, house, *parsed, now);
  if (!view.ok()) return done();
  const std::string code = credit_code_in(view->extra);
  std::vector<registers::SubjectId> firms;
  if (!code.empty()) firms = parts_.subjects.find_by_key(tx, house, registers::KeySort::uscc, code);
  if (firms.empty() && !credit_->knows_case(tx, view->ref)) return done();
  credit_->case_closed(tx, about(*view), firms, now);
  return done();
}

}  // namespace tiange::app
