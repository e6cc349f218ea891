#pragma once
// 收到时刻 How the core knows that a report handed over was really received when the standby says: the standby signs moment,
// receipt, route, key and body with a key that both hold. It makes the key at its first start
// (<data>/standby/secrets/hand_over.key); whoever runs the two puts a copy at <data>/secrets/hand_over.key of the core.
// Without it a report handed over counts from the hand-over.
//
//   X-Tiange-Received: <microseconds since 1970> <receipt> <HMAC-SHA256 in hex>

#include <memory>
#include <string>

#include "city/cases/kept/kept_report.h"
#include "platform/crypto/crypto.h"
#include "platform/http/http.h"

namespace tiange::app {

constexpr const char* k_received_header = "X-Tiange-Received";

// The value of the header; `path` and `key` as they are posted.
std::string vouch(const crypto::Sealer& key_file, const cases::KeptReport& kept, std::string_view path, std::string_view key,
                  std::string_view body);

std::string hand_over_key(const std::string& data_folder);

// Signs people in as `people` does, and marks reports of the standby (kept_report.h). A key file that is put there later is
// found at the next report. Both outlive it.
std::unique_ptr<http::Authenticator> open_gate(http::Authenticator& people, std::string key_path);

}  // namespace tiange::app
