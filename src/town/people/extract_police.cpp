// The police: everybody registered here, those from elsewhere who have registered their stay, the dead with the day
// they were struck off, if they were.

#include "town/people/described.h"
#include "town/people/extracts.h"

namespace tiange::town {

namespace {

constexpr Care k_care{.no_card = 0.002, .wrong_card = 0.0015, .old_card = 0.004, .wrong_name = 0.004,
                      .wrong_date = 0.002, .no_phone = 0.12, .stale_phone = 0.35, .wrong_phone = 0.01,
                      .no_address = 0.01, .stale_address = 0.08, .loose_address = 0.1, .wrong_address = 0.004,
                      .twice = 0.008};

enum Column : std::size_t {
  k_key, k_card, k_name, k_former_name, k_sex, k_ethnicity, k_born, k_household, k_relation, k_head_card, k_status,
  k_hukou, k_home, k_phone, k_education, k_marital, k_political, k_employer, k_plate, k_observed, k_ended
};

void put(const MadePeople& made, const Resident& person, ExtractLine& line) {
  const HouseholdCore& home = made.households[person.household];
  line.observe(6, person.born + 20);
  line.put_card(k_card, person.id_card);
  line.put_name(k_name, person.name);
  if (line.random().chance(0.01)) {
    std::string former = made.lists.surnames[made.persons[person.number].surname];
    former += line.random().chance(0.5) ? "小" : "亚";
    former += person.woman ? "妹" : "明";
    line.set(k_former_name, former);
  }
  line.set(k_sex, person.woman ? "2" : "1");
  line.set(k_ethnicity, person.ethnicity);
  line.put_birth(k_born, person.born);
  line.set(k_household, household_number(made, person.household));
  line.set(k_relation, person.relation);
  std::string head;
  card_of(made, made.persons[home.first], head);
  line.set(k_head_card, head);
  line.set(k_status, person.hukou ? "户籍人口" : "流动人口");
  line.put_hukou(k_hukou, person);
  line.put_home(k_home, person);
  line.put_phone(k_phone, person);
  line.set(k_education, person.education);
  line.set(k_marital, person.marital);
  line.set(k_political, line.random().chance(0.3) ? "" : std::string_view(person.political));
  if (line.random().chance(0.45)) line.put_employer(k_employer, person.employer);
  line.set(k_plate, person.plate);
  line.set_date(k_observed, line.observed());
  if (person.died && line.random().chance(0.965)) {
    const Date struck = std::min(*person.died + 3 + static_cast<int>(line.random().below(60)), made.plan.today);
    line.set_date(k_ended, struck);
    line.observe_on(struck);
  }
  line.finish("FS440604", 8);
}

}  // namespace

void write_police(const MadePeople& made, FunctionRef<void(const ExtractRow&)> visit) {
  ExtractLine line(made, Department::police, k_care, visit);
  line.style = line.other_style = DateStyle::compact;
  Resident person;
  each_shuffled(made, Department::police, made.persons.size(), [&](Number number, Random random) {
    const PersonCore& core = made.persons[number];
    if (!core.hukou && !random.chance(0.92)) return;
    describe_person(made, number, person);
    const bool twice = random.chance(line.care.twice);
    line.start(Kind::person, number, random);
    put(made, person, line);
    if (!twice) return;
    line.start(Kind::person, number, Random(made.seed, "police again", number));
    put(made, person, line);
  });
}

}  // namespace tiange::town
