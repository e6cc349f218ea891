// Health: files of residents, births, vaccinations, deaths. Children are entered with their mother's telephone.

#include "town/people/described.h"
#include "town/people/extracts.h"

namespace tiange::town {

namespace {

constexpr Care k_care{.no_card = 0.045, .wrong_card = 0.009, .old_card = 0.006, .wrong_name = 0.016,
                      .wrong_date = 0.006, .no_phone = 0.08, .stale_phone = 0.4, .wrong_phone = 0.015,
                      .no_address = 0.09, .stale_address = 0.25, .loose_address = 0.8, .wrong_address = 0.01,
                      .twice = 0.012};
constexpr double k_newborn_without_card = 0.3;

enum Column : std::size_t {
  k_key, k_matter, k_name, k_card, k_sex, k_born, k_mother, k_mother_card, k_home, k_phone, k_doses, k_last_dose,
  k_died, k_date
};

class Health {
 public:
  Health(const MadePeople& made, FunctionRef<void(const ExtractRow&)> visit)
      : made_(made), line_(made, Department::health, k_care, visit) {
    line_.style = DateStyle::dashes;
    line_.other_style = DateStyle::chinese;
    line_.other_share = 0.12;
  }

  void person(Number number, Random random) {
    const PersonCore& core = made_.persons[number];
    const int age = made_.age(core);
    const bool here = core.hukou;
    const bool filed = random.chance(here ? 0.74 : 0.52);
    const bool born_here = !core.dead() && age <= 12 && random.chance(here ? 0.85 : 0.35);
    const bool dosed = !core.dead() && random.chance(age <= 14 ? 0.97 : 0.12);
    const bool died = core.dead() && random.chance(0.9);
    if (!filed && !born_here && !dosed && !died) return;
    describe_person(made_, number, person_);
    if (born_here) birth(core, random);
    if (filed) {
      file(random);
      if (random.chance(line_.care.twice)) file(random);
    }
    if (dosed) doses(core, age, random);
    if (died) death(random);
  }

 private:
  void head(std::string_view matter, Random random, bool newborn) {
    line_.start(Kind::person, person_.number, random);
    line_.set(k_matter, matter);
    line_.put_name(k_name, person_.name);
    if (!newborn || !line_.random().chance(k_newborn_without_card)) line_.put_card(k_card, person_.id_card);
    line_.set(k_sex, person_.woman ? "女性" : "男性");
    line_.put_birth(k_born, person_.born);
  }

  void tail() {
    line_.put_home(k_home, person_);
    line_.set_date(k_date, line_.observed());
    line_.finish("JK", 9);
  }

  void mother(const PersonCore& core) {
    if (core.mother == k_nobody) return;
    const PersonCore& mother = made_.persons[core.mother];
    name_of(made_, mother, other_);
    line_.put_name(k_mother, other_);
    card_of(made_, mother, other_);
    line_.put_card(k_mother_card, other_);
  }

  // Of children, the mother's, else the father's.
  void phone(const PersonCore& core) {
    if (!person_.phone.empty() || (core.mother == k_nobody && core.father == k_nobody)) {
      return line_.put_phone(k_phone, person_);
    }
    describe_person(made_, core.mother != k_nobody ? core.mother : core.father, parent_);
    line_.put_phone(k_phone, parent_);
  }

  void birth(const PersonCore& core, Random& random) {
    head("出生医学证明", Random(random.next()), true);
    line_.observe_on(std::min(core.born + 3 + static_cast<int>(line_.random().below(40)), made_.plan.today));
    mother(core);
    phone(core);
    tail();
  }

  void file(Random& random) {
    head("居民健康档案", Random(random.next()), false);
    line_.observe(5, person_.born + 30);
    phone(made_.persons[person_.number]);
    tail();
  }

  void doses(const PersonCore& core, int age, Random& random) {
    head("预防接种", Random(random.next()), age < 1);
    line_.observe(2, core.born + 10);
    if (age <= 14) mother(core);
    phone(core);
    line_.set(k_doses, std::to_string(person_.vaccinations));
    if (person_.vaccinations > 0) line_.set_date(k_last_dose, line_.observed());
    tail();
  }

  void death(Random& random) {
    head("死亡医学证明", Random(random.next()), false);
    line_.observe_on(std::min(*person_.died + static_cast<int>(line_.random().below(7)), made_.plan.today));
    line_.set_date(k_died, *person_.died);
    tail();
  }

  const MadePeople& made_;
  ExtractLine line_;
  Resident person_, parent_;
  std::string other_;
};

}  // namespace

void write_health(const MadePeople& made, FunctionRef<void(const ExtractRow&)> visit) {
  Health health(made, visit);
  each_shuffled(made, Department::health, made.persons.size(),
                [&](Number number, Random random) { health.person(number, random); });
}

}  // namespace tiange::town
