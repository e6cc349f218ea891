#include "city/registers/linking/live_linker.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "city/registers/subjects/rules/golden_rules.h"

namespace tiange::registers {

namespace {

constexpr std::size_t k_most_subjects = 40;  // looked at for one record; more share nothing but a frequent key

using linkage::Decision;
using linkage::LiveRecord;

linkage::Settled settle_by(Kind kind, std::span<const LiveRecord* const> records, const LiveLinker::Decisions& decided) {
  return linkage::settle(link_rules(kind), records, [&](const std::string& a, const std::string& b) -> std::optional<Decision> {
    if (decided.empty()) return std::nullopt;
    const auto found = decided.find(a < b ? std::pair(a, b) : std::pair(b, a));
    return found == decided.end() ? std::nullopt : std::optional(found->second);
  });
}

}  // namespace

// Records of one call with what they may belong to.
struct LiveLinker::Batch {
  Kind kind = Kind::person;
  std::span<const KeptRecord> records;
  std::vector<LiveRecord> live;
  std::vector<std::set<std::int64_t>> near;        // subjects, by record
  std::vector<std::set<std::int64_t>> identified;  // of these, found by a valid identifier
  std::vector<std::size_t> parent;                 // records that must be looked at together
  std::unordered_map<std::int64_t, std::vector<LiveRecord>> kept;  // by subject, without the records of this call
  Decisions decided;

