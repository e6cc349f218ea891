#include "city/org/directory.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace tiange::org {

namespace {

constexpr std::size_t k_grid_digits = 15;
constexpr std::size_t k_area_digits[] = {15, 12, 9, 6};

// "440604010001003:officer" names the queue of a grid.
std::optional<std::string_view> grid_of_queue(std::string_view queue) {
  if (queue.size() != k_grid_digits + 1 + k_officer.size()) return std::nullopt;
  if (queue[k_grid_digits] != ':' || queue.substr(k_grid_digits + 1) != k_officer) return std::nullopt;
  return queue.substr(0, k_grid_digits);
}

bool covers(const Post& post, std::string_view area_code) {
  return std::any_of(post.areas.begin(), post.areas.end(),
                     [&](const std::string& area) { return area_code.starts_with(area); });
}

}  // namespace

Level level_of(std::string_view area_code) {
  switch (area_code.size()) {
    case 9: return Level::town;
    case 12: return Level::community;
    case 15: return Level::grid;
    default: return Level::district;
  }
}

Snapshot::Snapshot(DirectoryRows rows) : rows_(std::move(rows)) {
  std::sort(rows_.units.begin(), rows_.units.end(), [](const auto& a, const auto& b) { return a.code < b.code; });
  std::sort(rows_.posts.begin(), rows_.posts.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  std::sort(rows_.rosters.begin(), rows_.rosters.end(), [](const auto& a, const auto& b) { return a.grid < b.grid; });
  for (std::size_t i = 0; i < rows_.units.size(); ++i) {
    unit_by_code_[rows_.units[i].code] = i;
    units_by_parent_[rows_.units[i].parent].push_back(i);
  }
  index_people();
  index_posts();
  add_boundaries();
}

void Snapshot::index_people() {
  names_.reserve(rows_.names.size());
  for (auto& [id, name] : rows_.names) names_.emplace(id, std::move(name));
  rows_.names.clear();
  for (std::size_t i = 0; i < rows_.accounts.size(); ++i) {
    account_by_person_[rows_.accounts[i].person] = i;
    account_by_id_[rows_.accounts[i].id] = i;
  }
  for (std::size_t i = 0; i < rows_.delegations.size(); ++i) {
    delegations_by_receiver_[rows_.delegations[i].to_person].push_back(i);
    delegations_by_post_[rows_.delegations[i].post].push_back(i);
  }
  for (std::size_t i = 0; i < rows_.rosters.size(); ++i) {
    const Roster& roster = rows_.rosters[i];
    if (roster.cover) rosters_by_stand_in_[roster.cover].push_back(i);
    if (roster.backup && roster.backup != roster.cover) rosters_by_stand_in_[roster.backup].push_back(i);
  }
}

void Snapshot::index_posts() {
  std::set<std::pair<std::string_view, PersonId>> counted;
  for (std::size_t i = 0; i < rows_.posts.size(); ++i) {
    const Post& post = rows_.posts[i];
    post_by_id_[post.id] = i;
    posts_by_person_[post.person].push_back(i);
    if (post.duty == k_station_head) station_heads_.push_back(i);
    for (const std::string& queue : queues_of(post, is_by_area(post.duty))) posts_by_queue_[queue].push_back(i);
    if (counted.emplace(post.unit, post.person).second) ++people_by_unit_[post.unit];
  }
}

void Snapshot::add_boundaries() {
  const auto add = [&](Instant moment) {
    if (moment) boundaries_.push_back(moment);
  };
  for (const Post& post : rows_.posts) {
    add(post.starts);
    add(post.ends);
  }
  for (const Delegation& delegation : rows_.delegations) {
    add(delegation.starts);
    add(delegation.ends);
  }
  for (const Roster& roster : rows_.rosters) {
    add(roster.leave_starts);
    add(roster.leave_ends);
  }
  std::sort(boundaries_.begin(), boundaries_.end());
  boundaries_.erase(std::unique(boundaries_.begin(), boundaries_.end()), boundaries_.end());
}

const UnitInfo* Snapshot::unit(std::string_view code) const {
  const auto found = unit_by_code_.find(code);
  return found == unit_by_code_.end() ? nullptr : &rows_.units[found->second];
}

const UnitInfo* Snapshot::unit_for(std::string_view area_code, std::string_view line) const {
  for (const std::size_t digits : k_area_digits) {
    if (area_code.size() < digits) continue;
    if (const UnitInfo* found = unit(std::string(area_code.substr(0, digits)) + "-" + std::string(line))) return found;
  }
  return nullptr;
}

std::vector<const UnitInfo*> Snapshot::units_below(std::string_view parent) const {
  std::vector<const UnitInfo*> below;
  if (const auto found = units_by_parent_.find(parent); found != units_by_parent_.end()) {
    for (const std::size_t i : found->second) below.push_back(&rows_.units[i]);
  }
  return below;
}

Words Snapshot::unit_name(std::string_view code) const {
  if (const UnitInfo* found = unit(code)) return {found->name_zh, found->name_en};
  return {std::string(code), std::string(code)};
}

const DutyInfo* Snapshot::duty(std::string_view key) const {
  const auto found =
      std::find_if(rows_.duties.begin(), rows_.duties.end(), [&](const DutyInfo& duty) { return duty.key == key; });
  return found == rows_.duties.end() ? nullptr : &*found;
}

Words Snapshot::duty_name(std::string_view key) const {
  if (const DutyInfo* found = duty(key)) return {found->name_zh, found->name_en};
  return {std::string(key), std::string(key)};
}

std::string Snapshot::person_name(PersonId person) const {
  const auto found = names_.find(person);
  return found == names_.end() ? "" : found->second;
}

std::vector<PersonId> Snapshot::people_named(std::string_view part, std::size_t most,
                                             const std::function<bool(PersonId)>& fits) const {
  std::vector<std::pair<std::string_view, PersonId>> found;
  for (const auto& [id, name] : names_) {
    if (text::contains(name, part)) found.emplace_back(name, id);
  }
  std::sort(found.begin(), found.end());
  std::vector<PersonId> people;
  for (const auto& [name, id] : found) {
    if (people.size() >= most) break;
    if (fits(id)) people.push_back(id);
  }
  return people;
}

std::optional<PersonId> Snapshot::person_of(AccountId id) const {
  const auto* found = account(id);
  return found ? std::optional(found->person) : std::nullopt;
}

std::string Snapshot::unit_of(PersonId person) const {
  const auto found = posts_by_person_.find(person);
  return found == posts_by_person_.end() ? "" : rows_.posts[found->second.front()].unit;
}

const Roster* Snapshot::roster(std::string_view grid) const {
  const auto found = std::lower_bound(rows_.rosters.begin(), rows_.rosters.end(), grid,
                                      [](const Roster& roster, std::string_view code) { return roster.grid < code; });
  return found == rows_.rosters.end() || found->grid != grid ? nullptr : &*found;
}

const DirectoryRows::Account* Snapshot::account(AccountId id) const {
  const auto found = account_by_id_.find(id);
  return found == account_by_id_.end() ? nullptr : &rows_.accounts[found->second];
}

const DirectoryRows::Account* Snapshot::account_of(PersonId person) const {
  const auto found = account_by_person_.find(person);
  return found == account_by_person_.end() ? nullptr : &rows_.accounts[found->second];
}

bool Snapshot::is_by_area(std::string_view key) const {
  const DutyInfo* found = duty(key);
  return found && found->by_area;
}

int Snapshot::people_in(std::string_view unit) const {
  const auto found = people_by_unit_.find(unit);
  return found == people_by_unit_.end() ? 0 : found->second;
}

std::vector<HeldPost> Snapshot::held_by(PersonId person, Instant now) const {
  std::vector<HeldPost> held;
  if (const auto own = posts_by_person_.find(person); own != posts_by_person_.end()) {
    for (const std::size_t i : own->second) {
      if (in_effect(rows_.posts[i], now)) held.push_back({&rows_.posts[i]});
    }
  }
  if (const auto received = delegations_by_receiver_.find(person); received != delegations_by_receiver_.end()) {
    for (const std::size_t i : received->second) {
      const Delegation& delegation = rows_.delegations[i];
      const auto post = post_by_id_.find(delegation.post);
      if (post == post_by_id_.end() || !in_effect(delegation, now) || !in_effect(rows_.posts[post->second], now)) continue;
      held.push_back({&rows_.posts[post->second], &delegation});
    }
  }
  return held;
}

std::vector<const Post*> Snapshot::officers_of(std::string_view grid, Instant now) const {
  std::vector<const Post*> officers;
  const auto found = posts_by_queue_.find(queue_of_area(grid, k_officer));
  if (found == posts_by_queue_.end()) return officers;
  for (const std::size_t i : found->second) {
    if (in_effect(rows_.posts[i], now)) officers.push_back(&rows_.posts[i]);
  }
  return officers;
}

std::vector<const Post*> Snapshot::station_heads_of(std::string_view grid, Instant now) const {
  std::vector<const Post*> heads;
  for (const std::size_t i : station_heads_) {
    if (in_effect(rows_.posts[i], now) && covers(rows_.posts[i], grid)) heads.push_back(&rows_.posts[i]);
  }
  return heads;
}

Holder Snapshot::holder(PersonId person, const Post& post, std::string_view duty) const {
  const auto* account = account_of(person);
  return {person, account ? account->id : AccountId{}, post.id, person_name(person), std::string(duty), post.unit};
}

void Snapshot::add_delegates(std::vector<Holder>& holders, const Post& post, Instant now) const {
  const auto found = delegations_by_post_.find(post.id);
  if (found == delegations_by_post_.end()) return;
  for (const std::size_t i : found->second) {
    if (in_effect(rows_.delegations[i], now)) holders.push_back(holder(rows_.delegations[i].to_person, post, post.duty));
  }
}

std::vector<Holder> Snapshot::holders_of_grid(std::string_view grid, Instant now) const {
  const std::vector<const Post*> officers = officers_of(grid, now);
  const Roster* written = roster(grid);
  const Stand stand = stand_of(!officers.empty(), written, now);
  std::vector<Holder> holders;
  for (const Post* post : officers) {
    if (stand == Stand::officer) holders.push_back(holder(post->person, *post, k_officer));
    add_delegates(holders, *post, now);
  }
  if (stand == Stand::station_head && written) {
    for (const Post* post : station_heads_of(grid, now)) {
      holders.push_back(holder(post->person, *post, k_officer));
      add_delegates(holders, *post, now);
    }
  }
  if (stand == Stand::cover || stand == Stand::backup) {
    const PersonId person = stand == Stand::cover ? written->cover : written->backup;
    const auto posts = posts_by_person_.find(person);
    const Post none{};
    holders.push_back(holder(person, posts == posts_by_person_.end() ? none : rows_.posts[posts->second.front()], k_officer));
  }
  return holders;
}

std::vector<Holder> Snapshot::holders(std::string_view queue, Instant now) const {
  if (const auto grid = grid_of_queue(queue)) return holders_of_grid(*grid, now);
  std::vector<Holder> holders;
  const auto found = posts_by_queue_.find(queue);
  if (found == posts_by_queue_.end()) return holders;
  for (const std::size_t i : found->second) {
    const Post& post = rows_.posts[i];
    if (!in_effect(post, now)) continue;
    holders.push_back(holder(post.person, post, post.duty));
    add_delegates(holders, post, now);
  }
  return holders;
}

void Snapshot::add_roster(Grants& grants, PersonId person, Instant now) const {
  const auto stand_in = [&](const Roster& roster) {
    const Stand stand = stand_of(!officers_of(roster.grid, now).empty(), &roster, now);
    if ((stand == Stand::cover && roster.cover == person) || (stand == Stand::backup && roster.backup == person))
      grants.stands_in_for.push_back(roster.grid);
  };
  if (const auto found = rosters_by_stand_in_.find(person); found != rosters_by_stand_in_.end()) {
    for (const std::size_t i : found->second) stand_in(rows_.rosters[i]);
  }
  for (const HeldPost& held : held_by(person, now)) {
    const Post& post = *held.post;
    for (const std::string& area : post.areas) {
      if (post.duty == k_officer && !held.via) {
        const Roster* written = roster(area);
        if (written && on_leave(*written, now)) grants.away_from.push_back(area);
      }
      if (post.duty != k_station_head) continue;
      auto at = std::lower_bound(rows_.rosters.begin(), rows_.rosters.end(), area,
                                 [](const Roster& roster, const std::string& code) { return roster.grid < code; });
      for (; at != rows_.rosters.end() && at->grid.starts_with(area); ++at) {
        if (stand_of(!officers_of(at->grid, now).empty(), &*at, now) == Stand::station_head)
          grants.stands_in_for.push_back(at->grid);
      }
    }
  }
}

Scope Snapshot::scope_of(PersonId person, Instant now) const {
  Grants grants;
  for (const HeldPost& held : held_by(person, now)) grants.posts.push_back(held.post);
  add_roster(grants, person, now);
  Scope scope = scope_from(grants, rows_.roles, [this](std::string_view duty) { return is_by_area(duty); });
  scope.person = person;
  scope.name = person_name(person);
  if (const auto* mine = account_of(person)) scope.account = mine->id;
  return scope;
}

Scope Snapshot::own_scope(PersonId person, Instant now) const {
  Grants grants;
  for (const HeldPost& held : held_by(person, now)) {
    if (!held.via) grants.posts.push_back(held.post);
  }
  Scope scope = scope_from(grants, rows_.roles, [this](std::string_view duty) { return is_by_area(duty); });
  scope.person = person;
  scope.name = person_name(person);
  if (const auto* mine = account_of(person)) scope.account = mine->id;
  return scope;
}

const Command* Snapshot::command(std::int64_t id) const {
  const auto found = std::find_if(rows_.commands.begin(), rows_.commands.end(), [&](const Command& one) { return one.id == id; });
  return found == rows_.commands.end() ? nullptr : &*found;
}

Scope Snapshot::acting_scope(std::int64_t id, const Scope& receiver, Instant now) const {
  const Command* lent = command(id);
  if (!lent || lent->to != receiver.person || !in_effect(*lent, now)) return {};
  std::vector<LentPost> posts;
  for (const HeldPost& held : held_by(lent->from, now)) {
    if (!held.via) posts.push_back({held.post->unit, held.post->areas, queues_of(*held.post, is_by_area(held.post->duty))});
  }
  return org::acting_scope(*lent, own_scope(lent->from, now), posts, receiver);
}

Instant Snapshot::next_change(Instant now) const {
  const auto next = std::upper_bound(boundaries_.begin(), boundaries_.end(), now);
  return next == boundaries_.end() ? Instant{INT64_MAX} : *next;
}

}  // namespace tiange::org
