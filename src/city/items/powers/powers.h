#pragma once
// 权责清单 powers: what departments may and must do by law, and which items of the catalogue rest on it.
//
// A power has a code, a kind, a department line and its basis: the law, and the article where that is sure. One that was
// repealed stays on the list, no longer in force, with what took its place. Items name powers by code; the report of gaps
// lists the items that rest on none and those that rest on one no longer in force.
//
// Routes below /api/v1/items/powers; V items.view, M items.manage.
//   V GET  ?q=&kind=&line=&inactive=&item=&after=&limit=   PowerList, by code; item=E13-0110: those it rests on
//   V GET  /gaps                                           PowerGaps
//   V GET  /export?format=csv|xlsx
//   V GET  /{code}                                         PowerView
//   M POST                                                 Power -> Power; a new one
//   M PUT  /{code}                                         Power -> Power; If-Match or `version`
//   M POST /import?dry_run=1                               a file -> ImportReport: all rows or none

#include <boost/describe.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/scope.h"
#include "city/items/item_service.h"
#include "platform/db/db.h"
#include "platform/http/http.h"
#include "platform/sheets/sheets.h"

namespace tiange::items {

// 处罚 许可 检查 强制 征收 给付 确认 裁决 奖励 公共服务 其他
enum class PowerKind { penalty, licence, check, force, levy, payment, confirm, ruling, award, service, other };
BOOST_DESCRIBE_ENUM(PowerKind, penalty, licence, check, force, levy, payment, confirm, ruling, award, service, other)
Words power_kind_words(PowerKind kind);

struct Power {
  static constexpr bool k_json_defaults = true;
  std::string code;  // "CG-CF-001": line, kind, number
  PowerKind kind = PowerKind::other;
  std::string name_zh;
  std::string name_en;
  std::string line;
  std::string law;      // 《中华人民共和国消防法》; several parted by ；
  std::string article;  // "第十七条"; "" where nobody is sure
  bool in_force = true;
  std::string successor;  // of one no longer in force
  std::string note;       // why it changed: the decision that repealed it
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Power, (), (code, kind, name_zh, name_en, line, law, article, in_force, successor, note, version))

struct PowerRow : Power {
  std::int64_t items = 0;  // in force, that rest on it
};
BOOST_DESCRIBE_STRUCT(PowerRow, (Power), (items))
struct PowerList {
  std::vector<PowerRow> items;
  std::string next;
  std::int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(PowerList, (), (items, next, total))

struct NamedItem {
  std::string code, name_zh, name_en, lead_line;
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(NamedItem, (), (code, name_zh, name_en, lead_line, active))
struct PowerChange {
  Power power;
  Instant changed;
  std::string changed_by;
};
BOOST_DESCRIBE_STRUCT(PowerChange, (), (power, changed, changed_by))
struct PowerView {
  Power power;
  std::vector<NamedItem> items;      // that rest on it
  std::vector<PowerChange> changes;  // newest first
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(PowerView, (), (power, items, changes, version))

struct RepealedBasis {
  NamedItem item;
  Power power;  // no longer in force; of one that is not on the list at all only the code
};
BOOST_DESCRIBE_STRUCT(RepealedBasis, (), (item, power))
struct PowerGaps {
  std::int64_t items = 0;    // in force
  std::int64_t covered = 0;  // that rest on at least one power in force
  std::vector<NamedItem> without;
  std::vector<RepealedBasis> repealed;
};
BOOST_DESCRIBE_STRUCT(PowerGaps, (), (items, covered, without, repealed))

struct PowerParts {
  db::Db& db;
  ItemService& items;
  std::function<bool(std::string_view)> line_exists;
};

class Powers {
 public:
  virtual ~Powers() = default;
  virtual std::optional<Power> find(db::Tx& tx, std::string_view code) const = 0;
  virtual std::vector<Power> all(db::Tx& tx) const = 0;  // by code, those no longer in force too
  // `expected_version` 0 adds.
  virtual Result<Power> save(db::Tx& tx, const Scope& scope, Power power, std::int64_t expected_version, Instant now) = 0;
  virtual Result<ImportReport> import(db::Tx& tx, const Scope& scope, sheets::Reader& reader, bool dry_run, Instant now) = 0;
  virtual void write_sheet(db::Tx& tx, sheets::Writer& writer, Language titles) const = 0;
  virtual PowerGaps gaps(db::Tx& tx) const = 0;
  virtual void fill_columns(db::Tx& tx) = 0;  // of rows that an earlier version wrote; once, while starting
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::unique_ptr<Powers> open_powers(PowerParts parts);
std::span<const db::Migration> power_migrations();

}  // namespace tiange::items
