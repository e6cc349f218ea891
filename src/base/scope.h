#pragma once
// Who is asking, for which area, with which duties, and why. Stores cannot be called without it; an empty scope sees
// nothing.

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"

namespace tiange {

enum class Permission : std::uint8_t {
#define TIANGE_PERMISSION(name, key, zh, en) name,
#include "base/permissions.def"
#undef TIANGE_PERMISSION
  count_
};

struct PermissionInfo {
  Permission permission;
  std::string_view name;  // C++ name
  std::string_view key;   // "cases.view"
  std::string_view zh;
  std::string_view en;
};
const std::vector<PermissionInfo>& all_permissions();
const PermissionInfo& permission_info(Permission permission);
std::optional<Permission> permission_from_key(std::string_view key);

using Permissions = std::bitset<256>;
static_assert(static_cast<int>(Permission::count_) < 255);

enum class Language { zh, en };

struct Scope {
  AccountId account;
  PersonId person;
  std::string name;                 // shown in histories
  std::vector<std::string> areas;   // code prefixes (6/9/12/15 digits) the caller may see; empty sees nothing
  std::vector<std::string> units;   // unit codes the caller works for, e.g. "440604010-CG"
  std::vector<std::string> queues;  // inbox queue keys "<unit or area code>:<duty>"
  Permissions permissions;
  std::string purpose;              // why personal data is looked at
  std::string request_id;           // of the log and the audit
  Language language = Language::zh;

  bool may(Permission permission) const { return permissions.test(static_cast<std::size_t>(permission)); }
  // Area codes have prefix order: a town's code begins every code inside it.
  bool covers(std::string_view area_code) const;
  bool works_for(std::string_view unit_code) const;
  bool has_queue(std::string_view queue) const;
};

// The house itself, for jobs, timers and imports: sees and may do everything below `area_prefix`.
Scope system_scope(std::string_view area_prefix = "");

}  // namespace tiange
