#include "platform/db/asking/asking.h"

#include <algorithm>

#include "base/codes.h"

namespace tiange::db {

namespace {

constexpr std::string_view k_all = "1 = 1";
constexpr std::string_view k_none = "1 = 0";

}  // namespace

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

std::string holding(std::string_view part) {
  std::string out = "%";
  for (const char c : part) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  }
  return out + "%";
}

bool Asked::within(std::string_view column, const Scope& scope, std::string_view area) {
  const std::string condition = inside(column, scope, area);
  if (condition != k_all && condition != k_none) add(condition);
  return condition != k_none;
}

std::string Asked::inside(std::string_view column, const Scope& scope, std::string_view area) {
  std::vector<CodeRange> ranges = ranges_within(scope, area);
  if (ranges.empty()) return std::string(k_none);
  if (ranges.front().low.empty()) return std::string(k_all);
  const std::string name(column);
  std::string any;
  for (CodeRange& range : ranges) {
    any += any.empty() ? "(" : " OR ";
    any += range.high.empty() ? name + " >= ?" : "(" + name + " >= ? AND " + name + " < ?)";
    bind(std::move(range.low));
    if (!range.high.empty()) bind(std::move(range.high));
  }
  return any + ")";
}

std::string Asked::one_of(std::string_view column, const std::vector<std::string>& values) {
  std::string list;
  for (const std::string& value : values) {
    list += list.empty() ? "?" : ", ?";
    bind(value);
  }
  return list.empty() ? std::string(k_none) : std::string(column) + " IN (" + list + ")";
}

}  // namespace tiange::db
