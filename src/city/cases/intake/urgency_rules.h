#pragma once
// How urgent a matter is, and who says so: words of danger first, what was learned from closed cases where they are silent.
// Pure.

#include <span>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "engines/text/text_classifier.h"

namespace tiange::cases {

struct UrgencyAdvice {
  std::string urgency;  // name of a severity
  std::string by;       // Suggestions::urgency_by
  double score = 0;     // Suggestions::urgency_score
  std::vector<std::string> reasons;
};

// `danger` are the words of danger the text says, undenied; they decide alone. `known` are the urgencies the catalogue has
// limits for; what was learned chooses among them, and only where it is more likely right than not. `learned` may be null.
UrgencyAdvice advise_urgency(std::vector<std::string> danger, std::span<const Severity> known, std::string_view text,
                             const textual::TextClassifier* learned);

}  // namespace tiange::cases
