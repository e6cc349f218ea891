// Closings examined: events leave marks, a duty looks at them, photos are read outside every transaction.

#include "city/cases/supervision/closings/closing_service.h"

#include <algorithm>
#include <cstring>

#include "base/digest.h"

namespace tiange::cases {

namespace {

constexpr int k_cases_in_run = 200;
constexpr std::size_t k_photos_in_run = 60;   // each takes tens of milliseconds to read
constexpr std::size_t k_photos_of_case = 24;  // what counts of one case
constexpr std::size_t k_uses = 20;
constexpr std::size_t k_hits = 10;
constexpr int k_returns = 20;
constexpr int k_days_open = 45;  // how much longer than the window the earlier case may have been reported

bool is_photo(const EvidenceView& piece) { return piece.type.starts_with("image/"); }
bool shows_result(const EvidenceView& piece) { return piece.stage >= Step::handle; }

std::int64_t words_key(const std::string& words) {
  const Digest digest = sha256(words);
  std::int64_t key = 0;
  std::memcpy(&key, digest.data(), sizeof key);
  return key & INT64_MAX;
}

}  // namespace

std::unique_ptr<Closings> open_closings(SupervisionParts parts, Sampling& sampling, PhotoHash photo_hash) {
  return std::make_unique<ClosingService>(std::move(parts), sampling, std::move(photo_hash));
}

void ClosingService::listen(db::Outbox& outbox) {
  const auto mark = [](db::Tx& tx, const db::Event& event) -> Outcome {
    TIANGE_TRY(const CaseRef ref, CaseRef::parse(event.subject));
    store::mark_closing(tx, ref);
    return done();
  };
  outbox.subscribe("case.settled", "supervision.closings", mark);
  outbox.subscribe("case.closed", "supervision.closings", [this, mark](db::Tx& tx, const db::Event& event) -> Outcome {
    return is_settled_anew(tx, event) ? mark(tx, event) : done();
  });
  outbox.subscribe("case.dispatched", "supervision.closings", [this](db::Tx& tx, const db::Event& event) -> Outcome {
    if (const auto before = earlier_closing(tx, event)) store::mark_closing(tx, *before);
    return done();
  });
  outbox.subscribe("case.check_done", "supervision.closings", [this](db::Tx& tx, const db::Event& event) { return checked(tx, event); });
}

// What an officer settled while reporting it closes without having been settled later.
bool ClosingService::is_settled_anew(db::Tx& tx, const db::Event& event) const {
  const auto ref = CaseRef::parse(event.subject);
  const auto known = ref.ok() ? store::finding_of(tx, *ref) : std::nullopt;
  if (!known) return ref.ok();
  const auto record = desk_.cases.load(tx, system_scope(), *ref);
  return record.ok() && known->settled != record->file.settled;
}

// The matter is back: the case before looks different now.
std::optional<CaseRef> ClosingService::earlier_closing(db::Tx& tx, const db::Event& event) const {
  const auto ref = CaseRef::parse(event.subject);
  const auto matter = ref.ok() ? store::matter_of(tx, *ref) : std::nullopt;
  if (!matter) return std::nullopt;
  const Instant since = matter->created - days(desk_.rules(tx).closing.returned_days + k_days_open);
  return store::closed_before(tx, *ref, matter->area, matter->item, matter->created, since);
}

int ClosingService::examine_due(Instant now) {
  auto& db = desk_.parts.base.db;
  std::vector<std::pair<CaseRef, std::vector<EvidenceView>>> due;
  db.run_read([&](db::Tx& tx) {
    std::size_t photos = 0;
    for (const CaseRef& ref : store::closings_due(tx, k_cases_in_run)) {
      due.emplace_back(ref, photos_of(tx, ref));
      photos += due.back().second.size();
      if (photos >= k_photos_in_run) break;
    }
  });
  if (due.empty()) return 0;
  Hashes hashes;
  for (const auto& [ref, photos] : due) {
    for (const EvidenceView& photo : photos) {
      if (!hashes.count(photo.digest)) hashes[photo.digest] = photo_hash_(photo.digest);
    }
  }
  const Outcome examined = db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    for (const auto& [ref, photos] : due) {
      TIANGE_CHECK_OK(judge(tx, ref, hashes, now));
      store::unmark_closing(tx, ref);
    }
    return done();
  });
  return examined.ok() ? static_cast<int>(due.size()) : 0;
}

Outcome ClosingService::examine(CaseRef ref, Instant now) {
  auto& db = desk_.parts.base.db;
  Hashes hashes;
  std::vector<EvidenceView> photos;
  db.run_read([&](db::Tx& tx) { photos = photos_of(tx, ref); });
  for (const EvidenceView& photo : photos) hashes[photo.digest] = photo_hash_(photo.digest);
  return db.write(system_scope(), [&](db::Tx& tx) { return judge(tx, ref, hashes, now); });
}

std::vector<EvidenceView> ClosingService::photos_of(db::Tx& tx, CaseRef about) const {
  auto pieces = desk_.cases.evidence(tx, system_scope(), about);
  std::erase_if(pieces, [](const EvidenceView& piece) { return !is_photo(piece); });
  // The latest: what was added when it was settled.
  if (pieces.size() > k_photos_of_case) pieces.erase(pieces.begin(), pieces.end() - k_photos_of_case);
  return pieces;
}

