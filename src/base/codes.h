#pragma once
// National code formats with their checksums. Sources: GB 11643 (citizen number), GB 32100-2015 (unified social credit
// code), GB/T 2260 with the statistical division codes (areas), GB/T 30428.1 practice (15-digit unit grids).

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/time.h"

namespace tiange::codes {

enum class AreaLevel { district, town, community, grid };

// 6, 9, 12 or 15 digits.
std::optional<AreaLevel> area_level(std::string_view code);
// The area one level up; "" above the district.
std::string_view area_parent(std::string_view code);
// The prefix of `code` at a level; "" when the code is shorter.
std::string_view area_at(std::string_view code, AreaLevel level);
// The sharding key: the code padded with zeros to 15 digits, as a number. 440604 -> 440604000000000; 0 for no code.
std::int64_t part_key_of(std::string_view area_code);
// Sharding keys below an area: [low, high). Everything for no code.
std::pair<std::int64_t, std::int64_t> part_range(std::string_view area_code);
// The first code behind all codes that begin with this one; empty when there is none.
std::string code_after(std::string_view area_code);

// 18 digits, the last may be X: area, birth date, sequence, ISO 7064 MOD 11-2 check.
bool is_citizen_number(std::string_view number);
char citizen_check(std::string_view first17);
std::optional<Date> citizen_birth(std::string_view number);

// 18 characters of 0-9 A-H J-N P-R T U W X Y with modulus-31 check.
bool is_credit_code(std::string_view code);
char credit_code_check(std::string_view first17);

// A mainland mobile number (11 digits, 1[3-9]…) or a fixed line with area code (0757-82340000 and the like).
bool is_phone(std::string_view text);

// Field practice: phone keeps 3 + 4 digits, a name its first character, a citizen number 3 + 4, an address its community part.
std::string mask_phone(std::string_view phone);
std::string mask_name(std::string_view name);
std::string mask_citizen_number(std::string_view number);

}  // namespace tiange::codes
