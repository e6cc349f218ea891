#include <algorithm>

#include "base/text.h"
#include "engines/feel/feel_json.h"
#include "engines/forms/forms.h"

namespace tiange::forms {

namespace {

constexpr std::uint64_t k_most_steps = 200'000;  // of one rule
constexpr std::size_t k_most_cells = 200;        // rows of a table
constexpr std::size_t k_most_shown = 2'000;      // bytes of a calculated text

feel::Environment environment_at(Instant now) {
  feel::Environment environment;
  environment.max_steps = k_most_steps;
  const YearMonthDay day = split_date(local_date(now));
  const auto date = feel::make_date(day.year, day.month, day.day);
  if (date) environment.now = feel::DateTime{*date, local_us_of_day(now) * 1'000, feel::Zone::offset(8 * 3'600)};
  return environment;
}

// What rules see from one place: the fields of its row or group, then those outside.
struct Scope {
  const Scope* outer = nullptr;
  std::int64_t row = 0;  // from 1; 0 when this is no row
  std::vector<feel::Entry> known;

  feel::Value own() const { return feel::Value::context(known); }
  std::int64_t nearest_row() const { return row != 0 || !outer ? row : outer->nearest_row(); }
};

feel::Value seen_from(const Scope& scope, std::vector<feel::Entry> entries) {
  if (!scope.outer) return feel::Value::context(std::move(entries));
  return feel::Value::scope(std::move(entries), seen_from(*scope.outer, scope.outer->known));
}

feel::Value context_for(const Scope& scope, const feel::Expression& rule) {
  std::vector<feel::Entry> entries = scope.known;
  for (const std::string& name : rule.variables()) {
    if (name == "this") entries.push_back({name, scope.own()});
    if (name == "parent" && scope.outer) entries.push_back({name, scope.outer->own()});
    if (name == "i" && scope.nearest_row() > 0) entries.push_back({name, feel::Value::number(scope.nearest_row())});
  }
  return seen_from(scope, std::move(entries));
}

std::string shown(const feel::Value& value) {
  if (value.is_null()) return "";
  if (value.is(feel::Kind::boolean)) return value.is_true() ? "✓" : "✗";
  return feel::to_text(value);
}

bool is_simple(const json::Value& value) {
  return value.is_bool() || value.is_number() || (value.is_string() && value.as_string().size() <= k_most_shown);
}

// Choices as a rule gives them: a list of {label, value} with "en" where there is one, or of plain values.
std::vector<Choice> listed(const feel::Value& value) {
  std::vector<Choice> choices;
  if (!value.is(feel::Kind::list)) return choices;
  for (const feel::Value& item : value.items()) {
    if (choices.size() >= k_most_choices) break;
    Choice choice;
    if (item.is(feel::Kind::context)) {
      const feel::Value* own = item.find("value");
      const feel::Value* label = item.find("label");
      const feel::Value* en = item.find("en");
      if (own) choice.value = feel::to_json(*own);
      choice.zh = label && !label->is_null() ? feel::to_text(*label) : own ? feel::to_text(*own) : "";
      choice.en = en && !en->is_null() ? feel::to_text(*en) : choice.zh;
    } else {
      choice.value = feel::to_json(item);
      choice.zh = choice.en = feel::to_text(item);
    }
    const bool good = is_simple(choice.value) && !(choice.value.is_string() && choice.value.as_string().empty());
    const auto same = [&](const Choice& one) { return one.value == choice.value; };
    if (good && std::none_of(choices.begin(), choices.end(), same)) choices.push_back(std::move(choice));
  }
  return choices;
}

class Checker {
 public:
  Checker(Instant now, Registers* registers) : environment_(environment_at(now)), registers_(registers) {}

  Checked run(const Form& form, const json::Value& answers) {
    json::Value kept{json::Object{}};
    Scope root;
    take_all(form.fields, answers, root, "", kept);
    checked_.answers = std::move(kept);
    return std::move(checked_);
  }

 private:
  feel::Value value_of(const feel::Expression& rule, const Scope& scope) const {
    return feel::evaluate(rule, context_for(scope, rule), environment_).value;
  }
  bool holds(const Rule& rule, const Scope& scope) const { return rule && value_of(*rule, scope).is_true(); }