Outcome ClosingService::judge(db::Tx& tx, CaseRef about, const Hashes& hashes, Instant now) const {
  const auto record = desk_.cases.load(tx, system_scope(), about);
  if (!record.ok() || !record->file.settled || !record->file.merged_into.empty()) return done();
  const CaseFile& file = record->file;
  const SupervisionRules rules = desk_.rules(tx);
  const std::string words = bare_words(file.result);
  if (!words.empty()) store::add_closing_text(tx, words_key(words), about, file.settled, file.handler);
  ClosingFinding finding;
  finding.about = about;
  finding.settled = file.settled;
  finding.number = record->number;
  finding.verdict = judge_closing(facts_of(tx, *record, hashes, rules.closing), rules.closing);
  finding.examined = now;
  const auto stored = store::supervision_rules(tx);
  finding.rules_version = stored ? stored->version : 0;
  finding.area = file.area;
  finding.unit = file.unit;
  finding.item = file.item;
  finding.handler_name = desk_.directory(now)->person_name(file.handler);
  const auto before = store::finding_of(tx, about);
  const bool newly_listed = finding.verdict.score >= rules.closing.listed &&
                            (!before || before->settled != finding.settled || before->verdict.score < rules.closing.listed);
  store::put_finding(tx, finding);
  for (const auto& [digest, hash] : hashes) {
    if (!hash) continue;
    const auto uses = store::uses_of(tx, digest, k_uses);
    if (std::any_of(uses.begin(), uses.end(), [&](const store::PhotoUse& use) { return use.about == about; }))
      store::add_photo(tx, *hash, digest);
  }
  if (newly_listed) desk_.wake(tx, file.area);
  return done();
}

ClosingFacts ClosingService::facts_of(db::Tx& tx, const CaseRecord& record, const Hashes& hashes,
                                      const ClosingRules& rules) const {
  const CaseFile& file = record.file;
  ClosingFacts facts;
  facts.item = file.item;
  facts.area = file.area;
  facts.reported = file.occurred && file.occurred < record.created ? file.occurred : record.created;
  facts.began = file.dispatched ? file.dispatched : record.created;
  facts.settled = file.settled;
  facts.on_the_spot = file.settled_on_spot;
  facts.lng = file.lng;
  facts.lat = file.lat;
  facts.result = file.result;
  for (const EvidenceView& piece : photos_of(tx, record.ref)) {
    if (!shows_result(piece)) continue;
    ClosingFacts::Photo photo;
    photo.digest = piece.digest;
    photo.taken = piece.taken.value_or(Instant{});
    photo.lng = piece.lng;
    photo.lat = piece.lat;
    const auto hash = hashes.find(piece.digest);
    look_up(tx, record, piece, hash == hashes.end() ? std::nullopt : hash->second, rules.alike_bits, photo);
    facts.photos.push_back(std::move(photo));
  }
  facts.returned = came_back(tx, record, rules);
  if (const std::string words = bare_words(file.result); !words.empty())
    facts.copies = store::closing_copies(tx, words_key(words), record.ref, file.settled - days(rules.copied_days), file.settled);
  return facts;
}

// Evidence of an earlier case, or what this one was reported with.
void ClosingService::look_up(db::Tx& tx, const CaseRecord& record, const EvidenceView& piece,
                             std::optional<std::uint64_t> hash, int bits, ClosingFacts::Photo& photo) const {
  const auto earlier = [&](const std::string& digest) -> std::optional<ClosingOther> {
    for (const store::PhotoUse& use : store::uses_of(tx, digest, k_uses)) {
      if (use.about == record.ref) {
        if (use.step < Step::handle) return ClosingOther{record.ref.text(), record.number};
      } else if (use.added < piece.added) {
        return other(tx, use.about);
      }
    }
    return std::nullopt;
  };
  photo.reused = earlier(piece.digest);
  if (photo.reused || !hash) return;
  for (const store::PhotoHit& hit : store::photos_like(tx, *hash, bits, piece.digest, k_hits)) {
    photo.alike = earlier(hit.digest);
    photo.bits = hit.bits;
    if (photo.alike) return;
  }
}

std::optional<ClosingFacts::Return> ClosingService::came_back(db::Tx& tx, const CaseRecord& record,
                                                              const ClosingRules& rules) const {
  const CaseFile& file = record.file;
  if (!file.located() || file.item.empty()) return std::nullopt;
  const Instant until = file.settled + days(rules.returned_days);
  for (const store::ReturnRow& row : store::reports_after(tx, file.area, file.item, file.settled, until, record.ref, k_returns)) {
    ClosingFacts::Return found{{row.about.text(), row.number}, row.created, -1};
    if (file.lng && file.lat && row.lng && row.lat) found.metres = metres_apart(*file.lng, *file.lat, *row.lng, *row.lat);
    if (found.metres <= rules.returned_metres) return found;
  }
  return std::nullopt;
}

ClosingOther ClosingService::other(db::Tx& tx, CaseRef ref) const {
  const auto record = desk_.cases.load(tx, system_scope(), ref);
  return {ref.text(), record.ok() ? record->number : ref.text()};
}

Outcome ClosingService::checked(db::Tx& tx, const db::Event& event) {
  const auto told = json::read<CheckDone>(event.body);
  if (!told.ok() || told->origin != CheckOrigin::closing) return done();
  const auto ref = CaseRef::parse(told->ref);
  const auto check = parse_id(told->check);
  if (!ref.ok() || !check.ok()) return done();
  auto finding = store::finding_of_check(tx, *ref, *check);
  if (!finding || finding->state != ClosingFindingState::sent) return done();
  finding->state = told->passed ? ClosingFindingState::dismissed : ClosingFindingState::confirmed;
  finding->judged = event.happened;
  finding->judged_by = told->by_name;
  finding->judged_text = told->text;
  store::set_finding_state(tx, *finding, ClosingFindingState::sent);
  desk_.wake(tx, finding->area);
  return done();
}

}  // namespace tiange::cases
