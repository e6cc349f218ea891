#include "engines/linkage/values/compared.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "engines/linkage/values/address_parser.h"
#include "engines/linkage/values/chinese_names.h"
#include "engines/linkage/values/han.h"
#include "engines/linkage/values/numbers.h"
#include "engines/linkage/values/strings.h"

namespace tiange::linkage {

namespace {

struct Level {
  LevelName name;
  Odds odds;
};
struct KindRow {
  Kind kind;
  std::string_view word;
  std::vector<Level> levels;  // from level 1
};

const std::vector<KindRow>& kinds() {
  static const std::vector<KindRow> table{
      {Kind::ignored, "ignored", {{{"不比", "not compared"}, {1, 1}}}},
      {Kind::id_card, "id_card",
       {{{"不同", "different"}, {0.01, 0.995}}, {{"出生日期部分相同", "same birth date inside"}, {0.02, 0.0049}},
        {{"两处笔误", "two slips"}, {0.03, 5e-5}}, {{"一处笔误", "one slip"}, {0.09, 5e-6}}, {{"相同", "the same"}, {0.85, 8e-7}}}},
      {Kind::credit_code, "credit_code",
       {{{"不同", "different"}, {0.02, 0.999}}, {{"两处笔误", "two slips"}, {0.03, 1e-4}}, {{"一处笔误", "one slip"}, {0.1, 1e-5}},
        {{"相同", "the same"}, {0.85, 1e-6}}}},
      {Kind::phone, "phone",
       {{{"不同", "different"}, {0.3, 0.9999}}, {{"两处笔误", "two slips"}, {0.02, 2e-5}}, {{"末七位相同", "last seven the same"}, {0.02, 1e-5}},
        {{"一处笔误", "one slip"}, {0.06, 5e-6}}, {{"相同", "the same"}, {0.6, 4e-6}}}},
      {Kind::date, "date",
       {{{"不同", "different"}, {0.01, 0.96}}, {{"同年", "same year"}, {0.015, 0.028}}, {{"月日相同", "same month and day"}, {0.02, 0.004}},
        {{"一位数字不同", "one digit"}, {0.035, 0.006}}, {{"年差一", "one year off"}, {0.02, 8e-5}}, {{"月日颠倒", "day and month swapped"}, {0.03, 3e-5}},
        {{"相同", "the same"}, {0.87, 4e-5}}}},
      {Kind::year, "year",
       {{{"不同", "different"}, {0.03, 0.75}}, {{"差两年", "two years off"}, {0.02, 0.1}}, {{"差一年", "one year off"}, {0.05, 0.1}},
        {{"相同", "the same"}, {0.9, 0.05}}}},
      {Kind::number, "number",
       {{{"不同", "different"}, {0.15, 0.6}}, {{"差一半内", "within a half"}, {0.1, 0.2}}, {{"差两成内", "within a fifth"}, {0.15, 0.12}},
        {{"差百分之五内", "within 5 %"}, {0.15, 0.05}}, {{"差百分之一内", "within 1 %"}, {0.1, 0.015}}, {{"相同", "the same"}, {0.35, 0.015}}}},
      {Kind::code, "code",
       {{{"不同", "different"}, {0.05, 0.985}}, {{"两处笔误", "two slips"}, {0.03, 0.007}}, {{"一个含另一个", "one holds the other"}, {0.04, 0.003}},
        {{"一处笔误", "one slip"}, {0.08, 0.002}}, {{"相同", "the same"}, {0.8, 0.003}}}},
      {Kind::chinese_name, "chinese_name",
       {{{"不同", "different"}, {0.015, 0.945}}, {{"只有姓相同", "surname only"}, {0.015, 0.05}}, {{"差一个字", "one character"}, {0.05, 0.003}},
        {{"近音或换位", "nearly the same sound"}, {0.03, 3e-4}}, {{"同音或形近", "same sound or shape"}, {0.06, 3e-4}}, {{"相同", "the same"}, {0.83, 3e-4}}}},
      {Kind::name, "name",
       {{{"不同", "different"}, {0.03, 0.93}}, {{"首字母相同", "initial only"}, {0.03, 0.03}}, {{"有些像", "somewhat alike"}, {0.04, 0.025}},
        {{"像", "alike"}, {0.05, 0.008}}, {{"很像", "nearly the same"}, {0.1, 0.003}}, {{"相同", "the same"}, {0.75, 0.004}}}},
      {Kind::organisation, "organisation",
       {{{"不同", "different"}, {0.015, 0.975}}, {{"有些像", "somewhat alike"}, {0.06, 0.015}}, {{"像", "alike"}, {0.1, 0.006}},
        {{"一处笔误或简称", "a slip or a short form"}, {0.15, 0.002}}, {{"字号相同", "same core"}, {0.25, 0.001}}, {{"相同", "the same"}, {0.4, 0.001}}}},
      {Kind::address, "address",
       {{{"不同", "different"}, {0.12, 0.86}}, {{"同镇街", "same town"}, {0.06, 0.1}}, {{"同社区", "same community"}, {0.04, 0.02}},
        {{"同路或同小区", "same road or estate"}, {0.06, 0.015}}, {{"同处不同栋", "same place, another building"}, {0.03, 0.003}},
        {{"同栋不同户", "same building, another room"}, {0.04, 0.0015}}, {{"同栋（未写户）", "same building, no room said"}, {0.1, 5e-4}},
        {{"同户（有省略）", "same room, abridged"}, {0.25, 2e-5}}, {{"相同", "the same"}, {0.3, 2e-5}}}},
      {Kind::category, "category", {{{"不同", "different"}, {0.06, 0.7}}, {{"相同", "the same"}, {0.94, 0.3}}}},
      {Kind::text, "text",
       {{{"不同", "different"}, {0.01, 0.62}}, {{"一成", "a tenth"}, {0.01, 0.15}}, {{"两成", "two tenths"}, {0.02, 0.1}}, {{"三成", "three tenths"}, {0.03, 0.06}},
        {{"四成", "four tenths"}, {0.05, 0.035}}, {{"五成", "a half"}, {0.07, 0.018}}, {{"六成", "six tenths"}, {0.09, 0.009}},
        {{"七成", "seven tenths"}, {0.12, 0.004}}, {{"八成", "eight tenths"}, {0.15, 0.002}}, {{"九成", "nine tenths"}, {0.15, 0.001}},
        {{"相同", "the same"}, {0.3, 0.001}}}},
      {Kind::marks, "marks",
       {{{"不同", "different"}, {0.1, 0.93}}, {{"像", "alike"}, {0.05, 0.03}}, {{"一个含另一个", "one holds the other"}, {0.1, 0.02}},
        {{"有相同的", "one the same"}, {0.75, 0.02}}}},
  };
  return table;
}

const KindRow& row_of(Kind kind) { return kinds()[static_cast<std::size_t>(kind)]; }

int compare_days(double x, double y) {
  const int a = static_cast<int>(x), b = static_cast<int>(y);
  if (a == b) return 7;
  const int ya = a / 10000, yb = b / 10000, ma = a / 100 % 100, mb = b / 100 % 100, da = a % 100, db = b % 100;
  if (ya == yb && ma == db && da == mb && ma != 0) return 6;
  if (ma == mb && da == db && ma != 0 && std::abs(ya - yb) == 1) return 5;
  int wrong = 0;
  for (int p = 1, i = 0; i < 8; ++i, p *= 10) wrong += a / p % 10 != b / p % 10 ? 1 : 0;
  if (wrong == 1) return 4;
  if (wrong == 2 && slips(std::to_string(a), std::to_string(b), 1) == 1) return 4;
  if (ya == yb && (ma == 0 || mb == 0 || (ma == mb && (da == 0 || db == 0)))) return 4;
  if (ma == mb && da == db && ma != 0) return 3;
  return ya == yb ? 2 : 1;
}

int compare_numbers(double a, double b) {
  if (a == b) return 6;
  const double most = std::max(std::abs(a), std::abs(b)), off = std::abs(a - b) / most;
  if (off <= 0.01) return 5;
  if (off <= 0.05) return 4;
  if (off <= 0.2) return 3;
  return off <= 0.5 ? 2 : 1;
}

int compare_phones(const std::string& a, const std::string& b) {
  if (a == b) return 5;
  const int wrong = a.size() > 6 && b.size() > 6 ? slips(a, b, 2) : 3;
  if (wrong == 1) return 4;
  if (a.size() >= 7 && b.size() >= 7 && a.size() != b.size() &&
      std::string_view(a).substr(a.size() - 7) == std::string_view(b).substr(b.size() - 7)) return 3;
  return wrong == 2 ? 2 : 1;
}

int compare_id_cards(const Prepared& a, const Prepared& b) {
  if (a.text == b.text) return 5;
  if (a.valid && b.valid) return 1;
  const int wrong = slips(a.text, b.text, 2);
  if (wrong <= 2) return wrong == 1 ? 4 : 3;
  const bool birth = a.text.size() == 18 && b.text.size() == 18 && std::string_view(a.text).substr(6, 8) == std::string_view(b.text).substr(6, 8);
  return birth ? 2 : 1;
}

int compare_codes(const std::string& a, const std::string& b) {
  if (a == b) return 5;
  const std::size_t shorter = std::min(a.size(), b.size());
  const int wrong = shorter >= 3 ? slips(a, b, 2) : 3;
  if (wrong == 1) return 4;
  if (shorter >= 4 && (a.find(b) != a.npos || b.find(a) != b.npos)) return 3;
  return wrong == 2 && shorter >= 5 ? 2 : 1;
}

int compare_names(const std::string& a, const std::string& b) {
  if (a == b) return 6;
  const double s = jaro_winkler(a, b);
  if (s >= 0.93 || (std::min(a.size(), b.size()) >= 5 && slips(a, b, 1) == 1)) return 5;
  if (s >= 0.87) return 4;
  if (s >= 0.78) return 3;
  return a[0] == b[0] && (a.size() <= 2 || b.size() <= 2) ? 2 : 1;
}

int compare_marks(const Prepared& a, const Prepared& b, const Words& words) {
  int best = 1;
  for (const std::uint32_t x : a.parts) {
    if (std::binary_search(b.parts.begin(), b.parts.end(), x)) return 4;
  }
  for (const std::uint32_t x : a.parts) {
    const std::string_view s = words.word(x);
    for (const std::uint32_t y : b.parts) {
      const std::string_view t = words.word(y);
      if (s.find(t) != s.npos || t.find(s) != t.npos) best = std::max(best, 3);
      else if (std::min(s.size(), t.size()) >= 5 && slips(s, t, 1) == 1) best = std::max(best, 2);
    }
  }
  return best;
}

bool says_nothing(std::string_view folded) {
  static constexpr std::array<std::string_view, 12> k_nothing{"-", "--", "无", "null", "nan", "n/a", "na", "none", "不详", "未知", "unknown", "/"};
  return folded.empty() || std::find(k_nothing.begin(), k_nothing.end(), folded) != k_nothing.end();
}

// A word that is another one misspelt or cut short.
bool nearly(std::string_view a, std::string_view b) {
  const std::size_t shorter = std::min(a.size(), b.size());
  if (a[0] >= '0' && a[0] <= '9') return false;
  if (shorter >= 4 && slips(a, b, shorter >= 8 ? 2 : 1) <= (shorter >= 8 ? 2 : 1)) return true;
  return shorter >= 4 && (a.starts_with(b) || b.starts_with(a));
}

}  // namespace

std::string_view kind_word(Kind kind) { return row_of(kind).word; }

std::optional<Kind> kind_of_word(std::string_view word) {
  for (const KindRow& row : kinds()) {
    if (row.word == word) return row.kind;
  }
  return std::nullopt;
}

int highest_level(Kind kind) { return static_cast<int>(row_of(kind).levels.size()); }

LevelName level_name(Kind kind, int level) {
  if (level < 1 || level > highest_level(kind)) return {"未填", "not said"};
  return row_of(kind).levels[static_cast<std::size_t>(level - 1)].name;
}

Odds usual_odds(Kind kind, int level) {
  if (level < 1 || level > highest_level(kind)) return {1, 1};
  return row_of(kind).levels[static_cast<std::size_t>(level - 1)].odds;
}

bool is_identifier(Kind kind) { return kind == Kind::id_card || kind == Kind::credit_code; }

std::vector<std::string> words_of(std::string_view folded) {
  std::vector<std::string> out;
  std::string word;
  char32_t before = 0;
  const auto flush = [&] {
    if (!word.empty()) out.push_back(std::move(word));
    word.clear();
  };
  for (const char32_t c : text::code_points(folded)) {
    const bool letter = (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') || (c > 0xBF && c < 0x2000);
    if (letter) {
      text::append_code_point(word, c);
    } else if (c != U'\'') {
      flush();
    }
    if (c > 0x2E80) {
      if (before != 0) {
        std::string pair;
        text::append_code_point(pair, before);
        text::append_code_point(pair, c);
        out.push_back(std::move(pair));
      }
      before = c;
    } else {
      before = 0;
    }
  }
  flush();
  return out;
}

std::vector<std::string> marks_of(std::string_view folded) {
  std::vector<std::string> out;
  std::string run;
  const auto flush = [&] {
    bool digits = false, letters = false;
    for (const char c : run) {
      digits = digits || (c >= '0' && c <= '9');
      letters = letters || (c >= 'a' && c <= 'z');
    }
    // 46th is a street, no model.
    const bool ordinal = run.size() <= 5 && (run.ends_with("th") || run.ends_with("st") || run.ends_with("nd") || run.ends_with("rd"));
    if (run.size() >= 4 && digits && !ordinal && (letters || run.size() >= 5)) out.push_back(run);
    run.clear();
  };
  for (const char c : folded) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) run.push_back(c);
    else if (c != '-' && c != '/' && c != '.') flush();
    else if (c == '.' || c == '/') flush();
  }
  flush();
  return out;
}

