// Answers as a reader sees them.
#include <algorithm>

#include "engines/feel/feel_json.h"
#include "engines/forms/forms.h"

namespace tiange::forms {

namespace {

std::string number_text(const json::Value& value) { return feel::to_text(feel::from_json(value)); }

std::string place_text(const json::Value& place) {
  std::string text = place.text_or("text");
  const json::Value* lng = place.find("lng");
  const json::Value* lat = place.find("lat");
  if (lng && lat && lng->is_number() && lat->is_number()) {
    const std::string point = number_text(*lng) + ", " + number_text(*lat);
    text += text.empty() ? point : " (" + point + ")";
  }
  return text.empty() ? place.text_or("grid_code") : text;
}

// A value as such, without its field.
Words plain_words(const json::Value& value) {
  if (value.is_bool()) return value.as_bool() ? Words{"是", "yes"} : Words{"否", "no"};
  if (value.is_number()) return {number_text(value), number_text(value)};
  if (value.is_string()) return {value.as_string(), value.as_string()};
  Words words;
  if (!value.is_array()) return words;
  for (const json::Value& one : value.as_array()) {
    const Words next = plain_words(one);
    words.zh += (words.zh.empty() ? "" : "、") + next.zh;
    words.en += (words.en.empty() ? "" : ", ") + next.en;
  }
  return words;
}

class Lister {
 public:
  Lister(const Checked& checked, Registers* registers) : checked_(checked), registers_(registers) {}

  void list(const std::vector<Field>& fields, const json::Value& answers, const std::string& inside, std::int64_t depth) {
    for (const Field& field : fields) {
      if (field.kind == FieldKind::group && field.name.empty()) {
        list_group(field, answers, inside, depth);
        continue;
      }
      const json::Value* answer = field.name.empty() ? nullptr : answers.find(field.name);
      if (!answer || answer->is_null() || (field.kind == FieldKind::calculated && field.label.zh.empty())) continue;
      const std::string path = path_of(inside, field);
      if (field.kind == FieldKind::group) {
        if (answer->is_object()) list_group(field, *answer, path + ".", depth);
      } else if (field.kind == FieldKind::rows) {
        if (answer->is_array()) list_rows(field, *answer, path, depth);
      } else {
        Words words = words_of(field, *answer, path);
        if (!words.zh.empty()) add(path, field.label, std::move(words), depth);
      }
    }
  }
  std::vector<Line> take() { return std::move(lines_); }

 private:
  void add(const std::string& path, const Words& label, Words value, std::int64_t depth) {
    lines_.push_back({path, label.zh, label.en, std::move(value.zh), std::move(value.en), depth});
  }

  // A heading only when something stands below it.
  void list_group(const Field& field, const json::Value& answers, const std::string& inside, std::int64_t depth) {
    const std::size_t before = lines_.size();
    const bool headed = !field.label.zh.empty();
    if (headed) add(path_of("", field), field.label, {}, depth);
    list(field.fields, answers, inside, headed ? depth + 1 : depth);
    if (headed && lines_.size() == before + 1) lines_.pop_back();
  }

  void list_rows(const Field& field, const json::Value& rows, const std::string& path, std::int64_t depth) {
    const std::string count = std::to_string(rows.as_array().size());
    add(path, field.label, {count + " 行", count + (count == "1" ? " row" : " rows")}, depth);
    for (std::size_t n = 0; n < rows.as_array().size(); ++n) {
      const std::string at = path + "[" + std::to_string(n) + "]", number = std::to_string(n + 1);
      add(at, {"第 " + number + " 行", "Row " + number}, {}, depth + 1);
      if (rows.as_array()[n].is_object()) list(field.fields, rows.as_array()[n], at + ".", depth + 2);
    }
  }

  Words choice_words(const Field& field, const json::Value& value, const std::string& path) const {
    if (!field.source.empty()) {
      const auto found = registers_ && value.is_string() ? registers_->find(field.source, value.as_string(), "") : std::nullopt;
      return found ? *found : plain_words(value);
    }
    const auto from_rule = checked_.choices.find(path);
    const std::vector<Choice>& choices = from_rule == checked_.choices.end() ? field.choices : from_rule->second;
    const auto found = std::find_if(choices.begin(), choices.end(), [&](const Choice& one) { return one.value == value; });
    return found == choices.end() ? plain_words(value) : Words{found->zh, found->en};
  }

  Words words_of(const Field& field, const json::Value& value, const std::string& path) const {
    Words words;
    switch (field.kind) {
      case FieldKind::choice: return choice_words(field, value, path);
      case FieldKind::choices:
        if (!value.is_array()) return words;
        for (const json::Value& one : value.as_array()) {
          const Words next = choice_words(field, one, path);
          words.zh += (words.zh.empty() ? "" : "、") + next.zh;
          words.en += (words.en.empty() ? "" : ", ") + next.en;
        }
        return words;
      case FieldKind::place: return value.is_object() ? Words{place_text(value), place_text(value)} : Words{};
      case FieldKind::moment: {
        std::string text = value.is_string() ? value.as_string() : "";
        std::replace(text.begin(), text.end(), 'T', ' ');
        return {text, text};
      }
      default: break;
    }
    words = plain_words(value);
    if (words.zh.empty()) return words;
    if (!field.prefix.zh.empty()) words = {field.prefix.zh + " " + words.zh, field.prefix.en + " " + words.en};
    if (!field.suffix.zh.empty()) words = {words.zh + " " + field.suffix.zh, words.en + " " + field.suffix.en};
    return words;
  }

  const Checked& checked_;
  Registers* registers_;
  std::vector<Line> lines_;
};

bool choices_by_rule(const std::vector<Field>& fields) {
  return std::any_of(fields.begin(), fields.end(),
                     [](const Field& field) { return field.choices_rule || choices_by_rule(field.fields); });
}

}  // namespace

std::vector<Line> lines(const Form& form, const json::Value& answers, Instant now, Registers* registers) {
  Checked checked;
  if (choices_by_rule(form.fields)) checked = check(form, answers, now, nullptr);
  Lister lister(checked, registers);
  lister.list(form.fields, answers, "", 0);
  return lister.take();
}

}  // namespace tiange::forms
