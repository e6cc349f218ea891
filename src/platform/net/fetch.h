#pragma once
// Calls to other systems over HTTP/1.1, with or without TLS: one request, one answer, one connection. Blocks the calling
// thread; for workers only. Nothing is followed: a redirect is an answer like any other.
//
// A name is looked up once and the addresses found are what is connected to, so that a name cannot change its mind
// between the check and the call. Addresses of this machine and of private networks are refused unless allowed, all of
// them must be public. The peer's certificate is verified against the machine's trusted ones and its name.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace tiange::net {

struct FetchRequest {
  std::string method = "POST";
  std::string url;  // http://host[:port]/path or https://…, without user and fragment
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct FetchLimits {
  Span connect = seconds(5);   // name look-up, connection and TLS
  Span whole = seconds(15);    // until the answer is there
  std::size_t most_answer = 256 << 10;  // bytes of its body
  bool private_addresses = false;
  std::string trusted_certificates;  // PEM file, besides those of the machine; may be empty
};

struct Fetched {
  int status = 0;
  std::string content_type;
  std::string body;
};

// Refused with bad_input (no such address can be), address_refused (a private network) or call_failed (the reason: no
// such name, no connection, certificate, too slow, too large).
Result<Fetched> fetch(const FetchRequest& request, const FetchLimits& limits);

// Whether the text can be called at all, and, when `private_addresses` is false, is not plainly a private address or
// localhost. Looks up no name.
Outcome check_url(std::string_view url, bool private_addresses);

}  // namespace tiange::net
