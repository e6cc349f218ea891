// Learning items from the district's closed cases: one in five is never learnt from, so that every model, the former ones
// too, is asked about texts it has not seen.

#include <algorithm>
#include <set>

#include "base/text.h"
#include "city/cases/intake/intake_store.h"
#include "city/cases/intake/item_suggester.h"
#include "city/cases/intake/learning.h"

namespace tiange::cases {

namespace {

constexpr int k_texts_to_learn = 60000;
constexpr std::size_t k_least_held = 20;   // fewer say nothing about a model
constexpr double k_noise = 0.005;          // so much less macro-F1 is no difference
constexpr int k_models_kept = 5;
constexpr std::size_t k_classes_kept = 60;
constexpr std::size_t k_confused_kept = 30;

bool is_held_back(CaseId id) {
  std::uint64_t x = static_cast<std::uint64_t>(id.value) + 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  return (x ^ (x >> 27)) % 5 == 4;
}

struct Texts {
  std::vector<textual::Labelled> learn;
  std::vector<textual::Labelled> ask;
};

textual::Evaluation ask(const textual::TextClassifier& model, const std::vector<textual::Labelled>& texts) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const textual::Labelled& sample : texts) {
    const auto guesses = model.guess(sample.text, 1);
    pairs.emplace_back(sample.label, guesses.empty() ? "" : guesses[0].label);
  }
  return textual::score(pairs);
}

std::string figures_of(const Training& training) {
  LearnedFigures out;
  for (const textual::ClassScore& c : training.classes) {
    if (out.classes.size() < k_classes_kept) out.classes.push_back({c.label, "", "", c.support, c.precision, c.recall, c.f1});
  }
  for (const auto& [pair, n] : training.confused) {
    if (out.confused.size() < k_confused_kept) out.confused.push_back({pair.first, "", "", pair.second, "", "", n});
  }
  return json::write(out);
}

}  // namespace

Result<Training> ItemSuggester::train(const std::string& asked_by) {
  Texts texts;
  parts_.db.read([&](db::Tx& tx) -> Outcome {
    store::each_closed_text(tx, k_texts_to_learn, [&](ClosedText one) {
      auto& to = is_held_back(one.id) ? texts.ask : texts.learn;
      to.push_back({std::move(one.title) + "。" + std::move(one.content), std::move(one.item)});
    });
    return done();
  }).ok();
  if (texts.ask.size() < k_least_held)
    return refuse(ErrorCode::bad_input, "已结工单太少，还不能学习", "there are too few closed cases to learn from");
  TIANGE_TRY(textual::TextClassifier classifier, textual::TextClassifier::train(texts.learn));
  classifier.set_sharpness(classifier.fitted_sharpness(texts.ask));
  const textual::Evaluation now_scored = ask(classifier, texts.ask);
  Training out;
  out.texts = static_cast<std::int64_t>(texts.learn.size());
  out.items = static_cast<std::int64_t>(classifier.labels().size());
  out.macro_f1 = now_scored.macro_f1;
  out.accuracy = now_scored.accuracy;
  out.classes = now_scored.classes;
  for (const auto& [pair, n] : now_scored.confusion) {
    if (pair.first != pair.second) out.confused.emplace_back(pair, n);
  }
  std::stable_sort(out.confused.begin(), out.confused.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  refresh();
  const auto present = mind();
  StoredTraining kept;
  if (present->classifier) {
    const textual::Evaluation before = ask(*present->classifier, texts.ask);
    kept.before_id = present->model_id;
    kept.before_macro_f1 = out.macro_f1_before = before.macro_f1;
    kept.before_accuracy = before.accuracy;
  }
  out.in_use = !present->classifier || out.macro_f1 >= out.macro_f1_before - k_noise;
  const Instant now = parts_.clock.now();
  kept.id = parts_.ids.next(now);
  kept.trained = now;
  kept.asked_by = asked_by;
  kept.texts = out.texts;
  kept.held = static_cast<std::int64_t>(texts.ask.size());
  kept.items = out.items;
  kept.macro_f1 = out.macro_f1;
  kept.accuracy = out.accuracy;
  kept.used = out.in_use;
  kept.figures = figures_of(out);
  const StoredModel model{kept.id, out.macro_f1, classifier.save()};
  TIANGE_CHECK_OK(parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    store::add_training(tx, kept);
    if (!kept.used) return done();
    store::add_model(tx, model, out.texts, out.accuracy, now);
    store::use_model(tx, {model.id, now, asked_by, ""});
    store::forget_models(tx, k_models_kept);
    return done();
  }));
  refresh();
  return out;
}

Outcome ItemSuggester::use(db::Tx& tx, std::int64_t model_id, const std::string& by, const std::string& why, Instant now) const {
  if (!store::has_model(tx, model_id)) return refuse(ErrorCode::not_found);
  if (store::model_id_in_use(tx) == model_id) return done();
  store::use_model(tx, {model_id, now, by, why});
  return done();
}

}  // namespace tiange::cases
