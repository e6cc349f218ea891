#pragma once
// Fills a fresh database with the synthetic district: its ground, names, people, and a share of a year of cases.

#include <functional>
#include <string>

#include "app/district.h"
#include "town/town.h"

namespace tiange::app {

struct SeedPlan {
  std::uint64_t seed = 440604;
  double scale = 0.02;  // of a year of about two million cases
  int days = 365;       // up to and including today
  bool people = false;  // persons, households, firms and houses in the registers, at the same scale
  int undecided = 0;    // matters at the centre's desks besides: to be located, accepted, dispatched again
};

// Told now and then: what is being done, and how far (0–1).
using Progress = std::function<void(std::string_view zh, std::string_view en, double done)>;

// Whether the database holds a whole district.
bool is_seeded(District& district);

struct SeedReport {
  std::int64_t grids = 0;
  std::int64_t people = 0;
  std::int64_t names = 0;
  std::int64_t past_cases = 0;
  std::int64_t open_cases = 0;
  double seconds = 0;
};
SeedReport seed_district(District& district, const SeedPlan& plan, const Progress& progress);

// The files of data/ that the generator reads.
town::Sources read_sources(const std::string& definitions_folder);

}  // namespace tiange::app
