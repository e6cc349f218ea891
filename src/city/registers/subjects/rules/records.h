#pragma once
// What departments say of subjects, as it comes in and as it is kept.

#include <string>
#include <utility>
#include <vector>

#include "city/registers/subjects/rules/subject_views.h"

namespace tiange::registers {

// One row of a department about one subject. Values by field name of the catalogue; unknown fields and empty values are
// left out by absorb. Texts are as the source has them: dates 2026-11-21, code lists by their codes.
struct SourceRecord {
  std::string source;  // "police", "civil", …: a code of the catalogue of sources
  std::string key;     // the source's own key of the row, at most 100 bytes; never used for another subject
  Kind kind = Kind::person;
  std::vector<std::pair<std::string, std::string>> values;
  Instant observed;     // when the source saw it so; none: now
  std::string lineage;  // "<batch>/<row>": where the row can be read as it came
  bool gone = false;    // the source has withdrawn the row
};

struct KeptRecord : SourceRecord {
  SubjectId subject;  // 0: not yet anybody's
  Instant known;      // when this version was kept
};

}  // namespace tiange::registers
