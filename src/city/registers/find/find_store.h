#pragma once
// All SQL of searches that were made and of areas that were drawn.

#include "city/registers/find/find.h"

namespace tiange::registers::find_store {

void put_look(db::Tx& tx, std::int64_t id, AccountId account, const FindLook& look);  // adds or replaces
// Newest first, behind `after`; of one account, or of all.
std::vector<FindLook> looks(db::Tx& tx, std::optional<std::int64_t> account, std::int64_t after, std::size_t most);

struct StoredShape {
  AccountId account;
  ShapeView view;
};
void add_shape(db::Tx& tx, std::int64_t id, AccountId account, const ShapeView& shape);
std::optional<StoredShape> shape(db::Tx& tx, std::int64_t id);
std::vector<ShapeView> shapes(db::Tx& tx, AccountId account, std::size_t most);

}  // namespace tiange::registers::find_store
