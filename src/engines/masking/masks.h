#pragma once
// How a value is shown to who may not see all of it. A mask is a word, with a figure where it needs one:
//
//   none            as it is                          keep-first:2   the first 2 characters, the rest *
//   name            王小明 -> 王**，欧阳修 -> 欧阳*      keep-last:4    the last 4
//   id  id:6        440***********123X (first 3 or 6) hide           ***, nothing of it
//   phone           138****5678, 0757-****0000        year  year:10  1987-05-02 -> 1987, 1980–1989
//   bank            ***************4321               month          1987-05
//   address         to the community; address:town, address:district stop earlier
//   email           a***@foshan.cn                    round:10       43 -> 40–49
//   plate           粤E****5                           area:9         the first 9 digits of a code
//
// There is no national table of masks (GB/T 37964-2019 and GB/T 35273-2020 give none); these are field practice. A value
// that does not have the shape its mask expects is hidden more, never less.

#include <string>
#include <string_view>

#include "base/result.h"

namespace tiange::masking {

enum class MaskKind { none, name, id, phone, bank, address, email, plate, hide, keep_first, keep_last, year, month, round, area };

enum class AddressLevel { community, town, district };

struct Mask {
  MaskKind kind = MaskKind::hide;
  int figure = 0;  // characters kept, years or numbers in a band, digits; 0 where the kind has none
  AddressLevel level = AddressLevel::community;  // of address
  friend bool operator==(const Mask&, const Mask&) = default;
};

// Refuses (bad_input) a word it does not know, naming those it knows.
Result<Mask> parse_mask(std::string_view word);
std::string mask_word(const Mask& mask);
Words mask_words(const Mask& mask);  // for people: 姓名留姓

// An empty value stays empty.
std::string apply_mask(const Mask& mask, std::string_view value);

// Whether rows may be put in order, filtered or counted by the field when it is shown through this mask: only when the
// mask hides nothing, else the order itself would tell the value.
bool may_compare(const Mask& mask);

// The part of an address that stays: through the last region word of the level (镇, 街道, 社区, 村委会 …); "" when it names none.
std::string_view address_head(std::string_view address, AddressLevel level);
// 1 for 王小明, 2 for 欧阳修; 1 for names of no known surname.
std::size_t surname_length(std::string_view name);

}  // namespace tiange::masking
