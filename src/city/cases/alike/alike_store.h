#pragma once
// All SQL of the part.

#include "city/cases/alike/alike.h"
#include "engines/text/alike_index.h"

namespace tiange::cases {

struct StoredTie {
  std::string how;  // merged_in | merged_into | split_to | split_from | repeat | repeat_climb
  CaseRef other;
  Instant made;
  std::string made_by;
  std::string note;
};

// An open case as the index takes it.
struct OpenText {
  CaseRef ref;
  Instant created;
  std::string words;
  textual::AlikeText about;  // without the text
};

namespace store {

void add_tie(db::Tx& tx, CaseRef one, const StoredTie& tie);
void drop_tie(db::Tx& tx, CaseRef one, const std::string& how, CaseRef other);
std::vector<StoredTie> ties(db::Tx& tx, CaseRef one);  // oldest first
bool has_tie(db::Tx& tx, CaseRef one, const std::string& how);

// Open cases behind a moment and id, in that order, at most `most`.
std::vector<OpenText> open_behind(db::Tx& tx, Instant created, CaseId id, int most);
// Ids of cases closed since.
std::vector<CaseId> closed_since(db::Tx& tx, Instant since);

// Cases of an item in a grid reported since, whatever became of them, newest first, without `but`; those whose point is
// known to lie farther away than `metres` are left out.
// What a case is of and where, without the rest of it.
struct MatterSpot {
  CaseRef ref;
  std::string area, item;
  std::optional<double> lng, lat;
  Severity severity = Severity::normal;
  bool open = true;

  bool located() const { return area.size() == 15; }
};
std::optional<MatterSpot> spot_of(db::Tx& tx, CaseRef ref);
std::vector<CaseRef> same_matter(db::Tx& tx, const std::string& area, const std::string& item, std::optional<double> lng,
                                 std::optional<double> lat, double metres, Instant since, CaseRef but);

std::uint64_t item_number(std::string_view item);
std::uint64_t person_number(std::string_view phone_digest);

}  // namespace store
}  // namespace tiange::cases
