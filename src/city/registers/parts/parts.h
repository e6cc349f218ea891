#pragma once
// 部件 parts: covers, lamps, poles, benches: what stands in the streets, with owner, place and state.
//
// A part has the 16 digits of its code: 6 of the district, 2 of the major kind, 2 of the minor kind, 6 of its number
// (CJ/T 214, GB/T 30428.2). Two generations of kinds are in the field and give the same digits another meaning, so a part
// is called by "<generation>-<code>", such as 13-4406040123000001; generations are "07" (CJ/T 214-2007) and "13"
// (GB/T 30428.2-2013). Kinds of the district's own count down from minor 99. A part lies at a point (WGS84) in a grid;
// what is entered must agree. Its changes are kept, each with who, when and why.
//
// Routes below /api/v1/registers/parts; V registers.view, I registers.inspect, M registers.manage.
//   V GET  ?q=&kind=&major=&owner=&owner_state=&state=&area=&after=&limit=   PartList, by grid and code
//   V GET  /summary?area=                     PartSummary: how many, by state, owner state and major kind
//   V GET  /near?lng=&lat=&metres=&kind=      NearList: nearest first, at most 50
//   V GET  /tiles/{z}/{x}/{y}                 vector tiles, from zoom 13
//   V GET  /export?format=csv|xlsx&…          as the list; recorded in the audit
//   M POST /import?dry_run=1                  a file -> PartImport: all rows or none
//   V GET  /kinds                             KindList
//   M POST /kinds                             PartKind -> PartKind: a kind of the district's own, numbered by the house
//   M PUT  /kinds/{kind}                      PartKind -> PartKind
//   V GET  /{ref}                             PartView
//   M POST                                    PartIn -> PartView; without a code the next number of its kind
//   M PUT  /{ref}                             PartIn -> PartView; `version`
//   I POST /{ref}/state                       StateIn -> PartView

#include <boost/describe.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/scope.h"
#include "city/org/org.h"
#include "city/places/places.h"
#include "platform/db/db.h"
#include "platform/http/http.h"
#include "platform/sheets/sheets.h"

namespace tiange::registers {

// 完好 破损 丢失 废弃 移除
enum class PartState { intact, broken, lost, abandoned, removed };
BOOST_DESCRIBE_ENUM(PartState, intact, broken, lost, abandoned, removed)
Words part_state_words(PartState state);

// 已确定 未知 有争议
enum class OwnerState { known, unknown, disputed };
BOOST_DESCRIBE_ENUM(OwnerState, known, unknown, disputed)
Words owner_state_words(OwnerState state);

// Who supervises, owns or keeps a part: a unit of the district, or somebody else by name alone.
struct Party {
  static constexpr bool k_json_defaults = true;
  std::string unit;
  std::string name;
  bool known() const { return !unit.empty() || !name.empty(); }
  friend bool operator==(const Party&, const Party&) = default;
};
BOOST_DESCRIBE_STRUCT(Party, (), (unit, name))

struct PartKind {
  static constexpr bool k_json_defaults = true;
  std::string kind;        // "13-0123"
  std::string generation;  // "07" | "13"
  std::string major, minor;
  std::string major_zh, major_en, name_zh, name_en;
  std::string item;        // of the catalogue, for cases about such a part; may be empty
  bool extension = false;  // the district's own
  std::string owner_line;  // department line that answers for it when nobody else does
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(PartKind, (),
                      (kind, generation, major, minor, major_zh, major_en, name_zh, name_en, item, extension, owner_line, version))
struct KindList {
  std::vector<PartKind> items;
};
BOOST_DESCRIBE_STRUCT(KindList, (), (items))

struct Part {
  static constexpr bool k_json_defaults = true;
  std::string generation = "13";
  std::string code;  // 16 digits
  std::string name;  // empty: that of its kind
  Party supervisor, owner, keeper;
  OwnerState owner_state = OwnerState::unknown;
  std::string grid;  // 15 digits
  double lng = 0;
  double lat = 0;
  std::string place;  // as people say it
  PartState state = PartState::intact;
  std::string recorded;  // day of the first survey, 2026-11-21; may be empty
  std::string source;    // 实测, 竣工图 …
  std::vector<std::string> photos;  // digests of blobs
  std::string note;

