#pragma once
// What callers see of scores. Rates are 0-1; absent means that there was nothing to judge.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "city/scores/rules/score_definitions.h"
#include "city/scores/rules/score_periods.h"

namespace tiange::scores {

struct PartView {
  std::string key, zh, en;
  double full = 0;
  bool penalty = false;
};
BOOST_DESCRIBE_STRUCT(PartView, (), (key, zh, en, full, penalty))

struct IndicatorHead {
  std::string key, zh, en, about_zh, about_en, formula, source;
  Measure measure = Measure::percent;
  Better better = Better::up;
  std::vector<std::string> counts;  // figures it rests on; each leads to its cases
  int version = 0;
};
BOOST_DESCRIBE_STRUCT(IndicatorHead, (),
                      (key, zh, en, about_zh, about_en, formula, source, measure, better, counts, version))

struct ValueView {
  std::optional<double> value;
  std::optional<double> before;    // 环比 of the period before
  std::optional<double> year_ago;  // 同比
};
BOOST_DESCRIBE_STRUCT(ValueView, (), (value, before, year_ago))

struct ScoreRow {
  std::string object;
  std::string zh, en;
  std::string area;  // that the object belongs to
  std::optional<std::int64_t> rank;
  std::optional<std::int64_t> rank_before;
  std::optional<double> points;
  std::optional<double> points_before;
  std::string colour, band_zh, band_en;
  std::vector<std::optional<double>> parts;    // in the order of the result's parts
  std::map<std::string, ValueView> values;     // by key of the indicator
  std::map<std::string, std::int64_t> counts;  // what the figures rest on, zero left out
  std::vector<std::optional<double>> trend;    // points (else the first column) of the latest periods, oldest first
};
BOOST_DESCRIBE_STRUCT(ScoreRow, (),
                      (object, zh, en, area, rank, rank_before, points, points_before, colour, band_zh, band_en, parts,
                       values, counts, trend))

struct ResultQuery {
  std::string card;
  std::string period;
  std::string area;  // empty: the caller's widest
};

struct ResultView {
  std::string card, zh, en, about_zh, about_en, source;
  int version = 0;
  Objects objects = Objects::areas;
  Period period;
  std::string period_text, before_text, year_ago_text;
  std::string area, area_name;
  Instant as_of;
  bool running = false;  // the period has not ended
  double full = 0;
  std::vector<PartView> parts;
  std::vector<IndicatorHead> indicators;
  std::vector<Band> bands;
  std::vector<ScoreRow> rows;  // best first
  ScoreRow total;              // of all rows together
};
BOOST_DESCRIBE_STRUCT(Period, (), (kind, first, last))
BOOST_DESCRIBE_STRUCT(ResultView, (),
                      (card, zh, en, about_zh, about_en, source, version, objects, period, period_text, before_text,
                       year_ago_text, area, area_name, as_of, running, full, parts, indicators, bands, rows, total))

struct ExemptionInput {
  static constexpr bool k_json_defaults = true;
  std::string ref;       // of the case, or its number
  std::string work;      // handle | archive
  std::string reason;    // appeal | decision
  std::string document;  // number of the decision
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ExemptionInput, (), (ref, work, reason, document, text))

struct ExemptionView {
  std::string ref, number, work, reason, document, text, by;
  Instant granted;
  std::optional<Instant> withdrawn;
  std::string withdrawn_by;
};
BOOST_DESCRIBE_STRUCT(ExemptionView, (),
                      (ref, number, work, reason, document, text, by, granted, withdrawn, withdrawn_by))

}  // namespace tiange::scores
