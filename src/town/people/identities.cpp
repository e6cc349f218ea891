// Names along the fathers' line, places of origin, citizen numbers.

#include <algorithm>
#include <vector>

#include "town/people/made_people.h"
#include "town/ground/random.h"

namespace tiange::town {

namespace {

constexpr int k_year_of_district = 2003;  // before, numbers were given under the codes of its forerunners

// A set of 64-bit keys; zero is no key.
class KeySet {
 public:
  explicit KeySet(std::size_t most) {
    std::size_t size = 64;
    while (size < most * 2) size *= 2;
    slots_.assign(size, 0);
  }
  bool insert(std::uint64_t key) {
    std::size_t at = static_cast<std::size_t>(key * 0x9e3779b97f4a7c15ULL >> 20) & (slots_.size() - 1);
    while (slots_[at] != 0) {
      if (slots_[at] == key) return false;
      at = (at + 1) & (slots_.size() - 1);
    }
    slots_[at] = key;
    return true;
  }

 private:
  std::vector<std::uint64_t> slots_;
};

class Identities {
 public:
  explicit Identities(MadePeople& made)
      : made_(made), random_(made.seed, "identities"), keys_(made.persons.size()) {
    old_city_ = made.lists.region_of("440602");
    old_suburb_ = made.lists.region_of("440603");
    whole_city_ = made.lists.region_of("440600");
    district_ = made.lists.region_of("440604");
  }

  void make() {
    std::vector<Number> order(made_.persons.size());
    for (Number n = 0; n < order.size(); ++n) order[n] = n;
    // Fathers before their children.
    std::sort(order.begin(), order.end(), [&](Number a, Number b) {
      const Date x = made_.persons[a].born, y = made_.persons[b].born;
      return x != y ? x < y : a < b;
    });
    for (const Number n : order) {
      PersonCore& person = made_.persons[n];
      const int year = split_date(person.born).year;
      give_origin(person, year);
      give_name(person, year);
      give_number(person);
      give_wedding(person);
      person.named = true;
    }
  }

 private:
  const PersonCore* named(Number number) const {
    return number != k_nobody && made_.persons[number].named ? &made_.persons[number] : nullptr;
  }

  void give_origin(PersonCore& person, int year) {
    const PersonCore* father = named(person.father);
    const PersonCore* mother = named(person.mother);
    const PersonCore* parent = father ? father : mother;
    if (person.hukou) {
      if (year >= k_year_of_district && random_.chance(0.94)) {
        person.region = district_;
      } else if (parent && parent->hukou && random_.chance(0.9)) {
        person.region = parent->region == district_ ? old_city_ : parent->region;
      } else {
        const double dice = random_.unit();
        person.region = dice < 0.44   ? old_city_
                        : dice < 0.67 ? old_suburb_
                        : dice < 0.71 ? whole_city_
                                      : made_.lists.region_draw_number(random_);
      }
      return;
    }
    const PersonCore* near = parent ? parent : named(person.spouse);
    if (near && !near->hukou && random_.chance(parent ? 0.93 : 0.55)) {
      person.region = near->region;
    } else {
      person.region = made_.lists.region_draw_number(random_);
    }
  }

  void give_name(PersonCore& person, int year) {
    const PersonCore* father = named(person.father);
    const PersonCore* mother = named(person.mother);
    if (father && !random_.chance(mother ? 0.03 : 0.005)) {
      person.surname = father->surname;
    } else if (mother && (father || random_.chance(0.25))) {
      person.surname = mother->surname;
    } else {
      const Region& region = made_.lists.regions[person.region];
      const Speech speech = person.region == district_ ? Speech::foshan : region.speech;
      person.surname = static_cast<std::uint16_t>(
          made_.lists.surname_draw[static_cast<std::size_t>(speech)].draw(random_));
    }
    person.given = made_.lists.given.draw(random_, year, person.woman);
    // Sisters and brothers have names of their own.
    for (int i = 0; i < 4 && taken_at_home(person); ++i) {
      person.given = made_.lists.given.draw(random_, year, person.woman);
    }
  }

  bool taken_at_home(const PersonCore& person) const {
    const HouseholdCore& home = made_.households[person.household];
    for (Number n = home.first; n < home.first + home.living + home.dead; ++n) {
      const PersonCore& other = made_.persons[n];
      if (&other != &person && other.named && other.surname == person.surname &&
          other.given.first == person.given.first && other.given.second == person.given.second) {
        return true;
      }
    }
    return false;
  }

  void give_number(PersonCore& person) {
    for (;;) {
      const std::uint32_t half = random_.below(499);
      person.sequence = static_cast<std::uint16_t>(person.woman ? 2 * half + 2 : 2 * half + 1);
      const auto day = static_cast<std::uint64_t>(person.born.day + 100'000);
      if (keys_.insert((std::uint64_t{person.region} + 1) << 40 | day << 12 | person.sequence)) return;
    }
  }

  // When the younger of two is met, both are there.
  void give_wedding(PersonCore& person) {
    if (person.spouse == k_nobody || !made_.persons[person.spouse].named) return;
    PersonCore& other = made_.persons[person.spouse];
    Date date = person.born + (20 * 365 + 200 + static_cast<int>(random_.below(9 * 365)));
    const HouseholdCore& home = made_.households[person.household];
    for (Number n = home.first; n < home.first + home.living; ++n) {
      const PersonCore& child = made_.persons[n];
      const PersonCore& man = person.woman ? other : person;
      const PersonCore& woman = person.woman ? person : other;
      const bool ours = child.father != k_nobody && &made_.persons[child.father] == &man &&
                        child.mother != k_nobody && &made_.persons[child.mother] == &woman;
      if (ours && child.born + -200 < date) date = child.born + (-200 - static_cast<int>(random_.below(500)));
    }
    date = std::min(date, made_.plan.today + -5);
    // Nobody marries before eighteen, whatever the eldest child's age.
    date = std::max(date, std::max(person.born, other.born) + 18 * 366);
    person.married = other.married = date;
  }

  MadePeople& made_;
  Random random_;
  KeySet keys_;
  std::uint16_t old_city_ = 0, old_suburb_ = 0, whole_city_ = 0, district_ = 0;
};

}  // namespace

void make_identities(MadePeople& made) { Identities(made).make(); }

}  // namespace tiange::town
