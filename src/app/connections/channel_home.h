#pragma once
// Channels and Open311 tied to the house: events of cases, deliveries on workers of their own, calls over the network.

#include <memory>
#include <string>
#include <vector>

#include "city/cases/channels/channels.h"
#include "city/cases/channels/open311/open311.h"
#include "platform/jobs/ticker.h"
#include "platform/settings/settings.h"

namespace tiange::app {

std::vector<db::Migration> connection_migrations();

// Everything outlives it; `outbox` and `ticker` have not been started.
struct ChannelHomeParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  db::Outbox& outbox;
  jobs::Ticker& ticker;
  cases::Cases& cases;
  flows::Flows& flows;
  const items::Items& items;
  const places::Places& places;
  org::Org& org;
  blobs::BlobStore& blobs;
  std::string district;
  std::string data_folder;
  std::string definitions_folder;
  const settings::Settings& settings;
};

class ChannelHome {
 public:
  explicit ChannelHome(const ChannelHomeParts& parts);

  // The platforms a fresh district knows, switched off; repeating it changes nothing.
  Outcome lay(db::Tx& tx, Instant now);
  void add_routes(http::Routes& routes);
  void start() { calls_.start(); }
  void stop() { calls_.stop(); }

 private:
  jobs::Jobs calls_;  // apart from the house's own: a slow peer keeps nobody else waiting
  std::unique_ptr<cases::Courier> courier_;
  std::unique_ptr<cases::Channels> channels_;
  std::unique_ptr<cases::Open311> open311_;
};

}  // namespace tiange::app
