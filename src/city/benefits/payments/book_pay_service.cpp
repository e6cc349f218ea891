// Budgets, the books, the bank's statement of a day compared with ours, the closing of days.

#include <algorithm>
#include <unordered_map>

#include "base/digest.h"
#include "base/text.h"
#include "city/benefits/payments/payment_service.h"
#include "platform/pay/bank_file.h"

namespace tiange::benefits {

// ---- budgets ----

BudgetView PaymentService::shown(db::Tx& tx, const store::Budget& b) const {
  BudgetView v;
  const Words name = parts_.policy_name(tx, b.policy);
  v.policy = b.policy;
  v.policy_zh = name.zh;
  v.policy_en = name.en;
  v.year = static_cast<int>(b.year);
  v.amount_fen = b.amount_fen();
  v.free_fen = at(b.balances, Account::free);
  v.committed_fen = at(b.balances, Account::committed);
  v.in_transit_fen = at(b.balances, Account::in_transit);
  v.paid_fen = at(b.balances, Account::paid);
  v.receivable_fen = at(b.balances, Account::receivable);
  v.written_off_fen = at(b.balances, Account::written_off);
  const store::Waiting waiting = store::waiting(tx, {PaymentState::ordered, b.policy, b.year});
  v.waiting = waiting.count;
  v.waiting_fen = waiting.amount_fen;
  v.channel = b.channel;
  v.version = b.version;
  return v;
}

Result<BudgetView> PaymentService::set_budget(db::Tx& tx, const Scope& scope, const BudgetIn& in, Instant now) {
  TIANGE_CHECK_OK(desk_only(scope));
  TIANGE_TRY(const std::string reason, reason_of(in.reason));
  std::vector<FieldError> wrong;
  if (in.policy.empty() || in.policy.size() > 100) wrong.push_back({"policy", "请指定政策", "Name the policy"});
  if (in.year < 2000 || in.year > 2099) wrong.push_back({"year", "年份应在 2000 到 2099 之间", "A year from 2000 to 2099"});
  if (in.amount_fen < 0 || in.amount_fen > 100'000'000'000'000) wrong.push_back({"amount_fen", "金额以分为单位，不超过一万亿元", "Whole fen, at most a trillion yuan"});
  if (!in.channel.empty() && !store::channel(tx, in.channel)) wrong.push_back({"channel", "没有这个支付渠道", "There is no such channel"});
  if (!wrong.empty()) return refuse_fields(ErrorCode::bad_input, wrong);
  auto budget = store::budget(tx, in.policy, in.year);
  if (!budget || (!in.channel.empty() && in.channel != budget->channel)) {
    store::Budget fresh = budget.value_or(store::Budget{in.policy, in.year, "", {}, 0});
    fresh.channel = in.channel;
    for (const store::PayChannel& one : store::channels(tx))
      if (fresh.channel.empty() && one.enabled) fresh.channel = one.code;
    store::put_budget(tx, fresh);
    budget = store::budget(tx, in.policy, in.year);
  }
  const std::int64_t more_fen = in.amount_fen - budget->amount_fen();
  if (more_fen < 0 && -more_fen > std::max<std::int64_t>(0, at(budget->balances, Account::free))) return refuse(ErrorCode::budget_in_use);
  Journal journal(parts_.ids, now);
  journal.add(0, 0, in.policy, in.year, more_fen > 0 ? Reason::appropriated : Reason::withdrawn, more_fen > 0 ? more_fen : -more_fen);
  journal.write(tx);
  tx.settle();
  tell(tx);
  return shown(tx, *store::budget(tx, in.policy, in.year));
}

std::optional<BudgetView> PaymentService::budget(db::Tx& tx, std::string_view policy, int year) const {
  const auto found = store::budget(tx, policy, year);
  if (!found) return std::nullopt;
  return shown(tx, *found);
}

// ---- the books ----

Result<MoneyBalance> PaymentService::balance(db::Tx& tx, const Scope& scope, Date day, std::string_view policy) const {
  TIANGE_CHECK_OK(desk_only(scope));
  MoneyBalance out;
  out.day = format_date(day);
  out.closed = store::day(tx, day).has_value();
  for (const store::BookRow& row : store::books(tx, day, policy)) {
    const Words account = account_words(row.key.account), name = parts_.policy_name(tx, row.key.policy);
    MoneyBalanceRow r;
    r.policy = row.key.policy;
    r.policy_zh = name.zh;
    r.policy_en = name.en;
    r.year = static_cast<int>(row.key.year);
    r.account = json::enum_name(row.key.account);
    r.zh = account.zh;
    r.en = account.en;
    r.debit_day_fen = row.debit_day;
    r.credit_day_fen = row.credit_day;
    r.debit_fen = row.debit;
    r.credit_fen = row.credit;
    r.balance_fen = row.debit - row.credit;
    out.debit_fen += row.debit;
    out.credit_fen += row.credit;
    out.rows.push_back(std::move(r));
  }
  return out;
}

// ---- the bank's statement ----

Result<BankStatement> PaymentService::read_statement(const Scope& scope, Date day, const MoneyStatementIn& in, Instant now) {
  TIANGE_CHECK_OK(desk_only(scope));
  const auto channel = parts_.db.read([&](db::Tx& tx) { return known_channel(tx, in.channel); });
  if (!channel.ok()) return channel.refusal();
  if (day > local_date(now)) return refuse(ErrorCode::book_day_state, "该日尚未到来", "that day has not come yet");
  BankStatement out{day, channel->code, "", {}};
  if (!in.content.empty()) {
    TIANGE_TRY(pay::StatementFile file, pay::read_statement_file(in.content));
    if (file.channel != channel->code || file.day != day)
      return refuse(ErrorCode::bank_file_refused, "这是 " + file.channel + " " + format_date(file.day) + " 的对账单",
                    "it is the statement of " + file.channel + " for " + format_date(file.day));
    out.lines = std::move(file.lines);
    out.digest = hex(sha256(in.content));
    return out;
  }
  const auto bank = bank_of(*channel);
  if (!bank) return refuse(ErrorCode::bank_file_refused, "请上传银行对账单文件", "give the bank's statement as a file");
  TIANGE_TRY(out.lines, bank->statement(day));
  out.digest = hex(sha256(pay::write_statement_file({channel->code, day, out.lines})));
  return out;
}

namespace {

struct BankSum {
  std::int64_t fen = 0;
  int times = 0;
  std::string bank_number;
};

}  // namespace

// What the statement tells of a payment that we believe to be with the bank.
std::optional<pay::Said> PaymentService::news_of(const Payment& ours, std::int64_t attempt, const std::string& number, std::int64_t fen,
                                                 const std::string& bank_number, Date day) {
  if (ours.state != PaymentState::sent || ours.attempt != attempt) return std::nullopt;
  pay::Said said;
  said.number = number;
  said.verdict = pay::Verdict::paid;
  said.amount_fen = fen;
  said.bank_number = bank_number;
  said.moment = local_instant(day, hours(12).us);
  return said;
}

Result<MoneyStatementView> PaymentService::compare(db::Tx& tx, const BankStatement& statement, Instant now) {
  const Date day = statement.day;
  const std::string& channel = statement.channel;
  const std::vector<pay::StatementLine>& lines = statement.lines;
  MoneyStatementView out;
  out.day = format_date(day);
  out.channel = channel;
  out.digest = statement.digest;
  const auto differs = [&](store::DifferenceKind kind, const std::string& number, const std::string& bank_number, std::int64_t bank_fen,
                           std::int64_t ours_fen) {
    if (store::add_difference(tx, {parts_.ids.next(now), day, channel, kind, number, bank_number, bank_fen, ours_fen, {}, "", ""})) ++out.differences;
  };
  std::unordered_map<std::string_view, BankSum> theirs;
  for (const pay::StatementLine& line : lines) {
    ++out.lines;
    (line.amount_fen >= 0 ? out.out_fen : out.in_fen) += line.amount_fen >= 0 ? line.amount_fen : -line.amount_fen;
    if (line.number.empty()) {
      differs(store::DifferenceKind::bank_only, "", line.bank_number, line.amount_fen, 0);
      continue;
    }
    BankSum& sum = theirs[line.number];
    ++sum.times;
    if (sum.times > 1) differs(store::DifferenceKind::twice, line.number, line.bank_number, line.amount_fen, 0);
    sum.fen += line.amount_fen;
    sum.bank_number = line.bank_number;
  }
  store::each_settled(tx, channel, local_instant(day, 0), local_instant(day + 1, 0), [&](const Payment& ours) {
    ++out.ours;
    out.ours_fen += ours.paid_fen;
    return true;
  });
  // Payments of the lines, and payments of ours that the bank does not list.
  std::vector<PaymentId> ids;
  for (const auto& [number, sum] : theirs)
    if (const auto name = parse_request_number(number); name.ok()) ids.push_back(name->payment);
  const auto payments = ids.empty() ? std::unordered_map<std::int64_t, Payment>() : store::payments(tx, ids);
  std::vector<pay::Said> news;
  for (const auto& [number, sum] : theirs) {
    const auto name = parse_request_number(number);
    const auto found = name.ok() ? payments.find(name->payment.id) : payments.end();
    if (found == payments.end() || found->second.channel != channel) {
      differs(store::DifferenceKind::bank_only, std::string(number), sum.bank_number, sum.fen, 0);
      continue;
    }
    const Payment& ours = found->second;
    if (auto said = news_of(ours, name->attempt, std::string(number), sum.fen, sum.bank_number, day)) {
      news.push_back(*std::move(said));
      if (sum.fen == ours.cash_fen()) {
        ++out.caught_up;
        continue;
      }
    }
    const bool settled = ours.state == PaymentState::settled && ours.attempt == name->attempt;
    const std::int64_t ours_fen = settled ? ours.paid_fen : 0;
    if (settled && ours.paid_fen == sum.fen && sum.fen == ours.cash_fen()) continue;
    differs(store::DifferenceKind::amount, std::string(number), sum.bank_number, sum.fen, settled ? std::min(ours_fen, ours.cash_fen()) : 0);
  }
  keep_said(tx, Source::statement, news, now);
  store::each_settled(tx, channel, local_instant(day, 0), local_instant(day + 1, 0), [&](const Payment& ours) {
    const std::string number = request_number(ours.id, ours.attempt);
    if (!theirs.contains(number)) differs(store::DifferenceKind::ours_only, number, ours.bank_number, 0, ours.paid_fen);
    return true;
  });
  out.open = store::open_differences(tx, day);
  store::put_statement(tx, day, channel, out);
  tell(tx);
  return out;
}

Words difference_words(store::DifferenceKind kind) {
  switch (kind) {
    case store::DifferenceKind::bank_only: return {"银行有，本方无", "Only the bank has it"};
    case store::DifferenceKind::ours_only: return {"本方有，银行无", "Only we have it"};
    case store::DifferenceKind::amount: return {"金额或状态不一致", "Another amount or state"};
    case store::DifferenceKind::twice: return {"同一请求号重复出现", "The same request twice"};
  }
  return {};
}

MoneyDifferenceView PaymentService::shown(const store::Difference& d) const {
  MoneyDifferenceView v;
  const Words kind = difference_words(d.kind);
  v.id = std::to_string(d.id);
  v.day = format_date(d.day);
  v.channel = d.channel;
  v.kind = json::enum_name(d.kind);
  v.kind_zh = kind.zh;
  v.kind_en = kind.en;
  v.number = d.number;
  if (const auto name = parse_request_number(d.number); name.ok()) v.payment = name->payment.text();
  v.bank_number = d.bank_number;
  v.bank_fen = d.bank_fen;
  v.ours_fen = d.ours_fen;
  v.open = !d.resolved;
  v.resolved_by = d.resolved_by;
  v.reason = d.reason;
  if (d.resolved) v.resolved = d.resolved;
  return v;
}

Result<MoneyDifferenceView> PaymentService::resolve(db::Tx& tx, const Scope& scope, std::string_view id, const std::string& given, Instant now) {
  TIANGE_CHECK_OK(desk_only(scope));
  TIANGE_TRY(const std::int64_t number, parse_id(id));
  TIANGE_TRY(const std::string reason, reason_of(given));
  auto difference = store::difference(tx, number);
  if (!difference) return refuse(ErrorCode::not_found);
  difference->resolved = now;
  difference->resolved_by = scope.name;
  difference->reason = reason;
  if (!store::resolve(tx, *difference)) return refuse(ErrorCode::difference_state, "已经处理", "it was resolved before");
  tell(tx);
  return shown(*difference);
}

// ---- days ----

MoneyDayView PaymentService::shown_day(db::Tx& tx, Date day) const {
  MoneyDayView v;
  v.day = format_date(day);
  if (const auto closed = store::day(tx, day)) {
    v.closed = true;
    v.closed_by = closed->closed_by;
    v.reason = closed->reason;
    v.digest = closed->digest;
    v.closed_at = closed->closed;
  }
  const store::Waiting settled = store::settled_on(tx, day);
  v.settled = settled.count;
  v.settled_fen = settled.amount_fen;
  v.differences_open = store::open_differences(tx, day);
  v.statements = store::statements(tx, day);
  return v;
}

Result<MoneyDayView> PaymentService::close(db::Tx& tx, const Scope& scope, Date day, const std::string& given, Instant now) {
  TIANGE_CHECK_OK(desk_only(scope));
  TIANGE_TRY(const std::string reason, reason_of(given));
  if (day >= local_date(now)) return refuse(ErrorCode::book_day_state, "当日结束后才能日终", "a day is closed when it is over");
  if (store::day(tx, day)) return refuse(ErrorCode::book_day_state, "该日已经日终", "it is closed");
  if (const std::int64_t open = store::open_differences(tx, day); open > 0)
    return refuse(ErrorCode::book_day_state, "还有 " + std::to_string(open) + " 条对账差异没有处理", std::to_string(open) + " differences are not resolved");
  const std::vector<MoneyStatementView> had = store::statements(tx, day);
  for (const std::string& channel : store::channels_settled_on(tx, day))
    if (std::none_of(had.begin(), had.end(), [&](const MoneyStatementView& one) { return one.channel == channel; }))
      return refuse(ErrorCode::book_day_state, channel + " 当日的银行对账单还没有核对", "the bank's statement of " + channel + " was not compared");
  // The sums that are kept must be those of the entries, and debits those of credits.
  Turnovers entries = store::entries_of_day(tx, day);
  std::int64_t debit = 0, credit = 0;
  std::string text;
  for (const store::BookRow& row : store::books(tx, day, "")) {
    const Turnover& sum = entries[row.key];
    if (sum.debit != row.debit_day || sum.credit != row.credit_day)
      return refuse(ErrorCode::book_day_state, "分户账与明细不符：" + row.key.policy, "the sums are not those of the entries: " + row.key.policy);
    debit += row.debit;
    credit += row.credit;
    text += row.key.policy + "|" + std::to_string(row.key.year) + "|" + std::string(json::enum_name(row.key.account)) + "|" + std::to_string(row.debit) +
            "|" + std::to_string(row.credit) + "\n";
  }
  if (debit != credit) return refuse(ErrorCode::book_day_state, "借贷不平", "debits and credits differ");
  if (!store::close_day(tx, {day, now, scope.name, reason, hex(sha256(text))})) return refuse(ErrorCode::book_day_state);
  tell(tx);
  return shown_day(tx, day);
}

}  // namespace tiange::benefits
