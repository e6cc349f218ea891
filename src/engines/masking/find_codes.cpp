// E-mail addresses and number plates: signs in a fixed shape.
#include "engines/masking/text_scan.h"

namespace tiange::masking {

void find_emails(Scan& scan) {
  const auto local = [](char32_t c) { return is_digit(c) || is_latin(c) || c == U'.' || c == U'_' || c == U'-' || c == U'+'; };
  for (std::size_t i = 1; i + 1 < scan.size(); ++i) {
    if (scan.at(i) != U'@') continue;
    std::size_t from = i, until = i + 1, last_dot = 0;
    while (from > 0 && local(scan.at(from - 1))) --from;
    while (until < scan.size() && (local(scan.at(until)))) {
      if (scan.at(until) == U'.') last_dot = until;
      ++until;
    }
    while (until > i && (scan.at(until - 1) == U'.' || scan.at(until - 1) == U'-')) --until;
    if (from < i && last_dot > i + 1 && last_dot + 1 < until && scan.free(from, until)) scan.take(Personal::email, from, until);
  }
}

void find_plates(Scan& scan) {
  constexpr std::u32string_view k_provinces = U"京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
  constexpr std::u32string_view k_last = U"挂学警港澳";
  const auto letter = [](char32_t c) { return is_latin(c) && c != U'I' && c != U'O' && c != U'i' && c != U'o'; };
  for (std::size_t i = 0; i + 6 < scan.size(); ++i) {
    if (k_provinces.find(scan.at(i)) == k_provinces.npos || !is_latin(scan.at(i + 1))) continue;
    std::size_t k = i + 2;
    if (scan.at(k) == U'·' || scan.at(k) == U'.' || scan.at(k) == U' ' || scan.at(k) == U'-' || scan.at(k) == U'•') ++k;
    std::size_t signs = 0, digits = 0;
    while (signs < 6 && (is_digit(scan.at(k + signs)) || letter(scan.at(k + signs)))) {
      digits += is_digit(scan.at(k + signs));
      ++signs;
    }
    if (signs == 4 && k_last.find(scan.at(k + 4)) != k_last.npos) ++signs;
    const bool more = is_digit(scan.at(k + signs)) || is_latin(scan.at(k + signs));
    if ((signs == 5 || signs == 6) && digits >= 2 && !more && scan.free(i, k + signs)) scan.take(Personal::plate, i, k + signs);
  }
}

}  // namespace tiange::masking