  std::string ref() const { return generation + "-" + code; }
  std::string kind() const { return generation + "-" + code.substr(6, 4); }
  friend bool operator==(const Part&, const Part&) = default;
};
BOOST_DESCRIBE_STRUCT(Part, (),
                      (generation, code, name, supervisor, owner, keeper, owner_state, grid, lng, lat, place, state, recorded,
                       source, photos, note))

// What a form sends.
struct PartIn : Part {
  static constexpr bool k_json_defaults = true;
  std::string kind_code;  // "13-0123", where there is no code yet
  std::string text;       // why it is changed
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(PartIn, (Part), (kind_code, text, version))
struct StateIn {
  static constexpr bool k_json_defaults = true;
  PartState state = PartState::intact;
  std::string text;
  std::vector<std::string> photos;
};
BOOST_DESCRIBE_STRUCT(StateIn, (), (state, text, photos))

struct PartRow {
  std::string ref, code, generation, kind, kind_zh, kind_en, name;
  PartState state = PartState::intact;
  std::string state_zh, state_en;
  OwnerState owner_state = OwnerState::unknown;
  std::string owner, owner_zh, owner_en;  // unit, and how it is called
  std::string keeper_zh, keeper_en;
  std::string grid, area_name, place;
  double lng = 0;
  double lat = 0;
  Instant changed;
};
BOOST_DESCRIBE_STRUCT(PartRow, (),
                      (ref, code, generation, kind, kind_zh, kind_en, name, state, state_zh, state_en, owner_state, owner, owner_zh,
                       owner_en, keeper_zh, keeper_en, grid, area_name, place, lng, lat, changed))
struct PartList {
  std::vector<PartRow> items;
  std::string next;
  std::optional<std::int64_t> total;  // on the first page
};
BOOST_DESCRIBE_STRUCT(PartList, (), (items, next, total))
struct NearRow : PartRow {
  std::int64_t metres = 0;
};
BOOST_DESCRIBE_STRUCT(NearRow, (PartRow), (metres))
struct NearList {
  std::vector<NearRow> items;
};
BOOST_DESCRIBE_STRUCT(NearList, (), (items))

struct PartCount {
  std::string key, zh, en;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(PartCount, (), (key, zh, en, count))
struct PartSummary {
  std::int64_t total = 0;
  std::vector<PartCount> states, owners, majors;
};
BOOST_DESCRIBE_STRUCT(PartSummary, (), (total, states, owners, majors))

struct PartChange {
  std::int64_t version = 0;
  Instant changed;
  std::string changed_by;
  std::string act;  // added | changed | state | imported | owner
  std::string zh, en;
  std::string text;  // what the person wrote
};
BOOST_DESCRIBE_STRUCT(PartChange, (), (version, changed, changed_by, act, zh, en, text))
struct PartView : PartRow {
  Part part;
  std::string supervisor_zh, supervisor_en;
  std::string item;
  std::vector<PartChange> changes;  // newest first
  bool may_manage = false;
  bool may_inspect = false;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(PartView, (PartRow),
                      (part, supervisor_zh, supervisor_en, item, changes, may_manage, may_inspect, version))

struct ImportFault {
  std::int64_t row = 0;
  std::string column, value, zh, en;
};
BOOST_DESCRIBE_STRUCT(ImportFault, (), (row, column, value, zh, en))
struct PartImport {
  std::int64_t rows = 0;
  std::int64_t added = 0;
  std::int64_t changed = 0;
  std::int64_t unchanged = 0;
  std::int64_t wrong = 0;            // rows with faults
  std::vector<ImportFault> faults;   // the first 500
  bool written = false;
};
BOOST_DESCRIBE_STRUCT(PartImport, (), (rows, added, changed, unchanged, wrong, faults, written))

struct PartsParts {
  db::Db& db;
  org::Org& org;
  const places::Places& places;
  std::string district;  // "440604"
  std::function<Instant()> now;
};

class Parts {
 public:
  virtual ~Parts() = default;
  virtual std::optional<Part> find(db::Tx& tx, std::string_view ref) const = 0;  // whatever the scope
  virtual Result<PartView> view(db::Tx& tx, const Scope& scope, std::string_view ref, Instant now) const = 0;
  // Within `metres`, nearest first; removed ones are left out. `kind` "": of every kind.
  virtual NearList near(db::Tx& tx, const Scope& scope, double lng, double lat, double metres, std::string_view kind,
                        Instant now) const = 0;
  virtual std::optional<PartKind> kind(db::Tx& tx, std::string_view kind) const = 0;
  virtual std::vector<PartKind> kinds(db::Tx& tx) const = 0;
  // The kind of which the item speaks; nothing for an item about no kind of part.
  virtual std::optional<PartKind> kind_of_item(db::Tx& tx, std::string_view item) const = 0;
  // What a decision about ownership found, with an entry in the part's history. An owner without name: unknown again.
  virtual Outcome set_owner(db::Tx& tx, const Scope& scope, std::string_view ref, const Party& owner, OwnerState state,
                            const Words& said, const std::string& text, Instant now) = 0;
  virtual Outcome set_state(db::Tx& tx, const Scope& scope, std::string_view ref, const StateIn& in, Instant now) = 0;
  // Whether a part that the scope may see shows the photo.
  virtual bool may_see_photo(db::Tx& tx, const Scope& scope, std::string_view digest) const = 0;
  virtual Result<PartImport> import(db::Tx& tx, const Scope& scope, sheets::Reader& reader, bool dry_run, Instant now) = 0;
  // Many at once, known to be right: synthetic districts.
  virtual void load(db::Tx& tx, std::span<const Part> parts, const std::string& by, Instant now) = 0;
  // Kinds of a fresh district, from the text of data/part_kinds.csv; those that are known stay as they are.
  virtual Outcome lay_kinds(db::Tx& tx, std::string_view csv, Instant now) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> part_migrations();
std::unique_ptr<Parts> open_parts(PartsParts parts);

}  // namespace tiange::registers
