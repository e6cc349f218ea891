#include "engines/text/text_classifier.h"

#include <linear.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <unordered_map>

#include "base/text.h"

namespace tiange::textual {

namespace {

constexpr std::size_t k_least_texts = 10;
constexpr std::string_view k_magic = "TGTC2\n";
constexpr std::string_view k_first_magic = "TGTC1\n";  // 1- to 3-grams, sharpness 5

// Owns the rows that liblinear's problem points into.
struct Problem {
  std::vector<std::vector<feature_node>> rows;
  std::vector<feature_node*> row_starts;
  std::vector<double> targets;
  problem raw{};
};

void be_silent(const char*) {}

std::vector<double> class_weights(const std::vector<double>& targets, std::size_t classes, double balance) {
  std::vector<double> counts(classes);
  for (const double target : targets) ++counts[static_cast<std::size_t>(target)];
  const double mean = static_cast<double>(targets.size()) / static_cast<double>(classes);
  for (double& count : counts) count = std::clamp(std::pow(mean / std::max(count, 1.0), balance), 0.5, 8.0);
  return counts;
}

template <class T>
void put(std::string& out, const std::vector<T>& values) {
  const std::uint64_t n = values.size();
  out.append(reinterpret_cast<const char*>(&n), sizeof n);
  out.append(reinterpret_cast<const char*>(values.data()), n * sizeof(T));
}

void put(std::string& out, const std::vector<std::string>& values) {
  const std::uint64_t n = values.size();
  out.append(reinterpret_cast<const char*>(&n), sizeof n);
  for (const std::string& value : values) {
    out += value;
    out += '\0';
  }
}

bool take_count(std::string_view& in, std::uint64_t& n) {
  if (in.size() < sizeof n) return false;
  std::memcpy(&n, in.data(), sizeof n);
  in.remove_prefix(sizeof n);
  return true;
}

bool take(std::string_view& in, std::vector<float>& values) {
  std::uint64_t n = 0;
  if (!take_count(in, n) || in.size() / sizeof(float) < n) return false;
  values.resize(n);
  std::memcpy(values.data(), in.data(), n * sizeof(float));
  in.remove_prefix(n * sizeof(float));
  return true;
}

bool take(std::string_view& in, std::vector<std::string>& values) {
  std::uint64_t n = 0;
  if (!take_count(in, n) || n > in.size()) return false;
  for (std::uint64_t i = 0; i < n; ++i) {
    const std::size_t end = in.find('\0');
    if (end == in.npos) return false;
    values.emplace_back(in.substr(0, end));
    in.remove_prefix(end + 1);
  }
  return true;
}

}  // namespace

void TextClassifier::choose_grams(std::span<const Labelled> texts, const TrainOptions& options) {
  longest_ = std::clamp(options.longest_gram, 1, k_longest_gram);
  std::unordered_map<GramKey, std::uint32_t> documents;
  std::vector<GramCount> counted;
  for (const Labelled& sample : texts) {
    count_gram_keys(sample.text, longest_, counted);
    for (const GramCount& gram : counted) ++documents[gram.key];
  }
  std::vector<std::pair<std::uint32_t, GramKey>> kept;
  for (const auto& [key, n] : documents) {
    if (n >= options.least_documents) kept.emplace_back(n, key);
  }
  // Most frequent first; equal ones by their characters, so that the result does not hang on hashing.
  std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  if (kept.size() > options.most_features) kept.resize(options.most_features);
  for (const auto& [n, key] : kept) {
    idf_.push_back(static_cast<float>(std::log((1.0 + static_cast<double>(texts.size())) / (1.0 + n)) + 1.0));
    grams_.push_back(gram_text(key));
  }
  index_grams();
}

void TextClassifier::index_grams() {
  std::vector<GramKey> keys;
  for (const std::string& gram : grams_) keys.push_back(gram_key(gram));
  index_ = GramIndex(keys);
}

std::vector<TextClassifier::Found> TextClassifier::features_of(std::string_view text) const {
  std::vector<GramCount> counted;
  count_gram_keys(text, longest_, counted);
  std::vector<Found> found;
  found.reserve(counted.size());
  double norm = 0;
  for (const GramCount& gram : counted) {
    const std::uint32_t at = index_.find(gram.key);
    if (at == GramIndex::k_none) continue;
    const float often = gram.count == 1 ? 1.0F : 1.0F + std::log(static_cast<float>(gram.count));
    const float value = often * idf_[at];
    found.push_back({at, value});
    norm += static_cast<double>(value) * value;
  }
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.feature < b.feature; });
  const float scale = norm > 0 ? static_cast<float>(1.0 / std::sqrt(norm)) : 0.0F;
  for (Found& f : found) f.value *= scale;
  return found;
}

