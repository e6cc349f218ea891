#pragma once
// Digests: SHA-256 (FIPS 180-4) and SM3 (GB/T 32905), and their text forms.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tiange {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view bytes);
Digest sm3(std::string_view bytes);

// A SHA-256 fed piece by piece, for streams.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(std::string_view bytes);
  Digest finish();  // once

 private:
  void* context_;
};

std::string hex(std::string_view bytes);
std::string hex(const Digest& digest);
std::string base64url(std::string_view bytes);  // without padding
// As it is kept beside a text, with its kind: "sm3:<hex>" where the national one is wanted, "sha256:<hex>" otherwise.
std::string digest_of(std::string_view text, bool national);
bool digest_fits(std::string_view text, std::string_view digest);  // of the kind that the digest names
inline std::string_view bytes_of(const Digest& d) { return {reinterpret_cast<const char*>(d.data()), d.size()}; }

}  // namespace tiange