  void take_all(const std::vector<Field>& fields, const json::Value& answers, Scope& scope, const std::string& inside,
                json::Value& kept) {
    for (const Field& field : fields) take(field, answers, scope, inside, kept);
  }

  void take(const Field& field, const json::Value& answers, Scope& scope, const std::string& inside, json::Value& kept) {
    const std::string path = path_of(inside, field);
    if (++taken_ > k_most_answers) {
      if (taken_ == k_most_answers + 1) add_wrong(path, {"填写的内容过多", "there are too many answers"});
      return;
    }
    if (holds(field.hidden_when, scope)) return know(field, scope, {});
    checked_.visible.push_back(path);
    switch (field.kind) {
      case FieldKind::line:
      case FieldKind::space: return;
      case FieldKind::note:
        if (field.value) checked_.texts[path] = shown(value_of(*field.value, scope));
        return;
      case FieldKind::table: return take_table(field, scope, path);
      case FieldKind::calculated: return take_calculated(field, scope, kept);
      case FieldKind::group: return take_group(field, answers, scope, inside, path, kept);
      case FieldKind::rows: return take_rows(field, answers, scope, path, kept);
      default: return take_answer(field, answers, scope, path, kept);
    }
  }

  static void know(const Field& field, Scope& scope, feel::Value value) {
    if (!field.name.empty()) scope.known.push_back({field.name, std::move(value)});
  }

  void add_wrong(const std::string& path, Words words) {
    if (checked_.wrong.size() < 200) checked_.wrong.push_back({path, std::move(words.zh), std::move(words.en)});
  }

  void take_table(const Field& field, const Scope& scope, const std::string& path) {
    std::vector<std::vector<std::string>> table;
    const feel::Value value = field.value ? value_of(*field.value, scope) : feel::Value();
    if (value.is(feel::Kind::list)) {
      for (const feel::Value& item : value.items()) {
        if (table.size() >= k_most_cells) break;
        std::vector<std::string> cells;
        for (const Choice& column : field.choices) {
          const feel::Value* cell = column.value.is_string() ? item.find(column.value.as_string()) : nullptr;
          cells.push_back(cell ? shown(*cell) : "");
        }
        table.push_back(std::move(cells));
      }
    }
    checked_.tables[path] = std::move(table);
  }

  // What cannot be calculated stays empty; what is no plain value is known to rules and not kept.
  void take_calculated(const Field& field, Scope& scope, json::Value& kept) {
    feel::Value value = field.value ? value_of(*field.value, scope) : feel::Value();
    json::Value plain = feel::to_json(value);
    const bool is_list = plain.is_array() && !plain.as_array().empty() && plain.as_array().size() <= k_most_cells &&
                         std::all_of(plain.as_array().begin(), plain.as_array().end(), is_simple);
    if (is_simple(plain) || is_list) kept.set(field.name, std::move(plain));
    know(field, scope, std::move(value));
  }

  void take_group(const Field& field, const json::Value& answers, Scope& scope, const std::string& inside,
                  const std::string& path, json::Value& kept) {
    if (field.name.empty()) return take_all(field.fields, answers, scope, inside, kept);
    static const json::Value k_none;
    const json::Value* given = answers.find(field.name);
    if (given && !given->is_null() && !given->is_object()) add_wrong(path, {"应为对象", "must be an object"});
    json::Value own{json::Object{}};
    Scope within{&scope, 0, {}};
    take_all(field.fields, given && given->is_object() ? *given : k_none, within, path + ".", own);
    know(field, scope, within.own());
    if (!own.as_object().empty()) kept.set(field.name, std::move(own));
  }

