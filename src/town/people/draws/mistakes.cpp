#include "town/people/draws/mistakes.h"

#include <algorithm>

#include "base/codes.h"
#include "base/text.h"

namespace tiange::town {

namespace {

std::string text_of(const std::vector<char32_t>& chars) {
  std::string text;
  for (const char32_t c : chars) text::append_code_point(text, c);
  return text;
}

using Pairs = std::vector<std::pair<char32_t, char32_t>>;

// One of the characters that stand for this one in the list; 0: none.
char32_t other_of(const Pairs& pairs, char32_t c, Random& random) {
  const auto from = std::lower_bound(pairs.begin(), pairs.end(), std::pair<char32_t, char32_t>(c, 0));
  auto to = from;
  while (to != pairs.end() && to->first == c) ++to;
  return from == to ? 0 : from[random.below(static_cast<std::uint32_t>(to - from))].second;
}

// Exchanges one character that the list knows, from a random place on.
bool exchange_one(const Pairs& pairs, std::vector<char32_t>& chars, Random& random) {
  if (chars.empty()) return false;
  const std::size_t start = random.below(static_cast<std::uint32_t>(chars.size()));
  for (std::size_t i = 0; i < chars.size(); ++i) {
    char32_t& c = chars[(start + i) % chars.size()];
    if (const char32_t other = other_of(pairs, c, random); other != 0) {
      c = other;
      return true;
    }
  }
  return false;
}

char other_digit(char c, Random& random) {
  const char drawn = static_cast<char>('0' + random.below(9));
  return drawn >= c && c >= '0' && c <= '9' ? static_cast<char>(drawn + 1) : drawn;
}

void drop_one(std::string& text, Random& random) {
  if (!text.empty()) text.erase(random.below(static_cast<std::uint32_t>(text.size())), 1);
}

void exchange_neighbours(std::string& text, Random& random) {
  for (int i = 0; i < 20 && text.size() > 1; ++i) {
    const std::size_t at = random.below(static_cast<std::uint32_t>(text.size() - 1));
    if (text[at] == text[at + 1]) continue;
    std::swap(text[at], text[at + 1]);
    return;
  }
}

}  // namespace

void Mistakes::name(Random& random, std::string& text) const {
  std::vector<char32_t> chars = text::code_points(text);
  const std::string before = text;
  const double dice = random.unit();
  if (dice < 0.34) {
    exchange_one(slips_.sound, chars, random);
  } else if (dice < 0.66) {
    exchange_one(slips_.shape, chars, random);
  } else if (dice < 0.8) {
    for (char32_t& c : chars) {
      if (const char32_t other = other_of(slips_.traditional, c, random); other != 0) c = other;
    }
  } else if (dice < 0.88 && chars.size() == 2) {
    chars.insert(chars.begin() + 1, U'　');
  } else if (dice < 0.92 && chars.size() > 2) {
    chars.pop_back();
  } else if (dice < 0.95 && chars.size() > 2) {
    std::swap(chars[chars.size() - 1], chars[chars.size() - 2]);
  } else {
    exchange_one(slips_.sound, chars, random);
  }
  text = text_of(chars);
  if (text != before) return;
  // A name the lists have nothing for is misheard as one of the commonest.
  chars.back() = chars.back() == U'华' ? U'明' : U'华';
  text = text_of(chars);
}

void Mistakes::card(Random& random, std::string& text) const {
  const std::string right = text;
  for (int i = 0; i < 20; ++i) {
    text = right;
    const double dice = random.unit();
    if (dice < 0.55) {
      char& c = text[random.below(static_cast<std::uint32_t>(text.size()))];
      c = other_digit(c, random);
    } else if (dice < 0.85) {
      exchange_neighbours(text, random);
    } else {
      drop_one(text, random);
    }
    if (text != right && !codes::is_citizen_number(text)) return;
  }
}

bool Mistakes::old_card(Random& random, std::string& text) {
  // Numbers of fifteen digits were given until October 1999.
  if (text.size() != 18 || text.compare(6, 4, "1999") >= 0) return false;
  text = text.substr(0, 6) + text.substr(8, 9);
  if (random.chance(0.02)) exchange_neighbours(text, random);
  return true;
}

void Mistakes::credit_code(Random& random, std::string& text) const {
  const std::string right = text;
  for (int i = 0; i < 20; ++i) {
    text = right;
    const double dice = random.unit();
    if (dice < 0.4) {
      char& c = text[8 + random.below(10)];
      // What the alphabet leaves out for being mistaken is what gets written.
      c = c == '0' ? 'O' : c == '1' ? 'I' : c == '2' ? 'Z' : c == '5' ? 'S' : other_digit(c, random);
    } else if (dice < 0.75) {
      exchange_neighbours(text, random);
    } else {
      drop_one(text, random);
    }
    if (text != right && !codes::is_credit_code(text)) return;
  }
}

void Mistakes::phone(Random& random, std::string& text) const {
  const double dice = random.unit();
  if (dice < 0.35) {
    char& c = text[3 + random.below(static_cast<std::uint32_t>(text.size() - 3))];
    c = other_digit(c, random);
  } else if (dice < 0.6) {
    exchange_neighbours(text, random);
  } else if (dice < 0.75) {
    drop_one(text, random);
  } else if (dice < 0.9 && text.size() == 11) {
    const char mark = random.chance(0.5) ? ' ' : '-';
    text.insert(7, 1, mark).insert(3, 1, mark);
  } else {
    text.insert(0, "+86");
  }
}

void Mistakes::firm_name(Random& random, std::string& text) const {
  const auto cut = [&](std::string_view part, std::string_view other) {
    const std::size_t at = text.find(part);
    if (at != text.npos) text.replace(at, part.size(), other);
    return at != text.npos;
  };
  const double dice = random.unit();
  if (dice < 0.3) {
    cut("佛山市禅城区", "") || cut("佛山市", "") || cut("广东", "");
    cut("股份有限公司", "") || cut("有限公司", "");
  } else if (dice < 0.5) {
    cut("佛山市", "佛山");
    cut("有限公司", "公司");
  } else if (dice < 0.65) {
    if (!cut("股份有限公司", "有限公司")) cut("有限公司", "有限责任公司") || cut("佛山市禅城区", "佛山禅城");
  } else if (dice < 0.8) {
    cut("佛山市禅城区", "禅城区") || cut("佛山市", "佛山市禅城区");
  } else {
    character(random, text);
  }
}

void Mistakes::character(Random& random, std::string& text) const {
  std::vector<char32_t> chars = text::code_points(text);
  if (!exchange_one(random.chance(0.6) ? slips_.shape : slips_.traditional, chars, random)) return;
  text = text_of(chars);
}

Date Mistakes::date(Random& random, Date date) {
  const YearMonthDay day = split_date(date);
  if (day.day <= 12 && day.day != day.month && random.chance(0.8)) return make_date(day.year, day.day, day.month);
  const int year = day.year + (random.chance(0.5) ? 1 : -1);
  return is_real_date(year, day.month, day.day) ? make_date(year, day.month, day.day) : date + 1;
}

void written_date(Date date, DateStyle style, std::string& into) {
  const YearMonthDay day = split_date(date);
  const auto padded = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  const std::string year = std::to_string(day.year);
  switch (style) {
    case DateStyle::compact: into = year + padded(day.month) + padded(day.day); break;
    case DateStyle::dashes: into = year + "-" + padded(day.month) + "-" + padded(day.day); break;
    case DateStyle::slashes: into = year + "/" + std::to_string(day.month) + "/" + std::to_string(day.day); break;
    case DateStyle::dots: into = year + "." + padded(day.month) + "." + padded(day.day); break;
    case DateStyle::chinese: into = year + "年" + std::to_string(day.month) + "月" + std::to_string(day.day) + "日"; break;
    case DateStyle::with_time: into = year + "-" + padded(day.month) + "-" + padded(day.day) + " 00:00:00"; break;
  }
}

}  // namespace tiange::town
