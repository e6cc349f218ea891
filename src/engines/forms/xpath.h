#pragma once
// The XPath of XLSForm to FEEL: ${names}, comparison, arithmetic, and, or, and the functions that have a counterpart.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiange::forms {

// What a name of the survey is here.
struct XPathName {
  std::string feel;        // "age"; inside rows seen from outside "people.age"
  bool several = false;    // a select_multiple, whose answers are a list
  bool number = false;     // so that a quoted number beside it becomes one
};

struct XPathSetting {
  std::function<std::optional<XPathName>(std::string_view)> name;
  std::string self;         // what "." is; empty: it is not taken
  bool self_number = false;
  std::function<std::string(std::string_view)> bare = {};  // a column of the choices in a choice_filter
};

// Refused (bad_expression) with what has no counterpart.
Result<std::string> feel_of_xpath(std::string_view xpath, const XPathSetting& setting);

}  // namespace tiange::forms
