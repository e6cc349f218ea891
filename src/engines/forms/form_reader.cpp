#include "engines/forms/form_reader.h"

#include <algorithm>

#include "base/text.h"
#include "engines/feel/feel_json.h"

namespace tiange::forms {

namespace {

constexpr std::size_t k_most_name = 40;
constexpr std::size_t k_most_label = 120;
constexpr std::size_t k_most_unit = 20;
constexpr std::size_t k_most_hint = 300;
constexpr std::size_t k_most_note = 2'000;

constexpr std::string_view k_email = "^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$";
constexpr std::string_view k_phone = "^\\+?[0-9][0-9 ()-]{5,19}$";

class Reader {
 public:
  explicit Reader(const ReadOptions& options) : options_(options) {}

  Result<Form> read(std::string_view text) {
    auto parsed = json::parse(text);
    if (!parsed.ok()) return refuse(ErrorCode::bad_file, parsed.refusal().zh, parsed.refusal().en);
    if (!parsed->is_object())
      return refuse(ErrorCode::bad_file, "表单应为 JSON 对象", "a form is a JSON object");
    const Members root(*parsed, "", faults_);
    root.refuse_strangers({root_members()});
    Form form;
    form.key = root.text("id", k_most_name);
    if (!is_name(form.key)) wrong_name("id");
    if (const json::Value* type = root.find("type"); type && (!type->is_string() || type->as_string() != "default"))
      root.fault("type", "应为 default", "must be default");
    root.whole("schemaVersion", 1, 1'000);
    read_name(*parsed, form);
    NameScope scope;
    form.fields = read_components(*parsed, "", scope, 1);
    if (form.fields.empty() && faults_.none()) root.fault("components", "表单没有字段", "the form has no field");
    if (!faults_.none()) return refuse_fields(ErrorCode::bad_file, faults_.take());
    return form;
  }

 private:
  void wrong_name(const std::string& path) {
    faults_.add(path, "应为小写字母开头，由小写字母、数字和下划线组成，不超过 40 个字符",
                "must start with a small letter and hold small letters, digits and underscores only, at most 40");
  }
  void read_name(const json::Value& root, Form& form) {
    const json::Value* properties = root.find("properties");
    if (!properties || !properties->is_object())
      return faults_.add("properties", "请在 properties.zh 中给出表单名称", "give the form's name in properties.zh");
    const Members own(*properties, "properties", faults_);
    own.refuse_strangers({our_properties()});
    form.name = {own.text("zh", k_most_label), own.text("en", k_most_label)};
    if (form.name.zh.empty()) own.fault("zh", "缺少表单名称", "the name of the form is missing");
    if (form.name.en.empty()) form.name.en = form.name.zh;
  }

  // The fields stay where they are built while rules of later ones are read, so scopes may point at them.
  std::vector<Field> read_components(const json::Value& parent, const std::string& path, NameScope& scope, std::size_t depth) {
    std::vector<Field> fields;
    const json::Value* list = parent.find("components");
    const std::string at = path.empty() ? "components" : path + ".components";
    if (!list || !list->is_array()) {
      faults_.add(at, "应为数组", "must be an array");
      return fields;
    }
    if (depth > k_most_depth) {
      faults_.add(at, "嵌套过深，最多 5 层", "too deep, at most 5 levels");
      return fields;
    }
    fields.reserve(std::min(list->as_array().size(), k_most_fields + 1));
    for (std::size_t n = 0; n < list->as_array().size(); ++n) {
      if (++count_ > k_most_fields) {
        if (count_ == k_most_fields + 1) faults_.add(at, "组件过多，最多 300 个", "too many components, at most 300");
        break;
      }
      read_component(list->as_array()[n], at + "[" + std::to_string(n) + "]", fields, scope, depth);
    }
    return fields;
  }

  void read_component(const json::Value& given, const std::string& path, std::vector<Field>& fields, NameScope& scope,
                      std::size_t depth) {
    if (!given.is_object()) return faults_.add(path, "应为对象", "must be an object");
    const Members members(given, path, faults_);
    const std::string type = members.text("type", k_most_name);
    const ComponentType* known = find_component(type);
    if (!known) return refuse_type(members, type);
    members.refuse_strangers({common_members(), known->members, known->asks ? answer_members() : std::span<const std::string_view>()});
    Field field;
    field.kind = known->kind;
    field.id = members.text("id", k_most_label);
    if (field.id.empty()) field.id = "c" + std::to_string(count_);
    const json::Value* given_properties = members.find("properties");
    static const json::Value k_none{json::Object{}};
    if (given_properties && !given_properties->is_object()) members.fault("properties", "应为对象", "must be an object");
    const json::Value& properties = given_properties && given_properties->is_object() ? *given_properties : k_none;
    const Members own(properties, members.at("properties"), faults_);
    own.refuse_strangers({our_properties()});
    read_words(field, members, own);
    read_conditional(field, given, path, scope);
    if (known->asks) {
      read_key(field, members, "key", scope);
      read_asked(field, given, type, members, own, scope);
      fields.push_back(std::move(field));
      scope.known.push_back(&fields.back());
      read_valid(fields.back(), own, scope);
      return;
    }
    read_shown(std::move(field), given, path, members, own, fields, scope, depth);
  }

  void refuse_type(const Members& members, const std::string& type) {
    const Words instead = instead_of(type);
    if (!instead.zh.empty())
      return members.fault("type", "不支持“" + type + "”：" + instead.zh, "\"" + type + "\" is not served: " + instead.en);
    members.fault("type", "不认识的组件“" + type + "”", "\"" + type + "\" is not a known component");
  }

  void read_words(Field& field, const Members& members, const Members& own) {
    field.label = {members.text("label", k_most_label), own.text("en", k_most_label)};
    for (const char* member : {"label", "description"}) {
      if (members.text(member, k_most_note).starts_with('='))
        members.fault(member, "此处应为文字；会变化的文字请用“文本”（text）", "plain words here; words that change go into a text");
    }
    field.hint = {members.text("description", k_most_hint), own.text("hint_en", k_most_hint)};
    if (const json::Value* appearance = members.find("appearance")) {
      static constexpr std::string_view k_adorners[] = {"prefixAdorner", "suffixAdorner"};
      if (!appearance->is_object()) return members.fault("appearance", "应为对象", "must be an object");
      const Members inside(*appearance, members.at("appearance"), faults_);
      inside.refuse_strangers({k_adorners});
      field.prefix = {inside.text("prefixAdorner", k_most_unit), own.text("prefix_en", k_most_unit)};
      field.suffix = {inside.text("suffixAdorner", k_most_unit), own.text("suffix_en", k_most_unit)};
    }
    for (Words* words : {&field.label, &field.hint, &field.prefix, &field.suffix}) {
      if (words->en.empty()) words->en = words->zh;
    }
  }

  void read_conditional(Field& field, const json::Value& given, const std::string& path, const NameScope& scope) {
    const json::Value* conditional = given.find("conditional");
    if (!conditional || conditional->is_null()) return;
    static constexpr std::string_view k_hide[] = {"hide"};
    if (!conditional->is_object()) return faults_.add(path + ".conditional", "应为对象", "must be an object");
    const Members inside(*conditional, path + ".conditional", faults_);
    inside.refuse_strangers({k_hide});
    if (const json::Value* hide = inside.find("hide")) field.hidden_when = read_rule(*hide, scope, inside.at("hide"), faults_);
  }

  void read_key(Field& field, const Members& members, std::string_view member, const NameScope& scope) {
    field.name = members.text(member, k_most_name + 1);
    if (!is_name(field.name)) return wrong_name(members.at(member));
    if (scope.find(field.name)) return members.fault(member, "与此前的字段重名", "is the name of a field before it");
    // A keyword or literal of FEEL, or a name the rules use themselves, could never be read by a rule.
    const auto alone = feel::parse_expression(field.name, {{field.name}, {}, {}});
    const bool reserved = field.name == "this" || field.name == "parent" || field.name == "i" || !alone.ok() ||
                          alone->variables() != std::vector<std::string>{field.name};
    if (reserved) members.fault(member, "是规则语言的保留字", "is a reserved word of the rules");
  }

  void read_asked(Field& field, const json::Value& given, const std::string& type, const Members& members,
                  const Members& own, const NameScope& scope) {
    if (type == "datetime") read_subtype(field, members);
    if (field.label.zh.empty()) members.fault("label", "缺少标签", "the label is missing");
    if (members.flag("disabled")) members.fault("disabled", "请改用“只读”（readonly）", "use readonly instead");
    if (const json::Value* fixed = members.find("readonly")) {
      if (fixed->is_bool()) field.fixed = fixed->as_bool();
      else field.fixed_when = read_rule(*fixed, scope, members.at("readonly"), faults_);
    }
    field.roomy = type == "textarea";
    field.dropdown = type == "select" || type == "taglist";
    if (own.text("input", k_most_name) == "place" && type == "textfield") field.kind = FieldKind::place;
    else if (own.find("input")) own.fault("input", "单行文本可设为 place", "a text field may be a \"place\"");
    read_validate(field, given, members, scope);
    if (field.kind == FieldKind::number) read_number(field, members);
    if (field.kind == FieldKind::choice || field.kind == FieldKind::choices) read_choices(field, members, own, scope);
    else if (own.find("source")) own.fault("source", "只用于选择类字段", "is for fields with choices");
    if (const json::Value* rule = own.find("required_when"))
      field.required_when = read_rule(*rule, scope, own.at("required_when"), faults_);
    if (const json::Value* rule = own.find("default")) field.default_rule = read_rule(*rule, scope, own.at("default"), faults_);
    read_default(field, members);
  }

  void read_default(Field& field, const Members& members) {
    const json::Value* given = members.find("defaultValue");
    if (!given) return;
    const bool open = field.choices_rule || !field.source.empty();
    const Reading read = open ? Reading{*given, std::nullopt} : read_answer(field, field.choices, *given);
    if (read.wrong) return members.fault("defaultValue", read.wrong->zh, read.wrong->en);
    field.default_value = read.kept;
  }

  void read_subtype(Field& field, const Members& members) {
    const std::string subtype = members.text("subtype", k_most_name);
    if (subtype == "time") field.kind = FieldKind::time;
    else if (subtype == "datetime") field.kind = FieldKind::moment;
    else if (!subtype.empty() && subtype != "date") members.fault("subtype", "应为 date、time 或 datetime", "must be date, time or datetime");
    field.not_past = members.flag("disallowPassedDates") && field.kind != FieldKind::time;
    // The editor keeps a label for each half.
    const std::string label = members.text(field.kind == FieldKind::time ? "timeLabel" : "dateLabel", k_most_label);
    if (field.label.zh.empty()) {
      field.label.zh = label;
      if (field.label.en.empty()) field.label.en = label;
    }
  }

  Bound read_bound(const Members& members, std::string_view member, const NameScope& scope, bool count) {
    Bound bound;
    const json::Value* given = members.find(member);
    if (!given) return bound;
    const bool is_rule = given->is_string() && given->as_string().starts_with('=');
    if (is_rule) {
      bound.rule = read_rule(*given, scope, members.at(member), faults_);
      return bound;
    }
    feel::Value value = feel::from_json(*given);
    if (given->is_string()) {
      const auto number = feel::Decimal::parse(given->as_string());
      value = number ? feel::Value::number(*number) : feel::Value();
    }
    const bool good = value.is(feel::Kind::number) && (!count || (value.as_number().is_integer() && !value.as_number().is_negative()));
    if (good) bound.constant = value;
    else if (count) members.fault(member, "应为不小于 0 的整数", "must be a whole number from 0");
    else members.fault(member, "应为数字", "must be a number");
    return bound;
  }

  void read_validate(Field& field, const json::Value& given, const Members& members, const NameScope& scope) {
    const json::Value* validate = given.find("validate");
    if (!validate || validate->is_null()) return;
    static constexpr std::string_view k_all[] = {"required"};
    static constexpr std::string_view k_text[] = {"minLength", "maxLength", "pattern", "validationType"};
    static constexpr std::string_view k_number[] = {"min", "max"};
    if (!validate->is_object()) return members.fault("validate", "应为对象", "must be an object");
    const Members inside(*validate, members.at("validate"), faults_);
    const bool is_text = field.kind == FieldKind::text, is_number = field.kind == FieldKind::number;
    inside.refuse_strangers({k_all, is_text ? std::span<const std::string_view>(k_text) : std::span<const std::string_view>(),
                             is_number ? std::span<const std::string_view>(k_number) : std::span<const std::string_view>()});
    field.required = inside.flag("required");
    if (is_number) {
      field.min = read_bound(inside, "min", scope, false);
      field.max = read_bound(inside, "max", scope, false);
      if (!field.min.constant.is_null() && !field.max.constant.is_null() &&
          field.min.constant.as_number() > field.max.constant.as_number())
        inside.fault("max", "小于最小值", "is below the minimum");
    }
    if (!is_text) return;
    field.shortest = read_bound(inside, "minLength", scope, true);
    field.longest = read_bound(inside, "maxLength", scope, true);
    if (!field.longest.constant.is_null() && field.longest.constant.as_number() > feel::Decimal::from_int(k_most_text))
      inside.fault("maxLength", "最多 2000 字", "at most 2,000 characters");
    read_pattern(field, inside);
  }

  void read_pattern(Field& field, const Members& validate) {
    std::string pattern = validate.text("pattern", k_most_hint);
    const std::string type = validate.text("validationType", k_most_name);
    if (type == "email") pattern = k_email;
    else if (type == "phone") pattern = k_phone;
    else if (!type.empty() && type != "custom") validate.fault("validationType", "应为 custom、email 或 phone", "must be custom, email or phone");
    if (pattern.empty()) return;
    auto compiled = Pattern::compile(pattern);
    if (compiled.ok()) field.pattern = std::move(*compiled);
    else validate.fault("pattern", compiled.refusal().zh, compiled.refusal().en);
  }

  void read_number(Field& field, const Members& members) {
    if (const auto digits = members.whole("decimalDigits", 0, 15)) field.digits = static_cast<int>(*digits);
    if (members.flag("serializeToString"))
      members.fault("serializeToString", "数字按十进制精确计算，请去掉此项", "numbers are exact decimals; take this off");
    const json::Value* step = members.find("increment");
    if (!step) return;
    std::optional<double> size;
    if (step->is_number()) size = step->as_double();
    if (step->is_string()) size = text::to_double(step->as_string());
    if (size && *size > 0) field.step = size;
    else members.fault("increment", "应为正数", "must be a positive number");
  }

  void read_choices(Field& field, const Members& members, const Members& own, const NameScope& scope) {
    if (members.find("valuesKey"))
      members.fault("valuesKey", "没有输入数据可取，请改用选项、表达式或登记册", "there is no input data; use values, valuesExpression or properties.source");
    field.source = own.text("source", k_most_name);
    const json::Value* values = members.find("values");
    const json::Value* rule = members.find("valuesExpression");
    if (values && !values->is_array()) members.fault("values", "应为数组", "must be an array");
    else if (values) field.choices = read_list(*values, members.at("values"), true);
    if (rule) field.choices_rule = read_rule(*rule, scope, members.at("valuesExpression"), faults_);
    const int ways = int{!field.choices.empty()} + int{rule != nullptr} + int{!field.source.empty()};
    if (ways == 0) members.fault("values", "缺少选项", "has no choices");
    if (ways > 1) members.fault("values", "选项、表达式和登记册只能用一种", "use one of values, valuesExpression and properties.source");
    if (!field.source.empty() && options_.sources &&
        std::find(options_.sources->begin(), options_.sources->end(), field.source) == options_.sources->end())
      own.fault("source", "没有登记册“" + field.source + "”，可用：" + text::join(*options_.sources, "、"),
                "no register \"" + field.source + "\"; there are: " + text::join(*options_.sources, ", "));
    if (const json::Value* within = own.find("source_within")) {
      if (field.source.empty()) own.fault("source_within", "须与 source 同用", "goes with source only");
      field.source_within = read_rule(*within, scope, own.at("source_within"), faults_);
    }
  }

  // Choices, or with `any_value` false the columns of a table, whose value is a key.
  std::vector<Choice> read_list(const json::Value& list, const std::string& path, bool choices) {
    static constexpr std::string_view k_choice[] = {"label", "value", "en"};
    static constexpr std::string_view k_column[] = {"label", "key", "en"};
    std::vector<Choice> read;
    if (list.as_array().size() > k_most_choices)
      faults_.add(path, "选项过多，最多 500 个，请改用登记册", "too many, at most 500; use a register");
    for (std::size_t n = 0; n < list.as_array().size() && n < k_most_choices; ++n) {
      const std::string at = path + "[" + std::to_string(n) + "]";
      const json::Value& one = list.as_array()[n];
      if (!one.is_object()) {
        faults_.add(at, "应为对象", "must be an object");
        continue;
      }
      const Members members(one, at, faults_);
      const std::string_view key = choices ? "value" : "key";
      members.refuse_strangers({choices ? std::span<const std::string_view>(k_choice) : std::span<const std::string_view>(k_column)});
      Choice choice{one.find(key) ? *one.find(key) : json::Value(), members.text("label", k_most_label), members.text("en", k_most_label)};
      if (choice.zh.empty()) members.fault("label", "缺少标签", "the label is missing");
      if (choice.en.empty()) choice.en = choice.zh;
      check_choice(choice, members, key, read);
      read.push_back(std::move(choice));
    }
    return read;
  }

  void check_choice(const Choice& choice, const Members& members, std::string_view key, const std::vector<Choice>& before) {
    const bool good = choice.value.is_bool() || choice.value.is_number() ||
                      (choice.value.is_string() && !choice.value.as_string().empty() && choice.value.as_string().size() <= 200 &&
                       text::is_valid_utf8(choice.value.as_string()) && choice.value.as_string().find('\0') == std::string::npos);
    if (!good) return members.fault(key, "缺少值", "the value is missing");
    if (std::any_of(before.begin(), before.end(), [&](const Choice& one) { return one.value == choice.value; }))
      members.fault(key, "选项重复", "is there twice");
  }

  // What is said of a wrong form or a rule that does not hold.
  void read_valid(Field& field, const Members& own, const NameScope& scope) {
    field.wrong = {own.text("wrong_zh", k_most_hint), own.text("wrong_en", k_most_hint)};
    if (field.wrong.en.empty()) field.wrong.en = field.wrong.zh;
    const json::Value* rule = own.find("valid_when");
    if (!rule) return;
    field.valid_when = read_rule(*rule, scope, own.at("valid_when"), faults_);
    if (field.wrong.zh.empty())
      own.fault("wrong_zh", "有校验规则时须说明填错时的提示", "say what is wrong when valid_when does not hold");
  }

  void read_shown(Field field, const json::Value& given, const std::string& path, const Members& members,
                  const Members& own, std::vector<Field>& fields, NameScope& scope, std::size_t depth) {
    if (field.kind == FieldKind::calculated) {
      read_key(field, members, "key", scope);
      const json::Value* rule = members.find("expression");
      if (rule) field.value = read_rule(*rule, scope, members.at("expression"), faults_);
      else members.fault("expression", "缺少表达式", "the expression is missing");
    } else if (field.kind == FieldKind::note) {
      read_note(field, members, own, scope);
    } else if (field.kind == FieldKind::table) {
      read_table(field, members, scope);
    } else if (field.kind == FieldKind::group) {
      return read_group(std::move(field), given, path, members, fields, scope, depth);
    } else if (field.kind == FieldKind::rows) {
      read_rows(field, given, path, members, own, scope, depth);
    }
    fields.push_back(std::move(field));
    scope.known.push_back(&fields.back());
  }

  void read_note(Field& field, const Members& members, const Members& own, const NameScope& scope) {
    const json::Value* text = members.find("text");
    if (!text) return members.fault("text", "缺少文字", "the text is missing");
    if (text->is_string() && text->as_string().starts_with('=')) {
      field.value = read_rule(*text, scope, members.at("text"), faults_);
      return;
    }
    field.hint = {members.text("text", k_most_note), own.text("en", k_most_note)};
    if (field.hint.en.empty()) field.hint.en = field.hint.zh;
    if (field.hint.zh.find("{{") != std::string::npos)
      members.fault("text", "不支持模板，会变化的文字请写成以“=”开头的表达式", "templates are not served; begin with \"=\" for words that change");
  }

  void read_table(Field& field, const Members& members, const NameScope& scope) {
    const json::Value* source = members.find("dataSource");
    if (source) field.value = read_rule(*source, scope, members.at("dataSource"), faults_);
    else members.fault("dataSource", "缺少数据来源，如 =people", "the source of the rows is missing, such as =people");
    if (members.find("columnsExpression")) members.fault("columnsExpression", "请写明各列", "name the columns");
    const json::Value* columns = members.find("columns");
    if (columns && columns->is_array() && !columns->as_array().empty()) field.choices = read_list(*columns, members.at("columns"), false);
    else members.fault("columns", "缺少列", "has no columns");
    members.whole("rowCount", 1, 1'000);
  }

  // Without a path its fields belong to the surroundings.
  void read_group(Field field, const json::Value& given, const std::string& path, const Members& members,
                  std::vector<Field>& fields, NameScope& scope, std::size_t depth) {
    if (members.find("path")) {
      read_key(field, members, "path", scope);
      NameScope inside{&scope, {}, false};
      field.fields = read_components(given, path, inside, depth + 1);
      fields.push_back(std::move(field));
      scope.known.push_back(&fields.back());
      return;
    }
    field.fields = read_components(given, path, scope, depth + 1);
    fields.push_back(std::move(field));
  }

  void read_rows(Field& field, const json::Value& given, const std::string& path, const Members& members,
                 const Members& own, NameScope& scope, std::size_t depth) {
    read_key(field, members, "path", scope);
    if (field.label.zh.empty()) members.fault("label", "缺少标签", "the label is missing");
    if (const json::Value* repeats = members.find("isRepeating"); repeats && repeats->is_bool() && !repeats->as_bool())
      members.fault("isRepeating", "不重复的内容请用“分组”（group）", "use a group for what does not repeat");
    const auto most = static_cast<std::int64_t>(k_most_rows);
    field.first_rows = members.whole("defaultRepetitions", 0, most).value_or(1);
    field.least_rows = own.whole("min_rows", 0, most).value_or(0);
    field.most_rows = own.whole("max_rows", 1, most).value_or(static_cast<std::int64_t>(k_usual_rows));
    const json::Value* may_add = members.find("allowAddRemove");
    field.fixed_rows = may_add && may_add->is_bool() && !may_add->as_bool();
    if (field.fixed_rows) field.most_rows = std::max<std::int64_t>(1, field.first_rows);
    if (field.least_rows > field.most_rows) own.fault("min_rows", "多于最多行数", "is more than the most rows");
    NameScope inside{&scope, {}, true};
    field.fields = read_components(given, path, inside, depth + 1);
    if (field.fields.empty()) members.fault("components", "每行没有字段", "a row has no field");
    field.first_rows = std::min(std::max(field.first_rows, field.least_rows), field.most_rows);
  }

  const ReadOptions& options_;
  std::size_t count_ = 0;
  Faults faults_;
};

const Field* find_in(const std::vector<Field>& fields, std::string_view path) {
  const std::size_t dot = path.find('.');
  for (const Field& field : fields) {
    if (field.name == path.substr(0, dot)) return dot == path.npos ? &field : find_in(field.fields, path.substr(dot + 1));
    if (field.kind == FieldKind::group && field.name.empty()) {
      if (const Field* found = find_in(field.fields, path)) return found;
    }
  }
  return nullptr;
}

bool any_rule(const std::vector<Field>& fields) {
  return std::any_of(fields.begin(), fields.end(), [](const Field& f) {
    return f.hidden_when || f.required_when || f.value || f.default_rule || f.choices_rule || f.fixed_when || f.source_within ||
           any_rule(f.fields);
  });
}

}  // namespace

const Field* Form::find(std::string_view path) const { return path.empty() ? nullptr : find_in(fields, path); }
bool Form::has_rules() const { return any_rule(fields); }

Result<Form> parse_form(std::string_view json, const ReadOptions& options) { return Reader(options).read(json); }

}  // namespace tiange::forms
