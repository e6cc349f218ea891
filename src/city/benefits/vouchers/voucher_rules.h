#pragma once
// What a voucher's code says, how it is signed and read again without any server, and what may become of a voucher. Pure.
//
// A code is short enough for a QR code of 53 modules: "TGV1.<payload>.<signature>", both in base64url; the payload is the
// text id|kind|last day|masked name, the signature is over "TGV1.<payload>".

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "city/benefits/vouchers/voucher_views.h"
#include "platform/crypto/signer.h"

namespace tiange::vouchers {

enum class VoucherState { issued, redeemed, withdrawn };
BOOST_DESCRIBE_ENUM(VoucherState, issued, redeemed, withdrawn)

std::string voucher_code(const VoucherBody& body, const crypto::Signer& signer);
// Refused (voucher_refused) with what does not hold. Needs nothing but the code and the key.
Result<VoucherBody> read_voucher(std::string_view code, crypto::SignatureSuite suite, std::string_view public_key);

struct VoucherFacts {
  VoucherState state = VoucherState::issued;
  Date until;              // last day
  Instant redeemed;        // before, if it was
  std::string place;       // where
};
// What comes of showing it at a place. `same`: the place that has it already shows it again.
struct VoucherVerdict {
  bool same = false;
};
// Refuses what was withdrawn, has expired on the day it was used, or was redeemed elsewhere; `used` is when the service was
// given, `now` when the house hears of it. Only the order of hearing counts between two places.
Result<VoucherVerdict> may_redeem(const VoucherFacts& facts, std::string_view place, Instant used, Instant now, int late_days);

bool redeems(const VoucherKind& kind, std::string_view unit, std::string_view line);

// "2026-11" as months since year 0, and back; nothing for other texts.
std::optional<int> month_number(std::string_view text);
std::string month_text(int month);
int month_of(Date day);
Date first_day(int month);

}  // namespace tiange::vouchers
