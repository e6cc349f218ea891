#pragma once
// The masks tied to the house: what the registers show goes through the policy, exports read the registers.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "city/org/masks/masks_room.h"
#include "city/registers/subjects/subjects.h"
#include "platform/jobs/ticker.h"

namespace tiange::app {

std::vector<db::Migration> mask_migrations();

// Everything outlives it; `ticker` has not been started.
struct MaskHomeParts {
  db::Db& db;
  IdSource& ids;
  org::Org& org;
  registers::Subjects& subjects;
  jobs::Ticker& ticker;
  std::string district;
  std::string data_folder;
  std::int64_t node = 0;
  bool four_eyes = true;
};

class MaskHome {
 public:
  explicit MaskHome(const MaskHomeParts& parts);
  ~MaskHome();

  // The policy of a fresh district; text of data/masks.json.
  Outcome lay(db::Tx& tx, std::string_view policy, Instant now) { return masks_->lay(tx, policy, now); }
  void add_routes(http::Routes& routes, const http::Recorder& record) { masks_->add_routes(routes, record); }
  masks::Masks& masks() { return *masks_; }
  // Subjects inside a shape that was drawn, for exports. Before the district starts.
  using Inside = std::function<std::vector<registers::SubjectId>(db::Tx&, const Scope&, std::string_view shape, registers::Kind)>;
  void use_shapes(Inside inside);

 private:
  class Rows;
  std::unique_ptr<Rows> rows_;
  std::unique_ptr<masks::Masks> masks_;
};

// The secret for pseudonyms and marks of the district whose data lie in the folder.
std::string mask_key(const std::string& data_folder);

}  // namespace tiange::app
