#include "city/cases/kept/kept_report.h"

#include <algorithm>

#include "base/text.h"

namespace tiange::cases {

namespace {

constexpr const char* k_received = "kept:received";
constexpr const char* k_receipt = "kept:receipt";

}  // namespace

void mark_kept(http::Request& request, const KeptReport& kept) {
  request.params[k_received] = std::to_string(kept.received.us);
  request.params[k_receipt] = kept.receipt;
}

std::optional<KeptReport> kept_report(const http::Request& request) {
  const auto received = text::to_int(request.param(k_received));
  if (!received) return std::nullopt;
  return KeptReport{std::min(Instant{*received}, request.now), std::string(request.param(k_receipt))};
}

}  // namespace tiange::cases
