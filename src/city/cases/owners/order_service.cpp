// Making safe before the owner is known, and what it costs.

#include <algorithm>

#include "base/text.h"
#include "city/cases/summons/summons.h"
#include "city/cases/owners/owner_service.h"

namespace tiange::owners {

Result<Order> OwnerService::make_order(db::Tx& tx, const Scope& scope, const Matter& matter, const OwnerRules& rules, const std::string& danger,
                                       const std::string& limit, const Words& why, const std::string& text, Instant now) {
  const auto units = parts_.org.directory(now);
  Order order;
  static_cast<Subject&>(order) = matter.subject;
  order.unit = fallback_unit(*units, rules, matter.subject.area);
  if (order.unit.empty()) return refuse_fields(ErrorCode::bad_input, {{"unit", "该区域没有兜底单位，请在确权规则中指定", "no unit makes safe here; name one in the rules"}});
  const auto allowed = parse_limit(limit.empty() ? rules.safe_limit : limit);
  if (!allowed.ok() || !*allowed) return refuse_fields(ErrorCode::bad_input, {{"limit", "时限应写作“2 urgent_hours”或“2紧急工作时”", "must be a limit such as \"2 urgent_hours\""}});
  const store::Key key{matter.ref.part_key, parts_.ids.next(now)};
  order.id = key.text();
  order.number = number_of("险", key.id, now);
  order.town = matter.subject.area.substr(0, 9);
  order.danger = danger;
  order.why_zh = why.zh;
  order.why_en = why.en;
  order.limit = limit_text(*allowed);
  order.ordered_by = scope.name;
  order.ordered = now;
  order.due = parts_.calendar->add(*allowed, now);
  if (matter.tie) order.owner = matter.tie->value.known.owner;
  if (!store::put_order(tx, key, matter.ref.id, order, 1)) return refuse(ErrorCode::conflict);
  const Words unit = units->unit_name(order.unit);
  const Words words = limit_words(*allowed);
  TIANGE_CHECK_OK(parts_.cases.remark(tx, scope, matter.ref, "safe_ordered",
                                      {"下达先行处置 " + order.number + "：" + unit.zh + "，时限 " + words.zh + (why.zh.empty() ? "" : "；" + why.zh),
                                       "Make safe first, " + order.number + ": " + unit.en + " within " + words.en + (why.en.empty() ? "" : "; " + why.en)},
                                      text, now));
  tell_ordered(tx, order, now);
  if (parts_.tell) parts_.tell(tx, "owners", order.unit, "{}");
  return order;
}

void OwnerService::tell_ordered(db::Tx& tx, const Order& order, Instant now) {
  cases::Summons word{.kind = "owners.ordered", .link = "/registers/owners?show=orders&order=" + order.id, .area = order.area, .number = order.number};
  word.units = {order.unit};
  word.urgent = true;
  const std::string by = format_local(order.due);
  word.title = {"请先行处置，排除险情：" + order.place, "Make safe first: " + order.place};
  word.text = {"先行处置 " + order.number + "，" + parts_.places.full_name(order.area, Language::zh) + " " + order.place + "，" + by + " 前完成。",
               "Order " + order.number + ", " + parts_.places.full_name(order.area, Language::en) + " " + order.place + ", by " + by + "."};
  cases::summon(tx, outbox_, word, now);
}

Result<OrderView> OwnerService::order(db::Tx& tx, const Scope& scope, CaseRef ref, const OrderIn& in, Instant now) {
  TIANGE_TRY(const Matter matter, this->matter(tx, scope, ref, now));
  if (matter.view.closed) return refuse(ErrorCode::case_closed);
  TIANGE_CHECK_OK(need_text(in.text));
  TIANGE_TRY(const Order made, make_order(tx, scope, matter, rules(tx), "", in.limit, {"人工下达", "ordered by hand"}, in.text, now));
  return order_view(tx, scope, {made, 1}, true, now);
}

Result<store::Kept<Order>> OwnerService::load_order(db::Tx& tx, const Scope& scope, std::string_view id) {
  const auto key = store::parse_key(id);
  auto kept = key ? store::order(tx, *key) : std::nullopt;
  if (!kept || (!scope.covers(kept->value.area) && !scope.works_for(kept->value.unit))) return refuse(ErrorCode::out_of_scope);
  return *std::move(kept);
}

Outcome OwnerService::save_order(db::Tx& tx, const Order& order, std::int64_t version) {
  const auto key = store::parse_key(order.id);
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(order.case_ref));
  if (!store::put_order(tx, *key, ref.id, order, version)) return refuse(ErrorCode::conflict);
  return done();
}

