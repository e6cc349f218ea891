// Which of the cases that come in stand out: a dangerous part, an owner known already. Most do not, so that looking must
// cost next to nothing: it reads along the index of the items that speak of parts, in a snapshot beside those who write.

#include "city/cases/owners/owner_service.h"

namespace tiange::owners {

namespace {

constexpr Span k_look_back = days(2);     // after a start
constexpr Span k_overlap = seconds(5);   // writers that began earlier and ended later
constexpr Span k_kinds_stay = seconds(30);
constexpr std::size_t k_remembered = 50'000;

}  // namespace

OwnerService::KindPtr OwnerService::kind_about(std::string_view item) const {
  const std::scoped_lock lock(watch_lock_);
  const auto found = kinds_.find(std::string(item));
  return found == kinds_.end() ? nullptr : found->second;
}

void OwnerService::learn_kinds(std::vector<registers::PartKind> kinds) {
  std::unordered_map<std::string, KindPtr> by_item;
  for (registers::PartKind& kind : kinds) {
    if (!kind.item.empty()) by_item.try_emplace(kind.item, std::make_shared<const registers::PartKind>(kind));
  }
  const std::scoped_lock lock(watch_lock_);
  kinds_ = std::move(by_item);
  kinds_read_ = parts_.now();
}

bool OwnerService::kinds_are_old(Instant now) const {
  const std::scoped_lock lock(watch_lock_);
  return kinds_read_ + k_kinds_stay < now;
}

bool OwnerService::looked_at(CaseId id) const {
  const std::scoped_lock lock(watch_lock_);
  return looked_at_.contains(id.value);
}

void OwnerService::remember(CaseId id) {
  const std::scoped_lock lock(watch_lock_);
  if (!looked_at_.insert(id.value).second) return;
  looked_order_.push_back(id.value);
  if (looked_order_.size() <= k_remembered) return;
  looked_at_.erase(looked_order_.front());
  looked_order_.pop_front();
}

void OwnerService::forget(CaseId id) {
  const std::scoped_lock lock(watch_lock_);
  looked_at_.erase(id.value);
}

bool OwnerService::stands_out(db::Tx& tx, const store::Glance& one, const registers::PartKind& kind, Instant now) {
  const DangerFacts facts{kind.kind, kind.name_zh, one.item, "", std::string(json::enum_name(one.severity)), one.title + "。" + one.content, one.area};
  const Result<Danger> danger = danger_of(tx, facts, now);
  if (danger.ok() && danger->level != "none") {
    const auto tie = store::tie(tx, one.ref);
    if (!tie || tie->value.danger != danger->level) return true;
  }
  if (!one.lng || !one.lat || !store::any_decision(tx, kind.kind)) return false;
  const OwnerRules rules = this->rules(tx);
  for (const OwnerDecision& decision : store::decisions_near(tx, kind.kind, *one.lng, *one.lat, static_cast<double>(rules.same_place_m))) {
    if (!in_force(decision, now) || decision.case_ref == one.ref.text()) continue;
    const auto tie = store::tie(tx, one.ref);
    return !tie || !tie->value.known.owner.known();
  }
  return false;
}

int OwnerService::watch(Instant now) {
  std::vector<CaseRef> found;
  parts_.db.run_read([&](db::Tx& tx) {
    learn_kinds(parts_.parts.kinds(tx));
    std::vector<KindPtr> kinds;
    {
      const std::scoped_lock lock(watch_lock_);
      for (const auto& [item, kind] : kinds_) kinds.push_back(kind);
    }
    for (const KindPtr& kind : kinds) {
      Instant& until = seen_until_.try_emplace(kind->item, now - k_look_back).first->second;
      store::each_reported(tx, kind->item, until - k_overlap, [&](CaseRef ref, Instant created) {
        until = std::max(until, created);
        if (looked_at(ref.id)) return;
        remember(ref.id);
        const auto one = store::glance(tx, ref);
        if (one && stands_out(tx, *one, *kind, now)) found.push_back(ref);
      });
    }
  });
  int taken_up = 0;
  for (const CaseRef ref : found) {
    if (parts_.db.write(system_scope(), [&](db::Tx& tx) { return look_at(tx, ref, now); }).ok()) ++taken_up;
    else forget(ref.id);  // looked at again while it is new
  }
  return taken_up;
}

// Where its owner is known, or it stands out since its item became known.
bool OwnerService::asks_for_owner(db::Tx& tx, const db::Event& event) {
  const Instant now = parts_.now();
  if (kinds_are_old(now)) learn_kinds(parts_.parts.kinds(tx));  // where another instance watches
  const auto body = json::parse(event.body);
  const auto ref = CaseRef::parse(event.subject);
  const KindPtr kind = body.ok() && ref.ok() ? kind_about(body->text_or("item")) : nullptr;
  if (!kind) return false;
  if (const auto tie = store::tie(tx, *ref); tie && !tie->value.known.owner.unit.empty()) return !tie->value.assigned;
  if (looked_at(ref->id)) return false;
  const auto one = store::glance(tx, *ref);
  if (one && stands_out(tx, *one, *kind, now)) return true;
  remember(ref->id);
  return false;
}

void OwnerService::listen(db::Outbox& outbox) {
  outbox_ = &outbox;
  outbox.subscribe("case.dispatched", "cases.owners", [this](db::Tx& tx, const db::Event& event) -> Outcome {
    if (!asks_for_owner(tx, event)) return done();
    const Instant now = parts_.now();
    TIANGE_TRY(const CaseRef ref, CaseRef::parse(event.subject));
    if (const auto tie = store::tie(tx, ref); tie && !tie->value.known.owner.unit.empty()) {
      if (!tie->value.assigned) ask_to_assign(tx, ref, now);
      return done();
    }
    remember(ref.id);
    return look_at(tx, ref, now);
  });
  parts_.jobs.handle("owners.assign", [this](const jobs::Job& job) -> Outcome {
    TIANGE_TRY(const json::Value payload, json::parse(job.payload));
    TIANGE_TRY(const CaseRef ref, CaseRef::parse(payload.text_or("ref")));
    return parts_.db.write(system_scope(), [&](db::Tx& tx) { return assign(tx, ref, parts_.now()); });
  });
}

}  // namespace tiange::owners
