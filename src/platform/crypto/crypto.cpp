#include "platform/crypto/crypto.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <cstdio>
#include <new>
#include <stdexcept>

namespace tiange::crypto {

namespace {

constexpr char k_base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::int64_t k_totp_step_s = 30;

void ready() {
  static const bool done = [] {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
    return true;
  }();
  (void)done;
}

int base32_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a';
  if (c >= '2' && c <= '7') return c - '2' + 26;
  return -1;
}

int base64url_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '-') return 62;
  if (c == '_') return 63;
  return -1;
}

// Left-over bits must be zero, so that each text has one meaning and each meaning one text.
std::optional<std::string> unpack(std::string_view text, int bits_each, int (*value_of)(char)) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (char c : text) {
    const int value = value_of(c);
    if (value < 0) return std::nullopt;
    held = (held << bits_each) | static_cast<std::uint32_t>(value);
    bits += bits_each;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>((held >> bits) & 0xff);
    }
    held &= (1u << bits) - 1;
  }
  if (held != 0 || bits >= bits_each) return std::nullopt;
  return out;
}

std::string uri_part(std::string_view text) {
  static constexpr char k_hex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.') {
      out += c;
    } else {
      out += '%';
      out += k_hex[static_cast<unsigned char>(c) >> 4];
      out += k_hex[static_cast<unsigned char>(c) & 15];
    }
  }
  return out;
}

}  // namespace

std::string random_bytes(std::size_t n) {
  ready();
  std::string out(n, '\0');
  randombytes_buf(out.data(), out.size());
  return out;
}

std::string random_token(std::size_t bytes) { return base64url(random_bytes(bytes)); }

std::string random_uuid(Instant now) {
  std::string bytes = random_bytes(16);
  const auto ms = static_cast<std::uint64_t>(now.us / 1000);
  for (int i = 0; i < 6; ++i) bytes[static_cast<std::size_t>(i)] = static_cast<char>(ms >> (40 - 8 * i));
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x70);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  std::string out = hex(bytes);
  for (const std::size_t dash : {8u, 13u, 18u, 23u}) out.insert(dash, 1, '-');
  return out;
}

std::string random_code(int groups) {
  static constexpr std::string_view k_letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  ready();
  std::string out;
  for (int i = 0; i < groups * 4; ++i) {
    if (i > 0 && i % 4 == 0) out += '-';
    out += k_letters[randombytes_uniform(static_cast<std::uint32_t>(k_letters.size()))];
  }
  return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  ready();
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string hash_password(std::string_view password, PasswordCost cost) {
  ready();
  char out[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(out, password.data(), password.size(), cost.passes, cost.memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::bad_alloc();
  }
  return out;
}

bool verify_password(const std::string& kept, std::string_view password) {
  ready();
  return kept.size() < crypto_pwhash_STRBYTES &&
         crypto_pwhash_str_verify(kept.c_str(), password.data(), password.size()) == 0;
}

bool needs_rehash(const std::string& kept, PasswordCost cost) {
  ready();
  return crypto_pwhash_str_needs_rehash(kept.c_str(), cost.passes, cost.memory_bytes) != 0;
}

namespace {

Digest hmac(const EVP_MD* digest, std::string_view key, std::string_view text) {
  Digest out;
  unsigned int size = 0;
  HMAC(digest, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
       out.data(), &size);
  return out;
}

}  // namespace

Digest hmac_sha256(std::string_view key, std::string_view text) { return hmac(EVP_sha256(), key, text); }
Digest hmac_sm3(std::string_view key, std::string_view text) { return hmac(EVP_sm3(), key, text); }

std::string base32(std::string_view bytes) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = (held << 8) | static_cast<unsigned char>(c);
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += k_base32[(held >> bits) & 31];
    }
    held &= (1u << bits) - 1;
  }
  if (bits > 0) out += k_base32[(held << (5 - bits)) & 31];
  return out;
}

std::optional<std::string> unbase32(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  return unpack(text, 5, base32_value);
}

std::optional<std::string> unbase64url(std::string_view text) { return unpack(text, 6, base64url_value); }

std::string new_totp_secret() { return base32(random_bytes(20)); }

std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view account) {
  return "otpauth://totp/" + uri_part(issuer) + ":" + uri_part(account) + "?secret=" + std::string(secret) +
         "&issuer=" + uri_part(issuer);
}

std::string totp_code(std::string_view secret, std::int64_t step) {
  const auto key = unbase32(secret);
  if (!key || key->empty()) return {};
  unsigned char counter[8];
  for (int i = 0; i < 8; ++i) counter[i] = static_cast<unsigned char>(step >> (56 - 8 * i));
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha1(), key->data(), static_cast<int>(key->size()), counter, sizeof counter, mac, &size);
  const int at = mac[size - 1] & 15;
  const std::uint32_t number = (static_cast<std::uint32_t>(mac[at] & 0x7f) << 24) |
                               (static_cast<std::uint32_t>(mac[at + 1]) << 16) |
                               (static_cast<std::uint32_t>(mac[at + 2]) << 8) | mac[at + 3];
  char text[8];
  std::snprintf(text, sizeof text, "%06u", number % 1'000'000);
  return text;
}

std::optional<std::int64_t> match_totp(std::string_view secret, std::string_view code, Instant now) {
  const std::int64_t step = now.us / 1'000'000 / k_totp_step_s;
  std::optional<std::int64_t> matched;
  for (std::int64_t near = step - 1; near <= step + 1; ++near) {
    const std::string right = totp_code(secret, near);
    if (!right.empty() && equal_in_constant_time(right, code)) matched = near;
  }
  return matched;
}

}  // namespace tiange::crypto
