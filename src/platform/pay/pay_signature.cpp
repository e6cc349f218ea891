#include <charconv>

#include "platform/crypto/crypto.h"
#include "platform/pay/pay.h"

namespace tiange::pay {

namespace {

constexpr std::int64_t k_longest_age_s = 300;

std::string mac_of(std::string_view secret, std::string_view what, std::string_view body, std::int64_t second) {
  std::string text = std::to_string(second);
  text += '.';
  text += what;
  text += '.';
  text += body;
  return hex(crypto::hmac_sha256(secret, text));
}

}  // namespace

std::string signature(std::string_view secret, std::string_view what, std::string_view body, Instant now) {
  const std::int64_t second = now.us / 1'000'000;
  return "t=" + std::to_string(second) + ",v1=" + mac_of(secret, what, body, second);
}

Outcome check_signature(std::string_view secret, std::string_view what, std::string_view body, std::string_view given, Instant now) {
  const auto comma = given.find(",v1=");
  if (secret.empty() || !given.starts_with("t=") || comma == given.npos) return refuse(ErrorCode::bad_signature);
  std::int64_t second = 0;
  const auto read = std::from_chars(given.data() + 2, given.data() + comma, second);
  if (read.ec != std::errc{} || read.ptr != given.data() + comma) return refuse(ErrorCode::bad_signature);
  const std::int64_t age_s = now.us / 1'000'000 - second;
  if (age_s > k_longest_age_s || age_s < -k_longest_age_s)
    return refuse(ErrorCode::bad_signature, "签名时间与本机相差超过五分钟", "it was signed more than five minutes from our time");
  if (!crypto::equal_in_constant_time(given.substr(comma + 4), mac_of(secret, what, body, second)))
    return refuse(ErrorCode::bad_signature);
  return done();
}

}  // namespace tiange::pay
