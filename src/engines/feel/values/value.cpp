#include "engines/feel/values/value.h"

#include <algorithm>

namespace tiange::feel {
namespace {

struct StringData : Shared {
  std::string text;
};

struct ListData : Shared {
  std::vector<Value> items;
};

constexpr std::size_t k_index_from = 17;  // contexts with fewer entries are searched in order

// Depth and weight of what holds others.
struct Load {
  std::uint16_t depth = 0;
  std::uint64_t weight = 1;

  void add(const Value& inside) {
    depth = std::max(depth, inside.depth());
    weight += inside.weight();
  }
  std::optional<ReasonCode> refusal() const {
    if (depth >= k_max_depth) return ReasonCode::too_deep;
    if (weight > k_max_weight) return ReasonCode::too_long;
    return std::nullopt;
  }
  void put(Shared& shared) const {
    shared.depth = static_cast<std::uint16_t>(depth + 1);
    shared.weight = static_cast<std::uint32_t>(weight);
  }
};

std::uint64_t pack(const Date& date) {
  return static_cast<std::uint32_t>(date.year) | (static_cast<std::uint64_t>(date.month) << 32) |
         (static_cast<std::uint64_t>(date.day) << 40);
}

}  // namespace

Value Value::share(Kind kind, const Shared* shared) {
  shared->owners.fetch_add(1, std::memory_order_relaxed);
  return Value(kind, 0, reinterpret_cast<std::uint64_t>(shared), 0);
}

std::uint16_t Value::depth() const { return kind_ >= Kind::string ? shared()->depth : 0; }
std::uint32_t Value::weight() const { return kind_ >= Kind::string ? shared()->weight : 1; }

Value Value::null(const Reason& reason) {
  const std::uint64_t packed = static_cast<std::uint64_t>(reason.code) |
                               (static_cast<std::uint64_t>(reason.left) << 8) |
                               (static_cast<std::uint64_t>(reason.right) << 16) |
                               (static_cast<std::uint64_t>(reason.detail) << 24);
  return Value(Kind::null, 0, packed, 0);
}

Reason Value::reason() const {
  return {static_cast<ReasonCode>(words_[0] & 0xff), static_cast<Kind>((words_[0] >> 8) & 0xff),
          static_cast<Kind>((words_[0] >> 16) & 0xff), static_cast<std::uint16_t>(words_[0] >> 24)};
}

Value Value::boolean(bool value) { return Value(Kind::boolean, 0, value ? 1 : 0, 0); }

Value Value::number(const Decimal& value) {
  if (!value.is_finite()) return null({ReasonCode::overflow});
  return Value(Kind::number, 0, value.low_bits(), value.high_bits());
}

Value Value::string(std::string_view utf8) { return string(std::string(utf8)); }

Value Value::string(std::string&& utf8) {
  auto* data = new StringData;
  data->text = std::move(utf8);
  data->weight = static_cast<std::uint32_t>(1 + std::min<std::size_t>(data->text.size() / 32, k_max_weight));
  return share(Kind::string, data);
}

Value Value::date(const Date& value) { return Value(Kind::date, 0, pack(value), 0); }

Value Value::time(const Time& value) {
  return Value(Kind::time, value.zone.code(), 0, static_cast<std::uint64_t>(value.nanos));
}

Value Value::date_time(const DateTime& value) {
  return Value(Kind::date_time, value.zone.code(), pack(value.date), static_cast<std::uint64_t>(value.nanos));
}

Value Value::days_duration(const DaysDuration& value) {
  return Value(Kind::days_duration, 0, static_cast<std::uint64_t>(value.seconds),
               static_cast<std::uint64_t>(value.nanos));
}

Value Value::months_duration(const MonthsDuration& value) {
  return Value(Kind::months_duration, 0, static_cast<std::uint64_t>(value.months), 0);
}

Value Value::list(std::vector<Value> items) {
  Load load;
  for (const Value& item : items) load.add(item);
  if (const auto refused = load.refusal()) return null({*refused});
  auto* data = new ListData;
  data->items = std::move(items);
  load.put(*data);
  return share(Kind::list, data);
}

Value Value::context(std::vector<Entry> entries) {
  Load load;
  for (const Entry& entry : entries) load.add(entry.value);
  if (const auto refused = load.refusal()) return null({*refused});
  auto* data = new ContextData;
  data->entries = std::move(entries);
  load.put(*data);
  if (data->entries.size() >= k_index_from) {
    data->sorted.resize(data->entries.size());
    for (std::uint32_t i = 0; i < data->sorted.size(); ++i) data->sorted[i] = i;
    std::sort(data->sorted.begin(), data->sorted.end(), [&](std::uint32_t a, std::uint32_t b) {
      return data->entries[a].name < data->entries[b].name;
    });
  }
  return share(Kind::context, data);
}

Value Value::scope(std::vector<Entry> entries, const Value& outer) {
  auto* data = new ContextData;
  std::uint16_t below = outer.depth();
  for (const Entry& entry : entries) below = std::max(below, entry.value.depth());
  data->depth = static_cast<std::uint16_t>(std::min(below + 1, 60'000));
  data->entries = std::move(entries);
  data->outer = outer;
  return share(Kind::context, data);
}

Value Value::range(const RangeData& range) {
  Load load;
  for (const Value* end : {&range.low, &range.high, &range.other}) load.add(*end);
  if (const auto refused = load.refusal()) return null({*refused});
  auto* data = new RangeData(range);
  load.put(*data);
  return share(Kind::range, data);
}

Value Value::function(const Function* owned) { return share(Kind::function, owned); }

std::string_view Value::as_string() const { return static_cast<const StringData*>(shared())->text; }
std::span<const Value> Value::items() const { return static_cast<const ListData*>(shared())->items; }
const ContextData& Value::as_context() const { return *static_cast<const ContextData*>(shared()); }
const RangeData& Value::as_range() const { return *static_cast<const RangeData*>(shared()); }
const Function& Value::as_function() const { return *static_cast<const Function*>(shared()); }

const Value* Value::find(std::string_view name) const {
  return kind_ == Kind::context ? as_context().find(name) : nullptr;
}

const Value* ContextData::find(std::string_view name) const {
  if (sorted.empty()) {
    for (const Entry& entry : entries) {
      if (entry.name == name) return &entry.value;
    }
    return outer.find(name);
  }
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), name,
                                   [&](std::uint32_t i, std::string_view key) { return entries[i].name < key; });
  if (at == sorted.end() || entries[*at].name != name) return outer.find(name);
  return &entries[*at].value;
}

ContextBuilder& ContextBuilder::set(std::string_view name, Value value) {
  for (Entry& entry : entries_) {
    if (entry.name == name) {
      entry.value = std::move(value);
      return *this;
    }
  }
  entries_.push_back({std::string(name), std::move(value)});
  return *this;
}

Value ContextBuilder::build() { return Value::context(std::move(entries_)); }

}  // namespace tiange::feel
