#pragma once
// 标准地址 The tree of standard addresses: base (road and number, estate, or village) → building → unit → floor → room.
//
// Whatever hangs on an address hangs on a building, and so in a grid (块数据). A text is read into the parts of the
// public-security address elements (GA/T 2150 practice: 省 市 县 镇街 村居 街路巷 门牌 小区 幢 单元 层 室); two texts with the
// same base and the same parts below it are one address, whatever of the areas above was left out.
//
// Lanes of villages bear the same names as lanes elsewhere: there the village, or the town, belongs to the base. A text that
// leaves it out means the only lane of that name; where there are several it is not sure which. What is learned later (a
// second lane of the name, the estate that a road number is) changes what older texts mean: such names wait in
// `read_anew` until whoever hangs on them has been settled again.
//
//   const AddressParts parts = read_address("佛山市禅城区石湾镇街道季华五路10号2栋1单元302房");
//   const std::vector<Placed> placed = addresses.place(tx, {{text}}, now);   // makes what is not there yet

#include <boost/describe.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/scope.h"
#include "city/places/places.h"
#include "city/registers/addresses/reading/reading.h"
#include "platform/db/db.h"

namespace tiange::registers {

struct AddressText {
  std::string text;
  std::string grid;  // 15 digits, where the source knows it
  std::optional<double> lng;
  std::optional<double> lat;
};
// Where a text lies in the tree; 0 where it is no address.
struct Placed {
  std::int64_t id = 0;    // of the lowest level it names
  std::int64_t base = 0;  // the root above
  std::string grid;       // 15 digits; fewer, of the smallest area that is sure, when nobody knows the grid
  bool sure = true;       // false: one of several places of that name; such texts are not known to mean the same
};

// A name of bases whose texts mean something else than they did, and why.
struct ReadAnew {
  std::string name, why;
};

struct AddressRow {
  std::string id;
  std::string parent;     // "" for a base
  AddressLevel level = AddressLevel::base;
  std::string name;       // 季华五路10号, 2幢, 1单元, 3层, 302室
  std::string full;
  std::string grid, area_name;
  std::optional<double> lng, lat;
  std::int64_t children = 0;
};
BOOST_DESCRIBE_STRUCT(AddressRow, (), (id, parent, level, name, full, grid, area_name, lng, lat, children))
struct AddressList {
  std::vector<AddressRow> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(AddressList, (), (items, next))

struct AddressAsk {
  std::string parent;  // id; empty: bases
  std::string area;
  std::string q;       // the beginning of a base's name, or a part of it
  std::optional<double> lng, lat;  // bases nearest to a point
  std::string after;
  std::size_t limit = 50;
};

struct AddressBox {  // degrees
  double west = 0, south = 0, east = 0, north = 0;
};

class Addresses {
 public:
  virtual ~Addresses() = default;
  // One answer for each text, in order; what is missing in the tree is made. For whole batches: few statements.
  virtual std::vector<Placed> place(db::Tx& tx, std::span<const AddressText> texts, Instant now) = 0;
  // The same without making anything: 0 for what is not there.
  virtual std::vector<Placed> find(db::Tx& tx, std::span<const AddressText> texts) const = 0;
  // What the texts mean, whether it is in the tree or not; 0 for what is no address of the district.
  virtual std::vector<std::int64_t> meant(db::Tx& tx, std::span<const AddressText> texts) const = 0;
  // Names that wait; every address at which somebody may hang whose text now means another; and that it waits no more.
  virtual std::vector<ReadAnew> read_anew(db::Tx& tx, std::size_t most) const = 0;
  virtual std::vector<std::int64_t> meant_by(db::Tx& tx, const ReadAnew& one) const = 0;
  virtual void was_read(db::Tx& tx, const ReadAnew& one) = 0;
  // Of those below which something lies: the highest level of it.
  virtual std::unordered_map<std::int64_t, AddressLevel> highest_below(db::Tx& tx, std::span<const std::int64_t> ids) const = 0;
  virtual std::optional<AddressRow> row(db::Tx& tx, const Scope& scope, std::int64_t id) const = 0;
  // From the base down to the address itself.
  virtual std::vector<AddressRow> path(db::Tx& tx, const Scope& scope, std::int64_t id) const = 0;
  virtual AddressList list(db::Tx& tx, const Scope& scope, const AddressAsk& ask) const = 0;
  // Everything below a node, itself included, by level and number; ends at `most`.
  virtual std::vector<AddressRow> below(db::Tx& tx, const Scope& scope, std::int64_t id, std::size_t most) const = 0;
  virtual std::string full(db::Tx& tx, std::int64_t id) const = 0;  // "" when unknown
  // Bases whose point lies in the box, by grid and name; without the number of children.
  virtual std::vector<AddressRow> within(db::Tx& tx, const Scope& scope, const AddressBox& box, std::size_t most) const = 0;
  // Everything below many nodes, themselves left out, level by level; without the number of children. Few statements.
  virtual std::vector<AddressRow> below_all(db::Tx& tx, const Scope& scope, std::span<const AddressRow> roots, std::size_t most) const = 0;
};

struct AddressesParts {
  const places::Places& places;
  std::string district;           // "440604": addresses of other districts are not placed
  std::string city = "佛山市";
};

std::span<const db::Migration> address_migrations();
std::unique_ptr<Addresses> open_addresses(AddressesParts parts);

}  // namespace tiange::registers
