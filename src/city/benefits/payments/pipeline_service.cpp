// The way to the bank: budgets cover orders, what is covered is sent, what is sent is called and asked after. Each step is
// booked before the next one begins, so that whoever takes over after a fall knows where everything stands.

#include <algorithm>

#include "base/json.h"
#include "city/benefits/payments/payment_service.h"

namespace tiange::benefits {

namespace {

// When nobody has said anything of a call by then, whoever called has fallen: it is asked after.
constexpr Span k_call_lease = minutes(2);
constexpr int k_most_rounds = 50;  // of one step in one go

bool goes_online(const store::PayChannel& channel) { return channel.enabled && channel.kind != ChannelKind::file; }

}  // namespace

std::size_t PaymentService::tend(Instant now) {
  std::size_t moved = act_on_said(now);
  moved += cover(now);
  moved += send(now);
  moved += call_again(now);
  return moved;
}

// ---- ordered → ready ----

std::size_t PaymentService::cover(Instant now) {
  std::vector<std::pair<std::string, std::int64_t>> waiting;
  parts_.db.run_read([&](db::Tx& tx) { waiting = store::queues(tx, PaymentState::ordered); });
  std::size_t moved = 0;
  for (const auto& [policy, year] : waiting) {
    bool more = true;
    for (int round = 0; more && round < k_most_rounds; ++round) moved += cover_some(policy, year, now, more);
  }
  return moved;
}

std::size_t PaymentService::cover_some(const std::string& policy, std::int64_t year, Instant now, bool& more) {
  const auto done_or_not = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Result<std::size_t> {
    more = false;
    const auto budget = store::budget(tx, policy, year);
    if (!budget || at(budget->balances, Account::free) <= 0) return std::size_t{0};
    std::vector<Payment> first = store::queue(tx, {PaymentState::ordered, policy, year}, now, k_batch);
    std::vector<std::int64_t> sums, payees;
    for (const Payment& one : first) {
      sums.push_back(one.cash_fen());
      payees.push_back(one.payee);
    }
    const std::size_t fit = how_many_fit(sums, at(budget->balances, Account::free));
    more = fit == k_batch;
    const auto accounts = store::accounts(tx, std::span(payees).first(fit));
    Journal journal(parts_.ids, now);
    for (std::size_t i = 0; i < fit; ++i) {
      Payment& one = first[i];
      const auto account = accounts.find(one.payee);
      const bool usable = account != accounts.end() && account->second.usable;
      one.booked = Booked::committed;
      one.channel = budget->channel;
      if (usable)
        one.state = PaymentState::ready;
      else
        ask_for_account(tx, one, {"请收款人提供账户", "The payee is asked for an account"}, now);
      journal.add(one, Reason::committed, one.cash_fen());
      store::put(tx, one);
    }
    journal.write(tx);
    if (fit > 0) tell(tx);
    return fit;
  });
  return done_or_not.ok() ? *done_or_not : 0;
}

void PaymentService::ask_for_account(db::Tx& tx, Payment& payment, Words why, Instant now) const {
  payment.state = PaymentState::needs_account;
  payment.waits = std::move(why);
  store::meet_at_account(tx, payment.payee, now);
  json::Value body, words;
  words.set("zh", payment.waits.zh);
  words.set("en", payment.waits.en);
  body.set("payment", payment.id.text());
  body.set("key", payment.key);
  body.set("payee", std::to_string(payment.payee));
  body.set("why", std::move(words));
  publish(tx, "payment.needs_account", payment.id, std::move(body));
}

// ---- ready → sent, online ----

std::size_t PaymentService::send(Instant now) {
  std::vector<std::pair<std::string, std::int64_t>> waiting;
  parts_.db.run_read([&](db::Tx& tx) { waiting = store::queues(tx, PaymentState::ready); });
  std::size_t moved = 0;
  for (const auto& [policy, year] : waiting) {
    bool more = true;
    for (int round = 0; more && round < k_most_rounds; ++round) moved += send_some(policy, year, now, more);
  }
  return moved;
}

std::size_t PaymentService::send_some(const std::string& policy, std::int64_t year, Instant now, bool& more) {
  const auto done_or_not = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Result<std::size_t> {
    more = false;
    const auto budget = store::budget(tx, policy, year);
    const auto channel = budget ? store::channel(tx, budget->channel) : std::nullopt;
    if (!channel || !goes_online(*channel)) return std::size_t{0};
    std::vector<Payment> some = store::queue(tx, {PaymentState::ready, policy, year}, now, k_batch);
    more = some.size() == k_batch;
    Journal journal(parts_.ids, now);
    for (Payment& one : some) {
      one.state = PaymentState::sent;
      one.booked = Booked::in_transit;
      one.channel = channel->code;
      one.batch = 0;
      one.sent = now;
      one.tries = 1;
      one.next_call = NextCall::ask;
      one.next = now + k_call_lease;
      journal.add(one, Reason::sent, one.cash_fen());
      store::put(tx, one);
    }
    add_calls(tx, some, NextCall::pay);
    journal.write(tx);
    if (!some.empty()) tell(tx);
    return some.size();
  });
  return done_or_not.ok() ? *done_or_not : 0;
}

// ---- with the bank ----

