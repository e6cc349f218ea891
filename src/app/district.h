#pragma once
// One running district: every concrete part, made in order and tied together. The only place where rooms meet.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/catalogue/item_lists.h"
#include "app/paths.h"
#include "base/calendar.h"
#include "city/cases/archive/keeper/keeper.h"
#include "city/cases/cases.h"
#include "city/cases/intake/intake.h"
#include "city/flows/definitions/definitions.h"
#include "city/flows/flows.h"
#include "city/hotline/hotline.h"
#include "city/items/item_service.h"
#include "city/org/org.h"
#include "city/places/place_service.h"
#include "platform/db/db.h"
#include "platform/db/outbox.h"
#include "platform/http/http.h"
#include "platform/http/server.h"
#include "platform/jobs/jobs.h"
#include "platform/jobs/ticker.h"
#include "platform/settings/settings.h"

namespace tiange::app {

class ExchangeHome;
class BenefitHome;
class RegisterHome;
class TogetherHome;
class SupervisionHome;

// Of every room, in the order they are run.
std::vector<db::Migration> all_migrations();

class District {
 public:
  // Opens and migrates the database, reads the definitions. Throws db::Failure or std::runtime_error.
  // Not durable: only to fill a database that is thrown away when that does not end well.
  District(const settings::Settings& settings, const Clock& clock, bool durable = true);
  ~District();
  District(const District&) = delete;
  District& operator=(const District&) = delete;

  // Loads what a fresh district starts with (units, duties, catalogue, processes, decisions); repeating it changes nothing.
  void lay_foundation();
  // Serves on the settings' port and does the recurring duties; returns at once.
  void start();
  void stop();
  int port() const;

  db::Db& db() { return *db_; }
  const Clock& clock() const { return clock_; }
  IdSource& ids() { return ids_; }
  org::Org& org() { return *org_; }
  places::PlaceService& places() { return *places_; }
  items::ItemService& items() { return *items_; }
  const WorkCalendar& calendar() const { return *calendar_; }
  flows::Flows& flows() { return flows_; }
  flows::Definitions& definitions();
  cases::Cases& cases() { return *cases_; }
  cases::Intake& intake();
  ItemLists& item_lists();
  void seed_duties();  // of a synthetic district
  TogetherHome& together();
  ExchangeHome& exchange();
  RegisterHome& registers();
  BenefitHome& benefits();
  SupervisionHome& supervision();
  hotline::Hotline& hotline();
  hotline::Knowledge& knowledge();
  cases::ArchiveKeeper& archive();
  const Paths& paths() const { return paths_; }
  const std::string& district_code() const { return district_code_; }  // "440604"
  const http::Routes& routes() const { return *routes_; }

 private:
  class Rooms;  // what only the wiring needs

  void add_routes();
  void add_duties();
  void show_lead_time(Instant now);
  void open_org();
  void open_items();
  void open_item_lists();
  void open_around_cases(const cases::CasesParts& case_parts);
  void open_scores();
  void open_exchange();
  void open_registers();
  void open_channels();
  void open_notices();
  void open_hotline();
  void seed_hotline();
  void open_definitions(const cases::CasesParts& case_parts);

  const settings::Settings settings_;
  const Clock& clock_;
  const Paths paths_;
  const std::string district_code_;
  IdSource ids_;
  std::unique_ptr<db::Db> db_;
  flows::Flows flows_;
  std::unique_ptr<db::Outbox> outbox_;
  std::unique_ptr<jobs::Jobs> jobs_;
  std::unique_ptr<jobs::Ticker> ticker_;
  std::unique_ptr<org::Org> org_;
  std::unique_ptr<places::PlaceService> places_;
  std::unique_ptr<items::ItemService> items_;
  std::shared_ptr<const WorkCalendar> calendar_;
  std::unique_ptr<Rooms> rooms_;
  std::unique_ptr<cases::Cases> cases_;
  std::unique_ptr<http::Routes> routes_;
  std::unique_ptr<http::Authenticator> gate_;  // org_, and the standby
  std::unique_ptr<http::Server> server_;
};

}  // namespace tiange::app