Result<OrderView> OwnerService::make_safe(db::Tx& tx, const Scope& scope, std::string_view id, const DoneIn& in, Instant now) {
  TIANGE_TRY(auto kept, load_order(tx, scope, id));
  Order& order = kept.value;
  if (!scope.works_for(order.unit)) return refuse(ErrorCode::forbidden, "先行处置由受令单位登记", "the unit that was ordered records it");
  if (order.state != OrderState::ordered) return refuse(ErrorCode::order_over);
  TIANGE_CHECK_OK(need_text(in.text));
  for (const std::string& digest : in.photos) {
    if (digest.size() != 64) return refuse_fields(ErrorCode::bad_input, {{"photos", "照片编号有误", "is no digest of a photo"}});
  }
  order.state = OrderState::safe;
  order.ended = now;
  order.ended_by = scope.name;
  order.ended_text = in.text;
  order.photos = in.photos;
  TIANGE_CHECK_OK(save_order(tx, order, kept.version + 1));
  store::put_photos(tx, *store::parse_key(order.id), in.photos);
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(order.case_ref));
  const bool late = now > order.due;
  TIANGE_CHECK_OK(parts_.cases.remark(tx, house_for(scope), ref, "made_safe",
                                      {"先行处置 " + order.number + " 已排险" + (late ? "（超时）" : ""),
                                       "Made safe, " + order.number + (late ? " (late)" : "")},
                                      in.text, now));
  return order_view(tx, scope, {order, kept.version + 1}, true, now);
}

Result<OrderView> OwnerService::cancel(db::Tx& tx, const Scope& scope, std::string_view id, const TextIn& in, Instant now) {
  TIANGE_TRY(auto kept, load_order(tx, scope, id));
  Order& order = kept.value;
  if (order.state != OrderState::ordered) return refuse(ErrorCode::order_over);
  TIANGE_CHECK_OK(need_text(in.text));
  order.state = OrderState::cancelled;
  order.ended = now;
  order.ended_by = scope.name;
  order.ended_text = in.text;
  TIANGE_CHECK_OK(save_order(tx, order, kept.version + 1));
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(order.case_ref));
  TIANGE_CHECK_OK(parts_.cases.remark(tx, house_for(scope), ref, "safe_cancelled",
                                      {"取消先行处置 " + order.number, "Safe-making " + order.number + " cancelled"}, in.text, now));
  return order_view(tx, scope, {order, kept.version + 1}, true, now);
}

// The order's version moves with its ledger, so that two bookings at once are seen.
Outcome OwnerService::add_booking(db::Tx& tx, const Scope& scope, const store::Kept<Order>& kept, Entry entry, Instant now) {
  const Order& order = kept.value;
  const auto key = store::parse_key(order.id);
  entry.seq = static_cast<std::int64_t>(store::entries(tx, *key).size()) + 1;
  entry.booked = now;
  entry.booked_by = scope.name;
  TIANGE_CHECK_OK(save_order(tx, order, kept.version + 1));
  store::add_entry(tx, *key, order.area, entry);
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(order.case_ref));
  const Words kind = entry_kind_words(entry.kind);
  const std::string amount = yuan(entry.amount_fen);
  const std::string back_zh = entry.reverses ? "冲正第 " + std::to_string(entry.reverses) + " 笔，" : "";
  const std::string back_en = entry.reverses ? "takes back entry " + std::to_string(entry.reverses) + ", " : "";
  return parts_.cases.remark(tx, house_for(scope), ref, "safe_booked",
                             {"先行处置 " + order.number + " 台账：" + back_zh + kind.zh + " " + amount,
                              "Ledger of " + order.number + ": " + back_en + kind.en + " " + amount},
                             entry.text, now);
}

