#include "app/simulate/payment_world.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"

namespace tiange::app {

namespace {

constexpr std::string_view k_secret = "a secret of two, for trials";
constexpr std::int64_t k_chunk = 2'000;
constexpr std::int64_t k_first_payee = 1'000'000;

std::string policy_name(int policy) { return "policy_" + std::to_string(policy); }
bool by_file(int policy) { return policy >= k_trial_policies - 2; }

}  // namespace

PaymentWorld::PaymentWorld(const PaymentTrialParts& parts)
    : parts_(parts),
      bank_({.secret = std::string(k_secret), .fault = [this](const pay::Instruction& one) { return fault_of(one); }}),
      random_(parts.seed),
      payees_(std::max<std::int64_t>(1, parts.count / 4)),
      told_(static_cast<std::size_t>(parts.count)) {}

void PaymentWorld::broken(std::string what) {
  if (found_.broken.size() < 20) found_.broken.push_back(std::move(what));
}

std::string PaymentWorld::must(const PaymentHouse::Said& said, const std::string& what) {
  if (said.status != 200) broken(what + ": " + std::to_string(said.status) + " " + said.body.substr(0, 300));
  return said.body;
}

std::int64_t PaymentWorld::chance(std::string_view text, std::uint64_t salt) const {
  std::uint64_t hash = 0xcbf29ce484222325ULL ^ (parts_.seed * 0x9e3779b97f4a7c15ULL) ^ (salt << 7);
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  hash ^= hash >> 29;
  hash *= 0xbf58476d1ce4e5b9ULL;
  return static_cast<std::int64_t>((hash >> 20) % 100'000);
}

// ---- the bank ----

pay::Fault PaymentWorld::fault_of(const pay::Instruction& one) {
  if (!parts_.faults) return pay::Fault::none;
  // In hundred-thousandths, one after another.
  constexpr std::pair<pay::Fault, std::int64_t> k_rates[] = {
      {pay::Fault::lost_before, 1'000}, {pay::Fault::lost_after, 1'000},  {pay::Fault::later, 500},         {pay::Fault::in_hand, 2'000},
      {pay::Fault::closed_account, 400}, {pay::Fault::wrong_holder, 100}, {pay::Fault::no_such_account, 100}, {pay::Fault::wrong_amount, 50},
      {pay::Fault::limit, 100}};
  std::int64_t draw = chance(one.number, 1);
  pay::Fault fault = pay::Fault::none;
  for (const auto& [kind, rate] : k_rates) {
    if (draw < rate) {
      fault = kind;
      break;
    }
    draw -= rate;
  }
  const bool account = fault == pay::Fault::closed_account || fault == pay::Fault::wrong_holder || fault == pay::Fault::no_such_account;
  found_.lost_requests += fault == pay::Fault::lost_before;
  found_.lost_answers += fault == pay::Fault::lost_after;
  found_.in_hand += fault == pay::Fault::in_hand;
  found_.closed_accounts += account;
  found_.wrong_amounts += fault == pay::Fault::wrong_amount;
  found_.limits += fault == pay::Fault::limit;
  // Call-backs: some are lost, some late, some come several times, for some that were answered too.
  const std::int64_t call = chance(one.number, 2);
  const bool told_later = fault == pay::Fault::in_hand || fault == pay::Fault::lost_after || call < 3'000;
  if (told_later && call % 4 != 0 && !account && fault != pay::Fault::limit && fault != pay::Fault::later && fault != pay::Fault::lost_before)
    call_backs_.push_back({clock_.moment + seconds(call % 900), one.number, 1 + static_cast<int>(call % 3), call % 97 == 0});
  return fault;
}

std::optional<pay::SimulatedRow> PaymentWorld::bank_row(const std::string& number) {
  auto row = book_.find(number);
  return row ? row : file_book_.find(number);
}

Result<pay::Answer> PaymentWorld::to_bank(const pay::Call& call) {
  auto answer = bank_.answer(call, book_, clock_.moment);
  // The house falls after the bank has acted, before it could write down what the bank said.
  if (fall_now_ && call.url.ends_with("/pay")) throw std::runtime_error("the house falls");
  return answer;
}

// ---- before ----

void PaymentWorld::open_house() {
  house_.reset();
  const auto number_of_key = [this](const std::string& body) -> std::int64_t {
    const auto at = body.find("\"key\":\"t:");
    if (at == body.npos) return -1;
    const std::string key = body.substr(at + 9, body.find('"', at + 9) - at - 9);
    return key.find('#') == key.npos ? text::to_int(key).value_or(-1) : -1;  // rests are heard of too
  };
  house_ = std::make_unique<PaymentHouse>(PaymentHouse::Parts{
      .url = parts_.url,
      .clock = clock_,
      .node = ++node_,
      .fetch = [this](const pay::Call& call) { return to_bank(call); },
      .on_settled =
          [this, number_of_key](db::Tx&, const std::vector<const db::Event*>& events) -> Outcome {
        for (const db::Event* event : events) {
          const std::int64_t i = number_of_key(event->body);
          if (i < 0 || i >= parts_.count) continue;
          told_twice_ += told_[static_cast<std::size_t>(i)];
          told_[static_cast<std::size_t>(i)] = true;
        }
        return done();
      },
      .on_needs_account =
          [this](db::Tx&, const std::vector<const db::Event*>& events) -> Outcome {
        for (const db::Event* event : events) {
          const auto body = json::parse(event->body);
          if (body.ok()) needing_.insert(text::to_int(body->text_or("payee")).value_or(0));
        }
        return done();
      }});
}

benefits::PaymentOrder PaymentWorld::order_of(std::int64_t i) const {
  const std::string key = "t:" + std::to_string(i);
  const std::int64_t payee = k_first_payee + i % payees_;
  const std::string town = i % 2 == 0 ? "440604010" : "440604011";
  return {key, {payee}, policy_name(static_cast<int>(i % k_trial_policies)), town, 2 + chance(key, 3), {"试算", "trial"}};
}

void PaymentWorld::give_accounts(std::span<const std::int64_t> payees, const std::string& tail) {
  for (std::size_t from = 0; from < payees.size(); from += k_chunk) {
    const auto some = payees.subspan(from, std::min<std::size_t>(k_chunk, payees.size() - from));
    const auto given = house_->db().write(system_scope(), [&](db::Tx& tx) -> Outcome {
      for (const std::int64_t payee : some)
        TIANGE_CHECK_OK(house_->payments().set_account(
            tx, {payee}, {"试算银行", "62220000" + std::to_string(payee) + std::to_string(clock_.moment.us % 1'000'000'000) + tail, "试算人"}, "trial",
            clock_.moment));
      return done();
    });
    if (!given.ok()) broken("an account was refused: " + given.refusal().en);
  }
}

void PaymentWorld::set_up() {
  const auto laid = house_->db().write(system_scope(), [&](db::Tx& tx) { return house_->payments().lay(tx, clock_.moment); });
  if (!laid.ok()) broken("lay: " + laid.refusal().en);
  must(house_->ask(http::Method::put, "/channels/{code}", {{"code", "bank_direct"}},
                   R"({"zh":"银企直联","en":"Bank","kind":"online","enabled":true,"url":"https://bank.example/agent","secret":")" + std::string(k_secret) + "\"}",
                   trial_clerk()),
       "channel");
  std::vector<std::int64_t> needed(k_trial_policies);
  for (std::int64_t i = 0; i < parts_.count; ++i) needed[static_cast<std::size_t>(i % k_trial_policies)] += order_of(i).amount_fen;
  for (int p = 0; p < k_trial_policies; ++p) {
    // Too little at first: the last of them wait until the budget is raised.
    const std::int64_t amount = needed[static_cast<std::size_t>(p)] * 9 / 10;
    benefits::BudgetIn in{policy_name(p), 2026, amount, by_file(p) ? "bank_file" : "bank_direct", "试算预算"};
    must(house_->ask(http::Method::put, "/budgets", {}, json::write(in), trial_clerk()), "budget");
  }
  // One payee in two hundred has no account yet.
  std::vector<std::int64_t> payees;
  for (std::int64_t i = 0; i < payees_; ++i)
    if (i % 200 != 7) payees.push_back(k_first_payee + i);
  give_accounts(payees, "1");
}

void PaymentWorld::order_some(std::int64_t from, std::int64_t to, bool again) {
  for (std::int64_t first = from; first < to; first += k_chunk) {
    const std::int64_t last = std::min(first + k_chunk, to);
    std::vector<benefits::PaymentOrder> orders;
    for (std::int64_t i = first; i < last; ++i) orders.push_back(order_of(i));
    const auto made = house_->db().write(system_scope(), [&](db::Tx& tx) { return house_->payments().order_all(tx, orders, clock_.moment); });
    if (!made.ok()) return broken("orders were refused: " + made.refusal().en);
    (again ? found_.ordered_twice : found_.orders) += static_cast<std::int64_t>(made->size());
    // Another amount under a key that is taken.
    benefits::PaymentOrder other = orders.front();
    ++other.amount_fen;
    const auto refused = house_->db().write(system_scope(), [&](db::Tx& tx) { return house_->payments().order(tx, other, clock_.moment); });
    if (refused.ok()) broken("another amount under a key was taken: " + other.key);
    found_.refused_keys += !refused.ok();
  }
}

// ---- a day ----

void PaymentWorld::fall() {
  ++found_.crashes;
  fall_now_ = false;
  open_house();
}

void PaymentWorld::deliver_call_backs(bool all) {
  std::deque<CallBack> later;
  std::vector<pay::Said> said;
  const auto send = [&] {
    if (said.empty()) return;
    const std::string body = pay::write_call_back(said);
    const std::string timestamp = std::to_string(clock_.moment.us / 1'000'000);
    const auto post = [&](const std::string& signature) {
      return house_->ask(http::Method::post, "/callbacks/{channel}", {{"channel", "bank_direct"}}, body, Scope{}, {},
                         {{"x-tiange-timestamp", timestamp}, {"x-tiange-signature", signature}});
    };
    must(post(pay::signature(k_secret, timestamp, body)), "call-back");
    if (post(pay::signature("another secret", timestamp, body)).status != 401) broken("a call-back with a false signature was taken");
    said.clear();
  };
  for (CallBack& one : call_backs_) {
    if (!all && one.due > clock_.moment) {
      later.push_back(std::move(one));
      continue;
    }
    for (int i = 0; i < one.times; ++i) {
      ++found_.call_backs;
      said.push_back(bank_.carry_out(one.number, book_, clock_.moment));
      if (said.back().verdict == pay::Verdict::unknown) said.pop_back();
      else if (one.wrong_amount && i == 0 && said.back().verdict == pay::Verdict::paid) ++said.back().amount_fen;
      if (said.size() == 100) send();
    }
  }
  send();
  call_backs_ = std::move(later);
}

void PaymentWorld::answer_needs_account() {
  if (needing_.empty()) return;
  const std::vector<std::int64_t> payees(needing_.begin(), needing_.end());
  needing_.clear();
  give_accounts(payees, std::to_string(random_() % 90 + 10));
}

// What arrived is what the bank's book says of every number of the payment.
void PaymentWorld::settle_held() {
  for (int round = 0; round < 100; ++round) {
    const std::string body = must(house_->ask(http::Method::get, "/payments", {}, "", trial_clerk(), {{"state", "held"}, {"limit", "200"}}), "held");
    const auto list = json::parse(body);
    const json::Value* items = list.ok() ? list->find("items") : nullptr;
    if (!items || items->as_array().empty()) return;
    for (const json::Value& one : items->as_array()) {
      const std::string id = one.text_or("id");
      std::int64_t arrived = 0;
      for (int attempt = 1; attempt <= one.find("attempt")->as_int(); ++attempt) {
        const std::string number = id + "-" + std::to_string(attempt);
        if (const auto row = book_.find(number); row && row->verdict == pay::Verdict::in_hand) bank_.carry_out(number, book_, clock_.moment);
        const auto row = bank_row(number);
        if (row && row->verdict == pay::Verdict::paid) arrived += row->amount_fen;
      }
      const std::string verdict = "{\"paid_fen\":" + std::to_string(arrived) + ",\"reason\":\"按银行流水认定\"}";
      must(house_->ask(http::Method::post, "/payments/{id}/verdict", {{"id", id}}, verdict, trial_clerk()), "verdict");
      const auto own = house_->ask(http::Method::post, "/payments/{id}/decide", {{"id", id}}, R"({"agree":true})", trial_clerk());
      if (own.status != 403) broken("who proposed a verdict could decide about it");
      must(house_->ask(http::Method::post, "/payments/{id}/decide", {{"id", id}}, R"({"agree":true})", trial_reviewer()), "decide");
    }
  }
}

void PaymentWorld::work_until_quiet() {
  int quiet = 0;
  for (int turn = 0; turn < 5'000 && quiet < 3; ++turn) {
    if (parts_.faults && found_.crashes < parts_.crashes && random_() % 4 == 0) {
      fall_now_ = random_() % 3 != 0;
      const auto half_done = house_->work();  // its last call fails, if it makes one
      fall();
      if (half_done > 0) quiet = 0;
    }
    const std::size_t moved = house_->work();
    deliver_call_backs(false);
    answer_needs_account();
    quiet = moved == 0 ? quiet + 1 : 0;
    clock_.moment = clock_.moment + (moved == 0 ? minutes(6) : seconds(6));
  }
  settle_held();
}

void PaymentWorld::bank_file(int number) {
  const auto made = house_->ask(http::Method::post, "/batches", {}, R"({"channel":"bank_file"})", trial_clerk());
  if (made.status != 200) return;  // nothing is ready
  ++found_.bank_files;
  const std::string id = json::parse(made.body)->text_or("id");
  if (house_->ask(http::Method::post, "/batches/{id}/decide", {{"id", id}}, R"({"agree":true})", trial_clerk()).status != 403)
    broken("who made a batch could approve it");
  must(house_->ask(http::Method::post, "/batches/{id}/decide", {{"id", id}}, R"({"agree":true})", trial_reviewer()), "approve");
  const std::string text = must(house_->ask(http::Method::get, "/batches/{id}/file", {{"id", id}}, "", trial_clerk()), "file");
  const auto file = pay::read_bank_file(text);
  if (!file.ok()) return broken("the bank cannot read our file: " + file.refusal().en);
  std::string back = pay::write_return_file(bank_.take_file(*file, file_book_, clock_.moment));
  if (parts_.faults && number % 3 == 0) back = pay::write_return_file(bank_.take_file(*file, file_book_, clock_.moment));  // the first was lost on the way
  if (parts_.faults && number % 4 == 1) fall();
  const int times = parts_.faults && number % 2 == 0 ? 2 : 1;
  found_.return_files_twice += times - 1;
  benefits::MoneyReturnIn in{back};
  for (int i = 0; i < times; ++i) must(house_->ask(http::Method::post, "/batches/{id}/returns", {{"id", id}}, json::write(in), trial_clerk()), "return file");
  if (parts_.faults) {
    in.content[in.content.size() / 2] ^= 1;
    if (house_->ask(http::Method::post, "/batches/{id}/returns", {{"id", id}}, json::write(in), trial_clerk()).status == 200)
      broken("a return file that was changed on the way was taken");
  }
}

void PaymentWorld::day(int number, Date date) {
  clock_.moment = local_instant(date, hours(8).us);
  const std::int64_t share = (parts_.count + parts_.days - 1) / parts_.days;
  if (number < parts_.days) {
    const std::int64_t from = share * number, to = std::min(parts_.count, share * (number + 1));
    order_some(from, to, false);
    order_some(from, std::min(to, from + std::max<std::int64_t>(1, share / 100)), true);
  }
  work_until_quiet();
  if (number == parts_.days) {
    for (int p = 0; p < k_trial_policies; ++p) {
      std::int64_t all = 0;
      for (std::int64_t i = p; i < parts_.count; i += k_trial_policies) all += order_of(i).amount_fen;
      benefits::BudgetIn in{policy_name(p), 2026, all + 1'000'000, "", "预算追加"};
      must(house_->ask(http::Method::put, "/budgets", {}, json::write(in), trial_clerk()), "budget raised");
    }
    work_until_quiet();
  }
  for (int round = 0; round < 4; ++round) {
    bank_file(number * 4 + round);
    work_until_quiet();
  }
  deliver_call_backs(true);
  work_until_quiet();
}

PaymentFindings PaymentWorld::run() {
  const auto began = std::chrono::steady_clock::now();
  open_house();
  set_up();
  const Date first = make_date(2026, 3, 2);
  const Instant start = clock_.moment;
  const int days = parts_.days + 4;
  for (int i = 0; i < days; ++i) {
    day(i, first + i);
    clock_.moment = std::max(clock_.moment, local_instant(first + i + 1, hours(1).us));
    reconcile(first + i);
  }
  found_.simulated_hours = (clock_.moment - start).us / hours(1).us;
  judge();
  found_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  found_.payments_per_s = static_cast<double>(found_.settled) / std::max(found_.seconds, 1e-9);
  return found_;
}

PaymentFindings run_payment_trial(const PaymentTrialParts& parts) { return PaymentWorld(parts).run(); }

}  // namespace tiange::app
