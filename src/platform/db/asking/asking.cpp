#include "platform/db/asking/asking.h"

#include <algorithm>

#include "base/codes.h"

namespace tiange::db {

std::vector<CodeRange> ranges_within(const Scope& scope, std::string_view area) {
  std::vector<std::string> prefixes;
  if (!area.empty() && scope.covers(area)) {
    prefixes.emplace_back(area);
  } else {
    for (const std::string& own : scope.areas) {
      if (std::string_view(own).starts_with(area)) prefixes.push_back(own);
    }
  }
  // An area that lies in another one says nothing new.
  std::sort(prefixes.begin(), prefixes.end());
  std::vector<CodeRange> ranges;
  std::string_view last;
  for (const std::string& prefix : prefixes) {
    if (!ranges.empty() && std::string_view(prefix).starts_with(last)) continue;
    last = prefix;
    ranges.push_back({prefix, codes::code_after(prefix)});
  }
  return ranges;
}

bool Asked::within(std::string_view column, const Scope& scope, std::string_view area) {
  std::vector<CodeRange> ranges = ranges_within(scope, area);
  if (ranges.empty()) return false;
  if (ranges.front().low.empty()) return true;
  const std::string name(column);
  std::string any;
  for (CodeRange& range : ranges) {
    any += any.empty() ? "(" : " OR ";
    any += range.high.empty() ? name + " >= ?" : "(" + name + " >= ? AND " + name + " < ?)";
    bind(std::move(range.low));
    if (!range.high.empty()) bind(std::move(range.high));
  }
  add(any + ")");
  return true;
}

}  // namespace tiange::db
