#include "city/org/rules/scope_rules.h"

#include <algorithm>
#include <array>
#include <set>

namespace tiange::org {

namespace {

constexpr std::array k_administrators = {k_system_admin, k_security_admin, k_audit_admin};

struct Reserved {
  Permission permission;
  std::string_view duty;
};
constexpr Reserved k_reserved[] = {
    {Permission::system_manage, k_system_admin},
    {Permission::org_roles, k_security_admin},
    {Permission::org_audit, k_audit_admin},
};

void add_once(std::vector<std::string>& list, std::string value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(std::move(value));
}

Outcome check_shared_powers(const Roles& roles) {
  for (std::size_t a = 0; a < k_administrators.size(); ++a) {
    for (std::size_t b = a + 1; b < k_administrators.size(); ++b) {
      const auto first = roles.find(k_administrators[a]);
      const auto second = roles.find(k_administrators[b]);
      if (first == roles.end() || second == roles.end()) continue;
      const Permissions shared = first->second & second->second;
      if (shared.none()) continue;
      for (const PermissionInfo& info : all_permissions()) {
        if (!shared.test(static_cast<std::size_t>(info.permission))) continue;
        return refuse(ErrorCode::powers_separate, "“" + std::string(info.zh) + "”不能同时授予两类管理员",
                      "\"" + std::string(info.en) + "\" cannot be given to two kinds of administrator");
      }
    }
  }
  return done();
}

// 巡罚分离 Who finds does not punish.
Outcome check_found_and_punished(const Roles& roles) {
  for (const auto& [duty, permissions] : roles) {
    const bool finds = permissions.test(static_cast<std::size_t>(Permission::penalty_find));
    const bool punishes = permissions.test(static_cast<std::size_t>(Permission::penalty_punish));
    if (finds && punishes) return refuse(ErrorCode::powers_apart, duty, duty);
  }
  return done();
}

}  // namespace

bool in_effect(const Post& post, Instant now) { return post.starts <= now && (!post.ends || now < post.ends); }

bool in_effect(const Delegation& delegation, Instant now) {
  return delegation.starts <= now && now < delegation.ends && (!delegation.ended || now < delegation.ended);
}

bool on_leave(const Roster& roster, Instant now) {
  return roster.leave_starts && roster.leave_starts <= now && (!roster.leave_ends || now < roster.leave_ends);
}

Stand stand_of(bool has_officer, const Roster* roster, Instant now) {
  const bool away = roster && on_leave(*roster, now);
  if (has_officer && !away) return Stand::officer;
  if (away && roster->cover) return Stand::cover;
  if (roster && roster->backup) return Stand::backup;
  return Stand::station_head;
}

std::string queue_of_unit(std::string_view unit, std::string_view duty) {
  return std::string(unit) + ":" + std::string(duty);
}

std::string queue_of_area(std::string_view area_code, std::string_view duty) {
  return std::string(area_code) + ":" + std::string(duty);
}

std::vector<std::string> queues_of(const Post& post, bool by_area) {
  if (!by_area) return {queue_of_unit(post.unit, post.duty)};
  std::vector<std::string> queues;
  for (const std::string& area : post.areas) queues.push_back(queue_of_area(area, post.duty));
  return queues;
}

std::vector<std::string> widest_areas(std::vector<std::string> areas) {
  std::sort(areas.begin(), areas.end());
  std::vector<std::string> widest;
  for (std::string& area : areas) {
    if (widest.empty() || !area.starts_with(widest.back())) widest.push_back(std::move(area));
  }
  return widest;
}

Scope scope_from(const Grants& grants, const Roles& roles, const std::function<bool(std::string_view)>& is_by_area) {
  Scope scope;
  const auto add_role = [&](std::string_view duty) {
    if (const auto role = roles.find(duty); role != roles.end()) scope.permissions |= role->second;
  };
  for (const Post* post : grants.posts) {
    add_role(post->duty);
    add_once(scope.units, post->unit);
    scope.areas.insert(scope.areas.end(), post->areas.begin(), post->areas.end());
    for (std::string& queue : queues_of(*post, is_by_area(post->duty))) add_once(scope.queues, std::move(queue));
  }
  for (const std::string& grid : grants.away_from) {
    const std::string queue = queue_of_area(grid, k_officer);
    scope.queues.erase(std::remove(scope.queues.begin(), scope.queues.end(), queue), scope.queues.end());
  }
  for (const std::string& grid : grants.stands_in_for) {
    add_role(k_officer);
    scope.areas.push_back(grid);
    add_once(scope.queues, queue_of_area(grid, k_officer));
  }
  scope.areas = widest_areas(std::move(scope.areas));
  return scope;
}

bool is_administrator(std::string_view duty) {
  return std::find(k_administrators.begin(), k_administrators.end(), duty) != k_administrators.end();
}

Outcome may_hold_together(std::span<const std::string> duties) {
  std::set<std::string_view> held;
  for (const std::string& duty : duties) {
    if (is_administrator(duty)) held.insert(duty);
  }
  if (held.size() < 2) return done();
  return refuse(ErrorCode::powers_separate, "系统、安全、审计管理员不能由同一人担任",
                "the system, security and audit administrators must be different people");
}

Outcome check_roles(const Roles& roles) {
  for (const Reserved& reserved : k_reserved) {
    const PermissionInfo& info = permission_info(reserved.permission);
    for (const auto& [duty, permissions] : roles) {
      const bool has = permissions.test(static_cast<std::size_t>(reserved.permission));
      if (has == (duty == reserved.duty)) continue;
      return has ? refuse(ErrorCode::powers_separate, "“" + std::string(info.zh) + "”只能由专任管理员持有",
                          "\"" + std::string(info.en) + "\" belongs to its administrator alone")
                 : refuse(ErrorCode::powers_separate, "不能取消专任管理员的“" + std::string(info.zh) + "”",
                          "\"" + std::string(info.en) + "\" cannot be taken from its administrator");
    }
  }
  TIANGE_CHECK_OK(check_found_and_punished(roles));
  return check_shared_powers(roles);
}

}  // namespace tiange::org
