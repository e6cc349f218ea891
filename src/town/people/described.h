#pragma once
// A person, household, firm or room told in full from what is held of it.

#include "town/people/made_people.h"

namespace tiange::town {

void describe_person(const MadePeople& made, Number number, Resident& into);
void describe_household(const MadePeople& made, Number number, Household& into);
void describe_firm(const MadePeople& made, Number number, Firm& into);
void describe_room(const MadePeople& made, Number number, Room& into);

void name_of(const MadePeople& made, const PersonCore& person, std::string& into);
void card_of(const MadePeople& made, const PersonCore& person, std::string& into);
// As the police number households: H of those registered here, L of others.
std::string household_number(const MadePeople& made, Number household);
void address_of(const MadePeople& made, Number room, std::string& into);
// 广东省佛山市禅城区石湾镇街道丽豪社区锦华路12号翠湖雅苑3幢2单元1203 as people write it: parts left out, 幢 as 栋, 3-2-1203.
void written_address(const MadePeople& made, Number room, Random& random, std::string& into);

// Where a room lies in its building: unit from 1, 0 where there is one only; floor; 1203.
struct Door {
  int unit = 0, floor = 0;
  std::string text;
};
Door door_of(const MadePeople& made, Number room);

}  // namespace tiange::town
