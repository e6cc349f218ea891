#pragma once
// How records go wrong: the slips of hands, ears and old systems.

#include <string>

#include "base/time.h"
#include "town/ground/random.h"
#include "town/people/draws/people_lists.h"

namespace tiange::town {

class Mistakes {
 public:
  explicit Mistakes(const Slips& slips) : slips_(slips) {}

  // 李晓明 -> 李小明, 李曉明, 李 晓 明, 晓明李, 李晓; always another text.
  void name(Random& random, std::string& text) const;
  // One digit wrong, two exchanged, one lost; never a valid number.
  void card(Random& random, std::string& text) const;
  // 18 digits as the 15 they were before 1999, where the birth allows it.
  static bool old_card(Random& random, std::string& text);
  void credit_code(Random& random, std::string& text) const;
  void phone(Random& random, std::string& text) const;
  // 佛山市锦华建材有限公司 -> 锦华建材, 佛山锦华建材公司, 佛山市锦华建材有限责任公司 …
  void firm_name(Random& random, std::string& text) const;
  // One character of any text, by shape or in its traditional form.
  void character(Random& random, std::string& text) const;
  // Day and month exchanged where both readings are dates; else a year too early or late.
  static Date date(Random& random, Date date);

 private:
  const Slips& slips_;
};

enum class DateStyle : std::uint8_t { compact, dashes, slashes, dots, chinese, with_time };
void written_date(Date date, DateStyle style, std::string& into);

}  // namespace tiange::town
