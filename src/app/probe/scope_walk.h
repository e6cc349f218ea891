#pragma once
// Asks every list and search of some rooms, by every parameter that it documents, and keeps what was answered: two walks
// with something between them tell whether it showed anywhere. What a new route or parameter leaks is found without a
// line written for it.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/district.h"

namespace tiange::app::probe {

struct WalkPlan {
  std::vector<std::string> rooms;  // beginnings of paths
  std::vector<std::string> skip;   // patterns that are left out
  bool things = true;              // routes with parameters in their path too
  // Values by name of a parameter; "" for names that are not here.
  std::map<std::string, std::vector<std::string>, std::less<>> values;
  // What stands in paths and parameters and is another text in each walk: "<person>" -> its ref.
  std::map<std::string, std::string> slots;
};

// Answers by "pattern?name=value", with moments, slots and what counts up taken out of them.
using Answers = std::map<std::string, std::string>;
Answers walk_as(const District& district, const Scope& scope, const WalkPlan& plan);

// Questions whose answers differ, those of one walk only included.
std::vector<std::string> differences(const Answers& before, const Answers& after);

}  // namespace tiange::app::probe