std::optional<Prepared> prepare(Kind kind, std::string_view text, Words* words) {
  Prepared out;
  out.text = folded(text);
  if (says_nothing(out.text)) return std::nullopt;
  switch (kind) {
    case Kind::id_card:
    case Kind::credit_code:
      out.text = kind == Kind::id_card ? normal_id_card(text) : normal_credit_code(text);
      out.valid = kind == Kind::id_card ? valid_id_card(out.text) : valid_credit_code(out.text);
      if (out.text.size() < 6) return std::nullopt;
      break;
    case Kind::phone:
      out.text = normal_phone(text);
      if (out.text.size() < 3) return std::nullopt;
      break;
    case Kind::date: {
      const auto day = read_day(text);
      if (!day) return std::nullopt;
      out.number = day->year * 10000 + day->month * 100 + day->day;
      out.text = std::to_string(static_cast<int>(out.number));
      break;
    }
    case Kind::year: {
      const auto day = read_day(text);
      const auto number = read_number(text);
      if (!day && !number) return std::nullopt;
      out.number = day ? day->year : *number;
      out.text = std::to_string(static_cast<int>(out.number));
      break;
    }
    case Kind::number: {
      const auto number = read_number(text);
      if (!number || *number == 0) return std::nullopt;
      out.number = *number;
      break;
    }
    case Kind::code:
      std::erase_if(out.text, [](char c) { return c == ' ' || c == '-' || c == '/' || c == '.' || c == '\''; });
      if (out.text.empty()) return std::nullopt;
      break;
    case Kind::chinese_name:
      for (const char32_t c : text::code_points(out.text)) {
        if (c != U' ' && c != U'·' && c != U'・' && c != U'.') out.parts.push_back(c);
      }
      break;
    case Kind::organisation: out.core = organisation_core(out.text); break;
    case Kind::address: {
      const AddressKey key = address_key(parse_address(text));
      out.parts.assign(key.begin(), key.end());
      break;
    }
    case Kind::text:
    case Kind::marks:
      for (const std::string& word : kind == Kind::text ? words_of(out.text) : marks_of(out.text)) out.parts.push_back(words->number(word));
      std::sort(out.parts.begin(), out.parts.end());
      out.parts.erase(std::unique(out.parts.begin(), out.parts.end()), out.parts.end());
      if (out.parts.empty()) return std::nullopt;
      break;
    case Kind::ignored: return std::nullopt;
    case Kind::name:
      std::erase_if(out.text, [](char c) { return c == '.' || c == '\'' || c == ','; });
      if (out.text.empty()) return std::nullopt;
      break;
    case Kind::category: break;
  }
  return out;
}

