#pragma once
// Where the files that come with the program are: beside a checkout's build folder, or in share/tiange of an installation.

#include <string>

#include "base/result.h"
#include "platform/settings/settings.h"

namespace tiange::app {

struct Paths {
  std::string data;         // data folder of this district
  std::string definitions;  // data/ of the program
  std::string web;          // web/ of the program, with <client>/dist inside
  std::string db_url;
};

// Makes the data folder. Throws std::runtime_error when the program's own files are not found.
Paths paths_of(const settings::Settings& settings);

// While starting, a refusal ends the program: throws std::runtime_error with both texts.
void check(const Outcome& outcome);

}  // namespace tiange::app
