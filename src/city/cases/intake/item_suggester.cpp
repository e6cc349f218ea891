#include "city/cases/intake/item_suggester.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "city/cases/intake/intake_store.h"

namespace tiange::cases {

namespace {

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
  constexpr Lesson k_lessons[] = {Lesson::item, Lesson::urgency};
  std::array<std::int64_t, 2> in_use{};
  parts_.db.run_read([&](db::Tx& tx) {
    for (const Lesson lesson : k_lessons) in_use[static_cast<std::size_t>(lesson)] = store::model_id_in_use(tx, lesson);
  });
  const bool same = std::all_of(std::begin(k_lessons), std::end(k_lessons), [&](Lesson l) { return now->of(l).model_id == in_use[static_cast<std::size_t>(l)]; });
  if (same && now->catalogue == catalogue) return;
  auto fresh = std::make_shared<Mind>(*now);
  if (now->catalogue != catalogue) {
    fresh->guesser = ItemGuesser(items, parts_.urgent_words);
    fresh->catalogue = catalogue;
  }
  for (const Lesson lesson : k_lessons) {
    Learnt& learnt = fresh->learnt[static_cast<std::size_t>(lesson)];
    const std::int64_t model_id = in_use[static_cast<std::size_t>(lesson)];
    if (learnt.model_id == model_id) continue;
    learnt = {model_id, nullptr};
    const auto stored = *parts_.db.read([&](db::Tx& tx) -> Result<std::optional<StoredModel>> { return store::model_in_use(tx, lesson); });
    if (!stored) continue;
    auto loaded = textual::TextClassifier::load(stored->bytes);
    if (loaded.ok()) learnt.classifier = std::make_shared<const textual::TextClassifier>(std::move(loaded).value());
  }
  std::atomic_store(&mind_, std::shared_ptr<const Mind>(std::move(fresh)));
}

std::vector<ItemGuess> ItemSuggester::guess(std::string_view content, std::size_t most) const {
  const auto mind = this->mind();
  return mind->guesser.guess(content, most, mind->knows(Lesson::item));
}

Suggestions ItemSuggester::suggest(std::string_view content, std::string_view area_code) const {
  Suggestions out;
  const std::string_view place = area_code.empty() ? std::string_view(parts_.district) : area_code;
  for (const ItemGuess& g : guess(content, 5)) {
    const auto item = items::in_force_at(parts_.items, g.label, place);
    if (item) out.item.push_back({g.label, item->name_zh, item->name_en, g.confidence, reason_words(g), g.by});
  }
  out.sure = !out.item.empty() && out.item.front().score >= k_sure;
  const auto mind = this->mind();
  UrgencyAdvice urgency = mind->guesser.urgency(content, out.item.empty() ? "" : out.item.front().code, mind->knows(Lesson::urgency));
  if (!out.item.empty() || urgency.by != "rule") {
    out.urgency = std::move(urgency.urgency);
    out.urgency_by = std::move(urgency.by);
    out.urgency_score = urgency.score;
    out.urgency_reasons = std::move(urgency.reasons);
  }
  if (out.item.empty()) return out;
  const auto item = items::in_force_at(parts_.items, out.item.front().code, place);
  const auto directory = parts_.org.directory(parts_.clock.now());
  const org::UnitInfo* unit = directory->unit_for(place, item->lead_line);
  if (unit) {
    out.unit = unit->code;
    out.unit_zh = unit->name_zh;
    out.unit_en = unit->name_en;
    out.unit_by = "rule";
    out.unit_why_zh = "事项目录的主办条线";
    out.unit_why_en = "The leading line of the item in the catalogue";
  }
  return out;
}

std::string ItemSuggester::sure_item(std::string_view content) const {
  const auto guesses = guess(content, 2);
  return !guesses.empty() && guesses.front().confidence >= k_sure_enough_to_file ? guesses.front().label : "";
}

}  // namespace tiange::cases
