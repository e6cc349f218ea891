// How close a condition is: a number or a count of years or days beside a fixed one.

#include <cctype>
#include <cmath>
#include <cstdio>

#include "base/text.h"
#include "city/benefits/policies/rules/policy_form.h"

namespace tiange::benefits {

namespace {

struct Comparison {
  std::string name, sign;
  double limit = 0;
};

// "age >= 80" and nothing else.
std::optional<Comparison> comparison_in(std::string_view feel) {
  feel = text::trim(feel);
  std::size_t at = 0;
  while (at < feel.size() && (std::isalnum(static_cast<unsigned char>(feel[at])) != 0 || feel[at] == '_')) ++at;
  if (at == 0) return std::nullopt;
  Comparison out;
  out.name = feel.substr(0, at);
  std::string_view rest = text::trim(feel.substr(at));
  for (const char* sign : {">=", "<=", ">", "<"}) {
    if (!rest.starts_with(sign)) continue;
    out.sign = sign;
    rest = text::trim(rest.substr(out.sign.size()));
    break;
  }
  if (out.sign.empty() || rest.empty() || rest.find_first_not_of("0123456789.") != rest.npos) return std::nullopt;
  out.limit = std::strtod(std::string(rest).c_str(), nullptr);
  return out;
}

std::string number_text(double value) {
  char out[32];
  std::snprintf(out, sizeof out, value == std::floor(value) ? "%.0f" : "%.2f", value);
  return out;
}

}  // namespace

std::optional<Closeness> closeness(const LiveCondition& condition, const PolicyEdition& edition, const registers::FieldCatalogue& catalogue,
                                   const std::vector<std::pair<std::string, std::string>>& values, std::string_view born, Date day) {
  const auto asked = comparison_in(condition.feel);
  if (!asked) return std::nullopt;
  const bool age = asked->name == "age" && edition.kind == Kind::person;
  const std::string name = age ? std::string(registers::age_name(edition.age_rule, edition.leap_rule)) : asked->name;
  std::optional<double> value;
  for (const auto& [field, text] : values) {
    if (field == name && !text.empty()) value = std::strtod(text.c_str(), nullptr);
  }
  if (!value) return std::nullopt;
  Closeness out;
  const bool up = asked->sign.starts_with(">");
  const double strict = asked->sign.size() == 1 ? 1 : 0;  // counts are whole
  const auto birth = registers::date_in(born);
  const bool counted = name.ends_with("_days");
  out.short_of = std::abs(asked->limit - *value);
  if (up && age && birth) {
    const Date turns = registers::reached(*birth, static_cast<int>(std::ceil(asked->limit + strict)), edition.age_rule, edition.leap_rule);
    out.turns = format_date(turns);
    out.zh = "现 " + number_text(*value) + " 周岁，到 " + out.turns + " 满足";
    out.en = "Now aged " + number_text(*value) + "; holds from " + out.turns;
  } else if (up && counted) {
    out.turns = format_date(day + static_cast<int>(std::ceil(asked->limit + strict - *value)));
    out.zh = "还差 " + number_text(*out.short_of + strict) + " 天，到 " + out.turns + " 满足";
    out.en = "Short of " + number_text(*out.short_of + strict) + " days; holds from " + out.turns;
  } else if (age || counted || name.ends_with("_years_ago")) {
    out.zh = "已超过期限或年龄：现为 " + number_text(*value) + "，要求" + (up ? "不少于 " : "不超过 ") + number_text(asked->limit) + "，时间推移不会再满足";
    out.en = "Past the limit: " + number_text(*value) + " against " + number_text(asked->limit) + "; time alone will not make it hold";
  } else {
    const auto [zh, en] = registers::fact_words(catalogue, edition.kind, asked->name);
    out.zh = zh + "现为 " + number_text(*value) + "，" + (up ? "还差 " : "超出 ") + number_text(*out.short_of);
    out.en = en + " is " + number_text(*value) + ", " + (up ? "short of it by " : "over it by ") + number_text(*out.short_of);
  }
  return out;
}

}  // namespace tiange::benefits
