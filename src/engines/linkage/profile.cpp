#include "engines/linkage/profile.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/text.h"
#include "engines/linkage/values/chinese_names.h"
#include "engines/linkage/values/han.h"
#include "engines/linkage/values/numbers.h"

namespace tiange::linkage {

namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

struct Synonyms {
  std::string_view key;
  std::vector<std::string_view> words;
};
const std::vector<Synonyms>& synonyms() {
  static const std::vector<Synonyms> table{
      {"name", {"name", "title", "productname", "producttitle", "fullname", "姓名", "名字", "人员姓名", "居民姓名", "户主姓名", "names"}},
      {"idcard", {"idcard", "idnumber", "身份证", "身份证号", "身份证号码", "公民身份号码", "证件号码", "证件号", "公民身份证号", "身份号码"}},
      {"creditcode", {"uscc", "统一社会信用代码", "社会信用代码", "信用代码"}},
      {"phone", {"phone", "tel", "telephone", "mobile", "phonenumber", "电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "本人电话"}},
      {"address", {"address", "addr", "street", "streetaddress", "address1", "地址", "住址", "现住址", "现住地址", "家庭住址", "居住地址", "联系地址", "常住地址"}},
      {"birth", {"dateofbirth", "birthdate", "birthday", "dob", "born", "出生日期", "出生年月", "出生年月日", "生日"}},
      {"givenname", {"givenname", "firstname", "forename", "fname"}},
      {"surname", {"surname", "lastname", "familyname", "lname"}},
      {"postcode", {"postcode", "zip", "zipcode", "postalcode", "邮编", "邮政编码"}},
      {"city", {"city", "town", "suburb", "城市"}},
      {"maker", {"manufacturer", "brand", "maker", "vendor", "品牌", "厂家"}},
      {"model", {"modelno", "model", "modelnumber", "mpn", "型号"}},
      {"sex", {"sex", "gender", "性别"}},
      {"organisation", {"organisation", "organization", "company", "企业名称", "单位名称", "公司名称", "机构名称", "名称", "商户名称"}},
      {"author", {"author", "authors", "writer", "writers"}},
      {"year", {"year", "date", "pubyear", "publicationyear", "releaseyear", "年份", "年"}},
  };
  return table;
}

struct Sample {
  std::size_t values = 0, rows = 0, distinct = 0;
  double id_card = 0, credit = 0, phone = 0, date = 0, year = 0, number = 0, decimals = 0, digits_only = 0, one_length = 0, short_year = 0;
  double han = 0, person = 0, address = 0, firm = 0, words = 0, length = 0, with_digit = 0, separators = 0, mobile = 0;
};

bool like_id_card(const std::string& normal) {
  if (normal.size() != 18) return false;
  for (std::size_t i = 0; i < 17; ++i) {
    if (!digit(normal[i])) return false;
  }
  const int month = (normal[10] - '0') * 10 + normal[11] - '0', day = (normal[12] - '0') * 10 + normal[13] - '0';
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && (normal[6] == '1' || normal[6] == '2');
}

bool like_phone(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) {
    if (digit(c)) ++digits;
    else if (std::string_view(" -+()/.").find(c) == std::string_view::npos) return false;
  }
  return digits >= 7 && digits <= 15;
}

bool any_of(std::string_view text, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) {
    if (text.find(part) != text.npos) return true;
  }
  return false;
}

void look_at_text(Sample& s, const std::string& folded, double weight) {
  const std::u32string points = folded_points(folded);
  std::size_t han = 0, words = 0;
  bool inside = false, with_digit = false;
  for (const char32_t c : points) {
    han += is_han(c) ? 1 : 0;
    const bool letter = c > 0x7F || (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9');
    words += letter && !inside ? 1 : 0;
    inside = letter;
    with_digit = with_digit || (c >= U'0' && c <= U'9');
  }
  s.words += weight * static_cast<double>(words);
  s.length += weight * static_cast<double>(points.size());
  s.with_digit += with_digit ? weight : 0;
  if (han * 2 < points.size()) return;
  s.han += weight;
  if (looks_like_chinese_name(points)) s.person += weight;
  if (points.size() >= 5 && any_of(folded, {"路", "街", "巷", "号", "栋", "座", "室", "村", "社区", "小区", "大道"})) s.address += weight;
  if (any_of(folded, {"公司", "厂", "商行", "经营部", "店", "中心", "集团", "事务所", "合作社", "学校", "医院", "委员会", "工作室"})) s.firm += weight;
}

void look_at(Sample& s, std::string_view value, std::size_t& first_length) {
  const std::string text = folded(value);
  if (text.empty()) return;
  const double weight = 1;
  ++s.values;
  const std::string card = normal_id_card(value);
  if (like_id_card(card)) s.id_card += valid_id_card(card) ? weight : weight * 0.5;
  if (valid_credit_code(normal_credit_code(value))) s.credit += weight;
  if (like_phone(text)) {
    s.phone += weight;
    const std::string phone = normal_phone(text);
    s.mobile += phone.size() == 11 && phone[0] == '1' && phone[1] >= '3' ? weight : 0;
  }
  const auto day = read_day(value);
  if (day && day->month != 0 && day->year > 1850 && day->year < 2100 && text.size() >= 6) s.date += weight;
  const auto number = read_number(value);
  if (number) s.number += weight;
  if (number && (text.find('.') != text.npos || text.find('$') != text.npos)) s.decimals += weight;
  const bool plain = std::all_of(text.begin(), text.end(), digit);
  s.digits_only += plain ? weight : 0;
  std::string run;
  for (const char c : text) {
    if (digit(c)) run.push_back(c);
  }
  if (run.size() == 4 && text.size() <= 10 && (run.starts_with("1") || run.starts_with("20")) && run >= "1700" && run < "2100") s.year += weight;
  if (first_length == 0) first_length = text.size();
  s.one_length += text.size() == first_length ? weight : 0;
  s.separators += text.find('-') != text.npos || text.find('/') != text.npos || text.find('(') != text.npos ? weight : 0;
  look_at_text(s, text, weight);
}

Sample sample(std::span<const Column* const> columns) {
  Sample s;
  std::size_t first_length = 0;
  for (const Column* column : columns) {
    if (column == nullptr) continue;
    s.distinct += column->values.size();
    s.rows += static_cast<std::size_t>(std::count_if(column->cells.begin(), column->cells.end(), [](auto v) { return v != 0; }));
    const std::size_t step = std::max<std::size_t>(1, column->values.size() / 2000);
    for (std::size_t i = 1; i <= column->values.size(); i += step) look_at(s, column->values.text(static_cast<std::uint32_t>(i)), first_length);
  }
  return s;
}

Kind guess_number_kind(const Sample& s, const std::string& title, double n) {
  static constexpr std::array<std::string_view, 16> k_amounts{"price", "amount", "weight",   "length", "duration", "金额", "面积", "价格",
                                                              "cost",  "runtime", "listprice", "width",  "height",   "score", "单价", "size"};
  const bool amount = std::any_of(k_amounts.begin(), k_amounts.end(), [&](auto word) { return title.find(word) != title.npos; });
  if (amount || s.decimals > 0.2 * n) return Kind::number;
  if (s.distinct <= 12 && s.rows > 200) return Kind::category;
  return Kind::code;
}

Kind guess_latin_kind(const Sample& s, double n) {
  const double words = s.words / n, length = s.length / n;
  if (words >= 1.5 || length > 30) return Kind::text;
  if (s.distinct <= 30 && s.rows > 200) return Kind::category;
  if (s.with_digit > 0.5 * n) return Kind::code;
  return Kind::name;
}

}  // namespace

std::string title_key(std::string_view title) {
  std::string text = folded(title);
  if (const std::size_t at = text.find_last_of("#/"); at != text.npos && at + 1 < text.size()) text.erase(0, at + 1);
  std::string out;
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || digit(c) || (c & 0x80) != 0) out.push_back(c);
  }
  for (const Synonyms& group : synonyms()) {
    if (std::find(group.words.begin(), group.words.end(), out) != group.words.end()) return std::string(group.key);
  }
  return out;
}

