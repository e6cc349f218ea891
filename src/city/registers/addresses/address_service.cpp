#include <algorithm>
#include <cmath>

#include "base/codes.h"
#include "base/text.h"
#include "city/registers/addresses/base_reader.h"

namespace tiange::registers {

namespace {

using address_store::Node;

constexpr double k_likely = 0.5;  // score of a place that a text may mean

// The tree itself, with what a batch of texts adds to it.
class AddressTree final : public Addresses {
 public:
  explicit AddressTree(AddressesParts parts) : parts_(std::move(parts)) {}

  std::vector<Placed> place(db::Tx& tx, std::span<const AddressText> texts, Instant now) override;
  std::vector<Placed> find(db::Tx& tx, std::span<const AddressText> texts) const override;
  std::vector<std::int64_t> meant(db::Tx& tx, std::span<const AddressText> texts) const override;
  std::vector<ReadAnew> read_anew(db::Tx& tx, std::size_t most) const override { return address_store::anew(tx, most); }
  std::vector<std::int64_t> meant_by(db::Tx& tx, const ReadAnew& one) const override;
  void was_read(db::Tx& tx, const ReadAnew& one) override { address_store::was_read(tx, one); }
  std::unordered_map<std::int64_t, AddressLevel> highest_below(db::Tx& tx, std::span<const std::int64_t> ids) const override {
    return address_store::highest_below(tx, ids);
  }
  std::optional<AddressRow> row(db::Tx& tx, const Scope& scope, std::int64_t id) const override;
  std::vector<AddressRow> path(db::Tx& tx, const Scope& scope, std::int64_t id) const override;
  AddressList list(db::Tx& tx, const Scope& scope, const AddressAsk& ask) const override;
  std::vector<AddressRow> below(db::Tx& tx, const Scope& scope, std::int64_t id, std::size_t most) const override;
  std::string full(db::Tx& tx, std::int64_t id) const override;
  std::vector<AddressRow> within(db::Tx& tx, const Scope& scope, const AddressBox& box, std::size_t most) const override;
  std::vector<AddressRow> below_all(db::Tx& tx, const Scope& scope, std::span<const AddressRow> roots, std::size_t most) const override;

 private:
  std::string grid_for(const AddressText& text, const AddressParts& parts, const std::string& base, std::optional<double>& lng,
                       std::optional<double>& lat) const;
  std::string area_of(const AddressParts& parts) const;
  AddressRow row_of(db::Tx& tx, const Scope& scope, const Node& node, const std::string& full) const;
  AddressList near(db::Tx& tx, const Scope& scope, const AddressAsk& ask) const;

