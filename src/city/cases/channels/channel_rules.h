#pragma once
// Pure rules of connections: signatures, disagreement between two sides' states, back-off.

#include <optional>
#include <string>
#include <string_view>

#include "city/cases/channels/adapters/channel_mapping.h"

namespace tiange::cases {

constexpr Span k_signature_window = minutes(5);  // how old or early a signed message may be
constexpr int k_most_attempts = 8;

// "sha256=<hex>" or "sm3=<hex>" of HMAC(secret, timestamp + "\n" + body).
std::string signature_of(std::string_view suite, std::string_view secret, std::string_view timestamp, std::string_view body);
// Refused (bad_signature) saying what does not fit; the timestamp is in seconds since 1970.
Outcome check_signature(std::string_view suite, std::string_view secret, std::string_view timestamp, std::string_view signature,
                        std::string_view body, Instant now);

// Before the next attempt: 5 s, 20 s, 80 s, … at most an hour.
Span wait_before(std::int64_t attempts);

// "<meaning>:<state of ours>" when the two sides cannot both be right; empty otherwise. `outward`: we gave it to them.
std::string conflict_of(ForeignMeaning theirs, Status ours, bool outward);
Words conflict_words(std::string_view conflict);

// Of a case event's status, as the mapping tells it.
const OwnState* own_state(const ChannelMapping& mapping, std::string_view status);

}  // namespace tiange::cases
