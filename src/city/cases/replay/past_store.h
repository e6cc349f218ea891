#pragma once
// Pages of past cases with what their history keeps.

#include "city/cases/replay/case_facts.h"

namespace tiange::cases {

// A case of the period as its row has it.
struct PastRow {
  CaseRef ref;
  std::string number;
  Instant created;
  std::string item;
  std::string area;
  Channel channel = Channel::web;
  Kind kind = Kind::report;
  Severity severity = Severity::normal;
  bool confidential = false;
};

// An entry of its history as it is stored.
struct PastEntry {
  EventKind kind = EventKind::noted;
  Instant happened;
  PersonId actor;
  std::string detail;
};

struct PastFile {
  PastRow row;
  std::vector<PastEntry> entries;  // in order
};

struct PastFiles {
  std::vector<PastFile> items;
  std::int64_t cases = 0;  // rows looked at, the ones out of scope included
  std::string next;
};

// Which entries a page brings.
enum class Entries { dispatches, all };

// Latest first, at most `most` rows. A malformed cursor begins anew.
PastFiles read_past(db::Tx& tx, const Scope& scope, const flows::PastQuery& query, const std::string& cursor, int most,
                    Entries entries);
std::int64_t count_past(db::Tx& tx, const Scope& scope, const flows::PastQuery& query);

// The text of a member that is an object, as it stands in a stored detail; empty when there is none.
std::string_view object_in(std::string_view detail, std::string_view member);

// past_course.cpp
flows::PastCourse course_of(const PastFile& file, const CasesParts& parts, const org::Directory& directory,
                            ItemBook& items);

}  // namespace tiange::cases
