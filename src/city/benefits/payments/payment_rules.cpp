#include "city/benefits/payments/payment_rules.h"

#include <algorithm>
#include <charconv>

#include "base/codes.h"
#include "base/text.h"

namespace tiange::benefits {

std::int64_t part_of_payee(std::int64_t payee) {
  auto mixed = static_cast<std::uint64_t>(payee) * 0x9e3779b97f4a7c15ULL;
  mixed ^= mixed >> 32;
  return static_cast<std::int64_t>(mixed % static_cast<std::uint64_t>(k_parts));
}

std::int64_t part_of_key(std::string_view key) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return static_cast<std::int64_t>((hash >> 20) % static_cast<std::uint64_t>(k_parts));
}

std::string request_number(const PaymentId& id, std::int64_t attempt) { return id.text() + "-" + std::to_string(attempt); }

Result<RequestName> parse_request_number(std::string_view number) {
  const auto dash = number.rfind('-');
  if (dash == number.npos || dash < 5) return refuse(ErrorCode::not_found);
  RequestName name;
  TIANGE_TRY(name.payment, parse_payment_id(number.substr(0, dash)));
  const auto read = std::from_chars(number.data() + dash + 1, number.data() + number.size(), name.attempt);
  if (read.ec != std::errc{} || read.ptr != number.data() + number.size() || name.attempt < 1) return refuse(ErrorCode::not_found);
  return name;
}

Span wait_after(std::int64_t tries) {
  Span wait = seconds(5);
  for (std::int64_t i = 1; i < tries && wait < hours(1); ++i) wait = wait * 2;
  return std::min(wait, hours(1));
}

namespace {

std::string yuan(std::int64_t fen) {
  const std::string cents = std::to_string((fen < 0 ? -fen : fen) % 100);
  return (fen < 0 ? "-" : "") + std::to_string((fen < 0 ? -fen : fen) / 100) + "." + (cents.size() == 1 ? "0" + cents : cents);
}

Judged held(std::string zh, std::string en) { return {Effect::hold, NextCall::ask, {}, {std::move(zh), std::move(en)}}; }

Judged judge_refused(const Payment& payment, const pay::Said& said) {
  switch (said.ground) {
    case pay::Ground::closed_account: return {Effect::new_account, NextCall::pay, {}, {"账户已销户，请收款人提供新账户", "The account is closed; the payee is asked for another"}};
    case pay::Ground::no_such_account: return {Effect::new_account, NextCall::pay, {}, {"账号不存在，请收款人核对账户", "There is no such account; the payee is asked for another"}};
    case pay::Ground::wrong_holder: return {Effect::new_account, NextCall::pay, {}, {"户名不符，请收款人核对账户", "The account is another's; the payee is asked for the right one"}};
    case pay::Ground::none:
    case pay::Ground::limit:
    case pay::Ground::other: break;
  }
  if (payment.attempt >= k_most_attempts)
    return held("银行多次拒绝：" + said.text, "The bank refused it several times: " + said.text);
  return {Effect::retry, NextCall::pay, said.ground == pay::Ground::limit ? hours(12) : wait_after(payment.attempt + 4), {}};
}

// Of a number that is with the bank.
Judged judge_sent(const Payment& payment, Source source, const pay::Said& said) {
  const bool too_often = payment.tries >= k_most_tries;
  const Words tired = {"多次查询没有结果，需人工核实", "Asked too often without an answer; somebody must find out"};
  switch (said.verdict) {
    case pay::Verdict::paid:
      if (said.amount_fen == payment.cash_fen()) return {Effect::settle, NextCall::ask, {}, {}};
      return held("银行称付了 " + yuan(said.amount_fen) + " 元，应付 " + yuan(payment.cash_fen()) + " 元",
                  "The bank says it paid " + yuan(said.amount_fen) + " yuan; it should be " + yuan(payment.cash_fen()));
    case pay::Verdict::refused: return judge_refused(payment, said);
    case pay::Verdict::in_hand:
      if (source == Source::return_file) return {};
      if (too_often) return held(tired.zh, tired.en);
      return {Effect::again, NextCall::ask, wait_after(payment.tries), {}};
    case pay::Verdict::later:
      if (too_often) return held(tired.zh, tired.en);
      return {Effect::again, NextCall::pay, wait_after(payment.tries), {}};
    case pay::Verdict::unknown: break;
  }
  if (source == Source::return_file || source == Source::statement) return {};
  if (too_often) return held(tired.zh, tired.en);
  // Only who was asked and knows nothing is sent the same number again.
  const bool never_came = source == Source::question && !said.lost;
  return {Effect::again, never_came ? NextCall::pay : NextCall::ask, wait_after(payment.tries), {}};
}

}  // namespace

bool says_nothing_new(const Payment& payment, std::int64_t attempt, const pay::Said& said) {
  if (payment.state == PaymentState::settled && attempt == payment.attempt)
    return said.verdict != pay::Verdict::refused && !(said.verdict == pay::Verdict::paid && said.amount_fen != payment.paid_fen);
  if (attempt < payment.attempt) return said.verdict != pay::Verdict::paid;
  return payment.state == PaymentState::cancelled && said.verdict != pay::Verdict::paid;
}

