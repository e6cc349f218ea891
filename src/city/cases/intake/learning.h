#pragma once
// What the pages show of learning, the item or the urgency: which model suggests, since when, how well; every run, taken or
// not.

#include "base/json.h"
#include "base/time.h"

namespace tiange::cases {

struct LearnedClass {
  std::string code;
  std::string name_zh;
  std::string name_en;
  std::int64_t texts = 0;  // asked
  double precision = 0;
  double recall = 0;
  double f1 = 0;
};
BOOST_DESCRIBE_STRUCT(LearnedClass, (), (code, name_zh, name_en, texts, precision, recall, f1))

struct LearnedMistake {
  std::string truth;
  std::string truth_zh;
  std::string truth_en;
  std::string guess;
  std::string guess_zh;
  std::string guess_en;
  std::int64_t texts = 0;
};
BOOST_DESCRIBE_STRUCT(LearnedMistake, (), (truth, truth_zh, truth_en, guess, guess_zh, guess_en, texts))

struct LearnedFigures {
  static constexpr bool k_json_defaults = true;
  std::vector<LearnedClass> classes;    // most frequent first
  std::vector<LearnedMistake> confused;  // most frequent first
};
BOOST_DESCRIBE_STRUCT(LearnedFigures, (), (classes, confused))

struct TrainingRow {
  std::string id;
  Instant trained;
  std::string asked_by;  // empty: the nightly run
  std::int64_t texts = 0;
  std::int64_t held = 0;
  std::int64_t items = 0;
  double macro_f1 = 0;
  double accuracy = 0;
  std::string before_id;  // the model in use then, asked the same texts; empty: none
  double before_macro_f1 = 0;
  double before_accuracy = 0;
  double rules_macro_f1 = 0;  // rules and words alone, asked the same texts; 0: not asked
  double rules_accuracy = 0;
  bool used = false;      // it replaced the one before
  bool in_use = false;    // it suggests now
  bool kept = false;      // its model is still there and may be taken again
};
BOOST_DESCRIBE_STRUCT(TrainingRow, (), (id, trained, asked_by, texts, held, items, macro_f1, accuracy, before_id, before_macro_f1, before_accuracy,
                                       rules_macro_f1, rules_accuracy, used, in_use, kept))

struct ModelUseRow {
  std::string id;  // "0": rules and words alone
  Instant since;
  std::string by;  // empty: the nightly run
  std::string why;
};
BOOST_DESCRIBE_STRUCT(ModelUseRow, (), (id, since, by, why))

struct LearningView {
  std::string what;                    // item | urgency
  std::vector<TrainingRow> trainings;  // newest first
  std::vector<ModelUseRow> uses;       // newest first; the first one suggests now
  std::string shown;                   // the run whose figures these are
  LearnedFigures figures;
};
BOOST_DESCRIBE_STRUCT(LearningView, (), (what, trainings, uses, shown, figures))

struct UseModelIn {
  static constexpr bool k_json_defaults = true;
  std::string id;
  std::string text;  // why
};
BOOST_DESCRIBE_STRUCT(UseModelIn, (), (id, text))

}  // namespace tiange::cases
