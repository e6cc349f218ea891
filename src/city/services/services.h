#pragma once
// 办事 services: what one can ask the district for, applied for without coming (零跑腿); what is held already is never asked.
//
// Matters are reference data with editions: authority, legal basis, statutory and promised days, fee, whom they are for, lines
// of the form, materials, and for each material where it may be held: a field of the register, a certificate issued here, a file
// given before. For somebody who has entered their data space, or for a firm they may act for (firms.h), the guide says what is
// held, by whom and since when, fills the form, and asks for the rest alone.
//
// What was sent is frozen with a digest. An application is submitted, perhaps sent back once for what is wanting (its clock
// stands meanwhile), accepted, done or refused with a reason; the applicant may withdraw it while it is open. Taking up has five
// working days, then the promised and the statutory time run in working days from acceptance. The same matter is not under way
// twice for one applicant. Clerks of the unit that answers see their own, masked; who holds the window sees the area's.
//
// Routes; V services.view, E services.edit, H services.handle, P open to all, R: P with X-Tiange-Key of the data space.
//   P GET  /api/v1/public/services/matters?kind=&q=               MatterList
//   P GET  /api/v1/public/services/matters/{key}                  MatterPage
//   R GET  /api/v1/public/services/matters/{key}/plan?firm=       ServicePlan; the look is recorded
//   R POST /api/v1/public/services/files?name=&firm=              a file -> ServiceFile
//   R POST /api/v1/public/services/applications                   ApplyIn -> ApplicationPage
//   R GET  /api/v1/public/services/applications?firm=&after=      ApplicationList
//   R GET  /api/v1/public/services/applications/{id}              ApplicationPage; what came of it becomes read
//   R POST /api/v1/public/services/applications/{id}/supplement   SupplementIn -> ApplicationPage
//   R POST /api/v1/public/services/applications/{id}/withdraw     {} -> ApplicationPage
//   V GET  /api/v1/services/applications?state=&matter=&area=&after=&limit=   ApplicationList, masked
//   V GET  /api/v1/services/applications/{id}                     ApplicationPage, masked; the look is recorded
//   H POST /api/v1/services/applications/{id}/open                PurposeIn -> ApplicationPage, unmasked; recorded in the audit
//   H GET  /api/v1/services/applications/{id}/proof?purpose=      ApplicationProof; recorded in the audit
//   H GET  /api/v1/services/applications/{id}/files/{file}        the file; the look is recorded
//   H POST /api/v1/services/applications/{id}/{accept|ask|finish|refuse}   ServiceAnswerIn -> ApplicationPage
//   V GET  /api/v1/services/matters                               MatterList
//   V GET  /api/v1/services/matters/{key}                         MatterPage
//   E PUT  /api/v1/services/matters/{key}                         MatterIn -> MatterPage
//   V GET  /api/v1/services/burden?area=                          BurdenView

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/calendar.h"
#include "city/org/org.h"
#include "city/places/places.h"
#include "city/registers/subjects/subjects.h"
#include "city/services/firms/firms.h"
#include "city/services/service_views.h"
#include "city/spaces/spaces.h"
#include "city/tidings/tidings.h"
#include "platform/db/db.h"
#include "platform/db/outbox.h"
#include "platform/http/http.h"

namespace tiange::services {

// Everything outlives the room.
struct ServiceParts {
  db::Db& db;
  IdSource& ids;
  org::Org& org;
  const places::Places& places;
  registers::Subjects& subjects;
  spaces::Spaces& spaces;
  firms::Firms& firms;
  std::shared_ptr<const WorkCalendar> calendar;
  db::Outbox* outbox = nullptr;  // null: nobody is told outside of the portal
  // Tells screens of a unit that something waits; may be empty.
  std::function<void(db::Tx&, const std::string& unit)> tell;
  std::string district;
  std::string files_folder;
  bool national_digest = false;  // SM3 instead of SHA-256
};

class Services {
 public:
  virtual ~Services() = default;
  // Matters of a fresh district, from data/services/matters.json; what was edited since stays.
  virtual Outcome lay(db::Tx& tx, std::string_view matters_json, Instant now) = 0;
  // What becomes of messages to applicants; before the outbox starts.
  virtual void listen() = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> service_migrations();
std::unique_ptr<Services> open_services(ServiceParts parts);

}  // namespace tiange::services
