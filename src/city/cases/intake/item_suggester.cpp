#include "city/cases/intake/item_suggester.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "city/cases/intake/intake_store.h"

namespace tiange::cases {

namespace {

constexpr int k_texts_to_learn = 60000;
constexpr double k_sure_enough_to_file = 0.6;  // an imported row takes its item from the text
constexpr double k_sure = 0.5;                 // more likely right than not

std::vector<std::string> reason_words(const textual::Guess& guess) {
  std::vector<std::string> out;
  for (const textual::Reason& reason : guess.reasons) out.push_back(reason.words);
  return out;
}

}  // namespace

void ItemSuggester::refresh() {
  const std::lock_guard lock(refreshing_);
  const auto now = mind();
  const auto items = parts_.items.all();
  std::int64_t catalogue = 0;
  for (const auto& item : items) catalogue += item->version;
  const std::int64_t model_id = *parts_.db.read([](db::Tx& tx) -> Result<std::int64_t> { return store::newest_model_id(tx); });
  if (now->model_id == model_id && now->catalogue == catalogue) return;
  auto fresh = std::make_shared<Mind>(*now);
  if (now->catalogue != catalogue) {
    fresh->guesser = ItemGuesser(items, parts_.urgent_words);
    fresh->catalogue = catalogue;
  }
  if (now->model_id != model_id) {
    fresh->model_id = model_id;
    const auto stored = *parts_.db.read([](db::Tx& tx) -> Result<std::optional<StoredModel>> { return store::newest_model(tx); });
    if (stored) {
      auto loaded = textual::TextClassifier::load(stored->bytes);
      if (loaded.ok()) fresh->classifier = std::make_shared<const textual::TextClassifier>(std::move(loaded).value());
    }
  }
  std::atomic_store(&mind_, std::shared_ptr<const Mind>(std::move(fresh)));
}

std::vector<textual::Guess> ItemSuggester::guess(std::string_view content, std::size_t most) const {
  const auto mind = this->mind();
  return mind->guesser.guess(content, most, mind->classifier.get());
}

Suggestions ItemSuggester::suggest(std::string_view content, std::string_view area_code) const {
  Suggestions out;
  const std::string_view place = area_code.empty() ? std::string_view(parts_.district) : area_code;
  for (const textual::Guess& g : guess(content, 5)) {
    const auto item = items::in_force_at(parts_.items, g.label, place);
    if (item) out.item.push_back({g.label, item->name_zh, item->name_en, g.confidence, reason_words(g)});
  }
  out.sure = !out.item.empty() && out.item.front().score >= k_sure;
  out.urgency_reasons = mind()->guesser.urgent_words(content, out.item.empty() ? "" : out.item.front().code);
  if (!out.urgency_reasons.empty()) out.urgency = "urgent";
  if (out.item.empty()) return out;
  if (out.urgency.empty()) out.urgency = "normal";
  const auto item = items::in_force_at(parts_.items, out.item.front().code, place);
  const auto directory = parts_.org.directory(parts_.clock.now());
  const org::UnitInfo* unit = directory->unit_for(place, item->lead_line);
  if (unit) {
    out.unit = unit->code;
    out.unit_zh = unit->name_zh;
    out.unit_en = unit->name_en;
  }
  return out;
}

std::string ItemSuggester::sure_item(std::string_view content) const {
  const auto guesses = guess(content, 2);
  return !guesses.empty() && guesses.front().confidence >= k_sure_enough_to_file ? guesses.front().label : "";
}

Result<Training> ItemSuggester::train() {
  std::vector<textual::Labelled> texts;
  parts_.db.read([&](db::Tx& tx) -> Outcome {
    store::each_closed_text(tx, k_texts_to_learn, [&](std::string title, std::string content, std::string item) {
      texts.push_back({std::move(title) + "。" + std::move(content), std::move(item)});
    });
    return done();
  }).ok();
  TIANGE_TRY(textual::Evaluation evaluation, textual::evaluate_held_out(texts));
  Training out;
  out.texts = static_cast<std::int64_t>(texts.size());
  out.items = static_cast<std::int64_t>(evaluation.classes.size());
  out.macro_f1 = evaluation.macro_f1;
  out.accuracy = evaluation.accuracy;
  out.classes = evaluation.classes;
  for (const auto& [pair, n] : evaluation.confusion) {
    if (pair.first != pair.second) out.confused.emplace_back(pair, n);
  }
  std::stable_sort(out.confused.begin(), out.confused.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  const auto before = *parts_.db.read([](db::Tx& tx) -> Result<std::optional<StoredModel>> { return store::newest_model(tx); });
  out.macro_f1_before = before ? before->macro_f1 : 0;
  // A model that does clearly worse on the newest cases does not replace the one in use.
  out.in_use = !before || out.macro_f1 >= before->macro_f1 - 0.02;
  if (out.in_use) {
    TIANGE_TRY(textual::TextClassifier classifier, textual::TextClassifier::train(texts));
    const Instant now = parts_.clock.now();
    StoredModel model{parts_.ids.next(now), out.macro_f1, classifier.save()};
    TIANGE_CHECK_OK(parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      store::add_model(tx, model, out.texts, out.accuracy, now);
      return done();
    }));
    refresh();
  }
  return out;
}

}  // namespace tiange::cases
