#pragma once
// All SQL of the items room. The catalogue holds no personal data.

#include "city/items/items.h"

namespace tiange::items {

// One publication of changes to the catalogue; editions count up from 1.
struct Edition {
  std::int64_t edition = 0;
  Instant published;
  std::string published_by;
  std::string note;
  std::int64_t changed = 0;  // items that it added or changed
};
BOOST_DESCRIBE_STRUCT(Edition, (), (edition, published, published_by, note, changed))

struct ItemVersion {
  Item item;
  std::int64_t edition = 0;
};

namespace store {

std::int64_t newest_edition(db::Tx& tx);
void add_edition(db::Tx& tx, const Edition& edition);
std::vector<Edition> editions(db::Tx& tx);
void add_version(db::Tx& tx, const Item& item, std::int64_t edition);
// Every version of every item, in order of code and version.
std::vector<ItemVersion> all_versions(db::Tx& tx);

}  // namespace store
}  // namespace tiange::items
