#include "city/registers/find/find_store.h"

namespace tiange::registers::find_store {

void put_look(db::Tx& tx, std::int64_t id, AccountId account, const FindLook& look) {
  const std::string content = json::write(look);
  const auto changed = tx.run("UPDATE registers_find_looks SET looked_us = ?, content = ? WHERE part_key = ? AND id = ?",
                              {look.looked, content, id, id});
  if (changed > 0) return;
  tx.run("INSERT INTO registers_find_looks (part_key, id, account, looked_us, content) VALUES (?, ?, ?, ?, ?)",
         {id, id, account, look.looked, content});
}

std::vector<FindLook> looks(db::Tx& tx, std::optional<std::int64_t> account, std::int64_t after, std::size_t most) {
  const auto read = [](const db::Row& r) {
    FindLook look = json::read<FindLook>(r.text(1)).value();
    look.id = std::to_string(r.i64(0));
    return look;
  };
  const auto limit = static_cast<std::int64_t>(most);
  if (account) {
    return tx.all("SELECT id, content FROM registers_find_looks WHERE account = ? AND id < ? ORDER BY id DESC LIMIT ?",
                  {*account, after, limit}, read);
  }
  return tx.all("SELECT id, content FROM registers_find_looks WHERE id < ? ORDER BY id DESC LIMIT ?", {after, limit}, read);
}

void add_shape(db::Tx& tx, std::int64_t id, AccountId account, const ShapeView& shape) {
  tx.run("INSERT INTO registers_find_shapes (part_key, id, account, area, content) VALUES (?, ?, ?, ?, ?)",
         {id, id, account, shape.area, json::write(shape)});
}

namespace {
ShapeView shape_of(std::int64_t id, std::string_view content) {
  ShapeView view = json::read<ShapeView>(content).value();
  view.id = std::to_string(id);
  return view;
}
}  // namespace

std::optional<StoredShape> shape(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT account, content FROM registers_find_shapes WHERE part_key = ? AND id = ?", {id, id},
                [&](const db::Row& r) { return StoredShape{{r.i64(0)}, shape_of(id, r.text(1))}; });
}

std::vector<ShapeView> shapes(db::Tx& tx, AccountId account, std::size_t most) {
  return tx.all("SELECT id, content FROM registers_find_shapes WHERE account = ? ORDER BY id DESC LIMIT ?",
                {account, static_cast<std::int64_t>(most)}, [](const db::Row& r) { return shape_of(r.i64(0), r.text(1)); });
}

}  // namespace tiange::registers::find_store
