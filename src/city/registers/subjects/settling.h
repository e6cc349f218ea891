#pragma once
// What one settling of records works on, step after step.

#include <map>
#include <unordered_map>

#include "city/registers/subjects/subject_service.h"

namespace tiange::registers {

struct Touched {
  kept::StoredSubject before;  // version 0: a new one
  kept::StoredSubject after;
  std::vector<StoredRecord> records;
  std::vector<GoldenValue> golden;    // points into `records`
  std::vector<std::string> changed;   // fields
  std::map<std::string, Placed> placed;
  bool moved = false;                 // records came or went
  SubjectId gone_to;                  // where its last record went

  // 0 where the value of the field is no address, or may mean another one.
  std::int64_t sure_address(const std::string& field) const {
    const auto found = placed.find(field);
    return found == placed.end() || !found->second.sure ? 0 : found->second.id;
  }
};

struct Settling {
  std::shared_ptr<const FieldCatalogue> catalogue;
  std::vector<StoredRecord> rows;
  std::vector<SubjectId> was;  // whose each row was before
  Instant now;
  bool live = false;
  bool anew = false;  // addresses are read again although their texts are the same
  std::map<std::int64_t, Touched> touched;  // by subject, in order, so that pages are written one after the other
  std::vector<kept::KeyOwner> fresh_keys;
  std::int64_t conflicts = 0;
};

// The other end a field's value names; nothing when it names none.
std::optional<kept::KeyValue> target_of(const FieldDefinition& field, std::string_view value, std::int64_t address);
// Whether the relation begins at the other end: the owner owns the house.
bool begins_elsewhere(const FieldDefinition& field);
// Of kinds that have an address, the fields that say where a subject is, best first.
std::vector<std::string_view> home_fields(Kind kind);

std::string desk_key(SubjectId subject);

}  // namespace tiange::registers
