#pragma once
// What a finder holds: values once each, documents in order of kind, grid and id with the values they have, lists of
// documents by runs of characters, sounds of names; and beside them what was changed since.

#include <map>
#include <string>
#include <vector>

#include "engines/finder/finder_lists.h"
#include "engines/finder/finder_words.h"

namespace tiange::finder {

// Values of one sort, one behind the other.
struct Values {
  std::string texts;
  std::vector<std::uint32_t> ends;        // by value
  std::vector<std::uint32_t> cores;       // by value of a firm: at << 16 | size
  std::vector<std::uint32_t> sounds;      // by value of a name or firm

  std::size_t size() const { return ends.size(); }
  std::string_view text(std::uint32_t value) const {
    const std::uint32_t from = value == 0 ? 0 : ends[value - 1];
    return std::string_view(texts).substr(from, ends[value] - from);
  }
  std::uint16_t core_at(std::uint32_t value) const { return cores.empty() ? 0 : static_cast<std::uint16_t>(cores[value] >> 16); }
  std::uint16_t core_size(std::uint32_t value) const { return cores.empty() ? 0 : static_cast<std::uint16_t>(cores[value]); }
};

constexpr std::uint32_t k_sort_shift = 29;  // an entry: sort above, number of the value below
constexpr std::uint32_t k_value_mask = (1U << k_sort_shift) - 1;
constexpr std::uint32_t k_no_sound = 0xFFFFFFFF;

struct Sounds {
  std::vector<std::uint16_t> syllables;
  std::vector<std::uint32_t> ends;         // by sound
  std::vector<std::uint16_t> other_first;  // by sound
  std::vector<std::uint32_t> document_ends;
  std::vector<Number> documents;           // by sound
  // Sounds by two neighbouring initials, each once for a pair; ends by the first initial * 27 + the second.
  std::vector<std::uint32_t> pair_ends;
  std::vector<std::uint32_t> pairs;

  std::size_t size() const { return ends.size(); }
  std::span<const std::uint16_t> of(std::uint32_t sound) const {
    const std::uint32_t from = sound == 0 ? 0 : ends[sound - 1];
    return std::span(syllables).subspan(from, ends[sound] - from);
  }
};

struct Changed {
  std::string grid;
  std::vector<std::pair<Sort, Value>> values;
  std::vector<Sound> sounds;  // one for each value
};
using ChangedKey = std::pair<std::uint8_t, std::int64_t>;

struct Inside {
  std::array<Values, k_sorts> values;
  Sounds sounds;
  std::vector<std::int64_t> ids;            // by document
  std::vector<std::uint32_t> grids;         // by document, into grid_names
  std::vector<std::uint32_t> entry_ends;    // by document
  std::vector<std::uint32_t> entries;
  std::vector<Number> by_id;                // documents in order of kind and id
  std::vector<Number> kind_starts = std::vector<Number>(33, 0);  // of kinds 0 … 31, and the end
  std::vector<std::string> grid_names;      // ascending
  Lists lists;
  Bits living;
  std::size_t dead = 0;
  std::map<ChangedKey, Changed> changed;

  std::size_t documents() const { return ids.size(); }
  std::uint8_t kind_of(Number document) const;
  std::string_view grid_of(Number document) const { return grid_names[grids[document]]; }
  std::span<const std::uint32_t> entries_of(Number document) const {
    const std::uint32_t from = document == 0 ? 0 : entry_ends[document - 1];
    return std::span(entries).subspan(from, entry_ends[document] - from);
  }
  // Documents of the base with this kind and id, dead or alive; documents() when there is none.
  Number find_id(std::uint8_t kind, std::int64_t id) const;
  // Documents of a kind whose grids begin with the prefix.
  std::pair<Number, Number> range(std::uint8_t kind, std::string_view prefix) const;

  // Everything of the base that is an array of plain numbers.
  template <class Self, class Visit>
  static void each_array(Self& self, Visit visit) {
    for (auto& v : self.values) visit(v.texts), visit(v.ends), visit(v.cores), visit(v.sounds);
    visit(self.sounds.syllables), visit(self.sounds.ends), visit(self.sounds.other_first);
    visit(self.sounds.document_ends), visit(self.sounds.documents);
    visit(self.sounds.pair_ends), visit(self.sounds.pairs);
    visit(self.ids), visit(self.grids), visit(self.entry_ends), visit(self.entries), visit(self.by_id);
    visit(self.kind_starts), visit(self.living.words());
    self.lists.each_array(visit);
  }
};

Changed changed_of(const Document& document);

}  // namespace tiange::finder