Result<TextClassifier> TextClassifier::train(std::span<const Labelled> texts, const TrainOptions& options) {
  TextClassifier made;
  std::map<std::string, int> label_index;
  for (const Labelled& sample : texts) label_index.emplace(sample.label, 0);
  if (texts.size() < k_least_texts || label_index.size() < 2) {
    return refuse(ErrorCode::bad_input, "训练至少需要 10 条文本、两个类别", "training needs ten texts of two classes at least");
  }
  for (auto& [label, i] : label_index) {
    i = static_cast<int>(made.labels_.size());
    made.labels_.push_back(label);
  }
  made.sharpness_ = options.sharpness;
  made.choose_grams(texts, options);

  Problem p;
  std::vector<std::vector<Found>> rows;
  for (const Labelled& sample : texts) {
    std::vector<feature_node> row;
    rows.push_back(made.features_of(sample.text));
    for (const Found& f : rows.back()) row.push_back({static_cast<int>(f.feature) + 1, f.value});
    row.push_back({static_cast<int>(made.grams_.size()) + 1, 1.0});  // bias
    row.push_back({-1, 0});
    p.rows.push_back(std::move(row));
    p.targets.push_back(label_index[sample.label]);
  }
  for (auto& row : p.rows) p.row_starts.push_back(row.data());
  p.raw.l = static_cast<int>(p.rows.size());
  p.raw.n = static_cast<int>(made.grams_.size()) + 1;
  p.raw.x = p.row_starts.data();
  p.raw.y = p.targets.data();
  p.raw.bias = 1;
  parameter how{};
  how.solver_type = L2R_L2LOSS_SVC_DUAL;
  how.eps = 0.1;
  how.C = options.cost;
  std::vector<int> classes_weighed;
  std::vector<double> weights = class_weights(p.targets, made.labels_.size(), options.balance);
  for (std::size_t c = 0; c < weights.size(); ++c) classes_weighed.push_back(static_cast<int>(c));
  how.nr_weight = static_cast<int>(weights.size());
  how.weight_label = classes_weighed.data();
  how.weight = weights.data();
  set_print_string_function(be_silent);
  const std::unique_ptr<model, void (*)(model*)> trained(::train(&p.raw, &how), [](model* m) { free_and_destroy_model(&m); });

  // Two classes share one row of weights in liblinear; here each class has its own.
  const std::size_t classes = made.labels_.size();
  made.weights_.assign(static_cast<std::size_t>(p.raw.n) * classes, 0.0F);
  for (int feature = 1; feature <= p.raw.n; ++feature) {
    for (std::size_t c = 0; c < classes; ++c) {
      const double w = get_decfun_coef(trained.get(), feature, classes == 2 ? 0 : static_cast<int>(c));
      const std::size_t label = static_cast<std::size_t>(trained->label[c]);
      made.weights_[static_cast<std::size_t>(feature - 1) * classes + label] = static_cast<float>(classes == 2 && c == 1 ? -w : w);
    }
  }
  made.add_log_odds(rows, p.targets, options.prior_share);
  return made;
}

