#pragma once
// E-mail sent through the district's own mail server by SMTP (RFC 5321), with TLS from the start or by STARTTLS, and
// AUTH where an account is given. Blocks the calling thread; for workers only.
//
//   mail::Server server{.host = "smtp.example.gov.cn", .port = 465, .security = mail::Security::tls, …};
//   mail::send(server, {.id = "7012@440604", .from = …, .to = …, .subject = "新工单", .text = "…", .sent = now});

#include <string>
#include <string_view>

#include <boost/describe.hpp>

#include "base/result.h"
#include "base/time.h"

namespace tiange::mail {

// none: for a server on the same machine or behind a tunnel; nothing is kept from whoever reads the wire.
enum class Security { none, starttls, tls };
BOOST_DESCRIBE_ENUM(Security, none, starttls, tls)

struct Server {
  std::string host;
  int port = 465;
  Security security = Security::tls;
  std::string account;  // empty: no AUTH
  std::string secret;
  std::string trusted_certificates;  // PEM file instead of the machine's; may be empty
  Span connect = seconds(10);
  Span whole = seconds(30);
};

struct Posting {
  std::string id;  // of Message-ID, without < >; the same at every attempt
  std::string from_name;
  std::string from;  // addresses
  std::string to;
  std::string subject;
  std::string text;  // plain, UTF-8
  Instant sent;
};

// "someone@example.cn"; ASCII, one address, no names.
bool is_address(std::string_view text);
// The letter as it goes over the wire: UTF-8 in encoded words (RFC 2047) and base64.
std::string compose(const Posting& posting);
// Refused with bad_input (an address that is none) or call_failed (the reason; never the secret). With STARTTLS asked for
// and not offered nothing is sent.
Outcome send(const Server& server, const Posting& posting);

}  // namespace tiange::mail
