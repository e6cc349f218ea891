#pragma once
// The registers: parts with the search for their owners, persons, firms, houses and facilities; opened and tied to the
// house.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/comparing/compare_home.h"
#include "app/crediting/credit_home.h"
#include "app/finding/find_home.h"
#include "app/registering/subject_cases.h"
#include "app/registering/subject_tickets.h"
#include "city/cases/owners/owners.h"
#include "city/registers/linking/linking.h"
#include "city/registers/subjects/subjects.h"
#include "platform/jobs/ticker.h"
#include "platform/live/live.h"
#include "town/ground/made_district.h"

namespace tiange::app {

std::vector<db::Migration> register_migrations();

// Everything outlives it; `outbox`, `jobs` and `ticker` have not been started.
struct RegisterHomeParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  db::Outbox& outbox;
  jobs::Jobs& jobs;
  jobs::Ticker& ticker;
  cases::Cases& cases;
  flows::Flows& flows;
  org::Org& org;
  const places::Places& places;
  live::Hub& hub;
  items::Checks& checks;
  std::shared_ptr<const WorkCalendar> calendar;
  std::string district;
  bool four_eyes = true;
};

class RegisterHome {
 public:
  explicit RegisterHome(const RegisterHomeParts& parts);

  // Kinds and rules of a fresh district, from data/part_kinds.csv and data/owner_rules.json.
  Outcome lay(db::Tx& tx, std::string_view kinds_csv, std::string_view rules_json, Instant now);
  // Finding in the base registers; `definitions` is the folder of data. Before routes are added.
  void open_find(MaskHome& masks, const std::string& definitions, std::int64_t node);
  void add_routes(http::Routes& routes, const http::Recorder& record);
  bool may_see_photo(db::Tx& tx, const Scope& scope, std::string_view digest) const;
  // A demo district's parts: along its addresses, of every usual kind.
  void seed_parts(const town::District& town, int count);
  // Some of its open cases about parts are tied to them, searched and made safe.
  void seed_cases();

  // Sources and fields of the four base registers and the rules that compare them, from data/registers/; the scoring of credit
  // and how often firms are checked, from data/credit/.
  Outcome lay_fields(db::Tx& tx, std::string_view sources_csv, std::string_view fields_csv, std::string_view compare_rules, std::string_view scoring,
                     std::string_view frequency, Instant now);

  registers::Parts& parts() { return *registers_; }
  registers::Subjects& subjects() { return *subjects_; }
  registers::Addresses& addresses() { return *addresses_; }
  owners::Owners& owners() { return *owners_; }
  registers::Compare& compare() { return comparing_.compare(); }
  credit::Credit& credit() { return crediting_.credit(); }
  credit::FrequencyRoom& frequency() { return crediting_.frequency(); }

 private:
  // By any part of a name or number, the best fit first.
  Result<std::vector<registers::SubjectId>> find_firms(const Scope& scope, const std::string& q, const std::string& area, Instant now);
  void seed_facilities(const std::vector<registers::Part>& parts);
  std::vector<std::pair<cases::CaseRef, Instant>> open_cases(db::Tx& tx, Instant now);
  Result<std::string> enter_part(db::Tx& tx, const owners::OwnerPanel& panel, cases::CaseRef ref, int number, Instant when);
  Outcome play_case(db::Tx& tx, cases::CaseRef ref, std::size_t turn, Instant reported, Instant now);

  RegisterHomeParts parts_;
  std::unique_ptr<registers::Parts> registers_;
  std::unique_ptr<owners::Owners> owners_;
  std::unique_ptr<registers::Addresses> addresses_;
  SubjectTickets tickets_;
  SubjectCases subject_cases_;
  std::unique_ptr<registers::Subjects> subjects_;
  std::unique_ptr<registers::Linking> linking_;
  std::unique_ptr<FindHome> find_;
  CompareHome comparing_;
  CreditHome crediting_;
};

}  // namespace tiange::app
