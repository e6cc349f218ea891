#pragma once
// The catalogue of fields as definitions: read, checked, applied to values. Pure.

#include <span>

#include "city/registers/subjects/rules/subject_views.h"

namespace tiange::registers {

// From the texts of data/registers/fields.csv and sources.csv. Every wrong cell is a field of the refusal.
Result<std::vector<FieldDefinition>> read_fields(std::string_view csv);
Result<std::vector<SourceDefinition>> read_sources(std::string_view csv);

// What is wrong with a definition, beside these sources.
std::vector<FieldError> check_field(const FieldDefinition& field, std::span<const SourceDefinition> sources);

// A value in the form of its type: dates 2026-11-21, ID cards of 18 digits with capital X, phones without separators,
// code lists by their codes where the text is a name of the list. What does not fit stays as it came.
std::string tidy_value(const FieldDefinition& field, std::string_view value);
// Whether a value is whole: a valid date, checksum, code. Empty is.
bool is_whole(const FieldDefinition& field, std::string_view tidy);
// Whether two tidy values say the same: addresses by their parts, names without marks.
bool same_value(FieldType type, std::string_view a, std::string_view b);
// What of the code list stands for the code; the value itself outside lists.
Words shown_value(const FieldDefinition& field, std::string_view value);

// By which a subject is found through this value; nothing for other types and for values that are not whole.
std::optional<KeySort> key_sort_of(Kind kind, const FieldDefinition& field, std::string_view tidy);

// What a source of this trust is worth for the field; 100 for its authority.
int trust_of(const FieldDefinition& field, std::string_view source);

}  // namespace tiange::registers
