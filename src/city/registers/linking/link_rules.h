#pragma once
// How records of the registers are compared: which fields, as what, and from how many bits they are one.

#include <span>
#include <string>
#include <vector>

#include "city/registers/subjects/subjects.h"
#include "engines/linkage/clusters.h"

namespace tiange::registers {

struct LinkField {
  std::string_view field;  // of the catalogue
  linkage::Kind kind;
};
// Fields that say who a person or which firm it is; nothing for other kinds, which have keys of their own.
std::span<const LinkField> link_fields(Kind kind);
const linkage::LiveRules& link_rules(Kind kind);

std::string record_name(std::string_view source, std::string_view key);
std::string record_name(const KeptRecord& record);
std::string_view value_in(const KeptRecord& record, std::string_view field);
linkage::LiveRecord live_record(const KeptRecord& record);
// Numbers under which the record's subject is found: those of valid identifiers first.
std::vector<std::int64_t> lookup_keys(const linkage::LiveRecord& record);

// A partition of records brought back to subjects: each subject stays where its first record went, a group takes the
// oldest subject that stays with it.
struct GroupHome {
  std::uint32_t group = 0;
  SubjectId subject;  // 0: a new one
};
std::vector<GroupHome> claims(std::span<const std::uint32_t> group_of, std::span<const SubjectId> present, std::span<const std::string> names);

std::string masked_value(Kind kind, std::string_view field, std::string_view value);

}  // namespace tiange::registers
