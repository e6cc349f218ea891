#pragma once
// Personal names and names of organisations as Chinese registers write them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tiange::linkage {

// How many characters the surname has: 2 for 欧阳, 司徒 and other compound surnames before a given name, else 1.
std::size_t surname_length(std::u32string_view name);
bool is_known_surname(std::u32string_view name);  // the name begins with one of the surnames of the table
// Two to four Chinese characters that begin with a known surname, or 5 to 15 with a dot between (阿依古丽·买买提).
bool looks_like_chinese_name(std::u32string_view name);

// Syllables of a name, the surname in its own reading: 单雄信 shan xiong xin.
std::vector<std::uint16_t> name_syllables(std::u32string_view name);
std::string name_pinyin(std::u32string_view name);

// 1 another name · 2 the surname only · 3 one character more, less or another (given name of two) · 4 sounds nearly
// alike or two characters changed places · 5 sounds the same, or one character that looks alike · 6 the same name.
int compare_chinese_names(std::u32string_view a, std::u32string_view b);
inline constexpr int k_chinese_name_levels = 6;

// What is left of a firm's name without place, legal form and brackets: 佛山市禅城区宏达五金有限公司 -> 宏达五金;
// Acme Tools, Inc. -> acme tools. The text comes folded.
std::string organisation_core(std::string_view folded);
// 1 another · 2 somewhat alike · 3 alike · 4 one slip, or one holds the other · 5 the same core · 6 the same.
int compare_organisations(std::string_view a, std::string_view core_a, std::string_view b, std::string_view core_b);
inline constexpr int k_organisation_levels = 6;

}  // namespace tiange::linkage
