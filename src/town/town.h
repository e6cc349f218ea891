#pragma once
// The life of the synthetic district: the stream of matters of a year, or of a day.
//
// Same seed, sources and plan give the same stream, byte for byte: the part has its own random numbers and its own
// logarithm, uses no clock, no locale, no threads and no unordered iteration.
//
//   Result<District> district = make_district(sources, seed);
//   make_matters(*district, sources, plan, [&](const Matter& m) { ... });   // in order of reporting
//
// On one core a district takes about a second, a year of two million matters about five.

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

#include "base/calendar.h"
#include "base/result.h"
#include "base/time.h"
#include "town/ground/made_district.h"

namespace tiange::town {

enum class Channel : std::uint8_t { grid, hotline, web };
enum class Ask : std::uint8_t { finding, consult, help, complaint, report, suggestion, praise, other };
// Where it was settled. `answered`: by the hotline seat at once.
enum class Settled : std::uint8_t { answered, grid, community, department, town, not_accepted };
enum class Opinion : std::uint8_t { none, very_satisfied, satisfied, unsatisfied };
// Moments of a case's life; a moment it has not reached by `now` is zero.
enum class Step : std::uint8_t {
  reported, verified, registered, dispatched, signed_for, handled, checked, followed_up, closed
};
constexpr std::size_t k_steps = 9;

struct Matter {
  std::uint64_t number = 0;  // rises by one in order of reporting
  Instant reported_at;
  Channel channel = Channel::grid;
  Ask ask = Ask::finding;
  Severity severity = Severity::normal;
  Settled settled = Settled::grid;
  Opinion opinion = Opinion::none;
  bool resolved = true;       // as the reporter sees it
  bool overdue = false;       // handled after its limit
  std::uint8_t returns = 0;   // times the unit sent it back
  std::uint8_t reworks = 0;   // times the check failed
  std::uint64_t repeats = 0;  // number of the first matter at the same place, 0 for none
  int item = 0;               // index into District::items
  int grid = 0;
  int address = -1;           // index into District::addresses
  geo::Point point;
  bool has_point = false;     // officers and the web give coordinates, callers do not
  int reporter = -1;          // index into District::people for officers
  int officer = 0;            // who verifies and checks: an officer of the grid
  int unit = -1;              // index into District::units of the handling unit, -1 before dispatch or settled below
  int handler = -1;           // index into District::people
  std::array<Instant, k_steps> at{};
  // Views into buffers of the generator, valid during the call.
  std::string_view title;
  std::string_view text;
  std::string_view place_text;     // the place as the reporter says it
  std::string_view reporter_name;  // 陈女士, or an officer's name
  std::string_view reporter_phone;
  std::string_view reply;          // what the unit answered, empty while open
  bool open() const { return at[static_cast<std::size_t>(Step::closed)].us == 0; }
};

struct MatterPlan {
  Date first_day;
  Date last_day;      // inclusive
  Instant now;        // steps after this have not happened yet; matters after it are not reported
  double scale = 1;   // 1: the volumes of a real year, about 5 600 a day
  bool with_text = true;
  std::uint64_t first_number = 1;
};

// Calls `take` for each matter, in order of reporting. Deterministic in (district, plan); the scale thins the whole
// stream evenly, so mixes and shapes stay.
Outcome make_matters(const District& district, const Sources& sources, const MatterPlan& plan,
                     const std::function<void(const Matter&)>& take);

}  // namespace tiange::town
