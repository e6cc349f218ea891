#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>

#include "platform/crypto/crypto.h"

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
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  struct stat info {};
  std::string key(k_key_bytes + 1, '\0');
  const ssize_t n = ::read(file, key.data(), key.size());
  const bool shared = ::fstat(file, &info) != 0 || (info.st_mode & 077) != 0;
  ::close(file);
  if (shared) throw std::runtime_error("the key file " + path + " may be read by others: chmod 600 it");
  if (n != static_cast<ssize_t>(k_key_bytes)) throw std::runtime_error("the key file " + path + " is damaged");
  key.resize(k_key_bytes);
  return key;
}

// Whole or not at all: written beside and linked into place, so that two who start at once agree on one key.
void make_key(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::filesystem::create_directories(folder);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
  std::string fresh = path + ".XXXXXX";
  const int file = ::mkostemp(fresh.data(), O_CLOEXEC);
  if (file < 0) throw std::runtime_error("cannot write a key into " + folder.string());
  const std::string key = random_bytes(k_key_bytes);
  const bool written = ::write(file, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
                       ::fsync(file) == 0;
  ::close(file);
  const bool placed = written && (::link(fresh.c_str(), path.c_str()) == 0 || errno == EEXIST);
  ::unlink(fresh.c_str());
  if (!placed) throw std::runtime_error("cannot write the key file " + path);
}

}  // namespace

Sealer::Sealer(std::string key) : key_(std::move(key)) {
  if (key_.size() != k_key_bytes) throw std::runtime_error("a sealing key has 32 bytes");
}

Sealer Sealer::from_file(const std::string& path) {
  std::string key = read_key(path);
  if (key.empty()) {
    make_key(path);
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