Result<OrderView> OwnerService::book(db::Tx& tx, const Scope& scope, std::string_view id, const BookIn& in, Instant now) {
  TIANGE_TRY(auto kept, load_order(tx, scope, id));
  if (kept.value.state == OrderState::cancelled) return refuse(ErrorCode::order_over);
  if (in.kind == EntryKind::write_off && !scope.may(Permission::cases_write_off)) return refuse(ErrorCode::forbidden);
  const auto entries = store::entries(tx, *store::parse_key(kept.value.id));
  Entry entry;
  entry.kind = in.kind;
  entry.amount_fen = in.amount_fen;
  entry.text = in.text;
  if (in.kind == EntryKind::claim && in.owner.known()) {
    kept.value.owner = in.owner;
    if (!in.owner.unit.empty()) kept.value.owner.name = parts_.org.directory(now)->unit_name(in.owner.unit).zh;
  }
  entry.owner = kept.value.owner;
  TIANGE_CHECK_OK(may_book(entries, entry));
  TIANGE_CHECK_OK(add_booking(tx, scope, kept, entry, now));
  return order_view(tx, scope, {kept.value, kept.version + 1}, true, now);
}

Result<OrderView> OwnerService::reverse(db::Tx& tx, const Scope& scope, std::string_view id, const ReverseIn& in, Instant now) {
  TIANGE_TRY(const auto kept, load_order(tx, scope, id));
  TIANGE_CHECK_OK(need_text(in.text));
  const auto entries = store::entries(tx, *store::parse_key(kept.value.id));
  TIANGE_TRY(const Entry entry, counter_booking(entries, in.seq, in.text));
  if (entry.kind == EntryKind::write_off && !scope.may(Permission::cases_write_off)) return refuse(ErrorCode::forbidden);
  TIANGE_CHECK_OK(add_booking(tx, scope, kept, entry, now));
  return order_view(tx, scope, {kept.value, kept.version + 1}, true, now);
}

// Orders of a case learn whom to claim from, where nothing was claimed from another yet.
Outcome OwnerService::owner_of_orders(db::Tx& tx, CaseRef ref, const registers::Party& owner) {
  for (auto& kept : store::orders_of(tx, ref)) {
    if (kept.value.owner == owner || balance_of(store::entries(tx, *store::parse_key(kept.value.id))).claimed > 0) continue;
    kept.value.owner = owner;
    TIANGE_CHECK_OK(save_order(tx, kept.value, kept.version + 1));
  }
  return done();
}

bool OwnerService::may_see_photo(db::Tx& tx, const Scope& scope, std::string_view digest) const {
  const auto orders = store::orders_with_photo(tx, digest);
  return std::any_of(orders.begin(), orders.end(), [&](const Order& order) { return scope.covers(order.area) || scope.works_for(order.unit); });
}

BalanceList OwnerService::balances(db::Tx& tx, const Scope& scope, std::string_view area, Instant now) const {
  const auto units = parts_.org.directory(now);
  BalanceList list;
  store::each_balance(tx, scope, area, [&](const registers::Party& owner, std::string_view town, EntryKind kind, std::int64_t fen) {
    const std::string name = owner.unit.empty() ? owner.name : owner.unit;
    auto row = std::find_if(list.items.begin(), list.items.end(), [&](const BalanceRow& one) { return one.owner == name && one.town == town; });
    if (row == list.items.end()) {
      row = list.items.insert(list.items.end(), BalanceRow{});
      row->owner = name;
      const Words words = owner.unit.empty() ? Words{owner.name.empty() ? "权属未定" : owner.name, owner.name.empty() ? "Owner not known" : owner.name}
                                             : units->unit_name(owner.unit);
      row->owner_zh = words.zh;
      row->owner_en = words.en;
      row->town = town;
      row->town_zh = parts_.places.name(town, Language::zh);
      row->town_en = parts_.places.name(town, Language::en);
    }
    add_to(*row, kind, fen);
    add_to(list.total, kind, fen);
  });
  return list;
}

}  // namespace tiange::owners
