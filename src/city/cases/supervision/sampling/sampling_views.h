#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "city/cases/supervision/sampling/sample_rules.h"
#include "city/cases/supervision/supervision.h"

namespace tiange::cases {

struct PlanInput {
  static constexpr bool k_json_defaults = true;
  std::string name;
  std::string area, unit, item;  // empty: all
  Date from, to;                 // closed on these days, both included
  SamplePer per = SamplePer::none;
  double share = 0;  // percent; or
  int number = 0;    // cases of each stratum
  std::int64_t seed = 0;  // 0: chosen, and shown
  std::string duty = "supervisor";
  std::string limit;
};
BOOST_DESCRIBE_STRUCT(PlanInput, (), (name, area, unit, item, from, to, per, share, number, seed, duty, limit))

struct RateRow {
  UnitName unit;
  std::int64_t open = 0, passed = 0, failed = 0;
  std::optional<double> rate;  // passed of those done
};
BOOST_DESCRIBE_STRUCT(RateRow, (), (unit, open, passed, failed, rate))

struct RateList {
  std::vector<RateRow> rows;
  RateRow total;
};
BOOST_DESCRIBE_STRUCT(RateList, (), (rows, total))

struct PlanView {
  std::string id, name;
  std::string state;  // drawing | drawn | too_many
  std::string area, area_zh, area_en, unit, unit_zh, unit_en, item, item_name;
  Date from, to;
  SamplePer per = SamplePer::none;
  double share = 0;
  int number = 0;
  std::string seed;
  std::string duty, limit_zh, limit_en, made_by, digest;
  Instant made;
  std::optional<Instant> drawn_at;
  std::int64_t population = 0, drawn = 0, open = 0, passed = 0, failed = 0;
  std::optional<double> rate;
  std::vector<RateRow> units;  // of one plan; empty in lists
};
BOOST_DESCRIBE_STRUCT(PlanView, (),
                      (id, name, state, area, area_zh, area_en, unit, unit_zh, unit_en, item, item_name, from, to, per,
                       share, number, seed, duty, limit_zh, limit_en, made_by, digest, made, drawn_at, population, drawn,
                       open, passed, failed, rate, units))

struct PlanList {
  std::vector<PlanView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(PlanList, (), (items, next))

struct RedrawView {
  bool same = false;
  std::int64_t population = 0, drawn = 0;
  std::string digest;
};
BOOST_DESCRIBE_STRUCT(RedrawView, (), (same, population, drawn, digest))

struct CheckAnswer {
  std::string key, zh, en;
  bool must = true;
  std::optional<bool> yes;
};
BOOST_DESCRIBE_STRUCT(CheckAnswer, (), (key, zh, en, must, yes))

struct CheckView {
  std::string id, origin, plan_id;
  std::string state;  // open | passed | failed
  AboutCase about;
  std::string unit_zh, unit_en, queue, queue_zh, queue_en, person, asked_by, why;
  Instant asked, due;
  bool late = false;
  bool mine = false;  // open, and the reader may do it
  std::string why_not_zh, why_not_en;
  std::vector<CheckAnswer> checklist;
  std::string reason;
  std::string follow;  // none | reopened | too_late | recheck
  std::string done_by;
  std::optional<Instant> done;
  std::optional<double> lng, lat;
  std::vector<DocumentView> documents;
};
BOOST_DESCRIBE_STRUCT(CheckView, (),
                      (id, origin, plan_id, state, about, unit_zh, unit_en, queue, queue_zh, queue_en, person, asked_by,
                       why, asked, due, late, mine, why_not_zh, why_not_en, checklist, reason, follow, done_by, done, lng,
                       lat, documents))

struct CheckList {
  std::vector<CheckView> items;
  std::string next;
  std::int64_t mine = 0;  // open ones the reader may do
};
BOOST_DESCRIBE_STRUCT(CheckList, (), (items, next, mine))

struct CheckInput {
  static constexpr bool k_json_defaults = true;
  std::string case_ref, why, duty, limit;
};
BOOST_DESCRIBE_STRUCT(CheckInput, (), (case_ref, why, duty, limit))

struct CheckResultInput {
  static constexpr bool k_json_defaults = true;
  bool passed = false;
  std::map<std::string, bool> answers;
  std::string reason;
  std::string follow;  // of a failed one: reopen | recheck | none
  std::vector<std::string> documents;
  std::optional<double> lng, lat;
};
BOOST_DESCRIBE_STRUCT(CheckResultInput, (), (passed, answers, reason, follow, documents, lng, lat))

}  // namespace tiange::cases
