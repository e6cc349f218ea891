#pragma once
// Passwords, tokens, one-time codes, sealing. Every function may be called from any thread.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/time.h"

namespace tiange::crypto {

// ---- randomness, from the operating system ----
std::string random_bytes(std::size_t n);
std::string random_token(std::size_t bytes = 32);  // base64url
// UUID version 7 (RFC 9562 §5.7): begins with the millisecond, so that rows keyed by it lie in the order they came.
std::string random_uuid(Instant now);
// For people to type: groups of four letters and digits without 0 O 1 I L, "K7QM-3XWD-…"; 4.95 bits a character.
std::string random_code(int groups);

// True when equal; takes the same time wherever they differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// ---- passwords: Argon2id (RFC 9106) with salt and cost inside the text that is kept ----
struct PasswordCost {
  std::uint64_t passes = 2;
  std::size_t memory_bytes = 19u << 20;  // 19 MiB and 2 passes: the OWASP floor, 13 ms a core
};
std::string hash_password(std::string_view password, PasswordCost cost = {});  // throws std::bad_alloc
bool verify_password(const std::string& kept, std::string_view password);
// The kept text was made with another cost: hash again after the next sign-in.
bool needs_rehash(const std::string& kept, PasswordCost cost = {});

// ---- HMAC (RFC 2104) ----
Digest hmac_sha256(std::string_view key, std::string_view text);
Digest hmac_sm3(std::string_view key, std::string_view text);

// ---- one-time codes: TOTP (RFC 6238), SHA-1, 30 seconds, 6 digits, as authenticator apps expect ----
std::string new_totp_secret();                       // 20 bytes in base32
std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view account);  // for the QR code
std::string totp_code(std::string_view secret, std::int64_t step);  // "" when the secret is not base32
// The time step the code belongs to, at most one step off. The caller keeps the last step used and refuses it and all
// before it, so that a code works once.
std::optional<std::int64_t> match_totp(std::string_view secret, std::string_view code, Instant now);

std::string base32(std::string_view bytes);                          // RFC 4648, without padding
std::optional<std::string> unbase32(std::string_view text);          // case and padding do not matter
std::optional<std::string> unbase64url(std::string_view text);       // without padding

// ---- sealing: AES-256-GCM ----
// Keeps secrets of the database (one-time-code secrets, keys of partners) unreadable without the key file.
class Sealer {
 public:
  // Reads the key, or makes it (32 random bytes, mode 0600, its folder 0700). Throws std::runtime_error when the file
  // cannot be used or others may read it.
  static Sealer from_file(const std::string& path);
  explicit Sealer(std::string key);  // 32 bytes

  // `about` names what is sealed ("totp:7012…"); opening it as anything else fails.
  std::string seal(std::string_view plain, std::string_view about) const;
  std::optional<std::string> open(std::string_view sealed, std::string_view about) const;

  // 32 bytes that are the same for the same text, by which what is sealed can be looked up; without the key nobody can
  // find the text by trying.
  std::string mark(std::string_view plain, std::string_view about) const;
 private:
  std::string key_;
};

}  // namespace tiange::crypto
