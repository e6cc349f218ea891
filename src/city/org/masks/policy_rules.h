#pragma once
// The policy as rules: pure.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "city/org/masks/masks_room.h"

namespace tiange::masks {

// A policy whose masks have been read.
class CompiledPolicy {
 public:
  const MaskPolicy& policy() const { return policy_; }
  const MaskPurpose* purpose(std::string_view key_or_words) const;

  struct Answer {
    masking::Mask mask;
    Words why;
  };
  Answer decide(const Scope& scope, const MaskQuestion& question) const;

  friend Result<std::shared_ptr<const CompiledPolicy>> compile(const MaskPolicy& policy);

 private:
  bool fits(std::size_t rule, const Scope& scope, const MaskQuestion& question) const;

  MaskPolicy policy_;
  std::vector<masking::Mask> masks_;  // of the rules
  std::vector<std::pair<std::string, masking::Mask>> usual_;
};

// Refuses with every field that is wrong.
Result<std::shared_ptr<const CompiledPolicy>> compile(const MaskPolicy& policy);

// own | inside | outside, of a reader to a subject's grid.
std::string_view relation_of(const Scope& scope, std::string_view grid);
std::vector<std::string> duties_of(const Scope& scope);

}  // namespace tiange::masks
