#include <array>
#include <charconv>

#include "city/benefits/payments/payment_views.h"

namespace tiange::benefits {

namespace {

constexpr std::int64_t k_parts = 0x10000;

std::string ref_text(std::int64_t part, std::int64_t id) {
  static constexpr std::string_view k_digits = "0123456789abcdef";
  std::string text;
  for (int shift = 12; shift >= 0; shift -= 4) text += k_digits[static_cast<std::size_t>((part >> shift) & 0xf)];
  return text + "-" + std::to_string(id);
}

template <class Ref>
Result<Ref> parse_ref(std::string_view text) {
  Ref ref;
  if (text.size() < 6 || text[4] != '-') return refuse(ErrorCode::not_found);
  const auto part = std::from_chars(text.data(), text.data() + 4, ref.part, 16);
  const auto id = std::from_chars(text.data() + 5, text.data() + text.size(), ref.id);
  const bool read = part.ec == std::errc{} && part.ptr == text.data() + 4 && id.ec == std::errc{} && id.ptr == text.data() + text.size();
  if (!read || ref.part < 0 || ref.part >= k_parts || ref.id <= 0) return refuse(ErrorCode::not_found);
  return ref;
}

}  // namespace

std::string PaymentId::text() const { return ref_text(part, id); }
std::string RecoveryId::text() const { return ref_text(part, id); }

Result<PaymentId> parse_payment_id(std::string_view text) { return parse_ref<PaymentId>(text); }
Result<RecoveryId> parse_recovery_id(std::string_view text) { return parse_ref<RecoveryId>(text); }

}  // namespace tiange::benefits
