#include "engines/columns/columns_table.h"

#include <cstring>

namespace tiange::columns {

namespace {

using feel::Kind;
using feel::Value;

constexpr std::int64_t k_micros_per_second = 1'000'000;
constexpr std::int64_t k_max_instant_seconds = 9'000'000'000'000;

std::size_t padded(std::size_t rows) { return (rows + k_block_rows - 1) / k_block_rows * k_block_rows; }

int width_for(std::int64_t low, std::int64_t high) {
  if (low >= INT8_MIN && high <= INT8_MAX) return 1;
  if (low >= INT16_MIN && high <= INT16_MAX) return 2;
  if (low >= INT32_MIN && high <= INT32_MAX) return 4;
  return 8;
}

template <class T>
std::int64_t load(const std::byte* data, std::size_t at) {
  T value;
  std::memcpy(&value, data + at * sizeof(T), sizeof(T));
  return value;
}

std::int64_t load(const std::byte* data, int width, std::size_t at) {
  switch (width) {
    case 1: return load<std::int8_t>(data, at);
    case 2: return load<std::int16_t>(data, at);
    case 4: return load<std::int32_t>(data, at);
    default: return load<std::int64_t>(data, at);
  }
}

void store(std::byte* data, int width, std::size_t at, std::int64_t value) {
  std::memcpy(data + at * static_cast<std::size_t>(width), &value, static_cast<std::size_t>(width));
}

std::int64_t micros_of(const feel::DateTime& moment) {
  const feel::DaysDuration instant = feel::instant_of(moment);
  return instant.seconds * k_micros_per_second + instant.nanos / 1000;
}

}  // namespace

Column::Column(ColumnShape shape) : shape_(std::move(shape)) {
  if (shape_.kind == ColumnKind::boolean) low_ = 0, high_ = 1;
}

std::size_t Column::bytes() const {
  const std::size_t bits = (rows_ + 7) / 8;
  return rows_ * static_cast<std::size_t>(width_) + (nulls_ > 0 ? bits : 0);
}

std::optional<std::uint32_t> Column::code_of(std::string_view text) const {
  const auto found = codes_.find(text);
  return found == codes_.end() ? std::nullopt : std::optional(found->second);
}

std::uint32_t Column::add_text(std::string_view text) {
  if (const auto known = codes_.find(text); known != codes_.end()) return known->second;
  const auto code = static_cast<std::uint32_t>(texts_.size());
  texts_.push_back(Value::string(text));
  codes_.emplace(texts_.back().as_string(), code);
  return code;
}

std::int64_t Column::raw(std::size_t row) const { return load(data_.data(), width_, row); }

Value Column::value_of_raw(std::int64_t raw) const {
  switch (shape_.kind) {
    case ColumnKind::boolean: return Value::boolean(raw != 0);
    case ColumnKind::number: return Value::number(feel::Decimal::scaled(raw, -shape_.scale));
    case ColumnKind::date: {
      const auto date = feel::date_from_days(raw);
      return date ? Value::date(*date) : Value();
    }
    case ColumnKind::date_time: {
      std::int64_t seconds = raw / k_micros_per_second, micros = raw % k_micros_per_second;
      if (micros < 0) --seconds, micros += k_micros_per_second;
      const feel::DaysDuration instant{seconds, static_cast<std::int32_t>(micros * 1000)};
      auto moment = feel::local_at(instant, shape_.zone.given() ? shape_.zone : feel::Zone::utc());
      if (!moment) return Value();
      moment->zone = shape_.zone;
      return Value::date_time(*moment);
    }
    case ColumnKind::string: break;
  }
  return texts_[static_cast<std::size_t>(raw)];
}

Value Column::value(std::size_t row) const { return has(row) ? value_of_raw(raw(row)) : Value(); }

void Column::resize(std::size_t rows) {
  for (std::size_t row = rows; row < rows_; ++row) put_null(row);
  if (rows < rows_) {
    nulls_ -= rows_ - rows;
  } else {
    nulls_ += rows - rows_;
  }
  rows_ = rows;
  data_.resize(padded(rows) * static_cast<std::size_t>(width_));
  valid_.resize(padded(rows) / 64);
}

void Column::widen(int width) {
  std::vector<std::byte> wider(padded(rows_) * static_cast<std::size_t>(width));
  for (std::size_t row = 0; row < rows_; ++row) store(wider.data(), width, row, load(data_.data(), width_, row));
  data_ = std::move(wider);
  width_ = width;
}

void Column::put_null(std::size_t row) {
  if (!has(row)) return;
  valid_[row / 64] &= ~(std::uint64_t{1} << (row % 64));
  ++nulls_;
  store(data_.data(), width_, row, 0);
}

void Column::put_raw(std::size_t row, std::int64_t raw) {
  if (raw < low_) low_ = raw;
  if (raw > high_) high_ = raw;
  if (const int needed = width_for(raw, raw); needed > width_) widen(needed);
  store(data_.data(), width_, row, raw);
  if (has(row)) return;
  valid_[row / 64] |= std::uint64_t{1} << (row % 64);
  --nulls_;
}

std::optional<std::int64_t> Column::pack(const Value& value) {
  switch (shape_.kind) {
    case ColumnKind::boolean: return value.is(Kind::boolean) ? std::optional<std::int64_t>(value.as_boolean()) : std::nullopt;
    case ColumnKind::number:
      if (!value.is(Kind::number)) return std::nullopt;
      return (value.as_number() * feel::Decimal::power(feel::Decimal::from_int(10), feel::Decimal::from_int(shape_.scale)))
          .to_int();
    case ColumnKind::date:
      return value.is(Kind::date) ? std::optional(feel::days_from_date(value.as_date())) : std::nullopt;
    case ColumnKind::date_time: {
      if (!value.is(Kind::date_time)) return std::nullopt;
      const feel::DateTime moment = value.as_date_time();
      if (!(moment.zone == shape_.zone) || moment.nanos % 1000 != 0) return std::nullopt;
      const std::int64_t seconds = feel::instant_of(moment).seconds;
      if (seconds > k_max_instant_seconds || seconds < -k_max_instant_seconds) return std::nullopt;
      return micros_of(moment);
    }
    case ColumnKind::string: break;
  }
  return value.is(Kind::string) ? std::optional<std::int64_t>(add_text(value.as_string())) : std::nullopt;
}

bool Column::put(std::size_t row, const Value& value) {
  if (value.is_null()) return put_null(row), true;
  const auto packed = pack(value);
  if (!packed || !feel::is_same(value_of_raw(*packed), value)) return false;
  put_raw(row, *packed);
  return true;
}

Table::Table(std::vector<ColumnShape> shapes) {
  columns_.reserve(shapes.size());
  for (ColumnShape& shape : shapes) columns_.emplace_back(std::move(shape));
}

void Table::resize(std::size_t rows) {
  for (Column& column : columns_) column.resize(rows);
  rows_ = rows;
}

std::optional<std::size_t> Table::find(std::string_view name) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].shape().name == name) return i;
  }
  return std::nullopt;
}

Value Table::row(std::size_t row) const {
  std::vector<feel::Entry> entries;
  entries.reserve(columns_.size());
  for (const Column& column : columns_) entries.push_back({column.shape().name, column.value(row)});
  return Value::context(std::move(entries));
}

std::size_t Table::bytes() const {
  std::size_t total = 0;
  for (const Column& column : columns_) total += column.bytes();
  return total;
}

}  // namespace tiange::columns
