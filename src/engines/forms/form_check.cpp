#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "engines/feel/feel_json.h"
#include "engines/forms/forms.h"

namespace tiange::forms {

namespace {

constexpr std::size_t k_most_place_text = 200;
constexpr std::uint64_t k_most_steps = 200'000;  // of one rule

// What an answer is worth: the value to keep, or what is wrong with it. Neither: not answered.
struct Read {
  std::optional<json::Value> kept;
  std::optional<Words> wrong;
};
Read keep(json::Value value) { return {std::move(value), std::nullopt}; }
Read bad(std::string zh, std::string en) { return {std::nullopt, Words{std::move(zh), std::move(en)}}; }

std::string number_text(double number) {
  std::string text;
  json::append_number(text, number);
  return text;
}

Read read_text(const json::Value& value, std::size_t longest) {
  if (!value.is_string()) return bad("应为文字", "must be text");
  const std::string_view trimmed = text::trim(value.as_string());
  if (trimmed.empty()) return {};
  if (!text::is_valid_utf8(trimmed) || trimmed.find('\0') != trimmed.npos)
    return bad("含有无效字符", "holds invalid characters");
  const std::string most = std::to_string(longest);
  if (text::length(trimmed) > longest) return bad("不超过 " + most + " 字", "at most " + most + " characters");
  return keep(trimmed);
}

Read read_number(const Field& field, const json::Value& value) {
  if (!value.is_number() || !std::isfinite(value.as_double())) return bad("应为数字", "must be a number");
  const double number = value.as_double();
  if (field.min && number < *field.min)
    return bad("不小于 " + number_text(*field.min), "at least " + number_text(*field.min));
  if (field.max && number > *field.max)
    return bad("不大于 " + number_text(*field.max), "at most " + number_text(*field.max));
  return keep(value);
}

const Choice* choice_of(const Field& field, const json::Value& value) {
  if (!value.is_string()) return nullptr;
  const auto found = std::find_if(field.choices.begin(), field.choices.end(),
                                  [&](const Choice& choice) { return choice.value == value.as_string(); });
  return found == field.choices.end() ? nullptr : &*found;
}

Read read_choice(const Field& field, const json::Value& value) {
  if (value.is_string() && value.as_string().empty()) return {};
  return choice_of(field, value) ? keep(value) : bad("请从选项中选择", "must be one of the choices");
}

// Kept in the order of the definition, each once.
Read read_choices(const Field& field, const json::Value& value) {
  if (!value.is_array()) return bad("应为若干选项", "must be an array of choices");
  const json::Array& given = value.as_array();
  if (!std::all_of(given.begin(), given.end(), [&](const json::Value& one) { return choice_of(field, one) != nullptr; }))
    return bad("请从选项中选择", "must be of the choices");
  json::Array kept;
  for (const Choice& choice : field.choices) {
    if (std::find(given.begin(), given.end(), json::Value(choice.value)) != given.end()) kept.emplace_back(choice.value);
  }
  if (kept.empty()) return {};
  return keep(std::move(kept));
}

Read read_date(const json::Value& value) {
  if (value.is_string() && value.as_string().empty()) return {};
  const auto date = value.is_string() ? parse_date(value.as_string()) : Result<Date>(refuse(ErrorCode::bad_input));
  if (!date.ok()) return bad("应为日期，如 2026-11-21", "must be a date such as 2026-11-21");
  return keep(format_date(*date));
}

Read read_place(const json::Value& value) {
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
    Read read = read_text(*found, k_most_place_text);
    if (read.wrong) return read;
    if (read.kept) place.set(member, std::move(*read.kept));
  }
  if (place.as_object().empty()) return {};
  return keep(std::move(place));
}

Read read_answer(const Field& field, const json::Value* value) {
  if (!value || value->is_null()) return {};
  switch (field.kind) {
    case FieldKind::text: return read_text(*value, field.longest);
    case FieldKind::number: return read_number(field, *value);
    case FieldKind::choice: return read_choice(field, *value);
    case FieldKind::choices: return read_choices(field, *value);
    case FieldKind::yes_no:
      return value->is_bool() ? keep(*value) : bad("应为“是”或“否”", "must be yes or no");
    case FieldKind::date: return read_date(*value);
    case FieldKind::place: return read_place(*value);
  }
  return {};
}

feel::Value feel_value(const Field& field, const json::Value& kept) {
  if (field.kind == FieldKind::date) {
    const auto date = feel::parse_date(kept.as_string());
    return date ? feel::Value::date(*date) : feel::Value();
  }
  return feel::from_json(kept);
}

feel::Environment environment_at(Instant now) {
  feel::Environment environment;
  environment.max_steps = k_most_steps;
  const YearMonthDay day = split_date(local_date(now));
  const auto date = feel::make_date(day.year, day.month, day.day);
  if (date) environment.now = feel::DateTime{*date, local_us_of_day(now) * 1'000, feel::Zone::offset(8 * 3'600)};
  return environment;
}

