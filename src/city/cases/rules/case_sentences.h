#pragma once
// The sentence of a history entry, in both languages, made from the event itself.

#include <functional>

#include "city/cases/rules/case_file.h"

namespace tiange::cases {

// Outcome of a note by which the house reminds that a limit is near.
constexpr const char* k_reminder = "reminder";

// Names of codes; the code itself where a name is unknown.
struct Namer {
  std::function<Words(std::string_view unit)> unit;
  std::function<Words(std::string_view item)> item;
  std::function<Words(std::string_view area)> area;
  std::function<Words(std::string_view queue)> queue;
  std::function<Words(std::string_view condition)> condition;  // of filing or closing, as the catalogue says it
};

Words sentence(const CaseEvent& event, const Namer& namer);
// The words with `clause` behind them; a full stop at their end goes, as the sentence does.
Words with_clause(Words words, const Words& clause);
// With the basis that the person named behind it, if any.
Words with_basis(Words words, const CaseEvent& event);
// With what the person wrote behind it.
Words with_text(Words words, const CaseEvent& event);
// With what the act did to the limits behind it.
Words with_effect(Words words, Action action);
// The same for acts of case_office.h and for drawn steps; sentence() asks it.
Words office_sentence(const CaseEvent& event, const Namer& namer);
// The step the entry belongs to on the timeline.
Step step_of(const CaseEvent& event);

}  // namespace tiange::cases
