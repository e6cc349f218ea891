#pragma once
// Which checks ask the same. Pure; thousands of checks in a fraction of a second, by an inverted index of their runs of
// characters instead of comparing all pairs of texts.

#include <span>

#include "city/items/checks/checks.h"

namespace tiange::items {

constexpr double k_alike = 0.6;        // of the shorter text's runs of characters
constexpr double k_least_alike = 0.3;  // what may be asked for

// Of the checks in use; `merges` are the decisions that stand.
OverlapReport overlaps(std::span<const Check> checks, std::span<const Merge> merges, double likeness);

// What a text is compared by: without the words that every check begins with.
std::string essence(std::string_view content);

}  // namespace tiange::items
