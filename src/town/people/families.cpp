// Persons put together into households: families around their children, couples, single people, dormitories; then the
// dead of the last years, and parents who live elsewhere in the district.

#include <algorithm>
#include <cmath>

#include "town/people/draws/age_stock.h"
#include "town/people/made_people.h"

namespace tiange::town {

namespace {

// Registered residents at the end of 2021 to residents of the 2020 census.
constexpr double k_hukou_share = 736'000.0 / 1'330'262.0;
constexpr double k_collective_share = 0.085;
// Households of one to seven and more persons, the national table of the 2020 census.
constexpr double k_size_share[] = {0.2539, 0.2968, 0.2099, 0.1317, 0.0617, 0.0310, 0.0150};
constexpr double k_mean_size = 2.62;
constexpr double k_dead_share = 0.021;  // of the living, over five years
constexpr int k_days_of_dead = 5 * 365;

struct Template {
  std::uint8_t parents = 2, children = 1, elders = 0;
};

struct Mix {
  Template form;
  double share;
};
constexpr Mix k_three[] = {{{2, 1, 0}, 0.86}, {{1, 2, 0}, 0.06}, {{1, 1, 1}, 0.03}, {{2, 1, 0}, 0.05}};
constexpr Mix k_four[] = {{{2, 2, 0}, 0.72}, {{2, 1, 1}, 0.20}, {{1, 1, 2}, 0.04}, {{1, 3, 0}, 0.04}};
constexpr Mix k_five[] = {{{2, 3, 0}, 0.30}, {{2, 2, 1}, 0.34}, {{2, 1, 2}, 0.36}};
constexpr Mix k_six[] = {{{2, 2, 2}, 0.62}, {{2, 3, 1}, 0.38}};
constexpr Mix k_seven[] = {{{2, 3, 2}, 1.0}};

class Families {
 public:
  explicit Families(MadePeople& made) : made_(made), random_(made.seed, "families") {}

  void make() {
    std::int64_t people = 0;
    for (const Grid& grid : made_.district->grids) people += grid.population;
    const auto living = std::max<std::int64_t>(
        static_cast<std::int64_t>(static_cast<double>(people) * made_.plan.scale + 0.5), 200);
    stock_ = AgeStock(made_.lists.ages, living, k_hukou_share);
    made_.living = static_cast<Number>(living);
    made_.persons.reserve(static_cast<std::size_t>(static_cast<double>(living) * (1 + k_dead_share)) + 16);
    in_families_ = static_cast<double>(living) * (1 - k_collective_share);
    made_.households.reserve(static_cast<std::size_t>(in_families_ / k_mean_size * 1.1) + 64);
    plan_families();
    make_families();
    make_dormitories(static_cast<std::int64_t>(static_cast<double>(living) * k_collective_share));
    make_small_households();
    settle_marital();
    tie_parents();
    made_.living = static_cast<Number>(made_.persons.size());
    add_dead(static_cast<std::int64_t>(static_cast<double>(living) * k_dead_share));
  }

 private:
  static int clamped_normal(Random& random, double mean, double deviation, int low, int high) {
    const double x = mean + deviation * random.normal();
    return std::clamp(static_cast<int>(x + 100.5) - 100, low, high);
  }

  // ---- persons and households ----

  void open(bool collective = false) {
    HouseholdCore household;
    household.first = static_cast<Number>(made_.persons.size());
    household.collective = collective;
    made_.households.push_back(household);
  }

  Number add(Slot slot, Role role) {
    const YearMonthDay today = split_date(made_.plan.today);
    const Date birthday = make_date(today.year - slot.age, today.month, std::min(today.day, 28));
    PersonCore person;
    person.household = static_cast<Number>(made_.households.size() - 1);
    person.born = birthday + -static_cast<int>(random_.below(365));
    person.woman = slot.woman;
    person.hukou = slot.hukou;
    person.role = role;
    made_.persons.push_back(person);
    ++made_.households.back().living;
    return static_cast<Number>(made_.persons.size() - 1);
  }

  PersonCore& person(Number number) { return made_.persons[number]; }

  void marry(Number a, Number b) {
    person(a).spouse = b;
    person(b).spouse = a;
  }

