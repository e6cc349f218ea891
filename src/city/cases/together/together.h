#pragma once
// 协同办理 What the parts of working together (whistles, consultations, findings) have in common: papers with a number, an
// area, the units they concern, a history; and rules that a district keeps as data with versions.
//
// A paper is seen by whoever covers its area or works for one of its units. Its content is the JSON of the part's own
// struct; state, area, case and units stand beside it for lists.

#include <boost/describe.hpp>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "city/cases/cases.h"

namespace tiange::cases {

struct PaperStep {
  static constexpr bool k_json_defaults = true;
  Instant happened;
  std::string who;  // empty: the house
  std::string kind;
  std::string zh, en;  // what was done
  std::string text;    // what the person wrote
};
BOOST_DESCRIBE_STRUCT(PaperStep, (), (happened, who, kind, zh, en, text))

struct PaperRow {
  CaseRef ref;
  std::string area;
  std::string state;
  std::string case_ref;  // empty: without a case
  Instant due;           // zero: none
  std::int64_t version = 0;
  std::string content;
};

struct PaperFilter {
  std::string state;   // empty: all
  std::string unit;    // empty: all; else papers that concern it
  std::string case_ref;
  std::int64_t before = 0;  // id; 0: from the newest
  int limit = 50;
};

// `table` names three tables (TIANGE_PAPER_TABLES): itself, <table>_units, <table>_steps.
class PaperStore {
 public:
  explicit PaperStore(std::string table);

  void insert(db::Tx& tx, const PaperRow& row) const;
  // False when somebody was first: row.version is the one after the stored one.
  bool update(db::Tx& tx, const PaperRow& row) const;
  void set_units(db::Tx& tx, CaseRef ref, std::span<const std::string> units) const;
  // Refused (out_of_scope) when it is not there or not to be seen.
  Result<PaperRow> load(db::Tx& tx, const Scope& scope, CaseRef ref) const;
  std::vector<PaperRow> list(db::Tx& tx, const Scope& scope, const PaperFilter& filter) const;
  // In one state with a date that has passed, the oldest first.
  std::vector<PaperRow> due(db::Tx& tx, std::string_view state, Instant now, int limit) const;
  void add_step(db::Tx& tx, CaseRef ref, const PaperStep& step) const;
  std::vector<PaperStep> steps(db::Tx& tx, CaseRef ref) const;
  // Photos and files of a paper, seen by whoever sees the paper.
  void add_evidence(db::Tx& tx, CaseRef ref, std::span<const std::string> digests) const;
  bool may_see_evidence(db::Tx& tx, const Scope& scope, std::string_view digest) const;
  // "2026-0001": counted up within a year.
  std::string next_number(db::Tx& tx, Instant now) const;

 private:
  bool sees(db::Tx& tx, const Scope& scope, const PaperRow& row) const;

  std::string table_, insert_, update_, load_, by_area_, by_unit_, by_case_, due_, drop_units_, add_unit_, units_, add_step_,
      steps_;
};

// Rules as data: the newest version holds.
struct RuleVersion {
  std::int64_t version = 0;
  Instant changed;
  std::string changed_by;
  json::Value content;
};
BOOST_DESCRIBE_STRUCT(RuleVersion, (), (version, changed, changed_by, content))
struct RuleHistory {
  std::vector<RuleVersion> items;  // the newest first
};
BOOST_DESCRIBE_STRUCT(RuleHistory, (), (items))
struct RuleIn {
  static constexpr bool k_json_defaults = true;
  std::int64_t version = 0;  // that was read
  json::Value content;
};
BOOST_DESCRIBE_STRUCT(RuleIn, (), (version, content))

class RuleBook {
 public:
  explicit RuleBook(std::string name) : name_(std::move(name)) {}
  // What a fresh district starts with, where `read` accepts it; what was edited since stays.
  template <class Read>
  Outcome lay(db::Tx& tx, std::string_view rules, Instant now, const Read& read) const {
    TIANGE_TRY(const json::Value value, json::parse(rules));
    TIANGE_CHECK_OK(read(value));
    lay(tx, rules, now);
    return done();
  }
  // As `read` understands those in force.
  template <class Read>
  auto rules(db::Tx& tx, const Read& read) const -> decltype(read(json::Value())) {
    TIANGE_TRY(const json::Value value, json::parse(text(tx)));
    return read(value);
  }
  RuleHistory history(db::Tx& tx) const;
  Result<RuleVersion> save(db::Tx& tx, const Scope& scope, const RuleIn& in, Instant now) const;

 private:
  void lay(db::Tx& tx, std::string_view json, Instant now) const;
  std::string text(db::Tx& tx) const;  // "{}" while none were laid

  std::string name_;
};

// Saves what `read` accepts. GET and PUT below `path`, the latter with `manage`.
void add_rule_routes(http::Routes& routes, const RuleBook& book, const std::string& path, Permission view, Permission manage,
                     std::function<Outcome(const json::Value&)> read, const http::Recorder& record);

// A list as a spreadsheet, CSV or XLSX by ?format=; recorded in the audit as `kind`.
struct PaperSheet {
  std::vector<std::string> titles;
  std::vector<std::vector<std::string>> rows;
};
void add_sheet_route(http::Routes& routes, const std::string& path, Permission view, const Words& what, const std::string& name,
                     std::function<Result<PaperSheet>(const http::Request&)> make, const http::Recorder& record);

PaperStep step_of(const Scope& scope, Instant now, std::string kind, Words said, std::string text = "");
// Empty, too long or not UTF-8: bad_input at `path`.
Outcome check_text(const std::string& path, const std::string& text, bool needed, std::size_t longest = 1000);
Refusal wrong_field(std::string path, std::string zh, std::string en);
double metres_between(double lng, double lat, double to_lng, double to_lat);
// Of a list: `after` and `limit` of the request.
PaperFilter filter_of(const http::Request& request);
std::string next_of(const std::vector<PaperRow>& rows, const PaperFilter& filter);

std::span<const db::Migration> paper_migrations();  // of what the parts share

// The tables of a PaperStore.
#define TIANGE_PAPER_TABLES(t)                                                                                          \
  "-- table " t ": sharded\nCREATE TABLE " t " (part_key BIGINT NOT NULL, id BIGINT NOT NULL, area TEXT NOT NULL, "     \
  "state TEXT NOT NULL, case_ref TEXT NOT NULL, due_us BIGINT NOT NULL, version BIGINT NOT NULL, content TEXT NOT NULL, " \
  "PRIMARY KEY (part_key, id));\nCREATE INDEX " t "_case ON " t " (case_ref, id);\nCREATE INDEX " t "_due ON " t       \
  " (state, due_us);\n-- table " t "_units: sharded\nCREATE TABLE " t "_units (part_key BIGINT NOT NULL, "              \
  "paper BIGINT NOT NULL, unit TEXT NOT NULL, PRIMARY KEY (part_key, paper, unit));\nCREATE INDEX " t "_by_unit ON " t  \
  "_units (unit, paper);\n-- table " t "_steps: sharded\nCREATE TABLE " t "_steps (part_key BIGINT NOT NULL, "          \
  "paper BIGINT NOT NULL, seq BIGINT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (part_key, paper, seq));\n"

}  // namespace tiange::cases
