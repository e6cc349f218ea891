#pragma once
// Asks the server and judges every answer: there is one, soon; never 5xx; a refusal is problem+json that says what is wrong
// in Chinese and in English; JSON is JSON.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "platform/net/raw_client.h"
#include "platform/net/wire.h"

namespace tiange::app::probe {

struct Tally {
  std::int64_t asked = 0;
  std::int64_t accepted = 0;
  std::int64_t refused = 0;
  std::int64_t compared = 0;  // texts read back
  std::int64_t faults = 0;
  std::vector<std::string> told;  // the first faults, one of a kind
  void fault(const std::string& kind, const std::string& detail);

 private:
  std::map<std::string, int> kinds_;
};

struct Ask {
  std::string who;     // a queue such as 440604-ZX:seat, "browser" (a session with cookies), or "" for nobody
  std::string method;
  std::string target;
  std::string body = {};
  std::string type = {};  // application/json when empty
};

class Visitor {
 public:
  // Tokens by queue; `account` is whom the browser session belongs to.
  Visitor(int port, std::map<std::string, std::string> tokens, std::string account, Tally& tally)
      : port_(port), tokens_(std::move(tokens)), account_(std::move(account)), tally_(tally) {}

  net::RawAnswer ask(const Ask& ask, std::string_view about);
  // For preparing: throws std::runtime_error when it is refused.
  json::Value must(const Ask& ask);

 private:
  net::RawAnswer send(const Ask& ask);
  net::Headers headers_of(const Ask& ask);
  void sign_in();
  void judge(const Ask& ask, std::string_view about, const net::RawAnswer& answer);

  int port_;
  std::map<std::string, std::string> tokens_;
  std::string account_;
  Tally& tally_;
  std::unique_ptr<net::RawClient> client_;
  std::string cookies_;
  std::string csrf_;
};

// Every byte that is not a letter or digit as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace tiange::app::probe
