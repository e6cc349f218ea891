#pragma once
// All that is wrong with the content of a definition: what its engine cannot run, and what the host does not have.

#include "city/flows/definitions/definitions.h"

namespace tiange::flows {

// What exists beside the content.
struct CheckGround {
  const ProcessHome& home;
  std::function<bool(DefinitionKind kind, std::string_view key)> exists;
};

// In the order of the lines. The key is the one it will be known by; empty where it is not chosen yet.
std::vector<Problem> problems_of(DefinitionKind kind, std::string_view key, const std::string& content,
                                 const CheckGround& ground);
bool is_good(const std::vector<Problem>& problems);
// The refusal that names every error.
Refusal refuse_problems(DefinitionKind kind, const std::vector<Problem>& problems);

}  // namespace tiange::flows
