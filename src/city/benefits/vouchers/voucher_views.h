#pragma once
// What vouchers show and take.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/json.h"
#include "base/time.h"

namespace tiange::vouchers {

// ---- what a district starts with: data/benefits/vouchers.json ----

struct VoucherKind {
  static constexpr bool k_json_defaults = true;
  std::string key, zh, en;
  std::string about_zh, about_en;   // what it is good for, for the holder
  std::int64_t value_fen = 0;       // what the place is paid for it
  int days = 180;                   // it holds
  std::vector<std::string> lines;   // units of these lines redeem it, and
  std::vector<std::string> units;   // these units; both empty: nobody does
};
BOOST_DESCRIBE_STRUCT(VoucherKind, (), (key, zh, en, about_zh, about_en, value_fen, days, lines, units))
struct VoucherRules {
  static constexpr bool k_json_defaults = true;
  std::vector<VoucherKind> kinds;
  int late_days = 31;  // what was redeemed off line may come in so much later
};
BOOST_DESCRIBE_STRUCT(VoucherRules, (), (kinds, late_days))

// What the code says and the signature holds.
struct VoucherBody {
  static constexpr bool k_json_defaults = true;
  std::int64_t id = 0;
  std::string kind;
  Date until;          // last day
  std::string holder;  // masked name
};
BOOST_DESCRIBE_STRUCT(VoucherBody, (), (id, kind, until, holder))

// ---- one voucher ----

struct VoucherView {
  static constexpr bool k_json_defaults = true;
  std::string id, kind, zh, en, about_zh, about_en;
  std::string state;   // issued | redeemed | withdrawn | ended
  std::string holder;  // masked name
  std::string code;    // for the holder only
  std::string grant;   // id
  std::int64_t value_fen = 0;
  Instant issued;
  std::string until;   // last day
  std::optional<Instant> redeemed;
  std::string place, place_zh, place_en;
};
BOOST_DESCRIBE_STRUCT(VoucherView, (), (id, kind, zh, en, about_zh, about_en, state, holder, code, grant, value_fen, issued, until, redeemed, place,
                                        place_zh, place_en))

struct VoucherCodeIn {
  static constexpr bool k_json_defaults = true;
  std::string code;
  std::string place;                 // unit; the caller's own when empty
  std::optional<Instant> redeemed;   // off line: when it was
};
BOOST_DESCRIBE_STRUCT(VoucherCodeIn, (), (code, place, redeemed))
struct VoucherUploadIn {
  std::vector<VoucherCodeIn> items;  // at most 200
};
BOOST_DESCRIBE_STRUCT(VoucherUploadIn, (), (items))
// What became of one that was redeemed off line.
struct VoucherUploaded {
  static constexpr bool k_json_defaults = true;
  std::string id, state;  // redeemed | again (this place sent it before) | second | refused
  std::string zh, en;     // why, and who was first
};
BOOST_DESCRIBE_STRUCT(VoucherUploaded, (), (id, state, zh, en))
struct VoucherUploadView {
  std::vector<VoucherUploaded> items;
};
BOOST_DESCRIBE_STRUCT(VoucherUploadView, (), (items))

struct VoucherRow {
  static constexpr bool k_json_defaults = true;
  std::string id, kind, zh, en, holder, place, place_zh, place_en, by;
  std::int64_t value_fen = 0;
  Instant redeemed;
  bool offline = false;
  std::string statement;  // id, once it is in one
};
BOOST_DESCRIBE_STRUCT(VoucherRow, (), (id, kind, zh, en, holder, place, place_zh, place_en, by, value_fen, redeemed, offline, statement))
struct VoucherList {
  std::vector<VoucherRow> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(VoucherList, (), (items, next))
// Somebody came second with the same voucher.
struct VoucherClash {
  static constexpr bool k_json_defaults = true;
  std::string voucher, kind, first, first_zh, first_en, second, second_zh, second_en;
  Instant first_redeemed, second_redeemed, told;
};
BOOST_DESCRIBE_STRUCT(VoucherClash, (), (voucher, kind, first, first_zh, first_en, second, second_zh, second_en, first_redeemed, second_redeemed, told))
struct VoucherClashList {
  std::vector<VoucherClash> items;
};
BOOST_DESCRIBE_STRUCT(VoucherClashList, (), (items))

// ---- settling with places ----

struct VoucherStatementIn {
  static constexpr bool k_json_defaults = true;
  std::string place, month;  // unit, 2026-11; empty: this month
};
BOOST_DESCRIBE_STRUCT(VoucherStatementIn, (), (place, month))
struct VoucherConfirmIn {
  static constexpr bool k_json_defaults = true;
  std::string uscc;  // of the firm that is paid: the place itself
};
BOOST_DESCRIBE_STRUCT(VoucherConfirmIn, (), (uscc))
struct VoucherStatementLine {
  static constexpr bool k_json_defaults = true;
  std::string kind, zh, en;
  std::int64_t count = 0, value_fen = 0, amount_fen = 0;
};
BOOST_DESCRIBE_STRUCT(VoucherStatementLine, (), (kind, zh, en, count, value_fen, amount_fen))
struct VoucherStatement {
  static constexpr bool k_json_defaults = true;
  std::string id, place, place_zh, place_en, month;
  std::string state;  // drawn | confirmed | paid | failed
  std::vector<VoucherStatementLine> lines;
  std::int64_t count = 0, amount_fen = 0;
  Instant drawn;
  std::string drawn_by;
  std::optional<Instant> confirmed;
  std::string confirmed_by, payment, said;
};
BOOST_DESCRIBE_STRUCT(VoucherStatement, (), (id, place, place_zh, place_en, month, state, lines, count, amount_fen, drawn, drawn_by, confirmed,
                                          confirmed_by, payment, said))
struct VoucherStatementList {
  std::vector<VoucherStatement> items;
};
BOOST_DESCRIBE_STRUCT(VoucherStatementList, (), (items))

// By which anybody checks codes off line.
struct VoucherKey {
  std::string suite, public_key, fingerprint;  // DER in base64url
};
BOOST_DESCRIBE_STRUCT(VoucherKey, (), (suite, public_key, fingerprint))

}  // namespace tiange::vouchers
