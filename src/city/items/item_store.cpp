#include "city/items/item_store.h"

namespace tiange::items::store {

std::int64_t newest_edition(db::Tx& tx) {
  return tx.one("SELECT MAX(edition) FROM item_editions", {}, [](const db::Row& r) { return r.i64(0); }).value_or(0);
}

void add_edition(db::Tx& tx, const Edition& edition) {
  tx.run("INSERT INTO item_editions (edition, published_us, published_by, note, changed) VALUES (?, ?, ?, ?, ?)",
         {edition.edition, edition.published, edition.published_by, edition.note, edition.changed});
}

std::vector<Edition> editions(db::Tx& tx) {
  return tx.all("SELECT edition, published_us, published_by, note, changed FROM item_editions ORDER BY edition DESC", {},
                [](const db::Row& r) { return Edition{r.i64(0), r.moment(1), r.str(2), r.str(3), r.i64(4)}; });
}

void add_version(db::Tx& tx, const Item& item, std::int64_t edition) {
  tx.run("INSERT INTO item_versions (code, version, edition, content) VALUES (?, ?, ?, ?)",
         {item.code, item.version, edition, json::write(item)});
}

std::vector<ItemVersion> all_versions(db::Tx& tx) {
  return tx.all("SELECT content, edition FROM item_versions ORDER BY code, version", {}, [](const db::Row& r) {
    return ItemVersion{json::read<Item>(r.text(0)).value(), r.i64(1)};
  });
}

}  // namespace tiange::items::store
