#include <gtest/gtest.h>

#include <random>

#include "city/benefits/vouchers/voucher_service.h"
#include "platform/db/migration_lint.h"
#include "platform/db/test_db.h"

namespace tiange::vouchers {
namespace {

const Date k_day = make_date(2026, 11, 22);
const Instant k_now = local_instant(k_day, 0) + hours(10);

TEST(VoucherCode, ReadsBackWithoutAnyServer) {
  for (const auto suite : {crypto::SignatureSuite::ed25519, crypto::SignatureSuite::sm2}) {
    const db::TestFolder folder;
    const auto signer = crypto::Signer::from_file(folder.file("key.pem"), suite);
    const VoucherBody body{7012345678901234567, "prenatal_check", k_day + 300, "陈*"};
    const std::string code = voucher_code(body, signer);
    EXPECT_LE(code.size(), 220u) << "short enough for a QR code";
    const auto read = read_voucher(code, suite, signer.public_key());
    ASSERT_TRUE(read.ok()) << read.refusal().zh;
    EXPECT_EQ(read->id, body.id);
    EXPECT_EQ(read->kind, body.kind);
    EXPECT_EQ(read->until, body.until);
    EXPECT_EQ(read->holder, body.holder);
    std::mt19937 random(1);
    for (int i = 0; i < 300; ++i) {
      std::string changed = code;
      changed[random() % changed.size()] ^= static_cast<char>(1 + random() % 127);
      EXPECT_FALSE(read_voucher(changed, suite, signer.public_key()).ok()) << changed;
    }
    EXPECT_FALSE(read_voucher(code + "A", suite, signer.public_key()).ok());
    EXPECT_FALSE(read_voucher(code.substr(0, code.size() - 1), suite, signer.public_key()).ok());
    EXPECT_FALSE(read_voucher("", suite, signer.public_key()).ok());
    const auto other = crypto::Signer::from_file(folder.file("other.pem"), suite);
    EXPECT_EQ(read_voucher(code, suite, other.public_key()).refusal().code, ErrorCode::voucher_refused) << "another district's key";
  }
}

TEST(VoucherCode, WhatWouldEndAFieldDoesNot) {
  const db::TestFolder folder;
  const auto signer = crypto::Signer::from_file(folder.file("key.pem"), crypto::SignatureSuite::ed25519);
  const auto read = read_voucher(voucher_code({1, "a|b", k_day, "x|2099-01-01|y"}, signer), signer.suite(), signer.public_key());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->until, k_day);
}

TEST(VoucherRules, GivenWhenThen) {
  using State = VoucherState;
  struct Row {
    const char* what;
    VoucherFacts facts;
    Instant used;
    std::optional<ErrorCode> refused;
    bool same;
  };
  const Row k_rows[] = {
      {"fresh", {State::issued, k_day + 1, {}, ""}, k_now, std::nullopt, false},
      {"on its last day", {State::issued, k_day, {}, ""}, k_now, std::nullopt, false},
      {"the day after", {State::issued, k_day + -1, {}, ""}, k_now, ErrorCode::voucher_over, false},
      {"used in time, heard of later", {State::issued, k_day + -3, {}, ""}, k_now - days(4), std::nullopt, false},
      {"heard of too late", {State::issued, k_day, {}, ""}, k_now - days(40), ErrorCode::voucher_over, false},
      {"withdrawn", {State::withdrawn, k_day + 1, {}, ""}, k_now, ErrorCode::voucher_over, false},
      {"redeemed elsewhere", {State::redeemed, k_day + 1, k_now - hours(1), "B"}, k_now, ErrorCode::voucher_used, false},
      {"redeemed here, another time", {State::redeemed, k_day + 1, k_now - hours(1), "A"}, k_now, ErrorCode::voucher_used, false},
      {"the same word again", {State::redeemed, k_day + 1, k_now, "A"}, k_now, std::nullopt, true},
      {"an earlier time heard later loses", {State::redeemed, k_day + 1, k_now - hours(1), "B"}, k_now - hours(5), ErrorCode::voucher_used, false},
  };
  for (const Row& row : k_rows) {
    const auto verdict = may_redeem(row.facts, "A", row.used, k_now, 31);
    EXPECT_EQ(verdict.ok(), !row.refused.has_value()) << row.what;
    if (!verdict.ok() && row.refused) {
      EXPECT_EQ(verdict.refusal().code, *row.refused) << row.what;
    }
    if (verdict.ok()) {
      EXPECT_EQ(verdict->same, row.same) << row.what;
    }
  }
  EXPECT_EQ(may_redeem({State::issued, k_day + 9, {}, ""}, "A", k_now + hours(1), k_now, 31).refusal().code, ErrorCode::bad_input);
}

TEST(VoucherRules, MonthsAndPlaces) {
  EXPECT_EQ(month_text(*month_number("2026-11")), "2026-11");
  EXPECT_EQ(first_day(*month_number("2026-12") + 1), make_date(2027, 1, 1));
  for (const char* bad : {"", "2026-13", "2026-00", "2026/11", "26-11", "2026-1"}) EXPECT_FALSE(month_number(bad)) << bad;
  VoucherKind kind;
  EXPECT_FALSE(redeems(kind, "440604-WJ", "WJ")) << "nobody was named";
  kind.lines = {"WJ"};
  EXPECT_TRUE(redeems(kind, "440604010-WJ", "WJ"));
  EXPECT_FALSE(redeems(kind, "440604010-CG", "CG"));
  EXPECT_FALSE(redeems(kind, "440604010", "")) << "a unit without a line";
}

TEST(VoucherRules, DefinitionsAreChecked) {
  EXPECT_TRUE(read_voucher_rules(R"({"kinds":[{"key":"a","zh":"甲","en":"A"}]})").ok());
  const auto bad = read_voucher_rules(R"({"kinds":[{"key":"a","zh":"甲","en":"A"},{"key":"a","zh":"","en":"A","days":0,"value_fen":-1}]})");
  ASSERT_FALSE(bad.ok());
  EXPECT_GE(bad.refusal().fields.size(), 4u);
}

TEST(VoucherSchema, Shards) { EXPECT_EQ(db::lint_migrations(voucher_migrations()), std::vector<std::string>{}); }

}  // namespace
}  // namespace tiange::vouchers
