#include "city/cases/archive/search_words.h"

#include "base/text.h"

namespace tiange::cases::archive {

namespace {

constexpr int k_point_bits = 21;
constexpr Word k_facet_bit = Word{1} << 62;

bool parts_words(char32_t c) {
  if (c < 0x80) return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
  const bool punctuation = (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFFEF);
  return punctuation || c == 0xB7 || c == 0xA0;
}

Word pair_of(char32_t first, char32_t second) {
  return static_cast<Word>(first) << k_point_bits | static_cast<Word>(second);
}

template <class F>
void each_run(const std::u32string& form, F&& visit) {
  std::size_t from = 0;
  while (from < form.size()) {
    std::size_t end = form.find(U' ', from);
    if (end == form.npos) end = form.size();
    if (end > from) visit(std::u32string_view(form).substr(from, end - from));
    from = end + 1;
  }
}

Word facet_of(char kind, const char* data, std::size_t size) {
  std::uint64_t hash = 14'695'981'039'346'656'037ULL;  // FNV-1a, 64 bits
  const auto mix = [&](unsigned char byte) { hash = (hash ^ byte) * 1'099'511'628'211ULL; };
  mix(static_cast<unsigned char>(kind));
  for (std::size_t i = 0; i < size; ++i) mix(static_cast<unsigned char>(data[i]));
  return static_cast<Word>(hash & (static_cast<std::uint64_t>(k_facet_bit) - 1)) | k_facet_bit;
}

}  // namespace

std::u32string search_form(std::string_view text) {
  std::u32string form;
  for (const char32_t c : text::code_points(text::lower_ascii(text::to_half_width(text)))) {
    if (!parts_words(c)) {
      form += c;
    } else if (!form.empty() && form.back() != U' ') {
      form += U' ';
    }
  }
  if (!form.empty() && form.back() == U' ') form.pop_back();
  return form;
}

void add_words(std::vector<Word>& words, std::string_view text) {
  each_run(search_form(text), [&](std::u32string_view run) {
    for (std::size_t i = 0; i < run.size(); ++i) words.push_back(pair_of(run[i], i + 1 < run.size() ? run[i + 1] : 0));
  });
}

Word facet(char kind, std::string_view value) { return facet_of(kind, value.data(), value.size()); }

Word facet(char kind, std::int64_t value) {
  const std::string text = std::to_string(value);
  return facet_of(kind, text.data(), text.size());
}

std::vector<AnyOf> conditions_of(std::string_view typed) {
  std::vector<AnyOf> all;
  each_run(search_form(typed), [&](std::u32string_view run) {
    if (run.size() == 1) {
      all.push_back({{}, {{pair_of(run[0], 0), pair_of(run[0] + 1, 0)}}});
      return;
    }
    for (std::size_t i = 0; i + 1 < run.size(); ++i) all.push_back({{pair_of(run[i], run[i + 1])}, {}});
  });
  return all;
}

bool holds(std::string_view text, std::string_view typed) {
  const std::u32string form = search_form(text);
  bool all = true;
  each_run(search_form(typed), [&](std::u32string_view run) { all = all && form.find(run) != form.npos; });
  return all;
}

}  // namespace tiange::cases::archive
