#include <openssl/evp.h>

#include <stdexcept>

#include "platform/crypto/crypto.h"
#include "platform/crypto/key_storage.h"

namespace tiange::crypto {

namespace {

constexpr std::size_t k_key_bytes = 32;
constexpr std::size_t k_nonce_bytes = 12;
constexpr std::size_t k_tag_bytes = 16;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;
Context new_context() { return {EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free}; }

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string read_key(const std::string& path) {
  auto key = read_key_file(path, k_key_bytes + 1);
  if (!key) return {};
  if (key->size() != k_key_bytes) throw std::runtime_error("the key file " + path + " is damaged");
  return *std::move(key);
}

}  // namespace

Sealer::Sealer(std::string key) : key_(std::move(key)) {
  if (key_.size() != k_key_bytes) throw std::runtime_error("a sealing key has 32 bytes");
}

Sealer Sealer::from_file(const std::string& path) {
  std::string key = read_key(path);
  if (key.empty()) {
    place_key_file(path, random_bytes(k_key_bytes));
    key = read_key(path);
  }
  return Sealer(std::move(key));
}

std::string Sealer::seal(std::string_view plain, std::string_view about) const {
  std::string out = random_bytes(k_nonce_bytes);
  out.resize(k_nonce_bytes + plain.size() + k_tag_bytes);
  const Context context = new_context();
  int n = 0;
  unsigned char* body = bytes(out) + k_nonce_bytes;
  const bool sealed =
      EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes(key_), bytes(out)) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &n, bytes(about), static_cast<int>(about.size())) == 1 &&
      EVP_EncryptUpdate(context.get(), body, &n, bytes(plain), static_cast<int>(plain.size())) == 1 &&
      EVP_EncryptFinal_ex(context.get(), body + plain.size(), &n) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, k_tag_bytes, body + plain.size()) == 1;
  if (!sealed) throw std::runtime_error("sealing failed");
  return out;
}

std::optional<std::string> Sealer::open(std::string_view sealed, std::string_view about) const {
  if (sealed.size() < k_nonce_bytes + k_tag_bytes) return std::nullopt;
  const std::string_view body = sealed.substr(k_nonce_bytes, sealed.size() - k_nonce_bytes - k_tag_bytes);
  std::string tag(sealed.substr(sealed.size() - k_tag_bytes));
  std::string plain(body.size(), '\0');
  const Context context = new_context();
  int n = 0;
  const bool opened =
      EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes(key_), bytes(sealed)) == 1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &n, bytes(about), static_cast<int>(about.size())) == 1 &&
      EVP_DecryptUpdate(context.get(), bytes(plain), &n, bytes(body), static_cast<int>(body.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, k_tag_bytes, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(context.get(), bytes(plain) + plain.size(), &n) == 1;
  if (!opened) return std::nullopt;
  return plain;
}

std::string Sealer::mark(std::string_view plain, std::string_view about) const {
  const Digest own = hmac_sha256(key_, "mark:" + std::string(about));
  return std::string(bytes_of(hmac_sha256(bytes_of(own), plain)));
}

}  // namespace tiange::crypto