  // ---- families around children ----

  void plan_families() {
    const double households = in_families_ / k_mean_size;
    const auto plan = [&](double count, std::span<const Mix> mix) {
      std::vector<double> shares;
      for (const Mix& m : mix) shares.push_back(m.share);
      const Weighted draw(shares);
      for (auto n = static_cast<std::int64_t>(count + 0.5); n > 0; --n) {
        templates_.push_back(mix[draw.draw(random_)].form);
      }
    };
    plan(households * k_size_share[2], k_three);
    plan(households * k_size_share[3], k_four);
    plan(households * k_size_share[4], k_five);
    plan(households * k_size_share[5], k_six);
    plan(households * k_size_share[6], k_seven);
    for (std::size_t i = templates_.size(); i > 1; --i) {
      std::swap(templates_[i - 1], templates_[random_.below(static_cast<std::uint32_t>(i))]);
    }
    std::int64_t wanted = 0;
    for (const Template& form : templates_) wanted += form.children;
    fill_children(wanted);
  }

  // All minors, and as many grown children as the families want besides.
  void fill_children(std::int64_t wanted) {
    for (int age = 0; age < 18; ++age) {
      for (const bool hukou : {false, true}) {
        for (const bool woman : {false, true}) {
          const Slot slot{hukou, woman, age};
          children_.put(slot, stock_.at(slot));
          stock_.put(slot, -stock_.at(slot));
        }
      }
    }
    const auto grown = static_cast<double>(std::max<std::int64_t>(0, wanted - children_.count(0, 17)));
    const auto here = static_cast<double>(stock_.count(true, 18, 32));
    const auto from_elsewhere = static_cast<double>(stock_.count(false, 18, 24));
    for (int age = 18; age <= 32; ++age) {
      for (const bool hukou : {false, true}) {
        if (!hukou && age > 24) continue;
        const double share = std::min(0.6, hukou ? 0.88 * grown / std::max(1.0, here)
                                                 : 0.12 * grown / std::max(1.0, from_elsewhere));
        // Sons and daughters leave with the years.
        const double bend = age < 25 ? 1.25 : age < 29 ? 0.9 : 0.6;
        for (const bool woman : {false, true}) {
          const Slot slot{hukou, woman, age};
          const int n = std::min(stock_.at(slot), static_cast<int>(stock_.at(slot) * share * bend + random_.unit()));
          children_.put(slot, n);
          stock_.put(slot, -n);
        }
      }
    }
  }

  void make_families() {
    std::size_t next = 0;
    while (children_.count(0, 32) > 0) {
      // Minors left when all is built as planned live in families beyond the plan.
      const bool planned = next < templates_.size();
      if (!planned && children_.count(0, 17) == 0) break;
      const auto children = static_cast<std::uint8_t>(1 + random_.below(2));
      const Template form = planned ? templates_[next++] : Template{2, children, 0};
      if (!make_family(form) && !with_whoever_there_is()) break;
    }
    for (int age = 0; age <= 32; ++age) {
      for (const bool hukou : {false, true}) {
        for (const bool woman : {false, true}) {
          const Slot slot{hukou, woman, age};
          stock_.put(slot, children_.at(slot));
          children_.put(slot, -children_.at(slot));
        }
      }
    }
  }

  std::vector<Slot> draw_children(int count) {
    std::vector<Slot> drawn{*children_.draw(random_, 0, 32, std::nullopt, std::nullopt)};
    while (static_cast<int>(drawn.size()) < count) {
      const int spacing = random_.chance(0.02) ? 0 : clamped_normal(random_, 3.6, 1.8, 1, 9);
      const int from = drawn.back().age;
      const int wish = random_.chance(0.5) && from >= spacing ? from - spacing : from + spacing;
      Slot next{drawn[0].hukou, random_.chance(0.46), std::clamp(wish, 0, 32)};
      const auto found = children_.nearest(next, std::max(0, from - 9), std::min(32, from + 9));
      if (!found) break;
      drawn.push_back(*found);
    }
    std::sort(drawn.begin(), drawn.end(), [](Slot a, Slot b) { return a.age > b.age; });
    return drawn;
  }

