#pragma once
// What stands between a request and its handler: pace, origin, and the headers that tell browsers to be careful.

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/http/http.h"

namespace tiange::http {

// Tokens flow in at per_second up to burst; a request takes one. per_second 0 means no limit.
struct Pace {
  double per_second = 0;
  double burst = 0;
};

// One bucket for each key (an address, an account). Holds at most k_most_keys; full buckets are forgotten first.
class RateLimiter {
 public:
  explicit RateLimiter(Pace pace) : pace_(pace) {}
  // 0: go on; otherwise the seconds until a token is there.
  int take(std::string_view key, Instant now);

 private:
  struct Bucket {
    double tokens;
    Instant filled;
  };
  static constexpr std::size_t k_shards = 16;
  static constexpr std::size_t k_most_keys = 200'000;
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::string, Bucket> buckets;
  };
  void forget_full(Shard& shard, Instant now) const;

  const Pace pace_;
  std::array<Shard, k_shards> shards_;
};

// Whether a write may come from where it says. Passed: no browser involved (bearer token, or neither cookies nor
// browser headers); Sec-Fetch-Site same-origin or none; an Origin with our Host; or the header X-Tiange-CSRF, which
// another site's page cannot send, when the browser tells nothing.
bool same_site(const Request& request);

// nosniff, no framing, no referrer, a policy without inline scripts, and HSTS over TLS. What the handler set stays.
void add_security_headers(Response& response, bool secure);

// 1-64 of letters, digits, "-", "_", ".".
bool is_sane_request_id(std::string_view id);

}  // namespace tiange::http
