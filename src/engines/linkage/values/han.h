#pragma once
// Chinese characters for comparing: simplified forms, Mandarin readings, characters that look alike. Readings come from
// ICU's Han-Latin (Unicode CLDR), forms from its Traditional-Simplified; readings that surnames alone have are our own
// table. The tables are built once, on first use, in about half a second.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tiange::linkage {

bool is_han(char32_t c);
// The simplified form of a traditional or variant character; any other as it is.
char32_t simplified(char32_t c);
// A number for the Mandarin syllable without tone ("ma" is 吗 and 马 alike); 0 for what is no Chinese character.
std::uint16_t syllable(char32_t c);
// The same with what southern speakers often do not tell apart made one: zh/z, ch/c, sh/s, n/l, ng/n at the end.
std::uint16_t broad_syllable(char32_t c);
std::string_view syllable_text(std::uint16_t syllable);
// Readings of a character that stands as a surname: 单 shan, 曾 zeng, 仇 qiu.
std::uint16_t surname_syllable(char32_t c);
// Two characters that are mistaken by shape: 己已巳, 未末, 日曰.
bool looks_like(char32_t a, char32_t b);

// Half width, lower case, no accents on Latin letters, simplified characters; runs of white space become one space.
std::string folded(std::string_view text);
std::u32string folded_points(std::string_view text);
std::string to_utf8(std::u32string_view points);

}  // namespace tiange::linkage
