// Whose the rooms are.

#include "town/people/made_people.h"

namespace tiange::town {

namespace {

class Owners {
 public:
  explicit Owners(MadePeople& made) : made_(made), random_(made.seed, "owners") {}

  void make() {
    for (RoomCore& room : made_.rooms) {
      if (room.use == Use::dormitory) {
        own_by_employer(room);
      } else if (room.use == Use::home && room.tenant != k_nobody) {
        const HouseholdCore& household = made_.households[room.tenant];
        room.rented = household.rents;
        if (room.rented) {
          own_by_somebody(room, 0.74);
        } else {
          room.owner = grown_member(household);
        }
      } else if (room.use == Use::home) {
        own_by_somebody(room, 0.8);
      } else {
        own_place_of_trade(room);
      }
    }
  }

 private:
  Number grown_member(const HouseholdCore& household) {
    const PersonCore& head = made_.persons[household.first];
    return head.spouse != k_nobody && !made_.persons[head.spouse].dead() && random_.chance(0.35) ? head.spouse
                                                                                                 : household.first;
  }

  Number landlord() {
    for (int i = 0; i < 200; ++i) {
      const Number n = random_.below(static_cast<std::uint32_t>(made_.persons.size()));
      const PersonCore& person = made_.persons[n];
      const int age = made_.age(person);
      if (person.hukou && !person.dead() && age >= 28 && age <= 85) return n;
    }
    return k_nobody;
  }

  void own_by_somebody(RoomCore& room, double share) {
    if (random_.chance(share)) room.owner = landlord();
  }

  void own_by_employer(RoomCore& room) {
    room.rented = true;
    const Number employer = made_.persons[made_.households[room.tenant].first].employer;
    if (employer == k_nobody) return own_by_somebody(room, 0.7);
    room.owner = employer;
    room.firm_owned = true;
  }

  void own_place_of_trade(RoomCore& room) {
    room.rented = random_.chance(0.7);
    if (random_.chance(0.45)) {
      room.owner = landlord();
    } else if (random_.chance(0.8)) {
      room.owner = random_.below(static_cast<std::uint32_t>(made_.firms.size()));
      room.firm_owned = true;
    }
  }

  MadePeople& made_;
  Random random_;
};

}  // namespace

void make_owners(MadePeople& made) { Owners(made).make(); }

}  // namespace tiange::town
