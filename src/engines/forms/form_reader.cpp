#include <algorithm>
#include <array>

#include "base/text.h"
#include "engines/forms/forms.h"

namespace tiange::forms {

namespace {

constexpr std::size_t k_most_name = 40;
constexpr std::size_t k_most_label = 60;
constexpr std::size_t k_most_hint = 200;

struct FieldIn {
  static constexpr bool k_json_defaults = true;
  std::string name;
  std::optional<FieldKind> kind;
  std::string zh;
  std::string en;
  bool required = false;
  std::optional<std::string> visible_when;
  std::optional<std::string> required_when;
  std::optional<std::string> valid_when;
  std::optional<std::string> value;
  std::string wrong_zh;
  std::string wrong_en;
  std::vector<Choice> choices;
  std::optional<double> min;
  std::optional<double> max;
  std::optional<std::int64_t> longest;
  std::string unit_zh;
  std::string unit_en;
  std::string hint_zh;
  std::string hint_en;
};
BOOST_DESCRIBE_STRUCT(FieldIn, (),
                      (name, kind, zh, en, required, visible_when, required_when, valid_when, value, wrong_zh, wrong_en,
                       choices, min, max, longest, unit_zh, unit_en, hint_zh, hint_en))

struct FormIn {
  std::string key;
  std::string name_zh;
  std::string name_en;
  std::vector<FieldIn> fields;
};
BOOST_DESCRIBE_STRUCT(FormIn, (), (key, name_zh, name_en, fields))

bool is_name(std::string_view text) {
  if (text.empty() || text.size() > k_most_name || text[0] < 'a' || text[0] > 'z') return false;
  return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == text.npos;
}

class Reader {
 public:
  Result<Form> read(std::string_view text) {
    auto parsed = json::parse(text);
    if (!parsed.ok()) {
      const Refusal& why = parsed.refusal();
      return refuse(ErrorCode::bad_file, why.zh, why.en);
    }
    auto in = json::read_value<FormIn>(*parsed);
    if (!in.ok()) {
      errors_ = in.refusal().fields;
      find_strangers(*parsed);
      return refuse_fields(ErrorCode::bad_file, std::move(errors_));
    }
    find_strangers(*parsed);
    Form form;
    form.key = in->key;
    form.name = {in->name_zh, in->name_en};
    if (!is_name(form.key)) wrong_name("key");
    need("name_zh", in->name_zh, k_most_label);
    need("name_en", in->name_en, k_most_label);
    if (in->fields.empty()) add("fields", "表单没有字段", "the form has no field");
    if (in->fields.size() > k_most_fields) add("fields", "字段过多，最多 60 个", "too many fields, at most 60");
    for (const FieldIn& field : in->fields) {
      at_ = "fields[" + std::to_string(form.fields.size()) + "].";
      read_field(form, field);
    }
    if (!errors_.empty()) return refuse_fields(ErrorCode::bad_file, std::move(errors_));
    return form;
  }

 private:
  void add(std::string_view member, std::string zh, std::string en) {
    errors_.push_back({at_ + std::string(member), std::move(zh), std::move(en)});
  }
  void wrong_name(std::string_view member) {
    add(member, "应为小写字母开头，由小写字母、数字和下划线组成，不超过 40 个字符",
        "must start with a small letter and hold small letters, digits and underscores only, at most 40");
  }
  void need(std::string_view member, std::string_view value, std::size_t most) {
    if (text::trim(value).empty()) add(member, "缺少此项", "is missing");
    bound(member, value, most);
  }
  void bound(std::string_view member, std::string_view value, std::size_t most) {
    const std::string n = std::to_string(most);
    if (text::length(value) > most) add(member, "不超过 " + n + " 字", "at most " + n + " characters");
  }

  // A misspelt member would silently be no rule at all.
  void strangers_of(const json::Value& object, const std::string& path, const auto& known) {
    if (!object.is_object()) return;
    for (const auto& [name, value] : object.as_object()) {
      if (std::find(known.begin(), known.end(), name) == known.end())
        errors_.push_back({path + name, "不认识的项", "is not known"});
    }
  }
  template <class T>
  static std::vector<std::string> members_of() {
    std::vector<std::string> names;
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
        [&](auto member) { names.emplace_back(member.name); });
    return names;
  }
  void find_strangers(const json::Value& form) {
    strangers_of(form, "", members_of<FormIn>());
    const json::Value* fields = form.find("fields");
    if (!fields || !fields->is_array()) return;
    for (std::size_t i = 0; i < fields->as_array().size(); ++i)
      strangers_of(fields->as_array()[i], "fields[" + std::to_string(i) + "].", members_of<FieldIn>());
  }

