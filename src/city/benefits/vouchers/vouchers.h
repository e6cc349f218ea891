#pragma once
// 惠民券 vouchers: a check before marriage, in pregnancy or after a birth that a place gives and the house pays for.
//
// A voucher belongs to a grant. Its code is signed (Ed25519 or SM2) and short enough for a QR code, so that a place without a
// line can tell a true one from a false one; it is redeemed once: on line at once, off line when the place sends in what it
// redeemed: the first to come in has it, whoever comes second is told who was first. A place's month is drawn up as a
// statement, confirmed by another person, and paid.
//
// Events (outbox): "voucher.redeemed" {voucher, grant, subject, kind, place, redeemed}
//
// Routes below /api/v1/benefits/vouchers; R benefits.redeem, S benefits.settle, P open to all.
//   R POST /check                 VoucherCodeIn -> VoucherView without code: may it be redeemed here
//   R POST /redeem                VoucherCodeIn -> VoucherView without code
//   R POST /upload                VoucherUploadIn -> VoucherUploadView
//   R GET  /redeemed?place=&month=&after=&limit=   VoucherList: of the caller's places; with benefits.settle of all in the area
//   S GET  /clashes               VoucherClashList, newest first
//   S GET  /statements?month=     VoucherStatementList
//   S POST /statements            VoucherStatementIn -> VoucherStatement: draws up what was redeemed by the end of the month
//   S POST /statements/{id}/confirm  VoucherConfirmIn -> VoucherStatement: by another person; paid then
//   P GET  /api/v1/public/benefits/voucher-key     VoucherKey

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "city/benefits/vouchers/voucher_views.h"
#include "city/org/org.h"
#include "platform/crypto/signer.h"
#include "platform/db/db.h"
#include "platform/db/outbox.h"
#include "platform/http/http.h"

namespace tiange::vouchers {

struct VoucherIssue {
  std::string key;           // the same again gives the same voucher
  std::int64_t subject = 0;
  std::int64_t grant = 0;
  std::string kind;
  std::string holder;        // masked name
  std::string area;
};

// Everything outlives the room.
struct VoucherParts {
  db::Db& db;
  IdSource& ids;
  db::Outbox& outbox;
  org::Org& org;
  const crypto::Signer& signer;
  VoucherRules rules;
  std::string district;
  // Pays a confirmed statement to the firm of that credit code; gives the payment's id, or refuses.
  std::function<Result<std::string>(db::Tx&, const VoucherStatement& statement, const std::string& uscc, Instant now)> pay;
};

class Vouchers {
 public:
  virtual ~Vouchers() = default;
  // Whether there is such a kind.
  virtual const VoucherKind* kind(std::string_view key) const = 0;
  virtual Result<VoucherView> issue(db::Tx& tx, const VoucherIssue& issue, Instant now) = 0;
  // Of a grant; one that was redeemed stays as it is. True when there was one to withdraw.
  virtual bool withdraw(db::Tx& tx, std::int64_t subject, std::int64_t grant, Instant now) = 0;
  // With codes, newest first: for the subject itself.
  virtual std::vector<VoucherView> of(db::Tx& tx, std::int64_t subject, Instant now) const = 0;
  // What the bank said of a statement's payment, by its key.
  virtual void settled(db::Tx& tx, std::string_view key, bool paid, Instant now) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

// The key of a statement's payment: "vouchers:<place>:<statement>".
std::string statement_key(const VoucherStatement& statement);

Result<VoucherRules> read_voucher_rules(std::string_view json);
std::span<const db::Migration> voucher_migrations();
std::unique_ptr<Vouchers> open_vouchers(VoucherParts parts);

}  // namespace tiange::vouchers
