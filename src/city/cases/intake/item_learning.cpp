// Learning items and urgency from the district's closed cases: one in five is never learnt from, so that every model, the
// former ones too, is asked about texts it has not seen.

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
  std::vector<std::string> items;  // of those asked
};

Texts closed_texts(db::Db& db, Lesson lesson) {
  Texts texts;
  db.run_read([&](db::Tx& tx) {
    texts = {};
    store::each_closed_text(tx, k_texts_to_learn, [&](ClosedText one) {
      const bool held = is_held_back(one.id);
      std::string label = lesson == Lesson::item ? one.item : std::string(json::enum_name(one.severity));
      (held ? texts.ask : texts.learn).push_back({std::move(one.title) + "。" + std::move(one.content), std::move(label)});
      if (held) texts.items.push_back(std::move(one.item));
    });
  });
  return texts;
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

Training training_of(const textual::Evaluation& scored, const textual::Evaluation& rules) {
  Training out;
  out.macro_f1 = scored.macro_f1;
  out.accuracy = scored.accuracy;
  out.macro_f1_rules = rules.macro_f1;
  out.accuracy_rules = rules.accuracy;
  out.classes = scored.classes;
  for (const auto& [pair, n] : scored.confusion) {
    if (pair.first != pair.second) out.confused.emplace_back(pair, n);
  }
  std::stable_sort(out.confused.begin(), out.confused.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return out;
}

}  // namespace

std::string ItemSuggester::answer(const Mind& mind, Lesson lesson, std::string_view text, std::string_view item, const textual::TextClassifier* model) {
  if (lesson == Lesson::urgency) return mind.guesser.urgency(text, item, model).urgency;
  if (!model) {
    const auto guesses = mind.guesser.guess(text, 1, nullptr);
    return guesses.empty() ? "" : guesses[0].label;
  }
  const auto guesses = model->guess(text, 1);
  return guesses.empty() ? "" : guesses[0].label;
}

Result<Training> ItemSuggester::train(Lesson lesson, const std::string& asked_by) {
  const Texts texts = closed_texts(parts_.db, lesson);
  if (texts.ask.size() < k_least_held)
    return refuse(ErrorCode::bad_input, "已结工单太少，还不能学习", "there are too few closed cases to learn from");
  TIANGE_TRY(textual::TextClassifier classifier, textual::TextClassifier::train(texts.learn));
  classifier.set_sharpness(classifier.fitted_sharpness(texts.ask));
  refresh();
  const auto present = mind();
  const auto ask = [&](const textual::TextClassifier* model) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (std::size_t i = 0; i < texts.ask.size(); ++i)
      pairs.emplace_back(texts.ask[i].label, answer(*present, lesson, texts.ask[i].text, texts.items[i], model));
    return textual::score(pairs);
  };
  Training out = training_of(ask(&classifier), ask(nullptr));
  out.texts = static_cast<std::int64_t>(texts.learn.size());
  out.items = static_cast<std::int64_t>(classifier.labels().size());
  StoredTraining run;
  run.what = lesson;
  run.asked_by = asked_by;
  run.held = static_cast<std::int64_t>(texts.ask.size());
  const Learnt& former = present->of(lesson);
  if (former.classifier) {
    const textual::Evaluation before = ask(former.classifier.get());
    run.before_id = former.model_id;
    run.before_macro_f1 = out.macro_f1_before = before.macro_f1;
    run.before_accuracy = before.accuracy;
  }
  // Words of an item and what was learnt of it are weighed together whenever a text comes; of urgency one of them decides.
  // Most matters are ordinary, so calling many urgent would raise the mean over urgencies: the share that is right counts too.
  const auto below_rules = [&](double macro_f1, double accuracy) {
    return lesson == Lesson::urgency && (macro_f1 < out.macro_f1_rules || accuracy < out.accuracy_rules);
  };
  out.in_use = !below_rules(out.macro_f1, out.accuracy) && (!former.classifier || out.macro_f1 >= out.macro_f1_before - k_noise ||
                                                            below_rules(out.macro_f1_before, run.before_accuracy));
  const bool former_fails = former.classifier && !out.in_use && below_rules(out.macro_f1_before, run.before_accuracy);
  TIANGE_CHECK_OK(keep(std::move(run), out, classifier, former_fails));
  refresh();
  return out;
}

Outcome ItemSuggester::keep(StoredTraining run, const Training& training, const textual::TextClassifier& classifier, bool former_fails) {
  const Instant now = parts_.clock.now();
  run.id = parts_.ids.next(now);
  run.trained = now;
  run.texts = training.texts;
  run.items = training.items;
  run.macro_f1 = training.macro_f1;
  run.accuracy = training.accuracy;
  run.rules_macro_f1 = training.macro_f1_rules;
  run.rules_accuracy = training.accuracy_rules;
  run.used = training.in_use;
  run.figures = figures_of(training);
  const StoredModel model{run.id, training.macro_f1, run.used ? classifier.save() : std::string()};
  return parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    store::add_training(tx, run);
    if (former_fails)
      store::use_model(tx, {run.what, 0, now, run.asked_by, "现用模型已不如只按规则 / the model in use does worse than rules alone"});
    if (!run.used) return done();
    store::add_model(tx, run.what, model, training.texts, training.accuracy, now);
    store::use_model(tx, {run.what, model.id, now, run.asked_by, ""});
    store::forget_models(tx, run.what, k_models_kept);
    return done();
  });
}

Outcome ItemSuggester::use(db::Tx& tx, std::int64_t model_id, const std::string& by, const std::string& why, Instant now) const {
  const auto lesson = store::lesson_of(tx, model_id);
  if (!lesson) return refuse(ErrorCode::not_found);
  if (store::model_id_in_use(tx, *lesson) == model_id) return done();
  store::use_model(tx, {*lesson, model_id, now, by, why});
  return done();
}

}  // namespace tiange::cases
