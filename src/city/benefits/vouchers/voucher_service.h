#pragma once

#include <memory>

#include "city/benefits/vouchers/voucher_store.h"
#include "city/benefits/vouchers/vouchers.h"

namespace tiange::vouchers {

class VoucherService : public Vouchers {
 public:
  explicit VoucherService(VoucherParts parts) : parts_(std::move(parts)) {}

  const VoucherKind* kind(std::string_view key) const override;
  Result<VoucherView> issue(db::Tx& tx, const VoucherIssue& issue, Instant now) override;
  bool withdraw(db::Tx& tx, std::int64_t subject, std::int64_t grant, Instant now) override;
  std::vector<VoucherView> of(db::Tx& tx, std::int64_t subject, Instant now) const override;
  void settled(db::Tx& tx, std::string_view key, bool paid, Instant now) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

  // ---- the place ----
  Result<VoucherView> check(db::Tx& tx, const Scope& scope, const VoucherCodeIn& in, Instant now) const;
  Result<VoucherView> redeem(db::Tx& tx, const Scope& scope, const VoucherCodeIn& in, Instant now);
  // Never refuses as a whole: each says what became of it.
  Result<VoucherUploadView> upload(db::Tx& tx, const Scope& scope, const VoucherUploadIn& in, Instant now);
  Result<VoucherList> redeemed(db::Tx& tx, const Scope& scope, std::string_view place, std::string_view month, std::int64_t after,
                               std::size_t limit, Instant now) const;

  // ---- settling ----
  VoucherClashList clashes(db::Tx& tx, const Scope& scope, Instant now) const;
  Result<VoucherStatementList> statements(db::Tx& tx, const Scope& scope, std::string_view month) const;
  Result<VoucherStatement> draw(db::Tx& tx, const Scope& scope, const VoucherStatementIn& in, Instant now);
  Result<VoucherStatement> confirm(db::Tx& tx, const Scope& scope, std::int64_t id, const VoucherConfirmIn& in, Instant now);

  const VoucherParts& parts() const { return parts_; }

 private:
  struct Shown {
    store::VoucherRecord row;
    std::string place;
  };
  VoucherView view(const store::VoucherRecord& row, Instant now) const;
  // The unit of the caller that redeems this kind; refused (voucher_elsewhere) when none does.
  Result<std::string> place_of(const Scope& scope, const VoucherKind& kind, std::string_view wished, Instant now) const;
  Result<Shown> shown(db::Tx& tx, const Scope& scope, const VoucherCodeIn& in, Instant now) const;
  Words unit(std::string_view code, Instant now) const;

  VoucherParts parts_;
};

void add_voucher_routes(http::Routes& routes, VoucherService& room, const http::Recorder& record);
void add_statement_routes(http::Routes& routes, VoucherService& room, const http::Recorder& record);

}  // namespace tiange::vouchers
