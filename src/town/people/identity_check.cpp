#include "town/people/identity_check.h"

#include "base/codes.h"

namespace tiange::town {

void IdentityCheck::saw(std::uint64_t subject, std::string_view number) {
  std::string text(number);
  if (!text.empty() && text.back() == 'x') text.back() = 'X';
  if (!codes::is_citizen_number(text) && !codes::is_credit_code(text)) return;
  const auto [found, fresh] = numbers_.try_emplace(subject, text);
  if (fresh || found->second == text) return;
  faults_.push_back("subject " + std::to_string(subject) + " bears " + found->second + " and " + text);
}

void IdentityCheck::saw_truth(std::uint64_t subject, std::string_view true_id) {
  const auto [found, fresh] = truths_.try_emplace(subject, true_id);
  if (!fresh && found->second != true_id) mixed_.insert(subject);
}

}  // namespace tiange::town
