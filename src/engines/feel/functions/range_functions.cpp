// Allen's relations between points and ranges, as DMN 1.5 table 78 defines them. A point is the range [p..p].
#include "engines/feel/functions/builtins.h"

namespace tiange::feel {
namespace {

struct Span {
  Value low, high;
  bool low_closed, high_closed;
};

struct Pair {
  Span a, b;
};

// The signs of comparing two ends; the ends are known to be comparable.
int sign(const Value& a, const Value& b) {
  const auto ordering = *compare(a, b);
  return ordering < 0 ? -1 : ordering > 0 ? 1 : 0;
}

std::optional<Span> span_of(const Value& value) {
  if (!value.is(Kind::range)) return Span{value, value, true, true};
  const RangeData& range = value.as_range();
  if (range.form == RangeForm::not_equal) return std::nullopt;
  return Span{range.low, range.high, range.low_closed, range.high_closed};
}

// a ends before b starts: they share no point.
bool ends_before(const Span& a, const Span& b) {
  const int by = sign(a.high, b.low);
  return by < 0 || (by == 0 && !(a.high_closed && b.low_closed));
}

bool low_not_after(const Span& a, const Span& b) {  // a starts where b starts or before
  const int by = sign(a.low, b.low);
  return by < 0 || (by == 0 && (a.low_closed || !b.low_closed));
}

bool low_before(const Span& a, const Span& b) {
  const int by = sign(a.low, b.low);
  return by < 0 || (by == 0 && a.low_closed && !b.low_closed);
}

bool high_not_after(const Span& a, const Span& b) {  // a ends where b ends or before
  const int by = sign(a.high, b.high);
  return by < 0 || (by == 0 && (!a.high_closed || b.high_closed));
}

bool same_low(const Span& a, const Span& b) { return sign(a.low, b.low) == 0 && a.low_closed == b.low_closed; }
bool same_high(const Span& a, const Span& b) { return sign(a.high, b.high) == 0 && a.high_closed == b.high_closed; }

bool before(const Pair& p) { return ends_before(p.a, p.b); }
bool after(const Pair& p) { return ends_before(p.b, p.a); }
bool meets(const Pair& p) { return p.a.high_closed && p.b.low_closed && sign(p.a.high, p.b.low) == 0; }
bool met_by(const Pair& p) { return meets({p.b, p.a}); }
bool overlaps(const Pair& p) { return !ends_before(p.a, p.b) && !ends_before(p.b, p.a); }
bool overlaps_before(const Pair& p) {
  return low_before(p.a, p.b) && !ends_before(p.a, p.b) && high_not_after(p.a, p.b);
}
bool overlaps_after(const Pair& p) { return overlaps_before({p.b, p.a}); }
bool finishes(const Pair& p) { return same_high(p.a, p.b) && low_not_after(p.b, p.a); }
bool finished_by(const Pair& p) { return finishes({p.b, p.a}); }
bool includes(const Pair& p) { return low_not_after(p.a, p.b) && high_not_after(p.b, p.a); }
bool during(const Pair& p) { return includes({p.b, p.a}); }
bool starts(const Pair& p) { return same_low(p.a, p.b) && high_not_after(p.a, p.b); }
bool started_by(const Pair& p) { return starts({p.b, p.a}); }
bool coincides(const Pair& p) { return same_low(p.a, p.b) && same_high(p.a, p.b); }

enum class Takes { any, ranges, first_any, second_any, same };

bool shapes_fit(Takes takes, bool first_is_range, bool second_is_range) {
  switch (takes) {
    case Takes::any: return true;
    case Takes::ranges: return first_is_range && second_is_range;
    case Takes::first_any: return second_is_range;
    case Takes::second_any: return first_is_range;
    case Takes::same: return first_is_range == second_is_range;
  }
  return false;
}

template <bool (*relation)(const Pair&), Takes takes>
Value relate(Machine&, Arguments arguments) {
  const Value &a = arguments[0], &b = arguments[1];
  if (!shapes_fit(takes, a.is(Kind::range), b.is(Kind::range))) return bad_argument(a.is(Kind::range) ? 2 : 1, a);
  const auto first = span_of(a), second = span_of(b);
  if (!first || !second || !compare(first->low, second->low) || !compare(first->high, second->high) ||
      !compare(first->low, second->high)) {
    return Value::null({ReasonCode::not_comparable, a.kind(), b.kind()});
  }
  return Value::boolean(relation({*first, *second}));
}

std::vector<Signature> signatures(BuiltinCode code, Takes takes) {
  const auto two = [&](const char* a, const char* b) {
    return Signature{{{a, Want::value}, {b, Want::value}}, code};
  };
  std::vector<Signature> all = {two("range1", "range2")};
  if (takes == Takes::any || takes == Takes::same) all.push_back(two("point1", "point2"));
  if (takes == Takes::any || takes == Takes::first_any) all.push_back(two("point", "range"));
  if (takes == Takes::any || takes == Takes::second_any) all.push_back(two("range", "point"));
  return all;
}

template <bool (*relation)(const Pair&), Takes takes>
Builtin row(const char* name) {
  return {name, signatures(relate<relation, takes>, takes)};
}

}  // namespace

std::span<const Builtin> range_functions() {
  static const std::vector<Builtin> functions = {
      row<before, Takes::any>("before"),
      row<after, Takes::any>("after"),
      row<meets, Takes::ranges>("meets"),
      row<met_by, Takes::ranges>("met by"),
      row<overlaps, Takes::ranges>("overlaps"),
      row<overlaps_before, Takes::ranges>("overlaps before"),
      row<overlaps_after, Takes::ranges>("overlaps after"),
      row<finishes, Takes::first_any>("finishes"),
      row<finished_by, Takes::second_any>("finished by"),
      row<includes, Takes::second_any>("includes"),
      row<during, Takes::first_any>("during"),
      row<starts, Takes::first_any>("starts"),
      row<started_by, Takes::second_any>("started by"),
      row<coincides, Takes::same>("coincides"),
  };
  return functions;
}

}  // namespace tiange::feel