  AddressesParts parts_;
  BaseReader reader_{parts_};
};

std::int64_t place_of(const std::string& name) {
  std::int64_t value = 0;
  for (const char c : name) {
    if (c < '0' || c > '9') break;
    value = std::min<std::int64_t>(value * 10 + (c - '0'), 1'000'000'000);
  }
  if (value == 0 && !name.empty() && name[0] >= 'A' && name[0] <= 'Z') value = name[0];
  return value;
}

std::string AddressTree::grid_for(const AddressText& text, const AddressParts& parts, const std::string& base, std::optional<double>& lng,
                                  std::optional<double>& lat) const {
  if (text.lng && text.lat) {
    lng = text.lng;
    lat = text.lat;
    if (text.grid.size() != 15) {
      const auto located = parts_.places.locate(*text.lng, *text.lat);
      if (located.ok()) return located->grid_code;
    }
  }
  if (text.grid.size() == 15) return text.grid;
  const std::string within = area_of(parts);
  const std::string asked = parts.town + parts.community + parts.road + parts.number + parts.estate;
  for (const places::Candidate& found : parts_.places.find(asked.empty() ? base : asked, 5)) {
    if (found.kind == "area" || found.grid_code.size() != 15 || found.score < k_likely) continue;
    if (!found.grid_code.starts_with(within)) continue;
    lng = found.lng;
    lat = found.lat;
    return found.grid_code;
  }
  return within;
}

// The smallest area that the text names: a community's only grid, the community, the town, else the district.
std::string AddressTree::area_of(const AddressParts& parts) const {
  const auto named = [&](const std::string& parent, const std::string& name) -> std::string {
    if (name.empty()) return "";
    // 石湾街道 for 石湾镇街道, 丽豪 for 丽豪社区.
    const std::string core = area_core(name);
    for (const places::Area& one : parts_.places.children(parent)) {
      if (one.name_zh == name || area_core(one.name_zh) == core) return one.code;
    }
    return "";
  };
  const std::string town = named(parts_.district, parts.town);
  if (town.empty()) return parts_.district;
  const std::string community = named(town, parts.community);
  if (community.empty()) return town;
  const auto grids = parts_.places.children(community);
  return grids.size() == 1 ? grids.front().code : community;
}

std::vector<Placed> AddressTree::find(db::Tx& tx, std::span<const AddressText> texts) const {
  const std::vector<ReadText> all = reader_.read(tx, texts);
  std::vector<std::int64_t> ids;
  for (const ReadText& one : all) {
    if (!one.steps.empty()) ids.push_back(address_id(one.steps));
  }
  const auto known = address_store::grids_of(tx, ids);
  std::vector<Placed> placed(texts.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].steps.empty()) continue;
    const std::int64_t id = address_id(all[i].steps);
    const auto found = known.find(id);
    if (found != known.end()) placed[i] = {id, address_id(std::span(all[i].steps).first(1)), all[i].sure ? found->second : area_of(all[i].parts), all[i].sure};
  }
  return placed;
}

std::vector<std::int64_t> AddressTree::meant(db::Tx& tx, std::span<const AddressText> texts) const {
  std::vector<std::int64_t> ids;
  for (const ReadText& one : reader_.read(tx, texts)) ids.push_back(one.steps.empty() ? 0 : address_id(one.steps));
  return ids;
}

std::vector<Placed> AddressTree::place(db::Tx& tx, std::span<const AddressText> texts, Instant now) {
  const std::vector<ReadText> all = reader_.learn(tx, texts);
  std::vector<std::int64_t> ids;
  for (const ReadText& one : all) {
    for (std::size_t n = 1; n <= one.steps.size(); ++n) ids.push_back(address_id(std::span(one.steps).first(n)));
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  auto known = address_store::grids_of(tx, ids);
  std::vector<Node> fresh;
  std::vector<Placed> placed(texts.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& steps = all[i].steps;
    std::int64_t parent = 0;
    std::string grid;
    for (std::size_t n = 1; n <= steps.size(); ++n) {
      const std::int64_t id = address_id(std::span(steps).first(n));
      const auto found = known.find(id);
      Node node{id, parent, steps[n - 1].level, steps[n - 1].name, place_of(steps[n - 1].name), grid, texts[i].lng, texts[i].lat};
      if (found == known.end()) {
        if (n == 1) node.grid = all[i].sure ? grid_for(texts[i], all[i].parts, node.name, node.lng, node.lat) : area_of(all[i].parts);
        if (texts[i].grid.size() == 15) node.grid = texts[i].grid;
        known.emplace(id, node.grid);
        fresh.push_back(node);
      } else if (found->second.size() < 15 && texts[i].grid.size() == 15) {
        found->second = node.grid = texts[i].grid;
        address_store::set_grid(tx, node);
      }
      grid = known[id];
      parent = id;
    }
    if (!steps.empty()) placed[i] = {parent, address_id(std::span(steps).first(1)), all[i].sure ? grid : area_of(all[i].parts), all[i].sure};
  }
  address_store::add(tx, fresh, now);
  return placed;
}

std::vector<std::int64_t> AddressTree::meant_by(db::Tx& tx, const ReadAnew& one) const {
  std::vector<std::int64_t> found = reader_.bases_meant(tx, one);
  for (std::vector<std::int64_t> parents = found; !parents.empty();) {
    std::vector<std::int64_t> next;
    for (const Node& node : address_store::children_of(tx, parents)) next.push_back(node.id);
    std::sort(next.begin(), next.end());  // the last parent of a list is asked more than once
    next.erase(std::unique(next.begin(), next.end()), next.end());
    found.insert(found.end(), next.begin(), next.end());
    parents = std::move(next);
  }
  return found;
}

AddressRow AddressTree::row_of(db::Tx& tx, const Scope& scope, const Node& node, const std::string& full) const {
  AddressRow row;
  row.id = std::to_string(node.id);
  if (node.parent) row.parent = std::to_string(node.parent);
  row.level = node.level;
  row.name = node.name;
  row.full = full;
  row.grid = node.grid;
  row.area_name = parts_.places.full_name(node.grid, scope.language);
  row.lng = node.lng;
  row.lat = node.lat;
  if (node.level != AddressLevel::room) row.children = address_store::child_count(tx, node.id);
  return row;
}

std::vector<AddressRow> AddressTree::path(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  std::vector<Node> nodes;
  for (std::int64_t at = id; at != 0 && nodes.size() < 8;) {
    const auto node = address_store::node(tx, at);
    if (!node || !scope.covers(node->grid)) break;
    nodes.push_back(*node);
    at = node->parent;
  }
  std::reverse(nodes.begin(), nodes.end());
  std::vector<AddressRow> rows;
  std::string full;
  for (const Node& node : nodes) {
    // The floor is said by the room's number.
    if (node.level != AddressLevel::floor || node.id == id) full += node.name;
    rows.push_back(row_of(tx, scope, node, full));
  }
  return rows;
}

std::optional<AddressRow> AddressTree::row(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  std::vector<AddressRow> rows = path(tx, scope, id);
  if (rows.empty() || rows.back().id != std::to_string(id)) return std::nullopt;
  return std::move(rows.back());
}

std::string AddressTree::full(db::Tx& tx, std::int64_t id) const {
  const auto found = row(tx, system_scope(parts_.district), id);
  return found ? found->full : "";
}

AddressList AddressTree::near(db::Tx& tx, const Scope& scope, const AddressAsk& ask) const {
  AddressList list;
  const auto located = parts_.places.locate(*ask.lng, *ask.lat);
  if (!located.ok() || !scope.covers(located->grid_code)) return list;
  auto nodes = address_store::bases(tx, located->grid_code, codes::code_after(located->grid_code), ask.q, "", "", 2000);
  const auto away = [&](const Node& n) {
    return n.lng && n.lat ? std::hypot((*n.lng - *ask.lng) * 0.92, *n.lat - *ask.lat) : 1.0;
  };
  std::stable_sort(nodes.begin(), nodes.end(), [&](const Node& a, const Node& b) { return away(a) < away(b); });
  if (nodes.size() > ask.limit) nodes.resize(ask.limit);
  for (const Node& node : nodes) list.items.push_back(row_of(tx, scope, node, node.name));
  return list;
}

AddressList AddressTree::list(db::Tx& tx, const Scope& scope, const AddressAsk& ask) const {
  if (ask.lng && ask.lat) return near(tx, scope, ask);
  AddressList list;
  if (!ask.parent.empty()) {
    const std::int64_t id = text::to_int(ask.parent).value_or(0);
    const auto above = row(tx, scope, id);
    if (!above) return list;
    for (const Node& node : address_store::children(tx, id, 500)) {
      if (scope.covers(node.grid)) list.items.push_back(row_of(tx, scope, node, above->full + node.name));
    }
    return list;
  }
  std::string after_grid, after_name;
  if (const std::size_t bar = ask.after.find('|'); bar != ask.after.npos) {
    after_grid = ask.after.substr(0, bar);
    after_name = ask.after.substr(bar + 1);
  }
  std::vector<std::string> areas;
  for (const std::string& own : scope.areas) {
    if (std::string_view(own).starts_with(ask.area)) areas.push_back(own);
    else if (std::string_view(ask.area).starts_with(own)) areas.push_back(ask.area);
  }
  std::sort(areas.begin(), areas.end());
  areas.erase(std::unique(areas.begin(), areas.end()), areas.end());
  for (const std::string& area : areas) {
    if (list.items.size() > ask.limit) break;
    const std::string after = codes::code_after(area);
    if (!after.empty() && after <= after_grid) continue;
    for (const Node& node : address_store::bases(tx, area, after, ask.q, after_grid, after_name, ask.limit + 1 - list.items.size()))
      list.items.push_back(row_of(tx, scope, node, node.name));
  }
  if (list.items.size() > ask.limit) {
    list.items.resize(ask.limit);
    list.next = list.items.back().grid + "|" + list.items.back().name;
  }
  return list;
}

std::vector<AddressRow> AddressTree::below(db::Tx& tx, const Scope& scope, std::int64_t id, std::size_t most) const {
  std::vector<AddressRow> rows;
  const auto root = row(tx, scope, id);
  if (!root) return rows;
  rows.push_back(*root);
  for (std::size_t at = 0; at < rows.size() && rows.size() < most; ++at) {
    if (rows[at].level == AddressLevel::room) continue;
    const std::int64_t parent = text::to_int(rows[at].id).value_or(0);
    const std::string full = rows[at].level == AddressLevel::floor && !rows[at].parent.empty()
                                 ? rows[at].full.substr(0, rows[at].full.size() - rows[at].name.size())
                                 : rows[at].full;
    for (const Node& node : address_store::children(tx, parent, most - rows.size())) {
      if (scope.covers(node.grid)) rows.push_back(row_of(tx, scope, node, full + node.name));
    }
  }
  return rows;
}

std::vector<AddressRow> AddressTree::within(db::Tx& tx, const Scope& scope, const AddressBox& box, std::size_t most) const {
  std::vector<AddressRow> rows;
  std::vector<std::string> areas = scope.areas;
  std::sort(areas.begin(), areas.end());
  std::string done;
  for (const std::string& area : areas) {
    // One of the areas may lie in another.
    if (!rows.empty() && !done.empty() && area.starts_with(done)) continue;
    done = area;
    for (const Node& node : address_store::bases_within(tx, area, codes::code_after(area), box, most - std::min(most, rows.size()))) {
      AddressRow row;
      row.id = std::to_string(node.id);
      row.name = row.full = node.name;
      row.grid = node.grid;
      row.lng = node.lng;
      row.lat = node.lat;
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

std::vector<AddressRow> AddressTree::below_all(db::Tx& tx, const Scope& scope, std::span<const AddressRow> roots, std::size_t most) const {
  std::vector<AddressRow> rows;
  std::unordered_map<std::int64_t, std::string> above;  // what comes before the name of a child
  std::vector<std::int64_t> parents;
  const auto open = [&](std::int64_t id, AddressLevel level, const std::string& before, const std::string& name) {
    above[id] = level == AddressLevel::floor ? before : before + name;
    if (level != AddressLevel::room) parents.push_back(id);
  };
  for (const AddressRow& root : roots) {
    open(text::to_int(root.id).value_or(0), root.level, root.full.substr(0, root.full.size() - root.name.size()), root.name);
  }
  while (!parents.empty() && rows.size() < most) {
    const std::vector<std::int64_t> asked = std::move(parents);
    parents.clear();
    std::vector<Node> nodes = address_store::children_of(tx, asked);
    // The last id of a list fills it up, so that it is found more than once.
    std::sort(nodes.begin(), nodes.end(), [](const Node& a, const Node& b) {
      return std::tie(a.parent, a.place, a.id) < std::tie(b.parent, b.place, b.id);
    });
    for (std::size_t i = 0; i < nodes.size() && rows.size() < most; ++i) {
      const Node& node = nodes[i];
      if ((i > 0 && nodes[i - 1].id == node.id) || !scope.covers(node.grid)) continue;
      const std::string before = above[node.parent];
      AddressRow row;
      row.id = std::to_string(node.id);
      row.parent = std::to_string(node.parent);
      row.level = node.level;
      row.name = node.name;
      row.full = before + node.name;
      row.grid = node.grid;
      row.lng = node.lng;
      row.lat = node.lat;
      rows.push_back(std::move(row));
      open(node.id, node.level, before, node.name);
    }
  }
  return rows;
}

}  // namespace

std::unique_ptr<Addresses> open_addresses(AddressesParts parts) { return std::make_unique<AddressTree>(std::move(parts)); }

}  // namespace tiange::registers
