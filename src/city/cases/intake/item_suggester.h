#pragma once
// Suggests item, urgency and unit for a text: the district's own model when one was trained, and the catalogue's words,
// which work from the first day.

#include <atomic>
#include <mutex>

#include "city/cases/intake/intake.h"
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
  Result<Training> train(const std::string& asked_by);
  Outcome use(db::Tx& tx, std::int64_t model_id, const std::string& by, const std::string& why, Instant now) const;

 private:
  struct Mind {
    std::int64_t model_id = -1;
    std::int64_t catalogue = -1;  // sum over versions; changes when the catalogue does
    std::shared_ptr<const textual::TextClassifier> classifier;
    ItemGuesser guesser;
  };
  std::vector<ItemGuess> guess(std::string_view content, std::size_t most) const;
  std::shared_ptr<const Mind> mind() const { return std::atomic_load(&mind_); }

  IntakeParts parts_;
  std::shared_ptr<const Mind> mind_ = std::make_shared<const Mind>();
  std::mutex refreshing_;
};

}  // namespace tiange::cases
