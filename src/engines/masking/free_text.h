#pragma once
// Personal data in free Chinese text: names by surname and what stands around them, citizen numbers by their check digit,
// telephone numbers, bank cards by the Luhn digit, addresses, number plates, e-mail addresses. Digits may be full width
// and grouped by spaces or hyphens. A surname with a title alone (张先生) is left: nothing of it would be hidden.
//
// Found by rules and tables, nothing learned: the same text gives the same answer everywhere. What it finds and misses on
// a labelled set is measured by free_text_test and written down in docs/masking.md.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engines/masking/masks.h"

namespace tiange::masking {

enum class Personal { name, id, phone, bank, address, email, plate };

std::string_view personal_word(Personal kind);  // "name", "id" …
std::optional<Personal> personal_from(std::string_view word);

struct Found {
  Personal kind;
  std::size_t begin = 0;  // bytes of the text
  std::size_t end = 0;
  friend bool operator==(const Found&, const Found&) = default;
};

// In order of their places, never overlapping. `text` is valid UTF-8.
std::vector<Found> find_personal(std::string_view text);

// How each kind is shown; a kind that is absent stays as it is.
using PersonalMasks = std::map<Personal, Mask>;
const PersonalMasks& usual_masks();
std::string mask_found(std::string_view text, const std::vector<Found>& found, const PersonalMasks& masks);
std::string mask_text(std::string_view text, const PersonalMasks& masks = usual_masks());

}  // namespace tiange::masking