  std::size_t find(std::size_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  }
};

void LiveLinker::gather(db::Tx& tx, Batch& batch) const {
  const std::size_t n = batch.records.size();
  batch.near.resize(n);
  batch.identified.resize(n);
  batch.parent.resize(n);
  std::iota(batch.parent.begin(), batch.parent.end(), 0);
  std::unordered_map<std::int64_t, std::vector<std::size_t>> asking;
  std::vector<std::int64_t> keys;
  for (std::size_t i = 0; i < n; ++i) {
    batch.live.push_back(live_record(batch.records[i]));
    if (batch.records[i].gone) continue;
    for (const std::int64_t key : lookup_keys(batch.live[i])) {
      auto& who = asking[key];
      if (who.empty()) keys.push_back(key);
      who.push_back(i);
    }
    if (batch.records[i].subject.value != 0) batch.near[i].insert(batch.records[i].subject.value);
  }
  std::sort(keys.begin(), keys.end());
  std::unordered_map<std::int64_t, std::set<std::int64_t>> hits;
  for (const matching::KeyHit& hit : matching::subjects_of(tx, keys)) hits[hit.key].insert(hit.subject.value);
  const std::size_t largest = link_rules(batch.kind).largest_bucket;
  for (const std::int64_t key : keys) {
    const auto& who = asking[key];
    const auto hit = hits.find(key);
    for (const std::size_t i : who) {
      const auto& own = batch.live[i].identities;
      const bool identity = std::any_of(own.begin(), own.end(), [&](std::uint64_t k) { return static_cast<std::int64_t>(k >> 1) == key; });
      if (!identity && who.size() > largest) continue;
      batch.parent[batch.find(i)] = batch.find(who.front());
      if (hit == hits.end() || (!identity && hit->second.size() > largest)) continue;
      if (identity) batch.identified[i].insert(hit->second.begin(), hit->second.end());
      if (identity || batch.near[i].size() + hit->second.size() <= k_most_subjects) batch.near[i].insert(hit->second.begin(), hit->second.end());
    }
  }
  std::unordered_map<std::int64_t, std::size_t> first;
  for (std::size_t i = 0; i < n; ++i) {
    for (const std::int64_t subject : batch.near[i]) {
      const auto [at, fresh] = first.emplace(subject, i);
      if (!fresh) batch.parent[batch.find(i)] = batch.find(at->second);
    }
  }
}

// Most rows: all of one valid identifier, and no other subject in sight. Nothing needs to be compared.
bool LiveLinker::plainly(const Batch& batch, const std::vector<std::size_t>& members, std::span<LinkAnswer> answers) const {
  const auto& identities = batch.live[members[0]].identities;
  std::set<std::int64_t> near, identified;
  for (const std::size_t i : members) {
    near.insert(batch.near[i].begin(), batch.near[i].end());
    identified.insert(batch.identified[i].begin(), batch.identified[i].end());
    if (members.size() > 1 && (identities.size() != 1 || batch.live[i].identities != identities)) return false;
  }
  if (near.size() > 1 || (near.size() == 1 && identified != near)) return false;
  for (const std::size_t i : members) {
    if (!near.empty()) answers[i] = {{*near.begin()}, -1};
    else answers[i] = {{}, i == members[0] ? -1 : static_cast<int>(members[0])};
  }
  return true;
}

void LiveLinker::read_neighbours(db::Tx& tx, Batch& batch, std::span<const std::vector<std::size_t>* const> components) const {
  std::set<std::int64_t> subjects;
  std::vector<std::string> names;
  for (const auto* members : components) {
    for (const std::size_t i : *members) {
      subjects.insert(batch.near[i].begin(), batch.near[i].end());
      names.push_back(batch.live[i].key);
    }
  }
  std::vector<SubjectId> ids;
  for (const std::int64_t subject : subjects) ids.push_back({subject});
  // A record of this call stands in the component of its subject.
  const std::unordered_set<std::string> here(names.begin(), names.end());
  for (const auto& [subject, records] : subjects_.records_of_all(tx, ids)) {
    std::vector<LiveRecord>& kept = batch.kept[subject];
    for (const KeptRecord& record : records) {
      if (record.gone || record.kind != batch.kind || is_desk_key(record.key) || here.contains(record_name(record))) continue;
      kept.push_back(live_record(record));
      names.push_back(kept.back().key);
    }
  }
  batch.decided = decisions(tx, names);
}

void LiveLinker::settle_component(db::Tx& tx, Batch& batch, const std::vector<std::size_t>& members, std::span<LinkAnswer> answers, Instant now) {
  std::set<std::int64_t> subjects;
  for (const std::size_t i : members) subjects.insert(batch.near[i].begin(), batch.near[i].end());
  std::vector<const LiveRecord*> all;
  std::vector<SubjectId> present;
  std::vector<std::string> names;
  for (const std::int64_t subject : subjects) {
    for (const LiveRecord& record : batch.kept[subject]) {
      all.push_back(&record);
      present.push_back({subject});
      names.push_back(record.key);
    }
  }
  const std::size_t kept = all.size();
  for (const std::size_t i : members) {
    all.push_back(&batch.live[i]);
    present.push_back(batch.records[i].subject);
    names.push_back(batch.live[i].key);
  }
  const linkage::Settled settled = settle_by(batch.kind, all, batch.decided);
  const std::vector<GroupHome> claimed = claims(settled.group_of, present, names);
  std::map<std::uint32_t, int> first_of_group;
  for (std::size_t k = 0; k < members.size(); ++k) {
    const GroupHome& claim = claimed[kept + k];
    const int self = static_cast<int>(members[k]);
    const auto [first, fresh] = first_of_group.emplace(claim.group, self);
    answers[members[k]] = {claim.subject, claim.subject.value == 0 && !fresh ? first->second : -1};
  }
  for (std::size_t i = 0; i < kept; ++i) {
    if (claimed[i].subject == present[i]) continue;
    const std::lock_guard lock(pending_mutex_);
    pending_.insert(present[i].value);
    if (claimed[i].subject.value != 0) pending_.insert(claimed[i].subject.value);
  }
  note_possible(tx, batch.kind, settled.possible, now);
}

void LiveLinker::note_possible(db::Tx& tx, Kind kind, std::span<const linkage::LivePair> pairs, Instant now) {
  for (const linkage::LivePair& pair : pairs) {
    matching::StoredMatch match;
    match.first = pair.a, match.second = pair.b;
    match.id = ids_.next(now);
    match.kind = kind;
    match.bits = pair.bits;
    match.opened = now;
    matching::open_match(tx, match);
  }
}

void LiveLinker::decide(db::Tx& tx, std::span<const KeptRecord> records, std::span<LinkAnswer> answers, Instant now) {
  if (records.empty()) return;
  if (link_fields(records[0].kind).empty()) return others_->decide(tx, records, answers, now);
  Batch batch;
  batch.kind = records[0].kind;
  batch.records = records;
  gather(tx, batch);
  std::map<std::size_t, std::vector<std::size_t>> components;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (!records[i].gone) components[batch.find(i)].push_back(i);
  }
  std::vector<const std::vector<std::size_t>*> doubtful;
  for (const auto& [root, members] : components) {
    if (!plainly(batch, members, answers)) doubtful.push_back(&members);
  }
  if (doubtful.empty()) return;
  read_neighbours(tx, batch, doubtful);
  for (const auto* members : doubtful) settle_component(tx, batch, *members, answers, now);
}

