#pragma once
// What was reported at an address: each matter at the lowest level that its words name, whether the tree knows it or not.

#include "city/registers/addresses/addresses.h"

namespace tiange::registers::matters {

struct Matter {
  std::int64_t address = 0;
  Instant reported;
  std::int64_t part_key = 0, id = 0;  // of the case
};

// Again: it stays as it is.
void note(db::Tx& tx, const Matter& matter);
// At one of these addresses, newest first.
std::vector<Matter> at(db::Tx& tx, std::span<const std::int64_t> addresses, std::size_t most);

// How far back older matters have been noted: what whoever notes them left here. "" at first.
std::string mark(db::Tx& tx);
void set_mark(db::Tx& tx, std::string_view mark);

}  // namespace tiange::registers::matters
