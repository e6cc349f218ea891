#include "platform/pay/simulated_bank.h"

#include <array>

namespace tiange::pay {

namespace {

Said said_of(std::string_view number, const SimulatedRow& row) {
  Said said;
  said.number = std::string(number);
  said.verdict = row.verdict;
  said.ground = row.ground;
  said.amount_fen = row.verdict == Verdict::paid ? row.amount_fen : 0;
  if (row.bank_number > 0) said.bank_number = "MN" + std::to_string(row.bank_number);
  said.moment = row.moment;
  switch (row.ground) {
    case Ground::none: break;
    case Ground::closed_account: said.text = "账户已销户"; break;
    case Ground::no_such_account: said.text = "账号不存在"; break;
    case Ground::wrong_holder: said.text = "户名不符"; break;
    case Ground::limit: said.text = "超过当日限额"; break;
    case Ground::other: said.text = "其他原因"; break;
  }
  return said;
}

void carry(SimulatedRow& row, SimulatedBook& book, Instant now) {
  row.verdict = Verdict::paid;
  row.amount_fen = row.asked_fen;
  if (row.fault == Fault::wrong_amount) row.amount_fen += row.asked_fen > 1 && row.asked_fen % 2 == 1 ? -1 : 1;
  row.bank_number = book.next_number();
  row.moment = now;
}

void refuse_it(SimulatedRow& row, Ground ground, Instant now) {
  row.verdict = Verdict::refused;
  row.ground = ground;
  row.moment = now;
}

}  // namespace

Fault fault_by_account(const Instruction& instruction) {
  static constexpr std::array<Fault, 9> k_by_tail = {Fault::none,         Fault::closed_account, Fault::no_such_account,
                                                     Fault::wrong_holder, Fault::wrong_amount,   Fault::lost_before,
                                                     Fault::lost_after,   Fault::later,          Fault::in_hand};
  const std::string& account = instruction.account;
  if (account.size() < 2 || account[account.size() - 2] != '0') return Fault::none;
  const auto tail = static_cast<std::size_t>(account.back() - '0');
  return tail < k_by_tail.size() ? k_by_tail[tail] : Fault::none;
}

Said SimulatedBank::take(const Instruction& one, SimulatedBook& book, Instant now, bool by_file) const {
  const auto known = book.find(one.number);
  SimulatedRow row = known.value_or(SimulatedRow{});
  ++row.seen;
  if (known && known->verdict != Verdict::unknown) {
    if (row.verdict == Verdict::in_hand && now >= row.moment + parts_.hand) carry(row, book, now);
    book.put(one.number, row);
    return said_of(one.number, row);
  }
  row.asked_fen = one.amount_fen;
  // What went wrong with a number goes wrong once.
  row.fault = known ? Fault::none : parts_.fault(one);
  Said said;
  bool lost = false;
  switch (row.fault) {
    case Fault::closed_account: refuse_it(row, Ground::closed_account, now); break;
    case Fault::no_such_account: refuse_it(row, Ground::no_such_account, now); break;
    case Fault::wrong_holder: refuse_it(row, Ground::wrong_holder, now); break;
    case Fault::limit: refuse_it(row, Ground::limit, now); break;
    case Fault::in_hand:
      row.verdict = Verdict::in_hand;
      row.moment = now;
      break;
    case Fault::later:
    case Fault::lost_before:
      // Files are not lost on the way, nor refused for being busy.
      if (by_file) {
        carry(row, book, now);
        break;
      }
      lost = row.fault == Fault::lost_before;
      book.put(one.number, row);
      said.number = one.number;
      said.verdict = Verdict::later;
      said.lost = lost;
      said.text = "系统繁忙";
      return said;
    case Fault::lost_after:
      carry(row, book, now);
      lost = !by_file;
      break;
    case Fault::none:
    case Fault::wrong_amount: carry(row, book, now); break;
  }
  book.put(one.number, row);
  said = said_of(one.number, row);
  said.lost = lost;
  return said;
}

Said SimulatedBank::carry_out(const std::string& number, SimulatedBook& book, Instant now) const {
  auto row = book.find(number);
  if (!row) return said_of(number, SimulatedRow{});
  if (row->verdict == Verdict::in_hand) {
    carry(*row, book, now);
    book.put(number, *row);
  }
  return said_of(number, *row);
}

Result<Answer> SimulatedBank::answer(const Call& call, SimulatedBook& book, Instant now) const {
  std::string timestamp, given;
  for (const auto& [name, value] : call.headers) {
    if (name == "X-Tiange-Timestamp") timestamp = value;
    if (name == "X-Tiange-Signature") given = value;
  }
  if (!check_signature(parts_.secret, timestamp, call.body, given, now).ok()) return Answer{401, "{}"};
  SaidAnswer out;
  bool lost = false;
  if (call.url.ends_with("/pay")) {
    const auto in = json::read<PayCall>(call.body);
    if (!in.ok()) return Answer{400, "{}"};
    for (const Instruction& one : in->requests) {
      Said said = take(one, book, now, false);
      lost = lost || said.lost;
      if (!said.lost) out.said.push_back(std::move(said));
    }
  } else if (call.url.ends_with("/ask")) {
    const auto in = json::read<AskCall>(call.body);
    if (!in.ok()) return Answer{400, "{}"};
    for (const std::string& number : in->numbers) {
      const auto row = book.find(number);
      const bool due = row && row->verdict == Verdict::in_hand && now >= row->moment + parts_.hand;
      out.said.push_back(due ? carry_out(number, book, now) : said_of(number, row.value_or(SimulatedRow{})));
    }
  } else if (call.url.ends_with("/statement")) {
    const auto in = json::read<StatementCall>(call.body);
    const auto day = in.ok() ? parse_date(in->day) : Result<Date>(refuse(ErrorCode::bad_input));
    if (!day.ok()) return Answer{400, "{}"};
    return Answer{200, json::write(StatementAnswer{statement(*day, book)})};
  } else {
    return Answer{404, "{}"};
  }
  if (lost && out.said.empty()) return refuse(ErrorCode::call_failed, "模拟银行没有应答", "the simulated bank did not answer");
  return Answer{200, json::write(out)};
}

ReturnFile SimulatedBank::take_file(const BankFile& file, SimulatedBook& book, Instant now) const {
  ReturnFile out{file.batch, local_date(now), {}};
  for (const Instruction& one : file.lines) {
    Said said = take(one, book, now, true);
    // A return file comes when everything is through.
    if (said.verdict == Verdict::in_hand) said = carry_out(one.number, book, now);
    said.lost = false;
    out.lines.push_back(std::move(said));
  }
  return out;
}

std::vector<StatementLine> SimulatedBank::statement(Date day, SimulatedBook& book) const {
  std::vector<StatementLine> lines;
  book.each_of_day(day, [&](std::string_view number, const SimulatedRow& row) {
    if (row.verdict != Verdict::paid) return;
    lines.push_back({number.starts_with('~') ? "" : std::string(number), "MN" + std::to_string(row.bank_number), row.amount_fen});
  });
  return lines;
}

void SimulatedBank::stray(std::int64_t amount_fen, SimulatedBook& book, Instant moment) const {
  SimulatedRow row;
  row.verdict = Verdict::paid;
  row.amount_fen = amount_fen;
  row.bank_number = book.next_number();
  row.moment = moment;
  book.put("~" + std::to_string(row.bank_number), row);
}

}  // namespace tiange::pay
