#pragma once
// A FEEL value in 24 bytes. Scalars are held inside and copied as bits; strings, lists, contexts, ranges and functions
// are immutable and shared (copying one costs an atomic increment). Safe to read from several threads.

#include <atomic>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/feel/values/temporal.h"
#include "engines/feel/values/decimal.h"
#include "engines/feel/values/reason.h"

namespace tiange::feel {

class Value;
struct ContextData;
struct RangeData;
struct Type;
class Function;

// What several values may share. A small expression can build a value that is huge when written out, because the same
// part may stand in it many times: so depth and weight are counted and bounded, and every walk over a value ends.
struct Shared {
  virtual ~Shared() = default;
  mutable std::atomic<std::uint32_t> owners{0};
  std::uint16_t depth = 1;   // nesting of lists, contexts and what functions hold
  std::uint32_t weight = 1;  // values inside when written out, 32 bytes of text counting as one more
};

constexpr std::uint16_t k_max_depth = 400;
constexpr std::uint32_t k_max_weight = 4'000'000;

struct Entry;

class Value {
 public:
  Value() = default;  // null without a reason
  ~Value() { release(); }
  Value(const Value& other) { copy_bits(other), retain(); }
  Value(Value&& other) noexcept { copy_bits(other), other.kind_ = Kind::null, other.aux_ = 0; }
  Value& operator=(const Value& other) {
    other.retain();
    release();
    copy_bits(other);
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    if (this != &other) release(), copy_bits(other), other.kind_ = Kind::null, other.aux_ = 0;
    return *this;
  }

  static Value null(const Reason& reason);
  static Value boolean(bool value);
  static Value number(const Decimal& value);  // null when not finite
  static Value number(std::int64_t value) { return number(Decimal::from_int(value)); }
  static Value string(std::string_view utf8);
  static Value string(std::string&& utf8);
  static Value string(const char* utf8) { return string(std::string_view(utf8)); }
  static Value date(const Date& value);
  static Value time(const Time& value);
  static Value date_time(const DateTime& value);
  static Value days_duration(const DaysDuration& value);
  static Value months_duration(const MonthsDuration& value);
  static Value list(std::vector<Value> items);  // null when too deep or too heavy, as of contexts
  static Value list(std::initializer_list<Value> items) { return list(std::vector<Value>(items)); }
  // In this order; names are distinct (ContextBuilder sees to it).
  static Value context(std::vector<Entry> entries);
  // A context for looking names up only: what it does not have, outer may have.
  static Value scope(std::vector<Entry> entries, const Value& outer);
  static Value range(const RangeData& range);
  static Value function(const Function* owned);  // a new one; the value now owns it

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::null; }
  bool is(Kind kind) const { return kind_ == kind; }
  bool is_true() const { return kind_ == Kind::boolean && words_[0] != 0; }
  bool is_false() const { return kind_ == Kind::boolean && words_[0] == 0; }

  // Each of these asks for the kind it names; the caller has looked at kind() before.
  bool as_boolean() const { return words_[0] != 0; }
  Decimal as_number() const { return Decimal(words_[0], words_[1]); }
  std::string_view as_string() const;
  Date as_date() const {
    return {static_cast<std::int32_t>(words_[0]), static_cast<std::uint8_t>(words_[0] >> 32),
            static_cast<std::uint8_t>(words_[0] >> 40)};
  }
  Time as_time() const { return {static_cast<std::int64_t>(words_[1]), Zone::from_code(aux_)}; }
  DateTime as_date_time() const {
    return {as_date(), static_cast<std::int64_t>(words_[1]), Zone::from_code(aux_)};
  }
  DaysDuration as_days_duration() const {
    return {static_cast<std::int64_t>(words_[0]), static_cast<std::int32_t>(words_[1])};
  }
  MonthsDuration as_months_duration() const { return {static_cast<std::int64_t>(words_[0])}; }
  std::span<const Value> items() const;  // of a list
  const ContextData& as_context() const;
  const RangeData& as_range() const;
  const Function& as_function() const;
  Reason reason() const;  // of a null

  std::uint16_t depth() const;   // 0 for scalars
  std::uint32_t weight() const;  // 1 for scalars

  // Member of a context, or null pointer when it is not a context or has no such member.
  const Value* find(std::string_view name) const;
  // The same shared object or the same bits; cheap, never says yes wrongly.
  bool same_bits(const Value& other) const {
    return kind_ == other.kind_ && aux_ == other.aux_ && words_[0] == other.words_[0] &&
           (kind_ >= Kind::string || words_[1] == other.words_[1]);
  }

