#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "city/registers/subjects/settling.h"

namespace tiange::registers {

namespace {

constexpr std::size_t k_longest_key = 100;
constexpr std::size_t k_longest_value = 500;  // bytes
constexpr std::size_t k_waiting_together = 500;  // rows of one entry of the queue
constexpr std::size_t k_entries_together = 4;    // entries of one transaction: others write in between

Outcome check_rows(const FieldCatalogue& catalogue, std::span<const SourceRecord> records) {
  for (std::size_t i = 0; i < records.size(); ++i) {
    const SourceRecord& one = records[i];
    const std::string path = "row " + std::to_string(i + 1);
    if (!catalogue.source(one.source))
      return refuse_fields(ErrorCode::bad_input, {{path + " / source", "没有这个来源：" + one.source, "no such source: " + one.source}});
    if (one.key.empty() || one.key.size() > k_longest_key || (is_desk_key(one.key) && one.lineage.find('/') == std::string::npos))
      return refuse_fields(ErrorCode::bad_input, {{path + " / key", "来源主键缺失或过长", "the source's key is missing or too long"}});
  }
  return done();
}

std::string_view value_in(const SourceRecord& in, std::string_view field) {
  for (const auto& [name, raw] : in.values) {
    if (name == field) return raw;
  }
  return {};
}

StoredRecord tidy_record(const FieldCatalogue& catalogue, const SourceRecord& in, Instant now) {
  StoredRecord record;
  record.source = in.source;
  record.key = in.key;
  record.kind = in.kind;
  record.observed = in.observed ? std::min(in.observed, now) : now;
  record.lineage = in.lineage;
  record.gone = in.gone;
  record.first = record.observed;
  record.known = now;
  for (const FieldDefinition* field : catalogue.fields(in.kind)) {
    for (const auto& [name, raw] : in.values) {
      if (name != field->field) continue;
      std::string value = tidy_value(*field, raw);
      // Sources that tell building, unit and room beside the address say the same as those that write them into it.
      if (in.kind == Kind::house && field->type == FieldType::address)
        value = house_text(value, {value_in(in, "building"), value_in(in, "unit"), value_in(in, "floor"), value_in(in, "room")});
      if (value.size() > k_longest_value) value.resize(k_longest_value);
      if (!value.empty()) record.values.emplace_back(name, std::move(value));
      break;
    }
  }
  return record;
}

// What stays said since when, of what is said now.
void keep_since(const StoredRecord& before, StoredRecord& after) {
  after.first = before.first;
  for (const auto& [field, value] : after.values) {
    const Instant said = before.value(field) == value && !before.gone ? before.said(field) : after.observed;
    if (said != after.first) after.since.emplace_back(field, said);
  }
}

// Rows in order of their keys, the last of repeated ones alone.
std::vector<StoredRecord> in_order(const FieldCatalogue& catalogue, std::span<const SourceRecord> records, Instant now) {
  std::vector<std::uint32_t> order(records.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(records[a].source, records[a].key) < std::tie(records[b].source, records[b].key);
  });
  std::vector<StoredRecord> rows;
  rows.reserve(order.size());
  for (const std::uint32_t at : order) {
    const SourceRecord& in = records[at];
    if (!rows.empty() && rows.back().source == in.source && rows.back().key == in.key) rows.pop_back();
    rows.push_back(tidy_record(catalogue, in, now));
  }
  return rows;
}

std::unordered_map<std::string_view, const StoredRecord*> kept_before(db::Tx& tx, std::span<const StoredRecord> rows,
                                                               std::vector<StoredRecord>& found) {
  std::vector<std::string_view> keys;
  keys.reserve(rows.size());
  for (const StoredRecord& row : rows) keys.push_back(row.key);
  found = kept::records(tx, rows.front().source, keys);
  std::unordered_map<std::string_view, const StoredRecord*> by_key;
  for (const StoredRecord& one : found) by_key.emplace(one.key, &one);
  return by_key;
}

}  // namespace

SubjectService::SubjectService(SubjectsParts parts) : parts_(std::move(parts)), masker_(plain_masker()) {
  linker_ = plain_linker(*this, parts_.addresses);
}

SubjectService::Catalogue SubjectService::catalogue_in(db::Tx& tx) const {
  const std::int64_t revision = kept::revision(tx);
  Catalogue known = std::atomic_load(&catalogue_);
  if (known && known->revision() == revision) return known;
  known = std::make_shared<const FieldCatalogue>(kept::fields(tx), kept::sources(tx), revision);
  std::atomic_store(&catalogue_, known);
  return known;
}

