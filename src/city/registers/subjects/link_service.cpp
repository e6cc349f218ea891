// Who a record belongs to where no better linker is at hand, and how records change hands.

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/codes.h"
#include "city/registers/subjects/settling.h"

namespace tiange::registers {

namespace {

// Meets records on equal valid identifiers: ID card, credit code, household number, facility code; houses on the room of the
// tree of addresses that their words name, however they are abridged.
// What ties a record to its subject.
struct Home {
  kept::KeyValue key;
  bool sure = true;  // false: one of several houses of that address; then it stays by itself
};
// What of a batch has been decided.
struct Batch {
  std::set<std::pair<std::string_view, std::string_view>> names;  // source and key
  std::map<SubjectId, kept::KeyValue> kept;                       // who stays with the subject, of those that cannot all
};

class PlainLinker final : public Linker {
 public:
  PlainLinker(const SubjectService& registers, Addresses& addresses) : registers_(registers), addresses_(addresses) {}

  void decide(db::Tx& tx, std::span<const KeptRecord> records, std::span<LinkAnswer> answers, Instant now) override;
  void settled(db::Tx&, std::span<const KeptRecord>, Instant) override {}

 private:
  std::vector<Home> keys_of(db::Tx& tx, std::span<const KeptRecord> records, Instant now);
  void add_homes(db::Tx& tx, std::span<const KeptRecord> records, std::span<Home> homes, Instant now);
  bool may_stay(db::Tx& tx, const KeptRecord& record, const Home& home, Batch& batch, Instant now);

  const SubjectService& registers_;
  Addresses& addresses_;
};

std::string_view value_of(const KeptRecord& record, std::string_view field) {
  for (const auto& [name, value] : record.values) {
    if (name == field) return value;
  }
  return {};
}

// Empty where the record carries nothing that is its subject's alone.
kept::KeyValue key_of(const KeptRecord& record) {
  const auto from = [&](std::string_view field) { return std::string(value_of(record, field)); };
  switch (record.kind) {
    case Kind::person: {
      std::string id = from("id_card");
      return {KeySort::id_card, codes::is_citizen_number(id) ? std::move(id) : ""};
    }
    case Kind::firm: {
      std::string code = from("uscc");
      return {KeySort::uscc, codes::is_credit_code(code) ? std::move(code) : ""};
    }
    case Kind::household: return {KeySort::code, from("number")};
    case Kind::facility: return {KeySort::code, from("code")};
    case Kind::house: return {KeySort::address, ""};
  }
  return {};
}

std::vector<Home> PlainLinker::keys_of(db::Tx& tx, std::span<const KeptRecord> records, Instant now) {
  std::vector<Home> homes;
  homes.reserve(records.size());
  for (const KeptRecord& record : records) homes.push_back({key_of(record)});
  if (!records.empty() && records[0].kind == Kind::house) add_homes(tx, records, homes, now);
  return homes;
}

// Words that name no room may mean any of those that lie below: then they meet nobody. A village house with a number of its
// own is one house, whatever rooms in it are let.
void PlainLinker::add_homes(db::Tx& tx, std::span<const KeptRecord> records, std::span<Home> homes, Instant now) {
  std::vector<AddressText> texts;
  std::vector<AddressParts> parts;
  for (const KeptRecord& record : records) {
    texts.push_back({std::string(value_of(record, "address")), "", {}, {}});
    parts.push_back(read_address(texts.back().text));
  }
  const std::vector<Placed> placed = addresses_.place(tx, texts, now);
  std::vector<std::int64_t> roomless;
  for (std::size_t i = 0; i < placed.size(); ++i) {
    if (placed[i].id != 0 && parts[i].room.empty()) roomless.push_back(placed[i].id);
  }
  const auto below = addresses_.highest_below(tx, roomless);
  for (std::size_t i = 0; i < placed.size(); ++i) {
    homes[i].sure = placed[i].sure;
    if (placed[i].id == 0 || !placed[i].sure) continue;
    const auto found = parts[i].room.empty() ? below.find(placed[i].id) : below.end();
    const bool numbered = !parts[i].number.empty() && parts[i].estate.empty() && parts[i].building.empty();
    if (found == below.end() || (numbered && found->second > AddressLevel::building)) homes[i].key.value = std::to_string(placed[i].id);
  }
}

// Whether the record may stay where it is: another one there carries another identifier, or one of the two may be anywhere.
// Where all who differ are decided now, the first of them stays.
bool PlainLinker::may_stay(db::Tx& tx, const KeptRecord& record, const Home& home, Batch& batch, Instant now) {
  const kept::KeyValue mine = home.sure ? home.key : kept::KeyValue{home.key.sort, "~" + record.source + "/" + record.key};
  if (const auto stays = batch.kept.find(record.subject); stays != batch.kept.end()) return stays->second == mine;
  std::vector<KeptRecord> others = registers_.records_of(tx, record.subject);
  std::erase_if(others, [&](const KeptRecord& other) { return (other.source == record.source && other.key == record.key) || other.gone; });
  const std::vector<Home> theirs = keys_of(tx, others, now);
  bool differs = false;
  for (std::size_t i = 0; i < others.size(); ++i) {
    const bool other = !home.sure || !theirs[i].sure || (!theirs[i].key.value.empty() && theirs[i].key != home.key);
    if (other && !batch.names.contains({others[i].source, others[i].key})) return false;
    differs = differs || other;
  }
  if (differs) batch.kept.emplace(record.subject, mine);
  return true;
}

void PlainLinker::decide(db::Tx& tx, std::span<const KeptRecord> records, std::span<LinkAnswer> answers, Instant now) {
  const std::vector<Home> homes = keys_of(tx, records, now);
  std::vector<kept::KeyValue> asked;
  Batch batch;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (!homes[i].key.value.empty()) asked.push_back(homes[i].key);
    batch.names.emplace(records[i].source, records[i].key);
  }
  std::map<kept::KeyValue, SubjectId> owners;
  if (!asked.empty()) {
    for (const kept::KeyOwner& one : kept::owners_of(tx, asked)) owners.emplace(one.key, one.subject);
  }
  std::map<kept::KeyValue, int> first;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto owner = records[i].gone ? owners.end() : owners.find(homes[i].key);
    if (owner == owners.end()) continue;
    answers[i].subject = owner->second;
    batch.kept.emplace(owner->second, homes[i].key);
  }
  for (std::size_t i = 0; i < records.size(); ++i) {
    const kept::KeyValue& key = homes[i].key;
    if (key.value.empty() || records[i].gone || owners.contains(key)) continue;
    const auto [earlier, is_first] = first.emplace(key, static_cast<int>(i));
    if (!is_first) {
      answers[i] = answers[static_cast<std::size_t>(earlier->second)];
      if (answers[i].subject.value == 0) answers[i].same_as = earlier->second;
      continue;
    }
    if (records[i].subject.value != 0 && !may_stay(tx, records[i], homes[i], batch, now)) answers[i].subject = {};
  }
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (homes[i].sure || records[i].gone || records[i].subject.value == 0) continue;
    if (!may_stay(tx, records[i], homes[i], batch, now)) answers[i].subject = {};
  }
}

}  // namespace

