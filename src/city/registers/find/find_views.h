#pragma once
// What finding in the registers takes and shows.
//
// Routes below /api/v1/registers/find; P registers.people, A org.audit, S signed in.
//   P GET  ?q=&kinds=person,firm&area=&near=&purpose=&after=&limit=   FindList; the search is recorded
//   S GET  /status                                                    FindStatus
//   P POST /shapes                                                    ShapeIn -> ShapeView: an area is drawn, for a purpose
//   P GET  /shapes                                                    ShapeList: one's own, newest first
//   P GET  /shapes/{id}?kinds=&after=&limit=                          InsideList: who and what is inside; recorded
//   A GET  /looks?account=&after=                                     FindLookList: who searched for what, and why

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "city/registers/subjects/subjects.h"

namespace tiange::registers {

struct FindStatus {
  std::string state;             // building | ready
  std::int64_t documents = 0;    // that can be found
  std::int64_t read = 0, total = 0;  // while it is being built: of how many subjects
  std::int64_t changed = 0;      // since it was built or folded
  std::int64_t memory_bytes = 0;
  std::int64_t build_ms = 0;     // that the last building took
  std::optional<Instant> built;
};
BOOST_DESCRIBE_STRUCT(FindStatus, (), (state, documents, read, total, changed, memory_bytes, build_ms, built))

struct FindMatch {
  std::string word;
  std::string sort;  // name | firm | id_card | phone | credit_code | plate | address
  std::string fit;   // whole | beginning | inside
};
BOOST_DESCRIBE_STRUCT(FindMatch, (), (word, sort, fit))
struct FindRow : SubjectRow {
  std::vector<FindMatch> matches;  // one for each word
};
BOOST_DESCRIBE_STRUCT(FindRow, (SubjectRow), (matches))
struct FindList {
  std::vector<FindRow> items;
  std::string next;
  std::vector<std::string> ignored;     // words that can be looked for nowhere
  std::vector<std::string> whole_only;  // sorts that the caller finds by whole values alone
  bool people_left_out = false;         // no purpose was said: persons and households are not searched
  FindStatus status;
};
BOOST_DESCRIBE_STRUCT(FindList, (), (items, next, ignored, whole_only, people_left_out, status))

struct ShapeIn {
  static constexpr bool k_json_defaults = true;
  std::string title;
  std::vector<std::vector<double>> ring;  // [[lng, lat], …] WGS84, 3 to 1000 points
  std::string purpose;
};
BOOST_DESCRIBE_STRUCT(ShapeIn, (), (title, ring, purpose))
struct KindCounts {
  std::int64_t houses = 0, households = 0, persons = 0, firms = 0, facilities = 0;
};
BOOST_DESCRIBE_STRUCT(KindCounts, (), (houses, households, persons, firms, facilities))
struct ShapeView {
  static constexpr bool k_json_defaults = true;
  std::string id, title, purpose, name;  // of who drew it
  std::vector<std::vector<double>> ring;
  double area_m2 = 0;
  std::string area, area_name;           // the smallest area that holds everything found
  std::int64_t addresses = 0;
  KindCounts counts;                     // as they were when it was drawn
  Instant made;
};
BOOST_DESCRIBE_STRUCT(ShapeView, (), (id, title, purpose, name, ring, area_m2, area, area_name, addresses, counts, made))
struct ShapeList {
  std::vector<ShapeView> items;
};
BOOST_DESCRIBE_STRUCT(ShapeList, (), (items))

struct InsideSpot {
  std::string address, full, grid;
  std::optional<double> lng, lat;
  std::vector<SubjectRow> rows;  // houses, households, persons, firms, facilities, in this order
};
BOOST_DESCRIBE_STRUCT(InsideSpot, (), (address, full, grid, lng, lat, rows))
struct InsideList {
  ShapeView shape;
  KindCounts counts;  // now
  std::vector<InsideSpot> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(InsideList, (), (shape, counts, items, next))

struct FindLook {
  static constexpr bool k_json_defaults = true;
  std::string id, account, name, unit;
  std::string act;        // find | shape | inside
  std::string words;      // long numbers with stars inside
  std::string purpose, kinds, area, shape;
  std::int64_t hits = 0;  // shown
  std::int64_t people = 0;  // of them persons and households
  Instant looked;
};
BOOST_DESCRIBE_STRUCT(FindLook, (), (id, account, name, unit, act, words, purpose, kinds, area, shape, hits, people, looked))
struct FindLookList {
  std::vector<FindLook> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(FindLookList, (), (items, next))

}  // namespace tiange::registers
