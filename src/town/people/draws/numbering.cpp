#include "town/people/draws/numbering.h"

#include <bit>

#include "base/codes.h"
#include "town/ground/random.h"

namespace tiange::town {

namespace {

std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

void put_digits(std::uint64_t value, int count, std::string& into) {
  const std::size_t at = into.size();
  into.append(static_cast<std::size_t>(count), '0');
  for (std::size_t i = at + static_cast<std::size_t>(count); i-- > at; value /= 10) {
    into[i] = static_cast<char>('0' + value % 10);
  }
}

}  // namespace

Shuffled::Shuffled(std::uint64_t size, std::uint64_t seed) : size_(size), seed_(seed) {
  const unsigned bits = size < 2 ? 1 : static_cast<unsigned>(std::bit_width(size - 1));
  half_bits_ = (bits + 1) / 2;
}

std::uint64_t Shuffled::operator()(std::uint64_t n) const {
  const std::uint64_t mask = (1ULL << half_bits_) - 1;
  do {
    std::uint64_t left = n >> half_bits_, right = n & mask;
    for (std::uint64_t round = 0; round < 4; ++round) {
      const std::uint64_t next = left ^ (mixed(right + seed_ + round * 0x9e3779b97f4a7c15ULL) & mask);
      left = right;
      right = next;
    }
    n = left << half_bits_ | right;
  } while (n >= size_);
  return n;
}

void mobile_number(std::uint64_t n, std::uint64_t seed, std::string& into) {
  into.assign("140");
  put_digits(Shuffled(100'000'000, seed ^ 0x70686f6e65ULL)(n), 8, into);
}

void plate_number(std::uint64_t n, std::uint64_t seed, std::string& into) {
  static constexpr std::string_view k_letters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
  constexpr std::uint64_t k_of_one_place = 24 * 10'000;
  const std::uint64_t drawn = Shuffled(8 * k_of_one_place, seed ^ 0x706c617465ULL)(n);
  const std::uint64_t place = drawn / k_of_one_place, rest = drawn % k_of_one_place;
  into.assign(place < 5 ? "粤E" : place < 7 ? "粤X" : "粤Y");
  const std::size_t head = into.size();
  put_digits(rest % 10'000, 4, into);
  into.insert(head + (place < 5 ? place : place < 7 ? place - 5 : 2), 1, k_letters[rest / 10'000]);
}

void citizen_number(std::string_view region, Date born, int sequence, std::string& into) {
  const YearMonthDay day = split_date(born);
  into.assign(region);
  put_digits(static_cast<std::uint64_t>(day.year), 4, into);
  put_digits(static_cast<std::uint64_t>(day.month), 2, into);
  put_digits(static_cast<std::uint64_t>(day.day), 2, into);
  put_digits(static_cast<std::uint64_t>(sequence), 3, into);
  into += codes::citizen_check(into);
}

std::string credit_code(std::string_view registrar_class, std::string_view area, std::string_view body) {
  static constexpr int k_weights[] = {3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    const char c = body[i];
    sum += (c <= '9' ? c - '0' : c - 'A' + 10) * k_weights[i];
  }
  const int check = 11 - sum % 11;
  std::string code(registrar_class);
  code += area;
  code += body;
  code += check == 10 ? 'X' : check == 11 ? '0' : static_cast<char>('0' + check);
  code += codes::credit_code_check(code);
  return code;
}

}  // namespace tiange::town
