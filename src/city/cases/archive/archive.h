#pragma once
// 归档 Closed cases of long ago, in tables of their own for each year: archive_cases_2016 and so on. A case lies either in
// the tables of the living or in those of the year it was reported in (district time), never in both; what moves it
// moves everything that hangs on it in one transaction: its row, history, evidence references and reporter. Records of
// looks stay where they are. Whoever changes an archived case brings it back first (recall), so every rule of the living
// holds for it; the keeper moves it again later.
//
// The tables hold the same columns as those of the living, byte for byte, so a history's hashes go on to prove it.
//
// The index of the archive: segments of up to 65,536 cases in the order of their creation; for each word of a segment the
// slots that hold it (slot_set.h). A search takes the segments from the newest backwards, has all conditions met in
// memory by AND and OR over the slots, and reads rows of hits only, so it costs the same whether one condition is rare
// or all are common and never meet. What was moved in one go is a segment of its own; merge() makes large ones of many
// small ones. Slots of cases that were brought back since lead nowhere and are passed over.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "city/cases/archive/search_words.h"
#include "platform/db/db.h"

namespace tiange::cases::archive {

struct Ref {
  std::int64_t part_key = 0;
  std::int64_t id = 0;
  friend auto operator<=>(const Ref&, const Ref&) = default;
};

// What is put into the index of a case.
struct Doc {
  Ref ref;
  std::int64_t created_us = 0;
  std::vector<Word> words;  // any order, with repetitions
};

int year_of(Instant created);
std::string table(const char* name, int year);  // ("cases", 2016) -> archive_cases_2016
// The tables of a year; for the lint.
std::string year_schema(int year);

// Newest first.
std::vector<int> years(db::Tx& tx);
// The year in whose tables the case lies; nothing when it is not archived.
std::optional<int> find(db::Tx& tx, Ref ref);

// Makes the tables of the year where they are missing; not inside a transaction.
void prepare_year(db::Db& db, int year);

// Where a place is named in the stored state of a case; its words are found too.
using PlaceOf = std::function<std::string(std::string_view state)>;

// Closed cases with nothing pending that were closed before a moment, those closed first at the front.
struct Due {
  Ref ref;
  int year = 0;
};
std::vector<Due> closed_before(db::Tx& tx, Instant before, int most);
// Moves one case into the tables of its year, which are there, and says what it is found by; nothing when it is not closed
// before the moment any more.
std::optional<Doc> move(db::Tx& tx, Ref ref, Instant before, Instant now, const PlaceOf& place_of);
// Counts what was moved, per year.
void note_moved(db::Tx& tx, int year, std::int64_t cases, Instant now);
// Brings a case back; nothing happens when it is not archived.
void recall(db::Tx& tx, Ref ref);

// Facets of a case, as the index holds them.
struct Facets {
  std::string area;
  std::string item;
  std::string unit;
  std::int64_t status = 0;
  std::int64_t step = 0;
  std::int64_t level = 0;
  std::int64_t channel = 0;
  std::int64_t severity = 0;
  bool overdue = false;
  bool confidential = false;
  std::int64_t reported_by = 0;
  std::int64_t closed_us = 0;
  std::string phone_digest;  // of the reporter's telephone; empty when there is none
};
constexpr char k_area = 'a', k_item = 'i', k_unit = 'u', k_status = 's', k_step = 't', k_level = 'l', k_channel = 'c',
               k_severity = 'g', k_overdue = 'o', k_confidential = 'x', k_reporter = 'r', k_closed = 'm', k_phone = 'p';
// An area is found by its own code and by those of its town (9 digits) and community (12).
void add_facets(std::vector<Word>& words, const Facets& facets);
// The month of a moment, district time, as the facet k_closed names it: years × 12 + month from 0.
std::int64_t month_of(std::int64_t us);

// ---- the index ------------------------------------------------------------------------------------------------

// Adds a segment of at most 65,536 cases of one year. `bulk`: into tables nobody reads yet, the fastest way.
enum class Writing { careful, bulk };
void add_segment(db::Tx& tx, int year, std::vector<Doc> docs, Instant now, Writing writing = Writing::careful);

// Moves those of the cases that are due for it into the archive, index included; returns how many. Their years are there.
std::int64_t move_batch(db::Tx& tx, std::span<const Due> due, Instant before, Instant now, const PlaceOf& place_of);

// Merges small segments of a year into one where eight or more have come together, in small transactions; returns whether
// there was something to merge. One at a time; `stopping` is asked between transactions. What a dead run left is cleared.
bool merge(db::Db& db, int year, Instant now, const std::function<bool()>& stopping);

struct Query {
  std::vector<AnyOf> all;
  std::optional<std::int64_t> from_us;  // created
  std::optional<std::int64_t> to_us;
  std::optional<std::pair<std::int64_t, std::int64_t>> before;  // created, id: older than this
  std::size_t most = 50;
};
struct Hit {
  int year = 0;
  Ref ref;
  std::int64_t created_us = 0;
};
// Offers hits to `accept`, which says whether one counts; what it accepted holds the newest `most` there are, in no strict
// order and possibly with a few older ones. A case may be offered twice.
void search(db::Tx& tx, const Query& query, const std::function<bool(const Hit&)>& accept);

struct IndexSize {
  std::int64_t segments = 0;
  std::int64_t docs = 0;
};
IndexSize index_size(db::Tx& tx, int year);

}  // namespace tiange::cases::archive