Judged judge_said(const Payment& payment, std::int64_t attempt, Source source, const pay::Said& said) {
  if (says_nothing_new(payment, attempt, said)) return {};
  if (payment.state == PaymentState::held) return {};  // people decide; they see it
  if (attempt < payment.attempt)
    return held("银行曾拒绝的第 " + std::to_string(attempt) + " 次请求又称已付", "A request that the bank had refused is now said to be paid");
  if (attempt > payment.attempt) return held("银行提到一个没有发出过的请求号", "The bank speaks of a number that was never sent");
  if (payment.state == PaymentState::settled) {
    if (said.verdict == pay::Verdict::refused) return held("付款后被退回：" + said.text, "It came back after it was paid: " + said.text);
    return held("已付的款项，银行又称金额为 " + yuan(said.amount_fen) + " 元", "It was settled; now the bank names another amount: " + yuan(said.amount_fen));
  }
  if (payment.state == PaymentState::sent) return judge_sent(payment, source, said);
  if (said.verdict == pay::Verdict::paid) return held("没有发出的款项，银行称已付", "It was not sent, but the bank says it is paid");
  return {};
}

std::size_t how_many_fit(std::span<const std::int64_t> sums_fen, std::int64_t free_fen) {
  std::size_t fit = 0;
  for (const std::int64_t sum : sums_fen) {
    if (sum > free_fen) break;
    free_fen -= sum;
    ++fit;
  }
  return fit;
}

std::vector<PlannedPart> plan_of(std::int64_t amount_fen, int months, Date from) {
  std::vector<PlannedPart> plan;
  const YearMonthDay first = split_date(from);
  std::int64_t left = amount_fen;
  for (int i = 1; i <= months; ++i) {
    const int month0 = first.month - 1 + i;
    const int year = first.year + month0 / 12, month = month0 % 12 + 1;
    int day = first.day;
    while (!is_real_date(year, month, day)) --day;
    const std::int64_t part = i == months ? left : amount_fen / months;
    left -= part;
    plan.push_back({make_date(year, month, day), part});
  }
  return plan;
}

Words state_words(PaymentState state) {
  switch (state) {
    case PaymentState::proposed: return {"待复核", "Waits for approval"};
    case PaymentState::ordered: return {"待预算", "Waits for the budget"};
    case PaymentState::ready: return {"待付", "Ready"};
    case PaymentState::needs_account: return {"待账户", "Needs an account"};
    case PaymentState::batched: return {"已编批", "In a batch"};
    case PaymentState::sent: return {"在途", "With the bank"};
    case PaymentState::held: return {"待人工处理", "Held"};
    case PaymentState::settled: return {"已付", "Settled"};
    case PaymentState::cancelled: return {"已取消", "Cancelled"};
  }
  return {};
}

bool may_cancel(PaymentState state) {
  return state == PaymentState::proposed || state == PaymentState::ordered || state == PaymentState::ready || state == PaymentState::needs_account;
}

std::vector<FieldError> check_order(std::string_view key, std::int64_t payee, std::string_view policy, std::string_view town, std::int64_t amount_fen) {
  std::vector<FieldError> wrong;
  const bool printable = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 0x7f; });
  if (key.empty() || key.size() > 100 || !printable) wrong.push_back({"key", "用 1 到 100 个可打印字符", "Use 1 to 100 printable characters"});
  if (payee <= 0) wrong.push_back({"payee", "请指定收款人", "Name the payee"});
  if (policy.empty() || policy.size() > 100) wrong.push_back({"policy", "请指定政策", "Name the policy"});
  if (!codes::area_level(town)) wrong.push_back({"town", "用 6、9、12 或 15 位区划代码", "Use an area code of 6, 9, 12 or 15 digits"});
  if (amount_fen <= 0 || amount_fen > k_most_fen)
    wrong.push_back({"amount_fen", "金额以分为单位，大于 0，不超过 1 亿元", "Whole fen above 0, at most a hundred million yuan"});
  return wrong;
}

CheckedAccount check_account(const AccountIn& in) {
  CheckedAccount checked;
  for (const char c : in.number)
    if (c != ' ') checked.number += c;
  const bool digits = std::all_of(checked.number.begin(), checked.number.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || checked.number.size() < 8 || checked.number.size() > 32)
    checked.wrong.push_back({"number", "账号应为 8 到 32 位数字", "An account has 8 to 32 digits"});
  const auto bank = text::trim(in.bank), holder = text::trim(in.holder);
  if (bank.empty() || text::length(bank) > 60) checked.wrong.push_back({"bank", "填写开户银行，最多 60 字", "Name the bank, at most 60 characters"});
  if (holder.empty() || text::length(holder) > 60) checked.wrong.push_back({"holder", "填写户名，最多 60 字", "Name the holder, at most 60 characters"});
  return checked;
}

std::string mask_account(std::string_view number) {
  if (number.size() < 5) return std::string(number.size(), '*');
  const std::string_view tail = number.substr(number.size() - 4);
  return number.size() >= 12 ? std::string(number.substr(0, 4)) + "****" + std::string(tail) : "****" + std::string(tail);
}

}  // namespace tiange::benefits
