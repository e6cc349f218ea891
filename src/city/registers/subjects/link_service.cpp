// Who a record belongs to where no better linker is at hand, and how records change hands.

#include <algorithm>
#include <unordered_map>

#include "base/codes.h"
#include "city/registers/subjects/settling.h"

namespace tiange::registers {

namespace {

// Meets records on equal valid identifiers: ID card, credit code, household number, facility code; houses on the room of the
// tree of addresses that their words name, however they are abridged.
class PlainLinker final : public Linker {
 public:
  PlainLinker(const SubjectService& registers, Addresses& addresses) : registers_(registers), addresses_(addresses) {}

  void decide(db::Tx& tx, std::span<const KeptRecord> records, std::span<LinkAnswer> answers, Instant now) override;
  void settled(db::Tx&, std::span<const KeptRecord>, Instant) override {}

 private:
  std::vector<kept::KeyValue> keys_of(db::Tx& tx, std::span<const KeptRecord> records, Instant now);
  void add_homes(db::Tx& tx, std::span<const KeptRecord> records, std::span<kept::KeyValue> keys, Instant now);
  bool others_differ(db::Tx& tx, const KeptRecord& record, const kept::KeyValue& key, Instant now);

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

std::vector<kept::KeyValue> PlainLinker::keys_of(db::Tx& tx, std::span<const KeptRecord> records, Instant now) {
  std::vector<kept::KeyValue> keys;
  keys.reserve(records.size());
  for (const KeptRecord& record : records) keys.push_back(key_of(record));
  if (!records.empty() && records[0].kind == Kind::house) add_homes(tx, records, keys, now);
  return keys;
}

// Words that name no room may mean any of those that lie below: then they meet nobody. A village house with a number of its
// own is one house, whatever rooms in it are let.
void PlainLinker::add_homes(db::Tx& tx, std::span<const KeptRecord> records, std::span<kept::KeyValue> keys, Instant now) {
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
    if (placed[i].id == 0) continue;
    const auto found = parts[i].room.empty() ? below.find(placed[i].id) : below.end();
    const bool numbered = !parts[i].number.empty() && parts[i].estate.empty() && parts[i].building.empty();
    if (found == below.end() || (numbered && found->second > AddressLevel::building)) keys[i].value = std::to_string(placed[i].id);
  }
}

// Another record of its present subject carries another identifier: then this one cannot stay with it.
bool PlainLinker::others_differ(db::Tx& tx, const KeptRecord& record, const kept::KeyValue& key, Instant now) {
  std::vector<KeptRecord> others = registers_.records_of(tx, record.subject);
  std::erase_if(others, [&](const KeptRecord& other) { return (other.source == record.source && other.key == record.key) || other.gone; });
  const std::vector<kept::KeyValue> theirs = keys_of(tx, others, now);
  return std::any_of(theirs.begin(), theirs.end(), [&](const kept::KeyValue& one) { return !one.value.empty() && one.value != key.value; });
}

void PlainLinker::decide(db::Tx& tx, std::span<const KeptRecord> records, std::span<LinkAnswer> answers, Instant now) {
  const std::vector<kept::KeyValue> keys = keys_of(tx, records, now);
  std::vector<kept::KeyValue> asked;
  for (const kept::KeyValue& key : keys) {
    if (!key.value.empty()) asked.push_back(key);
  }
  std::map<kept::KeyValue, SubjectId> owners;
  if (!asked.empty()) {
    for (const kept::KeyOwner& one : kept::owners_of(tx, asked)) owners.emplace(one.key, one.subject);
  }
  std::map<kept::KeyValue, int> first;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (keys[i].value.empty() || records[i].gone) continue;
    const auto owner = owners.find(keys[i]);
    if (owner != owners.end()) {
      answers[i].subject = owner->second;
      continue;
    }
    const auto [earlier, is_first] = first.emplace(keys[i], static_cast<int>(i));
    if (!is_first) {
      answers[i] = answers[static_cast<std::size_t>(earlier->second)];
      if (answers[i].subject.value == 0) answers[i].same_as = earlier->second;
      continue;
    }
    if (records[i].subject.value != 0 && others_differ(tx, records[i], keys[i], now)) answers[i].subject = {};
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
