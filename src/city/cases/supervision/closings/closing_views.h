#pragma once

#include <optional>
#include <string>
#include <vector>

#include "city/cases/supervision/closings/finder_rules.h"

namespace tiange::cases {

struct ClosingFindingView {
  AboutCase about;
  int score = 0;
  std::string level;  // high | listed | low
  std::vector<ReasonView> reasons;
  Instant settled, examined;
  std::int64_t rules_version = 0;
  std::string unit, unit_zh, unit_en, item, handler_name;
  std::string state;  // open | sent | confirmed | dismissed
  std::string check_id, judged_by, judged_text;
  std::optional<Instant> judged;
  bool case_open = false;  // not closed yet, or open again: there is nothing to re-check
  bool may_judge = false;
};
BOOST_DESCRIBE_STRUCT(ClosingFindingView, (),
                      (about, score, level, reasons, settled, examined, rules_version, unit, unit_zh, unit_en, item,
                       handler_name, state, check_id, judged_by, judged_text, judged, case_open, may_judge))

struct ClosingFindings {
  std::vector<ClosingFindingView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(ClosingFindings, (), (items, next))

struct RecheckInput {
  static constexpr bool k_json_defaults = true;
  std::string why, duty;
};
BOOST_DESCRIBE_STRUCT(RecheckInput, (), (why, duty))

struct VerdictInput {
  bool is_false = false;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(VerdictInput, (), (is_false, text))

struct PrecisionRow {
  std::string reason, zh, en;
  std::int64_t confirmed = 0, dismissed = 0;
  std::optional<double> precision;
};
BOOST_DESCRIBE_STRUCT(PrecisionRow, (), (reason, zh, en, confirmed, dismissed, precision))

struct PrecisionView {
  Date from, to;
  PrecisionRow total;
  std::vector<PrecisionRow> reasons;
};
BOOST_DESCRIBE_STRUCT(PrecisionView, (), (from, to, total, reasons))

}  // namespace tiange::cases
