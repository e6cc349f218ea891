#include <gtest/gtest.h>

#include "platform/db/test_db.h"
#include "platform/pay/simulated_bank.h"

namespace tiange::pay {
namespace {

const Instant k_now = local_instant(make_date(2026, 11, 22), hours(10).us);

Instruction to(const std::string& number, const std::string& account, std::int64_t fen = 5'000) {
  return {number, "试算银行", account, "张三", fen, "津贴"};
}

struct Wire {
  SimulatedBank bank{{.secret = "0123456789abcdef"}};
  MemoryBook book;
  Instant now = k_now;
  std::unique_ptr<Bank> face(const std::string& secret = "0123456789abcdef") {
    return http_bank({"https://bank", "us", secret, [this] { return now; }}, [this](const Call& call) { return bank.answer(call, book, now); });
  }
};

TEST(Pay, SignaturesHoldForTheTextTheSecretAndFiveMinutes) {
  const std::string timestamp = std::to_string(k_now.us / 1'000'000);
  const std::string good = signature("secret", timestamp, "body");
  EXPECT_TRUE(check_signature("secret", timestamp, "body", good, k_now).ok());
  EXPECT_FALSE(check_signature("secret", timestamp, "bodx", good, k_now).ok());
  EXPECT_FALSE(check_signature("secre7", timestamp, "body", good, k_now).ok());
  EXPECT_FALSE(check_signature("", timestamp, "body", signature("", timestamp, "body"), k_now).ok());
  EXPECT_FALSE(check_signature("secret", timestamp, "body", good, k_now + minutes(6)).ok());
  EXPECT_FALSE(check_signature("secret", "", "body", good, k_now).ok());
}

TEST(Pay, ANumberIsCarriedOutOnceHoweverOftenItIsSent) {
  Wire wire;
  const auto bank = wire.face();
  const std::vector<Instruction> one = {to("n-1", "62220001")};  // closed
  EXPECT_EQ(bank->pay(one)[0].ground, Ground::closed_account);
  const std::vector<Instruction> two = {to("n-2", "62220088")};
  const auto first = bank->pay(two), again = bank->pay(two);
  EXPECT_EQ(first[0].verdict, Verdict::paid);
  EXPECT_EQ(first[0].bank_number, again[0].bank_number);
  EXPECT_EQ(wire.book.out_fen(), 5'000);
}

TEST(Pay, LostAnswersAreUnknownUntilAsked) {
  Wire wire;
  const auto bank = wire.face();
  const std::vector<Instruction> after = {to("n-1", "62220006")}, before = {to("n-2", "62220005")};
  EXPECT_TRUE(bank->pay(after)[0].lost);
  EXPECT_TRUE(bank->pay(before)[0].lost);
  const std::vector<std::string> numbers = {"n-1", "n-2", "n-3"};
  const auto said = bank->ask(numbers);
  EXPECT_EQ(said[0].verdict, Verdict::paid);
  EXPECT_EQ(said[1].verdict, Verdict::unknown);
  EXPECT_FALSE(said[1].lost);
  EXPECT_EQ(said[2].verdict, Verdict::unknown);
  EXPECT_EQ(bank->pay(before)[0].verdict, Verdict::paid);
  EXPECT_EQ(wire.book.out_fen(), 10'000);
}

TEST(Pay, WhatIsInHandIsCarriedOutLater) {
  Wire wire;
  const auto bank = wire.face();
  const std::vector<Instruction> one = {to("n-1", "62220008")};
  EXPECT_EQ(bank->pay(one)[0].verdict, Verdict::in_hand);
  const std::vector<std::string> numbers = {"n-1"};
  EXPECT_EQ(bank->ask(numbers)[0].verdict, Verdict::in_hand);
  wire.now = k_now + seconds(30);
  EXPECT_EQ(bank->ask(numbers)[0].verdict, Verdict::paid);
}

TEST(Pay, AnotherSecretIsNotHeard) {
  Wire wire;
  const std::vector<Instruction> one = {to("n-1", "62220088")};
  EXPECT_TRUE(wire.face("another secret at all")->pay(one)[0].lost);
  EXPECT_EQ(wire.book.out_fen(), 0);
}

TEST(BankFiles, ComeBackAsTheyWent) {
  const BankFile file{"77", make_date(2026, 11, 22), {to("n-1", "62220088"), to("n-2", "62220001", 123)}};
  const std::string text = write_bank_file(file);
  const auto read = read_bank_file(text);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->batch, "77");
  ASSERT_EQ(read->lines.size(), 2u);
  EXPECT_EQ(read->lines[1].amount_fen, 123);
  EXPECT_EQ(read->lines[0].holder, "张三");
  Wire wire;
  const ReturnFile back = wire.bank.take_file(*read, wire.book, k_now);
  const auto said = read_return_file(write_return_file(back));
  ASSERT_TRUE(said.ok());
  EXPECT_EQ(said->lines[0].verdict, Verdict::paid);
  EXPECT_EQ(said->lines[1].ground, Ground::closed_account);
  (void)wire.bank.take_file(*read, wire.book, k_now);  // the same file again
  EXPECT_EQ(wire.book.out_fen(), 5'000);
  const StatementFile day{"bank", make_date(2026, 11, 22), wire.bank.statement(make_date(2026, 11, 22), wire.book)};
  const auto statement = read_statement_file(write_statement_file(day));
  ASSERT_TRUE(statement.ok());
  ASSERT_EQ(statement->lines.size(), 1u);
  EXPECT_EQ(statement->lines[0].number, "n-1");
}

TEST(BankFiles, WhatWasChangedOrCutOffIsRefused) {
  const std::string text = write_bank_file({"77", make_date(2026, 11, 22), {to("n-1", "62220088"), to("n-2", "62220001", 123)}});
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == '7' ? '8' : '7';
    EXPECT_FALSE(read_bank_file(changed).ok()) << i;
    EXPECT_FALSE(read_bank_file(text.substr(0, i)).ok()) << i;
  }
  EXPECT_FALSE(read_bank_file(text + text).ok());
  EXPECT_FALSE(read_return_file(text).ok());
  // Texts cannot bring fields of their own.
  const auto tricky = read_bank_file(write_bank_file({"7|7", make_date(2026, 11, 22), {{"n", "行|E|1", "6222", "张\n三", 1, "a|b"}}}));
  ASSERT_TRUE(tricky.ok());
  EXPECT_EQ(tricky->lines[0].holder, "张 三");
}

TEST(SimulatedBank, ItsBookLastsInTheDatabase) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    const SimulatedBank bank({.secret = "0123456789abcdef"});
    const auto act = [&](Instant now) {
      return db.write(system_scope(), [&](db::Tx& tx) -> Result<ReturnFile> {
        std::int64_t number = now.us;
        KeptBook book(tx, "trial", [&] { return ++number; });
        return bank.take_file({"1", make_date(2026, 11, 22), {to("n-1", "62220088")}}, book, now);
      });
    };
    const auto first = act(k_now), again = act(k_now + hours(1));
    ASSERT_TRUE(first.ok() && again.ok());
    EXPECT_EQ(first->lines[0].bank_number, again->lines[0].bank_number);
    const auto lines = db.write(system_scope(), [&](db::Tx& tx) -> Result<std::vector<StatementLine>> {
      KeptBook book(tx, "trial", [] { return std::int64_t{9}; });
      bank.stray(700, book, k_now);
      return bank.statement(make_date(2026, 11, 22), book);
    });
    ASSERT_EQ(lines->size(), 2u);
    EXPECT_EQ((*lines)[0].number, "");
  });
}

}  // namespace
}  // namespace tiange::pay