  bool make_family(Template form) {
    const std::vector<Slot> kids = draw_children(form.children);
    const int eldest = kids.front().age, youngest = kids.back().age;
    const bool mother_alone = form.parents == 1 && random_.chance(0.7);
    const bool father_alone = form.parents == 1 && !mother_alone;
    std::optional<Slot> mother, father;
    const bool hukou = kids[0].hukou;
    int mother_age = eldest + clamped_normal(random_, 27.4, 3.9, 20, 38);
    if (!father_alone) {
      const bool same = random_.chance(hukou ? 0.86 : 0.94);
      mother = stock_.nearest({same ? hukou : !hukou, true, mother_age}, eldest + 18, std::min(youngest + 46, 95));
      if (mother) mother_age = mother->age;
    }
    if (!mother_alone) {
      const bool same = random_.chance(hukou ? 0.92 : 0.96);
      const int wish = mother_age + clamped_normal(random_, 2.2, 2.8, -5, 12);
      father = stock_.nearest({same ? hukou : !hukou, false, wish}, eldest + 19, std::min(youngest + 58, 98));
    }
    if (!mother && !father) {
      for (const Slot& kid : kids) children_.put(kid);
      return false;
    }
    open();
    const Number man = father ? add(*father, Role::head) : k_nobody;
    const Number woman = mother ? add(*mother, father ? Role::spouse : Role::head) : k_nobody;
    if (father && mother) marry(man, woman);
    for (const Slot& kid : kids) {
      const Number child = add(kid, Role::child);
      person(child).father = man;
      person(child).mother = woman;
    }
    if (form.elders > 0) add_elders(form.elders, father && (!mother || random_.chance(0.75)) ? man : woman);
    return true;
  }

  // The parents of one of the parents.
  void add_elders(int count, Number child) {
    const int age = made_.age(person(child));
    const bool hukou = person(child).hukou;
    const Role role = person(child).role == Role::head ? Role::parent : Role::other;
    const int wish = age + clamped_normal(random_, 26, 3.6, 19, 40);
    const bool grandmother = count == 2 || random_.chance(0.68);
    std::optional<Slot> first = stock_.nearest({hukou, grandmother, wish}, age + 18, age + (grandmother ? 44 : 50));
    if (!first) return;
    const Number one = add(*first, role);
    (grandmother ? person(child).mother : person(child).father) = one;
    if (count < 2) return;
    const auto second = stock_.nearest({first->hukou, false, first->age + clamped_normal(random_, 2.3, 2.6, -4, 10)},
                                       age + 18, age + 55);
    if (!second) return;
    const Number two = add(*second, role);
    person(child).father = two;
    marry(one, two);
  }

  // Children for whom no parents are left live with a grown relative.
  bool with_whoever_there_is() {
    const auto kid = children_.draw(random_, 0, 32, std::nullopt, std::nullopt);
    if (!kid) return false;
    if (kid->age >= 18) {
      stock_.put(*kid);
      return true;
    }
    const auto elder = stock_.draw(random_, std::min(kid->age + 38, 80), 100, std::nullopt, std::nullopt);
    const auto relative = elder ? elder : stock_.draw(random_, 20, 100, std::nullopt, std::nullopt);
    if (!relative) return false;
    open();
    add(*relative, Role::head);
    add(*kid, elder ? Role::grandchild : Role::other);
    return true;
  }

  // ---- the others ----

  void make_dormitories(std::int64_t beds) {
    while (beds > 0) {
      const bool women = random_.chance(0.4);
      const int size = 3 + static_cast<int>(random_.below(6));
      bool opened = false;
      for (int i = 0; i < size; ++i) {
        const auto slot = stock_.draw(random_, 16, 54, women, false, &dormitory_ages());
        if (!slot) break;
        if (!opened) open(true);
        add(*slot, opened ? Role::other : Role::head);
        opened = true;
        --beds;
      }
      if (!opened && stock_.count(false, 16, 54) == 0) return;
      if (!opened) --beds;
    }
  }

  static const std::array<double, k_ages>& dormitory_ages() {
    static const auto ages = [] {
      std::array<double, k_ages> weights{};
      for (std::size_t a = 16; a < 55; ++a) weights[a] = a < 20 ? 2 : a < 30 ? 1.6 : a < 40 ? 0.8 : 0.6;
      return weights;
    }();
    return ages;
  }

