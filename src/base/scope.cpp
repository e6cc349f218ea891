#include "base/scope.h"

#include <algorithm>
#include <cstdlib>

namespace tiange {

const std::vector<PermissionInfo>& all_permissions() {
  static const std::vector<PermissionInfo> table = {
#define TIANGE_PERMISSION(name, key, zh, en) {Permission::name, #name, key, zh, en},
#include "base/permissions.def"
#undef TIANGE_PERMISSION
  };
  return table;
}

const PermissionInfo& permission_info(Permission permission) {
  return all_permissions().at(static_cast<std::size_t>(permission));
}

std::optional<Permission> permission_from_key(std::string_view key) {
  for (const PermissionInfo& info : all_permissions()) {
    if (info.key == key) return info.permission;
  }
  return std::nullopt;
}

bool Scope::covers(std::string_view area_code) const {
  return std::any_of(areas.begin(), areas.end(), [&](const std::string& area) { return area_code.starts_with(area); });
}

bool Scope::works_for(std::string_view unit_code) const {
  return std::find(units.begin(), units.end(), unit_code) != units.end();
}

bool Scope::has_queue(std::string_view queue) const {
  return std::find(queues.begin(), queues.end(), queue) != queues.end();
}

Scope system_scope(std::string_view area_prefix) {
  Scope scope;
  scope.name = "系统";
  scope.areas.emplace_back(area_prefix);
  scope.permissions.set();
  return scope;
}

}  // namespace tiange
