#pragma once
// The index of matches measured over drawn vacancies and talents.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tiange::app::bench {

// Named figures in order; `skills` is the text of data/jobs/skills.json. Throws std::runtime_error when it cannot be read.
std::vector<std::pair<std::string, double>> measure_jobs(std::string_view skills, std::int64_t vacancies, std::int64_t talents);

}  // namespace tiange::app::bench
