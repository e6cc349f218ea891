#include "engines/linkage/text_tables.h"

#include "engines/linkage/values/strings.h"

namespace tiange::linkage {

std::string_view Dictionary::text(std::uint32_t number) const {
  if (number == 0) return {};
  const std::uint64_t from = number == 1 ? 0 : ends_[number - 2];
  return std::string_view(pool_).substr(from, ends_[number - 1] - from);
}

std::size_t Dictionary::slot_of(std::string_view text) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash_text(text) & mask;
  while (slots_[at] != 0 && this->text(slots_[at]) != text) at = (at + 1) & mask;
  return at;
}

void Dictionary::grow() {
  slots_.assign(slots_.empty() ? 64 : slots_.size() * 2, 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t i = 1; i <= ends_.size(); ++i) {
    std::size_t at = hash_text(text(i)) & mask;
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = i;
  }
}

std::uint32_t Dictionary::number(std::string_view text) {
  if (text.empty()) return 0;
  if ((ends_.size() + 1) * 2 > slots_.size()) grow();
  const std::size_t at = slot_of(text);
  if (slots_[at] != 0) return slots_[at];
  pool_.append(text);
  ends_.push_back(pool_.size());
  return slots_[at] = static_cast<std::uint32_t>(ends_.size());
}

std::uint32_t Dictionary::find(std::string_view text) const {
  return text.empty() || slots_.empty() ? 0 : slots_[slot_of(text)];
}

Table::Table(std::vector<std::string> names) {
  for (std::string& name : names) columns_.push_back({std::move(name), {}, {}});
}

void Table::add(std::span<const std::string_view> cells) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    columns_[i].cells.push_back(i < cells.size() ? columns_[i].values.number(cells[i]) : 0);
  }
  ++rows_;
}

void Table::add(std::span<const std::string> cells) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    columns_[i].cells.push_back(i < cells.size() ? columns_[i].values.number(cells[i]) : 0);
  }
  ++rows_;
}

std::size_t Table::bytes() const {
  std::size_t sum = 0;
  for (const Column& column : columns_) sum += column.values.bytes() + column.cells.capacity() * 4;
  return sum;
}

}  // namespace tiange::linkage
