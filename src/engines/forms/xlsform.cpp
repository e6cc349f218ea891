#include "engines/forms/xlsform.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "engines/forms/form_reader.h"
#include "engines/forms/xpath.h"

namespace tiange::forms {

namespace {

constexpr std::size_t k_most_rows_read = 2'000;
constexpr int k_most_rounds = 40;

// A sheet by the names of its columns.
class Sheet {
 public:
  explicit Sheet(const std::vector<SheetRow>& rows) : rows_(rows) {
    if (rows.empty()) return;
    for (std::size_t n = 0; n < rows[0].cells.size(); ++n) columns_.emplace(head(rows[0].cells[n]), n);
  }
  std::size_t size() const { return rows_.empty() ? 0 : std::min(rows_.size(), k_most_rows_read) - 1; }
  const SheetRow& row(std::size_t n) const { return rows_[n + 1]; }
  bool has(const std::string& column) const { return columns_.count(column) > 0; }
  std::string cell(std::size_t n, const std::string& column) const {
    const auto found = columns_.find(column);
    if (found == columns_.end() || found->second >= row(n).cells.size()) return "";
    return std::string(text::trim(row(n).cells[found->second]));
  }
  const std::map<std::string, std::size_t>& columns() const { return columns_; }

  // "label::中文 (zh)", "label::English (en)", "label": the words of a column in both languages.
  Words words(std::size_t n, const std::string& column) const {
    Words words;
    const std::string plain = cell(n, column);
    std::string other;
    for (const auto& [name, at] : columns_) {
      if (!name.starts_with(column + "::") || at >= row(n).cells.size()) continue;
      const std::string language = name.substr(column.size() + 2);
      const std::string said(text::trim(row(n).cells[at]));
      if (text::contains(language, "中文") || text::contains(language, "chinese") || text::contains(language, "zh")) words.zh = said;
      else if (text::contains(language, "english") || text::contains(language, "(en") || language == "en") words.en = said;
      else if (other.empty()) other = said;
    }
    if (words.zh.empty()) words.zh = !plain.empty() ? plain : !words.en.empty() ? words.en : other;
    return words;
  }

 private:
  static std::string head(const std::string& cell) {
    std::string name = text::lower_ascii(text::trim(cell));
    name = text::replace_all(name, "constraint message", "constraint_message");
    if (name == "readonly" || name == "read only") name = "read_only";
    return text::replace_all(name, ":: ", "::");
  }
  const std::vector<SheetRow>& rows_;
  std::map<std::string, std::size_t> columns_;
};

std::string clean_name(std::string_view given) {
  std::string name;
  for (const char c : text::lower_ascii(given)) {
    const bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    if (good) name += c;
    else if (name.empty() || name.back() != '_') name += '_';
  }
  while (!name.empty() && (name.front() == '_')) name.erase(0, 1);
  if (name.empty() || name[0] < 'a') name.insert(0, "q_");
  return name.substr(0, 36);
}

struct Question {
  std::string key;
  std::string rows;  // name of the rows it stands in; empty outside
  bool several = false;
  bool number = false;
  bool is_rows = false;
};

class Importer {
 public:
  explicit Importer(const XlsSheets& sheets) : survey_(sheets.survey), choices_(sheets.choices), settings_(sheets.settings) {}

  Result<XlsImport> run() {
    if (!survey_.has("type") || !survey_.has("name"))
      return refuse(ErrorCode::bad_file, "survey 工作表缺少 type 和 name 列", "the sheet survey lacks the columns type and name");
    name_questions();
    open_.push_back({json::Array{}, json::Value(), ""});
    for (std::size_t n = 0; n < survey_.size(); ++n) take(n);
    while (open_.size() > 1) {
      remark(survey_.size() - 1, "缺少结束行，已在末尾补上", "its end is missing; closed at the end");
      close();
    }
    if (open_[0].components.empty()) return refuse(ErrorCode::bad_file, "没有可用的题目", "there is nothing that can be asked");
    json::Value schema = whole();
    TIANGE_CHECK_OK(mend(schema));
    XlsImport out;
    out.content = json::write(schema);
    std::stable_sort(report_.begin(), report_.end(), [](const Remark& a, const Remark& b) { return a.row < b.row; });
    out.report = std::move(report_);
    return out;
  }

