#pragma once
// The lists that the synthetic people are drawn from, read from the files of data/.

#include <string>

#include "town/people/people_made.h"

namespace tiange::app {

// Throws std::runtime_error naming a file that cannot be read.
town::PeopleSources read_people_sources(const std::string& definitions_folder);

}  // namespace tiange::app
