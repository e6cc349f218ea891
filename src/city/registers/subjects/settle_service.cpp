#include <algorithm>
#include <array>
#include <set>

#include "base/codes.h"
#include "base/text.h"
#include "city/registers/subjects/settling.h"

namespace tiange::registers {

namespace {

constexpr std::size_t k_most_keys = 60;  // of one subject

void add_name(kept::StoredSubject& subject, const StoredRecord& record) {
  const auto same = [&](const kept::RecordName& name) { return name.source == record.source && name.key == record.key; };
  if (std::none_of(subject.records.begin(), subject.records.end(), same)) subject.records.push_back({record.source, record.key});
}

// A house whose text may mean another one is known by its address to nobody.
bool is_sure_house(const Touched& one) {
  if (one.after.address == 0) return false;
  const auto placed = one.placed.find("address");
  if (placed != one.placed.end()) return placed->second.sure;
  const kept::KeyValue key{KeySort::address, std::to_string(one.after.address)};
  return std::binary_search(one.before.keys.begin(), one.before.keys.end(), key);
}

std::vector<kept::KeyValue> keys_of(const FieldCatalogue& catalogue, const Touched& one) {
  std::vector<kept::KeyValue> keys;
  for (const StoredRecord& record : one.records) {
    if (record.gone) continue;
    for (const FieldDefinition* field : catalogue.fields(one.after.kind)) {
      const std::string_view value = record.value(field->field);
      if (const auto sort = value.empty() ? std::nullopt : key_sort_of(one.after.kind, *field, value))
        keys.push_back({*sort, std::string(value)});
    }
  }
  if (one.after.kind == Kind::house && is_sure_house(one)) keys.push_back({KeySort::address, std::to_string(one.after.address)});
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  if (keys.size() > k_most_keys) keys.resize(k_most_keys);
  return keys;
}

std::vector<std::string> changed_between(const kept::Values& before, const kept::Values& after) {
  std::vector<std::string> changed;
  const auto differs = [](const kept::Values& in, const std::string& field, const std::string& value) {
    for (const auto& [name, other] : in) {
      if (name == field) return other != value;
    }
    return true;
  };
  for (const auto& [field, value] : after) {
    if (differs(before, field, value)) changed.push_back(field);
  }
  for (const auto& [field, value] : before) {
    const bool stays = std::any_of(after.begin(), after.end(), [&](const auto& one) { return one.first == field; });
    if (!stays) changed.push_back(field);
  }
  return changed;
}

std::string_view value_in(const kept::Values& values, std::string_view field) {
  for (const auto& [name, value] : values) {
    if (name == field) return value;
  }
  return {};
}

}  // namespace

std::string desk_key(SubjectId subject) { return "~" + subject.text(); }

std::vector<std::string_view> home_fields(Kind kind) {
  if (kind == Kind::person) return {"live_address", "hukou_address"};
  return {"address"};
}

bool begins_elsewhere(const FieldDefinition& field) {
  return field.type == FieldType::id_card || field.type == FieldType::uscc;
}

std::optional<kept::KeyValue> target_of(const FieldDefinition& field, std::string_view value, std::int64_t address) {
  if (value.empty()) return std::nullopt;
  if (field.type == FieldType::address)
    return address == 0 ? std::nullopt : std::optional(kept::KeyValue{KeySort::address, std::to_string(address)});
  if (field.type == FieldType::id_card) {
    if (codes::is_citizen_number(value)) return kept::KeyValue{KeySort::id_card, std::string(value)};
    if (codes::is_credit_code(value)) return kept::KeyValue{KeySort::uscc, std::string(value)};
    return std::nullopt;
  }
  if (codes::is_credit_code(value)) return kept::KeyValue{KeySort::uscc, std::string(value)};
  if (field.type == FieldType::uscc) return std::nullopt;
  return kept::KeyValue{field.relation == "member_of" ? KeySort::code : KeySort::name, std::string(value)};
}

std::int64_t SubjectService::settle_rows(db::Tx& tx, std::vector<StoredRecord> rows, Instant now, Settled how) {
  Settling work;
  work.catalogue = catalogue_in(tx);
  work.rows = std::move(rows);
  work.now = now;
  work.live = how == Settled::at_once;
  work.anew = how == Settled::anew;
  for (const StoredRecord& row : work.rows) work.was.push_back(row.subject);
  link(tx, work);
  settle_linked(tx, work);
  return work.conflicts;
}

void SubjectService::settle_linked(db::Tx& tx, Settling& work) {
  load(tx, work);
  place(tx, work);
  finish(tx, work);
  tie(tx, work);
  if (work.anew) tie_anew(tx, work);
  tie_loose(tx, work);
  contest(tx, work);
  std::vector<KeptRecord> settled(work.rows.begin(), work.rows.end());
  linker_->settled(tx, settled, work.now);
  tell(tx, work);
}

// Whose each row is; rows that change hands are written.
void SubjectService::link(db::Tx& tx, Settling& work) {
  for (const Kind kind : {Kind::person, Kind::household, Kind::firm, Kind::house, Kind::facility}) {
    std::vector<std::size_t> at;
    std::vector<KeptRecord> asked;
    std::vector<LinkAnswer> answers;
    for (std::size_t i = 0; i < work.rows.size(); ++i) {
      if (work.rows[i].kind != kind || is_desk_key(work.rows[i].key)) continue;
      at.push_back(i);
      asked.push_back(work.rows[i]);
      answers.push_back({work.rows[i].subject, -1});
    }
    if (asked.empty()) continue;
    linker_->decide(tx, asked, answers, work.now);
    for (std::size_t i = 0; i < at.size(); ++i) {
      SubjectId to = answers[i].subject;
      if (to.value == 0 && answers[i].same_as >= 0) to = work.rows[at[static_cast<std::size_t>(answers[i].same_as)]].subject;
      if (to.value == 0) to = {parts_.ids.next(work.now)};
      work.rows[at[i]].subject = to;
    }
  }
  for (std::size_t i = 0; i < work.rows.size(); ++i) {
    StoredRecord& row = work.rows[i];
    if (row.subject == work.was[i]) continue;
    if (work.was[i].value == 0) {
      kept::give_to(tx, row);
      continue;
    }
    StoredRecord before = row;
    before.subject = work.was[i];
    row.known = work.now;
    kept::change(tx, before, row, work.now);
  }
}

// The subjects of the rows, before and after, with every record they now have.
void SubjectService::load(db::Tx& tx, Settling& work) const {
  std::vector<SubjectId> ids;
  for (std::size_t i = 0; i < work.rows.size(); ++i) {
    ids.push_back(work.rows[i].subject);
    if (work.was[i].value != 0) ids.push_back(work.was[i]);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  for (kept::StoredSubject& one : kept::subjects(tx, ids)) {
    Touched& touched = work.touched[one.id.value];
    touched.after = one;
    touched.before = std::move(one);
  }
  std::set<std::pair<std::string_view, std::string_view>> here;
  for (std::size_t i = 0; i < work.rows.size(); ++i) {
    const StoredRecord& row = work.rows[i];
    here.insert({row.source, row.key});
    Touched& touched = work.touched[row.subject.value];
    if (touched.before.version == 0) {
      touched.after.id = row.subject;
      touched.after.kind = row.kind;
    }
    add_name(touched.after, row);
    touched.records.push_back(row);
    if (work.was[i].value != 0 && work.was[i] != row.subject) {
      touched.moved = true;
      work.touched[work.was[i].value].moved = true;
      work.touched[work.was[i].value].gone_to = row.subject;
    }
  }
  std::map<std::string_view, std::vector<std::string_view>> others;
  for (const auto& [id, touched] : work.touched) {
    for (const kept::RecordName& name : touched.after.records) {
      if (!here.contains({name.source, name.key})) others[name.source].push_back(name.key);
    }
  }
  for (const auto& [source, keys] : others) {
    for (StoredRecord& one : kept::records(tx, source, keys)) {
      const auto mine = work.touched.find(one.subject.value);
      if (mine != work.touched.end()) mine->second.records.push_back(std::move(one));
    }
  }
}

// Golden values, and where the subjects are.
void SubjectService::place(db::Tx& tx, Settling& work) {
  struct Asked {
    Touched* touched;
    std::string field;
  };
  std::vector<Asked> asked;
  std::vector<AddressText> texts;
  for (auto& [id, one] : work.touched) {
    std::sort(one.records.begin(), one.records.end(), [](const StoredRecord& a, const StoredRecord& b) {
      return std::tie(a.source, a.key) < std::tie(b.source, b.key);
    });
    one.golden = derive(*work.catalogue, one.after.kind, one.records);
    one.after.golden.clear();
    for (const GoldenValue& value : one.golden)
      one.after.golden.emplace_back(value.field->field, std::string(one.records[value.winner].value(value.field->field)));
    one.changed = changed_between(one.before.golden, one.after.golden);
    const bool moved_house = std::any_of(one.changed.begin(), one.changed.end(), [&](const std::string& name) {
      const FieldDefinition* field = work.catalogue->field(one.after.kind, name);
      return field && field->type == FieldType::address;
    });
    if (!moved_house && !work.anew) continue;
    const std::size_t before = texts.size();
    for (const GoldenValue& value : one.golden) {
      if (value.field->type != FieldType::address) continue;
      asked.push_back({&one, value.field->field});
      texts.push_back({std::string(one.after.value(value.field->field)), "", {}, {}});
    }
    one.after.address = 0;
    if (texts.size() > before) one.after.grid.clear();  // who is nowhere any more stays with those who knew it
  }
  if (texts.empty()) return;
  const std::vector<Placed> placed = parts_.addresses.place(tx, texts, work.now);
  for (std::size_t i = 0; i < asked.size(); ++i) asked[i].touched->placed[asked[i].field] = placed[i];
  for (auto& [id, one] : work.touched) {
    if (one.placed.empty()) continue;
    for (const std::string_view field : home_fields(one.after.kind)) {
      const auto found = one.placed.find(std::string(field));
      if (found == one.placed.end() || found->second.id == 0) continue;
      one.after.address = found->second.id;
      one.after.grid = found->second.grid;
      break;
    }
  }
}

// The subjects as they now are, with their keys.
void SubjectService::finish(db::Tx& tx, Settling& work) {
  std::vector<kept::StoredSubject> fresh;
  for (auto& [id, one] : work.touched) {
    kept::StoredSubject& after = one.after;
    after.status = status_of(after.kind, after.golden);
    if (after.grid.empty()) after.grid = parts_.district;  // somewhere in it
    after.born_day.reset();
    if (const auto born = parse_date(after.value("born")); born.ok()) after.born_day = born->day;
    after.keys = keys_of(*work.catalogue, one);
    after.merged_into = one.records.empty() ? one.gone_to : SubjectId{};
    for (const kept::KeyValue& key : one.before.keys) {
      if (!std::binary_search(after.keys.begin(), after.keys.end(), key)) kept::drop_key(tx, {key, after.id});
    }
    for (const kept::KeyValue& key : after.keys) {
      if (!std::binary_search(one.before.keys.begin(), one.before.keys.end(), key)) work.fresh_keys.push_back({key, after.id});
    }
    const bool same = one.changed.empty() && !one.moved && after.records == one.before.records && after.keys == one.before.keys &&
                      after.address == one.before.address && after.grid == one.before.grid;
    if (same && one.before.version > 0) continue;
    ++after.version;
    after.changed = work.now;
    if (one.before.version == 0) fresh.push_back(after);
    else kept::put(tx, after);
  }
  kept::add(tx, fresh);
  kept::add_keys(tx, work.fresh_keys);
  for (auto& [id, one] : work.touched) {
    if (one.after.merged_into.value != 0) repoint(tx, one.after.id, one.after.merged_into, work.now);
  }
}

void SubjectService::tell(db::Tx& tx, const Settling& work) {
  if (!work.live) {
    parts_.outbox.publish(tx, {.type = "subject.batch",
                               .part_key = 0,
                               .subject = "",
                               .body = "{\"count\":" + std::to_string(work.touched.size()) + "}",
                               .happened = work.now});
    return;
  }
  for (const auto& [id, one] : work.touched) {
    if (one.changed.empty() && !one.moved) continue;
    json::Array fields;
    for (const std::string& field : one.changed) fields.emplace_back(field);
    json::Value body;
    body.set("ref", one.after.id.text());
    body.set("kind", json::enum_name(one.after.kind));
    body.set("fields", std::move(fields));
    body.set("grid", one.after.grid);
    parts_.outbox.publish(
        tx, {.type = "subject.changed", .part_key = id, .subject = one.after.id.text(), .body = json::write(body), .happened = work.now});
  }
}

// Two subjects turned out to be one: what hung on the one that ends hangs on the other.
void SubjectService::repoint(db::Tx& tx, SubjectId from, SubjectId to, Instant now) {
  std::vector<kept::StoredRelation> fresh;
  for (kept::StoredRelation one : kept::relations(tx, from, 5000)) {
    if (one.ended || one.other == to) continue;
    kept::end_relation(tx, one, now);
    one.subject = to;
    one.known = now;
    if (!kept::in_force(tx, one)) fresh.push_back(std::move(one));
  }
  kept::add_relations(tx, fresh);
}

// Relations that values of fields make: what is no longer said ends, what is new begins or waits for its other end.
void SubjectService::tie(db::Tx& tx, Settling& work) {
  struct Want {
    const Touched* one;
    const GoldenValue* value;
    kept::KeyValue target;
  };
  std::vector<Want> wants;
  std::vector<kept::KeyValue> targets;
  std::vector<SubjectId> ended_of;
  std::vector<std::pair<const Touched*, const FieldDefinition*>> ended;
  for (const auto& [id, one] : work.touched) {
    for (const std::string& name : one.changed) {
      const FieldDefinition* field = work.catalogue->field(one.after.kind, name);
      if (!field || field->relation.empty()) continue;
      if (!value_in(one.before.golden, name).empty()) {
        ended.emplace_back(&one, field);
        ended_of.push_back(one.after.id);
      }
      const auto golden = std::find_if(one.golden.begin(), one.golden.end(), [&](const GoldenValue& v) { return v.field == field; });
      if (golden == one.golden.end()) continue;
      if (auto target = target_of(*field, one.after.value(name), one.sure_address(name))) {
        targets.push_back(*target);
        wants.push_back({&one, &*golden, *std::move(target)});
      }
    }
  }
  if (!ended.empty()) end_ties(tx, work, ended, ended_of);
  if (wants.empty()) return;
  std::map<kept::KeyValue, SubjectId> owners;
  for (const kept::KeyOwner& one : kept::owners_of(tx, targets)) owners.emplace(one.key, one.subject);
  std::vector<kept::StoredRelation> fresh;
  std::vector<kept::LooseEnd> loose;
  for (const Want& want : wants) {
    const FieldDefinition& field = *want.value->field;
    const RelationKind kind = json::enum_from<RelationKind>(field.relation).value_or(RelationKind::member_of);
    const StoredRecord& winner = want.one->records[want.value->winner];
    const auto owner = owners.find(want.target);
    const bool inverse = begins_elsewhere(field);
    if (owner != owners.end() && owner->second != want.one->after.id) {
      fresh.push_back({want.one->after.id, kind, inverse, owner->second, winner.source, field.field, winner.observed, work.now, {}, winner.lineage});
    } else if (owner == owners.end()) {
      loose.push_back({want.target, kind, inverse, want.one->after.id, kept::KeyValue{}, winner.source, field.field, winner.lineage, winner.observed});
    }
  }
  kept::add_relations(tx, fresh);
  kept::add_loose(tx, loose);
}

void SubjectService::end_ties(db::Tx& tx, Settling& work, const Ended& ended, std::span<const SubjectId> ids) {
  const std::vector<kept::StoredRelation> made = kept::made_relations(tx, ids);
  std::vector<AddressText> texts;
  for (const auto& [one, field] : ended)
    texts.push_back({field->type == FieldType::address ? std::string(value_in(one->before.golden, field->field)) : "", "", {}, {}});
  const std::vector<Placed> placed = parts_.addresses.find(tx, texts);
  for (std::size_t i = 0; i < ended.size(); ++i) {
    const auto& [one, field] = ended[i];
    for (const kept::StoredRelation& relation : made) {
      if (relation.subject == one->after.id && relation.field == field->field && relation.inverse == begins_elsewhere(*field))
        kept::end_relation(tx, relation, work.now);
    }
    const auto target = target_of(*field, value_in(one->before.golden, field->field), placed[i].id);
    if (!target) continue;
    const RelationKind kind = json::enum_from<RelationKind>(field->relation).value_or(RelationKind::member_of);
    kept::drop_loose(tx, {*target, kind, begins_elsewhere(*field), one->after.id, {}, "", "", "", {}});
  }
}

// Somebody who was waited for is here.
void SubjectService::tie_loose(db::Tx& tx, Settling& work) {
  std::vector<kept::KeyValue> keys;
  std::map<kept::KeyValue, SubjectId> here;
  for (const kept::KeyOwner& one : work.fresh_keys) {
    keys.push_back(one.key);
    here.emplace(one.key, one.subject);
  }
  if (keys.empty()) return;
  const std::vector<kept::LooseEnd> ends = kept::loose(tx, keys);
  if (ends.empty()) return;
  std::vector<kept::KeyValue> others;
  for (const kept::LooseEnd& end : ends) {
    if (end.other.value == 0) others.push_back(end.other_key);
  }
  std::map<kept::KeyValue, SubjectId> owners;
  if (!others.empty()) {
    for (const kept::KeyOwner& one : kept::owners_of(tx, others)) owners.emplace(one.key, one.subject);
  }
  std::vector<kept::StoredRelation> fresh;
  for (const kept::LooseEnd& end : ends) {
    const auto mine = here.find(end.missing);
    if (mine == here.end()) continue;
    SubjectId other = end.other;
    if (other.value == 0) {
      const auto owner = owners.find(end.other_key);
      if (owner == owners.end()) continue;
      other = owner->second;
    }
    if (other != mine->second)
      fresh.push_back({mine->second, end.kind, !end.inverse, other, end.source, end.field, end.observed, work.now, {}, end.lineage});
    kept::drop_loose(tx, end);
  }
  kept::add_relations(tx, fresh);
}

}  // namespace tiange::registers