std::size_t PaymentService::call_again(Instant now) {
  std::size_t moved = 0;
  for (int round = 0; round < k_most_rounds; ++round) {
    const auto some = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Result<std::size_t> {
      std::vector<Payment> due = store::due(tx, now, k_batch);
      std::vector<Payment> pays, asks;
      for (Payment& one : due) {
        const bool pay = one.next_call == NextCall::pay;
        ++one.tries;
        one.next_call = NextCall::ask;
        one.next = now + k_call_lease;
        store::put(tx, one);
        (pay ? pays : asks).push_back(std::move(one));
      }
      add_calls(tx, pays, NextCall::pay);
      add_calls(tx, asks, NextCall::ask);
      return due.size();
    });
    moved += some.ok() ? *some : 0;
    if (!some.ok() || *some < k_batch) break;
  }
  return moved;
}

void PaymentService::add_calls(db::Tx& tx, std::span<const Payment> payments, NextCall act) {
  std::map<std::string, PayCallWork> by_channel;
  const auto add = [&](PayCallWork& work) {
    parts_.jobs.add(tx, {.kind = std::string(k_call_job), .payload = json::write(work), .run_after = {}, .deadline = {}, .unique_key = ""});
    work.numbers.clear();
  };
  for (const Payment& one : payments) {
    PayCallWork& work = by_channel[one.channel];
    work.channel = one.channel;
    work.act = act;
    work.numbers.push_back(request_number(one.id, one.attempt));
    if (work.numbers.size() == pay::k_most_at_once) add(work);
  }
  for (auto& [code, work] : by_channel)
    if (!work.numbers.empty()) add(work);
}

void PaymentService::add_jobs() {
  parts_.jobs.handle(std::string(k_call_job), [this](const jobs::Job& job) { return call(job); });
}

Outcome PaymentService::call(const jobs::Job& job) {
  TIANGE_TRY(const PayCallWork work, json::read<PayCallWork>(job.payload));
  const Instant now = parts_.clock.now();
  const auto channel = parts_.db.read([&](db::Tx& tx) { return known_channel(tx, work.channel); });
  if (!channel.ok()) return channel.refusal();
  const auto bank = bank_of(*channel);
  if (!bank) return refuse(ErrorCode::channel_off);
  std::vector<pay::Said> said;
  if (work.act == NextCall::ask) {
    said = bank->ask(work.numbers);
    return parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      keep_said(tx, Source::question, said, now);
      return done();
    });
  }
  // Whoever had this job before may have called already: what the bank knows of is not sent again.
  std::vector<std::string> numbers = work.numbers;
  std::vector<pay::Said> asked;
  if (job.attempt > 1) {
    asked = bank->ask(numbers);
    numbers.clear();
    for (const pay::Said& one : asked)
      if (one.verdict == pay::Verdict::unknown && !one.lost) numbers.push_back(one.number);
    std::erase_if(asked, [](const pay::Said& one) { return one.verdict == pay::Verdict::unknown && !one.lost; });
  }
  const std::vector<pay::Instruction> orders = instructions(numbers);
  if (!orders.empty()) said = bank->pay(orders);
  return parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    keep_said(tx, Source::question, asked, now);
    keep_said(tx, Source::answer, said, now);
    return done();
  });
}

std::vector<pay::Instruction> PaymentService::instructions(std::span<const std::string> numbers) const {
  std::vector<pay::Instruction> orders;
  parts_.db.run_read([&](db::Tx& tx) {
    orders.clear();
    std::vector<PaymentId> ids;
    std::vector<RequestName> names;
    for (const std::string& number : numbers) {
      const auto name = parse_request_number(number);
      if (!name.ok()) continue;
      names.push_back(*name);
      ids.push_back(name->payment);
    }
    if (ids.empty()) return;
    const auto payments = store::payments(tx, ids);
    std::vector<std::int64_t> payees;
    for (const auto& [id, payment] : payments) payees.push_back(payment.payee);
    const auto accounts = store::accounts(tx, payees);
    for (const RequestName& name : names) {
      const auto found = payments.find(name.payment.id);
      // Only what is with the bank by the books, and under the number in use.
      if (found == payments.end() || found->second.state != PaymentState::sent || found->second.attempt != name.attempt) continue;
      const auto account = accounts.find(found->second.payee);
      if (account == accounts.end()) continue;
      auto one = instruction(found->second, account->second);
      if (one.ok()) orders.push_back(*std::move(one));
    }
  });
  return orders;
}

std::unique_ptr<pay::Bank> PaymentService::bank_of(const store::PayChannel& channel) const {
  if (!goes_online(channel)) return nullptr;
  const auto secret = secret_of(channel);
  if (!secret.ok()) return nullptr;
  pay::HttpBank parts{channel.url, channel.key_id, *secret, [&clock = parts_.clock] { return clock.now(); }};
  if (channel.kind != ChannelKind::simulated) return pay::http_bank(std::move(parts), parts_.fetch);
  parts.url = "simulated:" + channel.code;
  return pay::http_bank(std::move(parts), [this, channel, bank = simulated(channel)](const pay::Call& call) -> Result<pay::Answer> {
    const Instant now = parts_.clock.now();
    // An answer that is lost on the way does not undo what the bank did.
    std::optional<Refusal> lost;
    auto answer = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Result<pay::Answer> {
      lost.reset();
      pay::KeptBook book(tx, channel.code, [this, now] { return parts_.ids.next(now); });
      auto said = bank.answer(call, book, now);
      if (said.ok()) return said;
      lost = said.refusal();
      return pay::Answer{};
    });
    if (lost) return *lost;
    return answer;
  });
}

}  // namespace tiange::benefits
