#pragma once
// Signatures that anybody can check: Ed25519 (RFC 8032), or SM2 with SM3 (GB/T 32918.2, user id 1234567812345678).
// Every function may be called from any thread.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tiange::crypto {

enum class SignatureSuite { ed25519, sm2 };
std::optional<SignatureSuite> suite_from(std::string_view name);  // "ed25519", "sm2"
std::string_view suite_name(SignatureSuite suite);

class Signer {
 public:
  // Reads the private key (PEM, PKCS #8), or makes it, mode 0600. Throws std::runtime_error when the file cannot be used
  // or others may read it.
  static Signer from_file(const std::string& path, SignatureSuite suite);
  Signer(Signer&&) noexcept;
  ~Signer();

  SignatureSuite suite() const;
  std::string sign(std::string_view text) const;  // of Ed25519 64 bytes, of SM2 the DER of r and s
  const std::string& public_key() const;          // DER, SubjectPublicKeyInfo
  const std::string& fingerprint() const;         // key_fingerprint of it

 private:
  struct Key;
  explicit Signer(std::unique_ptr<Key> key);
  std::unique_ptr<Key> key_;
};

// SHA-256 of the key, 64 hex digits.
std::string key_fingerprint(std::string_view public_key);
// False for anything that does not fit, broken keys included.
bool verify_signature(SignatureSuite suite, std::string_view public_key, std::string_view text,
                      std::string_view signature);

}  // namespace tiange::crypto
