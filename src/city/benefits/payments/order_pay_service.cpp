// Orders: taken once for each key, shown, cancelled; the accounts of payees.

#include <algorithm>

#include "base/codes.h"
#include "base/text.h"
#include "city/benefits/payments/payment_service.h"

namespace tiange::benefits {

namespace {

std::string about_account(std::int64_t payee) { return "pay-account:" + std::to_string(payee); }

std::int64_t year_of(Instant now) { return split_date(local_date(now)).year; }

}  // namespace

Result<std::string> reason_of(std::string_view given) {
  std::string reason(text::trim(given));
  const std::size_t length = text::length(reason);
  if (length >= 2 && length <= 500) return reason;
  return refuse_fields(ErrorCode::bad_input, {{"reason", "说明理由，2 到 500 字", "Say why, in 2 to 500 characters"}});
}

void Journal::add(std::int64_t part, std::int64_t owner, const std::string& policy, std::int64_t year, Reason reason, std::int64_t amount_fen) {
  if (amount_fen == 0) return;
  entries_.push_back({part, owner, ids_.next(now_), reason, amount_fen, policy, year, now_});
}

void Journal::write(db::Tx& tx) {
  if (entries_.empty()) return;
  // A closed day stays as it was closed, even when the clock went back.
  Date day = local_date(now_);
  if (const auto closed = store::last_closed(tx); closed && day <= *closed) day = *closed + 1;
  store::book(tx, entries_, day);
  entries_.clear();
}

// ---- orders ----

Result<Payment> PaymentService::made(const PaymentOrder& order, PaymentState state, Instant now) const {
  const auto wrong = check_order(order.key, order.payee.value, order.policy, order.town, order.amount_fen);
  if (!wrong.empty()) return refuse_fields(ErrorCode::bad_input, wrong);
  Payment payment;
  payment.id = {part_of_payee(order.payee.value), parts_.ids.next(now)};
  payment.payee = order.payee.value;
  payment.key = order.key;
  payment.policy = order.policy;
  payment.town = order.town;
  payment.year = year_of(now);
  payment.amount_fen = order.amount_fen;
  payment.state = state;
  payment.ordered = now;
  payment.why = {text::cut(order.why.zh, 200), text::cut(order.why.en, 300)};
  return payment;
}

Result<PaymentId> PaymentService::same_or_refused(const std::optional<Payment>& known, const PaymentOrder& order) {
  if (!known) return refuse(ErrorCode::unavailable);
  if (known->payee == order.payee.value && known->policy == order.policy && known->amount_fen == order.amount_fen) return known->id;
  return refuse(ErrorCode::payment_key_taken, "支付编号 " + order.key, "payment key " + order.key);
}

Result<PaymentId> PaymentService::order(db::Tx& tx, const PaymentOrder& order, Instant now) {
  TIANGE_TRY(const Payment payment, made(order, PaymentState::ordered, now));
  if (!store::put_key(tx, payment.key, payment.id)) {
    const std::string_view key = order.key;
    const auto taken = store::taken(tx, {&key, 1});
    return same_or_refused(taken.empty() ? std::nullopt : store::payment(tx, taken.front().id), order);
  }
  store::add_payments(tx, {&payment, 1});
  tell(tx);
  return payment.id;
}

Result<std::vector<PaymentId>> PaymentService::order_all(db::Tx& tx, std::span<const PaymentOrder> orders, Instant now) {
  std::vector<std::string_view> keys;
  for (const PaymentOrder& one : orders) keys.push_back(one.key);
  std::unordered_map<std::string, PaymentId> known;
  for (store::KeyRow& row : store::taken(tx, keys)) known.emplace(std::move(row.name), row.id);
  std::vector<Payment> fresh;
  std::unordered_map<std::string_view, const Payment*> made_here;
  fresh.reserve(orders.size());
  std::vector<PaymentId> ids;
  for (const PaymentOrder& one : orders) {
    const auto before = known.find(one.key);
    if (before != known.end()) {
      TIANGE_TRY(const PaymentId id, same_or_refused(store::payment(tx, before->second), one));
      ids.push_back(id);
      continue;
    }
    if (const auto here = made_here.find(one.key); here != made_here.end()) {
      TIANGE_TRY(const PaymentId id, same_or_refused(*here->second, one));
      ids.push_back(id);
      continue;
    }
    TIANGE_TRY(Payment payment, made(one, PaymentState::ordered, now));
    ids.push_back(payment.id);
    fresh.push_back(std::move(payment));
    made_here.emplace(one.key, &fresh.back());
  }
  if (!fresh.empty()) {
    store::add_keys(tx, fresh);
    store::add_payments(tx, fresh);
    tell(tx);
  }
  return ids;
}

Result<PaymentView> PaymentService::propose(db::Tx& tx, const Scope& scope, const MoneyOrderIn& in, Instant now) {
  TIANGE_TRY(std::string reason, reason_of(in.reason));
  const auto payee = parse_typed_id<registers::SubjectTag>(in.payee);
  if (!payee.ok() || parts_.name_of(tx, scope, *payee).empty())
    return refuse_fields(ErrorCode::bad_input, {{"payee", "辖区内没有这个收款人", "There is no such payee in your area"}});
  if (!scope.covers(in.town)) return refuse(ErrorCode::out_of_scope);
  const PaymentOrder order{in.key, *payee, in.policy, in.town, in.amount_fen, {reason, reason}};
  TIANGE_TRY(Payment payment, made(order, PaymentState::proposed, now));
  payment.proposer = scope.account.value;
  payment.proposed_by = scope.name;
  payment.proposed_reason = reason;
  if (!store::put_key(tx, payment.key, payment.id)) return refuse(ErrorCode::payment_key_taken, "支付编号 " + in.key, "payment key " + in.key);
  store::add_payments(tx, {&payment, 1});
  tell(tx);
  return shown(tx, scope, payment);
}

// ---- what is shown ----

PaymentView PaymentService::shown(db::Tx& tx, const Scope& scope, const Payment& p) const {
  PaymentView v;
  v.id = p.id.text();
  v.key = p.key;
  v.payee = std::to_string(p.payee);
  v.payee_name = parts_.name_of(tx, scope, {p.payee});
  v.policy = p.policy;
  const Words policy = parts_.policy_name(tx, p.policy), state = state_words(p.state);
  v.policy_zh = policy.zh;
  v.policy_en = policy.en;
  v.town = p.town;
  v.amount_fen = p.amount_fen;
  v.offset_fen = p.offset_fen;
  v.state = p.state;
  v.state_zh = state.zh;
  v.state_en = state.en;
  v.waits_zh = p.waits.zh;
  v.waits_en = p.waits.en;
  if (p.state == PaymentState::ordered) {
    const auto budget = store::budget(tx, p.policy, p.year);
    if (!budget || at(budget->balances, Account::free) < p.cash_fen()) {
      v.waits_zh = budget ? "预算不足，按享受先后排队" : "该政策当年没有预算，按享受先后排队";
      v.waits_en = budget ? "The budget is used up; it waits in the order of entitlement" : "There is no budget for the year; it waits in the order of entitlement";
    }
  }
  v.why_zh = p.why.zh;
  v.why_en = p.why.en;
  v.channel = p.channel;
  if (p.batch != 0) v.batch = std::to_string(p.batch);
  v.attempt = p.attempt;
  v.bank_number = p.bank_number;
  v.paid_fen = p.paid_fen;
  v.ordered = p.ordered;
  if (p.sent) v.sent = p.sent;
  if (p.settled) {
    v.settled = p.settled;
    v.seconds = static_cast<double>((p.settled - p.ordered).us) / 1e6;
  }
  v.account = account_of(tx, {p.payee});
  if (p.verdict_fen >= 0) v.verdict_fen = p.verdict_fen;
  v.proposed_by = p.proposed_by;
  v.proposed_reason = p.proposed_reason;
  v.mine = p.proposer != 0 && p.proposer == scope.account.value;
  v.version = p.version;
  return v;
}

Result<Payment> PaymentService::seen(db::Tx& tx, const Scope& scope, std::string_view id) const {
  TIANGE_TRY(const PaymentId ref, parse_payment_id(id));
  auto payment = store::payment(tx, scope, ref);
  if (!payment) return refuse(ErrorCode::out_of_scope);
  return *std::move(payment);
}

Result<PaymentView> PaymentService::find(db::Tx& tx, const Scope& scope, const PaymentId& id) const {
  const auto payment = store::payment(tx, scope, id);
  if (!payment) return refuse(ErrorCode::out_of_scope);
  return shown(tx, scope, *payment);
}

Result<PaymentView> PaymentService::find_by_key(db::Tx& tx, const Scope& scope, std::string_view key) const {
  const auto taken = store::taken(tx, {&key, 1});
  if (taken.empty()) return refuse(ErrorCode::out_of_scope);
  return find(tx, scope, taken.front().id);
}

std::vector<PaymentView> PaymentService::of_payee(db::Tx& tx, const Scope& scope, registers::SubjectId payee, std::size_t most) const {
  std::vector<PaymentView> all;
  for (const Payment& one : store::of_payee(tx, scope, payee.value, most)) all.push_back(shown(tx, scope, one));
  return all;
}

Result<PaymentPage> PaymentService::page(db::Tx& tx, const Scope& scope, std::string_view id) const {
  TIANGE_TRY(const Payment payment, seen(tx, scope, id));
  PaymentPage page;
  page.payment = shown(tx, scope, payment);
  for (const store::SaidRow& row : store::said_of(tx, payment.id)) {
    PaymentSaid said;
    said.moment = row.kept;
    said.source = json::enum_name(row.source);
    said.number = request_number(row.payment, row.attempt);
    said.verdict = row.said.lost ? "lost" : json::enum_name(row.said.verdict);
    said.ground = json::enum_name(row.said.ground);
    said.text = row.said.text;
    said.bank_number = row.said.bank_number;
    said.amount_fen = row.said.amount_fen;
    if (row.effect) said.effect = json::enum_name(*row.effect);
    page.said.push_back(std::move(said));
  }
  page.entries = store::entries_of(tx, payment.id.part, payment.id.id);
  return page;
}

Result<PaymentList> PaymentService::list(db::Tx& tx, const Scope& scope, const http::Request& r) const {
  PaymentList out;
  if (const std::string_view key = text::trim(r.query_value("q")); !key.empty()) {
    auto one = find_by_key(tx, scope, key);
    if (one.ok()) out.items.push_back(*std::move(one));
    return out;
  }
  store::PaymentAsk ask;
  if (const std::string_view state = r.query_value("state"); !state.empty()) {
    ask.state = json::enum_from<PaymentState>(state);
    if (!ask.state) return refuse_fields(ErrorCode::bad_input, {{"state", "没有这种状态", "There is no such state"}});
  }
  ask.policy = std::string(r.query_value("policy"));
  ask.payee = text::to_int(r.query_value("payee")).value_or(0);
  ask.before = text::to_int(r.query_value("after")).value_or(0);
  ask.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(r.query_value("limit")).value_or(50), 1, 200));
  const auto rows = store::list(tx, scope, ask);
  for (const Payment& one : rows) out.items.push_back(shown(tx, scope, one));
  if (rows.size() == ask.limit) out.next = std::to_string(rows.back().id.id);
  return out;
}

