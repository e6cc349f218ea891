#pragma once
// Open311 GeoReport v2 for existing clients: services and their definitions, requests filed and read, photos, discovery,
// and the extension for updates of requests; JSON and XML.
//
// What goes out is public and holds no personal data: of cases filed by such clients the service, the description with
// numbers, addresses of mail and the reporter's name struck out, the place, the state; the photo where the reporter
// allowed it, without what the camera wrote into it.

#include <memory>
#include <span>

#include "city/cases/channels/channels.h"
#include "city/flows/flows.h"
#include "city/items/items.h"
#include "city/places/places.h"
#include "platform/blobs/blobs.h"

namespace tiange::cases {

struct Open311Parts {
  db::Db& db;
  const tiange::Clock& clock;
  IdSource& ids;
  Cases& cases;
  flows::Flows& flows;
  const items::Items& items;
  const places::Places& places;
  blobs::BlobStore& blobs;
  ClientKeys& keys;
  std::string district;
  std::string base_url;  // "https://…"; empty: as the client called it
};

class Open311 {
 public:
  virtual ~Open311() = default;
  virtual void add_routes(http::Routes& routes) = 0;
  // Of every case event: keeps what clients see of their requests.
  virtual Outcome on_case_event(db::Tx& tx, const db::Event& event) = 0;
};

std::span<const db::Migration> open311_migrations();
std::unique_ptr<Open311> open_open311(Open311Parts parts);

}  // namespace tiange::cases
