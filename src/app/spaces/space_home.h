#pragma once
// Masks and personal data spaces tied to the house: the registers, the signing key, the storage nodes.

#include <memory>
#include <string>
#include <vector>

#include "app/spaces/mask_home.h"
#include "city/places/places.h"
#include "city/spaces/spaces.h"
#include "platform/settings/settings.h"

namespace tiange::app {

std::vector<db::Migration> space_migrations();

// Everything outlives it; `ticker` has not been started.
struct SpaceHomeParts {
  db::Db& db;
  IdSource& ids;
  org::Org& org;
  const places::Places& places;
  registers::Subjects& subjects;
  jobs::Ticker& ticker;
  std::string district;
  std::string data_folder;
  std::string definitions;  // folder of masks.json and spaces.json
  const settings::Settings& settings;
};

class SpaceHome {
 public:
  // Throws std::runtime_error when the rules cannot be read or the key cannot be used.
  explicit SpaceHome(const SpaceHomeParts& parts);
  // What a fresh district starts with; what was edited since stays.
  Outcome lay(db::Tx& tx, Instant now);
  // A synthetic district's residents with spaces, and requests that wait. Nothing where the registers are empty.
  void seed(Instant now);
  void add_routes(http::Routes& routes, const http::Recorder& record);
  masks::Masks& masks() { return masks_.masks(); }
  MaskHome& mask_home() { return masks_; }
  spaces::Spaces& spaces() { return *spaces_; }

 private:
  SpaceHomeParts parts_;
  const std::string policy_;
  const crypto::Signer signer_;
  MaskHome masks_;
  std::unique_ptr<spaces::Spaces> spaces_;
};

}  // namespace tiange::app
