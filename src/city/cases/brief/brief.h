#pragma once
// 摘要 One case as it stands, with whoever reported it in plain, for rooms that act by themselves and tell people of it. Only
// a scope without bounds (system_scope()) may read: who gets to see what of it is the caller's business.

#include <memory>
#include <optional>
#include <string>

#include "city/cases/cases.h"

namespace tiange::cases {

struct Brief {
  CaseRef ref;
  std::string number;
  std::string title;
  Instant created;
  CaseFile file;
  std::string reporter_name;  // empty when not given or anonymous
  std::string reporter_phone;
};

struct Whereabouts {
  CaseRef ref;
  Instant created;
  std::string place_text;  // as told, often empty
};

// Nothing for an unknown case.
std::optional<Brief> read_brief(db::Tx& tx, const Scope& scope, CaseRef ref);
std::optional<Whereabouts> read_whereabouts(db::Tx& tx, const Scope& scope, CaseRef ref);
// The answers to the extra forms as stored, JSON; empty where there are none.
std::string answers_of(db::Tx& tx, const Scope& scope, CaseRef ref);
std::optional<CaseRef> ref_of_number(db::Tx& tx, const Scope& scope, std::string_view number);

}  // namespace tiange::cases
