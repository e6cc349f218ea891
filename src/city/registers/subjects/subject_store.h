#pragma once
// All SQL of subjects, their keys and relations, and of the catalogue. Whoever asks for lists gives a scope.

#include <unordered_map>

#include "city/registers/subjects/record_store.h"

namespace tiange::registers::kept {

struct RecordName {
  std::string source, key;
  friend auto operator<=>(const RecordName&, const RecordName&) = default;
};
struct KeyValue {
  KeySort sort = KeySort::id_card;
  std::string value;
  friend auto operator<=>(const KeyValue&, const KeyValue&) = default;
};

struct StoredSubject {
  SubjectId id;
  Kind kind = Kind::person;
  std::string grid;
  std::int64_t address = 0;
  std::string status;
  std::optional<std::int64_t> born_day;
  Values golden;
  std::vector<RecordName> records;  // all that were ever its own
  std::vector<KeyValue> keys;
  std::int64_t conflicts = 0;
  SubjectId merged_into;
  std::int64_t version = 0;  // 0: not stored yet
  Instant changed;

  std::string_view value(std::string_view field) const;
};

bool is_unique(KeySort sort);

std::vector<StoredSubject> subjects(db::Tx& tx, std::span<const SubjectId> ids);
std::optional<StoredSubject> subject(db::Tx& tx, SubjectId id);
void add(db::Tx& tx, std::span<const StoredSubject> fresh);
void put(db::Tx& tx, const StoredSubject& subject);

struct SubjectQuery {
  Kind kind = Kind::person;
  std::string area;
  std::string status;
  std::optional<std::int64_t> born_from, born_to;  // days
  std::optional<SubjectId> only;                   // found by a key
  std::string after;                               // "<grid>.<id>"
  std::size_t limit = 50;                          // 0: all
};
void each_subject(db::Tx& tx, const Scope& scope, const SubjectQuery& query, FunctionRef<bool(const StoredSubject&)> visit);
std::int64_t count_subjects(db::Tx& tx, const Scope& scope, const SubjectQuery& query);
// Golden rows without taking them apart.
void each_golden(db::Tx& tx, const Scope& scope, Kind kind, std::string_view area, FunctionRef<bool(const GoldenRow&)> visit);
void each_golden_of(db::Tx& tx, const Scope& scope, std::span<const SubjectId> ids, FunctionRef<bool(const GoldenRow&)> visit);
void each_golden_at(db::Tx& tx, const Scope& scope, std::int64_t address, FunctionRef<bool(const GoldenRow&)> visit);
void each_golden_at(db::Tx& tx, const Scope& scope, std::span<const std::int64_t> addresses, FunctionRef<bool(const GoldenRow&)> visit);
void each_changed(db::Tx& tx, const ChangeMark& after, std::size_t most, FunctionRef<bool(const ChangedRow&)> visit);
std::int64_t count_all(db::Tx& tx);
// Whoever hangs on these addresses now.
void each_at(db::Tx& tx, const Scope& scope, std::span<const std::int64_t> addresses, FunctionRef<bool(const StoredSubject&)> visit);

// ---- keys ----
struct KeyOwner {
  KeyValue key;
  SubjectId subject;
};
// What a key is looked for by in lists: its value where that leads the table, else its part.
db::Param param_of(const db::Tx& tx, const KeyValue& key);
std::vector<KeyOwner> owners_of(db::Tx& tx, std::span<const KeyValue> keys);
void add_keys(db::Tx& tx, std::span<const KeyOwner> keys);
void drop_key(db::Tx& tx, const KeyOwner& key);

// ---- relations ----
struct StoredRelation {
  SubjectId subject;
  RelationKind kind = RelationKind::member_of;
  bool inverse = false;
  SubjectId other;
  std::string source;
  std::string field;  // whose value makes it; empty: said as such
  Instant observed, known;
  Instant ended;      // none: in force
  std::string lineage;
};
std::vector<StoredRelation> relations(db::Tx& tx, SubjectId id, std::size_t most);
// Those in force of many subjects that fields made, outward only.
std::vector<StoredRelation> made_relations(db::Tx& tx, std::span<const SubjectId> ids);
// Both directions.
void add_relations(db::Tx& tx, std::span<const StoredRelation> fresh);
void end_relation(db::Tx& tx, const StoredRelation& relation, Instant now);
bool in_force(db::Tx& tx, const StoredRelation& relation);

struct LooseEnd {
  KeyValue missing;
  RelationKind kind = RelationKind::member_of;
  bool inverse = false;   // the missing end is where the relation begins
  SubjectId other;        // the end that is known, or
  KeyValue other_key;     // how it is called
  std::string source, field, lineage;
  Instant observed;
};
void add_loose(db::Tx& tx, std::span<const LooseEnd> ends);
std::vector<LooseEnd> loose(db::Tx& tx, std::span<const KeyValue> keys);
void drop_loose(db::Tx& tx, const LooseEnd& end);

// ---- the catalogue ----
std::int64_t revision(db::Tx& tx);
std::vector<FieldDefinition> fields(db::Tx& tx);
std::vector<SourceDefinition> sources(db::Tx& tx);
// False when somebody was first. `lay`: only where it is not there yet.
bool put_field(db::Tx& tx, const FieldDefinition& field, std::string_view by, Instant now);
bool put_source(db::Tx& tx, const SourceDefinition& source, std::string_view by, Instant now);

}  // namespace tiange::registers::kept