void LiveLinker::settled(db::Tx& tx, std::span<const KeptRecord> records, Instant now) {
  std::vector<matching::KeyHit> keys;
  std::vector<KeptRecord> others;
  for (const KeptRecord& record : records) {
    if (record.gone || is_desk_key(record.key) || link_fields(record.kind).empty()) continue;
    for (const std::int64_t key : lookup_keys(live_record(record))) keys.push_back({key, record.subject});
  }
  std::sort(keys.begin(), keys.end(), [](const auto& x, const auto& y) { return std::pair(x.key, x.subject.value) < std::pair(y.key, y.subject.value); });
  keys.erase(std::unique(keys.begin(), keys.end(), [](const auto& x, const auto& y) { return x.key == y.key && x.subject == y.subject; }), keys.end());
  matching::add_keys(tx, keys);
  others_->settled(tx, records, now);
  std::set<std::int64_t> pending;
  {
    const std::lock_guard lock(pending_mutex_);
    pending.swap(pending_);
  }
  if (!pending.empty()) (void)regroup(tx, pending, {"新记录使它们归为一处", "a new record brought them together"}, "", now);
}

LiveLinker::Decisions LiveLinker::decisions(db::Tx& tx, std::span<const std::string> records) {
  Decisions out;
  for (const matching::StoredAct& act : matching::acts_about(tx, records)) {
    const std::pair pair(act.first, act.second);
    if (act.act == "undo") out.erase(pair);
    else out[pair] = act.act == "same" ? Decision::same : Decision::different;
  }
  return out;
}

Outcome LiveLinker::regroup(db::Tx& tx, const std::set<std::int64_t>& subjects, const Words& reason, std::string_view by, Instant now) {
  std::vector<KeptRecord> records;
  std::vector<LiveRecord> live;
  std::map<std::int64_t, std::vector<KeptRecord>> desk;
  std::vector<SubjectId> ids;
  for (const std::int64_t subject : subjects) ids.push_back({subject});
  auto found = subjects_.records_of_all(tx, ids);
  for (const std::int64_t subject : subjects) {
    for (KeptRecord& record : found[subject]) {
      if (is_desk_key(record.key) || record.gone) {
        desk[subject].push_back(std::move(record));
        continue;
      }
      live.push_back(live_record(record));
      records.push_back(std::move(record));
    }
  }
  if (records.empty()) return done();
  std::vector<const LiveRecord*> all;
  std::vector<SubjectId> present;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < records.size(); ++i) {
    all.push_back(&live[i]);
    present.push_back(records[i].subject);
    names.push_back(live[i].key);
  }
  const linkage::Settled settled = settle_by(records[0].kind, all, decisions(tx, names));
  const std::vector<GroupHome> claimed = claims(settled.group_of, present, names);
  std::vector<Move> moves;
  std::map<std::uint32_t, std::vector<Move>> fresh;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (claimed[i].subject == present[i]) continue;
    const Move move{records[i].source, records[i].key, claimed[i].subject};
    if (claimed[i].subject.value == 0) fresh[claimed[i].group].push_back(move);
    else moves.push_back(move);
  }
  // Answers of owners and withdrawn rows follow the first record of their subject.
  std::map<std::int64_t, std::pair<std::string, SubjectId>> leader;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto [at, is_new] = leader.emplace(present[i].value, std::pair(names[i], claimed[i].subject));
    if (!is_new && names[i] < at->second.first) at->second = {names[i], claimed[i].subject};
  }
  for (const auto& [subject, followers] : desk) {
    const auto to = leader.find(subject);
    if (to == leader.end() || to->second.second.value == 0 || to->second.second.value == subject) continue;
    for (const KeptRecord& record : followers) moves.push_back({record.source, record.key, to->second.second});
  }
  if (!moves.empty()) TIANGE_CHECK_OK(subjects_.move(tx, moves, reason, by, now));
  for (const auto& [group, some] : fresh) TIANGE_CHECK_OK(subjects_.move(tx, some, reason, by, now));
  note_possible(tx, records[0].kind, settled.possible, now);
  return done();
}

}  // namespace tiange::registers
