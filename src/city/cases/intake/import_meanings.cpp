#include "city/cases/intake/import_meanings.h"

#include <array>
#include <cstdio>

#include "base/text.h"
#include "city/cases/cases.h"

namespace tiange::cases {

namespace {

struct Hint {
  std::string_view word;  // lower case
  std::string_view meaning;
};

// The first word found counts.
constexpr Hint k_kinds[] = {{"咨询", "consult"}, {"求助", "help"},      {"求决", "help"},      {"诉求", "help"},       {"投诉", "complaint"},
                            {"举报", "report"},  {"建议", "suggestion"}, {"意见", "suggestion"}, {"表扬", "praise"},     {"感谢", "praise"},
                            {"上报", "report"},  {"complain", "complaint"}, {"inquiry", "consult"}, {"suggest", "suggestion"}};
constexpr Hint k_states[] = {{"未办结", "open"}, {"未结", "open"},   {"待", "open"},     {"办理中", "open"},   {"处理中", "open"},   {"办结", "closed"},
                             {"结案", "closed"}, {"已完成", "closed"}, {"已关闭", "closed"}, {"归档", "closed"}, {"closed", "closed"}, {"completed", "closed"},
                             {"resolved", "closed"}, {"open", "open"}};
constexpr Hint k_satisfied[] = {{"不满意", "dissatisfied"}, {"基本满意", "satisfied"}, {"未", ""}, {"满意", "satisfied"}, {"dissatisfied", "dissatisfied"}, {"satisfied", "satisfied"}};
constexpr Hint k_on_time[] = {{"未超", "yes"},    {"未按", "no"},  {"不按", "no"}, {"超期", "no"},  {"逾期", "no"},  {"超时", "no"}, {"按时", "yes"},
                              {"按期", "yes"},    {"overdue", "no"}, {"late", "no"}, {"on time", "yes"}, {"ontime", "yes"}, {"on_time", "yes"}};
constexpr Hint k_flags[] = {{"是", "yes"}, {"否", "no"}, {"yes", "yes"}, {"no", "no"}, {"true", "yes"}, {"false", "no"}, {"y", "yes"}, {"n", "no"}, {"1", "yes"}, {"0", "no"}};
constexpr Hint k_severities[] = {{"特急", "urgent"}, {"紧急", "urgent"}, {"加急", "urgent"}, {"urgent", "urgent"}, {"emergency", "urgent"}, {"high", "urgent"}};
constexpr Hint k_channels[] = {{"网格", "grid"},   {"信访", "petition"}, {"110", "police"},    {"公安", "police"},    {"警", "police"},   {"视频", "video"},
                               {"监控", "video"},  {"传感", "sensing"},  {"物联", "sensing"},  {"电话", "hotline"},   {"热线", "hotline"}, {"12345", "hotline"},
                               {"网", "web"},      {"小程序", "web"},    {"微信", "web"},      {"employee", "grid"},  {"worker", "grid"}, {"staff", "grid"},
                               {"inspector", "grid"}, {"police", "police"}, {"camera", "video"}, {"sensor", "sensing"}, {"call", "hotline"}, {"phone", "hotline"},
                               {"app", "web"},     {"self service", "web"}, {"citizen", "web"}, {"web", "web"},        {"online", "web"},  {"mobile", "web"},
                               {"portal", "web"},  {"twitter", "web"}};

template <std::size_t N>
std::string first_of(const Hint (&hints)[N], const std::string& lower) {
  for (const Hint& hint : hints) {
    if (text::contains(lower, hint.word)) return std::string(hint.meaning);
  }
  return "";
}

template <class E>
std::vector<Meaning> all_of(Words (*words)(E)) {
  std::vector<Meaning> out;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto e) {
    const Words named = words(e.value);
    out.push_back({e.name, named.zh, named.en});
  });
  return out;
}

}  // namespace

const std::vector<std::string>& fields_with_meanings() {
  static const std::vector<std::string> fields = {"channel", "status", "on_time", "kind", "category", "queue", "severity", "satisfied"};
  return fields;
}

const std::vector<Meaning>& meanings_of(std::string_view field) {
  static const std::map<std::string, std::vector<Meaning>, std::less<>> all = {
      {"channel", all_of(channel_words)},
      {"kind", all_of(kind_words)},
      {"severity", all_of(severity_words)},
      {"status", {{"open", "在办", "open"}, {"closed", "已办结", "closed"}}},
      {"on_time", {{"yes", "按时", "on time"}, {"no", "超期", "overdue"}}},
      {"satisfied", {{"satisfied", "满意", "satisfied"}, {"dissatisfied", "不满意", "dissatisfied"}}},
  };
  static const std::vector<Meaning> none;
  const auto found = all.find(field);
  return found == all.end() ? none : found->second;
}

std::string guessed_meaning(std::string_view field, std::string_view value) {
  const std::string lower = text::lower_ascii(text::trim(value));
  if (lower.empty()) return "";
  if (field == "channel") return first_of(k_channels, lower);
  if (field == "kind") return first_of(k_kinds, lower);
  if (field == "status") return first_of(k_states, lower);
  if (field == "severity") return first_of(k_severities, lower);
  if (field == "satisfied") return first_of(k_satisfied, lower);
  if (field != "on_time") return "";
  const std::string said = first_of(k_on_time, lower);
  if (!said.empty()) return said;
  for (const Hint& flag : k_flags) {
    if (lower == flag.word) return std::string(flag.meaning);
  }
  return "";
}

std::string meaning_of(const ImportPlan& plan, const std::string& field, const std::string& value) {
  const auto values = plan.values.find(field);
  if (values != plan.values.end()) {
    const auto named = values->second.find(value);
    if (named != values->second.end()) return named->second;
  }
  return guessed_meaning(field, value);
}

std::string year_first(std::string_view moment, DateOrder order) {
  const std::string given(text::trim(moment));
  int a = 0, b = 0, year = 0, used = 0;
  if (std::sscanf(given.c_str(), "%2d/%2d/%4d%n", &a, &b, &year, &used) < 3 && std::sscanf(given.c_str(), "%2d-%2d-%4d%n", &a, &b, &year, &used) < 3) return given;
  if (year < 1000) return given;
  int month = order == DateOrder::month_first ? a : b;
  int day = order == DateOrder::month_first ? b : a;
  if (month > 12 && day <= 12) std::swap(month, day);  // it can only be the other one
  std::string rest = text::lower_ascii(text::trim(std::string_view(given).substr(static_cast<std::size_t>(used))));
  const bool afternoon = rest.ends_with("pm");
  if (afternoon || rest.ends_with("am")) {
    int hour = 0, colon = 0;
    if (std::sscanf(rest.c_str(), "%2d%n", &hour, &colon) < 1 || hour < 1 || hour > 12) return given;
    const int of_day = hour % 12 + (afternoon ? 12 : 0);
    const std::string tail(text::trim(rest.substr(static_cast<std::size_t>(colon), rest.size() - static_cast<std::size_t>(colon) - 2)));
    rest = (of_day < 10 ? "0" : "") + std::to_string(of_day) + (tail.empty() ? ":00" : tail);
  }
  char date[40];
  std::snprintf(date, sizeof date, "%04d-%02d-%02d", year, month, day);
  return rest.empty() ? date : std::string(date) + " " + rest;
}

}  // namespace tiange::cases
