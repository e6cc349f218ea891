#pragma once
// Which class does a short text belong to, and which words say so.
//
// TextClassifier learns from labelled texts: character 1- to 3-grams, tf-idf, one linear machine a class (L2-loss SVM) in
// which rare classes weigh more, and the odds of complement naive Bayes beside it. Deterministic, and gives reasons.
// KeywordMatcher (keyword_matcher.h) needs no learning.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engines/text/gram_keys.h"

namespace tiange::textual {

struct Labelled {
  std::string text;
  std::string label;
};

struct Reason {
  std::string words;
  double weight = 0;  // share of the score, 0–1
};

struct Guess {
  std::string label;
  double confidence = 0;  // 0–1; guesses of one text sum to at most 1
  std::vector<Reason> reasons;  // strongest first, at most five
};

struct TrainOptions {
  std::size_t most_features = 60000;
  std::size_t least_documents = 2;  // an n-gram must occur in so many texts
  int longest_gram = 3;             // characters, 1–4
  double cost = 0.5;
  double balance = 0.5;      // of a class n times as rare as the mean one an error costs n^balance as much
  double prior_share = 0.3;  // of the log-odds of complement naive Bayes, added to the machine's weights
  double sharpness = 3.0;    // how fast confidence grows with the margin; fitted_sharpness() finds what is honest
};

class TextClassifier {
 public:
  // Refuses (bad_input) fewer than two classes or ten texts.
  static Result<TextClassifier> train(std::span<const Labelled> texts, const TrainOptions& options = {});

  // Best first, at most `most`. About 30 µs.
  std::vector<Guess> guess(std::string_view text, std::size_t most) const;

  // The share of the text's n-grams that occurred in training, 0–1: how far this classifier can speak about it.
  double familiarity(std::string_view text) const;

  std::string save() const;
  static Result<TextClassifier> load(std::string_view bytes);

  const std::vector<std::string>& labels() const { return labels_; }
  // Of the texts, whose labels are the truth, the sharpness at which confidences are as often right as they say (least
  // log-loss). Ask it about texts it was not trained with.
  double fitted_sharpness(std::span<const Labelled> texts) const;
  void set_sharpness(double sharpness) { sharpness_ = sharpness; }
  std::size_t features() const { return grams_.size(); }

 private:
  struct Found {
    std::uint32_t feature;
    float value;
  };
  std::vector<Found> features_of(std::string_view text) const;
  std::vector<double> margins_of(const std::vector<Found>& found) const;
  std::vector<Reason> reasons(const std::vector<Found>& found, std::size_t label) const;
  void choose_grams(std::span<const Labelled> texts, const TrainOptions& options);
  void add_log_odds(std::span<const std::vector<Found>> rows, std::span<const double> targets, double share);
  void index_grams();

  std::vector<std::string> labels_;
  std::vector<std::string> grams_;
  std::vector<float> idf_;
  std::vector<float> weights_;  // [feature][label], then one row of biases
  int longest_ = 3;
  double sharpness_ = 3.0;
  GramIndex index_;

 public:
  TextClassifier() = default;
  TextClassifier(TextClassifier&&) = default;
  TextClassifier& operator=(TextClassifier&&) = default;
};

// Held-out figures of a way to guess.
struct ClassScore {
  std::string label;
  std::int64_t support = 0;
  double precision = 0;
  double recall = 0;
  double f1 = 0;
};
struct Evaluation {
  std::int64_t texts = 0;
  double accuracy = 0;
  double macro_f1 = 0;  // mean over classes that occur in the held-out part
  double sharpness = 3.0;  // fitted to the held-out part
  std::vector<ClassScore> classes;                                  // most frequent first
  std::map<std::pair<std::string, std::string>, std::int64_t> confusion;  // (truth, guess) -> texts, right ones too
};
// Trains on some texts and asks for others.
Result<Evaluation> evaluate_on(std::span<const Labelled> learn, std::span<const Labelled> ask, const TrainOptions& options = {});
// Trains on four of five parts and asks the fifth; parts by position, so the same texts give the same figures.
Result<Evaluation> evaluate_held_out(std::span<const Labelled> texts, const TrainOptions& options = {});
Evaluation score(std::span<const std::pair<std::string, std::string>> truth_and_guess);

}  // namespace tiange::textual