SubjectService::Catalogue SubjectService::catalogue() const {
  if (!db::in_transaction(parts_.db)) parts_.db.run_read([&](db::Tx& tx) { (void)catalogue_in(tx); });
  Catalogue known = std::atomic_load(&catalogue_);
  return known ? known : std::make_shared<const FieldCatalogue>(std::vector<FieldDefinition>{}, std::vector<SourceDefinition>{}, 0);
}

Result<Absorbed> SubjectService::absorb(db::Tx& tx, std::span<const SourceRecord> records, Instant now) {
  const Catalogue catalogue = catalogue_in(tx);
  TIANGE_CHECK_OK(check_rows(*catalogue, records));
  Absorbed result;
  if (records.empty()) return result;
  std::vector<StoredRecord> rows = in_order(*catalogue, records, now);
  result.same = static_cast<std::int64_t>(records.size() - rows.size());  // said twice in one batch
  std::vector<StoredRecord> fresh;
  std::vector<StoredRecord> changed;
  std::vector<StoredRecord> found;
  for (std::size_t at = 0; at < rows.size();) {
    std::size_t end = at;
    while (end < rows.size() && rows[end].source == rows[at].source) ++end;
    const auto before = kept_before(tx, std::span(rows).subspan(at, end - at), found);
    for (; at < end; ++at) {
      StoredRecord& row = rows[at];  // its key stays: `before` looks things up by it
      const auto known = before.find(row.key);
      if (known == before.end()) {
        if (row.gone) ++result.same;
        else fresh.push_back(std::move(row));
        continue;
      }
      const StoredRecord& old = *known->second;
      const bool same = old.values == row.values && old.gone == row.gone && old.kind == row.kind;
      if (same || row.observed < old.observed) {
        if (same && row.observed > old.observed) kept::hear_again(tx, row);
        ++result.same;
        continue;
      }
      row.subject = old.kind == row.kind ? old.subject : SubjectId{};
      keep_since(old, row);
      kept::change(tx, old, row, now);
      result.gone += row.gone ? 1 : 0;
      changed.push_back(std::move(row));
    }
  }
  kept::add(tx, fresh);
  result.added = static_cast<std::int64_t>(fresh.size());
  result.changed = static_cast<std::int64_t>(changed.size());
  fresh.insert(fresh.end(), std::make_move_iterator(changed.begin()), std::make_move_iterator(changed.end()));
  if (rows.size() <= k_settled_at_once) {
    if (!fresh.empty()) result.conflicts = settle_rows(tx, std::move(fresh), now, Settled::at_once);
    return result;
  }
  for (std::size_t at = 0; at < fresh.size();) {
    kept::Waiting entry{parts_.ids.next(now), fresh[at].source, {}, false};
    for (; at < fresh.size() && fresh[at].source == entry.source && entry.keys.size() < k_waiting_together; ++at)
      entry.keys.push_back(fresh[at].key);
    kept::wait(tx, entry);
    result.waiting += static_cast<std::int64_t>(entry.keys.size());
  }
  return result;
}

Result<Absorbed> SubjectService::send_records(db::Tx& tx, const Scope& scope, const RecordsIn& in, const std::string& request, Instant now) {
  const Catalogue catalogue = catalogue_in(tx);
  if (in.records.size() > k_settled_at_once)
    return refuse_fields(ErrorCode::bad_input, {{"records", "一次最多 500 条，更多请用数据交换", "at most 500 at once; send more by the exchange"}});
  std::vector<SourceRecord> rows;
  for (std::size_t i = 0; i < in.records.size(); ++i) {
    const RecordIn& one = in.records[i];
    const std::string path = "records[" + std::to_string(i) + "]";
    const SourceDefinition* source = catalogue->source(one.source);
    if (!source) return refuse_fields(ErrorCode::bad_input, {{path + ".source", "没有这个来源：" + one.source, "no such source"}});
    if (!scope.works_for(source->unit)) return refuse(ErrorCode::registers_not_owner);
    if (is_desk_key(one.key)) return refuse_fields(ErrorCode::bad_input, {{path + ".key", "不能以 ~ 开头", "must not begin with ~"}});
    SourceRecord row{one.source, one.key, one.kind, {}, one.observed.value_or(now), request + "/" + std::to_string(i + 1), one.gone};
    for (const auto& [field, value] : one.values) {
      const FieldDefinition* definition = catalogue->field(one.kind, field);
      if (!definition) return refuse_fields(ErrorCode::bad_input, {{path + "." + field, "没有这个字段", "no such field"}});
      row.values.emplace_back(field, value);
    }
    rows.push_back(std::move(row));
  }
  return absorb(tx, rows, now);
}

