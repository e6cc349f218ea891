#pragma once
// All SQL of return visits.

#include "city/hotline/hotline.h"

namespace tiange::hotline::store {

struct VisitRecord {
  std::int64_t part_key = 0;  // of the case
  std::int64_t id = 0;
  std::string case_ref;
  std::string number;
  std::string title;
  std::string line;
  std::string item;
  std::string unit;
  std::string area;
  bool scored = true;
  bool open = true;
  bool closed = false;  // asked after the case was closed
  std::int64_t attempts = 0;
  Instant next_try;
  Instant due;
  std::string token_mark;
  std::string token_sealed;
  VisitMeans means = VisitMeans::call;
  Resolved resolved = Resolved::unasked;
  Satisfied satisfied = Satisfied::unrated;
  std::string text;
  PersonId by;
  std::string by_name;
  Instant done;
  bool went_back = false;
};

void put_visit(db::Tx& tx, const VisitRecord& visit);
std::optional<VisitRecord> open_visit(db::Tx& tx, const std::string& case_ref);
std::optional<VisitRecord> visit_by_token(db::Tx& tx, const std::string& token_mark);
std::vector<VisitRecord> visits_of(db::Tx& tx, const std::string& case_ref);  // newest first
// Of cases that were closed, soonest due first.
std::vector<VisitRecord> open_visits(db::Tx& tx, Instant now, int limit);
std::vector<VisitRecord> done_visits(db::Tx& tx, Instant before, std::int64_t before_id, int limit);  // newest first
void let_go(db::Tx& tx, Instant now);  // open ones whose time has passed

}  // namespace tiange::hotline::store