  void take_rows(const Field& field, const json::Value& answers, Scope& scope, const std::string& path, json::Value& kept) {
    const json::Value* given = answers.find(field.name);
    if (given && given->is_null()) given = nullptr;
    if (given && !given->is_array()) add_wrong(path, {"应为若干行", "must be an array of rows"}), given = nullptr;
    const std::size_t count = given ? given->as_array().size() : 0;
    const auto most = static_cast<std::size_t>(field.most_rows);
    const std::size_t least = static_cast<std::size_t>(field.fixed_rows ? field.first_rows : field.least_rows);
    if (least > 0) checked_.required.push_back(path);
    if (count > most)
      add_wrong(path, {"最多 " + std::to_string(most) + " 行", "at most " + std::to_string(most) + " rows"});
    if (count < least && !field.fixed_rows)
      add_wrong(path, {"至少 " + std::to_string(least) + " 行", "at least " + std::to_string(least) + " rows"});
    static const json::Value k_none;
    json::Array rows;
    std::vector<feel::Value> values;
    const std::size_t shown_rows = std::min(most, field.fixed_rows ? std::max(count, least) : count);
    for (std::size_t n = 0; n < shown_rows; ++n) {
      const std::string at = path + "[" + std::to_string(n) + "]";
      const json::Value& row = n < count ? given->as_array()[n] : k_none;
      if (!row.is_object() && !row.is_null()) add_wrong(at, {"应为对象", "must be an object"});
      Scope within{&scope, static_cast<std::int64_t>(n) + 1, {}};
      json::Value own{json::Object{}};
      take_all(field.fields, row, within, at + ".", own);
      rows.push_back(std::move(own));
      values.push_back(within.own());
    }
    know(field, scope, feel::Value::list(std::move(values)));
    if (!rows.empty()) kept.set(field.name, std::move(rows));
  }

  void take_answer(const Field& field, const json::Value& answers, Scope& scope, const std::string& path, json::Value& kept) {
    std::vector<Choice> from_rule;
    if (field.choices_rule) from_rule = checked_.choices[path] = listed(value_of(*field.choices_rule, scope));
    const std::vector<Choice>& choices = field.choices_rule ? from_rule : field.choices;
    std::string within;
    if (field.source_within) within = checked_.within[path] = shown(value_of(*field.source_within, scope));
    const bool fixed = field.fixed || holds(field.fixed_when, scope);
    if (fixed) checked_.fixed.push_back(path);
    const bool required = !fixed && (field.required || holds(field.required_when, scope));
    if (required) checked_.required.push_back(path);
    const json::Value* given = answers.find(field.name);
    const bool asked = given && !fixed;
    Reading read = read_answer(field, choices, asked ? *given : default_of(field, scope));
    if (!read.wrong && !read.kept && field.kind == FieldKind::tick) read.kept = json::Value(false);
    if (!asked && read.wrong) read = {};
    if (!read.wrong && read.kept) read.wrong = fault_of(field, *read.kept, within, scope);
    if (read.wrong) return know(field, scope, {}), add_wrong(path, std::move(*read.wrong));
    if (!read.kept) {
      know(field, scope, {});
      if (required) add_wrong(path, {"请填写" + field.label.zh, "is needed"});
      return;
    }
    know(field, scope, feel_value(field, *read.kept));
    if (required && field.kind == FieldKind::tick && !read.kept->as_bool())
      return add_wrong(path, {"请勾选" + field.label.zh, "must be ticked"});
    if (field.valid_when && !holds(field.valid_when, scope)) return add_wrong(path, field.wrong);
    kept.set(field.name, std::move(*read.kept));
  }

  // A default that a rule computes as a date or moment is read back from its text.
  json::Value default_of(const Field& field, const Scope& scope) const {
    if (field.default_rule) {
      json::Value value = feel::to_json(value_of(*field.default_rule, scope));
      if (!value.is_null()) return value;
    }
    return field.default_value.value_or(json::Value());
  }

  feel::Value bound_of(const Bound& bound, const Scope& scope) const {
    if (!bound.rule) return bound.constant;
    feel::Value value = value_of(*bound.rule, scope);
    return value.is(feel::Kind::number) ? value : feel::Value();
  }

