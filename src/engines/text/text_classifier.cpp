#include "engines/text/text_classifier.h"

#include <linear.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <set>

#include "base/text.h"
#include "engines/text/grams.h"

namespace tiange::textual {

namespace {

constexpr std::size_t k_least_texts = 10;
constexpr std::string_view k_magic = "TGTC1\n";

struct Vocabulary {
  std::vector<std::string> grams;
  std::vector<float> idf;
};

Vocabulary choose_grams(std::span<const Labelled> texts, const TrainOptions& options) {
  std::unordered_map<std::string, std::uint32_t> documents;
  for (const Labelled& sample : texts) {
    for (auto& [gram, count] : count_grams(sample.text)) ++documents[gram];
  }
  std::vector<std::pair<std::uint32_t, std::string>> kept;
  for (auto& [gram, n] : documents) {
    if (n >= options.least_documents) kept.emplace_back(n, gram);
  }
  // Most frequent first; equal ones by their text, so that the result does not hang on hashing.
  std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  if (kept.size() > options.most_features) kept.resize(options.most_features);
  Vocabulary out;
  for (auto& [n, gram] : kept) {
    out.idf.push_back(static_cast<float>(std::log((1.0 + static_cast<double>(texts.size())) / (1.0 + n)) + 1.0));
    out.grams.push_back(std::move(gram));
  }
  return out;
}

// Owns the rows that liblinear's problem points into.
struct Problem {
  std::vector<std::vector<feature_node>> rows;
  std::vector<feature_node*> row_starts;
  std::vector<double> targets;
  problem raw{};
};

void be_silent(const char*) {}

// Margins to shares: a class one margin ahead of another is some 150 times as sure.
double strength(double margin) { return std::exp(5.0 * margin); }

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

void TextClassifier::index_grams() {
  index_.clear();
  for (std::uint32_t i = 0; i < grams_.size(); ++i) index_.emplace(grams_[i], i);
}

std::vector<TextClassifier::Found> TextClassifier::features_of(std::string_view text) const {
  std::vector<Found> found;
  double norm = 0;
  for (const auto& [gram, count] : count_grams(text)) {
    const auto at = index_.find(gram);
    if (at == index_.end()) continue;
    const float value = static_cast<float>(1.0 + std::log(count)) * idf_[at->second];
    found.push_back({at->second, value});
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
  Vocabulary vocabulary = choose_grams(texts, options);
  made.grams_ = std::move(vocabulary.grams);
  made.idf_ = std::move(vocabulary.idf);
  made.index_grams();

  Problem p;
  for (const Labelled& sample : texts) {
    std::vector<feature_node> row;
    for (const Found& f : made.features_of(sample.text)) row.push_back({static_cast<int>(f.feature) + 1, f.value});
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
  return made;
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

std::vector<Guess> TextClassifier::guess(std::string_view text, std::size_t most) const {
  const std::vector<Found> found = features_of(text);
  const std::size_t classes = labels_.size();
  std::vector<double> margins(classes);
  const float* bias = &weights_[grams_.size() * classes];
  for (std::size_t c = 0; c < classes; ++c) margins[c] = bias[c];
  for (const Found& f : found) {
    const float* row = &weights_[f.feature * classes];
    for (std::size_t c = 0; c < classes; ++c) margins[c] += static_cast<double>(f.value) * row[c];
  }
  std::vector<std::size_t> order(classes);
  double sum = 0;
  for (std::size_t c = 0; c < classes; ++c) {
    order[c] = c;
    sum += strength(margins[c]);
  }
  most = std::min(most, classes);
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(most), order.end(),
                    [&](std::size_t a, std::size_t b) { return margins[a] != margins[b] ? margins[a] > margins[b] : a < b; });
  std::vector<Guess> out;
  for (std::size_t i = 0; i < most && !found.empty(); ++i) {
    const std::size_t c = order[i];
    out.push_back({labels_[c], strength(margins[c]) / sum, reasons(found, c)});
  }
  return out;
}

double TextClassifier::familiarity(std::string_view text) const {
  double known = 0;
  double all = 0;
  for (const auto& [gram, count] : count_grams(text)) {
    if (text::length(gram) < 2) continue;  // single characters are known to everybody
    all += 1;
    known += index_.count(gram) ? 1 : 0;
  }
  return all > 0 ? known / all : 0;
}

std::string TextClassifier::save() const {
  std::string out(k_magic);
  put(out, labels_);
  put(out, grams_);
  put(out, idf_);
  put(out, weights_);
  return out;
}

Result<TextClassifier> TextClassifier::load(std::string_view bytes) {
  TextClassifier made;
  const Refusal broken = refuse(ErrorCode::bad_file, "分类模型损坏", "the classifier is damaged");
  if (!bytes.starts_with(k_magic)) return broken;
  bytes.remove_prefix(k_magic.size());
  if (!take(bytes, made.labels_) || !take(bytes, made.grams_) || !take(bytes, made.idf_) || !take(bytes, made.weights_)) return broken;
  if (made.idf_.size() != made.grams_.size() || made.weights_.size() != (made.grams_.size() + 1) * made.labels_.size()) return broken;
  made.index_grams();
  return made;
}

Result<Evaluation> evaluate_held_out(std::span<const Labelled> texts, const TrainOptions& options) {
  std::vector<Labelled> learn;
  std::vector<const Labelled*> ask;
  std::map<std::string, std::int64_t> seen;  // every fifth text of each class is held out
  for (const Labelled& sample : texts) {
    if (seen[sample.label]++ % 5 == 4) {
      ask.push_back(&sample);
    } else {
      learn.push_back(sample);
    }
  }
  TIANGE_TRY(TextClassifier classifier, TextClassifier::train(learn, options));
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const Labelled* sample : ask) {
    const auto guesses = classifier.guess(sample->text, 1);
    pairs.emplace_back(sample->label, guesses.empty() ? "" : guesses[0].label);
  }
  return score(pairs);
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
