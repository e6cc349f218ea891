#pragma once
// All SQL of vouchers. A voucher is found by whoever was shown its code; lists are given inside a scope.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.h"
#include "city/benefits/vouchers/voucher_rules.h"
#include "platform/db/db.h"

namespace tiange::vouchers::store {

struct VoucherRecord {
  std::int64_t subject = 0, id = 0;
  std::string issue_key;
  std::int64_t grant = 0;
  std::string kind, holder, area;
  std::int64_t value_fen = 0;
  Date until;
  Instant issued;
  VoucherState state = VoucherState::issued;
  Instant redeemed, heard;
  std::string place, redeemed_by;
  bool offline = false;
  std::int64_t statement = 0;
  std::string code;
};
void add(db::Tx& tx, const VoucherRecord& row);
// What becomes of it; only while it is still as `before`. False when somebody was faster.
bool change(db::Tx& tx, const VoucherRecord& row, VoucherState before);
std::optional<VoucherRecord> find(db::Tx& tx, std::int64_t id);
std::optional<VoucherRecord> find_issued(db::Tx& tx, std::int64_t subject, std::string_view key);
std::vector<VoucherRecord> of(db::Tx& tx, std::int64_t subject);
std::vector<VoucherRecord> of_grant(db::Tx& tx, std::int64_t subject, std::int64_t grant);

struct RedeemedAsk {
  std::vector<std::string> places;  // empty: every place of the scope
  Instant from, to;                 // heard
  std::int64_t after = 0;
  std::size_t limit = 50;
};
std::vector<VoucherRecord> redeemed(db::Tx& tx, const Scope& scope, const RedeemedAsk& ask);

void add_clash(db::Tx& tx, std::int64_t id, const VoucherRecord& voucher, std::string_view place, Instant redeemed, Instant told);
struct ClashRecord {
  std::int64_t voucher = 0;
  std::string place;
  Instant redeemed, told;
};
std::vector<ClashRecord> clashes(db::Tx& tx, const Scope& scope, std::size_t most);

// Of a place: redeemed, heard of before `to`, and in no statement yet. Units name places: 440604010-WJ lies in 440604010.
std::vector<VoucherRecord> open_at(db::Tx& tx, const Scope& scope, std::string_view place, Instant to);
void put_into(db::Tx& tx, const VoucherRecord& row, std::int64_t statement);

struct StatementRecord {
  std::int64_t id = 0;
  std::string place;
  int month = 0;
  int state = 0;  // 0 drawn, 1 confirmed, 2 paid, 3 failed
  std::int64_t drawer = 0;  // account
  VoucherStatement view;
};
void put_statement(db::Tx& tx, const StatementRecord& row);
std::optional<StatementRecord> statement(db::Tx& tx, const Scope& scope, std::int64_t id);
std::vector<StatementRecord> statements(db::Tx& tx, const Scope& scope, std::optional<int> month, std::size_t most);

std::string area_of(std::string_view unit);  // "440604010" of "440604010-WJ"

}  // namespace tiange::vouchers::store
