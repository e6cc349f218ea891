#include "engines/feel/values/value.h"

namespace tiange::feel {
namespace {

std::strong_ordering order(const DaysDuration& a, const DaysDuration& b) { return a <=> b; }

// Nanoseconds of the day in UTC; not wrapped at midnight.
std::int64_t utc_nanos(const Time& time) { return time.nanos - offset_of(time) * k_nanos_per_second; }

// Times and date-times of which only one has a zone cannot be compared.
std::optional<std::strong_ordering> order(const Time& a, const Time& b) {
  if (a.zone == b.zone) return a.nanos <=> b.nanos;
  if (a.zone.given() != b.zone.given()) return std::nullopt;
  return utc_nanos(a) <=> utc_nanos(b);
}

std::optional<std::strong_ordering> order(const DateTime& a, const DateTime& b) {
  if (a.zone == b.zone && !a.zone.is_named()) {
    if (const auto by_date = a.date <=> b.date; by_date != 0) return by_date;
    return a.nanos <=> b.nanos;
  }
  if (a.zone.given() != b.zone.given()) return std::nullopt;
  return order(instant_of(a), instant_of(b));
}

bool equal_or_false(const Value& a, const Value& b) { return equal(a, b).value_or(false); }

bool equal_lists(std::span<const Value> a, std::span<const Value> b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!equal_or_false(a[i], b[i])) return false;
  }
  return true;
}

bool equal_contexts(const ContextData& a, const ContextData& b) {
  if (a.entries.size() != b.entries.size()) return false;
  for (const Entry& entry : a.entries) {
    const Value* other = b.find(entry.name);
    if (other == nullptr || !equal_or_false(entry.value, *other)) return false;
  }
  return true;
}

bool equal_ranges(const RangeData& a, const RangeData& b) {
  return a.form == b.form && a.low_closed == b.low_closed && a.high_closed == b.high_closed &&
         equal_or_false(a.low, b.low) && equal_or_false(a.high, b.high) && equal_or_false(a.other, b.other);
}

}  // namespace

std::optional<std::strong_ordering> compare(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return std::nullopt;
  switch (a.kind()) {
    case Kind::number: return a.as_number() <=> b.as_number();
    case Kind::string: return a.as_string() <=> b.as_string();
    case Kind::date: return a.as_date() <=> b.as_date();
    case Kind::time: return order(a.as_time(), b.as_time());
    case Kind::date_time: return order(a.as_date_time(), b.as_date_time());
    case Kind::days_duration: return a.as_days_duration() <=> b.as_days_duration();
    case Kind::months_duration: return a.as_months_duration() <=> b.as_months_duration();
    default: return std::nullopt;
  }
}

std::optional<bool> equal(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
  if (a.kind() != b.kind()) return std::nullopt;
  switch (a.kind()) {
    case Kind::boolean: return a.as_boolean() == b.as_boolean();
    case Kind::list: return a.same_bits(b) || equal_lists(a.items(), b.items());
    case Kind::context: return a.same_bits(b) || equal_contexts(a.as_context(), b.as_context());
    case Kind::range: return a.same_bits(b) || equal_ranges(a.as_range(), b.as_range());
    case Kind::function: return a.same_bits(b);
    default: {
      const auto ordering = compare(a, b);
      return ordering && *ordering == 0;
    }
  }
}

bool is_same(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  if (a.is(Kind::time) && !(a.as_time().zone == b.as_time().zone)) return false;
  if (a.is(Kind::date_time) && !(a.as_date_time().zone == b.as_date_time().zone)) return false;
  return equal_or_false(a, b);
}

std::optional<bool> contains(const RangeData& range, const Value& value) {
  switch (range.form) {
    case RangeForm::equal: return equal(value, range.low);
    case RangeForm::not_equal: {
      const auto same = equal(value, range.other);
      return same ? std::optional(!*same) : std::nullopt;
    }
    default: break;
  }
  const bool has_low = range.form != RangeForm::less && range.form != RangeForm::less_equal;
  const bool has_high = range.form != RangeForm::greater && range.form != RangeForm::greater_equal;
  bool inside = true;
  if (has_low) {
    const auto ordering = compare(value, range.low);
    if (!ordering) return std::nullopt;
    inside = *ordering > 0 || (range.low_closed && *ordering == 0);
  }
  if (has_high) {
    const auto ordering = compare(value, range.high);
    if (!ordering) return std::nullopt;
    inside = inside && (*ordering < 0 || (range.high_closed && *ordering == 0));
  }
  return inside;
}

}  // namespace tiange::feel
