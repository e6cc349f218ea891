#include "platform/crypto/signer.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <stdexcept>

#include "base/digest.h"
#include "platform/crypto/key_storage.h"

namespace tiange::crypto {

namespace {

using Pkey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

constexpr std::string_view k_sm2_id = "1234567812345678";

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

// A context for signing or verifying; SM2 takes its user id before the digest begins.
struct Contexts {
  DigestContext digest{EVP_MD_CTX_new(), EVP_MD_CTX_free};
  std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> key{nullptr, EVP_PKEY_CTX_free};

  bool prepare(SignatureSuite suite, EVP_PKEY* pkey) {
    if (suite != SignatureSuite::sm2) return true;
    key.reset(EVP_PKEY_CTX_new(pkey, nullptr));
    if (!key || EVP_PKEY_CTX_set1_id(key.get(), k_sm2_id.data(), static_cast<int>(k_sm2_id.size())) <= 0) return false;
    EVP_MD_CTX_set_pkey_ctx(digest.get(), key.get());
    return true;
  }
};

const EVP_MD* digest_of(SignatureSuite suite) { return suite == SignatureSuite::sm2 ? EVP_sm3() : nullptr; }

bool is_of(SignatureSuite suite, EVP_PKEY* key) {
  return EVP_PKEY_is_a(key, suite == SignatureSuite::sm2 ? "SM2" : "ED25519") == 1;
}

std::string public_der(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  if (size <= 0) throw std::runtime_error("the public key cannot be written");
  std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return out;
}

Pkey read_key(const std::string& path) {
  constexpr std::size_t k_longest_pem = 16'384;
  const auto pem = read_key_file(path, k_longest_pem);
  if (!pem) return {nullptr, EVP_PKEY_free};
  const Memory memory(BIO_new_mem_buf(pem->data(), static_cast<int>(pem->size())), BIO_free);
  Pkey key(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  if (!key) throw std::runtime_error("the key file " + path + " is damaged");
  return key;
}

void make_key(const std::string& path, SignatureSuite suite) {
  const Pkey key(suite == SignatureSuite::sm2 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "SM2")
                                              : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"),
                 EVP_PKEY_free);
  const Memory memory(BIO_new(BIO_s_mem()), BIO_free);
  if (!key || PEM_write_bio_PKCS8PrivateKey(memory.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    throw std::runtime_error("no signing key can be made");
  char* pem = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &pem);
  place_key_file(path, {pem, static_cast<std::size_t>(size)});
}

}  // namespace

std::optional<SignatureSuite> suite_from(std::string_view name) {
  if (name == "ed25519") return SignatureSuite::ed25519;
  if (name == "sm2") return SignatureSuite::sm2;
  return std::nullopt;
}

std::string_view suite_name(SignatureSuite suite) { return suite == SignatureSuite::sm2 ? "sm2" : "ed25519"; }

struct Signer::Key {
  SignatureSuite suite;
  Pkey pkey;
  std::string public_key, fingerprint;
};

Signer::Signer(std::unique_ptr<Key> key) : key_(std::move(key)) {}
Signer::Signer(Signer&&) noexcept = default;
Signer::~Signer() = default;

Signer Signer::from_file(const std::string& path, SignatureSuite suite) {
  Pkey key = read_key(path);
  if (!key) {
    make_key(path, suite);
    key = read_key(path);
  }
  if (!key || !is_of(suite, key.get())) throw std::runtime_error("the key file " + path + " holds no key of this suite");
  std::string der = public_der(key.get());
  std::string print = key_fingerprint(der);
  return Signer(std::make_unique<Key>(Key{suite, std::move(key), std::move(der), std::move(print)}));
}

SignatureSuite Signer::suite() const { return key_->suite; }
const std::string& Signer::public_key() const { return key_->public_key; }
const std::string& Signer::fingerprint() const { return key_->fingerprint; }

std::string Signer::sign(std::string_view text) const {
  Contexts contexts;
  std::size_t size = 0;
  const bool sized = contexts.prepare(key_->suite, key_->pkey.get()) &&
                     EVP_DigestSignInit(contexts.digest.get(), nullptr, digest_of(key_->suite), nullptr, key_->pkey.get()) == 1 &&
                     EVP_DigestSign(contexts.digest.get(), nullptr, &size, bytes(text), text.size()) == 1;
  std::string out(size, '\0');
  if (!sized || EVP_DigestSign(contexts.digest.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes(text), text.size()) != 1)
    throw std::runtime_error("signing failed");
  out.resize(size);
  return out;
}

std::string key_fingerprint(std::string_view public_key) { return hex(sha256(public_key)); }

bool verify_signature(SignatureSuite suite, std::string_view public_key, std::string_view text,
                      std::string_view signature) {
  const unsigned char* at = bytes(public_key);
  const Pkey key(d2i_PUBKEY(nullptr, &at, static_cast<long>(public_key.size())), EVP_PKEY_free);
  if (!key || at != bytes(public_key) + public_key.size() || !is_of(suite, key.get())) return false;
  Contexts contexts;
  return contexts.prepare(suite, key.get()) &&
         EVP_DigestVerifyInit(contexts.digest.get(), nullptr, digest_of(suite), nullptr, key.get()) == 1 &&
         EVP_DigestVerify(contexts.digest.get(), bytes(signature), signature.size(), bytes(text), text.size()) == 1;
}

}  // namespace tiange::crypto
