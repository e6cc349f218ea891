#pragma once
// The request target taken apart: /api/v1/cases/%E7%A6%85?page=2&q=a+b

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace tiange::http {

struct Target {
  std::string path;                   // decoded
  std::vector<std::string> segments;  // decoded each; a slash that was written %2F stays inside its segment
  std::vector<std::pair<std::string, std::string>> query;
};

// Origin form only ("/…"). Refuses bad percent signs, invalid UTF-8 and NUL with bad_request.
Result<Target> split_target(std::string_view target);
// %XX decoded, and + as a space when `form`; nothing on a bad percent sign.
std::optional<std::string> percent_decode(std::string_view text, bool form);
std::string percent_encode(std::string_view text);  // everything but unreserved characters

}  // namespace tiange::http