double alike(const Prepared& a, const Prepared& b, const Words& words) {
  double common = 0, all_a = 0, all_b = 0;
  std::array<std::uint32_t, 24> only_a, only_b;
  std::size_t na = 0, nb = 0, i = 0, j = 0;
  const auto weight = [&](std::uint32_t w) {
    const double x = words.weight(w);
    return x * x;
  };
  while (i < a.parts.size() || j < b.parts.size()) {
    if (j == b.parts.size() || (i < a.parts.size() && a.parts[i] < b.parts[j])) {
      all_a += weight(a.parts[i]);
      if (na < only_a.size()) only_a[na++] = a.parts[i];
      ++i;
    } else if (i == a.parts.size() || b.parts[j] < a.parts[i]) {
      all_b += weight(b.parts[j]);
      if (nb < only_b.size()) only_b[nb++] = b.parts[j];
      ++j;
    } else {
      const double w = weight(a.parts[i]);
      common += w, all_a += w, all_b += w;
      ++i, ++j;
    }
  }
  for (std::size_t x = 0; x < na; ++x) {
    for (std::size_t y = 0; y < nb; ++y) {
      if (only_b[y] == UINT32_MAX || !nearly(words.word(only_a[x]), words.word(only_b[y]))) continue;
      // The rarer spelling is the mistake: both count as the more frequent word.
      const double wa = weight(only_a[x]), wb = weight(only_b[y]), w = std::min(wa, wb);
      common += 0.85 * w, all_a += w - wa, all_b += w - wb;
      only_b[y] = UINT32_MAX;
      break;
    }
  }
  if (all_a <= 0 || all_b <= 0) return 0;
  const double cosine = common / std::sqrt(all_a * all_b), held = common / std::min(all_a, all_b);
  return std::min(1.0, 0.9 * cosine + 0.1 * held);
}

