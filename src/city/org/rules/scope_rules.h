#pragma once
// Pure rules of access: what posts, delegations and the roster let a person see and do, and which powers may never meet
// in one hand.

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/scope.h"
#include "base/time.h"

namespace tiange::org {

struct Post {
  PostId id;
  PersonId person;
  std::string unit;
  std::string duty;
  std::vector<std::string> areas;  // never empty: the unit's own area when none was named
  Instant starts;
  Instant ends;  // zero: open
};

struct Delegation {
  std::int64_t id = 0;
  PostId post;
  PersonId from_person;
  PersonId to_person;
  Instant starts;
  Instant ends;
  std::string reason;
  std::string made_by;
  Instant ended;  // zero: not taken back
};

// What is written about a grid beside its officer's post.
struct Roster {
  std::string grid;
  PersonId backup;
  PersonId cover;
  Instant leave_starts;  // zero: no leave
  Instant leave_ends;
};

bool in_effect(const Post& post, Instant now);
bool in_effect(const Delegation& delegation, Instant now);
bool on_leave(const Roster& roster, Instant now);

// Who works off the queue of a grid.
enum class Stand { officer, cover, backup, station_head };
Stand stand_of(bool has_officer, const Roster* roster, Instant now);

std::string queue_of_unit(std::string_view unit, std::string_view duty);
std::string queue_of_area(std::string_view area_code, std::string_view duty);
// The queues of one post.
std::vector<std::string> queues_of(const Post& post, bool by_area);

// Shortest prefixes only, in order: {"440604010", "440604010001"} becomes {"440604010"}.
std::vector<std::string> widest_areas(std::vector<std::string> areas);

// The permissions of each duty.
using Roles = std::map<std::string, Permissions, std::less<>>;

struct Grants {
  std::vector<const Post*> posts;        // own and delegated, in effect
  std::vector<std::string> stands_in_for;  // grids taken over by the roster
  std::vector<std::string> away_from;      // own grids whose queue somebody else works off now
};
// Areas, units, queues and permissions; names and ids are the caller's to fill.
Scope scope_from(const Grants& grants, const Roles& roles, const std::function<bool(std::string_view duty)>& is_by_area);

// --- separation of the three administrators (GB/T 22239-2019 §8.1.5: system, audit and security management) ---

inline constexpr std::string_view k_officer = "officer";
inline constexpr std::string_view k_station_head = "station_head";
inline constexpr std::string_view k_system_admin = "system_admin";
inline constexpr std::string_view k_security_admin = "security_admin";
inline constexpr std::string_view k_audit_admin = "audit_admin";
bool is_administrator(std::string_view duty);

// Refused: two administrators in one hand.
Outcome may_hold_together(std::span<const std::string> duties);
// Refused: a permission shared by two administrators, a reserved permission (org.roles, org.audit, system.manage) given to
// anyone but its administrator, or its administrator left without it.
Outcome check_roles(const Roles& roles);

}  // namespace tiange::org