std::size_t SubjectService::settle(std::size_t most, Instant now) {
  std::size_t settled = 0;
  read_anew(now);
  while (settled < most) {
    const Result<std::int64_t> step = parts_.db.write(system_scope(parts_.district), [&](db::Tx& tx) -> Result<std::int64_t> {
      const std::vector<kept::Waiting> entries = kept::waiting(tx, k_entries_together);
      std::vector<StoredRecord> rows;
      std::int64_t taken = 0;
      bool anew = false;
      for (const kept::Waiting& entry : entries) {
        const std::vector<std::string_view> keys(entry.keys.begin(), entry.keys.end());
        for (StoredRecord& one : kept::records(tx, entry.source, keys)) rows.push_back(std::move(one));
        taken += static_cast<std::int64_t>(keys.size());
        anew = anew || entry.anew;
        kept::waited(tx, entry.id);
      }
      // A row may wait twice.
      std::sort(rows.begin(), rows.end(), [](const StoredRecord& a, const StoredRecord& b) {
        return std::tie(a.source, a.key) < std::tie(b.source, b.key);
      });
      rows.erase(std::unique(rows.begin(), rows.end(),
                             [](const StoredRecord& a, const StoredRecord& b) { return a.source == b.source && a.key == b.key; }),
                 rows.end());
      if (!rows.empty()) settle_rows(tx, std::move(rows), now, anew ? Settled::anew : Settled::later);
      return taken;
    });
    if (!step.ok() || *step == 0) break;
    settled += static_cast<std::size_t>(*step);
  }
  return settled;
}

Result<Absorbed> SubjectService::absorb_relations(db::Tx& tx, std::span<const SourceRelation> relations, Instant now) {
  const Catalogue catalogue = catalogue_in(tx);
  std::vector<kept::KeyValue> ends;
  for (std::size_t i = 0; i < relations.size(); ++i) {
    const SourceRelation& one = relations[i];
    if (!catalogue->source(one.source) || one.from.value.empty() || one.to.value.empty())
      return refuse_fields(ErrorCode::bad_input,
                           {{"row " + std::to_string(i + 1), "关系的来源或一端缺失", "the source or an end of the relation is missing"}});
    ends.push_back({one.from.sort, one.from.value});
    ends.push_back({one.to.sort, one.to.value});
  }
  std::map<kept::KeyValue, SubjectId> owners;
  for (const kept::KeyOwner& one : kept::owners_of(tx, ends)) owners.emplace(one.key, one.subject);
  Absorbed result;
  std::vector<kept::StoredRelation> fresh;
  std::vector<kept::LooseEnd> loose;
  for (const SourceRelation& one : relations) {
    const kept::KeyValue from{one.from.sort, one.from.value};
    const kept::KeyValue to{one.to.sort, one.to.value};
    const auto a = owners.find(from);
    const auto b = owners.find(to);
    const Instant observed = one.observed ? one.observed : now;
    if (a != owners.end() && b != owners.end()) {
      const kept::StoredRelation relation{a->second, one.kind, false, b->second, one.source, "", observed, now, {}, one.lineage};
      const bool there = kept::in_force(tx, relation);
      if (one.gone) {
        if (there) kept::end_relation(tx, relation, now);
        result.gone += there ? 1 : 0;
      } else if (!there) {
        fresh.push_back(relation);
      } else {
        ++result.same;
      }
      continue;
    }
    const SubjectId known_from = a == owners.end() ? SubjectId{} : a->second;
    const SubjectId known_to = b == owners.end() ? SubjectId{} : b->second;
    for (const bool inverse : {false, true}) {
      if ((inverse ? known_from : known_to).value != 0) continue;
      const kept::LooseEnd end{inverse ? from : to, one.kind, inverse,     inverse ? known_to : known_from, inverse ? to : from,
                               one.source,          "",       one.lineage, observed};
      if (one.gone) kept::drop_loose(tx, end);
      else loose.push_back(end);
    }
    result.waiting += one.gone ? 0 : 1;
  }
  kept::add_relations(tx, fresh);
  kept::add_loose(tx, loose);
  result.added = static_cast<std::int64_t>(fresh.size());
  return result;
}

}  // namespace tiange::registers