 private:
  struct Open {
    json::Array components;
    json::Value component;  // the group or rows itself
    std::string rows;       // name of the nearest rows
  };

  void remark(std::size_t n, std::string zh, std::string en, const char* sheet = "survey") {
    const Sheet& from = std::string_view(sheet) == "choices" ? choices_ : survey_;
    report_.push_back({sheet, static_cast<std::int64_t>(from.row(n).number), from.cell(n, "name"), std::move(zh), std::move(en)});
  }

  static std::vector<std::string> words_of(const std::string& type) {
    std::vector<std::string> words;
    for (const std::string_view word : text::split(text::replace_all(type, "_", " "), ' ')) {
      if (!word.empty()) words.push_back(text::lower_ascii(word));
    }
    return words;
  }
  // "select_one towns": the kind without underscores, and the list.
  static std::pair<std::string, std::string> kind_of(const std::string& cell) {
    std::string type = cell;
    for (const char* two : {"begin", "end", "select"}) {
      if (text::lower_ascii(type).starts_with(std::string(two) + " ")) type[std::string_view(two).size()] = '_';
    }
    const std::size_t blank = type.find(' ');
    std::string kind = text::lower_ascii(type.substr(0, blank));
    if (kind == "select1") kind = "select_one";
    if (kind == "int") kind = "integer";
    if (kind == "string") kind = "text";
    return {kind, blank == type.npos ? "" : std::string(text::trim(type.substr(blank + 1)))};
  }

  void name_questions() {
    std::set<std::string> taken{"this", "parent", "i"};
    std::vector<std::string> rows{""};
    for (std::size_t n = 0; n < survey_.size(); ++n) {
      const auto [kind, list] = kind_of(survey_.cell(n, "type"));
      const std::string name = survey_.cell(n, "name");
      if (kind == "end_repeat" && rows.size() > 1) rows.pop_back();
      if (name.empty() || kind == "begin_group" || kind.starts_with("end_")) continue;
      std::string key = clean_name(name);
      while (!is_usable(key) || taken.count(key)) key += key.size() < 34 ? "_2" : "2";
      taken.insert(key);
      if (key != name) remark(n, "题目名已改为“" + key + "”", "the name has become \"" + key + "\"");
      const bool number = kind == "integer" || kind == "decimal" || kind == "range";
      questions_[name] = {key, rows.back(), kind == "select_multiple", number, kind == "begin_repeat"};
      if (kind == "begin_repeat") rows.push_back(key);
    }
  }
  static bool is_usable(const std::string& key) {
    const auto alone = feel::parse_expression(key, {{key}, {}, {}});
    return alone.ok() && alone->variables() == std::vector<std::string>{key};
  }

  // FEEL of a cell; none with a remark when it has no counterpart.
  std::optional<std::string> feel(std::size_t n, const std::string& column, const std::string& xpath, const std::string& self,
                                  bool self_number) {
    XPathSetting setting;
    setting.self = self;
    setting.self_number = self_number;
    setting.name = [&](std::string_view name) -> std::optional<XPathName> {
      const auto found = questions_.find(std::string(name));
      if (found == questions_.end()) return std::nullopt;
      const Question& one = found->second;
      const bool outside = !one.rows.empty() && one.rows != open_.back().rows;
      return XPathName{outside ? one.rows + "." + one.key : one.key, one.several, one.number};
    };
    auto made = feel_of_xpath(xpath, setting);
    if (made.ok()) return std::move(*made);
    remark(n, column + " 未能照搬：" + made.refusal().zh, column + " could not be taken: " + made.refusal().en);
    return std::nullopt;
  }

