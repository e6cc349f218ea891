#include <charconv>

#include "platform/crypto/crypto.h"
#include "platform/pay/pay.h"

namespace tiange::pay {

namespace {

constexpr std::int64_t k_window_s = 300;

}  // namespace

std::string signature(std::string_view secret, std::string_view timestamp, std::string_view body) {
  std::string text(timestamp);
  text += '\n';
  text += body;
  return "sha256=" + hex(crypto::hmac_sha256(secret, text));
}

Outcome check_signature(std::string_view secret, std::string_view timestamp, std::string_view body, std::string_view given, Instant now) {
  std::int64_t second = 0;
  const auto read = std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), second);
  if (timestamp.empty() || read.ec != std::errc{} || read.ptr != timestamp.data() + timestamp.size())
    return refuse(ErrorCode::bad_signature, "缺少时间戳或格式有误", "the timestamp is missing or malformed");
  const std::int64_t away_s = now.us / 1'000'000 - second;
  if (away_s > k_window_s || away_s < -k_window_s)
    return refuse(ErrorCode::bad_signature, "时间戳相差超过五分钟", "the timestamp is more than five minutes away");
  if (secret.empty() || !crypto::equal_in_constant_time(given, signature(secret, timestamp, body)))
    return refuse(ErrorCode::bad_signature, "签名与内容不符", "the signature does not belong to the content");
  return done();
}

}  // namespace tiange::pay
