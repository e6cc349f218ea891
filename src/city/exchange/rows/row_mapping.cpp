#include "city/exchange/rows/row_mapping.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace tiange::exchange {

namespace {

constexpr std::size_t k_longest_key_bytes = 59;  // the registers keep 100, with the source before it

std::optional<std::size_t> place_of(const std::vector<std::string>& columns, std::string_view name) {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

const FieldInfo* field_named(const std::vector<FieldInfo>& fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const FieldInfo& one) { return one.field == name; });
  return found == fields.end() ? nullptr : &*found;
}

// A name of a column in the form that names are compared in.
std::string plain_name(std::string_view name) {
  std::string out;
  for (const char c : text::lower_ascii(text::to_half_width(name))) {
    if (std::string_view(" _-()./:").find(c) == std::string_view::npos) out += c;
  }
  return out;
}

// Brings a name of the list to its code; false for what the list does not hold.
bool find_code(const FieldInfo& field, std::string& text) {
  for (const CodeName& one : field.codes) {
    if (text == one.code || text == one.zh || text == one.en) {
      text = one.code;
      return true;
    }
  }
  return false;
}

// What departments call the fields that nearly all of them have.
constexpr std::pair<std::string_view, std::string_view> k_usual_names[] = {
    {"公民身份号码", "id_card"}, {"身份证号", "id_card"},   {"身份证号码", "id_card"}, {"证件号码", "id_card"},  {"xm", "name"},
    {"姓名", "name"},           {"当事人姓名", "name"},     {"xb", "sex"},            {"性别", "sex"},          {"出生日期", "born"},
    {"出生年月", "born"},       {"死亡日期", "died"},       {"联系电话", "phone"},    {"手机号", "phone"},      {"手机号码", "phone"},
    {"户籍地址", "hukou_address"}, {"户籍地", "hukou_address"}, {"现住址", "live_address"}, {"居住地址", "live_address"}, {"家庭住址", "live_address"},
    {"企业名称", "name"},       {"名称", "name"},           {"统一社会信用代码", "uscc"}, {"法定代表人", "legal_person"}, {"住所", "address"},
    {"地址", "address"},        {"登记地址", "address"},    {"民族", "ethnicity"},    {"婚姻状况", "marital"},  {"文化程度", "education"},
    {"工作单位", "employer"},   {"单位名称", "employer"},   {"参保状态", "insured"},  {"残疾等级", "disability"}, {"成立日期", "founded"}};

Fault fault_of(std::string rule, const std::string& column, const std::string& field, std::string_view value, std::string zh, std::string en,
               bool holds) {
  return {std::move(rule), column, field, text::cut(value, 200), std::move(zh), std::move(en), holds};
}

}  // namespace

bool MappedRow::held() const {
  return std::any_of(faults.begin(), faults.end(), [](const Fault& fault) { return fault.holds; });
}

const std::string* MappedRow::find(std::string_view field) const {
  for (const auto& [name, value] : values) {
    if (name == field) return &value;
  }
  return nullptr;
}

std::vector<FieldError> check_mapping(const Mapping& mapping, const std::vector<FieldInfo>& fields) {
  std::vector<FieldError> faults;
  std::set<std::string> filled;
  for (std::size_t i = 0; i < mapping.columns.size(); ++i) {
    const ColumnMap& one = mapping.columns[i];
    const std::string path = "mapping.columns[" + std::to_string(i) + "].field";
    if (one.field.empty()) continue;
    if (!field_named(fields, one.field)) faults.push_back({path, "没有字段 " + one.field, "no such field: " + one.field});
    if (!filled.insert(one.field).second) faults.push_back({path, "字段 " + one.field + " 已由另一列填写", "another column fills " + one.field + " already"});
  }
  return faults;
}

Result<Mapper> Mapper::make(const Mapping& mapping, const std::vector<FieldInfo>& fields, const std::vector<std::string>& columns) {
  std::vector<FieldError> faults = check_mapping(mapping, fields);
  Mapper made;
  made.mapping_ = std::make_shared<const Mapping>(mapping);
  made.columns_ = columns;
  for (const ColumnMap& one : made.mapping_->columns) {
    const auto place = place_of(columns, one.column);
    const FieldInfo* field = field_named(fields, one.field);
    if (one.column == mapping.observed) made.observed_form_ = one.date;
    if (!place || !field) continue;
    made.steps_.push_back({*place, &one, *field});
    made.filled_.push_back(*field);
  }
  for (const std::string& key : mapping.key) {
    const auto place = place_of(columns, key);
    if (place) made.key_.push_back(*place);
    else faults.push_back({"mapping.key", "没有列“" + key + "”", "no column " + key});
  }
  made.observed_ = place_of(columns, mapping.observed);
  made.gone_ = place_of(columns, mapping.gone_column);
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return made;
}

std::optional<std::size_t> Mapper::column_of(std::string_view field) const {
  for (const Step& step : steps_) {
    if (step.field.field == field) return step.column;
  }
  return std::nullopt;
}

