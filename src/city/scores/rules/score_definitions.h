#pragma once
// Indicators and scorecards as definitions (data/indicators.json, data/scorecards.json, or written in the console), and
// their evaluation. Formulas are FEEL over the dictionary of figures (score_counts.def), over population, area_km2 and
// days of the object and period, and over the keys of indicators. What cannot be computed, such as a rate of nothing,
// has no value. Pure.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "city/scores/rules/score_counts.h"
#include "engines/feel/feel.h"

namespace tiange::scores {

enum class Measure { percent, number, minutes, points };  // percent: the formula gives 0-1
BOOST_DESCRIBE_ENUM(Measure, percent, number, minutes, points)
enum class Better { up, down, neither };
BOOST_DESCRIBE_ENUM(Better, up, down, neither)

struct Indicator {
  static constexpr bool k_json_defaults = true;
  std::string key;
  std::string zh, en;
  std::string about_zh, about_en;
  std::string formula;
  std::string basis;  // key of the figure it is a share of: below a handful it is not shown to the public
  Measure measure = Measure::percent;
  Better better = Better::up;
  std::vector<std::string> periods;  // kinds it is meant for; empty: all
  std::string source;                // document with its number
  bool open = false;                 // shown to the public
};
BOOST_DESCRIBE_STRUCT(Indicator, (),
                      (key, zh, en, about_zh, about_en, formula, basis, measure, better, periods, source, open))

enum class Objects { areas, units, posts, people, items };
BOOST_DESCRIBE_ENUM(Objects, areas, units, posts, people, items)

struct Part {
  static constexpr bool k_json_defaults = true;
  std::string key;
  std::string zh, en;
  double full = 0;       // most points
  std::string points;    // FEEL; cut to 0…full unless `penalty`
  bool penalty = false;  // points are taken off: -full…0
};
BOOST_DESCRIBE_STRUCT(Part, (), (key, zh, en, full, points, penalty))

struct Band {
  static constexpr bool k_json_defaults = true;
  double from = 0;  // points of the score, this much or more
  std::string zh, en;
  std::string colour;  // green | blue | amber | red
};
BOOST_DESCRIBE_STRUCT(Band, (), (from, zh, en, colour))

// Points that people give, with a reason each: 专项、加分.
struct Given {
  static constexpr bool k_json_defaults = true;
  std::string key;
  std::string zh, en;
  double most = 0;
};
BOOST_DESCRIBE_STRUCT(Given, (), (key, zh, en, most))

struct Scorecard {
  static constexpr bool k_json_defaults = true;
  std::string key;
  std::string zh, en;
  std::string about_zh, about_en;
  Objects objects = Objects::areas;
  int digits = 9;                    // of areas: 9 towns, 12 communities, 15 grids
  std::string where;                 // FEEL; which objects take part; empty: those that have any figure
  std::vector<Part> parts;           // none: a table of figures without a score, such as the burden index
  std::vector<Given> given;          // names for the formulas of parts
  std::vector<std::string> columns;  // indicators shown beside the score
  std::string absent = "skip";       // a part without a value: skip (the rest counts for the whole) | full | zero
  std::vector<Band> bands;           // highest first
  std::string source;
};
BOOST_DESCRIBE_STRUCT(Scorecard, (),
                      (key, zh, en, about_zh, about_en, objects, digits, where, parts, given, columns, absent, bands,
                       source))

// What a definition may speak of beside the dictionary and the indicators.
constexpr std::string_view k_ground_names[] = {"population", "area_km2", "days"};

struct Inputs {
  Counts counts;
  std::map<std::string, double> ground;  // k_ground_names, and points given by people
};

using Values = std::map<std::string, std::optional<double>>;  // by key

// Indicators compiled together; immutable.
class IndicatorSet {
 public:
  // Refused (bad_expression) with every wrong member, its line and column, also when they lead to each other in a ring.
  static Result<std::shared_ptr<const IndicatorSet>> compile(std::vector<Indicator> indicators);

  const std::vector<Indicator>& all() const { return indicators_; }
  const Indicator* find(std::string_view key) const;
  // The value of those named, or of all.
  Values evaluate(const Inputs& inputs, const std::vector<std::string>* wanted = nullptr) const;
  // Keys of figures that an indicator rests on, through others too.
  std::vector<Count> counts_of(std::string_view key) const;

 private:
  struct Compiled {
    feel::Expression formula;
    std::vector<std::size_t> needs;  // indicators
  };
  void evaluate_one(std::size_t index, Values& values, const Inputs& inputs) const;

  std::vector<Indicator> indicators_;
  std::vector<Compiled> compiled_;
  std::map<std::string, std::size_t, std::less<>> by_key_;
};

struct PartScore {
  std::optional<double> points;
  std::string note;  // "absent" when the part had no value
};

struct Score {
  std::optional<double> points;  // of the full score
  double full = 0;
  std::vector<PartScore> parts;
  int band = -1;  // index into bands
  Values values;  // of the columns and of what the parts speak of
};

// A scorecard compiled over a set of indicators.
class ScorecardRule {
 public:
  static Result<std::shared_ptr<const ScorecardRule>> compile(Scorecard card,
                                                              std::shared_ptr<const IndicatorSet> indicators);

  const Scorecard& card() const { return card_; }
  const IndicatorSet& indicators() const { return *indicators_; }
  const std::vector<std::string>& wanted() const { return wanted_; }  // indicators that appear in results
  bool takes(const Inputs& inputs) const;
  Score score(const Inputs& inputs) const;

 private:
  Scorecard card_;
  std::shared_ptr<const IndicatorSet> indicators_;
  std::vector<feel::Expression> points_;
  std::optional<feel::Expression> where_;
  std::vector<std::string> wanted_;
};

// Checks of what a definition says of itself: keys, names, weights, bands.
Outcome check(const Indicator& indicator);
Outcome check(const Scorecard& card);

}  // namespace tiange::scores
