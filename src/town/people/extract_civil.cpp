// Civil affairs: weddings, deaths, disability allowances, low income, allowances of eighty and over.

#include "town/people/described.h"
#include "town/people/extracts.h"

namespace tiange::town {

namespace {

constexpr Care k_care{.no_card = 0.012, .wrong_card = 0.006, .old_card = 0.012, .wrong_name = 0.012,
                      .wrong_date = 0.006, .no_phone = 0.25, .stale_phone = 0.5, .wrong_phone = 0.015,
                      .no_address = 0.06, .stale_address = 0.2, .loose_address = 0.55, .wrong_address = 0.008,
                      .twice = 0.006};
constexpr int k_first_year = 1996;  // older weddings are on paper

enum Column : std::size_t {
  k_key, k_matter, k_name, k_card, k_sex, k_born, k_marital, k_spouse, k_spouse_card, k_died, k_disability,
  k_low_income, k_allowance, k_hukou, k_home, k_phone, k_date
};

class Civil {
 public:
  Civil(const MadePeople& made, FunctionRef<void(const ExtractRow&)> visit)
      : made_(made), line_(made, Department::civil, k_care, visit) {
    line_.style = DateStyle::slashes;
    line_.other_style = DateStyle::dashes;
    line_.other_share = 0.25;
  }

  void person(Number number, Random random) {
    const PersonCore& core = made_.persons[number];
    const bool wed = core.spouse != k_nobody && split_date(core.married).year >= k_first_year &&
                     (core.hukou || made_.persons[core.spouse].hukou) && random.chance(0.96);
    if (!wed && !core.hukou) return;
    describe_person(made_, number, person_);
    again_ = random.chance(line_.care.twice);
    if (wed) wedding(core, random);
    if (core.dead() && random.chance(0.965)) death(random);
    if (!core.hukou) return;
    if (!core.dead() && person_.disability > 0 && person_.disability <= 3 && random.chance(0.93)) disability(random);
    if (!core.dead() && person_.low_income) low_income(random);
    // Some go on drawing it.
    if (core.dead() ? made_.age(core) >= 80 && random.chance(0.07) : person_.allowance_80) allowance(random);
  }

 private:
  void head(std::string_view matter, Random random) {
    line_.start(Kind::person, person_.number, random);
    line_.set(k_matter, matter);
    line_.put_name(k_name, person_.name);
    line_.put_card(k_card, person_.id_card);
    line_.set(k_sex, person_.woman ? "女" : "男");
    line_.put_birth(k_born, person_.born);
  }

  void tail() {
    if (line_.random().chance(0.85)) line_.put_hukou(k_hukou, person_);
    line_.put_home(k_home, person_);
    line_.put_phone(k_phone, person_);
    line_.set_date(k_date, line_.observed());
    line_.finish("MZ2026", 7);
  }

  void wedding(const PersonCore& core, Random& random) {
    const PersonCore& spouse = made_.persons[core.spouse];
    head("婚姻登记", Random(random.next()));
    line_.observe_on(core.married);
    line_.set(k_marital, "已婚");
    name_of(made_, spouse, other_);
    line_.put_name(k_spouse, other_);
    card_of(made_, spouse, other_);
    line_.put_card(k_spouse_card, other_);
    tail();
  }

  void death(Random& random) {
    for (int copies = again_ ? 2 : 1; copies > 0; --copies) {
      head("死亡登记", Random(random.next()));
      line_.observe_on(std::min(*person_.died + 1 + static_cast<int>(line_.random().below(20)), made_.plan.today));
      line_.set_date(k_died, *person_.died);
      tail();
    }
  }

  void disability(Random& random) {
    head("残疾人两项补贴", Random(random.next()));
    line_.observe(3, person_.born + 30);
    static constexpr std::string_view k_grades[] = {"", "一级", "二级", "三级", "四级"};
    line_.set(k_disability, person_.disability_kind + std::string(k_grades[person_.disability]));
    tail();
  }

  void low_income(Random& random) {
    head("最低生活保障", Random(random.next()));
    line_.observe(1, person_.born + 30);
    line_.set(k_low_income, "在保");
    tail();
  }

  void allowance(Random& random) {
    for (int copies = again_ ? 2 : 1; copies > 0; --copies) {
      head("高龄津贴", Random(random.next()));
      line_.observe(1, person_.born + 80 * 366);
      const int age = years_between(person_.born, line_.observed());
      line_.set(k_allowance, age >= 100 ? "100周岁以上" : age >= 90 ? "90至99周岁" : "80至89周岁");
      tail();
    }
  }

  const MadePeople& made_;
  ExtractLine line_;
  Resident person_;
  std::string other_;
  bool again_ = false;
};

}  // namespace

void write_civil(const MadePeople& made, FunctionRef<void(const ExtractRow&)> visit) {
  Civil civil(made, visit);
  each_shuffled(made, Department::civil, made.persons.size(),
                [&](Number number, Random random) { civil.person(number, random); });
}

}  // namespace tiange::town
