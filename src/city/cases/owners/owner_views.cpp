// How searches, orders, decisions and the cases of a part are shown to a reader.

#include <algorithm>

#include "city/cases/owners/owner_service.h"

namespace tiange::owners {

namespace {

constexpr int k_most_cases = 50;

Words party_words(const org::Directory& units, const registers::Party& party) {
  return party.unit.empty() ? Words{party.name, party.name} : units.unit_name(party.unit);
}

void put_words(std::string& zh, std::string& en, const Words& words) {
  zh = words.zh;
  en = words.en;
}

}  // namespace

SearchView OwnerService::search_view(db::Tx& tx, const Scope& scope, const store::Kept<Search>& kept, Instant now) const {
  const auto units = parts_.org.directory(now);
  SearchView view;
  static_cast<Search&>(view) = kept.value;
  put_words(view.kind_zh, view.kind_en, kind_words(tx, view.kind));
  view.area_name = parts_.places.full_name(view.area, scope.language);
  put_words(view.state_zh, view.state_en, search_state_words(view.state));
  if (const auto limit = parse_limit(view.limit); limit.ok()) put_words(view.limit_zh, view.limit_en, limit_words(*limit));
  put_words(view.owner_zh, view.owner_en, party_words(*units, view.owner));
  for (const Ask& ask : view.asks) {
    AskView& row = view.rows.emplace_back();
    static_cast<Ask&>(row) = ask;
    put_words(row.unit_zh, row.unit_en, units->unit_name(ask.unit));
    put_words(row.answer_zh, row.answer_en, answer_words(ask.answer));
    row.mine = view.state == SearchState::asking && scope.works_for(ask.unit) && scope.may(Permission::cases_handle);
    view.may_answer = view.may_answer || row.mine;
    view.answered += ask.answer == Answer::open || ask.answer == Answer::silent ? 0 : 1;
  }
  view.asks.clear();
  view.overdue = view.state == SearchState::asking && now > view.due;
  view.may_withdraw = view.state == SearchState::asking && scope.may(Permission::cases_owners) && scope.covers(view.area);
  view.version = kept.version;
  return view;
}

OrderView OwnerService::order_view(db::Tx& tx, const Scope& scope, const store::Kept<Order>& kept, bool whole, Instant now) const {
  const auto units = parts_.org.directory(now);
  OrderView view;
  static_cast<Order&>(view) = kept.value;
  put_words(view.kind_zh, view.kind_en, kind_words(tx, view.kind));
  view.area_name = parts_.places.full_name(view.area, scope.language);
  put_words(view.unit_zh, view.unit_en, units->unit_name(view.unit));
  put_words(view.state_zh, view.state_en, order_state_words(view.state));
  if (const auto limit = parse_limit(view.limit); limit.ok()) put_words(view.limit_zh, view.limit_en, limit_words(*limit));
  put_words(view.owner_zh, view.owner_en, party_words(*units, view.owner));
  const auto entries = store::entries(tx, *store::parse_key(view.id));
  view.balance = balance_of(entries);
  for (const Entry& entry : entries) {
    if (!whole) break;
    EntryView& row = view.entries.emplace_back();
    static_cast<Entry&>(row) = entry;
    put_words(row.kind_zh, row.kind_en, entry_kind_words(entry.kind));
    put_words(row.owner_zh, row.owner_en, party_words(*units, entry.owner));
    row.reversed = std::any_of(entries.begin(), entries.end(), [&](const Entry& other) { return other.reverses == entry.seq; });
  }
  const bool waits = view.state == OrderState::ordered;
  view.overdue = waits ? now > view.due : view.ended && *view.ended > view.due;
  view.may_do = waits && scope.works_for(view.unit) && scope.may(Permission::cases_handle);
  view.may_cancel = waits && scope.may(Permission::cases_owners);
  view.may_book = view.state != OrderState::cancelled && scope.may(Permission::cases_costs);
  view.may_write_off = view.balance.open > 0 && scope.may(Permission::cases_write_off);
  view.version = kept.version;
  return view;
}

DecisionView OwnerService::decision_view(db::Tx& tx, const Scope& scope, const OwnerDecision& decision, Instant now) const {
  const auto units = parts_.org.directory(now);
  DecisionView view;
  static_cast<OwnerDecision&>(view) = decision;
  put_words(view.kind_zh, view.kind_en, kind_words(tx, view.kind));
  view.area_name = parts_.places.full_name(view.area, scope.language);
  put_words(view.owner_zh, view.owner_en, party_words(*units, view.owner));
  view.in_force = in_force(decision, now);
  put_words(view.state_zh, view.state_en,
            decision.withdrawn ? Words{"已撤销", "Withdrawn"} : view.in_force ? Words{"有效", "In force"} : Words{"已到期", "Expired"});
  view.may_withdraw = view.in_force && scope.may(Permission::cases_owners);
  return view;
}

PartCases OwnerService::part_cases(db::Tx& tx, const Scope& scope, std::string_view part, Instant now) {
  PartCases out;
  for (const CaseRef ref : store::cases_of_part(tx, part, k_most_cases)) {
    const auto seen = parts_.cases.view(tx, scope, ref, now);
    if (!seen.ok()) continue;
    out.items.push_back({seen->ref, seen->number, seen->title, seen->status, seen->created, seen->closed, seen->unit_zh, seen->unit_en});
  }
  for (const OwnerDecision& decision : store::decisions_of_part(tx, part)) {
    if (scope.covers(decision.area)) out.decisions.push_back(decision_view(tx, scope, decision, now));
  }
  return out;
}

std::unique_ptr<Owners> open_owners(OwnersParts parts) { return std::make_unique<OwnerService>(std::move(parts)); }

}  // namespace tiange::owners
