#include "engines/linkage/values/han.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_map>

#include "base/text.h"

namespace tiange::linkage {

namespace {

constexpr char32_t k_first = 0x3400, k_last = 0x9FFF;
constexpr std::size_t k_count = k_last - k_first + 1;
constexpr char32_t k_block = 64;  // characters transliterated together: each answer moves all the text behind it

struct Tables {
  std::vector<char16_t> simple = std::vector<char16_t>(k_count, 0);
  std::vector<std::uint16_t> sound = std::vector<std::uint16_t>(k_count, 0);
  std::vector<std::uint16_t> broad;  // by syllable
  std::vector<std::string> names{""};
  std::unordered_map<std::string, std::uint16_t> numbers;
  std::unordered_map<char32_t, std::uint16_t> surnames;

  std::uint16_t number(const std::string& name) {
    const auto [at, fresh] = numbers.try_emplace(name, static_cast<std::uint16_t>(names.size()));
    if (fresh) names.push_back(name);
    return at->second;
  }
};

// One character a line through a transliterator; the answer has as many lines.
std::vector<icu::UnicodeString> line_by_line(const char* rule) {
  UErrorCode status = U_ZERO_ERROR;
  std::vector<icu::UnicodeString> out;
  const std::unique_ptr<icu::Transliterator> machine(
      icu::Transliterator::createInstance(icu::UnicodeString::fromUTF8(rule), UTRANS_FORWARD, status));
  if (U_FAILURE(status) || machine == nullptr) return out;
  for (char32_t first = k_first; first <= k_last; first += k_block) {
    icu::UnicodeString text;
    for (char32_t c = first; c <= std::min<char32_t>(k_last, first + k_block - 1); ++c) text.append(static_cast<UChar32>(c)).append(static_cast<char16_t>('\n'));
    machine->transliterate(text);
    for (int32_t from = 0; from < text.length();) {
      const int32_t end = text.indexOf(static_cast<char16_t>('\n'), from);
      if (end < 0) break;
      out.emplace_back(text, from, end - from);
      from = end + 1;
    }
  }
  return out;
}

std::string broad_name(std::string name) {
  if (name.starts_with("zh") || name.starts_with("ch") || name.starts_with("sh")) name.erase(1, 1);
  if (name.starts_with("n")) name[0] = 'l';
  if (name.size() > 2 && name.ends_with("ng")) name.pop_back();
  return name;
}

constexpr std::array<std::pair<std::u32string_view, std::string_view>, 38> k_surname_readings{{
    {U"单", "shan"}, {U"曾", "zeng"}, {U"仇", "qiu"},  {U"解", "xie"},  {U"任", "ren"},  {U"区", "ou"},   {U"查", "zha"},
    {U"朴", "piao"}, {U"盖", "ge"},   {U"华", "hua"},  {U"冼", "xian"}, {U"洗", "xian"}, {U"翟", "zhai"}, {U"缪", "miao"},
    {U"覃", "qin"},  {U"谌", "chen"}, {U"乐", "yue"},  {U"员", "yun"},  {U"宓", "mi"},   {U"召", "shao"}, {U"折", "she"},
    {U"纪", "ji"},   {U"黑", "he"},   {U"种", "chong"}, {U"燕", "yan"},  {U"那", "na"},   {U"祭", "zhai"}, {U"隗", "wei"},
    {U"佴", "nai"},  {U"哈", "ha"},   {U"柏", "bai"},  {U"葛", "ge"},   {U"卜", "bu"},   {U"便", "pian"}, {U"尉", "wei"},
    {U"万", "wan"},  {U"长", "chang"}, {U"洪", "hong"},
}};

Tables make_tables() {
  Tables t;
  const auto simple = line_by_line("Traditional-Simplified");
  const auto sounds = line_by_line("Han-Latin; NFD; [[:Mn:]-[\\u0308]] Remove; NFC");
  for (std::size_t i = 0; i < k_count; ++i) {
    const char32_t self = k_first + static_cast<char32_t>(i);
    t.simple[i] = static_cast<char16_t>(self);
    if (i < simple.size() && simple[i].length() == 1) t.simple[i] = simple[i].charAt(0);
    if (i >= sounds.size()) continue;
    std::string name;
    for (int32_t k = 0; k < sounds[i].length(); ++k) {
      const char16_t c = sounds[i].charAt(k);
      if (c == 0xFC) name.push_back('v');
      if (c >= 'a' && c <= 'z') name.push_back(static_cast<char>(c));
    }
    if (!name.empty()) t.sound[i] = t.number(name);
  }
  for (const auto& [characters, reading] : k_surname_readings) t.surnames[characters[0]] = t.number(std::string(reading));
  const std::size_t plain = t.names.size();
  t.broad.resize(plain);
  for (std::size_t i = 1; i < plain; ++i) t.broad[i] = t.number(broad_name(t.names[i]));
  while (t.broad.size() < t.names.size()) t.broad.push_back(static_cast<std::uint16_t>(t.broad.size()));
  return t;
}

const Tables& tables() {
  static const Tables made = make_tables();
  return made;
}

// Characters often taken for each other in handwriting and on small screens.
constexpr std::array<std::u32string_view, 56> k_alike{
    U"己已巳", U"未末", U"日曰", U"土士", U"戊戌戍成", U"人入八", U"天夭", U"千干于", U"田由甲申", U"大太犬", U"王玉主", U"刀力",
    U"免兔", U"乌鸟", U"侯候", U"冶治", U"洗冼", U"晴睛", U"杨扬", U"汪江", U"玲铃", U"佳住", U"晓哓", U"凯恺", U"芬芳", U"莲连",
    U"婷停", U"娟绢", U"伟纬", U"辉晖", U"梁粱", U"陈阵", U"林材", U"刘浏", U"坤绅", U"志忐", U"珍诊", U"宏宠", U"波泼", U"祥详",
    U"斌彬", U"建健", U"清请", U"荣莱", U"金全", U"丽酈", U"嫦娥", U"冯马", U"潘播", U"谭潭", U"霞露", U"敏敬", U"明朋", U"东乐",
    U"关失", U"何向"};

char32_t latin_base(char32_t c) {
  // Latin-1 and Latin Extended-A by their base letters.
  static constexpr std::string_view k_latin1 = "aaaaaaaceeeeiiiidnooooo/ouuuuyts";
  if (c >= 0xC0 && c <= 0xFF && c != 0xD7 && c != 0xF7) return static_cast<unsigned char>(k_latin1[(c - 0xC0) % 32]);
  static constexpr std::string_view k_extended =
      "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllllllnnnnnnnnnooooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
  if (c >= 0x100 && c < 0x100 + k_extended.size()) return static_cast<unsigned char>(k_extended[c - 0x100]);
  return c;
}

}  // namespace

bool is_han(char32_t c) { return (c >= k_first && c <= k_last) || c == 0x3007; }

char32_t simplified(char32_t c) { return c >= k_first && c <= k_last ? tables().simple[c - k_first] : c; }

std::uint16_t syllable(char32_t c) { return c >= k_first && c <= k_last ? tables().sound[c - k_first] : 0; }

std::uint16_t broad_syllable(char32_t c) { return tables().broad[syllable(c)]; }

std::string_view syllable_text(std::uint16_t number) {
  return number < tables().names.size() ? std::string_view(tables().names[number]) : std::string_view();
}

std::uint16_t surname_syllable(char32_t c) {
  const auto found = tables().surnames.find(c);
  return found == tables().surnames.end() ? syllable(c) : found->second;
}

bool looks_like(char32_t a, char32_t b) {
  for (const std::u32string_view group : k_alike) {
    if (group.find(a) != group.npos && group.find(b) != group.npos) return true;
  }
  return false;
}

std::u32string folded_points(std::string_view text) {
  std::u32string out;
  bool space = false;
  for (char32_t c : text::code_points(text)) {
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    if (c == 0x3000 || c == 0xA0 || c == '\t' || c == '\n' || c == '\r') c = ' ';
    if (c >= 'A' && c <= 'Z') c += 32;
    if (c >= 0xC0 && c < 0x180) c = latin_base(c);
    if (c == 0x2019 || c == 0x2018) c = '\'';
    if (c >= 0x2010 && c <= 0x2015) c = '-';
    if (c == 0x3007) c = U'零';
    if (c >= k_first && c <= k_last) c = simplified(c);
    if (c == 0xFEFF) continue;
    if (c == ' ') {
      space = !out.empty();
      continue;
    }
    if (space) out.push_back(' ');
    space = false;
    out.push_back(c);
  }
  return out;
}

std::string to_utf8(std::u32string_view points) {
  std::string out;
  for (const char32_t c : points) text::append_code_point(out, c);
  return out;
}

std::string folded(std::string_view text) {
  bool plain = true;
  for (const char c : text) plain = plain && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.');
  return plain ? std::string(text) : to_utf8(folded_points(text));
}

}  // namespace tiange::linkage
