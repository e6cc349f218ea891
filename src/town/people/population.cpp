#include "town/people/people_made.h"

#include <limits>

#include "town/people/described.h"
#include "town/people/extracts.h"
#include "town/people/made_people.h"

namespace tiange::town {

namespace {

void find_schools(MadePeople& made) {
  static constexpr std::string_view k_ends[] = {"幼儿园", "小学", "中学"};
  for (const Grid& grid : made.district->grids) {
    std::array<int, 3> nearest{-1, -1, -1};
    std::array<double, 3> metres;
    metres.fill(std::numeric_limits<double>::max());
    for (std::size_t i = 0; i < made.district->place_names.size(); ++i) {
      const PlaceName& place = made.district->place_names[i];
      if (place.kind != PlaceKind::school && place.kind != PlaceKind::kindergarten) continue;
      const double x = place.point.lng - grid.centre.lng, y = place.point.lat - grid.centre.lat;
      for (std::size_t k = 0; k < 3; ++k) {
        if (!place.name.ends_with(k_ends[k]) || x * x + y * y >= metres[k]) continue;
        metres[k] = x * x + y * y;
        nearest[k] = static_cast<int>(i);
      }
    }
    made.schools.push_back(nearest);
  }
}

Tie tie(Kind from_kind, Number from, std::string_view kind, Kind to_kind, Number to, std::optional<Date> since = {},
        std::optional<Date> until = {}) {
  return {from_kind, from, kind, to_kind, to, since, until};
}

void ties_of_person(const MadePeople& made, Number n, FunctionRef<void(const Tie&)> visit) {
  const PersonCore& person = made.persons[n];
  const HouseholdCore& home = made.households[person.household];
  const auto end = person.dead() ? std::optional(person.died) : std::nullopt;
  const Date moved = std::max(home.since, person.born);
  if (!person.dead() || person.died > moved) {
    visit(tie(Kind::person, n, "lives-in", Kind::room, home.room, moved, end));
    visit(tie(Kind::person, n, "member-of", Kind::household, person.household, moved, end));
  }
  if (home.before != k_nobody && person.born < home.since && (!person.dead() || person.died > home.since)) {
    visit(tie(Kind::person, n, "lives-in", Kind::room, home.before, std::nullopt, home.since));
  }
  for (const Number child_of : {person.father, person.mother}) {
    if (child_of != k_nobody) visit(tie(Kind::person, child_of, "parent-of", Kind::person, n, person.born));
  }
  if (person.spouse != k_nobody && n < person.spouse) {
    const PersonCore& other = made.persons[person.spouse];
    const auto ended = other.dead() ? std::optional(other.died) : end;
    visit(tie(Kind::person, n, "spouse-of", Kind::person, person.spouse, person.married, ended));
  }
  if (person.employer != k_nobody) visit(tie(Kind::person, n, "works-at", Kind::firm, person.employer));
}

}  // namespace

Population::Population(std::unique_ptr<MadePeople> made) : made_(std::move(made)) {}
Population::Population(Population&&) noexcept = default;
Population& Population::operator=(Population&&) noexcept = default;
Population::~Population() = default;

Result<Population> Population::make(const District& district, const PeopleSources& sources, const PeoplePlan& plan) {
  auto made = std::make_unique<MadePeople>();
  TIANGE_TRY(made->lists, PeopleLists::read(sources));
  made->district = &district;
  made->plan = plan;
  made->seed = district.seed;
  make_families(*made);
  make_homes(*made);
  make_identities(*made);
  make_work(*made);
  make_owners(*made);
  find_schools(*made);
  return Population(std::move(made));
}

Number Population::persons() const { return static_cast<Number>(made_->persons.size()); }
Number Population::living() const { return made_->living; }
Number Population::households() const { return static_cast<Number>(made_->households.size()); }
Number Population::firms() const { return static_cast<Number>(made_->firms.size()); }
Number Population::rooms() const { return static_cast<Number>(made_->rooms.size()); }

void Population::person(Number number, Resident& into) const { describe_person(*made_, number, into); }
void Population::household(Number number, Household& into) const { describe_household(*made_, number, into); }
void Population::firm(Number number, Firm& into) const { describe_firm(*made_, number, into); }
void Population::room(Number number, Room& into) const { describe_room(*made_, number, into); }

const std::string& Population::building(const Room& room) const {
  const Address& address = made_->district->addresses[static_cast<std::size_t>(room.standard)];
  return address.building.empty() ? address.number : address.building;
}

void Population::each_person(FunctionRef<void(const Resident&)> visit) const {
  Resident person;
  for (Number n = 0; n < persons(); ++n) {
    describe_person(*made_, n, person);
    visit(person);
  }
}

void Population::each_household(FunctionRef<void(const Household&)> visit) const {
  Household household;
  for (Number n = 0; n < households(); ++n) {
    describe_household(*made_, n, household);
    visit(household);
  }
}

void Population::each_firm(FunctionRef<void(const Firm&)> visit) const {
  Firm firm;
  for (Number n = 0; n < firms(); ++n) {
    describe_firm(*made_, n, firm);
    visit(firm);
  }
}

void Population::each_room(FunctionRef<void(const Room&)> visit) const {
  Room room;
  for (Number n = 0; n < rooms(); ++n) {
    describe_room(*made_, n, room);
    visit(room);
  }
}

void Population::each_tie(FunctionRef<void(const Tie&)> visit) const {
  for (Number n = 0; n < persons(); ++n) ties_of_person(*made_, n, visit);
  for (Number n = 0; n < rooms(); ++n) {
    const RoomCore& room = made_->rooms[n];
    if (room.owner != k_nobody) {
      visit(tie(room.firm_owned ? Kind::firm : Kind::person, room.owner, "owns", Kind::room, n));
    }
    if (room.rented && room.tenant != k_nobody) {
      visit(tie(Kind::household, room.tenant, "rents", Kind::room, n, made_->households[room.tenant].since));
    }
  }
  for (Number n = 0; n < firms(); ++n) {
    const FirmCore& firm = made_->firms[n];
    const auto end = firm.closed.day != 0 ? std::optional(firm.closed) : std::nullopt;
    visit(tie(Kind::person, firm.legal_person, "represents", Kind::firm, n, firm.founded, end));
    visit(tie(Kind::firm, n, "operates-at", Kind::room, firm.room, firm.founded, end));
  }
}

void Population::extract(Department department, FunctionRef<void(const ExtractRow&)> visit) const {
  write_extract(*made_, department, visit);
}

}  // namespace tiange::town
