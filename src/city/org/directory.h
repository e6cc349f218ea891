#pragma once
// The directory as one immutable snapshot, and the scopes that follow from it. Built from rows once for each version of
// the database; afterwards every question is a look-up.

#include <map>

#include "city/org/org.h"
#include "city/org/rules/command_rules.h"
#include "city/org/rules/scope_rules.h"

namespace tiange::org {

struct DirectoryRows {
  struct Account {
    AccountId id;
    std::string name;
    PersonId person;
    bool locked = false;
  };
  std::int64_t version = 0;
  std::vector<UnitInfo> units;
  std::vector<DutyInfo> duties;
  Roles roles;
  std::vector<std::pair<PersonId, std::string>> names;
  std::vector<Account> accounts;
  std::vector<Post> posts;
  std::vector<Delegation> delegations;
  std::vector<Command> commands;
  std::vector<Roster> rosters;
};

// A post a person works in, and how.
struct HeldPost {
  const Post* post;
  const Delegation* via = nullptr;  // set when another's post is held by delegation
};

class Snapshot final : public Directory {
 public:
  explicit Snapshot(DirectoryRows rows);

  const UnitInfo* unit(std::string_view code) const override;
  const UnitInfo* unit_for(std::string_view area_code, std::string_view line) const override;
  std::vector<const UnitInfo*> units_below(std::string_view parent) const override;
  std::span<const UnitInfo> units() const override { return rows_.units; }
  Words unit_name(std::string_view code) const override;
  const DutyInfo* duty(std::string_view key) const override;
  std::span<const DutyInfo> duties() const override { return rows_.duties; }
  Words duty_name(std::string_view key) const override;
  std::string person_name(PersonId person) const override;
  std::vector<PersonId> people_named(std::string_view part, std::size_t most,
                                     const std::function<bool(PersonId)>& fits) const override;
  std::optional<PersonId> person_of(AccountId account) const override;
  std::string unit_of(PersonId person) const override;
  std::vector<Holder> holders(std::string_view queue, Instant now) const override;

  std::int64_t version() const { return rows_.version; }
  const Roles& roles() const { return rows_.roles; }
  const std::vector<Post>& posts() const { return rows_.posts; }
  const std::vector<Roster>& rosters() const { return rows_.rosters; }  // in order of the grids
  const Roster* roster(std::string_view grid) const;
  const DirectoryRows::Account* account(AccountId id) const;
  const DirectoryRows::Account* account_of(PersonId person) const;
  const std::vector<DirectoryRows::Account>& accounts() const { return rows_.accounts; }
  bool is_by_area(std::string_view duty) const;
  int people_in(std::string_view unit) const;  // with a post in effect or to come

  std::vector<HeldPost> held_by(PersonId person, Instant now) const;  // own first, in order of the posts' ids
  std::vector<const Post*> officers_of(std::string_view grid, Instant now) const;
  std::vector<const Post*> station_heads_of(std::string_view grid, Instant now) const;
  Scope scope_of(PersonId person, Instant now) const override;
  // What a person's own posts give, without what others lent.
  Scope own_scope(PersonId person, Instant now) const;
  const std::vector<Command>& commands() const { return rows_.commands; }
  const Command* command(std::int64_t id) const;
  // Of somebody acting by a command; without areas when it is not in effect or not theirs.
  Scope acting_scope(std::int64_t command, const Scope& receiver, Instant now) const;
  // The next moment at which any scope changes without anybody doing anything.
  Instant next_change(Instant now) const;

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  template <class T>
  using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

  void index_posts();
  void index_people();
  void add_boundaries();
  Holder holder(PersonId person, const Post& post, std::string_view duty) const;
  void add_delegates(std::vector<Holder>& holders, const Post& post, Instant now) const;
  std::vector<Holder> holders_of_grid(std::string_view grid, Instant now) const;

  void add_roster(Grants& grants, PersonId person, Instant now) const;

  DirectoryRows rows_;
  TextMap<std::size_t> unit_by_code_;
  TextMap<std::vector<std::size_t>> units_by_parent_;
  TextMap<int> people_by_unit_;
  TextMap<std::vector<std::size_t>> posts_by_queue_;
  std::vector<std::size_t> station_heads_;
  std::unordered_map<PersonId, std::string> names_;
  std::unordered_map<PersonId, std::size_t> account_by_person_;
  std::unordered_map<AccountId, std::size_t> account_by_id_;
  std::unordered_map<PersonId, std::vector<std::size_t>> posts_by_person_;
  std::unordered_map<PostId, std::size_t> post_by_id_;
  std::unordered_map<PersonId, std::vector<std::size_t>> delegations_by_receiver_;
  std::unordered_map<PostId, std::vector<std::size_t>> delegations_by_post_;
  std::unordered_map<PersonId, std::vector<std::size_t>> rosters_by_stand_in_;
  std::vector<Instant> boundaries_;  // sorted
};

}  // namespace tiange::org
