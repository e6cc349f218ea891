#include "city/registers/facts/household_facts.h"

#include <algorithm>

#include "base/text.h"
#include "city/registers/facts/facts.h"

namespace tiange::registers {

namespace {

constexpr int k_grown = 18, k_elder = 60, k_aged = 80, k_earning = 16;  // years

using F = HouseholdFact;
using V = HouseholdValue;
constexpr HouseholdFactInfo k_facts[] = {
    {F::members, "members", "家庭成员人数", "Members of the household", V::count, ""},
    {F::minor, "members_minor", "未满 18 周岁成员", "Members under 18", V::count, "member.born"},
    {F::elder, "members_elder", "60 周岁以上成员", "Members of 60 and more", V::count, "member.born"},
    {F::aged, "members_aged", "80 周岁以上成员", "Members of 80 and more", V::count, "member.born"},
    {F::disabled, "members_disabled", "残疾成员", "Disabled members", V::count, "member.disability"},
    {F::severe, "members_severe", "重度残疾成员（一、二级）", "Severely disabled members (grades 1 and 2)", V::count, "member.disability"},
    {F::pupil, "members_pupil", "在校成员", "Members at school", V::count, "member.school member.school_roll"},
    {F::low_income, "members_low_income", "低保成员", "Members on subsistence allowance", V::count, "member.low_income"},
    {F::low_margin, "members_low_margin", "低保边缘成员", "Members of marginal low income", V::count, "member.low_margin"},
    {F::destitute, "members_destitute", "特困供养成员", "Members on destitute support", V::count, "member.destitute"},
    {F::unemployed, "members_unemployed", "登记失业成员", "Members registered unemployed", V::count, "member.unemployed_since"},
    {F::only_child, "members_only_child", "持独生子女父母光荣证成员", "Members with the certificate of an only child", V::count, "member.only_child"},
    {F::lost_child, "members_lost_child", "独生子女伤残死亡的成员", "Members whose only child is disabled or dead", V::count, "member.only_child_lost"},
    {F::martyr, "members_veteran_family", "烈属、军属或退役军人成员", "Veterans, and members of families of martyrs and soldiers", V::count, "member.veteran"},
    {F::public_rent, "members_public_rent", "已享公租房保障的成员", "Members in public rental housing", V::count, "member.public_rent"},
    {F::homes, "homes_owned", "成员名下房屋套数", "Homes owned by members", V::count, "member.id_card home.owner"},
    {F::income, "income", "家庭月收入（元）", "Income of the household a month (CNY)", V::money,
     "member.income member.born member.school member.school_roll"},
    {F::income_per_head, "income_per_head", "家庭人均月收入（元）", "Income a head and month (CNY)", V::money,
     "member.income member.born member.school member.school_roll"},
    {F::head_age, "head_age", "户主年龄", "Age of the head", V::count, "head head.born"},
    {F::head_died, "head_died", "户主死亡日期", "Head died on", V::date, "head"},
    {F::head_registered_here, "head_registered_here", "户主本区户籍", "Head registered in the district", V::yes_no, "head head.hukou_address"},
    {F::lives_here, "lives_here", "户主本区居住", "Head lives in the district", V::yes_no, "head head.live_address"}};
static_assert(std::size(k_facts) == k_household_facts);

void mark(HouseholdMember& member, F fact) { member.marks |= 1U << static_cast<unsigned>(fact); }

void read_mark(HouseholdMember& member, std::string_view field, std::string_view value) {
  const bool yes = !value.empty() && value != "0";
  if (!yes) return;
  if (field == "disability") {
    mark(member, F::disabled);
    if (value == "1" || value == "2") mark(member, F::severe);
  } else if (field == "school" || field == "school_roll") {
    mark(member, F::pupil);
  } else if (field == "low_income") {
    mark(member, F::low_income);
  } else if (field == "low_margin") {
    mark(member, F::low_margin);
  } else if (field == "destitute") {
    mark(member, F::destitute);
  } else if (field == "unemployed_since") {
    mark(member, F::unemployed);
  } else if (field == "only_child") {
    mark(member, F::only_child);
  } else if (field == "only_child_lost") {
    mark(member, F::lost_child);
  } else if (field == "veteran") {
    mark(member, F::martyr);
  } else if (field == "public_rent") {
    mark(member, F::public_rent);
  }
}

std::int8_t inside_of(std::string_view address, const std::vector<std::string>& names) {
  const auto inside = lies_inside(address, names);
  return inside ? static_cast<std::int8_t>(*inside) : static_cast<std::int8_t>(-1);
}

int age_of(const HouseholdMember& member, Date today) {
  return years_reached(Date{member.born}, today, AgeRule::on_birthday, LeapRule::last_of_february);
}

}  // namespace

std::span<const HouseholdFactInfo> household_facts() { return k_facts; }

const HouseholdFactInfo* household_fact(std::string_view name) {
  const auto found = std::find_if(std::begin(k_facts), std::end(k_facts), [&](const HouseholdFactInfo& one) { return one.field == name; });
  return found == std::end(k_facts) ? nullptr : found;
}

std::vector<std::string> household_bases(const HouseholdFactInfo& fact) {
  std::vector<std::string> out = {"number", "member.household", "member.died"};
  for (const auto& one : text::split(fact.bases, ' ')) {
    if (!one.empty()) out.emplace_back(one);
  }
  return out;
}

HouseholdMember member_in(const GoldenRow& person, const std::vector<std::string>& inside, std::string& number) {
  HouseholdMember out;
  out.id = person.id;
  number.clear();
  each_value(person.golden, [&](std::string_view field, std::string_view value) {
    if (field == "household") {
      number = value;
    } else if (field == "id_card") {
      out.card = value;
    } else if (field == "born" || field == "died") {
      if (const auto day = date_in(value)) (field == "born" ? out.born : out.died) = day->day;
    } else if (field == "income") {
      out.income = hundredths_in(value).value_or(-1);
    } else if (field == "hukou_address") {
      out.registered_here = inside_of(value, inside);
    } else if (field == "live_address") {
      out.lives_here = inside_of(value, inside);
    } else {
      read_mark(out, field, value);
    }
  });
  return out;
}

bool lacks_income(const HouseholdMember& member, Date today) {
  if (member.income >= 0 || member.dead(today) || member.has(F::pupil)) return false;
  return member.born == HouseholdMember::k_no_day || age_of(member, today) >= k_earning;
}

HouseholdSums sums_of(std::span<const HouseholdMember> members, std::string_view head, std::int64_t homes, Date today) {
  HouseholdSums out;
  const auto at = [&](F fact) -> std::optional<std::int64_t>& { return out[static_cast<std::size_t>(fact)]; };
  std::int64_t living = 0, income = 0;
  bool ages = true, incomes = true;
  const HouseholdMember* first = nullptr;
  std::array<std::int64_t, k_household_facts> counts{};
  for (const HouseholdMember& one : members) {
    if (!head.empty() && one.card == head && !first) first = &one;
    if (one.dead(today)) continue;
    ++living;
    for (std::size_t i = static_cast<std::size_t>(F::disabled); i <= static_cast<std::size_t>(F::public_rent); ++i)
      counts[i] += one.marks >> i & 1;
    if (one.born == HouseholdMember::k_no_day) {
      ages = false;
    } else {
      const int age = age_of(one, today);
      counts[static_cast<std::size_t>(F::minor)] += age < k_grown;
      counts[static_cast<std::size_t>(F::elder)] += age >= k_elder;
      counts[static_cast<std::size_t>(F::aged)] += age >= k_aged;
    }
    if (lacks_income(one, today)) incomes = false;
    if (one.income > 0) income += one.income;
  }
  at(F::members) = living;
  for (std::size_t i = static_cast<std::size_t>(F::minor); i <= static_cast<std::size_t>(F::public_rent); ++i) {
    const bool by_age = i <= static_cast<std::size_t>(F::aged);
    if (!by_age || ages) out[i] = counts[i];
  }
  at(F::homes) = homes;
  if (incomes && living > 0) {
    at(F::income) = income;
    at(F::income_per_head) = (income * 2 + living) / (living * 2);  // half a fen up
  }
  if (!first) return out;
  const Date until = first->dead(today) ? Date{first->died} : today;
  if (first->born != HouseholdMember::k_no_day) at(F::head_age) = age_of(*first, until);
  if (first->died != HouseholdMember::k_no_day) at(F::head_died) = first->died;
  if (first->registered_here >= 0) at(F::head_registered_here) = first->registered_here;
  if (first->lives_here >= 0) at(F::lives_here) = first->lives_here;
  return out;
}

}  // namespace tiange::registers
