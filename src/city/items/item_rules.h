#pragma once
// What makes an item whole, and items as rows of a spreadsheet. Pure.

#include <functional>
#include <span>

#include "city/items/items.h"

namespace tiange::items {

// What an item may point at.
struct Known {
  std::function<bool(std::string_view)> line;  // a department line
  std::function<bool(std::string_view)> form;  // a form that has been deployed, by key
  std::function<bool(std::string_view)> power = {};  // of the power list; without it any code is taken
};
// Every fault of an item, named by member.
std::vector<FieldError> faults_of(const Item& item, const Known& known);

// The columns of the catalogue's spreadsheet, in order: member name, Chinese title.
struct Column {
  std::string_view name;
  std::string_view zh;
};
std::span<const Column> columns();

std::vector<std::string> to_row(const Item& item);
// Reads a row; `index[i]` is the cell of columns()[i], or -1 when the sheet has no such column: then what `present`, the
// item as it stands, holds there is kept. Adds every bad cell, with the column's Chinese title as path.
Item from_row(const std::vector<std::string>& cells, const std::vector<int>& index, std::vector<FieldError>& faults,
              const Item* present = nullptr);
// A fault when an item's parent is unknown, of another class, or in the end the item itself. `find` gives the item of a
// code as it would be, or nullptr.
std::optional<FieldError> parent_fault(const Item& item, const std::function<const Item*(std::string_view)>& find);

}  // namespace tiange::items