 private:
  Value(Kind kind, std::int32_t aux, std::uint64_t first, std::uint64_t second)
      : kind_(kind), aux_(aux), words_{first, second} {}
  static Value share(Kind kind, const Shared* shared);
  const Shared* shared() const { return reinterpret_cast<const Shared*>(words_[0]); }
  void copy_bits(const Value& other) {
    kind_ = other.kind_, aux_ = other.aux_, words_[0] = other.words_[0], words_[1] = other.words_[1];
  }
  void retain() const {
    if (kind_ >= Kind::string) shared()->owners.fetch_add(1, std::memory_order_relaxed);
  }
  void release() const {
    if (kind_ >= Kind::string && shared()->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete shared();
  }

  Kind kind_ = Kind::null;
  std::int32_t aux_ = 0;  // zone of times; packed reason of a null
  std::uint64_t words_[2] = {0, 0};
};

struct Entry {
  std::string name;
  Value value;
};

struct ContextData : Shared {
  std::vector<Entry> entries;
  std::vector<std::uint32_t> sorted;  // places in entries by name; only for large contexts
  Value outer;                        // of a scope: where names that are not here are looked up
  const Value* find(std::string_view name) const;
};

// [1..5], (1..5), and the one-sided forms that a test may be written as: (< 5), (>= 2), (= 3), (!= 3).
enum class RangeForm : std::uint8_t { interval, less, less_equal, greater, greater_equal, equal, not_equal };

// An interval whose end is null has an unknown end: being inside is then false or null, never true.
struct RangeData : Shared {
  Value low;   // null for less, less_equal, not_equal
  Value high;  // null for greater, greater_equal, not_equal
  Value other;  // of not_equal
  bool low_closed = false;
  bool high_closed = false;
  RangeForm form = RangeForm::interval;

  RangeData() = default;
  RangeData(const RangeData& from)
      : Shared(), low(from.low), high(from.high), other(from.other), low_closed(from.low_closed),
        high_closed(from.high_closed), form(from.form) {}
};

// Collects entries, then makes the context.
class ContextBuilder {
 public:
  ContextBuilder& set(std::string_view name, Value value);
  Value build();

 private:
  std::vector<Entry> entries_;
};

// What a running function may ask of the evaluation it is part of.
class Machine {
 public:
  virtual ~Machine() = default;
  // Runs a function value; null when the arguments do not fit or it goes too deep.
  virtual Value call(const Function& function, std::span<const Value> arguments) = 0;
  virtual const std::optional<DateTime>& now() const = 0;
  // Counts work that is not counted by evaluating nodes; false when the bound is passed.
  virtual bool spend(std::uint64_t steps) = 0;
  // Reads the text of a range of literals, as range("[1..5]") does; null when it is not one.
  virtual Value read_range(std::string_view text) = 0;
};

// Anything callable: built-ins, functions written in FEEL, business knowledge of a decision model.
class Function : public Shared {
 public:
  // Fewest arguments, and whether that many are taken.
  virtual std::size_t arity() const = 0;
  virtual bool takes(std::size_t count) const { return count == arity(); }
  virtual std::string_view name() const { return {}; }
  // Its type as far as it is known; null when it is not.
  virtual std::shared_ptr<const Type> type() const { return nullptr; }
  virtual Value call(Machine& machine, std::span<const Value> arguments) const = 0;
  // names[i] belongs to arguments[i]; null when a name is not a parameter.
  virtual Value call_named(Machine& machine, std::span<const std::string> names,
                           std::span<const Value> arguments) const = 0;
};

// FEEL equality: empty when the kinds differ (then = is null). Null equals null only.
std::optional<bool> equal(const Value& a, const Value& b);
// FEEL's is(): same kind, same value and, of times, the same zone.
bool is_same(const Value& a, const Value& b);
// Order of two values of one comparable kind; empty when they cannot be compared.
std::optional<std::strong_ordering> compare(const Value& a, const Value& b);
// Whether the range holds the value; empty when they cannot be compared.
std::optional<bool> contains(const RangeData& range, const Value& value);
// The text FEEL's string() gives: no quotes around a top-level string; null is "null".
std::string to_text(const Value& value);
// As written in FEEL source: strings quoted, dates as @"...".
std::string to_literal(const Value& value);

}  // namespace tiange::feel
