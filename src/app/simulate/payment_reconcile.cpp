// The bank's statements of a trial, with errors put in, and whether each of them was found.

#include <algorithm>

#include "app/simulate/payment_world.h"
#include "base/text.h"

namespace tiange::app {

void PaymentWorld::reconcile(Date date) {
  reconcile_channel(date, "bank_direct", book_);
  reconcile_channel(date, "bank_file", file_book_);
  const std::string path = "/days/{day}/close", day = format_date(date);
  const auto closed = house_->ask(http::Method::post, path, {{"day", day}}, R"({"reason":"当日已核对"})", trial_reviewer());
  must(closed, "close " + day);
  found_.days_closed += closed.status == 200;
  if (house_->ask(http::Method::post, path, {{"day", day}}, R"({"reason":"再次"})", trial_reviewer()).status == 200) broken("a day was closed twice");
}

bool PaymentWorld::is_settled(const std::string& number) {
  const auto dash = number.rfind('-');
  const auto said = house_->ask(http::Method::get, "/payments/{id}", {{"id", number.substr(0, dash)}}, "", trial_clerk());
  const auto page = json::parse(said.body);
  if (said.status != 200 || !page.ok()) return false;
  const json::Value* payment = page->find("payment");
  return payment && payment->text_or("state") == "settled" && std::to_string(payment->find("attempt")->as_int()) == number.substr(dash + 1);
}

std::vector<PaymentWorld::Injected> PaymentWorld::inject(std::vector<pay::StatementLine>& lines, pay::MemoryBook& book, Date date) {
  std::vector<Injected> all;
  if (!parts_.faults) return all;
  bank_.stray(12'345, book, local_instant(date, hours(20).us));
  lines.push_back({"", "MN-stray", 12'345});
  all.push_back({"bank_only", "", "MN-stray"});
  lines.push_back({"0fff-7000000000000000001-1", "MN-unknown", 500});
  all.push_back({"bank_only", "0fff-7000000000000000001-1", "MN-unknown"});
  std::vector<std::size_t> some;
  for (int tries = 0; tries < 40 && some.size() < 3 && lines.size() > 10; ++tries) {
    const std::size_t at = random_() % (lines.size() - 2);
    if (std::find(some.begin(), some.end(), at) == some.end() && is_settled(lines[at].number)) some.push_back(at);
  }
  if (some.size() < 3) return all;
  std::sort(some.begin(), some.end());
  lines[some[0]].amount_fen += 700;
  all.push_back({"amount", lines[some[0]].number, lines[some[0]].bank_number});
  pay::StatementLine twice = lines[some[1]];
  twice.bank_number = "MN-twice";
  all.push_back({"twice", twice.number, twice.bank_number});
  all.push_back({"ours_only", lines[some[2]].number, lines[some[2]].bank_number});
  lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(some[2]));
  lines.push_back(std::move(twice));
  return all;
}

void PaymentWorld::reconcile_channel(Date date, const std::string& channel, pay::MemoryBook& book) {
  std::vector<pay::StatementLine> lines = bank_.statement(date, book);
  std::erase_if(lines, [](const pay::StatementLine& line) { return line.number.empty(); });
  std::sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  const std::vector<Injected> injected = inject(lines, book, date);
  benefits::MoneyStatementIn in{channel, pay::write_statement_file({channel, date, lines})};
  const std::string day = format_date(date);
  const std::string body = must(house_->ask(http::Method::post, "/days/{day}/statement", {{"day", day}}, json::write(in), trial_clerk()), "statement");
  const auto again = house_->ask(http::Method::post, "/days/{day}/statement", {{"day", day}}, json::write(in), trial_clerk());
  const auto second = json::read<benefits::MoneyStatementView>(again.body);
  if (second.ok() && second->differences != 0) broken("the same statement found other differences the second time");
  work_until_quiet();
  if (!injected.empty() && house_->ask(http::Method::post, "/days/{day}/close", {{"day", day}}, R"({"reason":"试"})", trial_reviewer()).status == 200)
    broken("a day with open differences was closed");
  found_.injected += static_cast<std::int64_t>(injected.size());
  resolve_differences(date, injected);
}

void PaymentWorld::resolve_differences(Date date, const std::vector<Injected>& injected) {
  std::vector<benefits::MoneyDifferenceView> all;
  for (;;) {
    const std::string body =
        must(house_->ask(http::Method::get, "/differences", {}, "", trial_clerk(), {{"state", "open"}, {"day", format_date(date)}}), "differences");
    const auto list = json::read<benefits::MoneyDifferenceList>(body);
    if (!list.ok() || list->items.empty()) break;
    for (const benefits::MoneyDifferenceView& one : list->items) {
      must(house_->ask(http::Method::post, "/differences/{id}/resolve", {{"id", one.id}}, R"({"reason":"已与银行核实"})", trial_clerk()), "resolve");
      all.push_back(one);
    }
  }
  found_.differences += static_cast<std::int64_t>(all.size());
  for (const Injected& one : injected) {
    const bool seen = std::any_of(all.begin(), all.end(), [&](const benefits::MoneyDifferenceView& d) {
      return d.kind == one.kind && d.number == one.number && (one.kind == "ours_only" || d.bank_number == one.bank_number || one.kind == "amount");
    });
    if (!seen) broken("a difference was not found: " + one.kind + " " + one.number + " " + one.bank_number + " on " + format_date(date));
  }
  // Nothing is found that is not there.
  for (const benefits::MoneyDifferenceView& d : all) {
    const bool put_in = std::any_of(injected.begin(), injected.end(), [&](const Injected& one) { return one.number == d.number; });
    const auto row = bank_row(d.number);
    const bool wrong = row && row->verdict == pay::Verdict::paid && row->amount_fen != row->asked_fen;
    if (!put_in && !wrong) broken("a difference that is none: " + d.kind + " " + d.number + " bank " + std::to_string(d.bank_fen) + " ours " + std::to_string(d.ours_fen));
  }
}

}  // namespace tiange::app
