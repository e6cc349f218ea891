#include "city/cases/intake/item_suggester.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "city/cases/intake/intake_store.h"

namespace tiange::cases {

namespace {

constexpr int k_texts_to_learn = 60000;
constexpr double k_learned_share = 0.7;  // weight of the model beside the catalogue's words
constexpr double k_sure = 0.6;

// Words of danger to life or of failing mains (DOMAIN: urgent hours never stop).
constexpr std::string_view k_urgent_words[] = {"漏气", "燃气泄漏", "煤气味", "爆管", "爆炸", "起火", "着火", "冒烟", "触电",
                                               "漏电", "倒塌", "坍塌", "塌陷", "坠落", "受伤", "晕倒", "溺水", "被困",
                                               "轻生", "打架", "持刀", "断裂", "井盖不见", "井盖丢失", "没有井盖"};

std::vector<std::string> words_of(const items::Item& item) {
  std::vector<std::string> words = {item.name_zh};
  for (const std::string_view word : text::split(item.keywords, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

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
    std::vector<textual::ClassWords> classes;
    for (const auto& item : items) classes.push_back({item->code, words_of(*item)});
    fresh->words = textual::KeywordMatcher(std::move(classes));
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

std::vector<textual::Guess> ItemSuggester::guess(const Mind& mind, std::string_view content, std::size_t most) const {
  std::vector<textual::Guess> by_words = mind.words.guess(content, most * 2);
  if (!mind.classifier) {
    if (by_words.size() > most) by_words.resize(most);
    return by_words;
  }
  std::map<std::string, textual::Guess> merged;
  const auto add = [&](std::vector<textual::Guess> guesses, double share) {
    for (textual::Guess& g : guesses) {
      const auto item = parts_.items.find(g.label);
      if (!item || !item->active) continue;
      textual::Guess& sum = merged[g.label];
      sum.label = g.label;
      sum.confidence += g.confidence * share;
      for (textual::Reason& reason : g.reasons) {
        const bool told = std::any_of(sum.reasons.begin(), sum.reasons.end(), [&](const textual::Reason& r) {
          return text::contains(r.words, reason.words) || text::contains(reason.words, r.words);
        });
        if (!told && sum.reasons.size() < 5) sum.reasons.push_back(std::move(reason));
      }
    }
  };
  // Words of the catalogue first: a clerk knows them.
  add(std::move(by_words), 1 - k_learned_share);
  add(mind.classifier->guess(content, most * 2), k_learned_share);
  std::vector<textual::Guess> out;
  for (auto& [label, g] : merged) out.push_back(std::move(g));
  std::stable_sort(out.begin(), out.end(), [](const textual::Guess& a, const textual::Guess& b) { return a.confidence > b.confidence; });
  if (out.size() > most) out.resize(most);
  return out;
}

Suggestions ItemSuggester::suggest(std::string_view content, std::string_view area_code) const {
  Suggestions out;
  const auto mind = this->mind();
  for (const textual::Guess& g : guess(*mind, content, 5)) {
    const auto item = parts_.items.find(g.label);
    if (item) out.item.push_back({g.label, item->name_zh, g.confidence, reason_words(g)});
  }
  for (const std::string_view word : k_urgent_words) {
    if (text::contains(content, word)) out.urgency = "urgent";
  }
  if (out.item.empty()) return out;
  if (out.urgency.empty()) out.urgency = "normal";
  const auto item = parts_.items.find(out.item.front().code);
  const auto directory = parts_.org.directory(parts_.clock.now());
  const org::UnitInfo* unit = directory->unit_for(area_code.empty() ? std::string_view(parts_.district) : area_code, item->lead_line);
  if (unit) {
    out.unit = unit->code;
    out.unit_zh = unit->name_zh;
    out.unit_en = unit->name_en;
  }
  return out;
}

std::string ItemSuggester::sure_item(std::string_view content) const {
  const auto mind = this->mind();
  const auto guesses = guess(*mind, content, 2);
  return !guesses.empty() && guesses.front().confidence >= k_sure ? guesses.front().label : "";
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