class Checker {
 public:
  Checker(const json::Value& answers, Instant now) : answers_(answers), environment_(environment_at(now)) {
    checked_.answers = json::Object{};
  }

  void take(const Field& field) {
    known_.push_back({field.name, feel::Value()});
    if (field.visible_when && !holds(*field.visible_when)) return;
    checked_.visible.push_back(field.name);
    if (field.value) return calculate(field);
    const bool required = field.required || (field.required_when && holds(*field.required_when));
    if (required) checked_.required.push_back(field.name);
    Read read = read_answer(field, answers_.find(field.name));
    if (read.wrong) return wrong(field, std::move(*read.wrong));
    if (!read.kept) {
      if (required) wrong(field, {"请填写" + field.label.zh, "is needed"});
      return;
    }
    known_.back().value = feel_value(field, *read.kept);
    if (field.valid_when && !holds(*field.valid_when)) return wrong(field, field.wrong);
    checked_.answers.set(field.name, std::move(*read.kept));
  }

  Checked result() { return std::move(checked_); }

 private:
  bool holds(const feel::Expression& rule) const { return value_of(rule).is_true(); }
  feel::Value value_of(const feel::Expression& rule) const {
    return feel::evaluate(rule, feel::Value::context(known_), environment_).value;
  }
  // What cannot be calculated, or is not of the field's kind, stays empty.
  void calculate(const Field& field) {
    const json::Value value = feel::to_json(value_of(*field.value));
    Read read = read_answer(field, &value);
    if (!read.kept) return;
    known_.back().value = feel_value(field, *read.kept);
    checked_.answers.set(field.name, std::move(*read.kept));
  }
  void wrong(const Field& field, Words words) {
    checked_.wrong.push_back({field.name, std::move(words.zh), std::move(words.en)});
  }

  const json::Value& answers_;
  feel::Environment environment_;
  std::vector<feel::Entry> known_;
  Checked checked_;
};

std::string join_choices(const Field& field, const json::Value& value, std::string Choice::*word, const char* between) {
  std::string joined;
  for (const json::Value& one : value.as_array()) {
    const Choice* choice = choice_of(field, one);
    if (!choice) continue;
    joined += joined.empty() ? "" : between;
    joined += choice->*word;
  }
  return joined;
}

std::string place_text(const json::Value& place) {
  std::string text = place.text_or("text");
  const json::Value* lng = place.find("lng");
  const json::Value* lat = place.find("lat");
  if (lng && lat) {
    const std::string point = number_text(lng->as_double()) + ", " + number_text(lat->as_double());
    text += text.empty() ? point : " (" + point + ")";
  }
  return text.empty() ? place.text_or("grid_code") : text;
}

// The kept answer was checked against this version of the form.
Words value_words(const Field& field, const json::Value& value) {
  switch (field.kind) {
    case FieldKind::number: {
      const std::string number = json::write(value);
      if (field.unit.zh.empty()) return {number, number};
      return {number + " " + field.unit.zh, number + " " + field.unit.en};
    }
    case FieldKind::choice: {
      const Choice* choice = choice_of(field, value);
      return choice ? Words{choice->zh, choice->en} : Words{};
    }
    case FieldKind::choices:
      return {join_choices(field, value, &Choice::zh, "、"), join_choices(field, value, &Choice::en, ", ")};
    case FieldKind::yes_no: return value.as_bool() ? Words{"是", "yes"} : Words{"否", "no"};
    case FieldKind::place: return {place_text(value), place_text(value)};
    case FieldKind::text:
    case FieldKind::date: return {value.as_string(), value.as_string()};
  }
  return {};
}

}  // namespace

Checked check(const Form& form, const json::Value& answers, Instant now) {
  Checker checker(answers, now);
  for (const Field& field : form.fields) checker.take(field);
  return checker.result();
}

Result<json::Value> check_answers(const Form& form, const json::Value& answers, Instant now, std::string_view path) {
  if (!answers.is_object() && !answers.is_null())
    return refuse_fields(ErrorCode::bad_input, {FieldError{std::string(path), "应为对象", "must be an object"}});
  Checked checked = check(form, answers, now);
  if (checked.wrong.empty()) return std::move(checked.answers);
  for (FieldError& wrong : checked.wrong) wrong.path = std::string(path) + "." + wrong.path;
  return refuse_fields(ErrorCode::bad_input, std::move(checked.wrong));
}

std::vector<Line> lines(const Form& form, const json::Value& answers) {
  std::vector<Line> lines;
  for (const Field& field : form.fields) {
    const Read read = read_answer(field, answers.find(field.name));
    if (!read.kept) continue;
    Words value = value_words(field, *read.kept);
    lines.push_back({field.name, field.label.zh, field.label.en, std::move(value.zh), std::move(value.en)});
  }
  return lines;
}

}  // namespace tiange::forms