  void take(std::size_t n) {
    const std::string type = survey_.cell(n, "type");
    if (type.empty() || type[0] == '#') return;
    const auto [kind, list] = kind_of(type);
    if (kind == "end_group" || kind == "end_repeat") {
      if (open_.size() == 1) return remark(n, "多余的结束行", "an end without a beginning");
      return close();
    }
    json::Value one{json::Object{}};
    if (kind == "begin_group" || kind == "begin_repeat") return begin(n, kind == "begin_repeat");
    if (!take_kind(n, kind, list, one)) return;
    take_words(n, one);
    take_rules(n, kind, one);
    open_.back().components.push_back(std::move(one));
  }

  void begin(std::size_t n, bool repeat) {
    json::Value one{json::Object{}};
    one.set("type", repeat ? "dynamiclist" : "group");
    one.set("id", id_of(n));
    take_words(n, one);
    take_relevant(n, one);
    std::string rows = open_.back().rows;
    if (repeat) {
      rows = questions_[survey_.cell(n, "name")].key;
      if (rows.empty()) rows = "rows_" + std::to_string(n);
      one.set("path", rows);
      one.set("isRepeating", true);
      one.set("allowAddRemove", true);
      one.set("defaultRepetitions", 1);
      const std::string count = survey_.cell(n, "repeat_count");
      const auto number = text::to_int(count);
      if (number && *number > 0 && *number <= static_cast<std::int64_t>(k_most_rows)) {
        one.set("allowAddRemove", false);
        one.set("defaultRepetitions", *number);
      } else if (!count.empty()) {
        remark(n, "repeat_count 只支持数字，已改为可自行增减", "repeat_count must be a number; rows can be added freely");
      }
    }
    open_.push_back({json::Array{}, std::move(one), std::move(rows)});
  }
  void close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    if (done.components.empty()) return;
    done.component.set("components", std::move(done.components));
    open_.back().components.push_back(std::move(done.component));
  }

  std::string id_of(std::size_t n) const { return "row_" + std::to_string(survey_.row(n).number); }

  // The component of a type; false, with a remark, when there is none.
  bool take_kind(std::size_t n, const std::string& kind, const std::string& list, json::Value& one) {
    static const std::map<std::string, std::string> k_types{
        {"text", "textfield"},   {"integer", "number"},       {"decimal", "number"},    {"range", "number"},
        {"date", "datetime"},    {"time", "datetime"},        {"datetime", "datetime"}, {"geopoint", "textfield"},
        {"note", "text"},        {"select_one", "radio"},     {"select_multiple", "checklist"},
        {"calculate", "expression"}, {"acknowledge", "checkbox"}, {"image", "text"}};
    static const std::set<std::string> k_known{"start", "end", "today", "username", "deviceid", "phonenumber", "email", "audit", "subscriberid", "simserial"};
    const auto found = k_types.find(kind);
    if (found == k_types.end()) {
      if (k_known.count(kind)) remark(n, "系统已自动记录，不再填写", "the system records this itself");
      else remark(n, "不支持题型“" + kind + "”", "the type \"" + kind + "\" is not served");
      return false;
    }
    one.set("type", found->second);
    one.set("id", id_of(n));
    const std::string name = survey_.cell(n, "name");
    if (kind == "image") {
      remark(n, "照片随工单作为证据上传，已改为提示文字", "photographs are added as evidence; it has become an explanation");
    } else if (kind != "note") {
      if (name.empty()) return remark(n, "缺少题目名", "the name is missing"), false;
      one.set("key", questions_[name].key);
    }
    if (kind == "integer") one.set("decimalDigits", 0);
    if (kind == "date" || kind == "time" || kind == "datetime") one.set("subtype", kind);
    if (kind == "geopoint") own(one).set("input", "place");
    if (kind == "range") take_range(n, one);
    if (kind == "select_one" || kind == "select_multiple") return take_choices(n, kind, list, one);
    return true;
  }

