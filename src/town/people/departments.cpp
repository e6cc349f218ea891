// What the five departments' exports are called and which columns they have.

#include "town/people/people_made.h"

namespace tiange::town {

namespace {

constexpr ExtractColumn k_police[] = {
    {"人员编号", ""},          {"公民身份号码", "id_card"},  {"姓名", "name"},
    {"曾用名", ""},            {"性别", "sex"},              {"民族", "ethnicity"},
    {"出生日期", "born"},      {"户号", "household"},                 {"与户主关系", ""},
    {"户主证件号", ""},        {"户籍类别", ""},             {"户籍地址", "hukou_address"},
    {"现住地址", "live_address"}, {"联系电话", "phone"},     {"文化程度", "education"},
    {"婚姻状况", "marital"},   {"政治面貌", "political"},    {"服务处所", "employer"},
    {"车牌号", "plate"},       {"登记日期", ""},             {"注销日期", "died"}};

constexpr ExtractColumn k_civil[] = {
    {"业务流水号", ""},        {"业务类型", ""},             {"姓名", "name"},
    {"证件号码", "id_card"},   {"性别", "sex"},              {"出生日期", "born"},
    {"婚姻状态", "marital"},   {"配偶姓名", ""},             {"配偶证件号", ""},
    {"死亡日期", "died"},      {"残疾类别等级", "disability"}, {"低保状态", "low_income"},
    {"高龄津贴档次", "allowance_80"}, {"户籍所在地", "hukou_address"}, {"居住地址", "live_address"},
    {"手机号码", "phone"},     {"办理日期", ""}};

constexpr ExtractColumn k_health[] = {
    {"档案号", ""},            {"业务类型", ""},             {"姓名", "name"},
    {"身份证号", "id_card"},   {"性别", "sex"},              {"出生日期", "born"},
    {"母亲姓名", ""},          {"母亲身份证号", ""},         {"现住址", "live_address"},
    {"联系电话", "phone"},     {"接种剂次", "vaccinated"},   {"最近接种日期", ""},
    {"死亡日期", "died"},      {"记录日期", ""}};

constexpr ExtractColumn k_social[] = {
    {"个人编号", ""},          {"险种", "insured"},          {"姓名", "name"},
    {"社会保障号码", "id_card"}, {"性别", "sex"},            {"出生年月日", "born"},
    {"参保状态", ""},          {"参保日期", ""},             {"单位名称", "employer"},
    {"单位统一社会信用代码", ""}, {"职业", "occupation"},    {"手机", "phone"},
    {"电子邮箱", "email"},     {"通讯地址", "live_address"}, {"月养老金", "pension"},
    {"更新时间", ""}};

constexpr ExtractColumn k_market[] = {
    {"登记序号", ""},          {"统一社会信用代码", "uscc"}, {"企业名称", "name"},
    {"企业类型", "kind"},      {"法定代表人", "legal_person"}, {"法定代表人证件号", "legal_person_id"},
    {"住所", "address"},       {"行业门类", "industry"},     {"行业", ""},
    {"注册资本（万元）", "capital"}, {"成立日期", "founded"}, {"经营状态", "status"},
    {"联系电话", "phone"},     {"从业人数", "staff"},        {"核准日期", ""}};

}  // namespace

std::string true_id(Kind kind, Number number) {
  std::string digits = std::to_string(number + 1);
  if (digits.size() < 7) digits.insert(0, 7 - digits.size(), '0');
  return "PHFR"[static_cast<std::size_t>(kind)] + digits;
}

std::string_view department_code(Department department) {
  static constexpr std::string_view k_codes[] = {"police", "civil", "health", "social", "market"};
  return k_codes[static_cast<std::size_t>(department)];
}

std::string_view department_name(Department department) {
  static constexpr std::string_view k_names[] = {"公安人口", "民政", "卫健", "人社", "市场监管"};
  return k_names[static_cast<std::size_t>(department)];
}

std::string_view department_encoding(Department department) {
  return department == Department::civil ? "GB18030" : "UTF-8";
}

std::span<const ExtractColumn> extract_columns(Department department) {
  switch (department) {
    case Department::police: return k_police;
    case Department::civil: return k_civil;
    case Department::health: return k_health;
    case Department::social: return k_social;
    case Department::market: return k_market;
  }
  return {};
}

}  // namespace tiange::town
