#pragma once
// How a sample is drawn, and when a check passes. Pure: the same plan, seed and cases give the same sample, in whatever
// order the cases come.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "city/cases/supervision/supervision.h"

namespace tiange::cases {

enum class SamplePer { none, unit, item, town, community };
BOOST_DESCRIBE_ENUM(SamplePer, none, unit, item, town, community)

// Of the stratum a case lies in.
std::string stratum_of(SamplePer per, std::string_view unit, std::string_view item, std::string_view area);
// A number that depends on both and on nothing else; evenly spread.
std::uint64_t sample_rank(std::int64_t seed, std::int64_t id);

class SampleDraw {
 public:
  explicit SampleDraw(std::int64_t seed) : seed_(seed) {}
  void add(std::string stratum, CaseRef ref);
  std::int64_t population() const { return population_; }
  // `number` of every stratum, or `share` percent of it, at least one; in the order of their ids.
  std::vector<CaseRef> chosen(double share, int number) const;

 private:
  std::int64_t seed_;
  std::int64_t population_ = 0;
  std::map<std::string, std::vector<std::pair<std::uint64_t, CaseRef>>> strata_;
};

// SHA-256 over the references in order, in hex.
std::string sample_digest(const std::vector<CaseRef>& refs);

// Why the answers do not go with the result.
Outcome check_answers(const std::vector<CheckQuestion>& checklist, const std::map<std::string, bool>& answers,
                      bool passed, const std::string& reason);

}  // namespace tiange::cases