// What a feature says of a class by how seldom it occurs in the other classes (complement naive Bayes). It knows more of
// rare classes than the machine, which sees few errors in them; both together do better than either.
void TextClassifier::add_log_odds(std::span<const std::vector<Found>> rows, std::span<const double> targets, double share) {
  const std::size_t classes = labels_.size();
  const std::size_t features = grams_.size();
  constexpr float k_smoothing = 0.1F;
  std::vector<float> sums(features * classes);
  std::vector<float> totals(features);
  std::vector<double> mass(classes);
  double whole = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t label = static_cast<std::size_t>(targets[i]);
    for (const Found& f : rows[i]) {
      sums[f.feature * classes + label] += f.value;
      totals[f.feature] += f.value;
      mass[label] += f.value;
      whole += f.value;
    }
  }
  std::vector<float> log_rest(classes);
  for (std::size_t c = 0; c < classes; ++c)
    log_rest[c] = static_cast<float>(std::log(whole - mass[c] + static_cast<double>(k_smoothing) * static_cast<double>(features)));
  std::vector<float> odds(classes);
  for (std::size_t f = 0; f < features; ++f) {
    float mean = 0;
    for (std::size_t c = 0; c < classes; ++c) {
      odds[c] = log_rest[c] - std::log(std::max(totals[f] - sums[f * classes + c], 0.0F) + k_smoothing);
      mean += odds[c] / static_cast<float>(classes);
    }
    for (std::size_t c = 0; c < classes; ++c) weights_[f * classes + c] += static_cast<float>(share) * (odds[c] - mean);
  }
}

std::vector<Reason> TextClassifier::reasons(const std::vector<Found>& found, std::size_t label) const {
  std::vector<std::pair<double, std::uint32_t>> parts;
  double total = 0;
  for (const Found& f : found) {
    const double part = f.value * weights_[f.feature * labels_.size() + label];
    if (part <= 0) continue;
    total += part;
    if (text::length(grams_[f.feature]) >= 2) parts.emplace_back(part, f.feature);
  }
  std::sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Reason> out;
  for (const auto& [part, feature] : parts) {
    const std::string& gram = grams_[feature];
    const bool told = std::any_of(out.begin(), out.end(), [&](const Reason& r) {
      return text::contains(r.words, gram) || text::contains(gram, r.words);
    });
    if (!told && out.size() < 5) out.push_back({gram, part / total});
  }
  return out;
}

std::vector<double> TextClassifier::margins_of(const std::vector<Found>& found) const {
  const std::size_t classes = labels_.size();
  const float* bias = &weights_[grams_.size() * classes];
  std::vector<float> sums(bias, bias + classes);
  for (const Found& f : found) {
    const float* row = &weights_[f.feature * classes];
    for (std::size_t c = 0; c < classes; ++c) sums[c] += f.value * row[c];
  }
  return {sums.begin(), sums.end()};
}

std::vector<Guess> TextClassifier::guess(std::string_view text, std::size_t most) const {
  const std::vector<Found> found = features_of(text);
  const std::size_t classes = labels_.size();
  const std::vector<double> margins = margins_of(found);
  const double highest = *std::max_element(margins.begin(), margins.end());
  std::vector<std::size_t> order(classes);
  double sum = 0;
  for (std::size_t c = 0; c < classes; ++c) {
    order[c] = c;
    sum += std::exp(sharpness_ * (margins[c] - highest));
  }
  most = std::min(most, classes);
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(most), order.end(),
                    [&](std::size_t a, std::size_t b) { return margins[a] != margins[b] ? margins[a] > margins[b] : a < b; });
  std::vector<Guess> out;
  for (std::size_t i = 0; i < most && !found.empty(); ++i) {
    const std::size_t c = order[i];
    out.push_back({labels_[c], std::exp(sharpness_ * (margins[c] - highest)) / sum, reasons(found, c)});
  }
  return out;
}

double TextClassifier::fitted_sharpness(std::span<const Labelled> texts) const {
  std::vector<std::pair<std::size_t, std::vector<double>>> asked;  // truth, margins
  for (const Labelled& sample : texts) {
    const auto at = std::find(labels_.begin(), labels_.end(), sample.label);
    if (at != labels_.end()) asked.emplace_back(at - labels_.begin(), margins_of(features_of(sample.text)));
  }
  if (asked.empty()) return sharpness_;
  double best = sharpness_;
  double least = std::numeric_limits<double>::max();
  for (double sharpness = 0.3; sharpness < 12.0; sharpness *= 1.1) {
    double loss = 0;
    for (const auto& [truth, margins] : asked) {
      const double highest = *std::max_element(margins.begin(), margins.end());
      double sum = 0;
      for (const double margin : margins) sum += std::exp(sharpness * (margin - highest));
      loss += std::log(sum) - sharpness * (margins[truth] - highest);
    }
    if (loss < least) {
      least = loss;
      best = sharpness;
    }
  }
  return best;
}

