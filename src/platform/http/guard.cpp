#include "platform/http/guard.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace tiange::http {

int RateLimiter::take(std::string_view key, Instant now) {
  if (pace_.per_second <= 0) return 0;
  Shard& shard = shards_[std::hash<std::string_view>{}(key) % k_shards];
  std::lock_guard lock(shard.mutex);
  if (shard.buckets.size() >= k_most_keys / k_shards) forget_full(shard, now);
  auto [found, fresh] = shard.buckets.try_emplace(std::string(key), Bucket{pace_.burst, now});
  Bucket& bucket = found->second;
  const double passed_s = static_cast<double>(std::max<std::int64_t>(0, (now - bucket.filled).us)) / 1e6;
  bucket.tokens = std::min(pace_.burst, bucket.tokens + passed_s * pace_.per_second);
  bucket.filled = std::max(bucket.filled, now);
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return 0;
  }
  return std::max(1, static_cast<int>(std::ceil((1 - bucket.tokens) / pace_.per_second)));
}

void RateLimiter::forget_full(Shard& shard, Instant now) const {
  const double to_fill_s = pace_.burst / pace_.per_second;
  std::erase_if(shard.buckets, [&](const auto& entry) {
    return static_cast<double>((now - entry.second.filled).us) / 1e6 >= to_fill_s;
  });
  if (shard.buckets.size() >= k_most_keys / k_shards) shard.buckets.clear();  // a flood of addresses: start afresh
}

bool same_site(const Request& request) {
  if (request.method == Method::get) return true;
  if (request.header("authorization").starts_with("Bearer ")) return true;
  const std::string_view site = request.header("sec-fetch-site");
  if (!site.empty()) return site == "same-origin" || site == "none";
  if (!request.header("x-tiange-csrf").empty()) return true;
  std::string_view origin = request.header("origin");
  if (!origin.empty()) {
    const auto scheme_end = origin.find("://");
    return scheme_end != std::string_view::npos && origin.substr(scheme_end + 3) == request.header("host");
  }
  return request.header("cookie").empty();
}

void add_security_headers(Response& response, bool secure) {
  const auto given = [&](std::string_view name) {
    return std::any_of(response.headers.begin(), response.headers.end(),
                       [&](const auto& header) { return header.first == name; });
  };
  response.fixed_headers[0] =
      "X-Content-Type-Options: nosniff\r\n"
      "X-Frame-Options: DENY\r\n"
      "Referrer-Policy: same-origin\r\n"
      "Cross-Origin-Opener-Policy: same-origin\r\n"
      "Cross-Origin-Resource-Policy: same-origin\r\n"
      "Permissions-Policy: geolocation=(self), camera=(self), microphone=(self), payment=(), usb=()\r\n";
  if (!given("Content-Security-Policy")) {
    response.fixed_headers[1] =
        "Content-Security-Policy: default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; connect-src 'self'; "
        "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'none'\r\n";
  }
  if (!given("Cache-Control")) response.fixed_headers[2] = "Cache-Control: no-store\r\n";
  if (secure) response.fixed_headers[3] = "Strict-Transport-Security: max-age=31536000\r\n";
}

bool is_sane_request_id(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
           c == '.';
  });
}

}  // namespace tiange::http