  // "start=1 end=10 step=1"
  void take_range(std::size_t n, json::Value& one) {
    json::Value validate{json::Object{}};
    const std::string parameters = survey_.cell(n, "parameters");
    for (const std::string_view part : text::split(parameters, ' ')) {
      const std::size_t sign = part.find('=');
      if (sign == part.npos) continue;
      const auto number = text::to_double(part.substr(sign + 1));
      const std::string_view name = part.substr(0, sign);
      if (!number) continue;
      if (name == "start") validate.set("min", *number);
      if (name == "end") validate.set("max", *number);
      if (name == "step" && *number > 0) one.set("increment", *number);
    }
    if (!validate.as_object().empty()) one.set("validate", std::move(validate));
  }

  bool take_choices(std::size_t n, const std::string& kind, const std::string& list_cell, json::Value& one) {
    std::string list = list_cell;
    if (const std::size_t blank = list.find(' '); blank != list.npos) {
      remark(n, "“其他”选项请另加一题", "\"or other\" is not taken; ask for it with a question of its own");
      list = list.substr(0, blank);
    }
    json::Array values;
    std::vector<std::size_t> rows;
    for (std::size_t at = 0; at < choices_.size(); ++at) {
      const std::string in = choices_.has("list_name") ? choices_.cell(at, "list_name") : choices_.cell(at, "list name");
      if (in != list) continue;
      const Words words = choices_.words(at, "label");
      json::Value choice{json::Object{}};
      choice.set("label", words.zh.empty() ? choices_.cell(at, "name") : words.zh);
      choice.set("value", choices_.cell(at, "name"));
      if (!words.en.empty()) choice.set("en", words.en);
      const bool twice = std::any_of(values.begin(), values.end(), [&](const json::Value& v) { return v.text_or("value") == choice.text_or("value"); });
      if (choice.text_or("value").empty() || twice) {
        remark(at, "选项的 name 缺失或重复，未导入", "the choice has no name of its own and was left out", "choices");
        continue;
      }
      values.push_back(std::move(choice));
      rows.push_back(at);
    }
    if (values.empty()) return remark(n, "没有选项清单“" + list + "”", "there is no list of choices \"" + list + "\""), false;
    const bool minimal = text::contains(survey_.cell(n, "appearance"), "minimal") || values.size() > 12;
    if (minimal) one.set("type", kind == "select_one" ? "select" : "taglist");
    const std::string filter = survey_.cell(n, "choice_filter");
    const auto rule = filter.empty() ? std::nullopt : filtered(n, filter, values, rows);
    if (rule) one.set("valuesExpression", *rule);
    else one.set("values", std::move(values));
    return true;
  }

  // The list with the columns that the filter speaks of, and the filter as its condition.
  std::optional<std::string> filtered(std::size_t n, const std::string& filter, const json::Array& values, const std::vector<std::size_t>& rows) {
    std::set<std::string> columns;
    XPathSetting setting;
    setting.name = [&](std::string_view name) -> std::optional<XPathName> {
      const auto found = questions_.find(std::string(name));
      if (found == questions_.end()) return std::nullopt;
      return XPathName{found->second.key, found->second.several, found->second.number};
    };
    setting.bare = [&](std::string_view column) {
      columns.insert(std::string(column));
      return "one_choice." + clean_name("c_" + std::string(column));
    };
    auto condition = feel_of_xpath(filter, setting);
    if (!condition.ok()) {
      remark(n, "choice_filter 未能照搬：" + condition.refusal().zh, "choice_filter could not be taken: " + condition.refusal().en);
      return std::nullopt;
    }
    std::string list;
    for (std::size_t at = 0; at < values.size(); ++at) {
      std::string entry;
      for (const auto& [name, value] : values[at].as_object()) entry += (entry.empty() ? "" : ", ") + name + ": " + json::write(value);
      for (const std::string& column : columns)
        entry += ", " + clean_name("c_" + column) + ": " + json::write(json::Value(choices_.cell(rows[at], column)));
      list += (list.empty() ? "{" : ", {") + entry + "}";
    }
    return "=(for one_choice in [" + list + "] return if (" + *condition + ") = true then one_choice else null)[item != null]";
  }

