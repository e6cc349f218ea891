#include "city/registers/subjects/rules/subject_views.h"

namespace tiange::registers {

Words kind_words(Kind kind) {
  switch (kind) {
    case Kind::person: return {"人口", "Person"};
    case Kind::household: return {"家庭户", "Household"};
    case Kind::firm: return {"企业", "Firm"};
    case Kind::house: return {"房屋", "House"};
    case Kind::facility: return {"设施", "Facility"};
  }
  return {};
}

std::string_view plural_of(Kind kind) {
  switch (kind) {
    case Kind::person: return "persons";
    case Kind::household: return "households";
    case Kind::firm: return "firms";
    case Kind::house: return "houses";
    case Kind::facility: return "facilities";
  }
  return "";
}

std::optional<Kind> kind_of_plural(std::string_view plural) {
  for (const Kind kind : {Kind::person, Kind::household, Kind::firm, Kind::house, Kind::facility}) {
    if (plural_of(kind) == plural) return kind;
  }
  return std::nullopt;
}

Words relation_words(RelationKind kind, bool inverse) {
  switch (kind) {
    case RelationKind::lives_in: return inverse ? Words{"居住人", "Home of"} : Words{"居住于", "Lives in"};
    case RelationKind::registered_at: return inverse ? Words{"户籍在此", "Registered here"} : Words{"户籍地", "Registered at"};
    case RelationKind::head_of: return inverse ? Words{"户主", "Head"} : Words{"户主于", "Head of"};
    case RelationKind::member_of: return inverse ? Words{"成员", "Member"} : Words{"属于", "Member of"};
    case RelationKind::owns: return inverse ? Words{"产权人", "Owner"} : Words{"拥有", "Owns"};
    case RelationKind::rents: return inverse ? Words{"承租人", "Tenant"} : Words{"承租", "Rents"};
    case RelationKind::works_at: return inverse ? Words{"员工", "Staff"} : Words{"就业于", "Works at"};
    case RelationKind::represents: return inverse ? Words{"法定代表人", "Legal representative"} : Words{"担任法定代表人", "Represents"};
    case RelationKind::operates_at: return inverse ? Words{"经营主体", "Operated by"} : Words{"经营于", "Operates at"};
    case RelationKind::spouse_of: return {"配偶", "Spouse"};
    case RelationKind::parent_of: return inverse ? Words{"子女（由其抚养）", "Child of"} : Words{"子女", "Parent of"};
    case RelationKind::guardian_of: return inverse ? Words{"监护人", "Guardian"} : Words{"监护", "Guardian of"};
  }
  return {};
}

}  // namespace tiange::registers
