#pragma once

#include <functional>
#include <optional>

#include "city/cases/supervision/closings/finder_rules.h"

namespace tiange::cases {

enum class ClosingFindingState { open, sent, confirmed, dismissed };
BOOST_DESCRIBE_ENUM(ClosingFindingState, open, sent, confirmed, dismissed)

struct ClosingFinding {
  CaseRef about;
  Instant settled;
  std::string number;
  Verdict verdict;
  Instant examined;
  std::int64_t rules_version = 0;
  std::string area, unit, item, handler_name;
  ClosingFindingState state = ClosingFindingState::open;
  std::int64_t check = 0;
  Instant judged;
  std::string judged_by, judged_text;
};

namespace store {

// Photos whose hash shares a band; the nearest within `bits` that is not `digest` itself.
struct PhotoHit {
  std::string digest;
  int bits = 0;
};
std::vector<PhotoHit> photos_like(db::Tx& tx, std::uint64_t hash, int bits, const std::string& digest, std::size_t most);
void add_photo(db::Tx& tx, std::uint64_t hash, const std::string& digest);
// Many at once, for filling a store.
void add_photos(db::Tx& tx, const std::vector<std::pair<std::uint64_t, std::string>>& photos);

// Where a photo was evidence, the first time first: (case, added, step).
struct PhotoUse {
  CaseRef about;
  Instant added;
  Step step = Step::report;
};
std::vector<PhotoUse> uses_of(db::Tx& tx, const std::string& digest, std::size_t most);

void add_closing_text(db::Tx& tx, std::int64_t words, CaseRef about, Instant settled, PersonId handler);
// Other cases settled with the same words in [from, to].
int closing_copies(db::Tx& tx, std::int64_t words, CaseRef but, Instant from, Instant to);

// The first case of the item at the place reported after `since`; those with a point are measured by the caller.
struct ReturnRow {
  CaseRef about;
  std::string number;
  Instant created;
  std::optional<double> lng, lat;
};
std::vector<ReturnRow> reports_after(db::Tx& tx, const std::string& area, const std::string& item, Instant since,
                                     Instant until, CaseRef but, int most);
struct Matter {
  std::string area;  // a grid
  std::string item;
  Instant created;
};
// Nothing for a case without grid or item.
std::optional<Matter> matter_of(db::Tx& tx, CaseRef about);
// The latest case of the item in the grid before this one, if it is closed; reported since then.
std::optional<CaseRef> closed_before(db::Tx& tx, CaseRef about, const std::string& area, const std::string& item,
                                     Instant created, Instant since);

// Closings that wait to be looked at.
void mark_closing(db::Tx& tx, CaseRef about);
std::vector<CaseRef> closings_due(db::Tx& tx, int most);
void unmark_closing(db::Tx& tx, CaseRef about);

// Keeps state and verdict of a finding that is there already.
void put_finding(db::Tx& tx, const ClosingFinding& finding);
bool set_finding_state(db::Tx& tx, const ClosingFinding& finding, ClosingFindingState from);
std::optional<ClosingFinding> finding_of(db::Tx& tx, CaseRef about);  // of the latest settling
std::optional<ClosingFinding> finding_of_check(db::Tx& tx, CaseRef about, std::int64_t check);
// Newest first, behind (settled, case id).
void each_finding(db::Tx& tx, Instant settled, std::int64_t id, const std::function<bool(const ClosingFinding&)>& visit);
void each_judged(db::Tx& tx, Instant from, Instant to, const std::function<void(const ClosingFinding&)>& visit);

}  // namespace store
}  // namespace tiange::cases
