#include <unicode/basictz.h>
#include <unicode/strenum.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <atomic>
#include <memory>

#include "engines/feel/values/feel_unicode.h"

namespace tiange::feel::unicode {
namespace {

struct ZoneTable {
  std::vector<std::string> names;
  std::unique_ptr<std::atomic<const icu::TimeZone*>[]> zones;

  ZoneTable() {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::StringEnumeration> ids(icu::TimeZone::createEnumeration());
    while (ids) {
      const char* name = ids->next(nullptr, status);
      if (name == nullptr || U_FAILURE(status)) break;
      names.emplace_back(name);
    }
    std::sort(names.begin(), names.end());
    zones = std::make_unique<std::atomic<const icu::TimeZone*>[]>(names.size());
  }

  ~ZoneTable() {
    for (std::size_t i = 0; i < names.size(); ++i) delete zones[i].load();
  }
  ZoneTable(const ZoneTable&) = delete;
  ZoneTable& operator=(const ZoneTable&) = delete;

  const icu::TimeZone& at(int index) {
    auto& place = zones[static_cast<std::size_t>(index)];
    if (const icu::TimeZone* known = place.load(std::memory_order_acquire)) return *known;
    const auto& name = names[static_cast<std::size_t>(index)];
    const icu::TimeZone* made = icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name));
    const icu::TimeZone* expected = nullptr;
    if (place.compare_exchange_strong(expected, made, std::memory_order_acq_rel)) return *made;
    delete made;
    return *expected;
  }
};

ZoneTable& table() {
  static ZoneTable zones;  // lives as long as the program
  return zones;
}

// Zone rules repeat with the calendar every 400 years: far years are read in a near cycle.
std::int64_t near_cycle(std::int64_t seconds) {
  constexpr std::int64_t k_cycle = 146'097LL * 86'400;
  constexpr std::int64_t k_last = 13'569'465'600LL;    // 2400-01-01
  constexpr std::int64_t k_first = -2'208'988'800LL;  // 1900-01-01
  if (seconds >= k_last) return seconds - ((seconds - k_last) / k_cycle + 1) * k_cycle;
  if (seconds < k_first - k_cycle) return k_first - k_cycle;
  return seconds;
}

int offset(int index, std::int64_t seconds, bool local) {
  UErrorCode status = U_ZERO_ERROR;
  std::int32_t raw = 0, saving = 0;
  table().at(index).getOffset(static_cast<double>(near_cycle(seconds)) * 1000.0, local, raw, saving, status);
  return U_FAILURE(status) ? 0 : (raw + saving) / 1000;
}

}  // namespace

std::optional<int> zone_index(std::string_view name) {
  const auto& names = table().names;
  const auto found = std::lower_bound(names.begin(), names.end(), name);
  if (found == names.end() || *found != name) return std::nullopt;
  return static_cast<int>(found - names.begin());
}

std::string zone_name(int index) { return table().names[static_cast<std::size_t>(index)]; }

int zone_offset_at_local(int index, std::int64_t local_seconds) { return offset(index, local_seconds, true); }

int zone_offset_at_instant(int index, std::int64_t utc_seconds) { return offset(index, utc_seconds, false); }

int zone_standard_offset(int index) { return table().at(index).getRawOffset() / 1000; }

}  // namespace tiange::feel::unicode
