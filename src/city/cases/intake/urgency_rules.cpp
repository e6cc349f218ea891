#include "city/cases/intake/urgency_rules.h"

#include <algorithm>

#include "base/json.h"

namespace tiange::cases {

namespace {

constexpr double k_sure_urgency = 0.5;  // more likely right than not

// What was learned, as far as the catalogue knows it; nothing when it is not sure.
UrgencyAdvice learned_urgency(std::span<const Severity> known, std::string_view text, const textual::TextClassifier& learned) {
  const auto guesses = learned.guess(text, 1);
  if (guesses.empty()) return {};
  const auto severity = json::enum_from<Severity>(guesses[0].label);
  if (!severity || std::find(known.begin(), known.end(), *severity) == known.end()) return {};
  const double score = guesses[0].confidence * learned.familiarity(text);
  if (score < k_sure_urgency) return {};
  UrgencyAdvice advice{guesses[0].label, "learned", score, {}};
  for (const textual::Reason& reason : guesses[0].reasons) advice.reasons.push_back(reason.words);
  return advice;
}

}  // namespace

UrgencyAdvice advise_urgency(std::vector<std::string> danger, std::span<const Severity> known, std::string_view text,
                             const textual::TextClassifier* learned) {
  UrgencyAdvice said = learned ? learned_urgency(known, text, *learned) : UrgencyAdvice{};
  const std::string urgent(json::enum_name(Severity::urgent));
  if (!danger.empty()) return {urgent, said.urgency == urgent ? "both" : "words", 1, std::move(danger)};
  if (!said.urgency.empty()) return said;
  return {std::string(json::enum_name(Severity::normal)), "rule", 0, {}};
}

}  // namespace tiange::cases