double TextClassifier::familiarity(std::string_view text) const {
  std::vector<GramCount> counted;
  count_gram_keys(text, std::min(longest_, 3), counted);
  double known = 0;
  double all = 0;
  for (const GramCount& gram : counted) {
    if (gram_length(gram.key) < 2) continue;  // single characters are known to everybody
    all += 1;
    known += index_.find(gram.key) == GramIndex::k_none ? 0 : 1;
  }
  return all > 0 ? known / all : 0;
}

std::string TextClassifier::save() const {
  std::string out(k_magic);
  put(out, std::vector<float>{static_cast<float>(longest_), static_cast<float>(sharpness_)});
  put(out, labels_);
  put(out, grams_);
  put(out, idf_);
  put(out, weights_);
  return out;
}

Result<TextClassifier> TextClassifier::load(std::string_view bytes) {
  TextClassifier made;
  const Refusal broken = refuse(ErrorCode::bad_file, "分类模型损坏", "the classifier is damaged");
  const bool first = bytes.starts_with(k_first_magic);
  if (!first && !bytes.starts_with(k_magic)) return broken;
  bytes.remove_prefix(k_magic.size());
  std::vector<float> how{3.0F, 5.0F};
  if (!first && (!take(bytes, how) || how.size() != 2)) return broken;
  made.longest_ = std::clamp(static_cast<int>(how[0]), 1, k_longest_gram);
  made.sharpness_ = static_cast<double>(how[1]);
  if (!take(bytes, made.labels_) || !take(bytes, made.grams_) || !take(bytes, made.idf_) || !take(bytes, made.weights_)) return broken;
  if (made.idf_.size() != made.grams_.size() || made.weights_.size() != (made.grams_.size() + 1) * made.labels_.size()) return broken;
  made.index_grams();
  return made;
}

Result<Evaluation> evaluate_held_out(std::span<const Labelled> texts, const TrainOptions& options) {
  std::vector<Labelled> learn;
  std::vector<Labelled> ask;
  std::map<std::string, std::int64_t> seen;  // every fifth text of each class is held out
  for (const Labelled& sample : texts) {
    if (seen[sample.label]++ % 5 == 4) {
      ask.push_back(sample);
    } else {
      learn.push_back(sample);
    }
  }
  return evaluate_on(learn, ask, options);
}

Result<Evaluation> evaluate_on(std::span<const Labelled> learn, std::span<const Labelled> ask, const TrainOptions& options) {
  TIANGE_TRY(TextClassifier classifier, TextClassifier::train(learn, options));
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const Labelled& sample : ask) {
    const auto guesses = classifier.guess(sample.text, 1);
    pairs.emplace_back(sample.label, guesses.empty() ? "" : guesses[0].label);
  }
  Evaluation out = score(pairs);
  out.sharpness = classifier.fitted_sharpness(ask);
  return out;
}

Evaluation score(std::span<const std::pair<std::string, std::string>> truth_and_guess) {
  Evaluation out;
  std::map<std::string, ClassScore> classes;
  std::map<std::string, std::int64_t> guessed;
  std::map<std::string, std::int64_t> right;
  for (const auto& [truth, guess] : truth_and_guess) {
    ++out.texts;
    ++out.confusion[{truth, guess}];
    classes[truth].label = truth;
    ++classes[truth].support;
    ++guessed[guess];
    if (truth == guess) ++right[truth];
  }
  std::int64_t all_right = 0;
  for (auto& [label, c] : classes) {
    const double hits = static_cast<double>(right[label]);
    all_right += right[label];
    c.recall = hits / static_cast<double>(c.support);
    c.precision = guessed[label] ? hits / static_cast<double>(guessed[label]) : 0;
    c.f1 = hits > 0 ? 2 * c.precision * c.recall / (c.precision + c.recall) : 0;
    out.macro_f1 += c.f1 / static_cast<double>(classes.size());
    out.classes.push_back(c);
  }
  std::stable_sort(out.classes.begin(), out.classes.end(), [](const ClassScore& a, const ClassScore& b) { return a.support > b.support; });
  out.accuracy = out.texts ? static_cast<double>(all_right) / static_cast<double>(out.texts) : 0;
  return out;
}

}  // namespace tiange::textual