  std::optional<Words> fault_of(const Field& field, const json::Value& kept, const std::string& within, const Scope& scope) {
    switch (field.kind) {
      case FieldKind::text: return text_fault(field, kept.as_string(), scope);
      case FieldKind::number: return number_fault(field, kept, scope);
      case FieldKind::date:
      case FieldKind::moment: {
        if (!field.not_past || !environment_.now) return std::nullopt;
        const feel::Value given = feel::Value::date(*feel::parse_date(kept.as_string().substr(0, 10)));
        const auto order = feel::compare(given, feel::Value::date(environment_.now->date));
        if (order && *order < 0) return Words{"不能早于今天", "cannot be before today"};
        return std::nullopt;
      }
      case FieldKind::choice:
      case FieldKind::choices: return register_fault(field, kept, within);
      default: return std::nullopt;
    }
  }

  std::optional<Words> text_fault(const Field& field, const std::string& kept, const Scope& scope) {
    const feel::Value length = feel::Value::number(static_cast<std::int64_t>(text::length(kept)));
    const feel::Value least = bound_of(field.shortest, scope);
    feel::Value most = bound_of(field.longest, scope);
    if (most.is_null()) most = feel::Value::number(static_cast<std::int64_t>(field.roomy ? k_most_text : k_usual_longest));
    if (!least.is_null() && *feel::compare(length, least) < 0)
      return Words{"至少 " + feel::to_text(least) + " 字", "at least " + feel::to_text(least) + " characters"};
    if (*feel::compare(length, most) > 0)
      return Words{"不超过 " + feel::to_text(most) + " 字", "at most " + feel::to_text(most) + " characters"};
    if (field.pattern && !field.pattern->found_in(kept))
      return field.wrong.zh.empty() ? Words{"格式不符合要求", "is not of the right form"} : field.wrong;
    return std::nullopt;
  }

  std::optional<Words> number_fault(const Field& field, const json::Value& kept, const Scope& scope) {
    const feel::Value number = feel::from_json(kept);
    if (!number.is(feel::Kind::number)) return Words{"应为数字", "must be a number"};
    const feel::Value least = bound_of(field.min, scope), most = bound_of(field.max, scope);
    if (!least.is_null() && *feel::compare(number, least) < 0)
      return Words{"不小于 " + feel::to_text(least), "at least " + feel::to_text(least)};
    if (!most.is_null() && *feel::compare(number, most) > 0)
      return Words{"不大于 " + feel::to_text(most), "at most " + feel::to_text(most)};
    if (!field.digits) return std::nullopt;
    const feel::Decimal exact = number.as_number();
    if (exact.rounded(*field.digits, feel::Rounding::down) == exact) return std::nullopt;
    const std::string digits = std::to_string(*field.digits);
    if (*field.digits == 0) return Words{"应为整数", "must be a whole number"};
    return Words{"小数不超过 " + digits + " 位", "at most " + digits + " digits after the point"};
  }

  std::optional<Words> register_fault(const Field& field, const json::Value& kept, const std::string& within) {
    if (field.source.empty() || !registers_) return std::nullopt;
    const auto unknown = [&](const json::Value& code) { return !registers_->find(field.source, code.as_string(), within); };
    const bool bad = kept.is_array() ? std::any_of(kept.as_array().begin(), kept.as_array().end(), unknown) : unknown(kept);
    if (bad) return Words{"请从选项中选择", "must be one of the choices"};
    return std::nullopt;
  }

  feel::Environment environment_;
  Registers* registers_;
  std::size_t taken_ = 0;
  Checked checked_;
};

}  // namespace

Checked check(const Form& form, const json::Value& answers, Instant now, Registers* registers) {
  return Checker(now, registers).run(form, answers);
}

Result<json::Value> check_answers(const Form& form, const json::Value& answers, Instant now, std::string_view path,
                                  Registers* registers) {
  if (!answers.is_object() && !answers.is_null())
    return refuse_fields(ErrorCode::bad_input, {FieldError{std::string(path), "应为对象", "must be an object"}});
  Checked checked = check(form, answers, now, registers);
  if (checked.wrong.empty()) return std::move(checked.answers);
  for (FieldError& wrong : checked.wrong) wrong.path = std::string(path) + "." + wrong.path;
  return refuse_fields(ErrorCode::bad_input, std::move(checked.wrong));
}

}  // namespace tiange::forms
