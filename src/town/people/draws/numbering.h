#pragma once
// Numbers that look drawn at random yet never repeat: bijections of a range.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"

namespace tiange::town {

// A seeded permutation of 0 … size-1 without a table: a Feistel network walked until it falls inside.
class Shuffled {
 public:
  Shuffled(std::uint64_t size, std::uint64_t seed);
  std::uint64_t operator()(std::uint64_t n) const;

 private:
  std::uint64_t size_;
  std::uint64_t seed_;
  unsigned half_bits_;
};

// 140 and eight digits; `n` below 100 million.
void mobile_number(std::uint64_t n, std::uint64_t seed, std::string& into);
// 粤E12A34; `n` below 1.92 million.
void plate_number(std::uint64_t n, std::uint64_t seed, std::string& into);
// GB 11643: region, birth, sequence and check character.
void citizen_number(std::string_view region, Date born, int sequence, std::string& into);
// GB 32100 with a body of GB 11714: registrar, class, area, eight characters of the body; 18 characters.
std::string credit_code(std::string_view registrar_class, std::string_view area, std::string_view body);

}  // namespace tiange::town
