// What is learned of addresses after they were read: a second lane of a name, the estate that a road number is.

#include <algorithm>
#include <set>

#include "city/registers/subjects/settling.h"

namespace tiange::registers {

namespace {

constexpr std::size_t k_names_together = 50;     // of one transaction
constexpr std::size_t k_rows_together = 500;   // of one entry of the queue

// Fields of any kind that say where somebody is and tie them to a house there.
std::set<std::string_view> tying_fields(const FieldCatalogue& catalogue) {
  std::set<std::string_view> names;
  for (const Kind kind : {Kind::person, Kind::household, Kind::firm, Kind::house, Kind::facility}) {
    for (const FieldDefinition* field : catalogue.fields(kind)) {
      if (field->type == FieldType::address && !field->relation.empty()) names.insert(field->field);
    }
  }
  return names;
}

}  // namespace

// Each name in the transaction that makes its subjects wait: what was learned is acted on once, whenever the house stops.
void SubjectService::read_anew(Instant now) {
  bool any = false;
  parts_.db.run_read([&](db::Tx& tx) { any = !parts_.addresses.read_anew(tx, 1).empty(); });
  for (bool more = any; more;) {
    const Result<std::size_t> taken = parts_.db.write(system_scope(parts_.district), [&](db::Tx& tx) -> Result<std::size_t> {
      const std::vector<ReadAnew> learned = parts_.addresses.read_anew(tx, k_names_together);
      std::vector<std::int64_t> addresses;
      for (const ReadAnew& one : learned) {
        const std::vector<std::int64_t> meant = parts_.addresses.meant_by(tx, one);
        addresses.insert(addresses.end(), meant.begin(), meant.end());
        parts_.addresses.was_read(tx, one);
      }
      std::sort(addresses.begin(), addresses.end());
      addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
      wait_anew(tx, addresses, now);
      return learned.size();
    });
    more = taken.ok() && *taken == k_names_together;
  }
}

void SubjectService::wait_anew(db::Tx& tx, std::span<const std::int64_t> addresses, Instant now) {
  if (addresses.empty()) return;
  const std::set<std::string_view> tying = tying_fields(*catalogue_in(tx));
  std::set<SubjectId> affected;
  std::vector<SubjectId> houses;
  kept::each_at(tx, system_scope(), addresses, [&](const kept::StoredSubject& one) {
    affected.insert(one.id);
    if (one.kind == Kind::house) houses.push_back(one.id);
    return true;
  });
  for (const SubjectId house : houses) {
    for (const kept::StoredRelation& one : kept::relations(tx, house, 5000)) {
      if (!one.ended && tying.contains(one.field)) affected.insert(one.other);
    }
  }
  std::vector<kept::KeyValue> keys;
  for (const std::int64_t address : addresses) keys.push_back({KeySort::address, std::to_string(address)});
  for (const kept::LooseEnd& end : kept::loose(tx, keys)) {
    if (end.other.value == 0 || !tying.contains(end.field)) continue;
    affected.insert(end.other);
    kept::drop_loose(tx, end);
  }
  std::map<std::string, std::vector<std::string>> names;
  const std::vector<SubjectId> ids(affected.begin(), affected.end());
  for (const kept::StoredSubject& one : kept::subjects(tx, ids)) {
    for (const kept::RecordName& name : one.records) names[name.source].push_back(name.key);
  }
  for (auto& [source, all] : names) {
    for (std::size_t at = 0; at < all.size(); at += k_rows_together) {
      kept::Waiting entry{parts_.ids.next(now), source, {}, true};
      const std::size_t end = std::min(all.size(), at + k_rows_together);
      for (std::size_t i = at; i < end; ++i) entry.keys.push_back(std::move(all[i]));
      kept::wait(tx, entry);
    }
  }
}

// Ties of fields whose words stayed and whose house is another one.
void SubjectService::tie_anew(db::Tx& tx, Settling& work) {
  struct Want {
    const Touched* one;
    const GoldenValue* value;
    std::optional<kept::KeyValue> target;
  };
  std::vector<Want> wants;
  std::vector<kept::KeyValue> targets;
  std::vector<SubjectId> ids;
  for (const auto& [id, one] : work.touched) {
    for (const GoldenValue& value : one.golden) {
      const FieldDefinition& field = *value.field;
      const bool changed = std::find(one.changed.begin(), one.changed.end(), field.field) != one.changed.end();
      if (field.type != FieldType::address || field.relation.empty() || changed) continue;
      wants.push_back({&one, &value, target_of(field, one.after.value(field.field), one.sure_address(field.field))});
      if (wants.back().target) targets.push_back(*wants.back().target);
      ids.push_back(one.after.id);
    }
  }
  if (wants.empty()) return;
  std::map<kept::KeyValue, SubjectId> owners;
  if (!targets.empty()) {
    for (const kept::KeyOwner& one : kept::owners_of(tx, targets)) owners.emplace(one.key, one.subject);
  }
  const std::vector<kept::StoredRelation> made = kept::made_relations(tx, ids);
  std::vector<kept::StoredRelation> fresh;
  std::vector<kept::LooseEnd> loose;
  for (const Want& want : wants) {
    const FieldDefinition& field = *want.value->field;
    const auto owner = want.target ? owners.find(*want.target) : owners.end();
    bool tied = false;
    for (const kept::StoredRelation& one : made) {
      if (one.subject != want.one->after.id || one.field != field.field || one.inverse) continue;
      if (owner != owners.end() && one.other == owner->second) tied = true;
      else kept::end_relation(tx, one, work.now);
    }
    if (!want.target || tied) continue;
    const RelationKind kind = json::enum_from<RelationKind>(field.relation).value_or(RelationKind::member_of);
    const StoredRecord& winner = want.one->records[want.value->winner];
    if (owner == owners.end()) {
      loose.push_back({*want.target, kind, false, want.one->after.id, kept::KeyValue{}, winner.source, field.field, winner.lineage, winner.observed});
    } else if (owner->second != want.one->after.id) {
      fresh.push_back({want.one->after.id, kind, false, owner->second, winner.source, field.field, winner.observed, work.now, {}, winner.lineage});
    }
  }
  kept::add_relations(tx, fresh);
  kept::add_loose(tx, loose);
}

}  // namespace tiange::registers
