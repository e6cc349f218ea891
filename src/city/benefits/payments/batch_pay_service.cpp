// Bank files: made by one, approved by another, carried to the bank, and its return file read back in.

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "city/benefits/payments/payment_service.h"
#include "platform/pay/bank_file.h"

namespace tiange::benefits {

Words batch_state_words(store::BatchState state) {
  switch (state) {
    case store::BatchState::made: return {"待复核", "Waits for approval"};
    case store::BatchState::sent: return {"已送银行", "Sent to the bank"};
    case store::BatchState::returned: return {"已回盘", "Returned"};
    case store::BatchState::withdrawn: return {"已撤回", "Withdrawn"};
  }
  return {};
}

MoneyBatchView PaymentService::shown(db::Tx& tx, const Scope& scope, const store::Batch& b) const {
  MoneyBatchView v;
  const Words state = batch_state_words(b.state);
  v.id = std::to_string(b.id);
  v.channel = b.channel;
  v.policy = b.policy;
  v.state = json::enum_name(b.state);
  v.state_zh = state.zh;
  v.state_en = state.en;
  v.count = b.lines;
  v.amount_fen = b.amount_fen;
  if (b.state == store::BatchState::sent || b.state == store::BatchState::returned) {
    const store::BatchCount count = store::count_of(tx, b.id);
    v.settled = count.settled;
    v.refused = count.back;
  }
  v.digest = b.digest;
  v.made_by = b.made_by;
  v.decided_by = b.decided_by;
  v.reason = b.reason;
  v.made = b.made;
  if (b.decided) v.decided = b.decided;
  v.mine = b.maker != 0 && b.maker == scope.account.value;
  v.version = b.version;
  return v;
}

Result<store::Batch> PaymentService::seen_batch(db::Tx& tx, const Scope& scope, std::string_view id) const {
  TIANGE_CHECK_OK(desk_only(scope));
  TIANGE_TRY(const std::int64_t number, parse_id(id));
  auto batch = store::batch(tx, number);
  if (!batch) return refuse(ErrorCode::not_found);
  return *std::move(batch);
}

Result<MoneyBatchView> PaymentService::make_batch(db::Tx& tx, const Scope& scope, const MoneyBatchIn& in, Instant now) {
  TIANGE_CHECK_OK(desk_only(scope));
  TIANGE_TRY(const store::PayChannel channel, known_channel(tx, in.channel));
  if (channel.kind != ChannelKind::file)
    return refuse_fields(ErrorCode::bad_input, {{"channel", "请选择银行文件渠道", "Choose a channel that takes bank files"}});
  if (!channel.enabled) return refuse(ErrorCode::channel_off);
  store::Batch batch;
  batch.id = parts_.ids.next(now);
  batch.channel = channel.code;
  batch.policy = in.policy;
  batch.maker = scope.account.value;
  batch.made_by = scope.name;
  batch.made = now;
  for (const auto& [policy, year] : store::queues(tx, PaymentState::ready)) {
    if (!in.policy.empty() && policy != in.policy) continue;
    const auto budget = store::budget(tx, policy, year);
    if (!budget || budget->channel != channel.code) continue;
    const std::size_t room = k_most_in_file - static_cast<std::size_t>(batch.lines);
    for (Payment& one : store::queue(tx, {PaymentState::ready, policy, year}, now, room)) {
      one.state = PaymentState::batched;
      one.channel = channel.code;
      one.batch = batch.id;
      store::put(tx, one);
      ++batch.lines;
      batch.amount_fen += one.cash_fen();
    }
  }
  if (batch.lines == 0) return refuse(ErrorCode::payment_batch_state, "没有可以编批的支付", "nothing is ready for a bank file");
  store::add_batch(tx, batch);
  tell(tx);
  return shown(tx, scope, batch);
}

void PaymentService::unbatch(db::Tx& tx, const store::Batch& batch) {
  for (Payment& one : store::of_batch(tx, batch.id)) {
    if (one.state != PaymentState::batched) continue;
    one.state = PaymentState::ready;
    one.batch = 0;
    store::put(tx, one);
  }
}

Result<MoneyBatchView> PaymentService::withdraw_batch(db::Tx& tx, const Scope& scope, std::string_view id, const std::string& given, Instant now) {
  TIANGE_TRY(store::Batch batch, seen_batch(tx, scope, id));
  TIANGE_TRY(batch.reason, reason_of(given));
  if (batch.state != store::BatchState::made) return refuse(ErrorCode::payment_batch_state, "已送银行的批次不能撤回", "what was sent to the bank cannot be withdrawn");
  batch.state = store::BatchState::withdrawn;
  batch.decided = now;
  batch.decided_by = scope.name;
  unbatch(tx, batch);
  if (!store::put_batch(tx, batch)) return refuse(ErrorCode::conflict);
  tell(tx);
  return shown(tx, scope, batch);
}

Result<std::string> PaymentService::file_of(db::Tx& tx, const store::Batch& batch) const {
  const std::vector<Payment> lines = store::of_batch(tx, batch.id);
  std::vector<std::int64_t> payees;
  for (const Payment& one : lines) payees.push_back(one.payee);
  const auto accounts = store::accounts(tx, payees);
  pay::BankFile file{std::to_string(batch.id), batch.day, {}};
  for (const Payment& one : lines) {
    const auto account = accounts.find(one.payee);
    if (account == accounts.end()) return refuse(ErrorCode::payment_account_refused, one.id.text(), one.id.text());
    TIANGE_TRY(pay::Instruction line, instruction(one, account->second));
    file.lines.push_back(std::move(line));
  }
  return pay::write_bank_file(file);
}

// As it was approved.
Result<std::string> PaymentService::sent_file(db::Tx& tx, const store::Batch& batch) const {
  const auto sealed = store::file(tx, batch.id);
  if (!sealed) return refuse(ErrorCode::payment_batch_state, "复核之后才有文件", "there is a file once it is approved");
  auto opened = parts_.sealer->open(*sealed, "pay-file:" + std::to_string(batch.id));
  if (!opened) return refuse(ErrorCode::broken);
  return *std::move(opened);
}

Result<MoneyBatchView> PaymentService::decide_batch(db::Tx& tx, const Scope& scope, std::string_view id, const MoneyDecisionIn& in, Instant now) {
  TIANGE_TRY(store::Batch batch, seen_batch(tx, scope, id));
  if (batch.state != store::BatchState::made) return refuse(ErrorCode::payment_batch_state);
  if (batch.maker == scope.account.value) return refuse(ErrorCode::payment_own_batch);
  batch.decided = now;
  batch.decided_by = scope.name;
  if (!in.agree) {
    TIANGE_TRY(batch.reason, reason_of(in.reason));
    batch.state = store::BatchState::withdrawn;
    unbatch(tx, batch);
  } else {
    batch.state = store::BatchState::sent;
    batch.day = local_date(now);
    TIANGE_TRY(const std::string file, file_of(tx, batch));
    batch.digest = hex(sha256(file));
    const std::string key = "pay-file:" + std::to_string(batch.id);
    // The file leaves as it was approved, whatever becomes of the accounts afterwards.
    store::put_file(tx, batch.id, parts_.sealer->seal(file, key));
    Journal journal(parts_.ids, now);
    for (Payment& one : store::of_batch(tx, batch.id)) {
      one.state = PaymentState::sent;
      one.booked = Booked::in_transit;
      one.sent = now;
      one.tries = 1;
      one.next = {};
      journal.add(one, Reason::sent, one.cash_fen());
      store::put(tx, one);
    }
    journal.write(tx);
  }
  if (!store::put_batch(tx, batch)) return refuse(ErrorCode::conflict);
  tx.settle();
  tell(tx);
  return shown(tx, scope, batch);
}

Result<MoneyReturnView> PaymentService::take_return(db::Tx& tx, const Scope& scope, std::string_view id, const std::string& content, Instant now) {
  TIANGE_TRY(store::Batch batch, seen_batch(tx, scope, id));
  if (batch.state != store::BatchState::sent && batch.state != store::BatchState::returned) return refuse(ErrorCode::payment_batch_state);
  TIANGE_TRY(pay::ReturnFile file, pay::read_return_file(content));
  if (file.batch != std::to_string(batch.id))
    return refuse(ErrorCode::bank_file_refused, "这是另一批次的回盘文件：" + file.batch, "it is the return file of another batch: " + file.batch);
  for (pay::Said& one : file.lines) one.moment = local_instant(file.day, hours(12).us);
  std::vector<std::string> unknown;
  MoneyReturnView out;
  out.lines = static_cast<std::int64_t>(file.lines.size());
  out.news = keep_said(tx, Source::return_file, file.lines, now, &unknown);
  if (!unknown.empty())
    return refuse(ErrorCode::bank_file_refused, "有本批次之外的请求号：" + unknown.front(), "it names a request that is not of this batch: " + unknown.front());
  if (batch.state == store::BatchState::sent) {
    batch.state = store::BatchState::returned;
    if (!store::put_batch(tx, batch)) return refuse(ErrorCode::conflict);
  }
  tell(tx);
  out.batch = shown(tx, scope, batch);
  return out;
}

}  // namespace tiange::benefits
