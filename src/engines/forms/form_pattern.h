#pragma once
// Patterns of answers: RE2 syntax, found anywhere in the text unless anchored, in linear time.

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiange::forms {

// Immutable and cheap to copy.
class Pattern {
 public:
  // Refused (bad_expression) with what is wrong.
  static Result<Pattern> compile(const std::string& pattern);
  bool found_in(std::string_view text) const;
  // The same for JavaScript with the flag u; empty when the two would not always agree.
  const std::string& for_browsers() const { return browser_; }

 private:
  struct Machine;
  std::shared_ptr<const Machine> machine_;
  std::string browser_;
};

}  // namespace tiange::forms
