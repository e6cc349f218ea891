#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

namespace tiange::textual {

// Character 1- to 3-grams of a text with their counts. Full-width forms are halved, letters lowered; spaces and
// punctuation part words and belong to no gram; a run of digits counts as the one character 0.
std::unordered_map<std::string, int> count_grams(std::string_view text);

// How much two texts share, 0–1: pairs and triples of characters in common, of those of the shorter text.
double likeness(std::string_view a, std::string_view b);

}  // namespace tiange::textual
