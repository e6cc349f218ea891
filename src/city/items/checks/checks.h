#pragma once
// 检查清单 checks: what departments look at and ask for on their visits, and what several of them ask alike.
//
// A check belongs to a department line and a kind of object (shop, household, site, facility, person), says what is looked
// at, on what basis, and how often a year each object is visited for it; it may name the item, the power, or the field of a
// form that it fills. The overlap report groups checks on the same kind of object that ask the same:
//   - they fill the same field of a form, or
//   - their contents are alike (at least `likeness` of the shorter one's runs of characters, see engines/text/grams.h, the
//     longer one at most twice as long), or rest on the same power and are alike by half of that.
// A group counts as overlap when more than one line asks. Nothing is merged of itself: a person decides, with the one
// question to ask instead, and the decision is kept with who and when. Visits to merged checks are one visit (patrol).
//
// Routes below /api/v1/items/checks; V items.view, M items.manage.
//   V GET  ?q=&line=&object=&after=&limit=  CheckList, by code
//   V GET  /overlaps?object=&likeness=      OverlapReport
//   V GET  /overlaps/export?format=csv|xlsx
//   V GET  /export?format=csv|xlsx
//   M POST /import?dry_run=1                a file -> ImportReport: all rows or none; rows left out stay
//   M PUT  /{code}                          Check -> Check; a new code adds
//   M POST /merges                          MergeIn -> Merge
//   M POST /merges/{id}/undo                MergeUndo -> Merge

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

using MergeId = Id<struct MergeTag>;

enum class ObjectKind { shop, household, site, facility, person };
BOOST_DESCRIBE_ENUM(ObjectKind, shop, household, site, facility, person)
Words object_words(ObjectKind kind);  // 商铺 家庭 工地 设施 人员

struct Check {
  static constexpr bool k_json_defaults = true;
  std::string code;  // "XF-001"
  std::string line;
  ObjectKind object = ObjectKind::shop;
  std::string content;     // what is looked at, in one sentence
  std::string content_en;
  std::string basis;
  std::int64_t visits_year = 1;  // to each object
  std::string item;        // of the catalogue
  std::string power;       // of the power list
  std::string field;       // of a form: "shop.licence"
  bool sample = false;     // made up to show how it works
  bool active = true;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Check, (),
                      (code, line, object, content, content_en, basis, visits_year, item, power, field, sample, active, version))
struct CheckList {
  std::vector<Check> items;
  std::string next;
  std::int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(CheckList, (), (items, next, total))

struct MergeIn {
  static constexpr bool k_json_defaults = true;
  std::vector<std::string> codes;  // two at least, of one kind of object
  std::string question;            // the one that is asked instead
  std::string question_en;
  std::string lead_line;           // who asks it
  std::string note;
};
BOOST_DESCRIBE_STRUCT(MergeIn, (), (codes, question, question_en, lead_line, note))
struct MergeUndo {
  static constexpr bool k_json_defaults = true;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(MergeUndo, (), (text))

struct Merge {
  MergeId id;
  ObjectKind object = ObjectKind::shop;
  std::vector<std::string> codes;  // in order
  std::string question;
  std::string question_en;
  std::string lead_line;
  std::string note;
  Instant decided;
  std::string decided_by;
  std::optional<Instant> undone;
  std::string undone_by;
  std::string undone_why;
};
BOOST_DESCRIBE_STRUCT(Merge, (),
                      (id, object, codes, question, question_en, lead_line, note, decided, decided_by, undone, undone_by, undone_why))

enum class Alike { field, power, content };
BOOST_DESCRIBE_ENUM(Alike, field, power, content)

struct OverlapGroup {
  std::string key;  // codes joined by a blank: the same as long as the group is
  ObjectKind object = ObjectKind::shop;
  Alike alike = Alike::content;
  double likeness = 0;             // of the least alike to the proposed question, 0–1
  std::vector<std::string> lines;  // that ask, in order
  std::vector<Check> checks;
  std::string question;            // proposed: the content that the others are most alike to
  std::string question_en;
  std::string lead_line;           // proposed: who visits most often
  std::int64_t asked_year = 0;     // times an object is asked now
  std::int64_t after_year = 0;     // when asked once
  std::optional<Merge> merged;     // the decision that stands for these checks
};
BOOST_DESCRIBE_STRUCT(OverlapGroup, (),
                      (key, object, alike, likeness, lines, checks, question, question_en, lead_line, asked_year, after_year, merged))

// Of one kind of object. A line's visits are those of its most frequent check.
struct OverlapFigures {
  std::string object;              // "" all
  std::int64_t checks = 0;
  std::int64_t lines = 0;
  std::int64_t repeated = 0;       // checks that more than one line asks
  std::optional<double> share;     // repeated ÷ checks
  std::int64_t samples = 0;        // of the checks, made up
  std::int64_t asked_year = 0;     // questions to one object a year
  std::int64_t asked_after = 0;    // when each group is asked once
  std::int64_t visits_year = 0;    // visits of all lines to one object a year
  std::int64_t visits_after = 0;   // when each group is asked by its lead alone
  std::int64_t merged_groups = 0;
  std::int64_t saved_by_merges = 0;  // questions a year to one object, by the decisions that stand
};
BOOST_DESCRIBE_STRUCT(OverlapFigures, (),
                      (object, checks, lines, repeated, share, samples, asked_year, asked_after, visits_year, visits_after,
                       merged_groups, saved_by_merges))

struct OverlapReport {
  double likeness = 0;  // from which contents count as alike
  std::vector<OverlapFigures> figures;  // by kind of object, those that have checks
  OverlapFigures total;
  std::vector<OverlapGroup> groups;     // most questions saved first
};
BOOST_DESCRIBE_STRUCT(OverlapReport, (), (likeness, figures, total, groups))

struct CheckParts {
  db::Db& db;
  IdSource& ids;
  ItemService& items;
  std::function<bool(std::string_view)> line_exists;
  std::function<bool(db::Tx&, std::string_view)> power_exists;
};

class Checks {
 public:
  virtual ~Checks() = default;
  virtual std::vector<Check> all(db::Tx& tx) const = 0;    // by code, also those not in use
  // Decisions that stand, oldest first: what a joint visit asks once.
  virtual std::vector<Merge> merges(db::Tx& tx) const = 0;
  virtual Result<Check> save(db::Tx& tx, const Scope& scope, Check check, Instant now) = 0;
  virtual Result<ImportReport> import(db::Tx& tx, const Scope& scope, sheets::Reader& reader, bool dry_run, Instant now) = 0;
  virtual void write_sheet(db::Tx& tx, sheets::Writer& writer, Language titles) const = 0;
  virtual Result<Merge> merge(db::Tx& tx, const Scope& scope, const MergeIn& in, Instant now) = 0;
  virtual Result<Merge> undo(db::Tx& tx, const Scope& scope, MergeId id, std::string_view why, Instant now) = 0;
  virtual void fill_columns(db::Tx& tx) = 0;  // of rows that an earlier version wrote; once, while starting
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::unique_ptr<Checks> open_checks(CheckParts parts);
std::span<const db::Migration> check_migrations();

}  // namespace tiange::items