  void make_small_households() {
    const double ones = k_size_share[0], twos = k_size_share[1];
    while (stock_.count(0, k_ages - 1) > 0) {
      if (random_.chance(twos / (ones + twos)) && make_pair_household()) continue;
      static const auto weights = [] {
        std::array<double, k_ages> w{};
        for (std::size_t a = 0; a < k_ages; ++a) w[a] = a < 22 ? 1.3 : a < 35 ? 1.5 : a < 60 ? 0.9 : a < 75 ? 0.8 : 1.6;
        return w;
      }();
      const auto slot = stock_.draw(random_, 0, k_ages - 1, std::nullopt, std::nullopt, &weights);
      open();
      add(*slot, Role::head);
    }
  }

  bool make_pair_household() {
    const double dice = random_.unit();
    if (dice < 0.82) {
      const auto man = stock_.draw(random_, 23, 98, false, std::nullopt);
      if (!man) return false;
      const bool same = random_.chance(0.9);
      const int wish = std::max(21, man->age - clamped_normal(random_, 2.3, 2.8, -4, 12));
      const auto woman = stock_.nearest({same == man->hukou, true, wish}, std::max(20, man->age - 16), man->age + 8);
      open();
      const Number husband = add(*man, Role::head);
      if (woman) marry(husband, add(*woman, Role::spouse));
      return true;
    }
    if (dice < 0.95) {
      const auto child = stock_.draw(random_, 19, 48, std::nullopt, std::nullopt);
      if (!child) return false;
      const bool mother = random_.chance(0.66);
      const auto parent = stock_.nearest({child->hukou, mother, child->age + clamped_normal(random_, 27, 4, 19, 42)},
                                         child->age + 18, child->age + 45);
      open();
      if (!parent) {
        add(*child, Role::head);
        return true;
      }
      const Number elder = add(*parent, Role::head);
      const Number young = add(*child, Role::child);
      (mother ? person(young).mother : person(young).father) = elder;
      return true;
    }
    const auto one = stock_.draw(random_, 18, 60, std::nullopt, std::nullopt);
    if (!one) return false;
    const auto other = stock_.nearest({one->hukou, one->woman, one->age}, std::max(18, one->age - 8), one->age + 8);
    open();
    add(*one, Role::head);
    if (other) add(*other, Role::other);
    return true;
  }

  void settle_marital() {
    for (PersonCore& p : made_.persons) {
      if (p.spouse != k_nobody) {
        p.marital = Marital::married;
        continue;
      }
      const int age = made_.age(p);
      const double dice = random_.unit();
      const bool parent = p.role == Role::head && !made_.households[p.household].collective &&
                          made_.households[p.household].living > 1;
      if (age < 20 || p.role == Role::child) continue;
      if (age >= 65) {
        p.marital = dice < (age >= 78 ? 0.9 : 0.75) ? Marital::widowed
                    : dice < 0.95                   ? Marital::divorced
                                                    : Marital::never;
      } else if (parent && age >= 26) {
        p.marital = dice < 0.72 ? Marital::divorced : dice < 0.86 ? Marital::widowed : Marital::married;
      } else {
        const double never = age < 25 ? 0.97 : age < 30 ? 0.76 : age < 40 ? 0.46 : 0.18;
        // Many from elsewhere have their family at home.
        p.marital = dice < never ? Marital::never
                    : dice < never + (1 - never) * (p.hukou ? 0.3 : 0.78) ? Marital::married : Marital::divorced;
      }
    }
  }

  // ---- beyond the household ----

