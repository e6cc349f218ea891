// What the bank says: kept first, whoever brought it and however often, then acted on once.

#include <algorithm>

#include "base/json.h"
#include "city/benefits/payments/payment_service.h"

namespace tiange::benefits {

namespace {

constexpr int k_most_rounds = 100;

}  // namespace

int PaymentService::keep_said(db::Tx& tx, Source source, std::span<const pay::Said> said, Instant now, std::vector<std::string>* unknown) {
  std::vector<PaymentId> ids;
  std::vector<std::optional<RequestName>> names;
  for (const pay::Said& one : said) {
    const auto name = parse_request_number(one.number);
    names.push_back(name.ok() ? std::optional(*name) : std::nullopt);
    if (name.ok()) ids.push_back(name->payment);
  }
  if (said.empty()) return 0;
  const auto payments = ids.empty() ? std::unordered_map<std::int64_t, Payment>() : store::payments(tx, ids);
  std::vector<store::SaidRow> rows;
  for (std::size_t i = 0; i < said.size(); ++i) {
    const auto found = names[i] ? payments.find(names[i]->payment.id) : payments.end();
    if (found == payments.end() || found->second.id != names[i]->payment) {
      if (unknown) unknown->push_back(said[i].number);
      continue;
    }
    if (says_nothing_new(found->second, names[i]->attempt, said[i])) continue;
    store::SaidRow row{names[i]->payment, parts_.ids.next(now), names[i]->attempt, source, said[i], now, std::nullopt};
    if (!row.said.moment || row.said.moment > now) row.said.moment = now;
    rows.push_back(std::move(row));
  }
  store::add_said(tx, rows);
  return static_cast<int>(rows.size());
}

std::size_t PaymentService::act_on_said(Instant now) {
  std::size_t moved = 0;
  bool more = true;
  for (int round = 0; more && round < k_most_rounds; ++round) moved += act_on_some(now, more);
  return moved;
}

std::size_t PaymentService::act_on_some(Instant now, bool& more) {
  const auto done_or_not = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Result<std::size_t> {
    const std::vector<store::SaidRow> rows = store::new_said(tx, k_batch);
    more = rows.size() == k_batch;
    if (rows.empty()) return std::size_t{0};
    std::vector<PaymentId> ids;
    for (const store::SaidRow& row : rows) ids.push_back(row.payment);
    auto payments = store::payments(tx, ids);
    Journal journal(parts_.ids, now);
    std::size_t moved = 0;
    for (const store::SaidRow& row : rows) {
      const auto found = payments.find(row.payment.id);
      const Judged judged = found == payments.end() ? Judged{} : judge_said(found->second, row.attempt, row.source, row.said);
      store::set_effect(tx, row, judged.effect);
      if (judged.effect == Effect::none) continue;
      act(tx, journal, found->second, row, judged, now);
      store::put(tx, found->second);
      ++moved;
    }
    journal.write(tx);
    if (moved > 0) tell(tx);
    return moved;
  });
  if (!done_or_not.ok()) more = false;
  return done_or_not.ok() ? *done_or_not : 0;
}

void PaymentService::back_to_committed(Journal& journal, Payment& payment) {
  if (payment.booked == Booked::in_transit) journal.add(payment, Reason::refused, payment.cash_fen());
  if (payment.booked == Booked::paid) journal.add(payment, Reason::came_back, payment.cash_fen());
  payment.booked = Booked::committed;
}

void PaymentService::settle(db::Tx& tx, Journal& journal, Payment& payment, std::int64_t paid_fen, Instant now) {
  const std::int64_t booked_fen = std::min(paid_fen, payment.cash_fen());
  if (payment.booked == Booked::nothing) journal.add(payment, Reason::committed, booked_fen);
  if (payment.booked == Booked::nothing || payment.booked == Booked::committed) journal.add(payment, Reason::sent, booked_fen);
  if (payment.booked != Booked::paid) journal.add(payment, Reason::settled, booked_fen);
  payment.booked = Booked::paid;
  payment.state = PaymentState::settled;
  payment.paid_fen = paid_fen;
  payment.next = {};
  payment.waits = {};
  if (!payment.settled) payment.settled = now;
  if (!payment.value) payment.value = now;
  if (payment.told) return;
  payment.told = true;
  json::Value body;
  body.set("payment", payment.id.text());
  body.set("key", payment.key);
  body.set("amount_fen", payment.amount_fen);
  body.set("at", format_iso(now));
  publish(tx, "payment.settled", payment.id, std::move(body));
}

