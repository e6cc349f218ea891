#include "town/people/described.h"

#include <algorithm>

#include "base/text.h"
#include "town/people/draws/numbering.h"

namespace tiange::town {

namespace {

constexpr std::string_view k_city = "广东省佛山市禅城区";
constexpr std::string_view k_marital[] = {"10", "20", "30", "40"};
constexpr std::string_view k_disabilities[] = {"肢体", "视力", "听力", "精神", "智力", "言语"};
constexpr std::string_view k_mail_hosts[] = {"example.com", "example.net", "example.org"};
// Marks of the streams of numbers a person draws from.
constexpr std::uint64_t k_old_phones = 40'000'000;

// What a relative is called by the head of the household.
std::string_view relation_word(const PersonCore& person) {
  switch (person.role) {
    case Role::head: return "户主";
    case Role::spouse: return "配偶";
    case Role::child: return person.woman ? "女" : "子";
    case Role::parent: return "父母";
    case Role::grandparent: return "祖父母";
    case Role::grandchild: return "孙子女";
    case Role::sibling: return "兄弟姐妹";
    case Role::other: return "非亲属";
  }
  return "";
}

std::string_view ethnicity_of(const Region& region, Random& random) {
  const double dice = random.unit();
  if (region.speech == Speech::guangxi) return dice < 0.78 ? "01" : dice < 0.95 ? "08" : dice < 0.98 ? "13" : "06";
  if (region.code.starts_with("52")) return dice < 0.72 ? "01" : dice < 0.85 ? "06" : dice < 0.93 ? "09" : "15";
  if (region.code.starts_with("43")) return dice < 0.93 ? "01" : dice < 0.96 ? "15" : dice < 0.98 ? "06" : "13";
  if (region.code.starts_with("53")) return dice < 0.78 ? "01" : dice < 0.9 ? "07" : "08";
  return dice < 0.988 ? "01" : dice < 0.994 ? "08" : dice < 0.997 ? "13" : dice < 0.999 ? "15" : "03";
}

std::string_view education_of(int age, int birth_year, bool hukou, Random& random) {
  const double dice = random.unit() - (hukou ? 0.08 : 0);
  if (age < 6) return "";
  if (age < 12) return "80";
  if (age < 15) return "70";
  if (age < 18) return dice < 0.42 ? "40" : "60";
  // Shares that have at most each level, by generation.
  struct Level {
    std::string_view code;
    double young, middle, older, old;
  };
  static constexpr Level k_levels[] = {{"10", 0.03, 0.03, 0.01, 0},    {"20", 0.26, 0.19, 0.08, 0.03},
                                       {"30", 0.52, 0.38, 0.18, 0.07}, {"60", 0.70, 0.56, 0.38, 0.20},
                                       {"40", 0.80, 0.66, 0.38, 0.20}, {"70", 1.10, 1.10, 0.78, 0.50}};
  for (const Level& level : k_levels) {
    const double share = birth_year >= 1995   ? level.young
                         : birth_year >= 1980 ? level.middle
                         : birth_year >= 1965 ? level.older
                                              : level.old;
    if (dice < share) return level.code;
  }
  return "80";
}

std::string_view political_of(int age, bool hukou, Random& random) {
  const double dice = random.unit();
  if (age >= 14 && age < 28 && dice < 0.5) return "03";
  if (age >= 19 && dice > (hukou ? 0.89 : 0.965)) return "01";
  return age >= 30 && dice > 0.885 && dice < 0.888 ? "12" : "13";
}

void describe_health(const PersonCore& core, int age, Random& random, Resident& into) {
  into.disability = 0;
  into.disability_kind.clear();
  if (random.chance(0.008 + 0.0007 * std::max(0, age - 30))) {
    const double dice = random.unit();
    into.disability = dice < 0.15 ? 1 : dice < 0.38 ? 2 : dice < 0.68 ? 3 : 4;
    into.disability_kind = k_disabilities[std::min(random.below(6), random.below(6))];
  }
  const bool young = age <= 14;
  into.vaccinations = young ? std::min(22, 3 + 2 * age + static_cast<int>(random.below(4)))
                            : static_cast<int>(random.below(5));
  if (young && random.chance(0.03)) into.vaccinations = static_cast<int>(random.below(4));
  into.low_income = core.hukou && random.chance(into.disability != 0 ? 0.07 : 0.004);
}

void describe_money(const PersonCore& core, int age, Random& random, Resident& into) {
  const bool works = core.trade != k_no_trade && !core.dead();
  const bool retired = core.hukou && !core.dead() && !works && age >= (core.woman ? 54 : 60);
  into.insured_work = works && random.chance(core.employer != k_nobody ? 0.74 : 0.25);
  into.insured_health = random.chance(core.hukou ? 0.985 : 0.86);
  into.pension_fen = 0;
  const double dice = random.unit(), amount = random.unit();
  if (retired && dice < 0.92) {
    into.pension_fen = (dice < 0.55 ? 280'000 + static_cast<std::int64_t>(amount * 3800) * 100
                                    : 62'000 + static_cast<std::int64_t>(amount * 700) * 100);
  }
  into.allowance_80 = core.hukou && !core.dead() && age >= 80 && random.chance(0.97);
}

void describe_school(const MadePeople& made, int age, int grid, Resident& into) {
  into.school.clear();
  if (age < 3 || age > 17) return;
  const int place = made.schools[static_cast<std::size_t>(grid)][age < 6 ? 0 : age < 12 ? 1 : 2];
  if (place >= 0) into.school = made.district->place_names[static_cast<std::size_t>(place)].name;
}

void origin_address(const Region& region, Random& random, std::string& into) {
  static constexpr std::string_view k_villages[] = {"新屋", "大塘", "石桥", "上坪", "下洞", "长岭", "沙田", "官塘", "龙湾",
                                                    "东岸", "白石", "红星", "合水", "高岭", "竹山", "莲塘", "双河", "永安"};
  into.assign(region.name);
  if (region.towns.empty()) return;
  into += random.pick(region.towns);
  into += k_villages[random.below(18)];
  into += "村";
  into += std::to_string(1 + random.below(20));
  into += random.chance(0.4) ? "组" : "组" + std::to_string(1 + random.below(90)) + "号";
}

void describe_contacts(const MadePeople& made, Number number, int age, Random& random, Resident& into) {
  const std::uint64_t seed = made.seed;
  const bool has = age >= 12 && random.chance(age < 18 ? 0.6 : age < 70 ? 0.985 : 0.74);
  into.phone.clear();
  into.old_phone.clear();
  if (has) mobile_number(number, seed, into.phone);
  if (has && age >= 20 && random.chance(0.35)) mobile_number(k_old_phones + number, seed, into.old_phone);
  into.email.clear();
  if (has && age >= 18 && age < 62 && random.chance(0.3)) {
    static constexpr std::string_view k_sounds[] = {"li",  "wen", "jun", "hao",  "mei",
                                                    "xin", "yu",  "jia", "fang", "ming"};
    into.email += k_sounds[random.below(10)];
    into.email += k_sounds[random.below(10)];
    into.email += std::to_string(number + 1);
    into.email += '@';
    into.email += k_mail_hosts[random.below(3)];
  }
  into.plate.clear();
  if (age >= 20 && age < 68 && random.chance(into.woman ? 0.26 : 0.48)) {
    plate_number(number % 1'900'000, seed, into.plate);
  }
}

}  // namespace

void name_of(const MadePeople& made, const PersonCore& person, std::string& into) {
  into.assign(made.lists.surnames[person.surname]);
  text::append_code_point(into, person.given.first);
  if (person.given.second != 0) text::append_code_point(into, person.given.second);
}

void card_of(const MadePeople& made, const PersonCore& person, std::string& into) {
  citizen_number(made.lists.regions[person.region].code, person.born, person.sequence, into);
}

std::string household_number(const MadePeople& made, Number household) {
  std::string number = std::to_string(household + 1);
  if (number.size() < 8) number.insert(0, 8 - number.size(), '0');
  return (made.persons[made.households[household].first].hukou ? "H" : "L") + number;
}

Door door_of(const MadePeople& made, Number room) {
  const BuildingCore& building = made.buildings[made.rooms[room].building];
  const Number at = room - building.first;
  const Number on_floor = at % building.per_floor, floor = at / building.per_floor % building.floors;
  Door door;
  door.floor = static_cast<int>(floor) + 1;
  door.unit = building.units > 1 ? static_cast<int>(at / building.per_floor / building.floors) + 1 : 0;
  door.text = std::to_string(door.floor * 100 + static_cast<int>(on_floor) + 1);
  return door;
}

void address_of(const MadePeople& made, Number room, std::string& into) {
  const Door door = door_of(made, room);
  into.assign(k_city);
  into += made.district->addresses[static_cast<std::size_t>(made.buildings[made.rooms[room].building].address)].text;
  if (door.unit > 0) into += std::to_string(door.unit) + "单元";
  into += door.text;
}

void describe_person(const MadePeople& made, Number number, Resident& into) {
  const PersonCore& core = made.persons[number];
  const HouseholdCore& home = made.households[core.household];
  Random random(made.seed, "person", number);
  const int age = made.age(core);
  into.number = number;
  name_of(made, core, into.name);
  card_of(made, core, into.id_card);
  into.woman = core.woman;
  into.born = core.born;
  into.died = core.dead() ? std::optional(core.died) : std::nullopt;
  const Region& region = made.lists.regions[core.region];
  into.ethnicity = ethnicity_of(region, random);
  describe_contacts(made, number, age, random, into);
  into.hukou = core.hukou;
  address_of(made, home.room, into.live_address);
  if (!core.hukou) {
    // Those of one household and one origin are registered together.
    Random village(made.seed, "origin", std::uint64_t{core.household} * 1000 + core.region);
    origin_address(region, village, into.hukou_address);
  } else if (home.hukou_room != k_nobody) {
    address_of(made, home.hukou_room, into.hukou_address);
  } else {
    into.hukou_address = into.live_address;
  }
  const int grid = made.grid_of(home.room);
  into.grid = made.district->grids[static_cast<std::size_t>(grid)].code;
  into.household = core.household;
  into.room = home.room;
  into.since = std::max(home.since, core.born);
  into.before.reset();
  into.former_address.clear();
  if (home.before != k_nobody && core.born < home.since) {
    into.before = Stay{home.before, home.since};
    address_of(made, home.before, into.former_address);
  }
  into.marital = k_marital[static_cast<std::size_t>(core.marital)];
  const int year = split_date(core.born).year;
  into.education = education_of(age, year, core.hukou, random);
  into.political = political_of(age, core.hukou, random);
  into.occupation = core.trade == k_no_trade ? "" : made.lists.trades[core.trade].jobs[core.job];
  into.employer = core.employer;
  into.father = core.father;
  into.mother = core.mother;
  into.spouse = core.spouse;
  into.married = core.married.day != 0 ? std::optional(core.married) : std::nullopt;
  into.relation = relation_word(core);
  describe_health(core, age, random, into);
  describe_money(core, age, random, into);
  describe_school(made, age, grid, into);
}

void describe_household(const MadePeople& made, Number number, Household& into) {
  const HouseholdCore& core = made.households[number];
  into.number = number;
  into.code = household_number(made, number);
  into.head = core.first;
  into.room = core.room;
  address_of(made, core.room, into.address);
  into.grid = made.district->grids[static_cast<std::size_t>(made.grid_of(core.room))].code;
  into.collective = core.collective;
  into.members.resize(core.living);
  for (Number i = 0; i < core.living; ++i) into.members[i] = core.first + i;
}

void describe_firm(const MadePeople& made, Number number, Firm& into) {
  const FirmCore& core = made.firms[number];
  const Trade& trade = made.lists.trades[core.trade];
  Random random(made.seed, "firm", number);
  into.number = number;
  into.name = core.name;
  into.uscc.assign(core.uscc, sizeof core.uscc);
  into.kind = k_firm_kinds[core.kind];
  into.section = trade.section;
  into.industry = trade.industry;
  into.legal_person = core.legal_person;
  if (random.chance(core.kind == 0 ? 0.12 : 0.55)) {
    into.phone = "0757-8" + std::to_string(2'000'000 + random.below(1'999'999));
  } else {
    // The mobile of whoever answers for it, whether or not kept as a private one.
    mobile_number(core.legal_person, made.seed, into.phone);
  }
  into.room = core.room;
  address_of(made, core.room, into.address);
  into.grid = made.district->grids[static_cast<std::size_t>(made.grid_of(core.room))].code;
  into.founded = core.founded;
  into.closed = core.closed.day != 0 ? std::optional(core.closed) : std::nullopt;
  into.staff = static_cast<int>(core.staff);
  into.capital_yuan = std::int64_t{core.capital_10k} * 10'000;
}

void describe_room(const MadePeople& made, Number number, Room& into) {
  const RoomCore& core = made.rooms[number];
  const BuildingCore& building = made.buildings[core.building];
  const Address& address = made.district->addresses[static_cast<std::size_t>(building.address)];
  const Door door = door_of(made, number);
  Random random(made.seed, "room", number);
  into.number = number;
  address_of(made, number, into.address);
  into.standard = building.address;
  into.grid = made.district->grids[static_cast<std::size_t>(address.grid)].code;
  into.point = address.point;
  into.unit = door.unit;
  into.floor = door.floor;
  into.door = door.text;
  const double mean = core.use == Use::home ? (address.estate.empty() ? 62 : 96) : core.use == Use::workshop ? 320 : 55;
  into.area_m2 = static_cast<double>(static_cast<int>(mean * random.between(0.5, 1.6) * 100)) / 100;
  into.use = core.use;
  into.owner = core.firm_owned ? k_nobody : core.owner;
  into.owner_firm = core.firm_owned ? core.owner : k_nobody;
  into.rented = core.rented;
  into.tenant = core.rented ? core.tenant : k_nobody;
}

}  // namespace tiange::town
