#include "base/digest.h"

#include <openssl/evp.h>

#include <memory>

namespace tiange {

namespace {
Digest digest_with(const EVP_MD* kind, std::string_view bytes) {
  Digest out;
  thread_local const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), kind, nullptr);
  EVP_DigestUpdate(context.get(), bytes.data(), bytes.size());
  EVP_DigestFinal_ex(context.get(), out.data(), nullptr);
  return out;
}
EVP_MD_CTX* ctx(void* context) { return static_cast<EVP_MD_CTX*>(context); }

// Fetched once: a lookup per call costs more than hashing a short text.
const EVP_MD* kind_of(const char* name) { return EVP_MD_fetch(nullptr, name, nullptr); }
const EVP_MD* sha256_kind() {
  static const EVP_MD* const kind = kind_of("SHA256");
  return kind;
}
}  // namespace

Digest sha256(std::string_view bytes) { return digest_with(sha256_kind(), bytes); }

Digest sm3(std::string_view bytes) {
  static const EVP_MD* const kind = kind_of("SM3");
  return digest_with(kind, bytes);
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) { EVP_DigestInit_ex(ctx(context_), sha256_kind(), nullptr); }
Sha256::~Sha256() { EVP_MD_CTX_free(ctx(context_)); }
void Sha256::add(std::string_view bytes) { EVP_DigestUpdate(ctx(context_), bytes.data(), bytes.size()); }
Digest Sha256::finish() {
  Digest out;
  EVP_DigestFinal_ex(ctx(context_), out.data(), nullptr);
  return out;
}

std::string hex(std::string_view bytes) {
  static constexpr char k_digits[] = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += k_digits[static_cast<unsigned char>(c) >> 4];
    out += k_digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::string hex(const Digest& digest) { return hex(bytes_of(digest)); }

std::string base64url(std::string_view bytes) {
  static constexpr char k_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (held += 8; held >= 6; held -= 6) out += k_letters[bits >> (held - 6) & 63];
  }
  if (held > 0) out += k_letters[bits << (6 - held) & 63];
  return out;
}

std::string digest_of(std::string_view text, bool national) {
  return national ? "sm3:" + hex(sm3(text)) : "sha256:" + hex(sha256(text));
}

bool digest_fits(std::string_view text, std::string_view digest) {
  return digest == digest_of(text, digest.starts_with("sm3:"));
}

}  // namespace tiange
