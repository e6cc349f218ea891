// Precedents: their table, and what dispatches read of it from memory.
#include <algorithm>

#include "base/text.h"
#include "city/cases/consult/consult.h"

namespace tiange::cases {

namespace {

PrecedentView precedent_from(const db::Row& r) { return json::read<PrecedentView>(r.text(0)).value(); }

void count_uses(db::Tx& tx, PrecedentView& one) {
  tx.each("SELECT COUNT(*), COALESCE(MAX(used_us), 0) FROM case_precedent_uses WHERE number = ?", {one.number}, [&](const db::Row& r) {
    one.uses = r.i64(0);
    if (r.i64(1) > 0) one.last_use = r.moment(1);
    return false;
  });
}

}  // namespace

const PrecedentView* precedent_for(std::span<const PrecedentView> all, std::string_view item, std::string_view area,
                                   std::string_view place, Instant now) {
  const PrecedentView* best = nullptr;
  for (const PrecedentView& one : all) {
    if (one.item != item || one.withdrawn || one.expires <= now || !area.starts_with(one.area)) continue;
    const auto in_place = [&](const std::string& word) { return text::contains(place, word); };
    if (!one.words.empty() && std::none_of(one.words.begin(), one.words.end(), in_place)) continue;
    const auto rank = [](const PrecedentView& p) { return std::tuple(!p.words.empty(), p.area.size(), p.made.us); };
    if (!best || rank(one) > rank(*best)) best = &one;
  }
  return best;
}

std::shared_ptr<const PrecedentBook::ByItem> PrecedentBook::held() const {
  const std::lock_guard hold(lock_);
  return by_item_;
}

std::optional<Precedent> PrecedentBook::find(std::string_view item, std::string_view area, std::string_view place, Instant now) const {
  const auto known = held();
  const auto found = known->find(item);
  if (found == known->end()) return std::nullopt;
  const PrecedentView* one = precedent_for(found->second, item, area, place, now);
  return one ? std::optional(Precedent{one->number, one->unit}) : std::nullopt;
}

bool PrecedentBook::knows(std::string_view item) const { return held()->contains(item); }

void PrecedentBook::refresh() {
  auto fresh = std::make_shared<ByItem>();
  db_.run_read([&](db::Tx& tx) {
    fresh->clear();
    for (PrecedentView& one : tx.all("SELECT content FROM case_precedents", {}, precedent_from)) {
      if (!one.withdrawn) (*fresh)[one.item].push_back(std::move(one));
    }
  });
  const std::lock_guard hold(lock_);
  by_item_ = std::move(fresh);
}

bool PrecedentBook::put(db::Tx& tx, const PrecedentView& precedent) {
  const std::string content = json::write(precedent);
  const bool kept = tx.run("INSERT INTO case_precedents (number, item, version, content) VALUES (?, ?, ?, ?) ON CONFLICT (number) DO UPDATE"
                           " SET version = excluded.version, content = excluded.content WHERE case_precedents.version = excluded.version - 1",
                           {precedent.number, precedent.item, precedent.version, content}) == 1;
  if (!kept) return false;
  tx.on_commit([this, precedent] {
    const std::lock_guard hold(lock_);
    auto fresh = std::make_shared<ByItem>(*by_item_);
    auto& list = (*fresh)[precedent.item];
    std::erase_if(list, [&](const PrecedentView& one) { return one.number == precedent.number; });
    if (!precedent.withdrawn) list.push_back(precedent);
    by_item_ = std::move(fresh);
  });
  return true;
}

std::vector<PrecedentView> PrecedentBook::all(db::Tx& tx, std::string_view item) const {
  auto found = tx.all("SELECT content FROM case_precedents WHERE ? = '' OR item = ? ORDER BY number DESC", {item, item}, precedent_from);
  for (PrecedentView& one : found) count_uses(tx, one);
  return found;
}

std::optional<PrecedentView> PrecedentBook::named(db::Tx& tx, std::string_view number) const {
  auto found = tx.one("SELECT content FROM case_precedents WHERE number = ?", {number}, precedent_from);
  if (found) count_uses(tx, *found);
  return found;
}

void PrecedentBook::used(db::Tx& tx, CaseRef ref, std::string_view number, Instant now) {
  tx.run("INSERT INTO case_precedent_uses (part_key, case_id, number, used_us) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
         {ref.part_key, ref.id, number, now});
}

}  // namespace tiange::cases