std::shared_ptr<Linker> plain_linker(const SubjectService& registers, Addresses& addresses) {
  return std::make_shared<PlainLinker>(registers, addresses);
}

Result<std::vector<SubjectId>> SubjectService::move(db::Tx& tx, std::span<const Move> moves, const Words& reason, std::string_view by,
                                                    Instant now) {
  Settling work;
  work.catalogue = catalogue_in(tx);
  work.now = now;
  work.live = true;
  SubjectId made;
  for (const Move& one : moves) {
    auto found = kept::record(tx, one.source, one.key);
    if (!found) return refuse(ErrorCode::not_found, "没有这条记录：" + one.source + "/" + one.key, "no such record");
    SubjectId to = one.to;
    if (to.value == 0) {
      if (made.value == 0) made = {parts_.ids.next(now)};
      to = made;
    }
    if (found->subject == to) continue;
    StoredRecord after = *found;
    after.subject = to;
    after.known = now;
    kept::change(tx, *found, after, now);
    work.was.push_back(found->subject);
    work.rows.push_back(std::move(after));
  }
  settle_linked(tx, work);
  std::vector<SubjectId> touched;
  for (const auto& [id, one] : work.touched) {
    touched.push_back({id});
    kept::add_history(tx, {id}, parts_.ids.next(now), {now, "moved", reason.zh, reason.en, std::string(by)});
  }
  return touched;
}

std::optional<KeptRecord> SubjectService::record(db::Tx& tx, std::string_view source, std::string_view key) const {
  auto found = kept::record(tx, source, key);
  return found ? std::optional<KeptRecord>(*std::move(found)) : std::nullopt;
}

std::vector<KeptRecord> SubjectService::records_of(db::Tx& tx, SubjectId id) const {
  std::vector<KeptRecord> records;
  const auto subject = kept::subject(tx, id);
  if (!subject) return records;
  for (const kept::RecordName& name : subject->records) {
    auto found = kept::record(tx, name.source, name.key);
    if (found && found->subject == id) records.push_back(*std::move(found));
  }
  return records;
}

std::unordered_map<std::int64_t, std::vector<KeptRecord>> SubjectService::records_of_all(db::Tx& tx, std::span<const SubjectId> ids) const {
  std::unordered_map<std::int64_t, std::vector<KeptRecord>> all;
  const std::vector<kept::StoredSubject> subjects = kept::subjects(tx, ids);
  std::map<std::string_view, std::vector<std::string_view>> keys;
  for (const kept::StoredSubject& subject : subjects) {
    for (const kept::RecordName& name : subject.records) keys[name.source].push_back(name.key);
  }
  std::map<std::pair<std::string_view, std::string_view>, StoredRecord*> by_name;
  std::vector<std::vector<StoredRecord>> found;
  found.reserve(keys.size());
  for (const auto& [source, some] : keys) {
    for (StoredRecord& one : found.emplace_back(kept::records(tx, source, some))) by_name.emplace(std::pair(source, std::string_view(one.key)), &one);
  }
  for (const kept::StoredSubject& subject : subjects) {
    std::vector<KeptRecord>& mine = all[subject.id.value];
    for (const kept::RecordName& name : subject.records) {
      const auto one = by_name.find({name.source, name.key});
      if (one != by_name.end() && one->second->subject == subject.id) mine.push_back(*one->second);
    }
  }
  return all;
}

void SubjectService::each_record(db::Tx& tx, Kind kind, FunctionRef<bool(const KeptRecord&)> visit) const { kept::each(tx, kind, visit); }

}  // namespace tiange::registers