  void read_field(Form& form, const FieldIn& in) {
    Field field;
    field.name = in.name;
    field.kind = in.kind.value_or(FieldKind::text);
    field.label = {in.zh, in.en};
    field.required = in.required;
    field.wrong = {in.wrong_zh, in.wrong_en};
    field.choices = in.choices;
    field.min = in.min;
    field.max = in.max;
    field.unit = {in.unit_zh, in.unit_en};
    field.hint = {in.hint_zh, in.hint_en};
    if (!in.kind) add("kind", "缺少此项", "is missing");
    check_words(in);
    check_name(form, in.name);
    check_choices(field);
    check_bounds(field, in);
    field.visible_when = rule("visible_when", in.visible_when);
    field.required_when = rule("required_when", in.required_when);
    field.value = rule("value", in.value);
    names_.variables.push_back(in.name);
    field.valid_when = rule("valid_when", in.valid_when);
    if (field.value && (field.required || field.required_when || field.valid_when))
      add("value", "计算所得的字段不能同时要求填写或校验", "a calculated field cannot be required or checked");
    form.fields.push_back(std::move(field));
  }

  void check_words(const FieldIn& in) {
    need("zh", in.zh, k_most_label);
    need("en", in.en, k_most_label);
    bound("hint_zh", in.hint_zh, k_most_hint);
    bound("hint_en", in.hint_en, k_most_hint);
    bound("wrong_zh", in.wrong_zh, k_most_hint);
    bound("wrong_en", in.wrong_en, k_most_hint);
    const std::array<std::array<const std::string*, 2>, 3> pairs{
        {{&in.unit_zh, &in.unit_en}, {&in.hint_zh, &in.hint_en}, {&in.wrong_zh, &in.wrong_en}}};
    const char* const names[] = {"unit_en", "hint_en", "wrong_en"};
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if (pairs[i][0]->empty() != pairs[i][1]->empty())
        add(names[i], "中文和英文须同时给出", "give both Chinese and English");
    }
    if (in.valid_when && in.wrong_zh.empty())
      add("wrong_zh", "有校验规则时须说明填错时的提示", "say what is wrong when valid_when does not hold");
  }

  void check_name(const Form& form, const std::string& name) {
    if (!is_name(name)) return wrong_name("name");
    if (form.find(name)) return add("name", "与此前的字段重名", "is the name of a field before it");
    // A keyword or literal of FEEL could never be read by a rule.
    const auto alone = feel::parse_expression(name, {{name}, {}, {}});
    if (!alone.ok() || alone->variables() != std::vector<std::string>{name})
      add("name", "是规则语言的保留字", "is a reserved word of the rules");
  }

  void check_choices(const Field& field) {
    const bool takes = field.kind == FieldKind::choice || field.kind == FieldKind::choices;
    if (!takes && !field.choices.empty()) add("choices", "此类字段没有选项", "a field of this kind has no choices");
    if (takes && field.choices.empty()) add("choices", "缺少选项", "has no choices");
    if (field.choices.size() > k_most_choices) add("choices", "选项过多，最多 200 个", "too many choices, at most 200");
    for (std::size_t i = 0; i < field.choices.size(); ++i) {
      const Choice& choice = field.choices[i];
      const std::string path = "choices[" + std::to_string(i) + "].";
      if (!is_name(choice.value)) wrong_name(path + "value");
      need(path + "zh", choice.zh, k_most_label);
      need(path + "en", choice.en, k_most_label);
      const auto same = [&](const Choice& other) { return other.value == choice.value; };
      if (std::any_of(field.choices.begin(), field.choices.begin() + static_cast<std::ptrdiff_t>(i), same))
        add(path + "value", "选项重复", "is there twice");
    }
  }

  void check_bounds(Field& field, const FieldIn& in) {
    if ((in.min || in.max) && field.kind != FieldKind::number)
      add(in.min ? "min" : "max", "只用于数字", "is for numbers only");
    if (in.min && in.max && *in.min > *in.max) add("max", "小于 min", "is below min");
    if (!in.unit_zh.empty() && field.kind != FieldKind::number) add("unit_zh", "只用于数字", "is for numbers only");
    if (!in.longest) return;
    if (field.kind != FieldKind::text) add("longest", "只用于文字", "is for text only");
    if (*in.longest < 1 || *in.longest > static_cast<std::int64_t>(k_most_text))
      return add("longest", "应在 1 到 2000 之间", "must be between 1 and 2000");
    field.longest = static_cast<std::size_t>(*in.longest);
  }

  std::optional<feel::Expression> rule(std::string_view member, const std::optional<std::string>& text) {
    if (!text) return std::nullopt;
    auto parsed = feel::parse_expression(*text, names_);
    if (!parsed.ok()) {
      add(member, parsed.refusal().zh, parsed.refusal().en);
      return std::nullopt;
    }
    for (const std::string& name : parsed->variables()) {
      if (std::find(names_.variables.begin(), names_.variables.end(), name) == names_.variables.end())
        add(member, "“" + name + "”不是此前的字段", "\"" + name + "\" is not a field before it");
    }
    return std::move(*parsed);
  }

  std::string at_;
  feel::Names names_{{}, {"lng", "lat", "text", "grid_code"}, {}};
  std::vector<FieldError> errors_;
};

}  // namespace

const Field* Form::find(std::string_view name) const {
  for (const Field& field : fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

bool Form::has_rules() const {
  return std::any_of(fields.begin(), fields.end(),
                     [](const Field& f) { return f.visible_when || f.required_when || f.value; });
}

Result<Form> parse_form(std::string_view json) { return Reader().read(json); }

}  // namespace tiange::forms
