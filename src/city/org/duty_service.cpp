// Delegation of posts and the roster of grids.
#include <algorithm>

#include "base/text.h"
#include "city/org/org_service.h"

namespace tiange::org {

namespace {

Refusal field(std::string path, std::string zh, std::string en) {
  return refuse_fields(ErrorCode::bad_input, {{std::move(path), std::move(zh), std::move(en)}});
}

bool covers_all(const Scope& scope, const std::vector<std::string>& areas) {
  return std::all_of(areas.begin(), areas.end(), [&](const std::string& area) { return scope.covers(area); });
}

// One's own post, or any inside the area of whoever maintains posts.
bool may_delegate(const Post& post, const Actor& actor) {
  return post.person == actor.scope.person ||
         (actor.scope.may(Permission::org_manage) && covers_all(actor.scope, post.areas));
}

std::vector<FieldError> delegation_faults(const DelegationInput& input, const Actor& actor) {
  std::vector<FieldError> faults;
  if (input.until <= input.from || input.until <= actor.now)
    faults.push_back({"until", "应晚于开始时间和现在", "must be later than the start and than now"});
  if (input.until - input.from > days(k_longest_delegation_days)) {
    const std::string n = std::to_string(k_longest_delegation_days);
    faults.push_back({"until", "委托不超过 " + n + " 天", "a delegation lasts " + n + " days at most"});
  }
  if (text::trim(input.reason).empty() || text::length(input.reason) > 200)
    faults.push_back({"reason", "请填写原因，不超过 200 字", "give a reason of at most 200 characters"});
  return faults;
}

}  // namespace

Result<Delegation> delegate(OrgRoom& room, db::Tx& tx, const DelegationInput& input, const Actor& actor) {
  if (auto faults = delegation_faults(input, actor); !faults.empty())
    return refuse_fields(ErrorCode::bad_input, std::move(faults));
  const auto post = store::find_post(tx, input.post_id);
  if (!post || (post->ends && post->ends <= actor.now) || !may_delegate(*post, actor))
    return refuse(ErrorCode::post_not_held);
  if (is_administrator(post->duty))
    return refuse(ErrorCode::powers_separate, "管理员职务不能委托", "an administrator's duty cannot be delegated");
  if (input.to_person == post->person) return field("to_person", "不能委托给本人", "must be somebody else");
  if (!store::find_account_of(tx, input.to_person)) return field("to_person", "此人没有账号", "this person has no account");
  for (const Post& held : store::posts_of(tx, input.to_person)) {
    if (is_administrator(held.duty) && (!held.ends || held.ends > actor.now))
      return refuse(ErrorCode::powers_separate, "管理员不能接受业务岗位的委托", "an administrator cannot take over other posts");
  }
  Delegation delegation;
  delegation.id = room.ids().next(actor.now);
  delegation.post = post->id;
  delegation.from_person = post->person;
  delegation.to_person = input.to_person;
  delegation.starts = input.from;
  delegation.ends = input.until;
  delegation.reason = input.reason;
  delegation.made_by = actor.scope.name;
  store::insert_delegation(tx, delegation);
  room.changed(tx, store::Changed::directory);
  const std::string what = post->duty + " @ " + post->unit + " → " + input.to_person.text();
  const std::string until = format_local(input.until);
  room.audit(tx, actor, "delegation_made", std::to_string(delegation.id),
             {"委托 " + what + "，至 " + until + "：" + delegation.reason,
              "delegated " + what + " until " + until + ": " + delegation.reason});
  return delegation;
}

Outcome take_back(OrgRoom& room, db::Tx& tx, std::int64_t id, const Actor& actor) {
  const auto delegation = store::find_delegation(tx, id);
  if (!delegation) return refuse(ErrorCode::out_of_scope);
  const auto post = store::find_post(tx, delegation->post);
  const bool receiver = delegation->to_person == actor.scope.person;
  if (!receiver && (!post || !may_delegate(*post, actor))) return refuse(ErrorCode::out_of_scope);
  if (!store::end_delegation(tx, id, actor.now)) return done();
  room.changed(tx, store::Changed::directory);
  room.audit(tx, actor, "delegation_ended", std::to_string(id), {"收回委托", "took the delegation back"});
  return done();
}

// --- command ---

Result<Command> lend_command(OrgRoom& room, db::Tx& tx, const CommandInput& input, const Actor& actor) {
  DelegationInput span;
  span.from = input.from;
  span.until = input.until;
  span.reason = input.reason;
  if (auto faults = delegation_faults(span, actor); !faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  if (actor.scope.name != room.snapshot(actor.now)->person_name(actor.scope.person))
    return refuse(ErrorCode::powers_separate, "受托的权限不能再委托", "what was lent cannot be lent on");
  for (const PersonId person : {actor.scope.person, input.to_person}) {
    for (const Post& held : store::posts_of(tx, person)) {
      if (is_administrator(held.duty) && (!held.ends || held.ends > actor.now))
        return refuse(ErrorCode::powers_separate, "管理员不能委托，也不能受托", "administrators neither lend nor take powers");
    }
  }
  if (!store::find_account_of(tx, input.to_person)) return field("to_person", "此人没有账号", "this person has no account");
  const auto snapshot = room.snapshot(actor.now);
  Command command;
  command.from = actor.scope.person;
  command.to = input.to_person;
  command.powers = input.powers;
  command.areas = input.areas;
  TIANGE_CHECK_OK(may_command(command, snapshot->own_scope(command.from, actor.now), snapshot->scope_of(command.to, actor.now)));
  command.id = room.ids().next(actor.now);
  command.areas = widest_areas(std::move(command.areas));
  command.starts = input.from;
  command.ends = input.until;
  command.reason = input.reason;
  command.made_by = actor.scope.name;
  store::insert_command(tx, command);
  room.changed(tx, store::Changed::directory);
  const std::string what = text::join(command.powers, " ") + " @ " + text::join(command.areas, " ") + " → " + snapshot->person_name(command.to);
  const std::string until = format_local(command.ends);
  room.audit(tx, actor, "command_lent", std::to_string(command.id),
             {"委托指挥 " + what + "，至 " + until + "：" + command.reason, "lent command " + what + " until " + until + ": " + command.reason});
  return command;
}

Outcome end_command(OrgRoom& room, db::Tx& tx, std::int64_t id, const Actor& actor) {
  const auto command = store::find_command(tx, id);
  if (!command) return refuse(ErrorCode::out_of_scope);
  const bool own = command->from == actor.scope.person || command->to == actor.scope.person;
  if (!own && !(actor.scope.may(Permission::org_manage) && covers_all(actor.scope, command->areas))) return refuse(ErrorCode::out_of_scope);
  if (!store::end_command(tx, id, actor.now)) return done();
  room.changed(tx, store::Changed::directory);
  room.audit(tx, actor, "command_ended", std::to_string(id), {"收回委托指挥", "took the command back"});
  return done();
}

// --- roster ---

namespace {

constexpr std::size_t k_community_digits = 12;

Outcome check_stand_in(db::Tx& tx, const Scope& scope, const char* path, PersonId person) {
  if (!store::find_person(tx, scope, person)) return field(path, "没有此人", "no such person");
  if (!store::find_account_of(tx, person)) return field(path, "此人没有账号", "this person has no account");
  for (const Post& held : store::posts_of(tx, person)) {
    if (is_administrator(held.duty)) return refuse(ErrorCode::powers_separate);
  }
  return done();
}

// Moves the grid into the officer's post and out of everybody else's.
Outcome give_grid(OrgRoom& room, db::Tx& tx, const std::string& grid, PersonId officer, const Actor& actor) {
  const std::string station_area = grid.substr(0, k_community_digits);
  std::optional<Post> target;
  std::vector<Post> losing;
  for (Post& post : store::posts_not_over(tx, actor.now)) {
    if (post.duty != k_officer || !in_effect(post, actor.now)) continue;
    const bool has = std::find(post.areas.begin(), post.areas.end(), grid) != post.areas.end();
    if (post.person == officer) {
      if (has) return done();
      if (!target && post.unit.starts_with(station_area)) target = std::move(post);
    } else if (has) {
      losing.push_back(std::move(post));
    }
  }
  if (!target) return field("officer", "此人不是本社区的网格员", "this person is no officer of the community");
  for (Post& post : losing) {
    std::erase(post.areas, grid);
    if (post.areas.empty()) {
      store::end_post(tx, post.id, actor.now);
    } else {
      store::replace_areas(tx, post);
    }
  }
  target->areas.push_back(grid);
  store::replace_areas(tx, *target);
  room.audit(tx, actor, "post_changed", officer.text(), {"接管网格 " + grid, "took over the grid " + grid});
  return done();
}

}  // namespace

Outcome set_roster(OrgRoom& room, db::Tx& tx, const RosterInput& input, const Actor& actor) {
  if (level_of(input.grid) != Level::grid || !actor.scope.covers(input.grid)) return refuse(ErrorCode::out_of_scope);
  Roster roster;
  roster.grid = input.grid;
  roster.backup = input.backup.value_or(PersonId{});
  roster.cover = input.cover.value_or(PersonId{});
  roster.leave_starts = input.leave_from.value_or(Instant{});
  roster.leave_ends = input.leave_until.value_or(Instant{});
  if (roster.leave_ends && (!roster.leave_starts || roster.leave_ends <= roster.leave_starts))
    return field("leave_until", "应晚于请假开始时间", "must be later than the start of the leave");
  if (input.officer) {
    TIANGE_CHECK_OK(check_stand_in(tx, actor.scope, "officer", *input.officer));
    TIANGE_CHECK_OK(give_grid(room, tx, input.grid, *input.officer, actor));
  }
  if (roster.backup) TIANGE_CHECK_OK(check_stand_in(tx, actor.scope, "backup", roster.backup));
  if (roster.cover) TIANGE_CHECK_OK(check_stand_in(tx, actor.scope, "cover", roster.cover));
  store::put_roster(tx, roster);
  room.changed(tx, store::Changed::directory);
  const auto snapshot = room.snapshot(actor.now);
  const auto name = [&](PersonId person) { return person ? snapshot->person_name(person) : std::string("—"); };
  const std::string leave = roster.leave_starts ? format_local(roster.leave_starts) + " – " +
                                                      (roster.leave_ends ? format_local(roster.leave_ends) : "")
                                                : "—";
  room.audit(tx, actor, "roster_changed", input.grid,
             {"备岗 " + name(roster.backup) + "，代岗 " + name(roster.cover) + "，休假 " + leave,
              "backup " + name(roster.backup) + ", cover " + name(roster.cover) + ", leave " + leave});
  return done();
}

}  // namespace tiange::org
