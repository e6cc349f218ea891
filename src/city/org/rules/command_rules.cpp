#include "city/org/rules/command_rules.h"

#include <algorithm>

namespace tiange::org {

namespace {

constexpr Permission k_kept[] = {Permission::open_to_all, Permission::signed_in, Permission::org_manage, Permission::org_accounts,
                                 Permission::org_roles,   Permission::org_audit, Permission::system_manage};
// Who finds may not punish, in whatever way the powers come together in one hand.
constexpr std::pair<Permission, Permission> k_apart[] = {{Permission::penalty_find, Permission::penalty_punish}};

std::size_t bit(Permission permission) { return static_cast<std::size_t>(permission); }

bool covers_all(const Scope& scope, const std::vector<std::string>& areas) {
  return std::all_of(areas.begin(), areas.end(), [&](const std::string& area) { return scope.covers(area); });
}

bool lies_in(const std::vector<std::string>& inner, const std::vector<std::string>& outer) {
  return std::all_of(inner.begin(), inner.end(), [&](const std::string& one) {
    return std::any_of(outer.begin(), outer.end(), [&](const std::string& area) { return one.starts_with(area); });
  });
}

// Powers that would meet in the receiver's hand and must not.
bool meet(const Permissions& powers, const Scope& receiver) {
  const Permissions together = powers | receiver.permissions;
  return std::any_of(std::begin(k_apart), std::end(k_apart), [&](const auto& pair) {
    const bool lent = powers.test(bit(pair.first)) || powers.test(bit(pair.second));
    return lent && together.test(bit(pair.first)) && together.test(bit(pair.second));
  });
}

}  // namespace

bool in_effect(const Command& command, Instant now) {
  return command.starts <= now && now < command.ends && (!command.ended || now < command.ended);
}

bool may_be_lent(Permission permission) { return std::find(std::begin(k_kept), std::end(k_kept), permission) == std::end(k_kept); }

Permissions powers_of(const Command& command) {
  Permissions powers;
  for (const std::string& key : command.powers) {
    if (const auto permission = permission_from_key(key); permission && may_be_lent(*permission)) powers.set(bit(*permission));
  }
  return powers;
}

Outcome may_command(const Command& command, const Scope& giver, const Scope& receiver) {
  std::vector<FieldError> errors;
  if (command.powers.empty()) errors.push_back({"powers", "请至少选择一项权限", "choose at least one power"});
  for (const std::string& key : command.powers) {
    const auto permission = permission_from_key(key);
    if (!permission || !giver.may(*permission)) errors.push_back({"powers", "您自己没有这项权限：" + key, "you do not hold this power yourself: " + key});
    else if (!may_be_lent(*permission)) errors.push_back({"powers", "管理权限不能委托：" + key, "powers of administrators cannot be lent: " + key});
  }
  if (command.areas.empty() || !covers_all(giver, command.areas)) errors.push_back({"areas", "区域不能超出自己的管辖范围", "the area must lie inside your own"});
  if (command.from == command.to) errors.push_back({"to_person", "不能委托给本人", "must be somebody else"});
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors));
  if (meet(powers_of(command), receiver)) return refuse(ErrorCode::powers_apart, "受托人将同时持有两者", "the receiver would hold both");
  return done();
}

Scope acting_scope(const Command& command, const Scope& giver, const std::vector<LentPost>& posts, const Scope& receiver) {
  Scope scope;
  const Permissions powers = powers_of(command) & giver.permissions;
  if (powers.none() || meet(powers, receiver)) return scope;
  for (const std::string& area : command.areas) {
    if (giver.covers(area)) scope.areas.push_back(area);
  }
  if (scope.areas.empty()) return Scope{};
  scope.permissions = powers;
  for (const LentPost& post : posts) {
    if (!lies_in(post.areas, scope.areas)) continue;
    scope.units.push_back(post.unit);
    scope.queues.insert(scope.queues.end(), post.queues.begin(), post.queues.end());
  }
  scope.account = receiver.account;
  scope.person = receiver.person;
  scope.language = receiver.language;
  scope.name = receiver.name + "（受" + giver.name + "委托）";
  return scope;
}

}  // namespace tiange::org