  static json::Value& own(json::Value& one) {
    if (!one.find("properties")) one.set("properties", json::Object{});
    for (auto& [name, value] : one.as_object()) {
      if (name == "properties") return value;
    }
    return one;
  }
  static json::Value& validate(json::Value& one) {
    if (!one.find("validate")) one.set("validate", json::Object{});
    for (auto& [name, value] : one.as_object()) {
      if (name == "validate") return value;
    }
    return one;
  }

  // Words with ${name} in them can only be written by a rule, which explanations have.
  std::optional<std::string> template_rule(std::size_t n, const std::string& words) {
    std::string rule;
    std::size_t at = 0;
    const auto add = [&](const std::string& part) { rule += (rule.empty() ? "" : " + ") + part; };
    while (at < words.size()) {
      const std::size_t from = words.find("${", at);
      const std::size_t to = from == words.npos ? words.npos : words.find('}', from);
      if (to == words.npos) break;
      if (from > at) add(json::write(json::Value(words.substr(at, from - at))));
      const auto name = feel(n, "label", words.substr(from, to - from + 1), "", false);
      if (!name) return std::nullopt;
      add("string(" + *name + ")");
      at = to + 1;
    }
    if (at < words.size()) add(json::write(json::Value(words.substr(at))));
    return "=" + rule;
  }

  void take_words(std::size_t n, json::Value& one) {
    Words label = survey_.words(n, "label");
    const std::string type = one.text_or("type");
    if (type == "text") {
      const std::string said = label.zh.empty() ? survey_.cell(n, "name") : label.zh;
      const auto rule = text::contains(said, "${") ? template_rule(n, said) : std::nullopt;
      one.set("text", rule ? *rule : said.starts_with('=') ? " " + said : said);
      if (!label.en.empty()) own(one).set("en", label.en);
      return;
    }
    if (text::contains(label.zh, "${")) remark(n, "标签中的变量按原文显示，请改写", "variables in a label are shown as they stand; reword it");
    if (label.zh.empty() && type != "group" && type != "expression") label.zh = survey_.cell(n, "name");
    while (label.zh.starts_with('=')) label.zh.erase(0, 1);
    if (!label.zh.empty()) one.set("label", text::cut(label.zh, 110));
    if (!label.en.empty()) own(one).set("en", text::cut(label.en, 110));
    if (find_component(type) && !find_component(type)->asks) return;
    const Words hint = survey_.words(n, "hint");
    if (!hint.zh.empty()) one.set("description", text::cut(hint.zh.starts_with('=') ? hint.zh.substr(1) : hint.zh, 290));
    if (!hint.en.empty()) own(one).set("hint_en", text::cut(hint.en, 290));
  }

  void take_relevant(std::size_t n, json::Value& one) {
    const std::string relevant = survey_.cell(n, "relevant");
    if (relevant.empty()) return;
    const auto rule = feel(n, "relevant", relevant, "", false);
    if (!rule) return;
    json::Value conditional{json::Object{}};
    conditional.set("hide", "=(" + *rule + ") != true");
    one.set("conditional", std::move(conditional));
  }