Kind guess_kind(std::span<const Column* const> columns) {
  const Sample s = sample(columns);
  if (s.values == 0) return Kind::ignored;
  std::string title;
  for (const Column* column : columns) {
    if (column != nullptr && title.empty()) title = title_key(column->name);
  }
  const double n = static_cast<double>(s.values);
  if (s.id_card > 0.3 * n) return Kind::id_card;
  if (s.credit > 0.3 * n) return Kind::credit_code;
  if (s.distinct <= 1) return Kind::ignored;
  if (s.date > 0.75 * n) return Kind::date;
  const bool phone_title = title == "phone" || any_of(title, {"phone", "tel", "fax", "电话", "手机"});
  if (s.mobile > 0.5 * n || (s.phone > 0.7 * n && (phone_title || s.separators > 0.6 * n))) return Kind::phone;
  if (s.year > 0.75 * n) return Kind::year;
  if (s.number > 0.75 * n) return guess_number_kind(s, title, n);
  if (s.han < 0.4 * n) return guess_latin_kind(s, n);
  if (s.person > 0.6 * n && s.length / n < 5) return Kind::chinese_name;
  if (s.firm > 0.4 * n) return Kind::organisation;
  if (s.address > 0.5 * n) return Kind::address;
  if (s.distinct <= 60 && s.rows > 200) return Kind::category;
  return title == "name" && s.length / n < 5 ? Kind::chinese_name : Kind::text;
}

