#pragma once
// What the desk of possible matches shows and takes.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "city/registers/subjects/subjects.h"

namespace tiange::registers {

// One side of a possible match.
struct MatchSide {
  std::string subject;  // ref, where the record is now
  std::string source, source_zh, source_en, key;
  std::string title;    // masked name
  std::string grid, area_name;
  bool gone = false;    // withdrawn by its source
};
BOOST_DESCRIBE_STRUCT(MatchSide, (), (subject, source, source_zh, source_en, key, title, grid, area_name, gone))

struct MatchReason {
  std::string field, zh, en;
  std::string a, b;              // masked
  std::string said_zh, said_en;  // 同音或形近
  int level = 0;                 // 0: one of them says nothing
  int levels = 0;                // the highest of the field
  double bits = 0;               // for (above 0) or against
};
BOOST_DESCRIBE_STRUCT(MatchReason, (), (field, zh, en, a, b, said_zh, said_en, level, levels, bits))

struct MatchRow {
  std::string id;
  std::string state;  // open | same | different | over: joined or withdrawn since
  Kind kind = Kind::person;
  MatchSide a, b;
  double bits = 0;    // all reasons and what is known beforehand
  double chance = 0;
  Instant opened;
  std::optional<Instant> decided;
  std::string decided_by, reason;
};
BOOST_DESCRIBE_STRUCT(MatchRow, (), (id, state, kind, a, b, bits, chance, opened, decided, decided_by, reason))
struct MatchList {
  std::vector<MatchRow> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(MatchList, (), (items, next))

struct MatchAct {
  std::string act;  // same | different | undo | split
  Instant decided;
  std::string by, reason;
};
BOOST_DESCRIBE_STRUCT(MatchAct, (), (act, decided, by, reason))

struct MatchView : MatchRow {
  std::vector<MatchReason> reasons;
  double prior_bits = 0, join_bits = 0;
  std::vector<MatchAct> history;  // of the pair, newest first
  bool may_decide = false;
};
BOOST_DESCRIBE_STRUCT(MatchView, (MatchRow), (reasons, prior_bits, join_bits, history, may_decide))

struct MatchDecisionIn {
  bool same = false;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MatchDecisionIn, (), (same, reason))
struct MatchUndoIn {
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MatchUndoIn, (), (reason))

struct MatchRecord {
  MatchSide side;
  std::vector<MatchReason> values;  // `a` alone
  double bits = 0;                  // against the first record
};
BOOST_DESCRIBE_STRUCT(MatchRecord, (), (side, values, bits))
struct MatchRecords {
  std::string subject;
  Kind kind = Kind::person;
  std::string title;
  std::vector<MatchRecord> items;
  std::vector<MatchAct> history;
  bool may_split = false;
};
BOOST_DESCRIBE_STRUCT(MatchRecords, (), (subject, kind, title, items, history, may_split))
struct MatchSplitIn {
  std::string subject;
  std::vector<std::string> records;  // "<source>/<key>" that are somebody else's
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MatchSplitIn, (), (subject, records, reason))

}  // namespace tiange::registers