  void take_rules(std::size_t n, const std::string& kind, json::Value& one) {
    take_relevant(n, one);
    const std::string calculation = survey_.cell(n, "calculation");
    const std::string key = one.text_or("key");
    if (kind == "calculate") {
      const auto rule = calculation.empty() ? std::nullopt : feel(n, "calculation", calculation, "", false);
      one.set("expression", rule ? "=" + *rule : "=null");
      return;
    }
    if (kind == "note" || kind == "image") return;
    if (kind == "text" && text::contains(survey_.cell(n, "appearance"), "multiline")) one.set("type", "textarea");
    take_required(n, one);
    take_constraint(n, kind, key, one);
    if (!calculation.empty()) {
      if (const auto rule = feel(n, "calculation", calculation, "", false)) own(one).set("default", "=" + *rule);
    }
    if (is_yes(survey_.cell(n, "read_only"))) one.set("readonly", true);
    take_default(n, kind, one);
  }
  static bool is_yes(const std::string& cell) {
    const std::string low = text::lower_ascii(cell);
    return low == "yes" || low == "true" || low == "true()" || low == "1";
  }

  void take_required(std::size_t n, json::Value& one) {
    const std::string required = survey_.cell(n, "required");
    const std::string low = text::lower_ascii(required);
    if (required.empty() || low == "no" || low == "false" || low == "false()" || low == "0") return;
    if (is_yes(required)) return validate(one).set("required", true);
    if (const auto rule = feel(n, "required", required, "", false)) own(one).set("required_when", "=" + *rule);
  }

  void take_constraint(std::size_t n, const std::string& kind, const std::string& key, json::Value& one) {
    const std::string constraint = survey_.cell(n, "constraint");
    if (constraint.empty()) return;
    const Words said = survey_.words(n, "constraint_message");
    const Words words{said.zh.empty() ? "不符合要求" : said.zh, said.zh.empty() ? "is not as it should be" : said.en};
    const bool number = kind == "integer" || kind == "decimal" || kind == "range";
    const auto rule = feel(n, "constraint", constraint, key, number);
    if (!rule) return;
    own(one).set("valid_when", "=" + *rule);
    own(one).set("wrong_zh", text::cut(words.zh, 290));
    if (!words.en.empty()) own(one).set("wrong_en", text::cut(words.en, 290));
    // A pattern alone is one of the field, which every browser can match.
    const std::string_view trimmed = text::trim(constraint);
    const std::size_t open = trimmed.find_first_of("'\""), close = trimmed.find_last_of("'\"");
    if (kind != "text" || !trimmed.starts_with("regex(") || open == close || !rule->starts_with("matches(" + key + ",")) return;
    if (trimmed.substr(close + 1) != ")") return;
    validate(one).set("pattern", "^(?:" + std::string(trimmed.substr(open + 1, close - open - 1)) + ")$");
    json::Object& properties = own(one).as_object();
    std::erase_if(properties, [](const auto& member) { return member.first == "valid_when"; });
  }

  void take_default(std::size_t n, const std::string& kind, json::Value& one) {
    const std::string given = survey_.cell(n, "default");
    if (given.empty() || kind == "geopoint") return;
    if (text::contains(given, "(") || text::contains(given, "${")) {
      if (const auto rule = feel(n, "default", given, "", false)) own(one).set("default", "=" + *rule);
      return;
    }
    if (kind == "integer" || kind == "decimal" || kind == "range") {
      const auto number = text::to_double(given);
      if (number) one.set("defaultValue", *number == std::int64_t(*number) ? json::Value(std::int64_t(*number)) : json::Value(*number));
    } else if (kind == "select_multiple") {
      json::Array chosen;
      for (const std::string_view value : text::split(given, ' ')) {
        if (!value.empty()) chosen.emplace_back(value);
      }
      one.set("defaultValue", std::move(chosen));
    } else if (kind == "acknowledge") {
      one.set("defaultValue", text::lower_ascii(given) == "ok");
    } else {
      one.set("defaultValue", kind == "date" ? given.substr(0, 10) : given);
    }
  }

