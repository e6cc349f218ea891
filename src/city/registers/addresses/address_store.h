#pragma once
// All SQL of the address tree. Addresses are no personal data by themselves; who may see them is asked by the caller.

#include <unordered_map>

#include "city/registers/addresses/addresses.h"

namespace tiange::registers::address_store {

struct Node {
  std::int64_t id = 0;
  std::int64_t parent = 0;
  AddressLevel level = AddressLevel::base;
  std::string name;
  std::int64_t place = 0;
  std::string grid;
  std::optional<double> lng, lat;
};

std::int64_t part_of(std::string_view text);
// What of the aliases is known: alias -> base.
std::unordered_map<std::string, std::string> bases_of(db::Tx& tx, std::span<const std::string> aliases);
void add_alias(db::Tx& tx, std::string_view alias, std::string_view base);
// Where bases of the names are known to lie.
std::unordered_map<std::string, std::vector<Within>> withins_of(db::Tx& tx, std::span<const std::string> names);
void add_within(db::Tx& tx, std::string_view name, const Within& within);
void wait_anew(db::Tx& tx, const ReadAnew& one);
std::vector<ReadAnew> anew(db::Tx& tx, std::size_t most);
void was_read(db::Tx& tx, const ReadAnew& one);
// Those of the ids that are there: id -> grid.
std::unordered_map<std::int64_t, std::string> grids_of(db::Tx& tx, std::span<const std::int64_t> ids);
void add(db::Tx& tx, std::span<const Node> nodes, Instant now);
void set_grid(db::Tx& tx, const Node& node);

std::optional<Node> node(db::Tx& tx, std::int64_t id);
std::vector<Node> children(db::Tx& tx, std::int64_t parent, std::size_t most);
std::unordered_map<std::int64_t, AddressLevel> highest_below(db::Tx& tx, std::span<const std::int64_t> parents);
std::int64_t child_count(db::Tx& tx, std::int64_t parent);
// Bases in grids [low, high), behind (grid, name), whose name holds `part`.
std::vector<Node> bases(db::Tx& tx, std::string_view low, std::string_view high, std::string_view part, std::string_view after_grid,
                        std::string_view after_name, std::size_t most);
// Bases on the ground in the box, in grids [low, high).
std::vector<Node> bases_within(db::Tx& tx, std::string_view low, std::string_view high, const AddressBox& box, std::size_t most);
// Children of many, in no order.
std::vector<Node> children_of(db::Tx& tx, std::span<const std::int64_t> parents);

}  // namespace tiange::registers::address_store