  // Elders who live by themselves are parents of somebody elsewhere in the district.
  void tie_parents() {
    std::array<std::vector<Number>, k_ages> without;
    for (Number n = 0; n < made_.persons.size(); ++n) {
      const PersonCore& p = made_.persons[n];
      const int age = made_.age(p);
      if (p.hukou && age >= 22 && age <= 66 && p.father == k_nobody && p.mother == k_nobody &&
          (p.role == Role::head || p.role == Role::spouse)) {
        without[static_cast<std::size_t>(age)].push_back(n);
      }
    }
    for (std::vector<Number>& list : without) {
      for (std::size_t i = list.size(); i > 1; --i) {
        std::swap(list[i - 1], list[random_.below(static_cast<std::uint32_t>(i))]);
      }
    }
    for (const HouseholdCore& household : made_.households) {
      const Number head = household.first;
      const PersonCore& elder = made_.persons[head];
      if (!elder.hukou || household.living > 2 || made_.age(elder) < 46 || !random_.chance(0.7)) continue;
      const Number wife = elder.woman ? head : elder.spouse;
      const Number husband = elder.woman ? elder.spouse : head;
      const Number measure = wife != k_nobody ? wife : husband;
      for (int children = 1 + static_cast<int>(random_.chance(0.45)); children > 0; --children) {
        const int age = made_.age(made_.persons[measure]) - clamped_normal(random_, 26.5, 3.8, 19, 40);
        if (age < 22 || age > 66 || without[static_cast<std::size_t>(age)].empty()) continue;
        std::vector<Number>& list = without[static_cast<std::size_t>(age)];
        const Number child = list.back();
        list.pop_back();
        const PersonCore& young = made_.persons[child];
        if (young.household == elder.household) continue;
        if (husband != k_nobody && made_.persons[husband].born + 17 * 365 > young.born) continue;
        made_.persons[child].father = husband;
        made_.persons[child].mother = wife;
      }
    }
  }

  void add_dead(std::int64_t count) {
    const auto living = static_cast<std::uint32_t>(made_.persons.size());
    for (std::int64_t tries = count * 60; count > 0 && tries > 0; --tries) {
      const Number relative = random_.below(living);
      const PersonCore& near = made_.persons[relative];
      if (!near.hukou && !random_.chance(0.04)) continue;
      const int age = made_.age(near);
      const bool widowed = near.marital == Marital::widowed && near.spouse == k_nobody;
      PersonCore dead;
      dead.household = near.household;
      dead.hukou = true;
      dead.died = made_.plan.today + -(1 + static_cast<int>(random_.below(k_days_of_dead)));
      if (widowed && age >= 50) {
        dead.woman = !near.woman;
        dead.born = near.born + (near.woman ? -1 : 1) * static_cast<int>(random_.below(5 * 365));
        dead.marital = Marital::married;
        dead.role = Role::spouse;
        dead.spouse = relative;
      } else if (age >= 26 && age <= 72 && near.role != Role::child) {
        dead.woman = random_.chance(0.42);
        if ((dead.woman ? near.mother : near.father) != k_nobody) continue;
        const int years = clamped_normal(random_, 27.5, 4.2, 19, 44);
        dead.born = near.born + -(years * 365 + static_cast<int>(random_.below(300)));
        dead.marital = random_.chance(0.6) ? Marital::married : Marital::widowed;
        dead.role = near.role == Role::head ? Role::parent : Role::other;
      } else {
        continue;
      }
      if (!likely_age(years_between(dead.born, dead.died))) continue;
      const auto number = static_cast<Number>(made_.persons.size());
      if (dead.spouse == relative) {
        made_.persons[relative].spouse = number;
      } else {
        (dead.woman ? made_.persons[relative].mother : made_.persons[relative].father) = number;
      }
      made_.persons.push_back(dead);
      --count;
    }
  }

  // Ages at death crowd around eighty.
  bool likely_age(int age) {
    if (age < 45 || age > 104) return false;
    const double off = (age - 80) / 11.0;
    return random_.chance(exponential_of(-off * off));
  }

  MadePeople& made_;
  Random random_;
  AgeStock stock_;
  AgeStock children_;
  double in_families_ = 0;
  std::vector<Template> templates_;
};

}  // namespace

int years_between(Date from, Date to) {
  const YearMonthDay a = split_date(from), b = split_date(to);
  return b.year - a.year - ((b.month < a.month || (b.month == a.month && b.day < a.day)) ? 1 : 0);
}

int MadePeople::age(const PersonCore& person) const {
  return years_between(person.born, person.dead() ? person.died : plan.today);
}

void make_families(MadePeople& made) { Families(made).make(); }

}  // namespace tiange::town