int compare(Kind kind, const Prepared& a, const Prepared& b, const Words* words) {
  switch (kind) {
    case Kind::id_card: return compare_id_cards(a, b);
    case Kind::credit_code: {
      if (a.text == b.text) return 4;
      if (a.valid && b.valid) return 1;
      const int wrong = slips(a.text, b.text, 2);
      return wrong == 1 ? 3 : (wrong == 2 ? 2 : 1);
    }
    case Kind::phone: return compare_phones(a.text, b.text);
    case Kind::date: return compare_days(a.number, b.number);
    case Kind::year: return std::max(1, 4 - static_cast<int>(std::abs(a.number - b.number)));
    case Kind::number: return compare_numbers(a.number, b.number);
    case Kind::code: return compare_codes(a.text, b.text);
    case Kind::chinese_name: {
      const std::u32string x(a.parts.begin(), a.parts.end()), y(b.parts.begin(), b.parts.end());
      return compare_chinese_names(x, y);
    }
    case Kind::name: return compare_names(a.text, b.text);
    case Kind::organisation: return compare_organisations(a.text, a.core, b.text, b.core);
    case Kind::address: return a.text == b.text ? 9 : compare_addresses(a.parts, b.parts);
    case Kind::category: return a.text == b.text ? 2 : 1;
    case Kind::text: {
      if (a.text == b.text) return 11;
      return 1 + std::min(9, static_cast<int>(alike(a, b, *words) * 10));
    }
    case Kind::marks: return compare_marks(a, b, *words);
    case Kind::ignored: return 0;
  }
  return 0;
}

}  // namespace tiange::linkage