void PaymentService::act(db::Tx& tx, Journal& journal, Payment& payment, const store::SaidRow& row, const Judged& judged, Instant now) {
  switch (judged.effect) {
    case Effect::none: return;
    case Effect::settle:
      payment.bank_number = row.said.bank_number;
      payment.value = row.said.moment;
      settle(tx, journal, payment, row.said.amount_fen, now);
      return;
    case Effect::again:
      payment.next_call = judged.next_call;
      payment.next = now + judged.wait;
      return;
    case Effect::retry:
      back_to_committed(journal, payment);
      payment.state = PaymentState::ready;
      ++payment.attempt;
      payment.tries = 0;
      payment.next = now + judged.wait;
      return;
    case Effect::new_account: {
      back_to_committed(journal, payment);
      ++payment.attempt;
      payment.tries = 0;
      payment.next = {};
      const auto account = store::account(tx, payment.payee);
      // A new one was given while the bank looked at the old one.
      if (account && account->set_at > payment.sent && account->usable) {
        payment.state = PaymentState::ready;
        return;
      }
      if (account) store::set_unusable(tx, *account);
      ask_for_account(tx, payment, judged.waits, now);
      return;
    }
    case Effect::hold:
      payment.state = PaymentState::held;
      if (row.said.verdict == pay::Verdict::paid) payment.value = row.said.moment;
      payment.bank_number = row.said.bank_number;
      payment.next = {};
      payment.waits = judged.waits;
      payment.verdict_fen = -1;
      payment.proposer = 0;
      return;
  }
}

Result<MoneyTaken> PaymentService::call_back(std::string_view code, const http::Request& request) {
  const auto channel = parts_.db.read([&](db::Tx& tx) { return known_channel(tx, code); });
  if (!channel.ok() || !channel->enabled || channel->kind == ChannelKind::file) return refuse(ErrorCode::bad_signature);
  TIANGE_TRY(const std::string secret, secret_of(*channel));
  TIANGE_CHECK_OK(pay::check_signature(secret, request.header("x-tiange-timestamp"), request.body, request.header("x-tiange-signature"), request.now));
  TIANGE_TRY(const std::vector<pay::Said> said, pay::read_call_back(request.body));
  if (said.size() > pay::k_most_at_once) return refuse(ErrorCode::too_large);
  return parts_.db.write(system_scope(), [&](db::Tx& tx) -> Result<MoneyTaken> {
    return MoneyTaken{keep_said(tx, Source::call_back, said, request.now)};
  });
}

// ---- two people ----

Result<PaymentView> PaymentService::give_verdict(db::Tx& tx, const Scope& scope, std::string_view id, const MoneyVerdictIn& in) {
  TIANGE_CHECK_OK(desk_only(scope));
  TIANGE_TRY(Payment payment, seen(tx, scope, id));
  if (payment.state != PaymentState::held) return refuse(ErrorCode::payment_state, "只有待人工处理的支付要认定", "only held payments need a verdict");
  if (in.paid_fen < 0 || in.paid_fen > k_most_fen)
    return refuse_fields(ErrorCode::bad_input, {{"paid_fen", "填写收款人实际收到的金额（分），没有收到填 0", "The sum that arrived, in fen; 0 for nothing"}});
  TIANGE_TRY(payment.proposed_reason, reason_of(in.reason));
  payment.verdict_fen = in.paid_fen;
  payment.proposer = scope.account.value;
  payment.proposed_by = scope.name;
  store::put(tx, payment);
  tell(tx);
  return shown(tx, scope, payment);
}

