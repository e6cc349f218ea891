#pragma once
// Whistles, consultations and findings of a synthetic district, and who enforces there.

#include <functional>
#include <string>
#include <vector>

#include "app/together/together_home.h"
#include "city/org/org.h"

namespace tiange::app {

// Two officers for each enforcement branch and department among the units.
std::vector<org::NewPerson> enforcement_staff(const std::vector<std::string>& units, IdSource& ids, Instant now);

struct TogetherSeedParts {
  db::Db& db;
  cases::Cases& cases;
  org::Org& org;
  std::function<std::string(std::string_view content, const std::string& name)> keep_file;  // -> digest
  std::string paper;  // digest of what units attach when they give a case back
};
// In whatever state they are now; what the district's cases do not allow is left out.
void seed_together(TogetherHome& home, const TogetherSeedParts& parts, Instant now);

}  // namespace tiange::app
