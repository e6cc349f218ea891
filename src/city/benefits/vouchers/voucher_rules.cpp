#include "city/benefits/vouchers/voucher_rules.h"

#include <algorithm>
#include <cstdio>

#include "base/digest.h"
#include "base/text.h"
#include "platform/crypto/crypto.h"

namespace tiange::vouchers {

namespace {

constexpr std::string_view k_mark = "TGV1.";
constexpr std::size_t k_longest_code = 400;

Refusal not_ours(const char* zh, const char* en) { return refuse(ErrorCode::voucher_refused, zh, en); }

// What would end a field of the payload.
std::string plain(std::string_view text) {
  std::string out(text);
  std::replace(out.begin(), out.end(), '|', ' ');
  return out;
}

}  // namespace

std::string voucher_code(const VoucherBody& body, const crypto::Signer& signer) {
  const std::string payload = std::to_string(body.id) + "|" + plain(body.kind) + "|" + format_date(body.until) + "|" + plain(body.holder);
  const std::string signed_text = std::string(k_mark) + base64url(payload);
  return signed_text + "." + base64url(signer.sign(signed_text));
}

Result<VoucherBody> read_voucher(std::string_view given, crypto::SignatureSuite suite, std::string_view public_key) {
  const std::string_view code = text::trim(given);
  if (!code.starts_with(k_mark) || code.size() > k_longest_code) return not_ours("不是天格出具的惠民券", "no voucher of Tiange");
  const std::size_t dot = code.find('.', k_mark.size());
  if (dot == code.npos) return not_ours("券码不完整", "the code is not whole");
  const auto payload = crypto::unbase64url(code.substr(k_mark.size(), dot - k_mark.size()));
  const auto signature = crypto::unbase64url(code.substr(dot + 1));
  // Written again it must come out the same: not one sign more or otherwise.
  if (!payload || !signature || std::string(k_mark) + base64url(*payload) + "." + base64url(*signature) != code)
    return not_ours("券码不完整", "the code is not whole");
  if (!crypto::verify_signature(suite, public_key, code.substr(0, dot), *signature))
    return not_ours("签名不符：券码被改动或不是本区出具", "the signature does not hold: the code was changed, or another district's key made it");
  const auto parts = text::split(*payload, '|');
  if (parts.size() != 4 || !text::is_valid_utf8(*payload)) return not_ours("券码不完整", "the code is not whole");
  const auto id = text::to_int(parts[0]);
  const auto until = parse_date(parts[2]);
  if (!id || !until.ok()) return not_ours("券码不完整", "the code is not whole");
  return VoucherBody{*id, std::string(parts[1]), *until, std::string(parts[3])};
}

Result<VoucherVerdict> may_redeem(const VoucherFacts& facts, std::string_view place, Instant used, Instant now, int late_days) {
  if (used > now + minutes(10)) return refuse_fields(ErrorCode::bad_input, {{"redeemed", "不能晚于现在", "cannot lie in the future"}});
  if (facts.state == VoucherState::redeemed) {
    if (facts.place == place && facts.redeemed == used) return VoucherVerdict{true};
    return refuse(ErrorCode::voucher_used, "该券已于 " + format_local(facts.redeemed) + " 核销", "the voucher was redeemed at " + format_local(facts.redeemed));
  }
  if (facts.state == VoucherState::withdrawn) return refuse(ErrorCode::voucher_over, "该券已作废", "the voucher was withdrawn");
  if (local_date(used) > facts.until)
    return refuse(ErrorCode::voucher_over, "该券有效至 " + format_date(facts.until), "the voucher held until " + format_date(facts.until));
  if (used + days(late_days) < now)
    return refuse(ErrorCode::voucher_over, "离线核销应在 " + std::to_string(late_days) + " 天内上传",
                  "what was redeemed off line comes in within " + std::to_string(late_days) + " days");
  return VoucherVerdict{};
}

bool redeems(const VoucherKind& kind, std::string_view unit, std::string_view line) {
  return std::find(kind.units.begin(), kind.units.end(), unit) != kind.units.end() ||
         (!line.empty() && std::find(kind.lines.begin(), kind.lines.end(), line) != kind.lines.end());
}

std::optional<int> month_number(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const auto year = text::to_int(text.substr(0, 4)), month = text::to_int(text.substr(5));
  if (!year || !month || *year < 1990 || *year > 2200 || *month < 1 || *month > 12) return std::nullopt;
  return static_cast<int>(*year * 12 + *month - 1);
}

std::string month_text(int month) {
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02d", month / 12, month % 12 + 1);
  return text;
}

int month_of(Date day) {
  const YearMonthDay parts = split_date(day);
  return parts.year * 12 + parts.month - 1;
}

Date first_day(int month) { return make_date(month / 12, month % 12 + 1, 1); }

}  // namespace tiange::vouchers
