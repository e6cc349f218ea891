#pragma once
// From sums to ranked results.

#include "city/scores/score_book.h"

namespace tiange::scores {

// The counts of each object in each of several periods.
struct Tables {
  std::vector<Period> periods;
  std::map<std::string, std::vector<Counts>> objects;
};

// Which object a key of the sums belongs to, for a caller and an area; empty: to none.
class Grouping {
 public:
  Grouping(const Scope& scope, const places::Places& places, const org::Directory& directory, const items::Items& items,
           Objects objects, int digits, std::string area)
      : scope_(scope),
        places_(places),
        directory_(directory),
        items_(items),
        objects_(objects),
        digits_(digits),
        area_(std::move(area)) {}

  ObjectKind kind() const;
  std::pair<std::int64_t, std::int64_t> parts() const;
  std::string object_of(std::string_view key) const;
  std::string area_of(const std::string& object) const;
  Words name(const std::string& object) const;
  std::map<std::string, double> ground(const std::string& object, const Period& period, Date today) const;
  const std::string& area() const { return area_; }

 private:
  const Scope& scope_;
  const places::Places& places_;
  const org::Directory& directory_;
  const items::Items& items_;
  Objects objects_;
  std::size_t digits_;
  std::string area_;
};

void gather(db::Tx& tx, const Grouping& grouping, Tables& tables);
void add_lines(Tables& tables, const Grouping& grouping, const Lines& lines);

using GivenByObject = std::map<std::string, std::map<std::string, double>>;

struct ResultInputs {
  const ScorecardRule& rule;
  const std::map<std::string, int>& versions;
  int card_version;
  const Grouping& grouping;
  const Tables& tables;        // the period first; then, where wanted, the one before, a year ago, and earlier ones
  const GivenByObject& given;  // of the period
  Instant now;
};
ResultView result_of(const ResultInputs& inputs);

}  // namespace tiange::scores