Result<MoneySummary> PaymentService::summary(db::Tx& tx, const Scope& scope, Instant now) const {
  MoneySummary out;
  for (const store::StateSum& sum : store::open_sums(tx, scope)) {
    const Words words = state_words(sum.state);
    out.open.push_back({std::string(json::enum_name(sum.state)), words.zh, words.en, sum.count, sum.amount_fen});
  }
  const store::Waiting today = store::settled_since(tx, scope, local_instant(local_date(now), 0));
  out.settled_today = today.count;
  out.settled_today_fen = today.amount_fen;
  std::vector<double> seconds = store::last_seconds(tx, scope, 1'000);
  if (!seconds.empty()) {
    std::sort(seconds.begin(), seconds.end());
    out.median_s = seconds[seconds.size() / 2];
    out.p95_s = seconds[std::min(seconds.size() - 1, seconds.size() * 95 / 100)];
  }
  if (scope.covers(parts_.district)) {
    out.batches_waiting = store::batches_in(tx, store::BatchState::made);
    out.differences_open = store::open_differences(tx, std::nullopt);
    out.recoveries_open = store::recoveries_in(tx, store::RecoveryState::open);
    out.write_offs_waiting = store::recoveries_in(tx, store::RecoveryState::asked);
  }
  return out;
}

Outcome PaymentService::desk_only(const Scope& scope) const {
  if (scope.covers(parts_.district)) return done();
  return refuse(ErrorCode::out_of_scope);
}

// ---- events, cancelling ----

void PaymentService::publish(db::Tx& tx, std::string type, const PaymentId& id, json::Value body) const {
  parts_.outbox.publish(tx, {.type = std::move(type), .part_key = id.part, .subject = id.text(), .body = json::write(body), .happened = {}});
}

void PaymentService::tell_failed(db::Tx& tx, const Payment& payment, const Words& why) const {
  json::Value body, words;
  words.set("zh", why.zh);
  words.set("en", why.en);
  body.set("payment", payment.id.text());
  body.set("key", payment.key);
  body.set("why", std::move(words));
  publish(tx, "payment.failed", payment.id, std::move(body));
}

Outcome PaymentService::cancel(db::Tx& tx, const PaymentId& id, const Words& why, Instant now) {
  auto payment = store::payment(tx, id);
  if (!payment) return refuse(ErrorCode::not_found);
  if (payment->state == PaymentState::cancelled) return done();
  if (!may_cancel(payment->state))
    return refuse(ErrorCode::payment_state, "已交给银行或已编入批次的支付不能取消", "what is with the bank or in a batch cannot be cancelled");
  Journal journal(parts_.ids, now);
  if (payment->booked == Booked::committed) journal.add(*payment, Reason::released, payment->cash_fen());
  payment->booked = Booked::nothing;
  payment->state = PaymentState::cancelled;
  payment->next = {};
  payment->waits = why;
  store::put(tx, *payment);
  journal.write(tx);
  tell_failed(tx, *payment, why);
  tell(tx);
  return done();
}

// ---- accounts ----

Outcome PaymentService::set_account(db::Tx& tx, registers::SubjectId payee, const AccountIn& in, std::string_view by, Instant now) {
  const CheckedAccount checked = check_account(in);
  if (!checked.wrong.empty()) return refuse_fields(ErrorCode::payment_account_refused, checked.wrong);
  const AccountIn plain{std::string(text::trim(in.bank)), checked.number, std::string(text::trim(in.holder))};
  const std::string content = json::write(plain), about = about_account(payee.value);
  const auto before = store::account(tx, payee.value);
  const auto known = before && before->usable ? parts_.sealer->open(before->sealed, about) : std::nullopt;
  store::meet_at_account(tx, payee.value, now);
  if (!known || *known != content) {
    PayAccountView masked;
    masked.bank = plain.bank;
    masked.number = mask_account(plain.number);
    masked.holder = codes::mask_name(plain.holder);
    store::add_account(tx, {payee.value, before ? before->version + 1 : 1, parts_.sealer->seal(content, about), json::write(masked), true,
                            std::string(by), now});
  }
  for (Payment& waiting : store::needing_account(tx, payee.value)) {
    waiting.state = PaymentState::ready;
    waiting.waits = {};
    waiting.next = {};
    store::put(tx, waiting);
  }
  tell(tx);
  return done();
}

std::optional<AccountView> PaymentService::account_of(db::Tx& tx, registers::SubjectId payee) const {
  const auto row = store::account(tx, payee.value);
  if (!row) return std::nullopt;
  PayAccountView view = json::read<PayAccountView>(row->masked).value_or({});
  view.set_by = row->set_by;
  view.set_at = row->set_at;
  view.usable = row->usable;
  view.version = row->version;
  return view;
}

Result<pay::Instruction> PaymentService::instruction(const Payment& payment, const store::AccountRow& account) const {
  const auto opened = parts_.sealer->open(account.sealed, about_account(payment.payee));
  const auto plain = opened ? json::read<AccountIn>(*opened) : Result<AccountIn>(refuse(ErrorCode::broken));
  if (!plain.ok()) return refuse(ErrorCode::broken);
  return pay::Instruction{request_number(payment.id, payment.attempt), plain->bank, plain->number, plain->holder, payment.cash_fen(),
                          text::cut(payment.why.zh, 60)};
}

}  // namespace tiange::benefits
