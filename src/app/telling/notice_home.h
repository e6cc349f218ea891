#pragma once
// Notices and duty rosters tied to the house: events of cases, the screens of who is told, letters and messages on workers
// of their own; who is on duty hears, and sees what is open.

#include <memory>
#include <string>
#include <vector>

#include "city/cases/channels/channels.h"
#include "city/notices/notices.h"
#include "city/org/rosters/rosters.h"
#include "city/registers/subjects/subjects.h"
#include "city/spaces/spaces.h"
#include "platform/jobs/ticker.h"
#include "platform/live/live.h"
#include "platform/settings/settings.h"

namespace tiange::app {

std::vector<db::Migration> notice_migrations();

// Everything outlives it; `outbox` and `ticker` have not been started.
struct NoticeHomeParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  db::Outbox& outbox;
  jobs::Ticker& ticker;
  cases::Cases& cases;
  org::Org& org;
  const items::Items& items;
  const places::Places& places;
  live::Hub& hub;
  std::shared_ptr<const WorkCalendar> calendar;
  std::string district;
  std::string data_folder;
  const settings::Settings& settings;
};

class NoticeHome {
 public:
  explicit NoticeHome(const NoticeHomeParts& parts);

  // The rules a fresh district starts with; repeating it adds what is new.
  Outcome lay(db::Tx& tx, std::string_view json, Instant now) { return notices_->seed(tx, json, now); }
  notices::Notices& notices() { return *notices_; }
  rosters::Rosters& rosters() { return *rosters_; }
  // Residents and firms, who hear by the means in the registers; before anything starts.
  void know(registers::Subjects& subjects, const spaces::Spaces& spaces) { subjects_ = &subjects, spaces_ = &spaces; }
  void add_routes(http::Routes& routes, const http::Recorder& record);
  // Rosters of the centres with a month of shifts, for a synthetic district.
  void seed_duties();
  void start() { sends_.start(); }
  void stop() { sends_.stop(); }

 private:
  void seed_rota(const Scope& scope, const org::UnitInfo& unit, Instant now);
  std::optional<notices::Reach> reach(db::Tx& tx, std::int64_t subject) const;
  void open_rosters(const NoticeHomeParts& parts);

  registers::Subjects* subjects_ = nullptr;
  const spaces::Spaces* spaces_ = nullptr;
  db::Db& db_;
  const Clock& clock_;
  org::Org& org_;
  jobs::Jobs sends_;  // apart from the house's own: a slow server keeps nobody else waiting
  std::unique_ptr<cases::Courier> courier_;
  std::unique_ptr<notices::Carrier> carrier_;
  std::unique_ptr<notices::Notices> notices_;
  std::unique_ptr<rosters::Rosters> rosters_;
};

}  // namespace tiange::app
