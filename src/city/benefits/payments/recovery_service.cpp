// What must come back: by instalments, set off against what is still to be paid, or written off by two people.

#include <algorithm>

#include "base/text.h"
#include "city/benefits/payments/payment_service.h"

namespace tiange::benefits {

Words recovery_state_words(store::RecoveryState state) {
  switch (state) {
    case store::RecoveryState::open: return {"追回中", "Open"};
    case store::RecoveryState::asked: return {"核销待复核", "Write-off waits for approval"};
    case store::RecoveryState::recovered: return {"已追回", "Recovered"};
    case store::RecoveryState::written_off: return {"已核销", "Written off"};
  }
  return {};
}

store::Recovery PaymentService::new_recovery(const RecoveryOrder& order, std::string_view by, Instant now) const {
  store::Recovery v;
  v.id = {part_of_payee(order.payee.value), parts_.ids.next(now)};
  v.key = order.key;
  v.payee = order.payee.value;
  v.policy = order.policy;
  v.year = split_date(local_date(now)).year;
  v.town = order.town;
  v.amount_fen = v.open_fen = order.amount_fen;
  v.made = now;
  v.why_zh = text::cut(order.why.zh, 200);
  v.why_en = text::cut(order.why.en, 300);
  v.made_by = std::string(by);
  for (const PlannedPart& part : plan_of(order.amount_fen, order.months, local_date(now)))
    v.plan.push_back({format_date(part.due), part.amount_fen, 0, false});
  return v;
}

Result<RecoveryId> PaymentService::recover(db::Tx& tx, const RecoveryOrder& order, Instant now) {
  auto wrong = check_order(order.key, order.payee.value, order.policy, order.town, order.amount_fen);
  if (order.months < 1 || order.months > 60) wrong.push_back({"months", "分 1 到 60 个月", "Over 1 to 60 months"});
  if (!wrong.empty()) return refuse_fields(ErrorCode::bad_input, wrong);
  const std::string key = "recovery:" + order.key;
  store::Recovery fresh = new_recovery(order, "", now);
  if (!store::put_key(tx, key, {fresh.id.part, fresh.id.id})) {
    const std::string_view name = key;
    const auto taken = store::taken(tx, {&name, 1});
    const auto known = taken.empty() ? std::nullopt : store::recovery(tx, RecoveryId{taken.front().id.part, taken.front().id.id});
    if (!known) return refuse(ErrorCode::unavailable);
    if (known->payee == order.payee.value && known->policy == order.policy && known->amount_fen == order.amount_fen) return known->id;
    return refuse(ErrorCode::payment_key_taken, "追回编号 " + order.key, "recovery key " + order.key);
  }
  if (!store::budget(tx, fresh.policy, fresh.year)) return refuse(ErrorCode::budget_missing);
  store::add_recovery(tx, fresh);
  Journal journal(parts_.ids, now);
  journal.add(fresh.id.part, fresh.id.id, fresh.policy, fresh.year, Reason::claimed, fresh.amount_fen);
  journal.write(tx);
  tell(tx);
  return fresh.id;
}

MoneyRecoveryView PaymentService::shown(db::Tx& tx, const Scope& scope, const store::Recovery& v, Instant now) const {
  MoneyRecoveryView out;
  const Words policy = parts_.policy_name(tx, v.policy), state = recovery_state_words(v.state);
  out.id = v.id.text();
  out.key = v.key;
  out.payee = std::to_string(v.payee);
  out.payee_name = parts_.name_of(tx, scope, {v.payee});
  out.policy = v.policy;
  out.policy_zh = policy.zh;
  out.policy_en = policy.en;
  out.town = v.town;
  out.state = json::enum_name(v.state);
  out.state_zh = state.zh;
  out.state_en = state.en;
  out.amount_fen = v.amount_fen;
  out.open_fen = v.open_fen;
  out.why_zh = v.why_zh;
  out.why_en = v.why_en;
  out.made_by = v.made_by;
  out.asked_by = v.asked_by;
  out.asked_reason = v.asked_reason;
  out.made = v.made;
  out.plan = v.plan;
  const std::string today = format_date(local_date(now));
  const bool open = v.state == store::RecoveryState::open || v.state == store::RecoveryState::asked;
  for (MoneyInstalment& part : out.plan) part.overdue = open && part.due < today && part.received_fen < part.amount_fen;
  out.receipts = v.receipts;
  out.mine = v.asker != 0 && v.asker == scope.account.value;
  out.version = v.version;
  return out;
}

Result<store::Recovery> PaymentService::seen_recovery(db::Tx& tx, const Scope& scope, std::string_view id) const {
  TIANGE_TRY(const RecoveryId ref, parse_recovery_id(id));
  auto recovery = store::recovery(tx, scope, ref);
  if (!recovery) return refuse(ErrorCode::out_of_scope);
  return *std::move(recovery);
}

// What came in fills the instalments in their order.
Outcome PaymentService::less_open(db::Tx& tx, store::Recovery& v, const MoneyReceipt& receipt, Instant now) {
  std::int64_t left = receipt.amount_fen;
  for (MoneyInstalment& part : v.plan) {
    const std::int64_t here = std::min(left, part.amount_fen - part.received_fen);
    part.received_fen += here;
    left -= here;
  }
  v.open_fen -= receipt.amount_fen;
  v.receipts.push_back(receipt);
  if (v.open_fen == 0) v.state = store::RecoveryState::recovered;
  if (!store::put_recovery(tx, v)) return refuse(ErrorCode::conflict);
  json::Value body;
  body.set("recovery", v.id.text());
  body.set("key", v.key);
  body.set("amount_fen", receipt.amount_fen);
  body.set("open_fen", v.open_fen);
  body.set("at", format_iso(now));
  publish(tx, "payment.recovered", {v.id.part, v.id.id}, std::move(body));
  tell(tx);
  return done();
}

namespace {

Outcome check_receipt(const store::Recovery& v, std::int64_t amount_fen) {
  if (v.state != store::RecoveryState::open) return refuse(ErrorCode::recovery_state);
  if (amount_fen > 0 && amount_fen <= v.open_fen) return done();
  return refuse_fields(ErrorCode::bad_input, {{"amount_fen", "金额应大于 0，不超过尚未追回的 " + std::to_string(v.open_fen) + " 分",
                                               "Above 0 and at most what is open: " + std::to_string(v.open_fen) + " fen"}});
}

}  // namespace

Result<MoneyRecoveryView> PaymentService::receive(db::Tx& tx, const Scope& scope, std::string_view id, const MoneyReceiptIn& in, Instant now) {
  TIANGE_TRY(store::Recovery v, seen_recovery(tx, scope, id));
  TIANGE_CHECK_OK(check_receipt(v, in.amount_fen));
  TIANGE_TRY(const std::string note, reason_of(in.note));
  Journal journal(parts_.ids, now);
  journal.add(v.id.part, v.id.id, v.policy, v.year, Reason::recovered, in.amount_fen);
  TIANGE_CHECK_OK(less_open(tx, v, {now, "received", in.amount_fen, scope.name, note}, now));
  journal.write(tx);
  return shown(tx, scope, v, now);
}

Result<MoneyRecoveryView> PaymentService::offset(db::Tx& tx, const Scope& scope, std::string_view id, const MoneyOffsetIn& in, Instant now) {
  TIANGE_TRY(store::Recovery v, seen_recovery(tx, scope, id));
  TIANGE_CHECK_OK(check_receipt(v, in.amount_fen));
  TIANGE_TRY(const std::string note, reason_of(in.note));
  TIANGE_TRY(Payment payment, seen(tx, scope, in.payment));
  const bool waits = payment.state == PaymentState::ready || payment.state == PaymentState::needs_account;
  if (payment.payee != v.payee || !waits || payment.booked != Booked::committed)
    return refuse(ErrorCode::payment_state, "只能抵扣同一收款人已占用预算、尚未送出的支付", "only a covered payment of the same payee that was not sent");
  if (in.amount_fen >= payment.cash_fen())
    return refuse_fields(ErrorCode::bad_input, {{"amount_fen", "至少留 1 分付给收款人", "At least one fen is left to be paid"}});
  Journal journal(parts_.ids, now);
  journal.add(payment, Reason::set_off, in.amount_fen);
  journal.add(v.id.part, v.id.id, v.policy, v.year, Reason::recovered, in.amount_fen);
  payment.offset_fen += in.amount_fen;
  store::put(tx, payment);
  TIANGE_CHECK_OK(less_open(tx, v, {now, "offset", in.amount_fen, scope.name, payment.id.text() + " " + note}, now));
  journal.write(tx);
  return shown(tx, scope, v, now);
}

Result<MoneyRecoveryView> PaymentService::ask_write_off(db::Tx& tx, const Scope& scope, std::string_view id, const std::string& given, Instant now) {
  TIANGE_TRY(store::Recovery v, seen_recovery(tx, scope, id));
  if (v.state != store::RecoveryState::open) return refuse(ErrorCode::recovery_state);
  TIANGE_TRY(v.asked_reason, reason_of(given));
  v.state = store::RecoveryState::asked;
  v.asked_by = scope.name;
  v.asker = scope.account.value;
  if (!store::put_recovery(tx, v)) return refuse(ErrorCode::conflict);
  tell(tx);
  return shown(tx, scope, v, now);
}

Result<MoneyRecoveryView> PaymentService::decide_write_off(db::Tx& tx, const Scope& scope, std::string_view id, const MoneyDecisionIn& in, Instant now) {
  TIANGE_TRY(store::Recovery v, seen_recovery(tx, scope, id));
  if (v.state != store::RecoveryState::asked) return refuse(ErrorCode::recovery_state);
  if (v.asker == scope.account.value) return refuse(ErrorCode::payment_own_batch);
  if (in.agree) {
    Journal journal(parts_.ids, now);
    journal.add(v.id.part, v.id.id, v.policy, v.year, Reason::wrote_off, v.open_fen);
    journal.write(tx);
    v.receipts.push_back({now, "written_off", v.open_fen, scope.name, v.asked_reason});
    v.state = store::RecoveryState::written_off;
    v.open_fen = 0;
  } else {
    TIANGE_TRY(v.asked_reason, reason_of(in.reason));
    v.state = store::RecoveryState::open;
  }
  v.asker = 0;
  if (!store::put_recovery(tx, v)) return refuse(ErrorCode::conflict);
  tell(tx);
  return shown(tx, scope, v, now);
}

}  // namespace tiange::benefits
