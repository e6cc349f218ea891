#pragma once
// Surnames and the characters that given names are made of.

namespace tiange::masking {

bool is_surname(char32_t c);
bool is_double_surname(char32_t first, char32_t second);  // 欧阳, 司徒 …
// Usual in given names: 伟 芳 志 …
bool is_name_character(char32_t c);
// Never in a given name: 的 了 说 来 …
bool never_in_name(char32_t c);

}  // namespace tiange::masking