std::optional<std::size_t> guess_id_column(const Table& table) {
  const auto unique = [&](std::size_t i) { return table.rows() > 1 && table.columns()[i].values.size() == table.rows(); };
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    std::string title;
    for (const char c : folded(table.columns()[i].name)) {
      if (c != ' ' && c != '_' && c != '-') title.push_back(c);
    }
    const bool named = title == "id" || title == "recid" || title == "recordid" || title == "entityid" || title == "key" || title == "uid" ||
                       title == "tid" || title == "rid" || title == "编号" || title == "序号" || title == "记录号" || title == "主键";
    if (named && unique(i)) return i;
  }
  if (table.columns().empty() || !unique(0)) return std::nullopt;
  const std::string first = folded(table.columns()[0].name);
  const Column* column = &table.columns()[0];
  const Kind kind = guess_kind(std::span(&column, 1));
  if (first.ends_with("id") || first.ends_with("编号") || first.ends_with("号")) {
    return is_identifier(kind) || kind == Kind::phone ? std::nullopt : std::optional<std::size_t>(0);
  }
  return std::nullopt;
}

namespace {

// How much of the words of the shorter column the other has.
double overlap(const Column& a, const Column& b) {
  const auto words = [](const Column& column) {
    std::unordered_set<std::string> out;
    const std::size_t step = std::max<std::size_t>(1, column.values.size() / 3000);
    for (std::size_t i = 1; i <= column.values.size(); i += step) {
      for (std::string& word : words_of(folded(column.values.text(static_cast<std::uint32_t>(i))))) out.insert(std::move(word));
    }
    return out;
  };
  const auto x = words(a), y = words(b);
  std::size_t common = 0;
  for (const std::string& word : x) common += y.contains(word) ? 1 : 0;
  return x.empty() || y.empty() ? 0 : static_cast<double>(common) / static_cast<double>(std::min(x.size(), y.size()));
}

// Columns of a second table for those of the first: the same title, then the same meaning, then the same kind of values.
std::vector<std::optional<std::size_t>> partners(const Table& a, const Table& b, std::optional<std::size_t> id_a, std::optional<std::size_t> id_b) {
  std::vector<std::optional<std::size_t>> out(a.columns().size());
  std::vector<bool> taken(b.columns().size(), false);
  if (id_b) taken[*id_b] = true;
  const auto pair_up = [&](const auto& fits) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (out[i] || i == id_a) continue;
      for (std::size_t j = 0; j < taken.size(); ++j) {
        if (taken[j] || !fits(a.columns()[i], b.columns()[j])) continue;
        out[i] = j;
        taken[j] = true;
        break;
      }
    }
  };
  pair_up([](const Column& x, const Column& y) { return folded(x.name) == folded(y.name); });
  pair_up([](const Column& x, const Column& y) { return title_key(x.name) == title_key(y.name) && !title_key(x.name).empty(); });
  pair_up([](const Column& x, const Column& y) {
    const Column *px = &x, *py = &y;
    return guess_kind(std::span(&px, 1)) == guess_kind(std::span(&py, 1)) && overlap(x, y) > 0.3;
  });
  return out;
}

}  // namespace

std::vector<FieldPlan> guess_fields(std::span<const Table> tables, std::span<const std::optional<std::size_t>> ids) {
  std::vector<FieldPlan> out;
  if (tables.empty()) return out;
  std::vector<std::vector<std::optional<std::size_t>>> others;
  for (std::size_t t = 1; t < tables.size(); ++t) others.push_back(partners(tables[0], tables[t], ids[0], ids[t]));
  for (std::size_t i = 0; i < tables[0].columns().size(); ++i) {
    if (ids[0] == i) continue;
    FieldPlan plan{tables[0].columns()[i].name, Kind::text, {i}};
    std::vector<const Column*> columns{&tables[0].columns()[i]};
    std::size_t found = 1;
    for (std::size_t t = 1; t < tables.size(); ++t) {
      const auto j = others[t - 1][i];
      plan.columns.push_back(j);
      if (!j) continue;
      columns.push_back(&tables[t].columns()[*j]);
      ++found;
    }
    if (tables.size() > 1 && found < 2) continue;
    plan.kind = guess_kind(columns);
    if (plan.kind != Kind::ignored) out.push_back(std::move(plan));
  }
  return out;
}

}  // namespace tiange::linkage
