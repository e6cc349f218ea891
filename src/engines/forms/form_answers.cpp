// One answer: whether it is of its field's kind, and how it is kept.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "engines/feel/feel_json.h"
#include "engines/forms/forms.h"

namespace tiange::forms {

namespace {

constexpr std::size_t k_most_place_text = 200;
constexpr std::size_t k_most_code = 200;  // bytes of an entry of a register
constexpr std::size_t k_most_chosen = 100;

Reading keep(json::Value value) { return {std::move(value), std::nullopt}; }
Reading bad(std::string zh, std::string en) { return {std::nullopt, Words{std::move(zh), std::move(en)}}; }

Reading read_text(const json::Value& value, std::size_t longest) {
  if (!value.is_string()) return bad("应为文字", "must be text");
  const std::string_view trimmed = text::trim(value.as_string());
  if (trimmed.empty()) return {};
  if (!text::is_valid_utf8(trimmed) || trimmed.find('\0') != trimmed.npos)
    return bad("含有无效字符", "holds invalid characters");
  const std::string most = std::to_string(longest);
  if (text::length(trimmed) > longest) return bad("不超过 " + most + " 字", "at most " + most + " characters");
  return keep(trimmed);
}

const Choice* choice_of(const std::vector<Choice>& choices, const json::Value& value) {
  const auto found = std::find_if(choices.begin(), choices.end(), [&](const Choice& one) {
    if (one.value.is_number() && value.is_number()) return one.value.as_double() == value.as_double();
    return one.value == value;
  });
  return found == choices.end() ? nullptr : &*found;
}

bool is_empty(const json::Value& value) { return value.is_string() && value.as_string().empty(); }

bool is_code(const json::Value& value) {
  return value.is_string() && !value.as_string().empty() && value.as_string().size() <= k_most_code &&
         text::is_valid_utf8(value.as_string()) && value.as_string().find('\0') == std::string::npos;
}

Reading read_choice(const Field& field, const std::vector<Choice>& choices, const json::Value& value) {
  if (is_empty(value)) return {};
  if (!field.source.empty()) return is_code(value) ? keep(value) : bad("请从选项中选择", "must be one of the choices");
  const Choice* chosen = choice_of(choices, value);
  return chosen ? keep(chosen->value) : bad("请从选项中选择", "must be one of the choices");
}

// Kept in the order of the definition, each once; entries of a register in the order they came.
Reading read_choices(const Field& field, const std::vector<Choice>& choices, const json::Value& value) {
  if (!value.is_array()) return bad("应为若干选项", "must be an array of choices");
  json::Array kept;
  if (!field.source.empty()) {
    for (const json::Value& one : value.as_array()) {
      if (!is_code(one)) return bad("请从选项中选择", "must be of the choices");
      if (std::find(kept.begin(), kept.end(), one) == kept.end()) kept.push_back(one);
    }
    if (kept.size() > k_most_chosen) return bad("最多选 100 项", "at most 100 choices");
  } else {
    std::vector<const Choice*> chosen;
    for (const json::Value& one : value.as_array()) {
      const Choice* found = choice_of(choices, one);
      if (!found) return bad("请从选项中选择", "must be of the choices");
      chosen.push_back(found);
    }
    for (const Choice& choice : choices) {
      if (std::find(chosen.begin(), chosen.end(), &choice) != chosen.end()) kept.push_back(choice.value);
    }
  }
  if (kept.empty()) return {};
  return keep(std::move(kept));
}

// Digits at fixed places, as in "2026-11-21": the numbers, or none.
std::optional<std::vector<int>> digits_at(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return std::nullopt;
  std::vector<int> numbers(1);
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (shape[at] != '0') {
      if (text[at] != shape[at]) return std::nullopt;
      numbers.push_back(0);
      continue;
    }
    if (text[at] < '0' || text[at] > '9') return std::nullopt;
    numbers.back() = numbers.back() * 10 + (text[at] - '0');
  }
  return numbers;
}

bool is_day(std::string_view text) {
  const auto parts = digits_at(text, "0000-00-00");
  return parts && (*parts)[0] >= 1 && is_real_date((*parts)[0], (*parts)[1], (*parts)[2]);
}
bool is_clock(std::string_view text) {
  const auto parts = digits_at(text, text.size() > 5 ? "00:00:00" : "00:00");
  return parts && (*parts)[0] < 24 && (*parts)[1] < 60 && (parts->size() < 3 || (*parts)[2] < 60);
}

Reading read_date(const json::Value& value) {
  if (is_empty(value)) return {};
  if (value.is_string() && is_day(value.as_string())) return keep(value);
  return bad("应为日期，如 2026-11-21", "must be a date such as 2026-11-21");
}

Reading read_time(const json::Value& value) {
  if (is_empty(value)) return {};
  if (value.is_string() && is_clock(value.as_string())) return keep(value.as_string().substr(0, 5));
  return bad("应为时间，如 09:05", "must be a time such as 09:05");
}

// Of the district; its own offset may stand behind.
Reading read_moment(const json::Value& value) {
  if (is_empty(value)) return {};
  if (value.is_string()) {
    std::string_view given = value.as_string();
    if (given.ends_with("+08:00")) given.remove_suffix(6);
    if (given.size() > 11 && (given[10] == 'T' || given[10] == ' ') && is_day(given.substr(0, 10)) && is_clock(given.substr(11)))
      return keep(std::string(given.substr(0, 10)) + "T" + std::string(given.substr(11, 5)));
  }
  return bad("应为日期和时间，如 2026-11-21T09:05", "must be a date and time such as 2026-11-21T09:05");
}

Reading read_place(const json::Value& value) {
  if (!value.is_object()) return bad("应为位置", "must be a place");
  json::Value place{json::Object{}};
  const json::Value* lng = value.find("lng");
  const json::Value* lat = value.find("lat");
  const bool has_lng = lng && !lng->is_null(), has_lat = lat && !lat->is_null();
  if (has_lng != has_lat) return bad("经度和纬度须同时填写", "give both longitude and latitude");
  if (has_lng) {
    if (!lng->is_number() || !lat->is_number() || std::abs(lng->as_double()) > 180 || std::abs(lat->as_double()) > 90)
      return bad("经纬度有误", "longitude or latitude is wrong");
    place.set("lng", *lng);
    place.set("lat", *lat);
  }
  for (const char* member : {"text", "grid_code"}) {
    const json::Value* found = value.find(member);
    if (!found || found->is_null()) continue;
    Reading read = read_text(*found, k_most_place_text);
    if (read.wrong) return read;
    if (read.kept) place.set(member, std::move(*read.kept));
  }
  if (place.as_object().empty()) return {};
  return keep(std::move(place));
}

feel::Value moment_value(const std::string& kept) {
  const auto date = feel::parse_date(kept.substr(0, 10));
  const auto time = feel::parse_time(kept.substr(11) + ":00");
  if (!date || !time) return {};
  return feel::Value::date_time({*date, time->nanos, feel::Zone::offset(8 * 3'600)});
}

}  // namespace

Reading read_answer(const Field& field, const std::vector<Choice>& choices, const json::Value& value) {
  if (value.is_null()) return {};
  switch (field.kind) {
    case FieldKind::text: return read_text(value, k_most_text);
    case FieldKind::number:
      return value.is_number() && std::isfinite(value.as_double()) ? keep(value) : bad("应为数字", "must be a number");
    case FieldKind::tick: return value.is_bool() ? keep(value) : bad("应为“是”或“否”", "must be yes or no");
    case FieldKind::choice: return read_choice(field, choices, value);
    case FieldKind::choices: return read_choices(field, choices, value);
    case FieldKind::date: return read_date(value);
    case FieldKind::time: return read_time(value);
    case FieldKind::moment: return read_moment(value);
    case FieldKind::place: return read_place(value);
    default: return {};
  }
}

feel::Value feel_value(const Field& field, const json::Value& kept) {
  switch (field.kind) {
    case FieldKind::date: {
      const auto date = feel::parse_date(kept.as_string());
      return date ? feel::Value::date(*date) : feel::Value();
    }
    case FieldKind::time: {
      const auto time = feel::parse_time(kept.as_string() + ":00");
      return time ? feel::Value::time(*time) : feel::Value();
    }
    case FieldKind::moment: return moment_value(kept.as_string());
    default: return feel::from_json(kept);
  }
}

std::string path_of(const std::string& inside, const Field& field) {
  return inside + (field.name.empty() ? "#" + field.id : field.name);
}

}  // namespace tiange::forms
