#include "city/cases/channels/channel_rules.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "platform/crypto/crypto.h"

namespace tiange::cases {

std::string signature_of(std::string_view suite, std::string_view secret, std::string_view timestamp, std::string_view body) {
  const std::string signed_text = std::string(timestamp) + "\n" + std::string(body);
  if (suite == "sm3") return "sm3=" + hex(crypto::hmac_sm3(secret, signed_text));
  return "sha256=" + hex(crypto::hmac_sha256(secret, signed_text));
}

Outcome check_signature(std::string_view suite, std::string_view secret, std::string_view timestamp, std::string_view signature,
                        std::string_view body, Instant now) {
  const auto seconds_since = text::to_int(timestamp);
  if (!seconds_since || *seconds_since < 0 || *seconds_since > 100'000'000'000)
    return refuse(ErrorCode::bad_signature, "缺少时间戳或格式有误", "the timestamp is missing or malformed");
  const std::int64_t away = now.us - *seconds_since * 1'000'000;
  if (away > k_signature_window.us || away < -k_signature_window.us)
    return refuse(ErrorCode::bad_signature, "时间戳相差超过五分钟", "the timestamp is more than five minutes away");
  if (secret.empty() || !crypto::equal_in_constant_time(signature, signature_of(suite, secret, timestamp, body)))
    return refuse(ErrorCode::bad_signature, "签名与内容不符", "the signature does not belong to the content");
  return done();
}

Span wait_before(std::int64_t attempts) {
  Span wait = seconds(5);
  for (std::int64_t i = 1; i < attempts && wait < hours(1); ++i) wait = wait * 4;
  return std::min(wait, hours(1));
}

std::string conflict_of(ForeignMeaning theirs, Status ours, bool outward) {
  if (outward) return "";
  const bool ended = ours == Status::closed || ours == Status::not_accepted;
  const bool wrong = ended ? theirs == ForeignMeaning::returned : theirs == ForeignMeaning::closed || theirs == ForeignMeaning::cancelled;
  if (!wrong) return "";
  return std::string(json::enum_name(theirs)) + ":" + (ended ? "ended" : "open");
}

Words conflict_words(std::string_view conflict) {
  if (conflict == "returned:ended")
    return {"对方退回，本区已结案：请核对后重开或向对方说明", "They send it back, here it is closed: check, then reopen it or explain"};
  if (conflict == "closed:open")
    return {"对方已办结，本区仍在办理：请核对", "They have finished, here it is still being handled: check"};
  if (conflict == "cancelled:open")
    return {"对方已撤回，本区仍在办理：请核对", "They took it back, here it is still being handled: check"};
  return {};
}

const OwnState* own_state(const ChannelMapping& mapping, std::string_view status) {
  const auto found = mapping.states_out.find(std::string(status));
  return found == mapping.states_out.end() ? nullptr : &found->second;
}

}  // namespace tiange::cases