  json::Value whole() {
    json::Value schema{json::Object{}};
    std::string title, key;
    if (settings_.size() > 0) {
      title = settings_.cell(0, "form_title");
      key = settings_.cell(0, "form_id");
    }
    schema.set("type", "default");
    schema.set("id", key.empty() ? "imported" : clean_name(key));
    schema.set("schemaVersion", 16);
    json::Value properties{json::Object{}};
    properties.set("zh", title.empty() ? "导入的表单" : text::cut(title, 110));
    if (title.empty()) properties.set("en", "Imported form");
    schema.set("properties", std::move(properties));
    schema.set("components", std::move(open_[0].components));
    return schema;
  }

  // What the reader of forms does not take after all is left out, with a remark, until it takes the rest.
  Outcome mend(json::Value& schema) {
    for (int round = 0; round < k_most_rounds; ++round) {
      const auto form = parse_form(json::write(schema));
      if (form.ok()) return done();
      if (form.refusal().fields.empty()) return form.refusal();
      for (const FieldError& fault : form.refusal().fields) {
        if (!leave_out(schema, fault)) return form.refusal();
        break;  // places move when a component goes
      }
    }
    return refuse(ErrorCode::bad_file, "问题过多，无法导入", "there are too many faults to import it");
  }

  bool leave_out(json::Value& schema, const FieldError& fault) {
    std::string path = fault.path;
    json::Value* parent = nullptr;
    json::Value* at = &schema;
    std::size_t index = 0;
    while (path.starts_with("components[")) {
      const std::size_t end = path.find(']');
      index = static_cast<std::size_t>(text::to_int(std::string_view(path).substr(11, end - 11)).value_or(0));
      json::Value* list = member_of(*at, "components");
      if (!list || !list->is_array() || index >= list->as_array().size()) return false;
      parent = list;
      at = &list->as_array()[index];
      path = end + 2 <= path.size() ? path.substr(end + 2) : "";
    }
    if (!parent) return false;
    const std::int64_t row = text::to_int(std::string_view(at->text_or("id")).substr(std::min<std::size_t>(4, at->text_or("id").size()))).value_or(0);
    report_.push_back({"survey", row, at->text_or("key", at->text_or("path")), path + " 未能照搬：" + fault.zh, path + " could not be taken: " + fault.en});
    if (!drop_member(*at, path)) parent->as_array().erase(parent->as_array().begin() + static_cast<std::ptrdiff_t>(index));
    return true;
  }
  static json::Value* member_of(json::Value& object, std::string_view name) {
    if (!object.is_object()) return nullptr;
    for (auto& [key, value] : object.as_object()) {
      if (key == name) return &value;
    }
    return nullptr;
  }
  // Optional members may go; without the others there is no component.
  static bool drop_member(json::Value& one, const std::string& path) {
    const std::size_t dot = path.find('.');
    const std::string first = path.substr(0, dot);
    if (first != "conditional" && first != "validate" && first != "properties" && first != "defaultValue" && first != "readonly" && first != "appearance") return false;
    if (first == "properties" && (path == "properties.valid_when" || path == "properties.wrong_zh")) {
      if (json::Value* inner = member_of(one, first)) {
        std::erase_if(inner->as_object(), [](const auto& m) { return m.first == "valid_when" || m.first.starts_with("wrong_"); });
        return true;
      }
    }
    json::Object& members = one.as_object();
    if (dot == path.npos || first == "conditional") return std::erase_if(members, [&](const auto& m) { return m.first == first; }) > 0;
    json::Value* inner = member_of(one, first);
    const std::string second = path.substr(dot + 1);
    return inner && inner->is_object() && std::erase_if(inner->as_object(), [&](const auto& m) { return m.first == second; }) > 0;
  }

  Sheet survey_;
  Sheet choices_;
  Sheet settings_;
  std::map<std::string, Question> questions_;
  std::vector<Open> open_;
  std::vector<Remark> report_;
};

}  // namespace

Result<XlsImport> read_xlsform(const XlsSheets& sheets) { return Importer(sheets).run(); }

}  // namespace tiange::forms
