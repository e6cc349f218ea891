#pragma once
// Suggests item, urgency and unit for a text: the district's own models when they were trained, and the catalogue's words,
// which work from the first day.

#include <array>
#include <atomic>
#include <mutex>

#include "city/cases/intake/intake_store.h"
#include "city/cases/intake/item_guesser.h"

namespace tiange::cases {

class ItemSuggester {
 public:
  explicit ItemSuggester(const IntakeParts& parts) : parts_(parts) {}

  Suggestions suggest(std::string_view content, std::string_view area_code) const;
  // The one item, when the text speaks clearly for it; else "".
  std::string sure_item(std::string_view content) const;
  void refresh();
  // Learns anew and compares: `asked_by` is empty for the nightly run.
  Result<Training> train(Lesson lesson, const std::string& asked_by);
  Outcome use(db::Tx& tx, std::int64_t model_id, const std::string& by, const std::string& why, Instant now) const;

 private:
  struct Learnt {
    std::int64_t model_id = -1;
    std::shared_ptr<const textual::TextClassifier> classifier;  // null: nothing learnt
  };
  struct Mind {
    std::int64_t catalogue = -1;  // sum over versions; changes when the catalogue does
    ItemGuesser guesser;
    std::array<Learnt, 2> learnt;  // by lesson

    const Learnt& of(Lesson lesson) const { return learnt[static_cast<std::size_t>(lesson)]; }
    const textual::TextClassifier* knows(Lesson lesson) const { return of(lesson).classifier.get(); }
  };
  // What would be suggested for this text of a case of `item` by this model; null: by rules and words alone.
  static std::string answer(const Mind& mind, Lesson lesson, std::string_view text, std::string_view item, const textual::TextClassifier* model);
  Outcome keep(StoredTraining run, const Training& training, const textual::TextClassifier& classifier, bool former_fails);
  std::vector<ItemGuess> guess(std::string_view content, std::size_t most) const;
  std::shared_ptr<const Mind> mind() const { return std::atomic_load(&mind_); }

  IntakeParts parts_;
  std::shared_ptr<const Mind> mind_ = std::make_shared<const Mind>();
  std::mutex refreshing_;
};

}  // namespace tiange::cases
