#pragma once
// What a sound request to an operation looks like, so that one bad thing at a time can be put into it, and where what it
// stores is read again.

#include <map>
#include <string>
#include <vector>

#include "app/probe/api_map.h"
#include "app/probe/visitor.h"

namespace tiange::app::probe {

struct Sample {
  std::string operation;  // "POST /api/v1/cases"
  std::string who;
  std::map<std::string, std::string> params;  // of the path
  std::string body;       // JSON; ${n} is another word each time
  std::string read_back;  // a GET by the same caller that shows what was stored; ${answer.path} is from the answer. "" when nothing is
  std::vector<std::string> not_shown = {};  // fields that the reader does not get, or not as they are, by rule
  bool costly = false;  // every text goes into one field only
  std::vector<std::string> trimmed = {};    // names, kept without blanks at both ends
};

// Things of the district that requests speak of: grid, ref, person … Makes what is not there.
using Known = std::map<std::string, std::string>;
void prepare(Visitor& visitor, Known& known);

// For every operation; those that need nothing special get a plain one.
Sample sample_of(const Operation& operation, const Known& known);
// `text` with every ${name} filled.
std::string filled(std::string text, const Known& known);

}  // namespace tiange::app::probe
