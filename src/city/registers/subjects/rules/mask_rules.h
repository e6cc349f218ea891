#pragma once
// The masks of field practice: name keeps the surname, ID 3 + 4, phone 3 + 4, bank the last 4, an address what lies above
// the estate, e-mail the first letter and the domain. Pure.

#include <string>
#include <string_view>

namespace tiange::registers {

// `mask` as the catalogue names it; an unknown one hides everything.
std::string mask_value(std::string_view mask, std::string_view value);

}  // namespace tiange::registers