Result<PaymentView> PaymentService::decide(db::Tx& tx, const Scope& scope, std::string_view id, const MoneyDecisionIn& in, Instant now) {
  TIANGE_CHECK_OK(desk_only(scope));
  TIANGE_TRY(Payment payment, seen(tx, scope, id));
  const bool by_hand = payment.state == PaymentState::proposed;
  if (!by_hand && (payment.state != PaymentState::held || payment.verdict_fen < 0))
    return refuse(ErrorCode::payment_state, "没有待复核的意见", "nothing waits for a decision");
  if (payment.proposer == scope.account.value) return refuse(ErrorCode::payment_own_batch);
  if (!in.agree) {
    TIANGE_TRY(const std::string reason, reason_of(in.reason));
    if (by_hand) {
      TIANGE_CHECK_OK(cancel(tx, payment.id, {reason, reason}, now));
      return find(tx, scope, payment.id);
    }
    payment.verdict_fen = -1;
    payment.proposer = 0;
    payment.proposed_reason = reason;
    store::put(tx, payment);
  } else if (by_hand) {
    payment.state = PaymentState::ordered;
    store::put(tx, payment);
  } else {
    TIANGE_CHECK_OK(carry_verdict(tx, payment, scope, now));
  }
  tx.settle();
  tell(tx);
  return find(tx, scope, payment.id);
}

// What really arrived decides: nothing, the sum, less or more than it.
Outcome PaymentService::carry_verdict(db::Tx& tx, Payment& payment, const Scope& scope, Instant now) {
  const std::int64_t paid_fen = payment.verdict_fen, cash_fen = payment.cash_fen();
  payment.verdict_fen = -1;
  payment.proposer = 0;
  Journal journal(parts_.ids, now);
  if (paid_fen == 0) {
    if (payment.booked == Booked::nothing) {
      payment.state = PaymentState::cancelled;
    } else {
      back_to_committed(journal, payment);
      payment.state = PaymentState::ready;
      ++payment.attempt;
      payment.tries = 0;
      payment.settled = payment.value = {};
      payment.paid_fen = 0;
    }
    payment.waits = {};
    payment.next = {};
  } else {
    const std::int64_t rest_fen = cash_fen - std::min(paid_fen, cash_fen);
    if (rest_fen > 0) TIANGE_CHECK_OK(order_rest(tx, journal, payment, rest_fen, now));
    settle(tx, journal, payment, paid_fen, now);
    if (paid_fen > cash_fen) {
      const std::int64_t more_fen = paid_fen - cash_fen;
      const RecoveryOrder order{payment.key + "#" + std::to_string(payment.version), {payment.payee}, payment.policy, payment.town, more_fen, 1,
                                {"多付款项追回", "What was paid too much comes back"}};
      store::Recovery recovery = new_recovery(order, scope.name, now);
      recovery.year = payment.year;
      store::add_recovery(tx, recovery);
      journal.add(recovery.id.part, recovery.id.id, payment.policy, payment.year, Reason::excess, more_fen);
    }
  }
  store::put(tx, payment);
  journal.write(tx);
  return done();
}

// The rest is a payment of its own, covered already.
Outcome PaymentService::order_rest(db::Tx& tx, Journal& journal, Payment& payment, std::int64_t rest_fen, Instant now) {
  Payment rest = payment;
  rest.id = {payment.id.part, parts_.ids.next(now)};
  rest.key = payment.key + "#" + std::to_string(payment.version);
  rest.amount_fen = rest_fen;
  rest.offset_fen = rest.paid_fen = 0;
  rest.attempt = 1;
  rest.tries = 0;
  rest.batch = 0;
  rest.next = rest.sent = rest.settled = rest.value = {};
  rest.ordered = now;
  rest.told = false;
  rest.waits = {};
  rest.bank_number.clear();
  rest.version = 1;
  rest.state = PaymentState::ready;
  rest.booked = Booked::committed;
  if (!store::put_key(tx, rest.key, rest.id)) return refuse(ErrorCode::payment_key_taken);
  if (payment.booked == Booked::nothing) journal.add(rest, Reason::committed, rest_fen);
  if (payment.booked == Booked::in_transit) journal.add(rest, Reason::refused, rest_fen);
  if (payment.booked == Booked::paid) journal.add(rest, Reason::came_back, rest_fen);
  store::add_payments(tx, {&rest, 1});
  return done();
}

}  // namespace tiange::benefits