void Mapper::take(const Step& step, std::string_view cell, MappedRow& row) const {
  const ColumnMap& how = *step.how;
  const FieldInfo& field = step.field;
  if (cell.empty() || cell == "-" || cell == "无" || cell == "NULL" || cell == "null") {
    if (how.required) row.faults.push_back(fault_of("required", how.column, field.field, cell, field.zh + "不能为空", field.en + " is missing", true));
    return;
  }
  if (!how.values.empty()) {
    const auto meant = how.values.find(std::string(cell));
    if (meant != how.values.end()) {
      if (!meant->second.empty()) row.values.emplace_back(field.field, meant->second);
      return;
    }
  }
  Spelled spelled = spell(field.type, cell, how.date);
  std::string rule = "type";
  if (field.type == FieldType::code && !field.codes.empty() && !find_code(field, spelled.text)) {
    spelled = {false, {}, "不在代码表内", "not in the code list"};
    rule = "codes";
  }
  if (!spelled.ok) {
    const bool holds = how.on_bad == OnBad::hold;
    row.faults.push_back(fault_of(std::move(rule), how.column, field.field, cell, field.zh + "：" + std::string(spelled.zh),
                                  field.en + ": " + std::string(spelled.en), holds));
    if (how.on_bad != OnBad::keep) return;
    spelled.text = std::string(cell);
  }
  row.values.emplace_back(field.field, std::move(spelled.text));
}

template <class Cells>
void Mapper::join_key(const Cells& cells, std::string& key) const {
  for (const std::size_t place : key_) {
    if (!key.empty()) key += '|';
    key += cells[place];
  }
}

std::string Mapper::key_of(const std::vector<std::string>& cells) const {
  std::string key;
  if (cells.size() == columns_.size()) join_key(cells, key);
  return key.find_first_not_of('|') == key.npos ? "" : key;
}

void Mapper::find_key(const RawRow& row, MappedRow& out) const {
  if (key_.empty()) {
    out.key = std::to_string(row.number);
    return;
  }
  join_key(row.cells, out.key);
  if (out.key.find_first_not_of('|') == std::string::npos) {
    out.faults.push_back(fault_of("key", columns_[key_.front()], "", "", "缺少主键", "the key is missing", true));
  } else if (out.key.size() > k_longest_key_bytes) {
    out.faults.push_back(fault_of("key", columns_[key_.front()], "", out.key, "主键过长", "the key is too long", true));
  }
}

MappedRow Mapper::map(const RawRow& row, Instant received) const {
  MappedRow out;
  out.number = row.number;
  out.observed = received;
  if (row.trouble != RowTrouble::none) {
    switch (row.trouble) {
      case RowTrouble::cells:
        out.faults.push_back(fault_of("cells", "", "", "", "列数与表头不符，请检查分隔符和引号", "another number of cells than the head; check separators and quotes", true));
        break;
      case RowTrouble::strange_field:
        out.faults.push_back(fault_of("cells", std::string(row.detail), "", "", "出现未登记的字段“" + std::string(row.detail) + "”",
                                      "a field that is not known: " + std::string(row.detail), true));
        break;
      default: out.faults.push_back(fault_of("cells", "", "", "", "不是一个 JSON 对象", "not an object of JSON", true));
    }
    return out;
  }
  find_key(row, out);
  out.values.reserve(steps_.size());
  for (const Step& step : steps_) take(step, row.cells[step.column], out);
  if (observed_) {
    if (const auto date = date_of(row.cells[*observed_], observed_form_)) out.observed = local_instant(*date, 0);
  }
  if (gone_) {
    const auto& ends = mapping_->gone_values;
    out.gone = std::find(ends.begin(), ends.end(), row.cells[*gone_]) != ends.end();
  }
  return out;
}

Mapping suggest_mapping(const std::vector<std::string>& columns, const std::vector<Look>& looks, const std::vector<FieldInfo>& fields) {
  Mapping mapping;
  std::set<std::string> filled;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    ColumnMap one;
    one.column = columns[i];
    const std::string name = plain_name(columns[i]);
    for (const FieldInfo& field : fields) {
      const bool usual = std::any_of(std::begin(k_usual_names), std::end(k_usual_names),
                                     [&](const auto& known) { return known.second == field.field && plain_name(known.first) == name; });
      if (!usual && plain_name(field.zh) != name && plain_name(field.en) != name && plain_name(field.field) != name) continue;
      if (field.type == FieldType::date && i < looks.size() && looks[i] == Look::text) continue;
      if (filled.insert(field.field).second) one.field = field.field;
      break;
    }
    const FieldInfo* field = field_named(fields, one.field);
    if (field && (field->type == FieldType::id_card || field->type == FieldType::uscc) && mapping.key.empty()) mapping.key = {one.column};
    if (name.ends_with("编号") || name.ends_with("主键") || name == "id" || name == "key") mapping.key = {one.column};
    mapping.columns.push_back(std::move(one));
  }
  return mapping;
}

}  // namespace tiange::exchange
